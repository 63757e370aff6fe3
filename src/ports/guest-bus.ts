import type { AccessWidth } from './access-width';

/** A passed-through device and the StreamID under which the guest knows it. */
export interface PluggedDevice {
  /** Name of the device in the host description. */
  readonly device: string;
  /** vSID. */
  readonly streamId: number;
}

/** Result of a request that the VMM may refuse with a message for its user. */
export type Plugged = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** The first two 64-bit words of a Stream Table Entry; the suite leaves the rest zero. */
export interface StreamTableEntry {
  readonly word0: bigint;
  readonly word1: bigint;
}

/** A command that stopped the emulated SMMU's own queue. */
export interface QueueStop {
  /** CMDQ_CONS.ERR as it read then: why. */
  readonly error: number;
}

/** A part of the CMDQ-V region that the guest reaches without a trap. */
export interface DirectWindow {
  /** Offset in the region. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** What an operating system in a guest answered: whether it did what it was asked for, and what it said meanwhile. */
export interface ActAnswer {
  readonly done: boolean;
  readonly said: readonly string[];
}

/** What an operating system does to the SMMU and its CMDQ-V block; a read with the value that it gets. `reset` is a system reset. */
export type OwnAct =
  | { readonly op: 'read'; readonly offset: number; readonly width: AccessWidth; value: bigint | undefined }
  | { readonly op: 'write'; readonly offset: number; readonly width: AccessWidth; readonly value: bigint }
  | { readonly op: 'readSmmu'; readonly offset: number; readonly value: number }
  | { readonly op: 'writeSmmu'; readonly offset: number; readonly value: number }
  | { readonly op: 'reset' };

/** Gets each, when it begins and before all that it sets off; whoever tells calls the function given back when it is over. */
export type OwnActs = (act: OwnAct) => () => void;

/**
 * Port: guest → device. One virtual machine with an emulated SMMUv3 and its CMDQ-V block; of several, the first.
 *
 * Offsets of `read` and `write` count in bytes from the start of the 0x50000-byte CMDQ-V region; an access
 * that the VMM's memory core refuses reads as 0 and stores nothing. A method that rejects fails the scenario, with the error's message;
 * with {@link Inapplicable} the scenario does not apply.
 */
export interface GuestBus {
  /** One load of the guest, of `width` bytes; bits beyond the width are 0. */
  read(offset: number, width: AccessWidth): Promise<bigint>;
  /** One store of the guest; bits of `value` beyond the width do not count. Resolves when all that it set off in the VMM is done. */
  write(offset: number, width: AccessWidth, value: bigint): Promise<void>;

  /** So many bytes of guest RAM, by guest physical address. */
  readMemory(address: bigint, length: number): Promise<Uint8Array>;
  /** Stores bytes into guest RAM, by guest physical address. */
  writeMemory(address: bigint, bytes: Uint8Array): Promise<void>;

  /** A load from a 32-bit register of the emulated SMMUv3 itself, by its architectural offset in bytes. */
  readSmmu(offset: number): Promise<number>;
  /** A store to such a register. */
  writeSmmu(offset: number, value: number): Promise<void>;
  /** The guest stores a Stream Table Entry and issues CFGI_STE for it on the trapped command queue. */
  configureStream(streamId: number, entry: StreamTableEntry): Promise<void>;
  /**
   * The guest puts one 16-byte command on the emulated SMMU's own, trapped, command queue. If it stops the queue, the guest's
   * driver acknowledges the error in GERRORN and steps over it, so that the queue runs on; resolves with what it saw before,
   which it may keep to itself.
   */
  submit(command: Uint8Array): Promise<QueueStop | undefined>;

  /** The host's user plugs a device in; resolves with the VMM's message where it refuses. */
  plug(device: PluggedDevice): Promise<Plugged>;
  /** The host's user unplugs the device of that name; resolves with the VMM's message where it refuses. */
  unplug(device: string): Promise<Plugged>;
  /** System reset. */
  reset(): Promise<void>;
  /**
   * Has the virtual machine run, where it does not yet: what a VMM does to start is no part of what its guest does first, before
   * which this is called. Nothing where it runs. Absent where a virtual machine runs from the start.
   */
  run?(): Promise<void> | undefined;
  /** The VMM ends and the kernel closes its files. */
  shutDown(): Promise<void>;

  /** Names the receiver of the CMDQ-V interrupt; one call is one edge. */
  onInterrupt(handler: () => void): void;
  /** Resolves when everything set off so far, interrupts included, has been delivered. */
  settle(): Promise<void>;
  /** The parts of the region that are host pages now. */
  windows(): Promise<readonly DirectWindow[]>;

  /**
   * The same virtual machine at the SMMU of that name: registers, stream table, queue, region, windows, interrupts and the
   * devices that are plugged in are that SMMU's. Absent where a virtual machine has one SMMU only.
   */
  ofSmmu?(name: string): GuestBus;
  /**
   * Has the operating system that runs in the virtual machine do something, in words that it knows. Absent where none runs in it;
   * where one does, the accesses of this port are its own.
   */
  act?(words: string): Promise<ActAnswer>;
  /** Names the receiver of what it does of its own accord, in order with all else. Absent where {@link act} is. */
  onOwnAct?(receiver: OwnActs): void;
  /** The files that firmware and guest read from the VMM, ACPI tables among them, by name. Absent where they cannot be had. */
  firmware?(): Promise<ReadonlyMap<string, Uint8Array>>;
}
