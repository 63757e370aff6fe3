Feature: Size, alignment and pinning of a hardware queue

  A queue has a power of two of entries of 16 bytes, at least 2 and at most as many as the SMMU's own queue may have
  (IDR1.CMDQS of the host), and lies at a multiple of its size. What counts is its physical address: an IOVA says
  nothing about it, so an aligned one does not help and an unaligned one does no harm. Smaller than a page is fine.

  The kernel pins whole host pages and locks the whole area that one IOAS_MAP made: unmapping any of it gives EBUSY
  until the last queue in it has gone. Whether the memory is there at all is looked at first:
  features/kernel/hw-queue-memory.feature.

  @UAPI-HWQ-13
  Rule: UAPI-HWQ-13 A length that is no supported power of two gives EINVAL

    HW_QUEUE_ALLOC gives EINVAL if length is not a power of two, is below 32, or exceeds 2^(host IDR1.CMDQS + 4).

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    @LIM-06
    Scenario Outline: <length> bytes are no size of a queue
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=<length>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | length    |
        | 1         |
        | 0x10      |
        | 0x1f      |
        | 0x21      |
        | 0x30      |
        | 0xfff     |
        | 0x1001    |
        | 0x1800    |
        | 0x3000    |
        | 0x7ff000  |
        | 0x1000000 |

    @LIM-06
    Scenario Outline: <length> bytes are a size of a queue
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=<length>
      Then the call succeeds

      Examples:
        | length   |
        | 0x20     |
        | 0x40     |
        | 0x800    |
        | 0x2000   |
        | 0x800000 |

    @LIM-06
    Scenario Outline: Each of two SMMUs has its own IDR1.CMDQS: <device> <result> 0x2000 bytes where that of the second is 8
      Given a host with two SMMUs, of which the second has IDR1.CMDQS=8
      And a process that holds "an IOAS"
      And device far0 is bound to the iommufd
      And user space calls HWPT_ALLOC with dev_id=<device>, flags=NEST_PARENT, naming the result s2
      And user space calls VIOMMU_ALLOC with dev_id=<device>, data_len=16, naming the result viommu
      When user space calls HW_QUEUE_ALLOC with length=0x2000
      Then the call <outcome>

      Examples:
        | device | result  | outcome           |
        | gpu0   | has     | succeeds          |
        | far0   | has not | fails with EINVAL each time |

    @LIM-06
    Scenario Outline: <length> bytes where IDR1.CMDQS is 8
      Given a host whose SMMU has IDR1.CMDQS=8
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=<length>
      Then the call <result>

      Examples:
        | length | result            |
        | 0x1000 | succeeds          |
        | 0x2000 | fails with EINVAL each time |

  @UAPI-HWQ-14
  Rule: UAPI-HWQ-14 A misaligned or too high physical base gives EINVAL

    HW_QUEUE_ALLOC gives EINVAL if the physical base has bits outside [47:5] or is not aligned to length.

    MUST. Source: linux-7.2. Since linux-7.2.

    @CQ-09 @LIM-07
    Scenario Outline: <length> bytes at IOVA <iova>, which is physical address <address>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | iova       | length   | address    |
        | 0x40000010 | 0x20     | 0x90000010 |
        | 0x40000001 | 0x1000   | 0x90000001 |
        | 0x40000800 | 0x1000   | 0x90000800 |
        | 0x40001000 | 0x2000   | 0x90001000 |
        | 0x40400000 | 0x800000 | 0x90400000 |

    @CQ-09 @LIM-07
    Scenario Outline: An aligned IOVA does not help if the memory lies at <address>
      Given a host with the CMDQ-V extension
      And the memory of the process lies at physical address <address>
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=<length>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | address    | length   |
        | 0x90001000 | 0x2000   |
        | 0x90004000 | 0x8000   |
        | 0x90400000 | 0x800000 |

    Scenario: A base above bit 47 is refused, however well it is aligned
      Given a host with pages of 65536 bytes, whose SMMU has IDR5.OAS=6
      And the memory of the process lies at physical address 0x1000000000000
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=0x10000
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

    Scenario: A base may have all bits up to 47
      Given a host with pages of 65536 bytes, whose SMMU has IDR5.OAS=6
      And the memory of the process lies at physical address 0xffffff000000
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=0x10000
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0xffffff000000, LOG2SIZE=12

    Scenario: An unaligned IOVA does no harm if the physical address is aligned
      Given a host with the CMDQ-V extension
      And the memory of the process lies at physical address 0x90001000
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x40001000, length=0x2000
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90002000, LOG2SIZE=9

  @UAPI-HWQ-21
  Rule: UAPI-HWQ-21 Queue memory cannot be unmapped

    The pages of a queue are pinned and their area is locked: IOAS_UNMAP of the area gives EBUSY until the queue is
    destroyed.

    MUST. Source: linux-7.2, iommufd-selftest. Since linux-7.2.

    @ISO-07
    Scenario Outline: Unmapping <members> while a queue is there
      Given a process that holds "a hw_queue"
      When user space calls IOAS_UNMAP with <members>
      Then the call fails with EBUSY each time

      Examples:
        | members                            |
        | iova=0x40000000, length=0x1000000  |
        | iova=0x30000000, length=0x20000000 |
        | iova=0, length=0xffffffffffffffff  |

    @ISO-07
    Scenario: What was not unmapped can still be used
      Given a process that holds "a hw_queue"
      And user space calls IOAS_UNMAP
      When user space calls HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      Then the call succeeds

    @ISO-07
    Scenario Outline: Memory that is mapped beside it, at <beside>, leaves it locked
      Given a process that holds "a hw_queue"
      And user space has called IOAS_MAP with iova=<beside>
      When user space calls IOAS_UNMAP with iova=0x40000000, length=0x1000000
      Then the call fails with EBUSY each time

      Examples:
        | beside     |
        | 0x3f000000 |
        | 0x41000000 |

    @ISO-07
    Scenario: Memory beside it can be unmapped and mapped again
      Given a process that holds "a hw_queue"
      And user space has called IOAS_MAP with iova=0x41000000
      And user space calls IOAS_UNMAP with iova=0x41000000, length=0x1000000
      And user space calls IOAS_MAP with iova=0x41000000
      When user space calls IOAS_UNMAP with iova=0x40000000, length=0x1000000
      Then the call fails with EBUSY each time

    @ISO-07
    Scenario: The area stays locked until the last of its queues has gone
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space destroys hw_queue1
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

    @ISO-07
    Scenario: Without queues the area can be unmapped
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space destroys hw_queue1
      And user space destroys hw_queue0
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: Each queue that goes unlocks its own area
      Given a process that holds "a hw_queue"
      And user space has called IOAS_MAP with iova=0x50000000
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x50000000
      And user space destroys hw_queue1
      And user space destroys hw_queue0
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: The area of a queue stays locked when that of another is unlocked
      Given a process that holds "a hw_queue"
      And user space has called IOAS_MAP with iova=0x50000000
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x50000000
      And user space destroys hw_queue1
      And user space has called IOAS_UNMAP with iova=0x50000000
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

    Scenario: A queue that came back locks its memory again
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

    Scenario: Memory that two generations of queues have used can be unmapped and mapped, and locks again
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      And user space destroys hw_queue0
      And user space has called IOAS_UNMAP
      And user space has called IOAS_MAP
      And user space has called HW_QUEUE_ALLOC
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

    Scenario: The queues of two vIOMMUs lock the same memory, each for itself
      Given a process that holds "a hw_queue"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls HW_QUEUE_ALLOC with viommu_id=second, nesting_parent_iova=0x40002000, naming the result theirs
      And user space destroys hw_queue0
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

  @UAPI-HWQ-22
  Rule: UAPI-HWQ-22 Pins cover host pages and the lock covers the whole mapping

    The kernel pins the whole host pages that cover the range. The lock covers the entire area that one IOAS_MAP
    created.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x50001000, length=0x1000, user_va=ram+0x1000
      And user space has called IOAS_MAP with iova=0x50002000, length=0x1000, user_va=ram+0x2000

    Scenario Outline: A queue over two mappings and the mapping at <iova>
      Given user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x2000
      When user space calls IOAS_UNMAP with iova=<iova>, length=0x1000
      Then the call <result>

      Examples:
        | iova       | result           |
        | 0x50000000 | fails with EBUSY each time |
        | 0x50001000 | fails with EBUSY each time |
        | 0x50002000 | succeeds         |

    Scenario Outline: A queue of <length> bytes at <queue> in a mapping of 16 MiB
      Given user space has called HW_QUEUE_ALLOC with nesting_parent_iova=<queue>, length=<length>
      When user space calls IOAS_UNMAP with iova=0x40000000, length=0x1000000
      Then the call fails with EBUSY each time

      Examples:
        | queue      | length |
        | 0x40fff000 | 0x1000 |
        | 0x40ffffe0 | 0x20   |

    Scenario Outline: A queue over four mappings and the mapping at <iova>
      Given user space has called IOAS_MAP with iova=0x50003000, length=0x1000, user_va=ram+0x3000
      And user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x4000
      When user space calls IOAS_UNMAP with iova=<iova>, length=0x1000
      Then the call fails with EBUSY each time

      Examples:
        | iova       |
        | 0x50000000 |
        | 0x50001000 |
        | 0x50002000 |
        | 0x50003000 |

    @UAPI-HWQ-24
    Scenario Outline: A queue over two mappings that has gone leaves the mapping at <iova> free
      Given user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x2000
      And user space destroys hw_queue0
      When user space calls IOAS_UNMAP with iova=<iova>, length=0x1000
      Then the call succeeds

      Examples:
        | iova       |
        | 0x50000000 |
        | 0x50001000 |

    Scenario: Other mappings of the IOAS stay free
      Given user space has called HW_QUEUE_ALLOC
      When user space calls IOAS_UNMAP with iova=0x50000000, length=0x3000
      Then the call succeeds

  @UAPI-HWQ-26
  Rule: UAPI-HWQ-26 A base inside a page is allowed

    nesting_parent_iova may lie inside a page if the physical base is aligned to length, as for a queue of half a page.

    MUST. Source: linux-7.2, iommufd-selftest. Since linux-7.2.

    Scenario Outline: A queue of <length> bytes at <iova>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads <base>

      Examples:
        | iova       | length | base                        |
        | 0x40000800 | 0x800  | ADDR=0x90000800, LOG2SIZE=7 |
        | 0x40000fe0 | 0x20   | ADDR=0x90000fe0, LOG2SIZE=1 |
        | 0x40001400 | 0x400  | ADDR=0x90001400, LOG2SIZE=6 |

    Scenario Outline: A queue of <length> bytes at <iova>, inside a page of 64 KiB
      Given a host with pages of 0x10000 bytes
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads <base>

      Examples:
        | iova       | length | base                        |
        | 0x40001000 | 0x1000 | ADDR=0x90001000, LOG2SIZE=8 |
        | 0x40018000 | 0x8000 | ADDR=0x90018000, LOG2SIZE=11 |
        | 0x4000ff80 | 0x80   | ADDR=0x9000ff80, LOG2SIZE=3 |

    Scenario: Two queues in one page
      Given a process that holds "a vIOMMU"
      And user space has called HW_QUEUE_ALLOC with length=0x800
      When user space calls HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40000800, length=0x800
      Then the call succeeds
      And these physical registers read:
        | VCMDQ2_BASE | ADDR=0x90000000, LOG2SIZE=7 |
        | VCMDQ3_BASE | ADDR=0x90000800, LOG2SIZE=7 |
