import { type HostCalls, UserMemory } from '../../ports';
import { HOST_EVENTS, HOST_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** Answers the system calls that the other side makes, from the processes that `processOf` knows. */
export function serveHostCalls(peer: Peer, processOf: (name: string) => HostCalls): void {
  peer.serve('host.open', M['host.open'], ({ process, path }) => processOf(process).open(path));
  peer.serve('host.close', M['host.close'], async ({ process, fd }) => ({ status: await processOf(process).close(fd) }));
  peer.serve('host.ioctl', M['host.ioctl'], async ({ process, fd, request, argument, memory }) => {
    const user = new UserMemory(memory);
    const status = await processOf(process).ioctl(fd, request, argument, user);
    return { status, memory: user.segments };
  });
  peer.serve('host.mmap', M['host.mmap'], ({ process, fd, ...request }) => processOf(process).mmap(fd, request));
  peer.serve('host.munmap', M['host.munmap'], async ({ process, address, length }) => ({
    status: await processOf(process).munmap(address, length),
  }));
  peer.serve('host.read', M['host.read'], ({ process, fd, ...request }) => processOf(process).read(fd, request));
  peer.serve('host.poll', M['host.poll'], async ({ process, fd }) => ({ conditions: await processOf(process).poll(fd) }));
  peer.serve('host.watch', M['host.watch'], ({ process, fd }) => {
    processOf(process).onReadable(fd, () => peer.ask('host.readable', HOST_EVENTS['host.readable'], { process, fd }));
    return Promise.resolve();
  });
  peer.serve('host.load', M['host.load'], async ({ process, address, width }) => ({
    value: await processOf(process).load(address, width),
  }));
  peer.serve('host.store', M['host.store'], ({ process, address, width, value }) => processOf(process).store(address, width, value));
  peer.serve('host.allocate', M['host.allocate'], async ({ process, ...request }) => ({
    address: await processOf(process).allocate(request),
  }));
  peer.serve('host.readMemory', M['host.readMemory'], async ({ process, address, length }) => ({
    bytes: await processOf(process).readMemory(address, length),
  }));
  peer.serve('host.writeMemory', M['host.writeMemory'], ({ process, address, bytes }) => processOf(process).writeMemory(address, bytes));
}
