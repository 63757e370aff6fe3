Feature: The arguments of an invalidation

  What a VM cannot put on its vCMDQs the VMM hands to the kernel: IOMMU_HWPT_INVALIDATE takes an array of SMMUv3
  commands for a vIOMMU. The VMM gets them from the emulated SMMU's own queue (features/device/trapped-queue.feature).

  The structure comes back in any case, and entry_num then tells how many of the commands the kernel has dealt with. Its
  own write-back comes last: if that faults, the commands were issued all the same, and EFAULT hides whatever was wrong
  before. Which commands are taken, and what becomes of them: features/kernel/invalidate-commands.feature. How they are
  issued: features/kernel/invalidate-batches.feature.

  Background:
    Given a process that holds "a hw_queue"

  @UAPI-INV-01
  Rule: UAPI-INV-01 __reserved is 0

    HWPT_INVALIDATE with __reserved other than 0 gives EOPNOTSUPP and sets entry_num to 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: __reserved is <value>
      When user space calls HWPT_INVALIDATE with __reserved=<value> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EOPNOTSUPP each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | value      |
        | 1          |
        | 0x80000000 |

    Scenario Outline: __reserved is told before <also>
      When user space calls HWPT_INVALIDATE with __reserved=1, <also> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | also            |
        | entry_len=0     |
        | hwpt_id=nothing |
        | hwpt_id=ioas    |
        | data_type=0     |
        | entry_num=0     |
        | data=unreadable |

  @UAPI-INV-02
  Rule: UAPI-INV-02 Entry pointer, length and count are bounded

    With entry_num other than 0, HWPT_INVALIDATE gives EINVAL and sets entry_num to 0 if data_uptr is 0, entry_len is 0
    or above PAGE_SIZE, or entry_num is above 2^19.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <members> with a command
      When user space calls HWPT_INVALIDATE with <members> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | members              |
        | data_uptr=0          |
        | entry_len=0          |
        | entry_len=0x1001     |
        | entry_num=0x80001    |
        | entry_num=0xffffffff |

    Scenario: Wrong bounds are told before an unknown object
      When user space calls HWPT_INVALIDATE with entry_len=0, hwpt_id=nothing and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

    Scenario: 2^19 entries are not too many
      The buffer is shorter than that.

      When user space calls HWPT_INVALIDATE with entry_num=0x80000 and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EFAULT each time
      And no command reaches the SMMU

    Scenario: Entries of a page are not too long
      When user space calls HWPT_INVALIDATE with these commands in entries of 4096 bytes, padded with 0:
        | TLBI_NH_ALL |
      Then the call succeeds

    Scenario Outline: <members> is told before an unknown object
      When user space calls HWPT_INVALIDATE with <members>, hwpt_id=nothing and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

      Examples:
        | members           |
        | data_uptr=0       |
        | entry_len=0x1001  |
        | entry_num=0x80001 |

    Scenario Outline: <members> is told before a nested HWPT that does not support it
      Given user space allocates a nested HWPT whose vSTE words are 0x4020000b and 0
      When user space calls HWPT_INVALIDATE with <members>, hwpt_id=nested and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

      Examples:
        | members           |
        | data_uptr=0       |
        | entry_len=0       |
        | entry_len=0x1001  |
        | entry_num=0x80001 |

    Scenario: Wrong bounds are told before commands that cannot be read
      When user space calls HWPT_INVALIDATE with entry_num=0x80001, data=unreadable and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

  @UAPI-INV-03
  Rule: UAPI-INV-03 The object is a vIOMMU or a nested HWPT that supports it

    HWPT_INVALIDATE gives ENOENT if hwpt_id does not exist, EINVAL if it is neither a nested HWPT nor a vIOMMU, and
    EOPNOTSUPP for a nested HWPT of SMMUv3, which has no such operation.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Invalidating <object> gives <errno>
      When user space calls HWPT_INVALIDATE with hwpt_id=<object> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with <errno> each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | object    | errno  |
        | nothing   | ENOENT |
        | 0         | ENOENT |
        | ioas      | EINVAL |
        | s2        | EINVAL |
        | gpu0      | EINVAL |
        | vdevice   | EINVAL |
        | hw_queue0 | EINVAL |

    Scenario: A nested HWPT of SMMUv3 is invalidated through its vIOMMU alone
      Given user space allocates a nested HWPT whose vSTE words are 0x4020000b and 0
      When user space calls HWPT_INVALIDATE with hwpt_id=nested and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EOPNOTSUPP each time
      And the call returns entry_num=0
      And no command reaches the SMMU

    Scenario Outline: An unknown object is told before <members>
      When user space calls HWPT_INVALIDATE with hwpt_id=nothing, <members> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with ENOENT each time

      Examples:
        | members         |
        | data_type=0     |
        | entry_num=0     |
        | data=unreadable |

    Scenario Outline: A nested HWPT that does not support it is told before <members>
      Given user space allocates a nested HWPT whose vSTE words are 0x4020000b and 0
      When user space calls HWPT_INVALIDATE with hwpt_id=nested, <members> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | members         |
        | data_type=0     |
        | entry_num=0     |
        | data=unreadable |

    Scenario: An object of another kind is told before commands that cannot be read
      When user space calls HWPT_INVALIDATE with hwpt_id=ioas, data=unreadable and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

    @UAPI-INV-02
    Scenario Outline: Without entries <members> is nobody's concern, and an unknown object is told
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with hwpt_id=nothing, entry_num=0, <members>
      Then the call fails with ENOENT each time

      Examples:
        | members          |
        | data_uptr=0      |
        | entry_len=0      |
        | entry_len=0x1001 |

    Scenario Outline: An object <object> is refused each time
      Given user space calls HWPT_INVALIDATE with hwpt_id=<object> and these commands:
        | TLBI_NH_ALL |
      When user space calls HWPT_INVALIDATE with hwpt_id=<object> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with <errno> each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | object  | errno  |
        | nothing | ENOENT |
        | s2      | EINVAL |
        | vdevice | EINVAL |

    Scenario: The vIOMMU is taken after an object that is none
      Given user space calls HWPT_INVALIDATE with hwpt_id=s2 and these commands:
        | TLBI_NH_ALL |
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ALL |
      Then the call succeeds
      And the call returns entry_num=1

  @UAPI-INV-04
  Rule: UAPI-INV-04 The data type is ARM_SMMUV3

    HWPT_INVALIDATE on the vIOMMU gives EINVAL for a data_type other than 1 (ARM_SMMUV3).

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: The data is of type <type>
      When user space calls HWPT_INVALIDATE with data_type=<type> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | type |
        | 0    |
        | 2    |
        | 0x101 |
        | 0x10001 |

    Scenario: The data type is told before commands that cannot be read
      When user space calls HWPT_INVALIDATE with data_type=0, data=unreadable and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

    Scenario: The data type is told before entries that are too long
      When user space calls HWPT_INVALIDATE with data_type=0, entry_len=32 and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EINVAL each time

    Scenario: The data type is told before a command that is not for a VM
      When user space calls HWPT_INVALIDATE with data_type=0 and these commands:
        | CFGI_STE |
      Then the call fails with EINVAL each time

  @UAPI-INV-05
  Rule: UAPI-INV-05 entry_num 0 gives EINVAL

    HWPT_INVALIDATE with entry_num 0 gives EINVAL on this vIOMMU, although the header describes it as a permitted probe.

    Accepted: Only EINVAL is accepted on a TEGRA241_CMDQV vIOMMU; other vIOMMU types may keep the header's promise.

    MUST. Source: linux-7.2, uapi. Since linux-7.2. Until linux-7.3.

    Scenario Outline: No entries and <members>
      When user space calls HWPT_INVALIDATE with entry_num=0, <members>
      Then the call fails with EINVAL each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | members                  |
        | entry_len=16             |
        | entry_len=0, data_uptr=0 |

  @UAPI-INV-19
  Rule: UAPI-INV-19 No entry is a probe of the data type

    HWPT_INVALIDATE with entry_num 0 succeeds on a vIOMMU for data_type 1 (ARM_SMMUV3) and issues nothing; another
    data_type gives EINVAL.

    Until linux-7.3: It gave EINVAL (UAPI-INV-05).

    MUST. Source: uapi, linux-next. Since linux-next.

    Scenario Outline: No entries and <members>
      When user space calls HWPT_INVALIDATE with entry_num=0, <members>
      Then the call succeeds
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | members                  |
        | entry_len=16             |
        | entry_len=0, data_uptr=0 |

    Scenario Outline: No entries of data type <type>
      When user space calls HWPT_INVALIDATE with entry_num=0, data_type=<type>
      Then the call fails with EINVAL each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | type |
        | 0    |
        | 2    |

  @UAPI-INV-06
  Rule: UAPI-INV-06 Entries of other lengths are extended or checked for zeros

    Entries of 16 bytes are copied as they are. Shorter entries are extended with zeros; in longer ones the excess must
    be 0 or the kernel gives E2BIG.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The second half of an 8-byte entry is 0
      When user space calls HWPT_INVALIDATE with these commands in entries of 8 bytes, padded with 0:
        | TLBI_NH_VA | ASID=1 Leaf=1 Addr=0x1000 |
        | TLBI_NH_VA | ASID=2 Leaf=1 Addr=0x2000 |
      Then the call succeeds
      And the call returns entry_num=2
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_VA | VMID=VINTF1_CONFIG.VMID ASID=1 |
        | SMMU | TLBI_NH_VA | VMID=VINTF1_CONFIG.VMID ASID=2 |
        | SMMU | CMD_SYNC   | CS=2 MSH=3 MSIAttr=0xf         |

    Scenario Outline: Entries of <length> bytes end in zeros
      When user space calls HWPT_INVALIDATE with these commands in entries of <length> bytes, padded with 0:
        | TLBI_NH_VA | ASID=1 Leaf=1 Addr=0x1000 |
        | TLBI_NH_VA | ASID=2 Leaf=1 Addr=0x2000 |
      Then the call succeeds
      And the call returns entry_num=2
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_VA | VMID=VINTF1_CONFIG.VMID ASID=1 Leaf=1 Addr=0x1000 |
        | SMMU | TLBI_NH_VA | VMID=VINTF1_CONFIG.VMID ASID=2 Leaf=1 Addr=0x2000 |
        | SMMU | CMD_SYNC   | CS=2 MSH=3 MSIAttr=0xf                            |

      Examples:
        | length |
        | 16     |
        | 17     |
        | 32     |

    Scenario Outline: Entries of <length> bytes with something behind the command
      When user space calls HWPT_INVALIDATE with these commands in entries of <length> bytes, padded with 1:
        | TLBI_NH_ALL |
      Then the call fails with E2BIG each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | length |
        | 17     |
        | 32     |

    Scenario Outline: Something at <where> behind a command of 48 bytes
      When user space calls HWPT_INVALIDATE with entry_len=48, entry_num=<count> and these commands:
        | TLBI_NH_ALL |
        | <second>    |
        | <third>     |
        | TLBI_NH_ALL |
        | 0x00        |
        | <last>      |
      Then the call fails with E2BIG each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | where                       | count | second | third | last |
        | the beginning               | 1     | 0xff   | 0x00  | 0x00 |
        | the end                     | 1     | 0x00   | 0xff  | 0x00 |
        | the end of the second entry | 2     | 0x00   | 0x00  | 0xff |

    Scenario: Commands that cannot be read
      When user space calls HWPT_INVALIDATE with data=unreadable and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EFAULT each time
      And the call returns entry_num=0
      And no command reaches the SMMU

    Scenario: Something behind a command is told before the command itself
      When user space calls HWPT_INVALIDATE with these commands in entries of 17 bytes, padded with 1:
        | CFGI_STE |
      Then the call fails with E2BIG each time

    Scenario: A buffer that ends too early is told before the commands in it
      When user space calls HWPT_INVALIDATE with entry_num=2 and these commands:
        | CFGI_STE |
      Then the call fails with EFAULT each time

  @UAPI-INV-13
  Rule: UAPI-INV-13 The structure is always written back

    HWPT_INVALIDATE writes its structure back on success and on error; a fault there gives EFAULT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The structure comes back after success
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ALL |
        | TLBI_NH_ALL |
      Then the call succeeds
      And the call returns hwpt_id=viommu, data_type=ARM_SMMUV3, entry_len=16, entry_num=2

    Scenario Outline: A structure that cannot be written back, with <command>
      When user space calls HWPT_INVALIDATE with argument=readonly and these commands:
        | <command> |
      Then the call fails with EFAULT each time

      Examples:
        | command     |
        | TLBI_NH_ALL |
        | CFGI_STE    |

  @UAPI-INV-15
  Rule: UAPI-INV-15 A write-back fault comes last and hides earlier errors

    EFAULT from the write-back comes after the commands were issued and replaces an earlier error.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The commands were issued all the same
      When user space calls HWPT_INVALIDATE with argument=readonly and these commands:
        | TLBI_NH_ASID | ASID=7 |
      Then the call fails with EFAULT each time
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=7 |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |

    Scenario Outline: The fault hides what is wrong with <members>
      When user space calls HWPT_INVALIDATE with argument=readonly, <members> and these commands:
        | TLBI_NH_ALL |
      Then the call fails with EFAULT each time
      And no command reaches the SMMU

      Examples:
        | members         |
        | __reserved=1    |
        | hwpt_id=nothing |
        | data_type=0     |
