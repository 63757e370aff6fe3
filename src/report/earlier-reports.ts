import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a run leaves in its directory. */
const REPORTS = ['report.json', 'index.html', 'book', 'failures', 'junit.xml', 'summary.md', 'messages.ndjson'] as const;

/** See {@link REPORTS}. */
export type ReportName = (typeof REPORTS)[number];

/** What a killed run may leave of its own work: drafts, and parts of it. */
const REMAINS = /^\.(?:part-\d+|(?:report\.json|index\.html|book|failures|junit\.xml|summary\.md|messages\.ndjson)\.\d+\.(?:tmp|old))$/;

/** Reports of an earlier run, out of sight from the moment on that another begins, until it is clear that it does. */
export class EarlierReports {
  readonly #directory: string;

  /** Sets them aside. Throws the system's error if that cannot be done. */
  constructor(directory: string) {
    this.#directory = directory;
    for (const name of readdirSync(directory)) if (REMAINS.test(name)) rmSync(join(directory, name), { recursive: true, force: true });
    for (const name of REPORTS) if (existsSync(join(directory, name))) move(join(directory, name), this.pathOf(name));
  }

  /** Puts them back: nothing was run. */
  restore(): void {
    for (const name of REPORTS) if (existsSync(this.pathOf(name))) move(this.pathOf(name), join(this.#directory, name));
  }

  /** Lets them go. */
  remove(): void {
    for (const name of REPORTS) rmSync(this.pathOf(name), { recursive: true, force: true });
  }

  /** Where one of them is now. */
  pathOf(name: ReportName): string {
    return join(this.#directory, `.${name}.earlier`);
  }
}

/** A directory cannot be moved to where another is. */
function move(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  renameSync(from, to);
}
