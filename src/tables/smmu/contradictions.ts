import type { CmdqvDescription, HostDescription, SmmuDescription } from '../../ports';
import { DIRECT_PAGE0, extract, insert, PAGE_BYTES, SLOT_STRIDE, VINTF_BASE, VINTF_REGISTERS, VINTF_STRIDE } from '../registers';
import { ID_REGISTER_NAMES, ID_REGISTERS, type Identification, type IdField, idField, idRegister } from './id-registers';

/** A description of a host that cannot exist, as it contradicts itself. */
export class ContradictoryHost extends RangeError {
  constructor(problems: readonly string[]) {
    super(`no host is like that: ${problems.join('; ')}`);
    this.name = 'ContradictoryHost';
  }
}

/** Refuses a description that contradicts itself, and names the contradictions. */
export function refuseContradictions(host: HostDescription): void {
  if (possible.has(host)) return;
  const problems = contradictionsOf(host);
  if (problems.length > 0) throw new ContradictoryHost(problems);
  possible.add(host);
}

/** Hosts that were looked at: most machines are of one. */
const possible = new WeakSet<HostDescription>();

/** As {@link refuseContradictions}, of one SMMU. */
export function refuseContradictorySmmu(smmu: SmmuDescription): void {
  const problems = contradictionsOfSmmu(smmu);
  if (problems.length > 0) throw new ContradictoryHost(problems);
}

const PAGE_SIZES: readonly bigint[] = [2n ** 12n, 2n ** 14n, 2n ** 16n];

/** In what a description contradicts itself; nothing if it does not. */
export function contradictionsOf({ pageSize, smmus, devices }: HostDescription): readonly string[] {
  const streams = new Map<string, string>();
  return [
    ...(PAGE_SIZES.includes(pageSize) ? [] : [`its pages have ${pageSize} bytes, and no kernel for it has such pages`]),
    ...twice(smmus.map(({ name }) => name)).map((name) => `two SMMUs are called ${name}`),
    ...twice(devices.map(({ name }) => name)).map((name) => `two devices are called ${name}`),
    ...smmus.flatMap(contradictionsOfSmmu),
    ...devices.flatMap(({ name, smmu: above, streamIds }) => {
      const smmu = smmus.find((one) => one.name === above);
      if (smmu === undefined) return [`${name} stands behind ${above}, which it does not have`];
      const bits = idField(smmu, 'IDR1.SIDSIZE');
      return streamIds.flatMap((id) => {
        const place = `${above}/${id}`;
        const other = streams.get(place);
        streams.set(place, name);
        return [
          ...(other === undefined ? [] : [`${other} and ${name} have the same StreamID 0x${id.toString(16)}`]),
          ...(id < 2 ** bits ? [] : [`${name} has StreamID 0x${id.toString(16)}, and ${above} has IDR1.SIDSIZE=${bits}`]),
        ];
      });
    }),
  ];
}

/** In what the description of an SMMU contradicts itself; nothing if it does not. */
function contradictionsOfSmmu(smmu: SmmuDescription): readonly string[] {
  return [...reservedBits(smmu), ...contradictoryFields(smmu), ...(smmu.cmdqv === undefined ? [] : contradictoryBlock(smmu.cmdqv))].map(
    (problem) => `${smmu.name} has ${problem}`,
  );
}

function reservedBits(smmu: Identification): readonly string[] {
  return ID_REGISTER_NAMES.flatMap((register) => {
    const content = BigInt(idRegister(smmu, register));
    const known = ID_REGISTERS[register].reduce((bits, part) => insert(bits, part, extract(content, part)), 0n);
    return known === content ? [] : [`reserved bits set in ${register}: 0x${(content & ~known).toString(16)}`];
  });
}

/** What an architecture version makes mandatory, from which on. */
const MANDATORY: readonly { readonly minor: number; readonly when?: readonly IdField[]; readonly field: IdField }[] = [
  { minor: 1, when: ['IDR0.S1P'], field: 'IDR3.HAD' },
  { minor: 1, when: ['IDR0.S2P'], field: 'IDR3.XNX' },
  { minor: 2, when: ['IDR0.S1P', 'IDR0.S2P'], field: 'IDR0.Hyp' },
  { minor: 2, field: 'IDR3.RIL' },
  { minor: 2, field: 'IDR3.FWB' },
  { minor: 2, field: 'IDR3.BBML' },
  { minor: 3, field: 'IDR3.E0PD' },
  { minor: 3, when: ['IDR0.S2P'], field: 'IDR3.PTWNNC' },
  { minor: 4, field: 'IDR3.EPAN' },
  { minor: 4, when: ['IDR0.S2P'], field: 'IDR3.MTEPERM' },
];

