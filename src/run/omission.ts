import { LAYERS, type LayerName } from '../ports';
import type { Layer } from '../specification/clauses/catalogue';
import { isOverProtocol, NEEDS, type Need, type Provider } from '../specification/vocabulary/needs';
import type { Omission } from './session';

/** What an implementation offers: whole layers, and what can be done with them. */
export interface Offer {
  readonly layers: readonly LayerName[];
  /** Names of {@link NEEDS}; the layers that the reference fills in can do all that crosses the protocol. */
  readonly capabilities: ReadonlySet<string>;
}

/**
 * Why a scenario of `layer` that needs `needs` says nothing about an implementation; `undefined` if it does.
 *
 * A layer that is the reference's counts only where it is among those `asked` for by name. Its scenarios then judge the stack,
 * with the implementation in it, like the scenarios of the stack.
 */
export function omissionOf(layer: Layer, needs: Iterable<Need>, offer: Offer, asked: readonly Layer[] = []): Omission | undefined {
  const own = layer !== 'stack' && offer.layers.includes(layer);
  if (!own && layer !== 'stack' && !asked.includes(layer)) {
    return { verdict: 'notApplicable', reason: `the implementation does not offer the ${layer} layer` };
  }
  const needed = [...new Set(needs)];
  if (!own && !needed.some((need) => reaches(need, offer))) {
    return { verdict: 'notApplicable', reason: 'the scenario reaches no layer that the implementation offers' };
  }
  const missing = needed.filter((need) => !provided(need, offer));
  const [undriven] = missing.filter((need) => NEEDS[need].kind === 'drive');
  if (undriven !== undefined)
    return { verdict: 'notApplicable', reason: `the implementation cannot be driven so: ${undriven} (${NEEDS[undriven].meaning})` };
  const [unseen] = missing;
  if (unseen !== undefined)
    return { verdict: 'notObservable', reason: `the implementation does not show it: ${unseen} (${NEEDS[unseen].meaning})` };
  return undefined;
}

/** Whether what is done or seen stands in an offered layer or above one, so that the implementation has a part in it. */
function reaches(need: Need, { layers }: Offer): boolean {
  const provider: Provider = NEEDS[need].provider;
  const upper = 'layer' in provider ? provider.layer : provider.seam[0];
  return layers.some((layer) => LAYERS.indexOf(upper) <= LAYERS.indexOf(layer));
}

function provided(need: Need, { layers, capabilities }: Offer): boolean {
  const provider: Provider = NEEDS[need].provider;
  const own = 'layer' in provider ? layers.includes(provider.layer) : provider.seam.every((layer) => layers.includes(layer));
  // Nor does the reference have what crosses no message of the protocol.
  return own ? capabilities.has(need) : isOverProtocol(need);
}
