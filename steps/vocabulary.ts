import { defineStep } from '@cucumber/cucumber';
import { addSentence, type Need } from '../src/vocabulary';
import { attachEvidence } from './evidence';
import type { ConformanceWorld } from './world';

/** Adds a sentence to the vocabulary. `body` gets the world first, then the expression's parameters and the table. */
export function sentence<A extends readonly unknown[]>(
  pattern: string,
  needs: readonly Need[],
  body: (world: ConformanceWorld, ...args: A) => Promise<void> | void,
): void {
  addSentence({ pattern, needs });
  async function run(this: ConformanceWorld, ...args: A): Promise<void> {
    try {
      await this.enterStep();
      await body(this, ...args);
    } catch (error) {
      // Here and not in a hook, which would be one more step of every scenario.
      attachEvidence(this, error);
      throw error;
    }
  }
  // Cucumber compares the declared arity with the expression's parameters.
  Object.defineProperty(run, 'length', { value: body.length - 1 });
  defineStep(pattern, run);
}
