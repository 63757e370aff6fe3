import { defineStep } from '@cucumber/cucumber';
import type { ConformanceWorld } from './world';

/** What a step drives or observes; an implementation that does not offer it makes the scenario inapplicable or unobservable. */
export const NEEDS = [
  'guest.mmio',
  'guest.memory',
  'guest.smmu',
  'guest.devices',
  'guest.reset',
  'observe.interrupts',
  'observe.windows',
  'observe.hostCalls',
  'observe.registers',
  'observe.commands',
  'host.calls',
  'host.memory',
  'registers',
  'physicalMemory',
  'substitute.hostCalls',
  'substitute.registers',
  'substitute.smmu',
  'twoVms',
] as const;

/** See {@link NEEDS}. */
export type Need = (typeof NEEDS)[number];

/** One sentence of the vocabulary. */
export interface Sentence {
  /** Cucumber expression. */
  readonly pattern: string;
  readonly needs: readonly Need[];
}

const sentences: Sentence[] = [];

/** Every sentence that a scenario can be written with. */
export function vocabulary(): readonly Sentence[] {
  return sentences;
}

/** Adds a sentence to the vocabulary. `body` gets the world first, then the expression's parameters and the table. */
export function sentence<A extends readonly unknown[]>(
  pattern: string,
  needs: readonly Need[],
  body: (world: ConformanceWorld, ...args: A) => Promise<void> | void,
): void {
  sentences.push({ pattern, needs });
  async function run(this: ConformanceWorld, ...args: A): Promise<void> {
    await this.enterStep();
    await body(this, ...args);
  }
  // Cucumber compares the declared arity with the expression's parameters.
  Object.defineProperty(run, 'length', { value: body.length - 1 });
  defineStep(pattern, run);
}
