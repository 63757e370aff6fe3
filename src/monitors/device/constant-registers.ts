import { GUEST_MAP } from '../../tables/registers';
import type { Monitor, Sight } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';

const WORD = 0xffff_ffffn;

interface Constant {
  readonly name: string;
  readonly bits: bigint;
  readonly reads: bigint;
  /** What is looked at, in words. */
  readonly words: string;
}

/** As the table has it. */
const PARAM = GUEST_MAP.named('CMDQV_PARAM')?.definition.reset ?? 0n;

/** A register of which some bits never read otherwise. */
function constant(clause: string, sight: Sight, { bits, name, reads, words }: Constant): Monitor {
  return {
    clause,
    layer: 'device',
    sees: [sight],
    needs: ['guest read'],
    looksAt: `each read of ${name} by a guest: ${words}`,
    watch: (scene, bench) => {
      return {
        begins(operation) {
          if (operation.port !== 'guest' || operation.event.op !== 'read') return;
          const { offset, value, width } = operation.event;
          if (value === undefined || GuestRegisters.reached(offset, width)?.name !== name) return;
          if (value === 0n && !scene.answers(operation.who)) return;
          if ((value & bits) === reads) bench.held();
          else bench.violated(operation, `${name} reads 0x${value.toString(16)}`);
        },
      };
    },
  };
}

/** MMIO-03: PARAM says what the region of a guest has. */
export const constantParam = constant('MMIO-03', 'guest read CMDQV_PARAM', {
  name: 'CMDQV_PARAM',
  bits: WORD,
  reads: PARAM,
  words: `it is 0x${PARAM.toString(16)}`,
});

/** VINTF-03: VINTF0_STATUS tells of ENABLE_OK alone. */
export const acknowledgesAlone = constant('VINTF-03', 'guest read VINTF_STATUS', {
  name: 'VINTF0_STATUS',
  bits: WORD & ~1n,
  reads: 0n,
  words: 'no bit is set but ENABLE_OK',
});
