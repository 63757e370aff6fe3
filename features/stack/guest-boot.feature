Feature: The Linux driver comes up in a guest

  The stack exists for one guest driver: the one that Linux also runs on the hardware itself. It toggles CMDQV_EN,
  maps its two vCMDQs, asks for a VINTF with HYP_OWN, gives each queue its memory and enables it, and it resets
  every queue before each of these steps. All of that has to work on a block that the VMM emulates, whose
  queues come into being only in the middle of it.

  @GUEST-02
  Rule: GUEST-02

    Background:
      Given a VM with CMDQ-V

    @LIFE-11
    Scenario: The driver ends with two hardware queues
      When the guest's driver brings CMDQ-V up
      Then the device makes these HW_QUEUE_ALLOC calls:
        | viommu_id=viommu, type=TEGRA241_CMDQV, index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | viommu_id=viommu, type=TEGRA241_CMDQV, index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And the device makes no DESTROY call
      And these registers read:
        | CMDQV_STATUS           | CMDQV_ENABLED=1   |
        | VINTF0_STATUS          | ENABLE_OK=1       |
        | VINTF0_CONFIG          | HYP_OWN=0         |
        | CMDQ_ALLOC_MAP_0       | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1       | ALLOC=1, LVCMDQ=1 |
        | VINTF0_LVCMDQ0_CONFIG  | CMDQ_EN=1         |
        | VINTF0_LVCMDQ0_STATUS  | CMDQ_EN_OK=1      |
        | VINTF0_LVCMDQ1_CONFIG  | CMDQ_EN=1         |
        | VINTF0_LVCMDQ1_STATUS  | CMDQ_EN_OK=1      |
      And the guest receives no interrupts

    Scenario: The driver finds out what there is
      Then these registers read:
        | CMDQV_CONFIG | 0x20083                                                                                           |
        | CMDQV_PARAM  | CMDQV_VER=1, CMDQV_NUM_CMDQ_LOG2=1, CMDQV_NUM_VI_LOG2=0, CMDQV_NUM_SID_PER_VI_LOG2=4 |

    @PHYS-13 @WR-02
    Scenario: CMDQV_EN goes off when asked
      When the guest writes 0x20082 to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0x20082
      And CMDQV_STATUS reads CMDQV_ENABLED=0
      And the device makes no host call
      And no other register changed

    @PHYS-13 @WR-01
    Scenario: CMDQV_EN comes back when asked
      Given the guest writes 0x20082 to CMDQV_CONFIG
      When the guest writes 0x20083 to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0x20083
      And CMDQV_STATUS reads CMDQV_ENABLED=1
      And the device makes no host call
      And no other register changed

    @WR-07
    Scenario: Mapping entries without ALLOC are only stored
      When the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | 0   |
        | CMDQ_ALLOC_MAP_1 | 0x2 |
      Then CMDQ_ALLOC_MAP_0 reads 0
      And CMDQ_ALLOC_MAP_1 reads ALLOC=0, LVCMDQ=1
      And the device makes no host call
      And no other register changed

    @TEAR-05
    Scenario: The driver comes up again after a reset
      Given the guest's driver brings CMDQ-V up
      And the VM is reset
      When the guest's driver brings CMDQ-V up
      Then the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40100000 | length=0x1000 |
        | index=1 | nesting_parent_iova=0x40200000 | length=0x1000 |
      And the device makes no VIOMMU_ALLOC call
      And VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=1
      And VINTF0_LVCMDQ1_STATUS reads CMDQ_EN_OK=1

    @TEAR-03
    Scenario: The driver comes up again without a reset in between
      A guest kernel that is started by another one finds CMDQ-V as that one left it.

      Given the guest's driver brings CMDQ-V up
      When the guest's driver brings CMDQ-V up
      Then the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40100000 | length=0x1000 |
        | index=1 | nesting_parent_iova=0x40200000 | length=0x1000 |
      And VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=1
      And VINTF0_LVCMDQ1_STATUS reads CMDQ_EN_OK=1

    @EVT-10
    Scenario: The driver comes up again after an error that nobody acknowledged
      Given the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07 |
      And the VM is reset
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2

    @LIFE-15
    Scenario: Two guests come up on one host
      Given VM A starts with CMDQ-V and device gpu1
      And guest A's driver brings CMDQ-V up
      When VM B starts with CMDQ-V and device nic0
      And guest B's driver brings CMDQ-V up
      Then VINTF0_LVCMDQ0_STATUS of guest B reads CMDQ_EN_OK=1
      And VINTF0_LVCMDQ1_STATUS of guest B reads CMDQ_EN_OK=1
      And VM A makes no host call

  @GUEST-03
  Rule: GUEST-03

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
  Rule: GUEST-04

    @ACC-05 @ALLOC-06
    Scenario Outline: One 64-bit store to BASE of vCMDQ <slot> makes one queue
      Given a VM with CMDQ-V
      And the guest fulfils ENABLE, ALLOC, BASE of vCMDQ 0
      And the guest fulfils ALLOC of vCMDQ 1
      And the guest writes ALLOC=<below> to CMDQ_ALLOC_MAP_<slot>
      And the guest writes ALLOC=1, LVCMDQ=<slot> to CMDQ_ALLOC_MAP_<slot>
      When the guest writes 0x43000004 to VINTF0_LVCMDQ<slot>_BASE with one 8-byte access
      Then VINTF0_LVCMDQ<slot>_BASE reads 0x43000004
      And the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=0x43000000 | length=0x100 |

      Examples:
        | slot | below |
        | 0    | 0     |
