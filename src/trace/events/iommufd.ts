import type { Sight } from '../../monitors';
import { decimal, type EventValues, hex, numberIn, type Parameter, RESULT, signed, type TraceEvent } from './trace-event';

const FD = signed('iommufd');
const HW_QUEUE: readonly Sight[] = ['host ioctl HW_QUEUE_ALLOC'];

/** How a request ended, as far as the number tells. */
function ended(values: EventValues): string {
  const result = numberIn(values, 'result');
  return result === 0n ? 'OK' : `refused (${result})`;
}

function request(name: string, parameters: readonly Parameter[], shows: readonly Sight[], tell: TraceEvent['tell']): TraceEvent {
  return { name, family: 'iommufd', from: 'VMM', to: 'kernel', parameters, shows, tell };
}

const told = (values: EventValues, names: readonly string[]) =>
  names
    .map((name) => `${name}=${numberIn(values, name) < 10n ? numberIn(values, name) : `0x${numberIn(values, name).toString(16)}`}`)
    .join(' ');

/** Events of QEMU's iommufd backend. */
export const IOMMUFD_EVENTS: readonly TraceEvent[] = [
  request(
    'iommufd_backend_connect',
    [signed('fd'), decimal('owned'), decimal('users')],
    ['host open'],
    (values) => `${numberIn(values, 'users') === 1n ? 'opens' : 'shares'} iommufd ${numberIn(values, 'fd')}`,
  ),
  request('iommufd_backend_disconnect', [signed('fd'), decimal('users')], [], (values) =>
    numberIn(values, 'users') === 0n ? 'leaves its iommufd' : 'has one user of its iommufd less',
  ),
  request(
    'iommufd_backend_alloc_ioas',
    [FD, decimal('ioas')],
    ['host ioctl IOAS_ALLOC'],
    (values) => `IOAS_ALLOC -> OK ${told(values, ['ioas'])}`,
  ),
  request(
    'iommufd_backend_free_id',
    [FD, signed('id'), RESULT],
    ['host ioctl DESTROY'],
    (values) => `DESTROY ${told(values, ['id'])} -> ${ended(values)}`,
  ),
  request(
    'iommufd_backend_map_dma',
    [FD, signed('ioas'), hex('iova'), hex('size'), hex('addr'), signed('readonly'), RESULT],
    ['host ioctl IOAS_MAP'],
    (values) => `IOAS_MAP ${told(values, ['iova', 'size'])} -> ${ended(values)}`,
  ),
  request(
    'iommufd_backend_map_file_dma',
    [FD, signed('ioas'), hex('iova'), hex('size'), signed('fd'), signed('start'), signed('readonly'), RESULT],
    [],
    (values) => `IOAS_MAP_FILE ${told(values, ['iova', 'size'])} -> ${ended(values)}`,
  ),
  request(
    'iommufd_backend_unmap_dma',
    [FD, signed('ioas'), hex('iova'), hex('size'), RESULT],
    ['host ioctl IOAS_UNMAP'],
    (values) => `IOAS_UNMAP ${told(values, ['iova', 'size'])} -> ${ended(values)}`,
  ),
  request(
    'iommufd_backend_unmap_dma_non_exist',
    [FD, signed('ioas'), hex('iova'), hex('size'), RESULT],
    ['host ioctl IOAS_UNMAP'],
    (values) => `IOAS_UNMAP ${told(values, ['iova', 'size'])} -> ENOENT`,
  ),
  request(
    'iommufd_backend_alloc_hwpt',
    [
      FD,
      decimal('dev_id'),
      decimal('pt_id'),
      hex('flags'),
      decimal('hwpt_type'),
      decimal('len'),
      hex('data_ptr'),
      decimal('out_hwpt'),
      RESULT,
    ],
    ['host ioctl HWPT_ALLOC'],
    (values) => `HWPT_ALLOC ${told(values, ['dev_id', 'pt_id', 'hwpt_type'])} -> ${ended(values)} ${told(values, ['out_hwpt'])}`,
  ),
  {
    ...request(
      'iommufd_backend_invalidate_cache',
      [FD, decimal('id'), decimal('data_type'), decimal('entry_len'), decimal('entry_num'), decimal('done_num'), hex('data_ptr'), RESULT],
      ['host ioctl HWPT_INVALIDATE'],
      (values) => `HWPT_INVALIDATE ${told(values, ['id', 'entry_num'])} -> ${ended(values)}`,
    ),
    // The command itself is told by those.
    besides: 'smmu',
  },
  request(
    'iommufd_backend_alloc_viommu',
    [
      FD,
      decimal('dev_id'),
      decimal('type'),
      decimal('hwpt_id'),
      hex('data_ptr', { optional: true }),
      hex('data_len', { optional: true }),
      decimal('viommu_id'),
      RESULT,
    ],
    ['host ioctl VIOMMU_ALLOC', 'host numbers', 'host allocations'],
    (values) => `VIOMMU_ALLOC ${told(values, ['type', 'dev_id', 'hwpt_id'])} -> ${ended(values)} ${told(values, ['viommu_id'])}`,
  ),
  request(
    'iommufd_backend_alloc_vdev',
    [FD, decimal('dev_id'), decimal('viommu_id'), hex('virt_id'), decimal('vdev_id'), RESULT],
    ['host ioctl VDEVICE_ALLOC'],
    (values) => `VDEVICE_ALLOC ${told(values, ['dev_id', 'viommu_id', 'virt_id'])} -> ${ended(values)} ${told(values, ['vdev_id'])}`,
  ),
  request(
    'iommufd_viommu_alloc_eventq',
    [FD, decimal('viommu_id'), decimal('type'), decimal('veventq_id'), decimal('veventq_fd'), RESULT],
    ['host ioctl VEVENTQ_ALLOC'],
    (values) => `VEVENTQ_ALLOC ${told(values, ['viommu_id', 'type'])} -> ${ended(values)} ${told(values, ['veventq_id', 'veventq_fd'])}`,
  ),
  request(
    'iommufd_backend_alloc_hw_queue',
    [FD, decimal('viommu_id'), decimal('queue_type'), decimal('index'), hex('addr'), hex('size'), decimal('queue_id'), RESULT],
    HW_QUEUE,
    (values) => `HW_QUEUE_ALLOC ${told(values, ['viommu_id', 'index', 'addr', 'size'])} -> ${ended(values)} ${told(values, ['queue_id'])}`,
  ),
  request(
    'iommufd_backend_viommu_mmap',
    [FD, decimal('viommu_id'), hex('size'), hex('offset')],
    [],
    (values) => `mmap of the page of vIOMMU ${told(values, ['viommu_id', 'offset', 'size'])}`,
  ),
];
