import { createHash, hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODE_ROOT, PACKAGE_ROOT, SOURCE_EXTENSION } from '../package';
import type { CatalogueData, KnownCatalogue, Layer } from './clauses/catalogue';
import type { FeatureContent } from './feature-content';
import type { KnownFeatures } from './load-plan';
import type { PlannedFeature, PlannedScenario, PlanProblem, ScenarioDefinition } from './plan';

/** Everything that an index is made of. */
export interface IndexContent {
  /** See {@link SuiteIndex.catalogue}. */
  readonly catalogue: { readonly fingerprint: string; readonly data: CatalogueData };
  readonly features: readonly { readonly path: string; readonly bytes: Uint8Array; readonly content: FeatureContent }[];
}

/** What choosing scenarios takes; what they say is elsewhere, as most commands do not need it. */
interface Outline {
  readonly reader: string;
  readonly catalogue: IndexContent['catalogue'];
  readonly features: readonly FeatureOutline[];
}

interface FeatureOutline {
  readonly path: string;
  readonly fingerprint: string;
  /** Name of the feature; absent if the file cannot be parsed. */
  readonly name?: string;
  readonly problems: readonly PlanProblem[];
  readonly layer: Layer | undefined;
  /** Scenarios that inherit the same tags share them. */
  readonly tags: readonly { readonly tags: readonly string[]; readonly clauses: readonly string[] }[];
  /** Of every scenario in order; in columns, which are quicker to read than rows. */
  readonly scenarios: {
    readonly ids: readonly string[];
    readonly lines: readonly number[];
    readonly tags: readonly number[];
  };
  /** Where the {@link Details} are, in bytes, and their fingerprint. */
  readonly details: { readonly offset: number; readonly length: number; readonly fingerprint: string };
}

/** What a feature and its scenarios say. */
interface Details {
  readonly prose: PlannedFeature['prose'];
  readonly rules: PlannedFeature['rules'];
  readonly definitions: readonly ScenarioDefinition[];
  readonly scenarios: readonly (readonly [name: string, definition: number, steps: PlannedScenario['steps']])[];
}

/** The parts of a feature's content that are read when somebody looks at them. */
interface SaidContent {
  readonly prose: PlannedFeature['prose'];
  readonly rules: PlannedFeature['rules'];
  readonly scenarios: readonly Pick<PlannedScenario, 'definition' | 'name' | 'steps'>[];
}

/** Reads them once. */
class Said {
  readonly #read: () => SaidContent;
  #content: SaidContent | undefined;

  constructor(read: () => SaidContent) {
    this.#read = read;
  }

  get prose(): SaidContent['prose'] {
    return this.#whole().prose;
  }

  get rules(): SaidContent['rules'] {
    return this.#whole().rules;
  }

  by(position: number): SaidContent['scenarios'][number] {
    const one = this.#whole().scenarios[position];
    if (one === undefined) throw new RangeError(`there is no scenario ${position}`);
    return one;
  }

  #whole(): SaidContent {
    this.#content ??= this.#read();
    return this.#content;
  }
}

class IndexedFeature implements PlannedFeature {
  readonly #said: Said;

  constructor(
    readonly path: string,
    readonly name: string,
    said: Said,
  ) {
    this.#said = said;
  }

  get prose(): PlannedFeature['prose'] {
    return this.#said.prose;
  }

  get rules(): PlannedFeature['rules'] {
    return this.#said.rules;
  }
}

/** A class, as there are thousands, and objects with getters of their own take long to make. */
class IndexedScenario implements PlannedScenario {
  readonly clauses: readonly string[];
  readonly tags: readonly string[];
  readonly #said: Said;
  readonly #position: number;

  constructor(
    readonly id: string,
    readonly feature: string,
    readonly line: number,
    readonly layer: Layer,
    tagged: FeatureOutline['tags'][number],
    said: Said,
    position: number,
  ) {
    this.clauses = tagged.clauses;
    this.tags = tagged.tags;
    this.#said = said;
    this.#position = position;
  }

  get name(): string {
    return this.#said.by(this.#position).name;
  }

  get steps(): PlannedScenario['steps'] {
    return this.#said.by(this.#position).steps;
  }

  get definition(): ScenarioDefinition {
    return this.#said.by(this.#position).definition;
  }
}

const NO_TAGS: FeatureOutline['tags'][number] = { tags: [], clauses: [] };

const NO_DEFINITION: ScenarioDefinition = { line: 0, text: '', backgrounds: [] };

const DIRECTORY = join(CODE_ROOT, 'index');

/** What the index was worked out with: with anything else the same files could come to something else. */
const READERS = ['feature-content', 'plan', 'suite-index', join('clauses', 'catalogue')];

/**
 * What the package's catalogue and features came to when it was built, so that a command need not read Gherkin.
 *
 * Nothing in it is believed that is not of exactly the bytes at hand, read by exactly this code. What it does not know
 * is read as if there were no index, and so it is with all of it if it is missing or damaged.
 */
export class SuiteIndex implements KnownCatalogue, KnownFeatures {
  readonly #directory: string;
  readonly #catalogue: IndexContent['catalogue'];
  readonly #features: ReadonlyMap<string, FeatureOutline>;

  private constructor(directory: string, { catalogue, features }: Outline) {
    this.#directory = directory;
    this.#catalogue = catalogue;
    this.#features = new Map(features.map((feature) => [feature.path, feature]));
  }

