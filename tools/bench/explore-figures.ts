import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { reference, referenceAt } from '../../reference';
import { Choice } from '../../src/adapters/choice';
import { ClausesAbout } from '../../src/explore/clauses-about';
import { perform } from '../../src/explore/difference';
import { programOf } from '../../src/explore/draw/programs';
import { Exploration, wholeOf } from '../../src/explore/exploration';
import { possible } from '../../src/explore/needs-of';
import { type ExploredLayer, type Program, withOps } from '../../src/explore/program';
import { LAYERS } from '../../src/ports';
import type { UnderTest } from '../../src/run/under-test';
import { judgingRevisions, layerRevisions } from '../../src/specification/revisions';
import { loadSuite } from '../../src/specification/suite';

/** What a process that explored, or only performed what an exploration performs, came to; printed as JSON. */
export interface ExploreFigures {
  readonly operations: number;
  readonly ms: number;
  /** Bytes of heap in use, after a collection, when a tenth of the operations was done and at the end. */
  readonly heap: { readonly early: number; readonly late: number };
}

/** What such a process does: programs on a recorded machine alone, or all that `explore` does. */
export type ExploreHow = 'performed' | 'explored';

const SEED = 1;

// `node --expose-gc explore-figures.js performed|explored OPERATIONS [adapter]`
async function main([how = 'explored', operations = '20000', adapter]: readonly string[]): Promise<void> {
  const suite = loadSuite();
  const command = `"${process.execPath}" "${join(__dirname, 'adapter-process.js')}"`;
  const composition = { reference: referenceAt, builtIn: [] };
  const revisions = layerRevisions(judgingRevisions(suite.catalogue.revisions));
  const choice = new Choice({ adapter: command, expect: false }, composition);
  const underTest = adapter === undefined ? undefined : await choice.open(suite, revisions);
  const layers: readonly ExploredLayer[] = underTest === undefined ? LAYERS : ['device'];
  const figures = how === 'performed' ? performed(layers, Number(operations), underTest) : explored(layers, Number(operations), underTest);
  console.log(JSON.stringify(await figures));
  await underTest?.close();
}

async function performed(layers: readonly ExploredLayer[], operations: number, underTest: UnderTest | undefined): Promise<ExploreFigures> {
  const programs: Program[] = [];
  for (let n = 0, drawn = 0; drawn < operations; n += 1) {
    const program = programOf(layers[n % layers.length] ?? 'device', SEED, n);
    programs.push(underTest === undefined ? program : withOps(program, possible(program, underTest.offer)));
    drawn += program.ops.length;
  }
  const whole = underTest === undefined ? reference : wholeOf(underTest, reference);
  let done = 0;
  const began = performance.now();
  for (const [n, program] of programs.entries()) {
    await underTest?.newScenario?.(`performed/${n}`);
    done += (await perform(program, whole)).observations.length;
  }
  const ms = performance.now() - began;
  return { operations: done, ms, heap: { early: heapInUse(), late: heapInUse() } };
}

async function explored(layers: readonly ExploredLayer[], operations: number, underTest: UnderTest | undefined): Promise<ExploreFigures> {
  let early = 0;
  const exploration = new Exploration({
    layers,
    seed: SEED,
    reference,
    underTest,
    operations,
    ms: Number.POSITIVE_INFINITY,
    shard: { index: 1, count: 1 },
    from: undefined,
    corpus: [],
    clauses: new ClausesAbout(loadSuite().plan),
    shrinking: { attempts: 0, ms: 0 },
    signal: new AbortController().signal,
    progressed: (progress) => {
      if (early === 0 && progress.operations >= operations / 10) early = heapInUse();
    },
    found: ({ signature }) => {
      throw new Error(`the reference differs from itself: ${signature}`);
    },
    reached: () => undefined,
  });
  const began = performance.now();
  await exploration.run();
  const ms = performance.now() - began;
  return { operations: exploration.progress.operations, ms, heap: { early, late: heapInUse() } };
}

function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
