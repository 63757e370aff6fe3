import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import type { WholeImplementation } from '../ports';
import { layerRevisions } from '../specification/revisions';
import { type Selection, select } from '../specification/selection';
import { loadSuite, type Suite } from '../specification/suite';
import { type Examination, examine, type Findings, type News } from './examination';
import { linuxGuestOn } from './guest';
import type { Examine, FromWorker, ToWorker } from './messages';
import { loadVariant } from './variant';

/** Milliseconds between two signs of life. */
const BEAT_MS = 500;

let suite: Suite | undefined;

async function examineVariant({ among, criteria, guest, leads, variant: id }: Examine): Promise<void> {
  if (suite === undefined) throw new Error('a subject came before the suite');
  const variant = [...FAULTS, ...ALTERNATIVES].find((candidate) => candidate.id === id);
  if (variant === undefined && id !== undefined) throw new Error(`no fault or alternative ${id}`);
  let last = performance.now();
  const onScenario = (news: News) => {
    // What was found is told at once: the next scenario may be one that never ends.
    if (Object.keys(news).length === 0 && performance.now() - last < BEAT_MS) return;
    last = performance.now();
    tell({ kind: 'progress', news });
  };
  const selection = narrowed(select(suite.plan, suite.catalogue, criteria), among);
  tell({ kind: 'progress', news: {} });
  const implementation = loadVariant(variant, layerRevisions(selection.revisions));
  const how = { suite, selection, leads, onScenario };
  const findings = guest === true ? await examineBelowGuest(implementation, how) : await examine(implementation, how);
  tell({ kind: 'found', findings, memory: process.memoryUsage().rss });
}

function narrowed(selection: Selection, among: readonly string[] | undefined): Selection {
  if (among === undefined) return selection;
  const ids = new Set(among);
  return { ...selection, scenarios: selection.scenarios.filter(({ id }) => ids.has(id)) };
}

/** A guest takes its time: it is alive as long as this process is. */
async function examineBelowGuest(implementation: WholeImplementation, how: Examination): Promise<Findings> {
  const beat = setInterval(() => tell({ kind: 'progress', news: {} }), BEAT_MS);
  const above = await linuxGuestOn(implementation);
  try {
    return await examine(implementation, { ...how, above });
  } finally {
    clearInterval(beat);
    await above.close();
  }
}

function tell(message: FromWorker): void {
  process.send?.(message);
}

process.on('message', async (message: ToWorker) => {
  try {
    if (message.kind === 'begin') suite = loadSuite(message.places);
    else await examineVariant(message);
  } catch (error) {
    tell({ kind: 'unable', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
// Whoever started this process is gone.
process.on('disconnect', () => process.exit());
