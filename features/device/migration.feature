Feature: Migration of cached registers

  A guest may program page 0 of a vCMDQ long before the queue exists: write the indices, set CMDQ_EN, and give BASE
  last. When HW_QUEUE_ALLOC returns, the slot in hardware is clean and disabled (features/kernel/queue-reset.feature).
  The device then copies what the guest wrote - first CONS_INDX, then PROD_INDX, then CONFIG, so that the hardware sees
  valid indices before it is enabled.

  If the cache holds CMDQ_EN=1 and unequal indices the hardware may set to work with that copy, without a further write
  of the guest (MIG-11). GERRORN stays behind, because an old acknowledgement would differ from the hardware's clean
  GERROR and look like an active error, which stalls the queue (up to revision qemu-11.1 it was copied, last). Nothing
  is copied if the allocation fails, and nothing is ever copied in the other direction:
  features/device/migration-limits.feature.

  @MIG-01
  Rule: MIG-01 CONS_INDX is copied first

    On allocation the device copies the cached CONS_INDX to the hardware before any other register, so that what the
    guest wrote earlier survives.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: CONS_INDX <value> of vCMDQ 0 is copied before PROD_INDX
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the guest writes <value> to VCMDQ0_CONS_INDX
      And the guest writes 0x9 to VCMDQ0_PROD_INDX
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_CONS_INDX | <value> |
        | store | LVCMDQ0_PROD_INDX | 0x9     |
      And VCMDQ0_CONS_INDX reads <value>

      Examples:
        | value   |
        | 0x5     |
        | 0x100   |
        | 0x1ff   |

    Scenario: All bits of both index fields are copied
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the guest writes 0xfffff to VCMDQ0_CONS_INDX
      And the guest writes 0xfffff to VCMDQ0_PROD_INDX
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_CONS_INDX | 0xfffff |
        | store | LVCMDQ0_PROD_INDX | 0xfffff |

    Scenario: CONS_INDX of vCMDQ 1 is copied beside a live vCMDQ 0
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes RD=5 to VCMDQ1_CONS_INDX
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest fulfils BASE among the preconditions of vCMDQ 1
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ1_CONS_INDX | 0x5 |
        | store | LVCMDQ1_PROD_INDX | 0   |
      And VCMDQ1_CONS_INDX reads RD=5
      And VCMDQ0_CONS_INDX reads 0

    Scenario: CONS_INDX written through the VINTF aperture is copied
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes RD=6 to VINTF0_LVCMDQ0_CONS_INDX
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_CONS_INDX | 6 |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=6

    Scenario: The last value before the allocation is the one that counts
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes RD=3 to VCMDQ0_CONS_INDX
      And the guest writes RD=4 to VINTF0_LVCMDQ0_CONS_INDX
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VCMDQ0_CONS_INDX reads RD=4

    Scenario: An allocation copies what was written since the queue before it went
      Given a VM with CMDQ-V
      And the guest writes RD=5 to VCMDQ0_CONS_INDX
      And vCMDQ 0 is allocated
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      And the guest writes RD=6 to VCMDQ0_CONS_INDX
      And the guest writes WR=6 to VCMDQ0_PROD_INDX
      When the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_CONS_INDX | 6 |
        | store | LVCMDQ0_PROD_INDX | 6 |
      And VCMDQ0_CONS_INDX reads RD=6

    @MIG-02 @MIG-03
    Scenario Outline: What was written before an allocation of vCMDQ <q> that failed is copied once <content> in <register> brings one that does not
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest writes these registers:
        | VCMDQ<q>_CONS_INDX | 0x5 |
        | VCMDQ<q>_PROD_INDX | 0x5 |
        | VCMDQ<q>_CONFIG    | 0x1 |
      And the guest fulfils <ready> among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ <q>
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes <content> to <register>
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ<q>_CONS_INDX | 0x5 |
        | store | LVCMDQ<q>_PROD_INDX | 0x5 |
        | store | LVCMDQ<q>_CONFIG    | 0x1 |
      And VCMDQ<q>_CONS_INDX reads RD=5
      And VCMDQ<q>_GERROR reads 0

      Examples:
        | q | ready       | content    | register      |
        | 0 | CMDQV_EN    | 0x40100008 | VCMDQ0_BASE   |
        | 0 | CMDQV_EN    | CMDQV_EN=1 | CMDQV_CONFIG  |
        | 0 | CMDQV_EN    | ENABLE=1   | VINTF0_CONFIG |
        | 1 | ALLOC, BASE | 0x40200008 | VCMDQ1_BASE   |

  @MIG-02
  Rule: MIG-02 PROD_INDX is copied after CONS_INDX

    On allocation the device copies the cached PROD_INDX to the hardware as the second register.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: PROD_INDX <value> of vCMDQ 0 is copied when <last> completes the set-up
      Given a VM with CMDQ-V
      And the guest writes <value> to VCMDQ0_PROD_INDX
      And CMDQ-V is disabled
      And the guest fulfils <first> among the preconditions of vCMDQ 0
      When the guest fulfils <last> among the preconditions of vCMDQ 0
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_CONS_INDX | 0       |
        | store | LVCMDQ0_PROD_INDX | <value> |
      And VCMDQ0_PROD_INDX reads <value>

      Examples:
        | value   | first                   | last     |
        | 0x5     | ALLOC, CMDQV_EN, ENABLE | BASE     |
        | 0x101   | BASE, CMDQV_EN, ENABLE  | ALLOC    |
        | 0x1ff   | BASE, ALLOC, ENABLE     | CMDQV_EN |
        | 0x180   | BASE, ALLOC, CMDQV_EN   | ENABLE   |

    Scenario: Each vCMDQ gets its own registers
      Given a VM with CMDQ-V
      And the guest writes WR=3 to VCMDQ0_PROD_INDX
      And the guest writes WR=4 to VCMDQ1_PROD_INDX
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_PROD_INDX | 3 |
        | store | LVCMDQ1_PROD_INDX | 4 |
      And VCMDQ0_PROD_INDX reads WR=3
      And VCMDQ1_PROD_INDX reads WR=4

    Scenario: Nothing is copied if the allocation fails
      Given a VM with CMDQ-V
      And the guest writes WR=3 to VCMDQ0_PROD_INDX
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device stores nothing in the host page
      And VCMDQ0_PROD_INDX reads WR=3

  @MIG-03
  Rule: MIG-03 CONFIG is copied after the indices

    On allocation the device copies the cached CONFIG to the hardware after CONS_INDX and PROD_INDX, so that the
    hardware sees valid indices before CMDQ_EN.

    SHOULD. Source: qemu-11.1, inference. Since mail-v5.

    Scenario Outline: CONFIG <config> follows the indices
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes RD=5 to VCMDQ0_CONS_INDX
      And the guest writes WR=5 to VCMDQ0_PROD_INDX
      And the guest writes <config> to VCMDQ0_CONFIG
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then among its accesses to the host page the device makes these, in this order:
        | store | LVCMDQ0_CONS_INDX | 5        |
        | store | LVCMDQ0_PROD_INDX | 5        |
        | store | LVCMDQ0_CONFIG    | <config> |

      Examples:
        | config |
        | 0      |
        | 1      |

    Scenario: A queue that was enabled early is enabled in hardware
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=1
      And VCMDQ0_STATUS reads CMDQ_EN_OK=1

    Scenario: A queue that was not enabled stays disabled in hardware
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=0
      And VCMDQ0_STATUS reads CMDQ_EN_OK=0

  @MIG-04
  Rule: MIG-04 GERRORN is not copied

    On allocation the device does not write GERRORN to the hardware. A stale acknowledgement could make GERRORN differ
    from GERROR and stall the queue.

    Until mail-v5: GERRORN was copied as the fourth register, after CONFIG.

    MUST. Source: qemu-11.1, smmuv3. Since qemu-11.1.

    Scenario Outline: A cached GERRORN of <value> in vCMDQ <slot> stays behind
      Given a VM with CMDQ-V
      And the guest writes <value> to VCMDQ<slot>_GERRORN
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device stores nothing in LVCMDQ<slot>_GERRORN of the host page
      And VINTF0_LVCMDQ<slot>_GERRORN reads 0

      Examples:
        | slot | value |
        | 0    | 0x1   |
        | 0    | 0x7   |
        | 1    | 0x4   |

    Scenario: A queue with a stale acknowledgement runs
      Given a VM with CMDQ-V
      And the guest writes CMDQ_ERR=1 to VCMDQ0_GERRORN
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      Then VCMDQ0_CONS_INDX reads 2
      And VCMDQ0_GERROR reads 0
