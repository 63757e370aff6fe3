Feature: Attaching the first device

  CMDQ-V belongs to a physical SMMU, so an emulated SMMUv3 cannot know whether it has CMDQ-V before a passthrough device
  ties it to one. The first attach therefore does all the work, in this order: check the host SMMU, probe CMDQ-V
  (GET_HW_INFO), allocate a vIOMMU on the VM's stage 2 (VIOMMU_ALLOC, which makes the kernel take a VINTF, write its
  VMID and enable it), map page 0 of that VINTF, allocate the event queue, and allocate the HWPTs for abort and bypass.

  So VMID and HYP_OWN of the hardware are settled before the guest can use CMDQ-V, and nothing that the guest writes
  later changes them (features/kernel/vintf-hardware.feature). Every later device is checked and reuses all of it. What
  becomes of a failed attach: features/device/attach-failure.feature. How a device gets its stream ID mapping, later:
  features/device/trapped-queue.feature.

  @LIFE-01
  Rule: LIFE-01 Nothing of CMDQ-V exists before a device is attached

    A VM starts with an emulated SMMUv3 whose acceleration is on and whose CMDQ-V setting is on or auto. Until a device
    is attached there is no CMDQ-V state, and no CMDQ-V call has been made to the kernel.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A VM with cmdqv <cmdqv> starts without asking the kernel for CMDQ-V
      Given a host with the CMDQ-V extension
      When a VM starts with cmdqv=<cmdqv> and no devices
      Then the device makes no GET_HW_INFO call
      And the device makes no VIOMMU_ALLOC call
      And the device makes no MMAP call
      And the device makes no VEVENTQ_ALLOC call

      Examples:
        | cmdqv |
        | on    |
        | auto  |

    Scenario: Guest accesses before the first device do nothing
      Given a VM with cmdqv=on and no devices
      When the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      Then every page of the region is trapped
      And the device makes no host call
      And the guest receives no interrupts
      And no register changed

    Scenario: A VM without devices ends without a word of CMDQ-V to the kernel
      Given a VM with cmdqv=on and no devices
      When the VM shuts down
      Then the device makes no GET_HW_INFO call
      And the device makes no VIOMMU_ALLOC call
      And the device makes no MUNMAP call
      And the device makes no DESTROY call

  @LIFE-02
  Rule: LIFE-02 The first attach checks the host SMMU and then probes CMDQ-V

    On the first attach of a VFIO PCI device the compatibility of the host SMMU is checked first, with GET_HW_INFO of
    the default type. If no vIOMMU exists yet, CMDQ-V is then probed with GET_HW_INFO of type TEGRA241_CMDQV.

    MUST. Source: mail, overview, qemu-11.1. Since mail-v5.

    @LIFE-05
    Scenario: The host SMMU is checked, then CMDQ-V is probed, then the vIOMMU is allocated
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | GET_HW_INFO  | data_type=DEFAULT, dev_id=dev:gpu0                                     |
        | GET_HW_INFO  | data_type=TEGRA241_CMDQV, flags=1, dev_id=dev:gpu0                     |
        | VIOMMU_ALLOC | type=TEGRA241_CMDQV, flags=0, dev_id=dev:gpu0, hwpt_id=s2, data_len=16 |

    Scenario: The vIOMMU stands on a nest-parent HWPT
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then among its host calls the device makes these, in this order:
        | HWPT_ALLOC   | flags=NEST_PARENT, dev_id=dev:gpu0, data_type=NONE, data_len=0 |
        | VIOMMU_ALLOC | type=TEGRA241_CMDQV, hwpt_id=s2                                |

    Scenario: A host SMMU that cannot be checked is not probed
      Given a VM with cmdqv=auto and no devices
      And the kernel refuses GET_HW_INFO with EOPNOTSUPP
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no GET_HW_INFO call with data_type=TEGRA241_CMDQV
      And the device makes no VIOMMU_ALLOC call

    Scenario: CMDQ-V is probed again after a probe that failed
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has version=2
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the kernel's CMDQ-V information has version=1
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And CMDQV_PARAM reads 0x4011

    Scenario: A second device is checked but CMDQ-V is not probed again
      Given a VM with CMDQ-V
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | GET_HW_INFO | data_type=DEFAULT, dev_id=dev:nic0 |
      And the device makes no GET_HW_INFO call with data_type=TEGRA241_CMDQV

    Scenario: CMDQ-V is not probed with cmdqv off
      Given a VM with cmdqv=off and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes no GET_HW_INFO call with data_type=TEGRA241_CMDQV
      And the device makes these VIOMMU_ALLOC calls:
        | type=ARM_SMMUV3 |
      And every page of the region is trapped

  @LIFE-03
  Rule: LIFE-03 The probe accepts version 1 with at least two queues and 16 stream IDs

    The probe checks in this order that the returned data type is TEGRA241_CMDQV, that version equals 1, that log2vcmdqs
    is at least 1 and that log2vsids is at least 4. A host that offers more than the minimum is accepted.

    MUST. Source: qemu-11.1, qemu-v2. Since mail-v5.

    Scenario Outline: A host that reports <information> is accepted
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VIOMMU_ALLOC calls:
        | type=TEGRA241_CMDQV |
      And CMDQV_PARAM reads 0x4011

      Examples:
        | information                          |
        | version=1, log2vcmdqs=1, log2vsids=4 |
        | log2vcmdqs=2                         |
        | log2vcmdqs=7                         |
        | log2vsids=5                          |
        | log2vsids=8                          |
        | log2vcmdqs=3, log2vsids=6            |

    Scenario Outline: A host that reports <information> is not used
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call

      Examples:
        | information             |
        | data_type=0             |
        | data_type=2             |
        | version=0               |
        | version=2               |
        | log2vcmdqs=0            |
        | log2vsids=3             |
        | log2vsids=0             |
        | version=2, log2vcmdqs=2 |

    Scenario Outline: A host that reports <information> is not used a second time either
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has <information>
      And device gpu0 is plugged into the VM as StreamID 0x10
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call

      Examples:
        | information  |
        | data_type=2  |
        | version=2    |
        | log2vcmdqs=0 |
        | log2vsids=3  |

  @LIFE-04
  Rule: LIFE-04 The guest region and interrupt exist only after a successful probe

    The device creates its MMIO region of 0x50000 bytes and its one interrupt after the probe has succeeded, and not
    before.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: The region appears with the first device
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then these registers read:
        | CMDQV_CONFIG | 0x20083 |
        | CMDQV_PARAM  | 0x4011  |
        | CMDQV_STATUS | 0x1     |
      And no other register changed

    Scenario Outline: No region appears where the probe finds <information>
      Given a VM with cmdqv=auto and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And CMDQV_PARAM reads 0
      And the guest receives no interrupts
      And no register changed

      Examples:
        | information  |
        | version=2    |
        | log2vcmdqs=0 |

  @LIFE-06
  Rule: LIFE-06 Page 0 is mapped right after VIOMMU_ALLOC

    The device maps the 64 KiB VINTF page 0 of the host directly after VIOMMU_ALLOC has succeeded.

    Until mail-v5: The page was mapped when the guest enabled VINTF0.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario: The page is mapped between vIOMMU and event queue
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then among its host calls the device makes these, in this order:
        | VIOMMU_ALLOC  | type=TEGRA241_CMDQV         |
        | MMAP          | fd=fd:iommu, length=0x10000 |
        | VEVENTQ_ALLOC | viommu_id=viommu            |

    Scenario: A second device maps nothing
      Given a VM with CMDQ-V
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the device makes no MMAP call

    Scenario: Enabling VINTF0 maps nothing
      Given a VM with CMDQ-V
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes no MMAP call
      And the device makes no VIOMMU_ALLOC call

    Scenario: Disabling VINTF0 unmaps nothing
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then the device makes no MUNMAP call

  @LIFE-07
  Rule: LIFE-07 A vEVENTQ is allocated before the guest runs

    The device calls VEVENTQ_ALLOC with type TEGRA241_CMDQV and depth 2^19, sets the returned fd to non-blocking and
    registers a handler on it, all before the guest runs.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: The event queue is as deep as the SMMU's largest
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then among its host calls the device makes these, in this order:
        | VEVENTQ_ALLOC | viommu_id=viommu, type=TEGRA241_CMDQV, flags=0, veventq_depth=0x80000 |

    Scenario: The event queue of the VM's second vIOMMU is as deep as the first one's
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device gpu0 is plugged into the VM at smmu0 as StreamID 0x10
      When device far0 is plugged into the VM at smmu1 as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VEVENTQ_ALLOC calls:
        | type=TEGRA241_CMDQV, flags=0, veventq_depth=0x80000 |

    @EVT-11
    Scenario: Events are received before the guest has touched CMDQ-V
      The device listens already. It may drop what it hears, as no vCMDQ is allocated.

      Given a VM with CMDQ-V
      When the kernel reports an event with sequence=0, map0=1
      Then no register changed, or these read so and no other changed:
        | VI_ERR_MAP_0            | 1 |
        | VINTF0_LVCMDQ_ERR_MAP_0 | 1 |
        | CMDQ_ERR_MAP_0          | 1 |

  @LIFE-09
  Rule: LIFE-09 Abort and bypass HWPTs are allocated on the vIOMMU

    After the vIOMMU is set up the device allocates one abort and one bypass nested HWPT on it and attaches the one that
    GBPA.ABORT selects. Devices that are attached later reuse the same vIOMMU.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A HWPT for <treatment> is allocated on the vIOMMU
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then among its host calls the device makes these, in this order:
        | VIOMMU_ALLOC                  | type=TEGRA241_CMDQV                                                      |
        | HWPT_ALLOC                    | pt_id=viommu, dev_id=dev:gpu0, data_type=ARM_SMMUV3, entry=<treatment> |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass                                                 |

      Examples:
        | treatment |
        | abort     |
        | bypass    |

    Scenario Outline: A second device with GBPA <gbpa> gets the HWPT for <treatment>
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      When device nic0 is plugged into the VM as StreamID 0x18
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:nic0, pt_id=<treatment> |

      Examples:
        | gbpa       | treatment |
        | 0x80000000 | bypass    |
        | 0x80100000 | abort     |

    Scenario: A second device reuses everything
      Given a VM with CMDQ-V
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And the device makes no HWPT_ALLOC call
      And the device makes no VIOMMU_ALLOC call
      And the device makes no MMAP call
      And the device makes no VEVENTQ_ALLOC call
      And no register changed

    Scenario: A second device follows the GBPA of its own VM
      Given VM A and VM B with CMDQ-V on one host
      And guest B writes 0x80100000 to the SMMU register GBPA
      When device nic0 is plugged into VM B as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to abort
      And device gpu0 stays attached to bypass

    Scenario: A second device changes no register
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes these registers:
        | VCMDQ1_PROD_INDX | 0x3 |
        | VCMDQ1_GERRORN   | 0x2 |
        | VI_INT_MASK_0    | 0x1 |
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And VINTF page 0 is the only page of the region that is a host page
      And no register changed

    @EVT-08
    Scenario: A second device leaves an error told that the guest has not acknowledged
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | CFGI_STE | SID=0x10 |
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And the guest receives no interrupts
      And no register changed

  @LIFE-16
  Rule: LIFE-16 A host SMMU that cannot do what the emulated one promises is refused

    The check of the host SMMU refuses the attach if the information is not that of an SMMUv3, or if the host has no
    two-level stream tables, no AArch64 translation tables, no little-endian ones, fewer than 16 StreamID bits, or lacks
    one of the granules of 4, 16 and 64 KiB.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A host SMMU with <lack> is refused
      Given a VM with cmdqv=auto and no devices
      And the kernel's SMMU information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call

      Examples:
        | lack                             | information     |
        | information of another type      | data_type=1     |
        | stream tables of one level alone | idr0=0x0546140b |
        | AArch32 translation tables alone | idr0=0x0d461407 |
        | 15 StreamID bits                 | idr1=0x0273000f |
        | no granule of 4 KiB              | idr5=0x65       |
        | no granule of 16 KiB             | idr5=0x55       |
        | no granule of 64 KiB             | idr5=0x35       |

    Scenario Outline: A host SMMU with <lack> is refused each time
      Given a VM with cmdqv=auto and no devices
      And the kernel's SMMU information has <information>
      And device gpu0 is plugged into the VM as StreamID 0x10
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call

      Examples:
        | lack                             | information     |
        | information of another type      | data_type=1     |
        | stream tables of one level alone | idr0=0x0546140b |
        | AArch32 translation tables alone | idr0=0x0d461407 |
        | 15 StreamID bits                 | idr1=0x0273000f |
        | no granule of 4 KiB              | idr5=0x65       |

    Scenario Outline: A host SMMU with translation tables of <order> is <verdict>
      Given a VM with cmdqv=auto and no devices
      And the kernel tells of an SMMU with IDR0.TTENDIAN=<ttendian>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM <verb> it

      Examples:
        | order                | ttendian | verdict  | verb    |
        | big-endian alone     | 3        | refused  | refuses |
        | little-endian alone  | 2        | accepted | accepts |
        | either order         | 0        | accepted | accepts |

    Scenario: A host SMMU is looked at again for each device
      Given a VM with CMDQ-V
      And the kernel's SMMU information has idr1=0x0273000f
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time

  @LIFE-22
  Rule: LIFE-22 The emulated SMMU is the same on each host, but for what its user leaves to it

    The guest reads an SMMU of stage 1 alone (IDR0.S1P=1, S2P=0) with AArch64 translation tables (TTF=2), little-endian
    (TTENDIAN=2), coherent (COHACC=1), with ASIDs of 16 bits, without stalls (STALL_MODEL=1), with stream tables of two
    levels, 16 bits of StreamID, event queues of up to 2^19 entries and all granules, whatever its host's has.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <field> of the emulated SMMU reads <value>
      Given a VM with CMDQ-V
      When the VM is reset
      Then <field> of the VM is <value>

      Examples:
        | field            | value |
        | IDR0.S1P         | 1     |
        | IDR0.S2P         | 0     |
        | IDR0.TTF         | 2     |
        | IDR0.COHACC      | 1     |
        | IDR0.ASID16      | 1     |
        | IDR0.TTENDIAN    | 2     |
        | IDR0.STALL_MODEL | 1     |
        | IDR0.ST_LEVEL    | 1     |
        | IDR1.SIDSIZE     | 16    |
        | IDR1.EVENTQS     | 19    |
        | IDR5.GRAN4K      | 1     |
        | IDR5.GRAN16K     | 1     |
        | IDR5.GRAN64K     | 1     |

    Scenario Outline: <field> of the emulated SMMU does not follow the host, which has <host>
      Given a host whose SMMU has <host>
      When a VM starts with CMDQ-V
      Then <field> of the VM is <value>

      Examples:
        | field            | host                                 | value |
        | IDR0.TTF         | IDR0.TTF=3                           | 2     |
        | IDR0.ASID16      | IDR0.ASID16=0                        | 1     |
        | IDR1.SIDSIZE     | IDR1.SIDSIZE=20                      | 16    |
        | IDR0.STALL_MODEL | IDR0.STALL_MODEL=0                   | 1     |

  @LIFE-17
  Rule: LIFE-17 Unknown flags of the host SMMU do not refuse a device

    The check of the host SMMU takes no notice of the flags that GET_HW_INFO gives. A kernel may set flags that the VMM
    does not know, such as that of an erratum of Tegra264 (bit 0).

    SHOULD. Source: qemu-11.1, linux-7.3. Since mail-v5.

    Scenario Outline: The host SMMU has flags <flags>
      Given a VM with cmdqv=on and no devices
      And the kernel's SMMU information has flags=<flags>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | VIOMMU_ALLOC | type=TEGRA241_CMDQV |

      Examples:
        | flags      |
        | 1          |
        | 0x80000000 |

  @LIFE-23
  Rule: LIFE-23 A device that does not fit the stage 2 of the vIOMMU is refused

    A device that the kernel does not attach to the stage 2 of the vIOMMU, as it is behind another SMMU of the host, or
    is not coherent and the stage 2 was made for one that is, can be attached to no HWPT on that vIOMMU either
    (UAPI-VFIO-07): it could neither abort nor follow its entry. The VMM refuses it, and does not give it a stage 2 of
    its own, past which the guest's word never reaches it.

    MUST. Source: linux-7.2, inference. Since mail-v5.

    Scenario Outline: A device that is not coherent is refused behind one that is, while CR0 is <cr0>
      Given a VM with CMDQ-V
      And the guest writes <cr0> to the SMMU register CR0
      When device noncoherent0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no DESTROY call with id=viommu
      And no register changed

      Examples:
        | cr0 |
        | 0x8 |
        | 0xd |

    Scenario: It is refused each time
      Given a VM with CMDQ-V
      And device noncoherent0 is plugged into the VM as StreamID 0x18
      When device noncoherent0 is plugged into the VM as StreamID 0x20
      Then the VMM refuses it each time

    Scenario Outline: Behind <first> a device of another SMMU of the host, <later>, is refused
      Given a host with two SMMUs that have the CMDQ-V extension
      And a VM with cmdqv=on and no devices
      And device <first> is plugged into the VM as StreamID 0x10
      When device <later> is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no DESTROY call with id=viommu
      And no register changed

      Examples:
        | first | later |
        | gpu0  | far0  |
        | far0  | gpu0  |

    Scenario: The stream of a device that did not fit is free for one that does
      Given a VM with CMDQ-V
      And device noncoherent0 is plugged into the VM as StreamID 0x18
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to bypass
      And device gpu0 stays attached to bypass

    Scenario: A device that is not coherent may be the first
      Given a VM with cmdqv=on and no devices
      When device noncoherent0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And device noncoherent0 is attached to bypass

    Scenario: A device that is coherent fits behind one that is not
      Given a VM with cmdqv=on and no devices
      And device noncoherent0 is plugged into the VM as StreamID 0x10
      And device nic0 is plugged into the VM as StreamID 0x18
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then device nic0 is attached to abort
      And device noncoherent0 is attached to abort
