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

/** Counts the mutants, all and by layer, and names those that survive without an explanation. */
export function overTimeScore(
  fates: readonly Fate[],
  equivalents: Equivalents,
): { readonly score: Score; readonly survivors: readonly Fate[] } {
  const layers = new Map<string, Tally>();
  const survivors: Fate[] = [];
  for (const fate of fates) {
    const { result, text } = fate;
    if (result.fate === 'invalid' || (result.fate === 'survived' && text.replacement === COPY && result.active !== true)) continue;
    const name = text.file.split('/')[0] ?? '';
    const layer = layers.get(name) ?? { killed: 0, survived: 0, idle: 0, explained: 0 };
    layers.set(name, layer);
    if (result.fate === 'killed') layer.killed += 1;
    else if (equivalents.explains(text)) layer.explained += 1;
    else {
      layer.survived += 1;
      if (result.active !== true) layer.idle += 1;
      survivors.push(fate);
    }
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
