/** Where a line of a log comes from, as far as what stands before its event tells. */
export interface Origin {
  /** A process or a virtual machine by its number or name; empty where nothing tells. */
  readonly process: string;
  /** The thread of QEMU that wrote it: a process has several. */
  readonly thread?: number;
}

/** `THREAD@SECONDS.MICROSECONDS:`, as earlier versions of QEMU write it. */
const STAMPED = /(\d+)@\d+\.\d+:$/;
/** `PROGRAM(THREAD:NAME): `, as later ones do. */
const THREADED = /\((\d+):[^()]*\):\s?$/;
/** `NAME[PID]: `, as system logs have it. */
const SERVICE = /\[(\d+)\]:\s?$/;
/** Nothing, or when it was written and no more. */
const BARE = /^[\d\-T:.Z ]*$/;
/** When it was written. */
const TIME =
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d\d:\d\d:\d\d(?:\.\d+)?/g;
/** Words that stand before lines of any machine: programs, threads, levels, counters. */
const COMMON = /^(?:qemu\S*|CPU\S*|KVM|TCG|main|info|debug|trace|notice|warn(?:ing)?|\d[\d.]*|0x[\da-f]+|\W+|[A-Z])$/i;
/** A name of a machine. */
const NAME = /^[\w.-]+$/;

/** Where the line is from that has this before its event. */
export function originOf(prefix: string): Origin {
  if (BARE.test(prefix)) return { process: '' };
  const service = SERVICE.exec(prefix)?.[1];
  if (service !== undefined) return { process: service };
  const found = STAMPED.exec(prefix) ?? THREADED.exec(prefix);
  const process = nameIn(found === null ? prefix : prefix.slice(0, found.index));
  const thread = found?.[1];
  return thread === undefined ? { process } : { process, thread: Number(thread) };
}

/** The one word of a prefix that can be a machine's name. */
function nameIn(prefix: string): string {
  const words = prefix
    .replaceAll(TIME, ' ')
    .split(/[\s:|[\]]+/)
    .filter((word) => word !== '' && !COMMON.test(word));
  const [only = ''] = words;
  return words.length === 1 && NAME.test(only) ? only : '';
}

/** When a line was written, if it begins with that in a form that sorts. */
export function timeIn(prefix: string): string | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/.exec(prefix)?.[0];
}
