import { IOAS_MAP_FLAGS } from '../../tables/uapi';
import type { Argument, ProgramOp } from '../program';
import { SENT } from '../stages/below';
import type { FactDifference, Tolerance } from './tolerance';

/** Types of vEVENTQ that are known. */
const VEVENTQ_TYPES = [1n, 2n];

/** Bits of out_capabilities that UAPI-INFO-10 names. */
const NAMED_CAPABILITIES = 9n;
const MOST_PASID_BITS = 20n;

/** Flag of ATTACH and DETACH: a PASID is meant, not the device. */
const PASID = 1n;

const calls = (op: ProgramOp, request: string) => op.op === 'ioctl' && op.request === request;

/** Whether a member is given as one of these numbers; 0 where it is not given. */
function isNumber(op: ProgramOp, member: string, numbers: readonly bigint[]): boolean {
  if (op.op !== 'ioctl') return false;
  const value = op.members[member] ?? 0;
  return typeof value !== 'object' && numbers.includes(BigInt(value));
}

const isSet = (op: ProgramOp, member: string) => op.op === 'ioctl' && !isNumber(op, member, [0n]);

const isFixed = (flags: Argument = 0) => typeof flags !== 'object' && (BigInt(flags) & BigInt(IOAS_MAP_FLAGS.FIXED_IOVA)) !== 0n;

/** What a member was set to; nothing is seen of it where it is what was asked for. */
function numberTold(op: ProgramOp, member: string, told: string | undefined): bigint {
  if (told !== undefined) return BigInt(`0x${told}`);
  const asked = op.op === 'ioctl' ? op.members[member] : undefined;
  return typeof asked === 'object' ? 0n : BigInt(asked ?? 0);
}

/** In which order a kernel looks at what it may refuse is open as well. */
const isRefused = ({ fact, seen }: FactDifference) => fact === 'status' && seen === 'EOPNOTSUPP';

const withoutVmid = (told: string) => told.replaceAll(/VMID#\d+/g, 'VMID');

/** What a kernel may do otherwise. */
export const KERNEL_TOLERANCES: readonly Tolerance[] = [
  {
    by: 'UAPI-INFO-14',
    layer: 'kernel',
    why: 'a kernel may tell that the SMMU needs its commands twice, in bit 0 of the flags',
    accepts: (op, { fact, reference = '', seen = '' }) =>
      calls(op, 'GET_HW_INFO') && fact === 'data' && reference.startsWith('00') && seen === `01${reference.slice(2)}`,
  },
  {
    by: 'UAPI-INFO-10',
    layer: 'kernel',
    why: 'no host tells which devices have PASIDs, and capabilities that the clause does not name are of later kernels',
    accepts: (op, { fact, reference, seen }) => {
      if (!calls(op, 'GET_HW_INFO')) return false;
      if (fact === 'out_max_pasid_log2') return numberTold(op, fact, seen) <= MOST_PASID_BITS;
      const differing = numberTold(op, fact, reference) ^ numberTold(op, fact, seen);
      return fact === 'out_capabilities' && (differing & NAMED_CAPABILITIES) === 0n;
    },
  },
  {
    by: 'UAPI-INFO-09',
    layer: 'kernel',
    why: 'what a copy stores before it meets memory that is not there is open',
    accepts: (op, { fact }, course) => calls(op, 'GET_HW_INFO') && fact === 'data' && course.now.status === 'EFAULT',
  },
  {
    by: 'UAPI-VFIO-02',
    layer: 'kernel',
    why: 'what becomes of a PASID that there is room for is told by no clause',
    ends: true,
    accepts: (op, { fact }) =>
      (calls(op, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT') || calls(op, 'VFIO_DEVICE_DETACH_IOMMUFD_PT')) &&
      fact === 'status' &&
      isNumber(op, 'flags', [PASID]),
  },
  {
    by: 'UAPI-INV-12',
    layer: 'kernel',
    why: 'after a command that cannot be converted entry_num is any number up to its index',
    accepts: (op, { fact, reference, seen }) =>
      calls(op, 'HWPT_INVALIDATE') && fact === 'entry_num' && numberTold(op, fact, seen) <= numberTold(op, fact, reference),
  },
  {
    by: 'UAPI-INV-11',
    layer: 'kernel',
    why: 'how many commands a batch has is open, and so is what was issued before one that cannot be converted',
    accepts: (op, { fact, reference }, course) =>
      calls(op, 'HWPT_INVALIDATE') && fact === SENT && reference === undefined && course.now.status !== 'OK',
    // It may have named a VMID first, after which others are counted.
    follows: (_, { reference = '', seen = '' }) => reference !== seen && withoutVmid(reference) === withoutVmid(seen),
  },
  {
    by: 'UAPI-IOAS-10',
    layer: 'kernel',
    why: 'where a mapping lies that names no address is open',
    ends: true,
    accepts: (op, { fact }) => calls(op, 'IOAS_MAP') && fact === 'iova' && op.op === 'ioctl' && !isFixed(op.members.flags),
  },
  {
    by: 'UAPI-VIOMMU-02',
    layer: 'kernel',
    why: '__reserved other than 0 may be refused',
    ends: true,
    accepts: (op, difference) => calls(op, 'VIOMMU_ALLOC') && isRefused(difference) && isSet(op, '__reserved'),
  },
  {
    by: 'UAPI-HWPT-01',
    layer: 'kernel',
    why: '__reserved2 other than 0 may be refused',
    ends: true,
    accepts: (op, difference) => calls(op, 'HWPT_ALLOC') && isRefused(difference) && isSet(op, '__reserved2'),
  },
  {
    by: 'UAPI-VEQ-05',
    layer: 'kernel',
    why: 'a type of vEVENTQ that is not known may be refused',
    ends: true,
    accepts: (op, difference) => calls(op, 'VEVENTQ_ALLOC') && isRefused(difference) && !isNumber(op, 'type', VEVENTQ_TYPES),
  },
];
