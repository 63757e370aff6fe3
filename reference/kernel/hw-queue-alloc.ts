import { type HW_QUEUE_ALLOC, HW_QUEUE_TYPES } from '../../src/tables/uapi';
import { Access, endAccess, HwQueue } from './hw-queue';
import { alignDown, alignUp, U64_MAX } from './integers';
import type { PinnedPages } from './ioas';
import { Refusal } from './refusal';
import type { Lvcmdq } from './tegra/lvcmdq';
import type { Vintf } from './tegra/vintf';
import type { CallOf } from './user-call';
import { Viommu } from './viommu';

type Call = CallOf<typeof HW_QUEUE_ALLOC>;

/** The kernel allocates no array of more bytes. */
const LARGEST_ARRAY = 2n ** 31n - 1n;
const POINTER_BYTES = 8n;

/** IOMMU_HW_QUEUE_ALLOC; what concerns the memory is checked before the rest (UAPI-HWQ-15). */
export async function hwQueueAlloc(call: Call): Promise<void> {
  const { values, context } = call;
  if (values.flags !== 0 || values.type === HW_QUEUE_TYPES.DEFAULT) throw new Refusal('EOPNOTSUPP'); // UAPI-HWQ-01
  if (values.length === 0n) throw new Refusal('EINVAL'); // UAPI-HWQ-02
  if (values.nesting_parent_iova + values.length - 1n > U64_MAX) throw new Refusal('EOVERFLOW'); // UAPI-HWQ-03
  const viommu = context.objects.get(values.viommu_id, Viommu); // UAPI-HWQ-04
  const vintf = viommu.share?.vintf;
  if (vintf === undefined || values.type !== HW_QUEUE_TYPES.TEGRA241_CMDQV) throw new Refusal('EOPNOTSUPP'); // UAPI-HWQ-05
  const id = call.reserve();
  const { ioas } = viommu.parent;
  const { heap } = context.process;
  heap.take(); // the access
  heap.take(); // what lists its pages
  const pages = pinQueue(call, viommu);
  const access = new Access(ioas, pages);
  context.objects.add(access); // UAPI-COM-07: the second ID
  const lvcmdq = await allocate(call, vintf, access);
  call.make(new HwQueue(context, viommu, vintf, lvcmdq, access));
  values.out_hw_queue_id = id;
  call.respond();
}

/** Pins the whole host pages of the queue. */
function pinQueue({ values, context }: Call, { parent }: Viommu): PinnedPages {
  const { pageSize } = context.process;
  const iova = values.nesting_parent_iova;
  const bytes = iova - alignDown(iova, pageSize) + values.length;
  if (bytes + pageSize - 1n > U64_MAX) throw new Refusal('ERANGE'); // UAPI-HWQ-06
  if ((alignUp(bytes, pageSize) / pageSize) * POINTER_BYTES > LARGEST_ARRAY) throw new Refusal('ENOMEM'); // UAPI-HWQ-06
  return parent.ioas.pin(iova, values.length); // UAPI-HWQ-07, UAPI-HWQ-08
}

/** The driver's part, on memory that must be physically consecutive; a refusal unpins it (UAPI-HWQ-25). */
async function allocate({ values, context }: Call, vintf: Vintf, access: Access): Promise<Lvcmdq> {
  try {
    const [run, ...others] = access.pages.runs;
    if (run === undefined || others.length > 0) throw new Refusal('EFAULT'); // UAPI-HWQ-09
    const inPage = values.nesting_parent_iova % context.process.pageSize;
    return await vintf.allocateQueue(values.index, run.address + inPage, values.length); // UAPI-HWQ-10 to UAPI-HWQ-19, UAPI-HWQ-26
  } catch (error) {
    await endAccess(context, access);
    throw error;
  }
}
