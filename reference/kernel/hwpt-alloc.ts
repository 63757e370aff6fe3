import { nestsStages, tracksDirtyPages } from '../../src/tables/smmu';
import { type HWPT_ALLOC, HWPT_DATA, HWPT_FLAGS, HWPT_SMMUV3_DATA } from '../../src/tables/uapi';
import { Device } from './device';
import { Ioas } from './ioas';
import { NestedHwpt } from './nested-hwpt';
import type { KernelObject } from './objects';
import { PagingHwpt } from './paging-hwpt';
import { Refusal } from './refusal';
import type { CallOf } from './user-call';
import { copyInDriverData } from './user-copy';
import { Viommu } from './viommu';

type Call = CallOf<typeof HWPT_ALLOC>;

const { NEST_PARENT, DIRTY_TRACKING, FAULT_ID_VALID, PASID } = HWPT_FLAGS;
const PAGING_FLAGS = NEST_PARENT | DIRTY_TRACKING | FAULT_ID_VALID | PASID;
const NESTED_FLAGS = FAULT_ID_VALID | PASID;

/** IOMMU_HWPT_ALLOC. */
export async function hwptAlloc(call: Call): Promise<void> {
  const { values, context } = call;
  if (values.__reserved !== 0) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-01
  if ((values.data_type === HWPT_DATA.NONE) !== (values.data_len === 0)) throw new Refusal('EINVAL'); // UAPI-HWPT-02
  const device = context.objects.get(values.dev_id, Device); // UAPI-HWPT-03
  const origin = context.objects.find(values.pt_id);
  values.out_hwpt_id = call.reserve();
  context.process.heap.take(); // the table
  call.make(allocate(call, device, origin));
  // UAPI-HWPT-13: the model makes no fault queues, so no fault_id names one.
  if (has(values.flags, FAULT_ID_VALID)) throw new Refusal('ENOENT');
  call.respond();
}

function allocate(call: Call, device: Device, origin: KernelObject | undefined): KernelObject {
  if (origin instanceof Ioas) return allocatePaging(call, device, origin);
  if (origin instanceof Viommu) return allocateNested(call, device, origin);
  // A table on top of a paging HWPT: the SMMUv3 driver has that on vIOMMUs only.
  if (origin instanceof PagingHwpt) throw new Refusal('EOPNOTSUPP');
  throw new Refusal('EINVAL'); // UAPI-HWPT-04
}

function allocatePaging({ values, context }: Call, { smmu, physical }: Device, ioas: Ioas): PagingHwpt {
  const { flags } = values;
  const { description } = smmu;
  const nestParent = has(flags, NEST_PARENT);
  if ((flags & ~PAGING_FLAGS) !== 0) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-05
  if (has(flags, DIRTY_TRACKING) && !tracksDirtyPages(description)) throw new Refusal('EOPNOTSUPP');
  if (has(flags, FAULT_ID_VALID) && nestParent) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-06
  if (values.data_len !== 0) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-06
  if (nestParent && has(flags, DIRTY_TRACKING | PASID)) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-06
  if (nestParent && !nestsStages(description)) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-06
  return new PagingHwpt(
    ioas,
    smmu,
    { nestParent, automatic: false, coherentOnly: physical.description.coherent },
    context.process.pageSize,
  ); // UAPI-HWPT-07
}

function allocateNested({ values, memory }: Call, { smmu }: Device, viommu: Viommu): NestedHwpt {
  const { flags, data_type: type, data_len: length, data_uptr: address } = values;
  if (viommu.smmu !== smmu) throw new Refusal('EINVAL'); // UAPI-HWPT-08
  if ((flags & ~NESTED_FLAGS) !== 0 || length === 0) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-09
  if (has(flags, PASID)) throw new Refusal('EOPNOTSUPP'); // UAPI-HWPT-09
  if (type !== HWPT_DATA.ARM_SMMUV3) throw new Refusal('EINVAL'); // UAPI-HWPT-10
  return new NestedHwpt(viommu, copyInDriverData(memory, { length, address }, HWPT_SMMUV3_DATA)); // UAPI-HWPT-10 to UAPI-HWPT-12
}

/** Tells whether any of the bits is set. */
function has(flags: number, bits: number): boolean {
  return (flags & bits) !== 0;
}
