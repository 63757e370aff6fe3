import { join } from 'node:path';
import { CODE_ROOT, PACKAGE_ROOT, SOURCE_EXTENSION } from '../../src/package';
import { NEEDS, type Need, type Role } from '../../src/specification/vocabulary';
import { readFeatureFiles } from '../lint/feature-file';
import { type RunningStep, stepsOf } from '../lint/steps-of';
import { matchVocabulary, type Vocabulary } from '../lint/vocabulary-match';
import { type DescribedParameter, type DescribedSentence, readDescribed } from '../vocabulary/described';

/** A step of a feature that a sentence is shown by. */
interface Example {
  readonly step: RunningStep;
  /** From the directory above the features, `/` between its parts. */
  readonly feature: string;
}

/** Folders of `steps/`, in the order in which the guide has them, and what their sentences are about. */
const SUBJECTS: Readonly<Record<string, string>> = {
  guest: 'What a VM is and what its guest does and sees',
  kernel: 'The host, its kernel, and a process that calls it',
  hardware: 'The CMDQ-V block and its queues, without a kernel',
  observe: 'What crosses the seams between the layers',
  stack: 'What a layer below is made to answer',
};

/** Characters of an example in a table. */
const LONG = 40;

/** Rows of a table that are enough to see what they are like. */
const ROWS_SHOWN = 4;

/** `features/VOCABULARY.md`: every sentence in words, from the doc comments of its source, with a step of the features. */
export async function vocabularyGuide(): Promise<string> {
  const { parameters, sentences } = readDescribed(join(PACKAGE_ROOT, 'steps'));
  const steps = readFeatureFiles(join(PACKAGE_ROOT, 'features')).flatMap((file) =>
    stepsOf(file).map((step) => ({ step, feature: file.path })),
  );
  const texts = steps.map(({ step }) => step.text);
  const vocabulary = await matchVocabulary(texts, join(CODE_ROOT, 'steps', `index${SOURCE_EXTENSION}`));
  const examples = examplesOf(sentences, steps, vocabulary);
  const parts = [introduction(sentences.length), contents(sentences), parameterTable(parameters, sentences, vocabulary, texts)];
  for (const [folder, title] of Object.entries(SUBJECTS)) {
    parts.push(`## ${title}`);
    for (const [file, own] of byFile(sentences.filter(({ file }) => file.split('/')[1] === folder))) {
      parts.push(`### [${subjectOf(file)}](../${file})`, ...own.map((sentence) => entry(sentence, examples.get(sentence.pattern))));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

function introduction(count: number): string {
  return `# Vocabulary

The ${count} sentences that scenarios are written with. This file is generated: what a sentence does is the comment above it in \`steps/\`,
its example is a step of the features, and \`npm run documents\` writes both down here.

- A sentence tells a **state**, an **act** or what is **seen**. A When takes acts alone, and a Then what is seen. A Given takes all three:
  an act is then part of how it came to the state, and what is seen has to be so before the scenario goes on.
- \`{guest}\` is a parameter, of one of the types below. \`(s)\` may be left out; \`entry/entries\` is one or the other.
- "Since the When" means: because of the scenario's first When and all acts up to the step. What Then steps do to look counts nowhere.
- A sentence that ends in a colon has a table, whose columns its description tells.
- *To drive* and *to observe* are what an implementation has to offer, by the names of the capabilities that an adapter declares
  ([docs/protocol.md](../docs/protocol.md)). A scenario is not applicable to one that cannot be driven so, and not observable on one that does
  not let itself be observed.`;
}

function contents(sentences: readonly DescribedSentence[]): string {
  const lines = Object.entries(SUBJECTS).map(([folder, title]) => {
    const files = byFile(sentences.filter(({ file }) => file.split('/')[1] === folder)).keys();
    return `- ${link(title)}: ${[...files].map((file) => link(subjectOf(file))).join(', ')}`;
  });
  return [`- ${link(PARAMETER_TITLE)}`, ...lines].join('\n');
}

/** A link to a heading of the file. */
function link(title: string): string {
  return `[${title}](#${title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;
}

const PARAMETER_TITLE = 'Parameter types';

function parameterTable(
  parameters: readonly DescribedParameter[],
  sentences: readonly DescribedSentence[],
  vocabulary: Vocabulary,
  texts: readonly string[],
): string {
  const known = [...parameters, ...BUILT_IN];
  const unknown = sentences.flatMap(({ pattern }) => parametersIn(pattern)).find((name) => !known.some((type) => type.name === name));
  if (unknown !== undefined) throw new Error(`the guide cannot tell what {${unknown}} is`);
  const values = valuesOf(texts, vocabulary);
  const rows = known.map(({ description, name, regexp }) => {
    const examples = shortAndLong(values.get(name) ?? []);
    if (examples.length === 0) throw new Error(`no step of the features has a {${name}}`);
    return `| \`{${name}}\` | ${description} | ${code(regexp)} | ${examples.map(code).join(', ')} |`;
  });
  return [`## ${PARAMETER_TITLE}`, '', '| type | what it is | what it matches | as in |', '|---|---|---|---|', ...rows].join('\n');
}

/** Types of Cucumber's own that sentences use. */
const BUILT_IN: readonly Pick<DescribedParameter, 'description' | 'name' | 'regexp'>[] = [
  { name: 'int', description: 'A whole number, decimal.', regexp: '-?\\d+' },
  { name: 'string', description: 'Text in quotation marks; the sentence tells what it may say.', regexp: '"…"' },
  { name: 'word', description: 'Anything without a space.', regexp: '[^\\s]+' },
];

const PARAMETER = /\{(\w+)\}/g;

function parametersIn(pattern: string): string[] {
  return [...pattern.matchAll(PARAMETER)].flatMap(([, name]) => name ?? []);
}

/** All that stands for a parameter of each type. */
function valuesOf(texts: readonly string[], vocabulary: Vocabulary): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const text of new Set(texts)) {
    for (const { type, value } of vocabulary.parametersIn(text)) {
      const known = values.get(type);
      if (known === undefined) values.set(type, [value]);
      else known.push(value);
    }
  }
  return values;
}

