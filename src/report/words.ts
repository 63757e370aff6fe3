import type { Coverage } from '../evidence/coverage/coverage';
import type { ClauseVerdict, Monitored, RunVerdict } from '../run/outcome';

/** Verdicts as people read them. */
export const VERDICT_WORDS: Readonly<Record<ClauseVerdict | RunVerdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  notApplicable: 'not applicable',
  notObservable: 'not observable',
  knownDeviation: 'known deviation',
  unexpectedPass: 'unexpected pass',
  couldNotRun: 'could not run',
  notCovered: 'not covered',
  untestable: 'untestable',
  conformant: 'conformant',
  asExpected: 'as expected',
  notConformant: 'not conformant',
  incomplete: 'incomplete',
};

/** A sign for each verdict, so that none is told by colour alone. */
export const VERDICT_SIGNS: Readonly<Record<ClauseVerdict | RunVerdict, string>> = {
  passed: '✔',
  failed: '✘',
  notApplicable: '–',
  notObservable: '◌',
  knownDeviation: '≈',
  unexpectedPass: '★',
  couldNotRun: '⚠',
  notCovered: '○',
  untestable: '∅',
  conformant: '✔',
  asExpected: '≈',
  notConformant: '✘',
  incomplete: '⚠',
};

/** `1 scenario`, `2 scenarios`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `83 ms`, `2.4 s`, `3 min 5 s`. */
export function elapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** With a capital first letter. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What monitors saw in the logs of a run. */
export function monitorWords(monitors: readonly Monitored[]): string {
  const exercised = monitors.filter(({ held, violated }) => held + violated > 0);
  const held = monitors.reduce((sum, one) => sum + one.held, 0);
  const broken = monitors.filter(({ violated }) => violated > 0).map(({ clause, violated }) => `${clause} in ${counted(violated, 'log')}`);
  const told = broken.length === 0 ? 'none broken' : `broken: ${broken.join(', ')}`;
  return `${exercised.length} of ${counted(monitors.length, 'clause')} that every log is judged by were exercised, and held ${held} times; ${told}`;
}

/** `100 %`, `99.9 %`: never rounded up to all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  return part === whole ? '100 %' : `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}

/** `100 % of 4302 reachable bins (729 unreachable)`. */
export function coverageWords({ bins, covered, unreachable }: Coverage['total']): string {
  const aside = unreachable === 0 ? '' : ` (${unreachable} unreachable)`;
  return `${percent(covered, bins - unreachable)} of ${counted(bins - unreachable, 'reachable bin')}${aside}`;
}
