import type { MmapRequest, UserMemory } from '../../src/ports';
import type { MappedPages } from './address-space';
import { iommufdIoctl } from './ioctl';
import type { IommufdContext } from './iommufd-context';
import type { OpenFile } from './open-file';
import { Refusal } from './refusal';

/** An open `/dev/iommu`. */
export class IommufdFile implements OpenFile {
  readonly context: IommufdContext;

  constructor(context: IommufdContext) {
    this.context = context;
  }

  ioctl(request: number, argument: bigint, memory: UserMemory): Promise<void> {
    return iommufdIoctl(this.context, request, argument, memory);
  }

  /** UAPI-MMAP-09: a mapping that can only be read is not refused. */
  mmap({ length, offset, shared, protection }: MmapRequest): MappedPages {
    // UAPI-MMAP-01: mmap() has rounded the length.
    if (!shared) throw new Refusal('EINVAL'); // UAPI-MMAP-02
    if (protection.execute) throw new Refusal('EPERM'); // UAPI-MMAP-03
    const cookie = this.context.cookies.at(offset);
    if (cookie === undefined || length !== cookie.length) throw new Refusal('ENXIO'); // UAPI-MMAP-04, UAPI-MMAP-05, UAPI-MMAP-07
    return cookie.pages;
  }

  close(): Promise<void> {
    return this.context.release();
  }
}
