import { supportsAts, tracksDirtyPages } from '../../src/tables/smmu';
import {
  encodeStructure,
  type GET_HW_INFO,
  HW_CAPABILITIES,
  HW_INFO_FLAGS,
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HW_INFO_TYPES,
} from '../../src/tables/uapi';
import { Device } from './device';
import type { PhysicalDevice } from './physical-device';
import { Refusal } from './refusal';
import type { Smmu } from './smmu';
import type { CallOf } from './user-call';
import { clear, copyOut } from './user-copy';

/** A driver's answer. */
interface Info {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** IOMMU_GET_HW_INFO. */
export async function getHwInfo(call: CallOf<typeof GET_HW_INFO>): Promise<void> {
  const { values, context, memory } = call;
  const { flags, data_len: room, data_uptr: address } = values;
  if ((flags & ~HW_INFO_FLAGS.INPUT_TYPE) !== 0) throw new Refusal('EOPNOTSUPP'); // UAPI-INFO-01
  if ((values.__reserved0 | values.__reserved1 | values.__reserved2) !== 0) throw new Refusal('EOPNOTSUPP'); // UAPI-INFO-02
  const wanted = (flags & HW_INFO_FLAGS.INPUT_TYPE) === 0 ? HW_INFO_TYPES.DEFAULT : values.data_type; // UAPI-INFO-03
  const { smmu, physical } = context.objects.get(values.dev_id, Device); // UAPI-INFO-04
  context.process.heap.take(); // the answer
  const { type, bytes } = await ask(smmu, wanted);
  const copied = bytes.subarray(0, Math.min(room, bytes.length)); // UAPI-INFO-11: possibly nothing
  copyOut(memory, address, copied); // UAPI-INFO-09
  clear(memory, address + BigInt(copied.length), room - copied.length); // UAPI-INFO-09
  values.data_len = bytes.length; // UAPI-INFO-10
  values.data_type = type; // UAPI-INFO-10
  values.out_capabilities = capabilitiesOf(physical); // UAPI-INFO-10
  values.out_max_pasid_log2 = 0; // the model's devices have no PASIDs
  call.respond();
}

function capabilitiesOf({ description, smmu }: PhysicalDevice): bigint {
  const tracking = tracksDirtyPages(smmu.description) ? HW_CAPABILITIES.DIRTY_TRACKING : 0n;
  const noAts = description.ats && supportsAts(smmu.description) ? 0n : HW_CAPABILITIES.NO_ATS;
  return tracking | noAts;
}

async function ask(smmu: Smmu, type: number): Promise<Info> {
  switch (type) {
    case HW_INFO_TYPES.DEFAULT:
    case HW_INFO_TYPES.ARM_SMMUV3:
      return smmuInfo(smmu); // UAPI-INFO-05
    case HW_INFO_TYPES.TEGRA241_CMDQV:
      return cmdqvInfo(smmu);
    default:
      throw new Refusal('EOPNOTSUPP'); // UAPI-INFO-06
  }
}

function smmuInfo({ description }: Smmu): Info {
  const { iidr, aidr } = description;
  const [idr0, idr1, idr2, idr3, idr4, idr5] = description.idr;
  return { type: HW_INFO_TYPES.ARM_SMMUV3, bytes: encodeStructure(HW_INFO_SMMUV3, { idr0, idr1, idr2, idr3, idr4, idr5, iidr, aidr }) };
}

async function cmdqvInfo({ cmdqv }: Smmu): Promise<Info> {
  if (cmdqv === undefined) throw new Refusal('EOPNOTSUPP'); // UAPI-INFO-06
  const { vcmdqsLog2, sidsLog2 } = cmdqv.perVintf;
  const info = { version: await cmdqv.version(), log2vcmdqs: vcmdqsLog2, log2vsids: sidsLog2 }; // UAPI-INFO-07, UAPI-INFO-12
  return { type: HW_INFO_TYPES.TEGRA241_CMDQV, bytes: encodeStructure(HW_INFO_TEGRA241, info) };
}
