import { TEGRA241 } from '../../machine';
import { type CommandWords, commandFieldValue, commandsOf, definitionOf, SYNC_SIGNALS, setField } from '../../tables/commands';
import { extract, physicalMap, type Register } from '../../tables/registers';
import { bytesOf, type ProgramOp } from '../program';
import { EXECUTED } from '../stages/below';
import type { Course } from './course';
import { registerIn, registerOf } from './register-in';
import type { FactDifference, Tolerance } from './tolerance';

const MAP = physicalMap(TEGRA241);
/** CONS_INDX.ERR. */
const ERR = 0x7f00_0000n;
/** Of a command that is forbidden, or that there is not: either may be told. */
const OF_A_COMMAND: readonly bigint[] = [1n, 4n];
/** Opcodes of which the documents do not tell whether a VM may issue them (HYP-01 to HYP-03). */
const OPEN = /: (?:TLBI_NH_ALL|TLBI_NH_VAA|TLBI_NSNH_ALL)\b/;
/** TLB invalidations of a VM, each wider than those before it. */
const WIDER = ['TLBI_NH_VA', 'TLBI_NH_ASID', 'TLBI_NH_ALL'];
const INDEX = /CMDQ\d+_(?:PROD|CONS)_INDX$/;
const QUEUE_STATE = /CMDQ\d+_(?:CONFIG|STATUS|PROD_INDX|CONS_INDX|GERROR|GERRORN|BASE(?:_[LH])?)$/;
/** Of VINTF_STATUS. */
const ENABLE_OK = 1n;
const STATUS = 0xen;
/** CMD_SYNC.CS: an interrupt, or an event. */
const SIGNALS: readonly bigint[] = [SYNC_SIGNALS.SIG_IRQ, SYNC_SIGNALS.SIG_SEV];
/** What a range invalidation says of its range. */
const RANGE = ['NUM', 'SCALE', 'TTL', 'TG'];

/** It is in what is executed, or shows that in registers. */
function isOfCommands(op: ProgramOp, difference: FactDifference): boolean {
  const { fact } = difference;
  return (
    fact.startsWith('executed by') || fact === 'interrupts' || fact === 'submission' || QUEUE_STATE.test(registerIn(MAP, op, difference))
  );
}

const differingBits = ({ reference, seen }: FactDifference) => number(reference) ^ number(seen);

/** The registers of 32 bits, or halves of one, that it writes, and with what. */
function* wordsOf(op: ProgramOp): Generator<readonly [Register, bigint]> {
  if (op.op !== 'write') return;
  for (const word of op.width === 8 ? [0, 4] : [0]) {
    const register = MAP.at(op.at + word, 4);
    if (register !== undefined) yield [register, (BigInt(op.value) >> BigInt(8 * word)) & 0xffff_ffffn];
  }
}

/** It writes a register that is called so, or two of which one is. */
function writes(op: ProgramOp, name: string): boolean {
  return [...wordsOf(op)].some(([{ definition }]) => definition.name === name);
}

const acknowledges = (op: ProgramOp) => op.op === 'acknowledge' || writes(op, 'GERRORN');

/** Something was stored in direct page 0 while CMDQV_EN was 0. */
function storesWhileOff(before: readonly ProgramOp[]): boolean {
  let isOn = true;
  return before.some((op) => {
    if (op.op === 'acknowledge') return !isOn;
    if (op.op !== 'write') return false;
    if (writes(op, 'CMDQV_CONFIG')) isOn = (BigInt(op.value) & 1n) === 1n;
    const place = MAP.at(op.at, 4)?.place;
    return !isOn && place?.kind === 'direct' && place.page === 0;
  });
}

/** It acknowledges more than an error of a command. */
const differsElsewhere = (op: ProgramOp) => op.op === 'write' && acknowledges(op) && BigInt(op.value) > 1n;

/** It may enable a VINTF, or the block: queues that wait for that alone go on (CQ-11). */
function lifts(op: ProgramOp): boolean {
  const register = registerOf(MAP, op);
  return register?.name === 'CMDQV_CONFIG' || (register?.place.kind === 'vintf' && register.definition.name === 'CONFIG');
}

type Write = Extract<ProgramOp, { readonly op: 'write' }>;

/** It turns the block on or off. */
const isSwitch = (op: ProgramOp): op is Write => op.op === 'write' && registerOf(MAP, op)?.definition.name === 'CMDQV_CONFIG';

