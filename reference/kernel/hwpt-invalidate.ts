import type { SmmuDescription } from '../../src/ports';
import { COMMAND_BYTES, type CommandWords, commandWords } from '../../src/tables/commands';
import { type HWPT_INVALIDATE, INVALIDATE_DATA } from '../../src/tables/uapi';
import { convert } from './invalidation';
import { checked } from './invalidation-check';
import { NestedHwpt } from './nested-hwpt';
import { Refusal } from './refusal';
import { isSince } from './release';
import type { CallOf } from './user-call';
import { copyInVersioned } from './user-copy';
import { Viommu } from './viommu';

type Call = CallOf<typeof HWPT_INVALIDATE>;

/** Most entries of one request. */
const MOST_ENTRIES = 2 ** 19;
/** Commands that are issued together, besides the CMD_SYNC after them (UAPI-INV-11). */
const BATCH = 63;

interface Progress {
  done: number;
}

/** IOMMU_HWPT_INVALIDATE: always writes back how far it came (UAPI-INV-13). */
export async function hwptInvalidate(call: Call): Promise<void> {
  const progress: Progress = { done: 0 };
  try {
    await invalidate(call, progress);
  } finally {
    call.values.entry_num = progress.done;
    call.respond(); // UAPI-INV-15: a fault here hides an earlier error
  }
}

async function invalidate({ values, context, memory }: Call, progress: Progress): Promise<void> {
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

  context.process.heap.take(); // the commands
  const entry = (index: number) => commandWords(copyInVersioned(memory, address + BigInt(index * length), length, COMMAND_BYTES));
  if (isSince(context.process.release, 'linux-next')) await issueBatches(object, count, entry, progress);
  else await issueAll(object, count, entry, progress, isSince(context.process.release, 'linux-7.3') ? checked : asItCame);
}

type Entry = (index: number) => CommandWords;
type Check = (words: CommandWords, smmu: SmmuDescription) => CommandWords;

/** Before commands were checked they were passed on, legal or not (UAPI-INV-20). */
const asItCame: Check = (words) => words;

async function issueAll(viommu: Viommu, count: number, entry: Entry, progress: Progress, check: Check): Promise<void> {
  if (count === 0) throw new Refusal('EINVAL'); // UAPI-INV-05
  // All are copied in before the first one is converted (UAPI-INV-06).
  const entries = Array.from({ length: count }, (_, index) => entry(index));
  let batch: CommandWords[] = [];
  for (const [index, words] of entries.entries()) {
    // A refusal leaves the commands before it in the batch unissued (UAPI-INV-12).
    batch.push(convert(check(words, viommu.smmu.description), viommu));
    progress.done = index + 1;
    if (batch.length < BATCH && index + 1 < count) continue;
    if (!(await viommu.smmu.issue(batch))) {
      progress.done -= 1; // UAPI-INV-16
      throw new Refusal('ETIMEDOUT');
    }
    batch = [];
  }
}

/** Each batch is copied in, converted and issued, and counts once it is issued (UAPI-INV-18). */
async function issueBatches(viommu: Viommu, count: number, entry: Entry, progress: Progress): Promise<void> {
  while (progress.done < count) {
    const first = progress.done;
    const entries = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => entry(first + index));
    const batch = entries.map((words) => convert(checked(words, viommu.smmu.description), viommu));
    if (!(await viommu.smmu.issue(batch))) throw new Refusal('ETIMEDOUT');
    progress.done += batch.length;
  }
}
