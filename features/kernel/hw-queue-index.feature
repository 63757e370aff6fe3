Feature: The index of a hardware queue

  A queue takes the place in its VINTF that the request names. Queues are allocated from index 0 upwards without a gap
  and given back from the highest downwards: the hardware wants its logical vCMDQs mapped and unmapped in this order,
  and the kernel lets user space do no other. An index beyond the VINTF gives EINVAL, one in use EEXIST, one above a gap
  EIO; destroying a queue below another gives EBUSY.

  A VMM meets all of these when its guest sets vCMDQ 1 up first or takes vCMDQ 0 away first:
  features/device/allocation-repeated.feature, features/device/teardown.feature. Each vIOMMU counts its own queues.

  @UAPI-HWQ-10
  Rule: UAPI-HWQ-10 An index beyond the VINTF gives EINVAL

    HW_QUEUE_ALLOC gives EINVAL if index is not below the number of logical vCMDQs of a VINTF (2).

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Index <index> does not exist where a VINTF has 2 logical vCMDQs
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40002000
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | index      |
        | 2          |
        | 3          |
        | 0x100      |
        | 0x10000    |
        | 0x80000000 |
        | 0xffffffff |

    @PHYS-04
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
        | 4     | fails with EINVAL each time |

  @UAPI-HWQ-11
  Rule: UAPI-HWQ-11 An index in use gives EEXIST

    HW_QUEUE_ALLOC gives EEXIST if the index is already allocated.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a hw_queue"

    Scenario Outline: Index <index> is in use
      Given user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40002000
      Then the call fails with EEXIST each time
      And the kernel changes nothing in the hardware

      Examples:
        | index |
        | 0     |
        | 1     |

    Scenario Outline: An index in use is told before <wrong>
      When user space calls HW_QUEUE_ALLOC with <wrong>
      Then the call fails with EEXIST each time

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
  Rule: UAPI-HWQ-12 A gap below the index gives EIO

    HW_QUEUE_ALLOC gives EIO for an index above 0 if index - 1 is not allocated.

    MUST. Source: linux-7.2. Since linux-7.2.

    @PHYS-12
    Scenario: Queue 1 needs queue 0
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with index=1
      Then the call fails with EIO each time
      And the kernel changes nothing in the hardware

    Scenario Outline: Queue <index> needs the queue below it
      Given a host whose SMMU "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a hw_queue"
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40001000
      Then the call fails with EIO each time
      And the kernel changes nothing in the hardware

      Examples:
        | index |
        | 2     |
        | 3     |

    Scenario Outline: A gap is told before <wrong>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with index=1, <wrong>
      Then the call fails with EIO each time

      Examples:
        | wrong                                         |
        | length=0x30                                   |
        | nesting_parent_iova=0x40001000, length=0x2000 |

    Scenario: Queue 0 of another vIOMMU does not help
      Given a process that holds "a hw_queue"
      And user space has called VIOMMU_ALLOC
      When user space calls HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      Then the call fails with EIO each time

  @UAPI-HWQ-20
  Rule: UAPI-HWQ-20 A queue uses its vIOMMU and the queue below

    A queue counts as a user of its vIOMMU and of the queue at index - 1.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called HW_QUEUE_ALLOC

    Scenario: A vIOMMU outlives its queue
      When user space destroys viommu
      Then the call fails with EBUSY each time
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
  Rule: UAPI-HWQ-23 A queue below another one cannot be destroyed

    DESTROY of the queue at index i gives EBUSY while the queue at index i + 1 exists.

    MUST. Source: linux-7.2, iommufd-selftest. Since linux-7.2.

    @PHYS-12
    Scenario: Queue 0 stays while queue 1 exists
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      When user space destroys hw_queue0
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

    Scenario Outline: Of three queues, queue <index> stays
      Given a host whose SMMU "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space has called HW_QUEUE_ALLOC with index=2, nesting_parent_iova=0x40002000
      When user space destroys hw_queue<index>
      Then the call fails with EBUSY each time

      Examples:
        | index |
        | 0     |
        | 1     |

    Scenario: Queue 0 stays whenever queue 1 is there again
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000
      And user space destroys hw_queue1
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000
      When user space destroys hw_queue0
      Then the call fails with EBUSY each time

    Scenario: Queue 1 of another vIOMMU does not hold queue 0
      Given a process that holds "a hw_queue"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls HW_QUEUE_ALLOC with viommu_id=second, nesting_parent_iova=0x40002000, naming the result theirs
      And user space has called HW_QUEUE_ALLOC with viommu_id=second, index=1, nesting_parent_iova=0x40004000
      When user space destroys hw_queue0
      Then the call succeeds