const isOff = (before: readonly ProgramOp[]) => {
  const last = before.findLast(isSwitch);
  return last !== undefined && (BigInt(last.value) & 1n) === 0n;
};

/** Logical vCMDQs that a VINTF has. */
const LOGICAL = 2n;

/** It takes a vCMDQ from its VINTF, or gives it a number that its VINTF does not have. */
const unmaps = (op: ProgramOp) =>
  op.op === 'write' &&
  registerOf(MAP, op)?.definition.name === 'CMDQ_ALLOC_MAP' &&
  ((BigInt(op.value) & 1n) === 0n || ((BigInt(op.value) >> 1n) & 0x7fn) >= LOGICAL);

const disables = (op: ProgramOp) =>
  op.op === 'write' && /CMDQ\d+_CONFIG$/.test(registerOf(MAP, op)?.name ?? '') && (BigInt(op.value) & 1n) === 0n;

/** A queue was disabled after ATC_INVs were to time out. */
function disablesAfterTimeout(before: readonly ProgramOp[]): boolean {
  const from = before.findLastIndex((op) => op.op === 'timeout' && op.count > 0);
  return from >= 0 && before.slice(from).some(disables);
}

/** VINTFs of which two enabled slots have the same vSID, by what was written. */
function doubled(course: Course): boolean {
  const slots = new Map<string, bigint>();
  for (const [{ definition, name }, content] of written(course)) {
    if (definition.name !== 'SID_MATCH') continue;
    const value = content & 0x1f_ffffn;
    if ((value & 1n) === 0n) slots.delete(name);
    else slots.set(name, value);
  }
  const streams = [...slots].map(([name, value]) => `${name.split('_')[0]} ${value}`);
  return new Set(streams).size < streams.length;
}

/** The commands that an operation stores or submits. */
function commandsIn(op: ProgramOp): Iterable<CommandWords> {
  return commandsOf(bytesOf(op.op === 'memory' ? op.bytes : op.op === 'submit' && 'commands' in op ? op.commands : ''));
}

/** It stores a command that names a VMID. */
function bringsVmid(op: ProgramOp): boolean {
  return op.op === 'memory' && [...commandsIn(op)].some((words) => (commandFieldValue(words, 'VMID') ?? 0n) !== 0n);
}

/** It stores a CMD_SYNC that is to signal. */
function bringsSignal(op: ProgramOp): boolean {
  return op.op === 'memory' && [...commandsIn(op)].some((words) => SIGNALS.includes(commandFieldValue(words, 'CS') ?? 0n));
}

/** What is executed ends earlier, or a submission does, because a command is illegal. */
function isRefused({ fact, reference, seen = '' }: FactDifference): boolean {
  if (fact === 'submission') return seen.endsWith('illegal');
  return fact.startsWith('executed by') && reference?.startsWith(seen) === true;
}

/** Whether a range is reserved on the host of a program, or a value in it. */
function isReservedRange(words: CommandWords, [first]: readonly ProgramOp[]): boolean {
  const registers = first?.op === 'host' ? (first.registers ?? {}) : {};
  const [ttl, tg] = [commandFieldValue(words, 'TTL') ?? 0n, commandFieldValue(words, 'TG') ?? 0n];
  if (RANGE.every((name) => (commandFieldValue(words, name) ?? 0n) === 0n)) return false;
  return registers['IDR3.RIL'] === 0 || tg === 0n || (ttl === 1n && tg === 2n && registers['IDR5.DS'] !== 1);
}

/** It stores or submits a command with a bit that is none of its fields, or with a range where there are none. */
function bringsReserved(op: ProgramOp, before: readonly ProgramOp[]): boolean {
  for (const words of commandsIn(op)) {
    const definition = definitionOf(words);
    if (definition === undefined) continue;
    if (isReservedRange(words, before)) return true;
    const rest = definition.fields.reduce((left, field) => setField(left, field, 0n), words);
    if (rest.word0 !== BigInt(definition.opcode) || rest.word1 !== 0n) return true;
  }
  return false;
}

const number = (digits = '0') => BigInt(`0x${digits}`);

/** Slots of VINTFs, `vintf slot`, by the vCMDQ that is mapped there. */
class Slots {
  readonly #vcmdqs: number;
  readonly #byVcmdq = new Map<number, string>();

