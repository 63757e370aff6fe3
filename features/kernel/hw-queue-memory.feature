Feature: The memory of a hardware queue

  The hardware fetches a queue from physical memory, past every translation; a guest's address means nothing to it. The
  kernel therefore looks up the pages behind the IOVA in the IOAS of the nest parent, pins them, and insists that they
  follow each other physically: ENOENT if one is not mapped, EFAULT if they are scattered. While the queue exists nobody
  can unmap them (features/kernel/hw-queue-size.feature), or the hardware would go on reading memory that belongs to
  somebody else.

  These checks come before those of index, length and alignment, so a request with several faults is answered by its
  memory. A VMM makes none of them itself; it lowers the guest's largest queue to what fits into one page of its RAM:
  features/device/limits.feature.

  @UAPI-HWQ-06
  Rule: UAPI-HWQ-06 Lack of kernel memory gives ENOMEM and page overflow ERANGE

    HW_QUEUE_ALLOC gives ENOMEM if the object or its page array cannot be allocated, and ERANGE if rounding the range to
    pages overflows.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: No kernel has memory for the pages of an absurd length, <length>
      The largest is one that does not overflow yet when rounded to pages.

      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0, length=<length>
      Then the call fails with ENOMEM
      And the kernel changes nothing in the hardware

      Examples:
        | length             |
        | 0x100000000000     |
        | 0x4000000000000000 |
        | 0xfffffffffffff000 |

    Scenario Outline: <length> bytes from <iova> overflow when rounded to pages
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call fails with ERANGE each time
      And the kernel changes nothing in the hardware

      Examples:
        | iova  | length             |
        | 0     | 0xfffffffffffff001 |
        | 0     | 0xffffffffffffffff |
        | 0xfff | 0xfffffffffffff001 |

    Scenario: An unknown type is told before the length
      When user space calls HW_QUEUE_ALLOC with type=2, nesting_parent_iova=0, length=0x4000000000000000
      Then the call fails with EOPNOTSUPP each time

    Scenario Outline: A length of <length> is told before index <index>
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0, length=<length>, index=<index>
      Then the call fails with <errno> each time

      Examples:
        | length             | index | errno  |
        | 0x4000000000000000 | 5     | ENOMEM |
        | 0x4000000000000000 | 1     | ENOMEM |
        | 0xffffffffffffffff | 5     | ERANGE |
        | 0xffffffffffffffff | 1     | ERANGE |

  @UAPI-HWQ-07
  Rule: UAPI-HWQ-07 An unmapped page gives ENOENT

    HW_QUEUE_ALLOC gives ENOENT if any page of [iova, iova + length) is not mapped in the IOAS of the nest parent.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario: Page 0 can be mapped, and a queue can lie in it
      Given user space has called IOAS_MAP with iova=0, length=0x1000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0, length=0x1000
      Then the call succeeds

    Scenario Outline: <length> bytes from <iova> are not mapped <where>
      The RAM is mapped from 0x40000000 to 0x40ffffff.

      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | iova       | length | where             |
        | 0x70000000 | 0x1000 | at all            |
        | 0x3ffff000 | 0x2000 | in front          |
        | 0x3fffffe0 | 0x40   | by a few bytes    |
        | 0x40fff000 | 0x2000 | at the end        |
        | 0x40ffffe0 | 0x40   | by the last bytes |

      Examples: numbers of more than 32 bits, whose lower halves are mapped
        | iova        | length      | where             |
        | 0x140000000 | 0x1000      | above 4 GiB       |
        | 0x40000000  | 0x100001000 | from 4 GiB on     |

    Scenario: A hole in the middle
      Given user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x50002000, length=0x2000, user_va=ram+0x2000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x4000
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

    Scenario: Memory that was unmapped
      Given user space has called IOAS_UNMAP
      When user space calls HW_QUEUE_ALLOC
      Then the call fails with ENOENT each time

    Scenario: Memory that is mapped in another IOAS alone
      Given user space has called IOAS_ALLOC
      And user space has called IOAS_MAP with iova=0x50000000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000
      Then the call fails with ENOENT each time

    Scenario: An unmapped page is told before scattered ones
      Given user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x50001000, length=0x1000, user_va=ram+0x8000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x4000
      Then the call fails with ENOENT each time

  @UAPI-HWQ-08
  Rule: UAPI-HWQ-08 Memory that cannot be pinned is refused

    HW_QUEUE_ALLOC gives EADDRINUSE if any mapping of the IOAS begins or ends within a host page, in the IOAS or in the
    process, EPERM if the queue's mapping lacks read permission, EINVAL if the area is being unmapped, and otherwise the
    errno of the failed pin.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A mapping of <kind> pages
      Flag 1 asks for the IOVA, 2 for writing, 4 for reading.

      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with flags=<flags>, iova=0x50000000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000
      Then the call <result>

      Examples:
        | kind       | flags | result           |
        | write-only | 3     | fails with EPERM each time |
        | read-only  | 5     | succeeds         |

    Scenario: A queue whose last page cannot be read
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with flags=3, iova=0x50001000, length=0x1000, user_va=ram+0x1000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x2000
      Then the call fails with EPERM each time
      And the kernel changes nothing in the hardware

    Scenario: Pages that cannot be read are told before scattered ones
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with flags=3, iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with flags=3, iova=0x50001000, length=0x1000, user_va=ram+0x8000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x2000
      Then the call fails with EPERM each time
      And the kernel changes nothing in the hardware

    Scenario Outline: Host pages that lie <where> in the IOAS
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=<iova>, length=0x40000, user_va=<user>
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50010000
      Then the call <result>

      Examples:
        | where                      | iova       | user       | result                |
        | on their bounds            | 0x50000000 | ram        | succeeds              |
        | across them                | 0x50001000 | ram        | fails with EADDRINUSE each time |
        | as they lie in the process | 0x50001000 | ram+0x1000 | fails with EADDRINUSE each time |

    Scenario: A host page of two mappings
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x50001000, length=0xf000, user_va=ram+0x1000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000
      Then the call fails with EADDRINUSE each time

    Scenario: A mapping elsewhere that ends within a host page
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      When user space calls HW_QUEUE_ALLOC
      Then the call fails with EADDRINUSE each time
      And the kernel changes nothing in the hardware

  @UAPI-HWQ-09
  Rule: UAPI-HWQ-09 Scattered pages give EFAULT

    HW_QUEUE_ALLOC gives EFAULT if the pages behind the range are not physically consecutive.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Pages with gaps between them
      Given a host with the CMDQ-V extension
      And the memory of the process is physically scattered
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with length=0x2000
      Then the call fails with EFAULT each time
      And the kernel changes nothing in the hardware

    Scenario: One of the scattered pages is enough for a queue of one page
      Given a host with the CMDQ-V extension
      And the memory of the process is physically scattered
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x40001000
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90002000, LOG2SIZE=8

    Scenario Outline: Two pages of which the second lies <where>
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000, user_va=ram+0x8000
      And user space has called IOAS_MAP with iova=0x50001000, length=0x1000, user_va=<second>
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x2000
      Then the call <result>

      Examples:
        | where            | second     | result            |
        | right behind     | ram+0x9000 | succeeds          |
        | one page further | ram+0xa000 | fails with EFAULT each time |
        | in front         | ram+0x7000 | fails with EFAULT each time |
        | at the same page | ram+0x8000 | fails with EFAULT each time |

    Scenario: Of many pages the last one lies elsewhere
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0xf000
      And user space has called IOAS_MAP with iova=0x5000f000, length=0x1000, user_va=ram+0x10000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x10000
      Then the call fails with EFAULT each time
      And the kernel changes nothing in the hardware

    Scenario: Of four pages the second alone lies elsewhere
      The last page is where it would be if all of them were consecutive.

      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000, user_va=ram+0x8000
      And user space has called IOAS_MAP with iova=0x50001000, length=0x1000, user_va=ram+0x10000
      And user space has called IOAS_MAP with iova=0x50002000, length=0x2000, user_va=ram+0xa000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x4000
      Then the call fails with EFAULT each time
      And the kernel changes nothing in the hardware

    Scenario: Four mappings of neighbouring pages
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000, user_va=ram+0x8000
      And user space has called IOAS_MAP with iova=0x50001000, length=0x1000, user_va=ram+0x9000
      And user space has called IOAS_MAP with iova=0x50002000, length=0x1000, user_va=ram+0xa000
      And user space has called IOAS_MAP with iova=0x50003000, length=0x1000, user_va=ram+0xb000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000, length=0x4000
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90008000, LOG2SIZE=10

  @UAPI-HWQ-15
  Rule: UAPI-HWQ-15 Memory is checked before index, length and alignment

    The memory checks (UAPI-HWQ-07 to 09) come before those of index, length and alignment (UAPI-HWQ-10 to 14). Index 5
    with an unmapped IOVA gives ENOENT; index 1 before index 0 with a mapped IOVA gives EIO.

    MUST. Source: linux-7.2, iommufd-selftest. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with flags=3, iova=0x50000000, length=0x10000
      And user space has called IOAS_MAP with iova=0x60000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x60001000, length=0xf000, user_va=ram+0x8000

    Scenario Outline: <memory> memory at <iova> is told before <wrong>
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, <wrong>
      Then the call fails with <errno> each time
      And the kernel changes nothing in the hardware

      Examples:
        | memory     | iova       | wrong                  | errno  |
        | Unmapped   | 0x70000000 | index=5, length=0x2000 | ENOENT |
        | Unmapped   | 0x70000000 | index=1, length=0x2000 | ENOENT |
        | Unmapped   | 0x70000000 | length=0x3000          | ENOENT |
        | Unmapped   | 0x70001000 | length=0x2000          | ENOENT |
        | Unmapped   | 0x70000000 | length=0x1000000       | ENOENT |
        | Unreadable | 0x50000000 | index=5, length=0x2000 | EPERM  |
        | Unreadable | 0x50000000 | index=1, length=0x2000 | EPERM  |
        | Unreadable | 0x50000000 | length=0x3000          | EPERM  |
        | Unreadable | 0x50001000 | length=0x2000          | EPERM  |
        | Scattered  | 0x60000000 | index=5, length=0x2000 | EFAULT |
        | Scattered  | 0x60000000 | index=1, length=0x2000 | EFAULT |
        | Scattered  | 0x60000000 | length=0x3000          | EFAULT |
        | Scattered  | 0x60000800 | length=0x1000          | EFAULT |

    Scenario Outline: Memory at <iova> is told before an index in use
      Given user space has called HW_QUEUE_ALLOC
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=0x2000
      Then the call fails with <errno> each time

      Examples:
        | iova       | errno  |
        | 0x70000000 | ENOENT |
        | 0x50000000 | EPERM  |
        | 0x60000000 | EFAULT |

    Scenario: Index 1 before index 0 with good memory
      When user space calls HW_QUEUE_ALLOC with index=1
      Then the call fails with EIO each time

  @UAPI-HWQ-27
  Rule: UAPI-HWQ-27 One refusal comes from IOAS_MAP instead

    With 4 KiB host pages a mapping misaligned within a page is refused by IOAS_MAP with EINVAL, so that HW_QUEUE_ALLOC
    never meets it. Nor does it meet memory above the output size: IDR5.OAS is the size of physical addresses on its
    host, so there is none.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: A mapping of something else than whole pages: <members>
      When user space calls IOAS_MAP with <members>
      Then the call fails with EINVAL each time

      Examples:
        | members                                           |
        | iova=0x50000800, length=0x1000                    |
        | iova=0x50000000, length=0x800                     |
        | iova=0x50000000, length=0x1000, user_va=ram+0x800 |

    Scenario: Memory up to the end of physical addresses
      Given the memory of the process lies at physical address 0xffffff000000
      When user space calls IOAS_MAP with iova=0x50000000
      Then the call succeeds
