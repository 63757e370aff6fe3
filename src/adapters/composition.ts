import type { Implementation } from '../ports';
import type { BuiltInAdapter } from './built-in';

/** What the command and the library are put together of. */
export interface Composition {
  /** Judged where nothing else is, and stands in for layers that an implementation lacks. */
  readonly reference: Required<Implementation>;
  /** Implementations that `--adapter` knows by name. */
  readonly builtIn: readonly BuiltInAdapter[];
}
