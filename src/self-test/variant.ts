import { join } from 'node:path';
import type { Variant } from '../../faults/fault';
import { CODE_ROOT } from '../package';
import { LAYERS, type LayerRevisions, type WholeImplementation } from '../ports';
import { ModuleGraph } from './module-graph';

const REFERENCE = join(CODE_ROOT, 'reference');

/** The compiled module of a variant of the reference, which the build has made. */
export function variantFile(variant: string, module: string): string {
  return join(CODE_ROOT, 'variants', variant, `${module}.js`);
}

/** A variant of the reference of these revisions, or that reference as it is; loaded anew, so that nothing of another one is in it. */
export function loadVariant(variant: Variant | undefined, revisions: LayerRevisions): WholeImplementation {
  const modules = new Set(variant?.edits.map(({ module }) => module));
  const replaced = new Map([...modules].map((module) => [join(REFERENCE, `${module}.js`), variantFile(variant?.id ?? '', module)]));
  const reference = loadReplaced(replaced, revisions);
  return { ...reference, name: variant?.id ?? reference.name };
}

/** The reference of these revisions, loaded anew with other files in place of some of its compiled modules. */
export function loadReplaced(replaced: ReadonlyMap<string, string>, revisions: LayerRevisions): WholeImplementation {
  const exported = new ModuleGraph(REFERENCE, replaced).load(join(REFERENCE, 'index.js'));
  if (typeof exported !== 'object' || exported === null || !('referenceAt' in exported) || typeof exported.referenceAt !== 'function')
    throw new Error('reference/index exports no referenceAt');
  const reference: unknown = exported.referenceAt(revisions);
  if (!isWhole(reference)) throw new Error('referenceAt gives no reference');
  return reference;
}

function isWhole(value: unknown): value is WholeImplementation {
  return typeof value === 'object' && value !== null && LAYERS.every((layer) => layer in value);
}
