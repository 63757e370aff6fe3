import { interruptController } from './interrupts';
import { type MemoryMap, readMemoryMap } from './memory-map';
import type { Qmp } from './qmp';

/** Where a QEMU has what the suite looks for. */
export interface Layout {
  readonly map: MemoryMap;
  /** The object whose inputs tell of interrupts. */
  readonly interrupts: string;
}

/** What QEMU was started with decides about it, so that it is asked once for each kind of machine. */
export class Layouts {
  readonly #known = new Map<string, Layout>();

  /** That of a QEMU that has just started with all that `kind` tells. */
  async of(kind: string, qmp: Qmp): Promise<Layout> {
    const known = this.#known.get(kind);
    if (known !== undefined) return known;
    const layout = { map: await readMemoryMap(qmp), interrupts: await interruptController(qmp) };
    this.#known.set(kind, layout);
    return layout;
  }
}
