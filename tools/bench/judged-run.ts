import '../../src/cli/less-optimizing';
import { reference } from '../../reference';
import { LogJudge } from '../../src/run/log-judge';
import { SuiteRun } from '../../src/run/suite-run';
import { inProcess } from '../../src/run/under-test';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';

/** What one run of the suite took; printed as JSON. */
export interface JudgedRunFigures {
  /** Time from the start of this process on. */
  readonly tookMs: number;
  /** As much of it as the monitors took; with a single thread also what V8 compiled for them. */
  readonly judgingMs: number;
  readonly passed: number;
  /** How often the monitors saw a clause hold. */
  readonly held: number;
}

/** The word for a run that no monitor judges. */
export const UNJUDGED = 'unjudged';

/** Adds up what each call of a method takes, in milliseconds. */
function timed<A extends unknown[], R>(method: (this: LogJudge, ...args: A) => R, add: (took: number) => void) {
  return function (this: LogJudge, ...args: A): R {
    const before = performance.now();
    try {
      return method.apply(this, args);
    } finally {
      add(performance.now() - before);
    }
  };
}

// One run in a process of its own, without reports: `node [--single-threaded] judged-run.js [unjudged]`.
async function main([how]: readonly string[]): Promise<void> {
  const suite = loadSuite();
  const { plan, support } = suite;
  const chosen = select(plan, suite.catalogue);
  // Monitors judge by the clauses that bind; where none does, they have nothing to do.
  const selection = how === UNJUDGED ? { ...chosen, binding: new Map() } : chosen;
  const underTest = inProcess(reference);
  const run = new SuiteRun({ suite, plan, selection, support, underTest, reference, command: 'bench', reproduce: ({ id }) => id });
  let judging = 0;
  const add = (took: number) => {
    judging += took;
  };
  LogJudge.prototype.scenarioEnded = timed(LogJudge.prototype.scenarioEnded, add);
  LogJudge.prototype.judgeWaiting = timed(LogJudge.prototype.judgeWaiting, add);
  const { monitors = [], totals } = await run.execute();
  const figures: JudgedRunFigures = {
    tookMs: performance.now(),
    judgingMs: judging,
    passed: totals.passed,
    held: monitors.reduce((sum, { held }) => sum + held, 0),
  };
  console.log(JSON.stringify(figures));
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
