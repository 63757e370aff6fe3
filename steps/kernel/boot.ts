import { DEFAULT_HOST, hostWithSmmu, hostWithTwoSmmus, identification, smmuWithoutCmdqv, TEGRA241 } from '../../src/machine';
import { BootFailure, type CmdqvDescription, type HostDescription } from '../../src/ports';
import { extract, fieldNamed } from '../../src/tables/registers';
import { registerIn } from '../guest/registers';
import { physicalMapOf } from '../observe/register-accesses';
import type { IdChanges } from '../parameters';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** What a scenario can say of the CMDQ-V block of a host's SMMU. */
const BLOCKS: Readonly<Record<string, Partial<CmdqvDescription>>> = {
  'has 2 VINTFs': { vcmdqsLog2: 2, vintfsLog2: 1 },
  'has 4 logical vCMDQs for each VINTF': { vcmdqsLog2: 3, vintfsLog2: 1 },
  'has 2 SID slots for each VINTF': { sidsLog2: 1 },
  'has CMDQ-V version 2': { version: 2 },
  'has 128 logical vCMDQs in one VINTF': { vcmdqsLog2: 7, vintfsLog2: 0 },
};

/** A booted host with one SMMU, which has the CMDQ-V extension. */
Given('a host with the CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted(DEFAULT_HOST);
});

/** A booted host with one SMMU, which has no CMDQ-V extension. */
Given('a host whose SMMU has no CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted({ ...DEFAULT_HOST, smmus: [smmuWithoutCmdqv('smmu0')] });
});

function blockThat(trait: string): { readonly cmdqv: CmdqvDescription } {
  const changes = BLOCKS[trait];
  if (changes === undefined) throw new RangeError(`an SMMU ${Object.keys(BLOCKS).join(', or ')}`);
  return { cmdqv: { ...TEGRA241, ...changes } };
}

function hostWithBlock(trait: string): HostDescription {
  return hostWithSmmu(blockThat(trait));
}

function hostWithRegisters(changes: IdChanges): HostDescription {
  return hostWithSmmu(identification(changes));
}

/**
 * A booted host with one SMMU whose CMDQ-V block is as usual but for one trait, told in words: `has 2 VINTFs`, `has CMDQ-V
 * version 2` …
 */
Given('a host whose SMMU {string}', ['host.calls'], async (world, trait: string) => {
  await world.booted(hostWithBlock(trait));
});

/** The same, but that the SMMU's ID registers, too, read as usual but for these. */
Given('a host whose SMMU {string} and has {identification}', ['host.calls'], async (world, trait: string, changes: IdChanges) => {
  await world.booted(hostWithSmmu({ ...blockThat(trait), ...identification(changes) }));
});

/** A booted host with one SMMU whose ID registers read as usual but for these; what follows from them follows for the host. */
Given('a host whose SMMU has {identification}', ['host.calls'], async (world, changes: IdChanges) => {
  await world.booted(hostWithRegisters(changes));
});

/** The same, but that firmware says of the SMMU's own accesses that they are not coherent. */
Given('a host whose firmware does not call its SMMU coherent', ['host.calls'], async (world) => {
  await world.booted(hostWithSmmu({ firmwareCoherent: false }));
});

/** A booted host in which this device, or its way to the SMMU, has no ATS. */
Given('a host whose device {name} has no ATS', ['host.calls'], async (world, name: string) => {
  await world.booted({
    ...DEFAULT_HOST,
    devices: DEFAULT_HOST.devices.map((each) => (each.name === name ? { ...each, ats: false } : each)),
  });
});

/** A booted host in which this device has one stream, of this StreamID. */
Given('a host whose device {name} has StreamID {number}', ['host.calls'], async (world, name: string, streamId: bigint) => {
  await world.booted({
    ...DEFAULT_HOST,
    devices: DEFAULT_HOST.devices.map((each) => (each.name === name ? { ...each, streamIds: [Number(streamId)] } : each)),
  });
});

/** A booted host whose kernel has pages of this size. */
Given('a host with pages of {number} bytes', ['host.calls'], async (world, pageSize: bigint) => {
  await world.booted({ ...DEFAULT_HOST, pageSize });
});

/** A booted host whose kernel has pages of this size, and whose SMMU's ID registers read as usual but for these. */
Given(
  'a host with pages of {number} bytes, whose SMMU has {identification}',
  ['host.calls'],
  async (world, pageSize: bigint, changes: IdChanges) => {
    await world.booted({ ...hostWithRegisters(changes), pageSize });
  },
);

/** A booted host with two SMMUs; device far0 is behind the second. */
Given('a host with two SMMUs that have the CMDQ-V extension', ['host.calls'], async (world) => {
  await world.booted(hostWithTwoSmmus());
});

/** A booted host with two SMMUs that have the CMDQ-V extension; the block of the second has this trait, told in words. */
Given('a host with two SMMUs, of which the second {string}', ['host.calls'], async (world, trait: string) => {
  await world.booted(hostWithTwoSmmus(blockThat(trait)));
});

/** A booted host with two SMMUs that have the CMDQ-V extension; the ID registers of the second read as usual but for these. */
Given('a host with two SMMUs, of which the second has {identification}', ['host.calls'], async (world, changes: IdChanges) => {
  await world.booted(hostWithTwoSmmus(identification(changes)));
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
  await world.powerOn(hostWithBlock(trait));
});

/** As the sentence above, but that the SMMU's ID registers differ, not its CMDQ-V block. */
Given('a host that is powered on but not booted, whose SMMU has {identification}', ['registers'], async (world, changes: IdChanges) => {
  await world.powerOn(hostWithRegisters(changes));
});

/** A host out of reset with two SMMUs that have the CMDQ-V extension. The kernel boots when a step says so. */
Given('a host with two SMMUs that is powered on but not booted', ['registers'], async (world) => {
  await world.powerOn(hostWithTwoSmmus());
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

/** As the sentence above, of either SMMU of a host that has two: `smmu0`, `smmu1`. */
When('the driver is removed from {name}', ['host.driver'], async (world, smmu: string) => {
  await world.machine.removeDriver(smmu);
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
  world.queues.set(`hardware/${queue}`, {
    base: base('ADDR'),
    log2size: Number(base('LOG2SIZE')),
    begins: Number(producer('WR')),
    produced: Number(producer('WR')),
  });
});

/** From now on the kernel reads this number from the register of the first SMMU, whatever it writes to it. */
Given('the physical register {register} always reads {number}', ['substitute.registers'], (world, name: string, value: bigint) => {
  const { offset, size } = registerIn(physicalMapOf(world, 'smmu0'), name);
  // Two neighbours can be read at once, as the error maps are.
  world.machine.registerSubstitute('smmu0').hold(offset, value, value > 0xffff_ffffn ? 8 : size);
});

/** Ends `always reads` for the register. */
Given('the physical register {register} reads its own value again', ['substitute.registers'], (world, name: string) => {
  world.machine.registerSubstitute('smmu0').release(registerIn(physicalMapOf(world, 'smmu0'), name).offset);
});

/** A warning in the kernel's log (WARN_ON) is no failure: registers read what no hardware says. */
Given('the kernel may warn of what the hardware tells', ['substitute.registers'], (world) => {
  world.mayWarn = true;
});
