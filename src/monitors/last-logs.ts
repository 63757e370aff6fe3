import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { alikeUntil, isSameHost } from './alike';
import type { Sitting, Violation } from './sitting';

/** Hosts of which the last log is kept: few scenarios have another than the one before, and most then go back to it. */
const HOSTS = 4;

/** The beginning of a log, judged. */
export interface Beginning {
  /** How many operations it has. */
  readonly length: number;
  readonly sitting: Sitting;
  readonly violations: readonly Violation[];
}

/** A log behind another of its host. */
export interface Following {
  /** How many operations they have in common. */
  readonly alike: number;
  readonly operations: readonly Operation[];
}

/** The last log of a host, and beginnings that were judged, each longer than the one before. */
export class LastLog {
  readonly host: HostDescription;
  readonly #beginnings: Beginning[] = [];
  #operations: readonly Operation[] = [];

  constructor(host: HostDescription) {
    this.host = host;
  }

  /** Another log takes its place, with the operations of this one as far as they are alike. */
  follow(operations: readonly Operation[]): Following {
    const alike = alikeUntil(this.#operations, operations);
    // Thousands of logs begin with the same boot: of each but the first it can be forgotten at once.
    this.#operations = this.#operations.slice(0, alike).concat(operations.slice(alike));
    return { alike, operations: this.#operations };
  }

  /** The longest beginning with up to `most` operations. Those with more are forgotten: no later log has them. */
  longestUntil(most: number): Beginning | undefined {
    while ((this.#beginnings.at(-1)?.length ?? 0) > most) this.#beginnings.pop();
    return this.#beginnings.at(-1);
  }

  keep(beginning: Beginning): void {
    this.#beginnings.push(beginning);
  }
}

/** The last log of each of some hosts. */
export class LastLogs {
  /** The latest first. */
  readonly #logs: LastLog[] = [];

  of(host: HostDescription): LastLog {
    const at = this.#placeOf(host);
    const [found = new LastLog(host)] = at === -1 ? [] : this.#logs.splice(at, 1);
    this.#logs.unshift(found);
    this.#logs.splice(HOSTS);
    return found;
  }

  /** Most scenarios have the very host that others have: it need not be compared. */
  #placeOf(host: HostDescription): number {
    const itself = this.#logs.findIndex((log) => log.host === host);
    return itself === -1 ? this.#logs.findIndex((log) => isSameHost(log.host, host)) : itself;
  }
}
