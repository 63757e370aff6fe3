import type { VDEVICE_ALLOC } from '../../src/tables/uapi';
import { Device } from './device';
import { Refusal } from './refusal';
import type { CallOf } from './user-call';
import { Vdevice } from './vdevice';
import { Viommu } from './viommu';

type Call = CallOf<typeof VDEVICE_ALLOC>;

/** IOMMU_VDEVICE_ALLOC. */
export async function vdeviceAlloc(call: Call): Promise<void> {
  const { values, context } = call;
  // VSID-01: a 64-bit kernel holds any virt_id.
  const viommu = context.objects.get(values.viommu_id, Viommu); // VSID-02
  const device = context.objects.get(values.dev_id, Device); // VSID-03
  if (device.smmu !== viommu.smmu) throw new Refusal('EINVAL'); // VSID-04
  // VSID-05: a device that is being destroyed has no ID any more.
  if (device.vdevice !== undefined) throw new Refusal('EEXIST'); // VSID-06
  const id = call.reserve();
  const virtId = values.virt_id;
  if (viommu.streams.has(virtId)) throw new Refusal('EEXIST'); // VSID-07
  viommu.streams.set(virtId, undefined);
  const slot = await mapStream(call, viommu, device);
  const vdevice = call.make(
    new Vdevice(viommu, virtId, slot, () => {
      device.vdevice = undefined;
    }),
  );
  device.vdevice = vdevice;
  viommu.streams.set(virtId, device.streamIds[0]); // VSID-13
  values.out_vdevice_id = id;
  call.respond();
}

/** The driver's part; returns the slot of the VINTF, if the vIOMMU has one. */
async function mapStream({ values, context }: Call, viommu: Viommu, { streamIds }: Device): Promise<number | undefined> {
  const virtId = values.virt_id;
  try {
    context.process.heap.take();
    if (viommu.share !== undefined) return await viommu.share.vintf.mapSid(virtId, streamIds); // VSID-08 to VSID-11
    if (streamIds.length !== 1) throw new Refusal('EOPNOTSUPP'); // VSID-16
    return undefined;
  } catch (error) {
    viommu.streams.delete(virtId);
    throw error;
  }
}
