Feature: A VM asks for a hardware queue
  IOMMU_HW_QUEUE_ALLOC turns a piece of a VM's memory into a logical vCMDQ of its VINTF. The kernel looks at the
  request itself first, then at the objects that it names, then at the memory, and only then at what the hardware
  can do with it. Queues are allocated from index 0 upwards without a gap.
  A refused request leaves the hardware alone.

  @UAPI-HWQ-01
  Rule: UAPI-HWQ-01

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: <members> is not supported
      When user space calls HW_QUEUE_ALLOC with <members>
      Then the call fails with EOPNOTSUPP
      And the kernel does not access the hardware

      Examples:
        | members          |
        | flags=1          |
        | flags=0x80000000 |
        | type=DEFAULT     |

    Scenario Outline: <members> is told before <also>
      When user space calls HW_QUEUE_ALLOC with <members>, <also>
      Then the call fails with EOPNOTSUPP

      Examples:
        | members      | also                                           |
        | flags=1      | length=0                                       |
        | type=DEFAULT | length=0                                       |
        | flags=1      | nesting_parent_iova=0xffffffffffffffff         |
        | flags=1      | viommu_id=nothing                              |
        | type=DEFAULT | viommu_id=nothing                              |

  @UAPI-HWQ-02
  Rule: UAPI-HWQ-02

    Background:
      Given a process that holds "a vIOMMU"

    Scenario: A queue without length
      When user space calls HW_QUEUE_ALLOC with length=0
      Then the call fails with EINVAL
      And the kernel does not access the hardware

    Scenario Outline: Length 0 is told before <also>
      When user space calls HW_QUEUE_ALLOC with length=0, <also>
      Then the call fails with EINVAL

      Examples:
        | also              |
        | viommu_id=nothing |
        | type=7            |

  @UAPI-HWQ-03
  Rule: UAPI-HWQ-03

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: <length> bytes from <iova> go beyond 64 bits
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call fails with EOVERFLOW
      And the kernel does not access the hardware

      Examples:
        | iova               | length             |
        | 0xfffffffffffff000 | 0x2000             |
        | 0xffffffffffffffe0 | 0x21               |
        | 0x40000000         | 0xffffffffffffffff |

    Scenario: The last bytes of the address space are no overflow
      They are not mapped, though.

      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0xffffffffffffe000, length=0x1000
      Then the call fails with ENOENT

    Scenario: An overflow is told before an unknown vIOMMU
      When user space calls HW_QUEUE_ALLOC with viommu_id=nothing, nesting_parent_iova=0xfffffffffffff000, length=0x2000
      Then the call fails with EOVERFLOW

  @UAPI-HWQ-04
  Rule: UAPI-HWQ-04

    Background:
      Given a process that holds "a vDEVICE"

    Scenario Outline: <object> is no vIOMMU
      When user space calls HW_QUEUE_ALLOC with viommu_id=<object>
      Then the call fails with ENOENT
      And the kernel does not access the hardware

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
      Then the call fails with ENOENT

  @UAPI-HWQ-05
  Rule: UAPI-HWQ-05

    Scenario: A plain SMMUv3 vIOMMU has no queues
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0, data_uptr=0
      When user space calls HW_QUEUE_ALLOC
      Then the call fails with EOPNOTSUPP
      And the kernel does not access the hardware

    Scenario Outline: Queue type <type> is unknown
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with type=<type>
      Then the call fails with EOPNOTSUPP
      And the kernel does not access the hardware

      Examples:
        | type       |
        | 2          |
        | 0xffffffff |

    Scenario Outline: An unknown type is told before <also>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with type=2, <also>
      Then the call fails with EOPNOTSUPP

      Examples:
        | also                           |
        | nesting_parent_iova=0x70000000 |
        | index=5                        |
        | length=0x30                    |

  @UAPI-HWQ-10
  Rule: UAPI-HWQ-10

    Scenario Outline: Index <index> does not exist where a VINTF has 2 logical vCMDQs
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40002000
      Then the call fails with EINVAL
      And the kernel does not access the hardware

      Examples:
        | index      |
        | 2          |
        | 3          |
        | 0xffffffff |

    Scenario Outline: Index <index> <result> where a VINTF has 4 logical vCMDQs
      Given a host whose SMMU "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space has called HW_QUEUE_ALLOC with index=2, nesting_parent_iova=0x40002000
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40003000
      Then the call <result>

      Examples:
        | index | result            |
        | 3     | succeeds          |
        | 4     | fails with EINVAL |

  @UAPI-HWQ-11
  Rule: UAPI-HWQ-11

    Background:
      Given a process that holds "a hw_queue"

    Scenario Outline: Index <index> is in use
      Given user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40002000
      Then the call fails with EEXIST
      And the kernel does not access the hardware

      Examples:
        | index |
        | 0     |
        | 1     |

    Scenario Outline: An index in use is told before <wrong>
      When user space calls HW_QUEUE_ALLOC with <wrong>
      Then the call fails with EEXIST

      Examples:
        | wrong                                         |
        | length=0x30                                   |
        | nesting_parent_iova=0x40001000, length=0x2000 |

    Scenario: The same index is free in another vIOMMU
      Given user space has called VIOMMU_ALLOC
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x40002000
      Then the call succeeds

    Scenario: The index of a destroyed queue is free
      Given user space destroys hw_queue0
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds

  @UAPI-HWQ-12
  Rule: UAPI-HWQ-12

    Scenario: Queue 1 needs queue 0
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with index=1
      Then the call fails with EIO
      And the kernel does not access the hardware

    Scenario Outline: Queue <index> needs the queue below it
      Given a host whose SMMU "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a hw_queue"
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40001000
      Then the call fails with EIO
      And the kernel does not access the hardware

      Examples:
        | index |
        | 2     |
        | 3     |

    Scenario Outline: A gap is told before <wrong>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with index=1, <wrong>
      Then the call fails with EIO

      Examples:
        | wrong                                         |
        | length=0x30                                   |
        | nesting_parent_iova=0x40001000, length=0x2000 |

    Scenario: Queue 0 of another vIOMMU does not help
      Given a process that holds "a hw_queue"
      And user space has called VIOMMU_ALLOC
      When user space calls HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      Then the call fails with EIO

  @UAPI-HWQ-20
  Rule: UAPI-HWQ-20

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called HW_QUEUE_ALLOC

    Scenario: A vIOMMU outlives its queue
      When user space destroys viommu
      Then the call fails with EBUSY
      And the physical register VINTF1_CONFIG reads ENABLE=1

    Scenario: Without its queue a vIOMMU can go
      Given user space destroys hw_queue0
      When user space destroys viommu
      Then the call succeeds
      And the physical register VINTF1_CONFIG reads 0

    Scenario: Queue 0 can go once queue 1 has gone
      Given user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space destroys hw_queue1
      When user space destroys hw_queue0
      Then the call succeeds

  @UAPI-HWQ-23
  Rule: UAPI-HWQ-23

    Scenario: Queue 0 stays while queue 1 exists
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      When user space destroys hw_queue0
      Then the call fails with EBUSY
      And the kernel does not access the hardware

    Scenario Outline: Of three queues, queue <index> stays
      Given a host whose SMMU "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space has called HW_QUEUE_ALLOC with index=2, nesting_parent_iova=0x40002000
      When user space destroys hw_queue<index>
      Then the call fails with EBUSY

      Examples:
        | index |
        | 0     |
        | 1     |
