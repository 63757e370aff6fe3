import { type CmdqvDescription, DONE, type HostMemory, type RegisterWidth, type SmmuCommands } from '../../src/ports';
import {
  GLOBAL_REGISTERS,
  type Place,
  physicalMap,
  type Register,
  type RegisterMap,
  VCMDQ_PAGE0_REGISTERS,
  VINTF_REGISTERS,
} from '../../src/tables/registers';
import { AllocMap } from './alloc-map';
import type { CommandLegality } from './command-legality';
import { ErrorMaps } from './error-maps';
import { InterruptLine } from './interrupt-line';
import { QueueProcessor, type Service } from './queue-processor';
import { definitionIn, fieldIn } from './register-field';
import { Vcmdq } from './vcmdq';
import { Vintf } from './vintf';

const CMDQV_EN = fieldIn(GLOBAL_REGISTERS, 'CMDQV_CONFIG', 'CMDQV_EN');
const CMDQV_ENABLED = fieldIn(GLOBAL_REGISTERS, 'CMDQV_STATUS', 'CMDQV_ENABLED');
const CONFIG_RESET = Number(definitionIn(GLOBAL_REGISTERS, 'CMDQV_CONFIG').reset ?? 0n);
const ENABLE_OK = fieldIn(VINTF_REGISTERS, 'STATUS', 'ENABLE_OK');
const STATUS = fieldIn(VINTF_REGISTERS, 'STATUS', 'STATUS');
const VI_NUM_LVCMDQ = fieldIn(VINTF_REGISTERS, 'STATUS', 'VI_NUM_LVCMDQ');
const CMDQ_EN_OK = fieldIn(VCMDQ_PAGE0_REGISTERS, 'STATUS', 'CMDQ_EN_OK');

/** VINTF STATUS.STATUS while one of its vCMDQs has an error (VINTF-02). */
const VCMDQ_ERROR = 1;

/** What a store to a slot that nothing is mapped to sets going. */
const NO_QUEUES: readonly Vcmdq[] = [];

/** What a block stands on. */
interface Below {
  readonly memory: HostMemory;
  readonly commands: SmmuCommands;
  readonly legality: CommandLegality;
}

/** The registers of a CMDQ-V block, and the queues behind them. */
export class CmdqvBlock {
  readonly interrupt = new InterruptLine();
  readonly #map: RegisterMap;
  readonly #param: number;
  readonly #allocMap: AllocMap;
  readonly #errorMaps: ErrorMaps;
  readonly #processor: QueueProcessor;
  /** By number; made when they are first reached, for most of them never are. */
  readonly #vintfs = new Map<number, Vintf>();
  readonly #queues = new Map<number, Vcmdq>();
  /** The same in an array, for every store to a global register goes through them. */
  readonly #everyQueue: Vcmdq[] = [];
  #config = CONFIG_RESET;

  constructor(description: CmdqvDescription, below: Below) {
    this.#map = physicalMap(description);
    this.#param = paramOf(description);
    this.#allocMap = new AllocMap(this.#map.geometry);
    this.#errorMaps = new ErrorMaps(this.#queues, this.#allocMap);
    this.#processor = new QueueProcessor({ ...below, interrupt: this.interrupt, serviceOf: (queue) => this.#serviceOf(queue) });
  }

