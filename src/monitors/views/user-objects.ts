import type { HostEvent } from '../../machine/log';
import {
  BIND_IOMMUFD,
  DESTROY,
  HW_QUEUE_ALLOC,
  HWPT_ALLOC,
  IOAS_ALLOC,
  MAKING_REQUESTS,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  VIOMMU_ALLOC,
} from '../../tables/uapi';
import { answerOf, askedOf } from './call-structures';

/** An object of an iommufd, by what its allocation was asked for. */
export type UserObject =
  | { readonly kind: 'IOAS' }
  | { readonly kind: 'HWPT'; readonly parent: number }
  | { readonly kind: 'vIOMMU'; readonly hwpt: number; readonly type: number }
  | { readonly kind: 'hw_queue'; readonly viommu: number; readonly index: number; readonly address: bigint; readonly length: bigint }
  | { readonly kind: 'vDEVICE'; readonly viommu: number; readonly device: number; readonly virtId: bigint }
  | { readonly kind: 'vEVENTQ'; readonly viommu: number; readonly type: number; readonly fd: number };

/** An object and its ID. */
export type Named<O extends UserObject = UserObject> = O & { readonly id: number };

/** The objects of one process, as its own calls made and destroyed them. */
export class UserObjects {
  readonly #files = new Map<number, Map<number, UserObject>>();
  /** By the file of a device: the iommufd that it is bound to, and its ID there. */
  readonly #bound = new Map<number, { readonly iommufd: number; readonly device: number }>();
  /** vIOMMUs that were made, or that something was made for: a log need not show where they come from. */
  readonly #viommus = new Map<number, Set<number>>();
  /** Worked out when they are asked for first: that is after every write of a guest. */
  #queues: readonly Named<Extract<UserObject, { readonly kind: 'hw_queue' }>>[] | undefined;

  /** The object that an iommufd calls so. */
  get(fd: number, id: number): UserObject | undefined {
    return this.#files.get(fd)?.get(id);
  }

  /** Whether an ID is a hw_queue's, or nobody knows whose. */
  mayBeQueue(fd: number, id: number): boolean {
    const object = this.get(fd, id);
    return object === undefined || object.kind === 'hw_queue';
  }

