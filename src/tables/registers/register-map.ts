import type { AccessWidth } from '../../ports';
import { extract, type Field, insert, type RegisterDefinition } from './definition';
import { GLOBAL_REGISTERS, VCMDQ_PAGE0_REGISTERS, VCMDQ_PAGE1_REGISTERS, VINTF_REGISTERS } from './tables';

/** Distance of two vCMDQ slots inside a page, in bytes. */
export const SLOT_STRIDE = 0x80;
/** Size of each page of the region, in bytes. */
export const PAGE_BYTES = 0x10000;
/** Registers lie on words. */
const WORD_BYTES = 4;
/** Bytes of one VINTF block in the Config page. */
export const VINTF_STRIDE = 0x100;
/** First VINTF block in the Config page. */
export const VINTF_BASE = 0x1000;
/** Direct vCMDQ page 0. */
export const DIRECT_PAGE0 = 0x10000;
/** Direct vCMDQ page 1. */
export const DIRECT_PAGE1 = 0x20000;
/** Page 0 of VINTF 0; each further VINTF adds two pages. */
export const VINTF_PAGE0 = 0x30000;

/** The way to a register: the Config page, a direct vCMDQ page, or a VINTF's vCMDQ page. */
export type Place =
  | { readonly kind: 'global' }
  | { readonly kind: 'vintf'; readonly vintf: number }
  | { readonly kind: 'direct'; readonly page: 0 | 1; readonly slot: number }
  | { readonly kind: 'logical'; readonly page: 0 | 1; readonly vintf: number; readonly slot: number };

/** Which part of a 64-bit register a name or an offset reaches. */
export type Half = 'whole' | 'low' | 'high';

/** One register, or one half of a 64-bit register, at its offset. */
export interface Register {
  /** Unique name: `VINTF0_SID_MATCH_3`, `VCMDQ1_BASE_H`, `VINTF0_LVCMDQ0_PROD_INDX`. */
  readonly name: string;
  readonly offset: number;
  /** Bytes. */
  readonly size: 4 | 8;
  readonly place: Place;
  readonly definition: RegisterDefinition;
  /** Index in an array of registers; 0 otherwise. */
  readonly element: number;
  readonly half: Half;
  readonly fields: readonly Field[];
}

/** How many of each thing a region has. */
export interface Geometry {
  readonly vintfs: number;
  /** vCMDQs of the whole region: direct slots and CMDQ_ALLOC_MAP entries. */
  readonly vcmdqs: number;
  /** Logical vCMDQs of each VINTF. */
  readonly lvcmdqs: number;
  readonly sids: number;
}

/**
 * All registers of a CMDQ-V region, by name and by offset.
 *
 * A physical region has thousands of them, of which a run meets a few: they are made block by block, when first looked for.
 */
export class RegisterMap {
  readonly geometry: Geometry;
  readonly #blocks = new Map<number, Block>();
  /** Registers that were asked for by name. */
  readonly #named = new Map<string, Register>();
  #registers: readonly Register[] | undefined;

  constructor(geometry: Geometry) {
    this.geometry = geometry;
  }

  /** All of them. */
  get registers(): readonly Register[] {
    this.#registers ??= [...places(this.geometry)].flatMap((place) => this.#block(place).registers);
    return this.#registers;
  }

  /** The register called `name`; `undefined` if there is none. */
  named(name: string): Register | undefined {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const found = this.#find(name);
    // Names that are none may be many.
    if (found !== undefined) this.#named.set(name, found);
    return found;
  }

