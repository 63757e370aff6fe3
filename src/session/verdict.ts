/** What a scenario, or a clause, came to; worst last for those that need attention. */
export const VERDICTS = ['notApplicable', 'notObservable', 'passed', 'knownDeviation', 'unexpectedPass', 'couldNotRun', 'failed'] as const;

/** See {@link VERDICTS}. */
export type Verdict = (typeof VERDICTS)[number];
