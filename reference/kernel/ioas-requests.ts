import {
  encodeStructure,
  type IOAS_ALLOC,
  type IOAS_IOVA_RANGES,
  type IOAS_MAP,
  IOAS_MAP_FLAGS,
  type IOAS_UNMAP,
  IOVA_RANGE,
} from '../../src/tables/uapi';
import { U64_MAX } from './integers';
import { Ioas } from './ioas';
import { Refusal } from './refusal';
import type { CallOf } from './user-call';
import { copyOut } from './user-copy';

const MAP_FLAGS = IOAS_MAP_FLAGS.FIXED_IOVA | IOAS_MAP_FLAGS.READABLE | IOAS_MAP_FLAGS.WRITEABLE;

/** IOMMU_IOAS_ALLOC. */
export async function ioasAlloc(call: CallOf<typeof IOAS_ALLOC>): Promise<void> {
  const { values, context } = call;
  if (values.flags !== 0) throw new Refusal('EOPNOTSUPP');
  values.out_ioas_id = call.reserve();
  call.make(new Ioas(context.process.pageSize, context.process.addressSpace));
  call.respond();
}

/** IOMMU_IOAS_MAP. */
export async function ioasMap(call: CallOf<typeof IOAS_MAP>): Promise<void> {
  const { values, context } = call;
  const { flags, iova, length } = values;
  const readable = (flags & IOAS_MAP_FLAGS.READABLE) !== 0;
  const writable = (flags & IOAS_MAP_FLAGS.WRITEABLE) !== 0;
  if ((flags & ~MAP_FLAGS) !== 0 || values.__reserved !== 0) throw new Refusal('EOPNOTSUPP');
  if (iova >= U64_MAX || length >= U64_MAX) throw new Refusal('EOVERFLOW');
  if (!readable && !writable) throw new Refusal('EINVAL');
  const ioas = context.objects.get(values.ioas_id, Ioas);
  context.process.heap.take(); // the area
  context.process.heap.take(); // what lists its pages
  const fixed = (flags & IOAS_MAP_FLAGS.FIXED_IOVA) !== 0;
  values.iova = ioas.map({ iova: fixed ? iova : undefined, userAddress: values.user_va, length, readable });
  call.respond(); // a fault here leaves the mapping in place
}

/** IOMMU_IOAS_UNMAP. */
export async function ioasUnmap(call: CallOf<typeof IOAS_UNMAP>): Promise<void> {
  const { values, context } = call;
  const { iova, length } = values;
  const ioas = context.objects.get(values.ioas_id, Ioas);
  if (iova === 0n && length === U64_MAX) {
    values.length = ioas.unmapAll();
  } else {
    if (iova >= U64_MAX || length >= U64_MAX) throw new Refusal('EOVERFLOW');
    values.length = ioas.unmap(iova, length);
  }
  call.respond();
}

/** IOMMU_IOAS_IOVA_RANGES: as many ranges as the user has room for, and how many there are. */
export async function ioasIovaRanges(call: CallOf<typeof IOAS_IOVA_RANGES>): Promise<void> {
  const { values, context, memory } = call;
  if (values.__reserved !== 0) throw new Refusal('EOPNOTSUPP');
  const ioas = context.objects.get(values.ioas_id, Ioas);
  const room = values.num_iovas;
  const { allowed } = ioas;
  for (const [index, range] of allowed.slice(0, room).entries()) {
    copyOut(memory, values.allowed_iovas + BigInt(index * IOVA_RANGE.bytes), encodeStructure(IOVA_RANGE, range));
  }
  values.num_iovas = allowed.length;
  values.out_iova_alignment = ioas.alignment;
  call.respond();
  if (allowed.length > room) throw new Refusal('EMSGSIZE');
}
