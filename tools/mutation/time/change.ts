import type ts from 'typescript';

/** Text that stands in place of a part of a source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One way in which a piece of code can go wrong over time. */
export interface Change {
  /** What goes wrong, in a few words: `acts only the first time`. */
  readonly fault: string;
  /** The code that it goes wrong in. */
  readonly at: ts.Node;
  readonly edits: readonly Edit[];
  /** How often the code has to be reached before anything can be seen of it. */
  readonly from: 1 | 2;
}

/** Finds the places of a source where code can go wrong in one way. */
export type Operator = (source: ts.SourceFile) => Iterable<Change>;

/** What the code of a mutant calls to remember: see `memory.ts`. */
export const MEMORY = '__overTime';

/** Replaces a node. */
export function replaced(node: ts.Node, text: string): Edit {
  return { start: node.getStart(), end: node.getEnd(), text };
}

/** The source with the edits, which do not overlap. */
export function edited(source: string, edits: readonly Edit[]): string {
  let text = source;
  for (const { start, end, text: instead } of [...edits].sort((one, other) => other.start - one.start || other.end - one.end)) {
    text = text.slice(0, start) + instead + text.slice(end);
  }
  return text;
}
