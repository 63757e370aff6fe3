Feature: The stream ID mapping of a vDEVICE, and how long it lives

  A VINTF of a Tegra241 has 16 slots, and each replaces one virtual stream ID (vSID, SID_MATCH) by a physical one (pSID,
  SID_REPLACE). VDEVICE_ALLOC takes the lowest free slot and fills it. A slot must never match while it replaces by
  something else, so SID_REPLACE is written before SID_MATCH and cleared after it. What the hardware does with a slot:
  features/hardware/stream-substitution.feature.

  A vDEVICE goes with its device: when that is unbound or closed the slot is cleared, and the ID names nothing any more.
  It does not go with the HWPT that the device is attached to, nor does the HWPT hold it, so a VMM can exchange the one
  under the other. On a vIOMMU without a VINTF (type ARM_SMMUV3) there are no slots; the kernel translates by itself.
  What is refused: features/kernel/vdevice.feature.

  @VSID-11
  Rule: VSID-11 SID_REPLACE is written before SID_MATCH

    VDEVICE_ALLOC takes the lowest free slot, writes the physical stream ID to SID_REPLACE(slot) and then (vSID << 1) |
    1 to SID_MATCH(slot).

    MUST. Source: linux-7.2, mail. Since linux-7.2.

    Scenario: The first vDEVICE takes slot 0, SID_REPLACE first
      Given a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC
      Then the call succeeds
      And the kernel's accesses to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | write | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300         |
        | write | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |

    Scenario: The next vDEVICE takes the next slot
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x7abcd
      Then the kernel's writes to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | VINTF1_SID_REPLACE_1 | PHYS_SID=0x2308            |
        | VINTF1_SID_MATCH_1   | ENABLE=1, VIRT_SID=0x7abcd |

    @SIDR-10
    Scenario Outline: StreamID <psid> is written whole
      Given a host whose device gpu0 has StreamID <psid>
      And a process that holds "a vIOMMU"
      When user space calls VDEVICE_ALLOC
      Then the kernel's writes to VINTF1_SID_REPLACE_0 are these, in this order:
        | <psid> |

      Examples:
        | psid     |
        | 0x12300  |
        | 0xfffff  |
        | 0x102300 |

    Scenario: The lowest free slot is taken
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And device gpu1 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11, naming the result second
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      Then the kernel's writes to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2400         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x12 |

    Scenario: Of two slots that were given up, the lower first, the lower is taken
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11, naming the result second
      And user space destroys vdevice
      And user space destroys second
      When user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x12
      Then the kernel's writes to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2308         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x12 |

    Scenario: The slot is one of the vIOMMU that the call names
      Given a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      When user space calls VDEVICE_ALLOC with viommu_id=second
      Then the kernel's writes to "VINTF2_SID_MATCH_0, VINTF2_SID_REPLACE_0, VINTF2_SID_MATCH_1, VINTF2_SID_REPLACE_1" are these, in this order:
        | VINTF2_SID_REPLACE_0 | PHYS_SID=0x2300         |
        | VINTF2_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |

    Scenario: A slot that was given up twice is taken a third time, with what the new vDEVICE says
      Given a process that holds "a vDEVICE"
      And user space destroys vdevice
      And user space has called VDEVICE_ALLOC with virt_id=0x11
      And user space destroys vdevice
      And device nic0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x12
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2308         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x12 |

  @VSID-12
  Rule: VSID-12 SID_MATCH is cleared before SID_REPLACE

    Destroying a vDEVICE writes 0 to SID_MATCH(slot) first and then to SID_REPLACE(slot). The slot can then be used
    again.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: SID_MATCH is cleared before SID_REPLACE
      Given a process that holds "a vDEVICE"
      When user space destroys vdevice
      Then the call succeeds
      And the kernel's accesses to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | write | VINTF1_SID_MATCH_0   | 0 |
        | write | VINTF1_SID_REPLACE_0 | 0 |

    Scenario: Other slots stay
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11, naming the result second
      When user space destroys second
      Then the kernel's accesses to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | write | VINTF1_SID_MATCH_1   | 0 |
        | write | VINTF1_SID_REPLACE_1 | 0 |
      And the physical register VINTF1_SID_MATCH_0 reads ENABLE=1, VIRT_SID=0x10

    Scenario: The slot behind the first two is cleared as they are
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And device gpu1 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12, naming the result third
      When user space destroys third
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_SID_MATCH_2   | 0 |
        | VINTF1_SID_REPLACE_2 | 0 |

    @ISO-05
    Scenario: The same slot of another vIOMMU stays
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls VDEVICE_ALLOC with viommu_id=second, dev_id=nic0, virt_id=0x10, naming the result theirs
      When user space destroys theirs
      Then these physical registers read:
        | VINTF2_SID_MATCH_0   | 0 |
        | VINTF2_SID_REPLACE_0 | 0 |
      And no other physical register changed

    Scenario: A slot that was taken again is cleared again
      Given a process that holds "a vDEVICE"
      And user space destroys vdevice
      And user space has called VDEVICE_ALLOC with virt_id=0x11
      When user space destroys vdevice
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_SID_MATCH_0   | 0 |
        | VINTF1_SID_REPLACE_0 | 0 |

  @VSID-13
  Rule: VSID-13 A virtual ID is translated only after the driver accepted it

    HWPT_INVALIDATE translates a virtual stream ID only after the driver has set its slot up. Until then the virtual ID
    is merely reserved.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"

    Scenario: The virtual ID of a vDEVICE is translated
      Given user space has called VDEVICE_ALLOC
      When user space calls HWPT_INVALIDATE with these commands:
        | CFGI_CD_ALL SID=0x10 |
      Then the call succeeds

    Scenario Outline: A vDEVICE that failed <how> leaves nothing to translate
      Given device twin0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with <members>
      When user space calls HWPT_INVALIDATE with these commands:
        | CFGI_CD_ALL SID=0x10 |
      Then the call fails with EIO each time

      Examples:
        | how                 | members           |
        | in the driver       | dev_id=twin0      |
        | with its write-back | argument=readonly |

    Scenario Outline: The virtual ID of a vDEVICE that failed <how> is free again
      Given device twin0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with <members>
      When user space calls VDEVICE_ALLOC
      Then the call succeeds

      Examples:
        | how                 | members           |
        | in the driver       | dev_id=twin0      |
        | with its write-back | argument=readonly |

    Scenario: A vDEVICE that is gone is no longer translated
      Given user space has called VDEVICE_ALLOC
      And user space destroys vdevice
      When user space calls HWPT_INVALIDATE with these commands:
        | CFGI_CD_ALL SID=0x10 |
      Then the call fails with EIO each time

  @VSID-14
  Rule: VSID-14 A vDEVICE uses its vIOMMU

    A vDEVICE counts as a user of its vIOMMU, and the device keeps a reference to it.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The vIOMMU of a vDEVICE cannot be destroyed
      Given a process that holds "a vDEVICE"
      When user space destroys viommu
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

    Scenario: The vIOMMU can be destroyed when its vDEVICE is gone
      Given a process that holds "a vDEVICE"
      And user space destroys vdevice
      When user space destroys viommu
      Then the call succeeds

    Scenario: The vIOMMU can be destroyed when as many vDEVICEs have gone as came
      Given a process that holds "a vDEVICE"
      And user space destroys vdevice
      And user space has called VDEVICE_ALLOC
      And user space destroys vdevice
      When user space destroys viommu
      Then the call succeeds

    Scenario: Each of two vDEVICEs uses the vIOMMU
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11, naming the result second
      And user space destroys vdevice
      When user space destroys viommu
      Then the call fails with EBUSY each time

  @VSID-15
  Rule: VSID-15 Unbinding the device destroys its vDEVICE and buries the ID

    When the device is unbound or closed its vDEVICE is destroyed. A later DESTROY of the ID gives ENOENT and the ID is
    not given out again until the fd is closed.

    MUST. Source: linux-7.2, uapi. Since linux-7.2.

    Background:
      Given a process that holds "a vDEVICE"

    Scenario: The mapping goes with the device
      When user space closes file gpu0
      Then the call succeeds
      And the kernel's accesses to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | write | VINTF1_SID_MATCH_0   | 0 |
        | write | VINTF1_SID_REPLACE_0 | 0 |

    Scenario: The ID names nothing any more
      Given user space closes file gpu0
      When user space destroys vdevice
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

    Scenario: The ID is not given out again
      Of the IDs 1 to 5 the device's own is free; that of the vDEVICE is not.

      Given user space closes file gpu0
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 6

    @VSID-16
    Scenario: Nor is the ID of a vDEVICE of a vIOMMU of type ARM_SMMUV3
      Of the IDs 1 to 6 that of the device is free; that of the vDEVICE is not.

      Given user space destroys vdevice
      And user space calls VIOMMU_ALLOC with type=ARM_SMMUV3, naming the result plain
      And user space has called VDEVICE_ALLOC with viommu_id=plain
      And user space closes file gpu0
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 7

    Scenario: Neither ID of two vDEVICEs that went with their devices is given out again
      Of the IDs 1 to 7 those of the two devices are free; those of the two vDEVICEs are not.

      Given device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And user space closes file gpu0
      And user space closes file nic0
      And user space has called IOAS_ALLOC
      And user space has called IOAS_ALLOC
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 8

    Scenario: The ID of the second vDEVICE that went with its device names nothing either
      Given device nic0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11, naming the result second
      And user space closes file gpu0
      And user space closes file nic0
      When user space destroys second
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

    Scenario: The vIOMMU is no longer used
      Given user space closes file gpu0
      When user space destroys viommu
      Then the call succeeds

    @VSID-07
    Scenario: Another device gets a vDEVICE under the virtual ID of one that has gone
      Given user space closes file gpu0
      And device nic0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x10
      Then the call succeeds
      And the physical register VINTF1_SID_REPLACE_0 reads PHYS_SID=0x2308

    Scenario: A device that is bound again gets a vDEVICE under the same virtual ID, time after time
      Given user space closes file gpu0
      And user space opens device gpu0
      And device gpu0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC
      And user space closes file gpu0
      And user space opens device gpu0
      And device gpu0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC
      Then the call succeeds
      And these physical registers read:
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300         |
      And no other physical register changed

    Scenario: The ID is not given out again either when something else was destroyed meanwhile
      Of the IDs 1 to 5 the device's own is free; that of the vDEVICE is not.

      Given user space closes file gpu0
      And user space has called IOAS_ALLOC
      And user space calls IOAS_ALLOC with flags=0, naming the result passing
      And user space destroys passing
      When user space calls IOAS_ALLOC with flags=0, naming the result another
      Then another has ID 6

  @VSID-16
  Rule: VSID-16 An ARM_SMMUV3 vIOMMU has no 20-bit and no slot limit

    On a vIOMMU of type ARM_SMMUV3 the kernel checks only that the device has a single stream, and neither 20 bits nor
    free slots.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a host whose SMMU "has 2 SID slots for each VINTF"
      And a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3

    Scenario Outline: virt_id <virt_id> is accepted
      When user space calls VDEVICE_ALLOC with virt_id=<virt_id>
      Then the call succeeds
      And the kernel changes nothing in the hardware

      Examples:
        | virt_id     |
        | 0x10        |
        | 0x100000    |
        | 0x100000010 |

    Scenario: Virtual IDs that differ above 32 bits are two
      Given user space has called VDEVICE_ALLOC with virt_id=0x10
      And device nic0 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=nic0, virt_id=0x100000010
      Then the call succeeds

    Scenario Outline: virt_id <virt_id> is free again once its vDEVICE is gone
      Given user space has called VDEVICE_ALLOC with virt_id=<virt_id>
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with virt_id=<virt_id>
      Then the call succeeds

      Examples:
        | virt_id     |
        | 0x100000    |
        | 0x100000010 |

    Scenario: There can be more vDEVICEs than slots
      Given user space has called VDEVICE_ALLOC
      And device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x11
      And device gpu1 is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=gpu1, virt_id=0x12
      Then the call succeeds

    Scenario Outline: <device> is refused
      Given device <device> is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=<device>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | device      |
        | twin0       |
        | streamless0 |

    Scenario Outline: <device> is refused after <other> was
      Given device <other> is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=<other>
      And device <device> is bound to the iommufd
      When user space calls VDEVICE_ALLOC with dev_id=<device>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | device      | other       |
        | twin0       | streamless0 |
        | streamless0 | twin0       |

    Scenario: A device that was refused is refused again
      Given device twin0 is bound to the iommufd
      And user space calls VDEVICE_ALLOC with dev_id=twin0
      When user space calls VDEVICE_ALLOC with dev_id=twin0
      Then the call fails with EOPNOTSUPP each time

  @VSID-17
  Rule: VSID-17 An attached stage-1 HWPT does not hold the vDEVICE

    A vDEVICE can be destroyed while a nested HWPT with Cfg stage 1 is attached to its device; the VMM detaches the HWPT
    first if it needs the mapping.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The vDEVICE of a device on a stage-1 HWPT can be destroyed
      Given a process that holds "a vDEVICE"
      And user space has called HWPT_ALLOC with pt_id=viommu
      And user space attaches gpu0 to nested
      When user space destroys vdevice
      Then the call succeeds
      And the kernel's accesses to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | write | VINTF1_SID_MATCH_0   | 0 |
        | write | VINTF1_SID_REPLACE_0 | 0 |

  @VSID-18
  Rule: VSID-18 A vDEVICE can be replaced under an attached HWPT

    A vDEVICE can be destroyed and allocated again while its nested HWPT stays attached.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A new vDEVICE takes the place of the old one
      Given a process that holds "a vDEVICE"
      And user space has called HWPT_ALLOC with pt_id=viommu
      And user space attaches gpu0 to nested
      And user space destroys vdevice
      When user space calls VDEVICE_ALLOC with virt_id=0x11
      Then the call succeeds
      And the kernel's accesses to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | write | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300         |
        | write | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x11 |
