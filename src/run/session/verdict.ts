/** What a scenario, or a clause, came to. A clause is the last of what its scenarios are: what does not apply says nothing about it. */
export const VERDICTS = ['notApplicable', 'passed', 'notObservable', 'knownDeviation', 'unexpectedPass', 'couldNotRun', 'failed'] as const;

/** What a scenario, or a clause, came to. */
export type Verdict = (typeof VERDICTS)[number];
