import { valuesOf } from '../../src/ports';
import { decode, type Register, type RegisterMap } from '../../src/tables/registers';
import { few } from '../few';
import { physicalMapOf } from '../observe/register-accesses';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';

const SMMU = 'smmu0';

/** VINTFs and vCMDQs at which a decoder or a map word begins or ends, and those that scenarios use. */
const WATCHED_VINTFS = new Set([0, 1, 2, 3, 31, 32, 33, 62, 63]);
const WATCHED_VCMDQS = new Set([0, 1, 2, 3, 4, 5, 6, 7, 31, 32, 33, 63, 64, 65, 126, 127]);

const watchedRegisters = new WeakMap<RegisterMap, readonly Register[]>();

/**
 * The registers that are compared: all global ones, and the blocks of the VINTFs and vCMDQs above, as to read the
 * thousands that a block has would take longer than all the rest. The VINTF pages show the vCMDQs' registers again.
 */
function watched(world: ConformanceWorld): readonly Register[] {
  const map = physicalMapOf(world, SMMU);
  const known = watchedRegisters.get(map);
  if (known !== undefined) return known;
  const registers = map.registers.filter(({ half, place }) => {
    if (half !== 'whole' || place.kind === 'logical') return false;
    if (place.kind === 'vintf') return WATCHED_VINTFS.has(place.vintf);
    return place.kind === 'global' || WATCHED_VCMDQS.has(place.slot);
  });
  watchedRegisters.set(map, registers);
  return registers;
}

/** Behind the recorder: what is read here is no operation of the scenario, and is more than all of those together. */
async function readAll(world: ConformanceWorld): Promise<readonly bigint[]> {
  const registers = world.machine.registerSubstitute(SMMU);
  return valuesOf(watched(world).map(({ offset, size }) => registers.read(offset, size)));
}

/** Remembers the registers of the physical block that are compared. */
export async function takePhysicalSnapshot(world: ConformanceWorld): Promise<void> {
  world.snapshot = new Map([...(world.snapshot ?? []), [SMMU, await readAll(world)]]);
}

async function expectUnchanged(world: ConformanceWorld, spoken: boolean): Promise<void> {
  const before = world.snapshot?.get(SMMU);
  if (before === undefined) throw new Error('no physical register was read before the When');
  const after = await readAll(world);
  const changes: string[] = [];
  for (const [index, register] of watched(world).entries()) {
    const was = before[index] ?? 0n;
    const is = after[index] ?? 0n;
    if (was === is || (spoken && world.hasSpokenOf(SMMU, register.name))) continue;
    changes.push(`${register.name}: ${decode(register, was)} became ${decode(register, is)}`);
  }
  if (changes.length > 0) world.fail(`physical registers changed that should not have: ${few(changes)}`, 'no change', changes);
}

/**
 * The registers of the physical block hold what they held right before the When, but for those that a Then of this
 * scenario has read. Looked at are all global registers, and those of the VINTFs and vCMDQs at which something begins or
 * ends.
 */
Then('no other physical register changed', ['registers'], (world) => expectUnchanged(world, true));

/**
 * The registers of the physical block hold what they held right before the When. Looked at are all global registers, and
 * those of the VINTFs and vCMDQs at which something begins or ends.
 */
Then('no physical register changed', ['registers'], (world) => expectUnchanged(world, false));
