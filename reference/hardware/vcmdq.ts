import { COMMAND_BYTES } from '../../src/tables/commands';
import {
  COMMAND_ERRORS,
  type CommandError,
  extract,
  type Register,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
} from '../../src/tables/registers';
import { QueueIndex } from './queue-index';
import { definitionIn, fieldIn, positionIn } from './register-field';
import { WideRegister } from './wide-register';

const RD = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'RD');
const ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'ERR');
const WR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'PROD_INDX', 'WR');
const CMDQ_EN = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONFIG', 'CMDQ_EN');
const CMDQ_ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'GERROR', 'CMDQ_ERR');
const ERROR_BITS = definitionIn(VCMDQ_PAGE0_REGISTERS, 'GERROR').fields.reduce((bits, { low }) => bits | (1 << low), 0);
const LOG2SIZE = fieldIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'LOG2SIZE');
const ADDR = positionIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'ADDR');

/** Index and wrap bit share RD, which bounds the size of a queue (VCMDQ-09). */
const MAX_LOG2SIZE = Math.log2(RD.limit + 1) - 1;
const LARGEST = new QueueIndex(MAX_LOG2SIZE);
const INDICES = Array.from({ length: MAX_LOG2SIZE }, (_, log2size) => new QueueIndex(log2size));

/**
 * A physical vCMDQ: its registers, its indices and its errors.
 *
 * They stay with the queue whatever VINTF it is mapped to; whoever hands it on cleans it (ISO-08).
 */
export class Vcmdq {
  /** Global vCMDQ number. */
  readonly index: number;
  /** A command of the queue is being fetched or executed. */
  inFlight = false;
  /** An ATC_INV timed out and no CMD_SYNC has told so yet. */
  atcTimeout = false;

  readonly #base = new WideRegister();
  readonly #consDram = new WideRegister();
  #cons = 0;
  #prod = 0;
  #config = 0;
  #gerror = 0;
  #gerrorn = 0;

  constructor(index: number) {
    this.index = index;
  }

  /** CONFIG.CMDQ_EN. */
  get enable(): boolean {
    return CMDQ_EN.isSet(this.#config);
  }

  /** CMDQ_ERR is active: the queue stands still until it is acknowledged (ERR-03). */
  get stopped(): boolean {
    return CMDQ_ERR.isSet(this.#activeErrors);
  }

  /** Any error is active, as the error maps show it (GERR-05). */
  get failing(): boolean {
    return (this.#activeErrors & ERROR_BITS) !== 0;
  }

  get empty(): boolean {
    return this.#indices.isEmpty(RD.of(this.#cons), WR.of(this.#prod));
  }

  /** Host physical address of the entry at RD (CQ-01, CQ-08). */
  get entryAddress(): bigint {
    const base = extract(this.#base.value, ADDR);
    return base + BigInt(COMMAND_BYTES * this.#indices.entry(RD.of(this.#cons)));
  }

  /** The entry at RD is consumed. */
  advance(): void {
    this.#cons = RD.in(this.#cons, this.#indices.next(RD.of(this.#cons)));
  }

  /** Stops the queue at RD by a toggle of CMDQ_ERR (GERR-01); it was not active, for a stopped queue does not run (GERR-02). */
  fail(error: CommandError): void {
    this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);
    this.#gerror = CMDQ_ERR.in(this.#gerror, CMDQ_ERR.of(this.#gerror) ^ 1);
  }

  /** Value of any register but STATUS, which depends on the rest of the block. */
  read({ definition, half }: Register): number {
    switch (definition.name) {
      case 'CONS_INDX':
        return this.#cons;
      case 'PROD_INDX':
        return this.#prod;
      case 'CONFIG':
        return this.#config;
      case 'GERROR':
        return this.#gerror;
      case 'GERRORN':
        return this.#gerrorn;
      case 'BASE':
        return this.#base.read(half);
      default: // CONS_INDX_BASE_DRAM
        return this.#consDram.read(half);
    }
  }

  /** Stores in a register that is not read-only; ERR outlasts the error, after which it means nothing (ERR-04). */
  write({ definition, half }: Register, value: number): void {
    switch (definition.name) {
      case 'CONS_INDX':
        this.#cons = value;
        break;
      case 'PROD_INDX':
        this.#prod = value;
        break;
      case 'CONFIG':
        this.#config = value;
        break;
      case 'GERRORN':
        this.#gerrorn = value;
        break;
      case 'BASE':
        this.#base.write(half, value);
        break;
      case 'CONS_INDX_BASE_DRAM':
        this.#consDram.write(half, value);
        break;
    }
  }

  get #indices(): QueueIndex {
    return indicesOf(LOG2SIZE.of(this.#base.low));
  }

  get #activeErrors(): number {
    return this.#gerror ^ this.#gerrorn;
  }
}

/** A LOG2SIZE too large for the index registers counts as the largest that fits. */
function indicesOf(log2size: number): QueueIndex {
  return INDICES[log2size] ?? LARGEST;
}
