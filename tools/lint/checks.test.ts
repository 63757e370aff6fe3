import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Catalogue, type Clause } from '../../src/specification/clauses/catalogue';
import type { DescribedVocabulary } from '../vocabulary/described';
import { CHECKS } from './checks';
import { parseFeatureFile } from './feature-file';
import { findingLine } from './finding';

const BASE: Clause = {
  id: 'ONE-01',
  chapter: 'ONE',
  level: 'MUST',
  title: 'The first',
  text: 'The first thing holds.',
  source: ['overview', 'linux-7.2'],
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
        BASE,
        { ...BASE, id: 'ONE-02', title: 'The second', until: 'rev-2' },
        { ...BASE, id: 'ONE-03', title: 'The third', untestable: 'nobody sees it' },
      ],
    },
  ],
  ['rev-1', 'rev-2'].map((id) => ({ id, layer: 'device' as const, title: id, documents: [] })),
  new Map(['overview', 'linux-7.2'].map((key) => [key, { key, title: key, citation: key }])),
);
const SENTENCES = [
  'a VM',
  'it is reset',
  '{word} is lost',
  'nothing is lost',
  'it loses {int} entry/entries',
  'it loses {int} more queue(s)',
];
const VOCABULARY = {
  sentences: SENTENCES,
  parametersIn: () => [],
  fitting: (text: string) => {
    if (text === 'nothing is lost') return SENTENCES.slice(2, 4);
    if (/^it loses \d+ entr/.test(text)) return SENTENCES.slice(4, 5);
    return /^it loses \d+ more/.test(text) ? SENTENCES.slice(5) : SENTENCES.filter((sentence) => sentence === text);
  },
};
const DESCRIBED: DescribedVocabulary = {
  sentences: [
    { file: 'steps/a.ts', line: 3, role: 'Then', pattern: 'a VM', needs: [], description: 'It is there.' },
    { file: 'steps/a.ts', line: 5, role: 'When', pattern: 'it is reset', needs: [], description: 'It begins again.' },
  ],
  parameters: [{ file: 'steps/b.ts', line: 7, name: 'word', regexp: '[a-z]+', description: 'A word.' }],
};
const DEMANDS = [
  { clause: 'ONE-01', what: 'the VM', registers: ['VM'] },
  { clause: 'ONE-02', what: 'what is done to it', registers: ['reset'], how: 'it is <register>' },
  { clause: 'TWO-01', what: 'nothing here', registers: ['VM1'] },
];

const GOOD = `Feature: Good

  @ONE-01
  Rule: ONE-01 The first

    The first thing holds.

    MUST. Source: overview, linux-7.2. Since rev-1.

    Scenario: It stays
      Given a VM
      When it is reset
      Then a VM
`;

/** The other clause's Rule, good too. */
const OTHER = GOOD.replace('@ONE-01\n  Rule: ONE-01 The first', '@ONE-02\n  Rule: ONE-02 The second').replace(
  'rev-1.',
  'rev-1. Until rev-2.',
);

/** The same catalogue with the first clause changed. */
function catalogueWith(change: Partial<Clause>): Catalogue {
  const [chapter] = CATALOGUE.chapters;
  assert.ok(chapter);
  const [first, ...others] = chapter.clauses;
  assert.ok(first);
  return new Catalogue([{ ...chapter, clauses: [{ ...first, ...change }, ...others] }], CATALOGUE.revisions, CATALOGUE.sources);
}

const FILES = ['features/README.md', 'features/device', 'features/device/a.feature', 'docs/qemu.md'];

/** Findings of every check, by its name, as they are printed. */
function lint(texts: Readonly<Record<string, string>>, catalogue = CATALOGUE, described = DESCRIBED): Record<string, string[]> {
  const read = Object.entries({ 'features/stack/other.feature': OTHER, ...texts });
  const files = read.filter(([path]) => !path.endsWith('.md')).map(([path, text]) => parseFeatureFile(path, text));
  const documents = read.filter(([path]) => path.endsWith('.md')).map(([path, text]) => ({ path, text }));
  const exists = (path: string) => FILES.includes(path);
  const clauseAt = () => ({ file: 'features/clauses/ONE.json', line: 7 });
  const linted = { files, documents, exists, catalogue, described, vocabulary: VOCABULARY, registerDemands: DEMANDS, clauseAt };
  const told = CHECKS.map((check) => [check.name, check.find(linted).map(findingLine)] as const);
  return Object.fromEntries(told.filter(([, findings]) => findings.length > 0));
}

