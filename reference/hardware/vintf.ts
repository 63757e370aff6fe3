import { type Register, VINTF_REGISTERS } from '../../src/tables/registers';
import { fieldIn } from './register-field';
import { SidTable } from './sid-table';

const ENABLE = fieldIn(VINTF_REGISTERS, 'CONFIG', 'ENABLE');
const VMID = fieldIn(VINTF_REGISTERS, 'CONFIG', 'VMID');
const HYP_OWN = fieldIn(VINTF_REGISTERS, 'CONFIG', 'HYP_OWN');

/** What software decides about a virtual interface; its STATUS and error map follow from the rest of the block. */
export class Vintf {
  readonly sids: SidTable;
  #config = 0;

  constructor(sidSlots: number) {
    this.sids = new SidTable(sidSlots);
  }

  /** CONFIG.ENABLE. */
  get enable(): boolean {
    return ENABLE.isSet(this.#config);
  }

  /** The VMID that replaces the one in the commands of a guest. */
  get vmid(): number {
    return VMID.of(this.#config);
  }

  /** True for a VINTF of the hypervisor, whose commands are taken as they are (HYP-08). */
  get hypOwn(): boolean {
    return HYP_OWN.isSet(this.#config);
  }

  /** Value of a register that software stores in. */
  read({ definition, element }: Register): number {
    switch (definition.name) {
      case 'CONFIG':
        return this.#config;
      case 'SID_MATCH':
        return this.sids.match[element] ?? 0;
      default: // SID_REPLACE
        return this.sids.replace[element] ?? 0;
    }
  }

  /** Stores in a register that is not read-only. */
  write({ definition, element }: Register, value: number): void {
    switch (definition.name) {
      case 'CONFIG':
        this.#config = value;
        break;
      case 'SID_MATCH':
        this.sids.match[element] = value;
        break;
      case 'SID_REPLACE':
        this.sids.replace[element] = value;
        break;
    }
  }
}
