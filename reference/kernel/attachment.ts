import type { Device } from './device';
import { Ioas, type IovaRange } from './ioas';
import type { IommufdContext } from './iommufd-context';
import { NestedHwpt } from './nested-hwpt';
import { PagingHwpt } from './paging-hwpt';
import { Refusal } from './refusal';

/** Where the kernel maps the interrupt doorbell for a device behind an SMMU. */
const MSI_WINDOW: IovaRange = { start: 0x800_0000n, last: 0x80f_ffffn };

/** Attaches a device to a HWPT, or to a HWPT made from an IOAS; returns the ID of the HWPT. */
export async function attach(context: IommufdContext, device: Device, id: number): Promise<number> {
  const target = context.objects.find(id);
  if (target === undefined) throw new Refusal('ENOENT');
  if (target instanceof Ioas) return attachToIoas(context, device, target);
  if (!(target instanceof PagingHwpt || target instanceof NestedHwpt)) throw new Refusal('EINVAL');
  await replace(context, device, target);
  return id;
}

/** Detaches a device; nothing happens if it is not attached. */
export async function detach(context: IommufdContext, device: Device): Promise<void> {
  const { hwpt } = device;
  if (hwpt === undefined) return;
  device.hwpt = undefined;
  ioasOf(hwpt).unreserve(device);
  await letGo(context, hwpt);
}

async function attachToIoas(context: IommufdContext, device: Device, ioas: Ioas): Promise<number> {
  const same = context.objects.all(PagingHwpt).find((hwpt) => hwpt.ioas === ioas && hwpt.kind.automatic && fits(device, hwpt)); // UAPI-VFIO-04
  if (same !== undefined) {
    await replace(context, device, same);
    return context.objects.idOf(same);
  }
  context.process.heap.take();
  const hwpt = new PagingHwpt(
    ioas,
    device.smmu,
    { nestParent: false, automatic: true, coherentOnly: device.physical.description.coherent },
    context.process.pageSize,
  );
  const id = context.objects.add(hwpt);
  try {
    await replace(context, device, hwpt);
  } catch (error) {
    await context.objects.destroy(id);
    throw error;
  }
  return id;
}

/** Puts a device on a HWPT instead of the one that it may be on. */
async function replace(context: IommufdContext, device: Device, hwpt: PagingHwpt | NestedHwpt): Promise<void> {
  const before = device.hwpt;
  if (before === hwpt) return;
  context.process.heap.take(); // what tells of the attachment
  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);
  else if (!fits(device, hwpt)) throw new Refusal('EINVAL'); // UAPI-VFIO-07
  const ioas = ioasOf(hwpt);
  ioas.reserve(device, MSI_WINDOW);
  hwpt.acquire(); // UAPI-DES-03
  device.hwpt = hwpt;
  if (before === undefined) return;
  if (ioasOf(before) !== ioas) ioasOf(before).unreserve(device);
  await letGo(context, before);
}

function fits({ physical, smmu }: Device, hwpt: PagingHwpt): boolean {
  return hwpt.smmu === smmu && (physical.description.coherent || !hwpt.kind.coherentOnly);
}

function checkNested(device: Device, { viommu, hasStage1 }: NestedHwpt): void {
  if (viommu.smmu !== device.smmu) throw new Refusal('EINVAL'); // UAPI-HWPT-16
  // UAPI-HWPT-16: EBUSY is for SubstreamIDs, which the model's devices do not have.
  if (hasStage1 && device.vdevice?.viommu !== viommu) throw new Refusal('ENOENT'); // UAPI-HWPT-15
  if (!fits(device, viommu.parent)) throw new Refusal('EINVAL'); // UAPI-VFIO-07
}

function ioasOf(hwpt: PagingHwpt | NestedHwpt): Ioas {
  return hwpt instanceof NestedHwpt ? hwpt.viommu.parent.ioas : hwpt.ioas;
}

/** One device less is attached; the last takes an automatic HWPT with it. */
async function letGo({ objects }: IommufdContext, hwpt: PagingHwpt | NestedHwpt): Promise<void> {
  hwpt.release();
  if (hwpt instanceof PagingHwpt && hwpt.kind.automatic && hwpt.idle) await objects.destroy(objects.idOf(hwpt));
}
