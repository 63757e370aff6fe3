import type { HostEvent } from '../../machine/log';
import { askedOf, memoryAt } from '../../monitors/views/call-structures';
import { madeBy, type UserObject } from '../../monitors/views/user-objects';
import {
  ATTACH_IOMMUFD_PT,
  BIND_IOMMUFD,
  DESTROY,
  DETACH_IOMMUFD_PT,
  HWPT_ALLOC,
  HWPT_DATA,
  HWPT_FLAGS,
  IOAS_MAP,
  IOMMU_PATH,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  VEVENTQ_TYPES,
  vfioPath,
} from '../../tables/uapi';
import { digits } from '../program';
import { CopiedRegisters } from './copied-registers';

/** How an observation tells of a vCMDQ whose hw_queue went and came again in one operation; its slot follows. */
export const RENEWED = 'made anew: hw_queue';
/** How it is called that the SMMU's own events are listened to. */
export const EVENTS_OF_SMMU = 'vEVENTQ of the SMMU';
const DEVICE_PATH = vfioPath('');

/** One object that a VMM has in the kernel. */
interface Held {
  readonly object: UserObject;
  /** What a nested HWPT was made of. */
  readonly entry?: string;
  /** The device of a vDEVICE, or of an attachment. */
  readonly device?: string;
  readonly isStage2?: true;
  /** How many events a vEVENTQ holds, and whether it is the SMMU's. */
  readonly depth?: number;
  readonly isOfSmmu?: true;
}

/** STE.Config. */
const ABORT = 0;
const BYPASS = 0b100;
const STAGE_1 = 0b101;

/** Config of an entry in hexadecimal digits. */
function configOf(entry: string): number {
  return (Number.parseInt(entry.slice(0, 2), 16) >> 1) & 0b111;
}

/** An entry has a stage 1. */
function isStage1(entry: string): boolean {
  return configOf(entry) === STAGE_1;
}

/** An entry, as hexadecimal digits, lets everything through. */
export function letsThrough(entry: string): boolean {
  return configOf(entry) === BYPASS;
}

/** An entry, as hexadecimal digits, lets nothing through: it is not valid (UAPI-HWPT-11), or for abort. */
function aborts(entry: string): boolean {
  const isValid = (Number.parseInt(entry.slice(0, 2), 16) & 1) === 1;
  return !isValid || configOf(entry) === ABORT;
}

/** What one VMM has in the kernel, by what it made and gave back: what a device may not do otherwise, whatever its way there. */
export class HostObjects {
  readonly #objects = new Map<number, Held>();
  /** Devices by their file, and what they are attached to. */
  readonly #devices = new Map<number, { readonly name: string; id?: number; attached?: number }>();
  readonly #pages = new Map<bigint, bigint>();
  /** Slots whose hw_queue went since this was asked last, and those of them that have one again. */
  readonly #emptied = new Set<number>();
  readonly #renewed = new Set<number>();
  /** Devices that went through a bypass since this was asked last. */
  readonly #bypassed = new Set<string>();
  readonly #copied = new CopiedRegisters();
  /** The host page was to be mapped into an IOAS. */
  #exposed = false;
  /** The iommufds that are open. */
  readonly #iommus = new Set<number>();
  /** The fd of the iommufd that IDs are of: the one with the vIOMMU. */
  #iommu: number | undefined;
  /** How many were open with the first vIOMMU: a VMM may have one for something else. */
  #needed: number | undefined;
  /** The most vIOMMUs that it had at once. */
  #viommus = 0;

