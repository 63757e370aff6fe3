Feature: How the host kernel starts the CMDQ-V block

  The host driver finds out what the block has (PARAM), switches it off and on again, deals out the vCMDQs to the VINTFs
  without mapping any, and starts VINTF 0 with its queues for itself. It does so with HYP_OWN=1: the host's own queues
  take every command (features/hardware/guest-commands.feature). The VINTFs of users are not started here but one by
  one, when a vIOMMU is allocated (features/kernel/vintf-hardware.feature), and their vCMDQs are mapped when a hw_queue
  is (features/kernel/hw-queue-hardware.feature).

  Which of the acknowledgements that the driver waits for must come, and which it can do without:
  features/kernel/host-driver.feature. A guest runs the same driver on the emulated block:
  features/stack/guest-boot.feature.

  @HOST-01
  Rule: HOST-01 Probe reads CONFIG and can switch CMDQ-V off

    At probe the kernel maps the registers and reads CONFIG. With the module option disable_cmdqv it clears CMDQV_EN and
    uses the plain SMMU queue.

    MUST. Source: linux-7.2. Since linux-7.2.

    @PHYS-04
    Scenario Outline: <register> is read before anything is written
      Given a host that is powered on but not booted
      When the kernel boots
      Then the SMMU driver probes
      And the kernel reads <register> before it writes any register

      Examples:
        | register     |
        | CMDQV_CONFIG |
        | CMDQV_PARAM  |

  @HOST-03
  Rule: HOST-03 VINTF0 queues are sized by IDR1.CMDQS

    The kernel creates VINTF0 with all its logical vCMDQs while it initialises the structures of the SMMU, after the DMA
    mask is set. The queue size is the smaller of the kernel's cap and IDR1.CMDQS.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: The queue in <register> is as large as the SMMU allows
      Given a host that is powered on but not booted, whose SMMU has IDR1.CMDQS=8
      When the kernel boots
      Then the physical register <register> reads LOG2SIZE=8

      Examples:
        | register             |
        | VINTF0_LVCMDQ0_BASE  |
        | VINTF0_LVCMDQ1_BASE  |

    Scenario Outline: With four logical vCMDQs each VINTF <register> runs
      Given a host that is powered on but not booted, whose SMMU "has 4 logical vCMDQs for each VINTF"
      When the kernel boots
      Then the physical register <register> reads CMDQ_EN_OK=1

      Examples:
        | register              |
        | VINTF0_LVCMDQ0_STATUS |
        | VINTF0_LVCMDQ1_STATUS |
        | VINTF0_LVCMDQ2_STATUS |
        | VINTF0_LVCMDQ3_STATUS |

    Scenario Outline: With two SMMUs VINTF 0 of <smmu> runs
      Given a host with two SMMUs that is powered on but not booted
      When the kernel boots
      Then these physical registers of <smmu> read:
        | VINTF0_CONFIG         | HYP_OWN=1, ENABLE=1                 |
        | VINTF0_STATUS         | ENABLE_OK=1                         |
        | CMDQ_ALLOC_MAP_0      | ALLOC=1, VIRT_INTF_INDX=0, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1      | ALLOC=1, VIRT_INTF_INDX=0, LVCMDQ=1 |
        | VINTF0_LVCMDQ0_STATUS | CMDQ_EN_OK=1                        |
        | VINTF0_LVCMDQ1_STATUS | CMDQ_EN_OK=1                        |

      Examples:
        | smmu  |
        | smmu0 |
        | smmu1 |

    Scenario: The queues of VINTF 0 lie apart
      Given a host that is powered on but not booted, whose SMMU has IDR1.CMDQS=8
      When the kernel boots
      Then the physical fields VINTF0_LVCMDQ0_BASE.ADDR and VINTF0_LVCMDQ1_BASE.ADDR differ

  @HOST-04
  Rule: HOST-04 Reset toggles CMDQV_EN, then fills CMDQ_ALLOC_MAP, then starts VINTF0

    On reset, after the SMMU is enabled, the kernel writes CONFIG with CMDQV_EN clear and polls, writes it with CMDQV_EN
    set and polls, writes VIRT_INTF_INDX and LVCMDQ with ALLOC 0 to CMDQ_ALLOC_MAP of every queue, and then initialises
    VINTF0 with HYP_OWN 1.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: CMDQV_EN is toggled, the vCMDQs are dealt out, VINTF 0 is started
      The vCMDQs may be dealt out in any order.

      Given a host that is powered on but not booted, whose SMMU "has 2 VINTFs"
      When the kernel boots
      Then the kernel's writes to "CMDQV_CONFIG, CMDQ_ALLOC_MAP_0, VINTF0_CONFIG" are these, in this order:
        | CMDQV_CONFIG     | CMDQV_EN=0, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQV_CONFIG     | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQ_ALLOC_MAP_0 | 0                                                                              |
        | CMDQ_ALLOC_MAP_0 | 0                                                                              |
        | VINTF0_CONFIG    | 0                                                                              |
        | VINTF0_CONFIG    | HYP_OWN=1                                                                      |
        | VINTF0_CONFIG    | HYP_OWN=1, ENABLE=1                                                            |
        | CMDQ_ALLOC_MAP_0 | ALLOC=1                                                                        |
      And the kernel's writes to "CMDQV_CONFIG, CMDQ_ALLOC_MAP_1, VINTF0_CONFIG" are these, in this order:
        | CMDQV_CONFIG     | CMDQV_EN=0, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQV_CONFIG     | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQ_ALLOC_MAP_1 | LVCMDQ=1                                                                       |
        | CMDQ_ALLOC_MAP_1 | LVCMDQ=1                                                                       |
        | VINTF0_CONFIG    | 0                                                                              |
        | VINTF0_CONFIG    | HYP_OWN=1                                                                      |
        | VINTF0_CONFIG    | HYP_OWN=1, ENABLE=1                                                            |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1                                                              |
      And the kernel's writes to "CMDQV_CONFIG, CMDQ_ALLOC_MAP_2, VINTF0_CONFIG" are these, in this order:
        | CMDQV_CONFIG     | CMDQV_EN=0, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQV_CONFIG     | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQ_ALLOC_MAP_2 | VIRT_INTF_INDX=1                                                               |
        | VINTF0_CONFIG    | 0                                                                              |
        | VINTF0_CONFIG    | HYP_OWN=1                                                                      |
        | VINTF0_CONFIG    | HYP_OWN=1, ENABLE=1                                                            |
      And the kernel's writes to "CMDQV_CONFIG, CMDQ_ALLOC_MAP_3, VINTF0_CONFIG" are these, in this order:
        | CMDQV_CONFIG     | CMDQV_EN=0, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQV_CONFIG     | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | CMDQ_ALLOC_MAP_3 | VIRT_INTF_INDX=1, LVCMDQ=1                                                     |
        | VINTF0_CONFIG    | 0                                                                              |
        | VINTF0_CONFIG    | HYP_OWN=1                                                                      |
        | VINTF0_CONFIG    | HYP_OWN=1, ENABLE=1                                                            |

    Scenario: Only CMDQV_EN changes in CMDQV_CONFIG
      Given a host that is powered on but not booted
      When the kernel boots
      Then the kernel's accesses to "CMDQV_CONFIG" are these, in this order:
        | read  | CMDQV_CONFIG | CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C             |
        | write | CMDQV_CONFIG | CMDQV_EN=0, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |
        | write | CMDQV_CONFIG | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=A, CMDQ_MAX_CLK_BATCH=B, CMDQ_MAX_CMD_BATCH=C |

    @PHYS-13
    Scenario: Each change of CMDQV_EN is waited for
      Given a host that is powered on but not booted
      When the kernel boots
      Then the kernel's accesses to "CMDQV_STATUS" are these, in this order:
        | read | CMDQV_STATUS | CMDQV_ENABLED=0 |
        | read | CMDQV_STATUS | CMDQV_ENABLED=1 |

    @PHYS-05
    Scenario: Every vCMDQ belongs to a VINTF, and only the kernel's are mapped
      Given a host that is powered on but not booted
      When the kernel boots
      Then these physical registers read:
        | CMDQ_ALLOC_MAP_0   | VIRT_INTF_INDX=0, LVCMDQ=0, ALLOC=1  |
        | CMDQ_ALLOC_MAP_1   | VIRT_INTF_INDX=0, LVCMDQ=1, ALLOC=1  |
        | CMDQ_ALLOC_MAP_2   | VIRT_INTF_INDX=1, LVCMDQ=0, ALLOC=0  |
        | CMDQ_ALLOC_MAP_3   | VIRT_INTF_INDX=1, LVCMDQ=1, ALLOC=0  |
        | CMDQ_ALLOC_MAP_64  | VIRT_INTF_INDX=32, LVCMDQ=0, ALLOC=0 |
        | CMDQ_ALLOC_MAP_127 | VIRT_INTF_INDX=63, LVCMDQ=1, ALLOC=0 |

    Scenario: What was mapped before the reset is not mapped after it
      Given a host that is powered on but not booted
      And the host writes VIRT_INTF_INDX=5, LVCMDQ=1, ALLOC=1 to CMDQ_ALLOC_MAP_2
      When the kernel boots
      Then the physical register CMDQ_ALLOC_MAP_2 reads VIRT_INTF_INDX=1, LVCMDQ=0, ALLOC=0

    Scenario: Users' VINTFs are not started
      Given a host that is powered on but not booted
      When the kernel boots
      Then these physical registers read:
        | VINTF0_STATUS  | ENABLE_OK=1 |
        | VINTF1_STATUS  | ENABLE_OK=0 |
        | VINTF63_STATUS | ENABLE_OK=0 |

  @HOST-05
  Rule: HOST-05 VINTF0 is initialised in a fixed order

    To initialise VINTF0 the kernel resets each logical vCMDQ in descending order and clears its ALLOC, writes 0 to
    VINTF_CONFIG, clears the stream ID slots, writes HYP_OWN with VMID 0, writes the same with ENABLE and reads HYP_OWN
    back. For each logical vCMDQ in ascending order it then sets ALLOC, resets the queue, writes BASE, writes CMDQ_EN to
    CONFIG and polls.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Queues are reset descending, VINTF 0 is started, queues are started ascending
      An empty cell leaves the value to the kernel: where its queues lie.

      Given a host that is powered on but not booted, whose SMMU "has 2 VINTFs"
      When the kernel boots
      Then the kernel's writes to "VINTF0_CONFIG, VINTF0_SID_MATCH_0, VINTF0_LVCMDQ0_CONFIG, VINTF0_LVCMDQ0_BASE, VINTF0_LVCMDQ1_CONFIG, VINTF0_LVCMDQ1_BASE" are these, in this order:
        | VINTF0_LVCMDQ1_CONFIG | 0                   |
        | VINTF0_LVCMDQ1_BASE   | 0                   |
        | VINTF0_LVCMDQ0_CONFIG | 0                   |
        | VINTF0_LVCMDQ0_BASE   | 0                   |
        | VINTF0_CONFIG         | 0                   |
        | VINTF0_SID_MATCH_0    | 0                   |
        | VINTF0_CONFIG         | HYP_OWN=1           |
        | VINTF0_CONFIG         | HYP_OWN=1, ENABLE=1 |
        | VINTF0_LVCMDQ0_CONFIG | 0                   |
        | VINTF0_LVCMDQ0_BASE   | 0                   |
        | VINTF0_LVCMDQ0_BASE   |                     |
        | VINTF0_LVCMDQ0_CONFIG | CMDQ_EN=1           |
        | VINTF0_LVCMDQ1_CONFIG | 0                   |
        | VINTF0_LVCMDQ1_BASE   | 0                   |
        | VINTF0_LVCMDQ1_BASE   |                     |
        | VINTF0_LVCMDQ1_CONFIG | CMDQ_EN=1           |

    Scenario Outline: Queue <queue> is mapped before it is reset and unmapped after
      Given a host that is powered on but not booted, whose SMMU "has 2 VINTFs"
      When the kernel boots
      Then the kernel's writes to "CMDQ_ALLOC_MAP_<queue>, VINTF0_LVCMDQ<queue>_CONFIG" are these, in this order:
        | CMDQ_ALLOC_MAP_<queue>      | LVCMDQ=<queue>          |
        | VINTF0_LVCMDQ<queue>_CONFIG | 0                       |
        | CMDQ_ALLOC_MAP_<queue>      | LVCMDQ=<queue>          |
        | CMDQ_ALLOC_MAP_<queue>      | LVCMDQ=<queue>, ALLOC=1 |
        | VINTF0_LVCMDQ<queue>_CONFIG | 0                       |
        | VINTF0_LVCMDQ<queue>_CONFIG | CMDQ_EN=1               |

      Examples:
        | queue |
        | 0     |
        | 1     |

    Scenario: VINTF 0 is waited for, and HYP_OWN read back
      Given a host that is powered on but not booted
      When the kernel boots
      Then the kernel's accesses to "VINTF0_CONFIG, VINTF0_STATUS" are these, in this order:
        | write | VINTF0_CONFIG | 0                           |
        | read  | VINTF0_STATUS | ENABLE_OK=0                 |
        | write | VINTF0_CONFIG | HYP_OWN=1, VMID=0           |
        | write | VINTF0_CONFIG | HYP_OWN=1, VMID=0, ENABLE=1 |
        | read  | VINTF0_STATUS | ENABLE_OK=1                 |
        | read  | VINTF0_CONFIG | HYP_OWN=1, VMID=0, ENABLE=1 |

    Scenario Outline: Slot <slot> of VINTF 0 is cleared, SID_MATCH first
      Given a host that is powered on but not booted
      When the kernel boots
      Then the kernel's writes to "VINTF0_SID_MATCH_<slot>, VINTF0_SID_REPLACE_<slot>" are these, in this order:
        | VINTF0_SID_MATCH_<slot>   | 0 |
        | VINTF0_SID_REPLACE_<slot> | 0 |

      Examples:
        | slot |
        | 0    |
        | 15   |

    Scenario: The enable of a queue is waited for
      At first nothing is mapped to the slot, which may read as anything (PHYS-11).

      Given a host that is powered on but not booted
      When the kernel boots
      Then the kernel's accesses to "VINTF0_LVCMDQ0_CONFIG, VINTF0_LVCMDQ0_STATUS" are these, in this order:
        | write | VINTF0_LVCMDQ0_CONFIG | 0            |
        | read  | VINTF0_LVCMDQ0_STATUS |              |
        | write | VINTF0_LVCMDQ0_CONFIG | 0            |
        | read  | VINTF0_LVCMDQ0_STATUS | CMDQ_EN_OK=0 |
        | write | VINTF0_LVCMDQ0_CONFIG | CMDQ_EN=1    |
        | read  | VINTF0_LVCMDQ0_STATUS | CMDQ_EN_OK=1 |
