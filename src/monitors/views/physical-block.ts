import type { RegisterEvent } from '../../machine/log';
import type { CmdqvDescription } from '../../ports';
import {
  DIRECT_PAGE0,
  DIRECT_PAGE1,
  extract,
  fieldIn,
  fieldNamed,
  type Geometry,
  GLOBAL_REGISTERS,
  physicalGeometry,
  physicalMap,
  type Register,
  type RegisterDefinition,
  type RegisterMap,
  SLOT_STRIDE,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
  VINTF_BASE,
  VINTF_STRIDE,
} from '../../tables/registers';
import type { IdleWrites } from '../idle-writes';
import { Words } from './words';

const WORD_BITS = 32n;
const WORD_BYTES = 4;

/** An entry of CMDQ_ALLOC_MAP. */
export interface Allocation {
  readonly alloc: boolean;
  readonly vintf: number;
  readonly lvcmdq: number;
}

/** The first and the last operation that cleared a register. */
export interface Clearing {
  readonly first: number;
  readonly last: number;
}

/** Reads a field of CMDQ_ALLOC_MAP out of a number: a boot writes hundreds of them. */
function reader(field: string): (entry: number) => number {
  const { high, low } = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', field);
  const mask = 2 ** (high - low + 1) - 1;
  return (entry) => (entry >>> low) & mask;
}

const [alloc, vintf, lvcmdq] = [reader('ALLOC'), reader('VIRT_INTF_INDX'), reader('LVCMDQ')] as const;

/** What an entry of CMDQ_ALLOC_MAP says. */
export function allocationIn(entry: number): Allocation {
  return { alloc: alloc(entry) === 1, vintf: vintf(entry), lvcmdq: lvcmdq(entry) };
}

/** Registers of a vCMDQ by name: where the one of vCMDQ 0 is, and its bytes. */
const IN_SLOT: ReadonlyMap<string, { readonly offset: number; readonly size: 4 | 8 }> = new Map([
  ...VCMDQ_PAGE0_REGISTERS.map((definition) => slotEntry(DIRECT_PAGE0, definition)),
  ...VCMDQ_PAGE1_REGISTERS.map((definition) => slotEntry(DIRECT_PAGE1, definition)),
]);

function slotEntry(page: number, { name, offset, width }: RegisterDefinition): [string, { readonly offset: number; readonly size: 4 | 8 }] {
  return [name, { offset: page + offset, size: width === 64 ? 8 : 4 }];
}

function inSlot(name: string): { readonly offset: number; readonly size: 4 | 8 } {
  const found = IN_SLOT.get(name);
  if (found === undefined) throw new RangeError(`a vCMDQ has no register ${name}`);
  return found;
}

/** Where the registers of a block are. */
export interface BlockLayout {
  readonly geometry: Geometry;
  readonly map: RegisterMap;
  readonly idle: IdleWrites;
  /** 32-bit words of its Config page. */
  readonly words: number;
  /** Offset of CMDQ_ALLOC_MAP. */
  readonly allocMap: number;
  /** Offsets of the first SID_MATCH and SID_REPLACE in the block of a VINTF. */
  readonly match: number;
  readonly replace: number;
}

/** The layout of a block; `idleIn` gives the writes that nobody has to be told of. */
export function blockLayout(description: CmdqvDescription, idleIn: (map: RegisterMap, words: number) => IdleWrites): BlockLayout {
  const map = physicalMap(description);
  const geometry = physicalGeometry(description);
  const words = (VINTF_BASE + geometry.vintfs * VINTF_STRIDE) / WORD_BYTES;
  const offsetOf = (name: string) => {
    const found = map.named(name);
    if (found === undefined) throw new RangeError(`the block has no register ${name}`);
    return found.offset;
  };
  return {
    geometry,
    map,
    idle: idleIn(map, words),
    words,
    allocMap: offsetOf('CMDQ_ALLOC_MAP_0'),
    match: offsetOf('VINTF0_SID_MATCH_0') - VINTF_BASE,
    replace: offsetOf('VINTF0_SID_REPLACE_0') - VINTF_BASE,
  };
}