  /** The index that the build made; nothing if there is none that can be used. */
  static open(directory: string = DIRECTORY): SuiteIndex | undefined {
    try {
      const file = readFileSync(join(directory, 'outline.json'));
      const [fingerprint, json] = [file.toString('latin1', 0, FINGERPRINT_LENGTH), file.subarray(FINGERPRINT_LENGTH + 1)];
      if (fingerprintOf(json) !== fingerprint) return undefined;
      const outline: Outline = JSON.parse(json.toString('utf8'));
      return outline.reader === readerFingerprint() ? new SuiteIndex(directory, outline) : undefined;
    } catch {
      return undefined;
    }
  }

  catalogue(fingerprint: string): CatalogueData | undefined {
    return this.#catalogue.fingerprint === fingerprint ? this.#catalogue.data : undefined;
  }

  feature(path: string, bytes: Uint8Array, read: () => FeatureContent): FeatureContent | undefined {
    const known = this.#features.get(path);
    if (known === undefined || known.fingerprint !== fingerprintOf(bytes)) return undefined;
    const { layer, name, problems, scenarios, tags } = known;
    const said = new Said(() => this.#details(known) ?? saidBy(read()));
    return {
      feature: name === undefined ? undefined : new IndexedFeature(path, name, said),
      problems,
      scenarios: scenarios.ids.map((id, position) => {
        const tagged = tags[scenarios.tags[position] ?? 0] ?? NO_TAGS;
        // A scenario that stands in no layer's folder is a problem and not in the plan.
        return new IndexedScenario(id, path, scenarios.lines[position] ?? 0, layer ?? 'stack', tagged, said, position);
      }),
    };
  }

  #details({ details: { fingerprint, length, offset } }: FeatureOutline): SaidContent | undefined {
    const bytes = Buffer.alloc(length);
    try {
      const file = openSync(join(this.#directory, 'details.json'), 'r');
      readSync(file, bytes, 0, length, offset);
      closeSync(file);
    } catch {
      return undefined;
    }
    if (fingerprintOf(bytes) !== fingerprint) return undefined;
    const { definitions, prose, rules, scenarios }: Details = JSON.parse(bytes.toString('utf8'));
    return {
      prose,
      rules,
      scenarios: scenarios.map(([name, definition, steps]) => ({ name, definition: definitions[definition] ?? NO_DEFINITION, steps })),
    };
  }
}

/** Writes an index, for {@link SuiteIndex.open}. */
export function writeIndex({ catalogue, features }: IndexContent, directory: string = DIRECTORY): void {
  const details: Buffer[] = [];
  let offset = 0;
  const outlines = features.map(({ bytes, content, path }): FeatureOutline => {
    const written = Buffer.from(JSON.stringify(detailsOf(content)));
    details.push(written);
    const place = { offset, length: written.length, fingerprint: fingerprintOf(written) };
    offset += written.length;
    return { path, fingerprint: fingerprintOf(bytes), ...outlineOf(content), details: place };
  });
  const outline: Outline = { reader: readerFingerprint(), catalogue, features: outlines };
  const json = JSON.stringify(outline);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'details.json'), Buffer.concat(details));
  writeFileSync(join(directory, 'outline.json'), `${fingerprintOf(json)}\n${json}`);
}

function saidBy({ feature, scenarios }: FeatureContent): SaidContent {
  return { prose: feature?.prose ?? [], rules: feature?.rules ?? [], scenarios };
}

function outlineOf({ feature, problems, scenarios }: FeatureContent): Omit<FeatureOutline, 'details' | 'fingerprint' | 'path'> {
  const positions = new Map<string, number>();
  const tags: FeatureOutline['tags'][number][] = [];
  const tagged = scenarios.map((scenario) => {
    const key = scenario.tags.join(' ');
    const known = positions.get(key);
    const position = known ?? tags.push({ tags: scenario.tags, clauses: scenario.clauses }) - 1;
    if (known === undefined) positions.set(key, position);
    return position;
  });
  return {
    ...(feature === undefined ? {} : { name: feature.name }),
    problems,
    layer: scenarios[0]?.layer,
    tags,
    scenarios: {
      ids: scenarios.map(({ id }) => id),
      lines: scenarios.map(({ line }) => line),
      tags: tagged,
    },
  };
}

function detailsOf({ feature, scenarios }: FeatureContent): Details {
  const positions = new Map<ScenarioDefinition, number>();
  for (const { definition } of scenarios) if (!positions.has(definition)) positions.set(definition, positions.size);
  return {
    prose: feature?.prose ?? [],
    rules: feature?.rules ?? [],
    definitions: [...positions.keys()],
    scenarios: scenarios.map(({ definition, name, steps }) => [name, positions.get(definition) ?? 0, steps]),
  };
}

function readerFingerprint(): string {
  const hash = createHash('sha256');
  for (const module of READERS) hash.update(readFileSync(join(CODE_ROOT, 'src', 'specification', `${module}${SOURCE_EXTENSION}`)));
  const { dependencies }: { dependencies: unknown } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  return hash.update(JSON.stringify(dependencies)).digest('hex');
}

const FINGERPRINT_LENGTH = 64;

/** Changes with any of the bytes. */
export function fingerprintOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes);
}
