import { valuesOf } from '../../src/ports';
import { decode, GUEST_MAP, type Register } from '../../src/tables/registers';
import { few } from '../few';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';

const WATCHED: readonly Register[] = GUEST_MAP.registers.filter((register) => register.half === 'whole');

/** Remembers every guest-visible register of every VM, at each of its SMMUs. */
export async function takeSnapshots(world: ConformanceWorld): Promise<void> {
  const snapshots = world.guests.map(async (vm) => [vm, await readAll(world, vm)] as const);
  world.snapshot = new Map(await Promise.all(snapshots));
}

async function readAll(world: ConformanceWorld, vm: string): Promise<readonly bigint[]> {
  const { bus } = world.vm(vm);
  return valuesOf(WATCHED.map((register) => bus.read(register.offset, register.size)));
}

async function expectUnchanged(world: ConformanceWorld, vms: readonly string[], spoken: boolean): Promise<void> {
  const changes: string[] = [];
  for (const vm of vms) {
    const before = world.snapshot?.get(vm);
    if (before === undefined) throw new Error(`no register of ${vm} was read before the When`);
    const after = await readAll(world, vm);
    for (const [index, register] of WATCHED.entries()) {
      const was = before[index] ?? 0n;
      const is = after[index] ?? 0n;
      if (was === is || (spoken && world.hasSpokenOf(vm, register.name))) continue;
      changes.push(`${register.name} of ${vm}: ${decode(register, was)} became ${decode(register, is)}`);
    }
  }
  if (changes.length > 0) world.fail(`registers changed that should not have: ${few(changes)}`, 'no change', changes);
}

/** All registers of all guests hold what they held right before the When, but for those that a Then of this scenario has read. */
Then('no other register changed', ['guest.mmio'], (world) => expectUnchanged(world, world.guests, true));

/** All registers of all guests hold what they held right before the When. */
Then('no register changed', ['guest.mmio'], (world) => expectUnchanged(world, world.guests, false));

/** All registers of this guest hold what they held right before the When. */
Then('no register changed for {guest}', ['guest.mmio'], (world, vm: string) => expectUnchanged(world, [vm], false));
