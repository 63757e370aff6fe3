import colours from 'picocolors';
import { VERDICT_WORDS } from '../../report/words';
import type { RunObserver, StepStatus } from '../../run/recorder';
import type { Verdict } from '../../run/session';
import type { Catalogue } from '../../specification/clauses/catalogue';
import { inColour, sign } from './colour';

/** Prints each scenario with its steps as they end. */
export function pretty(catalogue: Catalogue): RunObserver {
  let feature = '';
  let clause = '';
  return {
    scenarioBegan(scenario) {
      if (scenario.feature !== feature) {
        feature = scenario.feature;
        clause = '';
        print(`\n${colours.bold(feature)}`);
      }
      const primary = scenario.clauses[0] ?? '';
      if (primary !== clause) {
        clause = primary;
        const known = catalogue.clause(primary);
        print(`\n  ${colours.bold(primary)} ${known === undefined ? '' : `${known.level} ${known.title}`}`);
      }
      print(`\n    ${scenario.name} ${colours.dim(`:${scenario.line}`)}`);
    },
    stepEnded(_scenario, step, status) {
      print(`      ${sign(STEP_VERDICTS[status])} ${inStepColour(status, `${step.keyword}${step.text}`)}`);
      for (const line of step.argument) print(`          ${colours.dim(line)}`);
    },
    scenarioEnded({ failure, reason, verdict }) {
      if (failure !== undefined) print(failure.message.replaceAll(/^/gm, '        '));
      if (reason !== undefined) print(`      ${inColour(verdict, `${VERDICT_WORDS[verdict]}: ${reason}`)}`);
    },
    violationFound({ reason, scenario, verdict, failure }) {
      print(`      ${inColour(verdict, `the log breaks ${scenario.clauses.join()}: ${failure?.message ?? reason ?? ''}`)}`);
    },
  };
}

const STEP_VERDICTS: Readonly<Record<StepStatus, Verdict>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  SKIPPED: 'notApplicable',
  UNDEFINED: 'couldNotRun',
  PENDING: 'couldNotRun',
  AMBIGUOUS: 'couldNotRun',
  UNKNOWN: 'couldNotRun',
};

function inStepColour(status: StepStatus, text: string): string {
  return status === 'PASSED' ? text : inColour(STEP_VERDICTS[status], text);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
