import type { HostEvent } from '../../machine/log';
import {
  ATTACH_IOMMUFD_PT,
  BIND_IOMMUFD,
  IOAS_ALLOC,
  IOMMU_PATH,
  MAKING_REQUESTS,
  type Member,
  requestNumbered,
  VEVENTQ_ALLOC,
  vfioPath,
  writeMember,
} from '../../tables/uapi';
import { PAGE, PAGE_BYTES } from '../rebuilt-page';

/** The number that an iommufd has here of which nobody knows its own. */
const UNTOLD = 0;
/** A file of a device of which nobody knows which. */
const UNKNOWN = -1;

const VFIO = vfioPath('');

type Ioctl = Extract<HostEvent, { readonly op: 'ioctl' }>;

/**
 * Which files a process has open, as far as words tell: a request says nothing of its own. Of a process with one iommufd alone, which
 * the log shows from its opening on, there is no doubt.
 */
export class ToldFiles {
  readonly #iommufds = new Set<number>();
  /** Files of devices, and whether they are bound. */
  readonly #devices = new Map<number, boolean>();
  readonly #others = new Set<number>();
  /** Files that were closed, and not opened again. */
  readonly #closed = new Set<number>();
  /** The iommufd that was opened last. */
  #iommufd: number | undefined;
  #doubt = false;
  /** Requests that made something, by their number. */
  readonly #made = new Set<number>();
  /** IOASs: attaching to one makes a HWPT, of which words do not tell. */
  readonly #ioases = new Set<number>();
  #unnamed = false;
  /** Whether its page is mapped, and where it was unmapped last: words tell of a mapping no address. */
  #page: { mapped: boolean; unmapped: bigint | undefined } = { mapped: false, unmapped: undefined };
  /** Names for files of which nobody knows where they come from. */
  #strangers = UNKNOWN;

  /** More than one iommufd is open: of which a request is nobody knows. */
  get several(): boolean {
    return this.#iommufds.size > 1;
  }

  /** Whether it is known of everything so far on which file it was done, and to which page. */
  get certain(): boolean {
    return !this.#doubt;
  }

  /** Whether each request that makes an object is told: of every kind there is one, and none is made by something else. */
  get gapless(): boolean {
    return this.#made.size === 0 || (!this.#unnamed && MAKING_REQUESTS.every(({ number }) => this.#made.has(number)));
  }

  /** Whether a call shows that files were closed of which nobody knows: their objects went with them. */
  losesWith(event: HostEvent): boolean {
    if (event.op === 'open') return event.fd !== undefined && this.#has(event.fd);
    // It may be the iommufd, where the log begins after its opening.
    return event.op === 'close' && event.status === 'OK' && this.#iommufds.size === 0 && !this.#has(event.fd);
  }

  /** Takes a call: the same one, with the files that it is made on. */
  take(event: HostEvent, given: boolean): HostEvent {
    switch (event.op) {
      case 'open':
        return this.#opened(event);
      case 'close':
        return this.#closes(event);
      case 'mmap':
        return this.#mapped(event);
      case 'munmap':
        return this.#unmapped(event);
      case 'fdRead':
        return event.bytes !== undefined && !given && !this.#has(event.fd) ? { ...event, fd: this.#stranger(event.fd) } : event;
      case 'ioctl':
        return this.#asked(event);
      default:
        return event;
    }
  }

