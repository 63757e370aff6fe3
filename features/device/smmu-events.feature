Feature: Events of the host's SMMU

  When a device of the VM faults - an address that its stage 1 does not translate, a context descriptor that makes no
  sense - the host's SMMU has an event record, and the guest has to see it in the event queue of its own SMMU. The kernel
  puts the StreamID that the guest knows into the record and queues it on a vEVENTQ of the vIOMMU, of type ARM_SMMUV3. The
  device reads it there: a header of 8 bytes as any event has it (features/kernel/event-queue.feature), and the record's
  four words.

  So a vIOMMU with CMDQ-V has two vEVENTQs, and what arrives on one has nothing to do with the other: errors of vCMDQs go
  to the error maps (features/device/error-maps.feature), events of the SMMU to the guest's memory. The guest takes its
  events out between EVENTQ_CONS and EVENTQ_PROD. An event here is mostly F_TRANSLATION (0x10) of StreamID 0x10: evt0
  holds the kind in its low byte and the StreamID in its upper half, evt2 the address.

  The interrupt that tells of entries in the event queue is the emulated SMMU's, and not looked at here.

  @SMMU-09
  Rule: SMMU-09 The guest's event queue brings a vEVENTQ

    When EVENTQEN goes to 1, or a first device is plugged while it is 1, the device calls VEVENTQ_ALLOC with type
    ARM_SMMUV3 on its vIOMMU, with a depth of 2^EVENTQ_BASE.LOG2SIZE events, and at most of 2^IDR1.EVENTQS. One such
    queue is enough, and the one of CMDQ-V stays.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A queue of 2^<log2size> entries asks for a depth of <depth>
      Given a VM with CMDQ-V
      And the guest writes <base> to the SMMU register EVENTQ_BASE
      When the guest writes 0xd to the SMMU register CR0
      Then the device makes these VEVENTQ_ALLOC calls:
        | flags=0, viommu_id=viommu, type=ARM_SMMUV3, veventq_depth=<depth> |
      And the device makes no DESTROY call
      And the device makes no CLOSE call

      Examples:
        | log2size | base       | depth   |
        | 0        | 0x40600000 | 1       |
        | 2        | 0x40600002 | 4       |
        | 7        | 0x40600007 | 128     |
        | 19       | 0x41000013 | 0x80000 |
        | 20       | 0x41000014 | 0x80000 |
        | 31       | 0x4100001f | 0x80000 |

    Scenario: Nothing is asked for before EVENTQEN
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      When the guest writes 0x9 to the SMMU register CR0
      Then the device makes no VEVENTQ_ALLOC call

    Scenario: EVENTQEN counts without SMMUEN
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      When the guest writes 0xc to the SMMU register CR0
      Then the device makes these VEVENTQ_ALLOC calls:
        | type=ARM_SMMUV3, veventq_depth=4 |

    Scenario: A change of CR0 that leaves EVENTQEN asks for no second one
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then the device makes no VEVENTQ_ALLOC call

    Scenario: EVENTQEN brings a vEVENTQ after a reset, too
      Given a VM with CMDQ-V
      And the VM is reset
      And the guest writes 0x40600003 to the SMMU register EVENTQ_BASE
      When the guest writes 0xd to the SMMU register CR0
      Then the device makes these VEVENTQ_ALLOC calls:
        | viommu_id=viommu, type=ARM_SMMUV3, veventq_depth=8 |

    Scenario: A first device that is plugged later brings both
      Given a VM with cmdqv=on and no devices
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VEVENTQ_ALLOC calls:
        | viommu_id=viommu, type=TEGRA241_CMDQV, veventq_depth=0x80000 |
        | viommu_id=viommu, type=ARM_SMMUV3, veventq_depth=4           |

    Scenario: A vEVENTQ that is made anew has the depth of the event queue that the guest has by then
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And device gpu0 is unplugged from the VM
      And the guest writes 0x9 to the SMMU register CR0
      And the guest writes 0x40600005 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VEVENTQ_ALLOC calls:
        | viommu_id=viommu, type=ARM_SMMUV3, veventq_depth=32 |

    Scenario: A second device brings none
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And the device makes no VEVENTQ_ALLOC call

  @SMMU-10
  Rule: SMMU-10 An event of the host's SMMU reaches the guest's event queue

    Each event that the kernel reports on the vEVENTQ of type ARM_SMMUV3 becomes one entry of the guest's event queue,
    in the same order and word for word, for the kernel has put the StreamID of the guest into it; EVENTQ_PROD moves on
    by one entry.

    MUST. Source: smmuv3, uapi. Since mail-v5.

    Scenario Outline: <event> arrives as it is
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, <words>
      Then these events lie in the memory of the guest at 0x40600000:
        | <words> |
      And the SMMU register EVENTQ_PROD of the VM reads 1

      Examples:
        | event                      | words                                                                                                |
        | C_BAD_STE                  | evt0=0x10_0000_0004                                                                                  |
        | C_BAD_CD                   | evt0=0x10_0000_000a                                                                                  |
        | F_TRANSLATION              | evt0=0x10_0000_0010, evt1=0x208_0000_0000, evt2=0x4080_1000                                          |
        | F_PERMISSION               | evt0=0x10_0000_0013, evt1=0x202_0000_0000, evt2=0xffff_8000_0000_1000                                |
        | A record with every bit    | evt0=0xffff_ffff_ffff_ffff, evt1=0xffff_ffff_ffff_ffff, evt2=0xffff_ffff_ffff_ffff, evt3=0xffff_ffff_ffff_ffff |
        | A record of different bits | evt0=0x0123_4567_89ab_cdef, evt1=0x1032_5476_98ba_dcfe, evt2=0xfedc_ba98_7654_3210, evt3=0x0f1e_2d3c_4b5a_6978 |

    Scenario: Three events arrive in their order
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0013, evt2=0x2000
      And the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0013, evt2=0x2000 |
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And the SMMU register EVENTQ_PROD of the VM reads 3

    @SMMU-09
    Scenario: An event arrives after a second device was refused
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with EBUSY
      And device nic0 is plugged into the VM as StreamID 0x18
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |

    Scenario Outline: The event after a read that gives <errno> arrives
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the SMMU's event file of the VM becomes readable, but a read of it fails with <errno>
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |

      Examples:
        | errno  |
        | EAGAIN |
        | EINTR  |

    Scenario: Events that the device finds together arrive all, in their order
      A read of the file gives as many records as it has room for.

      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports these SMMU events to the VM at once:
        | sequence=0, evt0=0x10_0000_0010, evt2=0x1000 |
        | sequence=1, evt0=0x10_0000_0013, evt2=0x2000 |
        | sequence=2, evt0=0x10_0000_0010, evt2=0x3000 |
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0013, evt2=0x2000 |
        | evt0=0x10_0000_0010, evt2=0x3000 |
      And the SMMU register EVENTQ_PROD of the VM reads 3

    Scenario: An event that comes when the SMMU is disabled already arrives
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the guest writes 0xc to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And the SMMU register EVENTQ_PROD of the VM reads 1

    Scenario: An event reaches a queue in a second block of RAM, above 4 GiB
      Given a VM with CMDQ-V whose RAM has both 16G and 2M pages
      And the guest writes 0x40100002 to the SMMU register EVENTQ_BASE
      And the guest writes 0x4 to the SMMU register EVENTQ_BASE_H
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x4_4010_0000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And the SMMU register EVENTQ_PROD of the VM reads 1

    Scenario: An event reaches a queue that begins in the midst of a page
      Given a VM with CMDQ-V
      And the guest writes 0x40600841 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40600840:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And no event lies in the memory of the guest at 0x40600800
      And the SMMU register EVENTQ_PROD of the VM reads 1

    Scenario: The write-allocate hint of EVENTQ_BASE is no bit of its address
      Linux sets it.

      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0x40000000 to the SMMU register EVENTQ_BASE_H
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And the SMMU register EVENTQ_PROD of the VM reads 1

    Scenario: The event after the last entry goes to the first
      Given a VM with CMDQ-V
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      And the guest writes 2 to the SMMU register EVENTQ_CONS
      When the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x3000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 3

    Scenario: The wrap bit goes back to 0 in the second round
      Given a VM with CMDQ-V
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the guest writes 1 to the SMMU register EVENTQ_CONS
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 0

    Scenario Outline: A queue whose <last> half is written last has the address of both
      There is no RAM at 0x1_4060_0000.

      Given a VM with CMDQ-V
      And the guest writes <first value> to the SMMU register <first register>
      And the guest writes <last value> to the SMMU register <last register>
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      Then no event lies in the memory of the guest at 0x40600000
      And the SMMU register EVENTQ_BASE of the VM reads 0x40600002
      And the SMMU register EVENTQ_BASE_H of the VM reads 1

      Examples:
        | last  | first register | first value | last register | last value |
        | lower | EVENTQ_BASE_H  | 1           | EVENTQ_BASE   | 0x40600002 |
        | upper | EVENTQ_BASE    | 0x40600002  | EVENTQ_BASE_H | 1          |

    Scenario: Events begin where the guest has put EVENTQ_PROD
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 2 to the SMMU register EVENTQ_PROD
      And the guest writes 2 to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      Then no event lies in the memory of the guest at 0x40600000
      And these events lie in the memory of the guest at 0x40600040:
        | evt0=0x10_0000_0010 |
      And the SMMU register EVENTQ_PROD of the VM reads 3

    @SMMU-12
    Scenario: Events go on in the queue after another device was plugged
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And device nic0 is plugged into the VM as StreamID 0x18
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0013, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0013, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 2

    @SMMU-12
    Scenario: Events go on in the queue after another device was unplugged
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And device nic0 is unplugged from the VM
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0013, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0013, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 2

    Scenario Outline: EVENTQ_PROD of a queue of 2^<log2> entries goes from <before> to <after>
      Given a VM with CMDQ-V
      And the guest writes <base> to the SMMU register EVENTQ_BASE
      And the guest writes <before> to the SMMU register EVENTQ_PROD
      And the guest writes <before> to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at <entry>:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And the SMMU register EVENTQ_PROD of the VM reads <after>

      Examples:
        | log2 | base       | before  | entry      | after   |
        | 2    | 0x40600002 | 7       | 0x40600060 | 0       |
        | 16   | 0x40800010 | 0xffff  | 0x409fffe0 | 0x10000 |
        | 17   | 0x40800011 | 0x1ffff | 0x40bfffe0 | 0x20000 |

  @SMMU-11
  Rule: SMMU-11 Events of the SMMU and of CMDQ-V stay apart

    An event of the SMMU changes no register of CMDQ-V and raises no interrupt of CMDQ-V. An event of CMDQ-V puts
    nothing into the event queue.

    MUST. Source: uapi. Since mail-v5.

    Scenario Outline: An event with <words> is none of CMDQ-V
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, <words>
      Then the guest receives no interrupts
      And no register changed

      Examples:
        | words                              |
        | evt0=0x10_0000_0010, evt2=0x1000   |
        | evt0=1                             |
        | evt0=1, evt1=1, evt2=1, evt3=1     |

    Scenario: An event of CMDQ-V is none of the SMMU
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1
      And no event lies in the memory of the guest at 0x40600000
      And the SMMU register EVENTQ_PROD of the VM reads 0

    Scenario: Events of both arrive, each where it belongs
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an event with sequence=0, map0=2
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 2
      And these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |

  @SMMU-12
  Rule: SMMU-12 Events reach the event queue that the guest has now

    A guest that disables its event queue, gives it another address or size and enables it again finds later events in
    the new one. Whether the device allocates its vEVENTQ anew is not told.

    MUST. Source: smmuv3. Since mail-v5.

    Scenario Outline: An event after the queue <change> is in the new one
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the guest writes 0x9 to the SMMU register CR0
      And the guest writes <base> to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at <address>:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And no event lies in the memory of the guest at <other>
      And the SMMU register EVENTQ_PROD of the VM reads 1

      Examples:
        | change     | base       | address    | other      |
        | moved      | 0x40700002 | 0x40700000 | 0x40600000 |
        | grew       | 0x40600004 | 0x40600000 | 0x40700000 |
        | shrank     | 0x40600001 | 0x40600000 | 0x40700000 |
        | did either | 0x40700008 | 0x40700000 | 0x40600000 |

    Scenario: A queue that grew has room for more than the first one
      Given a VM with CMDQ-V
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the guest writes 0x9 to the SMMU register CR0
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 2

    Scenario: A queue that held an event before it grew has room for more
      Given a VM with CMDQ-V
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the guest writes 0x9 to the SMMU register CR0
      And the guest writes 0x40700001 to the SMMU register EVENTQ_BASE
      And the guest writes 0 to the SMMU register EVENTQ_PROD
      And the guest writes 0 to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      And the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      Then these events lie in the memory of the guest at 0x40700000:
        | evt0=0x10_0000_0010, evt2=0x2000 |
        | evt0=0x10_0000_0010, evt2=0x3000 |
      And the SMMU register EVENTQ_PROD of the VM reads 2

  @SMMU-13
  Rule: SMMU-13 Lost events are no entry

    A record with the flag LOST_EVENTS puts nothing into the event queue. The event after it, or after a gap in the
    sequence, arrives like any other.

    SHOULD. Source: uapi, qemu-11.1. Since mail-v5.

    Scenario: LOST_EVENTS puts nothing into the queue
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with flags=1, sequence=3
      Then no event lies in the memory of the guest at 0x40600000
      And the SMMU register EVENTQ_PROD of the VM reads 0
      And the guest receives no interrupts

    Scenario: The event after LOST_EVENTS arrives
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with flags=1, sequence=3
      When the kernel reports an SMMU event to the VM with sequence=4, evt0=0x10_0000_0010, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |

    Scenario Outline: Sequence <second> after <first> arrives
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=<first>, evt0=0x10_0000_0010, evt2=0x1000
      When the kernel reports an SMMU event to the VM with sequence=<second>, evt0=0x10_0000_0010, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |

      Examples:
        | first      | second |
        | 0          | 9      |
        | 0x7fffffff | 0      |

  @SMMU-14
  Rule: SMMU-14 A full event queue loses what comes

    An event for which the event queue has no room is lost: no entry is overwritten, and the index of EVENTQ_PROD stays.
    EVENTQ_PROD.OVFLG then differs from EVENTQ_CONS.OVACKFLG. Once the guest has made room the next event arrives.

    MUST. Source: smmuv3. Since mail-v5.

    Scenario: An event for a full queue is lost
      Given a VM with CMDQ-V
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      When the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |

    Scenario Outline: The overflow shows where OVACKFLG is <acknowledged>
      Given a VM with CMDQ-V
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes <prod> to the SMMU register EVENTQ_PROD
      And the guest writes <cons> to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010
      Then the SMMU register EVENTQ_PROD of the VM reads <read>

      Examples:
        | acknowledged | prod       | cons       | read       |
        | 0            | 2          | 0          | 0x80000002 |
        | 1            | 0x80000002 | 0x80000000 | 2          |

    Scenario: The overflow shows until the guest acknowledges it
      Given a VM with CMDQ-V
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      And the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      And the guest writes 1 to the SMMU register EVENTQ_CONS
      When the kernel reports an SMMU event to the VM with sequence=3, evt0=0x10_0000_0010, evt2=0x4000
      Then the SMMU register EVENTQ_PROD of the VM reads 0x80000003

    Scenario: A second overflow shows like the first
      Given a VM with CMDQ-V
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010
      And the guest writes 0x80000001 to the SMMU register EVENTQ_CONS
      And the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010
      When the kernel reports an SMMU event to the VM with sequence=3, evt0=0x10_0000_0010
      Then the SMMU register EVENTQ_PROD of the VM reads 0

    Scenario: A queue that has just become full has not overflown
      Given a VM with CMDQ-V
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010
      Then the SMMU register EVENTQ_PROD of the VM reads 2

    Scenario: The next event arrives once there is room
      Given a VM with CMDQ-V
      And the guest writes 0x40600001 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      And the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      And the guest writes 0x80000001 to the SMMU register EVENTQ_CONS
      When the kernel reports an SMMU event to the VM with sequence=3, evt0=0x10_0000_0010, evt2=0x4000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x4000 |
        | evt0=0x10_0000_0010, evt2=0x2000 |

  @SMMU-15
  Rule: SMMU-15 A disabled event queue gets no event

    While EVENTQEN is 0 an event is lost: nothing is written to memory and EVENTQ_PROD stays. EVENTQEN is 0 after a
    reset. Once it is 1 again the next event arrives.

    MUST. Source: smmuv3. Since mail-v5.

    Scenario: An event while the event queue is disabled is no overflow of a full one
      Given a VM with CMDQ-V
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the guest writes 0x9 to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      Then the SMMU register EVENTQ_PROD of the VM reads 1
      And these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |

    Scenario: An event for a queue that was disabled is lost
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the guest writes 0x9 to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And the SMMU register EVENTQ_PROD of the VM reads 1

    Scenario: The event after the queue is enabled again arrives, and the lost one does not
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the guest writes 0x9 to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 1

    Scenario: An event after a reset does not reach the memory where the queue was
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then no event lies in the memory of the guest at 0x40600000

    Scenario: A guest that sets its queue up after a reset gets its events
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      And the guest writes 0x40700003 to the SMMU register EVENTQ_BASE
      And the guest writes 0 to the SMMU register EVENTQ_PROD
      And the guest writes 0 to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at 0x40700000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And no event lies in the memory of the guest at 0x40600000

    Scenario: Events fill the queue after a reset as before
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the VM is reset
      And the guest writes 0x40700003 to the SMMU register EVENTQ_BASE
      And the guest writes 0 to the SMMU register EVENTQ_PROD
      And the guest writes 0 to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      And the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      Then these events lie in the memory of the guest at 0x40700000:
        | evt0=0x10_0000_0010, evt2=0x2000 |
        | evt0=0x10_0000_0010, evt2=0x3000 |
      And the SMMU register EVENTQ_PROD of the VM reads 2

    Scenario: The guest makes room after a reset as before it
      Given a VM with CMDQ-V
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the VM is reset
      And the guest writes 0x40600000 to the SMMU register EVENTQ_BASE
      And the guest writes 0 to the SMMU register EVENTQ_PROD
      And the guest writes 0 to the SMMU register EVENTQ_CONS
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0010, evt2=0x2000
      And the guest writes 1 to the SMMU register EVENTQ_CONS
      When the kernel reports an SMMU event to the VM with sequence=2, evt0=0x10_0000_0010, evt2=0x3000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x3000 |
      And the SMMU register EVENTQ_PROD of the VM reads 0

    Scenario: An event after the queue was switched off and on goes behind the one before
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      And the guest writes 0x9 to the SMMU register CR0
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=1, evt0=0x10_0000_0013, evt2=0x2000
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
        | evt0=0x10_0000_0013, evt2=0x2000 |
      And the SMMU register EVENTQ_PROD of the VM reads 2

  @SMMU-16
  Rule: SMMU-16 CMDQ-V goes on without the SMMU's events

    If the kernel refuses the vEVENTQ of type ARM_SMMUV3 when the guest sets EVENTQEN, the guest has no events of the
    host's SMMU, and everything else: CR0ACK follows CR0, streams follow their entries, vCMDQs are allocated, and events
    of CMDQ-V arrive.

    SHOULD. Source: qemu-11.1, inference. Since mail-v5.

    Background:
      Given a VM with CMDQ-V
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the kernel refuses VEVENTQ_ALLOC with ENOMEM

    Scenario: The SMMU is enabled as ever
      When the guest writes 0xd to the SMMU register CR0
      Then the SMMU register CR0ACK of the VM reads 0xd
      And the device makes no DESTROY call
      And no register changed

    Scenario: A stream follows its entry
      Given the guest writes 0xd to the SMMU register CR0
      When the guest configures StreamID 0x10 for "stage 1"
      Then device gpu0 is attached to stage1

    Scenario: An event of CMDQ-V arrives
      Given the guest writes 0xd to the SMMU register CR0
      And vCMDQ 0 is allocated and enabled
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1

    Scenario: A guest that enables its queue anew gets its events once the kernel agrees
      Given the guest writes 0xd to the SMMU register CR0
      And the kernel accepts VEVENTQ_ALLOC again
      And the guest writes 0x9 to the SMMU register CR0
      And the guest writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010 |

  @SMMU-17
  Rule: SMMU-17 An event reaches the SMMU that it was reported to

    An event that the kernel reports on the vEVENTQ of a vIOMMU is in the event queue of the SMMU that the vIOMMU is
    for, and in that of no other VM and of no other SMMU of the VM.

    MUST. Source: uapi. Since mail-v5.

    Scenario Outline: An event of <own> is not one of <other>
      Given VM A and VM B with CMDQ-V on one host
      And guest A writes 0x40600002 to the SMMU register EVENTQ_BASE
      And guest A writes 0xd to the SMMU register CR0
      And guest B writes 0x40600002 to the SMMU register EVENTQ_BASE
      And guest B writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to <own> with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of <own guest> at 0x40600000:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And no event lies in the memory of <other guest> at 0x40600000
      And the SMMU register EVENTQ_PROD of <own> reads 1
      And the SMMU register EVENTQ_PROD of <other> reads 0

      Examples:
        | own  | other | own guest | other guest |
        | VM A | VM B  | guest A   | guest B     |
        | VM B | VM A  | guest B   | guest A     |

    Scenario: A reset of each VM forgets its own event queue
      Given VM A and VM B with CMDQ-V on one host
      And guest A writes 0x40600002 to the SMMU register EVENTQ_BASE
      And guest A writes 0xd to the SMMU register CR0
      And guest B writes 0x40600002 to the SMMU register EVENTQ_BASE
      And guest B writes 0xd to the SMMU register CR0
      And VM A is reset
      And guest A writes 0x40600002 to the SMMU register EVENTQ_BASE
      And guest A writes 0xd to the SMMU register CR0
      And VM B is reset
      When the kernel reports an SMMU event to VM A with sequence=0, evt0=0x10_0000_0010
      Then these events lie in the memory of guest A at 0x40600000:
        | evt0=0x10_0000_0010 |
      And no event lies in the memory of guest B at 0x40600000

    Scenario: Each VM's event queue has the size that its guest gave it
      Guest A has two entries, guest B four.

      Given VM A and VM B with CMDQ-V on one host
      And guest A writes 0x40600001 to the SMMU register EVENTQ_BASE
      And guest A writes 0xd to the SMMU register CR0
      And guest B writes 0x40600002 to the SMMU register EVENTQ_BASE
      And guest B writes 0xd to the SMMU register CR0
      And the kernel reports an SMMU event to VM A with sequence=0, evt0=0x10_0000_0010
      And the kernel reports an SMMU event to VM B with sequence=0, evt0=0x10_0000_0010
      And the kernel reports an SMMU event to VM B with sequence=1, evt0=0x11_0000_0010
      When the kernel reports an SMMU event to VM B with sequence=2, evt0=0x12_0000_0010
      Then these events lie in the memory of guest B at 0x40600000:
        | evt0=0x10_0000_0010 |
        | evt0=0x11_0000_0010 |
        | evt0=0x12_0000_0010 |
      And the SMMU register EVENTQ_PROD of VM B reads 3
      And the SMMU register EVENTQ_PROD of VM A reads 1

    @ISO-11
    Scenario Outline: An event of the VM's <own> is not one of its <other>
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0 writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest at smmu0 writes 0xd to the SMMU register CR0
      And the guest at smmu1 writes 0x40700002 to the SMMU register EVENTQ_BASE
      And the guest at smmu1 writes 0xd to the SMMU register CR0
      When the kernel reports an SMMU event to the VM at <own> with sequence=0, evt0=0x10_0000_0010, evt2=0x1000
      Then these events lie in the memory of the guest at <address>:
        | evt0=0x10_0000_0010, evt2=0x1000 |
      And no event lies in the memory of the guest at <empty>
      And the SMMU register EVENTQ_PROD of the VM at <own> reads 1
      And the SMMU register EVENTQ_PROD of the VM at <other> reads 0

      Examples:
        | own   | other | address    | empty      |
        | smmu0 | smmu1 | 0x40600000 | 0x40700000 |
        | smmu1 | smmu0 | 0x40700000 | 0x40600000 |

  @SMMU-18
  Rule: SMMU-18 The vEVENTQ of the SMMU goes before the vIOMMU

    When the last device goes the device closes the vEVENTQ's fd, destroys the vEVENTQ and then the vIOMMU. A first
    device that comes later brings a new one.

    SHOULD. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Background:
      A device that CMDQ-V was created with stays.

      Given a VM with cmdqv=off and no devices
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And device gpu0 is plugged into the VM as StreamID 0x10

    Scenario: The last device takes the vEVENTQ with it
      When device gpu0 is unplugged from the VM
      Then among its host calls the device makes these, in this order:
        | CLOSE   | fd=fd:smmu_veventq |
        | DESTROY | id=smmu_veventq    |
        | DESTROY | id=viommu          |

    Scenario: The next first device brings another, and events arrive
      Given device gpu0 is unplugged from the VM
      And device gpu0 is plugged into the VM as StreamID 0x10
      When the kernel reports an SMMU event to the VM with sequence=0, evt0=0x10_0000_0010
      Then these events lie in the memory of the guest at 0x40600000:
        | evt0=0x10_0000_0010 |
