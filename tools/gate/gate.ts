/** What a gate came to. */
export interface GateResult {
  readonly ok: boolean;
  /** Single tests, checks or scenarios that passed and failed; 0 for a gate that counts nothing. */
  readonly passed: number;
  readonly failed: number;
  /** A few words for the gate's line. */
  readonly note: string;
  /** Everything that was printed; shown if the gate failed. */
  readonly output: string;
}

/** One of the things that have to hold before a change is good. */
export interface Gate {
  readonly name: string;
  /** Whether the gates after it make no sense once it failed. */
  readonly vital: boolean;
  pass(): Promise<GateResult>;
}
