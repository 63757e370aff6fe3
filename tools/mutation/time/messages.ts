/** To a worker: see which scenarios reach which places. */
export interface Cover {
  readonly kind: 'cover';
}

/** To a worker: try a mutant by scenarios, one after the other, up to the first that fails. */
export interface Try {
  readonly kind: 'try';
  /** Path of the module below `reference/`. */
  readonly file: string;
  /** Its changed source. */
  readonly source: string;
  /** Their IDs. */
  readonly scenarios: readonly string[];
}

export type ToWorker = Cover | Try;

/** How often each scenario reaches each place, in the order of the plan: pairs of place and count. */
export type Reach = readonly (readonly (readonly [place: number, count: number])[])[];

/** What became of a mutant. `active` tells whether it ever did anything else than the original. */
export type Trial =
  | { readonly fate: 'killed'; readonly by?: string; readonly message: string }
  | { readonly fate: 'survived'; readonly active: boolean }
  | { readonly fate: 'invalid'; readonly message: string };

export type FromWorker =
  | { readonly kind: 'alive' }
  | { readonly kind: 'covered'; readonly reach: Reach }
  | { readonly kind: 'tried'; readonly trial: Trial; readonly memory: number }
  | { readonly kind: 'unable'; readonly reason: string };
