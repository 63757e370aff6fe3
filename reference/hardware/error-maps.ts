import type { AllocMap } from './alloc-map';
import type { Vcmdq } from './vcmdq';

const BITS = 32;

/** The error maps: they mirror the active errors of the queues, and end when those are acknowledged (PHYS-16). */
export class ErrorMaps {
  readonly #queues: readonly (Vcmdq | undefined)[];
  readonly #allocMap: AllocMap;

  /** `queues` holds each vCMDQ at its global number; one that was never touched may be missing. */
  constructor(queues: readonly (Vcmdq | undefined)[], allocMap: AllocMap) {
    this.#queues = queues;
    this.#allocMap = allocMap;
  }

  /** CMDQ_ERR_MAP: one bit for each vCMDQ, mapped or not. */
  ofBlock(word: number): number {
    return this.#map(word, ({ index }) => index);
  }

  /** VI_ERR_MAP: one bit for each VINTF. */
  ofVintfs(word: number): number {
    return this.#map(word, ({ index }) => this.#allocMap.placeOf(index)?.vintf);
  }

  /** LVCMDQ_ERR_MAP: one bit for each logical vCMDQ of a VINTF. */
  ofVintf(vintf: number, word: number): number {
    return this.#map(word, ({ index }) => {
      const place = this.#allocMap.placeOf(index);
      return place?.vintf === vintf ? place.lvcmdq : undefined;
    });
  }

  /** Tells whether a vCMDQ of the VINTF has an active error. */
  inVintf(vintf: number): boolean {
    return this.#queues.some((queue) => queue?.failing && this.#allocMap.placeOf(queue.index)?.vintf === vintf);
  }

  #map(word: number, bitOf: (queue: Vcmdq) => number | undefined): number {
    let map = 0;
    for (const queue of this.#queues) {
      if (!queue?.failing) continue;
      const bit = bitOf(queue);
      if (bit !== undefined && Math.floor(bit / BITS) === word) map |= 1 << (bit % BITS);
    }
    return map >>> 0;
  }
}
