import { FAULTS, layerOf } from '../../faults';
import type { Fault } from '../../faults/fault';
import { LAYERS, type LayerName } from '../../src/ports';
import { judgingRevisions, layerRevisions } from '../../src/specification/revisions';
import { loadSuite } from '../../src/specification/suite';
import type { Caught } from './examine';
import { type FaultWorth, type Kept, summaryNow } from './kept';
import { inBatches, type Wanted } from './options';
import { exploreApart } from './processes';
import { REASONS } from './reasons';

/** Explores the wanted seeded faults, and tells of the section after each that shows. */
export async function examineFaults(
  wanted: Wanted,
  before: Partial<Kept>,
  keep: (section: Pick<Kept, 'faults' | 'layers'>) => void,
): Promise<void> {
  const known: Map<string, FaultWorth> = new Map(before.faults?.map((worth) => [worth.fault, worth]));
  const chosen = FAULTS.filter(({ id }, n) => {
    if (wanted.faults !== undefined) return wanted.faults.includes(id);
    if (wanted.missed) return known.has(id) && known.get(id)?.operations === undefined;
    return n % wanted.every === wanted.first;
  }).filter((fault) => wanted.layers === undefined || wanted.layers.includes(layerOf(fault)));
  const measured = new Set(chosen.map(exploredLayer));
  const told = (fault: Fault, how: Caught | undefined) => {
    const reason = how === undefined ? REASONS[fault.id] : undefined;
    known.set(fault.id, { fault: fault.id, layer: exploredLayer(fault), ...how, ...(reason === undefined ? {} : { reason }) });
    wanted.told(fault.id, how);
    const faults = FAULTS.flatMap(({ id }) => known.get(id) ?? []);
    keep({ layers: summaryNow(faults, measured, wanted.operations, before.layers), faults });
  };
  const { catalogue } = loadSuite();
  for (const batch of inBatches(chosen, (fault) => `${exploredLayer(fault)} ${fault.spec ?? ''}`)) {
    const [first] = batch;
    const examination = {
      layer: exploredLayer(first),
      revisions: layerRevisions(judgingRevisions(catalogue.revisions, first.spec)),
      seed: wanted.seed,
      operations: wanted.operations,
    };
    const faults = new Map(batch.map((fault) => [fault.id, fault]));
    await exploreApart(
      batch.map(({ id }) => ({ id })),
      examination,
      (id, how) => {
        const fault = faults.get(id);
        if (fault !== undefined) told(fault, how);
      },
    );
  }
}

/** The layer whose programs are for a fault. */
function exploredLayer(fault: Fault): LayerName {
  return LAYERS.find((layer) => layer === layerOf(fault)) ?? 'device';
}
