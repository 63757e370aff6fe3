import { DESTROY, decodeStructure, IOMMU_PATH, VIOMMU_ALLOC, VIOMMU_TEGRA241_DATA, VIOMMU_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf, memoryAt } from '../views/call-structures';

/** Page 0 of a VINTF. */
const RANGE_BYTES = 0x10000n;

/** Ranges of one iommufd, by vIOMMU. */
class Ranges {
  readonly #offsets = new Map<number, bigint>();

  copy(): Ranges {
    const copy = new Ranges();
    for (const [viommu, offset] of this.#offsets) copy.#offsets.set(viommu, offset);
    return copy;
  }

  add(viommu: number, offset: bigint): void {
    this.#offsets.set(viommu, offset);
  }

  remove(viommu: number): void {
    this.#offsets.delete(viommu);
  }

  /** The lowest offset from the first host page up that is free. */
  lowest(pageSize: bigint): bigint {
    let lowest = pageSize;
    for (const offset of [...this.#offsets.values()].sort((one, other) => (one < other ? -1 : 1))) {
      if (lowest + RANGE_BYTES <= offset) break;
      lowest = offset + RANGE_BYTES;
    }
    return lowest;
  }
}

/** UAPI-VIOMMU-14: the page of a VINTF is offered for mmap in the lowest free range, the first host page left out. */
export const lowestRange: Monitor = {
  clause: 'UAPI-VIOMMU-14',
  layer: 'kernel',
  sees: ['host open', 'host close', 'host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY'],
  needs: ['host numbers', 'host open', 'host ioctl VIOMMU_ALLOC', 'host ioctl VFIO_DEVICE_BIND_IOMMUFD'],
  looksAt:
    'each VIOMMU_ALLOC of type TEGRA241_CMDQV: out_vintf_mmap_length is 0x10000, and out_vintf_mmap_offset the lowest free range of the file from one host page up',
  watch: (scene, bench) => {
    /** Files that the log shows from their opening on. */
    const files = bench.keep(new Map<string, Ranges>());
    return {
      begins(operation) {
        if (operation.port !== 'host') return;
        const { event, given, who } = operation;
        if (event.op === 'open' && event.fd !== undefined && event.path === IOMMU_PATH && scene.whole)
          files.set(`${who} ${event.fd}`, new Ranges());
        if (event.op === 'close') files.delete(`${who} ${event.fd}`);
        if (event.op !== 'ioctl' || event.status !== 'OK' || event.after === undefined) return;
        const file = `${who} ${event.fd}`;
        const ranges = files.get(file);
        const gone = askedOf(event, DESTROY);
        if (gone !== undefined) ranges?.remove(gone.id);
        const made = answerOf(event, VIOMMU_ALLOC);
        if (made?.type !== VIOMMU_TYPES.TEGRA241_CMDQV) return;
        const data = memoryAt(event.after, made.data_uptr, VIOMMU_TEGRA241_DATA.bytes);
        if (given || ranges === undefined || data === undefined) {
          files.delete(file);
          return;
        }
        const { out_vintf_mmap_length: length, out_vintf_mmap_offset: offset } = decodeStructure(VIOMMU_TEGRA241_DATA, data);
        const lowest = ranges.lowest(scene.host.pageSize);
        ranges.add(made.out_viommu_id, offset);
        if (length === RANGE_BYTES && offset === lowest) bench.held();
        else
          bench.violated(
            operation,
            `a page is offered for mmap at 0x${offset.toString(16)}, 0x${length.toString(16)} bytes; 0x${lowest.toString(16)} is free`,
          );
      },
    };
  },
};
