import { extract, field } from '../../src/tables/registers';
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
import { Refusal } from './refusal';

const TRANSLATION_FORMATS = field('TTF', 3, 2);
const STREAM_TABLE_LEVELS = field('ST_LEVEL', 28, 27);
const STREAM_ID_SIZE = field('SIDSIZE', 5, 0);
const GRANULES = field('GRAN', 6, 4);

const AARCH64_TABLES = 2n;
const TWO_LEVELS = 1n;
const GUEST_STREAM_ID_BITS = 16n;
const ALL_GRANULES = 0b111n;

/** Throws a `Refusal` unless the host's SMMU can do what the emulated one promises (LIFE-02). */
export async function checkHostSmmu(session: HostSession, device: number): Promise<void> {
  const wanted = { dev_id: device, data_len: HW_INFO_SMMUV3.bytes, data_uptr: DATA_ADDRESS };
  const { out, data } = await session.demand(GET_HW_INFO, wanted, new Uint8Array(HW_INFO_SMMUV3.bytes));
  if (out.data_type !== HW_INFO_TYPES.ARM_SMMUV3) throw new Refusal(`Host SMMU: unexpected data type ${out.data_type}`);
  const info = decodeStructure(HW_INFO_SMMUV3, data);
  const idr0 = BigInt(info.idr0);
  const idr1 = BigInt(info.idr1);
  const idr5 = BigInt(info.idr5);
  if (extract(idr0, STREAM_TABLE_LEVELS) !== TWO_LEVELS) throw new Refusal('Host SMMU: no two-level stream tables');
  if (extract(idr0, TRANSLATION_FORMATS) < AARCH64_TABLES) throw new Refusal('Host SMMU: no AArch64 translation tables');
  if (extract(idr1, STREAM_ID_SIZE) < GUEST_STREAM_ID_BITS) throw new Refusal('Host SMMU: insufficient StreamID size');
  if (extract(idr5, GRANULES) !== ALL_GRANULES) throw new Refusal('Host SMMU: not all translation granules');
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
