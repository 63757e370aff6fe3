import type { AccessWidth } from '../../src/ports';
import { decode, GUEST_MAP, type Register } from '../../src/tables/registers';
import { few } from '../few';
import { Then, When } from '../vocabulary';
import { readGuest } from './registers';

const isSlot = ({ definition }: Register): boolean => definition.name === 'SID_MATCH' || definition.name === 'SID_REPLACE';

/** Parts of the register table that a scenario can speak of as one, by name. */
const PAGES: ReadonlyMap<string, (register: Register) => boolean> = new Map([
  ['the Config page', (register) => (register.place.kind === 'global' || register.place.kind === 'vintf') && !isSlot(register)],
  ['the stream ID slots', isSlot],
  ['direct page 0', ({ place }) => place.kind === 'direct' && place.page === 0],
  ['direct page 1', ({ place }) => place.kind === 'direct' && place.page === 1],
  ['VINTF page 0', ({ place }) => place.kind === 'logical' && place.page === 0],
  ['VINTF page 1', ({ place }) => place.kind === 'logical' && place.page === 1],
]);

function registersOf(page: string): readonly Register[] {
  const belongs = PAGES.get(page);
  if (belongs === undefined) throw new RangeError(`'${page}' is no part of the register table; there are ${[...PAGES.keys()].join(', ')}`);
  return GUEST_MAP.registers.filter(belongs);
}

/** Every register of the page that an access of `width` bytes names: a 64-bit register is whole for 8 bytes, two halves otherwise. */
function reachable(page: string, width: AccessWidth): readonly Register[] {
  const registers = registersOf(page);
  return width === 8 ? registers.filter(({ half }) => half === 'whole') : registers.filter(({ size }) => size === 4);
}

/**
 * A store of this width to each register of a part of the register table: `the Config page`, `the stream ID slots`,
 * `direct page 0` or `1`, `VINTF page 0` or `1`. For 8 bytes a 64-bit register is one, else it is two halves.
 */
When(
  '{guest} writes {number} to every register of {string} with one {width} access',
  ['guest.mmio'],
  async (world, vm: string, value: bigint, page: string, width: AccessWidth) => {
    for (const { offset } of reachable(page, width)) await world.vm(vm).bus.write(offset, width, value);
  },
);

/** As the sentence above, but each store begins so many bytes behind the beginning of the register. */
When(
  '{guest} writes {number} at byte {int} of every register of {string} with one {width} access',
  ['guest.mmio'],
  async (world, vm: string, value: bigint, into: number, page: string, width: AccessWidth) => {
    for (const { offset } of reachable(page, width)) await world.vm(vm).bus.write(offset + into, width, value);
  },
);

/** A load of this width from each register of a part of the register table. For 8 bytes a 64-bit register is one, else it is two halves. */
When(
  '{guest} reads every register of {string} with one {width} access',
  ['guest.mmio'],
  async (world, vm: string, page: string, width: AccessWidth) => {
    for (const { offset } of reachable(page, width)) await world.vm(vm).bus.read(offset, width);
  },
);

/** The only guest loads each register of a part of the register table, which has to have the reset value that the table says. */
Then('every register of {string} has its reset value', ['guest.mmio'], async (world, page: string) => {
  const registers = registersOf(page).filter(({ half }) => half === 'whole');
  const values = await Promise.all(registers.map((register) => readGuest(world, world.soleVm, register)));
  const wrong = registers.flatMap((register, index) => {
    const [value = 0n, reset = 0n] = [values[index], register.definition.reset];
    return value === reset ? [] : [`${register.name} reads ${decode(register, value)}, not 0x${reset.toString(16)}`];
  });
  if (wrong.length > 0) world.fail(`registers do not have their reset values: ${few(wrong)}`, 'the reset value of every register', wrong);
});
