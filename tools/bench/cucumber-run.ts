import { performance } from 'node:perf_hooks';
import { reference } from '../../reference';
import { runCucumber } from '../../src/run/cucumber';
import { beginSession } from '../../src/run/session';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';

/** What one run of cucumber took; printed as JSON. */
export interface CucumberRunFigures {
  /** From the moment the features are known to the end of the last scenario, step definitions being loaded in between. */
  readonly milliseconds: number;
  readonly scenarios: number;
  readonly steps: number;
  /** Steps and hooks that ended otherwise than well. */
  readonly notPassed: number;
}

// One run in a process of its own, without reports: `node cucumber-run.js [FEATURES SUPPORT INDEX]`.
async function main([features, support, index]: readonly string[]): Promise<void> {
  const suite = loadSuite({
    ...(features === undefined ? {} : { features }),
    ...(support === undefined ? {} : { support }),
    ...(index === undefined ? {} : { index }),
  });
  const { scenarios } = select(suite.plan, suite.catalogue);
  beginSession({ implementation: reference, interrupted: () => false });
  let notPassed = 0;
  let steps = 0;
  const began = performance.now();
  await runCucumber({ plan: suite.plan, scenarios, support: suite.support }, ({ testCase, testStepFinished }) => {
    steps += testCase?.testSteps.filter((step) => step.pickleStepId !== undefined).length ?? 0;
    if (testStepFinished !== undefined && testStepFinished.testStepResult.status !== 'PASSED') notPassed += 1;
  });
  const milliseconds = performance.now() - began;
  const figures: CucumberRunFigures = { milliseconds, scenarios: scenarios.length, steps, notPassed };
  console.log(JSON.stringify(figures));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
