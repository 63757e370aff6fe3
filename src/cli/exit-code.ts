import type { RunVerdict } from '../run/outcome';

/** What the command's exit code says. */
export const EXIT = { conformant: 0, asExpected: 0, notConformant: 1, wrongUse: 2, couldNotRun: 3 } as const;

/** See {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a verdict: green only for a run that judged everything. */
export function exitCodeOf(verdict: RunVerdict): ExitCode {
  return verdict === 'incomplete' ? EXIT.couldNotRun : EXIT[verdict];
}
