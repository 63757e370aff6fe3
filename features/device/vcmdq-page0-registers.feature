Feature: Control and status registers of a vCMDQ

  Page 0 of a vCMDQ holds what a driver needs while a queue runs: the two indices (PROD_INDX up to which commands are
  ready, CONS_INDX up to which they are consumed), the switch (CONFIG.CMDQ_EN), its acknowledgement (STATUS.CMDQ_EN_OK),
  and the errors (GERROR) with their acknowledgement (GERRORN). CONS_INDX also says in ERR why a queue stopped. How the
  indices count: features/hardware/queue.feature. What the error codes mean: features/hardware/errors.feature.

  This chapter tells where each register lies, which fields it has and what it holds when the VM starts, as seen while
  the device keeps the vCMDQ itself. CMDQ_ALLOC_MAP is set throughout, so that both apertures answer.

  Background:
    Given a VM with CMDQ-V
    And the guest writes these registers:
      | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
      | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |

  @VCMDQ-01
  Rule: VCMDQ-01 CONS_INDX at +0x00 holds RD and ERR

    CONS_INDX is a 32-bit read-write register at offset 0x00 of a page-0 slot (direct 0x10000 + 0x80*i, VINTF 0x30000 +
    0x80*i), with RD [19:0] and ERR [30:24]. Its cache resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> holds RD and ERR

      Given <register> reads 0x0
      When the guest writes RD=0x54321, ERR=0x7f to <register>
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x7f054321
      And the device makes no host call

      Examples:
        | register                 | offset  |
        | VCMDQ0_CONS_INDX         | 0x10000 |
        | VCMDQ1_CONS_INDX         | 0x10080 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x30000 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x30080 |

    Scenario: CONS_INDX is one register of its own

      When the guest writes RD=0xfffff, ERR=0x7f to VCMDQ0_CONS_INDX
      Then VCMDQ0_CONS_INDX reads 0x7f0fffff
      And VINTF0_LVCMDQ0_CONS_INDX reads 0x7f0fffff
      And no other register changed

  @VCMDQ-02
  Rule: VCMDQ-02 PROD_INDX at +0x04 holds WR

    PROD_INDX is a 32-bit read-write register at offset 0x04 of a page-0 slot, with WR [19:0]. Its cache resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> holds WR

      Given <register> reads 0x0
      When the guest writes WR=0xfffff to <register>
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x000fffff
      And the device makes no host call

      Examples:
        | register                 | offset  |
        | VCMDQ0_PROD_INDX         | 0x10004 |
        | VCMDQ1_PROD_INDX         | 0x10084 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x30004 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x30084 |

  @VCMDQ-03
  Rule: VCMDQ-03 CONFIG at +0x08 holds CMDQ_EN

    CONFIG is a 32-bit read-write register at offset 0x08 of a page-0 slot, with CMDQ_EN [0]. Its cache resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> holds CMDQ_EN

      Given <register> reads 0x0
      When the guest writes CMDQ_EN=1 to <register>
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x1
      And the device makes no host call

      Examples:
        | register              | offset  |
        | VCMDQ0_CONFIG         | 0x10008 |
        | VCMDQ1_CONFIG         | 0x10088 |
        | VINTF0_LVCMDQ0_CONFIG | 0x30008 |
        | VINTF0_LVCMDQ1_CONFIG | 0x30088 |

  @VCMDQ-04
  Rule: VCMDQ-04 STATUS at +0x0C holds CMDQ_EN_OK

    STATUS is a 32-bit read-only register at offset 0x0C of a page-0 slot, with CMDQ_EN_OK [0]. Its cache resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: The STATUS of <prefix> at <offset> acknowledges in bit 0

      Given <prefix>_STATUS reads 0x0
      And the guest writes CMDQ_EN=1 to <prefix>_CONFIG
      When the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x1
      And <prefix>_STATUS reads CMDQ_EN_OK=1

      Examples:
        | prefix         | offset  |
        | VCMDQ0         | 0x1000c |
        | VCMDQ1         | 0x1008c |
        | VINTF0_LVCMDQ0 | 0x3000c |
        | VINTF0_LVCMDQ1 | 0x3008c |

  @VCMDQ-05
  Rule: VCMDQ-05 GERROR at +0x10 holds three error bits

    GERROR is a 32-bit read-only register at offset 0x10 of a page-0 slot, with CMDQ_ERR [0], CONS_DRAM_WR_ABT_ERR [1]
    and CMDQ_INIT_ERR [2]. Its cache resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> shows CMDQ_INIT_ERR in bit 2

      Given <register> reads 0x0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest writes 0x40100008 to VCMDQ<slot>_BASE
      And VINTF0 is enabled
      When the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x4
      And <register> reads CMDQ_ERR=0, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=1

      Examples:
        | slot | register      | offset  |
        | 0    | VCMDQ0_GERROR | 0x10010 |
        | 1    | VCMDQ1_GERROR | 0x10090 |

    Scenario Outline: <register> at <offset> shows CMDQ_ERR in bit 0

      Given vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | 0xff |
      When the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x1
      And <register> reads CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=0

      Examples:
        | register              | offset  |
        | VCMDQ0_GERROR         | 0x10010 |
        | VINTF0_LVCMDQ0_GERROR | 0x30010 |

    Scenario: VINTF0_LVCMDQ1_GERROR at 0x30090 shows CMDQ_ERR in bit 0

      Given vCMDQs 0 and 1 are allocated
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ1_CONFIG
      And the guest puts these commands on vCMDQ 1:
        | 0xff |
      When the guest reads offset 0x30090 with one 4-byte access
      Then the read gives 0x1
      And VINTF0_LVCMDQ1_GERROR reads CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=0
      And VCMDQ1_GERROR reads CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=0

  @VCMDQ-06
  Rule: VCMDQ-06 GERRORN at +0x14 holds the same three bits

    GERRORN is a 32-bit read-write register at offset 0x14 of a page-0 slot, with CMDQ_ERR [0], CONS_DRAM_WR_ABT_ERR [1]
    and CMDQ_INIT_ERR [2]. Its cache resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> holds the bits of GERROR

      Given <register> reads 0x0
      When the guest writes CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=1, CMDQ_INIT_ERR=1 to <register>
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x7
      And the device makes no host call

      Examples:
        | register               | offset  |
        | VCMDQ0_GERRORN         | 0x10014 |
        | VCMDQ1_GERRORN         | 0x10094 |
        | VINTF0_LVCMDQ0_GERRORN | 0x30014 |
        | VINTF0_LVCMDQ1_GERRORN | 0x30094 |

    Scenario Outline: <field> of GERRORN is <value>

      When the guest writes <field>=1 to VCMDQ0_GERRORN
      Then VCMDQ0_GERRORN reads <value>
      And VINTF0_LVCMDQ0_GERRORN reads <value>
      And no other register changed

      Examples:
        | field                | value |
        | CMDQ_ERR             | 0x1   |
        | CONS_DRAM_WR_ABT_ERR | 0x2   |
        | CMDQ_INIT_ERR        | 0x4   |

  @VCMDQ-08
  Rule: VCMDQ-08 CONS_INDX.ERR uses five codes

    CONS_INDX.ERR is 0 for no error, 1 for an illegal opcode, 2 for an abort on fetch, 3 for an ATC invalidation timeout
    seen at a CMD_SYNC, and 4 (ILL_ACCESS) for the error that CMDQ-V adds.

    MUST. Source: smmuv3, linux-7.2, qemu-11.1. Since mail-v5.

    @HYP-05
    Scenario: A command that is none stops the queue with 1 or 4

      Given vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |
        | 0xff     |
      Then VCMDQ0_CONS_INDX reads RD=1, ERR=1 or RD=1, ERR=4
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=1, ERR=1 or RD=1, ERR=4

    Scenario: An ATC invalidation that times out stops the queue with 3, at the CMD_SYNC

      Given the guest configures StreamID 0x10 for "stage 1"
      And vCMDQ 0 is allocated and enabled
      And the next ATC_INV times out
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV  | SID=0x10 |
        | CMD_SYNC |          |
      Then VCMDQ0_CONS_INDX reads RD=1, ERR=3
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=1, ERR=3

    Scenario: A queue without error has 0

      Given vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |
      Then VCMDQ0_CONS_INDX reads RD=1, ERR=0

  @VCMDQ-09
  Rule: VCMDQ-09 Page-0 registers are 32-bit and indices take up to 20 bits

    Every page-0 register is 32 bits wide. An index together with its wrap bit takes at most 20 bits: LOG2SIZE is at
    most 19 and the wrap bit is bit LOG2SIZE.

    MUST. Source: smmuv3, qemu-11.1. Since mail-v5.

    Scenario: The wrap bit of a queue of 2 entries is bit 1

      Given VINTF0 is enabled
      And the guest gives vCMDQ 0 a queue of 2^1 entries at 0x40100000
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |
        | CMD_SYNC |
      Then VCMDQ0_PROD_INDX reads WR=2
      And VCMDQ0_CONS_INDX reads RD=2, ERR=0

    Scenario: The indices of the largest queue take 20 bits

      Given VINTF0 is enabled
      And the guest gives vCMDQ 0 a queue of 2^19 entries at 0x40800000
      When the guest writes these registers:
        | VCMDQ0_PROD_INDX | WR=0xfffff |
        | VCMDQ0_CONS_INDX | RD=0xfffff |
      Then VCMDQ0_PROD_INDX reads 0xfffff
      And VCMDQ0_CONS_INDX reads 0xfffff
      And the physical register VCMDQ2_PROD_INDX reads 0xfffff
      And the physical register VCMDQ2_CONS_INDX reads 0xfffff
