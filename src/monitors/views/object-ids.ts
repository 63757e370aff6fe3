import type { Operation } from '../../machine/log';
import { ATTACH_IOMMUFD_PT, BIND_IOMMUFD, DESTROY, HW_QUEUE_ALLOC, IOMMU_PATH, REQUESTS } from '../../tables/uapi';
import { answerOf, askedOf, type Ioctl } from './call-structures';
import { madeBy } from './user-objects';

/**
 * Whose an ID is: an object's that a request named, that of the access that a hw_queue brings along, or of nobody knows what: an object
 * that goes when nobody may see.
 */
type Holder = 'object' | 'access' | 'unknown';

/** What became of an ID. */
export type IdFound =
  /** A new object has one; the lowest that was free is told. */
  | { readonly kind: 'given'; readonly id: number; readonly lowest: number; readonly isAccess: boolean }
  /** A user destroyed the access of a hw_queue, or was told that he cannot. */
  | { readonly kind: 'access'; readonly id: number; readonly destroyed: boolean }
  /** A user was told that he destroyed what nobody has. */
  | { readonly kind: 'nobody'; readonly id: number };

const REQUESTED = new Set(REQUESTS.map(({ number }) => number));

/** The IDs of one iommufd, from its opening on. */
class Ids {
  readonly #held = new Map<number, Holder>();
  /** By hw_queue. */
  readonly #accesses = new Map<number, number>();
  /** Whether the IDs of devices are told, which are no object's that a request makes. */
  tellsDevices = false;

