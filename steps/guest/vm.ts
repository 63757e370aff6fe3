import { hostWithTwoSmmus } from '../../src/machine';
import { placeAt } from '../../src/machine/log';
import { type BackedProperties, type GuestRam, type Plugged, StartFailure, type VmDescription } from '../../src/ports';
import { type Assignments, parseNumber } from '../parameters';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** Guest physical address of RAM. */
export const GUEST_RAM = 0x4000_0000n;
const RAM_BYTES = 0x400_0000n;
/** The device that a VM gets unless a scenario says otherwise, and its vSID. */
export const FIRST_DEVICE = 'gpu0';
export const FIRST_VSID = 0x10;

const HOST_RAM: Readonly<Record<string, bigint>> = { VM: 0x9000_0000n, 'VM A': 0x9000_0000n, 'VM B': 0xa000_0000n };

type Cmdqv = VmDescription['cmdqv'];

const ACCELS = ['on', 'off'] as const;
const STAGES = ['1', '2', 'nested'] as const;
const SWITCHES = ['on', 'off', 'auto'] as const;
const CMDQVS = SWITCHES;
const BACKED: readonly string[] = ['ril', 'ats', 'oas', 'ssidsize'];

/** The properties that a host has to back, as a sentence has them. */
function backedProperties(given: Assignments): BackedProperties {
  const unknown = [...given.keys()].filter((name) => !BACKED.includes(name));
  if (unknown.length > 0) throw new RangeError(`${unknown.join(', ')}: the properties that a host has to back are ${BACKED.join(', ')}`);
  const [ril, ats, oas, ssidsize] = BACKED.map((name) => given.get(name));
  return {
    ...(ril === undefined ? {} : { ril: oneOf(SWITCHES, ril) }),
    ...(ats === undefined ? {} : { ats: oneOf(SWITCHES, ats) }),
    ...(oas === undefined ? {} : { oas: bits(oas) }),
    ...(ssidsize === undefined ? {} : { ssidsize: bits(ssidsize) }),
  };
}

function bits(text: string): number | 'auto' {
  return text === 'auto' ? text : Number(parseNumber(text));
}

/** RAM is a whole number of pages. */
function ramBytes(pageSize: bigint): bigint {
  return pageSize > RAM_BYTES ? pageSize : RAM_BYTES;
}

/** RAM on consecutive host pages. */
export function contiguousRam(vm: string, pageSize = 4096n): GuestRam {
  return { address: GUEST_RAM, pageSize, runs: [{ address: HOST_RAM[vm] ?? 0x9000_0000n, length: ramBytes(pageSize) }] };
}

/** RAM of which no two consecutive pages are consecutive on the host. */
function scatteredRam(vm: string): GuestRam {
  const pageSize = 4096n;
  const base = HOST_RAM[vm] ?? 0x9000_0000n;
  const runs = Array.from({ length: 512 }, (_, page) => ({ address: base + BigInt(page) * 2n * pageSize, length: pageSize }));
  return { address: GUEST_RAM, pageSize, runs };
}

async function start(world: ConformanceWorld, name: string, cmdqv: Cmdqv, ram: GuestRam, backed: BackedProperties = {}): Promise<void> {
  const machine = await world.booted();
  world.vms.set(name, await machine.startVm({ name, cmdqv, ...backed, ram: [ram] }));
}

/** A refusal counts as one even if its message is missing. */
function refusalOf(result: Plugged): string | undefined {
  return result.ok ? undefined : `${result.message}`;
}

async function plug(world: ConformanceWorld, vm: string, device: string, streamId: number): Promise<void> {
  await hotplug(world, () => world.vm(vm).bus.plug({ device, streamId }));
}

/** Asks for a plug or an unplug, which can be asked for once more then. */
async function hotplug(world: ConformanceWorld, ask: () => Promise<Plugged>): Promise<void> {
  world.lastHotplug = ask;
  world.lastRefusal = refusalOf(await ask());
}

async function startWithDevice(
  world: ConformanceWorld,
  name: string,
  device: string,
  ram: GuestRam,
  backed: BackedProperties = {},
): Promise<void> {
  await start(world, name, 'on', ram, backed);
  await plug(world, name, device, FIRST_VSID);
  if (world.lastRefusal !== undefined) world.fail(`${device} could not be plugged: ${world.lastRefusal}`, 'plugged', world.lastRefusal);
}

