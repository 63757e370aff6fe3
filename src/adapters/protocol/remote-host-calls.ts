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
  Status,
  UserMemory,
} from '../../ports';
import { HOST_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** The system calls of a process on a kernel that lives in an adapter. */
export class RemoteHostCalls implements HostCalls {
  readonly #peer: Peer;
  readonly #process: string;
  readonly #watched = new Map<number, () => Promise<void>>();

  constructor(peer: Peer, process: string) {
    this.#peer = peer;
    this.#process = process;
  }

  /** The adapter told that `fd` became readable. */
  async readable(fd: number): Promise<void> {
    await this.#watched.get(fd)?.();
  }

  async open(path: string): Promise<Opened> {
    const { status, fd } = await this.#peer.ask('host.open', M['host.open'], { process: this.#process, path });
    if (status !== 'OK') return { status };
    return { status, fd: fd ?? (await this.#missing('host.open', 'fd')) };
  }

  async close(fd: number): Promise<Status> {
    return (await this.#peer.ask('host.close', M['host.close'], { process: this.#process, fd })).status;
  }

  async ioctl(fd: number, request: number, argument: bigint, memory: UserMemory): Promise<Status> {
    const params = { process: this.#process, fd, request, argument, memory: memory.segments };
    const answer = await this.#peer.ask('host.ioctl', M['host.ioctl'], params);
    for (const { address, bytes } of answer.memory) {
      const own = memory.segments.find((segment) => segment.address === address && segment.bytes.length === bytes.length);
      if (own === undefined)
        return this.#peer.refuse(`the answer to host.ioctl holds memory at 0x${address.toString(16)} that it was not given`);
      own.bytes.set(bytes);
    }
    return answer.status;
  }

  async mmap(fd: number, { length, offset, shared, protection }: MmapRequest): Promise<Mapped> {
    const { status, address } = await this.#peer.ask('host.mmap', M['host.mmap'], {
      process: this.#process,
      fd,
      length,
      offset,
      shared,
      protection,
    });
    if (status !== 'OK') return { status };
    return { status, address: address ?? (await this.#missing('host.mmap', 'address')) };
  }

  async munmap(address: bigint, length: bigint): Promise<Status> {
    return (await this.#peer.ask('host.munmap', M['host.munmap'], { process: this.#process, address, length })).status;
  }

  async read(fd: number, request: ReadRequest): Promise<ReadBytes> {
    const { status, bytes } = await this.#peer.ask('host.read', M['host.read'], { process: this.#process, fd, ...request });
    if (status !== 'OK') return { status };
    return { status, bytes: bytes ?? (await this.#missing('host.read', 'bytes')) };
  }

  async poll(fd: number): Promise<readonly PollCondition[]> {
    return (await this.#peer.ask('host.poll', M['host.poll'], { process: this.#process, fd })).conditions;
  }

  onReadable(fd: number, handler: () => Promise<void>): void {
    this.#watched.set(fd, handler);
    // Answered before anything that is asked later; a refusal ends the connection.
    this.#peer.ask('host.watch', M['host.watch'], { process: this.#process, fd }).catch(() => undefined);
  }

  async load(address: bigint, width: AccessWidth): Promise<bigint> {
    return (await this.#peer.ask('host.load', M['host.load'], { process: this.#process, address, width })).value;
  }

  store(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    return this.#peer.ask('host.store', M['host.store'], { process: this.#process, address, width, value });
  }

  async allocate({ runs, pageSize }: MemoryRequest): Promise<bigint> {
    return (await this.#peer.ask('host.allocate', M['host.allocate'], { process: this.#process, runs, pageSize })).address;
  }

  async readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return (await this.#peer.ask('host.readMemory', M['host.readMemory'], { process: this.#process, address, length })).bytes;
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#peer.ask('host.writeMemory', M['host.writeMemory'], { process: this.#process, address, bytes });
  }

  #missing(method: string, member: string): Promise<never> {
    return this.#peer.refuse(`the answer to ${method} is OK but has no ${member}`);
  }
}
