import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a run leaves in its directory. */
const REPORTS = ['report.json', 'index.html', 'junit.xml', 'summary.md', 'messages.ndjson'] as const;

/** See {@link REPORTS}. */
export type ReportName = (typeof REPORTS)[number];

/** What a killed run may leave of its own work: drafts, and parts of it. */
const REMAINS = /^\.(?:part-\d+|(?:report\.json|index\.html|junit\.xml|summary\.md|messages\.ndjson)\.\d+\.tmp)$/;

/** Reports of an earlier run, out of sight from the moment on that another begins, until it is clear that it does. */
export class EarlierReports {
  readonly #directory: string;

  /** Sets them aside. Throws the system's error if that cannot be done. */
  constructor(directory: string) {
    this.#directory = directory;
    for (const name of readdirSync(directory)) if (REMAINS.test(name)) rmSync(join(directory, name), { recursive: true, force: true });
    for (const name of REPORTS) if (existsSync(join(directory, name))) renameSync(join(directory, name), this.pathOf(name));
  }

  /** Puts them back: nothing was run. */
  restore(): void {
    for (const name of REPORTS) if (existsSync(this.pathOf(name))) renameSync(this.pathOf(name), join(this.#directory, name));
  }

  /** Lets them go. */
  remove(): void {
    for (const name of REPORTS) rmSync(this.pathOf(name), { force: true });
  }

  /** Where one of them is now. */
  pathOf(name: ReportName): string {
    return join(this.#directory, `.${name}.earlier`);
  }
}
