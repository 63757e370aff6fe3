import type { Field, RegisterDefinition } from '../../src/tables/registers';

/** A bit field of a 32-bit register, or of the low half of a 64-bit one. */
export class RegisterField {
  readonly #low: number;
  /** Largest value that the field holds. */
  readonly limit: number;

  constructor({ high, low }: Field) {
    this.#low = low;
    this.limit = 2 ** (high - low + 1) - 1;
  }

  /** The field's value in a register value. */
  of(value: number): number {
    return ((value >>> this.#low) & this.limit) >>> 0;
  }

  /** Tells whether any bit of the field is set. */
  isSet(value: number): boolean {
    return this.of(value) !== 0;
  }

  /** The register value with the field replaced; what does not fit is cut off. */
  in(value: number, part: number): number {
    return ((value & ~(this.limit << this.#low)) | ((part & this.limit) << this.#low)) >>> 0;
  }
}

/** The row of a table that a register name stands for. */
export function definitionIn(table: readonly RegisterDefinition[], register: string): RegisterDefinition {
  const found = table.find((candidate) => candidate.name === register);
  if (found === undefined) throw new RangeError(`no register ${register}`);
  return found;
}

/** The positions of a field of a register in a table. */
export function positionIn(table: readonly RegisterDefinition[], register: string, name: string): Field {
  const found = definitionIn(table, register).fields.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(`${register} has no field ${name}`);
  return found;
}

/** A field of a register in a table. */
export function fieldIn(table: readonly RegisterDefinition[], register: string, name: string): RegisterField {
  return new RegisterField(positionIn(table, register, name));
}
