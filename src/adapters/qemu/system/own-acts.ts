import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { AccessWidth, OwnActs } from '../../../ports';

/** Traced from the beginning: what ends a store, interrupts, and the SMMU's reset. */
export const TRACED = [
  'tegra241_cmdqv_write_mmio',
  'smmuv3_write_mmio',
  'gicv3_dist_set_irq',
  'resettable_phase_enter_begin',
  'resettable_phase_exit_end',
] as const;
/** Traced once a kernel runs, for firmware makes many accesses, none of which matters: each access, before it is served. */
export const TRACED_LATER = ['memory_region_ops_read', 'memory_region_ops_write'] as const;

const LINE = /^(\w+) (.*)$/;
const ACCESS = /addr 0x([0-9a-f]+) value 0x([0-9a-f]+) size (\d)/;
const SMMU = /^obj=\S+\((?:arm-)?smmuv3\)/;
const INTERRUPT = /interrupt (\d+) level changed to 1/;
const CMDQV_BYTES = 0x5_0000n;
const SMMU_BYTES = 0x2_0000n;
const WORD = 0xffff_ffffn;

/** Where the guest finds what is looked at. */
export interface Addresses {
  readonly cmdqv: bigint | undefined;
  readonly smmu: bigint;
  /** Number of CMDQ-V's interrupt, as the interrupt controller counts. */
  readonly interrupt: number;
}

/**
 * What a guest does of its own accord, as QEMU's trace tells of it while it runs.
 *
 * A store is told of before it is served, and once more when that is over, so that all which QEMU does in between belongs
 * to it. Processors take turns in that, whatever threads they have.
 */
export class TracedActs {
  readonly #file: number;
  readonly #addresses: Addresses;
  readonly #acts: OwnActs;
  readonly #interrupted: () => void;
  /** Ends what is under way. */
  #over: (() => void) | undefined;
  /** The thread that has made a system call for it. */
  #server: number | undefined;
  #at = 0;
  #rest = '';

  constructor(path: string, addresses: Addresses, acts: OwnActs, interrupted: () => void) {
    this.#file = openSync(path, 'r');
    this.#addresses = addresses;
    this.#acts = acts;
    this.#interrupted = interrupted;
  }

  /** Tells all that was traced by now. */
  drain(): void {
    const bytes = fstatSync(this.#file).size - this.#at;
    if (bytes <= 0) return;
    const buffer = Buffer.alloc(bytes);
    this.#at += readSync(this.#file, buffer, 0, bytes, this.#at);
    const lines = (this.#rest + buffer.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
  }

  /** QEMU has made a system call. */
  called(thread: number): void {
    if (this.#over !== undefined) this.#server = thread;
  }

  /** Whether QEMU serves a store of its guest in that thread now: what the thread stores itself then is QEMU's doing. */
  isServing(thread: number): boolean {
    return this.#over !== undefined && (this.#server === undefined || this.#server === thread);
  }

  close(): void {
    this.drain();
    this.#end();
    closeSync(this.#file);
  }

  #tell(line: string): void {
    const [, event, words = ''] = LINE.exec(line) ?? [];
    switch (event) {
      case 'memory_region_ops_read':
      case 'memory_region_ops_write':
        this.#access(event === 'memory_region_ops_write', words);
        break;
      case 'tegra241_cmdqv_write_mmio':
      case 'smmuv3_write_mmio':
        this.#end();
        break;
      case 'resettable_phase_enter_begin':
        if (SMMU.test(words)) this.#begin(this.#acts({ op: 'reset' }));
        break;
      case 'resettable_phase_exit_end':
        if (SMMU.test(words)) this.#end();
        break;
      case 'gicv3_dist_set_irq':
        if (Number(INTERRUPT.exec(words)?.[1]) === this.#addresses.interrupt) this.#interrupted();
        break;
      default:
    }
  }

  #access(store: boolean, words: string): void {
    const [, address, content, size] = ACCESS.exec(words) ?? [];
    if (address === undefined || content === undefined) return;
    const [at, value, width] = [BigInt(`0x${address}`), BigInt(`0x${content}`), widthOf(Number(size))];
    this.#end();
    const { cmdqv, smmu } = this.#addresses;
    if (cmdqv !== undefined && at >= cmdqv && at < cmdqv + CMDQV_BYTES) {
      this.#lasts(store, this.#acts({ op: store ? 'write' : 'read', offset: Number(at - cmdqv), width, value }));
      return;
    }
    if (at < smmu || at >= smmu + SMMU_BYTES) return;
    const offset = Number(at - smmu);
    // The port has registers of 32 bits.
    if (width === 8) this.#acts({ op: store ? 'writeSmmu' : 'readSmmu', offset: offset + 4, value: Number(value >> 32n) })();
    this.#lasts(store, this.#acts({ op: store ? 'writeSmmu' : 'readSmmu', offset, value: Number(value & WORD) }));
  }

  /** A load is over when it is told of. */
  #lasts(store: boolean, over: () => void): void {
    if (store) this.#begin(over);
    else over();
  }

  #begin(over: () => void): void {
    this.#end();
    this.#over = over;
  }

  #end(): void {
    this.#over?.();
    this.#over = undefined;
    this.#server = undefined;
  }
}

function widthOf(size: number): AccessWidth {
  return size === 1 || size === 2 || size === 8 ? size : 4;
}
