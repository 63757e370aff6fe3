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
  /** Which steps did them, in their order; absent where that is not known. */
  readonly sections?: readonly EvidenceSection[];
  /** What the implementation wrote of late. */
  readonly diagnostics?: string;
}

/** A stretch of operations that one step did. */
export interface EvidenceSection {
  /** Position of the step in the scenario, from 0. */
  readonly step: number;
  /** Position of its first operation in the list, from 0. */
  readonly from: number;
  readonly count: number;
}

/** Why a scenario ended without being run to its end. */
export interface Omission {
  readonly verdict: Extract<Verdict, 'notApplicable' | 'notObservable' | 'couldNotRun'>;
  readonly reason: string;
}
