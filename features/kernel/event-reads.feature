Feature: Reading the events of a vIOMMU

  A read of the event file returns as many whole events as the buffer holds and never makes its reader wait: an empty
  queue gives 0 bytes at once, not EAGAIN, and poll tells when there is more. There is nothing to write, so poll never
  says that one could.

  An event that cannot be handed over stays where it is: one that does not fit into the buffer, or whose copy faults, is
  the first of the next read. Only if nothing was handed over does the read fail. What a VMM has to expect of a read:
  features/device/events.feature.

  Background:
    Given a process that holds "a hw_queue"
    And vCMDQ 2 runs on the queue that the kernel gave it
    And vCMDQ 2 is enabled

  @UAPI-VEQ-08
  Rule: UAPI-VEQ-08 Reads with a position or below 8 bytes are refused

    A read of the event fd at a file position other than 0 gives ESPIPE. A read with a count below 8 gives EINVAL, also
    when no event is queued.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC

    @UAPI-VEQ-06
    Scenario Outline: A read at position <position> with <events> events queued
      Given vCMDQ 2 fails and is repaired <failures>
      When user space reads 64 bytes of events at file position <position>
      Then the read fails with ESPIPE each time

      Examples:
        | position | events | failures |
        | 1        | 0      | 0 times  |
        | 24       | 1      | 1 time   |

    Scenario: A read at position 0
      Given vCMDQ 2 fails and is repaired 1 time
      When user space reads 64 bytes of events at file position 0
      Then the read returns these records:
        | sequence=0 | map0=1 |

    Scenario: A refused read takes nothing
      Given vCMDQ 2 fails and is repaired 1 time
      And user space reads 64 bytes of events at file position 1
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

    Scenario Outline: A read of <count> bytes with <events> events queued
      Given vCMDQ 2 fails and is repaired <failures>
      When user space reads <size> of events
      Then the read fails with EINVAL each time

      Examples:
        | count | size    | events | failures |
        | 1     | 1 byte  | 0      | 0 times  |
        | 7     | 7 bytes | 0      | 0 times  |
        | 7     | 7 bytes | 1      | 1 time   |

    Scenario: The position is told before a count that is too small
      Given vCMDQ 2 fails and is repaired 1 time
      When user space reads 7 bytes of events at file position 1
      Then the read fails with ESPIPE each time

    Scenario Outline: A count of 7 is told before a buffer that cannot be written, with <events> events queued
      Given vCMDQ 2 fails and is repaired <failures>
      When user space reads 7 bytes of events into a buffer of which 0 bytes are writable
      Then the read fails with EINVAL each time

      Examples:
        | events | failures |
        | 0      | 0 times  |
        | 1      | 1 time   |

    @UAPI-VEQ-06
    Scenario: The event fd takes no request
      When user space calls GET_HW_INFO on file veventq with flags=0
      Then the call fails with ENOTTY each time

    @UAPI-VEQ-06
    Scenario: The event fd has no memory to map
      When user space maps offset 0x1000 of file veventq
      Then the call fails with ENODEV each time

  @UAPI-VEQ-09
  Rule: UAPI-VEQ-09 Reading an empty queue returns 0 at once

    A read of the event fd with no event queued returns 0 bytes without blocking, and never EAGAIN. poll reports POLLIN
    and POLLRDNORM when an event is queued.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC

    Scenario Outline: A read of <count> bytes from an empty queue
      When user space reads <count> bytes of events
      Then the read returns nothing

      Examples:
        | count |
        | 8     |
        | 24    |
        | 4096  |

    Scenario: A read after the last event
      Given vCMDQ 2 fails and is repaired 2 times
      And user space reads 64 bytes of events
      When user space reads 64 bytes of events
      Then the read returns nothing

    Scenario: An event makes the file readable
      When these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      Then a poll of the event file reports "POLLIN POLLRDNORM"

    Scenario: An event wakes who waits for the file
      Given user space waits for the event file to become readable
      When these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      Then user space is woken

    Scenario: The first event after everything was read wakes again
      Given user space waits for the event file to become readable
      And vCMDQ 2 fails and is repaired 1 time
      And user space reads 64 bytes of events
      When these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      Then user space is woken

    Scenario: Nobody is woken for a file that was closed
      Given user space waits for the event file to become readable
      And user space closes file veventq
      When these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      Then user space is not woken

    Scenario: One event of two keeps it readable
      Given vCMDQ 2 fails and is repaired 2 times
      When user space reads 24 bytes of events
      Then a poll of the event file reports "POLLIN POLLRDNORM"

    Scenario: Reading everything ends that
      Given vCMDQ 2 fails and is repaired 2 times
      When user space reads 64 bytes of events
      Then a poll of the event file reports nothing

    Scenario: An empty queue does not touch the buffer
      When user space reads 64 bytes of events into a buffer of which 0 bytes are writable
      Then the read returns nothing

  @UAPI-VEQ-11
  Rule: UAPI-VEQ-11 An event that does not fit stays queued

    If the first queued event does not fit into the buffer as a whole the read gives EINVAL and the event stays queued.
    A later event that does not fit ends the read.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC

    Scenario Outline: <count> bytes are too few for an event
      Given vCMDQ 2 fails and is repaired 1 time
      When user space reads <count> bytes of events
      Then the read fails with EINVAL each time
      And a poll of the event file reports "POLLIN POLLRDNORM"

      Examples:
        | count |
        | 8     |
        | 16    |
        | 23    |

    Scenario: An event that did not fit is still there
      Given vCMDQ 2 fails and is repaired 1 time
      And user space reads 23 bytes of events
      When user space reads 24 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

    Scenario Outline: <count> bytes take one event and leave the other
      Given vCMDQ 2 fails and is repaired 2 times
      When user space reads <count> bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |
      And a poll of the event file reports "POLLIN POLLRDNORM"

      Examples:
        | count |
        | 24    |
        | 32    |
        | 47    |

    Scenario: The event that ended a read of several is the first of the next
      Given vCMDQ 2 fails and is repaired 3 times
      And user space reads 64 bytes of events
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=2 | map0=1 |

    Scenario: The event that ended a read is the first of the next
      Given vCMDQ 2 fails and is repaired 2 times
      And user space reads 47 bytes of events
      When user space reads 47 bytes of events
      Then the read returns these records:
        | sequence=1 | map0=1 |

    Scenario: An event that does not fit is told before a buffer that cannot be written
      Given vCMDQ 2 fails and is repaired 1 time
      When user space reads 16 bytes of events into a buffer of which 0 bytes are writable
      Then the read fails with EINVAL each time

  @UAPI-VEQ-12
  Rule: UAPI-VEQ-12 A copy fault puts the event back

    If an event cannot be copied to the user it goes back to the queue. The read gives EFAULT only if it has returned
    nothing so far.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC
      And vCMDQ 2 fails and is repaired 2 times

    Scenario Outline: A fault after <writable> bytes
      When user space reads 64 bytes of events into a buffer of which <writable> bytes are writable
      Then the read fails with EFAULT each time
      And a poll of the event file reports "POLLIN POLLRDNORM"

      Examples:
        | writable |
        | 0        |
        | 8        |
        | 23       |

    Scenario: A fault in the second event
      When user space reads 64 bytes of events into a buffer of which 40 bytes are writable
      Then the read returns these records:
        | sequence=0 | map0=1 |
      And a poll of the event file reports "POLLIN POLLRDNORM"

    Scenario: Events that could not be copied keep their place
      Given user space reads 64 bytes of events into a buffer of which 8 bytes are writable
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |
        | sequence=1 | map0=1 |

  @UAPI-VEQ-16
  Rule: UAPI-VEQ-16 poll never reports EPOLLOUT

    poll on the event fd never reports EPOLLOUT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC with veventq_depth=1

    Scenario: An empty queue is ready for nothing
      When user space reads 64 bytes of events
      Then a poll of the event file reports nothing

    Scenario: A full queue is ready to be read alone
      When vCMDQ 2 fails and is repaired 3 times
      Then a poll of the event file reports "POLLIN POLLRDNORM"

    Scenario: A record of lost events is ready to be read too
      Given vCMDQ 2 fails and is repaired 3 times
      When user space reads 24 bytes of events
      Then a poll of the event file reports "POLLIN POLLRDNORM"
