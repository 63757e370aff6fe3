import {
  compose,
  type Field,
  fieldNamed,
  type Register,
  type RegisterMap,
  VCMDQ_PAGE1_REGISTERS,
  VINTF_REGISTERS,
} from '../../../src/tables/registers';
import type { Location, Store } from './register-access';
import { fieldIn } from './register-table';

/** The address bits of a queue's BASE. */
export const BASE_ADDR = fieldIn(VCMDQ_PAGE1_REGISTERS, 'BASE', 'ADDR');
/** The vSID of a slot. */
export const VIRT_SID = fieldIn(VINTF_REGISTERS, 'SID_MATCH', 'VIRT_SID');

/** An enable bit and the status bit that acknowledges it (PHYS-13). */
export interface Handshake {
  readonly config: Register;
  readonly enable: Field;
  readonly status: Register;
  readonly enabled: Field;
}

/** A logical vCMDQ through the pages of its VINTF. */
export interface LvcmdqRegisters extends Handshake {
  readonly prod: Register;
  readonly cons: Register;
  readonly gerror: Register;
  readonly gerrorn: Register;
  readonly base: Register;
  readonly consBase: Register;
  /** Leaves nothing of its last owner: indices (RST-03), then addresses (RST-04). */
  readonly empty: readonly Store[];
}

/** One slot of a VINTF's translation of StreamIDs. */
export interface SidSlot {
  readonly match: Register;
  readonly replace: Register;
}

/** A VINTF in the Config page. */
export interface VintfRegisters extends Handshake {
  readonly sids: readonly SidSlot[];
  /** Empties every slot (VHW-09). */
  readonly noSids: readonly Store[];
  /** LVCMDQ_ERR_MAP, as the 64-bit words that the driver reads (PHYS-09). */
  readonly errMaps: readonly Location[];
  readonly lvcmdqs: readonly LvcmdqRegisters[];
}

/** The registers that the driver uses, looked up once for each geometry. */
export class Layout {
  readonly #map: RegisterMap;
  readonly #vintfs = new Map<number, VintfRegisters>();
  readonly global: Handshake;
  readonly viErrMaps: readonly Register[];
  /** CMDQ_ALLOC_MAP, by global vCMDQ number. */
  readonly allocMaps: readonly Register[];
  /** Names for each vCMDQ the VINTF and slot that it belongs to, and maps it nowhere (PHYS-05). */
  readonly homes: readonly Store[];

  constructor(map: RegisterMap) {
    this.#map = map;
    this.global = this.#handshake('CMDQV_', 'CMDQV_EN', 'CMDQV_ENABLED');
    this.viErrMaps = this.#array('VI_ERR_MAP');
    const { lvcmdqs } = map.geometry;
    this.allocMaps = this.#array('CMDQ_ALLOC_MAP');
    this.homes = this.allocMaps.map((register, vcmdq) => {
      const place = { VIRT_INTF_INDX: BigInt(Math.floor(vcmdq / lvcmdqs)), LVCMDQ: BigInt(vcmdq % lvcmdqs) };
      return { register, value: compose(register, place) };
    });
  }

  vintf(index: number): VintfRegisters {
    const known = this.#vintfs.get(index);
    if (known !== undefined) return known;
    const prefix = `VINTF${index}_`;
    const sids = this.#array(`${prefix}SID_MATCH`).map((match, slot) => ({ match, replace: this.#named(`${prefix}SID_REPLACE_${slot}`) }));
    const made = {
      ...this.#handshake(prefix, 'ENABLE', 'ENABLE_OK'),
      sids,
      noSids: sids.flatMap(({ match, replace }) => [match, replace].map((register) => ({ register, value: 0n }))),
      errMaps: this.#array(`${prefix}LVCMDQ_ERR_MAP`)
        .filter(({ element }) => element % 2 === 0)
        .map(({ offset }) => ({ offset, size: 8 as const })),
      lvcmdqs: Array.from({ length: this.#map.geometry.lvcmdqs }, (_, slot) => this.#lvcmdq(`${prefix}LVCMDQ${slot}_`)),
    };
    this.#vintfs.set(index, made);
    return made;
  }

  #lvcmdq(prefix: string): LvcmdqRegisters {
    const prod = this.#named(`${prefix}PROD_INDX`);
    const cons = this.#named(`${prefix}CONS_INDX`);
    const base = this.#named(`${prefix}BASE`);
    const consBase = this.#named(`${prefix}CONS_INDX_BASE_DRAM`);
    return {
      ...this.#handshake(prefix, 'CMDQ_EN', 'CMDQ_EN_OK'),
      prod,
      cons,
      gerror: this.#named(`${prefix}GERROR`),
      gerrorn: this.#named(`${prefix}GERRORN`),
      base,
      consBase,
      empty: [prod, cons, base, consBase].map((register) => ({ register, value: 0n })),
    };
  }

  #handshake(prefix: string, enable: string, enabled: string): Handshake {
    const config = this.#named(`${prefix}CONFIG`);
    const status = this.#named(`${prefix}STATUS`);
    return { config, enable: fieldNamed(config, enable), status, enabled: fieldNamed(status, enabled) };
  }

  #array(name: string): readonly Register[] {
    const elements: Register[] = [];
    for (;;) {
      const register = this.#map.named(`${name}_${elements.length}`);
      if (register === undefined) return elements;
      elements.push(register);
    }
  }

  #named(name: string): Register {
    const register = this.#map.named(name);
    if (register === undefined) throw new RangeError(`no register ${name}`);
    return register;
  }
}

const layouts = new WeakMap<RegisterMap, Layout>();

/** The layout of a register map. */
export function layoutOf(map: RegisterMap): Layout {
  const known = layouts.get(map);
  if (known !== undefined) return known;
  const made = new Layout(map);
  layouts.set(map, made);
  return made;
}