  #isOf(fd: number): boolean {
    return this.#iommufds.has(fd) || this.#devices.has(fd);
  }

  #has(fd: number): boolean {
    return this.#isOf(fd) || this.#others.has(fd);
  }

  /** A file that is open although nobody saw it opened, under a number that may have been another's. */
  #stranger(fd: number): number {
    if (!this.#closed.has(fd)) return fd;
    this.#strangers -= 1;
    return this.#strangers;
  }

  /** The number of the one iommufd, open or not: of one that is closed nothing succeeds. */
  get #only(): number {
    return this.#iommufd ?? UNTOLD;
  }

  #opened(event: Extract<HostEvent, { readonly op: 'open' }>): HostEvent {
    const { fd, path } = event;
    if (fd === undefined) return event;
    this.#closed.delete(fd);
    if (path === IOMMU_PATH) {
      this.#iommufds.add(fd);
      // Where there may have been another it goes on under the number that it had.
      if (!this.#doubt) this.#iommufd = fd;
      return { ...event, fd: this.#only };
    }
    if (path.startsWith(VFIO)) this.#devices.set(fd, false);
    else this.#others.add(fd);
    return event;
  }

  #closes(event: Extract<HostEvent, { readonly op: 'close' }>): HostEvent {
    if (event.status !== 'OK') return event;
    if (!this.#has(event.fd)) return { ...event, fd: this.#stranger(event.fd) };
    this.#devices.delete(event.fd);
    this.#others.delete(event.fd);
    this.#closed.add(event.fd);
    return this.#iommufds.delete(event.fd) ? { ...event, fd: this.#only } : event;
  }

  #mapped(event: Extract<HostEvent, { readonly op: 'mmap' }>): HostEvent {
    // Of a page of a device, and of two of an iommufd, nobody knows which is unmapped.
    if (event.status === 'OK') {
      this.#doubt ||= this.#page.mapped || !this.#iommufds.has(event.fd);
      this.#page = { mapped: true, unmapped: undefined };
    }
    if (this.#devices.has(event.fd)) return event;
    if (event.status === 'OK') this.#iommufds.add(event.fd);
    return { ...event, fd: this.#only };
  }

  #unmapped(event: Extract<HostEvent, { readonly op: 'munmap' }>): HostEvent {
    const { address, length, status } = event;
    const { mapped, unmapped } = this.#page;
    if (mapped ? length !== PAGE_BYTES : unmapped !== address) this.#doubt = true;
    if (status === 'OK') this.#page = { mapped: false, unmapped: address };
    return { ...event, address: PAGE, length: PAGE_BYTES };
  }

  #asked(event: Ioctl): HostEvent {
    if (event.request === BIND_IOMMUFD.number) return this.#bound(event);
    if (requestNumbered(event.request)?.name.startsWith('VFIO_') === true) {
      const { pt_id: member } = ATTACH_IOMMUFD_PT.structure.members;
      if (event.request === ATTACH_IOMMUFD_PT.number && event.status === 'OK')
        this.#unnamed ||= this.#ioases.has(numberIn(event.before, member) ?? UNKNOWN);
      return { ...event, fd: this.#device(true) };
    }
    if (event.status === 'OK') this.#made.add(event.request);
    if (event.request === IOAS_ALLOC.number) this.#ioases.add(numberIn(event.after, IOAS_ALLOC.structure.members.out_ioas_id) ?? UNKNOWN);
    if (event.status === 'OK' && this.#iommufds.size === 0) this.#doubt = true;
    if (event.request === VEVENTQ_ALLOC.number) {
      const events = numberIn(event.after, VEVENTQ_ALLOC.structure.members.out_veventq_fd);
      if (events !== undefined) {
        this.#others.add(events);
        this.#closed.delete(events);
      }
    }
    return { ...event, fd: this.#only };
  }

  #bound(event: Ioctl): HostEvent {
    const member = BIND_IOMMUFD.structure.members.iommufd;
    const iommufd = numberIn(event.before, member);
    if (iommufd !== undefined && event.status === 'OK') {
      if (!this.#iommufds.has(iommufd)) this.#doubt = true;
      this.#iommufds.add(iommufd);
    }
    const fd = this.#device(false);
    if (event.status === 'OK') {
      if (fd === UNKNOWN) this.#doubt = true;
      else this.#devices.set(fd, true);
    }
    for (const { bytes } of [...event.before, ...(event.after ?? [])]) writeMember(bytes, member, BigInt(this.#only));
    return { ...event, fd };
  }

  /** The one file of a device that is bound, or that is not. */
  #device(bound: boolean): number {
    const files = [...this.#devices].filter(([, is]) => is === bound);
    return files.length === 1 ? (files[0]?.[0] ?? UNKNOWN) : UNKNOWN;
  }
}

function numberIn(segments: Ioctl['after'], { offset }: Pick<Member, 'offset'>): number | undefined {
  const bytes = segments?.[0]?.bytes;
  return bytes === undefined ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
}
