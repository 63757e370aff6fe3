import { addSentence, type Need, type Role } from '../src/specification/vocabulary';
import { defineStep } from './cucumber';
import { attachEvidence } from './evidence';
import type { ConformanceWorld } from './world';

/** Does what a sentence says; gets the world first, then the expression's parameters and the table. */
type Body<A extends readonly unknown[]> = (world: ConformanceWorld, ...args: A) => Promise<void> | void;

// The names are those by which editors that know Cucumber find step definitions.

/** Adds a sentence that tells a state. */
export function Given<A extends readonly unknown[]>(pattern: string, needs: readonly Need[], body: Body<A>): void {
  sentence('Given', pattern, needs, body);
}

/** Adds a sentence that tells an act. */
export function When<A extends readonly unknown[]>(pattern: string, needs: readonly Need[], body: Body<A>): void {
  sentence('When', pattern, needs, body);
}

/** Adds a sentence that tells what is seen. */
export function Then<A extends readonly unknown[]>(pattern: string, needs: readonly Need[], body: Body<A>): void {
  sentence('Then', pattern, needs, body);
}

function sentence<A extends readonly unknown[]>(role: Role, pattern: string, needs: readonly Need[], body: Body<A>): void {
  addSentence({ role, pattern, needs });
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
