import { firstCharacters } from '../plain-text';
import type { Failure } from '../run/outcome';
import { counted } from './words';

/** How much of a failure is told. */
export interface Limits {
  /** Lines of a message, of what was expected and seen, of a trace. */
  readonly lines: number;
  /** Characters of each. */
  readonly width: number;
  readonly operations: number;
}

/** The first lines, and how many are left out: the reports for programs have them all. */
export function brief(lines: readonly string[], { lines: most, width }: Pick<Limits, 'lines' | 'width'>): readonly string[] {
  const left = lines.length - most;
  const shown = lines.slice(0, most).map((line) => cut(line, width));
  return left > 0 ? [...shown, `(${counted(left, 'more line')} in report.json)`] : shown;
}

/** The last lines, and how many are left out. */
function briefEnd(lines: readonly string[], { lines: most, width }: Pick<Limits, 'lines' | 'width'>): readonly string[] {
  const left = lines.length - most;
  const shown = lines.slice(-most).map((line) => cut(line, width));
  return left > 0 ? [`(${counted(left, 'line')} left out; report.json has more)`, ...shown] : shown;
}

/** The text as long as it may be. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${firstCharacters(text, width)}…` : text;
}

/** The failure with as much of it as the limits allow, its operations aside. */
export function briefFailure(failure: Failure, limits: Limits): Failure {
  const { actual, diagnostics, expected, message, trace } = failure;
  const text = (whole: string) => brief(whole.split('\n'), limits).join('\n');
  return {
    ...failure,
    message: text(message),
    expected: brief(expected, limits),
    actual: brief(actual, limits),
    ...(diagnostics === undefined ? {} : { diagnostics: briefEnd(diagnostics.split('\n'), limits).join('\n') }),
    ...(trace === undefined ? {} : { trace: text(trace) }),
  };
}
