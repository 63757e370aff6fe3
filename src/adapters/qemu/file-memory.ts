import { readSync } from 'node:fs';
import type { HostMemory, PhysicalRun } from '../../ports';
import { writeWhole } from './run-folder';

/** Host memory that is a part of a file. */
interface Backed {
  readonly start: bigint;
  readonly end: bigint;
  readonly file: number;
  /** Bytes from the start of the file. */
  readonly offset: bigint;
}

/** A piece of an access: `count` bytes at `address`, after `at` bytes of the access. */
interface Piece {
  readonly backed: Backed | undefined;
  readonly address: bigint;
  readonly at: number;
  readonly count: number;
}

/** Host memory, parts of which are files that QEMU has mapped: what either side stores, the other loads. */
export class FileMemory implements HostMemory {
  readonly #rest: HostMemory;
  /** In ascending order, and none over another. */
  #backed: readonly Backed[] = [];

  constructor(rest: HostMemory) {
    this.#rest = rest;
  }

  /** From now on `runs` are the content of `file`, from `offset` on, whatever file they were of: that of a VM which has ended. */
  back(runs: readonly PhysicalRun[], file: number, offset: bigint): void {
    let at = offset;
    const added = runs.map(({ address, length }) => {
      const part = { start: address, end: address + length, file, offset: at };
      at += length;
      return part;
    });
    const all = [...withoutAll(this.#backed, added.sort(byStart)), ...added];
    this.#backed = all.sort(byStart);
  }

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(length);
    for (const { backed, address: from, at, count } of this.#pieces(address, length)) {
      if (backed === undefined) {
        const rest = await this.#rest.read(from, count);
        if (rest === undefined) return undefined;
        bytes.set(rest, at);
      } else readSync(backed.file, bytes, at, count, backed.offset + from - backed.start);
    }
    return bytes;
  }

  async write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    for (const { backed, address: from, at, count } of this.#pieces(address, bytes.length)) {
      if (backed === undefined) {
        if (!(await this.#rest.write(from, bytes.subarray(at, at + count)))) return false;
      } else writeWhole(backed.file, bytes.subarray(at, at + count), Number(backed.offset + from - backed.start));
    }
    return true;
  }

  *#pieces(address: bigint, length: number): Generator<Piece> {
    const end = address + BigInt(length);
    let from = address;
    while (from < end) {
      const here = from;
      const backed = this.#backed.find((part) => here >= part.start && here < part.end);
      const limit = backed?.end ?? this.#backed.find((part) => part.start > here)?.start ?? end;
      const to = limit < end ? limit : end;
      yield { backed, address: here, at: Number(here - address), count: Number(to - here) };
      from = to;
    }
  }
}

function byStart(one: Backed, other: Backed): number {
  return one.start < other.start ? -1 : 1;
}

/** What is left of parts under others, both in ascending order. Scattered RAM has a part for each of its pages. */
function withoutAll(parts: readonly Backed[], others: readonly Backed[]): readonly Backed[] {
  let first = 0;
  return parts.flatMap((part) => {
    for (let other = others[first]; other !== undefined && other.end <= part.start; other = others[first]) first += 1;
    const left: Backed[] = [part];
    for (let n = first; ; n += 1) {
      const [last, other] = [left.pop(), others[n]];
      if (last === undefined) return left;
      if (other === undefined || last.end <= other.start) return [...left, last];
      left.push(...without(last, other));
    }
  });
}

/** What is left of a part under another one. */
function without(part: Backed, { end, start }: Backed): readonly Backed[] {
  if (part.end <= start || end <= part.start) return [part];
  const before = { ...part, end: start };
  const after = { ...part, start: end, offset: part.offset + end - part.start };
  return [...(part.start < start ? [before] : []), ...(end < part.end ? [after] : [])];
}
