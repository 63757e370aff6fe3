import { memoryOf, type Operation } from '../../src/machine/log';
import { bytesAt } from '../../src/ports';
import { extract, field } from '../../src/tables/registers';
import {
  decodeStructure,
  HW_INFO_TYPES,
  HW_QUEUE_TYPES,
  HWPT_DATA,
  HWPT_FLAGS,
  HWPT_SMMUV3_DATA,
  INVALIDATE_DATA,
  IOMMU_PATH,
  requestNumbered,
  VEVENTQ_TYPES,
  VIOMMU_TYPES,
} from '../../src/tables/uapi';

/** Constants that scenarios name, by request and member. */
const CONSTANTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'VIOMMU_ALLOC.type': VIOMMU_TYPES,
  'HW_QUEUE_ALLOC.type': HW_QUEUE_TYPES,
  'VEVENTQ_ALLOC.type': VEVENTQ_TYPES,
  'GET_HW_INFO.data_type': HW_INFO_TYPES,
  'HWPT_ALLOC.data_type': HWPT_DATA,
  'HWPT_ALLOC.flags': HWPT_FLAGS,
  'HWPT_INVALIDATE.data_type': INVALIDATE_DATA,
};

/** The value of a constant in a request's member; `undefined` where the member has no such name. */
export function constantOf(request: string, member: string, name: string): number | undefined {
  return CONSTANTS[`${request}.${member}`]?.[name];
}

/**
 * Names of the kernel objects that a process made, by the calls that made them: `ioas`, `s2`, `viommu`,
 * `hw_queue0`, `vdevice:0x10`, `nested1`, `veventq` of CMDQ-V, `smmu_veventq`, `dev:gpu0`. Nested HWPTs are also known by
 * what their entry asks for: `abort`, `bypass`, `stage1`; files by what was opened: `fd:iommu`, `fd:gpu0`, `fd:veventq`. Of several
 * iommufds `fd:iommu` is the one with the vIOMMU, whatever else a process has them for.
 */
export function objectNames(operations: readonly Operation[], who: string): ReadonlyMap<string, bigint> {
  const names = new Map<string, bigint>();
  const devices = new Map<number, string>();
  let withViommu: number | undefined;
  let nested = 0;
  for (const operation of operations) {
    if (operation.port !== 'host' || operation.who !== who) continue;
    const { event } = operation;
    if (event.op === 'open' && event.fd !== undefined) {
      const name = event.path.split('/').at(-1) ?? '';
      devices.set(event.fd, name);
      if (event.path !== IOMMU_PATH || withViommu === undefined) names.set(`fd:${name}`, BigInt(event.fd));
    }
    if (event.op === 'close' && event.fd === withViommu) withViommu = undefined;
    if (event.op !== 'ioctl' || event.status !== 'OK') continue;
    const request = requestNumbered(event.request);
    const bytes = event.after && bytesAt(event.after, event.argument);
    if (request === undefined || bytes === undefined) continue;
    const out: Readonly<Record<string, bigint | number>> = decodeStructure(request.structure, bytes);
    const value = (member: string): bigint => BigInt(out[member] ?? 0);
    switch (request.name) {
      case 'IOAS_ALLOC':
        if (event.fd === (withViommu ?? event.fd)) names.set('ioas', value('out_ioas_id'));
        break;
      case 'HWPT_ALLOC':
        if (value('data_type') === 0n) {
          if ((value('flags') & BigInt(HWPT_FLAGS.NEST_PARENT)) !== 0n) names.set('s2', value('out_hwpt_id'));
        } else {
          names.set(`nested${nested++}`, value('out_hwpt_id'));
          names.set(treatmentOf(memoryOf(event.before).read(value('data_uptr'), HWPT_SMMUV3_DATA.bytes)), value('out_hwpt_id'));
        }
        break;
      case 'VIOMMU_ALLOC':
        names.set('viommu', value('out_viommu_id'));
        withViommu = event.fd;
        names.set('fd:iommu', BigInt(event.fd));
        break;
      case 'VDEVICE_ALLOC':
        names.set(`vdevice:0x${value('virt_id').toString(16)}`, value('out_vdevice_id'));
        break;
      case 'HW_QUEUE_ALLOC':
        names.set(`hw_queue${value('index')}`, value('out_hw_queue_id'));
        break;
      case 'VEVENTQ_ALLOC':
        names.set(queueName(value('type')), value('out_veventq_id'));
        names.set(`fd:${queueName(value('type'))}`, value('out_veventq_fd'));
        break;
      case 'VFIO_DEVICE_BIND_IOMMUFD':
        names.set(`dev:${devices.get(event.fd) ?? '?'}`, value('out_devid'));
        break;
    }
  }
  return names;
}

function queueName(type: bigint): string {
  return type === BigInt(VEVENTQ_TYPES.ARM_SMMUV3) ? 'smmu_veventq' : 'veventq';
}

const VALID = field('V', 0);
const CONFIG = field('Config', 3, 1);
const TREATMENTS: Readonly<Record<string, string>> = { '4': 'bypass', '5': 'stage1' };

/** What a Stream Table Entry asks for; an invalid one aborts. */
export function treatmentOf(entry: Uint8Array | undefined): string {
  if (entry === undefined) return 'abort';
  const { ste0 } = decodeStructure(HWPT_SMMUV3_DATA, entry);
  return extract(ste0, VALID) === 0n ? 'abort' : (TREATMENTS[extract(ste0, CONFIG).toString()] ?? 'abort');
}
