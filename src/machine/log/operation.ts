import type {
  AccessWidth,
  CommandQueue,
  DirectWindow,
  LayerName,
  MmapRequest,
  PluggedDevice,
  PollCondition,
  QueueStop,
  RegisterWidth,
  SmmuOutcome,
  Status,
  StreamTableEntry,
  Submission,
} from '../../ports';

/** The part of a scenario that an operation belongs to: Given, When or Then. */
export type Phase = 'arrange' | 'act' | 'observe';

/** Whose doing an operation is: what the scenario does itself, or what a layer does of its own accord. */
export type Actor = 'scenario' | LayerName;

/** A copy of user memory, taken at one moment. */
export interface SegmentCopy {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/**
 * What crosses the guest bus. Results are filled in when the operation ends: one that never
 * ended has none. Events that are many have a place for it from the beginning, as one that comes later costs more than the rest.
 */
export type GuestEvent =
  | { readonly op: 'read'; readonly offset: number; readonly width: AccessWidth; value: bigint | undefined }
  | { readonly op: 'write'; readonly offset: number; readonly width: AccessWidth; readonly value: bigint }
  | { readonly op: 'readMemory'; readonly address: bigint; readonly length: number; bytes?: Uint8Array }
  | { readonly op: 'writeMemory'; readonly address: bigint; readonly bytes: Uint8Array }
  | { readonly op: 'readSmmu'; readonly offset: number; value?: number }
  | { readonly op: 'writeSmmu'; readonly offset: number; readonly value: number }
  | { readonly op: 'configureStream'; readonly streamId: number; readonly entry: StreamTableEntry }
  | { readonly op: 'submit'; readonly command: Uint8Array; stopped?: QueueStop }
  | { readonly op: 'plug'; readonly device: PluggedDevice; refusal?: string }
  | { readonly op: 'unplug'; readonly device: string; refusal?: string }
  | { readonly op: 'act'; readonly words: string; done?: boolean }
  | { readonly op: 'firmware'; files?: ReadonlyMap<string, Uint8Array> }
  | { readonly op: 'windows'; windows?: readonly DirectWindow[] }
  | { readonly op: 'reset' | 'shutDown' | 'interrupt' };

/** What crosses the host-call port. */
export type HostEvent =
  | { readonly op: 'open'; readonly path: string; status?: Status; fd?: number }
  | { readonly op: 'close'; readonly fd: number; status?: Status }
  | {
      readonly op: 'ioctl';
      readonly fd: number;
      readonly request: number;
      readonly argument: bigint;
      readonly before: readonly SegmentCopy[];
      after: readonly SegmentCopy[] | undefined;
      status: Status | undefined;
    }
  | { readonly op: 'mmap'; readonly fd: number; readonly request: MmapRequest; status?: Status; address?: bigint }
  | { readonly op: 'munmap'; readonly address: bigint; readonly length: bigint; status?: Status }
  | { readonly op: 'fdRead'; readonly fd: number; readonly count: number; status?: Status; bytes?: Uint8Array }
  | { readonly op: 'poll'; readonly fd: number; conditions?: readonly PollCondition[] }
  | { readonly op: 'readable'; readonly fd: number }
  | { readonly op: 'load'; readonly address: bigint; readonly width: AccessWidth; value: bigint | undefined }
  | { readonly op: 'store'; readonly address: bigint; readonly width: AccessWidth; readonly value: bigint }
  | { readonly op: 'allocate'; readonly bytes: bigint; address?: bigint }
  | { readonly op: 'readMemory'; readonly address: bigint; readonly length: number; bytes?: Uint8Array }
  | { readonly op: 'writeMemory'; readonly address: bigint; readonly bytes: Uint8Array };

/** What crosses the register port of an SMMU. */
export type RegisterEvent =
  | { readonly op: 'read'; readonly offset: number; readonly width: RegisterWidth; value: bigint | undefined }
  | { readonly op: 'write'; readonly offset: number; readonly width: RegisterWidth; readonly value: bigint }
  | { readonly op: 'submit'; readonly commands: Uint8Array; result?: Submission }
  | { readonly op: 'interrupt' };

/** What crosses the SMMU port. */
export interface CommandEvent {
  readonly op: 'execute';
  readonly queue: CommandQueue;
  readonly word0: bigint;
  readonly word1: bigint;
  outcome?: SmmuOutcome;
}

/** What crosses the memory port. */
export type MemoryEvent =
  | { readonly op: 'read'; readonly address: bigint; readonly length: number; bytes?: Uint8Array | 'abort' }
  | { readonly op: 'write'; readonly address: bigint; readonly bytes: Uint8Array; done?: boolean };

/** Any event, with the port that it crossed and who was on the near side of it: a VM, a process, an SMMU. */
export type PortEvent =
  | { readonly port: 'guest'; readonly who: string; readonly event: GuestEvent }
  | { readonly port: 'host'; readonly who: string; readonly event: HostEvent }
  | { readonly port: 'registers'; readonly who: string; readonly event: RegisterEvent }
  | { readonly port: 'smmu'; readonly who: string; readonly event: CommandEvent }
  | { readonly port: 'memory'; readonly who: string; readonly event: MemoryEvent };

/** One entry of the operation log. */
export type Operation = PortEvent & {
  /** Position in the log, from 0. */
  readonly n: number;
  readonly phase: Phase;
  /** The operation during which this one happened. */
  readonly within: number | undefined;
  readonly by: Actor;
  /** The answer is the suite's, not that of the layer behind the port. */
  readonly given: boolean;
};
