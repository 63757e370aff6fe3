Feature: The event queue of a vIOMMU

  A VMM learns of the errors of its vCMDQs from a file: IOMMU_VEVENTQ_ALLOC makes a queue of events of one type and
  returns a file descriptor that can be polled and read. A vIOMMU has at most one queue of a type. Without one, events
  are dropped, so a VMM allocates it before its guest runs (features/device/attach.feature).

  While the file is open the queue, its vIOMMU and the iommufd behind them live; a VMM that wants to give its vIOMMU
  back has to close it first. What stands in the file: features/kernel/event-records.feature. How it is read:
  features/kernel/event-reads.feature.

  @UAPI-VEQ-01
  Rule: UAPI-VEQ-01 Flags, __reserved and type 0 are refused

    VEVENTQ_ALLOC with flags other than 0, __reserved other than 0 or type 0 gives EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: <members> is not supported
      When user space calls VEVENTQ_ALLOC with <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | members          |
        | flags=1          |
        | flags=0x80000000 |
        | __reserved=1     |
        | __reserved=0x80000000 |
        | type=DEFAULT     |

    Scenario Outline: <members> is told before <also>
      When user space calls VEVENTQ_ALLOC with <members>, <also>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | members      | also              |
        | flags=1      | veventq_depth=0   |
        | __reserved=1 | veventq_depth=0   |
        | type=DEFAULT | veventq_depth=0   |
        | flags=1      | viommu_id=nothing |
        | __reserved=1 | viommu_id=nothing |
        | type=DEFAULT | viommu_id=nothing |

    Scenario Outline: <members> is told before a queue that exists already
      Given user space has called VEVENTQ_ALLOC
      When user space calls VEVENTQ_ALLOC with <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | members      |
        | flags=1      |
        | __reserved=1 |

  @UAPI-VEQ-02
  Rule: UAPI-VEQ-02 Depth is between 1 and 2^19

    VEVENTQ_ALLOC with depth 0 or above 2^19 gives EINVAL.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario Outline: A depth of <depth> <result>
      When user space calls VEVENTQ_ALLOC with veventq_depth=<depth>
      Then the call <result>

      Examples:
        | depth      | result            |
        | 0          | fails with EINVAL each time |
        | 1          | succeeds          |
        | 0x80000    | succeeds          |
        | 0x80001    | fails with EINVAL each time |
        | 0xffffffff | fails with EINVAL each time |

    @UAPI-VEQ-14
    Scenario: A queue of a depth of 0x10002 has room for more than two events
      Given user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC with veventq_depth=0x10002
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And vCMDQ 2 fails and is repaired 3 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |
        | sequence=1 | map0=1 |
        | sequence=2 | map0=1 |

    Scenario: A wrong depth is told before an unknown vIOMMU
      When user space calls VEVENTQ_ALLOC with veventq_depth=0, viommu_id=nothing
      Then the call fails with EINVAL each time

    Scenario Outline: A depth of <depth> is told before a queue that exists already
      Given user space has called VEVENTQ_ALLOC
      When user space calls VEVENTQ_ALLOC with veventq_depth=<depth>
      Then the call fails with EINVAL each time

      Examples:
        | depth   |
        | 0       |
        | 0x80001 |

  @UAPI-VEQ-03
  Rule: UAPI-VEQ-03 An unknown vIOMMU gives ENOENT

    VEVENTQ_ALLOC with a viommu_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <object> is no vIOMMU
      Given a process that holds "a vDEVICE"
      When user space calls VEVENTQ_ALLOC with viommu_id=<object>
      Then the call fails with ENOENT each time

      Examples:
        | object  |
        | nothing |
        | ioas    |
        | s2      |
        | vdevice |

  @UAPI-VEQ-04
  Rule: UAPI-VEQ-04 A second vEVENTQ of a type gives EEXIST

    VEVENTQ_ALLOC gives EEXIST if the vIOMMU already has a vEVENTQ of the type.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called VEVENTQ_ALLOC

    Scenario Outline: A second queue of the same type, <depth> deep
      When user space calls VEVENTQ_ALLOC with veventq_depth=<depth>
      Then the call fails with EEXIST each time

      Examples:
        | depth |
        | 4     |
        | 5     |

    Scenario: A queue of another type
      When user space calls VEVENTQ_ALLOC with type=ARM_SMMUV3
      Then the call succeeds

    Scenario Outline: A queue of type <type> is none of type TEGRA241_CMDQV, whether it is accepted or not
      Given user space closes file veventq
      And user space destroys veventq
      And user space calls VEVENTQ_ALLOC with type=<type>, naming the result another_queue
      When user space calls VEVENTQ_ALLOC
      Then the call succeeds

      Examples:
        | type    |
        | 0x102   |
        | 0x10002 |

    Scenario: A queue of the same type on another vIOMMU
      Given user space has called VIOMMU_ALLOC
      When user space calls VEVENTQ_ALLOC
      Then the call succeeds

    Scenario: A queue of the same type after the first has gone
      Given user space closes file veventq
      And user space destroys veventq
      When user space calls VEVENTQ_ALLOC
      Then the call succeeds

    Scenario: A queue that was refused leaves nothing
      The fd could not be returned.

      Given user space closes file veventq
      And user space destroys veventq
      And user space calls VEVENTQ_ALLOC with argument=readonly
      When user space calls VEVENTQ_ALLOC
      Then the call succeeds

    Scenario: A second queue is told before a result that cannot be written
      When user space calls VEVENTQ_ALLOC with argument=readonly
      Then the call fails with EEXIST each time

    Scenario: A queue of the same type after two have gone
      Given user space closes file veventq
      And user space destroys veventq
      And user space has called VEVENTQ_ALLOC
      And user space closes file veventq
      And user space destroys veventq
      When user space calls VEVENTQ_ALLOC
      Then the call succeeds

    Scenario: A second queue is refused again after the first was made anew
      Given user space closes file veventq
      And user space destroys veventq
      And user space has called VEVENTQ_ALLOC
      When user space calls VEVENTQ_ALLOC
      Then the call fails with EEXIST each time

    Scenario: A queue of the same type after one of another type has gone
      Given user space calls VEVENTQ_ALLOC with type=ARM_SMMUV3, naming the result other
      And user space closes file other
      And user space destroys other
      When user space calls VEVENTQ_ALLOC
      Then the call fails with EEXIST each time

  @UAPI-VEQ-05
  Rule: UAPI-VEQ-05 An unknown type is accepted and stays silent

    Linux 7.2 validates the type no further: VEVENTQ_ALLOC with an unknown type succeeds and its fd never receives an
    event.

    Accepted: Refusing an unknown type with an error is accepted too.

    MAY. Source: linux-7.2, uapi. Since linux-7.2.

    Scenario Outline: Type <type> gets no event of another type, whether it is accepted or not
      Given a process that holds "a hw_queue"
      And user space has called VEVENTQ_ALLOC
      And user space calls VEVENTQ_ALLOC with type=<type>, naming the result another_queue
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

      Examples:
        | type       |
        | 3          |
        | 0xffffffff |

  @UAPI-VEQ-07
  Rule: UAPI-VEQ-07 The open event fd holds the vEVENTQ

    A vEVENTQ counts as a user of its vIOMMU. While its fd is open DESTROY of the vEVENTQ gives EBUSY, and the open fd
    keeps the iommufd context alive.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called VEVENTQ_ALLOC

    Scenario: The queue cannot go while its file is open
      When user space destroys veventq
      Then the call fails with EBUSY each time

    Scenario: The queue can go once its file is closed
      Given user space closes file veventq
      When user space destroys veventq
      Then the call succeeds

    Scenario Outline: The vIOMMU cannot go while <what>
      Given <condition>
      When user space destroys viommu
      Then the call fails with EBUSY each time

      Examples:
        | what                   | condition                          |
        | the file is open       | user space reads 8 bytes of events |
        | only the queue is left | user space closes file veventq     |

    Scenario: The vIOMMU can go after the queue
      Given user space closes file veventq
      And user space destroys veventq
      When user space destroys viommu
      Then the call succeeds
      And the physical register VINTF1_CONFIG reads 0

    Scenario: The open file keeps everything alive
      Given user space closes file gpu0
      When user space closes file iommufd
      Then the kernel writes no register
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    Scenario: The last file takes everything with it
      Given user space closes file gpu0
      And user space closes file iommufd
      When user space closes file veventq
      Then the physical register VINTF1_CONFIG reads 0
      And the physical register VINTF1_STATUS reads ENABLE_OK=0
