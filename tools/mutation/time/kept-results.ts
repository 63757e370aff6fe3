import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../../src/package';
import type { PlannedScenario } from '../../../src/specification/plan';
import type { Reach } from './messages';
import type { TimeMutant } from './mutants';

const FOLDER = join(PACKAGE_ROOT, 'reports', 'mutation');
const RESULTS = join(FOLDER, 'over-time.json');
const REACH = join(FOLDER, 'over-time-reach.bin');

/** What became of a mutant, as it is kept from run to run. */
export interface KeptResult {
  readonly fate: 'killed' | 'survived' | 'invalid';
  /** The code that it was tried in: reference, steps and tables. */
  readonly code: string;
  /** ID and digest of the scenario that killed it. */
  readonly by?: readonly [id: string, digest: string];
  /** Whether a survivor ever did anything else than the original. */
  readonly active?: boolean;
  /** Key of the list of scenarios that a survivor survived. */
  readonly tried?: string;
}

interface Content {
  /** Digests of scenarios, by key of their list. */
  readonly lists: Record<string, readonly string[]>;
  readonly results: Record<string, KeptResult>;
}

/** What was found so far, by ID of the mutant. It is written now and then, so that a run which is cut short is not lost. */
export class KeptResults {
  readonly #content: Content;
  readonly #mutants: ReadonlySet<string>;

  /** Of these mutants; `afresh` forgets what was found before. */
  constructor(afresh: boolean, mutants: ReadonlySet<string>) {
    this.#mutants = mutants;
    const { lists = {}, results = {} }: Partial<Content> =
      afresh || !existsSync(RESULTS) ? {} : (JSON.parse(readFileSync(RESULTS, 'utf8')) as Partial<Content>);
    this.#content = { lists, results };
  }

  get(id: string): KeptResult | undefined {
    return this.#content.results[id];
  }

  /** Whether it goes without saying that a mutant survives: the statement that acts too seldom in it need not act at all. */
  followsFrom({ after }: Pick<TimeMutant, 'after'>): boolean {
    return after !== undefined && this.get(after)?.fate === 'survived';
  }

  set(id: string, result: KeptResult): void {
    this.#content.results[id] = result;
  }

  /** Keeps a list of scenarios; returns its key. */
  addList(digests: readonly string[]): string {
    const key = digestOf(digests.join());
    this.#content.lists[key] ??= digests;
    return key;
  }

  /** The scenarios of a list. */
  list(key: string | undefined): ReadonlySet<string> {
    return new Set(this.#content.lists[key ?? ''] ?? []);
  }

  /** Writes the results of the mutants that there are. */
  write(): void {
    const results = Object.fromEntries(Object.entries(this.#content.results).filter(([id]) => this.#mutants.has(id)));
    const used = new Set(Object.values(results).map(({ tried }) => tried));
    const lists = Object.fromEntries(Object.entries(this.#content.lists).filter(([key]) => used.has(key)));
    mkdirSync(dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, JSON.stringify({ lists, results }));
  }
}

/** Changes with what a scenario says and does. */
export function scenarioDigest({ id, steps }: PlannedScenario): string {
  return digestOf(JSON.stringify([id, steps.map(({ argument, keyword, text }) => [keyword, text, argument])]));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** What scenarios reach, if it was kept for these sources. */
export function readReach(fingerprint: string): Reach | undefined {
  if (!existsSync(REACH)) return undefined;
  const bytes = readFileSync(REACH);
  if (bytes.subarray(0, 64).toString('latin1') !== fingerprint.padEnd(64)) return undefined;
  const numbers = new Uint16Array(bytes.buffer.slice(bytes.byteOffset + 64, bytes.byteOffset + bytes.length));
  const reach: [number, number][][] = [];
  for (let at = 0; at < numbers.length; ) {
    const count = numbers[at] ?? 0;
    at += 1;
    reach.push(Array.from({ length: count }, (_, index) => [numbers[at + 2 * index] ?? 0, numbers[at + 2 * index + 1] ?? 0]));
    at += 2 * count;
  }
  return reach;
}

/** Keeps what scenarios reach. */
export function writeReach(fingerprint: string, reach: Reach): void {
  mkdirSync(FOLDER, { recursive: true });
  const numbers = Uint16Array.from(reach.flatMap((places) => [places.length, ...places.flat()]));
  writeFileSync(REACH, Buffer.concat([Buffer.from(fingerprint.padEnd(64), 'latin1'), Buffer.from(numbers.buffer)]));
}
