import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateMessages } from '@cucumber/gherkin';
import { IdGenerator, SourceMediaType, type Step } from '@cucumber/messages';

/** What every step of an emptied feature says. */
export const EMPTY_STEP = 'I do nothing';

/** Copies features and catalogue; scenarios keep their names and number of steps, and do nothing. */
export function writeEmptyFeatures(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const target = join(to, name);
    if (name.endsWith('.json')) {
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(from, name), target);
    } else if (name.endsWith('.feature')) {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, emptied(readFileSync(join(from, name), 'utf8')));
    }
  }
}

/** A feature's text with every step made {@link EMPTY_STEP}, without tables and doc strings. */
export function emptied(text: string): string {
  const lines: (string | undefined)[] = text.split('\n');
  const feature = generateMessages(text, 'feature', SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
    defaultDialect: 'en',
    includeSource: false,
    includeGherkinDocument: true,
    includePickles: false,
    newId: IdGenerator.incrementing(),
  }).find((envelope) => envelope.gherkinDocument !== undefined)?.gherkinDocument?.feature;
  const children = feature?.children ?? [];
  for (const { background, scenario } of [...children, ...children.flatMap((child) => child.rule?.children ?? [])]) {
    for (const step of [...(background?.steps ?? []), ...(scenario?.steps ?? [])]) empty(step, lines);
  }
  return lines.filter((line) => line !== undefined).join('\n');
}

function empty({ dataTable, docString, keyword, location }: Step, lines: (string | undefined)[]): void {
  lines[location.line - 1] = `${' '.repeat((location.column ?? 1) - 1)}${keyword}${EMPTY_STEP}`;
  for (const row of dataTable?.rows ?? []) lines[row.location.line - 1] = undefined;
  if (docString === undefined) return;
  // From the delimiter above the content to the one below it.
  const length = docString.content.split('\n').length + 2;
  for (let line = docString.location.line; line < docString.location.line + length; line += 1) lines[line - 1] = undefined;
}
