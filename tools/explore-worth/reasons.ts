/** Why programs do not show a fault, by its ID: what it would take that they never or seldom do, or what the comparison leaves open. */
export const REASONS: Readonly<Record<string, string>> = {
  'queue-stops-once':
    'That the queue runs on behind a second illegal command is told to the guest alone, and an adapter may keep it to itself.',
  'status-migrated': 'GERROR is stored as it is in hardware already.',
  'hist-51': 'Programs have one region of RAM.',
  'queue-runs-past-an-illegal-command':
    'That the queue waits for the guest is told to the guest alone, and an adapter may keep it to itself.',
  'region-of-the-first-cmdqv-described-for-all': 'Where in the address space firmware puts a CMDQ-V is not compared.',
  'one-substream-bit-too-few-taken': 'No host has one SubstreamID bit less than is asked for.',
  'auto-at-most-48-bits': 'No host has more than 48 bits of output address.',
  'any-architected-oas-taken': 'Properties have values alone that may be given.',
  'atc-inv-legal-before-the-first-device': 'It takes an ATC_INV before the first device and a look at GERROR: drawn too seldom.',
  'invalidations-need-a-device': 'It takes an invalidation while there is no device and a look at GERROR: drawn too seldom.',
  'one-interrupt-for-all-smmus': 'Interrupts are counted, whichever SMMU of the machine they are of.',
  'event-queue-hint-taken-for-address': 'The upper half of EVENTQ_BASE is never written.',
  'event-depth-latched': 'With which depth a vEVENTQ of the SMMU is asked for is not compared.',
  'refusal-disables-sibling': 'It takes another queue that is enabled without hardware while one is refused: drawn too seldom.',
  'every-granule-told-as-4k': 'The words of a refusal are not compared.',
  'ats-gates-context-descriptors':
    'CFGI_CD_ALL on the trapped queue, for a device with a vDEVICE, on a host without ATS: drawn too seldom.',
  'detach-needs-memory': 'A detach at just the allocation that fails is drawn too seldom.',
  'global-disable-timeout-ignored': 'CMDQV_STATUS never sticks while the driver goes.',
  'reset-keeps-cons-dram': 'CONS_INDX_BASE_DRAM lies in a page that user space does not have, so it never holds anything.',
  'vintf-timeout-keeps-index': 'It shows once the VINTFs have run out after a VINTF that did not come up: drawn too seldom.',
  'vsid-remembered': 'It takes a stream ID that another vDEVICE of the same device had before: drawn too seldom.',
  'atc-timeout-told-again': 'It takes the CMD_SYNC that told of a timeout to be tried again after the acknowledge: drawn too seldom.',
  'second-timeout-told-for-ever':
    'It takes the CMD_SYNC that told of a second timeout to be tried again after the acknowledge: drawn too seldom.',
  'last-timeout-alone': 'It takes ATC_INVs of two vCMDQs that time out before a CMD_SYNC of the first: drawn too seldom.',
  'stale-timeout-kept': 'It takes a CMD_SYNC of the host between the owner whose ATC_INV timed out and the next: drawn too seldom.',
  'edge-lost-while-handled': 'Nothing comes while an interrupt is handled in programs.',
  'level-1-of-16k': 'Which values of a range are reserved is not compared.',
  'base-of-47-bits': 'No queue lies so high.',
};
