import type { Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import type { Scene } from '../scene';
import { isInterrupt } from '../views/outer-operations';
import type { PhysicalBlock } from '../views/physical-block';
import { bitsOf, type MapBits } from './map-bits';

/** What the kernel read during one interrupt. */
class Handling {
  /** A map was not the hardware's own. */
  given = false;
  /** What the interrupt came for was ended before its map was read: the map need not show it any more, or shows another error already. */
  late = false;
  /** VINTFs that have an error, and those whose own map was read. */
  readonly failing = new Set<number>();
  readonly asked = new Set<number>();

  copy(): Handling {
    const copy = new Handling();
    copy.given = this.given;
    copy.late = this.late;
    for (const vintf of this.failing) copy.failing.add(vintf);
    for (const vintf of this.asked) copy.asked.add(vintf);
    return copy;
  }
}

/** A logical vCMDQ of a VINTF. */
interface Slot {
  readonly vintf: number;
  readonly lvcmdq: number;
}

/** The errors of a block that maps have shown. */
class ToldErrors {
  /** Slots by VINTF. */
  readonly #standing = new Map<number, Set<number>>();
  /** Errors that no interrupt has come for. */
  due = 0;

  /** What the map of a VINTF tells of some slots. */
  see(vintf: number, { bits, from, to }: MapBits): void {
    const standing = this.#standing.get(vintf) ?? new Set<number>();
    this.#standing.set(vintf, standing);
    for (const slot of standing) if (slot >= from && slot < to && !bits.includes(slot)) standing.delete(slot);
    for (const slot of bits) {
      if (standing.has(slot)) continue;
      standing.add(slot);
      this.due += 1;
    }
  }

  copy(): ToldErrors {
    const copy = new ToldErrors();
    copy.due = this.due;
    for (const [vintf, slots] of this.#standing) copy.#standing.set(vintf, new Set(slots));
    return copy;
  }

  /** From now on an error of the slot is another one; of all slots, where it is not known which it is. */
  end(slot: Slot | undefined): void {
    if (slot === undefined) this.#standing.clear();
    else this.#standing.get(slot.vintf)?.delete(slot.lvcmdq);
  }
}

/** Where the error is that a write may end; nothing where the log does not tell which slot a vCMDQ is mapped to. */
function slotOf(scene: Scene, block: PhysicalBlock, { element, place }: Register): Slot | undefined {
  if (place.kind === 'logical') return { vintf: place.vintf, lvcmdq: place.slot };
  const queue = place.kind === 'direct' ? place.slot : element;
  return scene.knows(block, block.entryOf(queue)) ? block.allocation(queue) : undefined;
}

/** GERR-09: an interrupt comes for an error, and one for each. */
export const toldByMaps: Monitor = {
  clause: 'GERR-09',
  layer: 'hardware',
  sees: [
    'registers read VI_ERR_MAP',
    'registers read VINTF_LVCMDQ_ERR_MAP',
    'registers write VCMDQ_GERROR',
    'registers write VCMDQ_GERRORN',
    'registers write VCMDQ_CONFIG',
    'registers write CMDQ_ALLOC_MAP',
    'registers interrupt',
  ],
  skipsIdleWrites: true,
  needs: ['registers read VI_ERR_MAP', 'registers interrupt'],
  looksAt:
    'each interrupt of the block after which the kernel reads the error maps: a VINTF has its bit set, and there were no more interrupts than errors',
  watch: (scene, bench) => {
    const handlings = bench.keep(new Map<number, Handling>());
    const errors = bench.keep(new Map<string, ToldErrors>());
    const errorsOf = (smmu: string) => {
      const known = errors.get(smmu) ?? new ToldErrors();
      errors.set(smmu, known);
      return known;
    };
    const handlingOf = (interrupt: number) => {
      const known = handlings.get(interrupt) ?? new Handling();
      handlings.set(interrupt, known);
      return known;
    };
    return {
      begins(operation) {
        if (operation.port !== 'registers' || (operation.event.op !== 'read' && operation.event.op !== 'write')) return;
        const { event, who } = operation;
        const block = scene.block(who);
        const register = scene.registerOf(operation);
        if (block === undefined || register === undefined) return;
        if (event.op === 'write') {
          // GERRORN is its upper half.
          if (register.definition.name === 'GERROR' && event.width === 4) return;
          const interrupt = scene.around(operation, isInterrupt);
          const told = errors.get(who);
          if (interrupt === undefined && told === undefined) return;
          const slot = slotOf(scene, block, register);
          told?.end(slot);
          if (interrupt === undefined) return;
          const handling = handlingOf(interrupt.n);
          if (slot === undefined || !handling.asked.has(slot.vintf)) handling.late = true;
          return;
        }
        const interrupt = operation.by === 'kernel' ? scene.around(operation, isInterrupt) : undefined;
        if (interrupt === undefined) return;
        const handling = handlingOf(interrupt.n);
        if (operation.given || event.value === undefined) {
          handling.given = true;
          return;
        }
        if (register.place.kind !== 'vintf') {
          for (const vintf of bitsOf(event.value, event.width, register).bits) handling.failing.add(vintf);
          return;
        }
        const { vintf } = register.place;
        handling.asked.add(vintf);
        errorsOf(who).see(vintf, bitsOf(event.value, event.width, register));
      },
      ends(operation) {
        if (!isInterrupt(operation)) return;
        const handling = handlings.get(operation.n);
        handlings.delete(operation.n);
        if (handling === undefined || handling.given || handling.late) return;
        if (handling.failing.size === 0) {
          bench.violated(operation, 'the block raises its interrupt, and no VINTF has an error');
          return;
        }
        // Of a VINTF whose map nobody read it is not known how many errors it has.
        if (![...handling.failing].every((vintf) => handling.asked.has(vintf))) {
          bench.held();
          return;
        }
        const told = errorsOf(operation.who);
        if (told.due === 0) bench.violated(operation, 'the block raises its interrupt once more, and the maps show no error that is new');
        else {
          told.due -= 1;
          bench.held();
        }
      },
    };
  },
};
