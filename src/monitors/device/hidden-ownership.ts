import { extract, fieldNamed } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';

/** VINTF-01: a guest never sees HYP_OWN. */
export const hiddenOwnership: Monitor = {
  clause: 'VINTF-01',
  layer: 'device',
  sees: ['guest read VINTF_CONFIG'],
  needs: ['guest read'],
  looksAt: 'each read of VINTF0_CONFIG by a guest: HYP_OWN is 0',
  watch: (_scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'guest' || operation.event.op !== 'read' || operation.event.value === undefined) return;
      const register = GuestRegisters.reached(operation.event.offset, operation.event.width);
      if (register?.name !== 'VINTF0_CONFIG') return;
      if (extract(operation.event.value, fieldNamed(register, 'HYP_OWN')) === 0n) bench.held();
      else bench.violated(operation, 'VINTF0_CONFIG reads with HYP_OWN set');
    },
  }),
};
