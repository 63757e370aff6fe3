Feature: VIOMMU_ALLOC and what it refuses

  A vIOMMU is a VM's share of an SMMU: its stage-2 table, its virtual stream IDs and, with type TEGRA241_CMDQV, a VINTF
  of the hardware with a page for the VMM to map. It is made on a nest-parent HWPT, whose VMID becomes that of the
  VINTF, and for the SMMU of one device; vDEVICEs, hw_queues, vEVENTQs and nested HWPTs are made on it.

  Everything is checked before the hardware is touched: the SMMU has to be able to nest, without the force-sync erratum
  and, for a device that is not coherent, with S2FWB, the HWPT has to be a nest parent of the same SMMU, and CMDQ-V has
  to be there. The VINTF: features/kernel/viommu-vintf.feature. The data that comes back:
  features/kernel/viommu-data.feature. When a VMM calls it: features/device/attach.feature.

  @UAPI-VIOMMU-01
  Rule: UAPI-VIOMMU-01 Flags and type 0 are refused

    VIOMMU_ALLOC with flags other than 0 or with type 0 gives EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <what> is refused
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with <members>
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | what                                 | members                  |
        | A flag                               | flags=1                  |
        | The highest flag                     | flags=0x80000000         |
        | Type 0                               | type=DEFAULT             |
        | A flag with a device that is unknown | flags=1, dev_id=nothing  |
        | Type 0 with a device that is unknown | type=0, dev_id=nothing   |
        | A flag with a HWPT that is unknown   | flags=1, hwpt_id=nothing |
        | A flag with data of the wrong length | flags=1, data_len=15     |
        | A flag with data that is unreadable  | flags=1, data=unreadable |

  @UAPI-VIOMMU-02
  Rule: UAPI-VIOMMU-02 __reserved is documented as 0

    The header requires __reserved of VIOMMU_ALLOC to be 0; Linux 7.2 does not check it and accepts any value.

    Accepted: A value other than 0 may be accepted or refused.

    MAY. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario: A call with __reserved other than 0 is in nobody's way, accepted or not
      Given a process that holds "a nest-parent HWPT"
      And user space calls VIOMMU_ALLOC with __reserved=1
      When user space calls VIOMMU_ALLOC
      Then the call succeeds

  @UAPI-VIOMMU-03
  Rule: UAPI-VIOMMU-03 An unknown device gives ENOENT

    VIOMMU_ALLOC with a dev_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A device that does not exist is refused, <also>
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with dev_id=nothing, <members>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | also                      | members         |
        | alone                     | type=2          |
        | before the type is judged | type=99         |
        | before the data is judged | data_len=15     |
        | before the data is read   | data=unreadable |

    Scenario: The device is looked up before the HWPT is judged
      Given a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=0
      When user space calls VIOMMU_ALLOC with dev_id=nothing
      Then the call fails with ENOENT each time

    Scenario: The device is looked up before a VINTF is looked for
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with dev_id=nothing
      Then the call fails with ENOENT each time

  @UAPI-VIOMMU-04
  Rule: UAPI-VIOMMU-04 An SMMU that cannot serve the type gives EOPNOTSUPP

    VIOMMU_ALLOC gives EOPNOTSUPP if the SMMU lacks nesting, has the force-sync erratum, or lacks S2FWB while the device
    is not CANWBS; if the type is unknown; or if type 2 is requested on an SMMU without CMDQ-V.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <what> has no vIOMMU of type <type>
      A process can hold no nest parent on an SMMU that cannot nest; the SMMU is judged before the HWPT. The driver has the
      MMU-700's erratum, with which it forces a CMD_SYNC, nest no stages either.

      Given a host whose SMMU has <registers>
      And a process that holds "an IOAS"
      When user space calls VIOMMU_ALLOC with type=<type>, hwpt_id=nothing
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | what                    | registers                                    | type           |
        | An SMMU without stage 2 | IDR0.S2P=0, IDR0.Hyp=0                       | ARM_SMMUV3     |
        | An SMMU without stage 2 | IDR0.S2P=0, IDR0.Hyp=0                       | TEGRA241_CMDQV |
        | An MMU-700              | IIDR.Implementer=0x43b, IIDR.ProductID=0x487 | ARM_SMMUV3     |
        | An MMU-700              | IIDR.Implementer=0x43b, IIDR.ProductID=0x487 | TEGRA241_CMDQV |

    Scenario Outline: A device that is not coherent needs S2FWB for type <type>
      Given a host whose SMMU has AIDR.ArchMinorRev=1, IDR3.FWB=0
      And a process that holds "a nest-parent HWPT"
      And device noncoherent0 is bound to the iommufd
      When user space calls VIOMMU_ALLOC with dev_id=noncoherent0, type=<type>
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | type           |
        | ARM_SMMUV3     |
        | TEGRA241_CMDQV |

    Scenario: A coherent device does not need S2FWB
      Given a host whose SMMU has AIDR.ArchMinorRev=1, IDR3.FWB=0
      And a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the call succeeds

    Scenario: With S2FWB the device need not be coherent
      Given a process that holds "a nest-parent HWPT"
      And device noncoherent0 is bound to the iommufd
      When user space calls VIOMMU_ALLOC with dev_id=noncoherent0
      Then the call succeeds

    Scenario Outline: Type <type> is refused
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with type=<type>
      Then the call fails with EOPNOTSUPP each time
      And the kernel changes nothing in the hardware

      Examples:
        | type       |
        | 3          |
        | 0x101      |
        | 0x10002    |
        | 0xffffffff |

    Scenario: The type is judged before the HWPT
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with type=3, hwpt_id=nothing
      Then the call fails with EOPNOTSUPP each time

    Scenario: An SMMU without the extension has no vIOMMU of type TEGRA241_CMDQV
      Given a host whose SMMU has no CMDQ-V extension
      And a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the call fails with EOPNOTSUPP each time

    Scenario: An SMMU without the extension has vIOMMUs of type ARM_SMMUV3
      Given a host whose SMMU has no CMDQ-V extension
      And a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with type=ARM_SMMUV3
      Then the call succeeds

    Scenario: A vIOMMU of type ARM_SMMUV3 takes no VINTF and no data
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0
      Then the call succeeds
      And the kernel changes nothing in the hardware

    Scenario Outline: The type is judged before <what>
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with type=3, <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what                   | members         |
        | the length of the data | data_len=15     |
        | the data is read       | data=unreadable |

    Scenario: The type is judged before the kind of the HWPT
      Given a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=0
      When user space calls VIOMMU_ALLOC with type=3
      Then the call fails with EOPNOTSUPP each time

    Scenario Outline: Without S2FWB a device that is not coherent is told before <what>
      Given a host whose SMMU has AIDR.ArchMinorRev=1, IDR3.FWB=0
      And a process that holds "a nest-parent HWPT"
      And device noncoherent0 is bound to the iommufd
      When user space calls VIOMMU_ALLOC with dev_id=noncoherent0, <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what                   | members         |
        | the HWPT               | hwpt_id=nothing |
        | the length of the data | data_len=15     |
        | the data is read       | data=unreadable |

    Scenario Outline: The lack of the extension is told before <what>
      The HWPT is one of the first SMMU, and the second has no extension.

      Given a host with two SMMUs, the second without the CMDQ-V extension
      And a process that holds "a nest-parent HWPT"
      And device far0 is bound to the iommufd
      When user space calls VIOMMU_ALLOC with dev_id=far0, <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what                             | members         |
        | a HWPT that is unknown           | hwpt_id=nothing |
        | a stage 2 that is another SMMU's | hwpt_id=s2      |

  @UAPI-VIOMMU-05
  Rule: UAPI-VIOMMU-05 The HWPT is a paging HWPT

    VIOMMU_ALLOC gives ENOENT if hwpt_id does not exist or does not name a paging HWPT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <hwpt> is refused as HWPT
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC with pt_id=viommu
      When user space calls VIOMMU_ALLOC with hwpt_id=<hwpt>
      Then the call fails with ENOENT each time
      And the kernel changes nothing in the hardware

      Examples:
        | hwpt    |
        | nothing |
        | 0       |
        | gpu0    |
        | ioas    |
        | nested  |

    Scenario: The HWPT is looked up before the data is judged
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with hwpt_id=nothing, data_len=0
      Then the call fails with ENOENT each time

    Scenario: The HWPT is looked up before the data is read
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC with hwpt_id=nothing, data=unreadable
      Then the call fails with ENOENT each time

    Scenario: The HWPT is looked up before a VINTF is looked for
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with hwpt_id=nothing
      Then the call fails with ENOENT each time

  @UAPI-VIOMMU-06
  Rule: UAPI-VIOMMU-06 The HWPT is a nest parent

    VIOMMU_ALLOC gives EINVAL if the HWPT was not allocated with NEST_PARENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A HWPT that is no nest parent is refused
      Given a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=0
      When user space calls VIOMMU_ALLOC
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

    Scenario: A HWPT that the kernel made for an IOAS is refused
      Given a process that holds "an IOAS"
      And user space attaches gpu0 to ioas
      When user space calls VIOMMU_ALLOC with hwpt_id=hwpt_of_gpu0
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

    Scenario: The HWPT is judged before the data is read
      Given a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=0
      When user space calls VIOMMU_ALLOC with data=unreadable
      Then the call fails with EINVAL each time

    Scenario: The HWPT is judged before a VINTF is looked for
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC with flags=0
      When user space calls VIOMMU_ALLOC
      Then the call fails with EINVAL each time

  @UAPI-VIOMMU-07
  Rule: UAPI-VIOMMU-07 The stage-2 domain belongs to the same SMMU

    VIOMMU_ALLOC gives EINVAL if the stage-2 domain belongs to another SMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a nest-parent HWPT"
      And device far0 is bound to the iommufd

    Scenario Outline: A stage 2 of another SMMU is refused for type <type>
      When user space calls VIOMMU_ALLOC with dev_id=far0, type=<type>
      Then the call fails with EINVAL each time
      And the kernel changes nothing in the hardware

      Examples:
        | type           |
        | ARM_SMMUV3     |
        | TEGRA241_CMDQV |

    Scenario: The SMMU is compared before the data is read
      When user space calls VIOMMU_ALLOC with dev_id=far0, data=unreadable
      Then the call fails with EINVAL each time

    Scenario: Each SMMU serves vIOMMUs from VINTFs of its own
      Given user space has called VIOMMU_ALLOC
      And user space has called HWPT_ALLOC with dev_id=far0
      When user space calls VIOMMU_ALLOC with dev_id=far0
      Then the call succeeds
      And the kernel changes nothing in the hardware
      And the physical register VINTF2_CONFIG reads 0