  /** Loads; 8 bytes are the two 32-bit registers, or halves of a register, that they cover. What is not decoded reads 0. */
  read(offset: number, width: RegisterWidth): bigint {
    const low = BigInt(this.#load(offset));
    return width === 4 ? low : low | (BigInt(this.#load(offset + 4)) << 32n);
  }

  /** Stores; resolves when the commands and interrupts that this set off are done. */
  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    const queues = this.#store(offset, Number(BigInt.asUintN(32, value)));
    // Both halves concern the same queues, and are stored before anything acts on them.
    if (width === 8) this.#store(offset + 4, Number(BigInt.asUintN(32, value >> 32n)));
    return this.#proceed(queues);
  }

  /** Forgets the ATC_INV timeouts of disabled queues, so that they do not meet their next owner (RST-02, ISO-08). */
  dropStaleTimeouts(): void {
    for (const queue of this.#everyQueue) {
      if (!this.#enableOk(queue)) queue.atcTimeout = false;
    }
  }

  #load(offset: number): number {
    const register = this.#map.at(offset, 4);
    if (register === undefined) return 0;
    const { place } = register;
    switch (place.kind) {
      case 'global':
        return this.#loadGlobal(register);
      case 'vintf':
        return this.#loadVintf(place.vintf, register);
      case 'direct':
      case 'logical': {
        const queue = this.#queueAt(place);
        return queue === undefined ? 0 : this.#loadQueue(queue, register);
      }
    }
  }

  #loadGlobal({ definition, element }: Register): number {
    switch (definition.name) {
      case 'CMDQV_CONFIG':
        return this.#config;
      case 'CMDQV_PARAM':
        return this.#param;
      case 'CMDQV_STATUS':
        return CMDQV_ENABLED.in(0, Number(this.#enabled));
      case 'VI_ERR_MAP':
        return this.#errorMaps.ofVintfs(element);
      case 'VI_INT_MASK':
        return this.interrupt.mask[element] ?? 0;
      case 'CMDQ_ERR_MAP':
        return this.#errorMaps.ofBlock(element);
      default: // CMDQ_ALLOC_MAP
        return this.#allocMap.read(element);
    }
  }

  #loadVintf(vintf: number, register: Register): number {
    switch (register.definition.name) {
      case 'STATUS':
        return this.#vintfStatus(vintf);
      case 'LVCMDQ_ERR_MAP':
        return this.#errorMaps.ofVintf(vintf, register.element);
      default:
        return this.#vintf(vintf).read(register);
    }
  }

  #loadQueue(queue: Vcmdq, register: Register): number {
    if (register.definition.name === 'STATUS') return CMDQ_EN_OK.in(0, Number(this.#enableOk(queue)));
    return queue.read(register);
  }

  /** Stores in a register, and gives the queues that this may have set going. */
  #store(offset: number, value: number): readonly Vcmdq[] {
    const register = this.#map.at(offset, 4);
    if (register === undefined) return NO_QUEUES;
    const { place } = register;
    switch (place.kind) {
      case 'global':
        this.#storeGlobal(register, value);
        return this.#everyQueue;
      case 'vintf':
        this.#vintf(place.vintf).write(register, value);
        return this.#everyQueue;
      case 'direct':
      case 'logical': {
        const queue = this.#queueAt(place);
        if (queue === undefined) return NO_QUEUES;
        queue.write(register, value);
        return [queue];
      }
    }
  }

  #storeGlobal({ definition, element }: Register, value: number): void {
    switch (definition.name) {
      case 'CMDQV_CONFIG':
        this.#config = value;
        break;
      case 'VI_INT_MASK':
        this.interrupt.mask[element] = value;
        break;
      case 'CMDQ_ALLOC_MAP':
        this.#allocMap.write(element, value);
        break;
    }
  }

  /** Runs the queues that a store can have made runnable; most stores make none. */
  #proceed(queues: readonly Vcmdq[]): Promise<void> {
    return queues.some((queue) => this.#processor.canRun(queue)) ? this.#run(queues) : DONE;
  }

  async #run(queues: readonly Vcmdq[]): Promise<void> {
    for (const queue of queues) await this.#processor.run(queue);
  }

  get #enabled(): boolean {
    return CMDQV_EN.isSet(this.#config);
  }

  #vintfStatus(vintf: number): number {
    const mapped = VI_NUM_LVCMDQ.in(0, this.#allocMap.mappedTo(vintf));
    const status = ENABLE_OK.in(mapped, Number(this.#vintfEnabled(vintf)));
    return this.#errorMaps.inVintf(vintf) ? STATUS.in(status, VCMDQ_ERROR) : status;
  }

  #vintfEnabled(vintf: number): boolean {
    return this.#enabled && this.#vintf(vintf).enable;
  }

  /** STATUS.CMDQ_EN_OK, which outlasts CMDQ_EN until the command in flight is over (CQ-12). */
  #enableOk(queue: Vcmdq): boolean {
    return queue.inFlight || this.#serviceOf(queue) !== undefined;
  }

  /** A queue runs while it, its VINTF and the block are enabled and it is mapped (CQ-11). */
  #serviceOf(queue: Vcmdq): Service | undefined {
    if (!queue.enable) return undefined;
    const place = this.#allocMap.placeOf(queue.index);
    if (place === undefined || !this.#vintfEnabled(place.vintf)) return undefined;
    return { place, vintf: this.#vintf(place.vintf) };
  }

  #vintf(number: number): Vintf {
    const known = this.#vintfs.get(number);
    if (known !== undefined) return known;
    const vintf = new Vintf(this.#map.geometry.sids);
    this.#vintfs.set(number, vintf);
    return vintf;
  }

  /** The queue behind a slot: of a direct page it is that vCMDQ, mapped or not (DIR-01); else what is mapped there, if anything (PHYS-11). */
  #queueAt(place: Extract<Place, { slot: number }>): Vcmdq | undefined {
    if (place.kind === 'direct') return this.#queue(place.slot);
    const mapped = this.#allocMap.mappedAt(place.vintf, place.slot);
    return mapped && this.#queue(mapped.index);
  }

  #queue(index: number): Vcmdq {
    const known = this.#queues.get(index);
    if (known !== undefined) return known;
    const queue = new Vcmdq(index);
    this.#queues.set(index, queue);
    this.#everyQueue.push(queue);
    return queue;
  }
}

function paramOf({ version, vcmdqsLog2, vintfsLog2, sidsLog2 }: CmdqvDescription): number {
  const fields = {
    CMDQV_VER: version,
    CMDQV_NUM_CMDQ_LOG2: vcmdqsLog2,
    CMDQV_NUM_VI_LOG2: vintfsLog2,
    CMDQV_NUM_SID_PER_VI_LOG2: sidsLog2,
  };
  return Object.entries(fields).reduce((value, [name, part]) => fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', name).in(value, part), 0);
}
