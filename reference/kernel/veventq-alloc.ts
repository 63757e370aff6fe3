import { type VEVENTQ_ALLOC, VEVENTQ_MAX_DEPTH, VEVENTQ_TYPES } from '../../src/tables/uapi';
import { Refusal } from './refusal';
import type { CallOf } from './user-call';
import { Veventq } from './veventq';
import { VeventqFile } from './veventq-file';
import { Viommu } from './viommu';

/** IOMMU_VEVENTQ_ALLOC. */
export async function veventqAlloc(call: CallOf<typeof VEVENTQ_ALLOC>): Promise<void> {
  const { values, context } = call;
  const { flags, __reserved: reserved, type, veventq_depth: depth } = values;
  if (flags !== 0 || reserved !== 0 || type === VEVENTQ_TYPES.DEFAULT) throw new Refusal('EOPNOTSUPP'); // UAPI-VEQ-01
  if (depth === 0 || depth > VEVENTQ_MAX_DEPTH) throw new Refusal('EINVAL'); // UAPI-VEQ-02
  const viommu = context.objects.get(values.viommu_id, Viommu); // UAPI-VEQ-03
  if (viommu.veventqs.has(type)) throw new Refusal('EEXIST'); // UAPI-VEQ-04
  // UAPI-VEQ-05: any other type is accepted.
  const { files, heap } = context.process;
  const id = call.reserve();
  const queue = call.make(
    new Veventq(depth, heap, () => {
      viommu.veventqs.delete(type);
      viommu.release();
    }),
  );
  viommu.veventqs.set(type, queue);
  viommu.acquire(); // UAPI-VEQ-07
  heap.take(); // the file
  const fd = files.reserve();
  values.out_veventq_id = id;
  values.out_veventq_fd = fd;
  try {
    call.respond();
  } catch (error) {
    files.abandon(fd);
    throw error;
  }
  files.install(fd, new VeventqFile(queue, context));
}
