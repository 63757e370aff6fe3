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

/** Revisions of the specification by layer, by their IDs. */
export type LayerRevisions = { readonly [layer in LayerName]?: string };

/** What any layer may tell of itself. */
export interface LayerExtras {
  /** Names of the capabilities that rest on optional members of its ports, of those that it has. */
  readonly extras?: readonly string[];
}

/** Makes the CMDQ-V block of an SMMU and the SMMU's command queues. */
export interface HardwareLayer extends LayerExtras {
  /** The memory of a new machine, empty. */
  createMemory(): HostMemory;
  /** An SMMU as it comes out of reset: CMDQV_EN is 1, nothing is mapped, no VINTF is enabled. Rejects with {@link Inapplicable} for one that it cannot be. */
  create(smmu: SmmuDescription, below: { readonly memory: HostMemory; readonly commands: SmmuCommands }): Promise<HostRegisters>;
}

/** A running host kernel. */
export interface HostKernel {
  /** Starts a user process; `name` tells processes apart for people. */
  startProcess(name: string): HostCalls;
  /** The driver is removed from an SMMU, as by unbinding it. Absent where that cannot be done. */
  removeDriver?(smmu: string): Promise<void>;
  /** The host shuts down, or starts another kernel: each driver's shutdown runs. Absent where that cannot be done. */
  shutDown?(): Promise<void>;
  /**
   * The n-th allocation of memory for the kernel's own objects from now on fails, counted from 1, and none for 0; resolves to whether the
   * one that was chosen before was asked for. As Linux's fail_nth. Absent where that cannot be done.
   */
  failAllocation?(nth: number): Promise<boolean>;
}

/** Boots a host kernel on a machine. */
export interface KernelLayer extends LayerExtras {
  /** `registers` holds each SMMU's, by name. Rejects with {@link BootFailure} where the SMMU driver cannot probe. */
  boot(
    host: HostDescription,
    below: { readonly memory: HostMemory; readonly registers: ReadonlyMap<string, HostRegisters> },
  ): Promise<HostKernel>;
}

/** Starts virtual machines. */
export interface DeviceLayer extends LayerExtras {
  /** Rejects with {@link StartFailure} where the VMM refuses to start. */
  start(vm: VmDescription, below: HostCalls): Promise<GuestBus>;
}

/** An implementation of one layer or more; the suite completes it with the reference's. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly device?: DeviceLayer;
  readonly kernel?: KernelLayer;
  readonly hardware?: HardwareLayer;
  /** The revision that each of its layers implements, where it says so: clauses of that one judge it. */
  readonly revisions?: LayerRevisions;
}

/** An implementation of all layers. */
export type WholeImplementation = Implementation & Required<Pick<Implementation, LayerName>>;

/** The host driver gave up on an SMMU. */
export class BootFailure extends Error {
  readonly smmu: string;

  constructor(smmu: string, reason: string) {
    super(`${smmu}: ${reason}`);
    this.name = 'BootFailure';
    this.smmu = smmu;
  }
}

/** A VMM refused to start, and said why. */
export class StartFailure extends Error {
  readonly exitStatus: number;
  /** Its words, as it wrote them. */
  readonly standardError: string;

  constructor(exitStatus: number, standardError: string) {
    super(`the VMM did not start: exit status ${exitStatus}\n${standardError}`);
    this.name = 'StartFailure';
    this.exitStatus = exitStatus;
    this.standardError = standardError;
  }
}

/** An implementation cannot be brought into a state that a scenario asks for: the scenario says nothing about it. */
export class Inapplicable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Inapplicable';
  }
}
