import type { GuestEvent, HostEvent } from '../../machine/log';
import { memoryOf } from '../../machine/log';
import { type Field, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';
import { DESTROY, decodeStructure, HW_QUEUE_ALLOC } from '../../tables/uapi';

/** vCMDQs of a guest. */
export const SLOTS = [0, 1] as const;
/** See {@link SLOTS}. */
export type Slot = (typeof SLOTS)[number];

/** What the states of a vCMDQ are made of, as the documents abbreviate it. */
export const CONDITIONS = {
  E: 'CMDQV_EN',
  V: 'ENABLE of VINTF0',
  A: 'ALLOC of the vCMDQ',
  B: 'BASE that is not 0',
  H: 'a hw_queue exists',
} as const;

/**
 * Names of all states: the letters of the conditions that hold, `-` for the others.
 * With a hw_queue BASE says no more: a device may keep or free it when BASE becomes 0 (OQ-05).
 */
export const STATES: readonly string[] = [false, true].flatMap((queue) =>
  Array.from({ length: queue ? 8 : 16 }, (_, bits) =>
    stateName((bits & 1) !== 0, (bits & 2) !== 0, (bits & 4) !== 0, (bits & 8) !== 0, queue),
  ),
);

/** Something that happened to a vCMDQ. */
export type Transition = (slot: Slot, what: string) => void;

const CMDQV_EN = bit(fieldNamed(register('CMDQV_CONFIG'), 'CMDQV_EN'));
const ENABLE = bit(fieldNamed(register('VINTF0_CONFIG'), 'ENABLE'));
const ALLOC = bit(fieldNamed(register('CMDQ_ALLOC_MAP_0'), 'ALLOC'));
const LOW_HALF = 0xffff_ffffn;
const HALF_BITS = 32n;

/** The state of one guest's vCMDQs, as its own writes and the system calls of its VMM tell it. */
export class VmState {
  #enabled = true;
  #vintf = false;
  readonly #alloc: [boolean, boolean] = [false, false];
  readonly #base: [bigint, bigint] = [0n, 0n];
  readonly #hwQueue: [number | undefined, number | undefined] = [undefined, undefined];
  readonly #failed: [boolean, boolean] = [false, false];
  readonly #told: Transition;

  constructor(told: Transition) {
    this.#told = told;
  }

  /** Position of the vCMDQ's state in {@link STATES}. */
  of(slot: Slot): number {
    const ready = (this.#enabled ? 1 : 0) + (this.#vintf ? 2 : 0) + (this.#alloc[slot] ? 4 : 0);
    return this.#hwQueue[slot] === undefined ? ready + (this.#base[slot] === 0n ? 0 : 8) : 16 + ready;
  }

  /** VINTF0 is enabled: its page 0 is a window on the host's. */
  get windowMapped(): boolean {
    return this.#vintf;
  }

  /** What page 0 of the vCMDQ is: the hardware's, or a cache, perhaps of a vCMDQ that the host refused. */
  backing(slot: Slot): 'hardware' | 'cache' | 'cache after a refusal' {
    if (this.#hwQueue[slot] !== undefined) return 'hardware';
    return this.#failed[slot] ? 'cache after a refusal' : 'cache';
  }

  /** The guest writes a register that it may write. */
  write({ definition, element, half, place }: Register, value: bigint): void {
    if (place.kind === 'global' && definition.name === 'CMDQV_CONFIG') this.#enable((value & CMDQV_EN) !== 0n, 'CMDQV_CONFIG');
    else if (place.kind === 'global' && definition.name === 'CMDQ_ALLOC_MAP')
      this.#allocate(element === 0 ? 0 : 1, (value & ALLOC) !== 0n, 'CMDQ_ALLOC_MAP');
    else if (place.kind === 'vintf' && definition.name === 'CONFIG') this.#enableVintf((value & ENABLE) !== 0n, 'VINTF CONFIG');
    else if ((place.kind === 'direct' || place.kind === 'logical') && definition.name === 'BASE') {
      const slot = place.slot === 0 ? 0 : 1;
      const old = this.#base[slot];
      this.#rebase(
        slot,
        half === 'whole' ? value : half === 'low' ? (old & ~LOW_HALF) | value : (old & LOW_HALF) | (value << HALF_BITS),
        'BASE',
      );
    }
  }

  /** System reset. */
  reset(): void {
    this.#enable(true, 'reset');
    this.#enableVintf(false, 'reset');
    for (const slot of SLOTS) {
      this.#allocate(slot, false, 'reset');
      this.#rebase(slot, 0n, 'reset');
      this.#refused(slot, false, 'reset');
    }
  }

  /** The VMM has made a system call, because of `cause`. */
  call(event: Extract<HostEvent, { op: 'ioctl' }>, cause: string): void {
    if (event.request === HW_QUEUE_ALLOC.number) {
      const memory = memoryOf(event.after ?? event.before).read(event.argument, HW_QUEUE_ALLOC.structure.bytes);
      if (memory === undefined) return;
      const { index, out_hw_queue_id } = decodeStructure(HW_QUEUE_ALLOC.structure, memory);
      if (index !== 0 && index !== 1) return;
      if (event.status === 'OK') {
        this.#hwQueue[index] = out_hw_queue_id;
        this.#told(index, `allocated by ${cause}`);
        this.#refused(index, false, 'allocation');
      } else this.#refused(index, true, cause);
    } else if (event.request === DESTROY.number && event.status === 'OK') {
      const memory = memoryOf(event.before).read(event.argument, DESTROY.structure.bytes);
      if (memory === undefined) return;
      const { id } = decodeStructure(DESTROY.structure, memory);
      for (const slot of SLOTS) {
        if (this.#hwQueue[slot] !== id) continue;
        this.#hwQueue[slot] = undefined;
        this.#told(slot, `freed by ${cause}`);
      }
    }
  }

  #enable(value: boolean, cause: string): void {
    if (value !== this.#enabled) for (const slot of SLOTS) this.#told(slot, edge('E', value, cause));
    this.#enabled = value;
  }

  #enableVintf(value: boolean, cause: string): void {
    if (value !== this.#vintf) for (const slot of SLOTS) this.#told(slot, edge('V', value, cause));
    this.#vintf = value;
  }

  #allocate(slot: Slot, value: boolean, cause: string): void {
    if (value !== this.#alloc[slot]) this.#told(slot, edge('A', value, cause));
    this.#alloc[slot] = value;
  }

  #rebase(slot: Slot, value: bigint, cause: string): void {
    if ((value !== 0n) !== (this.#base[slot] !== 0n)) this.#told(slot, edge('B', value !== 0n, cause));
    this.#base[slot] = value;
  }

  #refused(slot: Slot, value: boolean, cause: string): void {
    if (value) this.#told(slot, `refused on ${cause}`);
    else if (this.#failed[slot]) this.#told(slot, `refusal cleared by ${cause}`);
    this.#failed[slot] = value;
  }
}

/** Name of a condition's edge: `V 0→1 by VINTF CONFIG`. */
export function edge(condition: keyof typeof CONDITIONS, value: boolean, cause: string): string {
  return `${condition} ${value ? '0→1' : '1→0'} by ${cause}`;
}

/** What a guest does that its VMM may answer with system calls. */
export function causeOf(event: GuestEvent): string | undefined {
  if (event.op !== 'write') return event.op === 'readMemory' || event.op === 'writeMemory' || event.op === 'read' ? undefined : event.op;
  const found = GUEST_MAP.at(event.offset, event.width);
  if (found === undefined || found.size !== event.width) return undefined;
  const { definition, place } = found;
  return place.kind === 'vintf' ? `VINTF ${definition.name}` : definition.name;
}

function stateName(enabled: boolean, vintf: boolean, alloc: boolean, base: boolean, queue: boolean): string {
  const ready = `${enabled ? 'E' : '-'}${vintf ? 'V' : '-'}${alloc ? 'A' : '-'}`;
  return queue ? `${ready}, H` : `${ready}${base ? 'B' : '-'}`;
}

function register(name: string): Register {
  const found = GUEST_MAP.named(name);
  if (found === undefined) throw new Error(`no register ${name}`);
  return found;
}

function bit({ low }: Field): bigint {
  return 1n << BigInt(low);
}
