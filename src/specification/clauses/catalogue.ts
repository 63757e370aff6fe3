import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isObject } from '../../is-object';
import { messageOf } from '../../message-of';
import { PACKAGE_ROOT } from '../../package';
import { schemaValidator } from '../../schema-validator';
import { type Revision, revisionsOf } from './revision';

/** How binding a clause is, in the sense of RFC 2119; a verdict depends on it. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** The part of the stack that a clause is about; it decides which implementations are judged by it. */
export type Layer = 'device' | 'kernel' | 'hardware' | 'stack';

/** Where a clause comes from, so that a reader can check it. */
export interface Source {
  readonly key: string;
  readonly title: string;
  readonly citation: string;
}

/** What a clause said before it changed. */
export interface Former {
  /** Last revision at which it held. */
  readonly until: string;
  readonly text: string;
}

/** One requirement: the unit that is run, judged and reported. */
export interface Clause {
  readonly id: string;
  readonly chapter: string;
  readonly level: Level;
  readonly title: string;
  readonly text: string;
  /** Keys of {@link Catalogue.sources}, the most authoritative first. */
  readonly source: readonly string[];
  /** First revision in which the clause holds, of the layer that moves it. */
  readonly since: string;
  /** Last revision in which the clause holds, of the layer that moves it; absent if it still does. */
  readonly until?: string;
  /** Its own layer, or that of its chapter. */
  readonly layer: Layer;
  /** The open question that decided its level or outcomes. */
  readonly question?: string;
  /** Outcomes that are accepted where sources disagree or are silent. */
  readonly accepts?: string;
  /** What versions before the oldest revision did. */
  readonly changed?: string;
  /** What held instead at earlier revisions, the oldest first. */
  readonly was?: readonly Former[];
  /** What its scenarios need that no model has, so that no fault of a model can be seen to be caught by them. */
  readonly beyondModels?: string;
  /** Why no run can observe it; such a clause never passes and never fails. */
  readonly untestable?: string;
}

/** The clauses of one subject. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly layer: Layer;
  readonly clauses: readonly Clause[];
}

/** Says which file, which clause and what is wrong, so that an author can mend it without a debugger. */
export class CatalogueError extends Error {
  constructor(
    readonly file: string,
    readonly clauseId: string | undefined,
    readonly problem: string,
  ) {
    super([file, clauseId, problem].filter((part) => part !== undefined).join(': '));
    this.name = 'CatalogueError';
  }
}

/** All clauses with what they refer to, checked on loading so that later code can rely on it. */
export class Catalogue {
  readonly clauses: readonly Clause[];
  readonly #clauses: ReadonlyMap<string, Clause>;

  constructor(
    /** Ordered by layer (device, kernel, hardware, stack) and then by name. */
    readonly chapters: readonly Chapter[],
    /** Of all layers; those of each oldest first. */
    readonly revisions: readonly Revision[],
    readonly sources: ReadonlyMap<string, Source>,
  ) {
    this.clauses = chapters.flatMap((chapter) => chapter.clauses);
    this.#clauses = new Map(this.clauses.map((clause) => [clause.id, clause]));
  }

  /** The clause of that ID; undefined lets a caller suggest what was meant. */
  clause(id: string): Clause | undefined {
    return this.#clauses.get(id);
  }

