Feature: How GET_HW_INFO answers

  The caller offers room (data_len at data_uptr) and learns how much there was to tell. What does not fit is left out,
  room that is left is cleared, and a caller that offers no room at all has asked for the length. So programs and
  kernels of different age understand each other: an old program reads the beginning of a longer answer, a new one finds
  zeros where an old kernel says nothing.

  The version of CMDQ-V is read from the hardware on each call; the numbers of queues and SID slots are those that the
  kernel found at probe. What is asked and refused: features/kernel/hw-info.feature.

  @UAPI-INFO-09
  Rule: UAPI-INFO-09 The answer is truncated or zero-filled to the user's buffer

    The kernel copies the smaller of data_len and the actual length and fills the rest of the user's buffer with zeros.
    A fault gives EFAULT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <length> bytes of room get <data>
      The buffer holds 80 bytes of 0xff before the call.

      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_len=<length>
      Then the call succeeds
      And the data of the call begins with "<data>"

      Examples:
        | length | data                                |
        | 1      | 00 ff ff ff ffffffff ffffffff       |
        | 5      | 00000000 01 ff ff ff ffffffff       |
        | 8      | 00000000 01 01 04 00 ffffffff       |
        | 10     | 00000000 01 01 04 00 0000 ffff ffff |

    Scenario: All room beyond the answer is cleared
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_len=40
      Then the data of the call begins with "0000000001010400 0000000000000000 0000000000000000 0000000000000000 0000000000000000 ffffffffffffffff"

    Scenario: All room is cleared up to its last byte, however much there is
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_len=79
      Then the data of the call begins with "0000000001010400 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 00000000000000ff"

    Scenario: All room beyond the answer is cleared each time
      Given a process that holds "a bound device"
      And user space has called GET_HW_INFO with data_len=40
      When user space calls GET_HW_INFO with data_len=40
      Then the data of the call begins with "0000000001010400 0000000000000000 0000000000000000 0000000000000000 0000000000000000"

    Scenario Outline: A buffer that is <reach> gives EFAULT
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data=<reach>
      Then the call fails with EFAULT each time

      Examples:
        | reach      |
        | readonly   |
        | unreadable |

    Scenario Outline: Room of <length> bytes that ends beyond the buffer gives EFAULT
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_len=<length>
      Then the call fails with EFAULT each time

      Examples:
        | length     |
        | 81         |
        | 4096       |
        | 0x80000000 |
        | 0xffffffff |

    Scenario: Room at address 0 gives EFAULT as any other that is not there
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_uptr=0, data_len=8
      Then the call fails with EFAULT each time

  @UAPI-INFO-10
  Rule: UAPI-INFO-10 data_len returns the actual length

    On success the kernel sets data_len to the actual length (8 for type 3), sets out_data_type and fills
    out_capabilities and out_max_pasid_log2. out_capabilities has bit 0 where written pages can be tracked (IDR0.HTTU=2
    or 3, by an SMMU that firmware calls coherent), and bit 3 where the device cannot use ATS: it, its way to the SMMU
    or the SMMU (IDR0.ATS=0) has none.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: data_len <length> becomes the length of the answer
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_len=<length>
      Then the call returns data_len=8, data_type=TEGRA241_CMDQV

      Examples:
        | length |
        | 4      |
        | 8      |
        | 40     |

    Scenario: Capabilities are filled in over whatever was there
      The device has ATS, and the SMMU tracks no dirty pages. Whether it has PASIDs, nobody tells.

      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with out_capabilities=0xffffffffffffffff, out_max_pasid_log2=0xff
      Then the call returns out_capabilities with 0 in the bits 9
      And the call returns an out_capabilities of at most 0xffff_ffff
      And the call returns an out_max_pasid_log2 of at most 20

    Scenario Outline: Answer <number> is as whole as the first
      Given a process that holds "a bound device"
      And user space has called GET_HW_INFO
      And user space has called <request>
      When user space calls GET_HW_INFO with data_len=40, out_capabilities=0xffffffffffffffff, out_max_pasid_log2=0xff
      Then the call returns data_len=8, data_type=TEGRA241_CMDQV
      And the call returns out_capabilities with 0 in the bits 9
      And the call returns an out_capabilities of at most 0xffff_ffff
      And the call returns an out_max_pasid_log2 of at most 20

      Examples:
        | number | request     |
        | 2      | IOAS_ALLOC  |
        | 3      | GET_HW_INFO |

    Scenario Outline: out_capabilities is <capabilities> of an SMMU with <registers>
      IDR0.COHACC is not looked at: what firmware says of coherence counts.

      Given a host whose SMMU has <registers>
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO
      Then the call returns out_capabilities with <capabilities> in the bits 9

      Examples:
        | registers                          | capabilities |
        | IDR0.HTTU=1                        | 0            |
        | IDR0.HTTU=2                        | 1            |
        | IDR0.HTTU=3                        | 1            |
        | IDR0.HTTU=2, IDR0.COHACC=0         | 1            |
        | IDR0.ATS=0, IDR0.PRI=0             | 8            |
        | IDR0.HTTU=2, IDR0.ATS=0, IDR0.PRI=0 | 9           |

    Scenario: A device without ATS says so
      Given a host whose device gpu0 has no ATS
      And a process that holds "a bound device"
      When user space calls GET_HW_INFO
      Then the call returns out_capabilities with 8 in the bits 9

    Scenario: That one device has no ATS says nothing of another
      Given a host whose device gpu0 has no ATS
      And a process that holds "a bound device"
      And device nic0 is bound to the iommufd
      When user space calls GET_HW_INFO with dev_id=nic0
      Then the call returns out_capabilities with 0 in the bits 9

  @UAPI-INFO-11
  Rule: UAPI-INFO-11 data_len 0 queries capabilities

    GET_HW_INFO with data_len 0 succeeds and returns the capabilities.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: Type <type> with no room at all tells the length
      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with data_type=<type>, data_len=0, data_uptr=0, data=unreadable
      Then the call succeeds
      And the call returns data_type=<answer>, data_len=<length>

      Examples:
        | type           | answer         | length |
        | DEFAULT        | ARM_SMMUV3     | 40     |
        | TEGRA241_CMDQV | TEGRA241_CMDQV | 8      |

  @UAPI-INFO-12
  Rule: UAPI-INFO-12 The version is read anew on every call

    The kernel reads the version from PARAM on each call. log2vcmdqs and log2vsids are those it read at probe.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: PARAM is read on every call
      Given a process that holds "a bound device"
      And user space has called GET_HW_INFO
      When user space calls GET_HW_INFO
      Then the kernel's accesses to "CMDQV_PARAM" are these, in this order:
        | read | CMDQV_PARAM | CMDQV_VER=1, CMDQV_NUM_CMDQ_LOG2=7, CMDQV_NUM_VI_LOG2=6, CMDQV_NUM_SID_PER_VI_LOG2=4 |

    Scenario: The version is four bits of PARAM
      Given a process that holds "a bound device"
      And the physical register CMDQV_PARAM always reads 0x346f
      When user space calls GET_HW_INFO
      Then the data of the call begins with "00000000 0f 01 04 00"

    Scenario: A PARAM that changed after probe changes the version alone
      It now tells version 2, 2^6 vCMDQs, 2^4 VINTFs and 2^3 SID slots.

      Given a process that holds "a bound device"
      And the physical register CMDQV_PARAM always reads 0x3462
      When user space calls GET_HW_INFO
      Then the data of the call begins with "00000000 02 01 04 00"
