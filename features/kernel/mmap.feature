Feature: Mapping the page of a VINTF

  Page 0 of a VINTF is what a VMM puts under its guest's eyes: with it a guest moves PROD_INDX and acknowledges errors
  without a trap (features/device/page0-window.feature). The fd offers it at the offset that VIOMMU_ALLOC told, as one
  shared, uncached 64 KiB mapping: all of it or nothing, and nothing else. Page 1, with the physical addresses, cannot
  be mapped.

  Each mapping holds the vIOMMU: it cannot be destroyed before the page is unmapped. The offset is good in this fd
  alone; the same number in another VM's fd is that VM's page, or nothing (features/stack/isolation-objects.feature).

  Background:
    Given a process that holds "a vIOMMU"

  @UAPI-MMAP-02
  Rule: UAPI-MMAP-02 The mapping is shared

    mmap on the iommufd without MAP_SHARED gives EINVAL.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A private mapping is refused
      When user space maps the page of the vIOMMU with flags=private
      Then the call fails with EINVAL each time

    Scenario Outline: Sharing is checked before <what>
      When user space maps the page of the vIOMMU with flags=private, <changes>
      Then the call fails with EINVAL each time

      Examples:
        | what           | changes            |
        | the protection | protection=execute |
        | the offset     | offset=0x100000    |
        | the length     | length=0x1000      |

    Scenario: A refused mapping does not use the vIOMMU
      Given user space maps the page of the vIOMMU with flags=private
      When user space destroys viommu
      Then the call succeeds

  @UAPI-MMAP-03
  Rule: UAPI-MMAP-03 The mapping is not executable

    mmap on the iommufd with PROT_EXEC gives EPERM.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: An executable mapping is refused
      When user space maps the page of the vIOMMU with protection=execute
      Then the call fails with EPERM each time

    Scenario Outline: The protection is checked before <what>
      When user space maps the page of the vIOMMU with protection=execute, <changes>
      Then the call fails with EPERM each time

      Examples:
        | what       | changes         |
        | the offset | offset=0x100000 |
        | the length | length=0x1000   |

  @UAPI-MMAP-04
  Rule: UAPI-MMAP-04 An offset without a range gives ENXIO

    mmap gives ENXIO if the offset lies in no range of this fd or the owner of the range is being destroyed.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Offset <offset> belongs to no range
      When user space maps the page of the vIOMMU with offset=<offset>
      Then the call fails with ENXIO each time

      Examples:
        | offset             |
        | 0x11000            |
        | 0x100000           |
        | 0x7ffffffffffff000 |

    Scenario: The range of a vIOMMU that is gone is refused
      Given user space destroys viommu
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

    @ISO-02
    Scenario: The range of another fd is refused
      Given another iommufd called other
      When user space maps offset 0x1000 of file other
      Then the call fails with ENXIO each time

    Scenario: The range of a vIOMMU that is gone is refused, mapped before or not
      Given the page of the vIOMMU is mapped
      And user space unmaps the page
      And user space destroys viommu
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

    Scenario: The range of a vIOMMU that is gone is refused while another vIOMMU has one
      Given the page of the vIOMMU is mapped
      And user space unmaps the page
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space destroys viommu
      When user space maps the page of the vIOMMU
      Then the call fails with ENXIO each time

    Scenario: The range of a vIOMMU that is gone is refused in a second fd, as in the first
      Given user space destroys viommu
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      And user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      And user space calls DESTROY on file other with id=viommu
      When user space maps offset 0x1000 of file other
      Then the call fails with ENXIO each time

  @UAPI-MMAP-05
  Rule: UAPI-MMAP-05 Offset and length match the range exactly

    mmap gives ENXIO if the offset is not the start of the range or the length is not exactly 0x10000.

    MUST. Source: linux-7.2, iommufd-selftest. Since linux-7.2.

    Scenario Outline: <length> bytes at offset <offset> are refused
      When user space maps the page of the vIOMMU with offset=<offset>, length=<length>
      Then the call fails with ENXIO each time

      Examples:
        | offset  | length  |
        | 0x2000  | 0x10000 |
        | 0x2000  | 0xf000  |
        | 0x10000 | 0x1000  |
        | 0x1000  | 0xf000  |
        | 0x1000  | 0x11000 |
        | 0x1000  | 0x20000 |

    Scenario: Two neighbouring ranges cannot be mapped together
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      When user space maps the page of the vIOMMU with length=0x20000
      Then the call fails with ENXIO each time

  @UAPI-MMAP-06
  Rule: UAPI-MMAP-06 Each mapping uses the vIOMMU

    A successful mmap maps the physical page 0 of the VINTF uncached. Each memory mapping, also one that arises by
    duplication or split, counts as one user of the vIOMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A store reaches the VINTF's own page
      Given user space has called HW_QUEUE_ALLOC
      And the page of the vIOMMU is mapped
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF1_LVCMDQ0_PROD_INDX | WR=7 |

    Scenario Outline: A store reaches the VINTF's own page, though <register> has that value
      Given user space has called HW_QUEUE_ALLOC
      And the page of the vIOMMU is mapped
      And user space stores <value> to <register> of the page
      When user space stores <value> to <register> of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF1_<register> | <value> |

      Examples:
        | register          | value     |
        | LVCMDQ0_CONFIG    | CMDQ_EN=1 |
        | LVCMDQ0_PROD_INDX | WR=0      |

    Scenario: A store to the second queue reaches that queue
      Given user space has called HW_QUEUE_ALLOC
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000
      And the page of the vIOMMU is mapped
      When user space stores 0x7 to LVCMDQ1_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF1_LVCMDQ1_PROD_INDX | WR=7 |

    Scenario: A load comes from the VINTF's own page
      Given user space has called HW_QUEUE_ALLOC
      And the page of the vIOMMU is mapped
      When the host writes 0x9 to VINTF1_LVCMDQ0_PROD_INDX
      Then user space loads 0x9 from LVCMDQ0_PROD_INDX of the page

    Scenario: The second vIOMMU's range is the page of its VINTF
      Given user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space maps offset 0x11000 of file iommufd
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF2_LVCMDQ0_PROD_INDX | WR=7 |

    Scenario: The same offset of another fd is the page of another VINTF
      Given another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      And user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      And user space calls IOAS_MAP on file other with flags=7
      And user space calls HW_QUEUE_ALLOC on file other with index=0
      And user space maps offset 0x1000 of file other
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF2_LVCMDQ0_PROD_INDX | WR=7 |

    @ISO-06
    Scenario: What is in a VINTF stays when another is made
      Given user space has called HW_QUEUE_ALLOC
      And user space has called VDEVICE_ALLOC
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      When user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      Then the call succeeds
      And these physical registers read:
        | VINTF1_CONFIG        | ENABLE=1, HYP_OWN=0                 |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10             |
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300                     |
        | CMDQ_ALLOC_MAP_2     | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1 |
        | VCMDQ2_BASE          | ADDR=0x90000000, LOG2SIZE=8         |

    @ISO-06
    Scenario: What is in a VINTF stays when another goes
      Given user space has called HW_QUEUE_ALLOC
      And user space has called VDEVICE_ALLOC
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      And user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      And user space closes file nic0
      When user space closes file other
      Then the call succeeds
      And these physical registers read:
        | VINTF1_CONFIG        | ENABLE=1, HYP_OWN=0                 |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10             |
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300                     |
        | CMDQ_ALLOC_MAP_2     | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1 |
        | VCMDQ2_BASE          | ADDR=0x90000000, LOG2SIZE=8         |

    @ISO-06
    Scenario: A range that is given out again is the page of another VINTF, though that of the first was mapped there
      Given the page of the vIOMMU is mapped
      And user space unmaps the page
      And user space destroys viommu
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      And user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space maps offset 0x1000 of file iommufd
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF2_LVCMDQ0_PROD_INDX | WR=7 |

    Scenario: A page can be mapped twice
      Given the page of the vIOMMU is mapped
      When user space maps the page of the vIOMMU
      Then the call succeeds

    Scenario: Mapping does not touch the hardware
      When user space maps the page of the vIOMMU
      Then the call succeeds
      And the kernel changes nothing in the hardware

    Scenario: The halves of a mapping with a hole each use the vIOMMU
      Given the page of the vIOMMU is mapped
      And user space unmaps 0x1000 bytes at offset 0x8000 of the page
      And user space unmaps 0x8000 bytes at offset 0 of the page
      When user space destroys viommu
      Then the call fails with EBUSY each time

    Scenario: Without either half the vIOMMU can go
      Given the page of the vIOMMU is mapped
      And user space unmaps 0x1000 bytes at offset 0x8000 of the page
      And user space unmaps 0x8000 bytes at offset 0 of the page
      And user space unmaps 0x7000 bytes at offset 0x9000 of the page
      When user space destroys viommu
      Then the call succeeds

    Scenario: A page that was mapped and unmapped twice does not hold its vIOMMU
      Given the page of the vIOMMU is mapped
      And user space unmaps the page
      And the page of the vIOMMU is mapped
      And user space unmaps the page
      When user space destroys viommu
      Then the call succeeds

    Scenario: A page that is mapped once more holds its vIOMMU again
      Given the page of the vIOMMU is mapped
      And user space unmaps the page
      And the page of the vIOMMU is mapped
      When user space destroys viommu
      Then the call fails with EBUSY each time

    Scenario: The page of one vIOMMU does not hold another
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space maps the page of the vIOMMU
      When user space destroys second
      Then the call succeeds

    Scenario: A page that was mapped before shows the VINTF of the vIOMMU that has the range now
      Given the page of the vIOMMU is mapped
      And user space unmaps the page
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And the page of the vIOMMU is mapped
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_LVCMDQ0_PROD_INDX | WR=7 |

  @UAPI-MMAP-07
  Rule: UAPI-MMAP-07 One 64 KiB page is mapped as a unit

    The range is exactly one 64 KiB page. On a host with 4 KiB pages it is 16 host pages that can be mapped only
    together.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Less than 64 KiB cannot be mapped: <length> bytes
      When user space maps the page of the vIOMMU with length=<length>
      Then the call fails with ENXIO each time

      Examples:
        | length |
        | 0x1000 |
        | 0x2000 |
        | 0x8000 |

    Scenario: All 64 KiB can
      When user space maps the page of the vIOMMU with length=0x10000
      Then the call succeeds

  @UAPI-MMAP-08
  Rule: UAPI-MMAP-08 Offset 0 is never valid

    mmap with offset 0 gives ENXIO, because the first host page of the offset space is never given out.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Offset 0 is refused for <length> bytes
      When user space maps the page of the vIOMMU with offset=0, length=<length>
      Then the call fails with ENXIO each time

      Examples:
        | length  |
        | 0x1000  |
        | 0x10000 |
        | 0x11000 |

  @UAPI-MMAP-09
  Rule: UAPI-MMAP-09 A read-only mapping is allowed

    A shared mapping with PROT_READ alone is not refused.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A mapping that can only be read is allowed
      When user space maps the page of the vIOMMU with protection=readonly
      Then the call succeeds

    Scenario: Its loads come from the hardware
      Given user space has called HW_QUEUE_ALLOC
      And user space maps the page of the vIOMMU with protection=readonly
      When the host writes 0x9 to VINTF1_LVCMDQ0_PROD_INDX
      Then user space loads 0x9 from LVCMDQ0_PROD_INDX of the page

  @UAPI-MMAP-10
  Rule: UAPI-MMAP-10 Mappings begin on a page and have a length

    mmap gives EINVAL for an offset that is no multiple of the host's page and for length 0. munmap gives EINVAL for
    such an address and for length 0. Both round the length up to pages.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A mapping with <changes> is refused
      When user space maps the page of the vIOMMU with <changes>
      Then the call fails with EINVAL each time

      Examples:
        | changes                      |
        | offset=0x1800                |
        | offset=0x1800, length=0x1000 |
        | length=0                     |

    Scenario: The length of a mapping is rounded up
      When user space maps the page of the vIOMMU with length=0xf001
      Then the call succeeds

    Scenario Outline: Unmapping <length> bytes at offset <offset> is refused
      Given the page of the vIOMMU is mapped
      When user space unmaps <length> bytes at offset <offset> of the page
      Then the call fails with EINVAL each time

      Examples:
        | length  | offset |
        | 0       | 0      |
        | 0       | 0x1000 |
        | 0x1000  | 0x800  |
        | 0x10000 | 1      |

    Scenario: The length that is unmapped is rounded up
      Given the page of the vIOMMU is mapped
      And user space unmaps 0xf001 bytes at offset 0 of the page
      When user space destroys viommu
      Then the call succeeds

    Scenario: Unmapping one of two mappings leaves the other
      Given the page of the vIOMMU is mapped
      And user space has called HW_QUEUE_ALLOC
      And user space maps the page of the vIOMMU
      And user space unmaps 0x10000 bytes at offset 0x20000 of the page
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF1_LVCMDQ0_PROD_INDX | WR=7 |

    Scenario: What is left behind a hole is where it was
      Given user space has called HW_QUEUE_ALLOC
      And the page of the vIOMMU is mapped
      And user space unmaps 0x8000 bytes at offset 0x8000 of the page
      When user space stores 0x7 to LVCMDQ0_PROD_INDX of the page
      Then the kernel's accesses to the hardware are these, in this order:
        | write | VINTF1_LVCMDQ0_PROD_INDX | WR=7 |
