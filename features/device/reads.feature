Feature: Where reads are served from

  A vCMDQ without hardware shows what the guest wrote. Once it has hardware, its page 0 shows the hardware, through
  either aperture: CONS_INDX moves as commands are consumed, STATUS is the hardware's acknowledgement, GERROR its
  errors. Each vCMDQ for itself: one may be hardware while the other still is a cache.

  Page 1 is different: there the guest always sees its own addresses, never the host's that the kernel gave to the
  hardware. And the page at 0x30000 is different while VINTF0 is enabled: it shows the hardware even for a vCMDQ that
  has no queue, so cached values, CMDQ_INIT_ERR among them, are to be looked for in the direct aperture. Where writes
  go: features/device/write-effects-page0.feature.

  Background:
    Given a VM with CMDQ-V

  @RD-01
  Rule: RD-01 Page-0 reads of an allocated queue return the host page

    While queue i is allocated, a read of a page-0 register of slot i through a trapped aperture returns the value in
    the host page.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> of an allocated queue shows the hardware's

      Given vCMDQs 0 and 1 are allocated
      And the host writes <value> to <physical>
      When the guest reads <register>
      Then the read gives <value>
      And the device makes these accesses to the host page:
        | load | <host> | <value> |

      Examples:
        | register         | host              | physical         | value |
        | VCMDQ0_CONS_INDX | LVCMDQ0_CONS_INDX | VCMDQ2_CONS_INDX | 0x12  |
        | VCMDQ0_PROD_INDX | LVCMDQ0_PROD_INDX | VCMDQ2_PROD_INDX | 0x12  |
        | VCMDQ0_CONFIG    | LVCMDQ0_CONFIG    | VCMDQ2_CONFIG    | 0x1   |
        | VCMDQ1_CONS_INDX | LVCMDQ1_CONS_INDX | VCMDQ3_CONS_INDX | 0x12  |
        | VCMDQ1_PROD_INDX | LVCMDQ1_PROD_INDX | VCMDQ3_PROD_INDX | 0x12  |
        | VCMDQ1_CONFIG    | LVCMDQ1_CONFIG    | VCMDQ3_CONFIG    | 0x1   |

    Scenario Outline: STATUS of vCMDQ <slot> shows the hardware's

      Allocation alone does not enable a queue, whatever the cached STATUS says.

      Given vCMDQs 0 and 1 are allocated
      And the host writes CMDQ_EN=<enable> to <physical>_CONFIG
      When the guest reads VCMDQ<slot>_STATUS
      Then the read gives <value>
      And the device makes these accesses to the host page:
        | load | LVCMDQ<slot>_STATUS | <value> |

      Examples: Not enabled
        | slot | physical | enable | value |
        | 0    | VCMDQ2   | 0      | 0x0   |

      Examples: Enabled
        | slot | physical | enable | value |
        | 1    | VCMDQ3   | 1      | 0x1   |

    Scenario: GERROR and GERRORN show the hardware's

      Given vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | 0xff |
      When the guest reads VCMDQ0_GERROR
      And the guest reads VCMDQ0_GERRORN
      Then the device makes these accesses to the host page:
        | load | LVCMDQ0_GERROR  | 0x1 |
        | load | LVCMDQ0_GERRORN | 0x0 |
      And VCMDQ0_GERROR reads 0x1
      And VCMDQ0_GERRORN reads 0x0

    Scenario: One allocated queue does not make the other one hardware

      Given vCMDQ 0 is allocated
      And the guest writes 0x5 to VCMDQ1_PROD_INDX
      When the guest reads VCMDQ1_PROD_INDX
      Then the read gives 0x5
      And the device stores nothing in the host page

    Scenario: GERROR and GERRORN of vCMDQ 1 show the hardware's

      Given vCMDQs 0 and 1 are allocated
      And the guest writes CMDQ_EN=1 to VCMDQ1_CONFIG
      And the guest puts these commands on vCMDQ 1:
        | 0xff |
      When the guest reads VCMDQ1_GERROR
      And the guest reads VCMDQ1_GERRORN
      Then the device makes these accesses to the host page:
        | load | LVCMDQ1_GERROR  | 0x1 |
        | load | LVCMDQ1_GERRORN | 0x0 |
      And VCMDQ1_GERROR reads 0x1
      And VCMDQ1_GERRORN reads 0x0

    Scenario Outline: GERROR of vCMDQ <slot> shows every bit of the hardware's

      Given vCMDQs 0 and 1 are allocated
      And the physical register VINTF1_LVCMDQ<slot>_GERROR always reads 0x7
      When the guest reads VCMDQ<slot>_GERROR
      Then the read gives 0x7
      And VINTF0_LVCMDQ<slot>_GERROR reads 0x7
      And the guest receives no interrupts

      Examples:
        | slot |
        | 0    |
        | 1    |

  @RD-02
  Rule: RD-02 Page-0 reads of an unallocated queue return the cache

    While queue i is not allocated, a read of a page-0 register of slot i through a trapped aperture returns the cached
    value.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> shows what the guest wrote while <state>

      Given <state>
      And the guest writes <value> to <register>
      And the host writes 0x12 to <physical>
      When the guest reads <register>
      Then the read gives <value>
      And the device stores nothing in the host page
      And the device makes no host call

      Examples:
        | register         | physical         | value | state                                                            |
        | VCMDQ0_CONS_INDX | VCMDQ2_CONS_INDX | 0x5   | VINTF0 is enabled                                                |
        | VCMDQ0_PROD_INDX | VCMDQ2_PROD_INDX | 0x5   | VINTF0 is enabled                                                |
        | VCMDQ1_PROD_INDX | VCMDQ3_PROD_INDX | 0x5   | VINTF0 is enabled                                                |
        | VCMDQ0_GERRORN   | VCMDQ2_PROD_INDX | 0x5   | VINTF0 is enabled                                                |
        | VCMDQ0_CONFIG    | VCMDQ2_PROD_INDX | 0x1   | VINTF0 is enabled                                                |
        | VCMDQ0_PROD_INDX | VCMDQ2_PROD_INDX | 0x5   | the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0 |
        | VCMDQ1_CONS_INDX | VCMDQ3_CONS_INDX | 0x5   | VINTF0 is enabled                                                |
        | VCMDQ1_GERRORN   | VCMDQ3_PROD_INDX | 0x5   | VINTF0 is enabled                                                |
        | VCMDQ1_CONFIG    | VCMDQ3_PROD_INDX | 0x1   | VINTF0 is enabled                                                |

    Scenario: STATUS shows the acknowledgement of the device

      Given VINTF0 is enabled
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      When the guest reads VCMDQ0_STATUS
      Then the read gives 0x1
      And the device stores nothing in the host page

    Scenario: GERROR shows the failure that only the device knows

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest reads VCMDQ0_GERROR
      Then the read gives 0x4
      And the device stores nothing in the host page

    Scenario: STATUS of vCMDQ 1 shows the acknowledgement of the device beside a live vCMDQ 0

      Given vCMDQ 0 is allocated
      And the guest writes CMDQ_EN=1 to VCMDQ1_CONFIG
      When the guest reads VCMDQ1_STATUS
      Then the read gives 0x1
      And the device stores nothing in the host page

    Scenario: GERROR of vCMDQ 1 shows the failure that only the device knows

      Given vCMDQ 0 is allocated
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 1
      When the guest reads VCMDQ1_GERROR
      Then the read gives 0x4
      And the device stores nothing in the host page

  @RD-03
  Rule: RD-03 Page-1 reads always return the cache

    A read of a page-1 register returns the cached value, also while the queue is allocated.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register> shows the guest's address, not the hardware's

      Given vCMDQs 0 and 1 are allocated
      When the guest reads <register>
      Then the read gives <value>
      And the physical register <physical> reads <host>
      And the device stores nothing in the host page

      Examples:
        | register            | value      | physical    | host                        |
        | VCMDQ0_BASE         | 0x40100008 | VCMDQ2_BASE | LOG2SIZE=8, ADDR=0x90100000 |
        | VINTF0_LVCMDQ0_BASE | 0x40100008 | VCMDQ2_BASE | LOG2SIZE=8, ADDR=0x90100000 |
        | VCMDQ1_BASE         | 0x40200008 | VCMDQ3_BASE | LOG2SIZE=8, ADDR=0x90200000 |
        | VINTF0_LVCMDQ1_BASE | 0x40200008 | VCMDQ3_BASE | LOG2SIZE=8, ADDR=0x90200000 |

    Scenario Outline: <register> shows what the guest wrote, not the hardware's 0

      Given vCMDQ 0 is allocated
      And the guest writes 0x80001000 to VCMDQ0_CONS_INDX_BASE_DRAM
      When the guest reads <register>
      Then the read gives 0x80001000
      And the physical register VCMDQ2_CONS_INDX_BASE_DRAM reads 0x0
      And the device stores nothing in the host page

      Examples:
        | register                             |
        | VCMDQ0_CONS_INDX_BASE_DRAM           |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L |

    Scenario Outline: <register> shows what the guest wrote through <written>, not the hardware's 0

      Given vCMDQs 0 and 1 are allocated
      And the guest writes 0x80001000 to <written>
      When the guest reads <register>
      Then the read gives 0x80001000
      And the physical register <physical> reads 0x0
      And the device stores nothing in the host page

      Examples:
        | register                           | written                            | physical                   |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | VCMDQ0_CONS_INDX_BASE_DRAM         | VCMDQ2_CONS_INDX_BASE_DRAM |
        | VCMDQ1_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | VCMDQ3_CONS_INDX_BASE_DRAM |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | VCMDQ1_CONS_INDX_BASE_DRAM         | VCMDQ3_CONS_INDX_BASE_DRAM |

  @RD-04
  Rule: RD-04 Reads at 0x30000 while VINTF0 is enabled return hardware values

    While VINTF0 is enabled a read of page 0 through 0x30000 returns what the hardware holds. Cached values,
    CMDQ_INIT_ERR among them, cannot be seen there.

    Accepted: A device that also shows CMDQ_INIT_ERR at 0x30000 is accepted.

    Until mail-v5: Reads at 0x30000 returned the cache until the first successful HW_QUEUE_ALLOC installed the window.

    MAY. Source: qemu-11.1, inference. Since qemu-11.1.

    Scenario Outline: <register> shows the hardware's

      Given vCMDQs 0 and 1 are allocated
      And the host writes 0x12 to <physical>
      When the guest reads <register>
      Then the read gives 0x12

      Examples:
        | register                 | physical         |
        | VINTF0_LVCMDQ0_CONS_INDX | VCMDQ2_CONS_INDX |
        | VINTF0_LVCMDQ0_PROD_INDX | VCMDQ2_PROD_INDX |
        | VINTF0_LVCMDQ1_PROD_INDX | VCMDQ3_PROD_INDX |

    Scenario: STATUS shows that the hardware does not run yet

      Given the guest writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And vCMDQ 0 is allocated
      When the guest reads VINTF0_LVCMDQ0_STATUS
      Then the read gives 0x0