async function startOne(world: ConformanceWorld): Promise<void> {
  await startWithDevice(world, 'VM', FIRST_DEVICE, contiguousRam('VM'));
}

/** A VM on a booted host, with RAM of consecutive 4 KiB pages, `cmdqv=on` and device gpu0 plugged in as StreamID 0x10. */
Given('a VM with CMDQ-V', ['guest.devices'], startOne);

/** A VM starts on the host, with RAM of consecutive 4 KiB pages and `cmdqv=on`, and device gpu0 is plugged in as StreamID 0x10. */
When('a VM starts with CMDQ-V', ['guest.devices'], startOne);

async function startTwo(world: ConformanceWorld): Promise<void> {
  await startWithDevice(world, 'VM A', 'gpu0', contiguousRam('VM A'));
  await startWithDevice(world, 'VM B', 'gpu1', contiguousRam('VM B'));
}

/** Two VMs on one booted host, each in a process of its own: A with device gpu0, B with gpu1, each at StreamID 0x10. */
Given('VM A and VM B with CMDQ-V on one host', ['guest.devices', 'twoVms'], startTwo);

/** Two VMs start on one host, A first, each in a process of its own: A with device gpu0, B with gpu1, each at StreamID 0x10. */
When('VM A and VM B start with CMDQ-V on one host', ['guest.devices', 'twoVms'], startTwo);

async function startAtTwoSmmus(world: ConformanceWorld): Promise<void> {
  const machine = await world.booted(hostWithTwoSmmus());
  world.vms.set('VM', await machine.startVm({ name: 'VM', cmdqv: 'on', smmus: ['smmu0', 'smmu1'], ram: [contiguousRam('VM')] }));
  for (const [smmu, device] of [
    ['smmu0', FIRST_DEVICE],
    ['smmu1', 'far0'],
  ] as const) {
    await plug(world, placeAt('VM', smmu), device, FIRST_VSID);
    if (world.lastRefusal !== undefined) world.fail(`${device} could not be plugged: ${world.lastRefusal}`, 'plugged', world.lastRefusal);
  }
}

/**
 * A VM on a booted host with two SMMUs, and itself with two, each with CMDQ-V: device gpu0 is behind smmu0 and far0 behind
 * smmu1, each at StreamID 0x10. `the guest at smmu1` is its guest at the second.
 */
Given('a VM with two SMMUs that have CMDQ-V', ['guest.devices', 'twoSmmus'], startAtTwoSmmus);

/** As `a VM with two SMMUs that have CMDQ-V`, as an act. */
When('a VM starts with two SMMUs that have CMDQ-V', ['guest.devices', 'twoSmmus'], startAtTwoSmmus);

/**
 * A VM on the host, which has two SMMUs, and itself with two of this `cmdqv` property, `on`, `off` or `auto`, into which nothing is
 * plugged yet. `the VM at smmu1` is the VM at the second.
 */
Given('a VM with two SMMUs, cmdqv={word} and no devices', ['guest.devices', 'twoSmmus'], async (world, cmdqv: string) => {
  const machine = await world.booted(hostWithTwoSmmus());
  const smmus = ['smmu0', 'smmu1'];
  world.vms.set('VM', await machine.startVm({ name: 'VM', cmdqv: oneOf(CMDQVS, cmdqv), smmus, ram: [contiguousRam('VM')] }));
});

async function startNamed(world: ConformanceWorld, vm: string, device: string): Promise<void> {
  await startWithDevice(world, vm, device, contiguousRam(vm));
}

/** A VM on the host, with RAM of consecutive 4 KiB pages, `cmdqv=on` and this device plugged in as StreamID 0x10. */
Given('{vm} with CMDQ-V and device {name}', ['guest.devices'], startNamed);

/** A VM starts on the host, with RAM of consecutive 4 KiB pages and `cmdqv=on`, and this device is plugged in as StreamID 0x10. */
When('{vm} starts with CMDQ-V and device {name}', ['guest.devices'], startNamed);

async function startBacked(world: ConformanceWorld, vm: string, properties: Assignments, device: string): Promise<void> {
  await startWithDevice(world, vm, device, contiguousRam(vm), backedProperties(properties));
}

/**
 * A VM on the host, with RAM of consecutive 4 KiB pages, `cmdqv=on`, these properties of its SMMUv3 and this device plugged in as
 * StreamID 0x10. `ril` and `ats` are `on`, `off` or `auto`, `oas` and `ssidsize` a number of bits or `auto`.
 */
