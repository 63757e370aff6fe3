Feature: Batches of an invalidation, and what comes of errors

  The kernel issues the commands of an invalidation on the SMMU's own queue in batches, each of which ends with a
  CMD_SYNC that it waits for: when the call returns the commands are complete. A command that cannot be converted ends
  the call with an error, and nothing behind it is issued.

  entry_num then tells how far the kernel has come; it counts commands that were converted, which need not all have been
  issued, and it never goes beyond the one that failed. A CMD_SYNC that times out is told; a command that the SMMU finds
  illegal is not, because the host repairs its queue by putting a CMD_SYNC in its place
  (features/kernel/host-driver.feature). What a conversion is: features/kernel/invalidate-commands.feature.

  Background:
    Given a process that holds "a vDEVICE"

  @UAPI-INV-11
  Rule: UAPI-INV-11 Commands go to the SMMU's main queue in batches

    The kernel issues the commands on the SMMU's main queue in batches of at most 63, each followed by a CMD_SYNC.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <count> commands
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <count> | TLBI_NH_ALL |
      Then the call succeeds
      And the call returns entry_num=<count>
      And the SMMU's own queue executes <commands> in batches of at most 63, each followed by a CMD_SYNC

      Examples:
        | count | commands     |
        | 1     | 1 command    |
        | 62    | 62 commands  |
        | 63    | 63 commands  |
        | 65    | 65 commands  |
        | 126   | 126 commands |
        | 127   | 127 commands |
        | 200   | 200 commands |

    Scenario: The commands keep their order
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ASID | ASID=3                    |
        | ATC_INV      | SID=0x10 Size=52          |
        | TLBI_NH_VA   | ASID=1 Leaf=1 Addr=0x1000 |
        | CFGI_CD_ALL  | SID=0x10                  |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3                    |
        | SMMU | ATC_INV      | SID=0x2300 Size=52                                |
        | SMMU | TLBI_NH_VA   | VMID=VINTF1_CONFIG.VMID ASID=1 Leaf=1 Addr=0x1000 |
        | SMMU | CFGI_CD_ALL  | SID=0x2300                                        |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf                            |

    Scenario: A running vCMDQ of the VM is not used for them
      Given user space has called HW_QUEUE_ALLOC
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ALL |
      Then no command reaches the SMMU from a vCMDQ
      And the SMMU's own queue executes 1 command in batches of at most 63, each followed by a CMD_SYNC
      And the kernel writes no register

    Scenario: Commands behind the first 64 KiB of a request are those that the user has there
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 4096 | TLBI_NH_ASID | ASID=3 |
        | 100  | TLBI_NH_ALL  |        |
      Then the call succeeds
      And these commands reach the SMMU, CMD_SYNC aside, each so many times in a row:
        | 4096 | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
        | 100  | SMMU | TLBI_NH_ALL  | VMID=VINTF1_CONFIG.VMID        |

  @UAPI-INV-12
  Rule: UAPI-INV-12 On an error entry_num counts converted commands

    On an error the kernel sets entry_num to the number of commands converted so far. After a conversion error it may
    include commands of the current batch that were never issued, and it never exceeds the index of the failing entry.

    Accepted: Any entry_num up to the index of the failing entry is accepted.

    MUST. Source: uapi, linux-7.2. Since linux-7.2. Until linux-7.3.

    Scenario Outline: Command <bad> of 4 is <command>
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <before> | TLBI_NH_ALL |        |
        | 1        | <command>   | SID=99 |
        | <after>  | TLBI_NH_ALL |        |
      Then the call fails with EIO each time
      And the call returns an entry_num of at most <before>

      Examples:
        | bad | command     | before | after |
        | 1   | CFGI_STE    | 0      | 3     |
        | 2   | CFGI_STE    | 1      | 2     |
        | 4   | CFGI_STE    | 3      | 0     |
        | 3   | CFGI_CD_ALL | 2      | 1     |

    @UAPI-COM-11
    Scenario: Without memory for the commands none is converted
      When user space calls HWPT_INVALIDATE while one allocation after another fails, with these commands:
        | TLBI_NH_ALL |
        | TLBI_NH_ALL |
      Then the call succeeds
      And each call that fails returns an entry_num of at most 0

    Scenario Outline: What follows a command that cannot be converted is not issued, where <before> precede it
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <before> | TLBI_NH_ALL |          |
        | 1        | CFGI_STE    | SID=0x10 |
        | 99       | CFGI_CD_ALL | SID=0x10 |
      Then the call fails with EIO each time
      And the call returns an entry_num of at most <before>
      And no CFGI_STE reaches the SMMU
      And no CFGI_CD_ALL reaches the SMMU

      Examples:
        | before |
        | 0      |
        | 63     |
        | 70     |
        | 126    |

  @UAPI-INV-14
  Rule: UAPI-INV-14 A timeout is reported and an illegal command is not

    A CMD_SYNC timeout gives ETIMEDOUT. A command that the SMMU finds illegal stays invisible to the caller (0, with
    entry_num 4 for 4 commands), because the host overwrites the entry by a CMD_SYNC like its own (CS=2, MSH=3,
    MSIAttr=0xf).

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A CMD_SYNC that does not complete
      Given a CMD_SYNC on the SMMU's own queue times out after 4 commands
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 4 | TLBI_NH_ALL |
      Then the call fails with ETIMEDOUT

    Scenario: A request after one that timed out is issued
      Given the next ATC_INV times out
      And user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ASID | ASID=5 |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=5 |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |

    Scenario Outline: Command <place> of 4 is illegal for the SMMU
      Given the SMMU's own queue consumes <consumed> and finds the next one illegal
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 4 | TLBI_NH_ALL |
      Then the call succeeds
      And the call returns entry_num=4

      Examples:
        | place | consumed        |
        | 1     | 0 more commands |
        | 2     | 1 more command  |
        | 4     | 3 more commands |

    Scenario: A CMD_SYNC takes the place of the illegal command, and no other is executed again
      The SMMU has executed the commands before it.

      Given the SMMU's own queue consumes 1 more command and finds the next one illegal
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ASID | ASID=1 |
        | TLBI_NH_ASID | ASID=2 |
        | TLBI_NH_ASID | ASID=3 |
        | TLBI_NH_ASID | ASID=4 |
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=4 |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |

    Scenario Outline: Of <count> commands two are illegal, with <between> between them
      Given the SMMU's own queue consumes 1 more command and finds the next one illegal
      And the SMMU's own queue consumes <between> and finds the next one illegal
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <count> | TLBI_NH_ALL |
      Then the call succeeds
      And the call returns entry_num=<count>
      And these commands reach the SMMU:
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf  |
        | SMMU | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf  |

      Examples:
        | count | between         |
        | 4     | 0 more commands |
        | 5     | 1 more command  |

    Scenario: A CMD_SYNC that does not complete is told of behind an illegal command, too
      Given the SMMU's own queue consumes 1 more command and finds the next one illegal
      And a CMD_SYNC on the SMMU's own queue times out after 2 commands
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 4 | TLBI_NH_ALL |
      Then the call fails with ETIMEDOUT

    Scenario: A CMD_SYNC takes the place of the last command
      Given the SMMU's own queue consumes 3 more commands and finds the next one illegal
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 4 | TLBI_NH_ALL |
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf |
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf |

  @UAPI-INV-16
  Rule: UAPI-INV-16 After a timeout entry_num is one below the end of the batch

    After the CMD_SYNC of a batch has timed out, entry_num is one below the number of commands up to the end of that
    batch (3 for 4 commands).

    MUST. Source: linux-7.2. Since linux-7.2. Until linux-7.3.

    Scenario Outline: The CMD_SYNC after <count> commands does not complete
      Given a CMD_SYNC on the SMMU's own queue times out after <consumed>
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <count> | TLBI_NH_ALL |
      Then the call fails with ETIMEDOUT
      And the call returns an entry_num of one below the commands that the SMMU's own queue was given

      Examples:
        | count | consumed     |
        | 1     | 1 command    |
        | 4     | 4 commands   |
        | 63    | 63 commands  |
        | 64    | 63 commands  |
        | 65    | 65 commands  |
        | 127   | 126 commands |

  @UAPI-INV-18
  Rule: UAPI-INV-18 A batch counts once it is issued, and is issued whole or not at all

    HWPT_INVALIDATE copies and converts each batch of up to 63 commands before it issues the first of them. On an error
    entry_num is the number of commands of the batches before, and of a batch with a command that cannot be copied or
    converted none is issued.

    Until linux-7.3: All commands were copied first; entry_num counted the commands that were converted (UAPI-INV-12),
    all but one where a batch timed out (UAPI-INV-16).

    MUST. Source: linux-next. Since linux-next.

    Scenario Outline: The CMD_SYNC after <consumed> does not complete, of <count> commands
      Given a CMD_SYNC on the SMMU's own queue times out after <consumed>
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <count> | TLBI_NH_ALL |
      Then the call fails with ETIMEDOUT
      And the call returns entry_num=<returned>

      Examples:
        | count | consumed     | returned |
        | 1     | 1 command    | 0        |
        | 4     | 4 commands   | 0        |
        | 64    | 63 commands  | 0        |
        | 64    | 64 commands  | 63       |
        | 127   | 126 commands | 63       |

    Scenario Outline: A command that cannot be converted after <before> others
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <before> | TLBI_NH_ALL |          |
        | 1        | CFGI_STE    | SID=0x10 |
        | 99       | CFGI_CD_ALL | SID=0x10 |
      Then the call fails with EIO each time
      And the call returns entry_num=<issued>
      And the SMMU's own queue executes <commands> in batches of at most 63, each followed by a CMD_SYNC

      Examples:
        | before | issued | commands     |
        | 63     | 63     | 63 commands  |
        | 70     | 63     | 63 commands  |
        | 126    | 126    | 126 commands |

    Scenario Outline: Nothing of the first batch is issued where command <place> cannot be converted
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | <before> | TLBI_NH_ALL |        |
        | 1        | <command>   | SID=99 |
        | 3        | TLBI_NH_ALL |        |
      Then the call fails with EIO each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | place | before | command     |
        | 1     | 0      | CFGI_STE    |
        | 2     | 1      | CFGI_CD_ALL |
        | 60    | 59     | ATC_INV     |
        | 63    | 62     | CFGI_STE    |