/** A physical block as the writes that reached it left it. */
export class PhysicalBlock {
  readonly geometry: Geometry;
  readonly #layout: BlockLayout;
  readonly #map: RegisterMap;
  readonly #idle: IdleWrites;
  /** 32-bit words of the Config page, and by which operation each was written last, counted from 1. A boot writes hundreds. */
  readonly #config: Words;
  readonly #configuredBy: Words;
  /** Those of a vCMDQ by its own offset, whichever page they were written through. */
  readonly #words = new Map<number, number>();
  /** Operations that cleared a word of a vCMDQ since it held anything. */
  readonly #clearings = new Map<number, number[]>();
  /** Offset of CMDQ_ALLOC_MAP. */
  readonly #allocMap: number;
  /** Offsets of the first SID_MATCH and SID_REPLACE in the block of a VINTF. */
  readonly #match: number;
  readonly #replace: number;
  /** vCMDQs by the slot of a VINTF that they are mapped to. */
  readonly #slots = new Map<number, number>();

  /** Out of reset, or as another block is. */
  constructor(layout: BlockLayout, before?: PhysicalBlock) {
    this.#layout = layout;
    this.geometry = layout.geometry;
    this.#map = layout.map;
    this.#idle = layout.idle;
    this.#allocMap = layout.allocMap;
    this.#match = layout.match;
    this.#replace = layout.replace;
    this.#config = before === undefined ? new Words(layout.words) : before.#config.copy();
    this.#configuredBy = before === undefined ? new Words(layout.words) : before.#configuredBy.copy();
  }