Given('{vm} with CMDQ-V, {assignments} and device {name}', ['guest.devices', 'guest.features'], startBacked);

/** As the sentence above, as an act. */
When('{vm} starts with CMDQ-V, {assignments} and device {name}', ['guest.devices', 'guest.features'], startBacked);

/** As `a VM with CMDQ-V`, but its RAM lies on host pages of this size: `4K`, `64K`, `2M`, `1G` … */
Given('a VM with CMDQ-V whose RAM has {word} pages', ['guest.devices'], (world, size: string) =>
  startWithDevice(world, 'VM', FIRST_DEVICE, contiguousRam('VM', pageSize(size))),
);

/** Two blocks of RAM one after the other, each on host pages of its own size. */
function ramOfTwoBlocks(vm: string, first: string, second: string): readonly GuestRam[] {
  const low = contiguousRam(vm, pageSize(first));
  const high: GuestRam = {
    address: GUEST_RAM + ramBytes(low.pageSize),
    pageSize: pageSize(second),
    runs: [{ address: 0x1_0000_0000n, length: ramBytes(pageSize(second)) }],
  };
  return [low, high];
}

async function startOnTwoBlocks(world: ConformanceWorld, vm: string, device: string, first: string, second: string): Promise<void> {
  const machine = await world.booted();
  world.vms.set(vm, await machine.startVm({ name: vm, cmdqv: 'on', ram: ramOfTwoBlocks(vm, first, second) }));
  await plug(world, vm, device, FIRST_VSID);
}

/** As `a VM with CMDQ-V`, but with two blocks of RAM one after the other, each on host pages of its own size. */
Given('a VM with CMDQ-V whose RAM has both {word} and {word} pages', ['guest.devices'], (world, first: string, second: string) =>
  startOnTwoBlocks(world, 'VM', FIRST_DEVICE, first, second),
);

/** A VM on the host, with two blocks of RAM, each on host pages of its own size, `cmdqv=on` and this device plugged in as StreamID 0x10. */
Given('{vm} with CMDQ-V, device {name} and RAM that has both {word} and {word} pages', ['guest.devices'], startOnTwoBlocks);

/** As `a VM with CMDQ-V`, but no two consecutive pages of its RAM are consecutive on the host. */
Given('a VM with CMDQ-V on physically scattered RAM', ['guest.devices', 'host.memory'], (world) =>
  startWithDevice(world, 'VM', FIRST_DEVICE, scatteredRam('VM')),
);

async function startEmpty(world: ConformanceWorld, cmdqv: string): Promise<void> {
  await start(world, 'VM', cmdqv === 'on' || cmdqv === 'off' ? cmdqv : 'auto', contiguousRam('VM'));
}

/** A VM on the host whose SMMUv3 has this `cmdqv` property, `on`, `off` or `auto`, and into which nothing is plugged yet. */
Given('a VM with cmdqv={word} and no devices', ['guest.devices'], startEmpty);

/**
 * A VM on the host whose SMMUv3 has this `cmdqv` property and others that its host's has to back, and into which nothing is plugged
 * yet: `ril` and `ats`, `on`, `off` or `auto`, `oas` and `ssidsize`, a number of bits or `auto`.
 */
Given(
  'a VM with cmdqv={word}, {assignments} and no devices',
  ['guest.devices', 'guest.features'],
  (world, cmdqv: string, properties: Assignments) =>
    start(world, 'VM', oneOf(CMDQVS, cmdqv), contiguousRam('VM'), backedProperties(properties)),
);

/** A VM starts on the host whose SMMUv3 has this `cmdqv` property, `on`, `off` or `auto`, and into which nothing is plugged yet. */
When('a VM starts with cmdqv={word} and no devices', ['guest.devices'], startEmpty);

/**
 * A VMM is started for a VM whose SMMUv3 has these properties, and into which nothing is plugged: `accel` is `on` or `off`,
 * `stage` `1`, `2` or `nested`, `cmdqv` `on`, `off` or `auto`. It may refuse.
 */
When(
  'a VM starts with accel={word}, stage={word} and cmdqv={word}',
  ['guest.devices', 'guest.properties'],
  async (world, accel: string, stage: string, cmdqv: string) => {
    await tryStart(world, { accel: oneOf(ACCELS, accel), stage: oneOf(STAGES, stage), cmdqv: oneOf(CMDQVS, cmdqv) });
  },
);

