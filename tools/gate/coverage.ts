import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isObject } from '../../src/is-object';

/** Covered and all lines or branches. */
export interface Share {
  readonly covered: number;
  readonly total: number;
}

/** Coverage of a folder. */
export interface FolderCoverage {
  /** `reference/device`. */
  readonly folder: string;
  readonly lines: Share;
  readonly branches: Share;
}

/** Reads istanbul's summary, put together by the first two parts of the path below `root`. */
export function readCoverage(file: string, root: string): FolderCoverage[] {
  const summary: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(summary)) throw new Error(`${file} is no coverage summary`);
  const folders = new Map<string, FolderCoverage>();
  for (const [path, figures] of Object.entries(summary)) {
    if (path === 'total' || !isObject(figures)) continue;
    const folder = relative(root, path).split(sep).slice(0, -1).slice(0, 2).join('/');
    const earlier = folders.get(folder) ?? { folder, lines: NONE, branches: NONE };
    folders.set(folder, { folder, lines: plus(earlier.lines, figures.lines), branches: plus(earlier.branches, figures.branches) });
  }
  return [...folders.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** The section of summary.md. */
export function coverageSection(folders: readonly FolderCoverage[]): string {
  const rows = folders.map(({ branches, folder, lines }) => `| ${folder} | ${percent(lines)} | ${percent(branches)} |`);
  const all = (of: 'lines' | 'branches') => folders.reduce((sum, folder) => plus(sum, folder[of]), NONE);
  return [
    '## Lines of code',
    '',
    'Of the code that the suite runs on, by the run above. Details: `coverage/index.html`.',
    '',
    '| folder | lines | branches |',
    '| :-- | --: | --: |',
    ...rows,
    `| **all** | **${percent(all('lines'))}** | **${percent(all('branches'))}** |`,
  ].join('\n');
}

const NONE: Share = { covered: 0, total: 0 };

function plus(share: Share, figures: unknown): Share {
  if (!isObject(figures)) return share;
  return { covered: share.covered + Number(figures.covered), total: share.total + Number(figures.total) };
}

function percent({ covered, total }: Share): string {
  return total === 0 ? '–' : `${((100 * covered) / total).toFixed(1)} %`;
}
