import type { DataTable } from '@cucumber/cucumber';
import { decodeStructure, IOVA_RANGE } from '../../../src/tables/uapi';
import { firstDifference } from '../../first-difference';
import { parseNumber } from '../../parameters';
import { Then } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import type { UserSpace } from '../user-space';
import { UNWRITTEN } from './plain-calls';
import { userSpace } from './process';

function expectRanges(world: ConformanceWorld, user: UserSpace, expected: readonly (readonly string[])[]): void {
  const { data = new Uint8Array(0) } = user.last ?? {};
  const written: string[] = [];
  for (let at = 0; at < data.length; at += IOVA_RANGE.bytes) {
    const bytes = data.subarray(at, at + IOVA_RANGE.bytes);
    if (bytes.every((byte) => byte === UNWRITTEN)) continue;
    const { start, last } = decodeStructure(IOVA_RANGE, bytes);
    written.push(`0x${start.toString(16)} to 0x${last.toString(16)}, element ${at / IOVA_RANGE.bytes}`);
  }
  const wanted = expected.map(
    ([start = '', last = ''], index) => `0x${parseNumber(start).toString(16)} to 0x${parseNumber(last).toString(16)}, element ${index}`,
  );
  if (written.join() !== wanted.join())
    world.fail(`of the ranges that the call returned, ${firstDifference(wanted, written)}`, wanted, written);
}

/** IOAS_IOVA_RANGES wrote exactly these ranges to its buffer, first and last address in a row, and nothing else. */
Then('the call returns these ranges:', ['host.calls'], async (world, table: DataTable) =>
  expectRanges(world, await userSpace(world), table.raw()),
);

/** IOAS_IOVA_RANGES wrote nothing to its buffer. */
Then('the call returns no range', ['host.calls'], async (world) => expectRanges(world, await userSpace(world), []));
