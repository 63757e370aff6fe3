import type { Register } from '../../tables/registers';
import { DESTROY, VDEVICE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { onUserVintfWrites } from './kernel-writes';

/** Where a vDEVICE stands in hardware. */
interface Slot {
  readonly smmu: string;
  readonly match: Register;
}

const isAllocation = isRequest(VDEVICE_ALLOC);

/** VSID-15: the vDEVICE of a device goes when the device's file is closed. */
export const goesWithDevice: Monitor = {
  clause: 'VSID-15',
  layer: 'kernel',
  sees: ['host close', 'host mmap', 'host ioctl VDEVICE_ALLOC', 'host ioctl DESTROY', 'registers write VINTF_SID_MATCH'],
  needs: ['host numbers', 'host ioctl VFIO_DEVICE_BIND_IOMMUFD', 'host ioctl VDEVICE_ALLOC', 'registers write VINTF_SID_MATCH'],
  skipsIdleWrites: true,
  looksAt: 'each close of the file of a device that has a vDEVICE: SID_MATCH of its slot is cleared',
  watch: (scene, bench) => {
    /** Of devices by their file, with the vDEVICE's name. */
    const slots = bench.keep(new Map<string, Slot & { readonly vdevice: string }>());
    const last = bench.keep<{ enabled: (Slot & { readonly call: number }) | undefined }>({ enabled: undefined });
    const enabling = onUserVintfWrites(scene, ({ operation, register, value }) => {
      const call = (value & 1n) === 1n ? scene.around(operation, isAllocation) : undefined;
      if (call !== undefined) last.enabled = { call: call.n, smmu: operation.who, match: register };
    });
    return {
      begins(operation) {
        enabling(operation);
        // A mapping keeps the file.
        if (operation.port === 'host' && operation.event.op === 'mmap') slots.delete(`${operation.who} ${operation.event.fd}`);
      },
      ends(operation) {
        if (operation.port !== 'host') return;
        const { event, n, who } = operation;
        const closed = event.op === 'close' && event.status === 'OK' ? scene.deviceFiles.at(who, event.fd) : undefined;
        if (closed !== undefined) {
          const file = `${who} ${closed.fd}`;
          const slot = slots.get(file);
          slots.delete(file);
          if (slot === undefined || operation.given) return;
          if (scene.block(slot.smmu)?.isSet(slot.match, 1) !== true) bench.held();
          else bench.violated(operation, `${closed.device} is closed, and ${slot.match.name} of its vDEVICE is enabled`);
        }
        if (event.op !== 'ioctl') return;
        const gone = event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
        if (gone !== undefined)
          for (const [file, { vdevice }] of slots) if (vdevice === `${who} ${event.fd} ${gone.id}`) slots.delete(file);
        const made = answerOf(event, VDEVICE_ALLOC);
        if (made === undefined || last.enabled?.call !== n) return;
        const device = scene.deviceFiles.named(who, event.fd, made.dev_id);
        if (device !== undefined)
          slots.set(`${who} ${device.fd}`, { ...last.enabled, vdevice: `${who} ${event.fd} ${made.out_vdevice_id}` });
      },
    };
  },
};
