Feature: The data of VIOMMU_ALLOC

  A vIOMMU of type TEGRA241_CMDQV answers in 16 bytes of its own, at data_uptr: where in the fd its page can be mapped
  (features/kernel/mmap.feature), and how long it is. They are read before anything is made and written when all is
  made.

  So a buffer of the wrong length or out of reach is refused with nothing done, and one that can be read but not written
  is found out at the very end: the VINTF has been started by then and is disabled and released again. The structure of
  the request itself comes back in the same way: features/kernel/write-back.feature.

  @UAPI-VIOMMU-08
  Rule: UAPI-VIOMMU-08 Type 2 takes exactly 16 bytes of data

    VIOMMU_ALLOC of type 2 gives EINVAL for a data_len of 0, below 16 or above 16.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <length> bytes of data are refused
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with data_len=<length>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | length |
        | 0      |
        | 8      |
        | 15     |
        | 17     |
        | 32     |
        | 0x110  |
        | 0x10010 |

    Scenario: The length is judged before the data is read
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with data_len=15, data=unreadable
      Then the call fails with EINVAL each time

    Scenario: A refused vIOMMU does not use its parent
      Given a process that holds "a nest-parent HWPT"
      And user space calls VIOMMU_ALLOC with data_len=15
      When user space destroys s2
      Then the call succeeds

    Scenario: The length is judged before a VINTF is looked for
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with data_len=15
      Then the call fails with EINVAL each time

  @UAPI-VIOMMU-09
  Rule: UAPI-VIOMMU-09 An unreadable data_uptr gives EFAULT

    VIOMMU_ALLOC of type 2 gives EFAULT if the data at data_uptr cannot be read.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Data at <address> that is <reach> gives EFAULT
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with data_uptr=<address>, data=<reach>
      Then the call fails with EFAULT each time
      And the kernel changes nothing in the hardware

      Examples:
        | address        | reach      |
        | 0x700000010000 | unreadable |
        | 0x1000         | readonly   |

    Scenario: A vIOMMU whose data cannot be read does not use its parent
      Given a process that holds "a nest-parent HWPT"
      And user space calls VIOMMU_ALLOC with data=unreadable
      When user space destroys s2
      Then the call succeeds

    Scenario: The data is read before a VINTF is looked for
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with data=unreadable
      Then the call fails with EFAULT each time

  @UAPI-VIOMMU-13
  Rule: UAPI-VIOMMU-13 A failed data write-back releases the VINTF

    If the 16 bytes of data cannot be written back the kernel gives EFAULT and the VINTF is disabled and released.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a nest-parent HWPT"

    Scenario: Data that cannot be written gives EFAULT and a disabled VINTF
      When user space calls VIOMMU_ALLOC with data=readonly
      Then the call fails with EFAULT each time
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |
        | 0                |
      And the physical register VINTF1_STATUS reads ENABLE_OK=0

    Scenario: The VINTF, the ID and the mmap range are free again
      Given user space calls VIOMMU_ALLOC with data=readonly
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x1000 and length 0x10000
      And viommu has ID 4
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    Scenario: The parent is not used
      Given user space calls VIOMMU_ALLOC with data=readonly
      When user space destroys s2
      Then the call succeeds
