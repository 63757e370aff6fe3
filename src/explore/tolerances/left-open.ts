import { commandFieldValue, commandWords } from '../../tables/commands';
import { extract, fieldIn, GLOBAL_REGISTERS, GUEST_MAP, type Register } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { commandNameIn } from '../command-name';
import { bytesOf, type ProgramOp } from '../program';

const LVCMDQ = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'LVCMDQ');
const VIRT_INTF_INDX = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'VIRT_INTF_INDX');
const EVENTQEN = 0x4;
/** What tells where the next event goes. */
const EVENT_QUEUE = [SMMU_REGISTERS.EVENTQ_BASE, SMMU_REGISTERS.EVENTQ_BASE_H, SMMU_REGISTERS.EVENTQ_PROD, SMMU_REGISTERS.EVENTQ_CONS];
const GBPA_UPDATE = 0x8000_0000;
const INVALIDATE = 'HWPT_INVALIDATE';
const STREAMS: readonly string[] = ['HWPT_ALLOC', 'VFIO_DEVICE_ATTACH_IOMMUFD_PT'];
/** Commands at which a VMM has handed over what it held (TRAP-02). */
const ENDS_HOLDING = /^CMD_SYNC$|^CFGI_STE/;

/** Commands that it hands over. */
const HANDED_OVER = /^(?:TLBI_|ATC_INV$|CFGI_CD)/;

/** What a guest has done at one SMMU that a VMM may take in one way or another. */
interface Place {
  isOn: boolean;
  readonly mapped: Set<number>;
  /**
   * Registers of page 0, by slot, that were last written while a VMM may drop that: CMDQV_EN was 0, or the vCMDQ was not mapped (WR-18).
   */
  readonly gated: Map<number, Set<string>>;
  /** Slots that CMDQ_ALLOC_MAP gives another number, or another VINTF, and those of which registers were written meanwhile (MAP-10). */
  readonly strays: Set<number>;
  readonly routed: Set<number>;
  /** GBPA was written without Update (SMMU-02). */
  gbpa: boolean;
  tellsEvents: boolean;
  /** Registers of the event queue that were last written while it was on, or not since a reset; and events came meanwhile. */
  readonly unknown: Set<number>;
  /** EVENTQ_BASE was written since a start. */
  isSized: boolean;
  scattered: boolean;
  /** Commands that may be held back. */
  held: number;
  /** The kernel refuses one of them, and so what is handed over with it. */
  isRefused: boolean;
  /** A command had a StreamID that is out of range (SMMU-22). */
  isBeyond: boolean;
}

const NEW = (): Place => ({
  isOn: true,
  mapped: new Set(),
  gated: new Map(),
  strays: new Set(),
  routed: new Set(),
  gbpa: false,
  tellsEvents: false,
  unknown: new Set(),
  isSized: false,
  scattered: false,
  held: 0,
  isRefused: false,
  isBeyond: false,
});

/** What the specification leaves open of what a program has done so far. */
export class LeftOpen {
  readonly #places = new Map<string, Place>();
  /** A command is made to fail when it is executed, whichever queue it comes from. */
  #isSpoilt = false;
  #mixed = false;
  /** Requests that the kernel refused at some time. */
  readonly refused = new Set<string>();
  /** Those that it refuses now. */
  readonly #refusing = new Set<string>();

  /** What was done where an operation is done. */
  at(op: ProgramOp): Readonly<Place> {
    return this.#place(placeOf(op));
  }

  /** Whether it depends on when commands are handed over what becomes of them. */
  isMixed(op: ProgramOp): boolean {
    return this.#mixed || this.at(op).isRefused || (this.#refusing.has(INVALIDATE) && this.at(op).held > 0);
  }

  /** The kernel refused to attach streams at some time. */
  get refusedStreams(): boolean {
    return STREAMS.some((request) => this.refused.has(request));
  }

  /** A queue is freed: its registers are as after a reset (MIG-08). */
  frees(who: string, slot: number): void {
    this.#place(`${who} 0`).gated.delete(slot);
  }

