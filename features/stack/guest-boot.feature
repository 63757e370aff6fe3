Feature: The Linux driver comes up in a guest

  The guest's driver is the one that Linux also runs on the hardware itself. It toggles CMDQV_EN, maps its two vCMDQs,
  asks for a VINTF with HYP_OWN, gives each queue its memory and enables it, and it resets the queues again and again on
  the way. All of that has to work on a block that the VMM emulates, whose hardware queues come into being only in the
  middle of it.

  The steps are those of the host's boot (features/kernel/boot.feature), with two differences that the guest sees: PARAM
  promises one VINTF with two vCMDQs, and HYP_OWN reads back 0, from which the driver takes that it is a guest
  (features/device/hyp-own.feature). One queue in detail: features/stack/guest-queue-setup.feature.

  @GUEST-02
  Rule: GUEST-02 The boot sequence of the guest works

    The stack supports a guest driver that reads 0x0 and 0x4, toggles CMDQV_EN with STATUS polls, writes 0 to
    CMDQ_ALLOC_MAP_0 and 0x2 (LVCMDQ 1) to CMDQ_ALLOC_MAP_1, and then runs the VINTF0 sequence of HOST-05.

    MUST. Source: linux-7.2. Since mail-v5.

    @LIFE-11
    Scenario: The driver ends with two hardware queues
      Given a VM with CMDQ-V
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

    @LIFE-12 @SMMU-03
    Scenario: The driver's start of the SMMU maps the stream and aborts it
      It invalidates the configuration of all streams before it enables the SMMU, and has made no entry yet.

      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      And the guest's driver brings CMDQ-V up
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:gpu0, virt_id=0x10 |
      And device gpu0 is attached to abort
      And the SMMU register GERROR of the VM reads 0

    @MMIO-02 @MMIO-03
    Scenario Outline: The driver finds <register> as the hardware's would be
      Given a VM with CMDQ-V
      When the guest reads <register>
      Then the read gives <value>

      Examples:
        | register     | value   |
        | CMDQV_CONFIG | 0x20083 |
        | CMDQV_PARAM  | 0x4011  |

    @PHYS-13 @WR-02
    Scenario: CMDQV_EN goes off when asked
      Given a VM with CMDQ-V
      When the guest writes 0x20082 to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0x20082
      And CMDQV_STATUS reads CMDQV_ENABLED=0
      And the device makes no host call
      And no other register changed

    @PHYS-13 @WR-01
    Scenario: CMDQV_EN comes back when asked
      Given a VM with CMDQ-V
      And the guest writes 0x20082 to CMDQV_CONFIG
      When the guest writes 0x20083 to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0x20083
      And CMDQV_STATUS reads CMDQV_ENABLED=1
      And the device makes no host call
      And no other register changed

    @WR-07
    Scenario: Mapping entries without ALLOC are only stored
      Given a VM with CMDQ-V
      When the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | 0   |
        | CMDQ_ALLOC_MAP_1 | 0x2 |
      Then CMDQ_ALLOC_MAP_0 reads 0
      And CMDQ_ALLOC_MAP_1 reads ALLOC=0, LVCMDQ=1
      And the device makes no host call
      And no other register changed

    @TEAR-05
    Scenario: The driver comes up again after a reset
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the VM is reset
      When the guest's driver brings CMDQ-V up
      Then the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40100000 | length=0x1000 |
        | index=1 | nesting_parent_iova=0x40200000 | length=0x1000 |
      And VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=1
      And VINTF0_LVCMDQ1_STATUS reads CMDQ_EN_OK=1

    @EVT-10
    Scenario: The driver comes up again after an error that nobody acknowledged
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
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
      Given VM A with CMDQ-V and device gpu1
      And guest A's driver brings CMDQ-V up
      When VM B starts with CMDQ-V and device nic0
      And guest B's driver brings CMDQ-V up
      Then VINTF0_LVCMDQ0_STATUS of guest B reads CMDQ_EN_OK=1
      And VINTF0_LVCMDQ1_STATUS of guest B reads CMDQ_EN_OK=1
      And the device of VM A makes no host call
