import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { WrongUse } from '../specification/wrong-use';
import { explainCommand } from './explain-command';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-explain-'));
const features = join(directory, 'features');
writeTinySuite();
after(() => rmSync(directory, { recursive: true }));

const explain = (...names: string[]) => explainCommand(names, { features });

describe('explain', () => {
  it('tells all of a clause, its scenarios as they are written', () => {
    const told = explain('t-01');
    for (const part of [
      'Things are so.',
      'until first: Things were otherwise.',
      'The Book, page 1.',
      'Scenario: fails\n  Then it fails',
      '# T-01/fails',
      '# T-02/is-up and 1 more',
    ])
      assert.ok(told.includes(part), told);
  });

  it('takes chapters, globs and several names, and tells of each clause once', () => {
    const titles = (...names: string[]) => explain(...names).match(/^[TU]-\d\d(?= )/gm);
    for (const names of [['t'], ['T-*'], ['T-01', 't-02'], ['T-0{1,2}', 't', 'T-02']]) {
      assert.deepEqual(titles(...names), ['T-01', 'T-02'], names.join());
    }
    assert.deepEqual(titles('T-02', 'U', 'T'), ['T-02', 'U-01', 'T-01']);
  });

  it('tells of a single scenario what stands before it, what it counts for and how to run it', () => {
    assert.equal(
      explain('t-02/is-up'),
      [
        'T-02/is-up  is up',
        'Clauses     T-02  MUST  Others\n            T-01  MUST  Things\nLayer       device\nAt          features/device/t.feature:24',
        'Background:\n  Given a thing',
        'Background: more\n  # Of its own kind.\n  Given another',
        '@T-01\nScenario Outline: is <state>\n  Then it is <state>\n  Examples:\n    | state |\n    | up    |\n    | down  |',
        '# npx cmdqv-conformance run --clause "T-02/is-up"',
      ].join('\n\n'),
    );
    const both = explain('T-01/{fails,passes}');
    assert.ok(both.startsWith('T-01/passes ') && both.includes('\nT-01/fails '), both);
    assert.ok(!both.includes('Background: more'), both);
  });

  it('knows what was meant', () => {
    const refused = (names: readonly string[], message: RegExp) =>
      assert.throws(
        () => explain(...names),
        (error) => error instanceof WrongUse && message.test(error.message),
        names.join(),
      );
    refused(['T-01', 'T-1'], /no clause "T-1"\. Did you mean T-01/);
    refused(['T-01/failed'], /no scenario "T-01\/failed"\. Did you mean T-01\/fails/);
    refused(['X-*'], /no clause "X-\*"/);
  });
});

describe('the command explain', () => {
  const run = (...names: string[]) =>
    spawnSync(process.execPath, [join(__dirname, 'main.js'), 'explain', '--features', features, ...names], { encoding: 'utf8' });

  it('takes names separated by commas, and repeated', () => {
    const { status, stdout } = run('T-02,T-01/fails', 'U');
    assert.equal(status, 0);
    assert.equal(stdout, `${explain('T-02', 'T-01/fails', 'U')}\n`);
  });

  it('ends with 2 for a name that nothing has', () => {
    const { status, stderr, stdout } = run('T-02,T-9');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^error: no clause "T-9"/);
  });
});

function writeTinySuite(): void {
  const write = (path: string, content: string | object) =>
    writeFileSync(join(features, path), typeof content === 'string' ? content : JSON.stringify(content));
  mkdirSync(join(features, 'clauses'), { recursive: true });
  mkdirSync(join(features, 'device'));
  const revision = (id: string) => ({ id, layer: 'device' as const, title: id, documents: ['The Book'] });
  write('revisions.json', [revision('first'), revision('second')]);
  write('sources.json', { book: { title: 'The Book', citation: 'The Book, page 1.' } });
  const clause = { level: 'MUST', title: 'Things', text: 'Things are so.', source: ['book'], since: 'first' };
  const clauses = [
    { ...clause, id: 'T-01', was: [{ until: 'first', text: 'Things were otherwise.' }] },
    { ...clause, id: 'T-02', title: 'Others' },
  ];
  write('clauses/T.json', { chapter: 'T', title: 'Tiny', layer: 'device', clauses });
  write('clauses/U.json', { chapter: 'U', title: 'Unseen', layer: 'device', clauses: [{ ...clause, id: 'U-01' }] });
  write(
    'device/t.feature',
    `Feature: T

  Background:
    Given a thing

  @T-01
  Rule: T-01 Things
    Scenario: passes
      Then it passes

    Scenario: fails
      Then it fails

  @T-02
  Rule: T-02 Others
    Background: more
      # Of its own kind.
      Given another
    @T-01
    Scenario Outline: is <state>
      Then it is <state>
      Examples:
        | state |
        | up    |
        | down  |
`,
  );
}
