import { type HostEvent, memoryOf, type SegmentCopy } from '../../machine/log';
import { segmentAt } from '../../ports';
import { decodeStructure, type Request, type Structure, type Values } from '../../tables/uapi';

/** A request that was made on a file. */
export type Ioctl = Extract<HostEvent, { readonly op: 'ioctl' }>;

/** What a structure of user memory held. One is kept: many monitors ask of the same request, one after the other. */
class Decoded {
  #segment: SegmentCopy | undefined;
  #structure: Structure | undefined;
  #values: unknown;

  /** The structure that begins at an address of a segment. */
  in<S extends Structure>(segment: SegmentCopy, address: bigint, structure: S): Values<S> {
    if (segment !== this.#segment || structure !== this.#structure) {
      this.#values = decodeStructure(structure, segment.bytes.subarray(Number(address - segment.address)));
      this.#segment = segment;
      this.#structure = structure;
    }
    return this.#values as Values<S>;
  }
}

const asked = new Decoded();
const answered = new Decoded();

/** What the caller wrote into the structure of a request; nothing if it is another request, or if that cannot be read. */
export function askedOf<R extends Request>(event: HostEvent, request: R): Values<R['structure']> | undefined {
  if (event.op !== 'ioctl' || event.request !== request.number) return undefined;
  const { argument } = event;
  const segment = segmentAt(event.before, argument);
  if (segment === undefined || segment.address + BigInt(segment.bytes.length) < argument + BigInt(request.minimum)) return undefined;
  return asked.in(segment, argument, request.structure);
}

/** What the structure of a request held when it had been fulfilled; nothing if it was not, or is another. */
export function answerOf<R extends Request>(event: HostEvent, request: R): Values<R['structure']> | undefined {
  if (event.op !== 'ioctl' || event.request !== request.number || event.status !== 'OK' || event.after === undefined) return undefined;
  const segment = segmentAt(event.after, event.argument);
  return segment && answered.in(segment, event.argument, request.structure);
}

/** User memory from an address to the end of its segment, before a request was made. */
export function memoryAt(segments: Ioctl['before'], address: bigint, length: number): Uint8Array | undefined {
  return memoryOf(segments).read(address, length);
}
