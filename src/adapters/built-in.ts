import type { HostMemory } from '../ports';
import type { UnderTest } from '../run/under-test';

/** How an adapter is treated. */
export interface OpenOptions {
  readonly suite: { readonly name: string; readonly version: string };
  /** Directory that commands run in and relative paths start from. */
  readonly cwd: string;
  /** Milliseconds that each request may take. */
  readonly timeout: number;
  /** How often a broken adapter is started again. */
  readonly restarts: number;
  /** Memory for the layers of the reference. */
  readonly createMemory: () => HostMemory;
}

/** A flag of `run` that one built-in adapter takes. */
export interface AdapterFlag {
  /** What the user writes, such as `--qemu`. */
  readonly name: `--${string}`;
  /** What its value is called in the help; a flag that is set or not without. */
  readonly value?: string;
  readonly description: string;
  /** It may be given several times. */
  readonly repeatable?: true;
  /** What a scenario comes to may depend on it, so the command that runs one alone repeats it. */
  readonly decisive?: true;
  /** Who gives it and names no adapter means this one. */
  readonly implies?: true;
}

/** The values that were given, by the name of their flag, in order; a flag without a value has an empty list. */
export type AdapterChoices = ReadonlyMap<string, readonly string[]>;

/** An implementation that the suite itself knows how to drive. The composition says which there are. */
export interface BuiltInAdapter {
  /** What `--adapter` calls it. */
  readonly name: string;
  readonly flags: readonly AdapterFlag[];
  /** File of its known deviations. */
  readonly deviations?: string;
  /** Starts it. Rejects with an AdapterFault if that cannot be done. */
  open(choices: AdapterChoices, options: OpenOptions): Promise<UnderTest>;
}
