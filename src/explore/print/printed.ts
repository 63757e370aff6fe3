/** A program in another form, for a reader who does not have this one. */
export interface Printed {
  readonly text: string;
  /** Operations, in words, that this form cannot say; in the text a comment stands in their place. */
  readonly unsaid: readonly string[];
}
