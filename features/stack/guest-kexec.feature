Feature: A second kernel without a reset

  A guest can start another kernel without a reset of its machine, as kexec does, for an update or after a crash. The driver
  of the first kernel clears CR0 of the SMMU on the way out, and leaves CMDQ-V as it was: the VINTF enabled, the vCMDQs
  mapped and enabled, their hardware queues live. The driver of the second finds that, and starts as on any block that could
  be anybody's: CMDQV_EN off and on, ALLOC of vCMDQ 0 and then of vCMDQ 1 cleared, VINTF0 off and on, and new queues, wherever
  its memory happens to be.

  A device that loses track of one of the first kernel's queues on the way shows nothing of it: CMDQ_EN_OK is set, for the
  hardware's queue is enabled. It is the wrong one, and executes whatever lies in memory that has long become another's.

  @GUEST-12
  Rule: GUEST-12 A second kernel comes up without a reset

    The stack supports a guest that starts a second kernel without a reset, as kexec does. The driver of the first has
    cleared CR0 of the SMMU and nothing of CMDQ-V; that of the second brings CMDQ-V up with its queues where those of
    the first were, or anywhere else. From then on the hardware has the second's queues, and nothing is executed from
    the memory of the first's.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario Outline: The second kernel has its queues at <first> and <second>
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest writes 0 to the SMMU register CR0
      When the guest's driver brings CMDQ-V up with queues at <first> and <second>
      Then the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=<first>  | length=0x1000 |
        | index=1 | nesting_parent_iova=<second> | length=0x1000 |
      And these registers read:
        | CMDQV_STATUS          | CMDQV_ENABLED=1 |
        | VINTF0_STATUS         | ENABLE_OK=1     |
        | VINTF0_LVCMDQ0_STATUS | CMDQ_EN_OK=1    |
        | VINTF0_LVCMDQ1_STATUS | CMDQ_EN_OK=1    |
        | VINTF0_LVCMDQ0_GERROR | 0               |
        | VINTF0_LVCMDQ1_GERROR | 0               |
      And the guest receives no interrupts

      Examples:
        | first      | second     |
        | 0x40100000 | 0x40200000 |
        | 0x40500000 | 0x40600000 |
        | 0x40500000 | 0x40200000 |
        | 0x40100000 | 0x40600000 |
        | 0x40200000 | 0x40100000 |

    Scenario Outline: Commands of the second kernel with queues at <first> and <second> are executed
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest writes 0 to the SMMU register CR0
      And the guest's driver brings CMDQ-V up with queues at <first> and <second>
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      And the guest puts these commands on vCMDQ 1:
        | TLBI_NH_ASID | ASID=6 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
        | vCMDQ 3 | TLBI_NH_ASID | ASID=6 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 3 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2
      And VINTF0_LVCMDQ1_CONS_INDX reads RD=2

      Examples:
        | first      | second     |
        | 0x40100000 | 0x40200000 |
        | 0x40500000 | 0x40600000 |
        | 0x40200000 | 0x40100000 |

    Scenario: What lies in the memory of the first kernel's queue is not executed
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=9 |
        | 0x07         |        |
      And the guest writes 0 to the SMMU register CR0
      And the guest's driver brings CMDQ-V up with queues at 0x40500000 and 0x40600000
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And the guest receives no interrupts

    Scenario: A second kernel comes up after the first left commands behind and its queue in error
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07         |        |
        | TLBI_NH_ASID | ASID=9 |
      And the guest writes 0 to the SMMU register CR0
      And the guest's driver brings CMDQ-V up with queues at 0x40500000 and 0x40600000
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2

    Scenario: A third kernel comes up like the second
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest writes 0 to the SMMU register CR0
      And the guest's driver brings CMDQ-V up with queues at 0x40500000 and 0x40600000
      And the guest writes 0 to the SMMU register CR0
      And the guest's driver brings CMDQ-V up with queues at 0x40700000 and 0x40800000
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40700000 | length=0x1000 |
        | index=1 | nesting_parent_iova=0x40800000 | length=0x1000 |

    Scenario: A second kernel that follows a crash finds the SMMU enabled
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest's driver brings CMDQ-V up with queues at 0x40500000 and 0x40600000
      Then the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40500000 | length=0x1000 |
        | index=1 | nesting_parent_iova=0x40600000 | length=0x1000 |
      And these registers read:
        | VINTF0_LVCMDQ0_STATUS | CMDQ_EN_OK=1 |
        | VINTF0_LVCMDQ1_STATUS | CMDQ_EN_OK=1 |

    @ISO-06
    Scenario: Another VM does not notice
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And guest A writes 0 to the SMMU register CR0
      When guest A's driver brings CMDQ-V up with queues at 0x40500000 and 0x40600000
      Then the device of VM B makes no host call
      And VM B holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40100000 |
        | index=1 | nesting_parent_iova=0x40200000 |
      And no register changed for guest B

    Scenario Outline: The second kernel's driver configures a stream for <entry>
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest's driver configures StreamID 0x10 for "stage 1"
      And the guest writes 0 to the SMMU register CR0
      And the guest's driver brings CMDQ-V up with queues at 0x40500000 and 0x40600000
      When the guest's driver configures StreamID 0x10 for "<entry>"
      Then device gpu0 is attached to <treatment>
      And the device makes no VDEVICE_ALLOC call

      Examples:
        | entry                                   | treatment |
        | stage 1 with another context descriptor | stage1    |
        | bypass                                  | bypass    |
