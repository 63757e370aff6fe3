import { type CmdqvDescription, DONE, type HostMemory, type RegisterWidth, type SmmuCommands } from '../../src/ports';
import {
  compose,
  type Geometry,
  GLOBAL_REGISTERS,
  physicalMap,
  type Register,
  type RegisterMap,
  VCMDQ_PAGE0_REGISTERS,
  VINTF_REGISTERS,
} from '../../src/registers';
import { AllocMap } from './alloc-map';
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

/** Queues that a write may have set going. */
type Affected = Vcmdq | 'all' | 'none';

/** The registers of a CMDQ-V block, and the queues behind them. */
export class CmdqvBlock {
  readonly interrupt = new InterruptLine();
  readonly #map: RegisterMap;
  readonly #geometry: Geometry;
  readonly #param: number;
  readonly #allocMap: AllocMap;
  readonly #errorMaps: ErrorMaps;
  readonly #processor: QueueProcessor;
  /** By number; made when they are first reached, for most of them never are. */
  readonly #vintfs: (Vintf | undefined)[] = [];
  readonly #queues: (Vcmdq | undefined)[] = [];
  #config = CONFIG_RESET;

  constructor(description: CmdqvDescription, below: { readonly memory: HostMemory; readonly commands: SmmuCommands }) {
    this.#map = physicalMap(description);
    this.#geometry = this.#map.geometry;
    this.#param = paramOf(description, this.#map);
    this.#allocMap = new AllocMap(this.#geometry);
    this.#errorMaps = new ErrorMaps(this.#queues, this.#allocMap);
    this.#processor = new QueueProcessor({ ...below, interrupt: this.interrupt, serviceOf: (queue) => this.#serviceOf(queue) });
  }

  /** Loads; 8 bytes are the two 32-bit registers, or halves of a register, that they cover. What is not decoded reads 0. */
  read(offset: number, width: RegisterWidth): bigint {
    if (offset % width !== 0) return 0n;
    const low = BigInt(this.#load(offset));
    return width === 4 ? low : low | (BigInt(this.#load(offset + 4)) << 32n);
  }

  /** Stores; resolves when the commands and interrupts that this set off are done. */
  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    if (offset % width !== 0) return DONE;
    const first = this.#store(offset, Number(BigInt.asUintN(32, value)));
    // Both halves are stored before anything acts on them.
    const second = width === 4 ? first : this.#store(offset + 4, Number(BigInt.asUintN(32, value >> 32n)));
    if (second === first || second === 'none') return this.#proceed(first);
    return this.#proceed(first).then(() => this.#proceed(second));
  }

  /** Forgets the ATC_INV timeouts of disabled queues, so that they do not meet their next owner (RST-02, ISO-08). */
  dropStaleTimeouts(): void {
    for (const queue of this.#queues) {
      if (queue !== undefined && !this.#enableOk(queue)) queue.atcTimeout = false;
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
        return this.#loadQueue(this.#queue(place.slot), register);
      case 'logical': {
        const mapped = this.#allocMap.mappedAt(place.vintf, place.slot);
        return mapped === undefined ? 0 : this.#loadQueue(this.#queue(mapped.index), register); // PHYS-11
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
      case 'CMDQ_ALLOC_MAP':
        return this.#allocMap.read(element);
      default:
        return 0;
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

  #store(offset: number, value: number): Affected {
    const register = this.#map.at(offset, 4);
    if (register === undefined || register.definition.access === 'RO') return 'none';
    const { place } = register;
    switch (place.kind) {
      case 'global':
        return this.#storeGlobal(register, value);
      case 'vintf':
        this.#vintf(place.vintf).write(register, value);
        return register.definition.name === 'CONFIG' ? 'all' : 'none';
      case 'direct':
        return this.#storeQueue(this.#queue(place.slot), register, value); // mapped or not (DIR-01)
      case 'logical': {
        const mapped = this.#allocMap.mappedAt(place.vintf, place.slot);
        return mapped === undefined ? 'none' : this.#storeQueue(this.#queue(mapped.index), register, value); // PHYS-11
      }
    }
  }

  #storeGlobal({ definition, element }: Register, value: number): Affected {
    switch (definition.name) {
      case 'CMDQV_CONFIG':
        this.#config = value;
        return 'all';
      case 'VI_INT_MASK':
        this.interrupt.mask[element] = value;
        return 'none';
      case 'CMDQ_ALLOC_MAP':
        this.#allocMap.write(element, value);
        return 'all';
      default:
        return 'none';
    }
  }

  #storeQueue(queue: Vcmdq, register: Register, value: number): Affected {
    queue.write(register, value);
    return queue;
  }

  /** Runs the queues that a store can have made runnable; most stores make none. */
  #proceed(affected: Affected): Promise<void> {
    if (affected === 'none') return DONE;
    if (affected !== 'all') return this.#runnable(affected) ? this.#run([affected]) : DONE;
    for (const queue of this.#queues) if (this.#runnable(queue)) return this.#run(this.#queues);
    return DONE;
  }

  async #run(queues: readonly (Vcmdq | undefined)[]): Promise<void> {
    for (const queue of queues) if (queue !== undefined && this.#runnable(queue)) await this.#processor.run(queue);
  }

  #runnable(queue: Vcmdq | undefined): boolean {
    return queue !== undefined && this.#processor.canRun(queue);
  }

  get #enabled(): boolean {
    return CMDQV_EN.isSet(this.#config);
  }

  #vintfStatus(vintf: number): number {
    let mapped = 0;
    for (let lvcmdq = 0; lvcmdq < this.#geometry.lvcmdqs; lvcmdq++) {
      if (this.#allocMap.mappedAt(vintf, lvcmdq) !== undefined) mapped++;
    }
    const status = ENABLE_OK.in(VI_NUM_LVCMDQ.in(0, mapped), Number(this.#vintfEnabled(vintf)));
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
    const vintf = this.#vintfs[number] ?? new Vintf(this.#geometry.sids);
    this.#vintfs[number] = vintf;
    return vintf;
  }

  #queue(index: number): Vcmdq {
    const queue = this.#queues[index] ?? new Vcmdq(index);
    this.#queues[index] = queue;
    return queue;
  }
}

function paramOf({ version, vcmdqsLog2, vintfsLog2, sidsLog2 }: CmdqvDescription, map: RegisterMap): number {
  const register = map.named('CMDQV_PARAM');
  if (register === undefined) throw new RangeError('no register CMDQV_PARAM');
  const fields = {
    CMDQV_VER: BigInt(version),
    CMDQV_NUM_CMDQ_LOG2: BigInt(vcmdqsLog2),
    CMDQV_NUM_VI_LOG2: BigInt(vintfsLog2),
    CMDQV_NUM_SID_PER_VI_LOG2: BigInt(sidsLog2),
  };
  return Number(compose(register, fields));
}
