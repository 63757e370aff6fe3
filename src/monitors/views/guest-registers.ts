import type { GuestEvent } from '../../machine/log';
import type { AccessWidth } from '../../ports';
import { extract, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';

const LOW_HALF = 0xffff_ffffn;
const WORD_BITS = 32n;

/**
 * The registers of a guest's block as its own writes left them. In a log that begins in the middle nothing is known of one until it
 * is written, or the block is reset.
 */
export class GuestRegisters {
  readonly #values = new Map<string, bigint>();
  /** Halves of 64-bit registers whose other half is not known. */
  readonly #halves = new Map<string, { readonly half: 'low' | 'high'; readonly value: bigint }>();
  /** Registers that a VMM may have left as they were when they were written. */
  readonly #doubtful = new Set<string>();
  /** Whether what was never written has its value after reset. */
  #whole: boolean;

  constructor({ whole = true }: { readonly whole?: boolean } = {}) {
    this.#whole = whole;
  }

  /** What an access of the guest reaches, if it is one that the device takes: of 4 bytes, or of 8 on a 64-bit register. */
  static reached(offset: number, width: AccessWidth): Register | undefined {
    const register = GUEST_MAP.at(offset, width);
    return register?.size === width && register.offset === offset ? register : undefined;
  }

  /** What the guest wrote last, or the value after reset; of a vCMDQ the same through either aperture. Nothing where that is not known. */
  value(register: Register): bigint | undefined {
    const { half } = register;
    const whole = this.#value(nameOf(register), register);
    if (whole === undefined || half === 'whole') return whole;
    return half === 'low' ? whole & LOW_HALF : whole >> WORD_BITS;
  }

  /** A field of the register called `name`; nothing where that is not known. */
  field(name: string, field: string): bigint | undefined {
    const register = GUEST_MAP.named(name);
    if (register === undefined) throw new RangeError(`a guest has no register ${name}`);
    const value = this.value(register);
    return value === undefined ? undefined : extract(value, fieldNamed(register, field));
  }

  /** The guest did something. */
  see(event: GuestEvent): void {
    if (event.op === 'reset') {
      this.#forget();
      this.#whole = true;
    }
    if (event.op !== 'write') return;
    const register = GuestRegisters.reached(event.offset, event.width);
    if (register === undefined || register.definition.access === 'RO') return;
    const name = nameOf(register);
    const { half } = register;
    const { value } = event;
    if (this.#mayBeIgnored(register)) {
      this.#values.delete(name);
      this.#halves.delete(name);
      this.#doubtful.add(name);
      return;
    }
    if (half === 'whole') {
      this.#set(name, value);
      return;
    }
    const old = this.#value(name, register) ?? this.#otherHalf(name, half, value);
    if (old === undefined) return;
    this.#set(name, half === 'low' ? (old & ~LOW_HALF) | value : (old & LOW_HALF) | (value << WORD_BITS));
  }

  #set(name: string, value: bigint): void {
    this.#values.set(name, value);
    this.#doubtful.delete(name);
  }

  /** BASE while its queue is enabled (WR-11). */
  #mayBeIgnored({ definition, place }: Register): boolean {
    if (definition.name !== 'BASE' || (place.kind !== 'direct' && place.kind !== 'logical')) return false;
    return this.field(`VCMDQ${place.slot}_CONFIG`, 'CMDQ_EN') === 1n;
  }

  copy(): GuestRegisters {
    const copy = new GuestRegisters({ whole: this.#whole });
    for (const [name, value] of this.#values) copy.#values.set(name, value);
    for (const [name, half] of this.#halves) copy.#halves.set(name, half);
    for (const name of this.#doubtful) copy.#doubtful.add(name);
    return copy;
  }

  /** Part of the log is missing: what the guest wrote there nobody knows. */
  lose(): void {
    this.#forget();
    this.#whole = false;
  }

  #forget(): void {
    this.#values.clear();
    this.#halves.clear();
    this.#doubtful.clear();
  }

  #value(name: string, { definition }: Register): bigint | undefined {
    return this.#values.get(name) ?? (this.#whole && !this.#doubtful.has(name) ? (definition.reset ?? 0n) : undefined);
  }

  /** The half beside one that is written, in its place; nothing while that is not known. */
  #otherHalf(name: string, half: 'low' | 'high', value: bigint): bigint | undefined {
    const known = this.#halves.get(name);
    if (known !== undefined && known.half !== half) {
      this.#halves.delete(name);
      return known.half === 'low' ? known.value : known.value << WORD_BITS;
    }
    this.#halves.set(name, { half, value });
    return undefined;
  }
}

const names = new Map<Register, string>();

/** Name of what a register is, through whichever aperture. */
export function nameOf(register: Register): string {
  let name = names.get(register);
  if (name === undefined) {
    name = nameIn(register);
    names.set(register, name);
  }
  return name;
}

function nameIn({ definition, element, place }: Register): string {
  if (place.kind === 'direct' || place.kind === 'logical') return `VCMDQ${place.slot}_${definition.name}`;
  return `${place.kind}_${definition.name}_${element}`;
}
