import type { GuestBus, Plugged } from '../../ports';
import { GUEST_EVENTS, GUEST_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** Answers what the suite's guest does, on the virtual machines that `busOf` knows. */
export function serveGuestBus(peer: Peer, busOf: (vm: string) => GuestBus): void {
  peer.serve('guest.read', M['guest.read'], async ({ vm, offset, width }) => ({ value: await busOf(vm).read(offset, width) }));
  peer.serve('guest.write', M['guest.write'], ({ vm, offset, width, value }) => busOf(vm).write(offset, width, value));
  peer.serve('guest.readMemory', M['guest.readMemory'], async ({ vm, address, length }) => ({
    bytes: await busOf(vm).readMemory(address, length),
  }));
  peer.serve('guest.writeMemory', M['guest.writeMemory'], ({ vm, address, bytes }) => busOf(vm).writeMemory(address, bytes));
  peer.serve('guest.readSmmu', M['guest.readSmmu'], async ({ vm, offset }) => ({ value: await busOf(vm).readSmmu(offset) }));
  peer.serve('guest.writeSmmu', M['guest.writeSmmu'], ({ vm, offset, value }) => busOf(vm).writeSmmu(offset, value));
  peer.serve('guest.configureStream', M['guest.configureStream'], ({ vm, streamId, word0, word1 }) =>
    busOf(vm).configureStream(streamId, { word0, word1 }),
  );
  peer.serve('guest.submit', M['guest.submit'], ({ vm, command }) => busOf(vm).submit(command));
  peer.serve('guest.plug', M['guest.plug'], async ({ vm, device, streamId }) => told(await busOf(vm).plug({ device, streamId })));
  peer.serve('guest.unplug', M['guest.unplug'], async ({ vm, device }) => told(await busOf(vm).unplug(device)));
  peer.serve('guest.reset', M['guest.reset'], ({ vm }) => busOf(vm).reset());
  peer.serve('guest.shutDown', M['guest.shutDown'], ({ vm }) => busOf(vm).shutDown());
  peer.serve('guest.settle', M['guest.settle'], ({ vm }) => busOf(vm).settle());
  peer.serve('guest.windows', M['guest.windows'], async ({ vm }) => ({ windows: await busOf(vm).windows() }));
}

/** Tells the suite of the interrupts that a virtual machine receives. */
export function forwardGuestInterrupts(peer: Peer, vm: string, bus: GuestBus): void {
  bus.onInterrupt(() => peer.tell('guest.interrupt', GUEST_EVENTS['guest.interrupt'], { vm }));
}

function told(result: Plugged): { readonly ok: boolean; readonly message?: string } {
  return result;
}