  /** An operation is over. `isRefused` says that nothing was executed for a VMM that has a vIOMMU. */
  goesOn(op: ProgramOp, isRefused: boolean): void {
    const place = this.#place(placeOf(op));
    switch (op.op) {
      case 'start':
      case 'shutDown':
      case 'reset':
        for (const smmu of [0, 1]) {
          const name = `${op.who} ${smmu}`;
          // What the registers of an event queue hold out of a reset is not told; memory is what it was.
          const unknown = new Set(op.op === 'start' ? [] : EVENT_QUEUE);
          this.#places.set(name, { ...NEW(), unknown, scattered: op.op !== 'start' && this.#place(name).scattered });
        }
        return;
      case 'write':
        if ('who' in op) for (const [at, value] of wordsOf(op)) this.#write(place, GUEST_MAP.at(at, 4), value, op.width);
        return;
      case 'writeSmmu':
        if (op.at === SMMU_REGISTERS.CR0) place.tellsEvents = (op.value & EVENTQEN) !== 0;
        else if (op.at === SMMU_REGISTERS.GBPA) place.gbpa = (op.value & GBPA_UPDATE) === 0;
        else if (op.at !== SMMU_REGISTERS.EVENTQ_CONS && place.tellsEvents) place.unknown.add(op.at);
        else {
          place.unknown.delete(op.at);
          place.isSized ||= op.at === SMMU_REGISTERS.EVENTQ_BASE;
        }
        return;
      case 'event':
        for (const smmu of [0, 1]) {
          const one = this.#place(`${op.who} ${smmu}`);
          one.scattered ||= one.unknown.size > 0;
        }
        return;
      case 'submit':
        if ('command' in op) this.#submit(place, op.command, isRefused);
        return;
      case 'stream':
        place.held = 0;
        return;
      case 'plug':
      case 'unplug':
        this.#mixed ||= place.held > 0;
        return;
      case 'spoil':
      case 'timeout':
        this.#isSpoilt = true;
        this.#mixed ||= this.#holds;
        return;
      case 'refuse':
      case 'permit':
        if (op.op === 'refuse') this.refused.add(op.request);
        if (op.op === 'refuse') this.#refusing.add(op.request);
        else this.#refusing.delete(op.request);
        if (op.request !== INVALIDATE) return;
        this.#mixed ||= this.#holds;
        return;
      default:
    }
  }

  get #holds(): boolean {
    return [...this.#places.values()].some(({ held }) => held > 0);
  }

  #submit(place: Place, command: string, isRefused: boolean): void {
    const name = commandNameIn(command) ?? '';
    place.isBeyond ||= isBeyond(command);
    if (this.#isSpoilt || (this.#refusing.has(INVALIDATE) && place.held > 0)) this.#mixed = true;
    const isEnd = ENDS_HOLDING.test(name);
    // What was sent is compared with the next CMD_SYNC.
    place.isRefused = name !== 'CMD_SYNC' && (place.isRefused || (HANDED_OVER.test(name) && isRefused && !isBeyond(command)));
    place.held = isEnd ? 0 : place.held + 1;
  }

  #write(place: Place, register: Register | undefined, value: bigint, width: number): void {
    if (register === undefined) return;
    const { definition, element, name, place: where } = register;
    // What an access does that is wider than its register is not told.
    const bit = width === 4 && (value & 1n) === 1n;
    if (name === 'CMDQV_CONFIG') place.isOn = bit;
    else if (definition.name === 'CMDQ_ALLOC_MAP') {
      bit ? place.mapped.add(element) : place.mapped.delete(element);
      if (isStray(element, value)) place.strays.add(element);
      else if (width === 4) place.strays.delete(element);
    } else if (where.kind === 'direct' || where.kind === 'logical') {
      if (place.strays.size > 0) place.routed.add(where.slot);
      if (where.page !== 0) return;
      const gated = place.gated.get(where.slot) ?? new Set();
      if (!place.isOn || (where.kind === 'logical' && !place.mapped.has(where.slot))) gated.add(definition.name);
      else if (width === 4) gated.delete(definition.name);
      if (gated.size === 0) place.gated.delete(where.slot);
      else place.gated.set(where.slot, gated);
    }
  }

  #place(name: string): Place {
    const place = this.#places.get(name) ?? NEW();
    this.#places.set(name, place);
    return place;
  }
}

/** A command of a StreamID that the emulated SMMU has none of (LIFE-22). */
export function isBeyond(command: string): boolean {
  return (commandFieldValue(commandWords(bytesOf(command)), 'SID') ?? 0n) > 0xffffn;
}

/** An entry of CMDQ_ALLOC_MAP that maps to another logical slot than its own, or to another VINTF than 0. */
export function isStray(element: number, value: bigint): boolean {
  if ((value & 1n) === 0n) return false;
  return extract(value, LVCMDQ) !== BigInt(element) || extract(value, VIRT_INTF_INDX) !== 0n;
}

/** The 32-bit words that an access writes. */
function wordsOf(op: Extract<ProgramOp, { readonly op: 'write' }>): readonly (readonly [number, bigint])[] {
  const value = BigInt(op.value);
  if (op.width === 8)
    return [
      [op.at, value & 0xffff_ffffn],
      [op.at + 4, value >> 32n],
    ];
  return op.width === 4 ? [[op.at, value]] : [];
}

function placeOf(op: ProgramOp): string {
  return `${'who' in op ? op.who : ''} ${'smmu' in op && op.smmu === 1 ? 1 : 0}`;
}
