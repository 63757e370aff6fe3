/** Why programs do not show a fault, by its ID: what it would take that they never or seldom do, or what the comparison leaves open. */
export const REASONS: Readonly<Record<string, string>> = {
  'queue-stops-once':
    'That the queue runs on behind a second illegal command is told to the guest alone, and an adapter may keep it to itself.',
  'status-migrated': 'GERROR is stored as it is in hardware already.',
  'queue-runs-past-an-illegal-command':
    'That the queue waits for the guest is told to the guest alone, and an adapter may keep it to itself.',
  'region-of-the-first-cmdqv-described-for-all': 'Where in the address space firmware puts a CMDQ-V is not compared.',
  'every-granule-told-as-4k': 'The words of a refusal are not compared.',
  'beside-a-queue-unlocks': 'It takes a mapping behind one with a queue in it, and an IOAS_UNMAP of that: drawn too seldom.',
  'aborted-fetch-overwritten': "A command of the kernel's own can always be fetched.",
  'second-word-of-the-map-after-an-empty-first': 'It takes a VINTF of more than 64 vCMDQs, and errors on both sides of the 64th.',
  'smmu-info-with-a-later-flag': 'The comparison leaves the flag open, whatever the revision.',
};
