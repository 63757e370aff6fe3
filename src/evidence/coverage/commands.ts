import type { CommandEvent, MemoryEvent, PortEvent, RegisterEvent } from '../../machine/log';
import type { HostDescription } from '../../ports';
import {
  COMMAND_BYTES,
  COMMANDS,
  type CommandWords,
  commandField,
  commandNamed,
  commandWords,
  definitionOf,
  getField,
  opcodeOf,
  SYNC_SIGNALS,
} from '../../tables/commands';
import {
  COMMAND_ERRORS,
  extract,
  fieldIn,
  type Register,
  type RegisterMap,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
  VINTF_REGISTERS,
} from '../../tables/registers';
import { Blocks } from './blocks';
import { Coverpoint, type Probe } from './coverpoint';
import type { RegisterIndex } from './register-index';

/** Who may have a command executed: the host through the SMMU's own queue, VINTF0's vCMDQs with HYP_OWN, a guest's without. */
const QUEUES = ['own queue', 'vCMDQ with HYP_OWN', 'vCMDQ without HYP_OWN'] as const;
type Queue = (typeof QUEUES)[number];

const OUTCOMES = ['executed', 'rejected'] as const;
const UNDEFINED = 'undefined opcode';
const LOW_HALF = 0xffff_ffffn;
const HALF_BITS = 32n;
const CS = commandField(commandNamed('CMD_SYNC') ?? { name: '', opcode: 0, fields: [] }, 'CS');

const RD = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'RD');
const ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'ERR');
const LOG2SIZE = fieldIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'LOG2SIZE');
const ADDR = fieldIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'ADDR');
const HYP_OWN = fieldIn(VINTF_REGISTERS, 'CONFIG', 'HYP_OWN');

/** A register that tells of queues and their owners. */
interface Told {
  readonly register: Register;
  readonly vintf: number;
  /** -1 for the registers of a VINTF. */
  readonly vcmdq: number;
  readonly kind: 'base' | 'vintf' | 'consumer';
}

/** A physical block as its register accesses tell it. */
class Block {
  readonly index: RegisterIndex<Told>;
  /** Content of each VINTF's CONFIG. */
  readonly vintfs = new Map<number, bigint>();
  readonly bases = new Map<number, bigint>();
  /** Commands that were fetched, by address. */
  readonly fetched = new Map<bigint, CommandWords>();

  constructor(index: RegisterIndex<Told>) {
    this.index = index;
  }

  queueOf(vintf: number): Queue {
    return extract(this.vintfs.get(vintf) ?? 0n, HYP_OWN) === 1n ? 'vCMDQ with HYP_OWN' : 'vCMDQ without HYP_OWN';
  }
}

/** Commands at the SMMU: which were executed from which queue, and which stopped their queue, with which error. */
export class Commands implements Probe {
  readonly ports = ['registers', 'smmu', 'memory'] as const;
  readonly points: readonly Coverpoint[];
  readonly #commands = new Coverpoint(
    'smmu',
    'commands',
    'Commands by queue, executed and rejected',
    QUEUES.flatMap((queue) => [...COMMANDS.map(({ name }) => name), UNDEFINED].flatMap((name) => binsOf(name, queue))),
  );
  readonly #signals = new Coverpoint(
    'smmu',
    'sync-signals',
    'CMD_SYNC by queue and CS',
    QUEUES.flatMap((queue) => Object.keys(SYNC_SIGNALS).map((signal) => `${signal} on ${queue}`)),
  );
  readonly #errors = new Coverpoint(
    'registers',
    'command-errors',
    'Errors in CONS_INDX.ERR of a vCMDQ, by owner',
    QUEUES.slice(1).flatMap((queue) => [...new Set(Object.keys(COMMAND_ERRORS).map(errorName))].map((error) => `${error} on ${queue}`)),
  );
  readonly #outcomes = new Coverpoint(
    'smmu',
    'smmu-outcomes',
    'What came of an ATC_INV at the SMMU, by queue',
    QUEUES.flatMap((queue) => ['done', 'atcTimeout'].map((outcome) => `${outcome} on ${queue}`)),
  );
  readonly #blocks = new Map<string, Block>();
  readonly #registers = new Blocks((map, register) => toldBy(map, register));
  readonly #outcomeBins = new Map<number, number>();

  constructor() {
    this.points = [this.#commands, this.#signals, this.#errors, this.#outcomes];
  }

  begin(host: HostDescription): void {
    this.#blocks.clear();
    for (const [name, index] of this.#registers.of(host)) this.#blocks.set(name, new Block(index));
  }

  see({ event, port, who }: PortEvent): void {
    if (port === 'smmu') this.#executed(event, this.#blocks.get(who));
    else if (port === 'registers') this.#accessed(event, this.#blocks.get(who));
    else if (port === 'memory') fetch(event, this.#blocks.get(who));
  }

  #executed(event: CommandEvent, block: Block | undefined): void {
    const { outcome, queue } = event;
    const from = queue.kind === 'smmu' ? 'own queue' : block?.queueOf(queue.vintf);
    if (from === undefined) return;
    this.#ended(event, from, 'executed');
    if (definitionOf(event)?.name === 'ATC_INV' && outcome !== undefined) this.#outcomes.hit(`${outcome} on ${from}`);
  }

  #accessed(event: RegisterEvent, block: Block | undefined): void {
    if (event.op === 'submit') {
      const { commands, result } = event;
      if (result?.error === 'illegal' && (result.consumed + 1) * COMMAND_BYTES <= commands.length)
        this.#ended(commandWords(commands, result.consumed * COMMAND_BYTES), 'own queue', 'rejected');
      return;
    }
    if (event.op === 'interrupt' || block === undefined || event.value === undefined) return;
    const told = block.index.at(event.offset, event.width);
    // Nearly all accesses are of registers that say nothing here.
    if (told === undefined) return;
    if (event.op === 'write') note(block, told, event.value);
    else if (told.kind === 'consumer' && event.value !== 0n) this.#consumed(block, told, event.value);
  }

  /** An error in CONS_INDX: the command at RD is the one that was rejected. */
  #consumed(block: Block, { vintf, vcmdq }: Told, value: bigint): void {
    const base = block.bases.get(vcmdq);
    if (base === undefined) return;
    const queue = block.queueOf(vintf);
    const error = Number(extract(value, ERR));
    const [name = ''] = Object.entries(COMMAND_ERRORS).find(([, code]) => code === error) ?? [];
    this.#errors.hit(`${errorName(name)} on ${queue}`);
    if (error !== COMMAND_ERRORS.ILL_OPCODE && error !== COMMAND_ERRORS.ILL_ACCESS) return;
    const entry = extract(value, RD) & ((1n << extract(base, LOG2SIZE)) - 1n);
    const words = block.fetched.get(extract(base, ADDR) + entry * BigInt(COMMAND_BYTES));
    if (words !== undefined) this.#ended(words, queue, 'rejected');
  }

  #outcomeBin(opcode: number, name: string, queue: Queue, outcome: (typeof OUTCOMES)[number]): number {
    const key = (opcode * QUEUES.length + QUEUES.indexOf(queue)) * OUTCOMES.length + OUTCOMES.indexOf(outcome);
    const known = this.#outcomeBins.get(key);
    if (known !== undefined) return known;
    const found = this.#commands.position(outcomeBin(name, queue, outcome));
    this.#outcomeBins.set(key, found);
    return found;
  }

  #ended(words: CommandWords, queue: Queue, outcome: (typeof OUTCOMES)[number]): void {
    const name = definitionOf(words)?.name;
    this.#commands.hitAt(this.#outcomeBin(opcodeOf(words), name ?? UNDEFINED, queue, outcome));
    if (name !== 'CMD_SYNC' || CS === undefined) return;
    const signal = getField(words, CS);
    const [signalName] = Object.entries(SYNC_SIGNALS).find(([, code]) => code === signal) ?? [];
    this.#signals.hit(`${signalName} on ${queue}`);
  }
}

