Feature: When a vCMDQ runs

  A vCMDQ executes commands only while the block (CMDQV_EN), its VINTF (ENABLE) and the queue itself (CMDQ_EN) are
  enabled and CMDQ_ALLOC_MAP gives the queue to that VINTF. Commands that were queued before wait, and are executed once
  the last condition holds. When CMDQ_EN is cleared, CMDQ_EN_OK falls once the commands in flight have stopped; whether
  those that wait are still executed is not said.

  A CMD_SYNC completes what precedes it in its own queue; between queues no order is promised. What software does wrong
  with one queue - a BASE changed while it runs, an index beyond the ring - is that queue's affair: the result is not
  specified, but the queues of other VINTFs keep running.

  Background:
    Given the CMDQ-V hardware out of reset

  @CQ-07
  Rule: CQ-07 A consumed CMD_SYNC completes the earlier commands of its queue

    Once a CMD_SYNC is consumed all earlier commands of the same queue are complete: TLBI and CFGI effects are visible,
    and each ATC_INV has completed or timed out.

    Accepted: Any order between commands of different queues is accepted.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario: A CMD_SYNC passes no earlier command of its queue
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      When these commands are put on vCMDQ 0:
        | CFGI_STE     | SID=0x2300     |
        | TLBI_NH_ASID | VMID=1 ASID=1  |
        | ATC_INV      | SID=0x2300     |
        | CMD_SYNC     |                |
        | TLBI_NH_ASID | VMID=1 ASID=2  |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CFGI_STE     | SID=0x2300    |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
        | vCMDQ 0 | ATC_INV      | SID=0x2300    |
        | vCMDQ 0 | CMD_SYNC     |               |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |

    Scenario: A CMD_SYNC is not consumed over an ATC_INV that timed out
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And the next ATC_INV times out
      When these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | CMD_SYNC     |               |
      Then these commands reach the SMMU:
        | vCMDQ 0 | ATC_INV      | SID=0x2300    |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
      And vCMDQ 0 stops at entry 2 with ATC_INV_SYNC

    Scenario: A CMD_SYNC of another queue does not wait for the ATC_INV
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      When these commands are put on vCMDQ 4:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 4 | CMD_SYNC |
      And vCMDQ 4 has consumed 1 entry without error

    Scenario: A CMD_SYNC of the other queue of the VINTF does not tell of the ATC_INV
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      When these commands are put on vCMDQ 3:
        | CMD_SYNC |
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      Then vCMDQ 3 has consumed 1 entry without error
      And vCMDQ 2 stops at entry 1 with ATC_INV_SYNC

    Scenario: The SMMU's own queue stops at the CMD_SYNC behind an ATC_INV that timed out
      Given the next ATC_INV times out
      When these commands are put on the SMMU's own queue:
        | ATC_INV       | SID=0x2300 Size=52 |
        | TLBI_NSNH_ALL |                    |
        | CMD_SYNC      |                    |
        | TLBI_NSNH_ALL |                    |
      Then these commands reach the SMMU:
        | SMMU | ATC_INV       | SID=0x2300 Size=52 |
        | SMMU | TLBI_NSNH_ALL |                    |
      And the SMMU's own queue stops at command 2 with CERROR_ATC_INV_SYNC

    Scenario: The CMD_SYNC behind an ATC_INV that timed out may come later
      Given the next ATC_INV times out
      And these commands are put on the SMMU's own queue:
        | ATC_INV | SID=0x2300 Size=52 |
      When these commands are put on the SMMU's own queue:
        | CMD_SYNC | |
      Then the SMMU's own queue stops at command 0 with CERROR_ATC_INV_SYNC

    Scenario: An illegal command between an ATC_INV that timed out and the CMD_SYNC hides nothing from the SMMU's own queue
      Given the next ATC_INV times out
      And these commands are put on the SMMU's own queue:
        | ATC_INV | SID=0x2300 Size=52 |
        | 0xff    |                    |
      When these commands are put on the SMMU's own queue:
        | CMD_SYNC | |
      Then the SMMU's own queue stops at command 0 with CERROR_ATC_INV_SYNC

    Scenario: The CMD_SYNC in place of an illegal command tells of the ATC_INV before it
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
        | 0xff    |                  |
      And entry 1 of vCMDQ 2 is replaced with CMD_SYNC
      When the error of vCMDQ 2 is acknowledged
      Then vCMDQ 2 stops at entry 1 with ATC_INV_SYNC

    Scenario: Two queues whose ATC_INVs timed out tell each of its own
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      And the next ATC_INV times out
      And these commands are put on vCMDQ 3:
        | ATC_INV | SID=0x10 Size=52 |
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And these commands are put on vCMDQ 3:
        | CMD_SYNC |
      Then vCMDQ 2 stops at entry 1 with ATC_INV_SYNC
      And vCMDQ 3 stops at entry 1 with ATC_INV_SYNC

    Scenario: The CMD_SYNC that told of the timeout is retried, after one that had none to tell of
      Given these commands are put on the SMMU's own queue:
        | CMD_SYNC |
      And the next ATC_INV times out
      And these commands are put on the SMMU's own queue:
        | ATC_INV  | SID=0x2300 Size=52 |
        | CMD_SYNC |                    |
      When these commands are put on the SMMU's own queue:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC |
      And the SMMU's own queue consumes 1 command

    Scenario: The CMD_SYNC that told of the timeout is retried
      Given the next ATC_INV times out
      And these commands are put on the SMMU's own queue:
        | ATC_INV  | SID=0x2300 Size=52 |
        | CMD_SYNC |                    |
      When these commands are put on the SMMU's own queue:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC |
      And the SMMU's own queue consumes 1 command

    Scenario: A CMD_SYNC of the SMMU's own queue does not tell of another queue's ATC_INV
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And the next ATC_INV times out
      And these commands are put on vCMDQ 0:
        | ATC_INV | SID=0x2300 Size=52 |
      When these commands are put on the SMMU's own queue:
        | CMD_SYNC |
      Then the SMMU's own queue consumes 1 command

    Scenario: A CMD_SYNC of the SMMU's own queue takes no timeout from a queue that runs
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And the next ATC_INV times out
      And these commands are put on vCMDQ 0:
        | ATC_INV | SID=0x2300 Size=52 |
      And these commands are put on the SMMU's own queue:
        | CMD_SYNC |
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry 1 with ATC_INV_SYNC

    Scenario: A second ATC_INV that times out is told as the first was
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV  | SID=0x10 |
        | CMD_SYNC |          |
      And the error of vCMDQ 2 is acknowledged
      And the next ATC_INV times out
      When these commands are put on vCMDQ 2:
        | ATC_INV  | SID=0x10 |
        | CMD_SYNC |          |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 |
      And vCMDQ 2 stops at entry 3 with ATC_INV_SYNC

    Scenario: Two ATC_INVs that time out are told by the next CMD_SYNC
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 |
      And the next ATC_INV times out
      When these commands are put on vCMDQ 2:
        | ATC_INV  | SID=0x10 |
        | CMD_SYNC |          |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 |
      And vCMDQ 2 stops at entry 2 with ATC_INV_SYNC

    Scenario: Two ATC_INVs that time out are told by the next CMD_SYNC on the SMMU's own queue
      Given the next ATC_INV times out
      And these commands are put on the SMMU's own queue:
        | ATC_INV | SID=0x2300 |
      And the next ATC_INV times out
      When these commands are put on the SMMU's own queue:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then the SMMU's own queue stops at command 1 with CERROR_ATC_INV_SYNC

    Scenario: A second ATC_INV that times out is told on the SMMU's own queue as the first was
      Given the next ATC_INV times out
      And these commands are put on the SMMU's own queue:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      And these commands are put on the SMMU's own queue:
        | CMD_SYNC | |
      And the next ATC_INV times out
      When these commands are put on the SMMU's own queue:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then the SMMU's own queue stops at command 1 with CERROR_ATC_INV_SYNC

  @CQ-10
  Rule: CQ-10 Index bits above the wrap bit

    The SMMU's own queue ignores bits of PROD and CONS above the wrap bit. The index field of a vCMDQ is [19:0].

    Accepted: A vCMDQ may ignore, store or clear index bits above the wrap bit.

    MAY. Source: smmuv3, qemu-11.1. Since ihi0070-G.b.

    Scenario Outline: Bit <bit> of PROD_INDX adds no commands to a queue of 2^8 entries
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And these commands are stored in the memory of vCMDQ 0:
        | CMD_SYNC |
      When the host writes <value> to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |
      And the hardware raises no interrupts

      Examples:
        | bit | value       |
        | 9   | 0x201       |
        | 19  | 0x8_0001    |
        | 20  | 0x10_0001   |
        | 31  | 0x8000_0001 |

  @CQ-11
  Rule: CQ-11 A vCMDQ runs once four conditions hold

    A vCMDQ processes commands only while CMDQV_EN is set, its VINTF is enabled, the queue is allocated to that VINTF,
    and CMDQ_EN is set and acknowledged by CMDQ_EN_OK.

    MUST. Source: overview, qemu-v5. Since ihi0070-G.b.

    Scenario Outline: Nothing is executed while <register> has <content>
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the host writes <content> to <register>
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
      Then no command reaches the SMMU
      And the hardware raises no interrupts

      Examples:
        | register         | content                   |
        | CMDQV_CONFIG     | CMDQV_EN=0                |
        | VINTF1_CONFIG    | ENABLE=0, VMID=5          |
        | CMDQ_ALLOC_MAP_2 | ALLOC=0, VIRT_INTF_INDX=1 |
        | VCMDQ2_CONFIG    | CMDQ_EN=0                 |
        | VCMDQ2_CONFIG    | 0xffff_fffe               |

    Scenario Outline: Waiting commands are executed once <register> has <content>
      Given the host writes <first> to VINTF1_CONFIG
      And the host writes <map> to CMDQ_ALLOC_MAP_2
      And vCMDQ 2 has a queue of 2^8 entries
      And the host writes <enable> to VCMDQ2_CONFIG
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      When the host writes <content> to <register>
      And the host writes WR=1 to VCMDQ2_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And the physical register VCMDQ2_STATUS reads CMDQ_EN_OK=1
      And vCMDQ 2 has consumed 1 entry without error

      Examples:
        | register         | content                   | first            | map                       | enable    |
        | VINTF1_CONFIG    | ENABLE=1, VMID=5          | ENABLE=0, VMID=5 | ALLOC=1, VIRT_INTF_INDX=1 | CMDQ_EN=1 |
        | CMDQ_ALLOC_MAP_2 | ALLOC=1, VIRT_INTF_INDX=1 | ENABLE=1, VMID=5 | ALLOC=0, VIRT_INTF_INDX=1 | CMDQ_EN=1 |
        | VCMDQ2_CONFIG    | CMDQ_EN=1                 | ENABLE=1, VMID=5 | ALLOC=1, VIRT_INTF_INDX=1 | CMDQ_EN=0 |

    Scenario: Stopping one VINTF leaves another running
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And the host writes ENABLE=0 to VINTF1_CONFIG
      When these commands are put on vCMDQ 4:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 4 | CMD_SYNC |
      And vCMDQ 4 has consumed 1 entry without error

    Scenario: Waiting commands are executed once CMDQV_CONFIG has CMDQV_EN=1
      Given the host writes ENABLE=0, VMID=5 to VINTF1_CONFIG
      And the host writes ALLOC=1, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      And vCMDQ 2 has a queue of 2^8 entries
      And the host writes CMDQ_EN=1 to VCMDQ2_CONFIG
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the host writes CMDQV_EN=0 to CMDQV_CONFIG
      And the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      When the host writes CMDQV_EN=1 to CMDQV_CONFIG
      And the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      And vCMDQ 2 is enabled
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error

    Scenario: Waiting commands are executed once CMDQV_EN is set
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the host writes ENABLE=0, VMID=5 to VINTF1_CONFIG
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the host writes CMDQV_EN=0 to CMDQV_CONFIG
      And the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      When the host writes CMDQV_EN=1 to CMDQV_CONFIG
      And the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      And vCMDQ 2 is enabled
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error

    Scenario: Waiting commands are executed while another queue has none
      Given VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      When the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error

    Scenario: Both queues of a VINTF go on once it is enabled
      Given vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And these commands are put on vCMDQ 3:
        | CMD_SYNC |
        | CMD_SYNC |
      When the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      Then vCMDQ 2 has consumed 1 entry without error
      And vCMDQ 3 has consumed 2 entries without error

    Scenario Outline: A queue that has run stops and goes on with <register>, twice
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the host writes <off> to <register>
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the host writes <on> to <register>
      And the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      And vCMDQ 2 is enabled
      And the host writes WR=2 to VCMDQ2_PROD_INDX
      And the host writes <off> to <register>
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the physical register VCMDQ2_CONS_INDX reads RD=2
      When the host writes <on> to <register>
      And the host writes ENABLE=1, VMID=5 to VINTF1_CONFIG
      And vCMDQ 2 is enabled
      And the host writes WR=3 to VCMDQ2_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |  |
      And vCMDQ 2 has consumed 3 entries without error

      Examples:
        | register         | off                       | on                        |
        | CMDQV_CONFIG     | CMDQV_EN=0                | CMDQV_EN=1                |
        | VINTF1_CONFIG    | ENABLE=0, VMID=5          | ENABLE=1, VMID=5          |
        | VCMDQ2_CONFIG    | CMDQ_EN=0                 | CMDQ_EN=1                 |

    Scenario: A queue that was mapped again stops when it is mapped nowhere a second time
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And the host writes ALLOC=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      And the host writes CMDQ_EN=0 to VCMDQ2_CONFIG
      And the host writes WR=0 to VCMDQ2_PROD_INDX
      And the host writes RD=0 to VCMDQ2_CONS_INDX
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error
      And the host writes ALLOC=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
      Then no command reaches the SMMU

    Scenario Outline: <register> that is switched off a second time stops the queue behind it alone
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And the host writes <off> to <register>
      And the host writes <on> to <register>
      And the host writes <off> to <register>
      When these commands are put on vCMDQ 4:
        | CMD_SYNC |
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 4 | CMD_SYNC |

      Examples:
        | register         | off                       | on                        |
        | VINTF1_CONFIG    | ENABLE=0, VMID=5          | ENABLE=1, VMID=5          |
        | CMDQ_ALLOC_MAP_2 | ALLOC=0, VIRT_INTF_INDX=1 | ALLOC=1, VIRT_INTF_INDX=1 |
        | VCMDQ2_CONFIG    | CMDQ_EN=0                 | CMDQ_EN=1                 |

  @CQ-12
  Rule: CQ-12 Clearing CMDQ_EN stops the queue after commands in flight

    After CMDQ_EN is cleared CMDQ_EN_OK falls once the commands in flight have stopped.

    Accepted: Commands between CONS_INDX and PROD_INDX may or may not be executed before CMDQ_EN_OK falls.

    MAY. Source: linux-7.2. Since ihi0070-G.b.

    Scenario: CMDQ_EN_OK of an idle queue falls with CMDQ_EN
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CMD_SYNC |
      When the host writes CMDQ_EN=0 to VCMDQ2_CONFIG
      Then the physical register VCMDQ2_STATUS reads CMDQ_EN_OK=0
      And the physical register VCMDQ2_CONFIG reads CMDQ_EN=0
      And no other physical register changed

    Scenario: CMDQ_EN_OK of a busy queue falls when its commands have stopped
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are stored in the memory of vCMDQ 2:
        | CMD_SYNC |
        | CMD_SYNC |
      When the host writes these registers without waiting in between:
        | VCMDQ2_PROD_INDX | WR=2      |
        | VCMDQ2_CONFIG    | CMDQ_EN=0 |
      Then the physical register VCMDQ2_STATUS reads CMDQ_EN_OK=0
      And the hardware raises no interrupts

  @CQ-13
  Rule: CQ-13 CONS_INDX and BASE are not changed while enabled

    A write to CONS_INDX or BASE of the SMMU's own queue while it is enabled has an unpredictable result; for a vCMDQ
    the result is not specified.

    Accepted: Any result within the VM is accepted.

    MAY. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: Writing <register> of a running queue stays within its VM
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are stored in the memory of vCMDQ 2:
        | TLBI_NH_ASID | VMID=6 ASID=1      |
        | ATC_INV      | SID=0x2400 Size=52 |
        | TLBI_NH_ASID | VMID=6 ASID=2      |
      When the host writes <content> to <register>
      Then commands of VINTF 1 reach nothing but VMID 5 and StreamID 0x2300

      Examples:
        | register         | content                            |
        | VCMDQ2_CONS_INDX | RD=0x1fe                           |
        | VCMDQ2_BASE      | LOG2SIZE=4, ADDR=0x9030_0000       |

    Scenario Outline: Writing <register> of a running queue does not disturb another VM
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And the host writes <content> to <register>
      When these commands are put on vCMDQ 4:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 4 | CMD_SYNC |
      And vCMDQ 4 has consumed 1 entry without error

      Examples:
        | register         | content                            |
        | VCMDQ2_CONS_INDX | RD=7                               |
        | VCMDQ2_BASE      | LOG2SIZE=4, ADDR=0x9030_0000       |

  @CQ-14
  Rule: CQ-14 PROD_INDX does not exceed the queue size

    A PROD_INDX that leaves more entries outstanding than the queue holds has an unpredictable result.

    Accepted: Any result within the VM is accepted.

    MAY. Source: smmuv3. Since ihi0070-G.b.

    Scenario: A PROD_INDX beyond the queue stays within its VM
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 has a queue of 2^2 entries
      And vCMDQ 2 is enabled
      And these commands are stored in the memory of vCMDQ 2:
        | TLBI_NH_ASID | VMID=6 ASID=1      |
        | TLBI_NH_ASID | VMID=6 ASID=2      |
        | ATC_INV      | SID=0x2400 Size=52 |
        | CMD_SYNC     |                    |
      When the host writes WR=7 to VCMDQ2_PROD_INDX
      Then commands of VINTF 1 reach nothing but VMID 5 and StreamID 0x2300

    Scenario: A PROD_INDX beyond the queue does not disturb another VM
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 has a queue of 2^2 entries
      And vCMDQ 2 is enabled
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And the host writes WR=7 to VCMDQ2_PROD_INDX
      When these commands are put on vCMDQ 4:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 4 | CMD_SYNC |
      And vCMDQ 4 has consumed 1 entry without error
