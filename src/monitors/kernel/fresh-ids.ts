import { BIND_IOMMUFD, DESTROY, MAKING_REQUESTS } from '../../tables/uapi';
import type { Monitor, Sight } from '../monitor';
import { madeBy } from '../views/user-objects';

/** Requests after which something has an ID that had none. */
const GIVING = [BIND_IOMMUFD, ...MAKING_REQUESTS].map(({ name }): Sight => `host ioctl ${name}`);

/** UAPI-COM-06: an ID is given to one object at a time, and is the lowest that is free. */
export const freshIds: Monitor = {
  clause: 'UAPI-COM-06',
  layer: 'kernel',
  sees: GIVING,
  needs: ['host numbers', 'host allocations', 'host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY'],
  looksAt: 'each object that a request makes: no other object of the iommufd has its ID, and no lower one is free',
  watch: (scene, bench) => ({
    begins(operation) {
      const found = scene.objectIds.foundBy(operation);
      if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl') return;
      const made = madeBy(operation.event);
      const other = made && scene.process(operation.who).get(operation.event.fd, made.id);
      if (made !== undefined && other !== undefined)
        bench.violated(operation, `a new ${made.object.kind} gets ID ${made.id}, which a ${other.kind} has`);
      else if (found?.kind === 'given' && found.id > found.lowest)
        bench.violated(operation, `a new object gets ID ${found.id} while ${found.lowest} is free`);
      else if (made !== undefined || found?.kind === 'given') bench.held();
    },
  }),
};

/** UAPI-COM-07: a hw_queue has a second ID, which no other object gets and no user destroys. */
export const secondId: Monitor = {
  clause: 'UAPI-COM-07',
  layer: 'kernel',
  sees: [...GIVING, `host ioctl ${DESTROY.name}`],
  needs: ['host numbers', 'host allocations', 'host ioctl VFIO_DEVICE_BIND_IOMMUFD', 'host ioctl HW_QUEUE_ALLOC', 'host ioctl DESTROY'],
  looksAt:
    'each object that a request makes, and each DESTROY: the ID that a hw_queue takes besides its own is not given to another, and not destroyed',
  watch: (scene, bench) => ({
    begins(operation) {
      const found = scene.objectIds.foundBy(operation);
      if (found === undefined || found.kind === 'nobody') return;
      if (found.kind === 'access' && found.destroyed) bench.violated(operation, `the internal ID ${found.id} of a hw_queue is destroyed`);
      else if (found.kind === 'given' && found.isAccess)
        bench.violated(operation, `a new object gets ID ${found.id}, which the access of a hw_queue has`);
      else bench.held();
    },
  }),
};
