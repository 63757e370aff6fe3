import { vmAt } from '../../machine/log';

/** Forgets what is kept of a VM, at whichever of its SMMUs. */
export function forgetVm(kept: Map<string, unknown> | Set<string>, who: string): void {
  const vm = vmAt(who);
  for (const place of [...kept.keys()]) if (vmAt(place) === vm) kept.delete(place);
}
