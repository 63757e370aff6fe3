Feature: I/O address spaces

  An IOAS says which memory of the process stands at which IOVA; for a VMM an IOVA is an address of its guest. It is an
  agreement first: what can be mapped depends on the tables (HWPTs) that are made from it and on the devices that are
  attached, each of which narrows the ranges, and a VMM asks for the ranges before it puts its guest's RAM there. What
  is mapped must suit whatever comes later, or that is refused.

  A hardware queue lives in what is mapped: HW_QUEUE_ALLOC names an IOVA of this address space, and while the queue
  exists its memory cannot be unmapped (features/kernel/hw-queue-memory.feature, features/kernel/hw-queue-size.feature).
  A mapping is unmapped whole or not at all, so how a VMM cuts its mappings decides how much a queue holds fast.

  @UAPI-IOAS-01
  Rule: UAPI-IOAS-01 IOAS_ALLOC takes no flags

    IOAS_ALLOC makes an empty I/O address space and returns its ID. flags other than 0 give EOPNOTSUPP.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: flags <flags> are refused
      Given a process that holds "an iommufd"
      When user space calls IOAS_ALLOC with flags=<flags>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | flags      |
        | 1          |
        | 0x80000000 |

    Scenario: Two address spaces are two objects
      Given a process that holds "an iommufd"
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result second
      Then the call succeeds
      And ioas and second are different objects

  @UAPI-IOAS-02
  Rule: UAPI-IOAS-02 A fresh IOAS allows every address

    IOAS_IOVA_RANGES on an IOAS without tables returns the one range from 0 to 2^64 - 1 and the alignment 1.

    MUST. Source: uapi. Since linux-7.2.

    Scenario: The ranges of a fresh IOAS
      Given a process that holds "a bound device"
      And user space has called IOAS_ALLOC
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: What is mapped is still in the ranges
      Given a process that holds "an IOAS"
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: A mapping of odd bytes is accepted while there is no table
      Given a process that holds "an IOAS"
      When user space calls IOAS_MAP with iova=0x50000001, length=3, user_va=ram+0x1
      Then the call succeeds
      And the call returns iova=0x50000001

  @UAPI-IOAS-03
  Rule: UAPI-IOAS-03 Tables and devices narrow the ranges

    Each table of an IOAS narrows its ranges to the addresses that the table can translate and raises the alignment to
    the table's page, each hw_queue raises it to the host's page, and each attached device takes out what its SMMU
    reserves: 1 MiB for the interrupt doorbell at 0x8000000. Detaching and destroying widens them again.

    MUST. Source: uapi, linux-7.2, qemu-11.1. Since linux-7.2.

    Scenario: A table narrows the ranges to what it translates
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=0x1000
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario Outline: The tables of an SMMU with <bits> bits of output address, flags <flags>
      Given a host whose SMMU has IDR5.OAS=<OAS>
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=<flags>
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns these ranges:
        | 0 | <last> |

      Examples:
        | OAS | bits | flags       | last            |
        | 0   | 32   | NEST_PARENT | 0xffffffff      |
        | 1   | 36   | NEST_PARENT | 0xfffffffff     |
        | 2   | 40   | NEST_PARENT | 0xffffffffff    |
        | 3   | 42   | NEST_PARENT | 0x3ffffffffff   |
        | 4   | 44   | NEST_PARENT | 0xfffffffffff   |
        | 6   | 52   | NEST_PARENT | 0xffffffffffff  |
        | 2   | 40   | 0           | 0xffffffffffff  |
        | 4   | 44   | 0           | 0xffffffffffff  |

    Scenario: Pages of 64 KiB translate 52 bits
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.OAS=6
      And a process that holds "a nest-parent HWPT"
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns these ranges:
        | 0 | 0xfffffffffffff |

    Scenario: An attached device takes the doorbell's window out
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns num_iovas=2, out_iova_alignment=0x1000
      And the call returns these ranges:
        | 0         | 0x7ffffff      |
        | 0x8100000 | 0xffffffffffff |

    Scenario: A device that leaves a nested HWPT gives the doorbell's window back
      Given a process that holds "a vIOMMU"
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to nested
      And user space detaches gpu0
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario: What was allowed before a device was attached is not what is allowed then
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_IOVA_RANGES
      And user space attaches gpu0 to s2
      When user space calls IOAS_IOVA_RANGES
      Then the call returns these ranges:
        | 0         | 0x7ffffff      |
        | 0x8100000 | 0xffffffffffff |

    Scenario Outline: A table of larger pages than the host's is refused, flags <flags>
      Given a host whose SMMU has IDR5.GRAN4K=0
      And a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=<flags>
      Then the call fails with EINVAL each time

      Examples:
        | flags       |
        | 0           |
        | NEST_PARENT |

    Scenario: A table that was refused narrows nothing
      Given a host whose SMMU has IDR5.GRAN4K=0
      And a process that holds "an IOAS"
      And user space calls HWPT_ALLOC with flags=0
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: An SMMU without the host's own page maps the next smaller
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN64K=0
      And a process that holds "a nest-parent HWPT"
      When user space calls IOAS_IOVA_RANGES
      Then the call returns out_iova_alignment=0x4000

    @UAPI-VFIO-05
    Scenario: The table that ATTACH made is gone with the device
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space attaches gpu0 to second
      And user space detaches gpu0
      When user space calls IOAS_IOVA_RANGES with ioas_id=second
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario Outline: A queue raises the alignment to a host page, and a mapping of <length> bytes <result>
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a hw_queue"
      When user space calls IOAS_MAP with iova=0x50000000, length=<length>
      Then the call <result>

      Examples:
        | length  | result            |
        | 0x1000  | fails with EINVAL each time |
        | 0x10000 | succeeds          |

    Scenario: The alignment with a queue
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a hw_queue"
      When user space calls IOAS_IOVA_RANGES
      Then the call returns out_iova_alignment=0x10000

    Scenario: Without its queue the alignment is the table's again
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a hw_queue"
      And user space destroys hw_queue0
      When user space calls IOAS_IOVA_RANGES
      Then the call returns out_iova_alignment=0x1000

    Scenario: Without a second queue the alignment is the table's again, too
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      And user space destroys hw_queue0
      When user space calls IOAS_IOVA_RANGES
      Then the call returns out_iova_alignment=0x1000

    Scenario: Without one of two queues the alignment is the host's page still
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40010000
      And user space destroys hw_queue1
      When user space calls IOAS_IOVA_RANGES
      Then the call returns out_iova_alignment=0x10000

    Scenario: After a queue that was refused the alignment is the table's
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x7000000000
      When user space calls IOAS_IOVA_RANGES
      Then the call returns out_iova_alignment=0x1000

    Scenario: A second device takes out no more
      Given a process that holds "a nest-parent HWPT"
      And device nic0 is bound to the iommufd
      And user space attaches gpu0 to s2
      And user space attaches nic0 to s2
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=2
      And the call returns these ranges:
        | 0         | 0x7ffffff      |
        | 0x8100000 | 0xffffffffffff |

    Scenario: While one of two devices is attached the window is out
      Given a process that holds "a nest-parent HWPT"
      And device nic0 is bound to the iommufd
      And user space attaches gpu0 to s2
      And user space attaches nic0 to s2
      And user space detaches gpu0
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=2

    Scenario: Detaching gives the window back
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario: Detaching gives the window back each time
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario: Destroying the table gives everything back
      Given a process that holds "a nest-parent HWPT"
      And user space destroys s2
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: Destroying a second table gives everything back, too
      Given a process that holds "a nest-parent HWPT"
      And user space destroys s2
      And user space has called HWPT_ALLOC
      And user space destroys s2
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: A table narrows its own IOAS alone
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      When user space calls IOAS_IOVA_RANGES with ioas_id=second
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: Of two IOASes each is widened by its own table that goes
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, pt_id=second, naming the result other
      And user space destroys s2
      And user space destroys other
      When user space calls IOAS_IOVA_RANGES with ioas_id=second
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario: The table of one IOAS narrows it after that of another has gone
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, pt_id=second, naming the result other
      And user space destroys s2
      When user space calls IOAS_IOVA_RANGES with ioas_id=second
      Then the call succeeds
      And the call returns num_iovas=1, out_iova_alignment=0x1000
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario: A device that moves to another IOAS takes its window along
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space attaches gpu0 to second
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario: Two tables of different kind are one limit where they agree
      Given a process that holds "a nest-parent HWPT"
      And user space has called HWPT_ALLOC with flags=0
      When user space calls IOAS_IOVA_RANGES
      Then the call succeeds
      And the call returns num_iovas=1
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    Scenario: The alignment is the host's page where the SMMU has it
      Given a host with pages of 0x10000 bytes
      And a process that holds "a nest-parent HWPT"
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1, out_iova_alignment=0x10000

    Scenario: The alignment is the SMMU's page where that is smaller
      Given a host with pages of 0x10000 bytes, whose SMMU has IDR5.GRAN16K=0, IDR5.GRAN64K=0
      And a process that holds "a nest-parent HWPT"
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1, out_iova_alignment=0x1000

    Scenario: The second of two tables narrows the ranges after the first has gone
      Given a process that holds "a nest-parent HWPT"
      And user space has called HWPT_ALLOC with flags=0
      And user space destroys s2
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1, out_iova_alignment=0x1000
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

  @UAPI-IOAS-04
  Rule: UAPI-IOAS-04 An array that is too short gives EMSGSIZE and the number

    IOAS_IOVA_RANGES fills in as many ranges as num_iovas has room for and sets num_iovas to the total. If that is more
    than there was room for, it gives EMSGSIZE.

    MUST. Source: uapi, qemu-11.1. Since linux-7.2.

    Scenario Outline: Room for <room> of two ranges
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls IOAS_IOVA_RANGES with num_iovas=<room>
      Then the call <result>
      And the call returns num_iovas=2, out_iova_alignment=0x1000

      Examples:
        | room | result              |
        | 0    | fails with EMSGSIZE each time |
        | 1    | fails with EMSGSIZE each time |
        | 2    | succeeds            |
        | 3    | succeeds            |

    Scenario: Without room nothing is stored
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls IOAS_IOVA_RANGES with num_iovas=0
      Then the call returns no range

    Scenario: With room for one the first is stored
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls IOAS_IOVA_RANGES with num_iovas=1
      Then the call returns these ranges:
        | 0 | 0x7ffffff |

    Scenario: A second call with the room that the first one told of gets all ranges
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space calls IOAS_IOVA_RANGES with num_iovas=0
      When user space calls IOAS_IOVA_RANGES with num_iovas=3, out_iova_alignment=0x5555
      Then the call succeeds
      And the call returns num_iovas=2, out_iova_alignment=0x1000
      And the call returns these ranges:
        | 0         | 0x7ffffff      |
        | 0x8100000 | 0xffffffffffff |

  @UAPI-IOAS-05
  Rule: UAPI-IOAS-05 IOAS_IOVA_RANGES is checked

    IOAS_IOVA_RANGES gives EOPNOTSUPP for __reserved other than 0, then ENOENT for an ID that is no IOAS, then EFAULT if
    the array cannot be written.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A call with <changes> is refused
      Given a process that holds "an IOAS"
      When user space calls IOAS_IOVA_RANGES with <changes>
      Then the call fails with <errno> each time

      Examples:
        | changes                        | errno      |
        | __reserved=1                   | EOPNOTSUPP |
        | __reserved=1, ioas_id=nothing  | EOPNOTSUPP |
        | ioas_id=nothing                | ENOENT     |
        | ioas_id=gpu0                   | ENOENT     |
        | ioas_id=nothing, data=readonly | ENOENT     |
        | data=readonly                  | EFAULT     |
        | data=unreadable                | EFAULT     |

  @UAPI-IOAS-06
  Rule: UAPI-IOAS-06 Flags and __reserved of IOAS_MAP

    IOAS_MAP gives EOPNOTSUPP for flags other than FIXED_IOVA, WRITEABLE and READABLE and for __reserved other than 0.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: A mapping with <changes> is refused
      Given a process that holds "an IOAS"
      When user space calls IOAS_MAP with iova=0x50000000, <changes>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | changes                    |
        | flags=8                    |
        | flags=0xf                  |
        | flags=0x80000007           |
        | __reserved=1               |
        | flags=8, ioas_id=nothing   |

  @UAPI-IOAS-07
  Rule: UAPI-IOAS-07 The order of IOAS_MAP's checks

    After flags and __reserved, IOAS_MAP gives EOVERFLOW for an iova or a length of 2^64 - 1, then EINVAL without
    READABLE and WRITEABLE, then ENOENT for an ID that is no IOAS, then EOVERFLOW for user memory that passes 2^64 - 1,
    then EINVAL for a length that is 0 or not aligned, for an iova that is not aligned, EOVERFLOW for a range that
    passes 2^64 - 1, EINVAL for a reserved range, and EEXIST for one in use.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <changes> gives <errno>
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with <changes>
      Then the call fails with <errno> each time

      Examples:
        | changes                                                                | errno      |
        | __reserved=1, iova=0xffffffffffffffff                                  | EOPNOTSUPP |
        | iova=0xffffffffffffffff, flags=1                                       | EOVERFLOW  |
        | length=0xffffffffffffffff, flags=1                                     | EOVERFLOW  |
        | flags=1, ioas_id=nothing                                               | EINVAL     |
        | flags=0, ioas_id=nothing                                               | EINVAL     |
        | ioas_id=nothing, length=0                                              | ENOENT     |
        | ioas_id=gpu0                                                           | ENOENT     |
        | user_va=0xfffffffffffff000, length=0x1800                              | EOVERFLOW  |
        | length=0                                                               | EINVAL     |
        | length=0xfff                                                           | EINVAL     |
        | iova=0x40000800                                                        | EINVAL     |
        | iova=0xfffffffffffff800, length=0x1000                                 | EINVAL     |
        | iova=0xfffffffffffff000, length=0x2000                                 | EOVERFLOW  |
        | iova=0xfffffffffffff000, length=0x1000                                 | EINVAL     |
        | iova=0x50000000, length=0x1000, user_va=ram+0x800                      | EINVAL     |
        | iova=0x50000000, length=0x1000, user_va=0x800                          | EINVAL     |
        | iova=0x50000000, length=0x1000, user_va=0x1000                         | EFAULT     |

    Scenario: User memory may end just below 2^64 - 1
      Given a process that holds "an IOAS"
      When user space calls IOAS_MAP with iova=0x50000000, user_va=0xfffffffffffff000, length=0xfff
      Then the call succeeds

    Scenario: The last address of all can be mapped
      Given a process that holds "an IOAS"
      When user space calls IOAS_MAP with iova=0xfffffffffffff000, length=0x1000
      Then the call succeeds

    Scenario Outline: A mapping with flags <flags> is made
      Given a process that holds "an IOAS"
      When user space calls IOAS_MAP with flags=<flags>, iova=0x50000000
      Then the call succeeds

      Examples:
        | flags |
        | 3     |
        | 5     |
        | 7     |

    Scenario Outline: A mapping after one that was refused for <changes> is made
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_MAP with <changes>
      When user space calls IOAS_MAP with iova=0x50000000, length=0x1000
      Then the call succeeds

      Examples:
        | changes                                           |
        | ioas_id=nothing                                   |
        | length=0xfff                                      |
        | iova=0x40000800                                   |
        | iova=0xfffffffffffff000, length=0x2000            |
        | user_va=0xfffffffffffff000, length=0x1800         |
        | iova=0x50000000, length=0x1000, user_va=ram+0x800 |

    Scenario Outline: <changes> is refused each time
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_MAP with <changes>
      When user space calls IOAS_MAP with <changes>
      Then the call fails with <errno> each time

      Examples:
        | changes                                           | errno     |
        | ioas_id=gpu0                                      | ENOENT    |
        | length=0                                          | EINVAL    |
        | iova=0x40000800                                   | EINVAL    |
        | iova=0xfffffffffffff000, length=0x2000            | EOVERFLOW |
        | user_va=0xfffffffffffff000, length=0x1800         | EOVERFLOW |
        | iova=0x50000000, length=0x1000, user_va=ram+0x800 | EINVAL    |

  @UAPI-IOAS-08
  Rule: UAPI-IOAS-08 A fixed range is unused

    With FIXED_IOVA the memory is mapped at iova. The range must be unused, otherwise IOAS_MAP gives EEXIST and what was
    mapped stays.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario Outline: <length> bytes at <iova> meet what is mapped
      The RAM is mapped from 0x40000000 to 0x40ffffff.

      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with iova=<iova>, length=<length>
      Then the call fails with EEXIST each time

      Examples:
        | iova       | length    |
        | 0x40000000 | 0x1000000 |
        | 0x40000000 | 0x1000    |
        | 0x40fff000 | 0x1000    |
        | 0x3ffff000 | 0x2000    |
        | 0x40fff000 | 0x2000    |
        | 0x3f000000 | 0x1001000 |

    Scenario Outline: <length> bytes at <iova> are beside it
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with iova=<iova>, length=<length>
      Then the call succeeds
      And the call returns iova=<iova>

      Examples:
        | iova       | length    |
        | 0x3f000000 | 0x1000000 |
        | 0x41000000 | 0x1000    |

    Scenario Outline: <length> bytes at <iova> are told from it to the byte
      Without a table nothing has to be aligned.

      Given a process that holds "an IOAS"
      When user space calls IOAS_MAP with iova=<iova>, length=<length>
      Then the call <result>

      Examples:
        | iova       | length | result            |
        | 0x3fffffff | 1      | succeeds          |
        | 0x3fffffff | 2      | fails with EEXIST each time |
        | 0x40ffffff | 1      | fails with EEXIST each time |
        | 0x41000000 | 1      | succeeds          |

    Scenario: What was mapped stays
      Given a process that holds "a vIOMMU"
      And user space calls IOAS_MAP with user_va=ram+0x1000, length=0x1000
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90000000, LOG2SIZE=8

    Scenario: A queue lies where its memory was mapped
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, user_va=ram+0x3000, length=0x1000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90003000, LOG2SIZE=8

  @UAPI-IOAS-09
  Rule: UAPI-IOAS-09 Only allowed ranges can be mapped

    IOAS_MAP with FIXED_IOVA and a range outside those of IOAS_IOVA_RANGES gives EINVAL.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario Outline: <length> bytes at <iova> are not allowed while a device is attached
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls IOAS_MAP with iova=<iova>, length=<length>
      Then the call fails with EINVAL each time

      Examples:
        | iova            | length   |
        | 0x8000000       | 0x1000   |
        | 0x7fff000       | 0x2000   |
        | 0x80ff000       | 0x1000   |
        | 0x80ff000       | 0x2000   |
        | 0x7fff000       | 0x200000 |
        | 0x1000000000000 | 0x1000   |
        | 0xfffffffff000  | 0x2000   |

    Scenario Outline: <length> bytes at <iova> are allowed
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls IOAS_MAP with iova=<iova>, length=<length>
      Then the call succeeds

      Examples:
        | iova           | length   |
        | 0              | 0x1000   |
        | 0x7fff000      | 0x1000   |
        | 0x8100000      | 0x1000   |
        | 0xfffffffff000 | 0x1000   |

    Scenario: The doorbell's window can be mapped while no device is attached
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with iova=0x8000000, length=0x1000
      Then the call succeeds

    Scenario: A reserved range is told before one in use
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_MAP with iova=0x7fff000, length=0x1000
      And user space attaches gpu0 to s2
      When user space calls IOAS_MAP with iova=0x7fff000, length=0x2000
      Then the call fails with EINVAL each time

  @UAPI-IOAS-10
  Rule: UAPI-IOAS-10 Without FIXED_IOVA the kernel chooses

    Without FIXED_IOVA the kernel chooses an unused, allowed and aligned range other than iova 0 and returns it in iova.
    If there is none it gives ENOSPC.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario: A queue in memory whose IOVA the kernel chose
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with flags=6, user_va=ram+0x100000, length=0x100000
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=iova
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90100000, LOG2SIZE=8

    Scenario: What iova says does not matter
      Given a process that holds "a vIOMMU"
      When user space calls IOAS_MAP with flags=6, iova=0x40000800
      Then the call succeeds

    Scenario: Two choices are two ranges
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_MAP with flags=6, length=0x1000, naming the result first
      And user space calls IOAS_MAP with flags=6, length=0x1000, naming the result second
      When user space calls IOAS_UNMAP with iova=first, length=0x1000
      Then the call succeeds
      And the call returns length=0x1000
      And first and second are different objects

    Scenario: Address 0 is not chosen
      Given a process that holds "a bound device"
      And user space has called IOAS_ALLOC
      And user space calls IOAS_MAP with flags=6, user_va=0x1000, length=0x1000
      When user space calls IOAS_UNMAP with iova=0, length=0x1000
      Then the call fails with ENOENT each time

    Scenario: The only range that is left
      Given a process that holds "a bound device"
      And user space has called IOAS_ALLOC
      And user space has called IOAS_MAP with iova=0, length=0x40000000, user_va=0x1000
      And user space has called IOAS_MAP with iova=0x41000000, length=0xffffffffbf000000, user_va=0x1000
      When user space calls IOAS_MAP with flags=6, length=0x1000000, user_va=0x40000000
      Then the call succeeds
      And the call returns iova=0x40000000

    Scenario: The only range that is left, between others that were mapped in descending order
      Given a process that holds "a bound device"
      And user space has called IOAS_ALLOC
      And user space has called IOAS_MAP with iova=0x41000000, length=0xffffffffbf000000, user_va=0x1000
      And user space has called IOAS_MAP with iova=0x20000000, length=0x20000000, user_va=0x1000
      And user space has called IOAS_MAP with iova=0, length=0x20000000, user_va=0x1000
      When user space calls IOAS_MAP with flags=6, length=0x1000000, user_va=0x40000000
      Then the call succeeds
      And the call returns iova=0x40000000

    Scenario: More than is left
      Given a process that holds "a bound device"
      And user space has called IOAS_ALLOC
      And user space has called IOAS_MAP with iova=0, length=0x40000000, user_va=0x1000
      And user space has called IOAS_MAP with iova=0x41000000, length=0xffffffffbf000000, user_va=0x1000
      When user space calls IOAS_MAP with flags=6, length=0x2000000, user_va=0x40000000
      Then the call fails with ENOSPC each time

    Scenario: More than the table translates
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with flags=6, length=0x1000000000000
      Then the call fails with ENOSPC each time

    Scenario: The doorbell's window is not chosen
      Everything in front of the window is mapped. What is behind it goes as a whole: guest RAM, and what the kernel chose.

      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space has called IOAS_MAP with iova=0
      And user space has called IOAS_MAP with iova=0x1000000
      And user space has called IOAS_MAP with iova=0x2000000
      And user space has called IOAS_MAP with iova=0x3000000
      And user space has called IOAS_MAP with iova=0x4000000
      And user space has called IOAS_MAP with iova=0x5000000
      And user space has called IOAS_MAP with iova=0x6000000
      And user space has called IOAS_MAP with iova=0x7000000
      And user space has called IOAS_MAP with flags=6
      When user space calls IOAS_UNMAP with iova=0x8100000, length=0xffff_ffff_f7f0_0000
      Then the call succeeds
      And the call returns length=0x2000000

    Scenario: A length that is not aligned is refused
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with flags=6, length=0x800
      Then the call fails with EINVAL each time

    Scenario: A range that is taken in one IOAS is free in another
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space calls IOAS_MAP with flags=6, length=0x1000, naming the result first
      And user space calls IOAS_MAP with flags=6, ioas_id=second, length=0x1000, naming the result other
      When user space calls IOAS_UNMAP with ioas_id=second, iova=other, length=0x1000
      Then the call succeeds
      And the call returns length=0x1000

  @UAPI-IOAS-11
  Rule: UAPI-IOAS-11 IOAS_UNMAP unmaps whole mappings

    IOAS_UNMAP unmaps all mappings in its range and returns the number of their bytes in length. The range may be larger
    than the mappings.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: <length> bytes from <iova> have the mapping in them
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_UNMAP with iova=<iova>, length=<length>
      Then the call succeeds
      And the call returns length=0x1000000

      Examples:
        | iova       | length             |
        | 0x40000000 | 0x1000000          |
        | 0x3ffff000 | 0x1001000          |
        | 0x40000000 | 0x1001000          |
        | 0x30000000 | 0x20000000         |
        | 1          | 0xfffffffffffffffe |
        | 0          | 0xfffffffffffffffe |
        | 1          | 0xffffffffffff     |

    Scenario: Three mappings with gaps between them
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x50002000, length=0x3000
      When user space calls IOAS_UNMAP with iova=0x40000000, length=0x20000000
      Then the call succeeds
      And the call returns length=0x1004000

    Scenario: A mapping beside the range stays
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x41000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x3ffff000, length=0x1000
      And user space calls IOAS_UNMAP with iova=0x3ffff000, length=0x1000
      And user space calls IOAS_UNMAP with iova=0x41000000, length=0x1000
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds

    Scenario: What is unmapped can be mapped again
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_UNMAP
      And user space has called IOAS_MAP with user_va=ram+0x2000, length=0x1000
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds
      And the physical register VCMDQ2_BASE reads ADDR=0x90002000, LOG2SIZE=8

    Scenario: The bytes of a mapping of 4 GiB and more are counted in full
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x1_0000_0000, length=0x1_0000_1000
      When user space calls IOAS_UNMAP with iova=0x1_0000_0000, length=0x1_0000_1000
      Then the call succeeds
      And the call returns length=0x1_0000_1000

  @UAPI-IOAS-12
  Rule: UAPI-IOAS-12 A mapping is not split

    IOAS_UNMAP of a range that has only part of a mapping gives ENOENT, and the mapping stays.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario Outline: <length> bytes from <iova> are refused
      Given a process that holds "a vIOMMU"
      When user space calls IOAS_UNMAP with iova=<iova>, length=<length>
      Then the call fails with ENOENT each time

      Examples:
        | iova       | length    |
        | 0x40000000 | 0x1000    |
        | 0x40000000 | 0xfff000  |
        | 0x40001000 | 0xfff000  |
        | 0x40001000 | 0x1000    |
        | 0x40fff000 | 0x2000    |
        | 0x3ffff000 | 0x2000    |

    Scenario: The mapping stays
      Given a process that holds "a vIOMMU"
      And user space calls IOAS_UNMAP with length=0x1000
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds

  @UAPI-IOAS-13
  Rule: UAPI-IOAS-13 IOAS_UNMAP is checked

    IOAS_UNMAP gives ENOENT for an ID that is no IOAS, EOVERFLOW for an iova or a length of 2^64 - 1 unless they are 0
    and 2^64 - 1, EINVAL for length 0, EOVERFLOW for a range that passes 2^64 - 1, and ENOENT if nothing is mapped in
    the range.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <changes> gives <errno>
      Given a process that holds "an IOAS"
      When user space calls IOAS_UNMAP with <changes>
      Then the call fails with <errno> each time

      Examples:
        | changes                                        | errno     |
        | ioas_id=nothing, iova=0xffffffffffffffff       | ENOENT    |
        | ioas_id=gpu0                                   | ENOENT    |
        | iova=0xffffffffffffffff, length=1              | EOVERFLOW |
        | iova=0xffffffffffffffff, length=0              | EOVERFLOW |
        | iova=0x40000000, length=0xffffffffffffffff     | EOVERFLOW |
        | iova=1, length=0xffffffffffffffff              | EOVERFLOW |
        | length=0                                       | EINVAL    |
        | iova=0x40000000, length=0xffffffffc0000001     | EOVERFLOW |
        | iova=0xfffffffffffffffe, length=3              | EOVERFLOW |
        | iova=0xfffffffffffffffe, length=2              | ENOENT    |
        | iova=0x50000000                                | ENOENT    |
        | iova=0, length=0x1000                          | ENOENT    |
        | iova=0x3ffff000, length=0x1000                 | ENOENT    |
        | iova=0x41000000, length=0x1000                 | ENOENT    |

    Scenario: What is unmapped cannot be unmapped again
      Given a process that holds "an IOAS"
      And user space has called IOAS_UNMAP
      When user space calls IOAS_UNMAP
      Then the call fails with ENOENT each time

  @UAPI-IOAS-14
  Rule: UAPI-IOAS-14 0 to 2^64 - 1 unmaps everything

    IOAS_UNMAP with iova 0 and length 2^64 - 1 unmaps everything. It succeeds with length 0 if there is nothing.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario: All mappings go
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_MAP with iova=0, length=0x1000
      And user space has called IOAS_MAP with iova=0xfffffffff000, length=0x1000
      When user space calls IOAS_UNMAP with iova=0, length=0xffffffffffffffff
      Then the call succeeds
      And the call returns length=0x1002000

    Scenario: Nothing is left to unmap
      Given a process that holds "an IOAS"
      And user space has called IOAS_UNMAP
      When user space calls IOAS_UNMAP with iova=0, length=0xffffffffffffffff
      Then the call succeeds
      And the call returns length=0

    Scenario: What a queue holds is not unmapped with everything else
      Given a process that holds "a hw_queue"
      When user space calls IOAS_UNMAP with iova=0, length=0xffffffffffffffff
      Then the call fails with EBUSY each time

  @UAPI-IOAS-15
  Rule: UAPI-IOAS-15 Unmapping stops at the first refusal

    IOAS_UNMAP goes through the mappings by ascending iova. Those before one that is refused stay unmapped.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A mapping in front of a queue's goes, mapped <order>
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=<first>, length=0x1000
      And user space has called IOAS_MAP with iova=<second>, length=0x1000
      And user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x60000000
      And user space calls IOAS_UNMAP with iova=0x50000000, length=0x20000000
      When user space calls IOAS_MAP with iova=0x50000000, length=0x1000
      Then the call succeeds

      Examples:
        | order        | first      | second     |
        | before it    | 0x50000000 | 0x60000000 |
        | after it     | 0x60000000 | 0x50000000 |

    Scenario Outline: A mapping behind a queue's stays, mapped <order>
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=<first>, length=0x1000
      And user space has called IOAS_MAP with iova=<second>, length=0x1000
      And user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x50000000
      And user space calls IOAS_UNMAP with iova=0x50000000, length=0x20000000
      When user space calls IOAS_MAP with iova=0x60000000, length=0x1000
      Then the call fails with EEXIST each time

      Examples:
        | order        | first      | second     |
        | before it    | 0x60000000 | 0x50000000 |
        | after it     | 0x50000000 | 0x60000000 |

    Scenario Outline: A queue's mapping stays behind one that goes, mapped <order>
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=<first>, length=0x1000
      And user space has called IOAS_MAP with iova=<second>, length=0x1000
      And user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x60000000
      When user space calls IOAS_UNMAP with iova=0x50000000, length=0x20000000
      Then the call fails with EBUSY each time

      Examples:
        | order     | first      | second     |
        | before it | 0x50000000 | 0x60000000 |
        | after it  | 0x60000000 | 0x50000000 |

  @UAPI-IOAS-16
  Rule: UAPI-IOAS-16 What is mapped has to suit a new table and a new device

    A table that cannot translate a mapping, or whose page does not divide it, is refused with EADDRINUSE, and so is a
    device whose reserved range is mapped. The IOAS is then as before.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A table cannot be made with <length> bytes at <iova>
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=<iova>, length=<length>
      When user space calls HWPT_ALLOC
      Then the call fails with EADDRINUSE each time

      Examples:
        | iova            | length |
        | 0x1000000000000 | 0x1000 |
        | 0xfffffffff000  | 0x2000 |
        | 0x50000800      | 0x1000 |
        | 0x50000000      | 0x800  |

    Scenario Outline: A table cannot be made with a mapping of <user_va>
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with user_va=<user_va>, iova=0x50000000, length=0x2000
      When user space calls HWPT_ALLOC
      Then the call fails with EADDRINUSE each time

      Examples:
        | user_va   |
        | ram+0x80  |
        | ram+0x800 |

    Scenario: The last page of a table can be mapped before it is made
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0xfffffffff000, length=0x1000
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: Ranges are as before after a table that was refused
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x1000000000000, length=0x1000
      And user space calls HWPT_ALLOC with flags=NEST_PARENT
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |

    Scenario Outline: A device cannot be attached to <target> with <length> bytes at <iova>
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_MAP with iova=<iova>, length=<length>
      When user space attaches gpu0 to <target>
      Then the call fails with EADDRINUSE each time

      Examples:
        | iova      | length | target |
        | 0x8000000 | 0x1000 | s2     |
        | 0x80ff000 | 0x1000 | s2     |
        | 0x7fff000 | 0x2000 | s2     |
        | 0x8000000 | 0x1000 | ioas   |

    Scenario Outline: A device can be attached with a page at <iova>
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_MAP with iova=<iova>, length=0x1000
      When user space attaches gpu0 to s2
      Then the call succeeds

      Examples:
        | iova      |
        | 0x7fff000 |
        | 0x8100000 |

    Scenario: A device that was refused leaves no table behind
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x8000000, length=0x1000
      And user space attaches gpu0 to ioas
      When user space destroys ioas
      Then the call succeeds

    Scenario: A device that was refused stays on the table that it was on
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space calls IOAS_ALLOC with flags=0, naming the result other
      And user space has called IOAS_MAP with ioas_id=other, iova=0x8000000, length=0x1000
      And user space attaches gpu0 to other
      When user space destroys s2
      Then the call fails with EBUSY each time

    @UAPI-IOAS-03
    Scenario: A device that was refused keeps its window out of the IOAS that it was on
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space calls IOAS_ALLOC with flags=0, naming the result other
      And user space has called IOAS_MAP with ioas_id=other, iova=0x8000000, length=0x1000
      And user space attaches gpu0 to other
      When user space calls IOAS_IOVA_RANGES
      Then the call returns these ranges:
        | 0         | 0x7ffffff      |
        | 0x8100000 | 0xffffffffffff |

    Scenario: A device that was refused stays on the table that ATTACH made for it
      Given a process that holds "an IOAS"
      And user space attaches gpu0 to ioas
      And user space calls IOAS_ALLOC with flags=0, naming the result other
      And user space has called IOAS_MAP with ioas_id=other, iova=0x8000000, length=0x1000
      And user space attaches gpu0 to other
      When user space destroys ioas
      Then the call fails with EBUSY each time

  @UAPI-IOAS-17
  Rule: UAPI-IOAS-17 Memory is looked up when a table needs it

    IOAS_MAP of memory that the process does not have gives EFAULT if the IOAS has a table. Without one it succeeds, and
    making a table gives EFAULT.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario: Mapping memory that does not exist, with a table
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with iova=0x50000000, user_va=0x1000, length=0x1000
      Then the call fails with EFAULT each time

    Scenario: Mapping memory that ends too early, with a table
      Given a process that holds "a nest-parent HWPT"
      When user space calls IOAS_MAP with iova=0x50000000, length=0x1001000
      Then the call fails with EFAULT each time

    Scenario: What could not be mapped leaves its range free
      Given a process that holds "a nest-parent HWPT"
      And user space calls IOAS_MAP with iova=0x50000000, user_va=0x1000, length=0x1000
      When user space calls IOAS_MAP with iova=0x50000000
      Then the call succeeds

    Scenario: Making a table of memory that does not exist
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x50000000, user_va=0x1000, length=0x1000
      When user space calls HWPT_ALLOC
      Then the call fails with EFAULT each time

    Scenario: Ranges are as before after a table that found no memory
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x50000000, user_va=0x1000, length=0x1000
      And user space calls HWPT_ALLOC with flags=NEST_PARENT
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1, out_iova_alignment=1
      And the call returns these ranges:
        | 0 | 0xffffffffffffffff |
