import type { Envelope } from '@cucumber/messages';
import type { Layer } from '../specification/clauses/catalogue';
import { type Need, needsOf } from '../specification/vocabulary';
import { type Offer, omissionOf } from './omission';
import type { Omission } from './session';

/** Decides from cucumber's messages, before a scenario runs, whether it says anything about an implementation. */
export class Applicability {
  readonly #offer: Offer;
  readonly #asked: readonly Layer[];
  readonly #needs = new Map<string, readonly Need[]>();
  readonly #byPickle = new Map<string, ReadonlySet<Need>>();

  /** `asked` are the layers that the user named. */
  constructor(offer: Offer, asked: readonly Layer[] = []) {
    this.#offer = offer;
    this.#asked = asked;
  }

  /** Takes one of cucumber's messages: step definitions, and which of them a scenario uses. */
  receive({ stepDefinition, testCase }: Envelope): void {
    if (stepDefinition !== undefined) this.#needs.set(stepDefinition.id, needsOf(stepDefinition.pattern.source));
    if (testCase === undefined) return;
    const needs = testCase.testSteps.flatMap((step) => step.stepDefinitionIds ?? []).flatMap((id) => this.#needs.get(id) ?? []);
    this.#byPickle.set(testCase.pickleId, new Set(needs));
  }

  /** Why the scenario of a pickle is left out; `undefined` if it is not. */
  omission(pickleId: string, layer: Layer): Omission | undefined {
    return omissionOf(layer, this.#byPickle.get(pickleId) ?? [], this.#offer, this.#asked);
  }
}
