Feature: Requests for which the kernel lacks memory

  The kernel needs memory for each object that it makes, for what it copies from user space and for tables, and any of
  these allocations can fail. The request then fails with ENOMEM, and everything is as before it: half of what was made
  is taken down again, in hardware too. What gives something back must not need memory to do so, since nobody could do
  anything about it.

  Each scenario makes its request again and again: the first time the first allocation that the kernel makes for it
  fails, the second time the second one, and so on, until none is left to fail and the request succeeds. The kernel may
  do without some of them; what such a request made is taken back before the next one.

  @UAPI-COM-11
  Rule: UAPI-COM-11 A lack of memory gives ENOMEM

    A request for which the kernel cannot get the memory that it needs gives ENOMEM. Where it can do without, the
    request succeeds.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <request> of a process that holds <holding>
      Given a process that holds "<holding>"
      When user space calls <request> while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

      Examples:
        | holding            | request          |
        | an iommufd         | IOAS_ALLOC       |
        | an IOAS            | IOAS_IOVA_RANGES |
        | a nest-parent HWPT | IOAS_UNMAP       |
        | a bound device     | GET_HW_INFO      |
        | an IOAS            | HWPT_ALLOC       |
        | a nest-parent HWPT | VIOMMU_ALLOC     |
        | a vIOMMU           | VDEVICE_ALLOC    |
        | a vIOMMU           | VEVENTQ_ALLOC    |
        | a vDEVICE          | HW_QUEUE_ALLOC   |

    Scenario: IOAS_MAP into an address space that a table has
      Given a process that holds "a nest-parent HWPT"
      And user space has called IOAS_UNMAP
      When user space calls IOAS_MAP while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

    Scenario: HWPT_ALLOC of a nested table
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_ALLOC with pt_id=viommu while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

    Scenario: HWPT_INVALIDATE
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE while one allocation after another fails, with these commands:
        | TLBI_NH_ALL |
      Then the call succeeds
      And each call that fails does so with ENOMEM

    Scenario Outline: A device is attached to <target>
      Given a process that holds "a vDEVICE"
      And user space has called HWPT_ALLOC with pt_id=viommu
      When user space calls VFIO_DEVICE_ATTACH_IOMMUFD_PT on file gpu0 with pt_id=<target> while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

      Examples:
        | target |
        | ioas   |
        | s2     |
        | nested |

    Scenario: A device is opened
      Given a process that holds "an iommufd"
      When user space opens device gpu0 while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

    Scenario: A further iommufd is opened
      Given a process that holds "an iommufd"
      When user space opens an iommufd called second while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

    Scenario: A device is bound
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with iommufd=iommufd while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

    Scenario: The page of a vIOMMU is mapped
      Given a process that holds "a vIOMMU"
      When user space maps the page of the vIOMMU while one allocation after another fails
      Then the call succeeds
      And each call that fails does so with ENOMEM

  @UAPI-COM-12
  Rule: UAPI-COM-12 A request that lacked memory leaves nothing

    A request that gave ENOMEM leaves nothing: the registers of the hardware hold what they held before, the IDs that it
    took are free, memory that it pinned can be unmapped, and what it would have used can be destroyed.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <request> leaves the hardware as it was
      Given a process that holds "<holding>"
      When user space calls <request> while one allocation after another fails
      Then the call succeeds
      And the calls without memory leave every physical register as it was

      Examples:
        | holding            | request        |
        | a nest-parent HWPT | VIOMMU_ALLOC   |
        | a vIOMMU           | VDEVICE_ALLOC  |
        | a vIOMMU           | VEVENTQ_ALLOC  |
        | a vDEVICE          | HW_QUEUE_ALLOC |

    Scenario Outline: <request> keeps no ID, so that <name> has ID <id>
      Given a process that holds "<holding>"
      When user space calls <request> with <members> while one allocation after another fails
      Then the call succeeds
      And <name> has ID <id>

      Examples:
        | holding            | request        | members          | name      | id |
        | an iommufd         | IOAS_ALLOC     | flags=0          | ioas      | 1  |
        | an IOAS            | HWPT_ALLOC     | flags=NEST_PARENT| s2        | 3  |
        | a nest-parent HWPT | VIOMMU_ALLOC   | data_len=16      | viommu    | 4  |
        | a vIOMMU           | VDEVICE_ALLOC  | virt_id=0x10     | vdevice   | 5  |
        | a vIOMMU           | VEVENTQ_ALLOC  | veventq_depth=4  | veventq   | 5  |
        | a vIOMMU           | HWPT_ALLOC     | pt_id=viommu     | nested    | 5  |
        | a vDEVICE          | HW_QUEUE_ALLOC | index=0          | hw_queue0 | 6  |

    Scenario Outline: <request> keeps no user of <parent>
      Given a process that holds "<holding>"
      And user space has called <request> with <members> while one allocation after another failed
      And user space destroys <made>
      When user space destroys <parent>
      Then the call succeeds

      Examples:
        | holding            | request        | members           | made      | parent |
        | an IOAS            | HWPT_ALLOC     | flags=NEST_PARENT | s2        | ioas   |
        | a nest-parent HWPT | VIOMMU_ALLOC   | data_len=16       | viommu    | s2     |
        | a vIOMMU           | VDEVICE_ALLOC  | virt_id=0x10      | vdevice   | viommu |
        | a vIOMMU           | HWPT_ALLOC     | pt_id=viommu      | nested    | viommu |
        | a vIOMMU           | HW_QUEUE_ALLOC | index=0           | hw_queue0 | viommu |

    Scenario: VEVENTQ_ALLOC keeps no user of the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space has called VEVENTQ_ALLOC with veventq_depth=4 while one allocation after another failed
      And user space closes file veventq
      And user space destroys veventq
      When user space destroys viommu
      Then the call succeeds

    Scenario: HW_QUEUE_ALLOC keeps no memory pinned
      Given a process that holds "a vIOMMU"
      And user space has called HW_QUEUE_ALLOC with index=0 while one allocation after another failed
      And user space destroys hw_queue0
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: IOAS_MAP keeps no part of the address range
      Given a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x80000000 while one allocation after another failed
      When user space calls IOAS_UNMAP with iova=0x80000000
      Then the call succeeds
      And the call returns length=0x1000000

    Scenario: VFIO_DEVICE_BIND_IOMMUFD keeps no ID
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with iommufd=iommufd while one allocation after another fails
      Then the call succeeds
      And the call returns out_devid=1

    Scenario: VFIO_DEVICE_BIND_IOMMUFD keeps no part of the device
      Given a process that holds "an iommufd"
      And another iommufd called second
      And user space opens device gpu0
      And user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with iommufd=iommufd while one allocation after another fails
      And user space closes file gpu0
      And user space opens device gpu0
      When device gpu0 is bound to iommufd second
      Then the call succeeds

    Scenario: A device that was opened without memory can be bound
      Given a process that holds "an iommufd"
      And user space opens device gpu0 while one allocation after another fails
      When device gpu0 is bound to the iommufd
      Then the call succeeds
      And the call returns out_devid=1

    Scenario: The mapping of a page keeps no user of the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space maps the page of the vIOMMU while one allocation after another fails
      And user space unmaps the page
      When user space destroys viommu
      Then the call succeeds

  @UAPI-COM-13
  Rule: UAPI-COM-13 To give back takes no memory

    DESTROY, the detaching of a device, the closing of files and the unmapping of a page succeed whether the kernel can
    get memory or not.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: DESTROY of <name>
      Given a process that holds "<holding>"
      When user space destroys <name> while one allocation after another fails
      Then the call succeeds
      And none of the calls fails

      Examples:
        | holding            | name      |
        | a nest-parent HWPT | s2        |
        | a vIOMMU           | viommu    |
        | a vDEVICE          | vdevice   |
        | a hw_queue         | hw_queue0 |

    Scenario: DESTROY of a nested table
      Given a process that holds "a vDEVICE"
      And user space has called HWPT_ALLOC with pt_id=viommu
      When user space destroys nested while one allocation after another fails
      Then the call succeeds
      And none of the calls fails

    Scenario Outline: A device is detached from <target>
      Given a process that holds "a vDEVICE"
      And user space has called HWPT_ALLOC with pt_id=viommu
      And user space attaches gpu0 to <target>
      When user space detaches gpu0 from <target> while one allocation after another fails
      Then the call succeeds
      And none of the calls fails

      Examples:
        | target |
        | ioas   |
        | s2     |
        | nested |

    Scenario Outline: A process that holds <holding> closes its files
      Given a process that holds "<holding>"
      When the process closes its files while one allocation after another fails
      Then none of the calls fails
      And the calls without memory leave every physical register as it was

      Examples:
        | holding            |
        | an iommufd         |
        | a bound device     |
        | an IOAS            |
        | a nest-parent HWPT |
        | a vIOMMU           |
        | a vDEVICE          |
        | a hw_queue         |

    Scenario: The page of a vIOMMU is unmapped
      Given a process that holds "a vIOMMU"
      And the page of the vIOMMU is mapped
      When user space unmaps the page while one allocation after another fails
      Then the call succeeds
      And none of the calls fails