  #find(name: string): Register | undefined {
    const [, ofVintf, logical, direct] = /^(?:VINTF(\d+)_(?:LVCMDQ(\d+)_)?|VCMDQ(\d+)_)?/.exec(name) ?? [];
    const pages = ([0, 1] as const).map((page): Place => {
      if (direct !== undefined) return { kind: 'direct', page, slot: Number(direct) };
      if (ofVintf === undefined) return { kind: 'global' };
      const vintf = Number(ofVintf);
      return logical === undefined ? { kind: 'vintf', vintf } : { kind: 'logical', page, vintf, slot: Number(logical) };
    });
    for (const place of pages) {
      const found = this.#has(place) ? this.#block(place).byName.get(name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What an access of `width` bytes at `offset` names; an 8-byte access finds 64-bit registers first. */
  at(offset: number, width: AccessWidth): Register | undefined {
    const base = baseOf(offset);
    let block = this.#blocks.get(base);
    if (block === undefined) {
      const place = placeOf(base);
      if (place === undefined || !this.#has(place)) return undefined;
      block = this.#block(place);
    }
    // An offset between two words finds none.
    const word = (offset - base) / WORD_BYTES;
    return (width === 8 ? block.whole[word] : undefined) ?? block.byWord[word];
  }

  #has(place: Place): boolean {
    const { lvcmdqs, vcmdqs, vintfs } = this.geometry;
    if (place.kind === 'direct') return place.slot < vcmdqs;
    if (place.kind === 'logical') return place.vintf < vintfs && place.slot < lvcmdqs;
    return place.kind === 'global' || place.vintf < vintfs;
  }

  #block(place: Place): Block {
    const base = baseAt(place);
    const known = this.#blocks.get(base);
    if (known !== undefined) return known;
    const made = new Block(place, base, this.geometry);
    this.#blocks.set(base, made);
    return made;
  }
}

/** The registers of one place. */
class Block {
  readonly registers: readonly Register[];
  readonly byName: ReadonlyMap<string, Register>;
  /** 32-bit registers and halves by their word. */
  readonly byWord: (Register | undefined)[] = [];
  /** 64-bit registers by their first word. */
  readonly whole: (Register | undefined)[] = [];

  constructor(place: Place, base: number, geometry: Geometry) {
    this.registers = [...registersOf(place, base, geometry)];
    this.byName = new Map(this.registers.map((register) => [register.name, register]));
    for (const register of this.registers) {
      const words = register.half === 'whole' && register.size === 8 ? this.whole : this.byWord;
      words[(register.offset - base) / WORD_BYTES] = register;
    }
  }
}

/** All places of a region, in order. */
function* places({ vintfs, vcmdqs, lvcmdqs }: Geometry): Generator<Place> {
  yield { kind: 'global' };
  for (let vintf = 0; vintf < vintfs; vintf++) yield { kind: 'vintf', vintf };
  for (let slot = 0; slot < vcmdqs; slot++) for (const page of [0, 1] as const) yield { kind: 'direct', page, slot };
  for (let vintf = 0; vintf < vintfs; vintf++) {
    for (let slot = 0; slot < lvcmdqs; slot++) for (const page of [0, 1] as const) yield { kind: 'logical', page, vintf, slot };
  }
}

/** Offset at which the registers of a place begin. */
function baseAt(place: Place): number {
  if (place.kind === 'global') return 0;
  if (place.kind === 'vintf') return VINTF_BASE + place.vintf * VINTF_STRIDE;
  const page =
    place.kind === 'direct' ? (place.page === 0 ? DIRECT_PAGE0 : DIRECT_PAGE1) : vintfPage0(place.vintf) + place.page * PAGE_BYTES;
  return page + place.slot * SLOT_STRIDE;
}

/** Offset of the beginning of the place that an offset lies in. */
function baseOf(offset: number): number {
  if (offset < VINTF_BASE) return 0;
  const stride = offset < DIRECT_PAGE0 ? VINTF_STRIDE : SLOT_STRIDE;
  return offset - (offset % stride);
}

/** The place that begins at an offset; nothing before the region. */
function placeOf(base: number): Place | undefined {
  if (base === 0) return { kind: 'global' };
  if (base < DIRECT_PAGE0) return { kind: 'vintf', vintf: (base - VINTF_BASE) / VINTF_STRIDE };
  const slot = (base % PAGE_BYTES) / SLOT_STRIDE;
  if (base < VINTF_PAGE0) return { kind: 'direct', page: base < DIRECT_PAGE1 ? 0 : 1, slot };
  const pages = Math.floor((base - VINTF_PAGE0) / PAGE_BYTES);
  return { kind: 'logical', page: pages % 2 === 0 ? 0 : 1, vintf: Math.floor(pages / 2), slot };
}

