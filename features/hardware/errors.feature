Feature: What a vCMDQ does with an error

  A command that cannot be executed stops its queue: CONS_INDX.RD stays at it, CONS_INDX.ERR says why, GERROR.CMDQ_ERR
  is toggled, and nothing behind it is consumed until software has repaired and acknowledged
  (features/hardware/error-recovery.feature). What came before it has been executed, and other queues are not concerned.

  ILL (1) and ABT (2) stop at the command that failed: one that is illegal or not for this VINTF, or one that could not
  be fetched. ATC_INV_SYNC (3) does not stop at the ATC_INV that timed out: the next CMD_SYNC tells of it, for that is
  where software waits for completion. CMDQ-V adds a code 4 (ILL_ACCESS); which of 1 and 4 a guest's forbidden command
  raises is not published. This is what a guest finds in its own registers after an illegal command; how it is told to
  look: features/stack/guest-errors.feature.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 is mapped as logical vCMDQ 0 of VINTF 0

  @ERR-01
  Rule: ERR-01 CONS_INDX.ERR has the SMMU's codes 0 to 3

    CONS_INDX.ERR [30:24] is 0 for no error, 1 (ILL) for an illegal or unsupported command, 2 (ABT) for an abort on
    fetch and 3 (ATC_INV_SYNC) for an ATC invalidation timeout that is observed at a CMD_SYNC.

    MUST. Source: smmuv3, linux-7.2, qemu-11.1. Since ihi0070-G.b.

    Scenario Outline: Opcode <opcode>, which nothing defines, is ILL_OPCODE
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | <opcode> |
      Then vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And no command reaches the SMMU

      Examples:
        | opcode |
        | 0x00   |
        | 0x08   |
        | 0xff   |

    Scenario: A fetch that no memory answers is ABT
      Given vCMDQ 0 has a queue of 2^8 entries at 0xf000_0000_0000
      And vCMDQ 0 is enabled
      When the host writes WR=1 to VCMDQ0_PROD_INDX
      Then vCMDQ 0 stops at entry 0 with ABT
      And no command reaches the SMMU

    @ERR-03
    Scenario: A fetch that no memory answers is ABT behind one that was answered
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And the host writes LOG2SIZE=8, ADDR=0xf000_0000_0000 to VCMDQ0_BASE
      And vCMDQ 0 is enabled
      When the host writes WR=3 to VCMDQ0_PROD_INDX
      Then vCMDQ 0 stops at entry 1 with ABT
      And no command reaches the SMMU

    Scenario: A timeout of an ATC_INV is ATC_INV_SYNC
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And the next ATC_INV times out
      When these commands are put on vCMDQ 0:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then vCMDQ 0 stops at entry 1 with ATC_INV_SYNC
      And these commands reach the SMMU:
        | vCMDQ 0 | ATC_INV | SID=0x2300 |

    Scenario Outline: <command> at the last of many entries, <entry>, has its code
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And <entry> CMD_SYNCs are put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | <command> |
      Then vCMDQ 0 stops at entry <entry> with ILL_OPCODE

      Examples:
        | command | entry |
        | 0x08    | 15    |
        | 0x08    | 16    |
        | 0xff    | 255   |

    Scenario Outline: A fetch that no memory answers is ABT at entry <entry>, too
      Given vCMDQ 0 has a queue of 2^8 entries at 0xf000_0000_0000
      And the host writes RD=<entry> to VCMDQ0_CONS_INDX
      And the host writes WR=<entry> to VCMDQ0_PROD_INDX
      And vCMDQ 0 is enabled
      When the host writes WR=0x100 to VCMDQ0_PROD_INDX
      Then vCMDQ 0 stops at entry <entry> with ABT

      Examples:
        | entry |
        | 16    |
        | 255   |

    Scenario: An ATC_INV that is answered is no error
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then vCMDQ 0 has consumed 2 entries without error
      And the hardware raises no interrupts

    Scenario: A timeout without a CMD_SYNC is not told
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And the next ATC_INV times out
      When these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | TLBI_NH_ASID | VMID=1 ASID=1 |
      Then vCMDQ 0 has consumed 2 entries without error
      And the hardware raises no interrupts

    Scenario: An error is told by its own code after one of another code
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And the next ATC_INV times out
      And these commands are put on vCMDQ 0:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      And the error of vCMDQ 0 is acknowledged
      When these commands are put on vCMDQ 0:
        | 0xff |
      Then vCMDQ 0 stops at entry 2 with ILL_OPCODE

    Scenario: A timeout of an ATC_INV stops the SMMU's own queue at its CMD_SYNC
      Given the next ATC_INV times out
      When these commands are put on the SMMU's own queue:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then the SMMU's own queue stops at command 1 with CERROR_ATC_INV_SYNC
      And these commands reach the SMMU:
        | SMMU | ATC_INV | SID=0x2300 |

  @ERR-02
  Rule: ERR-02 A vCMDQ adds the code 4, ILL_ACCESS

    A vCMDQ can report CONS_INDX.ERR = 4 (ILL_ACCESS), whose meaning is not published; the name suggests a command that
    the VINTF may not issue.

    Accepted: For such a command both code 1 and code 4 are accepted.

    MAY. Source: qemu-11.1, nv-kernels. Since ihi0070-G.b.

    Scenario Outline: <command> from a guest is an illegal opcode or an illegal access
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When these commands are put on vCMDQ 2:
        | <command> | |
      Then vCMDQ 2 stops at entry 0 because the command is forbidden
      And no command reaches the SMMU

      Examples:
        | command        |
        | CFGI_STE       |
        | TLBI_S12_VMALL |

  @ERR-03
  Rule: ERR-03 An error stops the queue at the failing command

    On an error the queue stops with RD at the failing command (ILL, ABT) or at the CMD_SYNC (ATC_INV_SYNC). The failing
    command is not executed and commands after it are not consumed.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario: A queue stops at an illegal command and has executed what precedes it
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
        | 0x08         |               |
        | TLBI_NH_ASID | VMID=1 ASID=3 |
        | CMD_SYNC     |               |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 stops at entry 2 with ILL_OPCODE

    Scenario: RD of a queue that stops behind the wrap has its wrap bit
      Given vCMDQ 0 has a queue of 2^2 entries
      And vCMDQ 0 is enabled
      And 4 CMD_SYNCs are put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
        | 0x08     |
        | CMD_SYNC |
      Then the physical register VCMDQ0_CONS_INDX reads RD=5, ERR=1
      And these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |

    Scenario: A queue stops at the last command before the wrap
      Given vCMDQ 0 has a queue of 2^2 entries
      And vCMDQ 0 is enabled
      And 3 CMD_SYNCs are put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | 0x08     |
        | CMD_SYNC |
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry 3 with ILL_OPCODE

    Scenario: A queue stops at the entry whose fetch aborts
      Given vCMDQ 0 has a queue of 2^8 entries at 0xf000_0000_0000
      And the host writes RD=5 to VCMDQ0_CONS_INDX
      And the host writes WR=5 to VCMDQ0_PROD_INDX
      And vCMDQ 0 is enabled
      When the host writes WR=8 to VCMDQ0_PROD_INDX
      Then vCMDQ 0 stops at entry 5 with ABT
      And no command reaches the SMMU

    Scenario: A queue stops at the CMD_SYNC behind an ATC_INV that timed out
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And the next ATC_INV times out
      When these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | ATC_INV      | SID=0x2308    |
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | CMD_SYNC     |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | ATC_INV      | SID=0x2300    |
        | vCMDQ 0 | ATC_INV      | SID=0x2308    |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
      And vCMDQ 0 stops at entry 3 with ATC_INV_SYNC

    Scenario: More commands do not start a stopped queue
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And these commands are put on vCMDQ 0:
        | 0x08 |
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And the physical register VCMDQ0_PROD_INDX reads WR=2
      And no other physical register changed

    Scenario Outline: An error of vCMDQ 2 leaves vCMDQ <other> running
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And these commands are put on vCMDQ 2:
        | 0x08 |
      When these commands are put on vCMDQ <other>:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ <other> | CMD_SYNC |
      And vCMDQ <other> has consumed 1 entry without error
      And vCMDQ 2 stops at entry 0 because the command is forbidden

      Examples:
        | other |
        | 3     |
        | 4     |

    Scenario Outline: A full queue stops at its illegal command, entry <entry>
      Given vCMDQ 0 has a queue of 2^2 entries
      And vCMDQ 0 is enabled
      And <before> CMD_SYNCs are put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | 0x08         |               |
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
        | CMD_SYNC     |               |
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry <entry> with ILL_OPCODE

      Examples:
        | before | entry |
        | 0      | 0     |
        | 2      | 2     |
        | 3      | 3     |

    Scenario: A queue that was repaired stops at the next illegal command
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And vCMDQ 0 fails and is repaired 2 times
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | 0x08         |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
      And vCMDQ 0 stops at entry 3 with ILL_OPCODE

    Scenario: Two queues that stop stand each at its own command
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And vCMDQ 1 runs as logical vCMDQ 1 of VINTF 0
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
        | 0x08     |
        | CMD_SYNC |
      And these commands are put on vCMDQ 1:
        | 0x08     |
        | CMD_SYNC |
      Then vCMDQ 0 stops at entry 1 with ILL_OPCODE
      And vCMDQ 1 stops at entry 0 with ILL_OPCODE

    Scenario: The SMMU's own queue goes on after each of two illegal commands
      Given these commands are put on the SMMU's own queue:
        | 0xff |
      And these commands are put on the SMMU's own queue:
        | 0xff |
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL |
        | CMD_SYNC      |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL |
        | SMMU | CMD_SYNC      |
      And the SMMU's own queue consumes 2 commands
