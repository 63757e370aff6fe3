import {
  BootFailure,
  type GuestBus,
  type HostCalls,
  type HostKernel,
  type HostRegisters,
  type Implementation,
  LAYERS,
  StartFailure,
} from '../ports';
import { ProtocolFault } from '../run/faults';
import type { Channel } from './protocol/channel';
import { describedHost, describedSmmu } from './protocol/described-host';
import { DRIVER_MESSAGES, HOST_EVENTS, LAYER_MESSAGES, REGISTER_EVENTS, SESSION_MESSAGES } from './protocol/messages';
import { Peer } from './protocol/peer';
import { RemoteHostMemory, RemoteSmmuCommands } from './protocol/remote-below';
import { RemoteHostCalls } from './protocol/remote-host-calls';
import { RemoteHostRegisters } from './protocol/remote-host-registers';
import { forwardInterrupts, serveRegisters } from './protocol/serve-below';
import { forwardGuestInterrupts, serveGuestBus } from './protocol/serve-guest-bus';
import { serveHostCalls } from './protocol/serve-host-calls';
import { DECLINING_VERSION, EXTRAS_VERSION, PROTOCOL_VERSIONS } from './protocol-versions';

/** The parts of one machine that live in this process, and those that it asks for. */
interface Machine {
  readonly buses: Map<string, GuestBus>;
  readonly processes: Map<string, HostCalls>;
  readonly registers: Map<string, HostRegisters>;
  readonly remoteProcesses: Map<string, RemoteHostCalls>;
  readonly remoteRegisters: Map<string, RemoteHostRegisters>;
  kernel: HostKernel | undefined;
}

const emptyMachine = (): Machine => ({
  buses: new Map(),
  processes: new Map(),
  registers: new Map(),
  remoteProcesses: new Map(),
  remoteRegisters: new Map(),
  kernel: undefined,
});

/**
 * Makes an adapter of an implementation: answers the suite over `channel` until it says goodbye.
 *
 * Whatever stands below a layer is asked for over the same channel, the implementation's own layers too,
 * so that the suite sees what passes between them. Rejects where the suite breaks the protocol.
 */
export function serveImplementation(channel: Channel, implementation: Implementation, capabilities: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const onFault = (fault: Error) => (fault instanceof ProtocolFault ? reject(fault) : resolve());
    const peer = new Peer(channel, { timeout: 0, trusted: true, onFault });
    let machine = emptyMachine();

    peer.serve('initialize', SESSION_MESSAGES.initialize, ({ protocolVersions }) => {
      const protocolVersion = protocolVersions.find((version) => PROTOCOL_VERSIONS.includes(version)) ?? PROTOCOL_VERSIONS[0] ?? 1;
      if (protocolVersion >= DECLINING_VERSION) peer.allowDeclining();
      const { name, version, revisions } = implementation;
      const named = revisions === undefined || protocolVersion < EXTRAS_VERSION ? {} : { revisions };
      const layers = LAYERS.filter((layer) => implementation[layer] !== undefined);
      return Promise.resolve({ protocolVersion, implementation: { name, version }, layers, capabilities, ...named });
    });
    peer.serve('echo', SESSION_MESSAGES.echo, (values) => Promise.resolve(values));
    peer.serve('reset', SESSION_MESSAGES.reset, () => {
      machine = emptyMachine();
      return Promise.resolve();
    });
    peer.serve('shutdown', SESSION_MESSAGES.shutdown, () => {
      setImmediate(() => peer.close().then(resolve));
      return Promise.resolve();
    });

    peer.serve('device.start', LAYER_MESSAGES['device.start'], async ({ vm }) => {
      const calls = new RemoteHostCalls(peer, vm.name);
      machine.remoteProcesses.set(vm.name, calls);
      try {
        const bus = await offered(implementation.device, 'device').start(vm, calls);
        forwardGuestInterrupts(peer, vm, bus);
        machine.buses.set(vm.name, bus);
        return undefined;
      } catch (error) {
        if (!(error instanceof StartFailure)) throw error;
        const { exitStatus, standardError } = error;
        return { exitStatus, standardError };
      }
    });
    peer.serve('kernel.boot', LAYER_MESSAGES['kernel.boot'], async ({ host: sent }) => {
      const host = describedHost(sent);
      const registers = new Map(host.smmus.map(({ name }) => [name, new RemoteHostRegisters(peer, name)]));
      for (const [name, port] of registers) machine.remoteRegisters.set(name, port);
      try {
        machine.kernel = await offered(implementation.kernel, 'kernel').boot(host, { memory: new RemoteHostMemory(peer), registers });
        return { booted: true };
      } catch (error) {
        if (!(error instanceof BootFailure)) throw error;
        return { booted: false, smmu: error.smmu, reason: error.message };
      }
    });
    peer.serve('hardware.create', LAYER_MESSAGES['hardware.create'], async ({ smmu: sent }) => {
      const smmu = describedSmmu(sent);
      const below = { memory: new RemoteHostMemory(peer), commands: new RemoteSmmuCommands(peer, smmu.name) };
      const registers = await offered(implementation.hardware, 'hardware').create(smmu, below);
      machine.registers.set(smmu.name, registers);
      forwardInterrupts(peer, smmu.name, registers);
    });

    peer.serve('kernel.removeDriver', DRIVER_MESSAGES['kernel.removeDriver'], async ({ smmu }) => {
      const kernel = offered(machine.kernel, 'booted kernel');
      if (kernel.removeDriver === undefined) throw new Error('the driver of this kernel cannot be removed');
      await kernel.removeDriver(smmu);
    });
    peer.serve('kernel.shutDown', DRIVER_MESSAGES['kernel.shutDown'], async () => {
      const kernel = offered(machine.kernel, 'booted kernel');
      if (kernel.shutDown === undefined) throw new Error('this kernel cannot be shut down');
      await kernel.shutDown();
    });
    peer.serve('kernel.failAllocation', DRIVER_MESSAGES['kernel.failAllocation'], async ({ nth }) => {
      const kernel = offered(machine.kernel, 'booted kernel');
      if (kernel.failAllocation === undefined) throw new Error('allocations of this kernel cannot be made to fail');
      return { reached: await kernel.failAllocation(nth) };
    });

    serveGuestBus(peer, (vm) => known(machine.buses, vm));
    serveHostCalls(peer, (name) => {
      const process = machine.processes.get(name) ?? offered(machine.kernel, 'booted kernel').startProcess(name);
      machine.processes.set(name, process);
      return process;
    });
    serveRegisters(peer, (name) => known(machine.registers, name));
    peer.serve('host.readable', HOST_EVENTS['host.readable'], ({ process, fd }) => known(machine.remoteProcesses, process).readable(fd));
    peer.serve('registers.interrupt', REGISTER_EVENTS['registers.interrupt'], ({ smmu }) =>
      known(machine.remoteRegisters, smmu).interrupted(),
    );
  });
}

function offered<T>(part: T | undefined, what: string): T {
  if (part === undefined) throw new Error(`this adapter offers no ${what}`);
  return part;
}

function known<T>(things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name);
  if (thing === undefined) throw new Error(`this adapter knows no '${name}'`);
  return thing;
}
