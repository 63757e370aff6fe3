import { DEFAULT_HOST, hostWithSmmu, hostWithTwoSmmus, smmu, smmuWithoutCmdqv, TEGRA241 } from '../../src/machine';
import { BootFailure, type HostDescription, type SmmuDescription } from '../../src/ports';
import { extract, fieldNamed } from '../../src/tables/registers';
import { registerIn } from '../guest/registers';
import { physicalMapOf } from '../observe/register-accesses';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** The default SMMU's IDR0: neither HTTU nor COHACC; and IDR1: queues of at most 2^19 entries. */
const [IDR0, IDR1] = smmu('smmu0').idr;

/** What a scenario can say of a host's SMMU. */
const TRAITS: Readonly<Record<string, Partial<SmmuDescription>>> = {
  'cannot nest stages': { nesting: false },
  'cannot force write-back': { forcesWriteBack: false },
  'has the force-sync erratum': { forceSyncErratum: true },
  'has 2 VINTFs': { cmdqv: { ...TEGRA241, vcmdqsLog2: 2, vintfsLog2: 1 } },
  'has 4 logical vCMDQs for each VINTF': { cmdqv: { ...TEGRA241, vcmdqsLog2: 3, vintfsLog2: 1 } },
  'has 2 SID slots for each VINTF': { cmdqv: { ...TEGRA241, sidsLog2: 1 } },
  'has CMDQ-V version 2': { cmdqv: { ...TEGRA241, version: 2 } },
  'has IIDR 0x4823b and AIDR 0x12': { iidr: 0x4823b, aidr: 0x12 },
  'has 2 VMID bits': { vmidBits: 2 },
  'has 2 VMID bits and addresses of 40 bits': { vmidBits: 2, idr: [IDR0, IDR1, 0, 0x400, 0, 0x72] },
  'has addresses of 52 bits': { idr: [IDR0, IDR1, 0, 0x400, 0, 0x76] },
  'updates the dirty state and walks tables coherently': { idr: [IDR0 | 0x90, IDR1, 0, 0x400, 0, 0x75] },
  'updates the dirty state and walks tables incoherently': { idr: [IDR0 | 0x80, IDR1, 0, 0x400, 0, 0x75] },
  'updates the access flag and walks tables coherently': { idr: [IDR0 | 0x50, IDR1, 0, 0x400, 0, 0x75] },
  'accepts queues of at most 2^8 entries': { idr: [IDR0, ((8 << 21) | (19 << 16) | 16) >>> 0, 0, 0x400, 0, 0x75] },
  'has 2^20 substreams': { idr: [IDR0, IDR1 | (20 << 6), 0, 0x400, 0, 0x75] },
  'has ASIDs of 8 bits': { idr: [IDR0 & ~0x1000, IDR1, 0, 0x400, 0, 0x75] },
  'has no ATS': { idr: [IDR0 & ~0x400, IDR1, 0, 0x400, 0, 0x75] },
  'has no range commands': { idr: [IDR0, IDR1, 0, 0, 0, 0x75] },
  'has addresses of 48 bits with 4 KiB pages': { idr: [IDR0, IDR1, 0, 0x400, 0, 0x75] },
  'has addresses of 52 bits with 4 KiB pages': { idr: [IDR0, IDR1, 0, 0x400, 0, 0x4f6] },
  'translates pages of 4 KiB alone': { idr: [IDR0, IDR1, 0, 0x400, 0, 0x15] },
};

/** A booted host with one SMMU, which has the CMDQ-V extension. */
Given('a host with the CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted(DEFAULT_HOST);
});

/** A booted host with one SMMU, which has no CMDQ-V extension. */
Given('a host whose SMMU has no CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted({ ...DEFAULT_HOST, smmus: [smmuWithoutCmdqv('smmu0')] });
});

function hostWithTrait(trait: string): HostDescription {
  const changes = TRAITS[trait];
  if (changes === undefined) throw new RangeError(`an SMMU ${Object.keys(TRAITS).join(', or ')}`);
  return hostWithSmmu(changes);
}

/**
 * A booted host with one SMMU that is as usual but for one trait, told in words: `cannot nest stages`, `has 2 VINTFs`,
 * `has CMDQ-V version 2` …
 */
Given('a host whose SMMU {string}', ['host.calls'], async (world, trait: string) => {
  await world.booted(hostWithTrait(trait));
});

