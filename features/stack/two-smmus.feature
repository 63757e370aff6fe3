Feature: A VM with two SMMUs

  A VM can have more than one emulated SMMU, each for devices behind one SMMU of the host. Each has a CMDQ-V block of its own,
  with a region, an interrupt, a VINTF and vCMDQs 0 and 1, and each has its StreamIDs: 0x10 at one is not 0x10 at the other.
  They share the process, hence the iommufd, and the guest's RAM. What goes wrong here is what a device keeps once that it
  ought to keep for each.

  @LIFE-15
  Rule: LIFE-15 Each emulated SMMUv3 has one VINTF

    Every emulated SMMUv3 instance has one VINTF. A VM with two of them has two VINTFs, possibly on different physical
    SMMUs; the two share a VMID only if they share the stage-2 HWPT on the same SMMU.

    MUST. Source: overview, linux-7.2. Since mail-v5.

    Scenario: Each SMMU gets a vIOMMU through its own device
      When a VM starts with two SMMUs that have CMDQ-V
      Then the device makes these VIOMMU_ALLOC calls:
        | type=TEGRA241_CMDQV, dev_id=dev:gpu0 |
        | type=TEGRA241_CMDQV, dev_id=dev:far0 |

    Scenario: Both SMMUs use one iommufd
      When a VM starts with two SMMUs that have CMDQ-V
      Then the device has all its vIOMMUs in one iommufd

    @QEMU-09 @QEMU-10
    Scenario: The firmware tells the guest of both
      Given a VM with two SMMUs that have CMDQ-V
      When the firmware of the VM reads its tables
      Then the DSDT describes 2 CMDQ-V devices
      And each CMDQ-V device of the DSDT has the _UID of an SMMUv3 in the IORT
      And each CMDQ-V device of the DSDT has a _UID, memory and an interrupt of its own

    @QEMU-18
    Scenario: The firmware tells the guest of ATS behind both
      Given a VM with two SMMUs that have CMDQ-V
      When the firmware of the VM reads its tables
      Then the IORT says that ATS is on behind each SMMUv3

    @QEMU-09
    Scenario: The firmware tells the guest of the one whose host has CMDQ-V
      Given a host with two SMMUs, the second without the CMDQ-V extension
      And a VM with two SMMUs, cmdqv=auto and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      And device far0 is plugged into the VM at smmu1 as StreamID 0x10
      When the firmware of the VM reads its tables
      Then the DSDT describes 1 CMDQ-V device

    Scenario: The driver comes up at both SMMUs
      Given a VM with two SMMUs that have CMDQ-V
      When the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      Then the VM at smmu0 holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40100000 |
        | index=1 | nesting_parent_iova=0x40200000 |
      And the VM at smmu1 holds these hw_queues:
        | index=0 | nesting_parent_iova=0x41100000 |
        | index=1 | nesting_parent_iova=0x41200000 |
      And VINTF0_LVCMDQ1_STATUS of the guest at smmu0 reads CMDQ_EN_OK=1
      And VINTF0_LVCMDQ1_STATUS of the guest at smmu1 reads CMDQ_EN_OK=1

    Scenario: A device of another SMMU of the host is refused
      Given a VM with two SMMUs that have CMDQ-V
      When device nic0 is plugged into the VM at smmu1 as StreamID 0x18
      Then the VMM refuses it each time
      And device gpu0 stays attached to bypass
      And device far0 stays attached to bypass
      And no register changed

    @LIFE-02
    Scenario Outline: Whether the host has CMDQ-V is found out for each SMMU, <first> first
      Given a host with two SMMUs, the second without the CMDQ-V extension
      And a VM with two SMMUs, cmdqv=auto and no devices
      And device <first> is plugged into the VM at <earlier> as StreamID 0x10
      When device <second> is plugged into the VM at <later> as StreamID 0x10
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | VIOMMU_ALLOC | type=<type> |

      Examples:
        | first | earlier | second | later | type           |
        | gpu0  | smmu0   | far0   | smmu1 | ARM_SMMUV3     |
        | far0  | smmu1   | gpu0   | smmu0 | TEGRA241_CMDQV |

  @ISO-11
  Rule: ISO-11 One SMMU of a VM does not notice another

    What is done at one SMMU of a VM, to its registers, its streams, its vCMDQs or its devices, changes nothing at
    another SMMU of the same VM: not its registers, its hw_queues, its vDEVICEs nor what its devices are attached to.
    Events of an SMMU reach the guest at that one alone. A reset of the VM resets them all.

    MUST. Source: overview, uapi, inference. Since mail-v5.

    Scenario Outline: vCMDQs of <own> are not those of <other>
      Given a VM with two SMMUs that have CMDQ-V
      When vCMDQ 0 of the guest at <own> is allocated and enabled
      Then the VM at <own> holds these hw_queues:
        | index=0 |
      And the VM at <other> holds no hw_queue
      And no register changed for the guest at <other>

      Examples:
        | own   | other |
        | smmu0 | smmu1 |
        | smmu1 | smmu0 |

    Scenario Outline: <content> in <register> of <own> allocates the queue of <own>, after that of <other>
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0 fulfils <earlier> among the preconditions of vCMDQ 0
      And the guest at smmu1 fulfils <earlier> among the preconditions of vCMDQ 0
      And the guest at <other> writes <content> to <register>
      When the guest at <own> writes <content> to <register>
      Then the VM at <own> holds these hw_queues:
        | index=0 |
      And the VM at <other> holds these hw_queues:
        | index=0 |

      Examples:
        | own   | other | register      | content    | earlier               |
        | smmu0 | smmu1 | CMDQV_CONFIG  | CMDQV_EN=1 | ENABLE, BASE, ALLOC   |
        | smmu1 | smmu0 | CMDQV_CONFIG  | CMDQV_EN=1 | ENABLE, BASE, ALLOC   |
        | smmu0 | smmu1 | VINTF0_CONFIG | ENABLE=1   | CMDQV_EN, BASE, ALLOC |
        | smmu1 | smmu0 | VINTF0_CONFIG | ENABLE=1   | CMDQV_EN, BASE, ALLOC |

    Scenario Outline: The page is open to the guest at <own>, which has enabled its VINTF, alone
      Given a VM with two SMMUs that have CMDQ-V
      When the guest at <own> writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region of the VM at <own> that is a host page
      And every page of the region of the VM at <other> is trapped

      Examples:
        | own   | other |
        | smmu0 | smmu1 |
        | smmu1 | smmu0 |

    Scenario Outline: <content> in <register> of <own> leaves the queues of <other>
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      When the guest at <own> writes <content> to <register>
      Then the VM at <own> holds no hw_queue
      And the VM at <other> holds these hw_queues:
        | index=0 |
        | index=1 |
      And no register changed for the guest at <other>

      Examples:
        | own   | other | register      | content    |
        | smmu0 | smmu1 | CMDQV_CONFIG  | CMDQV_EN=0 |
        | smmu1 | smmu0 | CMDQV_CONFIG  | CMDQV_EN=0 |
        | smmu0 | smmu1 | VINTF0_CONFIG | ENABLE=0   |
        | smmu1 | smmu0 | VINTF0_CONFIG | ENABLE=0   |

    Scenario Outline: A vCMDQ that <own> frees stays at <other>
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      When the guest at <own> writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      Then the VM at <own> holds these hw_queues:
        | index=0 |
      And the VM at <other> holds these hw_queues:
        | index=0 |
        | index=1 |
      And no register changed for the guest at <other>

      Examples:
        | own   | other |
        | smmu0 | smmu1 |
        | smmu1 | smmu0 |

    Scenario Outline: A StreamID of <own> is the device behind <own>
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0 configures StreamID 0x10 for "bypass"
      And the guest at smmu1 configures StreamID 0x10 for "bypass"
      And vCMDQ 0 of the guest at smmu0 is allocated and enabled
      And vCMDQ 0 of the guest at smmu1 is allocated and enabled
      When the guest at <own> puts these commands on vCMDQ 0:
        | ATC_INV  | SID=0x10 Size=52 |
        | CMD_SYNC |                  |
      Then these commands reach <own> from vCMDQs:
        | vCMDQ 2 | ATC_INV  | SID=<pSID> Size=52 |
        | vCMDQ 2 | CMD_SYNC |                    |
      And no command reaches <other> from a vCMDQ

      Examples:
        | own   | other | pSID   |
        | smmu0 | smmu1 | 0x2300 |
        | smmu1 | smmu0 | 0x4100 |

    Scenario Outline: A command of the driver at <own> is none of <other>, where the driver came up, too
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      When the guest at <own> puts these commands on vCMDQ 1:
        | CMD_SYNC |  |
      Then these commands reach <own> from vCMDQs:
        | vCMDQ 3 | CMD_SYNC |  |
      And no command reaches <other> from a vCMDQ
      And no register changed for the guest at <other>

      Examples:
        | own   | other |
        | smmu0 | smmu1 |
        | smmu1 | smmu0 |

    Scenario Outline: A stream that is configured at <own> is mapped for <device> alone
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0 writes 0xd to the SMMU register CR0
      And the guest at smmu1 writes 0xd to the SMMU register CR0
      When the guest at <own> configures StreamID 0x10 for "stage 1"
      Then device <device> is attached to stage1
      And device <sibling> stays attached to abort
      And no register changed for the guest at <other>

      Examples:
        | own   | other | device | sibling |
        | smmu0 | smmu1 | gpu0   | far0    |
        | smmu1 | smmu0 | far0   | gpu0    |

    Scenario Outline: <value> in <register> of <own> leaves the streams of <other>
      Given a VM with two SMMUs that have CMDQ-V
      When the guest at <own> writes <value> to the SMMU register <register>
      Then device <device> is attached to abort
      And device <sibling> stays attached to bypass

      Examples:
        | own   | other | register | value      | device | sibling |
        | smmu0 | smmu1 | GBPA     | 0x80100000 | gpu0   | far0    |
        | smmu1 | smmu0 | GBPA     | 0x80100000 | far0   | gpu0    |
        | smmu0 | smmu1 | CR0      | 0xd        | gpu0   | far0    |
        | smmu1 | smmu0 | CR0      | 0xd        | far0   | gpu0    |

    Scenario Outline: An error of a vCMDQ of <own> reaches the guest at <own> alone
      Given a VM with two SMMUs that have CMDQ-V
      And vCMDQ 0 of the guest at smmu0 is allocated and enabled
      And vCMDQ 0 of the guest at smmu1 is allocated and enabled
      When the guest at <own> puts these commands on vCMDQ 0:
        | 0x07 |  |
      Then the guest at <own> receives one interrupt
      And the guest at <other> receives no interrupts
      And VI_ERR_MAP_0 of the guest at <own> reads 1
      And no register changed for the guest at <other>

      Examples:
        | own   | other |
        | smmu0 | smmu1 |
        | smmu1 | smmu0 |

    @GERR-05
    Scenario Outline: An error of a vCMDQ of <own> shows in the hardware of <own> alone
      Given a VM with two SMMUs that have CMDQ-V
      And vCMDQ 0 of the guest at smmu0 is allocated and enabled
      And vCMDQ 0 of the guest at smmu1 is allocated and enabled
      When the guest at <own> puts these commands on vCMDQ 0:
        | 0x07 |  |
      Then these physical registers of <own> read:
        | VINTF1_STATUS | STATUS=1 |
        | VINTF1_LVCMDQ_ERR_MAP_0 | 1             |
        | VI_ERR_MAP_0            | 2             |
      And these physical registers of <other> read:
        | VINTF1_STATUS | STATUS=0 |
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0             |
        | VI_ERR_MAP_0            | 0             |

      Examples:
        | own   | other |
        | smmu0 | smmu1 |
        | smmu1 | smmu0 |

    Scenario: A second device behind smmu0 comes and goes unnoticed at smmu1
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      And device nic0 is plugged into the VM at smmu0 as StreamID 0x18
      And the guest at smmu0 configures StreamID 0x18 for "stage 1"
      When device nic0 is unplugged from the VM at smmu0
      Then the VMM accepts it
      And device far0 stays attached to abort
      And the VM at smmu1 holds these hw_queues:
        | index=0 |
        | index=1 |
      And no register changed for the guest at smmu1

    @TEAR-05
    Scenario: A reset of the VM resets both
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      When the VM is reset
      Then the VM at smmu0 holds no hw_queue
      And the VM at smmu1 holds no hw_queue
      And VINTF0_STATUS of the guest at smmu0 reads 0
      And VINTF0_STATUS of the guest at smmu1 reads 0
      And device gpu0 is attached to bypass
      And device far0 is attached to bypass

    @TEAR-05
    Scenario: Both come up again after a reset
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0's driver brings CMDQ-V up
      And the guest at smmu1's driver brings CMDQ-V up
      And the VM is reset
      When the guest at smmu1's driver brings CMDQ-V up
      And the guest at smmu0's driver brings CMDQ-V up
      Then the VM at smmu0 holds these hw_queues:
        | index=0 | nesting_parent_iova=0x40100000 |
        | index=1 | nesting_parent_iova=0x40200000 |
      And the VM at smmu1 holds these hw_queues:
        | index=0 | nesting_parent_iova=0x41100000 |
        | index=1 | nesting_parent_iova=0x41200000 |

    Scenario: Each stage 1 is on the vIOMMU of its SMMU
      Given a VM with two SMMUs that have CMDQ-V
      And the guest at smmu0 writes 0xd to the SMMU register CR0
      And the guest at smmu1 writes 0xd to the SMMU register CR0
      And the guest at smmu0 configures StreamID 0x10 for "stage 1"
      When the guest at smmu1 configures StreamID 0x10 for "stage 1"
      Then device far0 is attached to stage1
      And device gpu0 stays attached to stage1

    Scenario Outline: The last device behind <own> goes and <other> keeps its own
      Given a VM with two SMMUs, cmdqv=off and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      And device far0 is plugged into the VM at smmu1 as StreamID 0x10
      And the guest at <other> writes 0xd to the SMMU register CR0
      When device <device> is unplugged from the VM at <own>
      And the guest at <other> configures StreamID 0x10 for "stage 1"
      Then the VMM accepts it
      And device <sibling> is attached to stage1

      Examples:
        | own   | other | device | sibling |
        | smmu0 | smmu1 | gpu0   | far0    |
        | smmu1 | smmu0 | far0   | gpu0    |

    @LIFE-08
    Scenario Outline: A first device behind smmu1 that fails to attach for <request> leaves smmu0 as it was
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      And the kernel refuses <request> with ENOMEM
      When device far0 is plugged into the VM at smmu1 as StreamID 0x10
      Then the VMM refuses it each time
      And device gpu0 stays attached to bypass
      And the device makes no CLOSE call with fd=fd:gpu0
      And the device makes no CLOSE call with fd=fd:iommu
      And no register changed

      Examples:
        | request                       |
        | VFIO_DEVICE_BIND_IOMMUFD      |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT |
        | VIOMMU_ALLOC                  |
        | VEVENTQ_ALLOC                 |

    @LIFE-08
    Scenario: A first device behind smmu1 that fails to attach leaves smmu0 its events
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      And vCMDQ 0 of the guest at smmu0 is allocated and enabled
      And the kernel refuses HWPT_ALLOC with ENOMEM after 2 calls
      And device far0 is plugged into the VM at smmu1 as StreamID 0x10
      When the guest at smmu0 puts these commands on vCMDQ 0:
        | 0x07 |  |
      Then the guest at smmu0 receives one interrupt
      And VI_ERR_MAP_0 of the guest at smmu0 reads 1

    @LIFE-08
    Scenario Outline: A first device behind <own> that fails to attach for <request> leaves no HWPT of its own
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device <plugged> is plugged into the VM at <other> as StreamID 0x10
      And the kernel refuses <request> with ENOMEM
      When device <device> is plugged into the VM at <own> as StreamID 0x10
      Then the VMM refuses it each time
      And the device holds as many HWPTs as before

      Examples:
        | own   | device | other | plugged | request       |
        | smmu1 | far0   | smmu0 | gpu0    | VIOMMU_ALLOC  |
        | smmu1 | far0   | smmu0 | gpu0    | VEVENTQ_ALLOC |
        | smmu0 | gpu0   | smmu1 | far0    | VIOMMU_ALLOC  |
        | smmu0 | gpu0   | smmu1 | far0    | VEVENTQ_ALLOC |

    @LIFE-08
    Scenario Outline: A first device behind smmu1 that fails to attach twice for <request>, after a reset, leaves nothing
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      And the VM is reset
      And the kernel refuses <request> with ENOMEM
      When device far0 is plugged into the VM at smmu1 as StreamID 0x10
      And device far0 is plugged into the VM at smmu1 as StreamID 0x10
      Then the VMM refuses it each time
      And the device holds as many HWPTs, vIOMMUs and vEVENTQs as before
      And among its host calls the device makes these, in this order:
        | CLOSE | fd=fd:far0 |
        | CLOSE | fd=fd:far0 |

      Examples:
        | request       |
        | VIOMMU_ALLOC  |
        | MMAP          |
        | VEVENTQ_ALLOC |

    @LIFE-08
    Scenario: A first device behind smmu1 whose second attachment fails, and fails again, leaves nothing
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      And the VM is reset
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM after 1 call
      And device far0 is plugged into the VM at smmu1 as StreamID 0x10
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM after 1 call
      When device far0 is plugged into the VM at smmu1 as StreamID 0x10
      Then the VMM refuses it each time
      And the device holds as many HWPTs, vIOMMUs and vEVENTQs as before

    Scenario Outline: A reset reaches <own>, which has no device, too
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device <device> is plugged into the VM at <other> as StreamID 0x10
      And the guest at <own> writes 0x80100000 to the SMMU register GBPA
      And the guest at <own> writes 0xd to the SMMU register CR0
      When the VM is reset
      Then the SMMU register CR0 of the VM at <own> reads 0

      Examples:
        | own   | other | device |
        | smmu0 | smmu1 | far0   |
        | smmu1 | smmu0 | gpu0   |
