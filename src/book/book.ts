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
import { commandsPage } from './pages/commands';
import { type Diagram, diagramPages } from './pages/diagrams';
import { documentPages } from './pages/documents';
import { evidencePage } from './pages/evidence';
import { questionsPage } from './pages/questions';
import { registersPage } from './pages/registers';
import { sourcesPage } from './pages/sources';
import { userApiPage } from './pages/user-api';
import { memoryMapPicture, sequencePicture, stackPicture, statesPicture } from './pictures/pictures';
import { type RecordedScenario, record } from './recording';
import { searchData, searched } from './search-data';
import { ServedPages } from './served-pages';

/** What the book is made of. */
export interface BookOptions {
  readonly suite: Suite;
  /** Runs the suite for what is drawn from operations. */
  readonly reference: WholeImplementation;
  /** Scenarios to run for that; all without. */
  readonly recorded?: Criteria;
  /** The pages get places for verdicts, and stand in a folder beside the report of a run. */
  readonly forVerdicts?: boolean;
}

/** What a book came to. */
export interface BookResult {
  readonly files: number;
  readonly bytes: number;
  /** Of these, the diagrams of single scenarios. */
  readonly diagramBytes: number;
}

/** Scenarios that the overview draws, with the calls by which the VM starts or without. */
const OVERVIEW = {
  'life-cycle': { scenario: 'GUEST-06/atc-inv-is-executed-from-a-vcmdq-without-the-vmm', boot: true, before: 200 },
  'illegal-command': { scenario: 'GUEST-10/an-error-of-vcmdq-0-travels-from-the-hardware-to-the-guest-s-interrupt', before: 0 },
} as const;

/** All files of the book. */
export async function bookFiles({ forVerdicts = false, recorded, reference, suite }: BookOptions): Promise<readonly BookFile[]> {
  const pictures = new Map<string, string>([['stack', stackPicture(suite)]]);
  const diagrams: Diagram[] = [];
  const served = new ServedPages();
  const take = (scenario: RecordedScenario) => {
    served.see(scenario);
    if (scenario.scenario.layer === 'stack') diagrams.push({ scenario: scenario.scenario, svg: sequencePicture(scenario) });
    for (const [name, { scenario: wanted, ...extent }] of Object.entries(OVERVIEW))
      if (!pictures.has(name) && scenario.scenario.id.startsWith(wanted)) pictures.set(name, sequencePicture(scenario, extent));
  };
  const { coverage } = await record(suite, reference, take, recorded);
  pictures.set('memory-map', memoryMapPicture(served));
  pictures.set('states', statesPicture(coverage));
  const drawn = new Set(diagrams.map(({ scenario }) => scenario.id));
  const content: BookContent = { catalogue: suite.catalogue, plan: suite.plan, strength: readStrength(), coverage, drawn, forVerdicts };
  const features = featuresByClause(suite.plan);
  const pages: readonly Page[] = [
    ...documentPages(content, pictures),
    chaptersPage(content),
    ...content.catalogue.chapters.map((chapter) => chapterPage(chapter, content, features)),
    registersPage(content, pictures.get('memory-map') ?? ''),
    commandsPage(content),
    userApiPage(content),
    ...diagramPages(content, diagrams),
    questionsPage(content),
    evidencePage(content),
    sourcesPage(content),
  ];
  const edition = `${suite.name} ${suite.version}`;
  return [...pages.map((page) => renderPage(page, edition, forVerdicts)), searchData(searched(content, pages)), ...assets()];
}

/** Writes the book into a folder, over what is there. */
export async function writeBook(options: BookOptions, out: string): Promise<BookResult> {
  const files = await bookFiles(options);
  for (const { content, path } of files) {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const bytesOf = (some: readonly BookFile[]) => some.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const diagrams = files.filter(({ path }) => path.startsWith('diagrams/'));
  return { files: files.length, bytes: bytesOf(files), diagramBytes: bytesOf(diagrams) };
}

/** What is the same in every book: style, search, and the library that searches. */
function assets(): BookFile[] {
  const require = createRequire(__filename);
  // Its module for browsers stands beside the one for Node.
  const miniSearch = join(dirname(dirname(require.resolve('minisearch'))), 'umd', 'index.js');
  const read = (file: string) => readFileSync(file, 'utf8');
  const template = (...names: readonly string[]) => join(PACKAGE_ROOT, 'templates', ...names);
  return [
    {
      path: 'book.css',
      content: [['book', 'book.css'], ['search.css'], ['verdicts.css'], ['pictures.css']].map((names) => read(template(...names))).join(''),
    },
    { path: 'search.js', content: read(template('book', 'search.js')) },
    { path: 'minisearch.js', content: read(miniSearch).replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n') },
  ];
}
