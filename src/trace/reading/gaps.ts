import { TRACE_EVENTS } from '../events';

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

const FAMILIES = ['tegra241_cmdqv_', 'smmuv3_', 'iommufd_'];
/** Of a beginning of these, so many letters are no word of something else. */
const SHORTEST = 4;

const EVENT = /(?:^|[\s:\]])((?:tegra241_cmdqv|smmuv3|iommufd)_[a-z0-9_]+) (.*)$/;
/** What stands before a value. */
const KEY = /(?:^|[\s,(])([A-Za-z_][\w.]*)[=:]/g;
/** So often an event was written in one way that another is none of its own. */
const OFTEN = 3;
/** Ways that are remembered of an event, and events: a log need not be one. */
const WAYS = 16;
const EVENTS = 512;

/** How a log writes each of its events: what is written otherwise than always before is two lines that a hole has joined. */
export class Shapes {
  readonly #ways = new Map<string, Map<string, number>>();

  /** Whether a line is an event that is written as it never was. */
  isOther(line: string): boolean {
    const [, name, values = ''] = EVENT.exec(line) ?? [];
    if (name === undefined) return false;
    const ways = this.#ways.get(name) ?? new Map<string, number>();
    if (this.#ways.size < EVENTS) this.#ways.set(name, ways);
    const way = Array.from(values.matchAll(KEY), ([, key]) => key).join();
    const times = (ways.get(way) ?? 0) + 1;
    if (ways.size < WAYS || times > 1) ways.set(way, times);
    return times === 1 && [...ways.values()].some((often) => often >= OFTEN);
  }
}

/** Why a line that is no event shows that others are missing; nothing if it does not. */
export function gapIn(text: string): string | undefined {
  const line = text.trimEnd();
  if (LEFT_OUT.test(line)) return 'lines were left out';
  if (ENDED.test(line)) return 'a machine ended or began';
  return isTorn(text) ? 'a line that is torn' : undefined;
}

/** What a hole leaves of the lines at its edges: a beginning of one, the end of another. */
function isTorn(line: string): boolean {
  if (PART.test(line) || /^\(?-?\d+\)$/.test(line)) return true;
  const [word = ''] = /^\w+/.exec(line) ?? [];
  if (word.length < SHORTEST) return false;
  const rest = line.slice(word.length);
  if (FAMILIES.some((family) => family.length > word.length && family.startsWith(word))) return rest === '' || rest.startsWith(' ');
  if (!FAMILIES.some((family) => word.startsWith(family))) return false;
  return /[A-Z]/.test(word) || (rest === '' && TRACE_EVENTS.some(({ name }) => name.startsWith(word)));
}
