import {
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HWPT_SMMUV3_DATA,
  IOVA_RANGE,
  VEVENT_HEADER,
  VEVENT_SMMUV3,
  VEVENT_TEGRA241,
  VIOMMU_TEGRA241_DATA,
} from './requests';
import type { Structure } from './structure';

/** A structure that is not the argument of a request itself. */
export interface PointedTo {
  readonly structure: Structure;
  /** Where it is, in words that begin a sentence. */
  readonly where: string;
}

/** What pointers of requests reach, and what event files give. */
export const POINTED_TO: readonly PointedTo[] = [
  { structure: IOVA_RANGE, where: 'IOAS_IOVA_RANGES, at allowed_iovas: num_iovas of these' },
  { structure: HW_INFO_SMMUV3, where: 'GET_HW_INFO, at data_uptr, of type 2, SMMUv3' },
  { structure: HW_INFO_TEGRA241, where: 'GET_HW_INFO, at data_uptr, of type 3, Tegra241 CMDQ-V' },
  { structure: HWPT_SMMUV3_DATA, where: 'HWPT_ALLOC, at data_uptr, of type 2: words 0 and 1 of the vSTE' },
  { structure: VIOMMU_TEGRA241_DATA, where: 'VIOMMU_ALLOC, at data_uptr, of type 2, Tegra241 CMDQ-V' },
  { structure: VEVENT_HEADER, where: 'Each record of an event queue begins so; one of lost events is no more' },
  { structure: VEVENT_TEGRA241, where: 'A record of type 2, Tegra241 CMDQ-V, after its header: LVCMDQ_ERR_MAP' },
  { structure: VEVENT_SMMUV3, where: 'A record of type 1, SMMUv3, after its header' },
];
