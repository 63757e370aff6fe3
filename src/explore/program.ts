import type { HardwareInformation } from '../machine';
import type { AccessWidth, BackedProperties, Errno, LayerName, RegisterWidth, VmDescription } from '../ports';

/** A 64-bit value as JSON has it: `0x1f`. */
export type Hex = `0x${string}`;

/** The two virtual machines, and the two processes, that a program may have. */
export const WHO = ['A', 'B'] as const;

/** See {@link WHO}. */
export type Who = (typeof WHO)[number];

/** As its first operation, a program asks for a host of its own. */
export interface HostOp {
  readonly op: 'host';
  readonly pageSize?: number;
  /** ID registers of its first SMMU, or fields of them, that read otherwise. */
  readonly registers?: Readonly<Record<string, number>>;
  /** How its first SMMU's CMDQ-V block differs. */
  readonly cmdqv?:
    | 'none'
    | { readonly version?: number; readonly vcmdqsLog2?: number; readonly vintfsLog2?: number; readonly sidsLog2?: number };
  /** Firmware does not call the first SMMU coherent. */
  readonly incoherent?: true;
  /** A register of the first SMMU reads so while the kernel boots, whatever is written to it. */
  readonly stuck?: { readonly at: number; readonly value: Hex };
  /** Devices without ATS. */
  readonly ats?: readonly string[];
  /** StreamIDs of devices that have another one. */
  readonly streams?: Readonly<Record<string, number>>;
  /** A second SMMU, with CMDQ-V or without, and device far0 behind it. */
  readonly second?: 'cmdqv' | 'plain';
  /** As `registers`, of the second SMMU. */
  readonly far?: Readonly<Record<string, number>>;
}

/** An answer that is not the layer's below, from then on: a request that fails after it was made so many times more. */
export interface Refusing {
  readonly op: 'refuse';
  readonly who: Who;
  readonly request: string;
  readonly status: Errno;
  readonly after: number;
}

/** Ends {@link Refusing}. */
export interface Permitting {
  readonly op: 'permit';
  readonly who: Who;
  readonly request: string;
}

/** The next so many ATC_INVs that the SMMU executes time out. */
export interface TimingOut {
  readonly op: 'timeout';
  readonly count: number;
}

/** The next command with this opcode that the SMMU reads from a queue is another one, or cannot be read. */
export interface Spoiling {
  readonly op: 'spoil';
  readonly opcode: number;
  readonly as: 'illegal' | 'abort';
}

/** Properties of an SMMUv3 that its user may give. */
export type StartProperties = BackedProperties & Pick<VmDescription, 'accel' | 'stage'>;

/** A virtual machine starts, and a device is plugged in. */
export interface Starting {
  readonly op: 'start';
  readonly who: Who;
  readonly cmdqv: 'on' | 'auto' | 'off';
  readonly device: string;
  readonly streamId: number;
  readonly properties?: StartProperties;
  /** Host pages under its RAM, or RAM of which no two pages follow each other there, or that is of large pages in its lower half alone. */
  readonly pages?: '64K' | '2M' | '512M' | 'scattered' | 'mixed';
  /** It has two SMMUs, and device far0 behind the second. */
  readonly twice?: true;
}

/** At which SMMU of a machine that has two; the first where absent. */
export interface AtSmmu {
  readonly smmu?: 1;
}

/** What a guest and the user of its VMM do. */
export type DeviceOp = GuestOp | HostOp | Refusing | Permitting | TimingOut | Spoiling;

type GuestOp = (
  | Starting
  | { readonly op: 'read'; readonly who: Who; readonly at: number; readonly width: AccessWidth }
  | { readonly op: 'write'; readonly who: Who; readonly at: number; readonly width: AccessWidth; readonly value: Hex }
  | { readonly op: 'memory'; readonly who: Who; readonly address: Hex; readonly bytes: string }
  | { readonly op: 'readSmmu'; readonly who: Who; readonly at: number }
  | { readonly op: 'writeSmmu'; readonly who: Who; readonly at: number; readonly value: number }
  | { readonly op: 'stream'; readonly who: Who; readonly streamId: number; readonly word0: Hex; readonly word1: Hex }
  | { readonly op: 'submit'; readonly who: Who; readonly command: string }
  | { readonly op: 'plug'; readonly who: Who; readonly device: string; readonly streamId: number }
  | { readonly op: 'unplug'; readonly who: Who; readonly device: string }
  | { readonly op: 'reset' | 'shutDown' | 'look' | 'firmware'; readonly who: Who }
  /** What GET_HW_INFO tells from now on of the SMMU, or of its CMDQ-V, has members changed. */
  | { readonly op: 'inform'; readonly who: Who; readonly about: HardwareInformation; readonly members: Readonly<Record<string, number>> }
  /** A record of CMDQ-V or of the SMMU itself, as the kernel reports it; or what a read gives instead. */
  | {
      readonly op: 'event';
      readonly who: Who;
      readonly from: 'SMMU' | 'CMDQ-V';
      readonly sequence: number;
      readonly words: readonly Hex[];
      readonly lost?: true;
      readonly instead?: Errno | number;
    }
) &
  AtSmmu;