  copy(): Ids {
    const copy = new Ids();
    copy.tellsDevices = this.tellsDevices;
    for (const [id, holder] of this.#held) copy.#held.set(id, holder);
    for (const [queue, access] of this.#accesses) copy.#accesses.set(queue, access);
    return copy;
  }

  get(id: number): Holder | undefined {
    return this.#held.get(id);
  }

  /** The lowest number that nobody has. */
  get lowest(): number {
    let lowest = 1;
    while (this.#held.has(lowest)) lowest += 1;
    return lowest;
  }

  hold(id: number, holder: Holder): void {
    this.#held.set(id, holder);
  }

  /** A hw_queue brings an access along, with the next ID. */
  bring(queue: number): void {
    const access = this.lowest;
    const isSure = ![...this.#held].some(([id, holder]) => holder === 'unknown' && id < access);
    this.#held.set(access, isSure ? 'access' : 'unknown');
    if (isSure) this.#accesses.set(queue, access);
  }

  /** An object is gone, and with a hw_queue its access. */
  free(id: number): void {
    this.#held.delete(id);
    const access = this.#accesses.get(id);
    if (access !== undefined) this.#held.delete(access);
    this.#accesses.delete(id);
  }
}

/** What is known of files, by their process and number there. */
class Files<T> {
  readonly #processes = new Map<string, Map<number, T>>();

  get(who: string, fd: number): T | undefined {
    return this.#processes.get(who)?.get(fd);
  }

  set(who: string, fd: number, known: T): void {
    const files = this.#processes.get(who);
    if (files === undefined) this.#processes.set(who, new Map([[fd, known]]));
    else files.set(fd, known);
  }

  delete(who: string, fd: number): void {
    this.#processes.get(who)?.delete(fd);
  }

  each(take: (who: string, fd: number, known: T) => void): void {
    for (const [who, files] of this.#processes) for (const [fd, known] of files) take(who, fd, known);
  }
}

/** Follows the IDs of iommufds that a log shows from their opening on. */
export class ObjectIds {
  readonly #whole: boolean;
  readonly #files = new Files<Ids>();
  /** Devices that are bound, by their file: the iommufd of the same process, and the ID there. */
  readonly #devices = new Files<{ readonly iommufd: number; readonly id: number }>();

  #last: Operation | undefined;
  #found: IdFound | undefined;

  /** `whole`: nothing had happened before the log. */
  constructor({ whole }: { readonly whole: boolean }) {
    this.#whole = whole;
  }

  copy(): ObjectIds {
    const copy = new ObjectIds({ whole: this.#whole });
    this.#files.each((who, fd, ids) => copy.#files.set(who, fd, ids.copy()));
    this.#devices.each((who, fd, device) => copy.#devices.set(who, fd, device));
    return copy;
  }

  /** A call begins; its answer is there already. */
  begins(operation: Operation): void {
    this.foundBy(operation);
  }

  /** What a call that begins does to an ID: whoever asks first has it seen, and all others get what was found. */
  foundBy(operation: Operation): IdFound | undefined {
    if (operation !== this.#last) {
      this.#last = operation;
      this.#found = this.#seen(operation);
    }
    return this.#found;
  }

  #seen(operation: Operation): IdFound | undefined {
    if (operation.port !== 'host') return undefined;
    const { event, given, who } = operation;
    switch (event.op) {
      case 'open':
        if (event.fd !== undefined && event.path === IOMMU_PATH && this.#whole && !given) this.#files.set(who, event.fd, new Ids());
        return undefined;
      case 'close':
        this.#closed(who, event.fd);
        return undefined;
      case 'ioctl':
        return this.#asked(who, event, given);
      default:
        return undefined;
    }
  }

  #closed(who: string, fd: number): void {
    this.#files.delete(who, fd);
    const device = this.#devices.get(who, fd);
    this.#devices.delete(who, fd);
    // It goes with the last that holds the file.
    if (device !== undefined) this.#files.get(who, device.iommufd)?.hold(device.id, 'unknown');
  }

  #asked(who: string, event: Ioctl, given: boolean): IdFound | undefined {
    const { fd } = event;
    const bound = answerOf(event, BIND_IOMMUFD);
    if (bound !== undefined) {
      const { iommufd, out_devid: id } = bound;
      this.#devices.set(who, fd, { iommufd, id });
      const ids = this.#files.get(who, iommufd);
      if (ids !== undefined) ids.tellsDevices = true;
      return this.#given(who, iommufd, { id, given });
    }
    const ids = this.#files.get(who, fd);
    if (ids === undefined) {
      this.#attached(who, event);
      return undefined;
    }
    if (given || event.status === undefined || (event.status === 'OK' && !REQUESTED.has(event.request))) {
      this.#files.delete(who, fd);
      return undefined;
    }
    const destroyed = askedOf(event, DESTROY)?.id;
    if (destroyed !== undefined) {
      const holder = ids.get(destroyed);
      if (event.status === 'OK') ids.free(destroyed);
      if (holder === undefined && event.status === 'OK' && ids.tellsDevices) return { kind: 'nobody', id: destroyed };
      return holder === 'access' ? { kind: 'access', id: destroyed, destroyed: event.status === 'OK' } : undefined;
    }
    const made = madeBy(event);
    if (made === undefined) return undefined;
    const found = this.#given(who, fd, { id: made.id, given });
    if (event.request === HW_QUEUE_ALLOC.number) this.#files.get(who, fd)?.bring(made.id);
    return found;
  }

  /** An object has an ID. */
  #given(who: string, fd: number, { given, id }: { readonly given: boolean; readonly id: number }): IdFound | undefined {
    const ids = this.#files.get(who, fd);
    if (ids === undefined) return undefined;
    const { lowest } = ids;
    const isAccess = ids.get(id) === 'access';
    ids.hold(id, 'object');
    // From here on nobody knows who has what.
    if (given || isAccess || id > lowest) this.#files.delete(who, fd);
    return given ? undefined : { kind: 'given', id, lowest, isAccess };
  }

  /** Attaching to an IOAS makes a HWPT, which goes with its last device. */
  #attached(who: string, event: Ioctl): void {
    const device = this.#devices.get(who, event.fd);
    const ids = device && this.#files.get(who, device.iommufd);
    const made = answerOf(event, ATTACH_IOMMUFD_PT)?.pt_id;
    if (ids === undefined || made === undefined || askedOf(event, ATTACH_IOMMUFD_PT)?.pt_id === made) return;
    if (ids.get(made) !== 'object') ids.hold(made, 'unknown');
  }
}
