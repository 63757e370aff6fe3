import { type AccessWidth, type DirectWindow, truncate } from '../../src/ports';
import { GUEST_MAP, type Register } from '../../src/tables/registers';
import { readTarget, writeTarget } from './access-rules';
import type { ErrorMap } from './error-events';
import type { HostPage } from './host-page';
import { Page0Window } from './page0-window';
import { guestBits } from './register-bits';
import { RegisterFile } from './register-file';
import { Vcmdq } from './vcmdq';
import type { Viommu } from './viommu';

const CMDQV_EN = guestBits('CMDQV_CONFIG', 'CMDQV_EN');
const CMDQV_ENABLED = guestBits('CMDQV_STATUS', 'CMDQV_ENABLED');
const ALLOC = guestBits('CMDQ_ALLOC_MAP_0', 'ALLOC');
const VINTF_ENABLE = guestBits('VINTF0_CONFIG', 'ENABLE');
const VINTF_HYP_OWN = guestBits('VINTF0_CONFIG', 'HYP_OWN');
const VINTF_ENABLE_OK = guestBits('VINTF0_STATUS', 'ENABLE_OK');
/** The guest's only VINTF in the maps that have a bit for each. */
const VINTF0 = 1n;

const CONFIG_PAGE = GUEST_MAP.registers.filter(({ place }) => place.kind === 'global' || place.kind === 'vintf');
const ERROR_MAPS = CONFIG_PAGE.filter(({ definition }) => ['LVCMDQ_ERR_MAP', 'CMDQ_ERR_MAP'].includes(definition.name));
const WORD_BITS = 32n;
const WORD = 0xffff_ffffn;

/**
 * The CMDQ-V block that the guest sees: five pages, trapped but for the page-0 window.
 *
 * `read` and `write` answer at once where the answer is cached, and with a promise where the host
 * takes part; the caller keeps them in order.
 */
export class CmdqvBlock {
  readonly #config = new RegisterFile(new Map(CONFIG_PAGE.map(({ name, definition }) => [name, definition.reset ?? 0n])));
  readonly #queues: readonly Vcmdq[];
  readonly #window: Page0Window;
  readonly #interrupt: () => void;
  /** Queues that gave way to a lower one being rebuilt on a new BASE, and come back with it. */
  readonly #displaced = new Set<Vcmdq>();

  constructor(viommu: Viommu, page: HostPage, interrupt: () => void) {
    this.#queues = Array.from({ length: GUEST_MAP.geometry.vcmdqs }, (_, index) => new Vcmdq(index, viommu, page));
    this.#window = new Page0Window(page);
    this.#interrupt = interrupt;
  }

  read(offset: number, width: AccessWidth): bigint | Promise<bigint> {
    if (this.#window.covers(offset, width)) return this.#window.load(offset, width);
    const register = readTarget(offset, width);
    if (register === undefined) return 0n;
    const { place } = register;
    switch (place.kind) {
      case 'global':
      case 'vintf':
        return this.#config.get(register.name);
      case 'direct':
      case 'logical': {
        const queue = this.#queue(place.slot);
        return place.page === 0 ? queue.readPage0(register) : queue.readPage1(register);
      }
    }
  }

  write(offset: number, width: AccessWidth, value: bigint): undefined | Promise<void> {
    if (this.#window.covers(offset, width)) return this.#window.store(offset, width, value);
    const register = writeTarget(offset, width);
    if (register === undefined) return undefined;
    const { place } = register;
    const content = truncate(value, width);
    switch (place.kind) {
      case 'global':
        return this.#writeGlobal(register, content);
      case 'vintf':
        return this.#writeVintf(register, content);
      case 'direct':
      case 'logical': {
        const queue = this.#queue(place.slot);
        return place.page === 0 ? queue.writePage0(register, content) : this.#writePage1(queue, register, content);
      }
    }
  }

  /** Takes an error event with a map that is not empty (EVT-07 to EVT-09). */
  reportErrors(map: ErrorMap): void {
    const words = map.flatMap((half) => [half & WORD, half >> WORD_BITS]);
    for (const { name, element } of ERROR_MAPS) this.#config.set(name, words[element] ?? 0n);
    this.#config.raise('VI_ERR_MAP_0', VINTF0);
    if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#interrupt();
  }

  /** The parts of the region that are host pages now. */
  windows(): readonly DirectWindow[] {
    return this.#window.extents();
  }

  /** Device reset; the vIOMMU and what hangs on it stay (TEAR-05), the SID caches do not (OQ-19). */
  async reset(): Promise<void> {
    this.#window.remove();
    await this.#freeAll();
    for (const queue of this.#queues) queue.reset();
    this.#config.reset();
  }

  #writeGlobal({ name, definition, element }: Register, value: bigint): undefined | Promise<void> {
    const old = this.#config.get(name);
    this.#config.set(name, value);
    switch (definition.name) {
      case 'CMDQV_CONFIG':
        return (value & CMDQV_EN) === 0n ? this.#disable() : this.#enable();
      case 'CMDQ_ALLOC_MAP':
        return this.#changeAlloc(this.#queue(element), (old & ALLOC) !== 0n, (value & ALLOC) !== 0n);
    }
    // VI_INT_MASK: gates events to come, raises none that passed (WR-04)
    return undefined;
  }

  /** WR-01: whatever CMDQV_EN was before. */
  #enable(): Promise<void> {
    this.#config.raise('CMDQV_STATUS', CMDQV_ENABLED);
    return this.#allocateAll();
  }

  /** WR-02: the window stays (OQ-11, P0-04). */
  async #disable(): Promise<void> {
    await this.#freeAll();
    this.#config.lower('CMDQV_STATUS', CMDQV_ENABLED);
  }

