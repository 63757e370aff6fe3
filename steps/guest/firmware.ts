import type { DataTable } from '@cucumber/cucumber';
import {
  type AcpiTable,
  type AmlDevice,
  acpiTables,
  amlDevices,
  CMDQV_HID,
  type Resource,
  resourcesOf,
  rootComplexesOf,
  smmusOf,
} from '../../src/tables/acpi';
import { Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** The firmware reads all that the VMM has for it, ACPI tables above all. */
When('the firmware of {vm} reads its tables', ['observe.firmware'], async (world, vm: string) => {
  const files = await world.vm(vm).bus.firmware?.();
  if (files === undefined) throw new Error(`${vm} does not show what its firmware reads`);
  world.firmware = [...files.values()].flatMap(acpiTables);
});

function table(world: ConformanceWorld, signature: string): AcpiTable {
  const { firmware } = world;
  if (firmware === undefined) throw new Error('no firmware has read tables');
  const found = firmware.find((one) => one.signature === signature);
  if (found !== undefined) return found;
  return world.fail(`there is no table ${signature}`, signature, firmware.map((one) => one.signature).join(', ') || 'no table');
}

function cmdqvDevices(world: ConformanceWorld): readonly AmlDevice[] {
  return amlDevices(table(world, 'DSDT').bytes).filter(({ values }) => values.get('_HID') === CMDQV_HID);
}

/** So many devices of the DSDT have the _HID of CMDQ-V, NVDA200C. */
Then('the DSDT describes {int} CMDQ-V device(s)', ['observe.firmware'], (world, expected: number) => {
  const found = cmdqvDevices(world);
  if (found.length === expected) return;
  world.fail(
    `the DSDT describes ${found.length} CMDQ-V devices, not ${expected}`,
    String(expected),
    found.map(({ name }) => name).join(', ') || 'none',
  );
});

/** What rows may ask for, as it is told of a device. */
const TOLD: Readonly<Record<string, (device: AmlDevice) => string>> = {
  name: ({ name, values }) => {
    const uid = String(values.get('_UID')).padStart(2, '0');
    return name === `CV${uid}` ? 'CV and _UID in two digits' : name;
  },
  _CCA: ({ values }) => String(values.get('_CCA') ?? 'none'),
  _CRS: ({ values }) => {
    const resources = values.get('_CRS');
    return resources instanceof Uint8Array ? inOrder(resourcesOf(resources)).map(toldResource).join('; ') : 'none';
  },
};

function toldResource(resource: Resource): string {
  switch (resource.kind) {
    case 'memory':
      return `${resource.width}-bit memory of 0x${resource.length.toString(16)} bytes${fits(resource) ? '' : ', which end elsewhere'}`;
    case 'interrupt': {
      const { activeLow, edge, numbers, shared } = resource;
      const manner = [shared ? 'shared' : 'exclusive', edge ? 'edge' : 'level', activeLow ? 'active-low' : 'active-high'];
      return `${numbers.length} interrupt ${manner.join(', ')}`;
    }
    case 'other':
      return `resource 0x${resource.tag.toString(16)}`;
  }
}

/** The last address of memory that does not move is told by its first one and its length. */
function fits({ end, length, start }: Extract<Resource, { readonly kind: 'memory' }>): boolean {
  return end === start + length - 1n;
}

/** Memory first: a driver counts memory and interrupts apart, so that no order among them means anything. */
function inOrder(resources: readonly Resource[]): readonly Resource[] {
  return [...resources].sort((a, b) => Number(b.kind === 'memory') - Number(a.kind === 'memory'));
}

/** Each device of the DSDT with the _HID of CMDQ-V has this, a row for each property: `name`, `_CCA` or `_CRS`. */
Then('each CMDQ-V device of the DSDT has:', ['observe.firmware'], (world, rows: DataTable) => {
  for (const device of cmdqvDevices(world)) {
    for (const [property = '', expected = ''] of rows.raw()) {
      const tell = TOLD[property];
      if (tell === undefined) throw new RangeError(`no property of a device is called ${property}: ${Object.keys(TOLD).join(', ')}`);
      const actual = tell(device);
      if (actual !== expected) world.fail(`${property} of ${device.name} is ${actual}, not ${expected}`, expected, actual);
    }
  }
});

/**
 * No two devices of the DSDT with the _HID of CMDQ-V have the same _UID, an address of their memory or an interrupt in common.
 */
Then('each CMDQ-V device of the DSDT has a _UID, memory and an interrupt of its own', ['observe.firmware'], (world) => {
  const devices = cmdqvDevices(world);
  for (const [index, device] of devices.entries()) {
    for (const other of devices.slice(0, index)) {
      const shared = sharedBy(device, other);
      if (shared !== undefined) world.fail(`${other.name} and ${device.name} have the same ${shared}`, `a ${shared} of its own`, shared);
    }
  }
});

/** What both devices have that each should have to itself. */
function sharedBy(device: AmlDevice, other: AmlDevice): string | undefined {
  if (device.values.get('_UID') === other.values.get('_UID')) return '_UID';
  for (const one of resourcesOfDevice(device)) {
    for (const two of resourcesOfDevice(other)) {
      if (one.kind === 'memory' && two.kind === 'memory' && one.start < two.start + two.length && two.start < one.start + one.length)
        return 'memory';
      if (one.kind === 'interrupt' && two.kind === 'interrupt' && one.numbers.some((number) => two.numbers.includes(number)))
        return 'interrupt';
    }
  }
  return undefined;
}

function resourcesOfDevice({ values }: AmlDevice): readonly Resource[] {
  const resources = values.get('_CRS');
  return resources instanceof Uint8Array ? resourcesOf(resources) : [];
}

/** Each SMMUv3 of the IORT, and there is one, has a root complex whose devices are behind it, and all such pass ATS on, or do not. */
Then('the IORT says that ATS is {word} behind each SMMUv3', ['observe.firmware'], (world, expected: string) => {
  const { bytes } = table(world, 'IORT');
  const smmus = smmusOf(bytes);
  if (smmus.length === 0) world.fail('the IORT has no SMMUv3', `ATS ${expected}`, 'no SMMUv3');
  for (const { identifier } of smmus) {
    const found = rootComplexesOf(bytes).flatMap(({ ats, smmu }) => (smmu === identifier ? [ats ? 'on' : 'off'] : []));
    if (found.length > 0 && found.every((ats) => ats === expected)) continue;
    const actual = found.join(', ') || 'no root complex';
    world.fail(`behind SMMUv3 ${identifier} the IORT has ATS ${actual}`, `ATS ${expected}`, actual);
  }
});

/**
 * The _UID of each device of the DSDT with the _HID of CMDQ-V is the identifier of a node of the IORT that is an SMMUv3: the
 * number, or a string with it, which a driver takes alike.
 */
Then('each CMDQ-V device of the DSDT has the _UID of an SMMUv3 in the IORT', ['observe.firmware'], (world) => {
  const identifiers = smmusOf(table(world, 'IORT').bytes).map(({ identifier }) => String(identifier));
  for (const { name, values } of cmdqvDevices(world)) {
    const uid = values.get('_UID');
    if (uid !== undefined && !(uid instanceof Uint8Array) && identifiers.includes(String(uid))) continue;
    world.fail(`_UID of ${name} is ${uid}, which no SMMUv3 of the IORT has`, identifiers, String(uid));
  }
});
