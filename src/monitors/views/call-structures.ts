import { type HostEvent, memoryOf } from '../../machine/log';
import { decodeStructure, type Request, type Values } from '../../tables/uapi';

/** A request that was made on a file. */
export type Ioctl = Extract<HostEvent, { readonly op: 'ioctl' }>;

/** What the caller wrote into the structure of a request; nothing if it is another request, or if that cannot be read. */
export function askedOf<R extends Request>(event: HostEvent, request: R): Values<R['structure']> | undefined {
  if (event.op !== 'ioctl' || event.request !== request.number) return undefined;
  const bytes = wholeOf(event.before, event.argument);
  return bytes === undefined || bytes.length < request.minimum ? undefined : decodeStructure(request.structure, bytes);
}

/** What the structure of a request held when it had been fulfilled; nothing if it was not, or is another. */
export function answerOf<R extends Request>(event: HostEvent, request: R): Values<R['structure']> | undefined {
  if (event.op !== 'ioctl' || event.request !== request.number || event.status !== 'OK' || event.after === undefined) return undefined;
  const bytes = wholeOf(event.after, event.argument);
  return bytes === undefined ? undefined : decodeStructure(request.structure, bytes);
}

/** User memory from an address to the end of its segment, before a request was made. */
export function memoryAt(segments: Ioctl['before'], address: bigint, length: number): Uint8Array | undefined {
  return memoryOf(segments).read(address, length);
}

function wholeOf(segments: Ioctl['before'], address: bigint): Uint8Array | undefined {
  const segment = segments.find((one) => address >= one.address && address < one.address + BigInt(one.bytes.length));
  return segment?.bytes.subarray(Number(address - segment.address));
}
