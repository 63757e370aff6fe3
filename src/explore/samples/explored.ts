import { reference } from '../../../reference';
import type { WholeImplementation } from '../../ports';
import { inProcess } from '../../run/under-test';
import { loadSuite } from '../../specification/suite';
import { ClausesAbout } from '../clauses-about';
import { Exploration, type Progress } from '../exploration';
import type { Finding } from '../finding';
import type { ExploredLayer, Program } from '../program';

const clauses = new ClausesAbout(loadSuite().plan);

/** What came of it. */
interface Explored {
  readonly progress: Progress;
  readonly findings: readonly Finding[];
  readonly reached: readonly Program[];
}

/** Explores these layers with so many operations, always the same. */
export async function explore(
  implementation: WholeImplementation | undefined,
  layers: readonly ExploredLayer[],
  operations: number,
  more: {
    readonly from?: Progress;
    readonly known?: ReadonlySet<string>;
    readonly shard?: { readonly index: number; readonly count: number };
  } = {},
): Promise<Explored> {
  const findings: Finding[] = [];
  const reached: Program[] = [];
  const exploration = new Exploration({
    layers,
    seed: 1,
    reference,
    underTest: implementation === undefined ? undefined : inProcess(implementation),
    operations,
    ms: Number.POSITIVE_INFINITY,
    shard: more.shard ?? { index: 1, count: 1 },
    from: more.from,
    corpus: [],
    clauses,
    known: more.known ?? new Set(),
    shrinking: { attempts: 400, ms: 20_000 },
    signal: new AbortController().signal,
    progressed: () => undefined,
    found: (finding) => {
      findings.push(finding);
    },
    reached: (program) => reached.push(program),
  });
  await exploration.run();
  return { findings, progress: exploration.progress, reached };
}