/** A kind of number that a kernel gives. */
export type HandleKind = 'device' | 'IOAS' | 'HWPT' | 'vIOMMU' | 'hw_queue' | 'vDEVICE' | 'vEVENTQ' | 'any';

/**
 * A number for a member: itself, or the n-th of its kind that the process was given, counted round, and from the last where it is
 * negative; of `any` kind the n-th of all. `live` counts those alone that have not been given back.
 */
export type Argument =
  | number
  | Hex
  | { readonly kind: HandleKind; readonly n: number; readonly live?: true }
  | { readonly fd: number }
  | { readonly ram: number };

/**
 * Which file: the n-th open one of its kind, counted round, from the last where it is negative; the one that was closed last, if none
 * was opened since that could have its number; or a number that need not be one.
 */
export type File =
  | { readonly of: 'iommu' | 'device' | 'events'; readonly n: number }
  | { readonly of: 'closed' }
  | { readonly number: number };

/** What a user process does. */
export type KernelOp =
  | { readonly op: 'open'; readonly who: Who; readonly path: string }
  | { readonly op: 'close'; readonly who: Who; readonly file: File }
  | {
      readonly op: 'ioctl';
      readonly who: Who;
      readonly file: File;
      readonly request: string;
      readonly members: Readonly<Record<string, Argument>>;
      /** What `data_uptr` points to, as hexadecimal digits. */
      readonly data?: string;
      /** It is asked for again and again, while one allocation of the kernel's after another fails, until none does. */
      readonly shortOfMemory?: true;
      /** How the argument and the data can be reached, where not as usual. */
      readonly argument?: 'readonly' | 'unreadable';
      readonly reach?: 'readonly' | 'unreadable';
    }
  | {
      readonly op: 'mmap';
      readonly who: Who;
      readonly file: File;
      readonly offset: { readonly cookie: number } | Hex;
      readonly length: number;
      readonly shared: boolean;
      readonly write: boolean;
    }
  | { readonly op: 'munmap'; readonly who: Who; readonly page: number }
  | { readonly op: 'load'; readonly who: Who; readonly page: number; readonly at: number; readonly width: AccessWidth }
  | {
      readonly op: 'store';
      readonly who: Who;
      readonly page: number;
      readonly at: number;
      readonly width: AccessWidth;
      readonly value: Hex;
    }
  | { readonly op: 'memory'; readonly who: Who; readonly at: number; readonly bytes: string }
  | { readonly op: 'events'; readonly who: Who; readonly file: number; readonly count: number }
  | { readonly op: 'poll'; readonly who: Who; readonly file: number }
  | { readonly op: 'failAllocation'; readonly nth: number }
  /** A register of the first SMMU reads so whatever is written to it; its own value again without. */
  | { readonly op: 'stick'; readonly at: number; readonly value?: Hex }
  /** So many commands later a CMD_SYNC of the SMMU's own queue does not complete, or a command is found illegal. */
  | { readonly op: 'queueFails'; readonly after: number; readonly as: 'timeout' | 'illegal' }
  | { readonly op: 'removeDriver' | 'hostShutDown' }
  /** Commands are put on a vCMDQ of the kernel's own. */
  | { readonly op: 'ownQueue'; readonly vcmdq: number; readonly commands: string }
  /** The process gets memory whose pages do not follow each other; before anything else of it. */
  | { readonly op: 'scatter'; readonly who: Who }
  | HostOp
  | TimingOut
  | Spoiling;

/** What a kernel does to a CMDQ-V block. */
export type HardwareOp =
  | { readonly op: 'read'; readonly at: number; readonly width: RegisterWidth }
  | { readonly op: 'write'; readonly at: number; readonly width: RegisterWidth; readonly value: Hex }
  | { readonly op: 'memory'; readonly address: Hex; readonly bytes: string }
  | { readonly op: 'submit'; readonly commands: string }
  | { readonly op: 'look' }
  /** What GERROR of a vCMDQ reads is written to its GERRORN. */
  | { readonly op: 'acknowledge'; readonly vcmdq: number }
  /** Whoever handles an interrupt of the next operation writes this meanwhile. */
  | { readonly op: 'whileHandled'; readonly at: number; readonly width: RegisterWidth; readonly value: Hex }
  | HostOp
  | TimingOut
  | Spoiling;

/** One operation of a program. */
export type ProgramOp = DeviceOp | KernelOp | HardwareOp;

/** Operations at the upper port of a layer, in order. */
export type Program =
  | { readonly layer: 'device'; readonly ops: readonly DeviceOp[] }
  | { readonly layer: 'kernel'; readonly ops: readonly KernelOp[] }
  | { readonly layer: 'hardware'; readonly ops: readonly HardwareOp[] };

/** The program with other operations, of which it had all. */
export function withOps(program: Program, ops: readonly ProgramOp[]): Program {
  return { layer: program.layer, ops } as Program;
}

/** A number as JSON has it. */
export function hex(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}

/** Bytes as hexadecimal digits. */
export function digits(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The bytes of {@link digits}. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** One of the layers that can be explored. */
export type ExploredLayer = LayerName;
