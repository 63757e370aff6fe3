import type { CommandEvent, MemoryEvent, Operation } from '../../machine/log';
import { COMMAND_BYTES, type CommandWords } from '../../tables/commands';
import { extract, fieldIn, type Register, VCMDQ_PAGE0_REGISTERS, VCMDQ_PAGE1_REGISTERS } from '../../tables/registers';
import { DrainingVintfs } from './draining-vintfs';
import type { PhysicalBlock } from './physical-block';

const WORD_BITS = 32n;
const RD = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'RD');
const ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'ERR');
const WR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'PROD_INDX', 'WR');
const CMDQ_EN = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONFIG', 'CMDQ_EN');
const CMDQ_ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'GERROR', 'CMDQ_ERR');
const LOG2SIZE = fieldIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'LOG2SIZE');
const ADDR = fieldIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'ADDR');
/** Index and wrap bit share RD. */
const LARGEST_LOG2SIZE = RD.high - RD.low;
/** Words that are remembered: hardware may fetch some ahead. */
const REMEMBERED = 8192;
const WORD_BYTES = COMMAND_BYTES / 2;

/** Where a vCMDQ is between its memory and the SMMU. */
interface Place {
  /** Index, with its wrap bit, of the command that is executed next. */
  next: number;
  /** What was written to PROD_INDX, if that is no further than a queue of its size can be. */
  end: number | undefined;
  /** It was enabled since CONS_INDX was written. */
  ran: boolean;
  /** A command of it was executed since. */
  executed: boolean;
  /** RD as it was read last, or written before that; nothing where it may have become another since. */
  told: number | undefined;
}

/** Where RD may be. */
export interface Advance {
  /** What it was. */
  readonly from: number;
  /** As far as PROD_INDX was written last, for RD may pass a command before that is executed (CQ-06); or behind what was executed, if that is further. */
  readonly to: number;
}

/** The vCMDQs of a block: what was fetched for them, how far they are, and which of them an error has stopped. */
export class CommandQueues {
  /** The VINTFs that commands may still come from. */
  readonly vintfs: DrainingVintfs;
  readonly #block: PhysicalBlock;
  /** What was never written is as nothing had happened before the log. */
  readonly #whole: boolean;
  readonly #places = new Map<number, Place>();
  readonly #stopped = new Set<number>();
  /** CMDQ_ERR of GERROR as it was read last, since GERRORN was written. */
  readonly #errors = new Map<number, bigint>();
  /** vCMDQs whose GERRORN was written with another value than GERROR was read before it: what differs now is no error of the hardware (GERR-04). */
  readonly #confused = new Set<number>();
  /** CMDQ_ERR of GERRORN as it was read, where the log does not tell what was written to it. */
  readonly #acknowledgements = new Map<number, bigint>();
  /** Of those, vCMDQs whose GERROR was no other: what differs later is an error of the hardware. */
  readonly #calm = new Set<number>();
  /** Those whose CONS_INDX was written with an error code, which is none of the hardware's. */
  readonly #forged = new Set<number>();
  /** Those whose ERR may be of an error from before CONS_INDX was written: it may be for the hardware alone to write. */
  readonly #stale = new Set<number>();
  /** Those that were ever enabled. */
  readonly #everEnabled = new Set<number>();
  /** Those that were enabled since BASE was written. */
  readonly #fetching = new Set<number>();
  /** Words that were fetched and not executed since, by address, for a command may be fetched in halves; not each log tells what they were. */
  readonly #fetched = new Map<bigint, bigint | undefined>();
  #fetches = false;

  constructor(block: PhysicalBlock, { whole }: { readonly whole: boolean }, vintfs = new DrainingVintfs(block, { whole })) {
    this.vintfs = vintfs;
    this.#block = block;
    this.#whole = whole;
  }

