import { few } from '../few';
import { Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** Offsets of one VM's region that a scenario writes to together. */
interface Stretch {
  readonly vm: string;
  readonly offsets: readonly number[];
}

const stretches = new WeakMap<ConformanceWorld, Stretch>();

/** A 4-byte store to each of these offsets in the CMDQ-V region, the last one included. */
When(
  '{guest} writes {number} to each offset from {number} to {number}, {int} bytes apart',
  ['guest.mmio'],
  async (world, vm: string, value: bigint, first: bigint, last: bigint, distance: number) => {
    const offsets = Array.from({ length: Number(last - first) / distance + 1 }, (_, index) => Number(first) + index * distance);
    if (!offsets.includes(Number(last))) throw new RangeError(`0x${last.toString(16)} is not reached in steps of ${distance} bytes`);
    const { bus } = world.vm(vm);
    // Asked for together, so that an adapter gets them in one go.
    await Promise.all(offsets.map((offset) => bus.write(offset, 4, value)));
    stretches.set(world, { vm, offsets });
  },
);

/** A 4-byte load from each of the offsets that were written to gives this number. */
Then('each of these offsets reads {number}', ['guest.mmio'], async (world, expected: bigint) => {
  const stretch = stretches.get(world);
  if (stretch === undefined) throw new Error('the scenario has written to no stretch of offsets');
  const { offsets, vm } = stretch;
  const { bus } = world.vm(vm);
  const values = await Promise.all(offsets.map((offset) => bus.read(offset, 4)));
  const wrong = values.flatMap((value, index) =>
    value === expected ? [] : [`offset 0x${(offsets[index] ?? 0).toString(16)} reads 0x${value.toString(16)}`],
  );
  if (wrong.length > 0)
    world.fail(
      `${wrong.length} of ${offsets.length} offsets do not read 0x${expected.toString(16)}: ${few(wrong)}`,
      `each 0x${expected.toString(16)}`,
      wrong,
    );
});
