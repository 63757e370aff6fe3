Feature: Numbered and lost events

  Events are numbered: every event takes the next number, also one that is lost. When they come faster than they are
  read, those that find no room are lost: one record at the end of the queue says so, and afterwards the gap in the
  numbers does. That record is a header alone, with LOST_EVENTS and the latest lost number, and takes no room from
  events.

  A queue that has been read is as good as new. What a VMM makes of a gap: features/device/events.feature. Nothing of
  the error itself is lost with an event: the queue stays stopped, and its GERROR tells who looks.

  Background:
    Given a process that holds "a hw_queue"
    And vCMDQ 2 runs on the queue that the kernel gave it
    And vCMDQ 2 is enabled

  @UAPI-VEQ-13
  Rule: UAPI-VEQ-13 Sequence numbers count all events

    The sequence starts at 0, grows by 1 for every event including lost ones, and goes from INT_MAX to 0.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    @GERR-09
    Scenario: The sequence goes on from read to read
      Given user space has called VEVENTQ_ALLOC
      And vCMDQ 2 fails and is repaired 3 times
      And user space reads 4096 bytes of events
      And vCMDQ 2 fails and is repaired 2 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=3 | map0=1 |
        | sequence=4 | map0=1 |

    Scenario: A new queue starts at 0
      Given user space has called VEVENTQ_ALLOC
      And vCMDQ 2 fails and is repaired 3 times
      And user space closes file veventq
      And user space destroys veventq
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

  @UAPI-VEQ-14
  Rule: UAPI-VEQ-14 Overflow leaves one lost-events record at the tail

    When depth events are queued a further event leaves a header-only record with the flag LOST_EVENTS (bit 0) at the
    tail, which carries the latest lost sequence number. The record disappears when a normal event is appended after
    space has appeared; the gap in the sequence then tells of the loss.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC with veventq_depth=2

    Scenario Outline: Of <events> events <lost> find no room
      Given vCMDQ 2 fails and is repaired <events> times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0        | map0=1  |
        | sequence=1        | map0=1  |
        | sequence=<latest> | flags=1 |

      Examples:
        | events | lost | latest |
        | 3      | 1    | 2      |
        | 4      | 2    | 3      |
        | 9      | 7    | 8      |

    Scenario: As many events as the depth are not lost
      Given vCMDQ 2 fails and is repaired 2 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |
        | sequence=1 | map0=1 |

    Scenario: An event after space has appeared takes the record's place
      Given vCMDQ 2 fails and is repaired 4 times
      And user space reads 24 bytes of events
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=1 | map0=1 |
        | sequence=4 | map0=1 |

    Scenario: Losses after a loss
      Given vCMDQ 2 fails and is repaired 4 times
      And user space reads 24 bytes of events
      And vCMDQ 2 fails and is repaired 3 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=1 | map0=1  |
        | sequence=4 | map0=1  |
        | sequence=6 | flags=1 |

    Scenario: A queue that has overflowed and was read is as good as new
      Given vCMDQ 2 fails and is repaired 5 times
      And user space reads 4096 bytes of events
      And vCMDQ 2 fails and is repaired 5 times
      And user space reads 4096 bytes of events
      And vCMDQ 2 fails and is repaired 2 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=10 | map0=1 |
        | sequence=11 | map0=1 |

    Scenario: The record of lost events takes 8 bytes
      Given vCMDQ 2 fails and is repaired 3 times
      When user space reads 56 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1  |
        | sequence=1 | map0=1  |
        | sequence=2 | flags=1 |

    Scenario: The events of another queue take no room
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls HW_QUEUE_ALLOC with viommu_id=second, nesting_parent_iova=0x40002000, naming the result theirs
      And user space calls VEVENTQ_ALLOC with viommu_id=second, veventq_depth=2, naming the result events
      And vCMDQ 4 runs on the queue that the kernel gave it
      And vCMDQ 4 is enabled
      And vCMDQ 2 fails and is repaired 3 times
      And vCMDQ 4 fails and is repaired 2 times
      When user space reads 4096 bytes from file events
      Then the read returns these records:
        | sequence=0 | map0=1 |
        | sequence=1 | map0=1 |

    Scenario: A queue overflows while another is empty
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls HW_QUEUE_ALLOC with viommu_id=second, nesting_parent_iova=0x40002000, naming the result theirs
      And user space calls VEVENTQ_ALLOC with viommu_id=second, veventq_depth=2, naming the result events
      And vCMDQ 4 runs on the queue that the kernel gave it
      And vCMDQ 4 is enabled
      And vCMDQ 4 fails and is repaired 3 times
      When user space reads 4096 bytes from file events
      Then the read returns these records:
        | sequence=0 | map0=1  |
        | sequence=1 | map0=1  |
        | sequence=2 | flags=1 |

  @UAPI-VEQ-15
  Rule: UAPI-VEQ-15 The lost-events record does not count against depth

    A header-only record takes no place of the depth.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: With the record alone in the queue there is room for as many events as the depth
      Given user space has called VEVENTQ_ALLOC with veventq_depth=2
      And vCMDQ 2 fails and is repaired 3 times
      And user space reads 48 bytes of events
      And vCMDQ 2 fails and is repaired 2 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=3 | map0=1 |
        | sequence=4 | map0=1 |

    Scenario: A queue of depth 1
      Given user space has called VEVENTQ_ALLOC with veventq_depth=1
      And vCMDQ 2 fails and is repaired 3 times
      And user space reads 24 bytes of events
      When user space reads 8 bytes of events
      Then the read returns these records:
        | sequence=2 | flags=1 |

  @UAPI-VEQ-20
  Rule: UAPI-VEQ-20 An event for which memory lacks is lost

    An event for which the kernel gets no memory is told of as one that found no room: by the lost-events record at the
    tail, with its sequence number.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC with veventq_depth=2

    Scenario: A record tells of it, though there is room
      Given the next allocation of the kernel fails
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | flags=1 |

    @UAPI-VEQ-09
    Scenario: The record wakes who waits for the file
      Given user space waits for the event file to become readable
      And the next allocation of the kernel fails
      When vCMDQ 2 fails and is repaired 1 time
      Then user space is woken

    Scenario: It does not take the place of the event before it
      Given vCMDQ 2 fails and is repaired 1 time
      And the next allocation of the kernel fails
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1  |
        | sequence=1 | flags=1 |

    Scenario: The event after it takes the record's place
      Given the next allocation of the kernel fails
      And vCMDQ 2 fails and is repaired 2 times
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=1 | map0=1 |
