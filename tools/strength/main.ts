import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import type { Variant } from '../../faults/fault';
import { CAUGHT_FILE, type CaughtFaults } from '../../src/evidence/strength/caught-faults';
import { FAULT_SOURCES, MUTATED_SOURCES, sourcesFingerprints } from '../../src/evidence/strength/sources-fingerprint';
import { PACKAGE_ROOT } from '../../src/package';
import { writeAtomically } from '../../src/report/atomic-write';
import { type FaultResult, selfTest } from '../../src/self-test/self-test';
import { loadSuite } from '../../src/specification/suite';
import { scenariosOfReference } from '../cucumber/scenarios-of-reference';
import { referenceModules } from '../mutation/time/modules';
import { reachOf } from '../mutation/time/reach';
import { Worker } from '../mutation/time/workers';
import { KeptResults, type Result } from './kept-results';
import { Reaching } from './reaching';

/** What a result here comes from: that of `faults/caught.json`, the alternatives, and who judges. */
const JUDGED_SOURCES = [...FAULT_SOURCES, 'alternatives', 'src'];

/**
 * `npm run strength`: every seeded fault and every alternative by all scenarios that can tell it from the reference, and not by its own
 * clauses alone. What catches which fault is kept in `faults/caught.json`. A run that was interrupted is gone on with.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { jobs: { type: 'string' }, fresh: { type: 'boolean', default: false } } });
  const [mutated = '', fingerprint = '', judged = ''] = sourcesFingerprints([MUTATED_SOURCES, FAULT_SOURCES, JUDGED_SOURCES]);
  const kept = new KeptResults(join(PACKAGE_ROOT, 'reports', 'strength.ndjson'), judged, values.fresh);
  const suite = loadSuite();
  const scenarios = scenariosOfReference(suite);
  const worker = new Worker();
  const reaching = new Reaching(referenceModules(), await reachOf(mutated, worker).finally(() => worker.stop()));
  // At other revisions other scenarios judge another reference.
  const scenariosFor = (variant: Variant & { readonly spec?: string }) => {
    const reached = variant.spec === undefined ? reaching.scenarios(variant) : undefined;
    return reached === undefined ? undefined : [...reached].flatMap((position) => scenarios[position]?.id ?? []);
  };
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const count = FAULTS.length + ALTERNATIVES.length;
  if (kept.size > 0) process.stdout.write(`${kept.size} of ${count} by a run before\n`);
  const before = kept.of(FAULTS, ALTERNATIVES);
  for (const result of [...before.faults, ...before.alternatives]) tellUnlessRight(result);
  const { reason } = await selfTest({
    suite,
    places: {},
    criteria: {},
    faults: FAULTS.filter(({ id }) => !kept.has(id)),
    alternatives: ALTERNATIVES.filter(({ id }) => !kept.has(id)),
    ownClauses: false,
    scenariosFor,
    jobs: Number(values.jobs ?? availableParallelism()),
    signal: interruption.signal,
    onResult: (result) => {
      kept.add(result);
      if (kept.size % 50 === 0) process.stdout.write(`${kept.size} of ${count}\n`);
      tellUnlessRight(result);
    },
  });
  if (reason !== undefined) {
    // Then no result says anything.
    kept.forget();
    throw new Error(reason);
  }
  if (interruption.signal.aborted) throw new Error(`interrupted after ${kept.size} of ${count}: the next run goes on from there`);
  const { alternatives, faults } = kept.of(FAULTS, ALTERNATIVES);
  writeAtomically(CAUGHT_FILE, `${JSON.stringify(caughtFaults(faults, fingerprint), undefined, 2)}\n`);
  kept.forget();
  const caught = faults.filter((result) => result.caught).length;
  const accepted = alternatives.filter((result) => result.accepted).length;
  process.stdout.write(`${caught} of ${faults.length} faults caught, ${accepted} of ${alternatives.length} alternatives accepted\n`);
  if (caught < faults.length || accepted < alternatives.length) process.exitCode = 1;
}

function tellUnlessRight(result: Result): void {
  if ('fault' in result) {
    if (result.caught) return;
    process.stdout.write(`${result.fault.id}: NOT CAUGHT (${result.ending}, ${result.upset} upset)\n`);
    return;
  }
  if (result.accepted) return;
  const { alternative, clauses, ending, scenarios } = result;
  process.stdout.write(`${alternative.id}: NOT ACCEPTED (${ending}): ${[...scenarios.slice(0, 5), ...clauses.slice(0, 5)].join(', ')}\n`);
}

function caughtFaults(results: readonly FaultResult[], fingerprint: string): CaughtFaults {
  const byId = [...results].sort((one, other) => (one.fault.id < other.fault.id ? -1 : 1));
  const monitored = byId.filter(({ monitored }) => monitored.length > 0);
  return {
    fingerprint,
    against: 'all clauses',
    faults: Object.fromEntries(byId.map(({ clauses, fault }) => [fault.id, [...clauses].sort()])),
    monitors: Object.fromEntries(monitored.map(({ fault, monitored }) => [fault.id, monitored])),
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
