import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readStrength } from '../evidence/strength/strength';
import { PACKAGE_ROOT } from '../package';
import type { WholeImplementation } from '../ports';
import type { Criteria } from '../specification/criteria';
import type { Suite } from '../specification/suite';
import { type BookContent, featuresByClause } from './content';
import { type BookFile, type Page, renderPage } from './page';
import { chapterPage } from './pages/chapter';
import { chaptersPage } from './pages/chapters';
import { documentPages } from './pages/documents';
import { questionsPage } from './pages/questions';
import { sourcesPage } from './pages/sources';
import { record } from './recording';
import { searchData, searched } from './search-data';

/** What the book is made of. */
export interface BookOptions {
  readonly suite: Suite;
  /** Runs the suite for what is drawn from operations. */
  readonly reference: WholeImplementation;
  /** Scenarios to run for that; all without. */
  readonly recorded?: Criteria;
}

/** What a book came to. */
export interface BookResult {
  readonly files: number;
  readonly bytes: number;
}

/** All files of the book. */
export async function bookFiles({ recorded, reference, suite }: BookOptions): Promise<readonly BookFile[]> {
  const drawn = new Set<string>();
  const { coverage } = await record(suite, reference, () => undefined, recorded);
  const content: BookContent = { catalogue: suite.catalogue, plan: suite.plan, strength: readStrength(), coverage, drawn };
  const features = featuresByClause(suite.plan);
  const pages: readonly Page[] = [
    ...documentPages(content, new Map()),
    chaptersPage(content),
    ...content.catalogue.chapters.map((chapter) => chapterPage(chapter, content, features)),
    questionsPage(content),
    sourcesPage(content),
  ];
  const edition = `${suite.name} ${suite.version}`;
  return [...pages.map((page) => renderPage(page, edition)), searchData(searched(content, pages)), ...assets()];
}

/** Writes the book into a folder, over what is there. */
export async function writeBook(options: BookOptions, out: string): Promise<BookResult> {
  const files = await bookFiles(options);
  for (const { content, path } of files) {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { files: files.length, bytes: files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0) };
}

/** What is the same in every book: style, search, and the library that searches. */
function assets(): BookFile[] {
  const require = createRequire(__filename);
  // Its module for browsers stands beside the one for Node.
  const miniSearch = join(dirname(dirname(require.resolve('minisearch'))), 'umd', 'index.js');
  const read = (file: string) => readFileSync(file, 'utf8');
  return [
    ...['book.css', 'search.js'].map((name) => ({ path: name, content: read(join(PACKAGE_ROOT, 'templates', 'book', name)) })),
    { path: 'minisearch.js', content: read(miniSearch).replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n') },
  ];
}
