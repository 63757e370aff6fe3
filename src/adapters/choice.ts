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
  /** The name, address, command or module of an adapter; the reference without. */
  readonly adapter?: string;
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
  readonly #composition: Composition;
  readonly #builtIn: BuiltInAdapter | undefined;
  readonly #known: ExpectationsFile | undefined;
  /** Flags that the command which runs a scenario alone repeats. */
  readonly flags: readonly (readonly [flag: string, value: string])[];

  /** Throws {@link WrongUse} for a name that cannot be one, a flag of another adapter, or a faulty file of known deviations. */
  constructor(asked: AskedFor, composition: Composition) {
    this.#asked = asked;
    this.#composition = composition;
    if (asked.adapter !== undefined) parseAddress(asked.adapter, composition.builtIn);
    this.#builtIn = composition.builtIn.find(({ name }) => name === asked.adapter);
    this.flags = decisiveFlags(asked, composition.builtIn);
    const file = typeof asked.expect === 'string' ? asked.expect : asked.expect === false ? undefined : this.#builtIn?.deviations;
    this.#known = file === undefined ? undefined : read(file);
  }

  /** It as far as it is known before it has started. */
  get unopened(): UnderTest {
    const { adapter } = this.#asked;
    return inProcess(adapter === undefined ? this.#composition.reference() : { name: adapter, version: 'unknown' });
  }

  /** What helps somebody whose adapter did not start, where there is something. */
  get advice(): string | undefined {
    return this.#builtIn === undefined
      ? `\`npx cmdqv-conformance adapter check ${quoted(this.#asked.adapter ?? '')}\` tries the adapter by itself.`
      : undefined;
  }

  /** Starts it; the reference is that of the revisions. Rejects with an AdapterFault or a ProtocolFault where that cannot be done. */
  open(suite: OpenOptions['suite'], revisions: LayerRevisions): Promise<UnderTest> {
    const { adapter, choices = new Map(), restarts = PATIENCE.restarts, timeout = PATIENCE.timeout } = this.#asked;
    const { builtIn, reference } = this.#composition;
    if (adapter === undefined) return Promise.resolve(inProcess(reference(revisions)));
    const { openAdapter } = require('./open') as typeof import('./open');
    const createMemory = () => reference(revisions).hardware.createMemory();
    return openAdapter(adapter, { suite, cwd: process.cwd(), timeout, restarts, createMemory, builtIn, choices });
  }

  /** What is known of it, for the version that it turned out to be. */
  expectations({ implementation }: UnderTest): OutcomeJudge | undefined {
    if (this.#known === undefined) return undefined;
    const { Expectations } = require('../run/expectations/expectations') as typeof import('../run/expectations/expectations');
    return new Expectations(this.#known, implementation.version);
  }
}

function read(file: string): ExpectationsFile {
  const { readExpectations } = require('../run/expectations/expectations-file') as typeof import('../run/expectations/expectations-file');
  return readExpectations(file);
}

function decisiveFlags({ adapter, choices = new Map() }: AskedFor, builtIn: readonly BuiltInAdapter[]): [flag: string, value: string][] {
  return [...choices].flatMap(([flag, values]: readonly [string, readonly string[]]) => {
    const owner = builtIn.find(({ flags }) => flags.some(({ name }) => name === flag));
    if (owner === undefined) throw new WrongUse(`no adapter has a flag ${flag}`);
    if (owner.name !== adapter) throw new WrongUse(`${flag} is for --adapter ${owner.name}`);
    const { decisive = false } = owner.flags.find(({ name }) => name === flag) ?? {};
    return decisive ? values.map((value): [string, string] => [flag, value]) : [];
  });
}
