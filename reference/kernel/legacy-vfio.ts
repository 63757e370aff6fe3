import { Refusal } from './refusal';

const GET_API_VERSION = 0x3b64;
const CHECK_EXTENSION = 0x3b65;
const SET_IOMMU = 0x3b66;
const IOMMU_GET_INFO = 0x3b70;
const IOMMU_MAP_DMA = 0x3b71;
const IOMMU_UNMAP_DMA = 0x3b72;

/** The ioctls of the old VFIO container; nothing behind them is modelled (UAPI-COM-09). */
export function legacyVfioIoctl(request: number): void {
  switch (request) {
    case GET_API_VERSION:
    case CHECK_EXTENSION:
      return;
    case SET_IOMMU:
    case IOMMU_GET_INFO:
    case IOMMU_MAP_DMA:
    case IOMMU_UNMAP_DMA:
      throw new Refusal('EINVAL');
    default:
      throw new Refusal('ENOTTY');
  }
}
