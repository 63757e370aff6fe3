/** An expectation of the specification that the implementation did not meet. */
export class ExpectationFailure extends Error {
  // Not called `expected` and `actual`: Cucumber would append a difference of its own to the message.
  readonly wanted: readonly string[];
  readonly seen: readonly string[];

  constructor(message: string, wanted: readonly string[], seen: readonly string[]) {
    super(message);
    this.name = 'ExpectationFailure';
    this.wanted = wanted;
    this.seen = seen;
  }
}