  /** Whether an implementation of these revisions, one of each layer, is to be judged by the clause. */
  holdsAt({ since, until }: Clause, revisionIds: readonly string[]): boolean {
    return (
      this.#reached(since, revisionIds, (at, bound) => bound <= at) &&
      (until === undefined || this.#reached(until, revisionIds, (at, bound) => at <= bound))
    );
  }

  /** Holds a bound against the one of the revisions that is of its layer; a layer without a revision sets no bound. */
  #reached(bound: string, revisionIds: readonly string[], inBounds: (at: number, bound: number) => boolean): boolean {
    const layer = this.revisions[this.#rank(bound)]?.layer;
    const at = revisionIds.map((id) => this.#rank(id)).find((rank) => this.revisions[rank]?.layer === layer);
    return at === undefined || inBounds(at, this.#rank(bound));
  }

  #rank(revisionId: string): number {
    const rank = this.revisions.findIndex((revision) => revision.id === revisionId);
    if (rank < 0) {
      const known = this.revisions.map((revision) => revision.id).join(', ');
      throw new CatalogueError(revisionsFile, undefined, `unknown revision "${revisionId}"; known are ${known}`);
    }
    return rank;
  }
}

/** The plain data of a catalogue. */
export interface CatalogueData {
  readonly chapters: readonly Chapter[];
  readonly revisions: readonly Revision[];
  readonly sources: readonly Source[];
}

/** Knows what the files of a catalogue came to, so that they need not be checked again. */
export interface KnownCatalogue {
  /** The catalogue, if it is known for files of this fingerprint. */
  catalogue(fingerprint: string): CatalogueData | undefined;
}

const SCHEMAS = join(PACKAGE_ROOT, 'schemas');

/** Reads the catalogue from the features folder; throws a {@link CatalogueError} on the first problem. */
export function loadCatalogue(directory: string, known?: KnownCatalogue, schemas: string = SCHEMAS): Catalogue {
  const { chapters, revisions, sources } = known?.catalogue(catalogueFingerprint(directory, schemas)) ?? readCatalogue(directory, schemas);
  return new Catalogue(chapters, revisions, new Map(sources.map((source) => [source.key, source])));
}

/** Changes with every file that the catalogue is read from or checked by; empty if one of them cannot be read. */
export function catalogueFingerprint(directory: string, schemas: string = SCHEMAS): string {
  try {
    const hash = createHash('sha256');
    for (const file of [...chapterFiles(join(directory, 'clauses')), ...filesBeside(directory, schemas)]) {
      const content = readFileSync(file);
      hash.update(`${basename(file)} ${content.length}\n`).update(content);
    }
    return hash.digest('hex');
  } catch {
    return '';
  }
}

/** Reads and checks; throws a {@link CatalogueError} on the first problem. */
export function readCatalogue(directory: string, schemas: string = SCHEMAS): CatalogueData {
  const [revisionsPath, sourcesPath, sourcesSchema, clausesSchema] = filesBeside(directory, schemas);
  const ofSources = readText(sourcesSchema);
  const revisions = readJson(revisionsPath, schemaValidator<Revision[]>(ofSources, '#/definitions/revisions'));
  checkRevisions(revisions, revisionsPath);
  const listed = readJson(sourcesPath, schemaValidator<Record<string, Omit<Source, 'key'>>>(ofSources, '#/definitions/sources'));
  const sources = Object.entries(listed).map(([key, source]): Source => ({ key, ...source }));
  const validate = schemaValidator<ChapterFile>(readText(clausesSchema));
  const known: Known = { revisions, sources: new Set(Object.keys(listed)), seen: new Map() };
  const chapters = chapterFiles(join(directory, 'clauses')).map((file) => {
    const written = readJson(file, validate);
    checkChapter(written, file, known);
    return resolve(written);
  });
  chapters.sort((a, b) => layers.indexOf(a.layer) - layers.indexOf(b.layer) || compare(a.id, b.id));
  return { chapters, revisions, sources };
}

function filesBeside(
  directory: string,
  schemas: string,
): [revisions: string, sources: string, sourcesSchema: string, clausesSchema: string] {
  return [
    join(directory, revisionsFile),
    join(directory, 'sources.json'),
    join(schemas, 'sources.schema.json'),
    join(schemas, 'clauses.schema.json'),
  ];
}

const revisionsFile = 'revisions.json';

const layers: readonly Layer[] = ['device', 'kernel', 'hardware', 'stack'];

type ClauseEntry = Omit<Clause, 'beyondModels' | 'chapter' | 'layer'> & { readonly layer?: Layer };

interface ChapterFile {
  readonly chapter: string;
  readonly title: string;
  readonly layer: Layer;
  readonly beyondModels?: string;
  readonly clauses: readonly ClauseEntry[];
}

interface Known {
  readonly revisions: readonly Revision[];
  /** Keys of all sources. */
  readonly sources: ReadonlySet<string>;
  /** Clause ID to the file that has it. */
  readonly seen: Map<string, string>;
}

function checkRevisions(revisions: readonly Revision[], file: string): void {
  const ids = new Set<string>();
  for (const { id } of revisions) {
    if (ids.has(id)) throw new CatalogueError(file, undefined, `duplicate revision "${id}"`);
    ids.add(id);
  }
}

function checkChapter(chapter: ChapterFile, file: string, known: Known): void {
  if (basename(file) !== `${chapter.chapter}.json`) {
    throw new CatalogueError(file, undefined, `chapter "${chapter.chapter}" belongs in ${chapter.chapter}.json`);
  }
  for (const clause of chapter.clauses) checkClause(clause, chapter.chapter, file, known);
}

function checkClause(clause: ClauseEntry, chapter: string, file: string, known: Known): void {
  const fail = (problem: string): never => {
    throw new CatalogueError(file, clause.id, problem);
  };
  const revision = (id: string): Revision => known.revisions.find((one) => one.id === id) ?? fail(`unknown revision "${id}"`);
  const rank = (id: string): number => revisionsOf(revision(id).layer, known.revisions).findIndex((one) => one.id === id);
  if (clause.id.replace(/-\d+$/, '') !== chapter) fail(`not an ID of chapter ${chapter}`);
  const earlier = known.seen.get(clause.id);
  if (earlier !== undefined) fail(`duplicate ID, first used in ${earlier}`);
  known.seen.set(clause.id, file);
  for (const key of clause.source) {
    if (!known.sources.has(key)) fail(`unknown source "${key}"`);
  }
  const { layer } = revision(clause.since);
  if (clause.until !== undefined && revision(clause.until).layer === layer && rank(clause.until) < rank(clause.since)) {
    fail(`until "${clause.until}" is older than since "${clause.since}"`);
  }
  const former = clause.was?.map(({ until }) => until) ?? [];
  const changes = former.map(rank);
  const inOrder = changes.every((change, index) => change > (changes[index - 1] ?? -1));
  const newest = former.some((until) => revisionsOf(revision(until).layer, known.revisions).at(-1)?.id === until);
  if (!inOrder || newest) fail('was tells of earlier revisions, each later than the one before');
  if (former.some((until) => revision(until).layer !== revision(former[0] ?? until).layer)) fail('was tells of revisions of one layer');
}

function resolve({ beyondModels, chapter, clauses, layer, title }: ChapterFile): Chapter {
  const ofChapter = beyondModels === undefined ? { chapter } : { chapter, beyondModels };
  return {
    id: chapter,
    title,
    layer,
    clauses: clauses.map((clause): Clause => ({ layer, ...clause, ...ofChapter })),
  };
}

function chapterFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .sort(compare)
      .map((name) => join(directory, name));
  } catch (error) {
    throw new CatalogueError(directory, undefined, `cannot be read: ${messageOf(error)}`);
  }
}

