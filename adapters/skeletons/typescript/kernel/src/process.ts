import type { Connection } from './connection.js';
import type { HostCalls, Run, Segment, Width } from './messages.js';

const DESTROY = 0x3b80;

/** A user process and its files. A method that throws fails the scenario, with the error's message as the reason. */
export class Process {
  readonly #connection: Connection;
  readonly #name: string;
  readonly #files = new Set<number>();
  readonly #watched = new Set<number>();

  constructor(connection: Connection, name: string) {
    this.#connection = connection;
    this.#name = name;
  }

  async open(path: string): Promise<HostCalls['host.open'][1]> {
    // TODO: open /dev/vfio/devices/NAME for the devices of the host.
    if (path !== '/dev/iommu') return { status: 'ENOENT' };
    const fd = Math.max(2, ...this.#files) + 1;
    this.#files.add(fd);
    return { status: 'OK', fd };
  }

  async close(fd: number): Promise<HostCalls['host.close'][1]> {
    // TODO: free what the file holds.
    return { status: this.#files.delete(fd) ? 'OK' : 'EBADF' };
  }

  async ioctl(fd: number, request: number, _argument: bigint, memory: Segment[]): Promise<HostCalls['host.ioctl'][1]> {
    // TODO: serve the requests. The structure at the argument is in one of the pieces of `memory`, which goes back as you left it.
    if (!this.#files.has(fd)) return { status: 'EBADF', memory };
    return { status: request === DESTROY ? 'ENOENT' : 'ENOTTY', memory };
  }

  async mmap(_fd: number, _request: Omit<HostCalls['host.mmap'][0], 'fd'>): Promise<HostCalls['host.mmap'][1]> {
    throw new Error('TODO: map a page of the CMDQ-V block');
  }

  async munmap(_address: bigint, _length: bigint): Promise<HostCalls['host.munmap'][1]> {
    throw new Error('TODO: take a mapping away');
  }

  async read(_fd: number, _request: Omit<HostCalls['host.read'][0], 'fd'>): Promise<HostCalls['host.read'][1]> {
    throw new Error('TODO: read the events of a file');
  }

  async poll(_fd: number): Promise<string[]> {
    throw new Error('TODO: tell the conditions of a file, such as POLLIN');
  }

  async watch(fd: number): Promise<void> {
    this.#watched.add(fd);
  }

  async load(_address: bigint, _width: Width): Promise<bigint> {
    throw new Error('TODO: load from a page that mmap gave');
  }

  async store(_address: bigint, _width: Width, _value: bigint): Promise<void> {
    throw new Error('TODO: store to a page that mmap gave');
  }

  async allocate(_runs: Run[], _pageSize: bigint): Promise<bigint> {
    throw new Error('TODO: map these physical runs, and give the user address');
  }

  async readMemory(_address: bigint, _length: number): Promise<Uint8Array> {
    throw new Error('TODO: read process memory, with memory.read');
  }

  async writeMemory(_address: bigint, _bytes: Uint8Array): Promise<void> {
    throw new Error('TODO: write process memory, with memory.write');
  }

  /** Tells that a file became readable, and waits until that is dealt with. TODO: call it. */
  protected async readable(fd: number): Promise<void> {
    if (this.#watched.has(fd)) await this.#connection.call('host.readable', { process: this.#name, fd });
  }
}
