Feature: A VM asks for a hardware queue

  IOMMU_HW_QUEUE_ALLOC turns a piece of a VM's memory into a logical vCMDQ of its VINTF: a queue from which the hardware
  fetches commands by itself. The kernel looks at the request itself first, then at the objects that it names, then at
  the memory, and only then at what the hardware can do with it; the first fault that it meets is the answer. A refused
  request leaves the hardware alone.

  This chapter is about the request and its objects. The memory: features/kernel/hw-queue-memory.feature; size and
  alignment: features/kernel/hw-queue-size.feature; the order of queues: features/kernel/hw-queue-index.feature; what is
  done to the hardware: features/kernel/hw-queue-hardware.feature. When a VMM calls it:
  features/device/allocation.feature. What it does with a refusal: features/device/failure.feature.

  @UAPI-HWQ-01
  Rule: UAPI-HWQ-01 Flags and type 0 are refused

    HW_QUEUE_ALLOC with flags other than 0 or with type 0 gives EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: <members> is not supported
      When user space calls HW_QUEUE_ALLOC with <members>
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | members          |
        | flags=1          |
        | flags=0x80000000 |
        | type=DEFAULT     |

    Scenario Outline: <members> is told before <also>
      When user space calls HW_QUEUE_ALLOC with <members>, <also>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | members      | also                                   |
        | flags=1      | length=0                               |
        | type=DEFAULT | length=0                               |
        | flags=1      | nesting_parent_iova=0xffffffffffffffff |
        | flags=1      | viommu_id=nothing                      |
        | type=DEFAULT | viommu_id=nothing                      |
        | type=DEFAULT | nesting_parent_iova=0xffffffffffffffff |
        | flags=1      | nesting_parent_iova=0x70000000         |
        | flags=1      | index=5                                |

  @UAPI-HWQ-02
  Rule: UAPI-HWQ-02 Length 0 gives EINVAL

    HW_QUEUE_ALLOC with length 0 gives EINVAL.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario: A queue without length
      When user space calls HW_QUEUE_ALLOC with length=0
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

    Scenario Outline: Length 0 is told before <also>
      When user space calls HW_QUEUE_ALLOC with length=0, <also>
      Then the call fails with EINVAL each time

      Examples:
        | also                           |
        | viommu_id=nothing              |
        | type=7                         |
        | nesting_parent_iova=0x70000000 |
        | index=1                        |

  @UAPI-HWQ-03
  Rule: UAPI-HWQ-03 An overflowing range gives EOVERFLOW

    HW_QUEUE_ALLOC gives EOVERFLOW if nesting_parent_iova + length - 1 exceeds 64 bits.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: <length> bytes from <iova> go beyond 64 bits
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call fails with EOVERFLOW each time
      And the kernel changes nothing in the hardware

      Examples:
        | iova               | length             |
        | 0xfffffffffffff000 | 0x2000             |
        | 0xffffffffffffffe0 | 0x21               |
        | 0x40000000         | 0xffffffffffffffff |

    Scenario: The last bytes of the address space are no overflow
      They are not mapped, though.

      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0xffffffffffffe000, length=0x1000
      Then the call fails with ENOENT each time

    Scenario: An overflow is told before an unknown vIOMMU
      When user space calls HW_QUEUE_ALLOC with viommu_id=nothing, nesting_parent_iova=0xfffffffffffff000, length=0x2000
      Then the call fails with EOVERFLOW each time

    Scenario Outline: An overflow is told before <also>
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0xfffffffffffff000, length=0x2000, <also>
      Then the call fails with EOVERFLOW each time

      Examples:
        | also    |
        | type=7  |
        | index=5 |
        | index=1 |

  @UAPI-HWQ-04
  Rule: UAPI-HWQ-04 An unknown vIOMMU gives ENOENT

    HW_QUEUE_ALLOC with a viommu_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vDEVICE"

    Scenario Outline: <object> is no vIOMMU
      When user space calls HW_QUEUE_ALLOC with viommu_id=<object>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | object  |
        | nothing |
        | 0       |
        | ioas    |
        | s2      |
        | gpu0    |
        | vdevice |

    Scenario: An unknown vIOMMU is told before an unknown type
      When user space calls HW_QUEUE_ALLOC with viommu_id=nothing, type=7
      Then the call fails with ENOENT each time

    Scenario Outline: An unknown vIOMMU is told before <also>
      When user space calls HW_QUEUE_ALLOC with viommu_id=nothing, <also>
      Then the call fails with ENOENT each time

      Examples:
        | also                                             |
        | nesting_parent_iova=0, length=0x4000000000000000 |
        | nesting_parent_iova=0, length=0xffffffffffffffff |
        | index=5                                          |
        | index=1                                          |
        | length=0x30                                      |

  @UAPI-HWQ-05
  Rule: UAPI-HWQ-05 Unsupported types give EOPNOTSUPP

    HW_QUEUE_ALLOC gives EOPNOTSUPP on a vIOMMU whose type has no queues, such as ARM_SMMUV3, and for an unknown queue
    type.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A plain SMMUv3 vIOMMU has no queues
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0, data_uptr=0
      When user space calls HW_QUEUE_ALLOC
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

    Scenario Outline: Queue type <type> is unknown
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with type=<type>
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | type       |
        | 2          |
        | 0x101      |
        | 0x10001    |
        | 0xffffffff |

    Scenario Outline: An unknown type is told before <also>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with type=2, <also>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | also                                             |
        | nesting_parent_iova=0x70000000                   |
        | index=5                                          |
        | length=0x30                                      |
        | index=1                                          |
        | nesting_parent_iova=0, length=0xffffffffffffffff |

    Scenario Outline: A plain SMMUv3 vIOMMU is told before <also>
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0, data_uptr=0
      When user space calls HW_QUEUE_ALLOC with <also>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | also                           |
        | nesting_parent_iova=0x70000000 |
        | index=5                        |
        | index=1                        |
