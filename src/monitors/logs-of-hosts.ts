import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { alikeUntil, isAlike, isSameHost } from './alike';
import type { Sitting, Violation } from './sitting';

/** Hosts of which logs are kept: few scenarios have another than the one before, and most then go back to it. */
const HOSTS = 4;

/** The beginning of a log, judged. */
export interface Beginning {
  /** How many operations it has. */
  readonly length: number;
  readonly sitting: Sitting;
  readonly violations: readonly Violation[];
}

/** A log among those of its host. */
export interface Turn {
  readonly operations: readonly Operation[];
  /** How many operations it has in common with the one before. */
  readonly alike: number;
}

/**
 * The logs of a host that wait to be judged, behind the one that was judged last: those that have most in common one after the other,
 * as the branches of a tree. Where two begin alike their operations are the very same.
 */
export class LogsOfHost {
  readonly host: HostDescription;
  #turns: Turn[] = [{ operations: [], alike: 0 }];
  /** Where the one is that came last: most go on from it. */
  #latest = 0;
  /** Of the one that is judged, each longer than the one before. */
  readonly #beginnings: Beginning[] = [];

  constructor(host: HostDescription) {
    this.host = host;
  }

  /** Takes a log that has ended, and gives its operations, those of others as far as they are alike. */
  add(operations: readonly Operation[]): readonly Operation[] {
    const [nearest, alike] = this.#nearest(operations);
    // Thousands of logs begin with the same boot: of each but the first it can be forgotten at once.
    const shared = (this.#turns[nearest]?.operations ?? []).slice(0, alike).concat(operations.slice(alike));
    let place = nearest + 1;
    while ((this.#turns[place]?.alike ?? 0) > alike) place += 1;
    this.#turns.splice(place, 0, { operations: shared, alike });
    this.#latest = place;
    return shared;
  }

  /** Those that wait, in the order in which they are to be judged; nobody waits after that. */
  take(): readonly Turn[] {
    const [, ...waiting] = this.#turns;
    this.#turns = this.#turns.slice(-1);
    this.#latest = 0;
    return waiting;
  }

  /** The longest beginning with up to `most` operations. Those with more are forgotten: no later log has them. */
  longestUntil(most: number): Beginning | undefined {
    while ((this.#beginnings.at(-1)?.length ?? 0) > most) this.#beginnings.pop();
    return this.#beginnings.at(-1);
  }

  keep(beginning: Beginning): void {
    this.#beginnings.push(beginning);
  }

  /** Where the log is that has most in common with another, and how much that is. */
  #nearest(operations: readonly Operation[]): readonly [place: number, alike: number] {
    let place: number | undefined = this.#latest;
    let nearest = place;
    let alike = 0;
    while (place !== undefined) {
      nearest = place;
      alike = alikeUntil(this.#turns[place]?.operations ?? [], operations, alike);
      place = this.#branchOf(place, alike, operations[alike]);
    }
    return [nearest, alike];
  }

  /** A log that leaves the one at a place after so many operations, and goes on with this one. */
  #branchOf(place: number, alike: number, operation: Operation | undefined): number | undefined {
    for (const step of [1, -1]) {
      let common = Number.POSITIVE_INFINITY;
      for (let at = place + step; at >= 0 && at < this.#turns.length; at += step) {
        // The later one of two neighbours knows what they have in common.
        common = Math.min(common, this.#turns[Math.max(at, at - step)]?.alike ?? 0);
        if (common < alike) break;
        if (common === alike && isAlike(this.#turns[at]?.operations[alike], operation)) return at;
      }
    }
    return undefined;
  }
}

/** The logs of some hosts. */
export class LogsOfHosts {
  /** The latest first. */
  readonly #hosts: LogsOfHost[] = [];

  of(host: HostDescription): LogsOfHost {
    const at = this.#placeOf(host);
    const [found = new LogsOfHost(host)] = at === -1 ? [] : this.#hosts.splice(at, 1);
    this.#hosts.unshift(found);
    this.#hosts.splice(HOSTS);
    return found;
  }

  /** Most scenarios have the very host that others have: it need not be compared. */
  #placeOf(host: HostDescription): number {
    const itself = this.#hosts.findIndex((logs) => logs.host === host);
    return itself === -1 ? this.#hosts.findIndex((logs) => isSameHost(logs.host, host)) : itself;
  }
}
