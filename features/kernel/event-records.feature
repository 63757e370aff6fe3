Feature: Error events and their records

  When a vCMDQ fails the hardware interrupts the host (features/hardware/error-reports.feature). For each VINTF of a
  user that is flagged, the kernel reads the map of its failing queues once, as two 64-bit words, and queues it as an
  event: a header of flags and sequence number, and the two words. What it read is passed on as it is, even if it reads
  0 by then.

  The kernel neither repairs nor acknowledges a user's queue: that is for the VM, which has the registers of its queue
  in its own page (features/stack/guest-errors.feature). It does both for its own (features/kernel/host-driver.feature).
  A VMM shows the map to its guest: features/device/error-maps.feature.

  Background:
    Given a process that holds "a hw_queue"
    And vCMDQ 2 runs on the queue that the kernel gave it
    And vCMDQ 2 is enabled

  @UAPI-VEQ-10
  Rule: UAPI-VEQ-10 One read may return several events

    One read may return several events. Each is an 8-byte header with flags (u32) and sequence (u32) and, for
    TEGRA241_CMDQV, a 16-byte payload of two little-endian u64 error maps.

    MUST. Source: uapi. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC

    @EVT-01
    Scenario Outline: <command>, which a guest's queue refuses, gives a record
      Given these commands are put on vCMDQ 2:
        | <command> |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

      Examples:
        | command  |
        | 0x00     |
        | CFGI_STE |

    Scenario: What a read of several returned is gone
      Given vCMDQ 2 fails and is repaired 3 times
      And user space reads 72 bytes of events
      When user space reads 72 bytes of events
      Then the read returns nothing

    Scenario: One read returns three events
      Given vCMDQ 2 fails and is repaired 3 times
      When user space reads 72 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |
        | sequence=1 | map0=1 |
        | sequence=2 | map0=1 |

    Scenario: Two maps of 64 bits, least significant byte first
      Given the physical register VINTF1_LVCMDQ_ERR_MAP_0 always reads 0x0123456789abcdef
      And the physical register VINTF1_LVCMDQ_ERR_MAP_2 always reads 0xfedcba9876543210
      And these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=0x0123456789abcdef | map1=0xfedcba9876543210 |

    Scenario: Queue 1 is bit 1
      Given user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And vCMDQ 3 runs on the queue that the kernel gave it
      And vCMDQ 3 is enabled
      And these commands are put on vCMDQ 3:
        | CFGI_STE |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=2 |

    @GERR-09
    Scenario: Two queues that fail one after the other are two events
      Given user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And vCMDQ 3 runs on the queue that the kernel gave it
      And vCMDQ 3 is enabled
      And these commands are put on vCMDQ 3:
        | CFGI_STE |  |
      And these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=2 |
        | sequence=1 | map0=3 |

  @UAPI-VEQ-17
  Rule: UAPI-VEQ-17 Without a vEVENTQ an event is dropped

    An event of a type for which the vIOMMU has no vEVENTQ is dropped.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Nobody hears of what happened before
      Given vCMDQ 2 fails and is repaired 2 times
      And user space has called VEVENTQ_ALLOC
      When user space reads 64 bytes of events
      Then the read returns nothing

    Scenario: Events without a queue are not counted
      Given vCMDQ 2 fails and is repaired 2 times
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

    Scenario: A queue of another type does not get them
      Given user space has called VEVENTQ_ALLOC with type=ARM_SMMUV3
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 64 bytes of events
      Then the read returns nothing

    Scenario: The queue of another vIOMMU does not get them
      Given user space has called VIOMMU_ALLOC
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 64 bytes of events
      Then the read returns nothing

    Scenario: A VINTF that is used again reports to its new owner
      Given user space destroys hw_queue0
      And user space destroys vdevice
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

  @UAPI-VEQ-18
  Rule: UAPI-VEQ-18 The payload is the error map at interrupt time

    The kernel reads LVCMDQ_ERR_MAP when the interrupt arrives and forwards the words unchanged, even if they read 0 by
    then.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given user space has called VEVENTQ_ALLOC

    @EVT-01
    Scenario: The maps are read once, 64 bits at a time
      When these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      Then the kernel's accesses to "VINTF1_LVCMDQ_ERR_MAP_0, VINTF1_LVCMDQ_ERR_MAP_1, VINTF1_LVCMDQ_ERR_MAP_2, VINTF1_LVCMDQ_ERR_MAP_3" are these, in this order:
        | read | VINTF1_LVCMDQ_ERR_MAP_0 | 1 |
        | read | VINTF1_LVCMDQ_ERR_MAP_2 | 0 |

    Scenario: Maps that read 0 by now are an event too
      Given the physical register VINTF1_LVCMDQ_ERR_MAP_0 always reads 0
      And these commands are put on vCMDQ 2:
        | CFGI_STE |  |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=0 | map1=0 |

    @EVT-01
    Scenario: The kernel neither repairs nor acknowledges
      When these commands are put on vCMDQ 2:
        | CFGI_STE |  |
        | CMD_SYNC |  |
      Then vCMDQ 2 stops at entry 0 because the command is forbidden
      And no command reaches the SMMU

    Scenario: Two VINTFs that fail are told each to its own vIOMMU
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls HW_QUEUE_ALLOC with viommu_id=second, nesting_parent_iova=0x40002000, naming the result theirs
      And user space calls VEVENTQ_ALLOC with viommu_id=second, naming the result events
      And vCMDQ 4 runs on the queue that the kernel gave it
      And vCMDQ 4 is enabled
      And vCMDQ 4 fails and is repaired 2 times
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

    @EVT-01
    Scenario: A queue that has gone is not told of with the next one that fails
      Given user space calls HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000, naming the result upper
      And vCMDQ 3 runs on the queue that the kernel gave it
      And vCMDQ 3 is enabled
      And vCMDQ 3 fails and is repaired 1 time
      And user space destroys upper
      And vCMDQ 2 fails and is repaired 1 time
      When user space reads 4096 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=2 | map1=0 |
        | sequence=1 | map0=1 | map1=0 |

    @EVT-01
    Scenario: An error of the same queue after its repair is an event with the same map
      Given vCMDQ 2 fails and is repaired 2 times
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |
        | sequence=1 | map0=1 | map1=0 |
