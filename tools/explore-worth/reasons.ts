/** Why programs do not show a fault, by its ID: what it would take that they never or seldom do, or what the comparison leaves open. */
export const REASONS: Readonly<Record<string, string>> = {
  'queue-stops-once':
    'That the queue runs on behind a second illegal command is told to the guest alone, and an adapter may keep it to itself.',
  'status-migrated': 'GERROR is stored as it is in hardware already.',
  'queue-runs-past-an-illegal-command':
    'That the queue waits for the guest is told to the guest alone, and an adapter may keep it to itself.',
  'region-of-the-first-cmdqv-described-for-all': 'Where in the address space firmware puts a CMDQ-V is not compared.',
  'every-granule-told-as-4k': 'The words of a refusal are not compared.',
  'reset-keeps-cons-dram': 'CONS_INDX_BASE_DRAM lies in a page that user space does not have, so it never holds anything.',
  'atc-timeout-told-again': 'It takes the CMD_SYNC that told of a timeout to be tried again after the acknowledge: drawn too seldom.',
  'second-timeout-told-for-ever':
    'It takes the CMD_SYNC that told of a second timeout to be tried again after the acknowledge: drawn too seldom.',
  'last-timeout-alone': 'It takes ATC_INVs of two vCMDQs that time out before a CMD_SYNC of the first: drawn too seldom.',
  'stale-timeout-kept': 'It takes a CMD_SYNC of the host between the owner whose ATC_INV timed out and the next: drawn too seldom.',
  'edge-lost-while-handled': 'Nothing comes while an interrupt is handled in programs.',
  'level-1-of-16k': 'Which values of a range are reserved is not compared.',
};
