/** A 64-bit value as it travels: hexadecimal digits after `0x`. */
export type U64 = string;

/** Bytes as they travel: two hexadecimal digits each. */
export type Hex = string;

/** Width of an access, in bytes. */
export type Width = 1 | 2 | 4 | 8;

/** `OK`, or the name of an errno. */
export type Status = string;

/** A piece of user memory that travels with an ioctl. */
export interface Segment {
  address: U64;
  bytes: Hex;
  writable: boolean;
}

/** A run of physical memory. */
export interface Run {
  address: U64;
  length: U64;
}

/** A virtual machine before anything is plugged into it. */
export interface VmDescription {
  name: string;
  cmdqv: 'on' | 'off' | 'auto';
  ram: { address: U64; runs: Run[]; pageSize: U64 }[];
}

/** An SMMU, and its CMDQ-V block if it has one. */
export interface SmmuDescription {
  name: string;
  cmdqv?: { version: number; vcmdqsLog2: number; vintfsLog2: number; sidsLog2: number };
  idr: number[];
  iidr: number;
  aidr: number;
  firmwareCoherent: boolean;
}

/** The machine under the kernel. */
export interface HostDescription {
  pageSize: U64;
  smmus: SmmuDescription[];
  devices: { name: string; smmu: string; streamIds: number[]; coherent: boolean; ats: boolean }[];
}

/** What the suite asks every adapter for, by method: the parameters, and the result. */
export interface SessionRequests {
  initialize: [
    { protocolVersions: number[]; suite: { name: string; version: string } },
    { protocolVersion: number; implementation: { name: string; version: string }; layers: string[]; capabilities: string[] },
  ];
  echo: [{ values: U64[]; bytes: Hex }, { values: U64[]; bytes: Hex }];
  reset: [object, null];
  shutdown: [object, null];
}

/** What the suite asks a device for. */
export interface DeviceRequests {
  'device.start': [{ vm: VmDescription }, null];
  'guest.read': [{ vm: string; offset: number; width: Width }, { value: U64 }];
  'guest.write': [{ vm: string; offset: number; width: Width; value: U64 }, null];
  'guest.readMemory': [{ vm: string; address: U64; length: number }, { bytes: Hex }];
  'guest.writeMemory': [{ vm: string; address: U64; bytes: Hex }, null];
  'guest.readSmmu': [{ vm: string; offset: number }, { value: number }];
  'guest.writeSmmu': [{ vm: string; offset: number; value: number }, null];
  'guest.configureStream': [{ vm: string; streamId: number; word0: U64; word1: U64 }, null];
  'guest.submit': [{ vm: string; command: Hex }, null];
  'guest.plug': [{ vm: string; device: string; streamId: number }, Plugged];
  'guest.unplug': [{ vm: string; device: string }, Plugged];
  'guest.reset': [{ vm: string }, null];
  'guest.shutDown': [{ vm: string }, null];
  'guest.settle': [{ vm: string }, null];
  'guest.windows': [{ vm: string }, { windows: { offset: number; length: number }[] }];
  'host.readable': [{ process: string; fd: number }, null];
}

/** What the suite asks a kernel for, besides the system calls of processes. */
export interface KernelRequests {
  'kernel.boot': [{ host: HostDescription }, { booted: boolean; smmu?: string; reason?: string }];
  'registers.interrupt': [{ smmu: string }, null];
}

/** What the suite asks hardware for, besides accesses to registers. */
export interface HardwareRequests {
  'hardware.create': [{ smmu: SmmuDescription }, null];
}

/** The message tells the user of the VMM why it refuses. */
export type Plugged = { ok: true } | { ok: false; message: string };

/** System calls, by method: the parameters besides `process`, and the result. */
export interface HostCalls {
  'host.open': [{ path: string }, { status: Status; fd?: number }];
  'host.close': [{ fd: number }, { status: Status }];
  'host.ioctl': [{ fd: number; request: number; argument: U64; memory: Segment[] }, { status: Status; memory: Segment[] }];
  'host.mmap': [
    { fd: number; length: U64; offset: U64; shared: boolean; protection: { read: boolean; write: boolean; execute: boolean } },
    { status: Status; address?: U64 },
  ];
  'host.munmap': [{ address: U64; length: U64 }, { status: Status }];
  'host.read': [{ fd: number; count: number; writable?: number; position?: U64 }, { status: Status; bytes?: Hex }];
  'host.poll': [{ fd: number }, { conditions: string[] }];
  'host.watch': [{ fd: number }, null];
  'host.load': [{ address: U64; width: Width }, { value: U64 }];
  'host.store': [{ address: U64; width: Width; value: U64 }, null];
  'host.allocate': [{ runs: Run[]; pageSize: U64 }, { address: U64 }];
  'host.readMemory': [{ address: U64; length: number }, { bytes: Hex }];
  'host.writeMemory': [{ address: U64; bytes: Hex }, null];
}

/** Accesses to physical registers, by method: the parameters besides `smmu`, and the result. */
export interface RegisterAccesses {
  'registers.read': [{ offset: number; width: 4 | 8 }, { value: U64 }];
  'registers.write': [{ offset: number; width: 4 | 8; value: U64 }, null];
  'registers.submit': [{ commands: Hex }, { consumed: number; error: 'none' | 'illegal' | 'timeout' }];
}

/** Requests as the suite makes them: those of one process, or of one SMMU, named among the parameters. */
export type Naming<Name extends string, R> = {
  [M in keyof R]: R[M] extends [infer Params, infer Result] ? [Params & Record<Name, string>, Result] : never;
};
