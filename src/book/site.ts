import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BookOptions, bookFiles } from './book';
import { MENU } from './page';

/** Writes the book with places for verdicts, as runs put it beside their reports; over what is there. */
export async function writeSite(options: Omit<BookOptions, 'recorded' | 'forVerdicts'>, out: string): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const { catalogue, plan } = options.suite;
  // What pages show of operations is seen in these; what a run covers stands in its report.
  const stack = catalogue.chapters.filter(({ layer }) => layer === 'stack').flatMap(({ clauses }) => clauses.map(({ id }) => id));
  const files = await bookFiles({ ...options, recorded: { clauses: [...stack, 'DIR-03'] }, forVerdicts: true });
  for (const { content, path } of files) {
    const file = join(out, 'pages', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const index = {
    menu: MENU,
    clauses: catalogue.clauses.map(({ id }) => id),
    scenarios: plan.scenarios.map(({ id }) => id),
  };
  writeFileSync(join(out, 'index.json'), JSON.stringify(index));
}
