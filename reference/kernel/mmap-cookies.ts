import type { MappedPages } from './address-space';

/** A range of an iommufd's file offsets that stands for pages of a device. */
export interface MmapCookie {
  readonly offset: bigint;
  readonly length: bigint;
  readonly pages: MappedPages;
}

/** What an iommufd offers for mmap, by file offset (ISO-02). */
export class MmapCookies {
  readonly #pageSize: bigint;
  /** By ascending offset. */
  #cookies: readonly MmapCookie[] = [];

  constructor(pageSize: bigint) {
    this.#pageSize = pageSize;
  }

  /** Gives pages the lowest free range; the first host page is never used (UAPI-VIOMMU-14, UAPI-MMAP-08). */
  add(pages: MappedPages, length: bigint): MmapCookie {
    let offset = this.#pageSize;
    for (const cookie of this.#cookies) {
      if (offset + length <= cookie.offset) break;
      offset = cookie.offset + cookie.length;
    }
    const added = { offset, length, pages };
    this.#cookies = [...this.#cookies, added].sort((a, b) => (a.offset < b.offset ? -1 : 1));
    return added;
  }

  /** The cookie whose range begins at `offset`. */
  at(offset: bigint): MmapCookie | undefined {
    return this.#cookies.find((cookie) => cookie.offset === offset);
  }

  remove(cookie: MmapCookie): void {
    this.#cookies = this.#cookies.filter((candidate) => candidate !== cookie);
  }
}
