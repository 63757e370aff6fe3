import { TRACE_EVENTS } from '../events';
import { binaryValues, HEADER_ID, HEADER_MAGIC, VERSION } from '../reading/binary-events';
import type { Traced } from '../reading/traced';

/** An event and its values. */
export type Event = Pick<Traced, 'event' | 'values'>;

/** 8 bytes. */
export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** An event in a binary trace. */
export function record(id: bigint, values: Buffer, pid: number): Buffer {
  return Buffer.concat([u64(1n), u64(id), u64(1_000n), u32(24 + values.length), u32(pid), values]);
}

/** A file of the `simple` backend with these events; `named` are those that it has names for, in its order. */
export function binaryFile(events: readonly Event[], pid = 7, named = TRACE_EVENTS): Buffer {
  const ids = new Map(named.map(({ name }, index) => [name, BigInt(index + 100)]));
  return Buffer.concat([
    ...[u64(HEADER_ID), u64(HEADER_MAGIC), u64(VERSION)],
    ...[...ids].map(([name, id]) => Buffer.concat([u64(0n), u64(id), u32(name.length), Buffer.from(name)])),
    ...events.map((one) => record(ids.get(one.event.name) ?? 0n, binaryValues(one), pid)),
  ]);
}

/** One of each kind. */
export const SAMPLE_EVENTS: readonly Event[] = TRACE_EVENTS.map((event) => ({
  event,
  values: Object.fromEntries(event.parameters.map(({ kind, name }) => [name, kind === 'text' ? 'vi' : 1n])),
}));
