import { VINTF_REGISTERS } from '../../src/tables/registers';
import { fieldIn } from './register-field';

const ENABLE = fieldIn(VINTF_REGISTERS, 'SID_MATCH', 'ENABLE');
const VIRT_SID = fieldIn(VINTF_REGISTERS, 'SID_MATCH', 'VIRT_SID');
const PHYS_SID = fieldIn(VINTF_REGISTERS, 'SID_REPLACE', 'PHYS_SID');

/** SID_MATCH and SID_REPLACE of a VINTF: which vSID stands for which pSID. */
export class SidTable {
  readonly match: Uint32Array;
  readonly replace: Uint32Array;

  constructor(slots: number) {
    this.match = new Uint32Array(slots);
    this.replace = new Uint32Array(slots);
  }

  /**
   * The pSID of the first enabled slot that matches (SIDR-02); `undefined` without one (SIDR-03).
   * All 32 bits of the vSID take part, so one beyond 20 bits matches nothing (SIDR-05).
   */
  translate(vsid: number): number | undefined {
    const slot = this.match.findIndex((match) => ENABLE.isSet(match) && VIRT_SID.of(match) === vsid);
    const replace = this.replace[slot];
    return replace === undefined ? undefined : PHYS_SID.of(replace);
  }
}