  copy(): PhysicalBlock {
    const copy = new PhysicalBlock(this.#layout, this);
    for (const [offset, word] of this.#words) copy.#words.set(offset, word);
    for (const [offset, operations] of this.#clearings) copy.#clearings.set(offset, [...operations]);
    for (const [slot, queue] of this.#slots) copy.#slots.set(slot, queue);
    return copy;
  }

  /** What an access reaches. */
  reached({ offset, width }: { readonly offset: number; readonly width: 4 | 8 }): Register | undefined {
    return this.#map.at(offset, width);
  }

  /** The register called `name`. */
  register(name: string): Register {
    const found = this.#map.named(name);
    if (found === undefined) throw new RangeError(`the block has no register ${name}`);
    return found;
  }

  /** A register of a vCMDQ, by its name in the slot. */
  ofQueue(queue: number, name: string): Register {
    const { offset, size } = inSlot(name);
    return this.#at(offset + queue * SLOT_STRIDE, size);
  }

  /** CONFIG of a VINTF. */
  configOf(vintf: number): Register {
    return this.#ofVintf(vintf, 0);
  }

  /** A vCMDQ's register in CMDQ_ALLOC_MAP. */
  entryOf(queue: number): Register {
    return this.#at(this.#allocMap + queue * WORD_BYTES, WORD_BYTES);
  }

  /** SID_MATCH of a slot of a VINTF. */
  matchOf(vintf: number, slot: number): Register {
    return this.#ofVintf(vintf, this.#match + slot * WORD_BYTES);
  }

  /** SID_REPLACE of a slot of a VINTF. */
  replaceOf(vintf: number, slot: number): Register {
    return this.#ofVintf(vintf, this.#replace + slot * WORD_BYTES);
  }

  /** SID_MATCH of a VINTF, by slot. */
  *matchesOf(vintf: number): Iterable<Register> {
    for (let slot = 0; slot < this.geometry.sids; slot += 1) yield this.matchOf(vintf, slot);
  }

  /** SID_MATCH and SID_REPLACE of a VINTF. */
  *slotsOf(vintf: number): Iterable<Register> {
    for (const match of this.matchesOf(vintf)) {
      yield match;
      yield this.replaceOf(vintf, match.element);
    }
  }

  /** The physical stream that a VINTF replaces a virtual one by; nothing where not exactly one enabled slot is for it. */
  streamFor(vintf: number, virtual: bigint): bigint | undefined {
    const slots = [...this.matchesOf(vintf)].filter((match) => this.isSet(match, 1) && this.fieldOf(match, 'VIRT_SID') === virtual);
    const [slot] = slots;
    return slot === undefined || slots.length > 1 ? undefined : this.fieldOf(this.replaceOf(vintf, slot.element), 'PHYS_SID');
  }

  /** Whether CMDQV_EN is set, as it is out of reset: only a write tells that it is not. */
  get isEnabled(): boolean {
    const config = this.register('CMDQV_CONFIG');
    return !this.isWritten(config) || this.fieldOf(config, 'CMDQV_EN') === 1n;
  }

  /** The enabled slot of a VINTF whose SID_REPLACE holds a stream, if there is one. */
  slotOf(vintf: number, stream: bigint): Register | undefined {
    for (const match of this.matchesOf(vintf))
      if (this.isSet(match, 1) && this.value(this.replaceOf(vintf, match.element)) === stream) return match;
    return undefined;
  }

  /** Whether anything was written to a register. */
  isWritten(register: Register): boolean {
    const at = this.#wordAt(register);
    return (
      at !== undefined && (at / WORD_BYTES < this.#config.length ? this.#configuredBy.get(at / WORD_BYTES) !== 0 : this.#words.has(at))
    );
  }

  /** Whether a register of the Config page was written by an operation after `n`. */
  isWrittenAfter(n: number, { offset }: Register): boolean {
    return (this.#configuredBy.get(offset / WORD_BYTES) ?? 0) > n + 1;
  }

  /**
   * When a register of a vCMDQ was cleared for the first time after an operation, and for the last time, counting none before it last
   * held anything; nothing if not all of it was. One of 8 bytes may be cleared in halves.
   */
  clearedAfter(n: number, queue: number, name: string): Clearing | undefined {
    const { offset, size } = this.ofQueue(queue, name);
    const low = clearingIn(this.#clearings.get(offset), n);
    if (low === undefined || size === WORD_BYTES) return low;
    const high = clearingIn(this.#clearings.get(offset + WORD_BYTES), n);
    return high && { first: Math.max(low.first, high.first), last: Math.min(low.last, high.last) };
  }

  /** The VINTF, other than the host's, whose CONFIG an operation after `n` wrote last with ENABLE, if there is one. */
  enabledAfter(n: number): number | undefined {
    let found: number | undefined;
    let latest = n + 1;
    for (let vintf = 1; vintf < this.geometry.vintfs; vintf += 1) {
      const word = (VINTF_BASE + vintf * VINTF_STRIDE) / WORD_BYTES;
      const by = this.#configuredBy.get(word) ?? 0;
      if (by <= latest || ((this.#config.get(word) ?? 0) & 1) === 0) continue;
      latest = by;
      found = vintf;
    }
    return found;
  }

  /** vCMDQs that are mapped. */
  get mapped(): readonly number[] {
    const first = this.#allocMap / WORD_BYTES;
    const found: number[] = [];
    for (let queue = 0; queue < this.geometry.vcmdqs; queue += 1) if (alloc(this.#config.get(first + queue) ?? 0) === 1) found.push(queue);
    return found;
  }

  /** What was last written to a register; 0 before anything was. */
  value(register: Register): bigint {
    const at = this.#wordAt(register);
    if (at === undefined) return 0n;
    const low = BigInt(this.#word(at));
    return register.size === 8 ? low | (BigInt(this.#word(at + WORD_BYTES)) << WORD_BITS) : low;
  }

  /** Whether any bit of a mask is set in what was last written to the low word of a register. */
  isSet(register: Register, mask: number): boolean {
    const at = this.#wordAt(register);
    return at !== undefined && (this.#word(at) & mask) !== 0;
  }

  /** A field of a register, as last written. */
  fieldOf(register: Register, field: string): bigint {
    return extract(this.value(register), fieldNamed(register, field));
  }

  /** A field of CONFIG of a VINTF, as last written. */
  vintfField(vintf: number, field: string): bigint {
    // Hardware may tell of a VINTF that there is none of.
    return vintf < this.geometry.vintfs ? this.fieldOf(this.configOf(vintf), field) : 0n;
  }

  /** The entry of a vCMDQ in CMDQ_ALLOC_MAP. */
  allocation(queue: number): Allocation {
    return allocationIn(this.#word(this.entryOf(queue).offset));
  }

  /** Whether a vCMDQ is mapped. */
  isMapped(queue: number): boolean {
    return this.isSet(this.entryOf(queue), 1);
  }

  /** The VINTF that a vCMDQ is mapped to; that of the host if it is to none. */
  vintfOf(queue: number): number {
    return this.isMapped(queue) ? this.allocation(queue).vintf : 0;
  }

  /** The VINTF of a user that a write to the entry of a vCMDQ takes it from; that of the host if it takes it from none. */
  unmappedFrom(queue: number, value: bigint): number {
    // A boot unmaps what is not mapped, all of it.
    return (value & 1n) === 1n ? 0 : this.vintfOf(queue);
  }

  /** Number of the vCMDQ that a slot of a direct page or of a VINTF's page is; a VINTF's may have none. */
  queueAt({ place }: Register): number | undefined {
    if (place.kind === 'direct') return place.slot;
    return place.kind === 'logical' ? this.#slots.get(place.vintf * this.geometry.lvcmdqs + place.slot) : undefined;
  }

  /** Something crossed the register port, as operation `n`. */
  see(event: RegisterEvent, n: number): void {
    if (event.op !== 'write') return;
    const { offset, value, width } = event;
    let at = offset;
    if (offset >= DIRECT_PAGE0) {
      const register = this.#map.at(offset, width);
      const word = register === undefined ? undefined : this.#wordAt(register);
      // The hardware drops what is written to a slot that no vCMDQ is mapped to.
      if (word === undefined) return;
      at = word;
    }
    const low = Number(BigInt.asUintN(32, value));
    if (width === 8) this.#set(at + WORD_BYTES, Number(value >> WORD_BITS), n);
    else if (this.#isAllocation(at) && ((low | this.#word(at)) & 1) === 1) this.#place(at, low);
    this.#set(at, low, n);
  }

  /** Takes a write that leaves off what is off and that nobody asks for; false for all others, which are told and seen. */
  takesIdle({ offset, value, width }: Extract<RegisterEvent, { readonly op: 'write' }>, n: number): boolean {
    const word = offset / WORD_BYTES;
    const before = this.#config.get(word);
    if (width !== WORD_BYTES || before === undefined) return false;
    const after = Number(value);
    if (!this.#idle.covers(word, before, after)) return false;
    this.#set(offset, after, n);
    return true;
  }

  #ofVintf(vintf: number, offset: number): Register {
    return this.#at(VINTF_BASE + vintf * VINTF_STRIDE + offset, WORD_BYTES);
  }

  #at(offset: number, width: 4 | 8): Register {
    const found = this.#map.at(offset, width);
    if (found === undefined) throw new RangeError(`the block has no register at 0x${offset.toString(16)}`);
    return found;
  }

  #word(offset: number): number {
    return this.#config.get(offset / WORD_BYTES) ?? this.#words.get(offset) ?? 0;
  }

  #set(offset: number, value: number, n: number): void {
    const word = offset / WORD_BYTES;
    if (word >= this.#config.length || !Number.isInteger(word)) {
      this.#words.set(offset, value);
      this.#noteClearing(offset, value, n);
    } else {
      this.#config.set(word, value);
      this.#configuredBy.set(word, n + 1);
    }
  }

  #noteClearing(offset: number, value: number, n: number): void {
    if (value !== 0) {
      this.#clearings.delete(offset);
      return;
    }
    const known = this.#clearings.get(offset);
    if (known === undefined) this.#clearings.set(offset, [n]);
    else known.push(n);
  }

  #isAllocation(offset: number): boolean {
    return offset >= this.#allocMap && offset < this.#allocMap + this.geometry.vcmdqs * WORD_BYTES;
  }

  /** A vCMDQ is mapped to a slot, or is not any more. */
  #place(offset: number, value: number): void {
    const queue = (offset - this.#allocMap) / WORD_BYTES;
    for (const [slot, mapped] of this.#slots) if (mapped === queue) this.#slots.delete(slot);
    const { alloc, lvcmdq, vintf } = allocationIn(value);
    // A slot that no VINTF has is not the first of the next VINTF.
    if (alloc && lvcmdq < this.geometry.lvcmdqs) this.#slots.set(vintf * this.geometry.lvcmdqs + lvcmdq, queue);
  }

  /** Where a register's first word is kept. */
  #wordAt(register: Register): number | undefined {
    const { definition, half, offset, place } = register;
    if (place.kind !== 'direct' && place.kind !== 'logical') return offset;
    const queue = this.queueAt(register);
    if (queue === undefined) return undefined;
    return inSlot(definition.name).offset + queue * SLOT_STRIDE + (half === 'high' ? WORD_BYTES : 0);
  }
}

/** The first of some operations after `n`, and the last; nothing if there is none. */
function clearingIn(operations: readonly number[] | undefined, n: number): Clearing | undefined {
  const first = operations?.find((one) => one > n);
  const last = operations?.at(-1);
  return first === undefined || last === undefined ? undefined : { first, last };
}
