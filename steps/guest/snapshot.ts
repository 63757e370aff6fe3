import type { DataTable } from '@cucumber/cucumber';
import { valuesOf } from '../../src/ports';
import { decode, GUEST_MAP, type Register } from '../../src/tables/registers';
import { few } from '../few';
import { heldIndices } from '../observe/hw-queues';
import { parseContent } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { expectContent, guestRegister, readGuest } from './registers';

const WATCHED: readonly Register[] = GUEST_MAP.registers.filter((register) => register.half === 'whole');

const VINTF_STATUS = WATCHED.findIndex(({ name }) => name === 'VINTF0_STATUS');
const SLOTS = Array.from({ length: GUEST_MAP.geometry.lvcmdqs }, (_, slot) => slot);

/** Remembers every guest-visible register of every VM, at each of its SMMUs. */
export async function takeSnapshots(world: ConformanceWorld): Promise<void> {
  const snapshots = world.guests.map(async (vm) => [vm, await readAll(world, vm)] as const);
  world.snapshot = new Map(await Promise.all(snapshots));
}

async function readAll(world: ConformanceWorld, vm: string): Promise<readonly bigint[]> {
  const { bus } = world.vm(vm);
  return valuesOf(WATCHED.map((register) => bus.read(register.offset, register.size)));
}

/**
 * Slots that the direct window showed at one of the two moments while no queue was there: what they read is nobody's to say
 * (PHYS-11).
 */
function openSlots(world: ConformanceWorld, vm: string, before: readonly bigint[], after: readonly bigint[]): ReadonlySet<number> {
  const { log } = world.machine;
  const moments = [
    [before, log.operations.slice(0, world.actBegins)],
    [after, log.operations],
  ] as const;
  const open = moments.flatMap(([values, operations]) => {
    if (((values[VINTF_STATUS] ?? 0n) & 1n) === 0n) return [];
    const held = heldIndices(world, vm, operations);
    return SLOTS.filter((slot) => !held.has(slot));
  });
  return new Set(open);
}

async function changesOf(world: ConformanceWorld, vm: string, spoken: boolean): Promise<readonly string[]> {
  const before = world.snapshot?.get(vm);
  if (before === undefined) throw new Error(`no register of ${vm} was read before the When`);
  const after = await readAll(world, vm);
  const changed = WATCHED.flatMap((register, index) => {
    const was = before[index] ?? 0n;
    const is = after[index] ?? 0n;
    return was === is || (spoken && world.hasSpokenOf(vm, register.name)) ? [] : [{ register, was, is }];
  });
  if (changed.length === 0) return [];
  const open = changed.some(({ register }) => isInWindow(register)) ? openSlots(world, vm, before, after) : new Set<number>();
  return changed
    .filter(({ register: { place }, register }) => !(isInWindow(register) && 'slot' in place && open.has(place.slot)))
    .map(({ register, was, is }) => `${register.name} of ${vm}: ${decode(register, was)} became ${decode(register, is)}`);
}

function isInWindow({ place }: Register): boolean {
  return place.kind === 'logical' && place.page === 0;
}

async function expectUnchanged(world: ConformanceWorld, vms: readonly string[], spoken: boolean): Promise<void> {
  const changes: string[] = [];
  for (const vm of vms) changes.push(...(await changesOf(world, vm, spoken)));
  if (changes.length > 0) world.fail(`registers changed that should not have: ${few(changes)}`, 'no change', changes);
}

/**
 * All registers of all guests hold what they held right before the When, but for those that a Then of this scenario has read.
 * Not looked at is what the direct window shows of a slot without a queue, which may read as anything.
 */
Then('no other register changed', ['guest.mmio'], (world) => expectUnchanged(world, world.guests, true));

/**
 * All registers of all guests hold what they held right before the When. Not looked at is what the direct window shows of a
 * slot without a queue, which may read as anything.
 */
Then('no register changed', ['guest.mmio'], (world) => expectUnchanged(world, world.guests, false));

/** As the sentence above, of this guest alone. */
Then('no register changed for {guest}', ['guest.mmio'], (world, vm: string) => expectUnchanged(world, [vm], false));

/**
 * Nothing came of it: all registers of the only guest hold what they held right before the When. Or all of it came: the register of
 * each row reads as the row says, and all others hold what they held. For clauses that leave the choice.
 */
Then('no register changed, or these read so and no other changed:', ['guest.mmio'], async (world, table: DataTable) => {
  const changes = await changesOf(world, world.soleVm, false);
  if (changes.length === 0) return;
  for (const [name = '', content = ''] of table.raw()) {
    const register = guestRegister(name);
    expectContent(world, register, parseContent(content), await readGuest(world, world.soleVm, register));
  }
  await expectUnchanged(world, [world.soleVm], true);
});
