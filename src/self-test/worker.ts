import { FAULTS } from '../../faults';
import { layerRevisions } from '../specification/revisions';
import { select } from '../specification/selection';
import { loadSuite, type Suite } from '../specification/suite';
import { examine } from './examination';
import type { Examine, FromWorker, ToWorker } from './messages';
import { loadVariant } from './variant';

/** Milliseconds between two signs of life. */
const BEAT_MS = 500;

let suite: Suite | undefined;

async function examineFault({ criteria, fault: id }: Examine): Promise<void> {
  if (suite === undefined) throw new Error('a fault came before the suite');
  const fault = FAULTS.find((candidate) => candidate.id === id);
  if (fault === undefined && id !== undefined) throw new Error(`no fault ${id}`);
  let scenarios = 0;
  let last = performance.now();
  const onScenario = () => {
    scenarios += 1;
    if (performance.now() - last < BEAT_MS) return;
    last = performance.now();
    tell({ kind: 'progress', scenarios });
  };
  const selection = select(suite.plan, suite.catalogue, criteria);
  tell({ kind: 'progress', scenarios });
  const findings = await examine(loadVariant(fault, layerRevisions(selection.revisions)), { suite, selection, onScenario });
  tell({ kind: 'found', findings, memory: process.memoryUsage().rss });
}

function tell(message: FromWorker): void {
  process.send?.(message);
}

process.on('message', async (message: ToWorker) => {
  try {
    if (message.kind === 'begin') suite = loadSuite(message.places);
    else await examineFault(message);
  } catch (error) {
    tell({ kind: 'unable', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
// Whoever started this process is gone.
process.on('disconnect', () => process.exit());