  constructor([host]: readonly ProgramOp[]) {
    const block = host?.op === 'host' && typeof host.cmdqv === 'object' ? host.cmdqv : {};
    this.#vcmdqs = 2 ** (block.vcmdqsLog2 ?? TEGRA241.vcmdqsLog2);
  }

  get all(): ReadonlySet<string> {
    return new Set(this.#byVcmdq.values());
  }

  write(register: Register, value: bigint): void {
    if (register.definition.name !== 'CMDQ_ALLOC_MAP' || register.element >= this.#vcmdqs) return;
    if ((value & 1n) === 0n) this.#byVcmdq.delete(register.element);
    else this.#byVcmdq.set(register.element, `${(value >> 15n) & 0x3fn} ${(value >> 1n) & 0x7fn}`);
  }

  /** The vCMDQ whose registers are at a place. */
  vcmdqAt({ place }: Register): number | undefined {
    if (place.kind === 'direct') return place.slot;
    if (place.kind !== 'logical') return undefined;
    const slot = `${place.vintf} ${place.slot}`;
    return [...this.#byVcmdq].filter(([, at]) => at === slot).sort(([one], [other]) => one - other)[0]?.[0];
  }
}

/** {@link wordsOf} a program so far, one after the other. */
function* written({ before }: Course): Generator<readonly [Register, bigint]> {
  for (const op of before) yield* wordsOf(op);
}

/** Slots of VINTFs to which a vCMDQ is mapped, by what was written. */
function mapped(course: Course): ReadonlySet<string> {
  const slots = new Slots(course.before);
  for (const [register, value] of written(course)) slots.write(register, value);
  return slots.all;
}

/** Whether CMDQ_EN is set of the vCMDQ whose STATUS this is, by what was written. */
function isEnabled(status: string, course: Course): boolean {
  const slots = new Slots(course.before);
  const enabled = new Set<number | undefined>();
  for (const [register, value] of written(course)) {
    slots.write(register, value);
    if (!/CMDQ\d+_CONFIG$/.test(register.name)) continue;
    if ((value & 1n) === 0n) enabled.delete(slots.vcmdqAt(register));
    else enabled.add(slots.vcmdqAt(register));
  }
  const register = MAP.named(status);
  const vcmdq = register && slots.vcmdqAt(register);
  return vcmdq !== undefined && enabled.has(vcmdq);
}

/** What a list of commands begins with where it parts from another. */
function parting(wanted = '', got = ''): readonly [string | undefined, string | undefined] {
  const [first, second] = [wanted.split('; '), got.split('; ')];
  const at = first.findIndex((command, n) => command !== second[n]);
  return at < 0 ? [undefined, second[first.length]] : [first[at], second[at]];
}

/** The second does for the same VM what the first does, and maybe more. */
function isWider(wanted: string, got: string): boolean {
  const [from, command = ''] = wanted.split(': ');
  const [other, instead = ''] = got.split(': ');
  if (from !== other) return false;
  const [name = '', wide = ''] = [command.split(' ')[0], instead.split(' ')[0]];
  if (name === 'ATC_INV') return wide === name && /SID=\S+/.exec(command)?.[0] === /SID=\S+/.exec(instead)?.[0];
  const vmid = (told: string) => /VMID#\d+/.exec(told)?.[0];
  return WIDER.indexOf(name) >= 0 && WIDER.indexOf(wide) > WIDER.indexOf(name) && vmid(command) === vmid(instead);
}

/** What hardware may do otherwise. */
export const HARDWARE_TOLERANCES: readonly Tolerance[] = [
  {
    by: 'PHYS-16',
    layer: 'hardware',
    why: 'what an error map shows once GERRORN was written is open, as once the queue is off or unmapped: a bit may outlast the error, or miss one of no error',
    accepts: (op, difference, { before }) =>
      registerIn(MAP, op, difference).includes('ERR_MAP') && before.some((one) => acknowledges(one) || unmaps(one) || disables(one)),
  },
  {
    by: 'PHYS-07',
    layer: 'hardware',
    why: 'what VI_NUM_LVCMDQ says is open, and STATUS while the VINTF is disabled, or as the error maps are',
    accepts: (op, difference, { before }) =>
      /^VINTF\d+_STATUS$/.test(registerIn(MAP, op, difference)) &&
      (differingBits(difference) & ENABLE_OK) === 0n &&
      ((differingBits(difference) & STATUS) === 0n ||
        (number(difference.reference) & ENABLE_OK) === 0n ||
        before.some((one) => acknowledges(one) || unmaps(one) || disables(one))),
  },
  {
    by: 'PHYS-13',
    layer: 'hardware',
    why: 'what STATUS of a VINTF shows while the block is off is open',
    accepts: (op, difference, { before }) => /^VINTF\d+_STATUS$/.test(registerIn(MAP, op, difference)) && isOff(before),
  },
  {
    by: 'PHYS-13',
    layer: 'hardware',
    why: 'STATUS of a vCMDQ that nobody serves may follow its CMDQ_EN',
    accepts: (op, difference, course) => {
      const name = registerIn(MAP, op, difference);
      return (
        /CMDQ\d+_STATUS$/.test(name) &&
        differingBits(difference) === ENABLE_OK &&
        (number(difference.reference) & ENABLE_OK) === 0n &&
        isEnabled(name, course)
      );
    },
  },
  {
    by: 'WR-18',
    layer: 'hardware',
    why: 'stores to direct page 0 may be dropped while CMDQV_EN is 0',
    ends: true,
    accepts: (op, difference, { before }) =>
      storesWhileOff(before) && (isOfCommands(op, difference) || /ERR_MAP|VINTF\d+_STATUS/.test(registerIn(MAP, op, difference))),
  },
  {
    by: 'HOST-04',
    layer: 'hardware',
    why: 'nothing says that other bits of CMDQV_CONFIG than CMDQV_EN can be set',
    accepts: (op, difference) => registerIn(MAP, op, difference) === 'CMDQV_CONFIG' && (differingBits(difference) & 1n) === 0n,
  },
  {
    by: 'no clause',
    layer: 'hardware',
    why: 'bits that are none of a field may be kept or not',
    accepts: (op, difference) => {
      const register = MAP.named(registerIn(MAP, op, difference));
      return register !== undefined && register.fields.every((field) => extract(differingBits(difference), field) === 0n);
    },
  },
  {
    by: 'no clause',
    layer: 'hardware',
    why: 'a vCMDQ that is mapped nowhere may lose what its registers held',
    ends: true,
    accepts: (op, difference, { before }) =>
      (isOfCommands(op, difference) || /CMDQ\d+_/.test(registerIn(MAP, op, difference))) && before.some(unmaps),
  },
  {
    by: 'GERR-04',
    layer: 'hardware',
    why: 'a bit of GERRORN that differs and is of no error of a command may stop a queue, too',
    ends: true,
    accepts: (op, difference, { before }) => isOfCommands(op, difference) && [...before, op].some(differsElsewhere),
  },
  {
    by: 'GERR-08',
    layer: 'hardware',
    why: 'a queue whose error is acknowledged though the command stays as it is may stay stopped, without another error',
    ends: true,
    accepts: (op, difference, { before }) =>
      (acknowledges(op) && difference.fact === 'interrupts' && difference.seen === undefined) ||
      // Of one that is masked no interrupt tells.
      (/GERROR$/.test(registerIn(MAP, op, difference)) && before.some((one) => writes(one, 'VI_INT_MASK')) && before.some(acknowledges)),
  },
  {
    by: 'ISO-08',
    layer: 'hardware',
    why: 'a queue that was disabled may have forgotten an ATC_INV that timed out and was not told of',
    ends: true,
    accepts: (_, { fact, reference = '', seen = '' }, { before }) =>
      ((fact === 'interrupts' && seen === '') || (fact === EXECUTED && seen.startsWith(reference))) && disablesAfterTimeout(before),
  },
  {
    by: 'CMD-19',
    layer: 'hardware',
    why: 'a command with a bit that is none of its fields, or of a range where there are none, may be illegal',
    ends: true,
    accepts: (op, difference, { before }) => isRefused(difference) && [...before, op].some((one) => bringsReserved(one, before)),
  },
  {
    by: 'PHYS-11',
    layer: 'hardware',
    why: 'a slot to which no vCMDQ is mapped reads as anything',
    accepts: (op, difference, course) => {
      const [, vintf, slot] = /^VINTF(\d+)_LVCMDQ(\d+)_/.exec(registerIn(MAP, op, difference)) ?? [];
      return vintf !== undefined && !mapped(course).has(`${vintf} ${slot}`);
    },
  },
  {
    by: 'CQ-10',
    layer: 'hardware',
    why: 'index bits above the wrap bit may be kept or not',
    accepts: (op, difference) => {
      if (!INDEX.test(registerIn(MAP, op, difference))) return false;
      const [wanted, got] = [number(difference.reference), number(difference.seen)];
      const differing = wanted ^ got;
      // Bits are missing from some bit on, and below it nothing differs.
      return (
        (got & differing) === 0n &&
        (differing & ERR) === 0n &&
        (wanted & 0xf_ffffn) >> lowest(differing) === (differing & 0xf_ffffn) >> lowest(differing)
      );
    },
  },
  {
    by: 'ERR-04',
    layer: 'hardware',
    why: 'CONS_INDX.ERR means nothing without an active error, and which error a command that is not executed gives is open',
    accepts: (op, difference, { before, now }) => {
      const name = registerIn(MAP, op, difference);
      if (!/CMDQ\d+_CONS_INDX$/.test(name)) return false;
      const [wanted, got] = [number(difference.reference), number(difference.seen)];
      if (((wanted ^ got) & ~ERR) !== 0n) return false;
      // A write of GERRORN that takes an acknowledgement back makes nothing of it that was not there.
      if ((got & ERR) === 0n && before.some(acknowledges)) return true;
      if ([wanted, got].every((value) => OF_A_COMMAND.includes((value & ERR) >> 24n))) return true;
      // ERR may be for the hardware alone to write.
      if (before.some((one) => writes(one, 'CONS_INDX'))) return true;
      const beside = (other: string) => number(now[name.replace('CONS_INDX', other)]) & 1n;
      return op.op === 'look' && beside('GERROR') === beside('GERRORN');
    },
  },
  {
    by: 'SIDR-04',
    layer: 'hardware',
    why: 'an invalidation may be wider, within its VM',
    ends: true,
    accepts: (_, { fact, reference, seen }) => {
      const [wanted, got] = parting(reference, seen);
      return fact === EXECUTED && wanted !== undefined && got !== undefined && isWider(wanted, got);
    },
  },
  {
    by: 'SIDR-06',
    layer: 'hardware',
    why: 'there are no two enabled slots of a VINTF with the same vSID: which of them is taken is open',
    ends: true,
    accepts: (_, { fact, reference, seen }, course) =>
      fact === EXECUTED && parting(reference, seen).every((command) => /: (?:ATC_INV|CFGI_CD)/.test(command ?? '')) && doubled(course),
  },
  {
    by: 'SIDR-01',
    layer: 'hardware',
    why: 'a TLB invalidation that names a VMID of its own may be refused, or carry the one of its VINTF',
    ends: true,
    accepts: (_, difference, { before }) => isRefused(difference) && before.some(bringsVmid),
  },
  {
    by: 'HYP-03',
    layer: 'hardware',
    why: 'the documents do not tell whether a VM may issue TLBI_NH_ALL, TLBI_NH_VAA and TLBI_NSNH_ALL',
    ends: true,
    accepts: (_, { fact, reference, seen }) =>
      fact === EXECUTED && parting(reference, seen).some((command) => command !== undefined && OPEN.test(command)),
  },
  {
    by: 'HYP-07',
    layer: 'hardware',
    why: 'a CMD_SYNC that is to signal completes without a signal, or is an error',
    ends: true,
    accepts: (op, { fact, reference, seen }, { before }) =>
      fact === EXECUTED && / CMD_SYNC$/.test(parting(reference, seen)[1] ?? '') && [...before, op].some(bringsSignal),
  },
  {
    by: 'MIG-11',
    layer: 'hardware',
    why: 'a queue that is enabled with commands in it may wait for a write of PROD_INDX',
    ends: true,
    accepts: (op, { fact, seen }) =>
      op.op === 'write' &&
      (fact === EXECUTED || fact === 'interrupts') &&
      seen === undefined &&
      !lifts(op) &&
      registerOf(MAP, op)?.definition.name !== 'PROD_INDX',
  },
];

/** Position of the lowest bit that is set. */
function lowest(value: bigint): bigint {
  let at = 0n;
  while (at < 32n && ((value >> at) & 1n) === 0n) at += 1n;
  return at;
}
