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

/** All registers of a CMDQ-V region, by name and by offset. */
export class RegisterMap {
  readonly geometry: Geometry;
  readonly registers: readonly Register[];
  readonly #byName = new Map<string, Register>();
  readonly #byOffset = new OffsetTable();
  readonly #whole = new OffsetTable();

  constructor(geometry: Geometry) {
    this.geometry = geometry;
    this.registers = [...enumerate(geometry)];
    for (const register of this.registers) {
      this.#byName.set(register.name, register);
      if (register.half === 'whole' && register.size === 8) this.#whole.set(register);
      else this.#byOffset.set(register);
    }
  }

  /** The register called `name`; `undefined` if there is none. */
  named(name: string): Register | undefined {
    return this.#byName.get(name);
  }

  /** What an access of `width` bytes at `offset` names; an 8-byte access finds 64-bit registers first. */
  at(offset: number, width: AccessWidth): Register | undefined {
    return (width === 8 ? this.#whole.get(offset) : undefined) ?? this.#byOffset.get(offset);
  }
}

/** Registers by offset: every access looks here, so pages and their words are arrays. */
class OffsetTable {
  readonly #pages: (Register | undefined)[][] = [];

  set(register: Register): void {
    const page = Math.floor(register.offset / PAGE_BYTES);
    const words = this.#pages[page] ?? [];
    words[(register.offset % PAGE_BYTES) / WORD_BYTES] = register;
    this.#pages[page] = words;
  }

  /** An offset between two words finds none. */
  get(offset: number): Register | undefined {
    return this.#pages[Math.floor(offset / PAGE_BYTES)]?.[(offset % PAGE_BYTES) / WORD_BYTES];
  }
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

function* enumerate({ vintfs, vcmdqs, lvcmdqs, sids }: Geometry): Generator<Register> {
  yield* block(GLOBAL_REGISTERS, '', 0, { kind: 'global' }, { CMDQ_ALLOC_MAP: vcmdqs });
  for (let vintf = 0; vintf < vintfs; vintf++) {
    const counts = { SID_MATCH: sids, SID_REPLACE: sids };
    yield* block(VINTF_REGISTERS, `VINTF${vintf}_`, VINTF_BASE + vintf * VINTF_STRIDE, { kind: 'vintf', vintf }, counts);
  }
  for (let slot = 0; slot < vcmdqs; slot++) {
    for (const page of [0, 1] as const) {
      const base = (page === 0 ? DIRECT_PAGE0 : DIRECT_PAGE1) + slot * SLOT_STRIDE;
      yield* block(vcmdqRegisters(page), `VCMDQ${slot}_`, base, { kind: 'direct', page, slot });
    }
  }
  for (let vintf = 0; vintf < vintfs; vintf++) {
    for (let slot = 0; slot < lvcmdqs; slot++) {
      for (const page of [0, 1] as const) {
        const base = vintfPage0(vintf) + page * PAGE_BYTES + slot * SLOT_STRIDE;
        yield* block(vcmdqRegisters(page), `VINTF${vintf}_LVCMDQ${slot}_`, base, { kind: 'logical', page, vintf, slot });
      }
    }
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
