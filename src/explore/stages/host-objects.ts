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
  VDEVICE_ALLOC,
  vfioPath,
} from '../../tables/uapi';
import { digits } from '../program';

/** How an observation tells of a vCMDQ whose hw_queue went and came again in one operation; its slot follows. */
export const RENEWED = 'made anew: hw_queue';
const DEVICE_PATH = vfioPath('');

/** One object that a VMM has in the kernel. */
interface Held {
  readonly object: UserObject;
  /** What a nested HWPT was made of. */
  readonly entry?: string;
  /** The device of a vDEVICE, or of an attachment. */
  readonly device?: string;
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
  /** The fd of the iommufd that IDs are of. */
  #iommu: number | undefined;

  /** A call is over. Tells whether anything may have changed. */
  see(event: HostEvent): boolean {
    switch (event.op) {
      case 'open':
        if (event.fd === undefined) return false;
        if (event.path.startsWith(DEVICE_PATH)) this.#devices.set(event.fd, { name: event.path.slice(DEVICE_PATH.length) });
        else this.#iommu = event.fd;
        return true;
      case 'close':
        if (event.status !== 'OK') return false;
        this.#devices.delete(event.fd);
        if (event.fd === this.#iommu) this.#objects.clear();
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
        return true;
      default:
        return false;
    }
  }

  #fulfilled(event: Extract<HostEvent, { readonly op: 'ioctl' }>): void {
    const device = this.#devices.get(event.fd);
    if (device !== undefined) {
      const attach = askedOf(event, ATTACH_IOMMUFD_PT);
      if (attach !== undefined) device.attached = attach.pt_id;
      else if (event.request === DETACH_IOMMUFD_PT.number) delete device.attached;
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
    if (made.object.kind === 'hw_queue' && this.#emptied.has(made.object.index)) this.#renewed.add(made.object.index);
    const hwpt = askedOf(event, HWPT_ALLOC);
    const nested = hwpt?.data_type === HWPT_DATA.ARM_SMMUV3 ? memoryAt(event.before, hwpt.data_uptr, 16) : undefined;
    const vdevice = askedOf(event, VDEVICE_ALLOC);
    const owner = [...this.#devices.values()].find(({ id }) => id !== undefined && id === vdevice?.dev_id);
    this.#objects.set(made.id, {
      object: made.object,
      ...(nested === undefined ? {} : { entry: digits(nested) }),
      ...(owner === undefined ? {} : { device: owner.name }),
    });
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
    for (const { object, device } of this.#objects.values()) {
      if (object.kind === 'hw_queue')
        add(`hw_queue ${object.index}`, `base ${object.address.toString(16)} length ${object.length.toString(16)}`);
      else if (object.kind === 'vDEVICE') add(`vDEVICE of ${device ?? '?'}`, object.virtId.toString(16));
      else if (object.kind === 'vEVENTQ') add('vEVENTQ', `type ${object.type}`);
      else if (object.kind === 'vIOMMU') add('vIOMMU', `type ${object.type}`);
    }
    // A device that is attached to nothing may be open or not.
    for (const { name, attached } of this.#devices.values())
      if (attached !== undefined) facts[`treatment of ${name}`] = this.#treatment(attached);
    // How often a page is mapped is the VMM's business.
    const pages = [...new Set([...this.#pages.values()].map((length) => length.toString(16)))].sort();
    if (pages.length > 0) facts['mapped pages'] = pages.join(', ');
    return facts;
  }

  #treatment(attached: number): string {
    const held = this.#objects.get(attached);
    if (held?.object.kind !== 'HWPT') return held?.object.kind ?? 'an unknown table';
    return held.entry === undefined ? 'stage 2' : `entry ${held.entry}`;
  }
}
