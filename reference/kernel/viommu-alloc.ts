import { PAGE_BYTES } from '../../src/tables/registers';
import { forcesWriteBack, hasForceSyncErratum, nestsStages } from '../../src/tables/smmu';
import {
  encodeStructure,
  VEVENT_TEGRA241,
  VEVENTQ_TYPES,
  type VIOMMU_ALLOC,
  VIOMMU_TEGRA241_DATA,
  VIOMMU_TYPES,
} from '../../src/tables/uapi';
import { Device } from './device';
import type { MmapCookie } from './mmap-cookies';
import { PagingHwpt } from './paging-hwpt';
import { Refusal } from './refusal';
import type { Cmdqv } from './tegra/cmdqv';
import type { CallOf } from './user-call';
import { copyInDriverData, copyOut } from './user-copy';
import { VintfPage } from './vintf-page';
import { type VintfShare, Viommu } from './viommu';

type Call = CallOf<typeof VIOMMU_ALLOC>;

/** IOMMU_VIOMMU_ALLOC. */
export async function viommuAlloc(call: Call): Promise<void> {
  const { values, context } = call;
  if (values.flags !== 0 || values.type === VIOMMU_TYPES.DEFAULT) throw new Refusal('EOPNOTSUPP'); // UAPI-VIOMMU-01
  // UAPI-VIOMMU-02: __reserved is not checked.
  const device = context.objects.get(values.dev_id, Device); // UAPI-VIOMMU-03
  const cmdqv = supported(device, values.type); // UAPI-VIOMMU-04
  const parent = context.objects.get(values.hwpt_id, PagingHwpt); // UAPI-VIOMMU-05
  if (!parent.kind.nestParent) throw new Refusal('EINVAL'); // UAPI-VIOMMU-06
  const id = call.reserve();
  if (parent.smmu !== device.smmu) throw new Refusal('EINVAL'); // UAPI-VIOMMU-07
  const viommu = call.make(new Viommu(context, parent));
  if (cmdqv !== undefined) await shareVintf(call, viommu, cmdqv);
  values.out_viommu_id = id;
  call.respond();
}

/** The block to share, for a vIOMMU that has one. */
function supported({ smmu, physical }: Device, type: number): Cmdqv | undefined {
  const { description } = smmu;
  if (!nestsStages(description) || hasForceSyncErratum(description)) throw new Refusal('EOPNOTSUPP');
  if (!physical.description.coherent && !forcesWriteBack(description)) throw new Refusal('EOPNOTSUPP');
  if (type === VIOMMU_TYPES.ARM_SMMUV3) return undefined;
  if (type !== VIOMMU_TYPES.TEGRA241_CMDQV || smmu.cmdqv === undefined) throw new Refusal('EOPNOTSUPP');
  return smmu.cmdqv;
}

/** Gives the vIOMMU a VINTF of its own, and tells the user where page 0 of it can be mapped. */
async function shareVintf(call: Call, viommu: Viommu, cmdqv: Cmdqv): Promise<void> {
  const { values, memory } = call;
  const user = { length: values.data_len, address: values.data_uptr };
  copyInDriverData(memory, user, VIOMMU_TEGRA241_DATA); // UAPI-VIOMMU-08, UAPI-VIOMMU-09
  const vintf = await cmdqv.allocateVintf(viommu.vmid); // UAPI-VIOMMU-10, UAPI-VIOMMU-11
  const length = BigInt(PAGE_BYTES);
  // UAPI-VIOMMU-12: pages of the region lie on 64 KiB by construction, so they cannot be misaligned.
  const cookie = await offerPage(call, viommu, { cmdqv, vintf }, length);
  viommu.share = { cmdqv, vintf, cookie };
  vintf.onError((errMaps) => viommu.report(VEVENTQ_TYPES.TEGRA241_CMDQV, payloadOf(errMaps)));
  const offer = { out_vintf_mmap_offset: cookie.offset, out_vintf_mmap_length: length }; // UAPI-VIOMMU-14
  copyOut(memory, user.address, encodeStructure(VIOMMU_TEGRA241_DATA, offer)); // UAPI-VIOMMU-13
}

/** Offers page 0 of the VINTF for mmap; without memory for that the VINTF goes again. */
async function offerPage(
  { context }: Call,
  viommu: Viommu,
  { cmdqv, vintf }: Omit<VintfShare, 'cookie'>,
  length: bigint,
): Promise<MmapCookie> {
  try {
    context.process.heap.take();
  } catch (error) {
    await cmdqv.freeVintf(vintf);
    throw error;
  }
  return context.cookies.add(new VintfPage(vintf.index, viommu, context), length);
}

function payloadOf([map0 = 0n, map1 = 0n]: readonly bigint[]): Uint8Array {
  return encodeStructure(VEVENT_TEGRA241, { lvcmdq_err_map0: map0, lvcmdq_err_map1: map1 });
}
