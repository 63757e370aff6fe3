import { BootFailure, type SmmuDescription } from '../../src/ports';
import { DEFAULT_HOST, hostWithSmmu, hostWithTwoSmmus, smmuWithoutCmdqv, TEGRA241 } from '../../src/stack';
import { physicalMapOf } from '../observe/register-accesses';
import { registerIn } from '../guest/registers';
import { sentence } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** What a scenario can say of a host's SMMU. */
const TRAITS: Readonly<Record<string, Partial<SmmuDescription>>> = {
  'cannot nest stages': { nesting: false },
  'cannot force write-back': { forcesWriteBack: false },
  'has the force-sync erratum': { forceSyncErratum: true },
  'has 2 VINTFs': { cmdqv: { ...TEGRA241, vcmdqsLog2: 2, vintfsLog2: 1 } },
  'has 2 VMID bits': { vmidBits: 2 },
  'accepts queues of at most 2^8 entries': { idr: [0x0d46_140b, ((8 << 21) | (19 << 16) | 16) >>> 0, 0, 0x400, 0, 0x75] },
};

sentence('a host with the CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted(DEFAULT_HOST);
});

sentence('a host whose SMMU has no CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted({ ...DEFAULT_HOST, smmus: [smmuWithoutCmdqv('smmu0')] });
});

sentence('a host whose SMMU {string}', ['host.calls'], async (world, trait: string) => {
  const changes = TRAITS[trait];
  if (changes === undefined) throw new RangeError(`an SMMU ${Object.keys(TRAITS).join(', or ')}`);
  await world.booted(hostWithSmmu(changes));
});

sentence('a host with two SMMUs that have the CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted(hostWithTwoSmmus());
});

sentence('a host that is powered on but not booted', ['registers'], async (world) => {
  await world.powerOn();
});

async function boot(world: ConformanceWorld): Promise<void> {
  try {
    await world.machine.boot();
  } catch (error) {
    if (!(error instanceof BootFailure)) throw error;
    world.bootFailure = error.message;
  }
}

sentence('the kernel boots', ['registers'], boot);

sentence('the SMMU driver fails to probe', ['registers'], (world) => {
  if (world.bootFailure === undefined) world.fail('the SMMU driver probed', 'a failed probe', 'a working SMMU');
});

sentence('{register} never reads anything but {number}', ['substitute.registers'], (world, name: string, value: bigint) => {
  world.machine.registerSubstitute('smmu0').hold(registerIn(physicalMapOf(world, 'smmu0'), name).offset, value);
});

sentence('{register} answers again', ['substitute.registers'], (world, name: string) => {
  world.machine.registerSubstitute('smmu0').release(registerIn(physicalMapOf(world, 'smmu0'), name).offset);
});
