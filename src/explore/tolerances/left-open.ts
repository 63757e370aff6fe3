import { commandWords, definitionOf } from '../../tables/commands';
import { extract, fieldIn, GLOBAL_REGISTERS, GUEST_MAP, type Register } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { bytesOf, type ProgramOp } from '../program';

const LVCMDQ = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'LVCMDQ');
const VIRT_INTF_INDX = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'VIRT_INTF_INDX');
const EVENTQEN = 0x4;
const GBPA_UPDATE = 0x8000_0000;
const INVALIDATE = 'HWPT_INVALIDATE';
const STREAMS: readonly string[] = ['HWPT_ALLOC', 'VFIO_DEVICE_ATTACH_IOMMUFD_PT'];
/** Commands at which a VMM has handed over what it held (TRAP-02). */
const ENDS_HOLDING = /^CMD_SYNC$|^CFGI_STE/;

/** What a guest has done at one SMMU that a VMM may take in one way or another. */
interface Place {
  isOn: boolean;
  readonly mapped: Set<number>;
  /** Slots of which a register of page 0 was written while a VMM may drop that: CMDQV_EN was 0, or the vCMDQ was not mapped (WR-18). */
  readonly gated: Set<number>;
  /** Slots that CMDQ_ALLOC_MAP gave another number, or another VINTF (MAP-10). */
  readonly strays: Set<number>;
  /** GBPA was written without Update (SMMU-02). */
  gbpa: boolean;
  tellsEvents: boolean;
  /** The registers of the event queue were written while it was on, or were out of reset. */
  eventQueue: boolean;
  /** Commands that may be held back. */
  held: number;
}

const NEW = (): Place => ({
  isOn: true,
  mapped: new Set(),
  gated: new Set(),
  strays: new Set(),
  gbpa: false,
  tellsEvents: false,
  eventQueue: false,
  held: 0,
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
    return this.#mixed || (this.#refusing.has(INVALIDATE) && this.at(op).held > 0);
  }

  /** The kernel refused to attach streams at some time. */
  get refusedStreams(): boolean {
    return STREAMS.some((request) => this.refused.has(request));
  }

  /** A queue is freed: its registers are as after a reset (MIG-08). */
  frees(who: string, slot: number): void {
    this.#place(`${who} 0`).gated.delete(slot);
  }

  /** An operation is over. */
  goesOn(op: ProgramOp): void {
    const place = this.#place(placeOf(op));
    switch (op.op) {
      case 'start':
      case 'shutDown':
      case 'reset':
        for (const smmu of [0, 1]) {
          const name = `${op.who} ${smmu}`;
          const { eventQueue } = this.#place(name);
          // What EVENTQ_BASE and EVENTQ_PROD hold out of a reset is not told.
          this.#places.set(name, { ...NEW(), eventQueue: op.op === 'reset' || (op.op !== 'start' && eventQueue) });
        }
        return;
      case 'write':
        if ('who' in op) for (const [at, value] of wordsOf(op)) this.#write(place, GUEST_MAP.at(at, 4), value, op.width);
        return;
      case 'writeSmmu':
        if (op.at === SMMU_REGISTERS.CR0) place.tellsEvents = (op.value & EVENTQEN) !== 0;
        else if (op.at === SMMU_REGISTERS.GBPA) place.gbpa = (op.value & GBPA_UPDATE) === 0;
        else if (op.at !== SMMU_REGISTERS.EVENTQ_CONS && place.tellsEvents) place.eventQueue = true;
        return;
      case 'submit':
        if ('command' in op) this.#submit(place, op.command);
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

  #submit(place: Place, command: string): void {
    const name = definitionOf(commandWords(bytesOf(command)))?.name ?? '';
    if (this.#isSpoilt || (this.#refusing.has(INVALIDATE) && place.held > 0)) this.#mixed = true;
    place.held = ENDS_HOLDING.test(name) ? 0 : place.held + 1;
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
    } else if ((where.kind === 'direct' || where.kind === 'logical') && where.page === 0)
      if (!place.isOn || (where.kind === 'logical' && !place.mapped.has(where.slot))) place.gated.add(where.slot);
  }

  #place(name: string): Place {
    const place = this.#places.get(name) ?? NEW();
    this.#places.set(name, place);
    return place;
  }
}

/** An entry of CMDQ_ALLOC_MAP that names another logical slot than its own, or another VINTF than 0. */
export function isStray(element: number, value: bigint): boolean {
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
