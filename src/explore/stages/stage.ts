import type { Machine } from '../../machine';
import type { ProgramOp } from '../program';

/**
 * What is seen of one operation: facts by name, so that a difference can say which. Numbers that are the implementation's to choose
 * are renamed.
 */
export type Observation = Readonly<Record<string, string>>;

/** What the names in an operation stood for when it was done: positions in what its process had been given by then. */
export interface Resolved {
  /** Of the file. */
  readonly file?: number;
  /** Of the members that were names; those of `iommufd` are of files. One that stood for nothing is not among them. */
  readonly members?: Readonly<Record<string, number>>;
  /** Of the page of an access. */
  readonly page?: number;
  /** Of what VIOMMU_ALLOC told for mmap, and the offset itself. */
  readonly cookie?: number;
  readonly offset?: bigint;
  /** What it gave: a file, an ID, something to mmap, a page. */
  readonly opened?: number;
  readonly made?: number;
  readonly told?: number;
  readonly mapped?: number;
}

/** A machine on which a program is run. */
export interface Stage {
  readonly machine: Machine;
  /** Does the operation, and tells what is seen of it. */
  perform(op: ProgramOp): Promise<Observation>;
  /** What the operation was about, where it was about what it named otherwise than by number. */
  resolved?(): Resolved;
}
