import { DESTROY } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import type { UserObjects } from '../views/user-objects';

/** Objects that use a vIOMMU. */
function usersOf(objects: UserObjects, fd: number, id: number): string[] {
  return [
    ...(['hw_queue', 'vDEVICE', 'vEVENTQ'] as const).filter((kind) => objects.of(fd, kind).some(({ viommu }) => viommu === id)),
    ...(objects.of(fd, 'HWPT').some(({ parent }) => parent === id) ? ['nested HWPT'] : []),
  ];
}

/** TEAR-10: a vIOMMU is destroyed after everything that uses it. */
export const leavesFirst: Monitor = {
  clause: 'TEAR-10',
  layer: 'device',
  sees: ['host mmap', 'host munmap', 'host ioctl DESTROY'],
  needs: ['host ioctl DESTROY', 'host ioctl VIOMMU_ALLOC'],
  looksAt: 'each DESTROY of a vIOMMU by a VMM: no hw_queue, vDEVICE, vEVENTQ, nested HWPT or mapping is left on it',
  watch: (scene, bench) => {
    const mappings = bench.keep(new Set<string>());
    return {
      begins(operation) {
        if (operation.port !== 'host' || operation.by !== 'device') return;
        const { event, who } = operation;
        if (event.op === 'mmap' && event.address !== undefined) mappings.add(`${who} ${event.address}`);
        if (event.op === 'munmap' && event.status === 'OK') mappings.delete(`${who} ${event.address}`);
        const asked = askedOf(event, DESTROY);
        if (asked === undefined || event.op !== 'ioctl') return;
        const objects = scene.process(who);
        const gone = objects.get(event.fd, asked.id);
        if (gone?.kind !== 'vIOMMU') return;
        // The kernel destroys none that an object uses (UAPI-DES-02): what is known of those has gone with a file.
        const proven = event.status === 'OK' && !operation.given;
        const users: string[] = proven ? [] : usersOf(objects, event.fd, asked.id);
        const only = objects.of(event.fd, 'vIOMMU').length === 1;
        if (only && [...mappings].some((key) => key.startsWith(`${who} `))) users.push('mapping of its page');
        if (users.length === 0) bench.held();
        else bench.violated(operation, `the vIOMMU is destroyed while it has a ${users.join(', a ')}`);
      },
    };
  },
};
