import { messageOf } from '../src/message-of';
import { plainText, WORDS } from '../src/plain-text';
import { Inapplicable } from '../src/ports';
import { isAdapterError } from '../src/run/faults';
import {
  currentSession,
  ExpectationFailure,
  FAILURE_MEDIA_TYPE,
  OMISSION_MEDIA_TYPE,
  type Omission,
  plainEvidence,
} from '../src/run/session';
import { failureText } from './failure-text';
import type { ConformanceWorld } from './world';

/** Leaves with the scenario why its step failed, and what was done up to there. */
export function attachEvidence(world: ConformanceWorld, error: unknown): void {
  if (isAdapterError(error)) {
    const omission: Omission = { verdict: 'couldNotRun', reason: reasonOf(error) };
    world.attach(JSON.stringify(omission), OMISSION_MEDIA_TYPE);
  }
  if (error instanceof Inapplicable) {
    const omission: Omission = { verdict: 'notApplicable', reason: plainText(error.message, WORDS) };
    world.attach(JSON.stringify(omission), OMISSION_MEDIA_TYPE);
  }
  const said = diagnostics();
  const told = error instanceof ExpectationFailure ? error : undefined;
  const evidence = plainEvidence({
    expected: told?.wanted ?? [],
    actual: told?.seen ?? [],
    ...(currentSession().evidence === 'brief' ? { operations: [] } : world.narrate()),
    ...(said === '' ? {} : { diagnostics: said }),
  });
  if (currentSession().evidence === 'text') world.attach(`\n${failureText(evidence)}`, 'text/plain');
  else world.attach(JSON.stringify(evidence), FAILURE_MEDIA_TYPE);
}

/** The error in words, with what the adapter wrote of late. */
export function reasonOf(error: unknown): string {
  const message = plainText(messageOf(error), WORDS);
  const said = diagnostics();
  return said === '' ? message : `${message}\nThe adapter's standard error ends with:\n${said}`;
}

function diagnostics(): string {
  return currentSession().diagnostics?.().trim() ?? '';
}