/** Fields that are 0 where others are. */
const PRESUPPOSED: readonly { readonly field: IdField; readonly needs: IdField }[] = [
  { field: 'IDR0.Hyp', needs: 'IDR0.S1P' },
  { field: 'IDR0.Hyp', needs: 'IDR0.S2P' },
  { field: 'IDR0.PRI', needs: 'IDR0.ATS' },
  { field: 'IDR0.NS1ATS', needs: 'IDR0.ATS' },
  { field: 'IDR0.NS1ATS', needs: 'IDR0.S1P' },
  { field: 'IDR0.NS1ATS', needs: 'IDR0.S2P' },
  { field: 'IDR0.ATSRECERR', needs: 'IDR0.ATS' },
  { field: 'IDR0.VMW', needs: 'IDR0.S2P' },
  { field: 'IDR0.VATOS', needs: 'IDR0.ATOS' },
  { field: 'IDR0.VATOS', needs: 'IDR0.S1P' },
  { field: 'IDR0.VATOS', needs: 'IDR0.S2P' },
  { field: 'IDR1.ECMDQ', needs: 'IDR0.COHACC' },
  { field: 'IDR1.ECMDQ', needs: 'IDR0.MSI' },
  { field: 'IDR3.HAD', needs: 'IDR0.S1P' },
  { field: 'IDR3.PBHA', needs: 'IDR3.HAD' },
  { field: 'IDR3.PPS', needs: 'IDR0.PRI' },
  { field: 'IDR3.PPS', needs: 'IDR1.SSIDSIZE' },
  { field: 'IDR3.PTWNNC', needs: 'IDR0.S2P' },
  { field: 'IDR3.DPT', needs: 'IDR0.ATS' },
  { field: 'IDR3.PASIDTT', needs: 'IDR0.ATS' },
  { field: 'IDR3.PASIDTT', needs: 'IDR1.SSIDSIZE' },
  { field: 'IDR3.S1PI', needs: 'IDR0.S1P' },
  { field: 'IDR3.S2PI', needs: 'IDR0.S2P' },
  { field: 'IDR3.S2PO', needs: 'IDR3.S2PI' },
  { field: 'IDR3.THE', needs: 'IDR0.S1P' },
  { field: 'IDR3.MTEPERM', needs: 'IDR0.S2P' },
  { field: 'IDR3.AIE', needs: 'IDR0.S1P' },
];

/** The largest values of fields that could hold larger ones; and those that are not defined. */
const DEFINED: readonly { readonly field: IdField; readonly values: (value: number) => boolean }[] = [
  { field: 'AIDR.ArchMajorRev', values: (value) => value === 0 },
  { field: 'AIDR.ArchMinorRev', values: (value) => value <= 4 },
  { field: 'IDR0.TTF', values: (value) => value !== 0 },
  { field: 'IDR0.TTENDIAN', values: (value) => value !== 1 },
  { field: 'IDR0.STALL_MODEL', values: (value) => value <= 2 },
  { field: 'IDR0.ST_LEVEL', values: (value) => value <= 1 },
  { field: 'IDR1.CMDQS', values: (value) => value <= 19 },
  { field: 'IDR1.EVENTQS', values: (value) => value <= 19 },
  { field: 'IDR1.PRIQS', values: (value) => value <= 19 },
  { field: 'IDR1.SIDSIZE', values: (value) => value <= 32 },
  { field: 'IDR1.SSIDSIZE', values: (value) => value <= 20 },
  { field: 'IDR3.BBML', values: (value) => value <= 2 },
  { field: 'IDR5.VAX', values: (value) => value <= 2 },
];

/** Stall is not supported. */
const NO_STALL = 1;
/** IDR5.OAS of 52 bits, and the larger one of 56. */
const OAS_52 = 6;
const OAS_56 = 7;
/** A linear stream table is enough for fewer bits of StreamID than these. */
const TWO_LEVELS_FROM = 7;