/** The shortest of some values, and the longest of those that fit in a table. */
function shortAndLong(values: readonly string[]): readonly string[] {
  const [shortest, ...longer] = values.toSorted((one, other) => one.length - other.length);
  const longest = longer.findLast((value) => value.length <= LONG);
  return [...new Set([shortest, longest])].flatMap((value) => value ?? []);
}

/** Of the steps that say a sentence the first that has the sentence's own keyword. */
function examplesOf(
  sentences: readonly DescribedSentence[],
  steps: readonly Example[],
  vocabulary: Vocabulary,
): ReadonlyMap<string, Example> {
  const roles = new Map(sentences.map(({ pattern, role }) => [pattern, role]));
  const examples = new Map<string, Example>();
  for (const example of steps) {
    for (const pattern of vocabulary.fitting(example.step.text)) {
      const role = roles.get(pattern);
      const known = examples.get(pattern)?.step.role;
      if (known === undefined || (known !== role && example.step.role === role)) examples.set(pattern, example);
    }
  }
  return examples;
}

function byFile(sentences: readonly DescribedSentence[]): ReadonlyMap<string, readonly DescribedSentence[]> {
  const files = new Map<string, DescribedSentence[]>();
  for (const sentence of sentences) {
    const own = files.get(sentence.file);
    if (own === undefined) files.set(sentence.file, [sentence]);
    else own.push(sentence);
  }
  return files;
}

/** `steps/observe/host-calls.ts` is about `observe/host-calls`. */
function subjectOf(file: string): string {
  return file.replace(/^steps\/|\.ts$/g, '');
}

const TOLD: Readonly<Record<Role, string>> = { Given: 'state', When: 'act', Then: 'seen' };

function entry({ description, needs, pattern, role }: DescribedSentence, example: Example | undefined): string {
  if (example === undefined) throw new Error(`no feature says "${pattern}"`);
  const { feature, step } = example;
  return `**${code(pattern)}** — ${TOLD[role]}

${description}

${needed(needs)} Example, of [${feature}](${feature.replace('features/', '')}):

\`\`\`gherkin
${[`${step.role ?? '*'} ${step.text}`, ...tableLines(step.table)].join('\n')}
\`\`\``;
}

function needed(needs: readonly Need[]): string {
  const told = (['drive', 'observe'] as const).flatMap((kind) => {
    const own = needs.filter((need) => NEEDS[need].kind === kind).map((need) => `${NEEDS[need].meaning} (\`${need}\`)`);
    return own.length === 0 ? [] : [`To ${kind}: ${own.join('; ')}.`];
  });
  return told.length === 0 ? 'Needs nothing of its own.' : told.join(' ');
}

function tableLines(rows: readonly (readonly string[])[]): string[] {
  const shown = rows.slice(0, ROWS_SHOWN);
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => (row[column] ?? '').length)));
  const lines = shown.map((row) => `  | ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  return rows.length > ROWS_SHOWN ? [...lines, '  # …'] : lines;
}

/** Code in a line or a cell of a table. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
