import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CatalogueError, type Former, loadCatalogue } from './catalogue';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-catalogue-'));
after(() => rmSync(directory, { recursive: true }));

/** A catalogue with one clause, which was something else. */
function loadWith(was: readonly Former[]): ReturnType<typeof loadCatalogue> {
  const write = (name: string, content: unknown) => writeFileSync(join(directory, name), JSON.stringify(content));
  mkdirSync(join(directory, 'clauses'), { recursive: true });
  write(
    'revisions.json',
    ['first', 'second', 'third'].map((id) => ({ id, layer: 'device' as const, title: id, documents: [id] })),
  );
  write('sources.json', { book: { title: 'Book', citation: 'The Book' } });
  const clause = { id: 'T-01', level: 'MUST', title: 'Things', text: 'Things are so.', source: ['book'], since: 'first', was };
  write('clauses/T.json', { chapter: 'T', title: 'Tiny', layer: 'device', clauses: [clause] });
  return loadCatalogue(directory);
}

describe('what a clause was', () => {
  it('is told for each earlier revision at which it was something else', () => {
    const was = [
      { until: 'first', text: 'Things were otherwise.' },
      { until: 'second', text: 'Things were nearly so.' },
    ];
    assert.deepEqual(loadWith(was).clause('T-01')?.was, was);
  });

  const wrong: readonly { readonly fault: string; readonly was: readonly Former[]; readonly problem: RegExp }[] = [
    { fault: 'an unknown revision', was: [{ until: 'zeroth', text: 'x' }], problem: /T-01: unknown revision "zeroth"/ },
    { fault: 'the newest revision', was: [{ until: 'third', text: 'x' }], problem: /T-01: was tells of earlier revisions/ },
    {
      fault: 'revisions in disorder',
      was: [
        { until: 'second', text: 'x' },
        { until: 'first', text: 'x' },
      ],
      problem: /each later than the one before/,
    },
    { fault: 'nothing', was: [], problem: /was must NOT have fewer than 1 items/ },
  ];
  for (const { fault, problem, was } of wrong) {
    it(`is refused with ${fault}`, () => {
      assert.throws(
        () => loadWith(was),
        (error) => error instanceof CatalogueError && problem.test(error.message),
      );
    });
  }
});
