import { decode, type Register } from '../../src/registers';
import { physicalMapOf } from '../observe/register-accesses';
import { sentence } from '../vocabulary';
import type { ConformanceWorld } from '../world';

const SMMU = 'smmu0';

/** Every register but those in the VINTF pages: they are the vCMDQs' registers, reached another way. */
function watched(world: ConformanceWorld): readonly Register[] {
  return physicalMapOf(world, SMMU).registers.filter(({ half, place }) => half === 'whole' && place.kind !== 'logical');
}

async function readAll(world: ConformanceWorld): Promise<ReadonlyMap<string, bigint>> {
  const registers = world.machine.registers(SMMU);
  const values = new Map<string, bigint>();
  for (const { name, offset, size } of watched(world)) values.set(name, await registers.read(offset, size));
  return values;
}

/** Remembers every register of the physical block. */
export async function takePhysicalSnapshot(world: ConformanceWorld): Promise<void> {
  world.snapshot = new Map([...(world.snapshot ?? []), [SMMU, await readAll(world)]]);
}

async function expectUnchanged(world: ConformanceWorld, spoken: boolean): Promise<void> {
  const before = world.snapshot?.get(SMMU);
  if (before === undefined) throw new Error('no physical register was read before the When');
  const after = await readAll(world);
  const changes = watched(world).flatMap((register) => {
    const [was = 0n, is = 0n] = [before.get(register.name), after.get(register.name)];
    if (was === is || (spoken && world.hasSpokenOf(SMMU, register.name))) return [];
    return [`${register.name}: ${decode(register, was)} became ${decode(register, is)}`];
  });
  if (changes.length > 0) world.fail('physical registers changed that should not have', 'no change', changes);
}

sentence('no other physical register changed', ['registers'], (world) => expectUnchanged(world, true));

sentence('no physical register changed', ['registers'], (world) => expectUnchanged(world, false));
