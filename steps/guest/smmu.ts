import { Inapplicable, type StreamTableEntry } from '../../src/ports';
import { commandBytes } from '../../src/tables/commands';
import {
  ID_FIELD_NAMES,
  ID_REGISTER_NAMES,
  type Identification,
  type IdField,
  idField,
  idRegisterOf,
  queueErrorName,
  SMMU_REGISTERS,
  withIdentification,
} from '../../src/tables/smmu';
import { parseCommand } from '../commands';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** Stream Table Entries by what they ask for; word 0 holds V, Config and, for stage 1, the context descriptor's address. */
const STREAM_TABLE_ENTRIES: Readonly<Record<string, StreamTableEntry>> = {
  invalid: { word0: 0n, word1: 0n },
  abort: { word0: 0x1n, word1: 0n },
  bypass: { word0: 0x9n, word1: 0n },
  'stage 1': { word0: 0x4020_0000n | 0xbn, word1: 0n },
  'stage 1 with another context descriptor': { word0: 0x4030_0000n | 0xbn, word1: 0n },
  'stage 1 with a context descriptor 4 GiB higher': { word0: 0x1_4020_0000n | 0xbn, word1: 0n },
  'stage 1 with a cacheable context descriptor': { word0: 0x4020_0000n | 0xbn, word1: 0x14n },
  'an invalid stage 1': { word0: 0x4020_0000n | 0xan, word1: 0n },
  'stage 2': { word0: 0xdn, word1: 0n },
  'both stages': { word0: 0x4020_0000n | 0xfn, word1: 0n },
  'a reserved configuration': { word0: 0x5n, word1: 0n },
  // V, Config and EATS hold what the kernel accepts; some SMMUs have bits [55:52] of the context descriptor's address
  'stage 1, with every bit of the other fields set': { word0: 0xff0f_ffff_ffff_fffbn, word1: 0xffff_ffff_dfff_ffffn },
};

/** The entry that asks for this. */
export function streamTableEntry(wanted: string): StreamTableEntry {
  const entry = STREAM_TABLE_ENTRIES[wanted];
  if (entry === undefined) throw new RangeError(`'${wanted}' is none of ${Object.keys(STREAM_TABLE_ENTRIES).join(', ')}`);
  return entry;
}

/** 32-bit registers of the emulated SMMU that scenarios name. */
const NAMED = ['IDR1', 'CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_BASE', 'EVENTQ_BASE_H', 'EVENTQ_PROD', 'EVENTQ_CONS'] as const;

function smmuRegister(name: string): number {
  const known = NAMED.find((one) => one === name);
  if (known === undefined) throw new RangeError(`scenarios know no SMMU register ${name}`);
  return SMMU_REGISTERS[known];
}

/**
 * Writes the Stream Table Entry of this StreamID and tells the emulated SMMU of it. The entry asks for `abort`, `bypass`
 * or `stage 1`, is `invalid`, or is a special one that its name describes.
 */
When('{guest} configures StreamID {number} for {string}', ['guest.smmu'], (world, vm: string, streamId: bigint, wanted: string) =>
  world.vm(vm).bus.configureStream(Number(streamId), streamTableEntry(wanted)),
);

/**
 * Puts the command on the command queue of the emulated SMMUv3, which is not a vCMDQ, and has it executed. If it stops the
 * queue, the guest acknowledges that and steps over it.
 */
When("{guest} puts {command} on the SMMU's own queue", ['guest.smmu'], async (world, vm: string, command: string) => {
  await world.vm(vm).bus.submit(commandBytes(parseCommand(command)));
});

/** A command that was put on the command queue of the emulated SMMUv3 stopped it, and CMDQ_CONS.ERR read this: CERROR_ILL … */
Then("the SMMU's own queue has stopped with {word}", ['guest.smmu', 'observe.queueErrors'], (world, expected: string) => {
  const commands = world.acted().flatMap(({ port, event }) => (port === 'guest' && event.op === 'submit' ? [event] : []));
  if (commands.length === 0) throw new Error("the scenario has put nothing on the SMMU's own queue");
  const stops = commands.flatMap(({ stopped }) => (stopped === undefined ? [] : [queueErrorName(stopped.error)]));
  if (stops.length === 1 && stops[0] === expected) return;
  const actual = stops.join(', ') || 'no stop';
  world.fail(`the SMMU's own queue: ${actual}, not ${expected}`, expected, actual);
});

