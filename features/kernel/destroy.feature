Feature: DESTROY, and what closing the fd does

  An object can be destroyed only when nothing uses it any more, so user space takes its objects apart from the leaves;
  DESTROY of one that is in use gives EBUSY and changes nothing. A nest-parent HWPT is used by its vIOMMUs and by what
  is attached to it; a vIOMMU by its nested HWPTs, vDEVICEs, hw_queues, vEVENTQs, and by each mapping of its page; a
  queue by the queue above it; a vEVENTQ by its open fd.

  So a VMM closes the event fd, destroys the queues in descending order and unmaps the page before it can give the
  vIOMMU back. When DESTROY returns the hardware is done, too. Closing the fd does the same for a process that does not
  (features/kernel/close.feature).

  @UAPI-DES-01
  Rule: UAPI-DES-01 DESTROY checks existence and users

    DESTROY gives ENOENT for an ID that does not exist, is reserved or is a tombstone, and EBUSY for an object with
    users. Otherwise the object is gone when the call returns.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: ID <id> is refused
      Given a process that holds "a vDEVICE"
      When user space calls DESTROY with id=<id>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | id         |
        | 0          |
        | 6          |
        | nothing    |
        | 0xffffffff |

    Scenario: A bound device is used by its file
      Given a process that holds "a bound device"
      When user space destroys gpu0
      Then the call fails with EBUSY each time

    Scenario: An object is destroyed once
      Given a process that holds "a vIOMMU"
      And user space destroys viommu
      When user space destroys viommu
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

    Scenario: A tombstone is refused
      Given a process that holds "a vDEVICE"
      And user space closes file gpu0
      When user space calls DESTROY with id=5
      Then the call fails with ENOENT each time

    Scenario: A refused DESTROY leaves the object as it was
      Given a process that holds "a vDEVICE"
      And user space destroys viommu
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    Scenario: The hardware is done when the call returns
      Given a process that holds "a vIOMMU"
      When user space destroys viommu
      Then the call succeeds
      And the physical register VINTF1_CONFIG reads 0
      And the physical register VINTF1_STATUS reads ENABLE_OK=0

  @UAPI-DES-02
  Rule: UAPI-DES-02 A vIOMMU has five kinds of user

    The users of a vIOMMU are each nested HWPT on it, each vDEVICE, each hw_queue, each vEVENTQ and each memory mapping
    of its page.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <user> uses the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space has called <request> with <members>
      When user space destroys viommu
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

      Examples:
        | user          | request        | members         |
        | A nested HWPT | HWPT_ALLOC     | pt_id=viommu    |
        | A vDEVICE     | VDEVICE_ALLOC  | virt_id=0x10    |
        | A hw_queue    | HW_QUEUE_ALLOC | index=0         |
        | A vEVENTQ     | VEVENTQ_ALLOC  | veventq_depth=4 |

    Scenario: A mapping of its page uses the vIOMMU
      Given a process that holds "a vIOMMU"
      And the page of the vIOMMU is mapped
      When user space destroys viommu
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

    Scenario: Each mapping counts
      Given a process that holds "a vIOMMU"
      And the page of the vIOMMU is mapped
      And the page of the vIOMMU is mapped
      And user space unmaps the page
      When user space destroys viommu
      Then the call fails with EBUSY each time

    Scenario Outline: Without <user> the vIOMMU can go
      Given a process that holds "a vIOMMU"
      And user space has called <request> with <members>
      And user space destroys <user>
      When user space destroys viommu
      Then the call succeeds

      Examples:
        | user      | request        | members         |
        | nested    | HWPT_ALLOC     | pt_id=viommu    |
        | vdevice   | VDEVICE_ALLOC  | virt_id=0x10    |
        | hw_queue0 | HW_QUEUE_ALLOC | index=0         |

    Scenario: Without its mapping the vIOMMU can go
      Given a process that holds "a vIOMMU"
      And the page of the vIOMMU is mapped
      And user space unmaps the page
      When user space destroys viommu
      Then the call succeeds

    Scenario: Without its vEVENTQ the vIOMMU can go
      Given a process that holds "a vIOMMU"
      And user space has called VEVENTQ_ALLOC
      And user space closes file veventq
      And user space destroys veventq
      When user space destroys viommu
      Then the call succeeds

    Scenario: The users of one vIOMMU do not hold another
      Given a process that holds "a hw_queue"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      When user space destroys second
      Then the call succeeds

    Scenario Outline: <request> that is refused with <members> is no user of the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space calls <request> with <members>
      When user space destroys viommu
      Then the call succeeds

      Examples:
        | request        | members                        |
        | HW_QUEUE_ALLOC | index=1                        |
        | HW_QUEUE_ALLOC | index=2                        |
        | HW_QUEUE_ALLOC | length=0x30                    |
        | HW_QUEUE_ALLOC | nesting_parent_iova=0x70000000 |
        | VEVENTQ_ALLOC  | veventq_depth=0                |
        | VDEVICE_ALLOC  | virt_id=0x100000               |

    Scenario: A second vEVENTQ of a type, which is refused, is no user of the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space has called VEVENTQ_ALLOC
      And user space calls VEVENTQ_ALLOC with veventq_depth=5, naming the result second
      And user space closes file veventq
      And user space destroys veventq
      When user space destroys viommu
      Then the call succeeds

    Scenario: A second vDEVICE of a virtual ID, which is refused, is no user of the vIOMMU
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, naming the result second
      And user space destroys vdevice
      When user space destroys viommu
      Then the call succeeds

    Scenario: A mapping that is refused for its length is no user of the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space maps the page of the vIOMMU with length=0x1000
      When user space destroys viommu
      Then the call succeeds

    @VSID-14 @UAPI-HWPT-14 @UAPI-VEQ-07
    Scenario Outline: A plain SMMUv3 vIOMMU cannot go before <user>
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0, data_uptr=0
      And user space has called <request> with <members>
      When user space destroys viommu
      Then the call fails with EBUSY each time

      Examples:
        | user            | request       | members         |
        | its vDEVICE     | VDEVICE_ALLOC | virt_id=0x10    |
        | its nested HWPT | HWPT_ALLOC    | pt_id=viommu    |
        | its vEVENTQ     | VEVENTQ_ALLOC | type=ARM_SMMUV3 |

  @UAPI-DES-03
  Rule: UAPI-DES-03 Nest parents and IOAS have users

    The users of a nest-parent HWPT are each vIOMMU on it and each device attached through it. The users of an IOAS are
    its HWPTs and accesses.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A vIOMMU uses its nest parent
      Given a process that holds "a vIOMMU"
      When user space destroys s2
      Then the call fails with EBUSY each time

    Scenario: An attached device uses its HWPT
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space destroys s2
      Then the call fails with EBUSY each time

    Scenario: Each attached device counts
      Given a process that holds "a nest-parent HWPT"
      And device nic0 is bound to the iommufd
      And user space attaches gpu0 to s2
      And user space attaches nic0 to s2
      And user space detaches nic0
      When user space destroys s2
      Then the call fails with EBUSY each time

    Scenario: A detached device does not
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      When user space destroys s2
      Then the call succeeds

    Scenario: A nested HWPT is used by its device
      Given a process that holds "a vDEVICE"
      And user space has called HWPT_ALLOC with pt_id=viommu
      And user space attaches gpu0 to nested
      When user space destroys nested
      Then the call fails with EBUSY each time

    Scenario: Each device on a nested HWPT counts
      Given a process that holds "a vIOMMU"
      And device nic0 is bound to the iommufd
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to nested
      And user space attaches nic0 to nested
      And user space detaches nic0
      When user space destroys nested
      Then the call fails with EBUSY each time

    Scenario: An IOAS is used by its own queues, and by those of no other
      Given a process that holds "a hw_queue"
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space has called IOAS_MAP with ioas_id=second
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, pt_id=second, naming the result parent
      And user space calls VIOMMU_ALLOC with hwpt_id=parent, data_len=16, naming the result other
      And user space calls HW_QUEUE_ALLOC with viommu_id=other, naming the result theirs
      And user space destroys theirs
      And user space destroys other
      And user space destroys parent
      When user space destroys second
      Then the call succeeds

    Scenario Outline: A HWPT with flags <flags> uses its IOAS
      Given a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=<flags>
      When user space destroys ioas
      Then the call fails with EBUSY each time

      Examples:
        | flags       |
        | 0           |
        | NEST_PARENT |

    Scenario: Without its HWPT the IOAS can go
      Given a process that holds "a nest-parent HWPT"
      And user space destroys s2
      When user space destroys ioas
      Then the call succeeds

    Scenario: A device that was attached and detached twice leaves its HWPT unused
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      When user space destroys s2
      Then the call succeeds

    Scenario: A device that is attached once more uses its HWPT again
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      And user space attaches gpu0 to s2
      When user space destroys s2
      Then the call fails with EBUSY each time

    Scenario: A queue that is refused for its memory is no user of the IOAS
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x70000000
      And user space destroys viommu
      And user space destroys s2
      When user space destroys ioas
      Then the call succeeds

    Scenario: A vIOMMU that is refused for its SMMU is no user of the nest parent
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a nest-parent HWPT"
      And device far0 is bound to the iommufd
      And user space calls VIOMMU_ALLOC with dev_id=far0
      When user space destroys s2
      Then the call succeeds

  @UAPI-DES-04
  Rule: UAPI-DES-04 User space destroys from the leaves

    DESTROY succeeds for a vIOMMU after its queues (descending), its vDEVICEs, its detached nested HWPTs and its vEVENTQ
    with closed fd are gone and its page is unmapped; then for the stage-2 HWPT; then for the IOAS.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Taken apart from the leaves, everything goes
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1
      And user space has called VEVENTQ_ALLOC
      And user space has called HWPT_ALLOC with pt_id=viommu
      And user space attaches gpu0 to nested
      And the page of the vIOMMU is mapped
      And user space destroys hw_queue1
      And user space destroys hw_queue0
      And user space destroys vdevice
      And user space detaches gpu0
      And user space destroys nested
      And user space closes file veventq
      And user space destroys veventq
      And user space unmaps the page
      And user space destroys viommu
      And user space destroys s2
      When user space destroys ioas
      Then the call succeeds

    Scenario Outline: <object> cannot go before what uses it
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1
      When user space destroys <object>
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

      Examples:
        | object    |
        | ioas      |
        | s2        |
        | viommu    |
        | hw_queue0 |

    Scenario: A vEVENTQ cannot go while its fd is open
      Given a process that holds "a vIOMMU"
      And user space has called VEVENTQ_ALLOC
      When user space destroys veventq
      Then the call fails with EBUSY each time

    Scenario: A nested HWPT cannot go before its device is detached
      Given a process that holds "a vIOMMU"
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to nested
      When user space destroys nested
      Then the call fails with EBUSY each time
