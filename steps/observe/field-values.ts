import { extract, fieldNamed } from '../../src/tables/registers';
import { registerIn } from '../guest/registers';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { physicalMapOf } from './register-accesses';

const FIELD = /[A-Z][A-Z0-9]*_[A-Z0-9_]+\.[A-Z0-9_]+/g;

/** What a field of a physical register holds: `VINTF1_CONFIG.VMID`. */
export async function fieldValue(world: ConformanceWorld, text: string): Promise<bigint> {
  const [name = '', part = ''] = text.split('.');
  const register = registerIn(physicalMapOf(world, 'smmu0'), name);
  return extract(await world.machine.registers('smmu0').read(register.offset, register.size), fieldNamed(register, part));
}

/** Rows of a table in which each field of a physical register, as in `VMID=VINTF1_CONFIG.VMID`, gives way to what it holds. */
export async function withFieldValues(world: ConformanceWorld, rows: readonly (readonly string[])[]): Promise<string[][]> {
  const values = new Map<string, bigint>();
  for (const [text] of rows.flat().flatMap((cell) => [...cell.matchAll(FIELD)])) values.set(text, await fieldValue(world, text));
  return rows.map((row) => row.map((cell) => cell.replace(FIELD, (text) => `0x${values.get(text)?.toString(16) ?? text}`)));
}

/** Two fields of registers of the first SMMU hold the same, whatever it is. */
Then('the physical fields {field} and {field} are equal', ['registers'], async (world, one: string, other: string) => {
  const [first, second] = [await fieldValue(world, one), await fieldValue(world, other)];
  if (first !== second)
    world.fail(`${one} is ${first} and ${other} is ${second}: they differ`, 'one value', [`${one}=${first}`, `${other}=${second}`]);
});

/** Two fields of registers of the first SMMU hold different values, whatever they are. */
Then('the physical fields {field} and {field} differ', ['registers'], async (world, one: string, other: string) => {
  const [first, second] = [await fieldValue(world, one), await fieldValue(world, other)];
  if (first === second) world.fail(`${one} and ${other} are both ${first}`, 'two values', [`${one}=${first}`, `${other}=${second}`]);
});
