import { bytesOf, type Connection, done, type Handlers, hexOf } from './connection.js';
import { Kernel } from './kernel.js';
import type { HostCalls, KernelRequests, Naming } from './messages.js';
import type { Process } from './process.js';

export const LAYER = 'kernel';

// TODO: add host.memory when your kernel lets the physical pages of process memory be chosen.
export const CAPABILITIES = ['host.calls'];

let kernel: Kernel | undefined;

/** Forgets the machine of the last scenario. */
export function forget(): void {
  kernel = undefined;
}

function booted(): Kernel {
  if (kernel === undefined) throw new Error('no kernel has booted');
  return kernel;
}

function called(name: string): Process {
  return booted().process(name);
}

/** What answers each method of the kernel layer. */
export const handlersOf = (connection: Connection): Handlers<KernelRequests & Naming<'process', HostCalls>> => ({
  'kernel.boot': async ({ host }) => {
    kernel = new Kernel(connection);
    return kernel.boot(host);
  },
  'registers.interrupt': ({ smmu }) => done(booted().interrupt(smmu)),
  'host.open': ({ process, path }) => called(process).open(path),
  'host.close': ({ process, fd }) => called(process).close(fd),
  'host.ioctl': ({ process, fd, request, argument, memory }) => called(process).ioctl(fd, request, BigInt(argument), memory),
  'host.mmap': ({ process, fd, ...request }) => called(process).mmap(fd, request),
  'host.munmap': ({ process, address, length }) => called(process).munmap(BigInt(address), BigInt(length)),
  'host.read': ({ process, fd, ...request }) => called(process).read(fd, request),
  'host.poll': async ({ process, fd }) => ({ conditions: await called(process).poll(fd) }),
  'host.watch': ({ process, fd }) => done(called(process).watch(fd)),
  'host.load': async ({ process, address, width }) => ({
    value: `0x${(await called(process).load(BigInt(address), width)).toString(16)}`,
  }),
  'host.store': ({ process, address, width, value }) => done(called(process).store(BigInt(address), width, BigInt(value))),
  'host.allocate': async ({ process, runs, pageSize }) => ({
    address: `0x${(await called(process).allocate(runs, BigInt(pageSize))).toString(16)}`,
  }),
  'host.readMemory': async ({ process, address, length }) => ({
    bytes: hexOf(await called(process).readMemory(BigInt(address), length)),
  }),
  'host.writeMemory': ({ process, address, bytes }) => done(called(process).writeMemory(BigInt(address), bytesOf(bytes))),
});
