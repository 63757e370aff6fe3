import type { Monitor } from '../monitor';
import { madeBy } from '../views/user-objects';

/** UAPI-COM-06: an ID is given to one object at a time. */
export const freshIds: Monitor = {
  clause: 'UAPI-COM-06',
  layer: 'kernel',
  sees: ['host ioctl *'],
  needs: ['host numbers', 'host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY'],
  looksAt: 'each object that a request makes: no other object of the iommufd has its ID',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl') return;
      const made = madeBy(operation.event);
      if (made === undefined) return;
      const other = scene.process(operation.who).get(operation.event.fd, made.id);
      if (other === undefined) bench.held();
      else bench.violated(operation, `a new ${made.object.kind} gets ID ${made.id}, which a ${other.kind} has`);
    },
  }),
};
