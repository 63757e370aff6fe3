import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { coverageSection, readCoverage } from './coverage';

const figures = (covered: number, total: number) => ({ lines: { covered, total }, branches: { covered: 0, total: 0 } });

describe('coverage', () => {
  it('is put together by folder and in sum', () => {
    const root = mkdtempSync(join(tmpdir(), 'cmdqv-coverage-'));
    const file = join(root, 'summary.json');
    const summary = {
      total: figures(1, 1),
      [join(root, 'reference', 'device', 'vcmdq.ts')]: figures(9, 10),
      [join(root, 'reference', 'device', 'deep', 'vintf.ts')]: figures(0, 10),
      [join(root, 'reference', 'index.ts')]: figures(20, 20),
    };
    writeFileSync(file, JSON.stringify(summary));
    const folders = readCoverage(file, root);
    rmSync(root, { recursive: true });
    assert.deepEqual(
      folders.map(({ folder, lines }) => [folder, lines]),
      [
        ['reference', { covered: 20, total: 20 }],
        ['reference/device', { covered: 9, total: 20 }],
      ],
    );
    assert.match(coverageSection(folders), /\| reference\/device \| 45\.0 % \| – \|\n\| \*\*all\*\* \| \*\*72\.5 %\*\* \| \*\*–\*\* \|$/);
  });
});
