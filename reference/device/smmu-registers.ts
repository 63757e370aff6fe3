import { COMMAND_BYTES } from '../../src/tables/commands';
import { extract, field } from '../../src/tables/registers';
import {
  cmdqsOf,
  ID_REGISTER_NAMES,
  type Identification,
  type IdRegister,
  idRegister,
  SMMU_REGISTERS,
  withIdentification,
} from '../../src/tables/smmu';
import { EventQueue } from './event-queue';
import { bitsOf } from './register-bits';

const { CR0, CR0ACK, GBPA, GERROR, GERRORN } = SMMU_REGISTERS;
const ID_REGISTER_AT = new Map<number, IdRegister>(ID_REGISTER_NAMES.map((name) => [SMMU_REGISTERS[name], name]));

const CR0_SMMUEN = field('SMMUEN', 0);
const CR0_EVENTQEN = field('EVENTQEN', 2);
const GBPA_ABORT = field('ABORT', 20);
const GBPA_UPDATE = field('UPDATE', 31);
const GERROR_CMDQ = field('CMDQ_ERR', 0);

/** What decides over streams that have no say themselves: GBPA while the SMMU is off, the stream table while it is on. */
export type Policy = 'abort' | 'bypass' | 'streamTable';

/** The registers of the emulated SMMUv3 that matter to CMDQ-V; the others read 0. */
export class SmmuRegisters {
  readonly eventQueue = new EventQueue();
  identification: Identification;
  #cr0 = 0n;
  #gbpa = 0n;
  #gerror = 0n;
  #gerrorn = 0n;

  constructor(identification: Identification) {
    this.identification = identification;
  }

  read(offset: number): number {
    const name = ID_REGISTER_AT.get(offset);
    if (name !== undefined) return idRegister(this.identification, name);
    switch (offset) {
      case CR0:
      case CR0ACK:
        return Number(this.#cr0);
      case GBPA:
        return Number(this.#gbpa);
      case GERROR:
        return Number(this.#gerror);
      case GERRORN:
        return Number(this.#gerrorn);
      default:
        return Number(this.eventQueue.read(offset) ?? 0n);
    }
  }

  write(offset: number, value: number): void {
    const content = BigInt.asUintN(32, BigInt(value));
    if (offset === CR0) this.#cr0 = content;
    // SMMU-02; UPDATE reads 0 once the update is done, which is at once
    else if (offset === GBPA && extract(content, GBPA_UPDATE) === 1n) this.#gbpa = content & ~bitsOf(GBPA_UPDATE);
    else if (offset === GERRORN) this.#gerrorn = content;
    else this.eventQueue.write(offset, content);
  }

  /** TRAP-03, SMMU-01, SMMU-03 */
  get policy(): Policy {
    if (extract(this.#cr0, CR0_SMMUEN) === 1n) return 'streamTable';
    return extract(this.#gbpa, GBPA_ABORT) === 1n ? 'abort' : 'bypass';
  }

  /** CR0.EVENTQEN: events reach the guest's queue (SMMU-09, SMMU-15). */
  get tellsEvents(): boolean {
    return extract(this.#cr0, CR0_EVENTQEN) === 1n;
  }

  /** The command queue has met a command that it cannot consume: an error is active while the bits differ (SMMU-08). */
  reportIllegalCommand(): void {
    this.#gerror = (this.#gerror & ~bitsOf(GERROR_CMDQ)) | (~this.#gerrorn & bitsOf(GERROR_CMDQ));
  }

  /** Content of GERROR. */
  get gerror(): number {
    return Number(this.#gerror);
  }

  /** Lowers IDR1.CMDQS, so that the guest's largest queue fits into a page of `pageBytes` (LIM-03). */
  clampCommandQueue(pageBytes: bigint): void {
    let log2size = BigInt(cmdqsOf(this.identification));
    while (BigInt(COMMAND_BYTES) << log2size > pageBytes) log2size -= 1n;
    this.identification = withIdentification(this.identification, [['IDR1.CMDQS', log2size]]);
  }

  reset(): void {
    this.#cr0 = 0n;
    this.#gbpa = 0n;
    this.#gerror = 0n;
    this.#gerrorn = 0n;
    this.eventQueue.reset();
  }
}
