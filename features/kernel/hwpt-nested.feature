Feature: HWPT_ALLOC on a vIOMMU, and attaching what it makes

  The guest's Stream Table Entry becomes a nested HWPT: the VMM hands two words of it to the kernel, which refuses
  everything that a guest must not decide, and puts the guest's stage 1 on top of the vIOMMU's stage 2. Both stages
  translate: what the guest's tables give is an address of the guest, and stage 2 says where that is.

  An entry for abort or bypass makes a nested HWPT as well, one that translates nothing in stage 1. A device needs a
  vDEVICE before it is attached to a stage 1 (features/kernel/vdevice.feature); to abort and bypass it attaches without.
  How the entry gets here: features/device/trapped-queue.feature. The stage 2 below:
  features/kernel/hwpt-paging.feature.

  @UAPI-HWPT-08
  Rule: UAPI-HWPT-08 A vIOMMU of another IOMMU gives EINVAL

    With a vIOMMU as parent the kernel gives EINVAL if its IOMMU instance is not the one of the device.

    MUST. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vIOMMU"
      And device far0 is bound to the iommufd

    Scenario: A device behind another SMMU than the vIOMMU is refused
      When user space calls HWPT_ALLOC with pt_id=viommu, dev_id=far0
      Then the call fails with EINVAL each time

    Scenario: The SMMU is checked before the flags
      When user space calls HWPT_ALLOC with pt_id=viommu, dev_id=far0, flags=NEST_PARENT
      Then the call fails with EINVAL each time

    Scenario Outline: The SMMU is checked before <what>
      When user space calls HWPT_ALLOC with pt_id=viommu, dev_id=far0, <members>
      Then the call fails with EINVAL each time

      Examples:
        | what             | members                                |
        | data is required | data_type=NONE, data_len=0             |
        | the data is read | data=unreadable                        |
        | the fault object | flags=FAULT_ID_VALID, fault_id=nothing |

    Scenario: The SMMU is checked before the vSTE
      When user space allocates a nested HWPT with dev_id=far0 whose vSTE words are 0xf and 0
      Then the call fails with EINVAL each time

  @UAPI-HWPT-09
  Rule: UAPI-HWPT-09 On a vIOMMU unsupported requests are refused

    With a vIOMMU as parent the kernel gives EOPNOTSUPP for flags outside FAULT_ID_VALID and PASID, for data_len 0, for
    a driver without nested allocation, and for PASID, because the SMMUv3 driver refuses any remaining flag.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <what> is refused
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=viommu, <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what           | members                    |
        | NEST_PARENT    | flags=NEST_PARENT          |
        | DIRTY_TRACKING | flags=DIRTY_TRACKING       |
        | PASID          | flags=PASID                |
        | A foreign flag | flags=0x10                 |
        | The highest flag | flags=0x80000000 |
        | No data        | data_type=NONE, data_len=0 |

    Scenario: Flags are checked before the data type
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=viommu, flags=NEST_PARENT, data_type=VTD_S1
      Then the call fails with EOPNOTSUPP each time

    Scenario Outline: <what> is told before <also>
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=viommu, <members>
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | what        | also                    | members                                                            |
        | NEST_PARENT | the data is read        | flags=NEST_PARENT, data=unreadable                                 |
        | NEST_PARENT | an unknown fault object | flags=5, fault_id=nothing                                          |
        | PASID       | the data type           | flags=PASID, data_type=VTD_S1                                      |
        | PASID       | the data is read        | flags=PASID, data=unreadable                                       |
        | PASID       | an unknown fault object | flags=12, fault_id=nothing                                         |
        | No data     | an unknown fault object | flags=FAULT_ID_VALID, fault_id=nothing, data_type=NONE, data_len=0 |

    Scenario Outline: <flag> is told before a vSTE that is refused
      Given a process that holds "a vIOMMU"
      When user space allocates a nested HWPT with flags=<flag> whose vSTE words are 0xf and 0
      Then the call fails with EOPNOTSUPP each time

      Examples:
        | flag        |
        | NEST_PARENT |
        | PASID       |

    Scenario: The SMMUv3 driver nests on vIOMMUs, not on a paging HWPT
      Given a process that holds "a nest-parent HWPT"
      When user space calls HWPT_ALLOC with pt_id=s2, flags=0, data_type=ARM_SMMUV3, data_len=16
      Then the call fails with EOPNOTSUPP each time

  @UAPI-HWPT-10
  Rule: UAPI-HWPT-10 On a vIOMMU the data is a 16-byte SMMUv3 entry

    With a vIOMMU as parent the kernel gives EINVAL for a data_type other than ARM_SMMUV3 or a data_len other than 16.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Data of type <type> with <length> bytes is refused
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=viommu, data_type=<type>, data_len=<length>
      Then the call fails with EINVAL each time

      Examples:
        | type       | length |
        | VTD_S1     | 16     |
        | 3          | 16     |
        | 0x102      | 16     |
        | 0x10002    | 16     |
        | ARM_SMMUV3 | 8      |
        | ARM_SMMUV3 | 15     |
        | ARM_SMMUV3 | 17     |
        | ARM_SMMUV3 | 64     |
        | ARM_SMMUV3 | 0x110     |
        | ARM_SMMUV3 | 0x10010     |

    Scenario Outline: Data of type <type> with <length> bytes is told before <what>
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=viommu, data_type=<type>, data_len=<length>, <members>
      Then the call fails with EINVAL each time

      Examples:
        | type       | length | what                    | members                                |
        | VTD_S1     | 16     | the data is read        | data=unreadable                        |
        | ARM_SMMUV3 | 17     | the data is read        | data=unreadable                        |
        | VTD_S1     | 16     | an unknown fault object | flags=FAULT_ID_VALID, fault_id=nothing |
        | ARM_SMMUV3 | 17     | an unknown fault object | flags=FAULT_ID_VALID, fault_id=nothing |

    Scenario Outline: <members> is told before a vSTE that is refused
      Given a process that holds "a vIOMMU"
      When user space allocates a nested HWPT with <members> whose vSTE words are 0xf and 0
      Then the call fails with EINVAL each time

      Examples:
        | members          |
        | data_type=VTD_S1 |
        | data_len=17      |

  @UAPI-HWPT-11
  Rule: UAPI-HWPT-11 An invalid stream table entry acts as abort

    A virtual stream table entry with V = 0 is accepted and treated as all zeros, which means abort.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: A vSTE of <ste0> <ste1> is accepted
      Given a process that holds "a vIOMMU"
      When user space allocates a nested HWPT whose vSTE words are <ste0> and <ste1>
      Then the call succeeds

      Examples:
        | ste0               | ste1               |
        | 0                  | 0                  |
        | 0xa                | 0                  |
        | 0xfffffffffffffffe | 0xffffffffffffffff |

    Scenario: An invalid vSTE with the Cfg of stage 1 attaches like an abort
      The device has no vDEVICE, so a stage-1 HWPT would not attach.

      Given a process that holds "a vIOMMU"
      And user space allocates a nested HWPT whose vSTE words are 0xa and 0
      When user space attaches gpu0 to nested
      Then the call succeeds

  @UAPI-HWPT-12
  Rule: UAPI-HWPT-12 Bits outside the supported stream table fields give EIO

    The kernel gives EIO for any bit outside V, Cfg, S1Fmt, S1ContextPtr and S1CDMax of word 0 and S1DSS, S1CIR, S1COR,
    S1CSH, S1STALLD and EATS of word 1, for a Cfg other than abort, bypass and stage 1, and for an EATS other than 0 and
    1.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Scenario Outline: <what> is accepted
      Given a process that holds "a vIOMMU"
      When user space allocates a nested HWPT whose vSTE words are <ste0> and <ste1>
      Then the call succeeds

      Examples:
        | what                     | ste0               | ste1       |
        | Cfg abort                | 0x1                | 0          |
        | Cfg bypass               | 0x9                | 0          |
        | Cfg stage 1              | 0xb                | 0          |
        | Every bit of word 0      | 0xf80ffffffffffffb | 0          |
        | Every bit of word 1      | 0xb                | 0x180000ff |

    Scenario Outline: <what> is refused
      Given a process that holds "a vIOMMU"
      When user space allocates a nested HWPT whose vSTE words are <ste0> and <ste1>
      Then the call fails with EIO each time

      Examples:
        | what              | ste0                | ste1               |
        | Cfg 1             | 0x3                 | 0                  |
        | A bit of word 1 with bypass | 0x9 | 0x100 |
        | A bit of word 1 with abort  | 0x1 | 0x100000000 |
        | A bit of word 0 with bypass | 0x10000000000009 | 0 |
        | A bit of word 0 with abort | 0x200000000000001 | 0 |
        | EATS 2 with bypass | 0x9 | 0x20000000 |
        | Cfg 2             | 0x5                 | 0                  |
        | Cfg 3             | 0x7                 | 0                  |
        | Cfg stage 2       | 0xd                 | 0                  |
        | Cfg both stages   | 0xf                 | 0                  |
        | Bit 52 of word 0  | 0x1000000000000b    | 0                  |
        | Bit 58 of word 0  | 0x40000000000000b   | 0                  |
        | Bit 8 of word 1   | 0xb                 | 0x100              |
        | Bit 26 of word 1  | 0xb                 | 0x4000000          |
        | Bit 30 of word 1  | 0xb                 | 0x40000000         |
        | Bit 32 of word 1  | 0xb                 | 0x100000000        |
        | Bit 63 of word 1  | 0xb                 | 0x8000000000000000 |
        | EATS 2            | 0xb                 | 0x20000000         |
        | EATS 3            | 0xb                 | 0x30000000         |
        | EATS 2 for bypass | 0x9                 | 0x20000000         |

    Scenario: A refused vSTE does not use the vIOMMU
      Given a process that holds "a vIOMMU"
      And user space allocates a nested HWPT whose vSTE words are 0xf and 0
      When user space destroys viommu
      Then the call succeeds

    Scenario Outline: <what> is told before an unknown fault object
      Given a process that holds "a vIOMMU"
      When user space allocates a nested HWPT with flags=FAULT_ID_VALID, fault_id=nothing whose vSTE words are <ste0> and <ste1>
      Then the call fails with EIO each time

      Examples:
        | what            | ste0 | ste1       |
        | Cfg both stages | 0xf  | 0          |
        | Bit 8 of word 1 | 0xb  | 0x100      |
        | EATS 2          | 0xb  | 0x20000000 |

  @UAPI-HWPT-14
  Rule: UAPI-HWPT-14 A nested HWPT uses its vIOMMU

    A nested HWPT on a vIOMMU counts as one user of the vIOMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The vIOMMU of a nested HWPT cannot be destroyed
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC with pt_id=viommu
      When user space destroys viommu
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

    Scenario Outline: A nested HWPT <treatment> is a user, too
      Given a process that holds "a vIOMMU"
      And user space allocates a nested HWPT whose vSTE words are <ste0> and 0
      When user space destroys viommu
      Then the call fails with EBUSY each time
      And the kernel changes nothing in the hardware

      Examples:
        | ste0 | treatment               |
        | 0x9  | for bypass              |
        | 0x1  | for abort               |
        | 0    | of an entry without V   |

    Scenario: The vIOMMU can be destroyed when its nested HWPT is gone
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC with pt_id=viommu
      And user space destroys nested
      When user space destroys viommu
      Then the call succeeds

    Scenario: Making a nested HWPT does not touch the CMDQ-V block
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_ALLOC with pt_id=viommu
      Then the call succeeds
      And the kernel changes nothing in the hardware

  @UAPI-HWPT-15
  Rule: UAPI-HWPT-15 Attaching a stage-1 HWPT requires a vDEVICE

    Attaching a nested HWPT with Cfg stage 1 gives ENOENT if the device has no vDEVICE on the vIOMMU of the HWPT.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC with pt_id=viommu

    Scenario: A device without a vDEVICE is refused
      When user space attaches gpu0 to nested
      Then the call fails with ENOENT each time

    Scenario: A device without a vDEVICE is refused, whatever it may attach to besides
      Given user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to nested
      And user space calls HWPT_ALLOC with pt_id=viommu, naming the result translated
      When user space attaches gpu0 to translated
      Then the call fails with ENOENT each time

    Scenario: A device with a vDEVICE attaches
      Given user space has called VDEVICE_ALLOC
      When user space attaches gpu0 to nested
      Then the call succeeds

    Scenario: The vDEVICE of another device does not help
      Given device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0
      When user space attaches gpu0 to nested
      Then the call fails with ENOENT each time

    Scenario: A vDEVICE on another vIOMMU does not help
      Given user space calls VIOMMU_ALLOC with flags=0, naming the result second
      And user space has called VDEVICE_ALLOC with viommu_id=second
      When user space attaches gpu0 to nested
      Then the call fails with ENOENT each time

    Scenario: A vDEVICE that is gone does not help
      Given user space has called VDEVICE_ALLOC
      And user space destroys vdevice
      When user space attaches gpu0 to nested
      Then the call fails with ENOENT each time

    Scenario: A device that is refused stays on its stage 2
      Given user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space attaches gpu0 to other
      And user space attaches gpu0 to nested
      When user space destroys other
      Then the call fails with EBUSY each time

    Scenario: A nested HWPT that refused a device is used by nobody
      Given user space attaches gpu0 to nested
      When user space destroys nested
      Then the call succeeds

    Scenario: A device that was detached needs its vDEVICE again
      Given user space has called VDEVICE_ALLOC
      And user space attaches gpu0 to nested
      And user space detaches gpu0
      And user space destroys vdevice
      When user space attaches gpu0 to nested
      Then the call fails with ENOENT each time

    Scenario: A device that was detached and attached again uses its nested HWPT again
      Given user space has called VDEVICE_ALLOC
      And user space attaches gpu0 to nested
      And user space detaches gpu0
      And user space attaches gpu0 to nested
      When user space destroys nested
      Then the call fails with EBUSY each time

    Scenario: A nested HWPT that its device left twice is used by nobody
      Given user space has called VDEVICE_ALLOC
      And user space attaches gpu0 to nested
      And user space detaches gpu0
      And user space attaches gpu0 to nested
      And user space detaches gpu0
      When user space destroys nested
      Then the call succeeds

  @UAPI-HWPT-16
  Rule: UAPI-HWPT-16 Abort and bypass HWPTs attach without a vDEVICE

    A nested HWPT with Cfg bypass or abort attaches to a device that has no vDEVICE. A nested HWPT of another SMMU gives
    EINVAL, and a device with substream IDs in use gives EBUSY.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <what> attaches to a device without a vDEVICE
      Given a process that holds "a vIOMMU"
      And user space allocates a nested HWPT whose vSTE words are <ste0> and 0
      When user space attaches gpu0 to nested
      Then the call succeeds

      Examples:
        | what   | ste0 |
        | Abort  | 0x1  |
        | Bypass | 0x9  |

    Scenario: A nested HWPT of another SMMU is refused
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vIOMMU"
      And device far0 is bound to the iommufd
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      When user space attaches far0 to nested
      Then the call fails with EINVAL each time

    Scenario: A nested HWPT of another SMMU is refused each time
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vIOMMU"
      And device far0 is bound to the iommufd
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to nested
      And user space attaches far0 to nested
      When user space attaches far0 to nested
      Then the call fails with EINVAL each time
