import type { GuestBus, Plugged, VmDescription } from '../../ports';
import { GUEST_EVENTS, GUEST_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** Answers what the suite's guest does, on the virtual machines that `busOf` knows. */
export function serveGuestBus(peer: Peer, busOf: (vm: string) => GuestBus): void {
  const at = (vm: string, smmu: string | undefined) => (smmu === undefined ? busOf(vm) : busAt(busOf(vm), smmu));
  peer.serve('guest.read', M['guest.read'], async ({ vm, smmu, offset, width }) => ({ value: await at(vm, smmu).read(offset, width) }));
  peer.serve('guest.write', M['guest.write'], ({ vm, smmu, offset, width, value }) => at(vm, smmu).write(offset, width, value));
  peer.serve('guest.readMemory', M['guest.readMemory'], async ({ vm, address, length }) => ({
    bytes: await busOf(vm).readMemory(address, length),
  }));
  peer.serve('guest.writeMemory', M['guest.writeMemory'], ({ vm, address, bytes }) => busOf(vm).writeMemory(address, bytes));
  peer.serve('guest.readSmmu', M['guest.readSmmu'], async ({ vm, smmu, offset }) => ({ value: await at(vm, smmu).readSmmu(offset) }));
  peer.serve('guest.writeSmmu', M['guest.writeSmmu'], ({ vm, smmu, offset, value }) => at(vm, smmu).writeSmmu(offset, value));
  peer.serve('guest.configureStream', M['guest.configureStream'], ({ vm, smmu, streamId, word0, word1 }) =>
    at(vm, smmu).configureStream(streamId, { word0, word1 }),
  );
  peer.serve('guest.submit', M['guest.submit'], ({ vm, smmu, command }) => at(vm, smmu).submit(command));
  peer.serve('guest.plug', M['guest.plug'], async ({ vm, smmu, device, streamId }) => told(await at(vm, smmu).plug({ device, streamId })));
  peer.serve('guest.unplug', M['guest.unplug'], async ({ vm, device }) => told(await busOf(vm).unplug(device)));
  peer.serve('guest.reset', M['guest.reset'], ({ vm }) => busOf(vm).reset());
  peer.serve('guest.shutDown', M['guest.shutDown'], ({ vm }) => busOf(vm).shutDown());
  peer.serve('guest.settle', M['guest.settle'], ({ vm }) => busOf(vm).settle());
  peer.serve('guest.windows', M['guest.windows'], async ({ vm, smmu }) => ({ windows: await at(vm, smmu).windows() }));
  peer.serve('guest.firmware', M['guest.firmware'], async ({ vm }) => {
    const files = await busOf(vm).firmware?.();
    if (files === undefined) throw new Error('a virtual machine of this adapter does not show what its firmware reads');
    return { files: [...files].map(([name, bytes]) => ({ name, bytes })) };
  });
}

/** Tells the suite of the interrupts that a virtual machine receives, of each of its SMMUs. */
export function forwardGuestInterrupts(peer: Peer, { name: vm, smmus }: VmDescription, bus: GuestBus): void {
  const tell = (from: { readonly smmu?: string }) => peer.tell('guest.interrupt', GUEST_EVENTS['guest.interrupt'], { vm, ...from });
  if (smmus === undefined) bus.onInterrupt(() => tell({}));
  else for (const smmu of smmus) busAt(bus, smmu).onInterrupt(() => tell({ smmu }));
}

function busAt(bus: GuestBus, smmu: string): GuestBus {
  if (bus.ofSmmu === undefined) throw new Error('a virtual machine of this adapter has one SMMU only');
  return bus.ofSmmu(smmu);
}

function told(result: Plugged): { readonly ok: boolean; readonly message?: string } {
  return result;
}
