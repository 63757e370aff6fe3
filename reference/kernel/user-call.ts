import type { UserMemory } from '../../src/ports';
import { decodeStructure, encodeStructure, type Request, type Structure, type Values } from '../../src/tables/uapi';
import type { IommufdContext } from './iommufd-context';
import type { KernelObject } from './objects';
import { copyOut } from './user-copy';

/** An ioctl's argument as it arrived. */
export interface Arrival {
  readonly context: IommufdContext;
  readonly address: bigint;
  readonly memory: UserMemory;
  /** Bytes that the user's structure has. */
  readonly userSize: number;
  /** The structure as this kernel knows it. */
  readonly bytes: Uint8Array;
}

/**
 * One ioctl on an iommufd: its structure, which the handler changes, and the object that it makes.
 *
 * The object can be found only when the whole call has succeeded; otherwise it is destroyed (UAPI-COM-05).
 */
export class UserCall<S extends Structure> {
  readonly values: Values<S>;
  readonly context: IommufdContext;
  readonly memory: UserMemory;
  readonly #structure: S;
  readonly #address: bigint;
  readonly #userSize: number;
  #id: number | undefined;
  #object: KernelObject | undefined;

  constructor(structure: S, { context, address, memory, userSize, bytes }: Arrival) {
    this.values = decodeStructure(structure, bytes);
    this.context = context;
    this.memory = memory;
    this.#structure = structure;
    this.#address = address;
    this.#userSize = userSize;
  }

  /** Takes memory for an object, and reserves its ID. */
  reserve(): number {
    this.context.process.heap.take();
    this.#id = this.context.objects.reserve();
    return this.#id;
  }

  /** Names the object that the call makes; from now on a failure destroys it. */
  make<T extends KernelObject>(object: T): T {
    this.#object = object;
    return object;
  }

  /** Writes the structure back, as far as the user has it (UAPI-COM-05). */
  respond(): void {
    const bytes = encodeStructure(this.#structure, this.values);
    copyOut(this.memory, this.#address, bytes.subarray(0, Math.min(this.#userSize, bytes.length)));
  }

  /** The call succeeded. */
  commit(): void {
    if (this.#id !== undefined && this.#object !== undefined) this.context.objects.publish(this.#id, this.#object);
  }

  /** The call failed. */
  async rollBack(): Promise<void> {
    await this.#object?.destroy();
    if (this.#id !== undefined) this.context.objects.abandon(this.#id);
  }
}

/** The call that carries a request. */
export type CallOf<R extends Request> = R extends Request<infer S> ? UserCall<S> : never;