/** A booted host whose kernel has pages of this size. */
Given('a host with pages of {number} bytes', ['host.calls'], async (world, pageSize: bigint) => {
  await world.booted({ ...DEFAULT_HOST, pageSize });
});

/** A booted host whose kernel has pages of this size, and whose SMMU has this trait. */
Given('a host with pages of {number} bytes, whose SMMU {string}', ['host.calls'], async (world, pageSize: bigint, trait: string) => {
  await world.booted({ ...hostWithTrait(trait), pageSize });
});

/** A booted host with two SMMUs; device far0 is behind the second. */
Given('a host with two SMMUs that have the CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted(hostWithTwoSmmus());
});

/** A booted host with two SMMUs, of which only the first has the CMDQ-V extension. */
Given('a host with two SMMUs, the second without the CMDQ-V extension', ['host.calls'], async (world) => {
  const { smmus, ...host } = hostWithTwoSmmus();
  await world.booted({ ...host, smmus: smmus.map((each) => (each.name === 'smmu1' ? smmuWithoutCmdqv('smmu1') : each)) });
});

/** A host with one SMMU out of reset. The kernel boots when a step says so. */
Given('a host that is powered on but not booted', ['registers'], async (world) => {
  await world.powerOn();
});

/** A host with one SMMU out of reset that has this trait. The kernel boots when a step says so. */
Given('a host that is powered on but not booted, whose SMMU {string}', ['registers'], async (world, trait: string) => {
  await world.powerOn(hostWithTrait(trait));
});

async function boot(world: ConformanceWorld): Promise<void> {
  try {
    await world.machine.boot();
  } catch (error) {
    if (!(error instanceof BootFailure)) throw error;
    world.bootFailure = error.message;
  }
}

/** The kernel boots and its drivers probe. That it fails is no error of the step. */
When('the kernel boots', ['registers'], boot);

/** The driver is removed from the host's only SMMU, as by unbinding it. */
When('the driver is removed from the SMMU', ['host.driver'], async (world) => {
  const [smmu] = world.machine.host.smmus;
  await world.machine.removeDriver(smmu?.name ?? '');
});

/** The host shuts down, or starts another kernel: each driver's shutdown runs. */
When('the host shuts down', ['host.driver'], async (world) => {
  await world.machine.shutDown();
});

/** The kernel reported that the SMMU driver did not come up. */
Then('the SMMU driver fails to probe', ['registers'], (world) => {
  if (world.bootFailure === undefined) world.fail('the SMMU driver probed, where it should fail', 'a failed probe', 'a working SMMU');
});

/** The kernel booted with a working SMMU. */
Then('the SMMU driver probes', ['registers'], (world) => {
  if (world.bootFailure !== undefined)
    world.fail(`the SMMU driver did not probe: ${world.bootFailure}`, 'a working SMMU', world.bootFailure);
});

/**
 * Nothing is done: where the queue lies and how far it has got is read from BASE and PROD_INDX, so that later steps can
 * put commands on it.
 */
Given('vCMDQ {int} runs on the queue that the kernel gave it', ['registers'], async (world, queue: number) => {
  const value = async (name: string): Promise<(part: string) => bigint> => {
    const register = registerIn(physicalMapOf(world, 'smmu0'), `VCMDQ${queue}_${name}`);
    const content = await world.machine.registers('smmu0').read(register.offset, register.size);
    return (part) => extract(content, fieldNamed(register, part));
  };
  const base = await value('BASE');
  const producer = await value('PROD_INDX');
  world.queues.set(`hardware/${queue}`, { base: base('ADDR'), log2size: Number(base('LOG2SIZE')), produced: Number(producer('WR')) });
});

/** From now on the kernel reads this number from the register of the first SMMU, whatever it writes to it. */
Given('the physical register {register} always reads {number}', ['substitute.registers'], (world, name: string, value: bigint) => {
  world.machine.registerSubstitute('smmu0').hold(registerIn(physicalMapOf(world, 'smmu0'), name).offset, value);
});

/** Ends `always reads` for the register. */
Given('the physical register {register} reads its own value again', ['substitute.registers'], (world, name: string) => {
  world.machine.registerSubstitute('smmu0').release(registerIn(physicalMapOf(world, 'smmu0'), name).offset);
});
