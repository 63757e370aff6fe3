/** An entry of the history that is no fault of the corpus, and why. */
export interface Unobservable {
  readonly history: string;
  readonly reason: string;
}

/** Entries of the history that no run can observe, or that the specification accepts. */
export const UNOBSERVABLE: readonly Unobservable[] = [];
