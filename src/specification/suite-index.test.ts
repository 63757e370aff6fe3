import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { buildIndex } from '../../tools/start/build-index';
import { PACKAGE_ROOT } from '../package';
import { CatalogueError, catalogueFingerprint, loadCatalogue } from './clauses/catalogue';
import { type KnownFeatures, loadPlan } from './load-plan';
import type { Plan } from './plan';
import { loadSuite } from './suite';
import { SuiteIndex } from './suite-index';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-index-'));
after(() => rmSync(directory, { recursive: true }));

const QUEUES = 'device/allocation-order.feature';
let copies = 0;

interface Copy {
  readonly features: string;
  readonly index: string;
}

/** A part of the features, with an index of it; a test may change either. */
function copy(): Copy {
  copies += 1;
  const root = join(directory, String(copies));
  const [features, index] = [join(root, 'features'), join(root, 'index')];
  const original = join(PACKAGE_ROOT, 'features');
  for (const path of ['clauses', 'revisions.json', 'sources.json', QUEUES, 'kernel/event-losses.feature']) {
    cpSync(join(original, path), join(features, path), { recursive: true });
  }
  buildIndex(features, index);
  return { features, index };
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const edited = change(before);
  assert.notEqual(edited, before, 'the edit changes something');
  writeFileSync(file, edited);
}

/** A plan with everything in it that is read when it is looked at. */
function allOf({ features, scenarios, ...rest }: Plan): Plan {
  return {
    ...rest,
    features: features.map(({ name, path, prose, rules }) => ({ name, path, prose, rules })),
    scenarios: scenarios.map(({ clauses, definition, feature, id, layer, line, name, steps, tags }) => {
      return { clauses, definition, feature, id, layer, line, name, steps, tags };
    }),
  };
}

/** Reads with and without the index, holds one against the other, and tells which features the index did not know. */
function compared({ features, index }: Copy): { readonly plan: Plan; readonly parsed: readonly string[]; readonly checked: boolean } {
  const known = SuiteIndex.open(index);
  const parsed: string[] = [];
  const watched: KnownFeatures = {
    feature(path, bytes, read) {
      const content = known?.feature(path, bytes, read);
      if (content === undefined) parsed.push(path);
      return content;
    },
  };
  const checked = known?.catalogue(catalogueFingerprint(features)) === undefined;
  const [catalogue, plain] = [loadCatalogue(features, known), loadCatalogue(features)];
  assert.deepEqual(catalogue, plain);
  const plan = loadPlan(features, catalogue, watched);
  assert.deepEqual(allOf(plan), allOf(loadPlan(features, plain)));
  return { plan, parsed, checked };
}

