import type { GuestEvent } from '../../machine/log';
import type { AccessWidth } from '../../ports';
import { extract, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';

const LOW_HALF = 0xffff_ffffn;
const WORD_BITS = 32n;

/** The registers of a guest's block as its own writes left them. */
export class GuestRegisters {
  readonly #values = new Map<string, bigint>();

  /** What an access of the guest reaches, if it is one that the device takes: of 4 bytes, or of 8 on a 64-bit register. */
  static reached(offset: number, width: AccessWidth): Register | undefined {
    const register = GUEST_MAP.at(offset, width);
    return register?.size === width && register.offset === offset ? register : undefined;
  }

  /** What the guest wrote last, or the value after reset; of a vCMDQ the same through either aperture. */
  value(register: Register): bigint {
    const { half, definition } = register;
    const whole = this.#values.get(nameOf(register)) ?? definition.reset ?? 0n;
    return half === 'low' ? whole & LOW_HALF : half === 'high' ? whole >> WORD_BITS : whole;
  }

  /** A field of the register called `name`. */
  field(name: string, field: string): bigint {
    const register = GUEST_MAP.named(name);
    if (register === undefined) throw new RangeError(`a guest has no register ${name}`);
    return extract(this.value(register), fieldNamed(register, field));
  }

  /** The guest did something. */
  see(event: GuestEvent): void {
    if (event.op === 'reset') this.#values.clear();
    if (event.op !== 'write') return;
    const register = GuestRegisters.reached(event.offset, event.width);
    if (register === undefined || register.definition.access === 'RO') return;
    const name = nameOf(register);
    const old = this.#values.get(name) ?? register.definition.reset ?? 0n;
    const { half } = register;
    const { value } = event;
    this.#values.set(name, half === 'low' ? (old & ~LOW_HALF) | value : half === 'high' ? (old & LOW_HALF) | (value << WORD_BITS) : value);
  }
}

/** Name of what a register is, through whichever aperture. */
export function nameOf({ definition, element, place }: Register): string {
  if (place.kind === 'direct' || place.kind === 'logical') return `VCMDQ${place.slot}_${definition.name}`;
  return `${place.kind}_${definition.name}_${element}`;
}
