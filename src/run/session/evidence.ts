import type { Verdict } from './verdict';

/** Media type of the attachment that tells why a scenario failed. */
export const FAILURE_MEDIA_TYPE = 'application/vnd.cmdqv.failure+json';
/** Media type of the attachment that tells why a scenario was left out. */
export const OMISSION_MEDIA_TYPE = 'application/vnd.cmdqv.omission+json';

/** What a failed expectation leaves for the report, besides its message. */
export interface FailureEvidence {
  /** What was expected, a line each, fields decoded by name. */
  readonly expected: readonly string[];
  /** What was seen instead. */
  readonly actual: readonly string[];
  /** The operations at the ports that led there, a line each, oldest first. */
  readonly operations: readonly string[];
  /** What the implementation wrote of late. */
  readonly diagnostics?: string;
}

/** Why a scenario ended without being run to its end. */
export interface Omission {
  readonly verdict: Extract<Verdict, 'notApplicable' | 'notObservable' | 'couldNotRun'>;
  readonly reason: string;
}
