import type { Register } from '../../src/tables/registers';

/** Registers that a store sets going, or that the hardware changes by itself. */
const NOT_KEPT: ReadonlySet<string> = new Set(['PROD_INDX', 'CONS_INDX', 'CMDQV_CONFIG']);

/** What the 32-bit registers of a block hold that only software changes, by what crossed the register port: to store that again has no effect. */
export class HeldValues {
  readonly #values = new Map<string, { readonly register: Register; readonly value: bigint }>();

  /** Whether a store of `value` leaves the register as it is. */
  has(register: Register, value: bigint): boolean {
    if (register.size !== 4 || register.half !== 'whole' || NOT_KEPT.has(register.definition.name)) return false;
    // The Config page is all 0 out of reset; a vCMDQ may hold what its last owner left.
    return (this.#values.get(register.name)?.value ?? (isOfQueue(register) ? undefined : 0n)) === value;
  }

  see(op: 'read' | 'write', register: Register, value: bigint): void {
    if (op === 'write') this.#forget(register);
    if (op === 'write' || register.definition.access !== 'RO') this.#values.set(register.name, { register, value });
  }

  /** A vCMDQ is reached through two pages, and another one once CMDQ_ALLOC_MAP has changed. */
  #forget({ definition }: Register): void {
    for (const [name, { register }] of this.#values) {
      if (isOfQueue(register) && (definition.name === 'CMDQ_ALLOC_MAP' || definition.name === register.definition.name))
        this.#values.delete(name);
    }
  }
}

function isOfQueue({ place }: Register): boolean {
  return place.kind === 'direct' || place.kind === 'logical';
}
