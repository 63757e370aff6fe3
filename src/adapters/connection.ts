import { plainText, WORDS } from '../plain-text';
import {
  BootFailure,
  type GuestBus,
  type HostCalls,
  type HostDescription,
  type HostKernel,
  type HostMemory,
  type HostRegisters,
  LAYERS,
  type LayerRevisions,
  type SmmuCommands,
  type SmmuDescription,
  StartFailure,
  type VmDescription,
} from '../ports';
import { ProtocolFault } from '../run/faults';
import { isNeed, isOptional, isOverProtocol, NEEDS } from '../specification/vocabulary';
import type { Channel } from './protocol/channel';
import { sentHost, sentSmmu } from './protocol/described-host';
import { DRIVER_MESSAGES, GUEST_EVENTS, HOST_EVENTS, LAYER_MESSAGES, REGISTER_EVENTS, SESSION_MESSAGES } from './protocol/messages';
import { Peer } from './protocol/peer';
import { RemoteGuestBus } from './protocol/remote-guest-bus';
import { RemoteHostCalls } from './protocol/remote-host-calls';
import { RemoteHostRegisters } from './protocol/remote-host-registers';
import { forwardInterrupts, serveCommands, serveMemory, serveRegisters } from './protocol/serve-below';
import { serveHostCalls } from './protocol/serve-host-calls';
import { DECLINING_VERSION, EXTRAS_VERSION, PROTOCOL_VERSIONS } from './protocol-versions';

/** What an adapter can declare. */
const KNOWN = Object.keys(NEEDS).filter((need) => isNeed(need) && isOverProtocol(need));

/** What an adapter says of itself in the handshake. */
export interface Handshake {
  readonly protocolVersion: number;
  readonly implementation: { readonly name: string; readonly version: string };
  readonly layers: readonly ('device' | 'kernel' | 'hardware')[];
  readonly capabilities: readonly string[];
  /** The revision that each layer implements, where it says so. */
  readonly revisions?: LayerRevisions;
  /** A fresh process for each scenario, as the adapter cannot reset. */
  readonly respawn: boolean;
  /** It tells, when a scenario is over, what went wrong without a sign. */
  readonly audits: boolean;
}

/** Milliseconds that an adapter may take to answer the goodbye. */
const FAREWELL = 2000;

/** Everything of one machine that stands on the other side of an adapter's layers. */
interface Surroundings {
  readonly processes: Map<string, HostCalls>;
  readonly registers: Map<string, HostRegisters>;
  readonly commands: Map<string, SmmuCommands>;
  memory: HostMemory | undefined;
  readonly buses: Map<string, RemoteGuestBus>;
  readonly remoteProcesses: Map<string, RemoteHostCalls>;
  readonly remoteRegisters: Map<string, RemoteHostRegisters>;
}

/** One conversation with an adapter, from handshake to end. */
export class Connection {
  readonly #channel: Channel;
  readonly #peer: Peer;
  #around: Surroundings = emptySurroundings();
  #fault: Error | undefined;
  #version = 1;

