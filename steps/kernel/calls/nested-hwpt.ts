import { encodeStructure, HWPT_SMMUV3_DATA } from '../../../src/tables/uapi';
import type { Assignments } from '../../parameters';
import { When } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { makeCall } from './make-call';
import { userSpace } from './process';

/** A HWPT_ALLOC on the vIOMMU with a Stream Table Entry of the scenario's. */
async function allocateNested(world: ConformanceWorld, ste0: bigint, ste1: bigint, changes: Assignments = new Map()): Promise<void> {
  const members = new Map([['pt_id', 'viommu'], ...changes]);
  await makeCall(await userSpace(world), 'HWPT_ALLOC', members, { data: encodeStructure(HWPT_SMMUV3_DATA, { ste0, ste1 }) });
}

/** Calls HWPT_ALLOC on the vIOMMU with words 0 and 1 of a Stream Table Entry. The HWPT is known as `nested`. */
When('user space allocates a nested HWPT whose vSTE words are {number} and {number}', ['host.calls'], (world, ste0: bigint, ste1: bigint) =>
  allocateNested(world, ste0, ste1),
);

/** As the sentence above, with members changed. */
When(
  'user space allocates a nested HWPT with {assignments} whose vSTE words are {number} and {number}',
  ['host.calls'],
  (world, changes: Assignments, ste0: bigint, ste1: bigint) => allocateNested(world, ste0, ste1, changes),
);
