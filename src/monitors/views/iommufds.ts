import type { Operation } from '../../machine/log';
import { IOMMU_PATH } from '../../tables/uapi';

/**
 * The iommufds of each process. Words do not tell on which file a request is made, and a process that was killed closes none where
 * anybody sees it: only of one that opened one alone it is known whose an ID is.
 */
export class Iommufds {
  readonly #open = new Map<string, Set<number>>();
  /** The operation with which one of a process came or went last. */
  readonly #since = new Map<string, number>();

  /** Takes the beginning of an operation. */
  begins({ event, n, port, who }: Operation): void {
    if (port !== 'host') return;
    if (event.op === 'close') {
      if (this.#open.get(who)?.delete(event.fd) === true) this.#since.set(who, n);
      return;
    }
    if (event.op !== 'open' || event.path !== IOMMU_PATH || event.fd === undefined) return;
    const open = this.#open.get(who);
    if (open === undefined) this.#open.set(who, new Set([event.fd]));
    else open.add(event.fd);
    this.#since.set(who, n);
  }

  /** A name for the only iommufd of a process, which no other has had; nothing for a process that has several, or none. */
  onlyOne(who: string): string | undefined {
    return this.#open.get(who)?.size === 1 ? `${who} ${this.#since.get(who)}` : undefined;
  }

  copy(): Iommufds {
    const copy = new Iommufds();
    for (const [who, open] of this.#open) copy.#open.set(who, new Set(open));
    for (const [who, since] of this.#since) copy.#since.set(who, since);
    return copy;
  }
}

/** What is kept of the only iommufd of each process, as long as that is open and the only one. */
export class PerIommufd<V> {
  readonly #kept = new Map<string, { readonly iommufd: string; readonly values: Map<string, V> }>();

  /** What is kept by name of the iommufd of a process, which has no other. */
  of(who: string, iommufd: string): Map<string, V> {
    const known = this.#kept.get(who);
    if (known?.iommufd === iommufd) return known.values;
    const values = new Map<string, V>();
    this.#kept.set(who, { iommufd, values });
    return values;
  }

  copy(): PerIommufd<V> {
    const copy = new PerIommufd<V>();
    for (const [who, { iommufd, values }] of this.#kept) copy.#kept.set(who, { iommufd, values: new Map(values) });
    return copy;
  }
}
