import type { GuestBus } from './guest-bus';
import type { HostCalls } from './host-calls';
import type { HostDescription, SmmuDescription, VmDescription } from './host-description';
import type { HostMemory } from './host-memory';
import type { HostRegisters } from './host-registers';
import type { SmmuCommands } from './smmu-commands';

/** The layers of the stack, from the guest down. */
export const LAYERS = ['device', 'kernel', 'hardware'] as const;

/** A layer that an implementation can offer. */
export type LayerName = (typeof LAYERS)[number];

/** Makes the CMDQ-V block of an SMMU and the SMMU's command queues. */
export interface HardwareLayer {
  /** The memory of a new machine, empty. */
  createMemory(): HostMemory;
  create(smmu: SmmuDescription, below: { readonly memory: HostMemory; readonly commands: SmmuCommands }): Promise<HostRegisters>;
}

/** A running host kernel. */
export interface HostKernel {
  /** Starts a user process; `name` tells processes apart for people. */
  startProcess(name: string): HostCalls;
}

/** Boots a host kernel on a machine. */
export interface KernelLayer {
  /** `registers` holds each SMMU's, by name. Rejects with {@link BootFailure} where the SMMU driver cannot probe. */
  boot(
    host: HostDescription,
    below: { readonly memory: HostMemory; readonly registers: ReadonlyMap<string, HostRegisters> },
  ): Promise<HostKernel>;
}

/** Starts virtual machines. */
export interface DeviceLayer {
  start(vm: VmDescription, below: HostCalls): Promise<GuestBus>;
}

/** An implementation of one layer or more; the suite completes it with the reference's. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly device?: DeviceLayer;
  readonly kernel?: KernelLayer;
  readonly hardware?: HardwareLayer;
}

/** The host driver gave up on an SMMU. */
export class BootFailure extends Error {
  readonly smmu: string;

  constructor(smmu: string, reason: string) {
    super(`${smmu}: ${reason}`);
    this.name = 'BootFailure';
    this.smmu = smmu;
  }
}

/** An implementation cannot be brought into a state that a scenario asks for: the scenario says nothing about it. */
export class Inapplicable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Inapplicable';
  }
}
