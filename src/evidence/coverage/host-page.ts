import type { PortEvent } from '../../machine/log';
import { GUEST_MAP, type Register, VINTF_PAGE0 } from '../../tables/registers';
import { Coverpoint, type Probe } from './coverpoint';

const PAGE_REGISTERS = GUEST_MAP.registers.filter(({ place }) => place.kind === 'logical' && place.page === 0);

/** Loads and stores of user processes in the page 0 of a VINTF that they have mapped. */
export class HostPage implements Probe {
  readonly ports = ['host'] as const;
  readonly points: readonly Coverpoint[];
  readonly #page = new Coverpoint(
    'host',
    'host-page',
    'Loads and stores in the mapped page 0 of a VINTF',
    PAGE_REGISTERS.flatMap((register) => ['load', 'store'].map((op) => `${op} ${nameOf(register)}`)),
  );
  readonly #pages = new Map<string, { readonly address: bigint; readonly length: bigint }>();

  /** Accesses that have been looked at. */
  readonly #known = new Set<number>();

  constructor() {
    this.points = [this.#page];
  }

  begin(): void {
    this.#pages.clear();
  }

  see({ event, port, who }: PortEvent): void {
    if (port !== 'host') return;
    if (event.op === 'mmap') {
      if (event.address !== undefined) this.#pages.set(who, { address: event.address, length: event.request.length });
    } else if (event.op === 'load' || event.op === 'store') {
      const page = this.#pages.get(who);
      if (page === undefined || event.address < page.address || event.address >= page.address + page.length) return;
      const offset = VINTF_PAGE0 + Number(event.address - page.address);
      const key = (offset * 16 + event.width) * 2 + (event.op === 'load' ? 0 : 1);
      if (this.#known.has(key)) return;
      this.#known.add(key);
      const register = GUEST_MAP.at(offset, event.width);
      if (register !== undefined && register.size === event.width) this.#page.hit(`${event.op} ${nameOf(register)}`);
    }
  }
}

function nameOf({ name }: Register): string {
  return name.replace('VINTF0_', '');
}
