import type { PortEvent } from '../../machine/log';
import { GUEST_MAP, type Register } from '../../tables/registers';
import { Coverpoint, type Probe } from './coverpoint';
import { families, familyOf } from './families';
import { bitsOf, SeenBits } from './seen-bits';

const DIRECTIONS = ['read', 'write'] as const;
const FAMILIES = families(GUEST_MAP.registers);

/** Bits of the registers' fields, as 0 and as 1, written and read by the guest. */
export class GuestFields implements Probe {
  readonly ports = ['guest'] as const;
  readonly points: readonly Coverpoint[];
  readonly #fields = new Coverpoint(
    'guest',
    'guest-fields',
    'Bits of fields written and read by the guest, as 0 and as 1',
    [...bins()].map(({ name }) => name),
  );
  readonly #last = { read: new Map<Register, bigint>(), write: new Map<Register, bigint>() };
  readonly #seen = {
    read: new Map([...FAMILIES.keys()].map((family) => [family, new SeenBits()])),
    write: new Map([...FAMILIES.keys()].map((family) => [family, new SeenBits()])),
  };

  constructor() {
    this.points = [this.#fields];
  }

  see({ event }: PortEvent): void {
    if ((event.op !== 'read' && event.op !== 'write') || !('width' in event) || !('offset' in event)) return;
    const { op, offset, value, width } = event;
    const register = GUEST_MAP.at(offset, width);
    if (value === undefined || register?.size !== width) return;
    const last = this.#last[op];
    // Registers are compared with what they were over and over.
    if (last.get(register) === value) return;
    last.set(register, value);
    this.#seen[op].get(familyOf(register))?.take(value, register.size === 8 || register.half !== 'whole' ? register.half : 'low');
  }

  end(): void {
    for (const { direction, family, name, position, value } of bins())
      if (this.#seen[direction].get(family)?.has(position, value)) this.#fields.hit(name);
  }
}

function* bins() {
  for (const [family, [register]] of FAMILIES) {
    for (const direction of DIRECTIONS) {
      if (direction === 'write' && register?.definition.access === 'RO') continue;
      for (const field of register?.fields ?? []) {
        for (const { name: bit, position } of bitsOf(field)) {
          for (const value of [0, 1] as const) yield { direction, family, position, value, name: `${direction} ${family}.${bit} ${value}` };
        }
      }
    }
  }
}
