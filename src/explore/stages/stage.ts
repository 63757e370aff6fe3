import type { Machine } from '../../machine';
import type { ProgramOp } from '../program';

/**
 * What is seen of one operation: facts by name, so that a difference can say which. Numbers that are the implementation's to choose
 * are renamed.
 */
export type Observation = Readonly<Record<string, string>>;

/** A machine on which a program is run. */
export interface Stage {
  readonly machine: Machine;
  /** Does the operation, and tells what is seen of it. */
  perform(op: ProgramOp): Promise<Observation>;
}
