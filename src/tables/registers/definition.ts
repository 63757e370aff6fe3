/** A bit field of a register; both ends inclusive. */
export interface Field {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  /** The field holds address bits at their own position: its value is the address. */
  readonly inPlace?: true;
}

/** Who may change a register by writing to it. */
export type Access = 'RW' | 'RO';

/** One row of the register table: a register, or an array of them, inside its block. */
export interface RegisterDefinition {
  /** Name inside the block, without array index: `SID_MATCH`. */
  readonly name: string;
  /** Offset of the first element in its block, in bytes. */
  readonly offset: number;
  /** Bits; a 64-bit register can also be reached as `NAME_L` and `NAME_H`. */
  readonly width: 32 | 64;
  readonly access: Access;
  readonly fields: readonly Field[];
  /** Elements of an array; their distance is the register's own size. */
  readonly count?: number;
  /** Value in the guest's view after reset; 0 unless told. */
  readonly reset?: bigint;
}

/** The field called `name` of a register in a table. */
export function fieldIn(table: readonly RegisterDefinition[], register: string, name: string): Field {
  const found = table.find((row) => row.name === register)?.fields.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`no field ${register}.${name}`);
  return found;
}

/** Declares a field from its bit positions, as the documents write them: `field('WR', 19, 0)`. */
export function field(name: string, high: number, low: number = high): Field {
  return { name, high, low };
}

/** Declares a field of address bits: `address('ADDR', 47, 5)`. */
export function address(name: string, high: number, low: number): Field {
  return { name, high, low, inPlace: true };
}

/** The field's value inside a register value. */
export function extract(value: bigint, { high, low, inPlace }: Field): bigint {
  const bits = (value >> BigInt(low)) & fieldMask(high - low + 1);
  return inPlace ? bits << BigInt(low) : bits;
}

/** `value` with the field replaced; bits of `part` that do not fit are an error. */
export function insert(value: bigint, { name, high, low, inPlace }: Field, part: bigint): bigint {
  const mask = fieldMask(high - low + 1);
  const bits = inPlace ? part >> BigInt(low) : part;
  if (bits < 0n || bits > mask || (inPlace && bits << BigInt(low) !== part)) {
    throw new RangeError(`${name} [${high}:${low}] cannot hold 0x${part.toString(16)}`);
  }
  return (value & ~(mask << BigInt(low))) | (bits << BigInt(low));
}

/** Masks by how many bits they have: every access of a run asks for some. */
const MASKS: readonly bigint[] = Array.from({ length: 65 }, (_, bits) => (1n << BigInt(bits)) - 1n);

function fieldMask(bits: number): bigint {
  return MASKS[bits] ?? (1n << BigInt(bits)) - 1n;
}
