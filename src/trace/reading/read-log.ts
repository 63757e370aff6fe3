import { closeSync, createReadStream, openSync, readSync, type Stats, statSync } from 'node:fs';
import { messageOf } from '../../message-of';
import { plainLine } from '../../plain-text';
import { WrongUse } from '../../specification/wrong-use';
import type { NumberedLine } from '../context-lines';
import { BinaryEvents } from './binary-events';
import { type Line, LineSplitter } from './line-splitter';
import { MessageLines } from './message-lines';
import { lineOf, TextEvents } from './text-events';
import type { Damaged, Traced } from './traced';
import { unpacked } from './unpacked';
import { unwrapped } from './wrapped-line';

/** Takes what a file tells, in its order. */
export interface LogSink {
  /** An event of QEMU's trace, or what is left of one. */
  event(read: Traced | Damaged, line: NumberedLine): void;
  /** A line that is no such event. */
  other(line: Line): void;
  /** Operations that the suite told of a scenario, a line each; `scenario` is its name. */
  told(scenario: string, operations: readonly string[], line: number): void;
  /** Something is missing. */
  lost(line: number, words: string): void;
  /** Lets a reader that is slower catch up. */
  pause?(): Promise<void> | undefined;
}

/** Characters of a line that is told. */
const WIDTH = 120;

/** What a file was found to be. */
export interface ReadLog {
  readonly kind: 'text' | 'binary' | 'messages';
  /** Lines, or events of a binary trace. */
  readonly count: number;
  /** Why it was not read, or not to its end. */
  readonly fault?: string;
}

/** What is read of a file at a time. */
const PIECE = 1 << 18;
/** Bytes at the beginning of a file that tell what it is. */
const HEAD = 24;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** Throws {@link WrongUse} for a path that cannot be read. */
export function requireFile(path: string): void {
  let found: Stats;
  try {
    found = statSync(path);
  } catch (error) {
    throw new WrongUse(`cannot read "${path}": ${messageOf(error)}`);
  }
  if (found.isDirectory()) throw new WrongUse(`"${path}" is a folder: name the files in it`);
}

/** What files of other kinds begin with, that are taken for logs at times. */
const FOREIGN: readonly { readonly begin: Buffer; readonly words: string }[] = [
  { begin: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), words: 'it is packed with xz: unpack it first' },
  { begin: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), words: 'it is packed with zstd: unpack it first' },
  { begin: Buffer.from('BZh'), words: 'it is packed with bzip2: unpack it first' },
  { begin: Buffer.from('PK\x03\x04'), words: 'it is a ZIP archive: unpack it first' },
  { begin: Buffer.from('fffffffffffffffff2b177cb0aa429b4', 'hex'), words: 'it is a binary trace of a machine with the other byte order' },
];
/** Marks that text in UTF-16 begins with. */
const WIDE = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
] as const;

/** Reads a file, whatever it is; holds no more of it than a piece. */
export async function readLog(file: string, sink: LogSink, signal?: AbortSignal): Promise<ReadLog> {
  let reader: Reader | undefined;
  let head: Buffer = Buffer.alloc(0);
  const begun = (): Reader => {
    reader = readerFor(head, sink);
    reader.push(head);
    return reader;
  };
  try {
    for await (const piece of pieces(file, signal)) {
      if (reader !== undefined) reader.push(piece);
      else {
        head = head.length === 0 ? piece : Buffer.concat([head, piece]);
        if (head.length >= HEAD) begun();
      }
      await sink.pause?.();
    }
  } catch (error) {
    const so = (reader ?? begun()).end();
    const fault = signal?.aborted === true ? 'reading it was interrupted' : `it cannot be read to its end: ${messageOf(error)}`;
    return { ...so, fault };
  }
  return (reader ?? begun()).end();
}

interface Reader {
  push(piece: Buffer): void;
  end(): ReadLog;
}

/** A file piece by piece, unpacked if it is packed. */
async function* pieces(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (isPacked(file)) yield* unpacked(file, signal);
  else yield* createReadStream(file, { highWaterMark: PIECE, ...(signal === undefined ? {} : { signal }) });
}

function isPacked(file: string): boolean {
  // What comes out of a pipe comes once.
  if (!statSync(file).isFile()) return false;
  const opened = openSync(file, 'r');
  try {
    const begin = Buffer.alloc(GZIP.length);
    return readSync(opened, begin, 0, begin.length, 0) === begin.length && begin.equals(GZIP);
  } finally {
    closeSync(opened);
  }
}

function readerFor(head: Buffer, sink: LogSink): Reader {
  if (BinaryEvents.begins(head)) return binary(sink);
  const foreign = FOREIGN.find(({ begin }) => head.subarray(0, begin.length).equals(begin));
  if (foreign !== undefined) return { push: () => undefined, end: () => ({ kind: 'text', count: 0, fault: foreign.words }) };
  const wide = WIDE.find(({ mark }) => head.subarray(0, mark.length).equals(mark));
  if (wide !== undefined) return narrowed(text(sink), new TextDecoder(wide.encoding));
  return MessageLines.begins(head) ? messages(sink) : text(sink);
}

function binary(sink: LogSink): Reader {
  let count = 0;
  const events = new BinaryEvents({
    event: (number, read) => {
      count = number;
      sink.event(read, { number, text: 'event' in read ? lineOf(read) : read.damage });
    },
    lost: (number, words) => sink.lost(number, words),
  });
  return {
    push: (piece) => events.push(piece),
    end: () => {
      events.end();
      return { kind: 'binary', count, ...(events.fault === undefined ? {} : { fault: events.fault }) };
    },
  };
}

function text(sink: LogSink): Reader {
  let count = 0;
  // Before the first event nothing is known that could be lost.
  let begun = false;
  const events = new TextEvents();
  const splitter = new LineSplitter((line) => {
    const { cut, number } = line;
    count = number;
    const told = unwrapped(line.text);
    const pieces = events.take(told);
    if (pieces.every(({ read }) => read === undefined)) sink.other({ ...line, text: told });
    for (const [index, { read, text }] of pieces.entries()) {
      if (read === undefined) {
        if (begun) sink.lost(number, `a line that is torn: ${plainLine(text, WIDTH)}`);
        continue;
      }
      begun = true;
      const isCut = cut && index === pieces.length - 1;
      sink.event(isCut ? { ...originAlone(read), damage: 'a line that is cut off' } : read, { number, text });
    }
  });
  return {
    push: (piece) => splitter.push(piece),
    end: () => {
      splitter.end();
      return { kind: 'text', count };
    },
  };
}

/** Text of two bytes a character. */
function narrowed(reader: Reader, decoder: TextDecoder): Reader {
  return {
    push: (piece) => reader.push(Buffer.from(decoder.decode(piece, { stream: true }))),
    end: () => reader.end(),
  };
}

function originAlone({ process, thread }: Traced | Damaged): Pick<Damaged, 'process' | 'thread'> {
  return thread === undefined ? { process } : { process, thread };
}

function messages(sink: LogSink): Reader {
  let count = 0;
  const lines = new MessageLines((scenario, operations, line) => sink.told(scenario, operations, line));
  const splitter = new LineSplitter((line) => {
    count = line.number;
    const damage = lines.take(line);
    if (damage !== undefined) sink.lost(line.number, damage);
  }, MessageLines.longest);
  return {
    push: (piece) => splitter.push(piece),
    end: () => {
      splitter.end();
      return { kind: 'messages', count };
    },
  };
}