  /** WR-05 to WR-07: only an edge of ALLOC matters; LVCMDQ and VIRT_INTF_INDX route nothing (MAP-10). */
  #changeAlloc(queue: Vcmdq, before: boolean, after: boolean): undefined | Promise<void> {
    if (before === after) return undefined;
    return after ? this.#attempt(queue) : this.#freeFrom(queue);
  }

  #writeVintf({ name, definition }: Register, value: bigint): undefined | Promise<void> {
    if (definition.name !== 'CONFIG') {
      // SID_MATCH and SID_REPLACE: mappings come from vDEVICEs alone (WR-10, VINTF-09)
      this.#config.set(name, value);
      return undefined;
    }
    // VINTF-01: HYP_OWN is wired to 0
    this.#config.set(name, value & ~VINTF_HYP_OWN);
    return (value & VINTF_ENABLE) === 0n ? this.#disableVintf() : this.#enableVintf();
  }

  /** WR-08: the window comes even if an allocation failed. */
  async #enableVintf(): Promise<void> {
    this.#config.raise('VINTF0_STATUS', VINTF_ENABLE_OK);
    await this.#allocateAll();
    this.#window.install();
  }

  /** WR-09: the guest loses the hardware first, and is told last. */
  async #disableVintf(): Promise<void> {
    this.#window.remove();
    await this.#freeAll();
    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);
  }

  #writePage1(queue: Vcmdq, register: Register, value: bigint): undefined | Promise<void> {
    queue.writePage1(register, value);
    // WR-12: a queue without BASE is not ready, and a live one is kept; WR-13
    return register.definition.name === 'BASE' && this.#ready(queue) ? this.#rebuild(queue) : undefined;
  }

  /**
   * Allocates `queue` on its new BASE, after freeing it if it was live (WR-11).
   *
   * The kernel frees from the last queue down and allocates from the first up, so the queues above
   * step aside for it (OQ-37), and come back even if a split write needs a second attempt (ALLOC-08).
   */
  async #rebuild(queue: Vcmdq): Promise<void> {
    const above = this.#queues.slice(queue.index + 1);
    for (const other of above.filter(({ live }) => live)) this.#displaced.add(other);
    await this.#freeFrom(queue);
    if (!(await this.#allocate(queue))) return;
    for (const other of above) if (this.#displaced.has(other)) await this.#allocate(other);
  }

  /** ALLOC-01; CMDQ_EN is no part of it (ALLOC-02). */
  #ready(queue: Vcmdq): boolean {
    return (
      queue.hasBase &&
      this.#config.has('VINTF0_STATUS', VINTF_ENABLE_OK) &&
      this.#config.has('CMDQV_STATUS', CMDQV_ENABLED) &&
      this.#config.has(`CMDQ_ALLOC_MAP_${queue.index}`, ALLOC)
    );
  }

  async #attempt(queue: Vcmdq): Promise<void> {
    await this.#allocate(queue);
  }

  /** A group trigger: ascending, up to the first failure (ALLOC-11). */
  async #allocateAll(): Promise<void> {
    for (const queue of this.#queues) if (!(await this.#allocate(queue))) return;
  }

  /** Allocates a queue that is ready and not live; `false` only if the host refused. A live one is left alone (OQ-36). */
  async #allocate(queue: Vcmdq): Promise<boolean> {
    if (queue.live || !this.#ready(queue)) return true;
    this.#displaced.delete(queue);
    return queue.allocate();
  }

  async #freeAll(): Promise<void> {
    this.#displaced.clear();
    await this.#freeFrom(this.#queue(0));
  }

  /** Frees the queues from the last down to `queue`: the kernel refuses any other order (PHYS-12, OQ-37). */
  async #freeFrom(queue: Vcmdq): Promise<void> {
    for (const other of this.#queues.slice(queue.index).reverse()) await other.free();
  }

  #queue(index: number): Vcmdq {
    const queue = this.#queues[index];
    if (queue === undefined) throw new RangeError(`no vCMDQ ${index}`);
    return queue;
  }
}
