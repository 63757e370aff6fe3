import {
  type GuestBus,
  type HostCalls,
  type HostDescription,
  type HostKernel,
  type HostMemory,
  type HostRegisters,
  Inapplicable,
  type VmDescription,
  type WholeImplementation,
} from '../ports';
import { refuseContradictions } from '../tables/smmu';
import {
  type Actor,
  OperationLog,
  RecordingGuestBus,
  RecordingHostCalls,
  RecordingHostMemory,
  RecordingHostRegisters,
  RecordingSmmuCommands,
} from './log';
import { SubstituteHostCalls, SubstituteHostMemory, SubstituteHostRegisters, SubstituteSmmu } from './substitutes';

/** One SMMU of a machine: its ports as the suite and as the kernel see them. */
interface SmmuSeat {
  readonly commands: SubstituteSmmu;
  readonly memory: SubstituteHostMemory;
  readonly substitute: SubstituteHostRegisters;
  /** The port as the scenario uses it, and as the kernel does. */
  readonly registers: HostRegisters;
  readonly kernelRegisters: HostRegisters;
}

/** One user process: its host-call port, and what stands behind it. */
export interface Process {
  readonly name: string;
  readonly calls: HostCalls;
  readonly substitute: SubstituteHostCalls;
}

/** A virtual machine and the VMM process that it lives in. */
export interface Vm {
  readonly description: VmDescription;
  readonly bus: GuestBus;
  readonly process: Process;
}

/**
 * The three layers of an implementation on one host, with a recorder and a substitute at each port.
 *
 * Built only as far as a scenario asks: hardware, then kernel, then virtual machines.
 */
export class Machine {
  readonly log = new OperationLog();
  readonly host: HostDescription;
  /** Host memory as the suite itself uses it; not recorded. */
  readonly memory: HostMemory;
  readonly #layers: WholeImplementation;
  readonly #smmus = new Map<string, SmmuSeat>();
  #kernel: HostKernel | undefined;

  /** Throws `ContradictoryHost` where no host is like that. */
  constructor(layers: WholeImplementation, host: HostDescription) {
    refuseContradictions(host);
    this.#layers = layers;
    this.host = host;
    this.memory = layers.hardware.createMemory();
  }

  /** Creates the hardware; needed before anything else. */
  async powerOn(): Promise<void> {
    for (const description of this.host.smmus) {
      const { name } = description;
      const commands = new SubstituteSmmu();
      const given = () => this.log.answerGiven();
      const memory = new SubstituteHostMemory(this.memory, given);
      const block = await this.#layers.hardware.create(description, {
        memory: new RecordingHostMemory(memory, this.log, name, 'hardware'),
        commands: new RecordingSmmuCommands(commands, this.log, name),
      });
      const substitute = new SubstituteHostRegisters(block, given, () => memory.heal());
      const registers = new RecordingHostRegisters(substitute, this.log, name, 'scenario');
      const kernelRegisters = new RecordingHostRegisters(substitute, this.log, name, 'kernel');
      // Until a kernel takes the interrupt, the suite does, so that it is recorded.
      registers.onInterrupt(() => Promise.resolve());
      this.#smmus.set(name, { commands, memory, substitute, registers, kernelRegisters });
    }
  }

  /** Boots the kernel on the hardware. */
  async boot(): Promise<void> {
    const registers = new Map([...this.#smmus].map(([name, seat]) => [name, seat.kernelRegisters]));
    const memory = new RecordingHostMemory(this.memory, this.log, 'kernel', 'kernel');
    this.#kernel = await this.#layers.kernel.boot(this.host, { memory, registers });
  }

  /** The kernel's driver is removed from an SMMU, as by unbinding it. */
  removeDriver(smmu: string): Promise<void> {
    if (this.#kernel?.removeDriver === undefined) throw new Inapplicable('the kernel cannot remove a driver');
    return this.#kernel.removeDriver(smmu);
  }

  /** The host shuts down. */
  shutDown(): Promise<void> {
    if (this.#kernel?.shutDown === undefined) throw new Inapplicable('the host cannot be shut down');
    return this.#kernel.shutDown();
  }

  /** The n-th of the kernel's allocations from now on fails, none for 0; resolves to whether the one chosen before was asked for. */
  failAllocation(nth: number): Promise<boolean> {
    if (this.#kernel?.failAllocation === undefined) throw new Inapplicable("the kernel's allocations cannot be made to fail");
    return this.#kernel.failAllocation(nth);
  }

  /** Starts a user process on the booted kernel. */
  startProcess(name: string): Process {
    return this.#process(name, 'scenario');
  }

  /** Starts a virtual machine in a process of its own. */
  async startVm(description: VmDescription): Promise<Vm> {
    const process = this.#process(description.name, 'device');
    const started = await this.#layers.device.start(description, process.calls);
    const bus = new RecordingGuestBus(started, this.log, description.name);
    bus.onInterrupt(() => undefined);
    for (const smmu of description.smmus ?? []) bus.ofSmmu?.(smmu).onInterrupt(() => undefined);
    return { description, bus, process };
  }

  #process(name: string, by: Actor): Process {
    if (this.#kernel === undefined) throw new Error('the kernel has not booted');
    const substitute = new SubstituteHostCalls(this.#kernel.startProcess(name), () => this.log.answerGiven());
    return { name, substitute, calls: new RecordingHostCalls(substitute, this.log, name, by) };
  }

  /** The register port of an SMMU. */
  registers(smmu: string): HostRegisters {
    return this.#seat(smmu).registers;
  }

  /** What stands behind the register port of an SMMU. */
  registerSubstitute(smmu: string): SubstituteHostRegisters {
    return this.#seat(smmu).substitute;
  }

  /** What executes the commands of an SMMU. */
  smmuSubstitute(smmu: string): SubstituteSmmu {
    return this.#seat(smmu).commands;
  }

  /** What an SMMU reads its queues from. */
  memorySubstitute(smmu: string): SubstituteHostMemory {
    return this.#seat(smmu).memory;
  }

  #seat(name: string): SmmuSeat {
    const seat = this.#smmus.get(name);
    if (seat === undefined) throw new Error(`the machine has no SMMU called ${name}`);
    return seat;
  }
}
