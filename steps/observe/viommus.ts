import { smmuAt, vmAt } from '../../src/machine/log';
import { bytesAt } from '../../src/ports';
import { BIND_IOMMUFD, decodeStructure, VIOMMU_ALLOC } from '../../src/tables/uapi';
import type { ConformanceWorld } from '../world';

/** IDs of the vIOMMUs that a VM has had behind the SMMU with which it is told; nothing where it is told without one. */
export function viommusAt(world: ConformanceWorld, vm: string): ReadonlySet<number> | undefined {
  const smmu = smmuAt(vm);
  return smmu === undefined ? undefined : viommusBehind(world, vmAt(vm), smmu);
}

/** IDs of the vIOMMUs that a process has had behind an SMMU of the host, by the device with which it allocated each. */
function viommusBehind(world: ConformanceWorld, who: string, smmu: string): ReadonlySet<number> {
  const behind = new Set(world.machine.host.devices.filter((device) => device.smmu === smmu).map(({ name }) => name));
  const files = new Map<number, string>();
  const devices = new Map<number, string>();
  const viommus = new Set<number>();
  for (const { port, who: caller, event } of world.machine.log.operations) {
    if (port !== 'host' || caller !== who) continue;
    if (event.op === 'open' && event.fd !== undefined) files.set(event.fd, event.path.split('/').at(-1) ?? '');
    if (event.op !== 'ioctl' || event.status !== 'OK') continue;
    const bytes = event.after && bytesAt(event.after, event.argument);
    if (bytes === undefined) continue;
    if (event.request === BIND_IOMMUFD.number)
      devices.set(decodeStructure(BIND_IOMMUFD.structure, bytes).out_devid, files.get(event.fd) ?? '');
    if (event.request !== VIOMMU_ALLOC.number) continue;
    const { dev_id: device, out_viommu_id: id } = decodeStructure(VIOMMU_ALLOC.structure, bytes);
    if (behind.has(devices.get(device) ?? '')) viommus.add(id);
  }
  return viommus;
}
