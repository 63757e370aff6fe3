Feature: Objects of one VM are out of another's reach

  Every VM has an iommufd of its own, and everything that the kernel makes for it is known in that file alone: an object
  ID or an mmap offset says nothing in another file, even if the number exists there too. So a VMM cannot name another
  VM's vIOMMU, let alone allocate a queue or a vDEVICE on it.

  Within a VM a device and a virtual stream ID belong together one to one, so that a command can mean one device only.
  Another VM may use the same virtual stream ID for another device. How IDs are given out:
  features/kernel/object-ids.feature. The page that an offset stands for: features/kernel/mmap.feature.

  @ISO-01
  Rule: ISO-01 Object IDs are valid in one iommufd only

    Every VM uses its own iommufd. The kernel resolves the ID of a vIOMMU, vDEVICE, hw_queue, vEVENTQ or HWPT in the fd
    of the call alone; an ID that exists only in another fd gives ENOENT.

    MUST. Source: overview, linux-7.2. Since mail-v5.

    Scenario Outline: <request> with <arguments> finds no <object> of another iommufd
      Given a process that holds "a hw_queue"
      And user space has called VEVENTQ_ALLOC
      And user space has called HWPT_ALLOC with pt_id=viommu
      And another iommufd called other
      And device gpu1 is bound to iommufd other
      When user space calls <request> on file other with <arguments>
      Then the call fails with <errno> each time
      And the kernel changes nothing in the hardware

      Examples:
        | request         | arguments                              | object   | errno  |
        | VIOMMU_ALLOC    | dev_id=gpu1, hwpt_id=s2                | HWPT     | ENOENT |
        | VDEVICE_ALLOC   | dev_id=gpu1, viommu_id=viommu          | vIOMMU   | ENOENT |
        | HW_QUEUE_ALLOC  | viommu_id=viommu, index=1              | vIOMMU   | ENOENT |
        | VEVENTQ_ALLOC   | viommu_id=viommu                       | vIOMMU   | ENOENT |
        | HWPT_INVALIDATE | hwpt_id=viommu, entry_num=1            | vIOMMU   | ENOENT |
        | HWPT_ALLOC      | dev_id=gpu1, pt_id=viommu              | vIOMMU   | EINVAL |
        | DESTROY         | id=viommu                              | vIOMMU   | ENOENT |
        | DESTROY         | id=vdevice                             | vDEVICE  | ENOENT |
        | DESTROY         | id=hw_queue0                           | hw_queue | ENOENT |
        | DESTROY         | id=veventq                             | vEVENTQ  | ENOENT |
        | DESTROY         | id=nested                              | HWPT     | ENOENT |

    @LIFE-15 @PHYS-06
    Scenario Outline: <vm> allocates a vCMDQ of VINTF <vintf> through its own iommufd
      Given VM A and VM B with CMDQ-V on one host
      When <guest> fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      Then the device of <vm> makes these host calls:
        | HW_QUEUE_ALLOC | fd=fd:iommu, viommu_id=viommu, index=0, nesting_parent_iova=0x40100000 |
      And the device of <other vm> makes no host call
      And no register changed for <other guest>
      And these physical registers read:
        | CMDQ_ALLOC_MAP_<queue>       | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=<vintf> |
        | CMDQ_ALLOC_MAP_<other queue> | ALLOC=0                                   |

      Examples:
        | vm   | guest   | other vm | other guest | vintf | queue | other queue |
        | VM A | guest A | VM B     | guest B     | 1     | 2     | 4           |
        | VM B | guest B | VM A     | guest A     | 2     | 4     | 2           |

  @ISO-02
  Rule: ISO-02 mmap offsets are valid in one iommufd only

    The kernel resolves an mmap offset in the fd of the call. The offset of another fd gives ENXIO unless this fd has a
    mapping of its own at that offset.

    MUST. Source: linux-7.2. Since mail-v5.

    @UAPI-MMAP-04
    Scenario: The offset of another iommufd cannot be mapped
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      And device gpu1 is bound to iommufd other
      When user space maps offset 0x1000 of file other
      Then the call fails with ENXIO each time

    Scenario: In its own iommufd the same offset can be mapped
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      When user space maps offset 0x1000 of file iommufd
      Then the call succeeds

    Scenario Outline: The page that <vm> has mapped is the page of VINTF <vintf>
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated
      And vCMDQ 0 of guest B is allocated
      When <guest> writes WR=7 to VINTF0_LVCMDQ0_PROD_INDX
      Then the physical register VCMDQ<queue>_PROD_INDX reads WR=7
      And no other physical register changed
      And no register changed for <other guest>

      Examples:
        | vm   | guest   | other guest | vintf | queue |
        | VM A | guest A | guest B     | 1     | 2     |
        | VM B | guest B | guest A     | 2     | 4     |

  @ISO-10
  Rule: ISO-10 A device has one vDEVICE and a virtual stream ID one device

    A device has at most one vDEVICE at a time, and a virtual stream ID is used at most once in a vIOMMU.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario Outline: A device that has a vDEVICE does not get another as StreamID <vsid>
      Given a process that holds "a vDEVICE"
      When user space calls VDEVICE_ALLOC with virt_id=<vsid>
      Then the call fails with EEXIST each time
      And the kernel changes nothing in the hardware

      Examples:
        | vsid |
        | 0x10 |
        | 0x11 |

    Scenario: A device does not get a second vDEVICE in another vIOMMU either
      Given a process that holds "a vDEVICE"
      And user space calls VIOMMU_ALLOC with dev_id=gpu0, naming the result viommu2
      When user space calls VDEVICE_ALLOC with viommu_id=viommu2, virt_id=0x11
      Then the call fails with EEXIST each time
      And the kernel changes nothing in the hardware

    Scenario: A virtual stream ID is not given to a second device of the vIOMMU
      Given a process that holds "a vDEVICE"
      And device gpu1 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x10
      Then the call fails with EEXIST each time
      And the physical register VINTF1_SID_REPLACE_0 reads PHYS_SID=0x2300
      And no physical register changed

    Scenario: Another vIOMMU may use the same virtual stream ID for another device
      Given a process that holds "a vDEVICE"
      And device gpu1 is bound to the iommufd
      And user space calls VIOMMU_ALLOC with dev_id=gpu1, naming the result viommu2
      When user space calls VDEVICE_ALLOC with viommu_id=viommu2, dev_id=gpu1, virt_id=0x10
      Then the call succeeds
      And these physical registers read:
        | VINTF2_SID_REPLACE_0 | PHYS_SID=0x2400         |
        | VINTF2_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |
      And no other physical register changed

    Scenario: A vDEVICE that is gone makes room for the next
      Given a process that holds "a vDEVICE"
      And device gpu1 is bound to the iommufd
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x10
      Then the call succeeds
      And these physical registers read:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2400         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |

    @LIFE-12
    Scenario: Two vDEVICEs that are gone make room for two
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11, naming the result second
      And user space destroys vdevice
      And user space destroys second
      When user space calls VDEVICE_ALLOC with dev_id=gpu0, virt_id=0x11
      Then the call succeeds

    Scenario: A stream that is configured again keeps its vDEVICE
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest configures StreamID 0x10 for "abort"
      Then the device makes no VDEVICE_ALLOC call
      And no physical register changed
