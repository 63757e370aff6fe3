import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import type { Variant } from '../../faults/fault';
import { CAUGHT_FILE, type CaughtFaults } from '../../src/evidence/strength/caught-faults';
import { FAULT_SOURCES, MUTATED_SOURCES, sourcesFingerprints } from '../../src/evidence/strength/sources-fingerprint';
import { writeAtomically } from '../../src/report/atomic-write';
import { type AlternativeResult, type FaultResult, selfTest } from '../../src/self-test/self-test';
import { loadSuite } from '../../src/specification/suite';
import { scenariosOfReference } from '../cucumber/scenarios-of-reference';
import { referenceModules } from '../mutation/time/modules';
import { reachOf } from '../mutation/time/reach';
import { Worker } from '../mutation/time/workers';
import { Reaching } from './reaching';

/**
 * `npm run strength`: every seeded fault and every alternative by all scenarios that can tell it from the reference, and not by its own
 * clauses alone. What catches which fault is kept in `faults/caught.json`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { jobs: { type: 'string' } } });
  const [sources = '', fingerprint = ''] = sourcesFingerprints([MUTATED_SOURCES, FAULT_SOURCES]).map((known) => known ?? '');
  const suite = loadSuite();
  const scenarios = scenariosOfReference(suite);
  const worker = new Worker();
  const reaching = new Reaching(referenceModules(), await reachOf(sources, worker).finally(() => worker.stop()));
  // At other revisions other scenarios judge another reference.
  const scenariosFor = (variant: Variant & { readonly spec?: string }) => {
    const reached = variant.spec === undefined ? reaching.scenarios(variant) : undefined;
    return reached === undefined ? undefined : [...reached].flatMap((position) => scenarios[position]?.id ?? []);
  };
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const count = FAULTS.length + ALTERNATIVES.length;
  let done = 0;
  const { alternatives, reason, results } = await selfTest({
    suite,
    places: {},
    criteria: {},
    faults: FAULTS,
    alternatives: ALTERNATIVES,
    ownClauses: false,
    scenariosFor,
    jobs: Number(values.jobs ?? availableParallelism()),
    signal: interruption.signal,
    onResult: (result) => {
      done += 1;
      if (done % 50 === 0) process.stdout.write(`${done} of ${count}\n`);
      if ('fault' in result ? !result.caught : !result.accepted) process.stdout.write(`${told(result)}\n`);
    },
  });
  if (reason !== undefined || interruption.signal.aborted) throw new Error(reason ?? 'interrupted: nothing is kept');
  writeAtomically(CAUGHT_FILE, `${JSON.stringify(kept(results, fingerprint), undefined, 2)}\n`);
  const caught = results.filter((result) => result.caught).length;
  const accepted = alternatives.filter((result) => result.accepted).length;
  process.stdout.write(`${caught} of ${results.length} faults caught, ${accepted} of ${alternatives.length} alternatives accepted\n`);
  if (caught < results.length || accepted < alternatives.length) process.exitCode = 1;
}

function told(result: FaultResult | AlternativeResult): string {
  if ('fault' in result) return `${result.fault.id}: NOT CAUGHT (${result.ending}, ${result.upset} upset)`;
  return `${result.alternative.id}: NOT ACCEPTED (${result.ending}): ${result.scenarios.slice(0, 5).join(', ')} ${result.clauses.slice(0, 5).join(', ')}`;
}

function kept(results: readonly FaultResult[], fingerprint: string): CaughtFaults {
  const byId = [...results].sort((one, other) => (one.fault.id < other.fault.id ? -1 : 1));
  const monitored = byId.filter(({ monitored }) => monitored.length > 0);
  return {
    fingerprint,
    against: 'all clauses',
    faults: Object.fromEntries(byId.map(({ clauses, fault }) => [fault.id, [...clauses].sort()])),
    monitors: Object.fromEntries(monitored.map(({ fault, monitored }) => [fault.id, monitored])),
  };
}

void main();
