import type {
  AccessWidth,
  HostCalls,
  Mapped,
  MemoryRequest,
  MmapRequest,
  Opened,
  PollCondition,
  ReadBytes,
  ReadRequest,
  Refused,
  Status,
  UserMemory,
} from '../../src/ports';
import { IOMMU_PATH } from '../../src/tables/uapi';
import { alignUp } from './integers';
import { IommufdContext, type Process } from './iommufd-context';
import { IommufdFile } from './iommufd-file';
import type { OpenFile } from './open-file';
import type { PhysicalDevice } from './physical-device';
import { Refusal } from './refusal';
import { VfioFile } from './vfio-file';

/** One user process on the kernel: its files, its memory and its system calls. */
export class UserProcess implements HostCalls {
  readonly #process: Process;
  /** By path of the character device. */
  readonly #devices: ReadonlyMap<string, PhysicalDevice>;

  constructor(process: Process, devices: ReadonlyMap<string, PhysicalDevice>) {
    this.#process = process;
    this.#devices = devices;
  }

  open(path: string): Promise<Opened> {
    return attempt(() => {
      const { files } = this.#process;
      const file = this.#opened(path);
      if (file === undefined) throw new Refusal('ENOENT');
      const fd = files.reserve();
      files.install(fd, file);
      return { status: 'OK', fd };
    });
  }

  close(fd: number): Promise<Status> {
    return statusOf(() => this.#process.files.remove(fd).close());
  }

  ioctl(fd: number, request: number, argument: bigint, memory: UserMemory): Promise<Status> {
    return statusOf(() => this.#process.files.get(fd).ioctl(request, argument, memory));
  }

  mmap(fd: number, { length, offset, ...rest }: MmapRequest): Promise<Mapped> {
    return attempt(() => {
      const { addressSpace, files, pageSize } = this.#process;
      if (offset % pageSize !== 0n) throw new Refusal('EINVAL');
      const file = files.get(fd);
      if (length === 0n) throw new Refusal('EINVAL');
      const whole = alignUp(length, pageSize);
      const pages = file.mmap({ length: whole, offset, ...rest });
      return { status: 'OK', address: addressSpace.map(pages, whole) };
    });
  }

  munmap(address: bigint, length: bigint): Promise<Status> {
    return statusOf(async () => {
      const { addressSpace, pageSize } = this.#process;
      if (address % pageSize !== 0n || length === 0n) throw new Refusal('EINVAL');
      await addressSpace.unmap(address, address + alignUp(length, pageSize));
    });
  }

  read(fd: number, request: ReadRequest): Promise<ReadBytes> {
    return attempt(() => ({ status: 'OK', bytes: this.#process.files.events(fd).read(request) }));
  }

  /** Throws on a file descriptor that is not open or gives no events, as does {@link onReadable}. */
  async poll(fd: number): Promise<readonly PollCondition[]> {
    return this.#process.files.events(fd).poll();
  }

  onReadable(fd: number, handler: () => Promise<void>): void {
    this.#process.files.events(fd).onReadable(handler);
  }

  load(address: bigint, width: AccessWidth): Promise<bigint> {
    return this.#process.addressSpace.load(address, width);
  }

  store(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    return this.#process.addressSpace.store(address, width, value);
  }

  async allocate(request: MemoryRequest): Promise<bigint> {
    return this.#process.addressSpace.allocate(request);
  }

  readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return this.#process.addressSpace.readMemory(address, length);
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#process.addressSpace.writeMemory(address, bytes);
  }

  #opened(path: string): OpenFile | undefined {
    if (path === IOMMU_PATH) {
      this.#process.heap.take();
      return new IommufdFile(new IommufdContext(this.#process));
    }
    const device = this.#devices.get(path);
    if (device === undefined) return undefined;
    this.#process.heap.take();
    return new VfioFile(device, this.#process.files);
  }
}

/** What a system call gives, or the errno that it was refused with. */
async function attempt<T>(call: () => T): Promise<T | Refused> {
  try {
    return call();
  } catch (error) {
    if (error instanceof Refusal) return { status: error.errno };
    throw error;
  }
}

async function statusOf(call: () => Promise<void>): Promise<Status> {
  try {
    await call();
    return 'OK';
  } catch (error) {
    if (error instanceof Refusal) return error.errno;
    throw error;
  }
}