  /** A call is over. Tells whether anything may have changed. */
  see(event: HostEvent): boolean {
    switch (event.op) {
      case 'open':
        if (event.fd === undefined) return false;
        if (event.path.startsWith(DEVICE_PATH)) this.#devices.set(event.fd, { name: event.path.slice(DEVICE_PATH.length) });
        if (event.path === IOMMU_PATH) {
          this.#iommu ??= event.fd;
          this.#iommus.add(event.fd);
        }
        return true;
      case 'close':
        if (event.status !== 'OK') return false;
        this.#devices.delete(event.fd);
        this.#iommus.delete(event.fd);
        if (event.fd === this.#iommu) {
          this.#objects.clear();
          this.#iommu = undefined;
        }
        for (const [id, { object }] of this.#objects) if (object.kind === 'vEVENTQ' && object.fd === event.fd) this.#objects.delete(id);
        return true;
      case 'mmap':
        if (event.address !== undefined) this.#pages.set(event.address, event.request.length);
        return true;
      case 'munmap':
        if (event.status === 'OK') this.#pages.delete(event.address);
        return true;
      case 'ioctl':
        if (event.status === 'OK') this.#fulfilled(event);
        if (this.#exposes(event)) this.#exposed = true;
        return true;
      case 'store':
        return this.#stored(event);
      default:
        return false;
    }
  }

  /** Whether the host page would be reached by devices (P0-05). */
  #exposes(event: Extract<HostEvent, { readonly op: 'ioctl' }>): boolean {
    const asked = askedOf(event, IOAS_MAP);
    if (asked === undefined) return false;
    const [from, to] = [asked.user_va, asked.user_va + asked.length];
    return [...this.#pages].some(([page, length]) => from < page + length && page < to);
  }

  #stored(event: Extract<HostEvent, { readonly op: 'store' }>): boolean {
    for (const [page, length] of this.#pages)
      if (event.address >= page && event.address < page + length) return this.#copied.see(event, page);
    return false;
  }

  #fulfilled(event: Extract<HostEvent, { readonly op: 'ioctl' }>): void {
    const device = this.#devices.get(event.fd);
    if (device !== undefined) {
      const attach = askedOf(event, ATTACH_IOMMUFD_PT);
      if (attach !== undefined) {
        if (this.#isBypass(device.attached)) this.#bypassed.add(device.name);
        device.attached = attach.pt_id;
      } else if (event.request === DETACH_IOMMUFD_PT.number) delete device.attached;
      else if (event.request === BIND_IOMMUFD.number) {
        const bound = event.after?.[0]?.bytes;
        if (bound !== undefined) device.id = new DataView(bound.buffer, bound.byteOffset).getUint32(12, true);
      }
      return;
    }
    const gone = askedOf(event, DESTROY);
    if (gone !== undefined) {
      const object = this.#objects.get(gone.id)?.object;
      if (object?.kind === 'hw_queue') this.#emptied.add(object.index);
      this.#objects.delete(gone.id);
      return;
    }
    const made = madeBy(event);
    if (made === undefined) return;
    if (made.object.kind === 'hw_queue') {
      this.#copied.begins(made.object.index);
      if (this.#emptied.has(made.object.index)) this.#renewed.add(made.object.index);
    }
    if (made.object.kind === 'vIOMMU') {
      this.#iommu = event.fd;
      this.#needed ??= this.#iommus.size;
    }
    const hwpt = askedOf(event, HWPT_ALLOC);
    const nested = hwpt?.data_type === HWPT_DATA.ARM_SMMUV3 ? memoryAt(event.before, hwpt.data_uptr, 16) : undefined;
    const vdevice = askedOf(event, VDEVICE_ALLOC);
    const owner = [...this.#devices.values()].find(({ id }) => id !== undefined && id === vdevice?.dev_id);
    const isStage2 = hwpt !== undefined && (hwpt.flags & HWPT_FLAGS.NEST_PARENT) !== 0;
    const queue = askedOf(event, VEVENTQ_ALLOC);
    this.#objects.set(made.id, {
      object: made.object,
      ...(queue === undefined ? {} : { depth: queue.veventq_depth }),
      ...(queue?.type === VEVENTQ_TYPES.ARM_SMMUV3 ? { isOfSmmu: true } : {}),
      ...(nested === undefined ? {} : { entry: digits(nested) }),
      ...(owner === undefined ? {} : { device: owner.name }),
      ...(isStage2 ? { isStage2 } : {}),
    });
  }

  #isBypass(attached: number | undefined): boolean {
    const entry = attached === undefined ? undefined : this.#objects.get(attached)?.entry;
    return entry !== undefined && letsThrough(entry);
  }

  /** Devices that went on from a bypass since this was asked last. */
  bypassed(): readonly string[] {
    const bypassed = [...this.#bypassed];
    this.#bypassed.clear();
    return bypassed;
  }

  /** Slots of new hw_queues that were given what their guest wrote in another order, since this was asked last. */
  outOfOrder(): readonly number[] {
    return this.#copied.outOfOrder();
  }

  /** Slots whose hw_queue went, and that had one again, since this was asked last. */
  renewed(): readonly number[] {
    const renewed = [...this.#renewed];
    this.#emptied.clear();
    this.#renewed.clear();
    return renewed;
  }

  /** It in facts, by name. */
  facts(): Record<string, string> {
    const facts: Record<string, string> = {};
    const add = (name: string, fact: string) => {
      facts[name] = facts[name] === undefined ? fact : `${facts[name]}, ${fact}`;
    };
    // Of two of a kind either may be older.
    const objects = [...this.#objects.values()].sort((one, other) => (one.depth ?? 0) - (other.depth ?? 0));
    for (const { object, depth, device, isOfSmmu } of objects) {
      if (object.kind === 'hw_queue')
        add(`hw_queue ${object.index}`, `base ${object.address.toString(16)} length ${object.length.toString(16)}`);
      else if (object.kind === 'vDEVICE') add(`vDEVICE of ${device ?? '?'}`, object.virtId.toString(16));
      else if (object.kind === 'vEVENTQ') add(isOfSmmu === true ? EVENTS_OF_SMMU : 'vEVENTQ of CMDQ-V', `of depth ${depth}`);
      else if (object.kind === 'vIOMMU') add('vIOMMU', `type ${object.type}`);
    }
    // A device that is attached to nothing may be open or not.
    for (const { name, attached } of this.#devices.values())
      if (attached !== undefined) facts[`treatment of ${name}`] = this.#treatment(attached);
    // When an iommufd is opened and closed is the VMM's business, and how long it keeps a stage 2. It needs one iommufd (ISO-01), and what
    // else it began with, and no more stages 2 than it ever had vIOMMUs: what is more was left behind.
    if (this.#iommus.size > (this.#needed ?? 1)) facts['iommufds that are open'] = String(this.#iommus.size);
    const held = [...this.#objects.values()];
    this.#viommus = Math.max(this.#viommus, held.filter(({ object }) => object.kind === 'vIOMMU').length);
    const stages2 = held.filter(({ isStage2 }) => isStage2).length;
    if (stages2 > Math.max(1, this.#viommus)) facts['stage-2 HWPTs'] = String(stages2);
    const attached = new Set([...this.#devices.values()].map((device) => device.attached));
    const left = [...this.#objects].filter(([id, { entry }]) => entry !== undefined && isStage1(entry) && !attached.has(id)).length;
    if (left > 0) facts['HWPTs of stages 1 that no stream has'] = String(left);
    if (this.#exposed) facts['the host page in an IOAS'] = 'yes';
    // How often a page is mapped is the VMM's business.
    const pages = [...new Set([...this.#pages.values()].map((length) => length.toString(16)))].sort();
    if (pages.length > 0) facts['mapped pages'] = pages.join(', ');
    return facts;
  }

  #treatment(attached: number): string {
    const held = this.#objects.get(attached);
    if (held?.object.kind !== 'HWPT') return held?.object.kind ?? 'an unknown table';
    if (held.entry === undefined) return 'stage 2';
    return aborts(held.entry) ? 'abort' : `entry ${held.entry}`;
  }
}
