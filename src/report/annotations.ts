import { plainText } from '../plain-text';
import type { Report } from './report';
import { counted } from './words';

/** Annotations of one kind that GitHub shows of a step. */
const MOST = 10;
/** Characters of one. */
const LENGTH = 4_000;

/** GitHub's workflow commands that put what failed at a run's summary: a line for each cause, those first that tell of most. */
export function toAnnotations({ causes = [], implementation, reason, scenarios, suite, verdict }: Report): string {
  const byId = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
  // One is kept for how many more there are.
  const told = causes.length > MOST ? causes.slice(0, MOST - 1) : causes;
  const lines = told.map(({ clause, message, scenarios: ids }) => {
    const [first] = ids.map((id) => byId.get(id)).filter((scenario) => scenario !== undefined);
    const rest = ids.length > 1 ? `, and ${counted(ids.length - 1, 'more scenario')}` : '';
    const alone = first?.failure === undefined ? '' : `\n${first.failure.reproduce}`;
    return command('error', `${clause}${first === undefined ? '' : ` ${first.name}`}`, `${message}${rest}${alone}`);
  });
  if (told.length < causes.length) lines.push(command('error', suite.name, `${counted(causes.length - told.length, 'more cause')}`));
  const stale = scenarios.filter((scenario) => scenario.verdict === 'unexpectedPass').slice(0, MOST);
  lines.push(...stale.map(({ id }) => command('warning', id, 'It passed, although a deviation is on record: the record is out of date.')));
  if (reason !== undefined) lines.push(command('error', `${implementation.name}: ${verdict}`, reason));
  return lines.map((line) => `${line}\n`).join('');
}

function command(kind: 'error' | 'warning', title: string, message: string): string {
  const property = escaped(plainText(title, 200)).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property}::${escaped(plainText(message, LENGTH))}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