function contradictoryFields(smmu: Identification): readonly string[] {
  const of = (name: IdField) => idField(smmu, name);
  const told = (name: IdField) => `${name}=${of(name)}`;
  const minor = of('AIDR.ArchMinorRev');
  const problems: string[] = [];
  for (const { field, values } of DEFINED) if (!values(of(field))) problems.push(`${told(field)}, which is not defined`);
  for (const { minor: from, when = [], field } of MANDATORY) {
    if (minor >= from && when.every((name) => of(name) !== 0) && of(field) === 0)
      problems.push([told(field), ...when.map(told), `${told('AIDR.ArchMinorRev')}: SMMUv3.${from} made it mandatory`].join(', '));
  }
  for (const { field, needs } of PRESUPPOSED) if (of(field) !== 0 && of(needs) === 0) problems.push(`${told(field)} with ${told(needs)}`);
  if (of('IDR0.S1P') === 0 && of('IDR0.S2P') === 0) problems.push('IDR0.S1P=0 and IDR0.S2P=0, so it translates nothing');
  if (minor === 0 && of('IDR3.XNX') === 1) problems.push(`IDR3.XNX=1 with ${told('AIDR.ArchMinorRev')}`);
  if (of('IDR0.STALL_MODEL') === NO_STALL && of('IDR5.STALL_MAX') !== 0)
    problems.push(`${told('IDR5.STALL_MAX')} with ${told('IDR0.STALL_MODEL')}, which does not stall`);
  if (of('IDR0.STALL_MODEL') !== NO_STALL && of('IDR5.STALL_MAX') === 0)
    problems.push(`IDR5.STALL_MAX=0 with ${told('IDR0.STALL_MODEL')}, which stalls`);
  if (of('IDR1.SIDSIZE') >= TWO_LEVELS_FROM && of('IDR0.ST_LEVEL') === 0) problems.push(`${told('IDR1.SIDSIZE')} with IDR0.ST_LEVEL=0`);
  if (of('IDR5.GRAN4K') + of('IDR5.GRAN16K') + of('IDR5.GRAN64K') === 0)
    problems.push('IDR5.GRAN4K=0, IDR5.GRAN16K=0 and IDR5.GRAN64K=0, so it has no pages');
  if (of('IDR5.OAS') === OAS_52 && minor === 0) problems.push(`IDR5.OAS=6 with ${told('AIDR.ArchMinorRev')}`);
  if (of('IDR5.OAS') === OAS_52 && of('IDR5.GRAN64K') + of('IDR5.DS') + of('IDR5.D128') === 0)
    problems.push('IDR5.OAS=6 with IDR5.GRAN64K=0, IDR5.DS=0 and IDR5.D128=0');
  if (of('IDR5.OAS') === OAS_56 && of('IDR5.D128') === 0) problems.push('IDR5.OAS=7 with IDR5.D128=0');
  if (of('IDR5.DS') === 1 && of('IDR5.VAX') === 0) problems.push('IDR5.DS=1 with IDR5.VAX=0');
  return problems;
}

/** Bits of the fields of PARAM. */
const PARAM_MOST = 15;

/** How many of each thing the register map has a place for. */
const ROOM = {
  vCMDQs: { log2: 'vcmdqsLog2', room: PAGE_BYTES / SLOT_STRIDE },
  VINTFs: { log2: 'vintfsLog2', room: Math.floor((DIRECT_PAGE0 - VINTF_BASE) / VINTF_STRIDE) },
  'SID slots': { log2: 'sidsLog2', room: (offsetInVintf('SID_REPLACE') - offsetInVintf('SID_MATCH')) / 4 },
} as const;

function offsetInVintf(name: string): number {
  return VINTF_REGISTERS.find((definition) => definition.name === name)?.offset ?? 0;
}

function contradictoryBlock({ version, vcmdqsLog2, vintfsLog2, sidsLog2 }: CmdqvDescription): readonly string[] {
  return [
    ...Object.entries({ version, vcmdqsLog2, vintfsLog2, sidsLog2 }).flatMap(([name, value]) =>
      value <= PARAM_MOST ? [] : [`${name} ${value} of CMDQ-V, which PARAM cannot tell`],
    ),
    ...Object.entries(ROOM).flatMap(([of, { log2, room }]) => {
      const count = 2 ** { vcmdqsLog2, vintfsLog2, sidsLog2 }[log2];
      return count <= room ? [] : [`${count} ${of}, whose registers have room for ${room}`];
    }),
    ...(vcmdqsLog2 < vintfsLog2 ? [`2^${vintfsLog2} VINTFs and only 2^${vcmdqsLog2} vCMDQs for them`] : []),
  ];
}

function twice(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
