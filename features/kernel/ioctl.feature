Feature: What all ioctls of the iommufd have in common

  Every request of an iommufd is one ioctl with one structure. The structure begins with its own size, so that programs
  and kernels of different age understand each other: the kernel takes a shorter structure for one whose missing members
  are 0, and a longer one only if what it does not know is 0. A structure that is too short even for the oldest program
  is refused.

  The order of the checks is fixed, and an earlier one answers before a later one: number, size, rest of the structure,
  then the request itself. What a refused call had begun is undone (features/kernel/write-back.feature). IDs and errnos
  that all requests share: features/kernel/object-ids.feature.

  @UAPI-COM-01
  Rule: UAPI-COM-01 Each ioctl has a fixed number

    The ioctl numbers are _IO(';', nr): DESTROY 0x3B80, HWPT_ALLOC 0x3B89, GET_HW_INFO 0x3B8A, HWPT_INVALIDATE 0x3B8D,
    VIOMMU_ALLOC 0x3B90, VDEVICE_ALLOC 0x3B91, VEVENTQ_ALLOC 0x3B93 and HW_QUEUE_ALLOC 0x3B94.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: <request> is ioctl <number>
      Given a process that holds "<holding>"
      When user space calls <request> with <members>
      Then the call succeeds

      Examples:
        | request        | number | holding            | members                |
        | DESTROY        | 0x3B80 | a vIOMMU           | id=viommu              |
        | HWPT_ALLOC     | 0x3B89 | an IOAS            | flags=NEST_PARENT      |
        | GET_HW_INFO    | 0x3B8A | a bound device     | flags=1                |
        | VIOMMU_ALLOC   | 0x3B90 | a nest-parent HWPT | type=TEGRA241_CMDQV    |
        | VDEVICE_ALLOC  | 0x3B91 | a vIOMMU           | virt_id=0x10           |
        | VEVENTQ_ALLOC  | 0x3B93 | a vIOMMU           | veventq_depth=4        |
        | HW_QUEUE_ALLOC | 0x3B94 | a vIOMMU           | index=0                |

    Scenario: HWPT_INVALIDATE is ioctl 0x3B8D
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ALL |
      Then the call succeeds

    Scenario Outline: <number> has the number of a request but is none
      Given a process that holds "an iommufd"
      When user space issues ioctl number <number>
      Then the call fails with ENOTTY each time

      Examples:
        | number     |
        | 0x40083b80 |
        | 0xc0303b89 |
        | 0x3c90     |
        | 0x3a94     |

  @UAPI-COM-02
  Rule: UAPI-COM-02 Every structure starts with its size

    The first member of each ioctl structure is a u32 size.

    MUST. Source: uapi. Since linux-7.2.

    Scenario Outline: <request> with size 0 is refused whatever the rest says
      Given a process that holds "a vIOMMU"
      When user space calls <request> with size=0
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         |
        | DESTROY         |
        | HWPT_ALLOC      |
        | GET_HW_INFO     |
        | HWPT_INVALIDATE |
        | VIOMMU_ALLOC    |
        | VDEVICE_ALLOC   |
        | VEVENTQ_ALLOC   |
        | HW_QUEUE_ALLOC  |

  @UAPI-COM-03
  Rule: UAPI-COM-03 Number, size and trailing bytes are checked in a fixed order

    The kernel checks first that the number is in range (otherwise it is treated as a legacy VFIO number, which usually
    ends in ENOTTY), then reads size (EFAULT), then compares the whole command (ENOTTY), then refuses a size below the
    minimum (EINVAL). It then copies the structure, where bytes beyond the structure it knows must be 0 (E2BIG, or
    EFAULT if they cannot be read), and runs the command last.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: The range of numbers is checked before size is read, for <number>
      Given a process that holds "an iommufd"
      When user space issues ioctl number <number> with size 64, of which 0 bytes can be read
      Then the call fails with ENOTTY each time

      Examples:
        | number |
        | 0x3b7f |
        | 0x3bc0 |
        | 0x3bff |

    Scenario Outline: size is read before the command is compared, for <number>
      Given a process that holds "an iommufd"
      When user space issues ioctl number <number> with size 64, of which 0 bytes can be read
      Then the call fails with EFAULT each time

      Examples:
        | number     |
        | 0x3b80     |
        | 0x3b94     |
        | 0x40083b80 |

    Scenario: The command is compared before size is judged
      Given a process that holds "an iommufd"
      When user space issues ioctl number 0x40083b80 with size 0
      Then the call fails with ENOTTY each time

    Scenario: size is judged before the structure is read
      Given a process that holds "an iommufd"
      When user space issues ioctl number 0x3b89 with size 23, of which 4 bytes can be read
      Then the call fails with EINVAL each time

    Scenario: A structure that ends in unreadable memory gives EFAULT
      Given a process that holds "an iommufd"
      When user space issues ioctl number 0x3b89 with size 48, of which 47 bytes can be read
      Then the call fails with EFAULT each time

    Scenario Outline: A <request> with zeros after its structure is accepted
      Given a process that holds "<holding>"
      When user space calls <request> with <members>, tail=0
      Then the call succeeds

      Examples:
        | request        | holding            | members             |
        | DESTROY        | a vIOMMU           | id=viommu           |
        | HWPT_ALLOC     | an IOAS            | flags=NEST_PARENT   |
        | GET_HW_INFO    | a bound device     | flags=1             |
        | VIOMMU_ALLOC   | a nest-parent HWPT | type=TEGRA241_CMDQV |
        | VDEVICE_ALLOC  | a vIOMMU           | virt_id=0x10        |
        | VEVENTQ_ALLOC  | a vIOMMU           | veventq_depth=4     |
        | HW_QUEUE_ALLOC | a vIOMMU           | index=0             |

    Scenario Outline: A <request> with anything else after its structure gives E2BIG before it is looked at
      The call has a member that the request itself would refuse with another errno.

      Given a process that holds "a vIOMMU"
      When user space calls <request> with <members>, tail=1
      Then the call fails with E2BIG each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         | members               |
        | DESTROY         | id=nothing            |
        | HWPT_ALLOC      | __reserved=1          |
        | GET_HW_INFO     | flags=2               |
        | HWPT_INVALIDATE | __reserved=1          |
        | VIOMMU_ALLOC    | flags=1               |
        | VDEVICE_ALLOC   | viommu_id=nothing     |
        | VEVENTQ_ALLOC   | flags=1               |
        | HW_QUEUE_ALLOC  | flags=1               |

    Scenario: Unreadable memory after the structure gives EFAULT
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with size=0x1000
      Then the call fails with EFAULT each time
      And the kernel changes nothing in the hardware

    Scenario: The command is compared before the structure is read
      Given a process that holds "an iommufd"
      When user space issues ioctl number 0x40083b80 with size 64, of which 4 bytes can be read
      Then the call fails with ENOTTY each time

    Scenario Outline: Unreadable memory after a <request> gives EFAULT before it is looked at
      The call has a member that the request itself would refuse with another errno.

      Given a process that holds "a vIOMMU"
      When user space calls <request> with <members>, size=0x1000
      Then the call fails with EFAULT each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         | members           |
        | DESTROY         | id=nothing        |
        | HWPT_ALLOC      | __reserved=1      |
        | GET_HW_INFO     | flags=2           |
        | HWPT_INVALIDATE | __reserved=1      |
        | VIOMMU_ALLOC    | flags=1           |
        | VDEVICE_ALLOC   | viommu_id=nothing |
        | VEVENTQ_ALLOC   | flags=1           |
        | HW_QUEUE_ALLOC  | flags=1           |

    Scenario Outline: A structure of <size> bytes is as good as one that fits, if its rest is 0
      DESTROY finds no object with ID 0.

      Given a process that holds "an iommufd"
      When user space issues ioctl number 0x3b80 with size <size>, of which <size> bytes can be read
      Then the call fails with ENOENT each time

      Examples:
        | size  |
        | 4096  |
        | 4097  |
        | 65544 |

    Scenario Outline: A size of <size> is a large one and not a negative one
      Given a process that holds "an iommufd"
      When user space issues ioctl number 0x3b80 with size <size>, of which 8 bytes can be read
      Then the call fails with EFAULT each time

      Examples:
        | size       |
        | 2147483648 |
        | 4294967295 |

  @UAPI-COM-04
  Rule: UAPI-COM-04 Each structure has a minimum size

    The minimum sizes are DESTROY 8, GET_HW_INFO 32, HWPT_ALLOC 24, HWPT_INVALIDATE 32, VIOMMU_ALLOC 24, VDEVICE_ALLOC
    24, VEVENTQ_ALLOC 28 and HW_QUEUE_ALLOC 40 bytes.

    MUST. Source: linux-7.2, uapi. Since linux-7.2.

    Scenario Outline: <request> accepts <minimum> bytes
      Given a process that holds "<holding>"
      When user space calls <request> with <members>, size=<minimum>
      Then the call succeeds

      Examples:
        | request        | minimum | holding            | members           |
        | DESTROY        | 8       | a vIOMMU           | id=viommu         |
        | GET_HW_INFO    | 32      | a bound device     | flags=1           |
        | HWPT_ALLOC     | 24      | an IOAS            | flags=NEST_PARENT |
        | VIOMMU_ALLOC   | 24      | a nest-parent HWPT | type=ARM_SMMUV3   |
        | VDEVICE_ALLOC  | 24      | a vIOMMU           | virt_id=0x10      |
        | VEVENTQ_ALLOC  | 28      | a vIOMMU           | veventq_depth=4   |
        | HW_QUEUE_ALLOC | 40      | a vIOMMU           | index=0           |

    Scenario: HWPT_INVALIDATE accepts 32 bytes
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with size=32 and these commands:
        | TLBI_NH_ALL |
      Then the call succeeds

    Scenario Outline: <request> refuses <short> bytes
      Given a process that holds "a vIOMMU"
      When user space calls <request> with <members>, size=<short>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         | short | members           |
        | DESTROY         | 7     | id=viommu         |
        | GET_HW_INFO     | 31    | flags=1           |
        | HWPT_ALLOC      | 23    | flags=NEST_PARENT |
        | HWPT_INVALIDATE | 31    | entry_num=1       |
        | VIOMMU_ALLOC    | 23    | type=ARM_SMMUV3   |
        | VDEVICE_ALLOC   | 23    | virt_id=0x10      |
        | VEVENTQ_ALLOC   | 27    | veventq_depth=4   |
        | HW_QUEUE_ALLOC  | 39    | index=0           |

    Scenario: Members beyond the size that user space tells count as 0
      data_len is stored, but after the 24 bytes that the call speaks of.

      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=NEST_PARENT, data_len=16, size=24
      Then the call succeeds

    Scenario Outline: A <request> of <short> bytes gives EINVAL before it is looked at
      The call has a member that the request itself would refuse with another errno.

      Given a process that holds "a vIOMMU"
      When user space calls <request> with <members>, size=<short>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         | short | members           |
        | DESTROY         | 7     | id=nothing        |
        | GET_HW_INFO     | 31    | flags=2           |
        | HWPT_ALLOC      | 23    | __reserved=1      |
        | HWPT_INVALIDATE | 31    | hwpt_id=nothing   |
        | VIOMMU_ALLOC    | 23    | flags=1           |
        | VDEVICE_ALLOC   | 23    | viommu_id=nothing |
        | VEVENTQ_ALLOC   | 27    | flags=1           |
        | HW_QUEUE_ALLOC  | 39    | flags=1           |