  /** All objects of a kind that an iommufd has. */
  of<K extends UserObject['kind']>(fd: number, kind: K): readonly Named<Extract<UserObject, { readonly kind: K }>>[] {
    const isOf = (object: UserObject): object is Extract<UserObject, { readonly kind: K }> => object.kind === kind;
    return [...(this.#files.get(fd) ?? [])].flatMap(([id, object]) => (isOf(object) ? [{ ...object, id }] : []));
  }

  /** All objects of a kind, whichever iommufd has them. */
  all<K extends UserObject['kind']>(kind: K): readonly Named<Extract<UserObject, { readonly kind: K }>>[] {
    return this.files.flatMap((fd) => this.of(fd, kind));
  }

  /** The iommufds that have objects. */
  get files(): readonly number[] {
    return [...this.#files.keys()];
  }

  /** All hw_queues. */
  get queues(): readonly Named<Extract<UserObject, { readonly kind: 'hw_queue' }>>[] {
    this.#queues ??= this.all('hw_queue');
    return this.#queues;
  }

  /** How many vIOMMUs there are. */
  get viommus(): number {
    let sum = 0;
    for (const ids of this.#viommus.values()) sum += ids.size;
    return sum;
  }

  copy(): UserObjects {
    const copy = new UserObjects();
    for (const [fd, objects] of this.#files) copy.#files.set(fd, new Map(objects));
    for (const [fd, bound] of this.#bound) copy.#bound.set(fd, bound);
    for (const [fd, ids] of this.#viommus) copy.#viommus.set(fd, new Set(ids));
    return copy;
  }

  /** A file has gone, with all that is on it. */
  forget(fd: number): void {
    this.#files.delete(fd);
    this.#viommus.delete(fd);
    this.#unbind(fd);
    this.#changed();
  }

  /** A call is over. */
  see(event: HostEvent): void {
    if (event.op === 'close' && event.status === 'OK') this.forget(event.fd);
    else if (event.op === 'ioctl' && event.status === 'OK') this.#fulfilled(event);
  }

  /** A device that is closed takes its vDEVICE along (VSID-15). */
  #unbind(fd: number): void {
    const bound = this.#bound.get(fd);
    if (bound === undefined) return;
    this.#bound.delete(fd);
    const objects = this.#files.get(bound.iommufd);
    for (const [id, object] of objects ?? []) if (object.kind === 'vDEVICE' && object.device === bound.device) objects?.delete(id);
  }

  #fulfilled(event: Extract<HostEvent, { readonly op: 'ioctl' }>): void {
    const gone = askedOf(event, DESTROY);
    if (gone !== undefined) {
      this.#changed();
      this.#files.get(event.fd)?.delete(gone.id);
      this.#viommus.get(event.fd)?.delete(gone.id);
      return;
    }
    const bound = answerOf(event, BIND_IOMMUFD);
    if (bound !== undefined) this.#bound.set(event.fd, { iommufd: bound.iommufd, device: bound.out_devid });
    const made = madeBy(event);
    if (made === undefined) return;
    const file = this.#files.get(event.fd) ?? new Map<number, UserObject>();
    this.#files.set(event.fd, file);
    file.set(made.id, made.object);
    this.#named(event.fd, made);
    this.#changed();
  }

  #named(fd: number, { id, object }: Made): void {
    const named = object.kind === 'vIOMMU' ? id : 'viommu' in object ? object.viommu : undefined;
    if (named === undefined) return;
    const ids = this.#viommus.get(fd);
    if (ids === undefined) this.#viommus.set(fd, new Set([named]));
    else ids.add(named);
  }

  #changed(): void {
    this.#queues = undefined;
  }
}

/** Requests that make an object. */
const MAKING: ReadonlySet<number> = new Set(MAKING_REQUESTS.map(({ number }) => number));

interface Made {
  readonly id: number;
  readonly object: UserObject;
}

/** What calls made: several ask of each. */
const known = new WeakMap<HostEvent, Made | 'nothing'>();

/** The object that a call made, if it made one. */
export function madeBy(event: HostEvent): Made | undefined {
  if (event.op !== 'ioctl' || event.status !== 'OK' || !MAKING.has(event.request)) return undefined;
  let made = known.get(event);
  if (made === undefined) {
    made = readMade(event) ?? 'nothing';
    known.set(event, made);
  }
  return made === 'nothing' ? undefined : made;
}

function readMade(event: HostEvent): Made | undefined {
  const ioas = answerOf(event, IOAS_ALLOC);
  if (ioas !== undefined) return { id: ioas.out_ioas_id, object: { kind: 'IOAS' } };
  const hwpt = answerOf(event, HWPT_ALLOC);
  if (hwpt !== undefined) return { id: hwpt.out_hwpt_id, object: { kind: 'HWPT', parent: hwpt.pt_id } };
  const viommu = answerOf(event, VIOMMU_ALLOC);
  if (viommu !== undefined) return { id: viommu.out_viommu_id, object: { kind: 'vIOMMU', hwpt: viommu.hwpt_id, type: viommu.type } };
  const queue = answerOf(event, HW_QUEUE_ALLOC);
  if (queue !== undefined) {
    const { index, length, nesting_parent_iova: address, out_hw_queue_id: id, viommu_id: owner } = queue;
    return { id, object: { kind: 'hw_queue', viommu: owner, index, address, length } };
  }
  const vdevice = answerOf(event, VDEVICE_ALLOC);
  if (vdevice !== undefined)
    return {
      id: vdevice.out_vdevice_id,
      object: { kind: 'vDEVICE', viommu: vdevice.viommu_id, device: vdevice.dev_id, virtId: vdevice.virt_id },
    };
  const events = answerOf(event, VEVENTQ_ALLOC);
  if (events === undefined) return undefined;
  const { out_veventq_fd: fd, out_veventq_id: id, type, viommu_id: owner } = events;
  return { id, object: { kind: 'vEVENTQ', viommu: owner, type, fd } };
}
