import { plainText } from '../plain-text';
import type { Failure, RunResult, ScenarioOutcome } from '../run/outcome';
import type { PlannedScenario } from '../specification/plan';
import { deviationsOf } from './deviations';
import { homeClauses } from './home-clauses';
import { toldRevisions } from './told-revisions';

/** Bytes that the words of all failures may take together, and that those of one may always take. */
const WORDS = 6_000_000;
const LEAST_WORDS = 600;
/** Bytes of a text in an attribute, where CI servers look for something short. */
const ATTRIBUTE = 500;

/**
 * JUnit's XML: a suite per clause, a case per scenario, under the first of its clauses that was chosen; a run that could not judge has a case of its own. It has no more than
 * what the schema allows that Jenkins' xunit plugin comes with: there, a case has no place for its file and line. However many
 * scenarios fail, it stays small enough for the servers that read it whole.
 */
export function toJUnit(result: RunResult): string {
  const failing = result.scenarios.filter(({ failure }) => failure !== undefined).length;
  const room = Math.max(LEAST_WORDS, Math.floor(WORDS / Math.max(1, failing)));
  const { environment, implementation, suite } = result;
  const ofWholeRun = [
    property('suite', `${suite.name} ${suite.version}`),
    property('spec', suite.spec),
    ...toldRevisions(suite).map(({ because, id, layer }) => property(`spec.${layer}`, `${id} (${because})`)),
    property('implementation', `${implementation.name} ${implementation.version}`),
    property('verdict', result.verdict),
    ...deviationProperties(result),
    property('complete', String(result.complete)),
  ];
  const timestamp = environment.startedAt.replace(/\.\d+Z$/, '');
  const homeOf = homeClauses(result.clauses);
  const told = new Map(result.clauses.map((outcome) => [outcome.clause.id, outcome]));
  const suites = [...byClause(result.scenarios, homeOf)].map(([id, outcomes], place) => {
    const outcome = told.get(id);
    const name = outcome === undefined ? id : `${id} ${outcome.clause.title}`;
    const file = outcomes[0]?.scenario.feature ?? '';
    // What is so for the whole run is told once.
    const ofRun = place === 0 && result.reason === undefined ? ofWholeRun : [];
    const own = outcome === undefined ? [] : [property('level', outcome.clause.level), property('verdict.clause', outcome.verdict)];
    const properties = [...ofRun, ...own].length === 0 ? [] : [element('properties', {}, [...ofRun, ...own])];
    const cases = outcomes.map((one) => testCase(one, id, room));
    return element('testsuite', { name, ...counts(outcomes), timestamp, file }, [...properties, ...cases]);
  });
  if (result.reason !== undefined) {
    const error = element('error', { message: plainText(result.reason, 4 * ATTRIBUTE), type: result.verdict }, []);
    const run = element('testcase', { name: 'the run', classname: suite.name, time: '0.000' }, [error]);
    const only = { tests: 1, failures: 0, errors: 1, skipped: 0, time: '0.000' };
    suites.unshift(element('testsuite', { name: suite.name, ...only, timestamp }, [element('properties', {}, ofWholeRun), run]));
  }
  const { skipped: _, ...total } = counts(result.scenarios);
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

function byClause(
  outcomes: readonly ScenarioOutcome[],
  homeOf: ReturnType<typeof homeClauses>,
): ReadonlyMap<string, readonly ScenarioOutcome[]> {
  const clauses = new Map<string, ScenarioOutcome[]>();
  for (const outcome of outcomes) {
    const home = homeOf(outcome.scenario);
    const own = clauses.get(home);
    if (own === undefined) clauses.set(home, [outcome]);
    else own.push(outcome);
  }
  return clauses;
}

function testCase(outcome: ScenarioOutcome, classname: string, room: number): string {
  const attributes = { name: outcome.scenario.name, classname, time: seconds([outcome]) };
  return element('testcase', attributes, ending(outcome, room));
}

function ending({ failure, reason: whole = '', scenario, verdict }: ScenarioOutcome, room: number): string[] {
  const reason = plainText(whole, ATTRIBUTE);
  switch (verdict) {
    case 'passed':
      return [];
    case 'unexpectedPass':
      return [element('failure', { message: reason || verdict, type: verdict }, [])];
    case 'failed':
      if (failure === undefined) return [];
      return [
        element('failure', { message: plainText(failure.message.split('\n')[0] ?? '', ATTRIBUTE), type: verdict }, [
          escapeText(failureText(failure, scenario, room)),
        ]),
      ];
    case 'couldNotRun':
      return [element('error', { message: reason, type: verdict }, [])];
    default:
      return [element('skipped', { message: reason === '' ? verdict : `${verdict}: ${reason}` }, [])];
  }
}

function failureText(failure: Failure, { feature, line }: PlannedScenario, room: number): string {
  const block = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]);
  const told = [
    failure.message,
    ...block('Step:', [failure.step]),
    ...block('At:', [`${feature}:${line}`]),
    ...block('Reproduce:', [failure.reproduce]),
    ...block('Expected:', failure.expected),
    ...block('Actual:', failure.actual),
    ...block('The implementation wrote:', failure.diagnostics?.split('\n') ?? []),
    ...block('Trace:', failure.trace?.split('\n') ?? []),
  ];
  return firstLines([...told, ...block('Operations, the last one first:', [...failure.operations].reverse())], room);
}

/** As many lines as there is room for, and how many are left out. */
function firstLines(lines: readonly string[], room: number): string {
  let left = room;
  const cut = lines.findIndex((line) => {
    // Escaped, and in UTF-8.
    left -= Buffer.byteLength(escapeText(line)) + 1;
    return left < 0;
  });
  if (cut < 0) return lines.join('\n');
  const [first = ''] = lines;
  const kept = cut === 0 ? [plainText(first, Math.floor(room / 4))] : lines.slice(0, cut);
  return [...kept, `(${lines.length - kept.length} more lines in report.json)`].join('\n');
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
