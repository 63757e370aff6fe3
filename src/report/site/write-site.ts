import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdicts } from './verdicts';

/** A place for a verdict, as the build leaves it. */
const PLACE = /<!--(chapter|clause|scenario) ([^>]+?)-->/g;

/** Writes the pages into a new folder: those with places for verdicts with them, all others as they are. */
export function writeSite(pages: string, verdicts: Verdicts, out: string): void {
  mkdirSync(out);
  for (const entry of readdirSync(pages, { withFileTypes: true })) {
    const [from, to] = [join(pages, entry.name), join(out, entry.name)];
    if (entry.isDirectory()) writeSite(from, verdicts, to);
    else if (entry.name.endsWith('.html') && /chapters/.test(from)) writeFileSync(to, filled(readFileSync(from, 'utf8'), verdicts));
    else copyFileSync(from, to);
  }
}

/** A page with its verdicts. */
export function filled(page: string, verdicts: Verdicts): string {
  return page.replaceAll(PLACE, (_, kind: string, id: string) => verdicts(kind, id));
}
