import type { Coverage } from '../evidence/coverage/coverage';
import type { Operation } from '../machine/log';
import type { HostDescription, WholeImplementation } from '../ports';
import { SuiteRun } from '../run/suite-run';
import { inProcess } from '../run/under-test';
import type { Criteria } from '../specification/criteria';
import type { PlannedScenario } from '../specification/plan';
import { select } from '../specification/selection';
import type { Suite } from '../specification/suite';

/** What one scenario's machine did, to its end. */
export interface RecordedScenario {
  readonly scenario: PlannedScenario;
  readonly host: HostDescription;
  readonly operations: readonly Operation[];
}

/** What a run exercised. */
export interface Recording {
  readonly coverage: Coverage;
  readonly scenarios: number;
}

/** Runs the suite on an implementation; `take` is given each scenario that has passed, and must not keep its operations. */
export async function record(
  suite: Suite,
  implementation: WholeImplementation,
  take: (recorded: RecordedScenario) => void,
  criteria: Criteria = {},
): Promise<Recording> {
  let made: (Pick<RecordedScenario, 'host'> & { readonly log: { readonly operations: readonly Operation[] } }) | undefined;
  let scenarios = 0;
  const run = new SuiteRun({
    suite,
    plan: suite.plan,
    selection: select(suite.plan, suite.catalogue, criteria),
    support: suite.support,
    underTest: inProcess(implementation),
    reference: implementation,
    command: '',
    reproduce: () => '',
    evidence: 'brief',
    logMade: (machine) => {
      made = machine;
    },
    observer: {
      scenarioEnded({ scenario, verdict }) {
        if (made === undefined || verdict !== 'passed') return;
        scenarios += 1;
        take({ scenario, host: made.host, operations: made.log.operations });
        made = undefined;
      },
    },
  });
  const { coverage, reason } = await run.execute();
  if (coverage === undefined) throw new Error(`no scenario could be recorded: ${reason ?? 'nothing was run'}`);
  return { coverage, scenarios };
}
