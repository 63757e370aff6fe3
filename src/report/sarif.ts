import type { Level } from '../specification/clauses/catalogue';
import type { Report, ReportedClause, ReportedScenario } from './report';
import { VERDICT_WORDS } from './words';

/** How bad SARIF calls a clause that is broken. */
const LEVELS: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = { MUST: 'error', SHOULD: 'warning', MAY: 'note' };

/**
 * A run as SARIF 2.1.0, for code scanning: a rule for each clause, a result for each scenario that failed, passed although a deviation
 * is on record, or could not run. Known deviations are there too, suppressed with the reason that is on record.
 */
export function toSarif(report: Report): string {
  const { clauses, environment, implementation, scenarios, suite, verdict } = report;
  const places = new Map(clauses.map(({ id }, index) => [id, index]));
  const levels = new Map(clauses.map(({ id, level }) => [id, level]));
  const results = scenarios.flatMap((scenario) => {
    const home = scenario.clauses.find((id) => places.has(id));
    return home === undefined ? [] : resultOf(scenario, home, places.get(home) ?? 0, levels.get(home) ?? 'MUST');
  });
  const log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: suite.name, version: suite.version, rules: clauses.map(ruleOf) } },
        automationDetails: { id: `${suite.name}/${implementation.name}/${suite.spec}` },
        invocations: [
          {
            commandLine: environment.command,
            startTimeUtc: environment.startedAt,
            executionSuccessful: report.complete && verdict !== 'couldNotRun',
            ...(report.reason === undefined ? {} : { exitCodeDescription: report.reason }),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf({ id, level, source, title }: ReportedClause): object {
  return {
    id,
    name: title,
    shortDescription: { text: `${level} ${title}` },
    defaultConfiguration: { level: LEVELS[level] },
    properties: { tags: [level, ...source] },
  };
}

function resultOf(scenario: ReportedScenario, ruleId: string, ruleIndex: number, level: Level): object[] {
  const { failure, feature, id, line, name, reason, verdict } = scenario;
  if (verdict !== 'failed' && verdict !== 'unexpectedPass' && verdict !== 'couldNotRun' && verdict !== 'knownDeviation') return [];
  const text = failure === undefined ? [VERDICT_WORDS[verdict], reason].filter(Boolean).join(': ') : failure.message;
  return [
    {
      ruleId,
      ruleIndex,
      level: verdict === 'couldNotRun' ? 'warning' : LEVELS[level],
      message: { text: `${name}: ${text}` },
      locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(feature) }, region: { startLine: line } } }],
      partialFingerprints: { 'scenario/v1': id },
      ...(verdict === 'knownDeviation' ? { suppressions: [{ kind: 'external', justification: reason ?? '' }] } : {}),
      ...(failure === undefined
        ? {}
        : { properties: { step: failure.step, expected: failure.expected, actual: failure.actual, alone: failure.reproduce } }),
    },
  ];
}
