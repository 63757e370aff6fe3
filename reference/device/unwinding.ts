/** Undoes one thing that was set up. */
export type Undo = () => Promise<unknown>;

/**
 * Runs `work`; if it throws, undoes what it had noted with `undo`, newest first, and rethrows.
 * This is how a failed attach leaves nothing behind (LIFE-08).
 */
export async function unwinding<T>(work: (undo: (step: Undo) => void) => Promise<T>): Promise<T> {
  const steps: Undo[] = [];
  try {
    return await work((step) => steps.push(step));
  } catch (failure) {
    for (const step of steps.reverse()) await step();
    throw failure;
  }
}