  constructor(channel: Channel, timeout: number) {
    this.#channel = channel;
    this.#peer = new Peer(channel, {
      timeout,
      onFault: (fault) => {
        this.#fault = fault;
      },
    });
    this.#serve();
  }

  /** What ended the conversation. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  /** The last lines of the adapter's standard error. */
  get diagnostics(): string {
    return this.#channel.diagnostics();
  }

  async handshake(suite: { readonly name: string; readonly version: string }): Promise<Handshake> {
    const answer = await this.#peer.ask('initialize', SESSION_MESSAGES.initialize, { protocolVersions: PROTOCOL_VERSIONS, suite });
    const { protocolVersion, layers } = answer;
    if (!PROTOCOL_VERSIONS.includes(protocolVersion)) {
      throw new ProtocolFault(
        `the adapter speaks protocol ${protocolVersion}; this suite speaks ${PROTOCOL_VERSIONS.join(', ')}: build the adapter against one of these`,
      );
    }
    const unknown = answer.capabilities.filter((capability) => !isNeed(capability) || !isOverProtocol(capability));
    if (unknown.length > 0) {
      throw new ProtocolFault(`the adapter declares what no capability is called: ${unknown.join(', ')}; there are ${KNOWN.join(', ')}`);
    }
    const early = answer.capabilities.filter((capability) => isNeed(capability) && isOptional(capability));
    if (protocolVersion < EXTRAS_VERSION && early.length > 0)
      throw new ProtocolFault(
        `the adapter speaks protocol ${protocolVersion}, which has no ${early.join(', ')}: that came with ${EXTRAS_VERSION}`,
      );
    const named = LAYERS.filter((layer) => answer.revisions?.[layer] !== undefined);
    if (protocolVersion < EXTRAS_VERSION && answer.audits !== undefined)
      throw new ProtocolFault(`the adapter speaks protocol ${protocolVersion}, which has no audits: they came with ${EXTRAS_VERSION}`);
    if (protocolVersion < EXTRAS_VERSION && answer.revisions !== undefined)
      throw new ProtocolFault(`the adapter speaks protocol ${protocolVersion}, which has no revisions: they came with ${EXTRAS_VERSION}`);
    const foreign = named.filter((layer) => !layers.includes(layer));
    if (foreign.length > 0) throw new ProtocolFault(`the adapter names a revision of ${foreign.join(' and ')}, which it does not offer`);
    this.#version = protocolVersion;
    if (layers.length === 0) throw new ProtocolFault('the adapter offers no layer');
    if (layers.includes('device') && layers.includes('hardware') && !layers.includes('kernel')) {
      throw new ProtocolFault('the adapter offers device and hardware without the kernel between them: layers must be adjacent');
    }
    if (answer.batches === true) this.#peer.batch();
    if (protocolVersion >= DECLINING_VERSION) this.#peer.allowDeclining();
    return { ...answer, respawn: answer.respawn ?? false, audits: answer.audits ?? false };
  }

  /** Sends values there and back. */
  echo(values: readonly bigint[], bytes: Uint8Array): Promise<{ readonly values: readonly bigint[]; readonly bytes: Uint8Array }> {
    return this.#peer.ask('echo', SESSION_MESSAGES.echo, { values, bytes });
  }

  /** Ends the scenario; tells what was not given back, or went wrong without a sign. */
  async audit(): Promise<readonly string[]> {
    return (await this.#peer.ask('audit', SESSION_MESSAGES.audit, {})).problems;
  }

  /** Forgets the machine of the last scenario, on both sides. */
  async reset(): Promise<void> {
    await this.#peer.ask('reset', SESSION_MESSAGES.reset, {});
    // Until then the old machine may still ask and tell.
    this.#around = emptySurroundings();
    // What it wrote of the last scenario would only mislead beside a failure of this one.
    this.#channel.forgetDiagnostics?.();
  }

  /** Says goodbye if the adapter still listens, and ends it. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const farewell = this.#peer.ask('shutdown', SESSION_MESSAGES.shutdown, {}).catch(() => undefined);
    await Promise.race([farewell, new Promise((resolve) => (timer = setTimeout(resolve, FAREWELL)))]);
    clearTimeout(timer);
    await this.#peer.close();
  }

  async startVm(vm: VmDescription, below: HostCalls): Promise<GuestBus> {
    this.#around.processes.set(vm.name, below);
    const bus = new RemoteGuestBus(this.#peer, vm.name, vm.smmus);
    this.#around.buses.set(vm.name, bus);
    const refusal = await this.#peer.ask('device.start', LAYER_MESSAGES['device.start'], { vm });
    if (refusal === undefined) return bus;
    if (this.#version < EXTRAS_VERSION) return this.#peer.refuse(`the answer to device.start is null in protocol ${this.#version}`);
    throw new StartFailure(refusal.exitStatus, plainText(refusal.standardError, WORDS));
  }

  async bootKernel(host: HostDescription, memory: HostMemory, registers: ReadonlyMap<string, HostRegisters>): Promise<HostKernel> {
    this.#around.memory = memory;
    for (const [smmu, port] of registers) {
      this.#around.registers.set(smmu, port);
      forwardInterrupts(this.#peer, smmu, port);
    }
    const { booted, smmu, reason } = await this.#peer.ask('kernel.boot', LAYER_MESSAGES['kernel.boot'], {
      host: sentHost(host, this.#version),
    });
    if (!booted) throw new BootFailure(smmu ?? 'the host', reason ?? 'the kernel gave no reason');
    return {
      startProcess: (name) => {
        const calls = new RemoteHostCalls(this.#peer, name);
        this.#around.remoteProcesses.set(name, calls);
        return calls;
      },
      removeDriver: (smmu) => this.#peer.ask('kernel.removeDriver', DRIVER_MESSAGES['kernel.removeDriver'], { smmu }),
      shutDown: () => this.#peer.ask('kernel.shutDown', DRIVER_MESSAGES['kernel.shutDown'], {}),
      failAllocation: async (nth) =>
        (await this.#peer.ask('kernel.failAllocation', DRIVER_MESSAGES['kernel.failAllocation'], { nth })).reached,
    };
  }

  async createHardware(smmu: SmmuDescription, memory: HostMemory, commands: SmmuCommands): Promise<HostRegisters> {
    this.#around.memory = memory;
    this.#around.commands.set(smmu.name, commands);
    const registers = new RemoteHostRegisters(this.#peer, smmu.name);
    this.#around.remoteRegisters.set(smmu.name, registers);
    await this.#peer.ask('hardware.create', LAYER_MESSAGES['hardware.create'], { smmu: sentSmmu(smmu, this.#version) });
    return registers;
  }

  /** Answers whatever the adapter may ask, from the machine of the scenario. */
  #serve(): void {
    const peer = this.#peer;
    serveHostCalls(peer, (name) => known(this.#around.processes, name, 'process'));
    serveRegisters(peer, (name) => known(this.#around.registers, name, 'SMMU'));
    serveCommands(peer, (name) => known(this.#around.commands, name, 'SMMU'));
    serveMemory(peer, () => {
      if (this.#around.memory === undefined) throw new ProtocolFault('the adapter asked for host memory before there was a machine');
      return this.#around.memory;
    });
    peer.serve('guest.interrupt', GUEST_EVENTS['guest.interrupt'], ({ vm, smmu }) => {
      known(this.#around.buses, vm, 'virtual machine').interrupted(smmu);
      return Promise.resolve();
    });
    peer.serve('host.readable', HOST_EVENTS['host.readable'], ({ process, fd }) =>
      known(this.#around.remoteProcesses, process, 'process').readable(fd),
    );
    peer.serve('registers.interrupt', REGISTER_EVENTS['registers.interrupt'], ({ smmu }) =>
      known(this.#around.remoteRegisters, smmu, 'SMMU').interrupted(),
    );
  }
}

function known<T>(things: ReadonlyMap<string, T>, name: string, kind: string): T {
  const thing = things.get(name);
  if (thing === undefined) throw new ProtocolFault(`the adapter speaks of ${kind} '${name}', which this scenario does not have`);
  return thing;
}

function emptySurroundings(): Surroundings {
  return {
    processes: new Map(),
    registers: new Map(),
    commands: new Map(),
    memory: undefined,
    buses: new Map(),
    remoteProcesses: new Map(),
    remoteRegisters: new Map(),
  };
}
