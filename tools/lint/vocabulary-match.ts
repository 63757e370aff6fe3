import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { Writable } from 'node:stream';
import type { ISupportCodeLibrary } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import { PACKAGE_ROOT } from '../../src/package';

/** The vocabulary, and how steps fit it. */
export interface Vocabulary {
  /** Every sentence, as the step definitions write it. */
  readonly sentences: readonly string[];
  /** The sentences that fit a step's text: one is right, none is undefined, more are ambiguous. */
  fitting(text: string): readonly string[];
  /** What stands for the parameters of a step's text, where one sentence fits it. */
  parametersIn(text: string): readonly StepParameter[];
}

/** A part of a step's text that stands for a parameter. */
export interface StepParameter {
  readonly type: string;
  readonly value: string;
}

// Node loads a module once, so its step definitions register once.
const libraries = new Map<string, ISupportCodeLibrary>();

/** Asks cucumber, by a dry run with the support file, which sentences fit each of the texts. */
export async function matchVocabulary(texts: Iterable<string>, support: string): Promise<Vocabulary> {
  const distinct = [...new Set(texts)];
  const directory = await mkdtemp(join(tmpdir(), 'cmdqv-lint-'));
  try {
    // Each text once: matching is what takes the time, and most steps recur.
    const steps = distinct.map((text) => `    * ${text}\n`).join('');
    const feature = join(directory, 'texts.feature');
    await writeFile(feature, `Feature: Texts\n  Scenario: Texts\n${steps}`);
    return vocabularyFrom(await dryRun(feature, support));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function vocabularyFrom(envelopes: readonly Envelope[]): Vocabulary {
  const patterns = new Map<string, string>();
  const texts = new Map<string, string>();
  const fitting = new Map<string, string[]>();
  const parameters = new Map<string, StepParameter[]>();
  for (const { pickle, stepDefinition, testCase } of envelopes) {
    if (stepDefinition !== undefined) patterns.set(stepDefinition.id, stepDefinition.pattern.source);
    for (const step of pickle?.steps ?? []) texts.set(step.id, step.text);
    for (const { pickleStepId, stepDefinitionIds = [], stepMatchArgumentsLists = [] } of testCase?.testSteps ?? []) {
      const text = texts.get(pickleStepId ?? '');
      const sentences = stepDefinitionIds.map((id) => patterns.get(id) ?? id);
      if (text === undefined) continue;
      fitting.set(text, sentences);
      const given = stepMatchArgumentsLists[0]?.stepMatchArguments ?? [];
      parameters.set(
        text,
        given.flatMap(({ group, parameterTypeName: type }) => (type === undefined ? [] : [{ type, value: group.value ?? '' }])),
      );
    }
  }
  return {
    sentences: [...patterns.values()],
    fitting: (text) => fitting.get(text) ?? [],
    parametersIn: (text) => parameters.get(text) ?? [],
  };
}

async function dryRun(feature: string, support: string): Promise<Envelope[]> {
  const api = await import('@cucumber/cucumber/api');
  const envelopes: Envelope[] = [];
  const ran = await api.runCucumber(
    {
      sources: { defaultDialect: 'en', paths: [feature], names: [], tagExpression: '', order: 'defined' },
      support: libraries.get(support) ?? { requirePaths: [relative(PACKAGE_ROOT, support).split(sep).join('/')] },
      runtime: {
        dryRun: true,
        failFast: false,
        filterStacktraces: true,
        parallel: 0,
        retry: 0,
        retryTagFilter: '',
        strict: true,
        worldParameters: {},
      },
      // Cucumber insists on a formatter for stdout.
      formats: {
        stdout: 'data:text/javascript,export default { type: "formatter", formatter() {} }',
        files: {},
        publish: false,
        options: {},
      },
    },
    { cwd: PACKAGE_ROOT, stdout: new Writable({ write: (_chunk, _encoding, done) => done() }) },
    (envelope) => envelopes.push(envelope),
  );
  libraries.set(support, ran.support);
  return envelopes;
}
