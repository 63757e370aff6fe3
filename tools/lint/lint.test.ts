import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PACKAGE_ROOT, SOURCE_EXTENSION } from '../../src/package';
import { CHECKS } from './checks';
import { lintFeatures } from './lint';

const FEATURE = `Feature: F

  @ALLOC-01
  Rule: ALLOC-01

    Scenario: It stays
      Given there are 1 queues
      When there are 2 queues
      Then there are no queues
`;

describe('the feature lint', () => {
  let root = '';
  let features = '';
  const steps = join(PACKAGE_ROOT, 'tools', 'lint', 'fixtures');
  const support = join(__dirname, 'fixtures', `ambiguous-steps${SOURCE_EXTENSION}`);

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'cmdqv-lint-test-'));
    features = join(root, 'features');
    cpSync(join(PACKAGE_ROOT, 'features'), features, { recursive: true, filter: (path) => !path.endsWith('.feature') });
    mkdirSync(join(features, 'device'), { recursive: true });
    writeFileSync(join(features, 'device', 'a.feature'), FEATURE);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const findings = async (options: { readonly fix?: boolean } = {}) => {
    const results = await lintFeatures({ features, support, steps, ...options });
    return Object.fromEntries(results.filter((result) => result.findings.length > 0).map((result) => [result.name, result.findings]));
  };

  it('asks cucumber which steps are undefined and which are ambiguous', async () => {
    const found = await findings();
    assert.deepEqual(found['every step is a sentence of the vocabulary'], [
      {
        file: 'features/device/a.feature',
        line: 9,
        message: 'no sentence of the vocabulary says "there are no queues". Nearest: "there are 2 queues"',
      },
    ]);
    assert.deepEqual(found['no step fits two sentences of the vocabulary'], [
      {
        file: 'features/device/a.feature',
        line: 8,
        message: '"there are 2 queues" fits "there are {int} queues" and "there are 2 queues"',
      },
    ]);
  });

  it('rewrites headings from the catalogue when asked to', async () => {
    assert.ok("every Rule has its clause's title" in (await findings()));
    const mended = await findings({ fix: true });
    assert.ok(!("every Rule has its clause's title" in mended));
    assert.ok(!("every Rule shows its clause's text" in mended));
    assert.ok(!("every Rule tells its clause's level, sources and revisions" in mended));
    assert.match(
      readFileSync(join(features, 'device', 'a.feature'), 'utf8'),
      /\n {2}Rule: ALLOC-01 \S.*\n\n {4}The device requests queue i .*\n(?: {4}\S.*\n)*\n {4}MUST\. Source: .*\n\n {4}Scenario: /,
    );
  });

  it('gives a result for every check', async () => {
    assert.equal((await lintFeatures({ features, support, steps })).length, CHECKS.length + 1);
  });

  it('reports a faulty catalogue, and nothing else then', async () => {
    const file = join(features, 'clauses', 'ALLOC.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"overview"', '"hearsay"'));
    const results = await lintFeatures({ features, support, steps });
    writeFileSync(file, text);
    assert.equal(results.length, 1);
    assert.match(results[0]?.findings[0]?.message ?? '', /^ALLOC-\d+: unknown source "hearsay"/);
  });
});
