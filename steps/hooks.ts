import { currentSession, OMISSION_MEDIA_TYPE, type Omission, stepTimeout } from '../src/run/session';
import { Before, setDefaultTimeout, setWorldConstructor } from './cucumber';
import { reasonOf } from './evidence';
import { takeSnapshots } from './guest/snapshot';
import { takePhysicalSnapshot } from './hardware/snapshot';
import { ConformanceWorld } from './world';

setWorldConstructor(ConformanceWorld);
// The reference does not hang, and an adapter's operations carry their own deadline; a module may hang.
setDefaultTimeout(stepTimeout());

/** Scenarios between two turns of the event loop, in which signals are noticed. */
const SCENARIOS_A_TURN = 16;
let sinceTurn = 0;

Before(async function (this: ConformanceWorld, { pickle }) {
  sinceTurn += 1;
  if (sinceTurn >= SCENARIOS_A_TURN) {
    sinceTurn = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const omission = await omit(pickle.id);
  if (omission !== undefined) {
    this.attach(JSON.stringify(omission), OMISSION_MEDIA_TYPE);
    return 'skipped';
  }
  this.begin(pickle.steps.map((step) => step.type ?? 'Unknown'));
  if (pickle.steps.some((step) => SPEAKS_OF_CHANGE.test(step.text))) this.beforeAct(() => takeSnapshots(this));
  if (pickle.steps.some((step) => SPEAKS_OF_PHYSICAL_CHANGE.test(step.text))) this.beforeAct(() => takePhysicalSnapshot(this));
  return undefined;
});

/** Why the scenario cannot begin, if so; afterwards the implementation is ready for it. */
async function omit(pickleId: string): Promise<Omission | undefined> {
  const session = currentSession();
  if (session.interrupted()) return { verdict: 'couldNotRun', reason: 'the run was interrupted before this scenario began' };
  const omission = session.omission?.(pickleId);
  if (omission !== undefined) return omission;
  try {
    await session.newScenario?.(pickleId);
    return undefined;
  } catch (error) {
    return { verdict: 'couldNotRun', reason: reasonOf(error) };
  }
}

/** Sentences that compare registers before and after the When. */
const SPEAKS_OF_CHANGE = /\bno (?:other )?register changed\b/;
/** The same of the physical block. */
const SPEAKS_OF_PHYSICAL_CHANGE = /\bno (?:other )?physical register changed\b/;
