import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CODE_ROOT, PACKAGE_ROOT } from '../../package';
import type { RunResult } from '../../run/outcome';
import { scenarioIdOf } from '../../specification/monitored';

/** Where the build has put it: an index, and the pages of the book with places for verdicts. */
const SITE = join(CODE_ROOT, 'site');

/** The book's pages with places for verdicts, as the build has made them. */
export interface Site {
  readonly pages: string;
  /** Where the entries of the menu lead, from the root of the book. */
  readonly menu: readonly (readonly [place: string, text: string])[];
  readonly clauses: ReadonlySet<string>;
  readonly scenarios: ReadonlySet<string>;
}

let known: Site | undefined;

/** The site, if it tells of all that was run, as it was run: not if features are others, or newer than it. */
export function siteOf({ clauses, scenarios }: Pick<RunResult, 'clauses' | 'scenarios'>): Site | undefined {
  known ??= readSite();
  const site = known;
  const tells =
    clauses.length > 0 &&
    clauses.every(({ clause }) => site?.clauses.has(clause.id) === true) &&
    scenarios.every(({ scenario }) => site?.scenarios.has(scenarioIdOf(scenario.id)) === true);
  return tells ? site : undefined;
}

function readSite(): Site | undefined {
  const index = join(SITE, 'index.json');
  if (!existsSync(index) || newest(join(PACKAGE_ROOT, 'features')) > statSync(index).mtimeMs) return undefined;
  const { clauses, menu, scenarios }: SiteIndex = JSON.parse(readFileSync(index, 'utf8'));
  return { pages: join(SITE, 'pages'), menu, clauses: new Set(clauses), scenarios: new Set(scenarios) };
}

interface SiteIndex {
  readonly menu: Site['menu'];
  readonly clauses: readonly string[];
  readonly scenarios: readonly string[];
}

function newest(folder: string): number {
  return Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return newest(path);
      // Documents among them are written anew by those who work on them.
      return /\.(?:feature|json)$/.test(entry.name) ? statSync(path).mtimeMs : 0;
    }),
  );
}
