Feature: How the Linux driver in a guest repairs a queue

  An error stops a vCMDQ in hardware: CONS_INDX stands at the failing command with a code in ERR, and GERROR differs
  from GERRORN (features/hardware/errors.feature). The host's interrupt handler reads which queues of the VINTF have an
  active error and passes that on as a vEVENT (features/kernel/event-records.feature); the VMM shows it in the guest's
  error maps and pulses the guest's interrupt (features/device/error-maps.feature).

  The rest is the guest's: it reads the maps, GERROR and CONS_INDX of each queue that is named, overwrites a command
  that cannot be executed by CMD_SYNC, and writes the value of GERROR to GERRORN. Then the queue goes on. After a
  timeout of an ATC_INV there is nothing to overwrite: acknowledged, the CMD_SYNC is retried. Neither host nor VMM
  repairs or acknowledges anything in its place, and no other queue or VM notices. The rules of GERROR:
  features/hardware/error-recovery.feature.

  @GUEST-10
  Rule: GUEST-10 The error handler's mix of read sizes works

    The stack supports a guest error handler that reads 0x14, 0x18 and 0x24 to 0x30 with 32 bits in any order, reads
    0x10C0 with 64 bits, and for each set bit reads GERROR through the VINTF window, reads CONS_INDX and writes GERRORN.
    It reads 0x10C8 only after the queues of the first word are handled.

    MUST. Source: linux-7.2. Since mail-v5.

    @EVT-01 @EVT-07 @EVT-09 @HOST-07
    Scenario Outline: An error of vCMDQ <slot> travels from the hardware to the guest's interrupt
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ <slot>:
        | 0x07 |
      Then the guest receives one interrupt
      And these registers read:
        | VI_ERR_MAP_0                  | <vintf>    |
        | VI_ERR_MAP_1                  | 0          |
        | CMDQ_ERR_MAP_0                | <map>      |
        | CMDQ_ERR_MAP_1                | 0          |
        | CMDQ_ERR_MAP_2                | 0          |
        | CMDQ_ERR_MAP_3                | 0          |
        | VINTF0_LVCMDQ_ERR_MAP_0       | <map>      |
        | VINTF0_LVCMDQ_ERR_MAP_1       | 0          |
        | VINTF0_LVCMDQ<slot>_GERROR    | CMDQ_ERR=1 |
        | VINTF0_LVCMDQ<slot>_GERRORN   | CMDQ_ERR=0 |
        | VINTF0_LVCMDQ<slot>_CONS_INDX | RD=0       |
        | VINTF0_LVCMDQ<slot>_PROD_INDX | WR=1       |
        | VCMDQ<slot>_GERROR            | CMDQ_ERR=1 |
        | VCMDQ<slot>_CONS_INDX         | RD=0       |
        | VCMDQ<slot>_PROD_INDX         | WR=1       |
      And no other register changed

      Examples:
        | slot | vintf | map |
        | 0    | 1     | 0x1 |
        | 1    | 1     | 0x2 |

    @ACC-07
    Scenario Outline: The handler reads LVCMDQ_ERR_MAP of vCMDQ <slot> with 64 bits
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ <slot>:
        | 0x07 |
      When the guest reads VINTF0_LVCMDQ_ERR_MAP_0 with one 8-byte access
      Then the read gives <map>
      And no register changed

      Examples:
        | slot | map |
        | 0    | 0x1 |
        | 1    | 0x2 |

    Scenario: The second word of LVCMDQ_ERR_MAP names no queue
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 1:
        | 0x07 |
      When the guest reads VINTF0_LVCMDQ_ERR_MAP_2 with one 8-byte access
      Then the read gives 0

    Scenario Outline: The handler reads <register> with 32 bits
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 1:
        | 0x07 |
      When the guest reads <register> with one 4-byte access
      Then the read gives <value>
      And no register changed

      Examples:
        | register              | value |
        | VI_ERR_MAP_0          | 1     |
        | VI_ERR_MAP_1          | 0     |
        | CMDQ_ERR_MAP_0        | 0x2   |
        | CMDQ_ERR_MAP_1        | 0     |
        | CMDQ_ERR_MAP_2        | 0     |
        | CMDQ_ERR_MAP_3        | 0     |
        | VINTF0_LVCMDQ1_GERROR | 1     |

    @PHYS-15
    Scenario: An error of the second queue is told while the first waits
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07 |
      When the guest puts these commands on vCMDQ 1:
        | 0x07 |
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 0x3
      And VINTF0_LVCMDQ1_GERROR reads CMDQ_ERR=1

    @HYP-02 @GERR-03
    Scenario: The handler repairs both queues, and both go on
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07         |        |
        | TLBI_NH_ASID | ASID=1 |
      And the guest puts these commands on vCMDQ 1:
        | 0x07         |        |
        | TLBI_NH_ASID | ASID=2 |
      And the guest replaces entry 0 of vCMDQ 0 with CMD_SYNC
      And the guest replaces entry 0 of vCMDQ 1 with CMD_SYNC
      When the guest writes these registers:
        | VINTF0_LVCMDQ0_GERRORN | CMDQ_ERR=1 |
        | VINTF0_LVCMDQ1_GERRORN | CMDQ_ERR=1 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | CMD_SYNC     |                                |
        | vCMDQ 2 | TLBI_NH_ASID | ASID=1 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 3 | CMD_SYNC     |                                |
        | vCMDQ 3 | TLBI_NH_ASID | ASID=2 VMID=VINTF1_CONFIG.VMID |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2
      And VINTF0_LVCMDQ1_CONS_INDX reads RD=2
      And the guest receives no interrupts

  @GUEST-11
  Rule: GUEST-11 The guest's repair rule brings the queue back

    The stack supports a guest driver that overwrites the failing entry by CMD_SYNC for an illegal command or an unknown
    code (4 included), leaves it for an abort, an ATC_INV timeout or no error, and in every case writes the value of
    GERROR to GERRORN. The queue then continues.

    MUST. Source: linux-7.2. Since mail-v5.

    @EVT-10 @GERR-07
    Scenario Outline: <command> <fields> on vCMDQ <slot> is overwritten by CMD_SYNC and the queue goes on
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ <slot>:
        | TLBI_NH_ASID | ASID=1   |
        | <command>    | <fields> |
        | TLBI_NH_ASID | ASID=2   |
        | CMD_SYNC     |          |
      And the guest replaces entry 1 of vCMDQ <slot> with CMD_SYNC
      When the guest writes CMDQ_ERR=1 to VINTF0_LVCMDQ<slot>_GERRORN
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | CMD_SYNC     |                                |
        | vCMDQ <queue> | TLBI_NH_ASID | ASID=2 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ <queue> | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ<slot>_CONS_INDX reads RD=4
      And VINTF0_LVCMDQ<slot>_GERROR reads CMDQ_ERR=1
      And VINTF0_LVCMDQ<slot>_GERRORN reads CMDQ_ERR=1
      And the guest receives no interrupts

      Examples:
        | command  | fields            | slot | queue |
        | 0x07     |                   | 0    | 2     |
        | 0x07     |                   | 1    | 3     |
        | CFGI_STE | SID=0x10          | 0    | 2     |
        | CFGI_CD  | SID=0x10          | 1    | 3     |
        | ATC_INV  | SID=0x99 Size=52  | 0    | 2     |
        | ATC_INV  | SID=0x99 Size=52  | 1    | 3     |

    @EVT-10 @GERR-07
    Scenario: After an ATC_INV timeout the entry stays and the CMD_SYNC is retried
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest's driver brings CMDQ-V up
      And the next ATC_INV times out
      And the guest puts these commands on vCMDQ 0:
        | ATC_INV      | SID=0x10 Size=52 |
        | CMD_SYNC     |                  |
        | TLBI_NH_ASID | ASID=2           |
        | CMD_SYNC     |                  |
      When the guest writes CMDQ_ERR=1 to VINTF0_LVCMDQ0_GERRORN
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | CMD_SYNC     |                                |
        | vCMDQ 2 | TLBI_NH_ASID | ASID=2 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=4
      And the guest receives no interrupts

    @ERR-01 @ERR-03 @EVT-07
    Scenario: An ATC_INV timeout is told at the CMD_SYNC
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest's driver brings CMDQ-V up
      And the next ATC_INV times out
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV      | SID=0x10 Size=52 |
        | TLBI_NH_ASID | ASID=2           |
        | CMD_SYNC     |                  |
      Then VINTF0_LVCMDQ0_CONS_INDX reads RD=2, ERR=3
      And VINTF0_LVCMDQ0_GERROR reads CMDQ_ERR=1
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 0x1
      And the guest receives one interrupt

    @GERR-01 @GERR-03 @EVT-10
    Scenario: The error after a repaired one is told and repaired with the bit the other way
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07 |
      And the guest replaces entry 0 of vCMDQ 0 with CMD_SYNC
      And the guest writes CMDQ_ERR=1 to VINTF0_LVCMDQ0_GERRORN
      When the guest puts these commands on vCMDQ 0:
        | 0x07     |
        | CMD_SYNC |
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ0_GERROR reads CMDQ_ERR=0
      And VINTF0_LVCMDQ0_GERRORN reads CMDQ_ERR=1
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=1

    @GERR-03 @EVT-10
    Scenario: The second error in a row is acknowledged like the first
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07 |
      And the guest replaces entry 0 of vCMDQ 0 with CMD_SYNC
      And the guest writes CMDQ_ERR=1 to VINTF0_LVCMDQ0_GERRORN
      And the guest puts these commands on vCMDQ 0:
        | 0x07     |
        | CMD_SYNC |
      And the guest replaces entry 1 of vCMDQ 0 with CMD_SYNC
      When the guest writes CMDQ_ERR=0 to VINTF0_LVCMDQ0_GERRORN
      Then VINTF0_LVCMDQ0_CONS_INDX reads RD=3
      And the guest receives no interrupts

    @GERR-08 @EVT-10
    Scenario: An acknowledgement without a repair does not get past the command
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest puts these commands on vCMDQ 0:
        | 0x07         |        |
        | TLBI_NH_ASID | ASID=1 |
      When the guest writes CMDQ_ERR=1 to VINTF0_LVCMDQ0_GERRORN
      Then no command reaches the SMMU
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=0
