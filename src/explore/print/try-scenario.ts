import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayerRevisions, WholeImplementation } from '../../ports';
import { SuiteRun } from '../../run/suite-run';
import type { UnderTest } from '../../run/under-test';
import { loadPlan } from '../../specification/load-plan';
import { select } from '../../specification/selection';
import type { Suite } from '../../specification/suite';
import type { ExploredLayer } from '../program';
import { featureOf, type PrintedScenario } from './gherkin';

/** What became of a scenario when it was run. */
export interface Tried {
  readonly verdict: string;
  readonly message: string;
}

/** Runs a printed scenario as any other of the suite's, on an implementation of these revisions. */
export async function tryScenario(
  printed: PrintedScenario,
  on: {
    readonly suite: Suite;
    readonly layer: ExploredLayer;
    readonly clauses: readonly string[];
    readonly reference: WholeImplementation;
    readonly underTest: UnderTest;
    readonly spec: string | undefined;
    readonly revisions: LayerRevisions;
  },
): Promise<Tried> {
  const { clauses, layer, reference, revisions, spec, suite, underTest } = on;
  const { catalogue } = suite;
  const held = catalogue.clauses.filter((clause) => clause.layer === layer && catalogue.holdsAt(clause, Object.values(revisions)));
  const clause = held.find(({ id }) => clauses.includes(id)) ?? held[0];
  if (clause === undefined) return { verdict: 'couldNotRun', message: `no clause of the ${layer} holds` };
  const root = mkdtempSync(join(tmpdir(), 'cmdqv-explore-'));
  try {
    const folder = join(root, 'features', layer);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'explored.feature'), featureOf(printed, clause.id));
    const plan = loadPlan(join(root, 'features'), catalogue);
    const selection = select(plan, catalogue, spec === undefined ? {} : { spec }, revisions);
    const run = new SuiteRun({
      suite,
      plan,
      selection,
      underTest,
      reference,
      support: suite.support,
      command: 'explore',
      reproduce: () => 'replay',
      evidence: 'brief',
    });
    const { reason = '', scenarios } = await run.execute();
    const [outcome] = scenarios;
    if (outcome === undefined) return { verdict: 'couldNotRun', message: reason };
    const message = outcome.failure?.message ?? outcome.reason ?? reason;
    return { verdict: outcome.verdict, message: message.split('\n')[0] ?? '' };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
