import type { LayerRevisions, WholeImplementation } from '../ports';
import type { BuiltInAdapter } from './built-in';

/** What the command and the library are put together of. */
export interface Composition {
  /** Judged where nothing else is, and stands in for layers that an implementation lacks; at these revisions, or the newest released. */
  readonly reference: (revisions?: LayerRevisions) => WholeImplementation;
  /** Implementations that `--adapter` knows by name. */
  readonly builtIn: readonly BuiltInAdapter[];
}
