import { BootFailure, type HostMemory, type HostRegisters } from '../../../src/ports';
import { type Geometry, physicalMap, type RegisterMap } from '../../../src/tables/registers';
import { log2 } from '../integers';
import type { KernelMemory } from '../kernel-memory';
import { LowestFree } from '../lowest-free';
import { Refusal } from '../refusal';
import { disable, enable } from './handshake';
import { handleInterrupt } from './isr';
import { type Layout, layoutOf } from './layout';
import { discover, type Parameters, readParameters } from './parameters';
import { load, storeAll } from './register-access';
import { ENTRY_SHIFT, Vintf } from './vintf';

/** log2 of the largest allocation of the kernel, in pages. */
const MAX_PAGE_ORDER = 10;

/** The SMMU that a block belongs to, as the block's driver sees it. */
export interface CmdqvHost {
  readonly smmu: string;
  readonly registers: HostRegisters;
  readonly memory: HostMemory;
  /** Memory for the kernel's own queues. */
  readonly kernelMemory: KernelMemory;
  readonly pageSize: bigint;
  /** log2 of the largest queue of the SMMU, in entries. */
  readonly cmdqs: number;
  readonly flush: () => Promise<void>;
}

/** The driver of an SMMU's CMDQ-V block. */
export class Cmdqv {
  readonly layout: Layout;
  /** By number; VINTF 0 is the kernel's (PHYS-06). */
  readonly vintfs: (Vintf | undefined)[] = [];
  readonly #host: CmdqvHost;
  readonly #map: RegisterMap;
  readonly #parameters: Parameters;
  readonly #indices: LowestFree;

  private constructor(host: CmdqvHost, parameters: Parameters) {
    this.#host = host;
    this.#parameters = parameters;
    this.#map = physicalMap(parameters);
    this.layout = layoutOf(this.#map);
    this.#indices = new LowestFree(1, this.geometry.vintfs - 1);
  }

  /** Finds out what the block has, and prepares the kernel's own VINTF (HOST-01 to HOST-03). */
  static async probe(host: CmdqvHost): Promise<Cmdqv> {
    const { registers } = host;
    const cmdqv = new Cmdqv(host, await discover(registers));
    const { layout, vintfs } = cmdqv;
    registers.onInterrupt(() => handleInterrupt({ layout, vintfs, registers, memory: host.memory }));
    cmdqv.#addKernelVintf(); // HOST-03
    return cmdqv;
  }

  get geometry(): Geometry {
    return this.#map.geometry;
  }

  /** log2 of the logical vCMDQs of a VINTF and of its vSID slots, as PARAM told at probe (UAPI-INFO-08, UAPI-INFO-12). */
  get perVintf(): { readonly vcmdqsLog2: number; readonly sidsLog2: number } {
    const { vcmdqsLog2, vintfsLog2, sidsLog2 } = this.#parameters;
    return { vcmdqsLog2: vcmdqsLog2 - vintfsLog2, sidsLog2 };
  }

  /** The version that PARAM tells now (UAPI-INFO-12). */
  async version(): Promise<number> {
    return (await readParameters(this.#host.registers)).version;
  }

  /** Brings the block up, once its SMMU is enabled; throws a {@link BootFailure} where it does not follow (HOST-04 to HOST-06). */
  async reset(): Promise<void> {
    const { registers, smmu } = this.#host;
    const { global } = this.layout;
    const config = await load(registers, global.config);
    if (!(await disable(registers, global, config))) throw new BootFailure(smmu, 'the CMDQ-V block does not disable: ETIMEDOUT');
    if (!(await enable(registers, global, config))) throw new BootFailure(smmu, 'the CMDQ-V block does not enable');

    await storeAll(registers, this.layout.homes);

    const outcome = await this.vintfs[0]?.start({ hypOwn: true }); // HOST-05
    if (outcome === 'vintf') throw new BootFailure(smmu, 'VINTF0 does not enable: ETIMEDOUT');
    if (outcome === 'vcmdq') throw new BootFailure(smmu, 'a vCMDQ of VINTF0 does not enable: ETIMEDOUT');
  }

  /** The driver goes: no interrupt reaches it any more, all VINTFs are taken down, and the block itself stays enabled (HOST-09). */
  async remove(): Promise<void> {
    this.#host.registers.onInterrupt(() => Promise.resolve());
    await this.stop();
  }

  /** Takes all VINTFs down (HOST-09, HOST-12). */
  async stop(): Promise<void> {
    for (const vintf of this.vintfs) await vintf?.stop();
  }

  /** Takes the lowest free VINTF for a user and enables it with his VMID (VHW-01 to VHW-06). */
  async allocateVintf(vmid: number): Promise<Vintf> {
    const index = this.#indices.take();
    if (index === undefined) throw new Refusal('ENOSPC'); // UAPI-VIOMMU-10
    const vintf = this.#makeVintf(index, vmid);
    if ((await vintf.start({ hypOwn: false })) === 'started') return vintf;
    this.#forget(vintf); // CONFIG stays as it is
    throw new Refusal('ETIMEDOUT'); // UAPI-VIOMMU-11
  }

  /** Disables a user's VINTF and frees it (UAPI-VIOMMU-16). */
  async freeVintf(vintf: Vintf): Promise<void> {
    await vintf.stop();
    this.#forget(vintf);
  }

  #addKernelVintf(): void {
    const { pageSize, cmdqs, kernelMemory } = this.#host;
    const vintf = this.#makeVintf(0, 0);
    const largest = log2(pageSize) + MAX_PAGE_ORDER - ENTRY_SHIFT;
    const log2size = Math.min(largest, cmdqs);
    for (let queue = 0; queue < this.geometry.lvcmdqs; queue++) {
      vintf.addQueue({ address: kernelMemory.allocate(2n ** BigInt(log2size + ENTRY_SHIFT)), log2size });
    }
  }

  #makeVintf(index: number, vmid: number): Vintf {
    const { registers, cmdqs, flush } = this.#host;
    const layout = this.layout.vintf(index);
    const vintf = new Vintf(index, vmid, {
      registers,
      layout,
      cmdqs,
      lvcmdq: (slot) => {
        const queue = layout.lvcmdqs[slot];
        const allocMap = this.layout.allocMaps[index * this.geometry.lvcmdqs + slot]; // PHYS-05
        if (queue === undefined || allocMap === undefined) throw new RangeError(`VINTF${index} has no logical vCMDQ ${slot}`);
        return { registers, layout: queue, allocMap, flush };
      },
    });
    this.vintfs[index] = vintf;
    return vintf;
  }

  #forget(vintf: Vintf): void {
    this.vintfs[vintf.index] = undefined;
    this.#indices.give(vintf.index);
  }
}
