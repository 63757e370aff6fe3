import type { Envelope, Pickle } from '@cucumber/messages';
import { activeMutant, beginRound, effort, noteFailure, SAMPLE } from './round';
import { type Candidate, Sampler } from './sample';

/** What another sample begins with is far from what the first one began with. */
const ELSEWHERE = 211;

interface FilterablePickle {
  readonly pickle: Pickle;
}

/** The part of cucumber's plugin context that is used here. */
interface Context {
  on(event: 'message', handler: (envelope: Envelope) => void): void;
  transform<T extends FilterablePickle>(event: 'pickles:filter', handler: (pickles: readonly T[]) => readonly T[]): void;
}

const sampler = new Sampler(SAMPLE);

/** Plugin of cucumber: has a mutant tried by a sample of scenarios, and counts the failures. */
export default {
  type: 'plugin',
  coordinator({ on, transform }: Context): void {
    beginRound();
    const mutant = activeMutant();
    if (mutant === undefined || effort() === 'all') return;
    const pickles = new Map<string, Candidate>();
    transform('pickles:filter', (all) => {
      const candidates = all.map((filterable) => ({ ...candidateOf(filterable.pickle), filterable }));
      for (const { clause, filterable, key } of candidates) pickles.set(filterable.pickle.id, { clause, key });
      const turn = Number(mutant) + (effort() === 'anotherSample' ? ELSEWHERE : 0);
      return sampler.sample(candidates, turn).map(({ filterable }) => filterable);
    });
    const cases = new Map<string, Candidate>();
    const running = new Map<string, Candidate>();
    on('message', ({ testCase, testCaseStarted, testStepFinished }) => {
      if (testCase !== undefined) note(cases, testCase.id, pickles.get(testCase.pickleId));
      if (testCaseStarted !== undefined) note(running, testCaseStarted.id, cases.get(testCaseStarted.testCaseId));
      if (testStepFinished?.testStepResult.status !== 'FAILED') return;
      noteFailure();
      const killer = running.get(testStepFinished.testCaseStartedId);
      if (killer !== undefined) sampler.killed(killer);
    });
  },
};

function candidateOf({ location, tags, uri }: Pickle): Candidate {
  return { key: `${uri}:${location?.line}`, clause: tags.find(({ name }) => /^@[A-Z0-9-]+-\d+$/.test(name))?.name ?? uri };
}

function note(map: Map<string, Candidate>, key: string, candidate: Candidate | undefined): void {
  if (candidate !== undefined) map.set(key, candidate);
}
