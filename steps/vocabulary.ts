import { addSentence, type Need } from '../src/specification/vocabulary';
import { defineStep } from './cucumber';
import { attachEvidence } from './evidence';
import type { ConformanceWorld } from './world';

/** Adds a sentence to the vocabulary. `body` gets the world first, then the expression's parameters and the table. */
export function sentence<A extends readonly unknown[]>(
  pattern: string,
  needs: readonly Need[],
  body: (world: ConformanceWorld, ...args: A) => Promise<void> | void,
): void {
  addSentence({ pattern, needs });
  // Not async: what is done at once costs Cucumber no race against a timeout, and most observations are.
  function run(this: ConformanceWorld, ...args: A): undefined | Promise<void> {
    // Here and not in a hook, which would be one more step of every scenario.
    const fail = (error: unknown): never => {
      attachEvidence(this, error);
      throw error;
    };
    try {
      const entering = this.enterStep();
      const running = entering === undefined ? body(this, ...args) : entering.then(() => body(this, ...args));
      return running instanceof Promise ? running.catch(fail) : undefined;
    } catch (error) {
      return fail(error);
    }
  }
  // Cucumber compares the declared arity with the expression's parameters.
  Object.defineProperty(run, 'length', { value: body.length - 1 });
  defineStep(pattern, run);
}
