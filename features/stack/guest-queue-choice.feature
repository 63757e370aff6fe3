Feature: The Linux driver in a guest spreads its commands over queues

  Each CPU uses one of the two vCMDQs, by its number, and any of them the SMMU's own queue where a vCMDQ does not take a
  command or is not enabled. A batch that comes upon such a command is closed with a CMD_SYNC on the queue where it
  began, and the next begins on the other.

  The queues are independent: one that is disabled, or stopped by an error, holds up no other, neither the second vCMDQ
  nor the trapped one. Nothing orders them against each other either; a CMD_SYNC speaks for its own queue
  (features/hardware/queue-conditions.feature). Which command goes where: features/stack/guest-commands.feature.

  @GUEST-08
  Rule: GUEST-08 Both queues carry commands at the same time

    The stack supports a guest driver that picks the vCMDQ by the CPU number modulo the number of logical vCMDQs, and
    uses the SMMU's own queue when a vCMDQ is disabled or bypassed.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: Both vCMDQs carry commands
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 1:
        | TLBI_NH_ASID | ASID=1 |
        | CMD_SYNC     |        |
      And the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=2 |
        | CMD_SYNC     |        |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 3 | TLBI_NH_ASID | ASID=1 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 3 | CMD_SYNC     |                                |
        | vCMDQ 2 | TLBI_NH_ASID | ASID=2 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=3
      And VINTF0_LVCMDQ1_CONS_INDX reads RD=2

    @CQ-11
    Scenario Outline: vCMDQ <running> runs while vCMDQ <disabled> is disabled
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest writes CMDQ_EN=0 to VINTF0_LVCMDQ<disabled>_CONFIG
      When the guest puts these commands on vCMDQ <disabled>:
        | CMD_SYNC |
      And the guest puts these commands on vCMDQ <running>:
        | TLBI_NH_ASID | ASID=1 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | TLBI_NH_ASID | ASID=1 VMID=VINTF1_CONFIG.VMID |
      And VINTF0_LVCMDQ<disabled>_CONS_INDX reads RD=0

      Examples:
        | running | disabled | queue |
        | 0       | 1        | 2     |
        | 1       | 0        | 3     |

    Scenario Outline: vCMDQ <running> runs while vCMDQ <stopped> is stopped by an error
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ <stopped>:
        | 0x07     |
        | CMD_SYNC |
      When the guest puts these commands on vCMDQ <running>:
        | TLBI_NH_ASID | ASID=1 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | TLBI_NH_ASID | ASID=1 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ <queue> | CMD_SYNC     |                                |
      And the guest receives no interrupts

      Examples:
        | running | stopped | queue |
        | 0       | 1       | 2     |
        | 1       | 0       | 3     |

    @LIFE-14
    Scenario: A guest without an enabled vCMDQ uses the SMMU's own queue
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest puts TLBI_NH_ASID ASID=5 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
      And no register changed

  @GUEST-09
  Rule: GUEST-09 Mixed command streams are split between queues

    The stack supports a guest driver that closes a batch with CMD_SYNC on one queue and starts a new batch on another
    when a queue does not support the next command.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: A batch ends on the vCMDQ and the next begins on the SMMU's own queue
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV  | SID=0x10 Size=52 |
        | CMD_SYNC |                  |
      And the guest puts CFGI_CD SID=0x10 Leaf=1 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      And the guest puts these commands on vCMDQ 0:
        | ATC_INV  | SID=0x10 Size=52 |
        | CMD_SYNC |                  |
      Then these commands reach the SMMU, CMD_SYNC aside:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |
        | SMMU    | CFGI_CD | SID=0x2300 Leaf=1  |
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=4

    Scenario: A command on the SMMU's own queue leaves a stopped vCMDQ alone
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07     |
        | CMD_SYNC |
      When the guest puts TLBI_NSNH_ALL on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID |
      And no register changed
      And the guest receives no interrupts
