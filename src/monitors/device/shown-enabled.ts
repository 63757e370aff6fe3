import { extract, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';
import { forgetVm } from '../views/places';

/** A register and a field of it. */
interface Flag {
  readonly register: Register | undefined;
  readonly field: string;
}

function flag(name: string, field: string): Flag {
  return { register: GUEST_MAP.named(name), field };
}

function isSet({ field, register }: Flag, value: bigint): boolean {
  return register !== undefined && extract(value, fieldNamed(register, field)) === 1n;
}

/** A STATUS that shows what the guest has switched on. */
function shows(clause: string, [config, status]: readonly [Flag, Flag], [written, read]: readonly [string, string]): Monitor {
  return {
    clause,
    layer: 'device',
    sees: [`guest write ${written}`, `guest read ${read}`, 'guest write no register', 'guest reset', 'guest plug', 'guest unplug'],
    needs: ['guest read', 'guest write'],
    looksAt: `each read of ${status.register?.name} by a guest that set ${config.field} last: ${status.field} is 1`,
    watch: (scene, bench) => {
      /** Places whose guest set it when it wrote the register last. */
      const on = bench.keep(new Set<string>());
      return {
        begins(operation) {
          if (operation.port !== 'guest') return;
          const { event, who } = operation;
          if (event.op === 'reset' || event.op === 'plug' || event.op === 'unplug') forgetVm(on, who);
          else if (event.op === 'write') {
            const reached = GuestRegisters.reached(event.offset, event.width);
            if (reached === config.register && isSet(config, event.value)) on.add(who);
            else if (reached === config.register || reached === undefined) on.delete(who);
          } else if (event.op === 'read') {
            if (event.value === undefined || !on.has(who) || !scene.answers(who)) return;
            if (GuestRegisters.reached(event.offset, event.width) !== status.register) return;
            if (isSet(status, event.value)) bench.held();
            else bench.violated(operation, `${status.register?.name} reads 0x${event.value.toString(16)} after ${config.field} was set`);
          }
        },
      };
    },
  };
}

/** WR-01: CMDQV_EN is shown by CMDQV_ENABLED. */
export const enabledBlock = shows(
  'WR-01',
  [flag('CMDQV_CONFIG', 'CMDQV_EN'), flag('CMDQV_STATUS', 'CMDQV_ENABLED')],
  ['CMDQV_CONFIG', 'CMDQV_STATUS'],
);

/** WR-08: ENABLE of VINTF0 is shown by ENABLE_OK. */
export const enabledVintf = shows(
  'WR-08',
  [flag('VINTF0_CONFIG', 'ENABLE'), flag('VINTF0_STATUS', 'ENABLE_OK')],
  ['VINTF_CONFIG', 'VINTF_STATUS'],
);
