/** A spot of a module of the reference, and what stands there in another implementation. */
export interface Edit {
  /** Path below `reference/`, without extension: `device/vcmdq`. */
  readonly module: string;
  /** Text that occurs once in the module. */
  readonly from: string;
  readonly to: string;
}

/** The reference with a few lines changed. */
export interface Variant {
  readonly id: string;
  readonly edits: readonly [Edit, ...Edit[]];
}

/** A fault that somebody made, or could make. */
export interface Fault extends Variant {
  /** The history ID in lower case, `hist-22`, with a letter where an entry holds several faults; otherwise a few words, `wrap-bit-lost`. */
  readonly id: string;
  /** The entry of the history of the specification that it comes from. */
  readonly history?: string;
  /** What is wrong, in a sentence. */
  readonly title: string;
  /** The version that had the fault, and where that is known from. */
  readonly source: string;
  /** Clauses that are about it: one of them has to catch it. */
  readonly about: readonly [string, ...string[]];
  /** Revisions at which it shows, as `--spec` takes them; absent where it does by default. */
  readonly spec?: string;
}

/** Where the faults of this project's own making come from. */
export const OWN = 'thought of for this corpus';
