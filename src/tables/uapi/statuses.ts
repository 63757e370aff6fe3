import type { Status } from '../../ports';
import {
  ATTACH_IOMMUFD_PT,
  BIND_IOMMUFD,
  DESTROY,
  DETACH_IOMMUFD_PT,
  GET_HW_INFO,
  HW_QUEUE_ALLOC,
  HWPT_ALLOC,
  HWPT_INVALIDATE,
  IOAS_ALLOC,
  IOAS_MAP,
  IOAS_UNMAP,
  type Request,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  VIOMMU_ALLOC,
} from './requests';

/** How any iommufd request can end before its own checks: size and copy of its structure (UAPI-COM-03). */
const COMMON: readonly Status[] = ['OK', 'EFAULT', 'EINVAL', 'E2BIG'];

/** The statuses that the documents name for each request. */
export const REQUEST_STATUSES: ReadonlyMap<Request, readonly Status[]> = new Map<Request, readonly Status[]>([
  [DESTROY, [...COMMON, 'ENOENT', 'EBUSY']],
  [GET_HW_INFO, [...COMMON, 'EOPNOTSUPP', 'ENOENT', 'ENOMEM']],
  [HWPT_ALLOC, [...COMMON, 'EOPNOTSUPP', 'ENOENT', 'ENOSPC', 'EIO', 'ENOMEM']],
  [VIOMMU_ALLOC, [...COMMON, 'EOPNOTSUPP', 'ENOENT', 'ENOSPC', 'ETIMEDOUT', 'ENOMEM']],
  [VDEVICE_ALLOC, [...COMMON, 'EOPNOTSUPP', 'ENOENT', 'EEXIST', 'ENOSPC', 'ENOMEM']],
  [HW_QUEUE_ALLOC, [...COMMON, 'EOPNOTSUPP', 'EOVERFLOW', 'ENOENT', 'ENOMEM', 'ERANGE', 'EPERM', 'EADDRINUSE', 'EEXIST', 'EIO']],
  [VEVENTQ_ALLOC, [...COMMON, 'EOPNOTSUPP', 'ENOENT', 'EEXIST', 'ENOMEM']],
  [HWPT_INVALIDATE, [...COMMON, 'EOPNOTSUPP', 'ENOENT', 'EIO', 'ETIMEDOUT', 'ENOMEM']],
  // Of the requests around them only what the documents rely on.
  [IOAS_ALLOC, ['OK', 'ENOMEM']],
  [IOAS_MAP, ['OK', 'EINVAL', 'ENOMEM']],
  [IOAS_UNMAP, ['OK', 'EBUSY']],
  [BIND_IOMMUFD, ['OK', 'EINVAL']],
  [ATTACH_IOMMUFD_PT, ['OK', 'ENOENT', 'EINVAL', 'EBUSY', 'ENOMEM']],
  [DETACH_IOMMUFD_PT, ['OK']],
]);
