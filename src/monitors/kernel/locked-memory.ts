import { IOAS_UNMAP } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import type { UserObjects } from '../views/user-objects';

/** The IOAS that the addresses of a vIOMMU's queues are in: that of its stage 2. */
function ioasOf(objects: UserObjects, fd: number, viommu: number): number | undefined {
  const owner = objects.get(fd, viommu);
  const stage2 = owner?.kind === 'vIOMMU' ? objects.get(fd, owner.hwpt) : undefined;
  return stage2?.kind === 'HWPT' ? stage2.parent : undefined;
}

/** UAPI-HWQ-21: the memory of a hw_queue stays mapped until that is destroyed. */
export const lockedMemory: Monitor = {
  clause: 'UAPI-HWQ-21',
  layer: 'kernel',
  sees: ['host ioctl IOAS_UNMAP'],
  needs: ['host ioctl IOAS_UNMAP', 'host ioctl HW_QUEUE_ALLOC', 'host ioctl VIOMMU_ALLOC', 'host ioctl HWPT_ALLOC', 'host ioctl DESTROY'],
  looksAt: 'each IOAS_UNMAP that succeeds: no hw_queue that is there has memory in what it was asked to unmap',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl') return;
      const { event, who } = operation;
      const asked = askedOf(event, IOAS_UNMAP);
      if (asked === undefined || event.status === undefined) return;
      const objects = scene.process(who);
      const end = asked.iova + asked.length;
      const locked = objects
        .of(event.fd, 'hw_queue')
        .find(
          ({ address, length, viommu }) =>
            address < end && asked.iova < address + length && ioasOf(objects, event.fd, viommu) === asked.ioas_id,
        );
      if (locked !== undefined && event.status === 'OK')
        bench.violated(operation, `memory at 0x${locked.address.toString(16)} is unmapped, which hw_queue ${locked.id} has`);
      else if (locked !== undefined || event.status === 'OK') bench.held();
    },
  }),
};
