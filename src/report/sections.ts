import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './atomic-write';

/** Puts a section at the end of the directory's summary.md, or in the place of the one that it has under this ID. */
export function putSection(directory: string, id: string, markdown: string): void {
  const file = join(directory, 'summary.md');
  const begin = `<!-- section ${id} -->`;
  const end = `<!-- end of section ${id} -->`;
  const section = `${begin}\n\n${markdown.trim()}\n\n${end}\n`;
  const summary = readFileSync(file, 'utf8');
  const from = summary.indexOf(begin);
  const to = summary.indexOf(end, from);
  const [before, after] =
    from < 0 || to < 0 ? [`${summary.trimEnd()}\n\n`, ''] : [summary.slice(0, from), summary.slice(to + end.length).trimStart()];
  writeAtomically(file, `${before}${section}${after}`);
}
