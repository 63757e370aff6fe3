import type { Operation } from '../../machine/log';
import { DESTROY } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import type { Scene } from '../scene';
import { askedOf, type Ioctl } from '../views/call-structures';
import type { Named } from '../views/user-objects';

/** A DESTROY that the kernel has answered. */
interface Destroyed {
  readonly event: Ioctl;
  readonly id: number;
}

function destroyedBy(operation: Operation): Destroyed | undefined {
  if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl' || operation.event.status === undefined)
    return undefined;
  const { event } = operation;
  const asked = askedOf(event, DESTROY);
  return asked && { event, id: asked.id };
}

/** An object that uses the one that has an ID, if there is one. */
function userOf(scene: Scene, who: string, { event: { fd }, id }: Destroyed): Named | undefined {
  const objects = scene.process(who);
  const used = objects.get(fd, id);
  const on = ({ viommu }: { readonly viommu: number }) => viommu === id;
  switch (used?.kind) {
    case 'vIOMMU':
      return (
        objects.of(fd, 'hw_queue').find(on) ??
        objects.of(fd, 'vEVENTQ').find(on) ??
        objects.of(fd, 'HWPT').find(({ parent }) => parent === id) ??
        // Of a device whose file nobody knows it is not known whether it was closed, and took its vDEVICE along.
        objects.of(fd, 'vDEVICE').find((one) => on(one) && scene.deviceFiles.named(who, fd, one.device) !== undefined)
      );
    case 'HWPT':
      return objects.of(fd, 'vIOMMU').find(({ hwpt }) => hwpt === id) ?? objects.of(fd, 'HWPT').find(({ parent }) => parent === id);
    case 'IOAS':
      return objects.of(fd, 'HWPT').find(({ parent }) => parent === id);
    case 'hw_queue':
      return objects.of(fd, 'hw_queue').find(({ index, viommu }) => viommu === used.viommu && index === used.index + 1);
    default:
      return undefined;
  }
}

/** UAPI-DES-02: what uses a vIOMMU keeps it. */
export const usedViommus: Monitor = {
  clause: 'UAPI-DES-02',
  layer: 'kernel',
  sees: ['host ioctl DESTROY'],
  needs: ['host ioctl DESTROY', 'host ioctl VIOMMU_ALLOC'],
  looksAt: 'each DESTROY of a vIOMMU that succeeds: no hw_queue, vEVENTQ, nested HWPT or vDEVICE is on it',
  watch: (scene, bench) => ({
    begins(operation) {
      const destroyed = destroyedBy(operation);
      if (destroyed === undefined || scene.process(operation.who).get(destroyed.event.fd, destroyed.id)?.kind !== 'vIOMMU') return;
      const user = userOf(scene, operation.who, destroyed);
      if (user === undefined || destroyed.event.status !== 'OK') bench.held();
      else bench.violated(operation, `a vIOMMU is destroyed while there is a ${user.kind} on it, with ID ${user.id}`);
    },
  }),
};

/** UAPI-DES-01: only what exists is destroyed, and what others use is not. */
export const usedObjects: Monitor = {
  clause: 'UAPI-DES-01',
  layer: 'kernel',
  sees: ['host ioctl DESTROY'],
  needs: ['host ioctl DESTROY', 'host ioctl VIOMMU_ALLOC', 'host ioctl HW_QUEUE_ALLOC'],
  looksAt:
    'each DESTROY that succeeds: something has the ID; no vIOMMU is on a HWPT, no HWPT on an IOAS or another, no hw_queue is above a hw_queue',
  watch: (scene, bench) => ({
    begins(operation) {
      const found = scene.objectIds.foundBy(operation);
      const destroyed = destroyedBy(operation);
      if (destroyed === undefined || destroyed.event.status !== 'OK') return;
      const used = scene.process(operation.who).get(destroyed.event.fd, destroyed.id);
      const user = used === undefined || used.kind === 'vIOMMU' ? undefined : userOf(scene, operation.who, destroyed);
      if (found?.kind === 'nobody') bench.violated(operation, `ID ${found.id} is destroyed, which nothing has`);
      else if (user !== undefined && used !== undefined)
        bench.violated(operation, `a ${used.kind} is destroyed while a ${user.kind} uses it, with ID ${user.id}`);
      else bench.held();
    },
  }),
};
