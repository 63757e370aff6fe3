import { LowestFree } from './lowest-free';
import { Refusal } from './refusal';

/** IDs are positive 31-bit numbers. */
const LAST_ID = 2 ** 31 - 1;

/**
 * An object of an iommufd. It counts its users; the table that holds it is the first.
 *
 * Whoever depends on an object acquires it, so that it cannot be destroyed before its dependants.
 */
export abstract class KernelObject {
  #users = 1;

  acquire(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
  }

  /** Nobody but the table uses the object. */
  get idle(): boolean {
    return this.#users === 1;
  }

  /** Undoes what the object did to the hardware and releases what it acquired. */
  abstract destroy(): Promise<void>;
}

/** A class of objects, as what an ID must name. */
export type ObjectType<T extends KernelObject> = abstract new (...args: never[]) => T;

/** IDs that name no object: reserved for one that is being made, or left by one that went with its device. */
type Vacant = 'reserved' | 'tombstone';

/** The objects of one iommufd, by ID (UAPI-COM-06, ISO-01). */
export class ObjectTable {
  readonly #ids = new LowestFree(1, LAST_ID);
  readonly #slots = new Map<number, KernelObject | Vacant>();
  readonly #idOf = new Map<KernelObject, number>();

  /** Takes the lowest free ID for an object that cannot be found yet. */
  reserve(): number {
    const id = this.#ids.take();
    if (id === undefined) throw new Refusal('ENOSPC');
    this.#slots.set(id, 'reserved');
    return id;
  }

  /** Gives a reserved ID back. */
  abandon(id: number): void {
    this.#slots.delete(id);
    this.#ids.give(id);
  }

  /** Makes an object known under its reserved ID. */
  publish(id: number, object: KernelObject): void {
    this.#slots.set(id, object);
    this.#idOf.set(object, id);
  }

  /** Reserves an ID for an object and makes it known at once. */
  add(object: KernelObject): number {
    const id = this.reserve();
    this.publish(id, object);
    return id;
  }

  /** The object with this ID, whatever its type. */
  find(id: number): KernelObject | undefined {
    const slot = this.#slots.get(id);
    return slot instanceof KernelObject ? slot : undefined;
  }

  /** The object of this type with this ID. */
  get<T extends KernelObject>(id: number, type: ObjectType<T>): T {
    const object = this.find(id);
    if (!(object instanceof type)) throw new Refusal('ENOENT'); // UAPI-COM-06
    return object;
  }

  /** All objects of this type. */
  all<T extends KernelObject>(type: ObjectType<T>): readonly T[] {
    return [...this.#idOf.keys()].filter((object): object is T => object instanceof type);
  }

  idOf(object: KernelObject): number {
    const id = this.#idOf.get(object);
    if (id === undefined) throw new Error('the object is in no table');
    return id;
  }

  /** Forgets an object and frees its ID. */
  remove(object: KernelObject): void {
    const id = this.#take(object);
    this.#slots.delete(id);
    this.#ids.give(id);
  }

  /** Forgets an object but never uses its ID again (VSID-15). */
  bury(object: KernelObject): void {
    this.#slots.set(this.#take(object), 'tombstone');
  }

  /** Destroys the object with this ID, on behalf of the user (UAPI-DES-01). */
  async destroy(id: number): Promise<void> {
    const object = this.find(id);
    if (object === undefined) throw new Refusal('ENOENT');
    if (!object.idle) throw new Refusal('EBUSY');
    this.remove(object);
    await object.destroy();
  }

  /** Destroys everything leaf-first: in passes over ascending IDs, each taking what nobody uses (UAPI-DES-05, TEAR-12). */
  async destroyAll(): Promise<void> {
    while (this.#idOf.size > 0) {
      for (const id of [...this.#slots.keys()].sort((a, b) => a - b)) {
        const object = this.find(id);
        if (object?.idle !== true) continue;
        this.remove(object);
        await object.destroy();
      }
    }
  }

  #take(object: KernelObject): number {
    const id = this.idOf(object);
    this.#idOf.delete(object);
    return id;
  }
}
