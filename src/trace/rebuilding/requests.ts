import type { HostEvent } from '../../machine/log';
import { COMMAND_BYTES, commandBytes, encodeCommand } from '../../tables/commands';
import {
  DESTROY,
  HW_QUEUE_ALLOC,
  HWPT_ALLOC,
  HWPT_INVALIDATE,
  IOAS_ALLOC,
  IOAS_MAP,
  IOAS_UNMAP,
  type Request,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  VIOMMU_ALLOC,
  writeMember,
} from '../../tables/uapi';
import { type EventValues, numberIn } from '../events';

/** Where the structure of a rebuilt request lies, and what it points to: no trace tells. */
const ARGUMENT = 0x1000n;
const DATA = 0x2000n;

type Ioctl = Extract<HostEvent, { readonly op: 'ioctl' }>;

/** Members of a request's structure, by the parameters of an event that have them. */
type Members = Readonly<Record<string, string>>;

interface Form {
  readonly request: Request;
  readonly asked: Members;
  readonly answered?: Members;
}

const FORMS: Readonly<Record<string, Form>> = {
  iommufd_backend_alloc_ioas: { request: IOAS_ALLOC, asked: {}, answered: { out_ioas_id: 'ioas' } },
  iommufd_backend_free_id: { request: DESTROY, asked: { id: 'id' } },
  iommufd_backend_map_dma: { request: IOAS_MAP, asked: { ioas_id: 'ioas', iova: 'iova', length: 'size', user_va: 'addr' } },
  iommufd_backend_unmap_dma: { request: IOAS_UNMAP, asked: { ioas_id: 'ioas', iova: 'iova', length: 'size' } },
  iommufd_backend_unmap_dma_non_exist: { request: IOAS_UNMAP, asked: { ioas_id: 'ioas', iova: 'iova', length: 'size' } },
  iommufd_backend_alloc_hwpt: {
    request: HWPT_ALLOC,
    asked: { dev_id: 'dev_id', pt_id: 'pt_id', flags: 'flags', data_type: 'hwpt_type', data_len: 'len' },
    answered: { out_hwpt_id: 'out_hwpt' },
  },
  iommufd_backend_invalidate_cache: {
    request: HWPT_INVALIDATE,
    asked: { hwpt_id: 'id', data_type: 'data_type', entry_len: 'entry_len', entry_num: 'entry_num' },
    answered: { entry_num: 'done_num' },
  },
  iommufd_backend_alloc_viommu: {
    request: VIOMMU_ALLOC,
    asked: { dev_id: 'dev_id', type: 'type', hwpt_id: 'hwpt_id' },
    answered: { out_viommu_id: 'viommu_id' },
  },
  iommufd_backend_alloc_vdev: {
    request: VDEVICE_ALLOC,
    asked: { dev_id: 'dev_id', viommu_id: 'viommu_id', virt_id: 'virt_id' },
    answered: { out_vdevice_id: 'vdev_id' },
  },
  iommufd_viommu_alloc_eventq: {
    request: VEVENTQ_ALLOC,
    asked: { viommu_id: 'viommu_id', type: 'type' },
    answered: { out_veventq_id: 'veventq_id', out_veventq_fd: 'veventq_fd' },
  },
  iommufd_backend_alloc_hw_queue: {
    request: HW_QUEUE_ALLOC,
    asked: { viommu_id: 'viommu_id', type: 'queue_type', index: 'index', nesting_parent_iova: 'addr', length: 'size' },
    answered: { out_hw_queue_id: 'queue_id' },
  },
};

/** A trapped command that a request hands on, as far as the trace tells it. */
export interface TrappedCommand {
  readonly name: string;
  readonly streamId: bigint;
}

/**
 * The request that an event tells of; nothing if it is none. A refused one has no answer: the trace does not say which errno it was.
 */
export function requestOf(name: string, values: EventValues, trapped?: TrappedCommand): Ioctl | undefined {
  const form = FORMS[name];
  if (form === undefined) return undefined;
  const { answered = {}, asked, request } = form;
  const filled = (names: Members): Record<string, bigint> =>
    Object.fromEntries(Object.entries(names).map(([member, parameter]) => [member, numberIn(values, parameter)]));
  const before = filled(asked);
  const command = request === HWPT_INVALIDATE && before.entry_num === 1n ? trapped : undefined;
  if (command !== undefined) before.data_uptr = DATA;
  const bytes = encode(request, before);
  const data =
    command === undefined
      ? []
      : [{ address: DATA, bytes: commandBytes(encodeCommand(command.name, { SID: command.streamId })).subarray(0, COMMAND_BYTES) }];
  const refused = numberIn(values, 'result') !== 0n || name === 'iommufd_backend_unmap_dma_non_exist';
  return {
    op: 'ioctl',
    fd: Number(numberIn(values, 'iommufd')),
    request: request.number,
    argument: ARGUMENT,
    before: [{ address: ARGUMENT, bytes }, ...data],
    after: refused ? undefined : [{ address: ARGUMENT, bytes: encode(request, { ...before, ...filled(answered) }) }],
    status: refused ? undefined : 'OK',
  };
}

function encode({ structure }: Request, values: Readonly<Record<string, bigint>>): Uint8Array {
  const bytes = new Uint8Array(structure.bytes);
  for (const [name, value] of Object.entries(values)) {
    const member = structure.members[name];
    if (member !== undefined) writeMember(bytes, member, value);
  }
  return bytes;
}
