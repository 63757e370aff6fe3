import type { AccessWidth, Errno, LayerName, RegisterWidth } from '../ports';

/** A 64-bit value as JSON has it: `0x1f`. */
export type Hex = `0x${string}`;

/** The two virtual machines, and the two processes, that a program may have. */
export const WHO = ['A', 'B'] as const;

/** See {@link WHO}. */
export type Who = (typeof WHO)[number];

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

/** What a guest and the user of its VMM do. */
export type DeviceOp =
  | { readonly op: 'start'; readonly who: Who; readonly cmdqv: 'on' | 'auto' | 'off'; readonly device: string; readonly streamId: number }
  | { readonly op: 'read'; readonly who: Who; readonly at: number; readonly width: AccessWidth }
  | { readonly op: 'write'; readonly who: Who; readonly at: number; readonly width: AccessWidth; readonly value: Hex }
  | { readonly op: 'memory'; readonly who: Who; readonly address: Hex; readonly bytes: string }
  | { readonly op: 'readSmmu'; readonly who: Who; readonly at: number }
  | { readonly op: 'writeSmmu'; readonly who: Who; readonly at: number; readonly value: number }
  | { readonly op: 'stream'; readonly who: Who; readonly streamId: number; readonly word0: Hex; readonly word1: Hex }
  | { readonly op: 'submit'; readonly who: Who; readonly command: string }
  | { readonly op: 'plug'; readonly who: Who; readonly device: string; readonly streamId: number }
  | { readonly op: 'unplug'; readonly who: Who; readonly device: string }
  | { readonly op: 'reset' | 'shutDown' | 'look'; readonly who: Who }
  | Refusing
  | Permitting
  | TimingOut;

/** A kind of number that a kernel gives. */
export type HandleKind = 'device' | 'IOAS' | 'HWPT' | 'vIOMMU' | 'hw_queue' | 'vDEVICE' | 'vEVENTQ' | 'any';

/** A number for a member: itself, or the n-th of its kind that the process was given, counted round; of `any` kind the n-th of all. */
export type Argument =
  | number
  | Hex
  | { readonly kind: HandleKind; readonly n: number }
  | { readonly fd: number }
  | { readonly ram: number };

/** Which file: the n-th open one of its kind, counted round; or a number that need not be one. */
export type File = { readonly of: 'iommu' | 'device' | 'events'; readonly n: number } | { readonly number: number };

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
  | TimingOut;

/** What a kernel does to a CMDQ-V block. */
export type HardwareOp =
  | { readonly op: 'read'; readonly at: number; readonly width: RegisterWidth }
  | { readonly op: 'write'; readonly at: number; readonly width: RegisterWidth; readonly value: Hex }
  | { readonly op: 'memory'; readonly address: Hex; readonly bytes: string }
  | { readonly op: 'submit'; readonly commands: string }
  | { readonly op: 'look' }
  | TimingOut;

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
