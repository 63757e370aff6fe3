import type { OverTimeCounts, OverTimeScore } from '../../../src/evidence/strength/over-time-score';
import type { Equivalents } from '../equivalents';
import type { KeptResult } from './kept-results';
import type { TimeMutant } from './mutants';

/** A mutant and what became of it. */
export interface Fate extends Pick<TimeMutant, 'line' | 'text'> {
  readonly result: KeptResult;
}

/** Mutants by what became of them. */
interface Tally {
  killed: number;
  survived: number;
  idle: number;
  explained: number;
}

type Score = Omit<OverTimeScore, 'fingerprint' | 'measured'>;

/** Copies of what nothing copies: the same code, and no mutants. */
const COPY = 'keeps a copy';

/** What to say of a mutant; `idle` is a survivor that nothing makes act, and `none` what is no mutant: it crashes, or is the same code. */
export function verdictOn({ result, text }: Fate, equivalents: Equivalents): 'killed' | 'survived' | 'idle' | 'explained' | 'none' {
  if (result.fate === 'invalid') return 'none';
  if (result.fate === 'killed') return 'killed';
  if (text.replacement === COPY && result.active !== true) return 'none';
  if (equivalents.explains(text)) return 'explained';
  return result.active === true ? 'survived' : 'idle';
}

/** Counts the mutants, all and by layer, and names those that survive without an explanation. */
export function overTimeScore(
  fates: readonly Fate[],
  equivalents: Equivalents,
): { readonly score: Score; readonly survivors: readonly Fate[] } {
  const layers = new Map<string, Tally>();
  const survivors: Fate[] = [];
  for (const fate of fates) {
    const verdict = verdictOn(fate, equivalents);
    if (verdict === 'none') continue;
    const name = fate.text.file.split('/')[0] ?? '';
    const layer = layers.get(name) ?? { killed: 0, survived: 0, idle: 0, explained: 0 };
    layers.set(name, layer);
    layer[verdict] += 1;
    if (verdict === 'idle') layer.survived += 1;
    if (verdict === 'idle' || verdict === 'survived') survivors.push(fate);
  }
  const all: Tally = { killed: 0, survived: 0, idle: 0, explained: 0 };
  for (const { explained, idle, killed, survived } of layers.values()) {
    all.killed += killed;
    all.survived += survived;
    all.idle += idle;
    all.explained += explained;
  }
  return {
    score: {
      ...counted(all),
      layers: Object.fromEntries(
        [...layers].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, counts]) => [name, counted(counts)]),
      ),
    },
    survivors,
  };
}

function counted({ explained, idle, killed, survived }: Tally): OverTimeCounts {
  const told = killed + survived;
  return { made: told + explained, killed, survived, idle, explained, score: told === 0 ? 0 : Math.floor((killed / told) * 1000) / 10 };
}

/** The counts for people. */
export function overTimeText({ layers, ...all }: Score): string {
  const line = (name: string, { explained, idle, killed, made, score, survived }: OverTimeCounts) =>
    `${name.padEnd(10)}${String(made).padStart(6)} made ${String(killed).padStart(6)} killed ${String(survived).padStart(5)} survived (${String(idle).padStart(4)} idle) ${String(explained).padStart(5)} explained ${score.toFixed(1).padStart(6)} %`;
  return [...Object.entries(layers).map(([name, counts]) => line(name, counts)), line('all', all)].join('\n');
}
