import type { SmmuDescription } from '../../ports';
import { extract, type Field, field, insert } from '../registers';

/** What an SMMU says of itself: IDR0 to IDR5, IIDR and AIDR, as they are read. */
export type Identification = Pick<SmmuDescription, 'idr' | 'iidr' | 'aidr'>;

/** The ID registers of an SMMUv3 and their fields, by the Arm architecture. Bits in no field are reserved and read 0. */
export const ID_REGISTERS = {
  IDR0: [
    field('S2P', 0),
    field('S1P', 1),
    field('TTF', 3, 2),
    field('COHACC', 4),
    field('BTM', 5),
    field('HTTU', 7, 6),
    field('DORMHINT', 8),
    field('Hyp', 9),
    field('ATS', 10),
    field('NS1ATS', 11),
    field('ASID16', 12),
    field('MSI', 13),
    field('SEV', 14),
    field('ATOS', 15),
    field('PRI', 16),
    field('VMW', 17),
    field('VMID16', 18),
    field('CD2L', 19),
    field('VATOS', 20),
    field('TTENDIAN', 22, 21),
    field('ATSRECERR', 23),
    field('STALL_MODEL', 25, 24),
    field('TERM_MODEL', 26),
    field('ST_LEVEL', 28, 27),
    field('RME_IMPL', 30),
  ],
  IDR1: [
    field('SIDSIZE', 5, 0),
    field('SSIDSIZE', 10, 6),
    field('PRIQS', 15, 11),
    field('EVENTQS', 20, 16),
    field('CMDQS', 25, 21),
    field('ATTR_PERMS_OVR', 26),
    field('ATTR_TYPES_OVR', 27),
    field('REL', 28),
    field('QUEUES_PRESET', 29),
    field('TABLES_PRESET', 30),
    field('ECMDQ', 31),
  ],
  IDR2: [field('BA_VATOS', 9, 0)],
  IDR3: [
    field('HAD', 2),
    field('PBHA', 3),
    field('XNX', 4),
    field('PPS', 5),
    field('MPAM', 7),
    field('FWB', 8),
    field('STT', 9),
    field('RIL', 10),
    field('BBML', 12, 11),
    field('E0PD', 13),
    field('PTWNNC', 14),
    field('DPT', 15),
    field('PASIDTT', 16),
    field('EPAN', 17),
    field('S1PI', 18),
    field('S2PI', 19),
    field('S2PO', 20),
    field('THE', 21),
    field('MTEPERM', 22),
    field('AIE', 23),
  ],
  IDR4: [field('IMPDEF', 31, 0)],
  IDR5: [
    field('OAS', 2, 0),
    field('GRAN4K', 4),
    field('GRAN16K', 5),
    field('GRAN64K', 6),
    field('DS', 7),
    field('D128', 8),
    field('VAX', 11, 10),
    field('STALL_MAX', 31, 16),
  ],
  IIDR: [field('Implementer', 11, 0), field('Revision', 15, 12), field('Variant', 19, 16), field('ProductID', 31, 20)],
  AIDR: [field('ArchMinorRev', 3, 0), field('ArchMajorRev', 7, 4)],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

type Registers = typeof ID_REGISTERS;

/** Name of an ID register. */
export type IdRegister = keyof Registers;

/** Name of a field of an ID register: `IDR0.Hyp`. */
export type IdField = { [R in IdRegister]: `${R}.${Registers[R][number]['name']}` }[IdRegister];

/** The ID registers by name, in their order. */
export const ID_REGISTER_NAMES = Object.keys(ID_REGISTERS) as readonly IdRegister[];

const byName = new Map<string, { readonly register: IdRegister; readonly part: Field }>(
  ID_REGISTER_NAMES.flatMap((register) => ID_REGISTERS[register].map((part) => [`${register}.${part.name}`, { register, part }] as const)),
);

/** The fields of the ID registers by name, in their order. */
export const ID_FIELD_NAMES = [...byName.keys()] as readonly IdField[];

/** Tells whether `text` names a field of an ID register. */
export function isIdField(text: string): text is IdField {
  return byName.has(text);
}

/** The ID register that a field is in. */
export function idRegisterOf(name: IdField): IdRegister {
  return named(name).register;
}

/** Content of an ID register. */
export function idRegister({ idr, iidr, aidr }: Identification, register: IdRegister): number {
  if (register === 'IIDR') return iidr;
  if (register === 'AIDR') return aidr;
  return idr[Number(register.slice(3))] ?? 0;
}

/** Value of a field of an ID register. */
export function idField(smmu: Identification, name: IdField): number {
  const { register, part } = named(name);
  return Number(extract(BigInt(idRegister(smmu, register)), part));
}

/** The ID registers with some changed: whole ones (`IIDR`) or fields of them (`IDR0.Hyp`), by name. */
export function withIdentification(smmu: Identification, changes: Iterable<readonly [string, bigint]>): Identification {
  const content = new Map<IdRegister, bigint>(ID_REGISTER_NAMES.map((register) => [register, BigInt(idRegister(smmu, register))]));
  for (const [name, value] of changes) {
    const whole = ID_REGISTER_NAMES.find((register) => register === name);
    if (whole !== undefined) content.set(whole, value);
    else {
      const { register, part } = named(name);
      content.set(register, insert(content.get(register) ?? 0n, part, value));
    }
  }
  const now = (register: IdRegister) => Number(content.get(register) ?? 0n);
  return {
    idr: [now('IDR0'), now('IDR1'), now('IDR2'), now('IDR3'), now('IDR4'), now('IDR5')],
    iidr: now('IIDR'),
    aidr: now('AIDR'),
  };
}

function named(name: string): { readonly register: IdRegister; readonly part: Field } {
  const found = byName.get(name);
  if (found === undefined)
    throw new RangeError(`no ID register or field of one is called ${name}; there are ${[...byName.keys()].join(', ')}`);
  return found;
}
