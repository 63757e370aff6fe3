import type { RegisterEvent } from '../../machine/log';
import type { CmdqvDescription } from '../../ports';
import {
  DIRECT_PAGE0,
  extract,
  fieldNamed,
  type Geometry,
  physicalGeometry,
  physicalMap,
  type Register,
  type RegisterMap,
} from '../../tables/registers';

const WORD_BITS = 32n;
const WORD_BYTES = 4;

/** An entry of CMDQ_ALLOC_MAP. */
export interface Allocation {
  readonly alloc: boolean;
  readonly vintf: number;
  readonly lvcmdq: number;
}

/** A physical block as the writes that reached it left it. */
export class PhysicalBlock {
  readonly geometry: Geometry;
  readonly #map: RegisterMap;
  /** 32-bit words by their offset; those of a vCMDQ by its own, whichever page they were written through. */
  readonly #words = new Map<number, number>();
  /** Offset of CMDQ_ALLOC_MAP. */
  readonly #allocMap: number;
  /** SID_MATCH of each VINTF by its slots, of those that were asked for. */
  readonly #matches = new Map<number, readonly Register[]>();
  /** vCMDQs by the slot of a VINTF that they are mapped to. */
  readonly #slots = new Map<number, number>();

  constructor(description: CmdqvDescription) {
    this.geometry = physicalGeometry(description);
    this.#map = physicalMap(description);
    this.#allocMap = this.register('CMDQ_ALLOC_MAP_0').offset;
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

  /** SID_MATCH of a VINTF, by slot. */
  matchesOf(vintf: number): readonly Register[] {
    const known = this.#matches.get(vintf);
    if (known !== undefined) return known;
    const { offset } = this.register(`VINTF${vintf}_SID_MATCH_0`);
    const made = Array.from({ length: this.geometry.sids }, (_, slot) => this.#map.at(offset + slot * WORD_BYTES, 4)).filter(
      (match) => match !== undefined,
    );
    this.#matches.set(vintf, made);
    return made;
  }

  /** Whether anything was written to a register. */
  isWritten(register: Register): boolean {
    const at = this.#wordAt(register);
    return at !== undefined && this.#words.has(at);
  }

  /** What was last written to a register; 0 before anything was. */
  value(register: Register): bigint {
    const at = this.#wordAt(register);
    if (at === undefined) return 0n;
    const low = BigInt(this.#words.get(at) ?? 0);
    return register.size === 8 ? low | (BigInt(this.#words.get(at + WORD_BYTES) ?? 0) << WORD_BITS) : low;
  }

  /** Whether any bit of a mask is set in what was last written to the low word of a register. */
  isSet(register: Register, mask: number): boolean {
    const at = this.#wordAt(register);
    return at !== undefined && ((this.#words.get(at) ?? 0) & mask) !== 0;
  }

  /** What was last written to the register called `name`. */
  valueOf(name: string): bigint {
    return this.value(this.register(name));
  }

  /** A field of the register called `name`, as last written. */
  fieldOf(name: string, field: string): bigint {
    const register = this.register(name);
    return extract(this.value(register), fieldNamed(register, field));
  }

  /** The entry of a vCMDQ in CMDQ_ALLOC_MAP. */
  allocation(queue: number): Allocation {
    const entry = this.#entry(queue);
    const value = this.value(entry);
    const of = (name: string) => Number(extract(value, fieldNamed(entry, name)));
    return { alloc: of('ALLOC') === 1, vintf: of('VIRT_INTF_INDX'), lvcmdq: of('LVCMDQ') };
  }

  /** Whether a vCMDQ is mapped. */
  isMapped(queue: number): boolean {
    return this.isSet(this.#entry(queue), 1);
  }

  /** Number of the vCMDQ that a slot of a direct page or of a VINTF's page is; a VINTF's may have none. */
  queueAt({ place }: Register): number | undefined {
    if (place.kind === 'direct') return place.slot;
    return place.kind === 'logical' ? this.#slots.get(place.vintf * this.geometry.lvcmdqs + place.slot) : undefined;
  }

  /** Something crossed the register port. */
  see(event: RegisterEvent): void {
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
    if (width === 8) this.#words.set(at + WORD_BYTES, Number(value >> WORD_BITS));
    else if (this.#isAllocation(at) && ((low | (this.#words.get(at) ?? 0)) & 1) === 1) this.#place(at, value);
    this.#words.set(at, low);
  }

  #isAllocation(offset: number): boolean {
    return offset >= this.#allocMap && offset < this.#allocMap + this.geometry.vcmdqs * WORD_BYTES;
  }

  /** A vCMDQ is mapped to a slot, or is not any more. */
  #place(offset: number, value: bigint): void {
    const queue = (offset - this.#allocMap) / WORD_BYTES;
    for (const [slot, mapped] of this.#slots) if (mapped === queue) this.#slots.delete(slot);
    if ((value & 1n) === 0n) return;
    const register = this.#entry(queue);
    const of = (name: string) => Number(extract(value, fieldNamed(register, name)));
    this.#slots.set(of('VIRT_INTF_INDX') * this.geometry.lvcmdqs + of('LVCMDQ'), queue);
  }

  /** A vCMDQ's register in CMDQ_ALLOC_MAP. */
  #entry(queue: number): Register {
    return this.#map.at(this.#allocMap + queue * WORD_BYTES, WORD_BYTES) ?? this.register(`CMDQ_ALLOC_MAP_${queue}`);
  }

  /** Where a register's first word is kept. */
  #wordAt(register: Register): number | undefined {
    const { definition, half, offset, place } = register;
    if (place.kind !== 'direct' && place.kind !== 'logical') return offset;
    const queue = this.queueAt(register);
    if (queue === undefined) return undefined;
    return this.register(`VCMDQ${queue}_${definition.name}`).offset + (half === 'high' ? WORD_BYTES : 0);
  }
}
