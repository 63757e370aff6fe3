/** Why programs do not show a fault, by its ID: what it would take that they never or seldom do, or what the comparison leaves open. */
export const REASONS: Readonly<Record<string, string>> = {
  'queue-stops-once':
    'That the queue runs on behind a second illegal command is told to the guest alone, and an adapter may keep it to itself.',
  'status-migrated': 'GERROR is stored as it is in hardware already.',
  'queue-runs-past-an-illegal-command':
    'That the queue waits for the guest is told to the guest alone, and an adapter may keep it to itself.',
  'region-of-the-first-cmdqv-described-for-all': 'Where in the address space firmware puts a CMDQ-V is not compared.',
  'every-granule-told-as-4k': 'The words of a refusal are not compared.',
  'last-timeout-alone': 'It takes ATC_INVs of two vCMDQs that time out before a CMD_SYNC of the first: drawn too seldom.',
  'edge-lost-while-handled': 'Nothing comes while an interrupt is handled in programs.',
  'pins-kept-without-memory':
    'HW_QUEUE_ALLOC at just the allocation that fails, and then an IOAS_UNMAP of its pages, are drawn too seldom.',
  'vmid-not-freed': 'It shows once all VMIDs were taken: no program goes so far.',
  'queue-does-not-align':
    'It takes a host with larger pages than the tables of an IOAS need, a queue in it and a look at its alignment: drawn too seldom.',
  'isr-serves-one-user': 'It takes queues of two VINTFs that stop before the interrupt is handled: drawn too seldom.',
  'aborted-fetch-overwritten': "A command of the kernel's own can always be fetched.",
  'physical-stream-id-of-16-bits': 'No device has a StreamID of more than 16 bits.',
  'invalidation-scale-of-5-bits': 'A range invalidation of a user whose SCALE is 32 or more is drawn too seldom.',
  'timeout-counts-its-batch':
    'It takes an invalidation of several batches that the SMMU stops to complete, and its entry_num: drawn too seldom.',
  'vsid-kept-without-slot': 'It takes a VINTF whose slots are all taken, and the virtual ID that found none again: drawn too seldom.',
  'block-information-of-first-smmu': "The CMDQ-Vs of a host's two SMMUs are alike.",
};
