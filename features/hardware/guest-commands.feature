Feature: What the vCMDQ of a guest may execute

  A guest writes to its vCMDQ without anybody looking, so the hardware itself must keep harmless what it finds there.
  VINTF_CONFIG.HYP_OWN decides: with 0, the queues of the VINTF execute TLB invalidations of the guest's own stage 1,
  ATC invalidations and CMD_SYNC, and stop at anything else; a guest sends the rest through the SMMU's trapped command
  queue (features/device/trapped-queue.feature). With 1, as in the host's VINTF 0, they take every command.

  What is executed is confined besides: its VMID is replaced (features/hardware/vmid-substitution.feature), its StreamID
  translated or refused (features/hardware/stream-substitution.feature). TLBI_NH_ASID, TLBI_NH_VA, ATC_INV and CMD_SYNC
  must work, since the Linux driver uses them; of some others of stage 1 it is not published whether they do, and
  scenarios accept both. Likewise it is not published which of the error codes 1 and 4 a forbidden command raises; both
  are accepted. Who sets HYP_OWN: features/device/hyp-own.feature.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
    And VINTF 1 is enabled for a guest with VMID 5
    And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
    And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1

  @HYP-01
  Rule: HYP-01 HYP_OWN=0 allows TLB and ATC invalidation only

    With HYP_OWN 0 a vCMDQ executes TLB invalidations, ATC invalidations and CMD_SYNC, and no other command.

    MUST. Source: linux-commits. Since ihi0070-G.b.

    @ISO-04
    Scenario Outline: Opcode <opcode> is not executed
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
        | <opcode> |
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 stops at entry 1 because the command is forbidden
      And the hardware raises one interrupt

      Examples:
        | opcode |
        | 0x00   |
        | 0x07   |
        | 0x24   |
        | 0x31   |
        | 0x47   |
        | 0x80   |
        | 0xff   |

    @ISO-04
    Scenario: STALL_TERM is not executed
      When these commands are put on vCMDQ 2:
        | CMD_SYNC   |          |
        | STALL_TERM | SID=0x10 |
        | CMD_SYNC   |          |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 stops at entry 1 because the command is forbidden

    @ISO-04 @HYP-08
    Scenario: VINTF 0 is as restricted as any other without HYP_OWN
      Given the host writes ENABLE=0 to VINTF0_CONFIG
      And VINTF 0 is enabled for a guest with VMID 6
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |          |
        | CFGI_STE | SID=0x10 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |
      And vCMDQ 0 stops at entry 1 because the command is forbidden

  @HYP-02
  Rule: HYP-02 The commands of the Linux guest are executed

    With HYP_OWN 0 a vCMDQ executes TLBI_NH_ASID, TLBI_NH_VA, ATC_INV and CMD_SYNC.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: <command> is executed
      When these commands are put on vCMDQ 2:
        | <command> | <fields> |
        | CMD_SYNC  |          |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | <command> | <executed> |
        | vCMDQ 2 | CMD_SYNC  |            |
      And vCMDQ 2 has consumed 2 entries without error
      And the hardware raises no interrupts

      Examples:
        | command      | fields                     | executed                          |
        | TLBI_NH_ASID | ASID=3                     | VMID=5 ASID=3                     |
        | TLBI_NH_VA   | ASID=3 Leaf=1 Addr=0x40000 | VMID=5 ASID=3 Leaf=1 Addr=0x40000 |
        | ATC_INV      | SID=0x10 Size=52           | SID=0x2300 Size=52                |

  @HYP-03
  Rule: HYP-03 Further TLB invalidations with HYP_OWN=0

    With HYP_OWN 0 it is not specified whether a vCMDQ executes TLBI_NH_ALL, TLBI_NH_VAA and TLBI_NSNH_ALL.

    Accepted: The command is executed within the VM's own VMID, or it is rejected with a command error.

    MAY. Source: inference. Since ihi0070-G.b.

    Scenario Outline: <command> is executed within the VM or refused
      When these commands are put on vCMDQ 2:
        | <command> | <fields> |
      Then vCMDQ 2 executes <executed> or stops at entry 0 because the command is forbidden

      Examples:
        | command     | fields                | executed                          |
        | TLBI_NH_ALL | VMID=6                | TLBI_NH_ALL VMID=5                |
        | TLBI_NH_VAA | VMID=6 Addr=0x40_0000 | TLBI_NH_VAA VMID=5 Addr=0x400000 |

    Scenario: TLBI_NSNH_ALL does not leave the VM
      When these commands are put on vCMDQ 2:
        | TLBI_NSNH_ALL |
      And the host reads VCMDQ2_CONS_INDX with one 4-byte access
      Then commands of VINTF 1 reach nothing but VMID 5 and StreamID 0x2300

  @HYP-04
  Rule: HYP-04 Configuration and other commands are not executed with HYP_OWN=0

    With HYP_OWN 0 a vCMDQ does not execute CFGI_*, PREFETCH_*, PRI_RESP, RESUME or TLB invalidations of EL2, EL3 and
    stage 2. They go through the trapped SMMU queue.

    MUST. Source: linux-commits, linux-7.2. Since ihi0070-G.b.

    @ISO-04 @HYP-05
    Scenario Outline: <command> is not executed
      When these commands are put on vCMDQ 2:
        | CMD_SYNC  |          |
        | <command> | <fields> |
        | CMD_SYNC  |          |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 stops at entry 1 because the command is forbidden

      Examples:
        | command         | fields                |
        | PREFETCH_CONFIG | SID=0x10              |
        | PREFETCH_ADDR   | SID=0x10 Addr=0x40000 |
        | CFGI_STE        | SID=0x10 Leaf=1       |
        | CFGI_STE_RANGE  | SID=0 Range=31        |
        | CFGI_CD         | SID=0x10 Leaf=1       |
        | CFGI_CD_ALL     | SID=0x10              |
        | TLBI_EL2_ALL    |                       |
        | TLBI_EL2_ASID   | ASID=3                |
        | TLBI_EL2_VA     | ASID=3 Addr=0x40000   |
        | TLBI_EL2_VAA    | Addr=0x40000          |
        | TLBI_S12_VMALL  | VMID=5                |
        | TLBI_S2_IPA     | VMID=5 IPA=0x40000    |
        | PRI_RESP        | SID=0x10 Resp=2       |
        | RESUME          | SID=0x10 Resp=1       |

    @ISO-04
    Scenario Outline: <command>, opcode <opcode>, is not executed
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
        | <opcode> |
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 stops at entry 1 because the command is forbidden

      Examples:
        | command      | opcode |
        | TLBI_EL3_ALL | 0x18   |
        | TLBI_EL3_VA  | 0x1a   |

  @HYP-05
  Rule: HYP-05 The error code of a forbidden command is not published

    It is not specified which error code a forbidden opcode raises. Code 1 suits undefined opcodes, and 4 those that are
    defined and forbidden.

    Accepted: Both 1 and 4 are accepted for either kind.

    MAY. Source: qemu-11.1, inference. Since ihi0070-G.b.

    Scenario Outline: <kind> opcode raises code 1 or code 4
      When these commands are put on vCMDQ 2:
        | <opcode> |
      Then vCMDQ 2 stops at entry 0 because the command is forbidden

      Examples:
        | kind         | opcode |
        | An undefined | 0x7f   |
        | A forbidden  | 0x03   |

  @HYP-06
  Rule: HYP-06 CMD_SYNC on a vCMDQ signals by CONS_INDX only

    A vCMDQ, with HYP_OWN 0 or 1, supports CMD_SYNC with CS = SIG_NONE only.

    MUST. Source: linux-commits. Since ihi0070-G.b.

    Scenario Outline: vCMDQ <queue> executes CMD_SYNC with SIG_NONE
      When these commands are put on vCMDQ <queue>:
        | CMD_SYNC | CS=0 |
      Then these commands reach the SMMU:
        | vCMDQ <queue> | CMD_SYNC | CS=0 |
      And vCMDQ <queue> has consumed 1 entry without error

      Examples:
        | queue |
        | 0     |
        | 2     |

    Scenario Outline: vCMDQ <queue> executes CMD_SYNC with the attributes of an event that it does not signal
      When these commands are put on vCMDQ <queue>:
        | CMD_SYNC | MSH=3 MSIAttr=0xf |
      Then these commands reach the SMMU:
        | vCMDQ <queue> | CMD_SYNC | MSH=3 MSIAttr=0xf |
      And vCMDQ <queue> has consumed 1 entry without error

      Examples:
        | queue |
        | 0     |
        | 2     |

  @HYP-07
  Rule: HYP-07 CMD_SYNC with a signal is not specified on a vCMDQ

    The result of CMD_SYNC with SIG_IRQ or SIG_SEV on a vCMDQ is not specified.

    Accepted: The command raises an error with code 1 or 4, or it completes as with SIG_NONE.

    MAY. Source: inference. Since ihi0070-G.b.

    Scenario Outline: vCMDQ <queue> sends no signal for CMD_SYNC with <signal>
      When these commands are put on vCMDQ <queue>:
        | CMD_SYNC | CS=<cs> |
      Then vCMDQ <queue> executes CMD_SYNC CS=0 or stops at entry 0 because the command is forbidden

      Examples:
        | queue | signal  | cs |
        | 0     | SIG_IRQ | 1  |
        | 0     | SIG_SEV | 2  |
        | 0     | reserved | 3 |
        | 2     | SIG_IRQ | 1  |
        | 2     | SIG_SEV | 2  |
        | 2     | reserved | 3 |

  @HYP-08
  Rule: HYP-08 HYP_OWN=1 allows every command

    With HYP_OWN 1, as in VINTF0 of the host, a vCMDQ executes every command that is legal on the SMMU, apart from the
    restriction on CS, and the host kernel may send any command to it.

    MUST. Source: linux-commits. Since ihi0070-G.b.

    Scenario: The hypervisor's VMIDs and StreamIDs are not replaced
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=9 ASID=3      |
        | ATC_INV      | SID=0x2400 Size=52 |
        | CMD_SYNC     |                    |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=9 ASID=3      |
        | vCMDQ 0 | ATC_INV      | SID=0x2400 Size=52 |
        | vCMDQ 0 | CMD_SYNC     |                    |
      And vCMDQ 0 has consumed 3 entries without error

    Scenario: Each VINTF has a HYP_OWN of its own
      When these commands are put on vCMDQ 2:
        | CFGI_STE | SID=0x10 |
      And these commands are put on vCMDQ 0:
        | CFGI_STE | SID=0x10 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CFGI_STE | SID=0x10 |
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    Scenario: A VINTF that was the hypervisor's is a guest's once HYP_OWN is clear
      Given VINTF 2 is enabled for the hypervisor
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And these commands are put on vCMDQ 4:
        | CFGI_STE | SID=0x2300 |
      And the host writes ENABLE=0 to VINTF2_CONFIG
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 is enabled
      When these commands are put on vCMDQ 4:
        | CFGI_STE | SID=0x2300 |
      Then no command reaches the SMMU
      And vCMDQ 4 stops at entry 1 because the command is forbidden

    Scenario: A VINTF that was a guest's is the hypervisor's once HYP_OWN is set
      Given VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | ASID=3 |
      And the host writes ENABLE=0 to VINTF2_CONFIG
      And VINTF 2 is enabled for the hypervisor
      And vCMDQ 4 is enabled
      When these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | VMID=9 ASID=3 |
      Then these commands reach the SMMU:
        | vCMDQ 4 | TLBI_NH_ASID | VMID=9 ASID=3 |

  @HYP-09
  Rule: HYP-09 HYP_OWN=0 limits a guest to a safe subset

    HYP_OWN 0 limits a guest to commands that cannot harm the host or another VM.

    MUST. Source: overview. Since ihi0070-G.b.

    @ISO-04
    Scenario Outline: A guest cannot reach others by <command>
      When these commands are put on vCMDQ 2:
        | <command> | <fields> |
      Then commands of VINTF 1 reach nothing but VMID 5 and StreamID 0x2300

      Examples:
        | command        | fields                        |
        | TLBI_S12_VMALL | VMID=6                        |
        | TLBI_S2_IPA    | VMID=6 IPA=0x40000            |
        | TLBI_EL2_ALL   |                               |
        | ATC_INV        | SID=0x2400 Size=52            |
        | CMD_SYNC       | CS=1 MSIAddress=0x9000_0000   |
