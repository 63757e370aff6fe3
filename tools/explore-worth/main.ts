import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS, layerOf } from '../../faults';
import type { Fault } from '../../faults/fault';
import { PACKAGE_ROOT } from '../../src/package';
import { LAYERS, type LayerName } from '../../src/ports';
import { writeAtomically } from '../../src/report/atomic-write';
import { judgingRevisions, layerRevisions } from '../../src/specification/revisions';
import { loadSuite } from '../../src/specification/suite';
import { type Caught, examineTogether } from './examine';
import { ENDLESS, REASONS } from './reasons';
import { type LayerWorth, summary, type Worth } from './worth';

/** What is kept. */
interface Kept {
  readonly seed: number;
  readonly layers: Readonly<Record<string, LayerWorth>>;
  readonly faults: readonly Worth[];
}

/** Variants that are loaded at once. */
const BATCH = 32;

/** Explores each seeded fault until it shows or the budget is used up, and keeps after how many operations it did. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ops: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
      every: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      layer: { type: 'string', multiple: true },
      fault: { type: 'string', multiple: true },
      /** Only faults that the file says do not show. */
      missed: { type: 'boolean', default: false },
      out: { type: 'string', default: join(PACKAGE_ROOT, 'reference', 'explore-worth.json') },
    },
  });
  const operations = Number(values.ops);
  const before: Partial<Kept> = existsSync(values.out) ? (JSON.parse(readFileSync(values.out, 'utf8')) as Kept) : {};
  const known = new Map(before.faults?.map((worth) => [worth.fault, worth]));
  const chosen = FAULTS.filter(({ id }, n) => {
    if (values.fault !== undefined) return values.fault.includes(id);
    if (values.missed) return known.has(id) && known.get(id)?.operations === undefined;
    return n % Number(values.every) === Number(values.first);
  }).filter((fault) => values.layer === undefined || values.layer.includes(layerOf(fault)));
  const measured = new Set(chosen.map(exploredLayer));
  const budgetOf = (layer: LayerName) => (measured.has(layer) ? operations : (before.layers?.[layer]?.budget ?? 0));
  const { catalogue } = loadSuite();
  const keep = () => {
    const faults = FAULTS.flatMap(({ id }) => known.get(id) ?? []);
    const content: Kept = { seed: Number(values.seed), layers: summary(faults, budgetOf), faults };
    writeAtomically(values.out, `${JSON.stringify(content, undefined, 2)}\n`);
  };
  for (const group of groupsOf(chosen.filter(({ id }) => !ENDLESS.has(id)))) {
    const [first] = group;
    if (first === undefined) continue;
    const layer = exploredLayer(first);
    const told = (fault: Fault, how: Caught | undefined) => {
      const reason = how === undefined ? REASONS[fault.id] : undefined;
      known.set(fault.id, { fault: fault.id, layer, ...how, ...(reason === undefined ? {} : { reason }) });
      process.stdout.write(`${fault.id}: ${how === undefined ? 'NOT CAUGHT' : `after ${how.operations}: ${how.signature}`}\n`);
    };
    const caught = new Set<Fault>();
    await examineTogether(group, {
      layer,
      revisions: layerRevisions(judgingRevisions(catalogue.revisions, first.spec)),
      seed: Number(values.seed),
      operations,
      caught: (fault, how) => {
        caught.add(fault);
        told(fault, how);
        keep();
      },
    });
    for (const fault of group) if (!caught.has(fault)) told(fault, undefined);
    keep();
  }
  for (const { id } of chosen.filter(({ id }) => ENDLESS.has(id))) {
    const fault = FAULTS.find((one) => one.id === id);
    if (fault !== undefined) known.set(id, { fault: id, layer: exploredLayer(fault), reason: REASONS[id] ?? '' });
  }
  keep();
  process.stdout.write(`${JSON.stringify(summary([...known.values()], budgetOf))}\n`);
}

/** Faults that the same programs are for: of one layer, at the same revisions, no more than fit. */
function groupsOf(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const groups = new Map<string, Fault[]>();
  for (const fault of faults) {
    const key = `${exploredLayer(fault)} ${fault.spec ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / BATCH) }, (_, n) => group.slice(n * BATCH, (n + 1) * BATCH)),
  );
}

/** The layer whose programs are for a fault. */
function exploredLayer(fault: Fault): LayerName {
  return LAYERS.find((layer) => layer === layerOf(fault)) ?? 'device';
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
