import type { Operation, PortEvent } from '../../machine/log';
import type { HostDescription } from '../../ports';

/** Ports at which operations are seen, from the guest down. */
export type Port = PortEvent['port'];

/** A named group of bins: things that a run can exercise at one port. Once hit, a bin stays hit. */
export class Coverpoint {
  readonly id: string;
  readonly title: string;
  readonly port: Port;
  readonly bins: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #hits: Uint8Array;
  #reached = 0;

  constructor(port: Port, id: string, title: string, bins: Iterable<string>) {
    this.port = port;
    this.id = id;
    this.title = title;
    this.bins = [...bins];
    this.#positions = new Map(this.bins.map((name, position) => [name, position]));
    if (this.#positions.size !== this.bins.length) throw new Error(`two bins of ${id} have the same name`);
    this.#hits = new Uint8Array(this.bins.length);
  }

  /** Position of a bin, for {@link hitAt}; -1 if there is none of that name. */
  position(bin: string): number {
    return this.#positions.get(bin) ?? -1;
  }

  /** Notes that a bin was exercised; names that the point does not have are none of its business. */
  hit(bin: string): void {
    this.hitAt(this.position(bin));
  }

  /** The same by position. */
  hitAt(position: number): void {
    if (position < 0 || this.#hits[position] === 1) return;
    this.#hits[position] = 1;
    this.#reached += 1;
  }

  /** How many bins were hit. */
  get reached(): number {
    return this.#reached;
  }

  /** Names of the bins that were hit. */
  get covered(): ReadonlySet<string> {
    return new Set(this.bins.filter((_, position) => this.#hits[position] === 1));
  }
}

/** Looks at the operations of one port or more and hits the bins of its points. */
export interface Probe {
  readonly points: readonly Coverpoint[];
  /** A scenario's log comes next, of a machine on this host. */
  begin?(host: HostDescription, operations: readonly { readonly port: Port; readonly who: string }[]): void;
  /** The next operation of the log, if it is of one of `ports`. */
  see(operation: Operation): void;
  readonly ports: readonly Port[];
  /** The run is over: hits what was gathered. */
  end?(): void;
}
