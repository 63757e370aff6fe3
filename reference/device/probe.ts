import { type Identification, type IdField, idField } from '../../src/tables/smmu';
import {
  DATA_ADDRESS,
  decodeStructure,
  GET_HW_INFO,
  HW_INFO_FLAGS,
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HW_INFO_TYPES,
} from '../../src/tables/uapi';
import type { HostSession } from './host-session';
import { OUTPUT_BITS } from './identification';
import { Refusal } from './refusal';

/** What the host has of a field, and what the emulated SMMU. */
type Both = readonly [host: number, own: number];

const least = ([host, own]: Both) => host >= own;
const most = ([host, own]: Both) => host <= own;
const same = ([host, own]: Both) => host === own;
const granule = (size: string) => () => `Host SMMUv3 doesn't support ${size} translation granule`;
const sized = (name: string) => (both: Both) => `Host SMMUv3 ${name} not compatible (host=${both[0]}, QEMU=${both[1]})`;

/** What the host has to have of each field, in the order in which it is looked at, and what its user is told otherwise (QEMU-15). */
const DEMANDS: readonly { readonly field: IdField; readonly met: (both: Both) => boolean; readonly otherwise: (both: Both) => string }[] = [
  {
    field: 'IDR0.ST_LEVEL',
    met: same,
    otherwise: ([host, own]) => `Host SMMUv3 Stream Table format mismatch (host STLEVEL=${host}, QEMU STLEVEL=${own})`,
  },
  { field: 'IDR0.TTENDIAN', met: most, otherwise: () => "Host SMMUv3 doesn't support Little-endian translation table" },
  { field: 'IDR0.TTF', met: least, otherwise: () => "Host SMMUv3 doesn't support AArch64 translation table format" },
  { field: 'IDR1.SIDSIZE', met: least, otherwise: sized('SIDSIZE') },
  { field: 'IDR1.SSIDSIZE', met: least, otherwise: sized('SSIDSIZE') },
  { field: 'IDR3.RIL', met: least, otherwise: () => "Host SMMUv3 doesn't support Range Invalidation" },
  {
    field: 'IDR5.OAS',
    met: least,
    otherwise: ([host, own]) =>
      `Host SMMUv3 supports only ${OUTPUT_BITS[host]}-bit IPA, but the vSMMU OAS implies ${OUTPUT_BITS[own]}-bit IPA`,
  },
  { field: 'IDR0.ATS', met: least, otherwise: () => "Host SMMUv3 doesn't support Address Translation Services" },
  { field: 'IDR5.GRAN4K', met: same, otherwise: granule('4K') },
  { field: 'IDR5.GRAN16K', met: same, otherwise: granule('16K') },
  { field: 'IDR5.GRAN64K', met: same, otherwise: granule('64K') },
];

/** Throws a `Refusal` unless the host's SMMU can do what the emulated one promises (LIFE-16, LIFE-18). */
export function demandBacked(host: Identification, own: Identification): void {
  for (const { field, met, otherwise } of DEMANDS) {
    const both: Both = [idField(host, field), idField(own, field)];
    if (!met(both)) throw new Refusal(otherwise(both));
  }
}

/** What the host's SMMU says of itself; throws a `Refusal` if it is no SMMUv3 (LIFE-02, LIFE-17). */
export async function hostIdentification(session: HostSession, device: number): Promise<Identification> {
  const wanted = { dev_id: device, data_len: HW_INFO_SMMUV3.bytes, data_uptr: DATA_ADDRESS };
  const { out, data } = await session.demand(GET_HW_INFO, wanted, new Uint8Array(HW_INFO_SMMUV3.bytes));
  if (out.data_type !== HW_INFO_TYPES.ARM_SMMUV3) throw new Refusal(`Wrong data type (${out.data_type}) for Host SMMUv3 device info`);
  const { idr0, idr1, idr2, idr3, idr4, idr5, iidr, aidr } = decodeStructure(HW_INFO_SMMUV3, data);
  return { idr: [idr0, idr1, idr2, idr3, idr4, idr5], iidr, aidr };
}

/** What the emulated block promises: its version, and log2 of its vCMDQs and of its SID slots (LIM-01). */
const OFFERED = { version: 1, log2vcmdqs: 1, log2vsids: 4 } as const;

/** Why the host cannot back the emulated CMDQ-V block; `undefined` if it can (LIFE-03, QEMU-05, OQ-20, OQ-21). */
export async function cmdqvObstacle(session: HostSession, device: number): Promise<string | undefined> {
  const { status, out, data } = await session.ask(
    GET_HW_INFO,
    {
      flags: HW_INFO_FLAGS.INPUT_TYPE,
      dev_id: device,
      data_type: HW_INFO_TYPES.TEGRA241_CMDQV,
      data_len: HW_INFO_TEGRA241.bytes,
      data_uptr: DATA_ADDRESS,
    },
    new Uint8Array(HW_INFO_TEGRA241.bytes),
  );
  if (status !== 'OK') return `Host CMDQV: ${GET_HW_INFO.name} failed: ${status}`;
  if (out.data_type !== HW_INFO_TYPES.TEGRA241_CMDQV) return `Host CMDQV: unexpected data type ${out.data_type}`;
  const { version, log2vcmdqs, log2vsids } = decodeStructure(HW_INFO_TEGRA241, data);
  if (version !== OFFERED.version) return `Host CMDQV: unsupported version ${version}`;
  if (log2vcmdqs < OFFERED.log2vcmdqs) return `Host CMDQV: insufficient vCMDQs log2=${log2vcmdqs} (need >= ${OFFERED.log2vcmdqs})`;
  if (log2vsids < OFFERED.log2vsids) return `Host CMDQV: insufficient SIDs log2=${log2vsids} (need >= ${OFFERED.log2vsids})`;
  return undefined;
}