function readJson<T>(file: string, validate: ValidateFunction<T>): T {
  const value = parse(file);
  if (validate(value)) return value;
  const [first] = validate.errors ?? [];
  throw new CatalogueError(file, clauseAt(value, first), describe(first));
}

function parse(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CatalogueError(file, undefined, `malformed JSON: ${messageOf(error)}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CatalogueError(file, undefined, `cannot be read: ${messageOf(error)}`);
  }
}

/** Names the clause that a schema error lies in, or its position if it has no ID. */
function clauseAt(value: unknown, error: ErrorObject | undefined): string | undefined {
  const index = /^\/clauses\/(\d+)/.exec(error?.instancePath ?? '')?.[1];
  if (index === undefined || !isRecord(value) || !Array.isArray(value.clauses)) return undefined;
  const clause: unknown = value.clauses[Number(index)];
  const id = isRecord(clause) ? clause.id : undefined;
  return typeof id === 'string' ? id : `clause ${Number(index) + 1}`;
}

function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'does not match its schema';
  const field = error.instancePath.replace(/^\/clauses\/\d+/, '').replace(/^\//, '');
  const detail = Object.entries(error.params)
    .filter(([name]) => name === 'additionalProperty' || name === 'allowedValues')
    .map(([, given]) => ` (${Array.isArray(given) ? given.join(', ') : String(given)})`)
    .join('');
  return `${field === '' ? '' : `${field} `}${error.message ?? error.keyword}${detail}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
