import { join } from 'node:path';
import type { Fault } from '../../faults/fault';
import { CODE_ROOT } from '../package';
import { type Implementation, LAYERS } from '../ports';
import { ModuleGraph } from './module-graph';

const REFERENCE = join(CODE_ROOT, 'reference');

/** The compiled module of a faulty implementation, which the build has made. */
export function variantFile(fault: string, module: string): string {
  return join(CODE_ROOT, 'variants', fault, `${module}.js`);
}

/** The reference with a fault, or as it is; loaded anew, so that nothing of another one is in it. */
export function loadVariant(fault?: Fault): Required<Implementation> {
  const modules = new Set(fault?.edits.map(({ module }) => module));
  const replaced = new Map([...modules].map((module) => [join(REFERENCE, `${module}.js`), variantFile(fault?.id ?? '', module)]));
  const exported = new ModuleGraph(REFERENCE, replaced).load(join(REFERENCE, 'index.js'));
  if (typeof exported !== 'object' || exported === null || !('reference' in exported) || !isWhole(exported.reference))
    throw new Error('reference/index exports no reference');
  return { ...exported.reference, name: fault?.id ?? exported.reference.name };
}

function isWhole(value: unknown): value is Required<Implementation> {
  return typeof value === 'object' && value !== null && LAYERS.every((layer) => layer in value);
}