/**
 * A VMM is started for a VM whose SMMUv3 has these properties, and into which nothing is plugged: `accel` is `on` or `off`, and the
 * others are those that a host has to back. It may refuse.
 */
When(
  'a VM starts with accel={word} and {assignments}',
  ['guest.devices', 'guest.properties', 'guest.features'],
  async (world, accel: string, properties: Assignments) => {
    await tryStart(world, { accel: oneOf(ACCELS, accel), cmdqv: 'off', ...backedProperties(properties) });
  },
);

async function tryStart(world: ConformanceWorld, properties: Omit<VmDescription, 'name' | 'ram'>): Promise<void> {
  const machine = await world.booted();
  try {
    world.vms.set('VM', await machine.startVm({ name: 'VM', ...properties, ram: [contiguousRam('VM')] }));
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    world.startFailure = error;
  }
}

/** The VMM has not ended. */
Then('the VMM starts', ['guest.properties'], (world) => {
  const { startFailure } = world;
  if (startFailure !== undefined) world.fail(startFailure.message, 'a VMM that starts', startFailure.message);
});

/** The VMM has ended with an exit status that is not 0, and what it wrote to standard error contains this text. */
Then('the VMM does not start, and says {string}', ['guest.properties'], (world, part: string) => {
  const expected = `a VMM that ends with an error and "${part}"`;
  const failure = world.startFailure ?? world.fail('the VMM starts', expected, 'a VMM that starts');
  if (failure.exitStatus === 0 || !failure.standardError.includes(part)) world.fail(failure.message, expected, failure.message);
});

/** The VMM is asked to plug the device in, which the guest will see at this StreamID. It may refuse. */
When('device {name} is plugged into {vm} as StreamID {number}', ['guest.devices'], (world, device: string, vm: string, streamId: bigint) =>
  plug(world, vm, device, Number(streamId)),
);

/** The VMM is asked to unplug the device. It may refuse. */
When('device {name} is unplugged from {vm}', ['guest.devices'], (world, device: string, vm: string) =>
  hotplug(world, () => world.vm(vm).bus.unplug(device)),
);

/** The VMM did what the last plug or unplug asked for. */
Then('the VMM accepts it', ['guest.devices'], (world) => {
  if (world.lastRefusal !== undefined) world.fail(`the VMM refused: ${world.lastRefusal}`, 'accepted', world.lastRefusal);
});

/** The VMM did not do what the last plug or unplug asked for. */
Then('the VMM refuses it', ['guest.devices'], (world) => {
  if (world.lastRefusal === undefined) world.fail('the VMM accepted what it should refuse', 'a refusal', 'accepted');
});

/** As the sentence above, and it does not do so when it is asked once more. */
Then('the VMM refuses it each time', ['guest.devices'], async (world) => {
  if (world.lastRefusal === undefined || world.lastHotplug === undefined)
    return world.fail('the VMM accepted what it should refuse', 'a refusal', 'accepted');
  await hotplug(world, world.lastHotplug);
  if (world.lastRefusal === undefined) world.fail('the VMM accepted the second time what it refused', 'a refusal each time', 'accepted');
});

/** The VMM did not do what the last plug or unplug asked for, and its message contains this text. */
Then('the VMM refuses it, and says {string}', ['guest.devices'], (world, part: string) => {
  const { lastRefusal = 'accepted' } = world;
  if (!lastRefusal.includes(part)) world.fail(`the VMM says "${lastRefusal}", not "${part}"`, `a refusal with "${part}"`, lastRefusal);
});

/** A system reset of the VM. */
When('{vm} is reset', ['guest.reset'], (world, vm: string) => world.vm(vm).bus.reset());

/** The VM ends, and with it its process. */
When('{vm} shuts down', ['guest.devices'], (world, vm: string) => world.vm(vm).bus.shutDown());

/** Bytes of a page size as scenarios write it: `4K`, `64K`, `2M`, `512M`, `1G`. */
export function pageSize(text: string): bigint {
  const match = /^([0-9]+)([KMG])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (count === undefined || unit === undefined) throw new RangeError(`'${text}' is not a page size`);
  return BigInt(count) << ({ K: 10n, M: 20n, G: 30n }[unit] ?? 0n);
}

function oneOf<T extends string>(values: readonly T[], text: string): T {
  const value = values.find((each) => each === text);
  if (value === undefined) throw new RangeError(`'${text}' is none of ${values.join(', ')}`);
  return value;
}
