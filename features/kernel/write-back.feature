Feature: Results that cannot be written back

  The kernel makes the object first and tells user space about it last, in the structure of the request. If the result
  then cannot be stored, user space could never name the object: the kernel answers EFAULT and destroys it again, and
  the hardware is as it was - the VINTF disabled, the stream ID slot cleared, the vCMDQ unmapped, the VMID and the ID
  free.

  What is wrong with the request itself is told before. The same holds for the data of a vIOMMU
  (features/kernel/viommu-data.feature); the answer of an invalidation differs, whose commands cannot be taken back
  (features/kernel/invalidate.feature).

  @UAPI-COM-05
  Rule: UAPI-COM-05 A failed write-back undoes the allocation

    The kernel writes results back up to the smaller of the user's size and its own. If that faults it returns EFAULT
    and destroys the new object again, with the driver's destroy path undoing the hardware.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <request> into read-only memory gives EFAULT
      Given a process that holds "<holding>"
      When user space calls <request> with <members>, argument=readonly
      Then the call fails with EFAULT each time

      Examples:
        | request        | holding            | members             |
        | HWPT_ALLOC     | an IOAS            | flags=NEST_PARENT   |
        | GET_HW_INFO    | a bound device     | flags=1             |
        | VIOMMU_ALLOC   | a nest-parent HWPT | type=TEGRA241_CMDQV |
        | VDEVICE_ALLOC  | a vIOMMU           | virt_id=0x10        |
        | VEVENTQ_ALLOC  | a vIOMMU           | veventq_depth=4     |
        | HW_QUEUE_ALLOC | a vIOMMU           | index=0             |

    Scenario Outline: The object of a <request> that could not answer no longer uses <parent>
      Given a process that holds "<holding>"
      And user space calls <request> with <members>, argument=readonly
      When user space destroys <parent>
      Then the call succeeds

      Examples:
        | request        | holding            | members             | parent |
        | HWPT_ALLOC     | an IOAS            | flags=NEST_PARENT   | ioas   |
        | VIOMMU_ALLOC   | a nest-parent HWPT | type=TEGRA241_CMDQV | s2     |
        | HWPT_ALLOC     | a vIOMMU           | pt_id=viommu        | viommu |
        | VDEVICE_ALLOC  | a vIOMMU           | virt_id=0x10        | viommu |
        | VEVENTQ_ALLOC  | a vIOMMU           | veventq_depth=4     | viommu |
        | HW_QUEUE_ALLOC | a vIOMMU           | index=0             | viommu |

    Scenario Outline: The same <request> succeeds afterwards
      Nothing of the first attempt is in its way: neither its VMID, virtual ID or index, nor its ID.

      Given a process that holds "<holding>"
      And user space calls <request> with <members>, argument=readonly
      When user space calls <request> with <members>
      Then the call succeeds
      And <object> has ID <id>

      Examples:
        | request        | holding            | members             | object    | id |
        | HWPT_ALLOC     | an IOAS            | flags=NEST_PARENT   | s2        | 3  |
        | VIOMMU_ALLOC   | a nest-parent HWPT | type=TEGRA241_CMDQV | viommu    | 4  |
        | VDEVICE_ALLOC  | a vIOMMU           | virt_id=0x10        | vdevice   | 5  |
        | VEVENTQ_ALLOC  | a vIOMMU           | veventq_depth=4     | veventq   | 5  |
        | HW_QUEUE_ALLOC | a vIOMMU           | index=0             | hw_queue0 | 5  |

    Scenario: A VMID is free again
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 254 times
      And user space calls HWPT_ALLOC with argument=readonly
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: The VINTF of a vIOMMU is disabled again
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with argument=readonly
      Then the call fails with EFAULT each time
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |
        | 0                |

    Scenario: The mmap range of a vIOMMU is taken back
      Given a process that holds "a nest-parent HWPT"
      And user space calls VIOMMU_ALLOC with argument=readonly
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

    Scenario: The stream ID mapping of a vDEVICE is removed again
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC with argument=readonly
      Then the call fails with EFAULT each time
      And the kernel's writes to the hardware are these, in this order:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |
        | VINTF1_SID_MATCH_0   | 0                       |
        | VINTF1_SID_REPLACE_0 | 0                       |

    Scenario: The vCMDQ of a hw_queue is unmapped again
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with argument=readonly
      Then the call fails with EFAULT each time
      And the kernel's writes to CMDQ_ALLOC_MAP_2 are these, in this order:
        | VIRT_INTF_INDX=1, ALLOC=1 |
        | VIRT_INTF_INDX=1          |

    Scenario: The memory of a hw_queue can be unmapped again
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with argument=readonly
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: Nothing is written beyond the size that user space told
      out_capabilities lies after the first 32 bytes.

      Given a process that holds "a bound device"
      When user space calls GET_HW_INFO with size=32, out_capabilities=0x1234567812345678
      Then the call succeeds
      And the call returns out_capabilities=0x1234567812345678

    Scenario Outline: What is wrong with a <request> is told before a result that cannot be written
      Given a process that holds "a vIOMMU"
      When user space calls <request> with <members>, argument=readonly
      Then the call fails with <errno> each time
      And the kernel changes nothing in the hardware

      Examples:
        | request        | members          | errno      |
        | GET_HW_INFO    | flags=2          | EOPNOTSUPP |
        | HWPT_ALLOC     | pt_id=nothing    | EINVAL     |
        | VIOMMU_ALLOC   | data_len=15      | EINVAL     |
        | VDEVICE_ALLOC  | virt_id=0x100000 | EINVAL     |
        | VEVENTQ_ALLOC  | veventq_depth=0  | EINVAL     |
        | HW_QUEUE_ALLOC | index=1          | EIO        |
