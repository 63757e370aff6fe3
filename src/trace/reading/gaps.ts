import { eventNamed, FAMILIES, TRACE_EVENTS } from '../events';

/** What services say that keep logs, and people who shorten them, where they have left lines out. */
const LEFT_OUT = new RegExp(
  [
    String.raw`\b(?:suppressed|dropped|lost|missed) \d+ (?:\w+ )?(?:messages|lines|entries)`,
    String.raw`\b\d+ (?:messages|lines|entries) (?:\w+ )?(?:suppressed|dropped|lost|omitted|left out|skipped|truncated)`,
    'No space left on device|begin to drop messages',
    // Between groups that were searched for, files that are joined, and starts of a host.
    String.raw`^--$|^==> .* <==$|^-- (?:Boot|Reboot)\b.*--$`,
    String.raw`^\W*(?:\[?(?:\.{3}|…)\]?|<snip>|\[(?:snip|truncated|omitted)\])\W*$`,
  ].join('|'),
  'i',
);

/** What libvirt and QEMU say where a machine ends, or begins: no object of before is left. */
const ENDED = /\bshutting down, reason=|\bstarting up libvirt version|\bterminating on signal \d+/;

/** Parts of events that no other line has. */
const PART =
  /\bvcmdq\[\d+\]|\boffset0: 0x|\bval: ?0x[\da-f]+ size: ?0x|\bqueue_type=\d+ index=|\bhwpt_type=\d+ len=|\bentry_num=\d+ done_num=/i;

/** The same in lines without an event's name. */
const LOOSE = /\bsize: 0x[1248](?:\(\d\))?$|\b(?:prod|cons)\.wrap=\d/;

/** Words of names: letters, with a digit at one end. */
const WORDS = /^(?:[a-z]+\d?|\d[a-z]+)(?:_(?:[a-z]+\d?|\d[a-z]+))*$/;

/** What the names of events begin with. */
export const BEGINNINGS = Object.values(FAMILIES).map(({ pattern }) => pattern.replace('*', ''));
/** Of a beginning of these, so many letters are no word of something else. */
const SHORTEST = 4;

/** What stands before a value. */
const KEY = /(?:^|[\s,(])[A-Za-z_][\w.]*[=:]/g;
/** Ways that are remembered of an event, and events: a log need not be one. */
const WAYS = 16;
const EVENTS = 512;

/** How a log writes its events, beside the values that are read: what is written otherwise than before is two lines that a hole has joined. */
export class Shapes {
  readonly #ways = new Map<string, Set<string>>();

  /** How what an event says was written before; of one whose values are read, what is behind them, which is nothing. */
  see(name: string, told: string): 'so' | 'never' | 'otherwise' {
    const known = this.#ways.get(name);
    const ways = known ?? new Set(eventNamed(name) === undefined ? [] : ['']);
    if (known === undefined && this.#ways.size < EVENTS) this.#ways.set(name, ways);
    // A sign where there are no names of values.
    const way = told.match(KEY)?.join('') ?? '-';
    if (ways.has(way)) return 'so';
    const before = ways.size;
    if (before < WAYS) ways.add(way);
    return before === 0 ? 'never' : 'otherwise';
  }
}

/** Why a line that is no event shows that others are missing; nothing if it does not. */
export function gapIn(text: string): string | undefined {
  const line = text.trimEnd();
  if (LEFT_OUT.test(line)) return 'lines were left out';
  return ENDED.test(line) ? 'a machine ended or began' : undefined;
}

/** Whether a name is none that an event has: it ends within a word or a name with nothing behind it, or something else is joined to it. */
export function isTornName(name: string, told: string): boolean {
  const goesOn = (whole: string) => told === '' || /[a-z\d]/.test(whole.charAt(name.length));
  return !WORDS.test(name) || TRACE_EVENTS.some(({ name: whole }) => whole.startsWith(name) && goesOn(whole));
}

/**
 * What a hole leaves of the lines at its edges: a beginning of one, the end of another; `before` an event, a word with a space behind
 * it is a name that a tool has put there.
 */
export function isTorn(line: string, before = false): boolean {
  if (PART.test(line) || LOOSE.test(line) || /^\(?-?\d+\)$/.test(line)) return true;
  const [word = ''] = /^\w+/.exec(line) ?? [];
  if (word.length < SHORTEST) return false;
  const rest = line.slice(word.length);
  if (BEGINNINGS.some((family) => family.length > word.length && family.startsWith(word)))
    return rest === '' || (!before && rest.startsWith(' '));
  return false;
}