/** The scenario is about an emulated SMMUv3 that tells of itself this, and does not apply to another. */
Given('the emulated SMMU of {vm} has {idField}={int}', ['guest.smmu'], async (world, vm: string, name: IdField, value: number) => {
  const actual = await fieldOf(world, vm, name);
  if (actual !== value) throw new Inapplicable(`${name} of the emulated SMMU is ${actual}`);
});

/** One 4-byte store to a register of the emulated SMMUv3: CR0, GBPA, EVENTQ_CONS …; EVENTQ_BASE is its lower half, EVENTQ_BASE_H the upper. */
When('{guest} writes {number} to the SMMU register {word}', ['guest.smmu'], (world, vm: string, value: bigint, name: string) =>
  world.vm(vm).bus.writeSmmu(smmuRegister(name), Number(value)),
);

/** A register of the emulated SMMUv3 reads as this number: IDR1, CR0ACK, GBPA, GERROR, EVENTQ_PROD … */
Then('the SMMU register {word} of {vm} reads {number}', ['guest.smmu'], async (world, name: string, vm: string, expected: bigint) => {
  const actual = await world.vm(vm).bus.readSmmu(smmuRegister(name));
  if (BigInt(actual) !== expected)
    world.fail(
      `the SMMU register ${name} reads 0x${actual.toString(16)}, not 0x${expected.toString(16)}`,
      `0x${expected.toString(16)}`,
      `0x${actual.toString(16)}`,
    );
});

/** What the emulated SMMUv3 says of itself to the guest. */
async function identificationOf(world: ConformanceWorld, vm: string): Promise<Identification> {
  const { bus } = world.vm(vm);
  const read: (readonly [string, bigint])[] = [];
  for (const name of ID_REGISTER_NAMES) read.push([name, BigInt(await bus.readSmmu(SMMU_REGISTERS[name]))]);
  return withIdentification({ idr: [0, 0, 0, 0, 0, 0], iidr: 0, aidr: 0 }, read);
}

async function fieldOf(world: ConformanceWorld, vm: string, name: IdField): Promise<number> {
  const register = idRegisterOf(name);
  const content = BigInt(await world.vm(vm).bus.readSmmu(SMMU_REGISTERS[register]));
  return idField(withIdentification({ idr: [0, 0, 0, 0, 0, 0], iidr: 0, aidr: 0 }, [[register, content]]), name);
}

/** A field of the ID registers of the emulated SMMUv3 reads as this number: IDR1.CMDQS, log2 of its largest command queue, IDR0.ATS … */
Then('{idField} of {vm} is {int}', ['guest.smmu'], async (world, name: IdField, vm: string, expected: number) => {
  const actual = await fieldOf(world, vm, name);
  if (actual !== expected) world.fail(`${name} is ${actual}, not ${expected}`, `${name}=${expected}`, `${name}=${actual}`);
});

/** A field of the ID registers of the emulated SMMUv3 reads as this number or less. */
Then('{idField} of {vm} is at most {int}', ['guest.smmu'], async (world, name: IdField, vm: string, most: number) => {
  const actual = await fieldOf(world, vm, name);
  if (actual > most) world.fail(`${name} is ${actual}, more than ${most}`, `${name} <= ${most}`, `${name}=${actual}`);
});

/** The ID registers of the emulated SMMUv3s of two VMs read alike but for this field, which does not. */
Then(
  'the ID registers of {vm} and {vm} differ in {idField} alone',
  ['guest.smmu', 'twoVms'],
  async (world, one: string, other: string, name: IdField) => {
    const [left, right] = [await identificationOf(world, one), await identificationOf(world, other)];
    const different = ID_FIELD_NAMES.filter((each) => idField(left, each) !== idField(right, each));
    if (different.length === 1 && different[0] === name) return;
    const told = (of: Identification) => different.map((each) => `${each}=${idField(of, each)}`).join(', ') || 'the same';
    world.fail(`the ID registers differ in ${different.join(', ') || 'nothing'}`, `a difference in ${name} alone`, [
      told(left),
      told(right),
    ]);
  },
);
