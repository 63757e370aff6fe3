import { COMMAND_BYTES, type CommandWords, commandWords } from '../../src/tables/commands';
import { type HWPT_INVALIDATE, INVALIDATE_DATA } from '../../src/tables/uapi';
import { convert } from './invalidation';
import { NestedHwpt } from './nested-hwpt';
import { Refusal } from './refusal';
import type { CallOf } from './user-call';
import { copyInVersioned } from './user-copy';
import { Viommu } from './viommu';

type Call = CallOf<typeof HWPT_INVALIDATE>;

/** Most entries of one request. */
const MOST_ENTRIES = 2 ** 19;
/** Commands that are issued together, besides the CMD_SYNC after them (UAPI-INV-11). */
const BATCH = 63;

/** IOMMU_HWPT_INVALIDATE: always writes back how far it came (UAPI-INV-13). */
export async function hwptInvalidate(call: Call): Promise<void> {
  const progress = { converted: 0 };
  try {
    await invalidate(call, progress);
  } finally {
    call.values.entry_num = progress.converted;
    call.respond(); // UAPI-INV-15: a fault here hides an earlier error
  }
}

async function invalidate({ values, context, memory }: Call, progress: { converted: number }): Promise<void> {
  const { hwpt_id: id, data_uptr: address, data_type: type, entry_len: length, entry_num: count } = values;
  if (values.__reserved !== 0) throw new Refusal('EOPNOTSUPP'); // UAPI-INV-01
  if (count !== 0 && (address === 0n || length === 0 || length > context.process.pageSize || count > MOST_ENTRIES)) {
    throw new Refusal('EINVAL'); // UAPI-INV-02
  }
  const object = context.objects.find(id);
  if (object === undefined) throw new Refusal('ENOENT'); // UAPI-INV-03
  if (object instanceof NestedHwpt) throw new Refusal('EOPNOTSUPP'); // UAPI-INV-03
  if (!(object instanceof Viommu)) throw new Refusal('EINVAL'); // UAPI-INV-03
  if (type !== INVALIDATE_DATA.ARM_SMMUV3) throw new Refusal('EINVAL'); // UAPI-INV-04
  if (count === 0) throw new Refusal('EINVAL'); // UAPI-INV-05

  // All are copied in before the first one is converted (UAPI-INV-06).
  const entries = Array.from({ length: count }, (_, index) =>
    commandWords(copyInVersioned(memory, address + BigInt(index * length), length, COMMAND_BYTES)),
  );
  let batch: CommandWords[] = [];
  for (const [index, entry] of entries.entries()) {
    batch.push(convert(entry, object)); // a refusal leaves the commands before it in the batch unissued (UAPI-INV-12)
    progress.converted = index + 1;
    if (batch.length < BATCH && index + 1 < count) continue;
    if (!(await object.smmu.issue(batch))) {
      progress.converted -= 1; // UAPI-INV-14
      throw new Refusal('ETIMEDOUT');
    }
    batch = [];
  }
}
