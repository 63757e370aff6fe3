import { After, Before, setDefaultTimeout, setWorldConstructor, Status } from '@cucumber/cucumber';
import { currentSession, ExpectationFailure, FAILURE_MEDIA_TYPE, type FailureEvidence, OMISSION_MEDIA_TYPE, type Omission } from '../src/session';
import { takeSnapshots } from './guest/snapshot';
import { takePhysicalSnapshot } from './hardware/snapshot';
import { ConformanceWorld } from './world';

setWorldConstructor(ConformanceWorld);
// In-process steps cannot time out; an adapter's operations carry their own deadline.
setDefaultTimeout(-1);

/** Scenarios between two turns of the event loop, in which signals are noticed. */
const SCENARIOS_A_TURN = 16;
let sinceTurn = 0;

Before(async function (this: ConformanceWorld, { pickle }) {
  sinceTurn += 1;
  if (sinceTurn >= SCENARIOS_A_TURN) {
    sinceTurn = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (currentSession().interrupted()) {
    const omission: Omission = { verdict: 'couldNotRun', reason: 'the run was interrupted before this scenario began' };
    this.attach(JSON.stringify(omission), OMISSION_MEDIA_TYPE);
    return 'skipped';
  }
  this.begin(pickle.steps.map((step) => step.type ?? 'Unknown'));
  if (pickle.steps.some((step) => SPEAKS_OF_CHANGE.test(step.text))) this.beforeAct(() => takeSnapshots(this));
  if (pickle.steps.some((step) => SPEAKS_OF_PHYSICAL_CHANGE.test(step.text))) this.beforeAct(() => takePhysicalSnapshot(this));
  return undefined;
});

/** Sentences that compare registers before and after the When. */
const SPEAKS_OF_CHANGE = /\bno (?:other )?register changed\b/;
/** The same of the physical block. */
const SPEAKS_OF_PHYSICAL_CHANGE = /\bno (?:other )?physical register changed\b/;

After(function (this: ConformanceWorld, { result, error }) {
  if (result?.status !== Status.FAILED) return;
  const told = error instanceof ExpectationFailure ? error : undefined;
  const evidence: FailureEvidence = {
    expected: told?.wanted ?? [],
    actual: told?.seen ?? [],
    operations: this.narrate(),
  };
  this.attach(JSON.stringify(evidence), FAILURE_MEDIA_TYPE);
});
