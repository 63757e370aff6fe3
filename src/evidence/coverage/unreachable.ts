/** Bins of some points that no scenario can exercise, or whose outcome nothing could be held against, and why. */
export interface UnreachableRule {
  readonly points: readonly string[];
  readonly bins: RegExp;
  readonly reason: string;
}

const STATES = ['guest-triggers', 'guest-page0', 'guest-cmdq-enable'];
const PHYSICAL = ['physical-registers', 'physical-fields'];

/** Rules in order: the first that matches a bin gives its reason. */
export const UNREACHABLE: readonly UnreachableRule[] = [
  {
    points: STATES,
    bins: / in (?!EVA)\S+, H |no ENABLE, hardware/,
    reason:
      'A hw_queue exists only while CMDQV_EN, ENABLE and ALLOC are 1: the write that clears one of them frees it (WR-02, WR-06, WR-09).',
  },
  {
    points: ['guest-fields'],
    bins: /^read CMDQV_PARAM\.(?!CMDQV_VER\[0\]|CMDQV_NUM_CMDQ_LOG2\[0\]|CMDQV_NUM_SID_PER_VI_LOG2\[2\])\S+ 1$/,
    reason: 'PARAM of a guest is constant: version 1, 2 vCMDQs, one VINTF, 16 SID slots (MMIO-03).',
  },
  { points: ['guest-fields'], bins: /^read VI_ERR_MAP\.MAP\[(?!0\])\d+\] 1$/, reason: 'A guest has one VINTF, number 0 (MMIO-07).' },
  { points: ['guest-fields'], bins: /^read VINTF CONFIG\.HYP_OWN 1$/, reason: 'HYP_OWN of a guest is wired to 0 (VINTF-01).' },
  {
    points: ['guest-fields'],
    bins: /^read VINTF STATUS\.(STATUS|VI_NUM_LVCMDQ)\[\d\] 1$/,
    reason: 'Of VINTF0_STATUS only ENABLE_OK ever changes (VINTF-03).',
  },
  {
    points: ['guest-transitions'],
    bins: /^(allocated by|refused on) (reset|unplug|shutDown) /,
    reason: 'Only writes of BASE, ALLOC, CMDQV_EN and ENABLE ask for a queue (ALLOC-03).',
  },
  {
    points: ['guest-transitions'],
    bins: /^freed by unplug /,
    reason: 'The device that made the vIOMMU cannot be unplugged while CMDQ-V is active (TEAR-09).',
  },
  {
    points: ['guest-transitions'],
    bins: /^freed by shutDown /,
    reason: 'A VMM that ends leaves its queues to the kernel, which closes its files: no DESTROY crosses the port (TEAR-12).',
  },
  {
    points: ['ioctl-statuses'],
    bins: /^VFIO_DEVICE_ATTACH_IOMMUFD_PT EBUSY$/,
    reason: 'It needs a device whose substreams are in use, and no request of the documents puts them to use (UAPI-HWPT-16).',
  },
  {
    points: ['invalidations'],
    bins: /^(?!TLBI_NH_|TLBI_NSNH_ALL|ATC_INV|CFGI_CD).* OK$/,
    reason: 'The kernel refuses every other opcode (UAPI-INV-10).',
  },
  {
    points: PHYSICAL,
    bins: /^(read|write) (?!VINTF LVCMDQ_ERR_MAP)(CMDQ|VI_|VINTF |(direct|logical) (CONS_INDX|PROD_INDX|CONFIG|STATUS|GERROR|GERRORN) )[\w ]*8$/,
    reason:
      'No source says what an access of 8 bytes to a 32-bit physical register does; drivers make none but the reads of LVCMDQ_ERR_MAP.',
  },
  {
    points: PHYSICAL,
    bins: /^write VINTF LVCMDQ_ERR_MAP 8$/,
    reason: 'Error maps are read-only, and no source says what a write of 8 bytes to one does (PHYS-16).',
  },
  {
    points: PHYSICAL,
    bins: /^(read|write) CMDQV_CONFIG\.CONS_DRAM_EN other$/,
    reason: 'What hardware does once CONS_DRAM_EN is 1 is not published (CQ-15).',
  },
  { points: PHYSICAL, bins: /^read CMDQV_PARAM\.CMDQV_VER zero$/, reason: 'There is no CMDQ-V of version 0.' },
  {
    points: PHYSICAL,
    bins: /^write (direct|logical) CONS_INDX\.ERR other$/,
    reason: "ERR is the hardware's to set; no source says what hardware makes of one that software writes (ERR-04).",
  },
  {
    points: PHYSICAL,
    bins: /^read direct GERROR\.(CONS_DRAM_WR_ABT_ERR|CMDQ_INIT_ERR) other$/,
    reason: 'What raises CONS_DRAM_WR_ABT_ERR and CMDQ_INIT_ERR in hardware is not published (CQ-15, OQ-15).',
  },
  {
    points: PHYSICAL,
    bins: /^(?!read logical GERRORN\.CONS_DRAM)(read (direct|logical)|write direct) GERRORN\.(CONS_DRAM_WR_ABT_ERR|CMDQ_INIT_ERR) other$/,
    reason:
      'A GERRORN that differs from GERROR in a bit that is not active is an error of software, with no defined outcome (GERR-04); the host takes over what GERROR has in the page of its own VINTF alone.',
  },
  {
    points: ['commands'],
    bins: /^(PREFETCH_\w+|CFGI_STE_RANGE|TLBI_NSNH_ALL) rejected from vCMDQ with HYP_OWN$/,
    reason:
      'The host may execute every command that the SMMU has, and every SMMU has these (HYP-08, CMD-21); of SSec one command stands for all (CMD-22).',
  },
  { points: ['commands'], bins: /^undefined opcode executed /, reason: 'An undefined opcode is illegal on every queue (CMD-20).' },
  {
    points: ['commands'],
    bins: /^TLBI_NH_ASID rejected from vCMDQ without HYP_OWN$/,
    reason: 'A guest may always issue them (HYP-02).',
  },
  {
    points: ['commands'],
    bins: /^(PREFETCH|CFGI|TLBI_EL2|TLBI_S|PRI_RESP|RESUME|STALL_TERM)\w* executed from vCMDQ without HYP_OWN$/,
    reason: "A guest's vCMDQ executes TLB and ATC invalidations and CMD_SYNC only (HYP-01).",
  },
];

/** Why nothing can exercise the bin; `undefined` if something can. */
export function unreachability(point: string, bin: string): string | undefined {
  return UNREACHABLE.find(({ points, bins }) => points.includes(point) && bins.test(bin))?.reason;
}
