import { vmAt } from '../../machine/log';
import { DESTROY, HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import type { UserObjects } from '../views/user-objects';
import { baseOf, queueIn } from './queue-base';
import { isReady } from './ready-queue';

/** Queues that a VM has, and at which SMMU of it the guest is whose access made each. */
interface Made {
  readonly queues: UserObjects['queues'];
  readonly makers: ReadonlyMap<number, string>;
}

/** ALLOC-09: the queue that a ready vCMDQ has is built from its current BASE. */
export const currentBase: Monitor = {
  clause: 'ALLOC-09',
  layer: 'device',
  sees: ['guest write', 'host ioctl HW_QUEUE_ALLOC', 'host ioctl DESTROY'],
  looksAt: 'each write of a guest, once it is served: the hw_queue of a ready vCMDQ lies where its BASE says, and is as long',
  watch: (scene, bench) => {
    /** VMs whose kernel was made to answer for its queues as the suite wanted. */
    const excused = bench.keep(new Set<string>());
    /** VMs with queues: without any there is nothing to look at. */
    const busy = bench.keep(new Set<string>());
    /** By VM: queues of two SMMUs have the same indices. */
    const places = bench.keep(new Map<string, Made>());
    const told = bench.keep(new Set<string>());
    return {
      begins(operation) {
        if (operation.port !== 'host' || operation.by !== 'device' || operation.event.op !== 'ioctl') return;
        if (operation.given) excused.add(operation.who);
        if (operation.event.request === HW_QUEUE_ALLOC.number || operation.event.request === DESTROY.number) busy.add(operation.who);
      },
      ends(operation) {
        if (operation.port !== 'guest') return;
        const vm = vmAt(operation.who);
        if (!busy.has(vm) || excused.has(vm)) return;
        const guest = scene.guest(operation.who);
        const { queues } = scene.process(vm);
        if (queues.length === 0) {
          places.delete(vm);
          return;
        }
        let known = places.get(vm);
        if (known?.queues !== queues) {
          // One that nobody knew yet was made by the access that has just ended; IDs of those that are gone are given out anew.
          known = { queues, makers: new Map(queues.map(({ id }) => [id, known?.makers.get(id) ?? operation.who])) };
          places.set(vm, known);
        }
        for (const { address, id, index, length, viommu } of queues) {
          const base = baseOf(guest, index);
          if (known.makers.get(id) !== operation.who || index > 1 || base === undefined || !isReady(guest, index)) continue;
          const wanted = queueIn(base);
          if (wanted.address === address && wanted.length === length) bench.held();
          else if (!told.has(`${vm} ${viommu} ${id}`)) {
            told.add(`${vm} ${viommu} ${id}`);
            const [lies, says] = [address, wanted.address].map((at) => `0x${at.toString(16)}`);
            bench.violated(
              operation,
              `the hw_queue of vCMDQ ${index} is ${length} bytes at ${lies}; its BASE says ${wanted.length} bytes at ${says}`,
            );
          }
        }
      },
    };
  },
};
