/** A resource that a device says it uses; memory with its last address, as the descriptor has it beside the length. */
export type Resource =
  | { readonly kind: 'memory'; readonly width: 32 | 64; readonly start: bigint; readonly end: bigint; readonly length: bigint }
  | {
      readonly kind: 'interrupt';
      readonly numbers: readonly number[];
      readonly edge: boolean;
      readonly activeLow: boolean;
      readonly shared: boolean;
    }
  | { readonly kind: 'other'; readonly tag: number };

/** First bytes of resource descriptors, and what their fields hold. */
export const RESOURCE = { MEMORY_64: 0x8a, MEMORY_32: 0x87, INTERRUPT: 0x89, END: 0x79 } as const;
/** Bits of an interrupt's flags. */
export const INTERRUPT = { CONSUMER: 1, EDGE: 2, ACTIVE_LOW: 4, SHARED: 8 } as const;

const LARGE = 0x80;
const HEAD_BYTES = 3;
const MEMORY_TYPE = 0;

/** The resources of a `_CRS`. */
export function resourcesOf(bytes: Uint8Array): readonly Resource[] {
  const resources: Resource[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const tag = view.getUint8(at);
    if (tag === RESOURCE.END) break;
    const large = (tag & LARGE) !== 0;
    const length = large ? HEAD_BYTES + view.getUint16(at + 1, true) : 1 + (tag & 7);
    if (at + length > bytes.length) break;
    resources.push(resourceAt(tag, new DataView(bytes.buffer, bytes.byteOffset + at, length)));
    at += length;
  }
  return resources;
}

function resourceAt(tag: number, view: DataView): Resource {
  const memory = (tag === RESOURCE.MEMORY_64 || tag === RESOURCE.MEMORY_32) && view.getUint8(HEAD_BYTES) === MEMORY_TYPE;
  if (memory && tag === RESOURCE.MEMORY_64) {
    const [start, end, , length] = [14, 22, 30, 38].map((at) => view.getBigUint64(at, true));
    return { kind: 'memory', width: 64, start: start ?? 0n, end: end ?? 0n, length: length ?? 0n };
  }
  if (memory) {
    const [start, end, , length] = [10, 14, 18, 22].map((at) => BigInt(view.getUint32(at, true)));
    return { kind: 'memory', width: 32, start: start ?? 0n, end: end ?? 0n, length: length ?? 0n };
  }
  if (tag !== RESOURCE.INTERRUPT) return { kind: 'other', tag };
  const flags = view.getUint8(HEAD_BYTES);
  return {
    kind: 'interrupt',
    numbers: Array.from({ length: view.getUint8(4) }, (_, index) => view.getUint32(5 + 4 * index, true)),
    edge: (flags & INTERRUPT.EDGE) !== 0,
    activeLow: (flags & INTERRUPT.ACTIVE_LOW) !== 0,
    shared: (flags & INTERRUPT.SHARED) !== 0,
  };
}
