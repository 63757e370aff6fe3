import { GUEST_MAP } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters, nameOf } from '../views/guest-registers';

const WORD_BYTES = 4;

/** RD-03: page 1 reads as the guest wrote it, whatever became of the queue. */
export const cachedPage1: Monitor = {
  clause: 'RD-03',
  layer: 'device',
  sees: [
    ...(['VCMDQ_BASE', 'VCMDQ_CONS_INDX_BASE_DRAM'] as const).flatMap((name) => [`guest read ${name}`, `guest write ${name}`] as const),
    'guest write no register',
    'guest reset',
  ],
  needs: ['guest read', 'guest write', 'guest reset'],
  looksAt: 'each read of BASE and CONS_INDX_BASE_DRAM by a guest: what it wrote last, through either aperture',
  watch: (scene, bench) => {
    /** Registers that a misaligned write may have changed, or not: by place. */
    const unsure = bench.keep(new Map<string, Set<string>>());
    /** Guests that are known to have a block, as they reset it. */
    const reset = bench.keep(new Set<string>());
    return {
      begins(operation) {
        if (operation.port !== 'guest') return;
        const { event, who } = operation;
        if (event.op === 'write') {
          const register = GuestRegisters.reached(event.offset, event.width);
          if (register !== undefined) unsure.get(who)?.delete(nameOf(register));
          if (event.offset % event.width === 0) return;
          const doubtful = unsure.get(who) ?? new Set<string>();
          unsure.set(who, doubtful);
          for (let at = event.offset - (event.offset % WORD_BYTES); at < event.offset + event.width; at += WORD_BYTES) {
            const touched = GUEST_MAP.at(at, WORD_BYTES);
            if (touched !== undefined) doubtful.add(nameOf(touched));
          }
        }
        if (event.op === 'reset') reset.add(who);
        if (event.op !== 'read' || event.value === undefined) return;
        if (event.value === 0n && !scene.whole && !reset.has(who) && !scene.answers(who)) return;
        const register = GuestRegisters.reached(event.offset, event.width);
        if (register === undefined || unsure.get(who)?.has(nameOf(register)) === true) return;
        const wanted = scene.guest(who).value(register);
        if (wanted === undefined) return;
        if (event.value === wanted) bench.held();
        else bench.violated(operation, `${register.name} reads 0x${event.value.toString(16)}; the guest wrote 0x${wanted.toString(16)}`);
      },
    };
  },
};