describe('the index of the suite', () => {
  const whole = copy();

  it('gives what the files hold, without reading Gherkin', () => {
    const { checked, parsed, plan } = compared(whole);
    assert.deepEqual([checked, parsed], [false, []]);
    assert.ok(plan.scenarios.length > 50);
    const [first, second] = plan.scenarios.filter(({ name }) => /set up in the order/.test(name));
    assert.ok(first !== undefined && first.definition === second?.definition, 'rows of an outline share their definition');
  });

  it('is that of the package, whose suite it is', () => {
    assert.ok(SuiteIndex.open() !== undefined, 'the build has made one');
    const [indexed, plain] = [loadSuite(), loadSuite({ features: join(PACKAGE_ROOT, 'features') })];
    assert.deepEqual(allOf(indexed.plan), allOf(plain.plan));
    assert.deepEqual(indexed.catalogue, plain.catalogue);
  });

  it('does not know a feature that was edited, and knows the others', () => {
    for (const change of [
      (text: string) => text.replace('Scenario Outline:', 'Scenario Outline: then'),
      (text: string) => text.replaceAll('\n', '\r\n'),
      (text: string) => text.replace('When ', 'Wenn '),
      (text: string) => text.replace('@ALLOC-04', '@ALLOC-99'),
    ]) {
      const edited = copy();
      edit(join(edited.features, QUEUES), change);
      assert.deepEqual(compared(edited).parsed, [`features/${QUEUES}`]);
    }
  });

  it('does not know one that was moved, and has none that was removed', () => {
    const moved = copy();
    cpSync(join(moved.features, QUEUES), join(moved.features, 'kernel', 'a.feature'));
    rmSync(join(moved.features, QUEUES));
    const { parsed, plan } = compared(moved);
    assert.deepEqual(parsed, ['features/kernel/a.feature']);
    assert.ok(!plan.features.some(({ path }) => path === `features/${QUEUES}`));
  });

  it('does not know one that was added, nor that it has the same scenarios', () => {
    const added = copy();
    cpSync(join(added.features, QUEUES), join(added.features, 'device', 'again.feature'));
    const { parsed, plan } = compared(added);
    assert.deepEqual(parsed, ['features/device/again.feature']);
    assert.ok(plan.problems.some(({ message }) => /is taken by/.test(message)));
  });

  it('does not know a catalogue of which any file was edited', () => {
    for (const [file, change] of [
      ['clauses/ALLOC.json', (text: string) => text.replace(/"title": "/g, '"title": "Not: ')],
      ['clauses/ALLOC.json', (text: string) => `${text} `],
      ['revisions.json', (text: string) => text.replace(/"title": "/, '"title": "Not: ')],
      ['sources.json', (text: string) => text.replace(/"title": "/, '"title": "Not: ')],
    ] as const) {
      const edited = copy();
      edit(join(edited.features, file), change);
      assert.ok(compared(edited).checked, file);
    }
    const removed = copy();
    rmSync(join(removed.features, 'clauses', 'EVT.json'));
    assert.ok(compared(removed).checked);
  });

  it('does not know a catalogue that is checked by other schemas', () => {
    const { features, index } = copy();
    const schemas = join(features, '..', 'schemas');
    cpSync(join(PACKAGE_ROOT, 'schemas'), schemas, { recursive: true });
    const load = () => loadCatalogue(features, SuiteIndex.open(index), schemas);
    assert.deepEqual(load(), loadCatalogue(features));
    edit(join(schemas, 'clauses.schema.json'), (text) => text.replace(/"minLength": \d+/, '"minLength": 9999'));
    assert.throws(load, CatalogueError);
    cpSync(join(PACKAGE_ROOT, 'schemas'), schemas, { recursive: true });
    edit(join(schemas, 'sources.schema.json'), (text) => text.replace(/"minLength": \d+/, '"minLength": 9999'));
    assert.throws(load, CatalogueError);
  });

  it('does not hide what is wrong with a catalogue', () => {
    for (const [file, content] of [
      ['clauses/ALLOC.json', '{}'],
      ['clauses/NEW.json', '{'],
      ['revisions.json', '[]'],
    ] as const) {
      const { features, index } = copy();
      writeFileSync(join(features, file), content);
      assert.throws(
        () => loadCatalogue(features, SuiteIndex.open(index)),
        (error) => error instanceof CatalogueError && error.file === join(features, file),
        file,
      );
    }
  });

  it('is of no use if it is missing, damaged, or made by other code', () => {
    const outline = ({ index }: Copy) => join(index, 'outline.json');
    for (const damage of [
      (made: Copy) => rmSync(made.index, { recursive: true }),
      (made: Copy) => rmSync(outline(made)),
      (made: Copy) => truncateSync(outline(made), 1000),
      (made: Copy) => appendFileSync(outline(made), ' '),
      (made: Copy) => writeFileSync(outline(made), ''),
      (made: Copy) => edit(outline(made), (text) => text.replace('ALLOC-04/', 'ALLOC-05/')),
      (made: Copy) => edit(outline(made), (text) => sealed(text.replace(/"reader":"./, '"reader":"x'))),
    ]) {
      const made = copy();
      damage(made);
      assert.equal(SuiteIndex.open(made.index), undefined, damage.toString());
      compared(made);
    }
  });

  it('gives what the files say where only its details are missing or damaged', () => {
    const details = ({ index }: Copy) => join(index, 'details.json');
    for (const damage of [
      (made: Copy) => rmSync(details(made)),
      (made: Copy) => truncateSync(details(made), 1000),
      (made: Copy) => edit(details(made), (text) => text.replaceAll('When', 'Then')),
    ]) {
      const made = copy();
      damage(made);
      assert.deepEqual(compared(made).parsed, [], damage.toString());
    }
  });
});

/** An outline with the fingerprint that belongs to it. */
function sealed(text: string): string {
  const { hash } = require('node:crypto') as typeof import('node:crypto');
  const json = text.slice(text.indexOf('\n') + 1);
  return `${hash('sha256', json)}\n${json}`;
}
