Feature: GET_HW_INFO

  Before a VMM shows a guest anything it asks the kernel what stands behind a device. One request answers for the SMMU
  and for its CMDQ-V extension; the caller names the type that it wants, and learns from the length of the answer how
  much there is to know (features/kernel/hw-info-answer.feature).

  For CMDQ-V the answer is a version, the logical vCMDQs of one VINTF and its SID slots, both as a log2. The header of
  the user API speaks of the total number of vCMDQs; what is reported is that of one VINTF, and a VMM can put it into
  its guest's PARAM as it is. An SMMU without the extension answers EOPNOTSUPP, which is how a VMM finds out
  (features/device/attach.feature).

  @UAPI-INFO-01
  Rule: UAPI-INFO-01 Unknown flags are refused

    GET_HW_INFO with any flag other than INPUT_TYPE (bit 0) gives EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: flags <flags> are refused
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with flags=<flags>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | flags      |
        | 2          |
        | 3          |
        | 0x80000001 |

    Scenario: flags are checked before the device
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with flags=2, dev_id=nothing
      Then the call fails with EOPNOTSUPP each time

    Scenario: flags are checked before the buffer is touched
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with flags=2, data=unreadable
      Then the call fails with EOPNOTSUPP each time

  @UAPI-INFO-02
  Rule: UAPI-INFO-02 Reserved bytes are 0

    GET_HW_INFO with a reserved byte other than 0 gives EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <member> other than 0 is refused
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with <member>=1
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | member      |
        | __reserved0 |
        | __reserved1 |
        | __reserved2 |

    Scenario: Reserved bytes are checked before the device
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with __reserved2=1, dev_id=nothing
      Then the call fails with EOPNOTSUPP each time

    Scenario Outline: <member> is checked before <what>
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with <member>=1, <also>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | member      | what                  | also            |
        | __reserved0 | the device            | dev_id=nothing  |
        | __reserved1 | the device            | dev_id=nothing  |
        | __reserved0 | the buffer is touched | data=unreadable |
        | __reserved1 | the buffer is touched | data=unreadable |
        | __reserved2 | the buffer is touched | data=unreadable |

  @UAPI-INFO-03
  Rule: UAPI-INFO-03 Without INPUT_TYPE the default type is reported

    With INPUT_TYPE clear the kernel takes the input type as DEFAULT (0), whatever the field holds.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Type <type> without INPUT_TYPE gives the SMMUv3 information
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with flags=0, data_type=<type>, data_len=40
      Then the call succeeds
      And the call returns data_type=ARM_SMMUV3, data_len=40

      Examples:
        | type           |
        | DEFAULT        |
        | INTEL_VTD      |
        | TEGRA241_CMDQV |
        | 99             |

  @UAPI-INFO-04
  Rule: UAPI-INFO-04 An unknown device gives ENOENT

    GET_HW_INFO with a dev_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A device that does not exist is refused
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with dev_id=nothing
      Then the call fails with ENOENT each time

    Scenario: The device is looked up before the type is judged
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with dev_id=nothing, data_type=99
      Then the call fails with ENOENT each time

    Scenario: The device is looked up before the buffer is touched
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with dev_id=nothing, data=unreadable
      Then the call fails with ENOENT each time

  @UAPI-INFO-05
  Rule: UAPI-INFO-05 Types 0 and 2 return the SMMUv3 information

    For type 0 or 2 the kernel returns 40 bytes of SMMUv3 information (flags, reserved, idr[0] to idr[5], iidr, aidr)
    and sets the output type to 2.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Type <type> gives IDR0 to IDR5, IIDR and AIDR
      Given a host whose SMMU has IIDR=0x1234_5678, AIDR=1
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=<type>, data_len=40
      Then the call returns data_type=ARM_SMMUV3, data_len=40
      And the SMMUv3 information has __reserved=0, idr0=0x80d161b, idr1=0xa739d20, idr2=0, idr3=0xd14, idr4=0, idr5=0x100075
      And the SMMUv3 information has iidr=0x1234_5678, aidr=1

      Examples:
        | type       |
        | DEFAULT    |
        | ARM_SMMUV3 |

    Scenario: An SMMU without the extension answers for itself
      Given a host whose SMMU has no CMDQ-V extension
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=ARM_SMMUV3, data_len=40
      Then the call succeeds
      And the call returns data_type=ARM_SMMUV3, data_len=40

  @UAPI-INFO-13
  Rule: UAPI-INFO-13 SMMUv3 information has no flags

    flags of the SMMUv3 information is 0.

    MUST. Source: uapi, linux-7.2. Since linux-7.2. Until linux-7.2.

    Scenario Outline: flags is 0 in the answer to type <type>
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=<type>, data_len=40
      Then the SMMUv3 information has flags=0

      Examples:
        | type       |
        | DEFAULT    |
        | ARM_SMMUV3 |

  @UAPI-INFO-14
  Rule: UAPI-INFO-14 SMMUv3 information has one flag

    flags of the SMMUv3 information has bit 0, ERRATA_REPEAT_TLBI_CFGI, where the SMMU needs its TLBI and CFGI commands,
    each with its CMD_SYNC, twice. All other bits are 0.

    Until linux-7.2: It had no flags (UAPI-INFO-13).

    MUST. Source: uapi, linux-7.3. Since linux-7.3.

    Scenario Outline: flags has no bit but ERRATA_REPEAT_TLBI_CFGI in the answer to type <type>
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=<type>, data_len=40
      Then the SMMUv3 information has no flag but 0x1

      Examples:
        | type       |
        | DEFAULT    |
        | ARM_SMMUV3 |

  @UAPI-INFO-06
  Rule: UAPI-INFO-06 Unsupported types give EOPNOTSUPP

    Type 3 (TEGRA241_CMDQV) on an SMMU without the CMDQ-V driver, and any type other than 0, 2 and 3, gives EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: CMDQ-V information of an SMMU without the extension is refused
      Given a host whose SMMU has no CMDQ-V extension
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=TEGRA241_CMDQV
      Then the call fails with EOPNOTSUPP each time

    Scenario Outline: Type <type> is refused
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=<type>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | type       |
        | INTEL_VTD  |
        | 4          |
        | 0x103      |
        | 0x10002    |
        | 0xffffffff |

    Scenario: The type is judged before the buffer is touched
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=99, data=unreadable
      Then the call fails with EOPNOTSUPP each time

    Scenario: The lack of the extension is told before the buffer is touched
      Given a host whose SMMU has no CMDQ-V extension
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=TEGRA241_CMDQV, data=unreadable
      Then the call fails with EOPNOTSUPP each time

  @UAPI-INFO-07
  Rule: UAPI-INFO-07 Type 3 returns version, queues and stream IDs in 8 bytes

    Where supported, type 3 returns 8 bytes: flags (u32) 0, version (u8) = PARAM[3:0], log2vcmdqs (u8) = log2 of the
    logical vCMDQs of one VINTF, log2vsids (u8) = PARAM[15:12], and a reserved byte 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A Tegra241 has version 1, 2 queues and 16 SID slots
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO
      Then the call returns data_type=TEGRA241_CMDQV, data_len=8
      And the data of the call begins with "00000000 01 01 04 00"

    @PHYS-04
    Scenario Outline: An SMMU that <trait> answers <data>
      Given a host whose SMMU "<trait>"
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO
      Then the data of the call begins with "<data>"

      Examples:
        | trait                          | data                 |
        | has CMDQ-V version 2           | 00000000 02 01 04 00 |
        | has 2 SID slots for each VINTF | 00000000 01 01 01 00 |

    Scenario: Each device is answered for its own SMMU
      Given a host with two SMMUs, the second without the CMDQ-V extension
      And a process that holds "a bound device"
      And device far0 is bound to the iommufd
      When user space calls GET_HW_INFO with dev_id=far0
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

  @UAPI-INFO-08
  Rule: UAPI-INFO-08 log2vcmdqs counts the queues of one VINTF

    log2vcmdqs is the number of logical vCMDQs of one VINTF, 1 on Tegra241, although the header speaks of the total
    number. A VMM can put it into the emulated PARAM as it is.

    MUST. Source: linux-7.2, uapi. Since linux-7.2.

    @PHYS-04
    Scenario Outline: log2vcmdqs of an SMMU that <trait> is that of one VINTF
      Given a host whose SMMU "<trait>"
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO
      Then the data of the call begins with "<data>"

      Examples:
        | trait                                | data                 |
        | has 2 VINTFs                         | 00000000 01 01 04 00 |
        | has 4 logical vCMDQs for each VINTF  | 00000000 01 02 04 00 |

    Scenario Outline: Each of two SMMUs tells of its own block: <second> after <first>
      Given a host with two SMMUs, of which the second "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a bound device"
      And device far0 is bound to the iommufd
      And user space has called GET_HW_INFO with dev_id=<first>
      When user space calls GET_HW_INFO with dev_id=<second>
      Then the data of the call begins with "<data>"

      Examples:
        | first | second | data                 |
        | gpu0  | far0   | 00000000 01 02 04 00 |
        | far0  | gpu0   | 00000000 01 01 04 00 |
