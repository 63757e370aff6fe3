import { type EventValues, eventNamed, type Parameter, type TraceEvent } from '../events';
import type { Damaged, Traced } from './traced';

/** The first 16 bytes of a file that QEMU's `simple` backend writes. */
export const HEADER_ID = 0xffff_ffff_ffff_ffffn;
/** See {@link HEADER_ID}. */
export const HEADER_MAGIC = 0xf2b1_77cb_0aa4_29b4n;
/** The form of the file that is read: the first that has the names of the events in it. */
export const VERSION = 4n;
const HEADER = Buffer.alloc(16);
HEADER.writeBigUInt64LE(HEADER_ID, 0);
HEADER.writeBigUInt64LE(HEADER_MAGIC, 8);
/** With the version. */
const HEADER_BYTES = 24;
/** Comes in place of an event where QEMU could not write as fast as events came. */
export const DROPPED_ID = 0xffff_ffff_ffff_fffen;

const MAPPING = 0n;
const RECORD = 1n;
const TYPE_BYTES = 8;
const MAPPING_BYTES = 12;
const RECORD_BYTES = 24;
/** A record's valid bit may be left in its ID. */
const ID_BITS = 0x7fff_ffff_ffff_ffffn;
/** Bytes that a name or a record can have; more is damage. */
const LONGEST = 65_536;

/** What is told of a binary trace. */
export interface BinarySink {
  /** `number` counts the events of the file, from 1. */
  event(number: number, read: Traced | Damaged): void;
  /** Events are missing from here on, or before here. */
  lost(number: number, words: string): void;
}

/** Reads a file of QEMU's `simple` backend that comes in pieces, or several that were joined. */
export class BinaryEvents {
  readonly #sink: BinarySink;
  readonly #names = new Map<bigint, string>();
  #bytes: Buffer = Buffer.alloc(0);
  #begun = false;
  /** What follows is not understood, up to where another trace begins. */
  #isDamaged = false;
  #number = 0;
  #fault: string | undefined;

  constructor(sink: BinarySink) {
    this.#sink = sink;
  }

  /** Whether a file that begins so is one. */
  static begins(bytes: Buffer): boolean {
    return bytes.subarray(0, HEADER.length).equals(HEADER);
  }

  /** What keeps the file from being read at all; nothing if it can be, or was up to where it is damaged. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** The next piece of the file. */
  push(piece: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    this.#take({ isLast: false });
  }

  /** The file is over. */
  end(): void {
    this.#take({ isLast: true });
    if (this.#bytes.length > 0 && this.#begun && !this.#isDamaged)
      this.#sink.lost(this.#number, `the file ends in the middle of an event, ${this.#bytes.length} bytes of it are there`);
  }

  /** Takes all that is there as a whole. */
  #take({ isLast }: { readonly isLast: boolean }): void {
    let at = 0;
    for (let header = this.#bytes.indexOf(HEADER); this.#fault === undefined; header = this.#bytes.indexOf(HEADER, at)) {
      const isThere = header !== -1;
      // The last bytes may begin another trace.
      at = this.#records(at, isThere ? header : this.#bytes.length - (isLast ? 0 : HEADER.length - 1));
      if (!isThere) break;
      if (at < header && !this.#isDamaged) this.#sink.lost(this.#number, 'an event is cut off where another trace follows');
      at = header;
      if (at + HEADER_BYTES > this.#bytes.length) break;
      this.#begin(this.#bytes.readBigUInt64LE(at + HEADER.length));
      at += HEADER_BYTES;
    }
    this.#bytes = this.#fault === undefined ? Buffer.from(this.#bytes.subarray(at)) : Buffer.alloc(0);
  }

  /** A file begins, and names its events. */
  #begin(version: bigint): void {
    const isRead = version === VERSION;
    const words = `a binary trace of version ${version}, which does not name its events; one of version ${VERSION} does`;
    if (this.#begun)
      this.#sink.lost(
        this.#number,
        isRead ? 'another trace follows: what happened between the two is not told' : `what follows is ${words}`,
      );
    else if (!isRead) this.#fault = `it is ${words}`;
    this.#begun = true;
    this.#isDamaged = !isRead;
    this.#names.clear();
  }

  /** Reads what stands from a place up to an end; tells how far it got. */
  #records(from: number, end: number): number {
    let at = from;
    while (!this.#isDamaged) {
      const length = this.#one(at, end);
      if (length === 0) return at;
      at += length;
    }
    return Math.max(at, end);
  }

