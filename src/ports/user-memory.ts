/** A piece of the caller's address space that travels with a system call. */
export interface UserSegment {
  readonly address: bigint;
  /** Current content; a system call that writes to user memory changes it in place. */
  readonly bytes: Uint8Array;
  /** False for memory that the kernel can read but not write. */
  readonly writable: boolean;
}

/** Content of user memory, wherever it was copied. */
type SegmentContent = Pick<UserSegment, 'address' | 'bytes'>;

/** The piece that an address of the caller's lies in; nothing if none travels with the call. */
export function segmentAt<S extends SegmentContent>(segments: readonly S[], at: bigint): S | undefined {
  return segments.find(({ address, bytes }) => address <= at && at < address + BigInt(bytes.length));
}

/** What lies at an address of the caller's and behind it, as far as it travels with the call; nothing if that does not. */
export function bytesAt(segments: readonly SegmentContent[], at: bigint): Uint8Array | undefined {
  const segment = segmentAt(segments, at);
  return segment?.bytes.subarray(Number(at - segment.address));
}

/**
 * The user memory that the pointers of one system call can reach.
 *
 * Whatever lies outside its segments faults, so a scenario decides exactly which
 * copy of which structure fails.
 */
export class UserMemory {
  readonly segments: readonly UserSegment[];

  constructor(segments: readonly UserSegment[]) {
    this.segments = segments;
  }

  /** Copies `length` bytes in; `undefined` is a fault. */
  read(address: bigint, length: number): Uint8Array | undefined {
    if (length === 0) return new Uint8Array(0);
    const segment = this.#covering(address, length);
    if (segment === undefined) return undefined;
    const start = Number(address - segment.address);
    return segment.bytes.slice(start, start + length);
  }

  /** Copies `bytes` out; `false` is a fault, after which nothing was written. */
  write(address: bigint, bytes: Uint8Array): boolean {
    if (bytes.length === 0) return true;
    const segment = this.#covering(address, bytes.length);
    if (segment === undefined || !segment.writable) return false;
    segment.bytes.set(bytes, Number(address - segment.address));
    return true;
  }

  #covering(address: bigint, length: number): UserSegment | undefined {
    return this.segments.find(
      (segment) => address >= segment.address && address + BigInt(length) <= segment.address + BigInt(segment.bytes.length),
    );
  }
}
