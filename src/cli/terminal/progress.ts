import type { RunObserver } from '../../run/recorder';
import type { Verdict } from '../../run/session';
import { inColour } from './colour';
import { columns } from './wrap';

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '.',
  failed: 'F',
  notApplicable: '-',
  notObservable: 'o',
  knownDeviation: '~',
  unexpectedPass: '*',
  couldNotRun: '!',
};

/** Prints a mark for each scenario as it ends, and how many have ended at the end of each line. */
export function progress(total: number): RunObserver {
  const mark = marks(total);
  return { scenarioEnded: ({ verdict }) => mark(verdict) };
}

/** The same, told of one verdict after another. */
export function marks(total: number): (verdict: Verdict) => void {
  const counter = ` ${total}/${total}`.length;
  const perLine = Math.max(10, Math.floor((columns() - counter) / 10) * 10);
  let ended = 0;
  return (verdict) => {
    ended += 1;
    process.stdout.write(inColour(verdict, MARKS[verdict]));
    const inLine = ended % perLine;
    if (inLine === 0 || ended === total) {
      const gap = inLine === 0 ? '' : ' '.repeat(total > perLine ? perLine - inLine : 0);
      process.stdout.write(`${gap} ${String(ended).padStart(String(total).length)}/${total}\n`);
    }
  };
}
