import type { Operation } from '../../machine/log';
import type { Register } from '../../tables/registers';
import type { PhysicalBlock } from './physical-block';

/**
 * VINTFs of a block that are being disabled: until STATUS has followed CONFIG, commands in flight may end, as the VINTF was (PHYS-13).
 */
export class DrainingVintfs {
  readonly #block: PhysicalBlock;
  /** What was never written is as nothing had happened before the log. */
  readonly #whole: boolean;
  /** CONFIG before ENABLE was cleared, by VINTF; nothing where it is not known. */
  readonly #before = new Map<number, bigint | undefined>();

  constructor(block: PhysicalBlock, { whole }: { readonly whole: boolean }) {
    this.#block = block;
    this.#whole = whole;
  }

  /** Those of a copy of the block. */
  copy(block: PhysicalBlock): DrainingVintfs {
    const copy = new DrainingVintfs(block, { whole: this.#whole });
    for (const [vintf, config] of this.#before) copy.#before.set(vintf, config);
    return copy;
  }

  /** An access to a register of a VINTF, before the block has seen it. */
  seeAccess({ event, given }: Extract<Operation, { readonly port: 'registers' }>, { definition, place }: Register): void {
    if (place.kind !== 'vintf' || (event.op !== 'read' && event.op !== 'write') || event.value === undefined) return;
    const isSet = (event.value & 1n) === 1n;
    if (event.op === 'write' && definition.name === 'CONFIG') this.#configured(place.vintf, isSet);
    else if (event.op === 'read' && definition.name === 'STATUS' && !isSet && !given) this.#before.delete(place.vintf);
  }

  /** Whether a VINTF is being disabled. */
  has(vintf: number): boolean {
    return this.#before.has(vintf);
  }

  /** CONFIG as commands of a VINTF that reach the SMMU were issued under it; nothing where that is not known. */
  configOf(vintf: number): bigint | undefined {
    if (this.#before.has(vintf)) return this.#before.get(vintf);
    const config = this.#block.configOf(vintf);
    return this.#whole || this.#block.isWritten(config) ? this.#block.value(config) : undefined;
  }

  #configured(vintf: number, isEnabled: boolean): void {
    const config = this.#block.configOf(vintf);
    if (isEnabled) this.#before.delete(vintf);
    else if (!this.#whole && !this.#block.isWritten(config)) this.#before.set(vintf, undefined);
    else if (this.#block.isSet(config, 1)) this.#before.set(vintf, this.#block.value(config));
  }
}
