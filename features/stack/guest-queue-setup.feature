Feature: The Linux driver in a guest sets a queue up

  The driver knows its vCMDQs by the VINTF aperture alone. It resets a queue twice before it uses it: once while VINTF0
  is still disabled, when the device keeps the registers itself, and once after, when the window shows hardware in which
  the queue does not exist yet. Such a slot drops what is written (features/hardware/physical-mapping.feature), and has
  to read as disabled, which is what the driver polls for.

  Only the store to BASE makes the queue: it is the last of the four preconditions (features/device/allocation.feature).
  CMDQ_EN then starts it, straight in hardware. Other orders have to work as well
  (features/device/allocation-order.feature); this one is Linux's. The queue's memory is the guest's, and the hardware
  reads it by physical address: features/kernel/hw-queue-memory.feature.

  @GUEST-03
  Rule: GUEST-03 The VINTF aperture alone is enough

    The stack supports a guest driver that accesses vCMDQ registers through 0x30000 and 0x40000 only and never through
    0x10000 and 0x20000.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario Outline: vCMDQ <slot> carries commands though only the VINTF aperture was used
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ <slot>:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ <queue> | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ<slot>_CONS_INDX reads RD=2

      Examples:
        | slot | queue |
        | 0    | 2     |
        | 1    | 3     |

    @DIR-05
    Scenario Outline: <register> can be programmed before VINTF0 is enabled
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest writes <value> to <register>
      Then <register> reads <value>
      And the device makes no host call

      Examples:
        | register                           | value      |
        | VINTF0_LVCMDQ0_PROD_INDX           | 0x5        |
        | VINTF0_LVCMDQ0_CONS_INDX           | 0x5        |
        | VINTF0_LVCMDQ0_CONFIG              | 0x1        |
        | VINTF0_LVCMDQ0_GERRORN             | 0x1        |
        | VINTF0_LVCMDQ0_BASE                | 0x40100008 |
        | VINTF0_LVCMDQ1_PROD_INDX           | 0x5        |
        | VINTF0_LVCMDQ1_BASE                | 0x40200008 |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | 0x40300000 |

  @GUEST-04
  Rule: GUEST-04 BASE takes 64-bit stores and page 0 takes 32-bit accesses

    The stack supports a guest driver that writes BASE and CONS_INDX_BASE_DRAM by single 64-bit stores to 0x40000 +
    0x80*q and 0x40008 + 0x80*q, and accesses page-0 registers with 32 bits.

    MUST. Source: linux-7.2. Since mail-v5.

    @ACC-05 @ALLOC-06
    Scenario Outline: One 64-bit store to BASE makes vCMDQ <slot>
      Given a VM with CMDQ-V
      And <before>
      And the guest fulfils ALLOC among the preconditions of vCMDQ <slot>
      When the guest writes 0x43000004 to VINTF0_LVCMDQ<slot>_BASE with one 8-byte access
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, index=<slot>, nesting_parent_iova=0x43000000, length=0x100 |
      And the physical register VCMDQ<queue>_BASE reads ADDR=0x93000000, LOG2SIZE=4
      And VINTF0_LVCMDQ<slot>_BASE reads 0x43000004

      Examples:
        | slot | queue | before                 |
        | 0    | 2     | VINTF0 is enabled      |
        | 1    | 3     | vCMDQ 0 is allocated   |

    @WR-13
    Scenario Outline: A 64-bit store to CONS_INDX_BASE_DRAM of vCMDQ <slot> is kept and does nothing
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest writes 0x12_3456_7000 to VINTF0_LVCMDQ<slot>_CONS_INDX_BASE_DRAM with one 8-byte access
      Then VINTF0_LVCMDQ<slot>_CONS_INDX_BASE_DRAM reads 0x12_3456_7000
      And the device makes no host call
      And no physical register changed

      Examples:
        | slot |
        | 0    |
        | 1    |

    Scenario Outline: A 32-bit store to <register> of vCMDQ <slot> changes nothing beside it
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes <value> to VINTF0_LVCMDQ<slot>_<register> with one 4-byte access
      Then the physical register VCMDQ<queue>_<register> reads <value>
      And no other physical register changed
      And VINTF0_LVCMDQ<slot>_<register> reads <value>

      Examples:
        | slot | queue | register  | value |
        | 0    | 2     | PROD_INDX | 0x12  |
        | 0    | 2     | CONS_INDX | 0x12  |
        | 1    | 3     | PROD_INDX | 0x12  |
        | 1    | 3     | CONS_INDX | 0x12  |

  @GUEST-05
  Rule: GUEST-05 Queue resets work before and after VINTF enable

    The stack supports a guest driver that resets a queue while VINTF0 is disabled (trapped cache), resets it again
    after VINTF0 is enabled with ALLOC set and BASE 0 (the hardware window of an unallocated slot, which drops writes),
    then writes BASE, which triggers HW_QUEUE_ALLOC, and then sets CMDQ_EN, which reaches hardware.

    Until mail-v5: The second reset still met the trapped cache, because the window came with the first HW_QUEUE_ALLOC.

    MUST. Source: linux-7.2, qemu-11.1, inference. Since qemu-11.1.

    @DIR-05 @ALLOC-01
    Scenario: The first reset meets registers that the device keeps
      Given a VM with CMDQ-V
      When the guest writes these registers:
        | VINTF0_LVCMDQ0_CONFIG              | 0 |
        | VINTF0_LVCMDQ0_PROD_INDX           | 0 |
        | VINTF0_LVCMDQ0_CONS_INDX           | 0 |
        | VINTF0_LVCMDQ0_BASE                | 0 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0 |
        | VINTF0_LVCMDQ0_GERRORN             | 0 |
      Then the device makes no host call
      And no register changed

    Scenario: What the first reset finds, it clears
      Given a VM with CMDQ-V
      And the guest writes these registers:
        | VINTF0_LVCMDQ0_CONFIG    | 0x1        |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x7        |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x3        |
        | VINTF0_LVCMDQ0_BASE      | 0x40100008 |
      When the guest writes these registers:
        | VINTF0_LVCMDQ0_CONFIG    | 0 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0 |
        | VINTF0_LVCMDQ0_BASE      | 0 |
      Then these registers read:
        | VINTF0_LVCMDQ0_CONFIG    | 0 |
        | VINTF0_LVCMDQ0_STATUS    | 0 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0 |
        | VINTF0_LVCMDQ0_BASE      | 0 |
      And the device makes no host call

    @PHYS-11 @ALLOC-01
    Scenario Outline: The second reset of vCMDQ <slot> meets a window without a queue
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ <slot>
      When the guest writes these registers:
        | VINTF0_LVCMDQ<slot>_CONFIG              | 0 |
        | VINTF0_LVCMDQ<slot>_PROD_INDX           | 0 |
        | VINTF0_LVCMDQ<slot>_CONS_INDX           | 0 |
        | VINTF0_LVCMDQ<slot>_BASE                | 0 |
        | VINTF0_LVCMDQ<slot>_CONS_INDX_BASE_DRAM | 0 |
        | VINTF0_LVCMDQ<slot>_GERRORN             | 0 |
      Then the device makes no host call
      And no physical register changed

      Examples:
        | slot |
        | 0    |
        | 1    |

    @ALLOC-03 @MIG-10
    Scenario: BASE after the second reset makes the queue, not yet enabled
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest writes these registers:
        | VINTF0_LVCMDQ0_CONFIG | 0 |
        | VINTF0_LVCMDQ0_BASE   | 0 |
      When the guest writes 0x40100008 to VINTF0_LVCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, index=0, nesting_parent_iova=0x40100000, length=0x1000 |
      And these physical registers read:
        | VCMDQ2_CONFIG    | CMDQ_EN=0                   |
        | VCMDQ2_STATUS    | CMDQ_EN_OK=0                |
        | VCMDQ2_PROD_INDX | 0                           |
        | VCMDQ2_CONS_INDX | 0                           |
        | VCMDQ2_BASE      | ADDR=0x90100000, LOG2SIZE=8 |

    @LIFE-14
    Scenario: CMDQ_EN after BASE reaches the hardware
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      Then these physical registers read:
        | VCMDQ2_CONFIG | CMDQ_EN=1    |
        | VCMDQ2_STATUS | CMDQ_EN_OK=1 |
      And no other physical register changed
      And VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=1
      And the device makes no host call

    @LIFE-14
    Scenario: Commands that were executed are still in the guest's memory
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=6 |
      Then these commands lie in the memory of vCMDQ 0 of the guest:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
        | TLBI_NH_ASID | ASID=6 |

    @LIFE-14
    Scenario: Commands on two pages of scattered memory are where the guest stored them
      Given a VM with CMDQ-V on physically scattered RAM
      And the guest gives vCMDQ 0 a queue of 2^1 entries at 0x40100ff0
      When the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | TLBI_NH_ASID | ASID=6 |
      Then these commands lie in the memory of vCMDQ 0 of the guest:
        | TLBI_NH_ASID | ASID=5 |
        | TLBI_NH_ASID | ASID=6 |

    @LIFE-14
    Scenario Outline: Commands in RAM of two sizes of page are executed at <address>
      Given a VM with CMDQ-V whose RAM has both 4K and 2M pages
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest gives vCMDQ 0 a queue of 2^8 entries at <address>
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then VINTF0_LVCMDQ0_CONS_INDX reads RD=2
      And these commands lie in the memory of vCMDQ 0 of the guest:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |

      Examples:
        | address     |
        | 0x4000_0000 |
        | 0x43ff_f000 |
        | 0x4400_0000 |
        | 0x4410_0000 |

    @LIFE-14
    Scenario: Commands on both sides of where the size of pages changes are where the guest stored them
      Given a VM with CMDQ-V whose RAM has both 4K and 2M pages
      And the guest gives vCMDQ 0 a queue of 2^1 entries at 0x43fffff0
      When the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | TLBI_NH_ASID | ASID=6 |
      Then these commands lie in the memory of vCMDQ 0 of the guest:
        | TLBI_NH_ASID | ASID=5 |
        | TLBI_NH_ASID | ASID=6 |

    @LIFE-14
    Scenario: Queues on both sides of where the size of pages changes do not share memory
      Given a VM with CMDQ-V whose RAM has both 2M and 4K pages
      And the guest gives vCMDQ 0 a queue of 2^8 entries at 0x43fff000
      And the guest gives vCMDQ 1 a queue of 2^8 entries at 0x44000000
      And the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
      When the guest stores these commands in the memory of vCMDQ 1:
        | TLBI_NH_ASID | ASID=6 |
      Then these commands lie in the memory of vCMDQ 0 of the guest:
        | TLBI_NH_ASID | ASID=5 |
      And these commands lie in the memory of vCMDQ 1 of the guest:
        | TLBI_NH_ASID | ASID=6 |
