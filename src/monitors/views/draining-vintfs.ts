import type { Operation } from '../../machine/log';
import type { Scene } from '../scene';

/**
 * VINTFs that are being disabled: until STATUS has followed CONFIG, commands in flight may end, as the VINTF was (PHYS-13). Takes writes
 * of VINTF_CONFIG and reads of VINTF_STATUS, before the block has seen them.
 */
export class DrainingVintfs {
  /** CONFIG before ENABLE was cleared, by SMMU and VINTF; nothing where it is not known. */
  readonly #before = new Map<string, bigint | undefined>();

  copy(): DrainingVintfs {
    const copy = new DrainingVintfs();
    for (const [vintf, config] of this.#before) copy.#before.set(vintf, config);
    return copy;
  }

  see(scene: Scene, operation: Operation): void {
    if (operation.port !== 'registers' || (operation.event.op !== 'read' && operation.event.op !== 'write')) return;
    const { event, given, who } = operation;
    const { place } = scene.registerOf(operation) ?? {};
    if (place?.kind !== 'vintf') return;
    const key = `${who} ${place.vintf}`;
    const isSet = event.value !== undefined && (event.value & 1n) === 1n;
    if (event.op === 'write') this.#written(scene, { key, vintf: place.vintf, who, isSet });
    else if (event.value !== undefined && !isSet && !given) this.#before.delete(key);
  }

  /** Whether a VINTF is being disabled. */
  has(who: string, vintf: number): boolean {
    return this.#before.size > 0 && this.#before.has(`${who} ${vintf}`);
  }

  /** CONFIG as the commands in flight of one that is being disabled were issued under it; nothing where that is not known. */
  configOf(who: string, vintf: number): bigint | undefined {
    return this.#before.get(`${who} ${vintf}`);
  }

  #written(
    scene: Scene,
    { isSet, key, vintf, who }: { readonly isSet: boolean; readonly key: string; readonly vintf: number; readonly who: string },
  ): void {
    if (isSet) {
      this.#before.delete(key);
      return;
    }
    const block = scene.block(who);
    if (block === undefined) return;
    const config = block.configOf(vintf);
    if (!scene.knows(block, config)) this.#before.set(key, undefined);
    else if (block.isSet(config, 1)) this.#before.set(key, block.value(config));
  }
}