/** A file at the usual place that differs from the good one. */
function changed(from: string, to: string): Record<string, string> {
  assert.ok(GOOD.includes(from));
  return { 'features/device/a.feature': GOOD.replace(from, to) };
}

describe('the checks of the feature lint', () => {
  it('find nothing in a good feature', () => {
    assert.deepEqual(lint({ 'features/device/a.feature': GOOD }), {});
  });

  it('are content with a clause that came later and says so', () => {
    const catalogue = catalogueWith({ since: 'rev-2', was: [{ until: 'rev-1', text: 'It did not.' }] });
    const texts = changed(
      '    MUST. Source: overview, linux-7.2. Since rev-1',
      '    Until rev-1: It did not.\n\n    MUST. Source: overview, linux-7.2. Since rev-2',
    );
    assert.deepEqual(lint(texts, catalogue), {});
  });

  it("are content with an author's prose after the source line", () => {
    assert.deepEqual(lint(changed('rev-1.\n', 'rev-1.\n\n    Why this is so.\n')), {});
  });

  it('are content with prose that names what there is', () => {
    const guide =
      '# The guide\n\n## What `it` is\n\n[a](device/a.feature), [QEMU](../docs/qemu.md), [all](device), ONE-01.\n[up](#what-it-is) [top](README.md#the-guide) [web](https://example.org)\n';
    const prose = 'rev-1.\n\n    See features/device/a.feature, docs/qemu.md and ONE-02; 16-01, SOME-01 and SOME-ONE-09 are no clauses.\n';
    assert.deepEqual(lint({ ...changed('rev-1.\n', prose), 'features/README.md': guide }), {});
  });

  it('have names of their own', () => {
    assert.equal(new Set(CHECKS.map((check) => check.name)).size, CHECKS.length);
  });

  const cases: readonly {
    readonly fault: string;
    readonly texts: Record<string, string>;
    readonly catalogue?: Catalogue;
    readonly described?: DescribedVocabulary;
    readonly check: string;
    readonly finding: RegExp;
  }[] = [
    {
      fault: 'text that is not Gherkin',
      texts: changed('Given a VM', 'Given a VM\n  nonsense'),
      check: 'every feature file is Gherkin with at least one Rule',
      finding: /^features\/device\/a\.feature:12: .*nonsense/,
    },
    {
      fault: 'a keyword misspelt so that all is description',
      texts: { 'features/device/a.feature': 'Feature: F\n\n  Rul: ONE-01\n' },
      check: 'every feature file is Gherkin with at least one Rule',
      finding: /:1: the file holds no Rule/,
    },
    {
      fault: 'an empty file',
      texts: { 'features/device/a.feature': '' },
      check: 'every feature file is Gherkin with at least one Rule',
      finding: /:1: the file holds no Rule/,
    },
    {
      fault: 'a folder that is no layer',
      texts: { 'features/driver/a.feature': GOOD },
      check: "every feature stands in a layer's folder",
      finding: /^features\/driver\/a\.feature:1: stands in "driver", but features belong in features\/device, /,
    },
    {
      fault: 'a file directly in the features folder',
      texts: { 'features/a.feature': GOOD },
      check: "every feature stands in a layer's folder",
      finding: /^features\/a\.feature:1: stands in ""/,
    },
    {
      fault: 'a folder below a layer',
      texts: { 'features/device/more/a.feature': GOOD },
      check: "every feature stands in a layer's folder",
      finding: /stands in "device\/more"/,
    },
    {
      fault: 'a scenario outside a Rule',
      texts: changed('  @ONE-01', '  @ONE-01\n  Scenario: Stray\n    When it is reset\n    Then a VM\n\n  @ONE-01'),
      check: 'every scenario stands in a Rule',
      finding: /:4: scenario "Stray" stands outside every Rule/,
    },
    {
      fault: 'a Rule without a clause tag',
      texts: changed('  @ONE-01\n', ''),
      check: 'every Rule is tagged with exactly one clause',
      finding: /:3: Rule "ONE-01 The first" has no clause tag/,
    },
    {
      fault: 'a Rule with two clause tags',
      texts: changed('@ONE-01', '@ONE-01 @ONE-02'),
      check: 'every Rule is tagged with exactly one clause',
      finding: /:4: Rule "ONE-01 The first" has 2 clause tags \(ONE-01, ONE-02\)/,
    },
    {
      fault: 'a clause tag on the feature',
      texts: changed('Feature: Good', '@ONE-02\nFeature: Good'),
      check: 'every Rule is tagged with exactly one clause',
      finding: /:1: @ONE-02 on a feature would count for every Rule/,
    },
    {
      fault: "an unknown clause in a Rule's tag",
      texts: changed('@ONE-01', '@ONE-11'),
      check: 'every clause tag names a clause of the catalogue',
      finding: /:3: the catalogue has no clause ONE-11\. Did you mean ONE-01/,
    },
    {
      fault: "an unknown clause in a scenario's tag",
      texts: changed('    Scenario:', '    @TWO-01\n    Scenario:'),
      check: 'every clause tag names a clause of the catalogue',
      finding: /:10: the catalogue has no clause TWO-01/,
    },
    {
      fault: "an unknown clause in a table's tag",
      texts: changed('Then a VM\n', 'Then a VM\n\n      @ONE-09\n      Examples:\n        | row |\n        | 1   |\n'),
      check: 'every clause tag names a clause of the catalogue',
      finding: /:15: the catalogue has no clause ONE-09/,
    },
    {
      fault: 'a clause with two Rules in two files',
      texts: { 'features/device/a.feature': GOOD, 'features/kernel/b.feature': GOOD.replace('It stays', 'It goes') },
      check: 'every clause has at most one Rule',
      finding: /^features\/kernel\/b\.feature:4: ONE-01 has a Rule already, at features\/device\/a\.feature:4/,
    },
    {
      fault: 'another title than that of the clause',
      texts: changed('Rule: ONE-01 The first', 'Rule: ONE-01 The 1st'),
      check: "every Rule has its clause's title",
      finding: /:4: Rule "ONE-01 The 1st" should be "ONE-01 The first"; --fix writes it/,
    },
    {
      fault: 'a Rule without the text of its clause',
      texts: changed('    The first thing holds.\n\n', ''),
      check: "every Rule shows its clause's text",
      finding: /:4: the description of ONE-01 should begin with what the catalogue demands; --fix writes it/,
    },
    {
      fault: 'a text that the catalogue has in other words',
      texts: changed('The first thing holds.', 'The first thing held.'),
      check: "every Rule shows its clause's text",
      finding: /:4: the description of ONE-01 should begin/,
    },
    {
      fault: "an author's prose above the source line",
      texts: changed('    MUST.', '    Why this is so.\n\n    MUST.'),
      check: "every Rule shows its clause's text",
      finding: /:4: the description of ONE-01 should begin/,
    },
    {
      fault: 'a text without what is accepted besides',
      texts: changed('It stays', 'It goes'),
      catalogue: catalogueWith({ accepts: 'It may fall.' }),
      check: "every Rule shows its clause's text",
      finding: /:4: the description of ONE-01 should begin/,
    },
    {
      fault: 'a text that no description can begin with',
      texts: { 'features/device/a.feature': GOOD },
      catalogue: catalogueWith({ text: 'Rule: the first thing holds.' }),
      check: "every Rule shows its clause's text",
      finding: /^features\/clauses\/ONE\.json:7: the text of ONE-01 begins as Gherkin does \("Rule: the first thing holds\."\)/,
    },
    {
      fault: 'no source line',
      texts: changed('    MUST. Source: overview, linux-7.2. Since rev-1.\n\n', ''),
      check: "every Rule tells its clause's level, sources and revisions",
      finding: /:4: the description of ONE-01 should have the line "MUST\. Source: overview, linux-7\.2\. Since rev-1\."/,
    },
    {
      fault: 'another level than that of the clause',
      texts: changed('MUST.', 'MAY.'),
      check: "every Rule tells its clause's level, sources and revisions",
      finding: /:4: the description of ONE-01 should have the line "MUST\./,
    },
    {
      fault: 'a source line that leaves out when the clause ended',
      texts: changed('@ONE-01\n  Rule: ONE-01 The first', '@ONE-02\n  Rule: ONE-02 The second'),
      check: "every Rule tells its clause's level, sources and revisions",
      finding: /Since rev-1\. Until rev-2\."/,
    },
    {
      fault: 'a source that the catalogue lacks',
      texts: changed('overview, linux-7.2', 'overview, linux-7.3'),
      check: 'every source and revision named is in the catalogue',
      finding: /:4: the catalogue has no source "linux-7\.3"\. Did you mean linux-7\.2\?/,
    },
    {
      fault: 'a revision that the catalogue lacks',
      texts: changed('Since rev-1.', 'Since rev-1. Until rev-3.'),
      check: 'every source and revision named is in the catalogue',
      finding: /:4: the catalogue has no revision "rev-3"\. Did you mean rev-1/,
    },
    {
      fault: 'a Rule about an untestable clause',
      texts: changed('@ONE-01\n  Rule: ONE-01 The first', '@ONE-03\n  Rule: ONE-03 The third'),
      check: 'no untestable clause has a scenario',
      finding: /:4: ONE-03 is untestable \("nobody sees it"\)/,
    },
    {
      fault: 'a scenario that counts for an untestable clause',
      texts: changed('    Scenario:', '    @ONE-03\n    Scenario:'),
      check: 'no untestable clause has a scenario',
      finding: /:11: ONE-03 is untestable/,
    },
    {
      fault: 'a clause without any scenario',
      texts: {},
      check: 'every clause that a run can observe has a scenario',
      finding: /^features\/clauses\/ONE\.json:7: no scenario shows ONE-01 \(The first\)/,
    },
    {
      fault: 'a clause that came later and does not say what was before',
      texts: changed('Since rev-1', 'Since rev-2'),
      catalogue: catalogueWith({ since: 'rev-2' }),
      check: 'every clause that came later says what was before',
      finding: /^features\/clauses\/ONE\.json:7: ONE-01 holds since rev-2: say in "was" what held until rev-1$/,
    },
    {
      fault: 'a register that no scenario of its clause names',
      texts: { 'features/device/a.feature': GOOD.replaceAll('a VM', 'VM_A') },
      check: 'every register-level clause names all of its registers',
      finding: /^features\/clauses\/ONE\.json:7: ONE-01 is about the VM, but no scenario of it has a step for VM$/,
    },
    {
      fault: 'a Rule without scenarios',
      texts: { 'features/device/a.feature': GOOD.slice(0, GOOD.indexOf('    Scenario:')) },
      check: 'every Rule has a scenario, and every scenario runs',
      finding: /:4: Rule "ONE-01 The first" has no scenario/,
    },
    {
      fault: 'a link to a file that does not exist',
      texts: { ...changed('a VM', 'a VM'), 'features/README.md': '# G\n\n[here](device/a.feature), [there](device/b.feature)\n' },
      check: 'every link of a document beside the features leads somewhere',
      finding: /^features\/README\.md:3: the link leads to features\/device\/b\.feature, which does not exist/,
    },
    {
      fault: 'a link to a heading that does not exist',
      texts: { ...changed('a VM', 'a VM'), 'features/README.md': '# G\n[there](#h)\n' },
      check: 'every link of a document beside the features leads somewhere',
      finding: /^features\/README\.md:2: features\/README\.md has no heading #h/,
    },
    {
      fault: 'a description of a feature that names a file that does not exist',
      texts: changed('Feature: Good\n', 'Feature: Good\n\n  VMID: see hardware/vmid.feature.\n'),
      check: 'every file that a description names exists',
      finding: /^features\/device\/a\.feature:1: the description names hardware\/vmid\.feature, but from the root/,
    },
    {
      fault: 'a description of a Rule that names a file that does not exist',
      texts: changed('rev-1.\n', 'rev-1.\n\n    See b.feature.\n'),
      check: 'every file that a description names exists',
      finding: /:4: the description names b\.feature,/,
    },
    {
      fault: 'a description of a scenario that names an unknown clause',
      texts: changed('It stays\n', 'It stays\n      Unlike ONE-11.\n\n'),
      check: 'every clause that prose names is in the catalogue',
      finding: /^features\/device\/a\.feature:10: the catalogue has no clause ONE-11\. Did you mean ONE-01/,
    },
    {
      fault: 'a document that names an unknown clause',
      texts: { ...changed('a VM', 'a VM'), 'features/README.md': '# G\n\nSee ONE-07.\n' },
      check: 'every clause that prose names is in the catalogue',
      finding: /^features\/README\.md:3: the catalogue has no clause ONE-07\./,
    },
    {
      fault: 'an outline without rows',
      texts: changed('Then a VM\n', 'Then a VM\n\n      Examples:\n        | row |\n'),
      check: 'every Rule has a scenario, and every scenario runs',
      finding: /:10: scenario outline "It stays" has no rows/,
    },
    {
      fault: 'two scenarios whose names make one ID',
      texts: { 'features/device/a.feature': `${GOOD}\n${GOOD.slice(GOOD.indexOf('    Scenario:')).replace('It stays', 'it  stays!')}` },
      check: 'every scenario has an ID of its own',
      finding: /:15: scenario ID ONE-01\/it-stays is taken by features\/device\/a\.feature:10/,
    },
    {
      fault: 'an outline whose rows have one name',
      texts: changed('Then a VM\n', 'Then a VM\n\n      Examples:\n        | row |\n        | 1   |\n        | 2   |\n'),
      check: 'every scenario has an ID of its own',
      finding: /:18: scenario ID ONE-01\/it-stays is taken by .*:17: make the names differ/,
    },
    {
      fault: 'a scenario without a name',
      texts: changed('Scenario: It stays', 'Scenario:'),
      check: 'every scenario has an ID of its own',
      finding: /:10: a scenario of ONE-01 has no name/,
    },
    {
      fault: 'a scenario without a When',
      texts: changed('      When it is reset\n', ''),
      check: 'every scenario has a When',
      finding: /:10: scenario "It stays" has no When/,
    },
    {
      fault: 'a scenario without a Then',
      texts: changed('      Then a VM\n', ''),
      check: 'every scenario has a Then',
      finding: /:10: scenario "It stays" has no Then/,
    },
    {
      fault: 'a step that is no sentence of the vocabulary',
      texts: changed('When it is reset', 'When it is rested'),
      check: 'every step is a sentence of the vocabulary',
      finding: /:12: no sentence of the vocabulary says "it is rested"\. Nearest: "it is reset"/,
    },
    {
      fault: 'a background step that is no sentence of the vocabulary',
      texts: changed('    Scenario:', '    Background:\n      Given a UFO\n\n    Scenario:'),
      check: 'every step is a sentence of the vocabulary',
      finding: /:11: no sentence of the vocabulary says "a UFO"/,
    },
    {
      fault: 'a step that two sentences fit',
      texts: changed('Then a VM', 'Then nothing is lost'),
      check: 'no step fits two sentences of the vocabulary',
      finding: /:13: "nothing is lost" fits "\{word\} is lost" and "nothing is lost"/,
    },
    {
      fault: 'a When that is no act',
      texts: changed('When it is reset', 'When it is reset\n      And a VM'),
      check: 'every step says what its keyword announces',
      finding: /:13: "a VM" tells what is seen, but stands under When$/,
    },
    {
      fault: 'a Then that sees nothing',
      texts: changed('Then a VM', 'Then a VM\n      And it is reset'),
      check: 'every step says what its keyword announces',
      finding: /:14: "it is reset" is an act, but stands under Then$/,
    },
    {
      fault: 'one of several',
      texts: changed('Given a VM', 'Given it loses 1 entries'),
      check: 'every number agrees with its noun',
      finding: /:11: "it loses 1 entries" says "1 entries"$/,
    },
    {
      fault: 'several of one',
      texts: changed('Given a VM', 'Given it loses 2 more queue'),
      check: 'every number agrees with its noun',
      finding: /:11: "it loses 2 more queue" says "2 more queue"$/,
    },
    {
      fault: 'a sentence that no feature says',
      texts: {
        'features/device/a.feature': GOOD.replaceAll('a VM', 'two VMs'),
        'features/stack/other.feature': OTHER.replaceAll('a VM', 'two VMs'),
      },
      check: 'every sentence is used',
      finding: /^steps\/a\.ts:3: no feature says "a VM"/,
    },
    {
      fault: 'a sentence that does not say what it does',
      texts: { 'features/device/a.feature': GOOD },
      described: {
        ...DESCRIBED,
        sentences: DESCRIBED.sentences.map((sentence, place) => (place === 0 ? sentence : { ...sentence, description: '' })),
      },
      check: 'every sentence and every parameter type says what it is',
      finding: /^steps\/a\.ts:5: "it is reset" has no doc comment/,
    },
    {
      fault: 'a parameter type that does not say what it matches',
      texts: { 'features/device/a.feature': GOOD },
      described: { ...DESCRIBED, parameters: DESCRIBED.parameters.map((parameter) => ({ ...parameter, description: '' })) },
      check: 'every sentence and every parameter type says what it is',
      finding: /^steps\/b\.ts:7: "word" has no doc comment/,
    },
  ];

  for (const { catalogue, check, described, fault, finding, texts } of cases) {
    it(`find ${fault}`, () => {
      const found = lint(texts, catalogue, described);
      const findings = found[check];
      assert.equal(findings?.length, 1, `${check}: ${JSON.stringify(found)}`);
      assert.match(findings[0] ?? '', finding);
    });
  }

  it('are each seen to fire', () => {
    const fired = new Set(cases.map(({ check }) => check));
    assert.deepEqual(
      CHECKS.map((check) => check.name).filter((name) => !fired.has(name)),
      [],
    );
  });
});
