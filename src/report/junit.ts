import type { RunResult, ScenarioOutcome } from '../run/outcome';
import { deviationsOf } from './deviations';

/** JUnit's XML: a suite per feature, a case per scenario; a run that could not judge has a case of its own. */
export function toJUnit(result: RunResult): string {
  const { environment, implementation, suite } = result;
  const properties = element('properties', {}, [
    property('suite', `${suite.name} ${suite.version}`),
    property('spec', suite.spec),
    property('implementation', `${implementation.name} ${implementation.version}`),
    property('verdict', result.verdict),
    ...deviationProperties(result),
    property('complete', String(result.complete)),
  ]);
  const timestamp = environment.startedAt.replace(/\.\d+Z$/, '');
  const suites = [...byFeature(result.scenarios)].map(([name, outcomes]) =>
    element('testsuite', { name, ...counts(outcomes), timestamp }, [properties, ...outcomes.map(testCase)]),
  );
  if (result.reason !== undefined) {
    const error = element('error', { message: result.reason, type: result.verdict }, []);
    const run = element('testcase', { name: 'the run', classname: suite.name, time: '0.000' }, [error]);
    const only = { tests: 1, failures: 0, errors: 1, skipped: 0, time: '0.000' };
    suites.unshift(element('testsuite', { name: suite.name, ...only, timestamp }, [properties, run]));
  }
  const total = counts(result.scenarios);
  const own = result.reason === undefined ? 0 : 1;
  const attributes = { name: suite.name, ...total, tests: total.tests + own, errors: total.errors + own };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites)}\n`;
}

function deviationProperties(result: RunResult): string[] {
  const { must, others, scenarios } = deviationsOf(result);
  if (scenarios.length === 0) return [];
  const ids = (clauses: typeof must) => clauses.map(({ clause }) => clause.id).join(' ');
  return [
    property('knownDeviations', String(scenarios.length)),
    property('knownDeviations.must', ids(must)),
    property('knownDeviations.other', ids(others)),
  ];
}

function byFeature(outcomes: readonly ScenarioOutcome[]): Map<string, ScenarioOutcome[]> {
  const features = new Map<string, ScenarioOutcome[]>();
  for (const outcome of outcomes) {
    const own = features.get(outcome.scenario.feature);
    if (own === undefined) features.set(outcome.scenario.feature, [outcome]);
    else own.push(outcome);
  }
  return features;
}

function testCase(outcome: ScenarioOutcome): string {
  const { scenario } = outcome;
  const attributes = {
    name: scenario.name,
    classname: scenario.clauses[0] ?? '',
    time: seconds([outcome]),
    file: scenario.feature,
    line: scenario.line,
  };
  return element('testcase', attributes, ending(outcome));
}

function ending({ failure, reason = '', verdict }: ScenarioOutcome): string[] {
  switch (verdict) {
    case 'passed':
      return [];
    case 'unexpectedPass':
      return [element('failure', { message: reason || verdict, type: verdict }, [])];
    case 'failed':
      return [element('failure', { message: failure?.message.split('\n')[0] ?? '', type: 'failed' }, [escapeText(failureText(failure))])];
    case 'couldNotRun':
      return [element('error', { message: reason, type: verdict }, [])];
    default:
      return [element('skipped', { message: reason === '' ? verdict : `${verdict}: ${reason}` }, [])];
  }
}

function failureText(failure: ScenarioOutcome['failure']): string {
  if (failure === undefined) return '';
  const block = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]);
  return [
    failure.message,
    ...block('Step:', [failure.step]),
    ...block('Expected:', failure.expected),
    ...block('Actual:', failure.actual),
    ...block('Operations:', failure.operations),
    ...block('The implementation wrote:', failure.diagnostics?.split('\n') ?? []),
    ...block('Trace:', failure.trace?.split('\n') ?? []),
    ...block('Reproduce:', [failure.reproduce]),
  ].join('\n');
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly time: string;
}

function counts(outcomes: readonly ScenarioOutcome[]): Counts {
  const count = (...verdicts: readonly string[]) => outcomes.filter((outcome) => verdicts.includes(outcome.verdict)).length;
  return {
    tests: outcomes.length,
    failures: count('failed', 'unexpectedPass'),
    errors: count('couldNotRun'),
    skipped: count('notApplicable', 'notObservable', 'knownDeviation'),
    time: seconds(outcomes),
  };
}

function seconds(outcomes: readonly ScenarioOutcome[]): string {
  return (outcomes.reduce((sum, outcome) => sum + outcome.durationMs, 0) / 1000).toFixed(3);
}

function property(name: string, value: string): string {
  return element('property', { name, value }, []);
}

/** `children` are XML already. */
function element(name: string, attributes: Readonly<Record<string, string | number>>, children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`);
  const open = `<${name}${written.join('')}`;
  if (children.length === 0) return `${open}/>`;
  const isText = children.length === 1 && !children[0]?.startsWith('<');
  return isText ? `${open}>${children[0]}</${name}>` : `${open}>\n${children.join('\n')}\n</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  // XML 1.0 has no way to write most control characters and lone surrogates, escaped or not.
  return text
    .replaceAll(/[^\P{Cc}\n\t]|\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
