import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { FAULTS, layerOf } from '../../faults';
import type { WholeImplementation } from '../../src/ports';
import { examine } from '../../src/self-test/examination';
import { linuxGuestOn } from '../../src/self-test/guest';
import { loadVariant } from '../../src/self-test/variant';
import { layerRevisions } from '../../src/specification/revisions';
import { select } from '../../src/specification/selection';
import { loadSuite, type Suite } from '../../src/specification/suite';
import { Recording } from './recording';
import { replay } from './replay';
import type { Entry } from './tape';

/** A boot of the chapter LINUX, and what it did to kernel and hardware. */
interface Boot {
  readonly clause: string;
  readonly entries: readonly Entry[];
}

/** On a stock QEMU it goes round in circles: COR-50. */
const COR_50 = 'LINUX-07';

// Which seeded faults of kernel and hardware does a Linux guest meet, and in which boot?
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clause: { type: 'string', default: 'LINUX-' },
      fault: { type: 'string', multiple: true },
      all: { type: 'boolean', default: false },
      spec: { type: 'string' },
      tapes: { type: 'string', default: join('reports', 'guest-tapes') },
      out: { type: 'string', default: join('reports', 'guest-faults.json') },
    },
  });
  const suite = loadSuite();
  const faults = FAULTS.filter(
    (fault) =>
      layerOf(fault) !== 'device' && (values.fault?.includes(fault.id) ?? true) && (fault.spec ?? 'newest') === (values.spec ?? 'newest'),
  );
  const found: unknown[] = [];
  for (const spec of new Set(faults.map((fault) => fault.spec))) {
    const boots: Boot[] = [];
    for (const { id } of suite.plan.scenarios.filter(
      ({ clauses: [clause], id }) => clause?.startsWith('LINUX-') && id.startsWith(values.clause) && clause !== COR_50,
    ))
      boots.push({ clause: id, entries: await tapeOf(suite, id, spec, values.tapes) });
    boots.sort((one, other) => one.entries.length - other.entries.length);
    const revisions = layerRevisions(select(suite.plan, suite.catalogue, spec === undefined ? {} : { spec }).revisions);
    for (const { clause, entries } of boots) {
      const began = performance.now();
      const difference = await replay(entries, loadVariant(undefined, revisions));
      console.log(
        `reference ${clause}: ${entries.length} entries, ${Math.round(performance.now() - began)} ms ${JSON.stringify(difference)}`,
      );
    }
    for (const fault of faults.filter((one) => one.spec === spec)) {
      const met = [];
      for (const { clause, entries } of boots) {
        const difference = await replay(entries, loadVariant(fault, revisions));
        if (difference === undefined) continue;
        met.push({ clause, ...difference });
        if (!values.all) break;
      }
      found.push({ fault: fault.id, met });
      console.log(`${fault.id}: ${met.map(({ clause }) => clause).join(' ') || 'not met'}`);
      writeFileSync(values.out, JSON.stringify(found, undefined, 1));
    }
  }
}

async function tapeOf(suite: Suite, clause: string, spec: string | undefined, folder: string): Promise<readonly Entry[]> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${clause.replaceAll('/', '-')}-${spec ?? 'newest'}`);
  if (existsSync(file)) return deserialize(readFileSync(file)) as Entry[];
  const selection = select(suite.plan, suite.catalogue, { clauses: [clause], ...(spec === undefined ? {} : { spec }) });
  const reference: WholeImplementation = loadVariant(undefined, layerRevisions(selection.revisions));
  const recording = new Recording(reference);
  const above = await linuxGuestOn(recording.implementation);
  try {
    const { caughtBy, monitored, reason, upset } = await examine(recording.implementation, {
      suite,
      selection,
      leads: false,
      above,
      onScenario: () => undefined,
    });
    // A deviation of QEMU's own, such as COR-50, shows on the reference, too.
    if (caughtBy.length + upset.length + monitored.length > 0)
      console.log(`${clause} fails on the reference`, { caughtBy, monitored, upset });
    if (reason !== undefined) throw new Error(`${clause}: ${reason}`);
  } finally {
    await above.close();
  }
  writeFileSync(file, serialize(recording.entries));
  return recording.entries;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
