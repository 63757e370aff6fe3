import { COMMAND_BYTES, commandBytes } from '../../../src/tables/commands';
import { encodeStructure, HW_INFO_SMMUV3, HWPT_SMMUV3_DATA, IOVA_RANGE, VIOMMU_TEGRA241_DATA } from '../../../src/tables/uapi';
import { type Assignments, parseAssignments } from '../../parameters';

/** A correct call of each request, which a scenario changes in one thing. */
interface PlainCall {
  readonly members: Assignments;
  /** A fresh data buffer, where the request has one. */
  readonly data?: () => Uint8Array;
  /** Name under which the new object's ID is known, and the member that returns it. */
  readonly makes?: { readonly name: (members: Assignments) => string; readonly member: string };
}

const DATA = '0x700000010000';

/** Bytes for the answer of GET_HW_INFO: twice as many as the longest has. */
const HW_INFO_ROOM = 2 * HW_INFO_SMMUV3.bytes;

/** What a buffer of ranges is filled with before the call. */
export const UNWRITTEN = 0xee;

const plain = (members: string, rest: Omit<PlainCall, 'members'> = {}): PlainCall => ({ members: parseAssignments(members), ...rest });
const made = (name: string, member: string): NonNullable<PlainCall['makes']> => ({ name: () => name, member });

/** The vSTE of a stage-1 context: V, Config=S1, a context descriptor at 0x40200000. */
function stage1Entry(): Uint8Array {
  return encodeStructure(HWPT_SMMUV3_DATA, { ste0: 0x4020_000bn, ste1: 0n });
}

/** Correct calls by request name; values may name constants and objects. */
export const PLAIN_CALLS: Readonly<Record<string, PlainCall>> = {
  IOAS_ALLOC: plain('', { makes: made('ioas', 'out_ioas_id') }),
  IOAS_MAP: plain('ioas_id=ioas, flags=7, user_va=ram, length=0x1000000, iova=0x40000000', { makes: made('iova', 'iova') }),
  IOAS_UNMAP: plain('ioas_id=ioas, iova=0x40000000, length=0x1000000'),
  IOAS_IOVA_RANGES: plain(`ioas_id=ioas, num_iovas=4, allowed_iovas=${DATA}`, {
    data: () => new Uint8Array(4 * IOVA_RANGE.bytes).fill(UNWRITTEN),
  }),
  GET_HW_INFO: plain(`flags=1, dev_id=gpu0, data_type=TEGRA241_CMDQV, data_len=8, data_uptr=${DATA}`, {
    // Not zero, so that it shows which bytes the kernel wrote.
    data: () => new Uint8Array(HW_INFO_ROOM).fill(0xff),
  }),
  HWPT_ALLOC: plain('dev_id=gpu0, pt_id=ioas, flags=NEST_PARENT', { makes: made('s2', 'out_hwpt_id') }),
  VIOMMU_ALLOC: plain(`type=TEGRA241_CMDQV, dev_id=gpu0, hwpt_id=s2, data_len=16, data_uptr=${DATA}`, {
    data: () => new Uint8Array(VIOMMU_TEGRA241_DATA.bytes),
    makes: made('viommu', 'out_viommu_id'),
  }),
  VDEVICE_ALLOC: plain('viommu_id=viommu, dev_id=gpu0, virt_id=0x10', { makes: made('vdevice', 'out_vdevice_id') }),
  VEVENTQ_ALLOC: plain('viommu_id=viommu, type=TEGRA241_CMDQV, veventq_depth=4', { makes: made('veventq', 'out_veventq_id') }),
  HW_QUEUE_ALLOC: plain('viommu_id=viommu, type=TEGRA241_CMDQV, index=0, nesting_parent_iova=0x40000000, length=0x1000', {
    makes: { name: (members) => `hw_queue${members.get('index') ?? '0'}`, member: 'out_hw_queue_id' },
  }),
  HWPT_INVALIDATE: plain(`hwpt_id=viommu, data_uptr=${DATA}, data_type=ARM_SMMUV3, entry_len=16`),
  DESTROY: plain(''),
  VFIO_DEVICE_BIND_IOMMUFD: plain('iommufd=iommufd'),
  VFIO_DEVICE_ATTACH_IOMMUFD_PT: plain('pt_id=ioas'),
  VFIO_DEVICE_DETACH_IOMMUFD_PT: plain(''),
};

/** Members of a nested HWPT_ALLOC: on the vIOMMU, with a stage-1 vSTE. */
export const NESTED_HWPT: PlainCall = plain(`dev_id=gpu0, pt_id=viommu, data_type=ARM_SMMUV3, data_len=16, data_uptr=${DATA}`, {
  data: stage1Entry,
  makes: made('nested', 'out_hwpt_id'),
});

/** How a HWPT_INVALIDATE lays out its entries: bytes of each, and what fills those beyond a command. */
interface EntryLayout {
  readonly length: number;
  readonly filler: number;
}

/** The data buffer of a HWPT_INVALIDATE that carries these commands; entries shorter than a command hold its beginning. */
export function commandsData(
  commands: readonly { readonly word0: bigint; readonly word1: bigint }[],
  { length, filler }: EntryLayout = { length: COMMAND_BYTES, filler: 0 },
): Uint8Array {
  const bytes = new Uint8Array(commands.length * length).fill(filler);
  commands.forEach((command, index) => {
    bytes.set(commandBytes(command).subarray(0, length), index * length);
  });
  return bytes;
}
