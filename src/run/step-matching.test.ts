import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ISourcesCoordinates, type ISupportCodeLibrary, loadSupport } from '@cucumber/cucumber/api';
import { rememberMatches } from './step-matching';

const SUPPORT = `
const { defineParameterType, defineStep } = require(${JSON.stringify(require.resolve('@cucumber/cucumber'))});
defineParameterType({ name: 'colour', regexp: /red|light (blue|green)/, transformer: (...parts) => parts });
defineStep('the {colour} door opens', () => undefined);
defineStep('{colour} is the door', () => undefined);
defineStep('the {word} door opens', () => undefined);
defineStep('the door(s) open(s)/close(s) {int} time(s)', () => undefined);
defineStep(/^the (\\w+) (?:door|gate) is "([^"]*)"$/, () => undefined);
defineStep('nothing', () => undefined);
`;

const TEXTS = [
  'the red door opens',
  'the light blue door opens',
  'light green is the door',
  'the doors open 3 times',
  'the door close 1 time',
  'the front gate is "open"',
  'the front gate is ""',
  'nothing',
  'nothing at all',
  'the',
  '',
];

/** What Cucumber reads from a step definition. */
interface Definition {
  readonly id: string;
  readonly pattern: string | RegExp;
  readonly expression: { match(text: string): readonly Argument[] | null };
  matchesStepName(text: string): boolean;
}

interface Argument {
  readonly group: unknown;
  getValue(world: unknown): unknown;
}

describe('remembered matches', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cmdqv-matching-'));
  let plain: readonly Definition[];
  let remembered: readonly Definition[];

  before(async () => {
    plain = definitionsOf(await load('plain'));
    const library = await load('remembered');
    rememberMatches(library);
    remembered = definitionsOf(library);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  async function load(name: string): Promise<ISupportCodeLibrary> {
    const path = join(directory, `${name}.js`);
    writeFileSync(path, SUPPORT);
    const sources: ISourcesCoordinates = { defaultDialect: 'en', paths: [], names: [], tagExpression: '', order: 'defined' };
    return loadSupport({ sources, support: { requirePaths: [`${name}.js`] } }, { cwd: directory });
  }

  it('are those that Cucumber finds: none, one or several, the first time and again', () => {
    assert.equal(plain.length, 6);
    for (const text of [...TEXTS, ...TEXTS.toReversed()]) {
      const fitting = (definitions: readonly Definition[]) =>
        definitions.filter((definition) => definition.matchesStepName(text)).map(({ pattern }) => String(pattern));
      assert.deepEqual(fitting(remembered), fitting(plain), text);
    }
    const ambiguous = remembered.filter((definition) => definition.matchesStepName('the red door opens'));
    assert.equal(ambiguous.length, 2);
    assert.equal(
      remembered.some((definition) => definition.matchesStepName('nothing at all')),
      false,
    );
  });

  it('have the arguments that Cucumber finds, with groups and positions', () => {
    for (const text of [...TEXTS, ...TEXTS]) {
      const found = (definitions: readonly Definition[]) =>
        definitions.map(({ expression }) => {
          const matched = expression.match(text);
          return matched === null ? null : JSON.stringify(matched.map((argument) => [argument.group, argument.getValue({})]));
        });
      assert.deepEqual(found(remembered), found(plain), text);
    }
  });

  it('leave each definition the ID by which messages name it', async () => {
    const library = await load('named');
    const ids = definitionsOf(library).map(({ id }) => id);
    rememberMatches(library);
    assert.deepEqual(
      definitionsOf(library).map(({ id }) => id),
      ids,
    );
    assert.equal(new Set(ids).size, 6);
  });

  it('leave a library that they do not know alone', () => {
    const library = { originalCoordinates: { requireModules: [], requirePaths: [], importPaths: [], loaders: [] }, stepDefinitions: [{}] };
    rememberMatches(library);
    assert.deepEqual(library.stepDefinitions, [{}]);
  });
});

function definitionsOf(library: ISupportCodeLibrary): readonly Definition[] {
  return (library as ISupportCodeLibrary & { readonly stepDefinitions: readonly Definition[] }).stepDefinitions;
}
