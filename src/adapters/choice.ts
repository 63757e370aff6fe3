import type { LayerRevisions } from '../ports';
import type { ExpectationsFile } from '../run/expectations/expectations-file';
import type { OutcomeJudge } from '../run/outcome-judge';
import { inProcess, type UnderTest } from '../run/under-test';
import { quoted } from '../specification/reproduction';
import { WrongUse } from '../specification/wrong-use';
import { parseAddress } from './address';
import type { AdapterChoices, BuiltInAdapter, OpenOptions } from './built-in';
import type { Composition } from './composition';
import { PATIENCE } from './patience';

/** Which implementation is asked for, and how. */
export interface AskedFor {
  /** The name, address, command or module of an adapter, or of several, each for other layers; the reference without. */
  readonly adapter?: string | readonly string[];
  /** Flags of built-in adapters. */
  readonly choices?: AdapterChoices;
  /** Milliseconds that an adapter may take for a request. */
  readonly timeout?: number;
  /** How often a broken adapter is started again. */
  readonly restarts?: number;
  /** File of known deviations; false for none, even where the adapter has some of its own. */
  readonly expect?: string | boolean;
}

/** An implementation that was asked for and may not have been started yet. Most of what one needs is loaded for it alone. */
export class Choice {
  readonly #asked: AskedFor;
  readonly #adapters: readonly string[];
  readonly #composition: Composition;
  /** What is known of the whole, or of each adapter. */
  readonly #known: readonly (ExpectationsFile | undefined)[];
  readonly #knownOfAll: boolean;
  /** Flags that the command which runs a scenario alone repeats, with their values where they have any. */
  readonly flags: readonly (readonly [flag: string, value?: string])[];

  /** Throws {@link WrongUse} for a name that cannot be one, a flag of another adapter, or a faulty file of known deviations. */
  constructor(asked: AskedFor, composition: Composition) {
    this.#asked = asked;
    this.#adapters = [asked.adapter ?? impliedBy(asked.choices, composition.builtIn)].flat();
    this.#composition = composition;
    for (const adapter of this.#adapters) parseAddress(adapter, composition.builtIn);
    this.flags = decisiveFlags(this.#adapters, asked.choices, composition.builtIn);
    this.#knownOfAll = typeof asked.expect === 'string';
    this.#known =
      typeof asked.expect === 'string'
        ? [read(asked.expect)]
        : asked.expect === false
          ? []
          : this.#adapters.map((adapter) => {
              const file = composition.builtIn.find(({ name }) => name === adapter)?.deviations;
              return file === undefined ? undefined : read(file);
            });
  }

  /** It as far as it is known before it has started. */
  get unopened(): UnderTest {
    return inProcess(
      this.#adapters.length === 0 ? this.#composition.reference() : { name: this.#adapters.join(' on '), version: 'unknown' },
    );
  }

  /** What helps somebody whose adapter did not start, where there is something. */
  get advice(): string | undefined {
    const foreign = this.#adapters.find((adapter) => this.#composition.builtIn.every(({ name }) => name !== adapter));
    return foreign === undefined && this.#adapters.length > 0
      ? undefined
      : `\`npx cmdqv-conformance adapter check ${quoted(foreign ?? '')}\` tries the adapter by itself.`;
  }

  /** Starts it; the reference is that of the revisions. Rejects with an AdapterFault or a ProtocolFault where that cannot be done. */
  async open(suite: OpenOptions['suite'], revisions: LayerRevisions): Promise<UnderTest> {
    const { choices = new Map(), restarts = PATIENCE.restarts, timeout = PATIENCE.timeout } = this.#asked;
    const { builtIn, reference } = this.#composition;
    if (this.#adapters.length === 0) return inProcess(reference(revisions));
    const { openAdapter } = require('./open') as typeof import('./open');
    const createMemory = () => reference(revisions).hardware.createMemory();
    const parts: UnderTest[] = [];
    try {
      for (const adapter of this.#adapters)
        parts.push(await openAdapter(adapter, { suite, cwd: process.cwd(), timeout, restarts, createMemory, builtIn, choices }));
      const [only] = parts;
      return parts.length === 1 && only !== undefined ? only : (require('./combined') as typeof import('./combined')).combined(parts);
    } catch (error) {
      for (const part of parts) await part.close();
      throw error;
    }
  }

  /** What is known of it, for the version that it, or each part of it, turned out to be. */
  expectations({ implementation, parts }: UnderTest): OutcomeJudge | undefined {
    if (this.#known.every((known) => known === undefined)) return undefined;
    const each = this.#knownOfAll ? [implementation] : (parts ?? [implementation]);
    const { Expectations } = require('../run/expectations/expectations') as typeof import('../run/expectations/expectations');
    const judges = this.#known.flatMap((known, i) => (known === undefined ? [] : [new Expectations(known, each[i]?.version ?? 'unknown')]));
    const { joinedJudges } = require('../run/expectations/joined-judges') as typeof import('../run/expectations/joined-judges');
    return judges.length < 2 ? judges[0] : joinedJudges(judges);
  }
}

function read(file: string): ExpectationsFile {
  const { readExpectations } = require('../run/expectations/expectations-file') as typeof import('../run/expectations/expectations-file');
  return readExpectations(file);
}

function impliedBy(choices: AdapterChoices = new Map(), builtIn: readonly BuiltInAdapter[] = []): readonly string[] {
  return builtIn.filter(({ flags }) => flags.some(({ implies, name }) => implies === true && choices.has(name))).map(({ name }) => name);
}

function decisiveFlags(
  adapters: readonly string[],
  choices: AdapterChoices = new Map(),
  builtIn: readonly BuiltInAdapter[] = [],
): [flag: string, value?: string][] {
  return [...choices].flatMap(([flag, values]: readonly [string, readonly string[]]): [flag: string, value?: string][] => {
    const owner = builtIn.find(({ flags }) => flags.some(({ name }) => name === flag));
    if (owner === undefined) throw new WrongUse(`no adapter has a flag ${flag}`);
    if (!adapters.includes(owner.name)) throw new WrongUse(`${flag} is for --adapter ${owner.name}`);
    const { decisive = false, value: taken } = owner.flags.find(({ name }) => name === flag) ?? {};
    if (!decisive) return [];
    return taken === undefined ? [[flag]] : values.map((value) => [flag, value]);
  });
}
