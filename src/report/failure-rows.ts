import { TIMES_OUT } from '../machine/log';
import type { DrawnMessage, DrawnRow, Foldable } from '../pictures/sequence-rows';
import { folded, kindOf } from '../pictures/sequence-rows';
import type { Failure } from '../run/outcome';
import { narratedIn } from '../trace/reading/narrated-line';
import { wayOf } from '../trace/way';
import { counted } from './words';

/** Messages of one kind in a row beyond which the others are counted. */
const ALIKE = 3;
/** Rows of the act, of which the last ones are drawn, and rows of what leads there. */
const ACT = 40;
const BEFORE = 16;

interface Stretch {
  readonly step: string | undefined;
  readonly lines: readonly string[];
}

/** What is said of a line that no message is made of: memory is filled and read all the time. */
const UNDRAWN = /^(?:reads|writes) \d+ bytes|^allocate |^poll /;

/**
 * The operations of a failure as rows of a sequence diagram, from the words in which they are told. What the scenario begins with is
 * folded, and so are repeated operations; what is found wrong comes last, and an operation that is the wrong one is marked.
 */
export function failureRows(failure: Pick<Failure, 'actual' | 'expected' | 'message' | 'operations' | 'sections'>): readonly DrawnRow[] {
  const stretches = stretchesOf(failure);
  const act = stretches.findIndex(({ step }) => step?.startsWith('When ') === true);
  const begins = act < 0 ? stretches.length - 1 : act;
  const several = new Set(failure.operations.flatMap((line) => /guest of (.+?): /.exec(line)?.[1] ?? [])).size > 1;
  const wrong = wrongLines(failure);
  const rows = ({ lines }: Stretch, acted: boolean) => messagesOf(lines, { act: acted, several, wrong: acted ? wrong : undefined });
  const acted = folded(
    stretches.slice(begins).flatMap((one) => rows(one, true)),
    ALIKE,
  );
  const before: DrawnRow[] = [];
  let left = BEFORE;
  for (const [place, one] of [...stretches.slice(0, Math.max(0, begins)).entries()].reverse()) {
    // The first step starts the machine.
    const drawn = place === 0 || left === 0 ? [] : folded(rows(one, false), ALIKE);
    const fits = drawn.length > 0 && drawn.length <= left;
    left = fits ? left - drawn.length : 0;
    before.unshift(
      { note: `${(one.step ?? 'before').replace(/:$/, '')}: ${counted(one.lines.length, 'operation')}` },
      ...(fits ? drawn : []),
    );
  }
  const earlier = acted.length - ACT;
  return [
    ...before,
    ...(earlier > 0 ? [{ note: `… ${counted(earlier, 'row')} that ${earlier === 1 ? 'is' : 'are'} not drawn` }] : []),
    ...acted.slice(-ACT),
    { note: failure.message.split('\n')[0] ?? '', wrong: true },
  ];
}

function stretchesOf({ operations, sections }: Pick<Failure, 'operations' | 'sections'>): readonly Stretch[] {
  if (sections === undefined || sections.length === 0) return [{ step: undefined, lines: operations }];
  return sections.map(({ count, from, step }) => ({ step, lines: operations.slice(from, from + count) }));
}

interface Marking {
  readonly act: boolean;
  readonly several: boolean;
  /** Lines that are the wrong ones. */
  readonly wrong: ReadonlySet<string> | undefined;
}

function messagesOf(lines: readonly string[], { act, several, wrong }: Marking): readonly Foldable[] {
  return lines.flatMap((line) => {
    const [, guest, who = '', words = ''] = /^ *(?:guest of (.+?): |(?:([\w-]+(?: [\w-]+)?): ))?(.*)$/.exec(line) ?? [];
    if (UNDRAWN.test(words)) return [];
    const way = wayTold(line);
    if (way === undefined) return [];
    const told = words.replace(/^\S+ executes /, '');
    const named = guest ?? who;
    const row: DrawnMessage = {
      from: way.from,
      to: way.to,
      words: several && named !== '' ? `[${named}] ${told}` : told,
      act,
      // A failure lists commands, not what came of them.
      ...(wrong?.has(line.trim().replace(TIMES_OUT, '')) === true ? { wrong: true } : {}),
    };
    return [{ kind: kindOf(way.op), stretch: `${way.from} ${way.to}`, row }];
  });
}

/** Who a told operation goes from and to. */
function wayTold(line: string): (Pick<DrawnMessage, 'from' | 'to'> & { readonly op: string }) | undefined {
  const event = narratedIn(line)?.event;
  if (event !== undefined) {
    const [from, to] = wayOf(event);
    return { from, to, op: event.event.op };
  }
  if (/^ *guest of /.test(line)) return { from: 'guest', to: 'VMM', op: 'other' };
  if (/^ *\S+ executes /.test(line)) return { from: 'hardware', to: 'SMMU', op: 'other' };
  return /: load host page /.test(line) ? { from: 'VMM', to: 'kernel', op: 'load' } : undefined;
}

/** The operations that the failure says are wrong, as they are told: the one it counts to, or all where none was wanted. */
function wrongLines({ actual, expected, message }: Pick<Failure, 'actual' | 'expected' | 'message'>): ReadonlySet<string> {
  const [, counted] = /(?:call|command|access|number) (\d+)\b/.exec(message) ?? [];
  const seen = counted === undefined ? undefined : actual[Number(counted) - 1];
  if (seen !== undefined) return new Set(toldLines(seen));
  return new Set(expected.length === 1 && /^no\b/.test(expected[0] ?? '') ? actual.flatMap(toldLines) : []);
}

/** A command as it is listed, as the SMMU's execution of it is told. */
function toldLines(listed: string): readonly string[] {
  const [, queue, command] = /^(vCMDQ \d+ \(VINTF \d+, logical \d+\)|the SMMU's own queue): (.*)$/.exec(listed) ?? [];
  return queue === undefined ? [listed.trim()] : ['smmu0', 'smmu1'].map((smmu) => `${smmu} executes ${command ?? ''} from ${queue}`);
}
