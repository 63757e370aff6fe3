import type { GuestRam, Plugged, VmDescription } from '../../src/ports';
import { sentence } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** Guest physical address of RAM. */
export const GUEST_RAM = 0x4000_0000n;
const RAM_BYTES = 0x400_0000n;
/** The device that a VM gets unless a scenario says otherwise, and its vSID. */
export const FIRST_DEVICE = 'gpu0';
export const FIRST_VSID = 0x10;

const HOST_RAM: Readonly<Record<string, bigint>> = { VM: 0x9000_0000n, 'VM A': 0x9000_0000n, 'VM B': 0xa000_0000n };

type Cmdqv = VmDescription['cmdqv'];

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

async function start(world: ConformanceWorld, name: string, cmdqv: Cmdqv, ram: GuestRam): Promise<void> {
  const machine = await world.booted();
  world.vms.set(name, await machine.startVm({ name, cmdqv, ram: [ram] }));
}

/** A refusal counts as one even if its message is missing. */
function refusalOf(result: Plugged): string | undefined {
  return result.ok ? undefined : `${result.message}`;
}

async function plug(world: ConformanceWorld, vm: string, device: string, streamId: number): Promise<void> {
  const result = await world.vm(vm).bus.plug({ device, streamId });
  world.lastRefusal = refusalOf(result);
}

async function startWithDevice(world: ConformanceWorld, name: string, device: string, ram: GuestRam): Promise<void> {
  await start(world, name, 'on', ram);
  await plug(world, name, device, FIRST_VSID);
  if (world.lastRefusal !== undefined) world.fail(`${device} could not be plugged`, 'plugged', world.lastRefusal);
}

sentence('a VM( starts) with CMDQ-V', ['guest.devices'], (world) => startWithDevice(world, 'VM', FIRST_DEVICE, contiguousRam('VM')));

sentence('VM A and VM B( start) with CMDQ-V on one host', ['guest.devices', 'twoVms'], async (world) => {
  await startWithDevice(world, 'VM A', 'gpu0', contiguousRam('VM A'));
  await startWithDevice(world, 'VM B', 'gpu1', contiguousRam('VM B'));
});

sentence('{vm}( starts) with CMDQ-V and device {name}', ['guest.devices'], (world, vm: string, device: string) =>
  startWithDevice(world, vm, device, contiguousRam(vm)),
);

sentence('a VM with CMDQ-V whose RAM has {word} pages', ['guest.devices'], (world, size: string) =>
  startWithDevice(world, 'VM', FIRST_DEVICE, contiguousRam('VM', pageSize(size))),
);

sentence('a VM with CMDQ-V whose RAM has both {word} and {word} pages', ['guest.devices'], async (world, first: string, second: string) => {
  const machine = await world.booted();
  const low = contiguousRam('VM', pageSize(first));
  const high: GuestRam = {
    address: GUEST_RAM + ramBytes(low.pageSize),
    pageSize: pageSize(second),
    runs: [{ address: 0x1_0000_0000n, length: ramBytes(pageSize(second)) }],
  };
  world.vms.set('VM', await machine.startVm({ name: 'VM', cmdqv: 'on', ram: [low, high] }));
  await plug(world, 'VM', FIRST_DEVICE, FIRST_VSID);
});

sentence('a VM with CMDQ-V on physically scattered RAM', ['guest.devices', 'host.memory'], (world) =>
  startWithDevice(world, 'VM', FIRST_DEVICE, scatteredRam('VM')),
);

sentence('a VM( starts) with cmdqv={word} and no devices', ['guest.devices'], (world, cmdqv: string) =>
  start(world, 'VM', cmdqv === 'on' || cmdqv === 'off' ? cmdqv : 'auto', contiguousRam('VM')),
);

sentence(
  'device {name} is plugged into {vm} as StreamID {number}',
  ['guest.devices'],
  (world, device: string, vm: string, streamId: bigint) => plug(world, vm, device, Number(streamId)),
);

sentence('device {name} is unplugged from {vm}', ['guest.devices'], async (world, device: string, vm: string) => {
  const result = await world.vm(vm).bus.unplug(device);
  world.lastRefusal = refusalOf(result);
});

sentence('the VMM accepts it', ['guest.devices'], (world) => {
  if (world.lastRefusal !== undefined) world.fail('the VMM refused', 'accepted', world.lastRefusal);
});

sentence('the VMM refuses it', ['guest.devices'], (world) => {
  if (world.lastRefusal === undefined) world.fail('the VMM accepted', 'a refusal', 'accepted');
});

sentence('the VMM refuses it, and says {string}', ['guest.devices'], (world, part: string) => {
  const { lastRefusal = 'accepted' } = world;
  if (!lastRefusal.includes(part)) world.fail('the VMM does not say what it should', `a refusal with "${part}"`, lastRefusal);
});

sentence('{vm} is reset', ['guest.reset'], (world, vm: string) => world.vm(vm).bus.reset());

sentence('{vm} shuts down', ['guest.devices'], (world, vm: string) => world.vm(vm).bus.shutDown());

/** Bytes of a page size as scenarios write it: `4K`, `64K`, `2M`, `512M`, `1G`. */
function pageSize(text: string): bigint {
  const match = /^([0-9]+)([KMG])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (count === undefined || unit === undefined) throw new RangeError(`'${text}' is not a page size`);
  return BigInt(count) << ({ K: 10n, M: 20n, G: 30n }[unit] ?? 0n);
}
