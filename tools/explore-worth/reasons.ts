/** Why programs do not show a fault, by its ID: what it would take that they never or seldom do, or what the comparison leaves open. */
export const REASONS: Readonly<Record<string, string>> = {
  'hist-11': 'It shows at the one offset behind the region alone, which is drawn once in tens of thousands of operations.',
  'indices-migrated-crosswise': "Two stores to the host page change places; in which order it gets there is a device's own business here.",
  'reset-keeps-error-maps': 'What clears an error map is an open question, and every difference in one is accepted.',
  'hist-41': 'With which depth a vEVENTQ is asked for is not compared.',
  'second-nested-hwpt-kept': 'HWPTs that are attached to nothing are not compared.',
  'nested-hwpt-outlives-stage-1': 'HWPTs that are attached to nothing are not compared.',
  'auto-follows-each-device': 'It takes two devices behind SMMUs of different traits in one machine with one SMMU.',
  'every-granule-told-as-4k': 'The words of a refusal are not compared.',
  'ats-gates-context-descriptors':
    'CFGI_CD_ALL on the trapped queue, for a device with a vDEVICE, on a host without ATS: drawn too seldom.',
  'fault-at-write-back-keeps-object': 'The kernel never comes back from a close: the tool leaves it out, as it would wait for ever.',
  'detach-needs-memory': 'A detach at just the allocation that fails is drawn too seldom.',
  'global-disable-timeout-ignored': 'CMDQV_STATUS never sticks while the driver goes.',
  'reset-keeps-cons-dram': 'CONS_INDX_BASE_DRAM lies in a page that user space does not have, so it never holds anything.',
  'vintf-timeout-keeps-index': 'It shows once the VINTFs have run out after a VINTF that did not come up: drawn too seldom.',
  'vsid-remembered': 'It takes a stream ID that another vDEVICE of the same device had before: drawn too seldom.',
};

/** Faults with which a layer never comes back: they cannot be explored in this process. */
export const ENDLESS: ReadonlySet<string> = new Set(['fault-at-write-back-keeps-object']);
