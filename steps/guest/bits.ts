import { extract, type Register } from '../../src/tables/registers';
import { few } from '../few';
import { Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { guestRegister } from './registers';

/** A register that was written one bit at a time. */
interface BitWalk {
  readonly written: Register;
  readonly read: Register;
  /** What was read after each bit was written alone, from bit 0 up. */
  readonly values: readonly bigint[];
}

const walks = new WeakMap<ConformanceWorld, BitWalk>();

/** For each bit from bit 0 up: a store of this bit alone, then a load from the second register, which may be the same. */
When(
  '{guest} writes each bit of {register} alone and reads it back from {register}',
  ['guest.mmio'],
  async (world, vm: string, writtenName: string, readName: string) => {
    const [written, read] = [guestRegister(writtenName), guestRegister(readName)];
    const { bus } = world.vm(vm);
    const values: bigint[] = [];
    for (let bit = 0; bit < written.size * 8; bit++) {
      await bus.write(written.offset, written.size, 1n << BigInt(bit));
      values.push(await bus.read(read.offset, read.size));
    }
    for (const { name } of [written, read]) world.spokenOf.add(`${vm}/${name}`);
    walks.set(world, { written, read, values });
  },
);

/** Requires that every bit came back alone; bits of `cleared` came back as 0. */
function expectBits(world: ConformanceWorld, cleared?: string): void {
  const walk = walks.get(world);
  if (walk === undefined) throw new Error('the scenario has written no register bit by bit');
  const { read, values, written } = walk;
  const wrong = values.flatMap((value, bit) => {
    const alone = 1n << BigInt(bit);
    const name = written.fields.find((field) => extract(alone, field) !== 0n)?.name ?? 'no field';
    const wanted = name === cleared ? 0n : alone;
    const where = written === read ? '' : ` from ${read.name}`;
    return value === wanted ? [] : [`bit ${bit} of ${written.name} (${name}) read back as 0x${value.toString(16)}${where}`];
  });
  const but = cleared === undefined ? '' : `, and ${cleared} as 0`;
  if (wrong.length > 0) world.fail(`of the bits written alone, ${few(wrong)}`, `each bit as it was written alone${but}`, wrong);
}

/** Each bit that was written alone read back alone. */
Then('each bit reads back as it was written', [], (world) => expectBits(world));

/** Each bit that was written alone read back alone, and the bits of the named field as 0. */
Then('each bit reads back as it was written, and {word} as 0', [], (world, field: string) => expectBits(world, field));
