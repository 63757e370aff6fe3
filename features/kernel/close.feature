Feature: What closing the fd does

  A VMM that ends without tidying up, by a crash for one, leaves it to the kernel, which takes its objects apart from
  the leaves: queues and stream ID mappings before the vIOMMU, the vIOMMU before its stage 2. VINTF and VMID are free
  for the next VM, and other processes notice nothing.

  While a page of the hardware is mapped or an event fd is open, the file lives on, and with it everything: a guest
  never loses a page that it can still reach. The last of them to go takes the rest along. Taking apart by hand:
  features/kernel/destroy.feature. How a queue is left for its next owner: features/stack/isolation-handover.feature.

  Background:
    Given a process that holds "a vIOMMU"

  @UAPI-DES-05
  Rule: UAPI-DES-05 Closing the fd destroys everything unless something holds it

    Closing the fd destroys all its objects, leaf objects first. A live mapping or an open event fd keeps the file and
    its objects alive until it is released.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The VINTF is disabled
      Given user space closes file gpu0
      When user space closes file iommufd
      Then the call succeeds
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0 |
      And the physical register VINTF1_STATUS reads ENABLE_OK=0

    @TEAR-12
    Scenario: The mapping of a vDEVICE and the queues go before the VINTF
      Given user space has called HW_QUEUE_ALLOC
      And user space has called HW_QUEUE_ALLOC with index=1
      And device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0
      And user space closes file gpu0
      And user space closes file iommufd
      When user space closes file nic0
      Then the kernel's writes to "VINTF1_CONFIG, CMDQ_ALLOC_MAP_2, CMDQ_ALLOC_MAP_3" are these, in this order:
        | CMDQ_ALLOC_MAP_3 | VIRT_INTF_INDX=1, LVCMDQ=1 |
        | CMDQ_ALLOC_MAP_2 | VIRT_INTF_INDX=1           |
        | VINTF1_CONFIG    | 0                          |
      And the physical register VINTF1_SID_MATCH_0 reads 0

    Scenario: Another process's VINTF stays
      Given another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      And user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      And user space closes file gpu0
      When user space closes file iommufd
      Then the physical register VINTF1_STATUS reads ENABLE_OK=0
      And the physical register VINTF2_STATUS reads ENABLE_OK=1
      And the physical register VINTF2_CONFIG reads VMID=A, ENABLE=1

    Scenario: The second fd that is closed takes its own VINTF along
      Given another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      And user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      And user space closes file gpu0
      And user space closes file iommufd
      And user space closes file nic0
      When user space closes file other
      Then the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0 |

    Scenario: The VINTF and the VMID can be had again
      Given user space closes file gpu0
      And user space closes file iommufd
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      When user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      Then the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |

    Scenario: A mapping keeps everything
      Given the page of the vIOMMU is mapped
      And user space has called HW_QUEUE_ALLOC
      And user space closes file gpu0
      When user space closes file iommufd
      Then the call succeeds
      And the kernel changes nothing in the hardware
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    Scenario: A page that is still mapped still works
      Given the page of the vIOMMU is mapped
      And user space has called HW_QUEUE_ALLOC
      And user space closes file gpu0
      And user space closes file iommufd
      When user space stores 5 to LVCMDQ0_PROD_INDX of the page
      Then the physical register VINTF1_LVCMDQ0_PROD_INDX reads 5

    Scenario: The last mapping takes everything with it
      Given the page of the vIOMMU is mapped
      And user space closes file gpu0
      And user space closes file iommufd
      When user space unmaps the page
      Then the call succeeds
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0 |

    Scenario: An open event fd keeps everything
      Given user space has called VEVENTQ_ALLOC
      And user space closes file gpu0
      When user space closes file iommufd
      Then the call succeeds
      And the kernel changes nothing in the hardware
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    Scenario: The last event fd takes everything with it
      Given user space has called VEVENTQ_ALLOC
      And user space closes file gpu0
      And user space closes file iommufd
      When user space closes file veventq
      Then the call succeeds
      And the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0 |

    Scenario: Of a mapping and an event fd the last to go counts
      Given user space has called VEVENTQ_ALLOC
      And the page of the vIOMMU is mapped
      And user space closes file gpu0
      And user space closes file iommufd
      When user space closes file veventq
      Then the call succeeds
      And the kernel changes nothing in the hardware

    @UAPI-MMAP-06
    Scenario: Of two pieces of a mapping the last to go counts
      Given the page of the vIOMMU is mapped
      And user space unmaps 0x1000 bytes at offset 0x8000 of the page
      And user space closes file gpu0
      And user space closes file iommufd
      When user space unmaps 0x8000 bytes at offset 0 of the page
      Then the call succeeds
      And the kernel changes nothing in the hardware
      And the physical register VINTF1_STATUS reads ENABLE_OK=1

    @TEAR-12
    Scenario: Of two vIOMMUs both go, whatever the order of their IDs
      The ID of the first one is used again by the last one.

      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space destroys viommu
      And user space has called VIOMMU_ALLOC
      And user space closes file gpu0
      When user space closes file iommufd
      Then the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0 |
      And the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0 |
