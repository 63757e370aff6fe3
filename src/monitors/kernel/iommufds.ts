import type { Operation } from '../../machine/log';
import { IOMMU_PATH } from '../../tables/uapi';
import type { Sight } from '../monitor';

/** What {@link Iommufds} has to be told of. */
export const FILES: readonly Sight[] = ['host open', 'host close'];

/**
 * The iommufds of each process. Words do not tell on which file a request is made, and a process that was killed closes none where
 * anybody sees it: only of one that opened one alone it is known whose an ID is.
 */
export class Iommufds {
  readonly #open = new Map<string, Set<number>>();

  /** Takes the beginning of an operation; whether the iommufds of its process are others from now on. */
  begins({ event, port, who }: Operation): boolean {
    if (port !== 'host') return false;
    if (event.op === 'close') return this.#open.get(who)?.delete(event.fd) === true;
    if (event.op !== 'open' || event.path !== IOMMU_PATH || event.fd === undefined) return false;
    const open = this.#open.get(who);
    if (open === undefined) this.#open.set(who, new Set([event.fd]));
    else open.add(event.fd);
    return true;
  }

  /** Whether a process has one alone. */
  hasOne(who: string): boolean {
    return this.#open.get(who)?.size === 1;
  }

  copy(): Iommufds {
    const copy = new Iommufds();
    for (const [who, open] of this.#open) copy.#open.set(who, new Set(open));
    return copy;
  }
}
