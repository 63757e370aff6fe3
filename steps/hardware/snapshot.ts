import { valuesOf } from '../../src/ports';
import { decode, type Register, type RegisterMap } from '../../src/tables/registers';
import { few } from '../few';
import { isHostsOwnDoorbell, kernelRanBefore } from '../observe/hosts-own';
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

/** Content of the registers of the physical block that are compared; what is read here is no operation of the scenario. */
export async function physicalContent(world: ConformanceWorld): Promise<readonly bigint[]> {
  // Behind the recorder: these reads are more than all operations together.
  const registers = world.machine.registerSubstitute(SMMU);
  return valuesOf(watched(world).map(({ offset, size }) => registers.read(offset, size)));
}

/** Which of them hold something else than before, unless they are left out. */
export async function physicalChanges(
  world: ConformanceWorld,
  before: readonly bigint[],
  leftOut: (register: Register) => boolean = () => false,
): Promise<string[]> {
  const after = await physicalContent(world);
  return watched(world).flatMap((register, index) => {
    const was = before[index] ?? 0n;
    const is = after[index] ?? 0n;
    return was === is || leftOut(register) ? [] : [`${register.name}: ${decode(register, was)} became ${decode(register, is)}`];
  });
}

/** Remembers the registers of the physical block that are compared. */
export async function takePhysicalSnapshot(world: ConformanceWorld): Promise<void> {
  world.snapshot = new Map([...(world.snapshot ?? []), [SMMU, await physicalContent(world)]]);
}

/** Indices of the vCMDQs of the kernel's own VINTF 0 to which it has put commands since the When. */
export function movedByTheKernel(world: ConformanceWorld): ReadonlySet<string> {
  if (!kernelRanBefore(world)) return new Set();
  const map = physicalMapOf(world, SMMU);
  return new Set(
    world.acted().flatMap(({ by, event, port, who }) => {
      if (port !== 'registers' || who !== SMMU || by !== 'kernel' || event.op !== 'write') return [];
      const register = map.at(event.offset, event.width);
      if (register?.place.kind !== 'logical' || !isHostsOwnDoorbell(register)) return [];
      const { slot } = register.place; // Those of VINTF 0 come first (PHYS-05)
      return ['PROD_INDX', 'CONS_INDX'].map((name) => `VCMDQ${slot}_${name}`);
    }),
  );
}

async function expectUnchanged(world: ConformanceWorld, spoken: boolean): Promise<void> {
  const before = world.snapshot?.get(SMMU);
  if (before === undefined) throw new Error('no physical register was read before the When');
  const moving = movedByTheKernel(world);
  const changes = await physicalChanges(world, before, ({ name }) => (spoken && world.hasSpokenOf(SMMU, name)) || moving.has(name));
  if (changes.length > 0) world.fail(`physical registers changed that should not have: ${few(changes)}`, 'no change', changes);
}

/**
 * The registers of the physical block hold what they held right before the When, but for those that a Then of this
 * scenario has read. Looked at are all global registers, and those of the VINTFs and vCMDQs at which something begins or
 * ends; not looked at are the indices of the host's own queues, if the kernel has put commands on them.
 */
Then('no other physical register changed', ['registers'], (world) => expectUnchanged(world, true));

/**
 * The registers of the physical block hold what they held right before the When. Looked at are all global registers, and
 * those of the VINTFs and vCMDQs at which something begins or ends; not looked at are the indices of the host's own queues, if
 * the kernel has put commands on them.
 */
Then('no physical register changed', ['registers'], (world) => expectUnchanged(world, false));
