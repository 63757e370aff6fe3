import '../../src/cli/less-inlining';
import { performance } from 'node:perf_hooks';
import { reference } from '../../reference';
import { SuiteRun } from '../../src/run/suite-run';
import { inProcess } from '../../src/run/under-test';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';

/** What one run of the suite took; printed as JSON. */
export interface JudgedRunFigures {
  /** Processor time of this process, of all its threads. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly passed: number;
  /** How often the monitors saw a clause hold. */
  readonly held: number;
}

/** The word for a run that no monitor judges. */
export const UNJUDGED = 'unjudged';

// One run in a process of its own, without reports: `node judged-run.js [unjudged]`.
async function main([how]: readonly string[]): Promise<void> {
  const suite = loadSuite();
  const { plan, support } = suite;
  const chosen = select(plan, suite.catalogue);
  // Monitors judge by the clauses that bind; where none does, they have nothing to do.
  const selection = how === UNJUDGED ? { ...chosen, binding: new Map() } : chosen;
  const underTest = inProcess(reference);
  const run = new SuiteRun({ suite, plan, selection, support, underTest, reference, command: 'bench', reproduce: ({ id }) => id });
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const { monitors = [], totals } = await run.execute();
  const { system, user } = process.cpuUsage(cpu);
  const figures: JudgedRunFigures = {
    cpuMs: (system + user) / 1000,
    wallMs: performance.now() - began,
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
