import { type Implementation, LAYERS, type LayerName, type WholeImplementation } from '../ports';

/** The layers that an implementation offers itself, from the guest down. */
export function offeredLayers(implementation: Implementation): readonly LayerName[] {
  return LAYERS.filter((layer) => implementation[layer] !== undefined);
}

/** `implementation` with the layers that it lacks taken from `reference`. */
export function completed(implementation: Implementation, reference: WholeImplementation): WholeImplementation {
  return { ...reference, ...implementation };
}
