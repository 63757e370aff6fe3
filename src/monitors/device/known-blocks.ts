import { type Operation, vmAt } from '../../machine/log';
import { VIOMMU_TYPES } from '../../tables/uapi';
import type { Scene } from '../scene';

/** Guests that are known to have a block: before its first device a VM has none, and reads 0 everywhere. Takes resets. */
export class KnownBlocks {
  /** VMs that were reset with a vIOMMU of CMDQ-V there, in a log that begins in the middle; in others a guest has read something by then. */
  readonly #reset = new Set<string>();

  copy(): KnownBlocks {
    const copy = new KnownBlocks();
    for (const vm of this.#reset) copy.#reset.add(vm);
    return copy;
  }

  see(scene: Scene, { event, port, who }: Operation): void {
    if (port !== 'guest' || event.op !== 'reset' || scene.whole) return;
    const objects = scene.process(vmAt(who));
    // Of a VM at two SMMUs nobody knows here which of them has a block.
    if (objects.viommus !== 1) return;
    const types = objects.all('vIOMMU').map(({ type }) => type);
    if (types.includes(VIOMMU_TYPES.TEGRA241_CMDQV)) this.#reset.add(vmAt(who));
  }

  has(scene: Scene, who: string): boolean {
    return scene.answers(who) || this.#reset.has(vmAt(who));
  }
}
