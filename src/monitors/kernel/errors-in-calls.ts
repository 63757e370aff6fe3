import type { Operation } from '../../machine/log';
import type { Register } from '../../tables/registers';
import type { Bench } from '../monitor';
import type { Scene } from '../scene';
import { isCall } from '../views/outer-operations';
import { vintfOf } from './kernel-writes';

const WORD_BITS = 32;

/** The errors of a vCMDQ as a kernel read them in one call, and what it acknowledged. */
interface Errors {
  readonly gerror?: bigint;
  /** As it was read last, or written. */
  readonly gerrorn?: bigint;
}

/** What a kernel knows of the errors of user vCMDQs, in the call in which it looked last. */
export class ErrorsInCalls {
  readonly #scene: Scene;
  /** By SMMU and number. */
  readonly #errors: Map<string, Errors & { readonly call: number | undefined }>;

  constructor(scene: Scene, bench: Bench) {
    this.#scene = scene;
    this.#errors = bench.keep(new Map());
  }

  /** Takes an access to GERROR or GERRORN. */
  see(operation: Operation, register: Register): void {
    const block = this.#scene.block(operation.who);
    if (operation.port !== 'registers' || operation.by !== 'kernel' || block === undefined || vintfOf(block, register) === 0) return;
    const { event } = operation;
    if ((event.op !== 'read' && event.op !== 'write') || event.value === undefined) return;
    const key = `${operation.who} ${block.queueAt(register)}`;
    const call = this.#scene.around(operation, isCall)?.n;
    const known = { ...this.in(key, call), call };
    const value = BigInt.asUintN(WORD_BITS, event.value);
    if (register.definition.name === 'GERRORN') this.#errors.set(key, { ...known, gerrorn: value });
    // One of 8 bytes reaches both.
    else if (event.width === 8) this.#errors.set(key, { ...known, gerror: value, gerrorn: event.value >> BigInt(WORD_BITS) });
    else this.#errors.set(key, { ...known, gerror: value });
  }

  /** The errors of a vCMDQ, by SMMU and number, as far as a call has shown them. */
  in(key: string, call: number | undefined): Errors {
    const found = this.#errors.get(key);
    return found !== undefined && found.call === call ? found : {};
  }
}
