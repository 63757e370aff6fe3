import { mergeCoverage } from '../evidence/coverage/coverage';
import { Expectations } from '../run/expectations/expectations';
import { foldClauses, runVerdict, totalsOf } from '../run/fold';
import type { Monitored, RunResult, RunVerdict, ScenarioOutcome } from '../run/outcome';
import { withUnexpectedPasses } from '../run/outcome-judge';
import type { Catalogue } from '../specification/clauses/catalogue';
import { monitoredId, monitoredIn } from '../specification/monitored';
import type { Plan } from '../specification/plan';
import { WrongUse } from '../specification/wrong-use';
import type { Report } from './report';

/** Worst first: what a run came to if one of its parts came to it. */
const WORST_FIRST: readonly RunVerdict[] = ['incomplete', 'notConformant', 'couldNotRun'];

/** The result of a run from the reports of all its shards; throws {@link WrongUse} if they are not the shards of one run. */
export function mergeReports(
  reports: readonly Report[],
  { plan, catalogue }: { readonly plan: Plan; readonly catalogue: Catalogue },
): RunResult {
  const [first] = reports;
  if (first === undefined) throw new WrongUse('there is no report to merge');
  requireSameRun(reports, first);
  requireAllShards(reports);

  const found = new Map(reports.flatMap((report) => report.scenarios.map((scenario) => [scenario.id, scenario] as const)));
  const planned = new Map(plan.scenarios.map((scenario) => [scenario.id, scenario]));
  const violations = [...found.keys()].flatMap((id) => {
    const monitored = monitoredId(id);
    const scenario = planned.get(monitored?.scenario ?? '');
    return monitored === undefined || scenario === undefined ? [] : [monitoredIn(scenario, monitored.clause)];
  });
  const reported: ScenarioOutcome[] = [...plan.scenarios, ...violations].flatMap((scenario) => {
    const one = found.get(scenario.id);
    if (one === undefined) return [];
    const { verdict, durationMs, failure, reason } = one;
    const why = { ...(failure === undefined ? {} : { failure }), ...(reason === undefined ? {} : { reason }) };
    return [{ scenario, verdict, durationMs, ...why }];
  });
  if (reported.length !== found.size)
    throw new WrongUse('the reports hold scenarios that this suite does not have: merge with the version that ran them');

  // A clause's scenarios may lie in several shards: only here is it seen that none of them deviates.
  const onRecord = [...new Set(reports.flatMap(({ expectations = [] }) => expectations))];
  const deviations = onRecord.map((id) => ({ id, reason: 'on record', link: 'on record' }));
  const scenarios = withUnexpectedPasses(new Expectations({ deviations }, first.implementation.version), reported, plan);

  const chosen = new Set(reports.flatMap((report) => report.clauses.map(({ id }) => id)));
  const totals = totalsOf(scenarios);
  const whole = runVerdict(totals);
  // A shard may have nothing but scenarios that do not apply; the run as a whole is judged by its totals.
  const worst = WORST_FIRST.find((verdict) => verdict !== 'couldNotRun' && reports.some((report) => report.verdict === verdict));
  // With fewer clauses than shards some have nothing to run, and only say so.
  const busy = reports.filter((report) => report.scenarios.length > 0);
  const telling = busy.length === 0 ? reports : busy;
  const coverage = mergeCoverage(reports.flatMap((report) => report.coverage ?? []));
  const reasons = [...new Set(telling.flatMap(({ reason }) => reason ?? []))];
  return {
    suite: first.suite,
    implementation: first.implementation,
    environment: {
      ...first.environment,
      startedAt: reports.map((report) => report.environment.startedAt).sort()[0] ?? first.environment.startedAt,
      durationMs: reports.reduce((sum, report) => sum + report.environment.durationMs, 0),
    },
    ...(onRecord.length === 0 ? {} : { expectations: onRecord }),
    verdict: worst ?? whole,
    complete: telling.every((report) => report.complete),
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
    totals,
    clauses: foldClauses(
      catalogue.clauses.filter(({ id }) => chosen.has(id)),
      scenarios,
    ),
    scenarios,
    ...(coverage === undefined ? {} : { coverage }),
    monitors: mergeMonitors(reports),
  };
}

function mergeMonitors(reports: readonly Report[]): readonly Monitored[] {
  const sums = new Map<string, Monitored>();
  for (const { clause, held, violated } of reports.flatMap(({ monitors = [] }) => monitors)) {
    const sum = sums.get(clause);
    sums.set(clause, { clause, held: held + (sum?.held ?? 0), violated: violated + (sum?.violated ?? 0) });
  }
  return [...sums.values()];
}

function requireSameRun(reports: readonly Report[], first: Report): void {
  const identity = ({ suite, implementation }: Report): string => JSON.stringify([suite, implementation]);
  const other = reports.find((report) => identity(report) !== identity(first));
  if (other !== undefined) throw new WrongUse(`the reports are of different runs: ${identity(first)} and ${identity(other)}`);
}

function requireAllShards(reports: readonly Report[]): void {
  const count = reports[0]?.shard?.count;
  if (count === undefined || reports.some(({ shard }) => shard?.count !== count))
    throw new WrongUse('the reports are not shards of one run: run with --shard i/n');
  const given = reports.map(({ shard }) => shard?.index ?? 0).sort((a, b) => a - b);
  const missing = Array.from({ length: count }, (_, position) => position + 1).filter((index) => !given.includes(index));
  if (missing.length > 0) throw new WrongUse(`shard ${missing.join(', ')} of ${count} is missing`);
  if (given.length !== count) throw new WrongUse(`a shard of ${count} was given twice`);
}
