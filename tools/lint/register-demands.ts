import { GUEST_MAP, type Register } from '../../src/tables/registers';

/** Registers of the table that the scenarios of a clause must name, so that a row cannot be missing. */
export interface RegisterDemand {
  readonly clause: string;
  /** The demanded registers, for people. */
  readonly what: string;
  readonly registers: readonly string[];
  /** Words that a step has around the register's name; the name alone counts if there are none. */
  readonly how?: string;
}

const SLOTS = ['SID_MATCH', 'SID_REPLACE'];

type Filter = (register: Register) => boolean;

const all = (...filters: readonly Filter[]): readonly string[] =>
  GUEST_MAP.registers.filter((register) => filters.every((filter) => filter(register))).map((register) => register.name);

const whole: Filter = ({ half }) => half === 'whole';
const halves: Filter = ({ half }) => half !== 'whole';
const writable: Filter = ({ definition }) => definition.access === 'RW';
const readOnly: Filter = ({ definition }) => definition.access === 'RO';
const bytes =
  (size: 4 | 8): Filter =>
  (register) =>
    register.size === size;
const wide: Filter = ({ definition }) => definition.width === 64;
/** An 8-byte access can reach it. */
const aligned: Filter = ({ offset }) => offset % 8 === 0;
const config: Filter = ({ place }) => place.kind === 'global' || place.kind === 'vintf';
const direct: Filter = ({ place }) => place.kind === 'direct';
const page =
  (number: 0 | 1): Filter =>
  ({ place }) =>
    (place.kind === 'direct' || place.kind === 'logical') && place.page === number;
const of =
  (...names: readonly string[]): Filter =>
  ({ definition }) =>
    names.includes(definition.name);
const not =
  (filter: Filter): Filter =>
  (register) =>
    !filter(register);

/** Of the 16 slots of a kind only these: for what has nothing to do with which slot it is. */
const slots =
  (...elements: readonly number[]): Filter =>
  ({ definition, element }) =>
    !SLOTS.includes(definition.name) || elements.includes(element);

/** The clause of every register, and the name of the register in its block. */
const REGISTER_CLAUSES: readonly (readonly [clause: string, name: string, place: Filter])[] = [
  ['MMIO-01', 'CMDQV_CONFIG', config],
  ['MMIO-03', 'CMDQV_PARAM', config],
  ['MMIO-05', 'CMDQV_STATUS', config],
  ['MMIO-07', 'VI_ERR_MAP', config],
  ['MMIO-08', 'VI_INT_MASK', config],
  ['MMIO-09', 'CMDQ_ERR_MAP', config],
  ['MMIO-11', 'CMDQ_ALLOC_MAP', config],
  ['VINTF-01', 'CONFIG', config],
  ['VINTF-02', 'STATUS', config],
  ['VINTF-05', 'SID_MATCH', config],
  ['VINTF-06', 'SID_REPLACE', config],
  ['VINTF-07', 'LVCMDQ_ERR_MAP', config],
  ['VCMDQ-01', 'CONS_INDX', page(0)],
  ['VCMDQ-02', 'PROD_INDX', page(0)],
  ['VCMDQ-03', 'CONFIG', page(0)],
  ['VCMDQ-04', 'STATUS', page(0)],
  ['VCMDQ-05', 'GERROR', page(0)],
  ['VCMDQ-06', 'GERRORN', page(0)],
  ['VCMDQ-10', 'BASE', page(1)],
  ['VCMDQ-11', 'BASE', page(1)],
  ['VCMDQ-12', 'BASE', page(1)],
  ['VCMDQ-13', 'CONS_INDX_BASE_DRAM', page(1)],
  ['VCMDQ-14', 'CONS_INDX_BASE_DRAM', page(1)],
];

/** Which half of a 64-bit register a clause is about; all others are about whole registers. */
const HALVES: Readonly<Record<string, Register['half']>> = {
  'VCMDQ-10': 'low',
  'VCMDQ-11': 'high',
  'VCMDQ-13': 'low',
  'VCMDQ-14': 'high',
};

const ALONE = 'each bit of <register> alone';

/** Every register-level clause with the part of the table that it is about. */
export const REGISTER_DEMANDS: readonly RegisterDemand[] = [
  ...REGISTER_CLAUSES.map(([clause, name, place]) => ({
    clause,
    what: `every ${name}`,
    registers: all(of(name), place, ({ half }) => half === (HALVES[clause] ?? 'whole')),
  })),
  ...['MMIO-01', 'MMIO-08', 'MMIO-11', 'VINTF-01', 'VINTF-05', 'VINTF-06'].map((clause) => ({
    clause,
    what: 'every bit of its registers',
    registers: all(of(REGISTER_CLAUSES.find(([id]) => id === clause)?.[1] ?? ''), config),
    how: ALONE,
  })),
  { clause: 'MAP-09', what: 'every register of a vCMDQ', registers: all(not(config), whole) },
  { clause: 'VCMDQ-15', what: 'every bit of page 1', registers: all(page(1), whole), how: ALONE },
  {
    clause: 'WR-15',
    what: 'every bit of the indices and GERRORN',
    registers: all(page(0), of('CONS_INDX', 'PROD_INDX', 'GERRORN')),
    how: ALONE,
  },
  { clause: 'WR-16', what: 'every bit of CONFIG', registers: all(page(0), of('CONFIG')), how: ALONE },
  {
    clause: 'ACC-04',
    what: 'every register that can be written',
    registers: all(writable, bytes(4), slots(0, 15)),
    how: 'to <register> with one 4-byte access',
  },
  {
    clause: 'ACC-05',
    what: 'every register that 8 bytes can reach',
    registers: all(whole, aligned, slots(0, 14)),
    how: 'to <register> with one 8-byte access',
  },
  { clause: 'ACC-06', what: 'every 64-bit register', registers: all(bytes(8)), how: 'reads <register> with one 8-byte access' },
  {
    clause: 'ACC-07',
    what: 'every 32-bit register that 8 bytes can reach',
    registers: all(whole, bytes(4), aligned, slots(0, 14)),
    how: 'reads <register> with one 8-byte access',
  },
  {
    clause: 'ACC-08',
    what: 'every half of BASE',
    registers: all(wide, halves, of('BASE')),
    how: 'reads <register> with one 4-byte access',
  },
  { clause: 'ACC-13', what: 'every read-only register', registers: all(readOnly), how: 'writes 0xffffffff to <register>' },
  { clause: 'MIG-08', what: 'page 0 of both vCMDQs', registers: all(page(0), direct) },
  { clause: 'RD-01', what: 'page 0 of both vCMDQs', registers: all(page(0), direct) },
  { clause: 'RD-02', what: 'page 0 of both vCMDQs', registers: all(page(0), direct) },
  { clause: 'RD-03', what: 'all of page 1', registers: all(page(1), whole) },
  { clause: 'DIR-03', what: 'all of page 0', registers: all(page(0)) },
  { clause: 'DIR-05', what: 'all of page 0', registers: all(page(0)) },
  { clause: 'DIR-07', what: 'all of page 1', registers: all(page(1), whole) },
  { clause: 'WR-10', what: 'the first and the last stream ID slot', registers: all(of(...SLOTS), slots(0, 15)) },
  { clause: 'WR-13', what: 'every CONS_INDX_BASE_DRAM', registers: all(of('CONS_INDX_BASE_DRAM')) },
  { clause: 'WR-14', what: 'what can be written on direct page 0', registers: all(page(0), direct, writable), how: 'to <register>' },
];