/** Offset of page 0 of a VINTF. */
export function vintfPage0(vintf: number): number {
  return VINTF_PAGE0 + vintf * 2 * PAGE_BYTES;
}

/** The register's field called `name`. */
export function fieldNamed(register: Register, name: string): Field {
  const found = register.fields.find((candidate) => candidate.name === name);
  if (found === undefined) {
    const known = register.fields.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`${register.name} has no field ${name}; it has ${known}`);
  }
  return found;
}

/** A register value made of named fields; fields that are not named are 0. */
export function compose(register: Register, fields: Readonly<Record<string, bigint>>): bigint {
  return Object.entries(fields).reduce((value, [name, part]) => insert(value, fieldNamed(register, name), part), 0n);
}

/** A value with its fields by name, for people: `0x3 (ENABLE=1, VMID=1, HYP_OWN=0)`. */
export function decode(register: Register, value: bigint): string {
  const hex = `0x${value.toString(16)}`;
  if (register.fields.length === 0) return hex;
  const parts = register.fields.map((part) => `${part.name}=${show(extract(value, part))}`);
  return `${hex} (${parts.join(', ')})`;
}

function show(value: bigint): string {
  return value < 10n ? value.toString() : `0x${value.toString(16)}`;
}

function registersOf(place: Place, base: number, { sids, vcmdqs }: Geometry): Iterable<Register> {
  switch (place.kind) {
    case 'global':
      return block(GLOBAL_REGISTERS, '', base, place, { CMDQ_ALLOC_MAP: vcmdqs });
    case 'vintf':
      return block(VINTF_REGISTERS, `VINTF${place.vintf}_`, base, place, { SID_MATCH: sids, SID_REPLACE: sids });
    case 'direct':
      return block(vcmdqRegisters(place.page), `VCMDQ${place.slot}_`, base, place);
    case 'logical':
      return block(vcmdqRegisters(place.page), `VINTF${place.vintf}_LVCMDQ${place.slot}_`, base, place);
  }
}

function vcmdqRegisters(page: 0 | 1): readonly RegisterDefinition[] {
  return page === 0 ? VCMDQ_PAGE0_REGISTERS : VCMDQ_PAGE1_REGISTERS;
}

function* block(
  definitions: readonly RegisterDefinition[],
  prefix: string,
  base: number,
  place: Place,
  counts: Readonly<Record<string, number>> = {},
): Generator<Register> {
  for (const definition of definitions) {
    const count = counts[definition.name] ?? definition.count ?? 1;
    for (let element = 0; element < count; element++) {
      const suffix = definition.count === undefined ? '' : `_${element}`;
      const offset = base + definition.offset + element * (definition.width / 8);
      const name = `${prefix}${definition.name}${suffix}`;
      if (definition.width === 32) {
        yield { name, offset, size: 4, place, definition, element, half: 'whole', fields: definition.fields };
      } else {
        const [low, high] = halves(definition);
        yield { name, offset, size: 8, place, definition, element, half: 'whole', fields: definition.fields };
        yield { name: `${name}_L`, offset, size: 4, place, definition, element, half: 'low', fields: low };
        yield { name: `${name}_H`, offset: offset + 4, size: 4, place, definition, element, half: 'high', fields: high };
      }
    }
  }
}

const knownHalves = new WeakMap<RegisterDefinition, readonly [low: readonly Field[], high: readonly Field[]]>();

/** The fields of both halves of a 64-bit register; a block has the same ones thousands of times. */
function halves(definition: RegisterDefinition): readonly [low: readonly Field[], high: readonly Field[]] {
  const known = knownHalves.get(definition);
  if (known !== undefined) return known;
  const found = [halfFields(definition.fields, 0), halfFields(definition.fields, 32)] as const;
  knownHalves.set(definition, found);
  return found;
}

function halfFields(fields: readonly Field[], from: 0 | 32): readonly Field[] {
  return fields
    .filter((part) => part.high >= from && part.low < from + 32)
    .map((part) => ({ ...part, high: Math.min(part.high, from + 31) - from, low: Math.max(part.low, from) - from }));
}
