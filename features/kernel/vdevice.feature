Feature: VDEVICE_ALLOC and what it refuses

  A vDEVICE tells the kernel under which stream ID a VM knows a device: virt_id is the virtual stream ID (vSID), and the
  device has its physical one (pSID). It is the only way to a stream ID mapping: what a guest writes into its own SID
  registers never gets there (features/device/sid-slots.feature). Within a vIOMMU a vSID means one device, and a device
  has one vDEVICE.

  The limits are the hardware's: a vSID has 20 bits, a VINTF has 16 slots, and a slot holds one StreamID, so a device
  with none or with two is refused. When a VMM calls it: features/device/trapped-queue.feature. What is written to the
  slots: features/kernel/vdevice-hardware.feature.

  @VSID-02
  Rule: VSID-02 An unknown vIOMMU gives ENOENT

    VDEVICE_ALLOC with a viommu_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: viommu_id <viommu> is refused
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC with viommu_id=<viommu>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | viommu  |
        | nothing |
        | 0       |
        | s2      |

    Scenario Outline: The vIOMMU is looked up before <what>
      Given a process that holds "a vDEVICE"
      And device twin0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with viommu_id=nothing, <members>
      Then the call fails with ENOENT each time

      Examples:
        | what                                | members                        |
        | the device's own vDEVICE is noticed | virt_id=0x11                   |
        | virt_id is judged                   | dev_id=twin0, virt_id=0x100000 |
        | the device's streams are counted    | dev_id=twin0, virt_id=0x11     |

  @VSID-03
  Rule: VSID-03 An unknown device gives ENOENT

    VDEVICE_ALLOC with a dev_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: dev_id <device> is refused
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC with dev_id=<device>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | device  |
        | nothing |
        | 0       |
        | viommu  |

    Scenario: The device is looked up before virt_id is judged
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC with dev_id=nothing, virt_id=0x100000
      Then the call fails with ENOENT each time

    Scenario: The device is looked up before virt_id is looked up
      Given a process that holds "a vDEVICE"
      When user space calls VDEVICE_ALLOC with dev_id=nothing, virt_id=0x10
      Then the call fails with ENOENT each time

  @VSID-04
  Rule: VSID-04 A device behind another IOMMU gives EINVAL

    VDEVICE_ALLOC gives EINVAL if the device is behind another IOMMU instance than the vIOMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vIOMMU"
      And device far0 is bound to the iommufd

    Scenario: A device behind another SMMU is refused
      When user space calls VDEVICE_ALLOC with dev_id=far0
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

    Scenario: The SMMU is compared before virt_id is looked up
      Given user space has called VDEVICE_ALLOC
      When user space calls VDEVICE_ALLOC with dev_id=far0
      Then the call fails with EINVAL each time

    Scenario: The SMMU is compared before the device's own vDEVICE is noticed
      Given user space has called HWPT_ALLOC with dev_id=far0
      And user space calls VIOMMU_ALLOC with dev_id=far0, naming the result far
      And user space has called VDEVICE_ALLOC with dev_id=far0, viommu_id=far
      When user space calls VDEVICE_ALLOC with dev_id=far0
      Then the call fails with EINVAL each time

  @VSID-06
  Rule: VSID-06 A second vDEVICE of a device gives EEXIST

    VDEVICE_ALLOC gives EEXIST if the device already has a vDEVICE in any vIOMMU of the fd.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A second vDEVICE of a device is refused, with virt_id <virt_id>
      Given a process that holds "a vDEVICE"
      When user space calls VDEVICE_ALLOC with virt_id=<virt_id>
      Then the call fails with EEXIST each time
      And the kernel changes nothing in the hardware

      Examples:
        | virt_id  |
        | 0x10     |
        | 0x11     |
        | 0x100000 |

    @ISO-10
    Scenario: Another vIOMMU makes no difference
      Given a process that holds "a vDEVICE"
      And user space has called VIOMMU_ALLOC
      When user space calls VDEVICE_ALLOC with virt_id=0x11
      Then the call fails with EEXIST each time
      And the kernel changes nothing in the hardware

    Scenario: A device whose vDEVICE is gone can have another
      Given a process that holds "a vDEVICE"
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with virt_id=0x11
      Then the call succeeds

    Scenario: The device's own vDEVICE is noticed before a slot is looked for
      Given a host whose SMMU "has 2 SID slots for each VINTF"
      And a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      When user space calls VDEVICE_ALLOC with virt_id=0x12
      Then the call fails with EEXIST each time

  @VSID-07
  Rule: VSID-07 A virtual ID in use gives EEXIST

    VDEVICE_ALLOC gives EEXIST if virt_id is already used in this vIOMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd

    @ISO-10 @SIDR-06
    Scenario: A virt_id in use is refused
      When user space calls VDEVICE_ALLOC with dev_id=nic0
      Then the call fails with EEXIST each time
      And the kernel changes nothing in the hardware

    Scenario: virt_id is looked up before the device's streams are counted
      Given device twin0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=twin0
      Then the call fails with EEXIST each time

    Scenario: Another vIOMMU has virtual IDs of its own
      Given user space has called VIOMMU_ALLOC
      When user space calls VDEVICE_ALLOC with dev_id=nic0
      Then the call succeeds
      And the kernel's writes to "VINTF2_SID_MATCH_0, VINTF2_SID_REPLACE_0, VINTF2_SID_MATCH_1, VINTF2_SID_REPLACE_1" are these, in this order:
        | VINTF2_SID_REPLACE_0 | PHYS_SID=0x2308         |
        | VINTF2_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |

    Scenario: A virt_id that was given up can be used again
      Given user space destroys vdevice
      When user space calls VDEVICE_ALLOC with dev_id=nic0
      Then the call succeeds

  @VSID-08
  Rule: VSID-08 A virtual ID above 20 bits gives EINVAL

    On a TEGRA241_CMDQV vIOMMU a virt_id above 0xFFFFF gives EINVAL, because VIRT_SID has 20 bits.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: virt_id <virt_id> is refused
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC with virt_id=<virt_id>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | virt_id            |
        | 0x100000           |
        | 0x100000010        |
        | 0xffffffffffffffff |

    Scenario: A vDEVICE that was refused for its virt_id takes no slot
      Given a process that holds "a vIOMMU"
      And user space calls VDEVICE_ALLOC with virt_id=0x100000
      When user space calls VDEVICE_ALLOC with virt_id=0x10
      Then the call succeeds
      And the physical register VINTF1_SID_MATCH_0 reads ENABLE=1, VIRT_SID=0x10

    Scenario Outline: virt_id <virt_id> is accepted
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC with virt_id=<virt_id>
      Then the kernel's writes to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300              |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=<virt_id> |

      Examples:
        | virt_id |
        | 0       |
        | 0xfffff |

    Scenario: virt_id is judged before the device's streams are counted
      Given a process that holds "a vIOMMU"
      And device twin0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=twin0, virt_id=0x100000
      Then the call fails with EINVAL each time

  @VSID-09
  Rule: VSID-09 A device with more or fewer than one stream gives EOPNOTSUPP

    VDEVICE_ALLOC gives EOPNOTSUPP if the device does not have exactly one stream.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <device> is refused
      Given a process that holds "a vIOMMU"
      And device <device> is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=<device>
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | device      |
        | twin0       |
        | streamless0 |

    @VSID-11
    Scenario: A device that is refused takes no slot
      Given a process that holds "a vIOMMU"
      And device twin0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=twin0, virt_id=0x11
      When user space calls VDEVICE_ALLOC
      Then the call succeeds
      And the kernel's writes to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0" are these, in this order:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |

    Scenario: The streams are counted before a slot is looked for
      Given a host whose SMMU "has 2 SID slots for each VINTF"
      And a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And device twin0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=twin0, virt_id=0x12
      Then the call fails with EOPNOTSUPP each time

  @VSID-10
  Rule: VSID-10 No free stream ID slot gives ENOSPC

    VDEVICE_ALLOC on a TEGRA241_CMDQV vIOMMU gives ENOSPC when all stream ID slots of the VINTF are used.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a host whose SMMU "has 2 SID slots for each VINTF"
      And a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And device gpu1 is bound to the iommufd

    Scenario: The last slot is used
      When user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      Then the call succeeds

    @PHYS-04
    Scenario: Beyond the last slot there is none
      Given user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      Then the call fails with ENOSPC each time
      And the kernel changes nothing in the hardware

    Scenario: A slot that was given up can be used again
      Given user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      Then the call succeeds

    @VSID-07 @VSID-12
    Scenario: A vSID that found no slot is taken once there is one
      Given user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      Then the call succeeds

    Scenario: Another VINTF has slots of its own
      Given user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And user space has called VIOMMU_ALLOC
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      Then the call succeeds

    @VSID-03 @VSID-07 @VSID-08
    Scenario Outline: <what> is told before the lack of a slot
      Given user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      When user space calls VDEVICE_ALLOC with <members>
      Then the call fails with <errno> each time

      Examples:
        | what                    | members                       | errno  |
        | An unknown device       | dev_id=nothing, virt_id=0x12  | ENOENT |
        | A virt_id in use        | dev_id=gpu1, virt_id=0x10     | EEXIST |
        | A virt_id above 20 bits | dev_id=gpu1, virt_id=0x100000 | EINVAL |