function toldBy({ geometry: { lvcmdqs } }: RegisterMap, register: Register): Told | undefined {
  const { definition, place } = register;
  if (place.kind === 'global') return undefined;
  if (place.kind === 'vintf') return definition.name === 'CONFIG' ? { register, vintf: place.vintf, vcmdq: -1, kind: 'vintf' } : undefined;
  // vCMDQs belong to VINTFs as the host driver maps them (PHYS-05).
  const vcmdq = place.kind === 'direct' ? place.slot : place.vintf * lvcmdqs + place.slot;
  const vintf = Math.floor(vcmdq / lvcmdqs);
  if (definition.name === 'BASE') return { register, vintf, vcmdq, kind: 'base' };
  return definition.name === 'CONS_INDX' ? { register, vintf, vcmdq, kind: 'consumer' } : undefined;
}

function note(block: Block, { kind, register: { half }, vcmdq, vintf }: Told, value: bigint): void {
  if (kind === 'vintf') block.vintfs.set(vintf, value);
  else if (kind === 'base') {
    const old = block.bases.get(vcmdq) ?? 0n;
    block.bases.set(vcmdq, half === 'whole' ? value : half === 'low' ? (old & ~LOW_HALF) | value : (old & LOW_HALF) | (value << HALF_BITS));
  }
}

function fetch(event: MemoryEvent, block: Block | undefined): void {
  if (block === undefined || event.op !== 'read' || event.bytes === undefined || event.bytes === 'abort') return;
  for (let at = 0; at + COMMAND_BYTES <= event.bytes.length; at += COMMAND_BYTES)
    block.fetched.set(event.address + BigInt(at), commandWords(event.bytes, at));
}

/** Either outcome is accepted of these where a guest issues them (OQ-29). */
const EITHER: readonly string[] = ['TLBI_NH_ALL', 'TLBI_NH_VAA', 'TLBI_NSNH_ALL'];

function outcomeBin(name: string, queue: Queue, outcome: string): string {
  const told = queue === 'vCMDQ without HYP_OWN' && EITHER.includes(name) ? OUTCOMES.join(' or ') : outcome;
  return `${name} ${told} from ${queue}`;
}

function binsOf(name: string, queue: Queue): readonly string[] {
  // Whether the SMMU's own queue took a command is told by its submission, which scenarios answer as they like.
  const outcomes = queue === 'own queue' && name !== UNDEFINED && name !== 'CMD_SYNC' ? ['executed'] : OUTCOMES;
  return [...new Set(outcomes.map((outcome) => outcomeBin(name, queue, outcome)))];
}

/** Which of the two codes a rejected command raises is not published (OQ-28). */
function errorName(name: string): string {
  return name === 'ILL_OPCODE' || name === 'ILL_ACCESS' ? 'ILL_OPCODE or ILL_ACCESS' : name;
}
