import type { BuiltInAdapter } from '../adapters/built-in';
import type { Implementation } from '../ports';

/** What the command is put together of. */
export interface Composition {
  /** Judged where nothing else is, and stands in for layers that an implementation lacks. */
  readonly reference: Required<Implementation>;
  /** Implementations that `--adapter` knows by name. */
  readonly builtIn: readonly BuiltInAdapter[];
}
