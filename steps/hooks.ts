import { currentSession, OMISSION_MEDIA_TYPE, type Omission, stepTimeout } from '../src/run/session';
import { After, Before, setDefaultTimeout, setWorldConstructor } from './cucumber';
import { attachEvidence, reasonOf } from './evidence';
import { takeSnapshots } from './guest/snapshot';
import { takePhysicalSnapshot } from './hardware/snapshot';
import { ConformanceWorld } from './world';

setWorldConstructor(ConformanceWorld);
// The reference does not hang, and an adapter's operations carry their own deadline; a module may hang.
setDefaultTimeout(stepTimeout());

/** Scenarios between two turns of the event loop, in which signals are noticed. */
const SCENARIOS_A_TURN = 16;
let sinceTurn = 0;

// Not async: a scenario that need not wait for anything costs Cucumber no race against a timeout.
Before(function (this: ConformanceWorld, { pickle }): undefined | 'skipped' | Promise<undefined | 'skipped'> {
  const begin = (omission: Omission | undefined): undefined | 'skipped' => {
    if (omission !== undefined) {
      this.attach(JSON.stringify(omission), OMISSION_MEDIA_TYPE);
      return 'skipped';
    }
    this.begin(pickle.steps.map((step) => step.type ?? 'Unknown'));
    if (pickle.steps.some((step) => SPEAKS_OF_CHANGE.test(step.text))) this.beforeAct(() => takeSnapshots(this));
    if (pickle.steps.some((step) => SPEAKS_OF_PHYSICAL_CHANGE.test(step.text))) this.beforeAct(() => takePhysicalSnapshot(this));
    return undefined;
  };
  sinceTurn += 1;
  if (sinceTurn < SCENARIOS_A_TURN) {
    const omission = omit(pickle.id);
    return omission instanceof Promise ? omission.then(begin) : begin(omission);
  }
  sinceTurn = 0;
  return new Promise((resolve) => setImmediate(resolve)).then(() => omit(pickle.id)).then(begin);
});

// Not async either: most implementations are asked nothing.
After(function (this: ConformanceWorld): undefined | Promise<void> {
  return this.begun
    ? currentSession()
        .audit?.()
        ?.then((problems) => judge(this, problems))
        .catch((error: unknown) => {
          attachEvidence(this, error);
          throw error;
        })
    : undefined;
});

/** How kernels begin what they warn of. */
const IS_WARNING = /^WARNING\b/;

/** What went wrong without a sign is a failure of the scenario in which it did. */
function judge(world: ConformanceWorld, all: readonly string[]): void {
  const problems = world.mayWarn ? all.filter((problem) => !IS_WARNING.test(problem)) : all;
  if (problems.length > 0) world.fail('the scenario left behind, or did, what it must not', 'nothing', problems);
}

/** Why the scenario cannot begin, if so; afterwards the implementation is ready for it. */
function omit(pickleId: string): undefined | Omission | Promise<undefined | Omission> {
  const session = currentSession();
  if (session.interrupted()) return { verdict: 'couldNotRun', reason: 'the run was ended before this scenario began' };
  return session.omission?.(pickleId) ?? session.newScenario?.(pickleId)?.then(() => undefined, notReady);
}

function notReady(error: unknown): Omission {
  return { verdict: 'couldNotRun', reason: reasonOf(error) };
}

/** Sentences that compare registers before and after the When. */
const SPEAKS_OF_CHANGE = /\bno (?:other )?register changed\b/;
/** The same of the physical block. */
const SPEAKS_OF_PHYSICAL_CHANGE = /\bno (?:other )?physical register changed\b/;
