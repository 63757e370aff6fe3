import { type AccessWidth, type DirectWindow, truncate } from '../../src/ports';
import { PAGE_BYTES, vintfPage0 } from '../../src/tables/registers';
import type { HostPage } from './host-page';

const START = vintfPage0(0);
const END = START + PAGE_BYTES;

/**
 * The overlay that gives the guest the host page in place of trapped VINTF page 0 (MAP-05).
 *
 * While it is installed the whole page is the host's, slots and registers that the guest's map
 * does not know included (MAP-12), and the access rules are the hardware's (ACC-15).
 */
export class Page0Window {
  readonly #page: HostPage;
  #installed = false;

  constructor(page: HostPage) {
    this.#page = page;
  }

  /** Installing twice is installing once (P0-02). */
  install(): void {
    this.#installed = true;
  }

  remove(): void {
    this.#installed = false;
  }

  /** An access goes to the host page. */
  covers(offset: number, width: AccessWidth): boolean {
    return this.#installed && offset >= START && offset + width <= END;
  }

  load(offset: number, width: AccessWidth): Promise<bigint> {
    return this.#page.load(offset - START, width);
  }

  store(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    return this.#page.store(offset - START, width, truncate(value, width));
  }

  /** The parts of the region that are host pages now. */
  extents(): readonly DirectWindow[] {
    return this.#installed ? [{ offset: START, length: PAGE_BYTES }] : [];
  }
}
