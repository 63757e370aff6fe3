import { DONE, type UserMemory } from '../../src/ports';
import {
  DESTROY,
  GET_HW_INFO,
  HW_QUEUE_ALLOC,
  HWPT_ALLOC,
  HWPT_INVALIDATE,
  IOAS_ALLOC,
  IOAS_IOVA_RANGES,
  IOAS_MAP,
  IOAS_UNMAP,
  type Member,
  memberBytes,
  type Request,
  readMember,
  type Structure,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  VIOMMU_ALLOC,
} from '../../src/tables/uapi';
import { destroy } from './destroy';
import { getHwInfo } from './hw-info';
import { hwQueueAlloc } from './hw-queue-alloc';
import { hwptAlloc } from './hwpt-alloc';
import { hwptInvalidate } from './hwpt-invalidate';
import { ioasAlloc, ioasIovaRanges, ioasMap, ioasUnmap } from './ioas-requests';
import type { IommufdContext } from './iommufd-context';
import { legacyVfioIoctl } from './legacy-vfio';
import { Refusal } from './refusal';
import { type Arrival, UserCall } from './user-call';
import { copyIn, copyInVersioned } from './user-copy';
import { vdeviceAlloc } from './vdevice-alloc';
import { veventqAlloc } from './veventq-alloc';
import { viommuAlloc } from './viommu-alloc';

/** A request and its handler. */
interface Route {
  readonly request: Request;
  readonly run: (arrival: Arrival) => Promise<void>;
}

function route<S extends Structure>(request: Request<S>, handler: (call: UserCall<S>) => Promise<void>): Route {
  const run = async (arrival: Arrival): Promise<void> => {
    const call = new UserCall(request.structure, arrival);
    try {
      await handler(call);
    } catch (error) {
      await call.rollBack(); // UAPI-COM-05
      throw error;
    }
    call.commit();
  };
  return { request, run };
}

/** The requests that the model knows; iommufd has others, which it refuses with ENOTTY. */
const ROUTES: readonly Route[] = [
  route(DESTROY, destroy),
  route(IOAS_ALLOC, ioasAlloc),
  route(IOAS_IOVA_RANGES, ioasIovaRanges),
  route(IOAS_MAP, ioasMap),
  route(IOAS_UNMAP, ioasUnmap),
  route(HWPT_ALLOC, hwptAlloc),
  route(GET_HW_INFO, getHwInfo),
  route(HWPT_INVALIDATE, hwptInvalidate),
  route(VIOMMU_ALLOC, viommuAlloc),
  route(VDEVICE_ALLOC, vdeviceAlloc),
  route(VEVENTQ_ALLOC, veventqAlloc),
  route(HW_QUEUE_ALLOC, hwQueueAlloc),
];

const byNumber = new Map(ROUTES.map((entry) => [entry.request.number, entry]));

/** iommufd's own request numbers run from DESTROY to HW_QUEUE_ALLOC (UAPI-COM-01). */
const FIRST = numberOf(DESTROY.number);
const LAST = numberOf(HW_QUEUE_ALLOC.number);

/** The first member of every structure (UAPI-COM-02). */
const SIZE: Member = DESTROY.structure.members.size;

/** An ioctl on an iommufd, with its checks in the order of UAPI-COM-03. */
export function iommufdIoctl(context: IommufdContext, request: number, address: bigint, memory: UserMemory): Promise<void> {
  const number = numberOf(request);
  if (number < FIRST || number > LAST) {
    legacyVfioIoctl(request); // UAPI-COM-09
    return DONE;
  }
  const userSize = Number(readMember(copyIn(memory, address, memberBytes(SIZE)), SIZE));
  const found = byNumber.get(request);
  if (found === undefined) throw new Refusal('ENOTTY');
  const { minimum, structure } = found.request;
  if (userSize < minimum) throw new Refusal('EINVAL'); // UAPI-COM-04
  const bytes = copyInVersioned(memory, address, userSize, structure.bytes);
  return found.run({ context, address, memory, userSize, bytes });
}

/** The low byte of a request: its number within its type. */
function numberOf(request: number): number {
  return request & 0xff;
}
