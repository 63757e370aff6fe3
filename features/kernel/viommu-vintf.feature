Feature: The VINTF of a vIOMMU

  A vIOMMU of type TEGRA241_CMDQV owns a VINTF for as long as it lives, and with it the vCMDQs that belong to the VINTF.
  VINTF 0 is the kernel's, the others are given out from the lowest, over all processes: when none is free the next VM
  gets ENOSPC. The VMM learns where in the fd it can map the VINTF's page, a range that is free again when the vIOMMU
  goes.

  A VINTF whose enable is not acknowledged fails the call with ETIMEDOUT; index and range are free again, and its CONFIG
  stays as written. What is written to start and to stop it: features/kernel/vintf-hardware.feature. What the request is
  refused for before: features/kernel/viommu.feature.

  @UAPI-VIOMMU-10
  Rule: UAPI-VIOMMU-10 No free VINTF gives ENOSPC

    VIOMMU_ALLOC of type 2 gives ENOSPC when no VINTF index is free; index 0 is always held by the kernel.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: With 2 VINTFs there is one vIOMMU
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the call succeeds
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    @PHYS-04
    Scenario: With 2 VINTFs there is no second vIOMMU
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC
      Then the call fails with ENOSPC each time
      And the kernel changes nothing in the hardware

    Scenario: A vIOMMU that got no VINTF does not use its parent
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC
      And user space destroys viommu
      When user space destroys s2
      Then the call succeeds

    Scenario: A vIOMMU of type ARM_SMMUV3 needs no VINTF
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with type=ARM_SMMUV3
      Then the call succeeds

    Scenario: VINTFs are counted over all fds
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      When user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      Then the call fails with ENOSPC each time

    @PHYS-06
    Scenario: The first vIOMMU takes VINTF 1
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the physical register VINTF1_STATUS reads ENABLE_OK=1

    @PHYS-06
    Scenario: The lowest free VINTF is taken
      Given a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result third
      And user space destroys second
      When user space calls VIOMMU_ALLOC
      Then the call succeeds
      And the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |

    Scenario Outline: A lack of VINTFs is told before a result that cannot be written: <result>
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with <result>=readonly
      Then the call fails with ENOSPC each time

      Examples:
        | result   |
        | data     |
        | argument |

  @UAPI-VIOMMU-11
  Rule: UAPI-VIOMMU-11 A VINTF that does not enable gives ETIMEDOUT

    If STATUS does not follow the enable of VHW-04 the kernel gives ETIMEDOUT. VINTF_CONFIG then stays at (VMID << 1) |
    1, and the VINTF index and the mmap range are free again. A timeout of the disable poll of VHW-01 is ignored and the
    call returns 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a nest-parent HWPT"

    Scenario: A VINTF that does not enable gives ETIMEDOUT and keeps its CONFIG
      Given the physical register VINTF1_STATUS always reads 0
      When user space calls VIOMMU_ALLOC
      Then the call fails with ETIMEDOUT
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |
      And the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1, HYP_OWN=0

    Scenario: Other fields of STATUS do not acknowledge the enable
      Given the physical register VINTF1_STATUS always reads 0x2_0002
      When user space calls VIOMMU_ALLOC
      Then the call fails with ETIMEDOUT

    Scenario: Other fields of STATUS do not hide the acknowledgement
      Given the physical register VINTF1_STATUS always reads 0x2_0003
      When user space calls VIOMMU_ALLOC
      Then the call succeeds

    Scenario: The VINTF and its mmap range are free again
      Given the physical register VINTF1_STATUS always reads 0
      And user space calls VIOMMU_ALLOC
      And the physical register VINTF1_STATUS reads its own value again
      When user space calls VIOMMU_ALLOC
      Then the call succeeds
      And the call returns mmap offset 0x1000 and length 0x10000
      And the physical register VINTF1_STATUS reads ENABLE_OK=1
      And the physical register VINTF2_STATUS reads ENABLE_OK=0

    Scenario: A VINTF that did not enable twice is free again
      Given the physical register VINTF1_STATUS always reads 0
      And user space calls VIOMMU_ALLOC
      And user space calls VIOMMU_ALLOC
      When user space calls VIOMMU_ALLOC
      Then the call fails with ETIMEDOUT
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |

    Scenario: A VINTF that did not enable keeps its CONFIG when the process closes its files
      Given the physical register VINTF1_STATUS always reads 0
      And user space calls VIOMMU_ALLOC
      And user space closes file gpu0
      When user space closes file iommufd
      Then the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1, HYP_OWN=0
      And the kernel changes nothing in the hardware

    Scenario: The parent is not used
      Given the physical register VINTF1_STATUS always reads 0
      And user space calls VIOMMU_ALLOC
      When user space destroys s2
      Then the call succeeds

    Scenario: No mmap range is left behind
      Given the physical register VINTF1_STATUS always reads 0
      And user space calls VIOMMU_ALLOC
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

    Scenario: A VINTF that does not disable is used nevertheless
      Given the physical register VINTF1_STATUS always reads 1
      When user space calls VIOMMU_ALLOC
      Then the call succeeds
      And the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1, HYP_OWN=0

    Scenario Outline: The timeout is told before a result that cannot be written: <result>
      Given the physical register VINTF1_STATUS always reads 0
      When user space calls VIOMMU_ALLOC with <result>=readonly
      Then the call fails with ETIMEDOUT

      Examples:
        | result   |
        | data     |
        | argument |

  @UAPI-VIOMMU-14
  Rule: UAPI-VIOMMU-14 The mmap range is the lowest free one of the fd

    On success out_vintf_mmap_length is 0x10000 and out_vintf_mmap_offset is the lowest free range of the fd from one
    host page up. The first vIOMMU of a fresh fd gets the offset PAGE_SIZE.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The first vIOMMU of an fd gets the second host page
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x1000 and length 0x10000

    Scenario: On a host with 64 KiB pages the range starts there
      Given a host with pages of 0x10000 bytes
      And a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x10000 and length 0x10000

    Scenario: The second vIOMMU gets the next range
      Given a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x11000 and length 0x10000

    @UAPI-MMAP-08
    Scenario: The second vIOMMU of a host with 64 KiB pages gets the next range
      Given a host with pages of 0x10000 bytes
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x20000 and length 0x10000

    Scenario: A range that was given out again is not given out twice
      Given a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x21000 and length 0x10000

    Scenario: The lowest free range is used again
      Given a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result third
      And user space destroys second
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x11000 and length 0x10000

    @ISO-02
    Scenario: Each fd has ranges of its own
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      When user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      Then the call returns mmap offset 0x1000 and length 0x10000

    Scenario: A vIOMMU of type ARM_SMMUV3 has no range
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

  @UAPI-VIOMMU-15
  Rule: UAPI-VIOMMU-15 A vIOMMU uses its parent HWPT

    A vIOMMU counts as a user of its parent HWPT, so DESTROY of that HWPT gives EBUSY.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: The parent of a vIOMMU of type <type> cannot be destroyed
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=<type>
      When user space destroys s2
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

      Examples:
        | type           |
        | ARM_SMMUV3     |
        | TEGRA241_CMDQV |

    Scenario: Each vIOMMU on it counts
      Given a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space destroys second
      When user space destroys s2
      Then the call fails with EBUSY each time

    Scenario: The parent is used again by a vIOMMU that was made after one has gone
      Given a process that holds "a vIOMMU"
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      When user space destroys s2
      Then the call fails with EBUSY each time

  @UAPI-VIOMMU-16
  Rule: UAPI-VIOMMU-16 Destroying a vIOMMU releases its VINTF

    Destruction of a vIOMMU removes its mmap range, runs the VINTF sequence of VHW-07 to VHW-09 and frees the index
    after the interrupt handler has finished with it.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario: The VINTF is disabled
      When user space destroys viommu
      Then the call succeeds
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0 |
      And the physical register VINTF1_STATUS reads ENABLE_OK=0

    Scenario: The mmap range is gone
      Given user space destroys viommu
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

    Scenario: The VINTF can be had again
      Given user space destroys viommu
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x1000 and length 0x10000
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    @PHYS-06
    Scenario: Of two VINTFs that were given up, the lower first, the lower is had again
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space destroys viommu
      And user space destroys second
      When user space calls VIOMMU_ALLOC
      Then the call returns mmap offset 0x1000 and length 0x10000
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    Scenario: The parent is no longer used
      Given user space destroys viommu
      When user space destroys s2
      Then the call succeeds

    Scenario: A VINTF that does not disable is released nevertheless
      Given the physical register VINTF1_STATUS always reads 1
      When user space destroys viommu
      Then the call succeeds
      And the physical register VINTF1_CONFIG reads 0

    Scenario: Other VINTFs stay as they are
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      When user space destroys viommu
      Then the physical register VINTF2_STATUS reads ENABLE_OK=1
      And the physical register VINTF2_CONFIG reads VMID=A, ENABLE=1

    Scenario: A VINTF that came back twice is the lowest free one, and serves its new owner
      Given user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space has called VDEVICE_ALLOC with virt_id=0x12
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds
      And these physical registers read:
        | VINTF1_SID_MATCH_0 | ENABLE=1, VIRT_SID=0x12     |
        | VCMDQ2_BASE        | ADDR=0x90000000, LOG2SIZE=8 |
        | CMDQ_ALLOC_MAP_2   | ALLOC=1, VIRT_INTF_INDX=1   |
        | VINTF1_STATUS      | ENABLE_OK=1                 |

    Scenario: A VINTF that came back twice is disabled and emptied a third time
      Given user space has called VDEVICE_ALLOC
      And user space destroys vdevice
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space has called VDEVICE_ALLOC
      And user space destroys vdevice
      When user space destroys viommu
      Then these physical registers read:
        | VINTF1_CONFIG        | 0           |
        | VINTF1_STATUS        | ENABLE_OK=0 |
        | VINTF1_SID_MATCH_0   | 0           |
        | VINTF1_SID_REPLACE_0 | 0           |
      And no other physical register changed

    Scenario: The parent is used by each vIOMMU that is there, and by none that has gone
      Given user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space destroys viommu
      When user space destroys s2
      Then the call succeeds
