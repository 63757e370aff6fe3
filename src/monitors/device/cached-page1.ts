import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';

/** RD-03: page 1 reads as the guest wrote it, whatever became of the queue. */
export const cachedPage1: Monitor = {
  clause: 'RD-03',
  layer: 'device',
  sees: ['guest read'],
  looksAt: 'each read of BASE and CONS_INDX_BASE_DRAM by a guest: what it wrote last, through either aperture',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'guest' || operation.event.op !== 'read' || operation.event.value === undefined) return;
      const { offset, value, width } = operation.event;
      const register = GuestRegisters.reached(offset, width);
      if (register === undefined || !('page' in register.place) || register.place.page !== 1) return;
      const wanted = scene.guest(operation.who).value(register);
      if (value === wanted) bench.held();
      else bench.violated(operation, `${register.name} reads 0x${value.toString(16)}; the guest wrote 0x${wanted.toString(16)}`);
    },
  }),
};
