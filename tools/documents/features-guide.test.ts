import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_HOST, hostWithTwoSmmus, smmuWithoutCmdqv } from '../../src/machine';
import { Catalogue, type Clause } from '../../src/specification/clauses/catalogue';
import { parseFeatureFile } from '../lint/feature-file';
import { chapterTable } from './chapter-table';
import { fixtureTable } from './fixture-table';
import { withGeneratedParts } from './generated-parts';
import { otherClauses } from './other-clauses';

const MARKED = '# G\n\n<!-- a: written by npm run documents -->\n\nold\n\n<!-- end of a -->\n\nmine\n';

describe('the generated parts of a document', () => {
  it('are replaced, and nothing else is', () => {
    const text = withGeneratedParts(MARKED, new Map([['a', 'new $1']]));
    assert.equal(
      text,
      MARKED.replace('old', () => 'new $1'),
    );
    assert.equal(withGeneratedParts(text, new Map([['a', 'new $1']])), text);
  });

  it('need their markers', () => {
    const both = new Map([
      ['a', ''],
      ['b', ''],
    ]);
    assert.throws(() => withGeneratedParts(MARKED, both), /no markers "<!-- b: written by npm run documents -->"/);
    assert.throws(() => withGeneratedParts(MARKED.replace('end of a', 'end of b'), new Map([['a', '']])), /no markers/);
  });

  it('need somebody who writes them', () => {
    assert.throws(() => withGeneratedParts(MARKED, new Map()), /nothing generates the part "a"/);
  });
});

describe('the table of fixtures', () => {
  const rows = (table: string) => table.split('\n').filter((line) => line.startsWith('| `'));

  it('has every SMMU and device of the machine, once', () => {
    const names = rows(fixtureTable(DEFAULT_HOST, hostWithTwoSmmus())).map((row) => row.split('`')[1]);
    const { devices, smmus } = hostWithTwoSmmus();
    assert.deepEqual(
      names,
      [...smmus, ...devices].map(({ name }) => name),
    );
  });

  it('tells what each is', () => {
    const table = fixtureTable(DEFAULT_HOST, hostWithTwoSmmus());
    assert.ok(table.includes('| `smmu0` | every host | 128 | 64 | 2 | 16 |'));
    assert.ok(table.includes('| `gpu0` | every host | `smmu0` | 0x2300 |  |'));
    assert.ok(table.includes('| `twin0` | every host | `smmu0` | 0x2500, 0x2501 | 2 streams, so it cannot have a vDEVICE |'));
    assert.ok(table.includes('| `streamless0` | every host | `smmu0` | none | no stream, so it cannot have a vDEVICE |'));
    assert.ok(table.includes('| `noncoherent0` | every host | `smmu0` | 0x2600 | its accesses are not coherent |'));
    assert.ok(table.includes('| `far0` | hosts with two SMMUs | `smmu1` | 0x4100 |  |'));
  });

  it('tells of an SMMU without CMDQ-V', () => {
    const host = { ...DEFAULT_HOST, smmus: [smmuWithoutCmdqv('smmu0')] };
    assert.deepEqual(rows(fixtureTable(host, host))[0], '| `smmu0` | every host | no CMDQ-V | | | |');
  });
});

const CLAUSE: Clause = {
  id: 'ONE-01',
  chapter: 'ONE',
  level: 'MUST',
  title: 'The first',
  text: 'The first thing holds.',
  source: ['overview'],
  since: 'rev-1',
  layer: 'device',
};
const CATALOGUE = new Catalogue(
  [
    {
      id: 'ONE',
      title: 'One',
      layer: 'device',
      clauses: [
        CLAUSE,
        { ...CLAUSE, id: 'ONE-02', title: 'The second', text: 'The second thing holds.', accepts: 'It may fall.' },
        { ...CLAUSE, id: 'ONE-03', title: 'The third', text: 'The third thing holds.', untestable: 'Nobody sees it.' },
      ],
    },
  ],
  [{ id: 'rev-1', layer: 'device', title: 'rev-1', documents: [] }],
  new Map([['overview', { key: 'overview', title: 'overview', citation: 'overview' }]]),
);
const scenario = (name: string, tag = '') => `${tag}\n    Scenario: ${name}\n      When it is reset\n`;
const FILES = [
  parseFeatureFile('features/device/a.feature', `Feature: A\n\n  @ONE-01\n  Rule: ONE-01\n${scenario('S')}${scenario('T', '    @ONE-02')}`),
  parseFeatureFile(
    'features/kernel/b.feature',
    `Feature: B\n\n  @TWO-01\n  Rule: R\n${scenario('S')}\n  @TWO-02\n  Rule: R\n${scenario('T')}\n  @ONE-09\n  Rule: R\n${scenario('U')}`,
  ),
];

describe('the table of chapters', () => {
  it('has every file in its folder, with a link, its title and its clauses', () => {
    const table = chapterTable(FILES);
    assert.match(table, /### device\n\n\| file .*\n.*\n\| \[a\]\(device\/a\.feature\) \| A \| ONE-01 \|\n\n### kernel/);
    assert.match(table, /\| \[b\]\(kernel\/b\.feature\) \| B \| TWO-01, 02, ONE-09 \|/);
    assert.match(table, /### hardware\n[\s\S]*### stack\n/);
  });
});

describe('the clauses without a Rule', () => {
  const text = otherClauses(CATALOGUE, FILES);

  it('are told with what they demand and where it shows', () => {
    const entry = '### ONE-02 The second\n\nThe second thing holds.\n\nAccepted: It may fall.\n\nMUST. Source: overview. Since rev-1.\n\n';
    assert.ok(text.includes(`${entry}Shown in [device/a.feature](device/a.feature).\n`));
  });

  it('are told with why no run observes them', () => {
    assert.match(text, /every run\n\n### ONE-03 The third\n\nThe third thing holds\.\n\nMUST\. .*\n\nNot tested: Nobody sees it\.\n$/);
  });

  it('are not those that have one', () => {
    assert.ok(!text.includes('ONE-01'));
  });
});
