import { type HostCalls, type Status, UserMemory, type UserSegment } from '../../ports';
import type { Request } from './requests';
import { decodeStructure, encodeStructure, type Structure, type Values } from './structure';

/** Where typed calls put their argument; callers' own buffers go above it. */
export const ARGUMENT_ADDRESS = 0x7000_0000_0000n;
/** Where typed calls put the data that their argument points to. */
export const DATA_ADDRESS = 0x7000_0001_0000n;

/** Outcome of a typed call; on a refusal `out` holds what the kernel left in the structure. */
export interface Called<S extends Structure> {
  readonly status: Status;
  readonly out: Values<S>;
  /** The data buffer after the call. */
  readonly data: Uint8Array;
}

/** Issues a request with a structure made of named members, `size` filled in, and an optional data buffer. */
export async function call<S extends Structure>(
  calls: HostCalls,
  fd: number,
  request: Request<S>,
  values: Partial<Values<S>>,
  data: Uint8Array = new Uint8Array(0),
): Promise<Called<S>> {
  const argument = encodeStructure(request.structure, { size: request.structure.bytes, ...values });
  const segments: UserSegment[] = [{ address: ARGUMENT_ADDRESS, bytes: argument, writable: true }];
  if (data.length > 0) segments.push({ address: DATA_ADDRESS, bytes: data, writable: true });
  const status = await calls.ioctl(fd, request.number, ARGUMENT_ADDRESS, new UserMemory(segments));
  return { status, out: decodeStructure(request.structure, argument), data };
}
