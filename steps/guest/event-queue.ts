import type { DataTable } from '@cucumber/cucumber';
import { encodeStructure, VEVENT_SMMUV3 } from '../../src/tables/uapi';
import { firstDifference } from '../first-difference';
import { parseAssignments, parseNumber } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';

const WORDS = Object.keys(VEVENT_SMMUV3.members);

function entry(text: string): string {
  const told = parseAssignments(text);
  const unknown = [...told.keys()].find((name) => !WORDS.includes(name));
  if (unknown !== undefined) throw new RangeError(`an event has no ${unknown}, only ${WORDS.join(', ')}`);
  const word = (name: string): bigint => parseNumber(told.get(name) ?? '0');
  return inWords(encodeStructure(VEVENT_SMMUV3, { evt0: word('evt0'), evt1: word('evt1'), evt2: word('evt2'), evt3: word('evt3') }));
}

function inWords(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return WORDS.map((name, index) => `${name}=0x${view.getBigUint64(8 * index, true).toString(16)}`).join(', ');
}

async function expectEvents(world: ConformanceWorld, vm: string, address: bigint, expected: readonly string[]): Promise<void> {
  const { bytes: size } = VEVENT_SMMUV3;
  const bytes = await world.vm(vm).bus.readMemory(address, (expected.length + 1) * size);
  const wanted = [...expected, entry('')];
  const actual = wanted.map((_, index) => inWords(bytes.subarray(index * size, (index + 1) * size)));
  if (actual.join() !== wanted.join())
    world.fail(`of the events in memory, and what is behind them, ${firstDifference(wanted, actual)}`, wanted, actual);
}

/**
 * From this guest physical address on, these are the entries of an event queue, word for word: `evt0=` to `evt3=`, 0 where
 * left out. Behind them are 32 bytes of 0, which no event has reached.
 */
Then('these events lie in the memory of {guest} at {number}:', ['guest.memory'], (world, vm: string, address: bigint, table: DataTable) =>
  expectEvents(
    world,
    vm,
    address,
    table.raw().map((row) => entry(row.join(', '))),
  ),
);

/** The first entry of an event queue at this guest physical address is all 0. */
Then('no event lies in the memory of {guest} at {number}', ['guest.memory'], (world, vm: string, address: bigint) =>
  expectEvents(world, vm, address, []),
);
