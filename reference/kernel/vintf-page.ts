import type { HostRegisters, RegisterWidth } from '../../src/ports';
import { vintfPage0 } from '../../src/tables/registers';
import type { MappedPages } from './address-space';
import type { IommufdContext } from './iommufd-context';
import type { Viommu } from './viommu';

/** Page 0 of a VINTF: what is mapped of it reaches the hardware, uncached (UAPI-MMAP-06). */
export class VintfPage implements MappedPages {
  readonly #base: number;
  readonly #registers: HostRegisters;
  readonly #viommu: Viommu;
  readonly #context: IommufdContext;

  constructor(vintf: number, viommu: Viommu, context: IommufdContext) {
    this.#base = vintfPage0(vintf);
    this.#registers = viommu.smmu.registers;
    this.#viommu = viommu;
    this.#context = context;
  }

  read(offset: number, width: RegisterWidth): Promise<bigint> {
    return this.#registers.read(this.#base + offset, width);
  }

  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    return this.#registers.write(this.#base + offset, width, value);
  }

  /** Each mapping uses the vIOMMU and keeps its iommufd alive (UAPI-DES-02, UAPI-DES-05). */
  opened(): void {
    this.#viommu.acquire();
    this.#context.acquire();
  }

  async closed(): Promise<void> {
    this.#viommu.release();
    await this.#context.release();
  }
}
