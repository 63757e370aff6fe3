import type { HostEvent } from '../../machine/log';
import { BIND_IOMMUFD, IOMMU_PATH, requestNumbered, VEVENTQ_ALLOC, vfioPath, writeMember } from '../../tables/uapi';

/** The number that the iommufd of a process has here, whatever its own is: words do not tell it with a request. */
const IOMMUFD = 0;
/** A file of a device of which nobody knows which. */
const UNKNOWN = -1;

const VFIO = vfioPath('');

type Ioctl = Extract<HostEvent, { readonly op: 'ioctl' }>;

/** Which files a process has open, as far as words tell: a request says nothing of its own. */
export class ToldFiles {
  readonly #iommufds = new Set<number>();
  /** Files of devices, and whether they are bound. */
  readonly #devices = new Map<number, boolean>();
  readonly #others = new Set<number>();

  /** More than one iommufd is open: of which a request is nobody knows. */
  get several(): boolean {
    return this.#iommufds.size > 1;
  }

  /** Whether a call shows that files were closed of which nobody knows: their objects went with them. */
  losesWith(event: HostEvent): boolean {
    if (event.op === 'open') return event.fd !== undefined && (this.#isOf(event.fd) || this.#others.has(event.fd));
    // It may be the iommufd, where the log begins after its opening.
    return (
      event.op === 'close' && event.status === 'OK' && this.#iommufds.size === 0 && !this.#isOf(event.fd) && !this.#others.has(event.fd)
    );
  }

  /** Takes a call: the same one, with the files that it is made on. */
  take(event: HostEvent): HostEvent {
    switch (event.op) {
      case 'open':
        return this.#opened(event);
      case 'close':
        return this.#closed(event);
      case 'mmap':
        if (this.#devices.has(event.fd)) return event;
        this.#iommufds.add(event.fd);
        return { ...event, fd: IOMMUFD };
      case 'ioctl':
        return this.#asked(event);
      default:
        return event;
    }
  }

  #isOf(fd: number): boolean {
    return this.#iommufds.has(fd) || this.#devices.has(fd);
  }

  #opened(event: Extract<HostEvent, { readonly op: 'open' }>): HostEvent {
    const { fd, path } = event;
    if (fd === undefined) return event;
    if (path === IOMMU_PATH) {
      this.#iommufds.add(fd);
      return { ...event, fd: IOMMUFD };
    }
    if (path.startsWith(VFIO)) this.#devices.set(fd, false);
    else this.#others.add(fd);
    return event;
  }

  #closed(event: Extract<HostEvent, { readonly op: 'close' }>): HostEvent {
    if (event.status !== 'OK') return event;
    this.#devices.delete(event.fd);
    this.#others.delete(event.fd);
    return this.#iommufds.delete(event.fd) ? { ...event, fd: IOMMUFD } : event;
  }

  #asked(event: Ioctl): HostEvent {
    if (event.request === BIND_IOMMUFD.number) return this.#bound(event);
    if (requestNumbered(event.request)?.name.startsWith('VFIO_') === true) return { ...event, fd: this.#only(true) };
    if (event.request === VEVENTQ_ALLOC.number) {
      const events = numberIn(event.after, VEVENTQ_ALLOC.structure.members.out_veventq_fd.offset);
      if (events !== undefined) this.#others.add(events);
    }
    return { ...event, fd: IOMMUFD };
  }

  #bound(event: Ioctl): HostEvent {
    const member = BIND_IOMMUFD.structure.members.iommufd;
    const iommufd = numberIn(event.before, member.offset);
    if (iommufd !== undefined && event.status === 'OK') this.#iommufds.add(iommufd);
    const fd = this.#only(false);
    if (fd !== UNKNOWN && event.status === 'OK') this.#devices.set(fd, true);
    for (const { bytes } of [...event.before, ...(event.after ?? [])]) writeMember(bytes, member, BigInt(IOMMUFD));
    return { ...event, fd };
  }

  /** The one file of a device that is bound, or that is not. */
  #only(bound: boolean): number {
    const files = [...this.#devices].filter(([, is]) => is === bound);
    return files.length === 1 ? (files[0]?.[0] ?? UNKNOWN) : UNKNOWN;
  }
}

function numberIn(segments: Ioctl['after'], offset: number): number | undefined {
  const bytes = segments?.[0]?.bytes;
  return bytes === undefined ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
}
