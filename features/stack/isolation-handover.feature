Feature: A queue changes hands

  A VM that ends gives its VINTF back, and the next VM gets it with its vCMDQs. Nothing of the first owner may go along:
  no commands, no indices, no error, and no blame for an ATC_INV that times out too late. The kernel therefore cleans a
  queue twice, when its owner goes and when the next one comes.

  The steps are those of features/kernel/queue-reset.feature, the same both times. The CMD_SYNC on the SMMU's own queue
  among them is there for the late timeout: it collects what would otherwise be reported to the next owner. VMID and
  stream ID slots are the VINTF's and are cleaned with it: features/kernel/vintf-hardware.feature.

  @ISO-08
  Rule: ISO-08 A queue is handed over clean

    Between two owners of a queue the kernel flushes with CMD_SYNC on the host queue, so that a pending ATC_INV timeout
    of the earlier owner is not reported to the next. It cleans the indices, BASE and GERROR both when a queue is
    destroyed and when it is initialised.

    MUST. Source: linux-7.2. Since mail-v5.

    @TEAR-11 @RST-02
    Scenario: The next owner is not blamed for an ATC_INV that timed out
      Given VM A with CMDQ-V and device gpu0
      And guest A configures StreamID 0x10 for "bypass"
      And vCMDQ 0 of guest A is allocated and enabled
      And the next ATC_INV times out
      And guest A puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x10 Size=52 |
      And VM A shuts down
      And VM B with CMDQ-V and device gpu0
      And vCMDQ 0 of guest B is allocated and enabled
      When guest B puts these commands on vCMDQ 0:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error
      And guest B receives no interrupts

    @TEAR-11 @RST-05
    Scenario: The next owner does not inherit an error
      Given VM A with CMDQ-V and device gpu0
      And vCMDQ 0 of guest A is allocated and enabled
      And guest A puts these commands on vCMDQ 0:
        | 0x07         |        |
        | TLBI_NH_ASID | ASID=5 |
      And VM A shuts down
      And VM B with CMDQ-V and device gpu0
      And vCMDQ 0 of guest B is allocated and enabled
      When guest B puts these commands on vCMDQ 0:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error
      And VI_ERR_MAP_0 of guest B reads 0
      And guest B receives no interrupts

    @TEAR-11
    Scenario: Commands that the last owner left are not executed
      Given VM A with CMDQ-V and device gpu0
      And vCMDQ 0 of guest A is allocated
      And guest A puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | TLBI_NH_ASID | ASID=6 |
      And VM A shuts down
      And VM B with CMDQ-V and device gpu0
      When vCMDQ 0 of guest B is allocated and enabled
      Then no command reaches the SMMU from a vCMDQ
      And VINTF0_LVCMDQ0_PROD_INDX of guest B reads 0
      And VINTF0_LVCMDQ0_CONS_INDX of guest B reads 0

    @TEAR-11 @TEAR-12 @RST-03 @RST-04
    Scenario: A queue is cleaned when its owner goes
      Given VM A with CMDQ-V and device gpu0
      And vCMDQ 0 of guest A is allocated and enabled
      And guest A puts these commands on vCMDQ 0:
        | CMD_SYNC |
        | 0x07     |
      When VM A shuts down
      Then these physical registers read:
        | VCMDQ2_CONFIG    | 0       |
        | VCMDQ2_PROD_INDX | 0       |
        | VCMDQ2_CONS_INDX | RD=0    |
        | VCMDQ2_BASE      | 0       |
        | CMDQ_ALLOC_MAP_2 | ALLOC=0 |
      And the physical fields VCMDQ2_GERROR.CMDQ_ERR and VCMDQ2_GERRORN.CMDQ_ERR are equal

    @MIG-10
    Scenario: A queue is cleaned when its owner comes
      Given a process that holds "a vDEVICE"
      And the host writes WR=9 to VCMDQ2_PROD_INDX
      And the host writes RD=4 to VCMDQ2_CONS_INDX
      And the host writes 0x1 to VCMDQ2_GERRORN
      And the host writes 0x98000008 to VCMDQ2_BASE
      And the host writes 0x99000000 to VCMDQ2_CONS_INDX_BASE_DRAM
      When user space calls HW_QUEUE_ALLOC
      Then these physical registers read:
        | VCMDQ2_CONFIG              | 0                           |
        | VCMDQ2_PROD_INDX           | 0                           |
        | VCMDQ2_CONS_INDX           | 0                           |
        | VCMDQ2_CONS_INDX_BASE_DRAM | 0                           |
        | VCMDQ2_BASE                | ADDR=0x90000000, LOG2SIZE=8 |
      And the physical fields VCMDQ2_GERROR.CMDQ_ERR and VCMDQ2_GERRORN.CMDQ_ERR are equal
      And no command reaches the SMMU from a vCMDQ
