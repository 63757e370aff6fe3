Feature: HWPT_ALLOC on an IOAS

  A VMM that wants to nest first makes the stage-2 table of its VM: a HWPT with the flag NEST_PARENT, from the IOAS that
  holds the guest's RAM. This is where the VM's VMID is chosen: from 1 up, by the kernel, for as long as the HWPT lives;
  0 is reserved. The VMID is what keeps the VM's translations apart from everybody else's.

  The user API does not tell it to the VMM, and the guest does not know it. The kernel writes it to the VINTF when a
  vIOMMU is made on this HWPT (features/kernel/vintf-hardware.feature), the hardware puts it into the guest's
  invalidations (features/hardware/vmid-substitution.feature), and the kernel does so for those that come by ioctl
  (features/kernel/invalidate-commands.feature).

  @UAPI-HWPT-01
  Rule: UAPI-HWPT-01 __reserved is 0

    HWPT_ALLOC with __reserved other than 0 gives EOPNOTSUPP. __reserved2 is not checked.

    Accepted: __reserved2 other than 0 may be accepted or refused.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: __reserved other than 0 is refused
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with __reserved=1
      Then the call fails with EOPNOTSUPP each time

    Scenario: All of __reserved is 0, its highest bit too
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with __reserved=0x80000000
      Then the call fails with EOPNOTSUPP each time

    Scenario: __reserved is checked before the data
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with __reserved=1, data_len=16
      Then the call fails with EOPNOTSUPP each time

    Scenario: A call with __reserved2 other than 0 is in nobody's way, accepted or not
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space calls HWPT_ALLOC with __reserved2=1
      And user space has called HWPT_ALLOC
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario Outline: __reserved is checked before <what> is looked up
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with __reserved=1, <also>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what       | also           |
        | the device | dev_id=nothing |
        | the parent | pt_id=nothing  |

  @UAPI-HWPT-02
  Rule: UAPI-HWPT-02 Data type and data length go together

    HWPT_ALLOC gives EINVAL for data_type NONE with data_len other than 0, and for another data_type with data_len 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Data type <type> with <length> bytes of data is refused on <parent>
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=<parent>, data_type=<type>, data_len=<length>
      Then the call fails with EINVAL each time

      Examples:
        | type       | length | parent |
        | NONE       | 16     | ioas   |
        | NONE       | 1      | viommu |
        | ARM_SMMUV3 | 0      | ioas   |
        | ARM_SMMUV3 | 0      | viommu |

    Scenario: The data is checked before the device
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with data_len=16, dev_id=nothing
      Then the call fails with EINVAL each time

    Scenario Outline: Data and type that do not go together are told before <what>
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=<parent>, <members>
      Then the call fails with EINVAL each time

      Examples:
        | what                               | parent | members                                             |
        | a foreign flag on an IOAS          | ioas   | data_len=16, flags=0x10                             |
        | a fault object on an IOAS          | ioas   | data_len=16, flags=FAULT_ID_VALID, fault_id=nothing |
        | a flag that a vIOMMU does not take | viommu | data_len=0, flags=NEST_PARENT                       |
        | a fault object on a vIOMMU         | viommu | data_len=0, flags=FAULT_ID_VALID, fault_id=nothing  |

  @UAPI-HWPT-03
  Rule: UAPI-HWPT-03 An unknown device gives ENOENT

    HWPT_ALLOC with a dev_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A device that does not exist is refused
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with dev_id=nothing
      Then the call fails with ENOENT each time

    Scenario: The device is looked up before the parent
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with dev_id=nothing, pt_id=nothing
      Then the call fails with ENOENT each time

    Scenario Outline: The device is looked up before <what> is judged
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with dev_id=nothing, pt_id=<parent>, <members>
      Then the call fails with ENOENT each time

      Examples:
        | what                      | parent | members                           |
        | a flag on an IOAS         | ioas   | flags=0x10                        |
        | data on an IOAS           | ioas   | data_type=ARM_SMMUV3, data_len=16 |
        | a flag on a vIOMMU        | viommu | flags=NEST_PARENT                 |
        | the data type on a vIOMMU | viommu | data_type=VTD_S1                  |

  @UAPI-HWPT-04
  Rule: UAPI-HWPT-04 A wrong parent gives EINVAL

    HWPT_ALLOC gives EINVAL if pt_id does not exist or names an object other than an IOAS, a paging HWPT or a vIOMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A parent that does not exist is refused
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with pt_id=nothing
      Then the call fails with EINVAL each time

    Scenario Outline: A parent of another kind is refused: <parent>
      Given a process that holds "a hw_queue"
      When user space calls HWPT_ALLOC with pt_id=<parent>
      Then the call fails with EINVAL each time

      Examples:
        | parent    |
        | gpu0      |
        | vdevice   |
        | hw_queue0 |

    Scenario: A nested HWPT is no parent
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC with pt_id=viommu
      When user space calls HWPT_ALLOC with pt_id=nested
      Then the call fails with EINVAL each time

    Scenario: The parent is looked up before the flags
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with pt_id=nothing, flags=0x10
      Then the call fails with EINVAL each time

    Scenario Outline: A wrong parent is told before <what>
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with pt_id=nothing, <members>
      Then the call fails with EINVAL each time

      Examples:
        | what                    | members                                |
        | data that no IOAS takes | data_type=ARM_SMMUV3, data_len=16      |
        | an unknown fault object | flags=FAULT_ID_VALID, fault_id=nothing |

  @UAPI-HWPT-05
  Rule: UAPI-HWPT-05 On an IOAS unknown flags are refused

    With an IOAS as parent, flags other than NEST_PARENT, DIRTY_TRACKING, FAULT_ID_VALID and PASID give EOPNOTSUPP.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Flags <flags> are refused
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=<flags>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | flags      |
        | 0x10       |
        | 0x11       |
        | 0x80000000 |

    Scenario: Unknown flags are told before an unknown fault object
      Flag 4 is FAULT_ID_VALID.

      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=0x14, fault_id=nothing
      Then the call fails with EOPNOTSUPP each time

    Scenario: Unknown flags are told before a lack of VMIDs
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      When user space calls HWPT_ALLOC with flags=0x11
      Then the call fails with EOPNOTSUPP each time

  @UAPI-HWPT-06
  Rule: UAPI-HWPT-06 On an IOAS unsupported combinations are refused

    With an IOAS as parent the kernel gives EOPNOTSUPP for FAULT_ID_VALID together with NEST_PARENT, for user data to
    the SMMUv3 driver, for NEST_PARENT with DIRTY_TRACKING or PASID, and for NEST_PARENT on an SMMU without nesting: one
    that lacks a stage (IDR0.S1P, IDR0.S2P), or whose IIDR names one with errata of nesting.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: NEST_PARENT with <flag> is refused
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=<flags>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | flag           | flags |
        | DIRTY_TRACKING | 3     |
        | FAULT_ID_VALID | 5     |
        | PASID          | 9     |

    Scenario Outline: Data for a table on an IOAS is refused, flags <flags>
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=<flags>, data_type=ARM_SMMUV3, data_len=16
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | flags       |
        | 0           |
        | NEST_PARENT |

    Scenario Outline: NEST_PARENT is refused on an SMMU without <what>
      Given a host whose SMMU has <registers>
      And a process that holds "an IOAS"
      When user space calls HWPT_ALLOC
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what                                       | registers                                                         |
        | a stage 2                                  | IDR0.S2P=0, IDR0.Hyp=0                                            |
        | a stage 1                                  | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0                                |
        | a sound nesting, as MMU-600 before r2p0    | IIDR.Implementer=0x43b, IIDR.ProductID=0x483, IIDR.Variant=1      |
        | a sound nesting, as the first MMU-700      | IIDR.Implementer=0x43b, IIDR.ProductID=0x487                      |

    Scenario: An MMU-600 from r2p0 on nests
      Given a host whose SMMU has IIDR.Implementer=0x43b, IIDR.ProductID=0x483, IIDR.Variant=2
      And a process that holds "an IOAS"
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: A table that is no nest parent needs no nesting
      Given a host whose SMMU has IDR0.S2P=0, IDR0.Hyp=0
      And a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=0
      Then the call succeeds

    Scenario Outline: <what> is told before a lack of VMIDs
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      When user space calls HWPT_ALLOC with flags=<flags>, <data>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what                            | flags       | data                              |
        | NEST_PARENT with DIRTY_TRACKING | 3           | data_len=0                        |
        | NEST_PARENT with FAULT_ID_VALID | 5           | data_len=0                        |
        | NEST_PARENT with PASID          | 9           | data_len=0                        |
        | Data for a nest parent          | NEST_PARENT | data_type=ARM_SMMUV3, data_len=16 |

    Scenario: Data for a table on an IOAS is told before an unknown fault object
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=FAULT_ID_VALID, fault_id=nothing, data_type=ARM_SMMUV3, data_len=16
      Then the call fails with EOPNOTSUPP each time

    @UAPI-INFO-10
    Scenario Outline: DIRTY_TRACKING <result> on an SMMU with <registers>
      Given a host whose SMMU has <registers>
      And a process that holds "an IOAS"
      When user space calls HWPT_ALLOC with flags=DIRTY_TRACKING
      Then the call <result>

      Examples:
        | registers                  | result                |
        | IDR0.HTTU=2                | succeeds              |
        | IDR0.HTTU=3                | succeeds              |
        | IDR0.HTTU=2, IDR0.COHACC=0 | succeeds              |
        | IDR0.HTTU=1                | fails with EOPNOTSUPP each time |

  @UAPI-HWPT-07
  Rule: UAPI-HWPT-07 A nest parent takes a VMID from 1 up

    A NEST_PARENT HWPT is a stage-2 domain with a VMID from 1 to 2^vmid_bits - 1; VMID 0 is reserved. When none is free
    the kernel gives ENOSPC.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Making a nest parent does not touch the CMDQ-V block
      Given a process that holds "an IOAS"
      When user space calls HWPT_ALLOC
      Then the call succeeds
      And the kernel changes nothing in the hardware

    Scenario: With 8 VMID bits there are 255 nest parents
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 254 times
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: With 8 VMID bits there is no 256th nest parent
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      When user space calls HWPT_ALLOC
      Then the call fails with ENOSPC each time

    Scenario: VMIDs are counted over all fds
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      When user space calls HWPT_ALLOC on file other with dev_id=nic0
      Then the call fails with ENOSPC each time

    Scenario: Destroying a nest parent frees its VMID
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      And user space destroys s2
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: A table that is no nest parent takes no VMID
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC with flags=0
      And user space has called HWPT_ALLOC with flags=0
      And user space has called HWPT_ALLOC 254 times
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: A nest parent that cannot map what is mapped leaves its VMID free
      A stage 2 of this SMMU ends at 2^40.

      Given a host whose SMMU has IDR0.VMID16=0, IDR5.OAS=2
      And a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0x10000000000
      And user space calls HWPT_ALLOC
      And user space has called IOAS_UNMAP with iova=0x10000000000
      And user space has called HWPT_ALLOC 254 times
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: A table that is no nest parent ends with the addresses of stage 1, at 2^48
      Given a host whose SMMU has IDR5.OAS=2
      And a process that holds "an IOAS"
      And user space has called IOAS_MAP with iova=0xffffff000000
      When user space calls HWPT_ALLOC with flags=0
      Then the call succeeds

    @ISO-03
    Scenario: A VMID stays taken while its nest parent lives, whatever becomes of the vIOMMUs on it
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "a vIOMMU"
      And user space destroys viommu
      And user space has called HWPT_ALLOC 254 times
      When user space calls HWPT_ALLOC
      Then the call fails with ENOSPC each time

    @ISO-03
    Scenario: A nest parent whose vIOMMU has gone shares its VMID with no other
      Given a process that holds "a vIOMMU"
      And user space destroys viommu
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, naming the result other
      And user space has called VIOMMU_ALLOC
      When user space calls VIOMMU_ALLOC with hwpt_id=other
      Then the call succeeds
      And the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID differ

    @ISO-03
    Scenario: A nest parent that goes gives back its own VMID and no other
      Given a process that holds "a vIOMMU"
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, naming the result other
      And user space destroys other
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, naming the result third
      When user space calls VIOMMU_ALLOC with hwpt_id=third
      Then the call succeeds
      And the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID differ

    Scenario: A VMID comes back each time that its nest parent goes
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      And user space destroys s2
      And user space has called HWPT_ALLOC
      And user space destroys s2
      And user space has called HWPT_ALLOC
      And user space destroys s2
      When user space calls HWPT_ALLOC
      Then the call succeeds

    Scenario: A VMID that came back is given out once
      Given a host whose SMMU has IDR0.VMID16=0
      And a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 255 times
      And user space destroys s2
      And user space has called HWPT_ALLOC
      And user space destroys s2
      And user space has called HWPT_ALLOC
      When user space calls HWPT_ALLOC
      Then the call fails with ENOSPC each time

  @UAPI-HWPT-13
  Rule: UAPI-HWPT-13 An unknown fault object gives ENOENT

    FAULT_ID_VALID with a fault_id that does not exist gives ENOENT.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A fault object that does not exist is refused on <parent>
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=<parent>, flags=FAULT_ID_VALID, fault_id=nothing
      Then the call fails with ENOENT each time

      Examples:
        | parent |
        | ioas   |
        | viommu |

    Scenario: The parent keeps no trace of the refused table
      Given a process that holds "a vIOMMU"
      And user space calls HWPT_ALLOC with pt_id=viommu, flags=FAULT_ID_VALID, fault_id=nothing
      When user space destroys viommu
      Then the call succeeds

    Scenario: The IOAS keeps no trace of the refused table
      Given a process that holds "an IOAS"
      And user space calls HWPT_ALLOC with flags=FAULT_ID_VALID, fault_id=nothing
      When user space destroys ioas
      Then the call succeeds
