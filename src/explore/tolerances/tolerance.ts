import type { ExploredLayer, ProgramOp } from '../program';
import type { Course } from './course';

/** One fact of an operation that came out differently. */
export interface FactDifference {
  /** Which fact: `value`, `status`, the name of a register. */
  readonly fact: string;
  /** As the reference has it; nothing where it has none. */
  readonly reference: string | undefined;
  readonly seen: string | undefined;
}

/** A difference that the specification leaves open. */
export interface Tolerance {
  /** The clause, or the open question, that says so. */
  readonly by: string;
  readonly layer: ExploredLayer;
  readonly why: string;
  /** From there on the machines are in states that differ rightly: the rest of the program says nothing. */
  readonly ends?: true;
  /** Whether it is about this difference; `course` is how the program went before the operation. */
  accepts(op: ProgramOp, difference: FactDifference, course: Course): boolean;
  /** What may differ later, once this was accepted, and ends the program: it follows from it. */
  follows?(op: ProgramOp, difference: FactDifference): boolean;
}