  /** Reads what stands at a place; the bytes that it takes, 0 while not all of it is there. */
  #one(at: number, end: number): number {
    const bytes = this.#bytes;
    const body = at + TYPE_BYTES;
    if (body > end) return 0;
    const type = bytes.readBigUInt64LE(at);
    if (type === MAPPING) {
      if (body + MAPPING_BYTES > end) return 0;
      const length = bytes.readUInt32LE(body + 8);
      if (length > LONGEST) return this.#damaged();
      if (body + MAPPING_BYTES + length > end) return 0;
      this.#names.set(bytes.readBigUInt64LE(body), bytes.toString('utf8', body + MAPPING_BYTES, body + MAPPING_BYTES + length));
      return TYPE_BYTES + MAPPING_BYTES + length;
    }
    if (type !== RECORD) return this.#damaged();
    if (body + RECORD_BYTES > end) return 0;
    const length = bytes.readUInt32LE(body + 16);
    if (length < RECORD_BYTES || length > LONGEST) return this.#damaged();
    if (body + length > end) return 0;
    this.#record(bytes.readBigUInt64LE(body), bytes.readUInt32LE(body + 20), bytes.subarray(body + RECORD_BYTES, body + length));
    return TYPE_BYTES + length;
  }

  #damaged(): number {
    this.#sink.lost(this.#number, 'what follows is no event: the file is damaged from here on');
    this.#isDamaged = true;
    return 0;
  }

  #record(id: bigint, pid: number, values: Buffer): void {
    this.#number += 1;
    if (id === DROPPED_ID) {
      const count = values.length >= 8 ? values.readBigUInt64LE(0) : 0n;
      this.#sink.lost(this.#number, `QEMU dropped ${count} events here`);
      return;
    }
    const process = String(pid);
    const event = eventNamed(this.#names.get(id & ID_BITS) ?? '');
    if (event === undefined) return;
    const read = valuesOf(event, values);
    this.#sink.event(
      this.#number,
      read === undefined ? { damage: `${event.name} with other values than are known of it`, process } : { event, values: read, process },
    );
  }
}

/** The values of an event; nothing if it has others than are known. */
function valuesOf({ parameters }: TraceEvent, bytes: Buffer): EventValues | undefined {
  return (
    valuesBy(parameters, bytes) ??
    valuesBy(
      parameters.filter(({ optional }) => !optional),
      bytes,
    )
  );
}

function valuesBy(parameters: readonly Parameter[], bytes: Buffer): EventValues | undefined {
  const values: Record<string, bigint | string> = {};
  let at = 0;
  for (const { kind, name } of parameters) {
    if (kind === 'text') {
      if (at + 4 > bytes.length) return undefined;
      const length = bytes.readUInt32LE(at);
      if (at + 4 + length > bytes.length) return undefined;
      values[name] = bytes.toString('utf8', at + 4, at + 4 + length);
      at += 4 + length;
    } else {
      if (at + 8 > bytes.length) return undefined;
      values[name] = kind === 'signed' ? BigInt.asIntN(32, bytes.readBigUInt64LE(at)) : bytes.readBigUInt64LE(at);
      at += 8;
    }
  }
  return at === bytes.length ? values : undefined;
}

/** The bytes of an event, as the `simple` backend writes its values. */
export function binaryValues({ event, values }: Pick<Traced, 'event' | 'values'>): Buffer {
  return Buffer.concat(
    event.parameters.flatMap(({ kind, name }) => {
      const value = values[name];
      if (value === undefined) return [];
      if (kind === 'text') {
        const text = Buffer.from(String(value));
        const length = Buffer.alloc(4);
        length.writeUInt32LE(text.length);
        return [length, text];
      }
      const number = Buffer.alloc(8);
      number.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      return [number];
    }),
  );
}
