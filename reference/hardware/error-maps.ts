import type { AllocMap, MappedVcmdq } from './alloc-map';
import type { Vcmdq } from './vcmdq';

const BITS = 32;

/** The error maps: they mirror the active errors of the queues, and end when those are acknowledged (PHYS-16). */
export class ErrorMaps {
  readonly #queues: ReadonlyMap<number, Vcmdq>;
  readonly #allocMap: AllocMap;

  /** `queues` holds each vCMDQ by its global number; one that was never touched may be missing. */
  constructor(queues: ReadonlyMap<number, Vcmdq>, allocMap: AllocMap) {
    this.#queues = queues;
    this.#allocMap = allocMap;
  }

  /** CMDQ_ERR_MAP: one bit for each vCMDQ, mapped or not. */
  ofBlock(word: number): number {
    return mapOf(
      word,
      this.#failing().map(({ index }) => index),
    );
  }

  /** VI_ERR_MAP: one bit for each VINTF. */
  ofVintfs(word: number): number {
    return mapOf(
      word,
      this.#failingPlaces().map(({ vintf }) => vintf),
    );
  }

  /** LVCMDQ_ERR_MAP: one bit for each logical vCMDQ of a VINTF. */
  ofVintf(vintf: number, word: number): number {
    const places = this.#failingPlaces().filter((place) => place.vintf === vintf);
    return mapOf(
      word,
      places.map(({ lvcmdq }) => lvcmdq),
    );
  }

  /** Tells whether a vCMDQ of the VINTF has an active error. */
  inVintf(vintf: number): boolean {
    return this.#failingPlaces().some((place) => place.vintf === vintf);
  }

  #failing(): readonly Vcmdq[] {
    return [...this.#queues.values()].filter(({ failing }) => failing);
  }

  #failingPlaces(): readonly MappedVcmdq[] {
    return this.#failing()
      .map(({ index }) => this.#allocMap.placeOf(index))
      .filter((place) => place !== undefined);
  }
}

/** One 32-bit word of a map in which `bits` are set. */
function mapOf(word: number, bits: readonly number[]): number {
  return bits.reduce((map, bit) => (Math.floor(bit / BITS) === word ? map | (1 << (bit % BITS)) : map), 0) >>> 0;
}