  /** Those of a copy of the block. */
  copy(block: PhysicalBlock): CommandQueues {
    const copy = new CommandQueues(block, { whole: this.#whole }, this.vintfs.copy(block));
    for (const [queue, place] of this.#places) copy.#places.set(queue, { ...place });
    for (const queue of this.#stopped) copy.#stopped.add(queue);
    for (const [queue, error] of this.#errors) copy.#errors.set(queue, error);
    for (const queue of this.#confused) copy.#confused.add(queue);
    for (const [queue, read] of this.#acknowledgements) copy.#acknowledgements.set(queue, read);
    for (const queue of this.#calm) copy.#calm.add(queue);
    for (const queue of this.#forged) copy.#forged.add(queue);
    for (const queue of this.#stale) copy.#stale.add(queue);
    for (const queue of this.#everEnabled) copy.#everEnabled.add(queue);
    for (const queue of this.#fetching) copy.#fetching.add(queue);
    for (const [address, word] of this.#fetched) copy.#fetched.set(address, word);
    copy.#fetches = this.#fetches;
    return copy;
  }

  /** Whether the log shows what the hardware fetches for a vCMDQ: of memory that another one has, too, it is not known for which. */
  knowsEntries(queue: number): boolean {
    return this.#fetches && this.#sharers(queue).length === 0;
  }

  /** GERROR was read with CMDQ_ERR active, and nothing was done about it since. */
  isStopped(queue: number): boolean {
    return this.#stopped.has(queue);
  }

  /** Index, with its wrap bit, of the command that is executed next; nothing where that is not known. */
  next(queue: number): number | undefined {
    return this.#placeOf(queue)?.next;
  }

  /** As {@link next}, of the first that is not there yet. */
  end(queue: number): number | undefined {
    return this.#placeOf(queue)?.end;
  }

  /** Whether a command was executed since CONS_INDX was written: then its VINTF was on. */
  hasExecuted(queue: number): boolean {
    return this.#placeOf(queue)?.executed === true;
  }

  /** How many entries are between two indices. */
  distance(queue: number, from: number, to: number): number {
    return (to - from) & this.#mask(queue);
  }

  /** Entries of a queue. */
  size(queue: number): number {
    return 2 ** this.#log2size(queue);
  }

  /** How far RD may have come since it was told last; nothing where that is not known. */
  advance(queue: number): Advance | undefined {
    const { end, next, ran, told } = this.#placeOf(queue) ?? {};
    if (told === undefined || end === undefined || next === undefined || ran !== true || !this.#isEnabled(queue)) return undefined;
    const to = this.distance(queue, told, next) > this.distance(queue, told, end) ? next : end;
    return this.distance(queue, told, to) <= this.size(queue) ? { from: told, to } : undefined;
  }

  /** Whether the hardware has fetched the command for an index, and did not execute it since. */
  isFetched(queue: number, index: number): boolean {
    const address = this.#entryAddress(queue, index);
    return this.#fetched.has(address) && this.#fetched.has(address + BigInt(WORD_BYTES));
  }

  /** What the hardware fetched for an index and did not execute since; nothing where the log does not tell what it was, either. */
  commandAt(queue: number, index: number): CommandWords | undefined {
    const address = this.#entryAddress(queue, index);
    const word0 = this.#fetched.get(address);
    const word1 = this.#fetched.get(address + BigInt(WORD_BYTES));
    return word0 === undefined || word1 === undefined ? undefined : { word0, word1 };
  }

  /** A register access, before the block has seen it. */
  seeAccess(operation: Extract<Operation, { readonly port: 'registers' }>, register: Register | undefined): void {
    const { event, given } = operation;
    if (register === undefined || (event.op !== 'read' && event.op !== 'write')) return;
    const { definition, place } = register;
    if (place.kind === 'global') {
      if (event.op === 'write' && definition.name === 'CMDQ_ALLOC_MAP') this.#forget(register.element);
      return;
    }
    if (place.kind === 'vintf') {
      this.vintfs.seeAccess(operation, register);
      return;
    }
    const queue = this.#block.queueAt(register);
    if (queue === undefined) return;
    if (event.op === 'read' && definition.name === 'GERRORN') this.#acknowledgementRead(queue, given ? undefined : event.value);
    if (event.op === 'write' && this.#mayDrop(register)) this.#forget(queue);
    else if (event.op === 'write') this.#written(queue, register, event.value, event.width);
    else if (given || event.value === undefined) return;
    else if (definition.name === 'GERROR') this.#told(queue, event.value);
    else if (definition.name === 'CONS_INDX') this.#shows(queue, Number(extract(event.value, RD)));
  }

  /** While CMDQV_EN is 0 the hardware may drop what is stored in direct page 0 (WR-18). */
  #mayDrop({ place }: Register): boolean {
    if (place.kind !== 'direct' || place.page !== 0) return false;
    return !this.#block.isEnabled;
  }

  /** A command reaches the SMMU. */
  seeCommand({ queue }: CommandEvent): void {
    if (queue.kind === 'smmu') return;
    const place = this.#placeOf(queue.index);
    if (place === undefined) {
      this.#places.delete(queue.index);
      return;
    }
    // It is in its place again only when it was fetched again.
    const address = this.#entryAddress(queue.index, place.next);
    this.#fetched.delete(address);
    this.#fetched.delete(address + BigInt(WORD_BYTES));
    place.next = (place.next + 1) & this.#mask(queue.index);
    place.executed = true;
  }

  /** The hardware reads host memory. */
  seeFetch(event: MemoryEvent): void {
    if (event.op !== 'read') return;
    this.#fetches = true;
    const { address, bytes, length } = event;
    if (bytes === 'abort') {
      // What it gave before says nothing any more.
      for (let at = 0; at + WORD_BYTES <= length; at += WORD_BYTES) this.#fetched.delete(address + BigInt(at));
      return;
    }
    const words = bytes === undefined ? undefined : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + WORD_BYTES <= (words?.byteLength ?? length); at += WORD_BYTES)
      this.#fetched.set(address + BigInt(at), words?.getBigUint64(at, true));
    if (this.#fetched.size <= 2 * REMEMBERED) return;
    let superfluous = REMEMBERED;
    for (const address of this.#fetched.keys()) {
      if (superfluous-- === 0) break;
      this.#fetched.delete(address);
    }
  }

  /** Nothing where the log does not tell how large the queue is: CONS_INDX may be written before BASE. */
  #placeOf(queue: number): Place | undefined {
    return this.#whole || this.#block.isWritten(this.#block.ofQueue(queue, 'BASE')) ? this.#places.get(queue) : undefined;
  }

  #written(queue: number, { definition }: Register, value: bigint, width: number): void {
    switch (definition.name) {
      case 'CONFIG':
        this.#stopped.delete(queue);
        this.#runs(queue, extract(value, CMDQ_EN) === 1n);
        break;
      case 'GERRORN':
        this.#acknowledged(queue, value);
        break;
      case 'GERROR':
        // A write of 8 bytes to GERROR is one of GERRORN, which is its upper half.
        if (width === 8) this.#acknowledged(queue, value >> WORD_BITS);
        break;
      case 'PROD_INDX':
        this.#ends(queue, value);
        break;
      case 'CONS_INDX':
        this.#starts(queue, value);
        // PROD_INDX is its upper half.
        if (width === 8) this.#ends(queue, value >> WORD_BITS);
        break;
      case 'BASE':
        this.#moves(queue);
        break;
      default:
    }
  }

  #moves(queue: number): void {
    const place = this.#places.get(queue);
    // What was fetched for it may stand in the place of their commands.
    if (this.#fetching.has(queue)) for (const other of this.#sharers(queue)) this.#places.delete(other);
    this.#fetching.delete(queue);
    // Under a queue that runs nobody knows from when on it counts (CQ-13), and what failed before it lay elsewhere.
    if (place?.ran === true) this.#places.delete(queue);
    // What PROD_INDX was written with was meant for another size.
    else if (place !== undefined) place.end = undefined;
  }

  #starts(queue: number, value: bigint): void {
    this.#stopped.delete(queue);
    if (extract(value, ERR) === 0n) this.#forged.delete(queue);
    else this.#forged.add(queue);
    if (this.#everEnabled.has(queue)) this.#stale.add(queue);
    if (this.#isEnabled(queue)) this.#places.delete(queue);
    else {
      const next = Number(extract(value, RD));
      this.#places.set(queue, { next, end: undefined, ran: false, executed: false, told: next });
    }
  }

  #runs(queue: number, isEnabled: boolean): void {
    const place = this.#places.get(queue);
    // What a queue that is switched off and on shows meanwhile nobody says.
    if (place?.ran === true) place.told = undefined;
    if (!isEnabled) return;
    this.#fetching.add(queue);
    this.#everEnabled.add(queue);
    if (place !== undefined) place.ran = true;
  }

  #ends(queue: number, value: bigint): void {
    const place = this.#placeOf(queue);
    if (place === undefined) return;
    const end = Number(extract(value, WR));
    place.end = this.distance(queue, place.next, end) <= this.size(queue) && end <= this.#mask(queue) ? end : undefined;
  }

  /** RD is read. */
  #shows(queue: number, rd: number): void {
    const place = this.#places.get(queue);
    if (place !== undefined) place.told = rd;
  }

  #acknowledged(queue: number, value: bigint): void {
    const error = this.#errors.get(queue);
    // GERRORN is what it was, and the error as active as before (GERR-02).
    if (this.#stopped.has(queue) && error !== extract(value, CMDQ_ERR)) return;
    this.#stopped.delete(queue);
    // It counts for one acknowledgement: of what happened since, nothing is known.
    this.#errors.delete(queue);
    if (error === extract(value, CMDQ_ERR)) {
      this.#confused.delete(queue);
      this.#stale.delete(queue);
    } else this.#confused.add(queue);
  }

  #told(queue: number, value: bigint): void {
    this.#errors.set(queue, extract(value, CMDQ_ERR));
    const acknowledged = this.#acknowledgement(queue);
    if (acknowledged === undefined) return;
    const isActive = extract(value, CMDQ_ERR) !== acknowledged;
    // Whether it ran is known from then on.
    if (!isActive && this.#block.isWritten(this.#block.ofQueue(queue, 'CONFIG'))) this.#calm.add(queue);
    if (isActive && !this.#knows(queue) && !this.#calm.has(queue)) return;
    if (!isActive) this.#stale.delete(queue);
    const isUnclear = this.#confused.has(queue) || this.#forged.has(queue) || this.#stale.has(queue);
    if (isActive && !isUnclear) this.#stopped.add(queue);
    else this.#stopped.delete(queue);
  }

  /** CMDQ_ERR of GERRORN; nothing where that is not known. */
  #acknowledgement(queue: number): bigint | undefined {
    if (!this.#knows(queue)) return this.#acknowledgements.get(queue);
    return extract(this.#block.value(this.#block.ofQueue(queue, 'GERRORN')), CMDQ_ERR);
  }

  #knows(queue: number): boolean {
    return this.#whole || this.#block.isWritten(this.#block.ofQueue(queue, 'GERRORN'));
  }

  #acknowledgementRead(queue: number, value: bigint | undefined): void {
    if (this.#knows(queue)) return;
    this.#calm.delete(queue);
    if (value === undefined) this.#acknowledgements.delete(queue);
    else this.#acknowledgements.set(queue, extract(value, CMDQ_ERR));
  }

  /** A vCMDQ that is mapped anew may be as out of reset. */
  #forget(queue: number): void {
    this.#stopped.delete(queue);
    this.#errors.delete(queue);
    this.#confused.delete(queue);
    this.#acknowledgements.delete(queue);
    this.#calm.delete(queue);
    this.#places.delete(queue);
  }

  #isEnabled(queue: number): boolean {
    return this.#block.isSet(this.#block.ofQueue(queue, 'CONFIG'), 1 << CMDQ_EN.low);
  }

  #entryAddress(queue: number, index: number): bigint {
    return extract(this.#base(queue), ADDR) + BigInt((index & (this.size(queue) - 1)) * COMMAND_BYTES);
  }

  #base(queue: number): bigint {
    return this.#block.value(this.#block.ofQueue(queue, 'BASE'));
  }

  /** Other vCMDQs that ran on the same memory, in part. */
  #sharers(queue: number): readonly number[] {
    const own = this.#memory(queue);
    return [...this.#fetching].filter((other) => {
      const { end, start } = this.#memory(other);
      return other !== queue && start < own.end && own.start < end;
    });
  }

  #memory(queue: number): { readonly start: bigint; readonly end: bigint } {
    const start = extract(this.#base(queue), ADDR);
    return { start, end: start + BigInt(this.size(queue) * COMMAND_BYTES) };
  }

  #log2size(queue: number): number {
    return Math.min(Number(extract(this.#base(queue), LOG2SIZE)), LARGEST_LOG2SIZE);
  }

  /** Index and wrap bit. */
  #mask(queue: number): number {
    return 2 ** (this.#log2size(queue) + 1) - 1;
  }
}
