Feature: IDs of kernel objects

  Everything that an iommufd makes has a number. Numbers belong to the fd that made them and are given out from 1 up,
  always the lowest that is free. A number that names nothing, or something else than the request needs, is as good as
  none: ENOENT. That an ID says nothing in another fd is what keeps VMs apart: features/stack/isolation-objects.feature.

  Two things to watch for. A hw_queue takes two IDs, the second for an object that user space cannot use. And the ID of
  a vDEVICE whose device has gone is not given out again (features/kernel/vdevice-hardware.feature). The errnos mean the
  same in all requests.

  @UAPI-COM-06
  Rule: UAPI-COM-06 IDs belong to one fd and wrong IDs give ENOENT

    IDs belong to one fd and are the lowest free number from 1 up. An ID that does not exist or names an object of the
    wrong type gives ENOENT, except in HWPT_ALLOC.pt_id, where it gives EINVAL.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The first object of an fd has ID 1
      Given a process that holds "an iommufd"
      When user space calls IOAS_ALLOC
      Then the call succeeds
      And ioas has ID 1

    Scenario: A device that is bound first has ID 1
      Given a process that holds "an iommufd"
      When device gpu0 is bound to the iommufd
      Then gpu0 has ID 1

    Scenario Outline: The <nth> object that a process makes has ID <id>
      Given a process that holds "<holding>"
      When user space calls <request>
      Then <object> has ID <id>

      Examples:
        | nth    | holding            | request        | object    | id |
        | second | a bound device     | IOAS_ALLOC     | ioas      | 2  |
        | third  | an IOAS            | HWPT_ALLOC     | s2        | 3  |
        | fourth | a nest-parent HWPT | VIOMMU_ALLOC   | viommu    | 4  |
        | fifth  | a vIOMMU           | VDEVICE_ALLOC  | vdevice   | 5  |
        | sixth  | a vDEVICE          | HW_QUEUE_ALLOC | hw_queue0 | 6  |

    Scenario: The lowest free ID is used again
      Given a process that holds "a hw_queue"
      And user space destroys vdevice
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 5

    Scenario Outline: ID <id>, which ends like that of an object, is none in <request>
      The device has ID 1, the nest parent ID 3 and the vIOMMU ID 4.

      Given a process that holds "a vIOMMU"
      When user space calls <request> with <member>=<id>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         | member    | id         |
        | DESTROY         | id        | 0x104      |
        | DESTROY         | id        | 0x10004    |
        | DESTROY         | id        | 0x80000004 |
        | GET_HW_INFO     | dev_id    | 0x10001    |
        | VIOMMU_ALLOC    | dev_id    | 0x10001    |
        | VIOMMU_ALLOC    | hwpt_id   | 0x10003    |
        | VDEVICE_ALLOC   | viommu_id | 0x10004    |
        | VDEVICE_ALLOC   | dev_id    | 0x10001    |
        | HW_QUEUE_ALLOC  | viommu_id | 0x10004    |
        | VEVENTQ_ALLOC   | viommu_id | 0x10004    |

    @ISO-01
    Scenario: Another fd starts from 1 again
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      When user space calls IOAS_ALLOC on file other with flags=0
      Then the call succeeds
      And ioas has ID 1

    @ISO-01
    Scenario: An ID of one fd names nothing in another
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      When user space calls VDEVICE_ALLOC on file other with virt_id=0x10
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

    Scenario Outline: <request> refuses <member> of <value>
      Given a process that holds "a hw_queue"
      When user space calls <request> with <member>=<value>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | request        | member    | value     |
        | GET_HW_INFO    | dev_id    | 0         |
        | GET_HW_INFO    | dev_id    | viommu    |
        | HWPT_ALLOC     | dev_id    | ioas      |
        | VIOMMU_ALLOC   | dev_id    | vdevice   |
        | VIOMMU_ALLOC   | hwpt_id   | ioas      |
        | VIOMMU_ALLOC   | hwpt_id   | viommu    |
        | VDEVICE_ALLOC  | viommu_id | s2        |
        | VDEVICE_ALLOC  | dev_id    | viommu    |
        | VEVENTQ_ALLOC  | viommu_id | vdevice   |
        | HW_QUEUE_ALLOC | viommu_id | hw_queue0 |
        | DESTROY        | id        | 0         |

    Scenario: HWPT_ALLOC tells a wrong pt_id by EINVAL
      Given a process that holds "a hw_queue"
      When user space calls HWPT_ALLOC with pt_id=hw_queue0
      Then the call fails with EINVAL each time

    Scenario Outline: A <request> refused for <members> takes no ID
      Given a process that holds "a vIOMMU"
      And user space calls <request> with <members>
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 5

      Examples:
        | request        | members                           |
        | HWPT_ALLOC     | flags=3                           |
        | VIOMMU_ALLOC   | data_len=15                       |
        | VDEVICE_ALLOC  | virt_id=0x100000                  |
        | HW_QUEUE_ALLOC | index=1                           |
        | HW_QUEUE_ALLOC | nesting_parent_iova=0x1000        |

    Scenario Outline: A second <request> with <members> is refused and takes no ID
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC
      And user space calls <request> with <members>
      And user space calls IOAS_ALLOC with flags=0, naming the result another
      When user space calls IOAS_ALLOC with flags=0, naming the result further
      Then another has ID 10
      And further has ID 11

      Examples:
        | request        | members         |
        | VDEVICE_ALLOC  | dev_id=nic0     |
        | VDEVICE_ALLOC  | virt_id=0x11    |
        | HW_QUEUE_ALLOC | index=0         |
        | VEVENTQ_ALLOC  | veventq_depth=8 |

    Scenario: The ID of each device that is closed names nothing
      Given a process that holds "a bound device"
      And device nic0 is bound to the iommufd
      And user space closes file gpu0
      And user space closes file nic0
      When user space calls GET_HW_INFO with dev_id=nic0
      Then the call fails with ENOENT each time

  @UAPI-COM-07
  Rule: UAPI-COM-07 HW_QUEUE_ALLOC uses two IDs

    HW_QUEUE_ALLOC takes two IDs, first one for the queue and then one for an internal access object. DESTROY of the
    internal ID by user space gives EBUSY.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The queue has the first ID
      Given a process that holds "a vDEVICE"
      When user space calls HW_QUEUE_ALLOC
      Then hw_queue0 has ID 6

    Scenario: The next object comes two IDs after the queue
      Given a process that holds "a hw_queue"
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 8

    Scenario: The queue takes the lower of two free IDs and the internal object the next
      Given a process that holds "a vDEVICE"
      And user space has called IOAS_ALLOC
      And user space destroys vdevice
      When user space calls HW_QUEUE_ALLOC
      Then hw_queue0 has ID 5
      And the call succeeds

    Scenario: The internal object cannot be destroyed
      Given a process that holds "a hw_queue"
      When user space calls DESTROY with id=7
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

    Scenario Outline: A call that is refused for <members> keeps neither ID
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with <members>
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 6

      Examples:
        | members                    |
        | nesting_parent_iova=0x1000 |
        | index=1                    |
        | argument=readonly          |

    Scenario: Destroying the queue frees both IDs
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 7

    Scenario: Destroying a queue that was made anew frees both IDs again
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      And user space destroys hw_queue0
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 7

  @UAPI-COM-08
  Rule: UAPI-COM-08 Each errno has one meaning

    EOPNOTSUPP stands for a known field with an unsupported value, EINVAL for a wrong value, ENOENT for an ID or IOVA
    that does not exist, and EOVERFLOW for an arithmetic overflow.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: <errno> tells of <what>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with <members>
      Then the call fails with <errno> each time
      And the kernel changes nothing in the hardware

      Examples:
        | errno      | what                                 | members                                 |
        | EOPNOTSUPP | a flag that is not supported         | flags=1                                 |
        | EOPNOTSUPP | a type that is not supported         | type=2                                  |
        | EINVAL     | a length that makes no sense         | length=0                                |
        | ENOENT     | an ID that does not exist            | viommu_id=nothing                       |
        | ENOENT     | an iova that is not mapped           | nesting_parent_iova=0x1000              |
        | EOVERFLOW  | an address range that wraps around   | nesting_parent_iova=0xfffffffffffff000, length=0x2000 |

    Scenario Outline: <request> refuses <members> each time, whatever succeeded before
      Given a process that holds "a hw_queue"
      And device nic0 is bound to the iommufd
      And user space calls <request> with <members>
      When user space calls <request> with <members>
      Then the call fails with <errno> each time
      And the kernel changes nothing in the hardware

      Examples:
        | request          | members                                                | errno      |
        | HW_QUEUE_ALLOC   | flags=1                                                | EOPNOTSUPP |
        | HW_QUEUE_ALLOC   | type=2                                                 | EOPNOTSUPP |
        | HW_QUEUE_ALLOC   | length=0                                               | EINVAL     |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0xfffffffffffff000, length=0x2000  | EOVERFLOW  |
        | HW_QUEUE_ALLOC   | viommu_id=nothing                                      | ENOENT     |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0, length=0x4000000000000000       | ENOMEM     |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0, length=0xffffffffffffffff       | ERANGE     |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0x1000                             | ENOENT     |
        | HW_QUEUE_ALLOC   | index=5                                                | EINVAL     |
        | HW_QUEUE_ALLOC   | index=0                                                | EEXIST     |
        | HW_QUEUE_ALLOC   | index=1, length=0x30                                   | EINVAL     |
        | HW_QUEUE_ALLOC   | index=1, nesting_parent_iova=0x40001000, length=0x2000 | EINVAL     |
        | VIOMMU_ALLOC     | flags=1                                                | EOPNOTSUPP |
        | VIOMMU_ALLOC     | dev_id=nothing                                         | ENOENT     |
        | VIOMMU_ALLOC     | hwpt_id=nothing                                        | ENOENT     |
        | VDEVICE_ALLOC    | viommu_id=nothing                                      | ENOENT     |
        | VDEVICE_ALLOC    | dev_id=nothing                                         | ENOENT     |
        | VDEVICE_ALLOC    | dev_id=gpu0, virt_id=0x11                              | EEXIST     |
        | VDEVICE_ALLOC    | dev_id=nic0, virt_id=0x10                              | EEXIST     |
        | VDEVICE_ALLOC    | dev_id=nic0, virt_id=0x100000                          | EINVAL     |
        | HWPT_ALLOC       | __reserved=1                                           | EOPNOTSUPP |
        | HWPT_ALLOC       | data_len=16                                            | EINVAL     |
        | HWPT_ALLOC       | dev_id=nothing                                         | ENOENT     |
        | HWPT_ALLOC       | pt_id=nothing                                          | EINVAL     |
        | HWPT_ALLOC       | flags=0x10                                             | EOPNOTSUPP |
        | HWPT_ALLOC       | flags=3                                                | EOPNOTSUPP |
        | VEVENTQ_ALLOC    | flags=1                                                | EOPNOTSUPP |
        | VEVENTQ_ALLOC    | veventq_depth=0                                        | EINVAL     |
        | VEVENTQ_ALLOC    | viommu_id=nothing                                      | ENOENT     |
        | IOAS_ALLOC       | flags=1                                                | EOPNOTSUPP |
        | IOAS_MAP         | flags=0x10                                             | EOPNOTSUPP |
        | IOAS_MAP         | flags=1                                                | EINVAL     |
        | IOAS_MAP         | iova=0x40000000                                        | EEXIST     |
        | IOAS_MAP         | ioas_id=nothing                                        | ENOENT     |
        | IOAS_MAP         | iova=0x50000000, length=0                              | EINVAL     |
        | IOAS_UNMAP       | iova=0x40000000                                        | EBUSY      |
        | IOAS_UNMAP       | iova=0x70000000                                        | ENOENT     |
        | IOAS_UNMAP       | length=0                                               | EINVAL     |
        | IOAS_UNMAP       | ioas_id=nothing                                        | ENOENT     |
        | IOAS_IOVA_RANGES | __reserved=1                                           | EOPNOTSUPP |
        | IOAS_IOVA_RANGES | ioas_id=nothing                                        | ENOENT     |
        | GET_HW_INFO      | dev_id=nothing                                         | ENOENT     |
        | GET_HW_INFO      | __reserved0=1                                          | EOPNOTSUPP |
        | GET_HW_INFO      | flags=0x10                                             | EOPNOTSUPP |
        | HWPT_ALLOC       | pt_id=s2                                               | EOPNOTSUPP |
        | HWPT_ALLOC       | pt_id=viommu, flags=NEST_PARENT                        | EOPNOTSUPP |
        | HWPT_INVALIDATE  | __reserved=1                                           | EOPNOTSUPP |
        | DESTROY          | id=nothing                                             | ENOENT     |
        | DESTROY          | id=viommu                                              | EBUSY      |

    Scenario Outline: <request> that was refused for <members> succeeds when it is right
      Given a process that holds "a hw_queue"
      And device nic0 is bound to the iommufd
      And user space has called IOAS_MAP with iova=0x60000000
      And user space calls <request> with <members>
      When user space calls <request> with <right>
      Then the call succeeds

      Examples:
        | request          | members                                                | right                                   |
        | HW_QUEUE_ALLOC   | flags=1                                                | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | type=2                                                 | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | length=0                                               | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0xfffffffffffff000, length=0x2000  | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | viommu_id=nothing                                      | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0, length=0x4000000000000000       | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0, length=0xffffffffffffffff       | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | nesting_parent_iova=0x1000                             | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | index=5                                                | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | index=0                                                | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | index=1, length=0x30                                   | index=1, nesting_parent_iova=0x40002000 |
        | HW_QUEUE_ALLOC   | index=1, nesting_parent_iova=0x40001000, length=0x2000 | index=1, nesting_parent_iova=0x40002000 |
        | VIOMMU_ALLOC     | flags=1                                                | data_len=16                             |
        | VIOMMU_ALLOC     | dev_id=nothing                                         | data_len=16                             |
        | VIOMMU_ALLOC     | hwpt_id=nothing                                        | data_len=16                             |
        | VDEVICE_ALLOC    | viommu_id=nothing                                      | dev_id=nic0, virt_id=0x11               |
        | VDEVICE_ALLOC    | dev_id=nothing                                         | dev_id=nic0, virt_id=0x11               |
        | VDEVICE_ALLOC    | dev_id=gpu0, virt_id=0x11                              | dev_id=nic0, virt_id=0x11               |
        | VDEVICE_ALLOC    | dev_id=nic0, virt_id=0x10                              | dev_id=nic0, virt_id=0x11               |
        | VDEVICE_ALLOC    | dev_id=nic0, virt_id=0x100000                          | dev_id=nic0, virt_id=0x11               |
        | HWPT_ALLOC       | __reserved=1                                           | flags=NEST_PARENT                       |
        | HWPT_ALLOC       | data_len=16                                            | flags=NEST_PARENT                       |
        | HWPT_ALLOC       | dev_id=nothing                                         | flags=NEST_PARENT                       |
        | HWPT_ALLOC       | pt_id=nothing                                          | flags=NEST_PARENT                       |
        | HWPT_ALLOC       | flags=0x10                                             | flags=NEST_PARENT                       |
        | HWPT_ALLOC       | flags=3                                                | flags=NEST_PARENT                       |
        | VEVENTQ_ALLOC    | flags=1                                                | veventq_depth=2                         |
        | VEVENTQ_ALLOC    | veventq_depth=0                                        | veventq_depth=2                         |
        | VEVENTQ_ALLOC    | viommu_id=nothing                                      | veventq_depth=2                         |
        | IOAS_ALLOC       | flags=1                                                | flags=0                                 |
        | IOAS_MAP         | flags=0x10                                             | iova=0x50000000                         |
        | IOAS_MAP         | flags=1                                                | iova=0x50000000                         |
        | IOAS_MAP         | iova=0x40000000                                        | iova=0x50000000                         |
        | IOAS_MAP         | ioas_id=nothing                                        | iova=0x50000000                         |
        | IOAS_MAP         | iova=0x50000000, length=0                              | iova=0x50000000                         |
        | IOAS_UNMAP       | iova=0x40000000                                        | iova=0x60000000                         |
        | IOAS_UNMAP       | iova=0x70000000                                        | iova=0x60000000                         |
        | IOAS_UNMAP       | length=0                                               | iova=0x60000000                         |
        | IOAS_UNMAP       | ioas_id=nothing                                        | iova=0x60000000                         |
        | IOAS_IOVA_RANGES | __reserved=1                                           | __reserved=0                            |
        | IOAS_IOVA_RANGES | ioas_id=nothing                                        | __reserved=0                            |
        | GET_HW_INFO      | dev_id=nothing                                         | dev_id=gpu0                             |
        | DESTROY          | id=nothing                                             | id=hw_queue0                            |
        | DESTROY          | id=viommu                                              | id=hw_queue0                            |

  @UAPI-COM-09
  Rule: UAPI-COM-09 A few legacy VFIO numbers are answered

    Of the numbers below 0x80, 0x64 and 0x65 return 0, and 0x66 and 0x70 to 0x72 give EINVAL on a zeroed argument. All
    others give ENOTTY.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Legacy VFIO number <number> is answered
      Given a process that holds "an iommufd"
      When user space issues ioctl number <number> with size 0
      Then the call succeeds

      Examples:
        | number |
        | 0x3b64 |
        | 0x3b65 |

    Scenario Outline: Legacy VFIO number <number> refuses a zeroed argument
      Given a process that holds "an iommufd"
      When user space issues ioctl number <number> with size 0
      Then the call fails with EINVAL each time

      Examples:
        | number |
        | 0x3b66 |
        | 0x3b70 |
        | 0x3b71 |
        | 0x3b72 |

    Scenario Outline: Number <number> is answered by nobody
      Given a process that holds "an iommufd"
      When user space issues ioctl number <number> with size 0
      Then the call fails with ENOTTY each time

      Examples:
        | number |
        | 0x3b00 |
        | 0x3b63 |
        | 0x3b67 |
        | 0x3b6f |
        | 0x3b73 |
        | 0x3b7f |

  @UAPI-COM-10
  Rule: UAPI-COM-10 VIOMMU_ALLOC accepts the short structure

    VIOMMU_ALLOC with size 24 is accepted, and data_len and data_uptr count as 0. Type 1 then succeeds and type 2 gives
    EINVAL.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The short structure makes a vIOMMU of type ARM_SMMUV3
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with size=24, type=ARM_SMMUV3
      Then the call succeeds
      And viommu has ID 4

    Scenario: The short structure has no data for a vIOMMU of type TEGRA241_CMDQV
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with size=24
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware
