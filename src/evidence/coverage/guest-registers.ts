import type { PortEvent } from '../../machine/log';
import { ACCESS_WIDTHS, type AccessWidth } from '../../ports';
import { GUEST_MAP, PAGE_BYTES, type Register, VINTF_PAGE0 } from '../../tables/registers';
import { Coverpoint, type Probe } from './coverpoint';
import { families, familyOf } from './families';

/** Bytes of the region that the guest sees. */
const REGION = VINTF_PAGE0 + 2 * PAGE_BYTES;
const DIRECTIONS = ['read', 'write'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** A run of offsets between registers. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

const GAPS = gaps();
const BEYOND = 'beyond the region';

/** The guest's accesses: each register by each width, and what is no register. */
export class GuestRegisters implements Probe {
  readonly ports = ['guest'] as const;
  readonly points: readonly Coverpoint[];
  readonly #accesses = new Coverpoint(
    'guest',
    'guest-registers',
    'Registers read and written by the guest, at their own width',
    GUEST_MAP.registers.flatMap((register) => DIRECTIONS.map((direction) => own(register, direction))),
  );
  readonly #widths = new Coverpoint(
    'guest',
    'guest-widths',
    'Accesses of a width or alignment that a register does not have',
    [...families(GUEST_MAP.registers)].flatMap(([family, [register]]) =>
      DIRECTIONS.flatMap((direction) => oddWidths(register).map((odd) => `${direction} ${family} ${odd}`)),
    ),
  );
  readonly #undecoded = new Coverpoint(
    'guest',
    'guest-undecoded',
    'Accesses to offsets without a register',
    [...GAPS.map(({ name }) => name), BEYOND].flatMap((name) =>
      DIRECTIONS.flatMap((direction) => ([4, 8] as const).map((width) => undecoded(name, direction, width))),
    ),
  );
  /** Where an access of that direction, offset and width belongs. */
  readonly #known = new Map<number, readonly [Coverpoint, number]>();

  constructor() {
    this.points = [this.#accesses, this.#widths, this.#undecoded];
  }

  see({ event }: PortEvent): void {
    if ((event.op !== 'read' && event.op !== 'write') || !('width' in event) || !('offset' in event)) return;
    const { op, offset, width } = event;
    const key = (offset * 16 + width) * 2 + (op === 'read' ? 0 : 1);
    const known = this.#known.get(key);
    const place = known ?? this.#place(op, offset, width);
    if (known === undefined) this.#known.set(key, place);
    place[0].hitAt(place[1]);
  }

  #place(direction: Direction, offset: number, width: AccessWidth): readonly [Coverpoint, number] {
    const register = GUEST_MAP.at(offset, width);
    if (register?.size === width) return [this.#accesses, this.#accesses.position(own(register, direction))];
    if (register !== undefined) return [this.#widths, this.#widths.position(`${direction} ${familyOf(register)} ${width}`)];
    const around = GUEST_MAP.at(offset - (offset % 4), 4);
    if (around !== undefined) return [this.#widths, this.#widths.position(`${direction} ${familyOf(around)} ${width} misaligned`)];
    const gap = offset >= REGION ? BEYOND : (GAPS.find(({ from, to }) => offset >= from && offset < to)?.name ?? '');
    return [this.#undecoded, this.#undecoded.position(undecoded(gap, direction, width))];
  }
}

function own({ name, size }: Register, direction: Direction): string {
  return `${direction} ${name} ${size}`;
}

function undecoded(gap: string, direction: Direction, width: AccessWidth): string {
  return `${direction} ${gap} ${width}`;
}

function oddWidths(register: Register | undefined): readonly string[] {
  const narrower = ACCESS_WIDTHS.filter((width) => width < 4 || (width === 8 && register?.size !== 8));
  return [...narrower.map(String), '4 misaligned'];
}

function gaps(): readonly Gap[] {
  const taken = new Map(GUEST_MAP.registers.map(({ offset, size }) => [offset, size]));
  const found: Gap[] = [];
  let from = 0;
  const close = (to: number) => {
    if (to > from) found.push({ from, to, name: `0x${from.toString(16)}-0x${(to - 1).toString(16)}` });
  };
  for (const [offset, size] of [...taken].sort(([a], [b]) => a - b)) {
    // A gap ends with its page, as another aperture begins there.
    for (let page = from - (from % PAGE_BYTES) + PAGE_BYTES; page <= offset; page += PAGE_BYTES) {
      close(page);
      from = page;
    }
    close(offset);
    from = Math.max(from, offset + size);
  }
  close(REGION);
  return found;
}
