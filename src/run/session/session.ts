import type { OperationLog } from '../../machine/log';
import type { HostDescription, WholeImplementation } from '../../ports';
import type { Omission } from './evidence';

/** What one run of the suite is about; the step definitions read it, the runner sets it. */
export interface Session {
  /** The implementation under test, completed with the reference's layers. */
  readonly implementation: WholeImplementation;
  /** Set once the user asked the run to end: scenarios that have not begun are left out. */
  readonly interrupted: () => boolean;
  /** Milliseconds that a step may take; for ever without, where the implementation's operations have deadlines of their own. */
  readonly stepTimeout?: number;
  /** Why the scenario of a pickle is left out, where the implementation does not offer what it needs. */
  readonly omission?: (pickleId: string) => Omission | undefined;
  /** Readies the implementation for a new scenario; rejects if that cannot be done. */
  readonly newScenario?: (pickleId: string) => Promise<void> | undefined;
  /** Ends the scenario; tells what was not given back, or went wrong without a sign. */
  readonly audit?: () => Promise<readonly string[]> | undefined;
  /** Told of each machine that a scenario makes, before anything happens on it; its log grows while the scenario runs. */
  readonly machineMade?: (machine: { readonly host: HostDescription; readonly log: OperationLog }) => void;
  /** What the implementation wrote for people of late. */
  readonly diagnostics?: () => string;
  /** `brief` leaves out the operations that led to a failure; `text` is for Cucumber's own formatters, which print text alone. */
  readonly evidence?: 'brief' | 'text';
}

let current: Session | undefined;

/** Makes `session` the one that scenarios run in. */
export function beginSession(session: Session): void {
  current = session;
}

/** Milliseconds that a step of this process's run may take; -1 for ever. */
export function stepTimeout(): number {
  return current?.stepTimeout ?? -1;
}

/** The session of this process's run. */
export function currentSession(): Session {
  if (current === undefined) throw new Error('no session: scenarios run through `cmdqv-conformance run`');
  return current;
}
