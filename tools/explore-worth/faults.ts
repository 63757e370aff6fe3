import { FAULTS, layerOf } from '../../faults';
import type { Fault } from '../../faults/fault';
import { LAYERS, type LayerName } from '../../src/ports';
import { loadVariant } from '../../src/self-test/variant';
import { judgingRevisions, layerRevisions } from '../../src/specification/revisions';
import { loadSuite } from '../../src/specification/suite';
import { type Caught, examineTogether } from './examine';
import { type FaultWorth, type Kept, summaryNow } from './kept';
import { inBatches, type Wanted } from './options';
import { ENDLESS, REASONS } from './reasons';

/** Explores the wanted seeded faults, and tells of the section after each that shows. */
export async function examineFaults(
  wanted: Wanted,
  before: Partial<Kept>,
  keep: (section: Pick<Kept, 'faults' | 'layers'>) => void,
): Promise<void> {
  const known = new Map(before.faults?.map((worth) => [worth.fault, worth]));
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
    const faults = FAULTS.flatMap(({ id }): FaultWorth[] => [known.get(id) ?? []].flat());
    keep({ layers: summaryNow(faults, measured, wanted.operations, before.layers), faults });
  };
  const { catalogue } = loadSuite();
  const key = (fault: Fault) => `${exploredLayer(fault)} ${fault.spec ?? ''}`;
  for (const batch of inBatches(
    chosen.filter(({ id }) => !ENDLESS.has(id)),
    key,
  )) {
    const [first] = batch;
    const revisions = layerRevisions(judgingRevisions(catalogue.revisions, first.spec));
    const hidden = new Map(batch.map((fault) => [fault.id, fault]));
    await examineTogether(new Map(batch.map((fault) => [fault.id, loadVariant(fault, revisions)])), {
      layer: exploredLayer(first),
      revisions,
      seed: wanted.seed,
      operations: wanted.operations,
      caught: (id, how) => {
        const fault = hidden.get(id);
        if (fault === undefined || !hidden.delete(id)) return;
        told(fault, how);
      },
    });
    for (const fault of hidden.values()) told(fault, undefined);
  }
  for (const fault of chosen) if (ENDLESS.has(fault.id)) told(fault, undefined);
}

/** The layer whose programs are for a fault. */
function exploredLayer(fault: Fault): LayerName {
  return LAYERS.find((layer) => layer === layerOf(fault)) ?? 'device';
}
