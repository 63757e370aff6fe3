import { join } from 'node:path';
import type { Fault } from '../../faults/fault';
import { CODE_ROOT } from '../package';
import { LAYERS, type LayerRevisions, type WholeImplementation } from '../ports';
import { ModuleGraph } from './module-graph';

const REFERENCE = join(CODE_ROOT, 'reference');

/** The compiled module of a faulty implementation, which the build has made. */
export function variantFile(fault: string, module: string): string {
  return join(CODE_ROOT, 'variants', fault, `${module}.js`);
}

/** The reference of these revisions, with a fault or as it is; loaded anew, so that nothing of another one is in it. */
export function loadVariant(fault: Fault | undefined, revisions: LayerRevisions): WholeImplementation {
  const modules = new Set(fault?.edits.map(({ module }) => module));
  const replaced = new Map([...modules].map((module) => [join(REFERENCE, `${module}.js`), variantFile(fault?.id ?? '', module)]));
  const exported = new ModuleGraph(REFERENCE, replaced).load(join(REFERENCE, 'index.js'));
  if (typeof exported !== 'object' || exported === null || !('referenceAt' in exported) || typeof exported.referenceAt !== 'function')
    throw new Error('reference/index exports no referenceAt');
  const reference: unknown = exported.referenceAt(revisions);
  if (!isWhole(reference)) throw new Error('referenceAt gives no reference');
  return { ...reference, name: fault?.id ?? reference.name };
}

function isWhole(value: unknown): value is WholeImplementation {
  return typeof value === 'object' && value !== null && LAYERS.every((layer) => layer in value);
}
