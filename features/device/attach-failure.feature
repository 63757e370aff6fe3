Feature: Failed attach

  Each step of an attach can fail: the kernel may have no free VINTF, no memory, or no CMDQ-V at all. What has been set
  up is then undone in the reverse order, because the kernel refuses to destroy what is still used: the event queue's fd
  and the mapping of page 0 hold the vIOMMU (features/kernel/destroy.feature). An attach that fails leaves nothing
  behind, and the device can be plugged again.

  Whether a host without CMDQ-V is a failure is for the property cmdqv to say: with *on* the attach fails as a whole and
  the user is told why, with *auto* the device is served by a plain vIOMMU and the guest finds no CMDQ-V.

  @LIFE-08
  Rule: LIFE-08 A failed attach undoes its earlier steps

    When mmap fails the device destroys the vIOMMU. When VEVENTQ_ALLOC fails it unmaps page 0 and destroys the vIOMMU.
    When the fd cannot be set to non-blocking it closes the fd, destroys the vEVENTQ, unmaps page 0 and destroys the
    vIOMMU.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: VIOMMU_ALLOC that ends with <errno> ends the attach
      Given a VM with cmdqv=on and no devices
      And the kernel refuses VIOMMU_ALLOC with <errno>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call with type=ARM_SMMUV3
      And the device makes no MMAP call
      And the device makes no VEVENTQ_ALLOC call

      Examples:
        | errno      |
        | ENOSPC     |
        | ENOMEM     |
        | EOPNOTSUPP |
        | ETIMEDOUT  |

    Scenario Outline: A mmap that ends with <errno> gives the vIOMMU back
      Given a VM with cmdqv=on and no devices
      And the kernel refuses MMAP with <errno>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | VIOMMU_ALLOC | type=TEGRA241_CMDQV |         |
        | MMAP         |                     | <errno> |
        | DESTROY      | id=viommu           |         |
      And the device makes no VEVENTQ_ALLOC call
      And the device makes no MUNMAP call

      Examples:
        | errno  |
        | ENXIO  |
        | ENOMEM |

    Scenario Outline: VEVENTQ_ALLOC that ends with <errno> gives page and vIOMMU back
      Given a VM with cmdqv=on and no devices
      And the kernel refuses VEVENTQ_ALLOC with <errno>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | VIOMMU_ALLOC  | type=TEGRA241_CMDQV |         |
        | MMAP          |                     |         |
        | VEVENTQ_ALLOC |                     | <errno> |
        | MUNMAP        |                     |         |
        | DESTROY       | id=viommu           |         |

      Examples:
        | errno  |
        | ENOMEM |
        | EEXIST |

    Scenario Outline: No region is left when <request> has failed
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And CMDQV_PARAM reads 0
      And every page of the region is trapped

      Examples:
        | request       |
        | HWPT_ALLOC    |
        | VIOMMU_ALLOC  |
        | VEVENTQ_ALLOC |

    Scenario Outline: The device can be plugged once <request> works again
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the kernel accepts <request> again
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And CMDQV_PARAM reads 0x4011

      Examples:
        | request                       |
        | VFIO_DEVICE_BIND_IOMMUFD      |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT |
        | GET_HW_INFO                   |
        | HWPT_ALLOC                    |
        | VIOMMU_ALLOC                  |
        | VEVENTQ_ALLOC                 |

    Scenario: A second device that cannot be attached leaves the first alone
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no DESTROY call with id=hw_queue0
      And the device makes no DESTROY call with id=viommu
      And the device makes no MUNMAP call
      And VINTF page 0 is the only page of the region that is a host page
      And no register changed

    @EVT-08
    Scenario: A second device that cannot be attached leaves an error told that the guest has not acknowledged
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | CFGI_STE | SID=0x10 |
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with EBUSY
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And no register changed

    Scenario: A second device that cannot be attached goes alone the second time, too
      Given a VM with CMDQ-V
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with EBUSY
      And device nic0 is plugged into the VM as StreamID 0x18
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it
      And among its host calls the device makes these, in this order:
        | CLOSE | fd=fd:nic0 |

    Scenario: A second device that cannot be attached goes alone
      Given a VM with CMDQ-V
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:nic0 | ENOMEM |
        | CLOSE                         | fd=fd:nic0 |        |
      And the device makes no CLOSE call with fd=fd:iommu

    Scenario: A second device that cannot be attached to the vIOMMU leaves it to the first
      Given a VM with CMDQ-V
      And the kernel refuses with ENOMEM to attach a device to a HWPT of its vIOMMU
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the device makes no DESTROY call with id=viommu
      And the device makes no MUNMAP call
      And the device makes no CLOSE call with fd=fd:veventq
      And no register changed

    Scenario Outline: A HWPT for <treatment> that cannot be allocated gives back what the attach has set up
      Given a VM with cmdqv=on and no devices
      And the kernel refuses with ENOMEM to make a HWPT of an entry after <calls>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | VEVENTQ_ALLOC |                 |        |
        | HWPT_ALLOC    | pt_id=viommu    | ENOMEM |
        | CLOSE         | fd=fd:veventq   |        |
        | DESTROY       | id=veventq      |        |
        | MUNMAP        |                 |        |
        | DESTROY       | id=viommu       |        |
      And the device makes no VFIO_DEVICE_ATTACH_IOMMUFD_PT call with pt_id=0
      And every page of the region is trapped

      Examples:
        | treatment | calls   |
        | abort     | 0 calls |
        | bypass    | 1 call  |

    Scenario: The first of the two HWPTs goes before the vIOMMU if the second cannot be allocated
      Given a VM with cmdqv=on and no devices
      And the kernel refuses with ENOMEM to make a HWPT of an entry after 1 call
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then among its host calls the device makes these, in this order:
        | HWPT_ALLOC | pt_id=viommu | ENOMEM |
        | DESTROY    | id=nested0   |        |
        | DESTROY    | id=viommu    |        |

    Scenario: A device that cannot be attached to the vIOMMU takes it along
      Given a VM with cmdqv=on and no devices
      And the kernel refuses with ENOMEM to attach a device to a HWPT of its vIOMMU
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass | ENOMEM |
        | DESTROY                       | id=bypass                |        |
        | DESTROY                       | id=viommu                |        |
      And among its host calls the device makes these, in this order:
        | CLOSE   | fd=fd:veventq  |
        | DESTROY | id=veventq     |
        | MUNMAP  |                |
        | DESTROY | id=viommu      |

    Scenario Outline: The device's file is closed when <request> has failed
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | <request> |            | ENOMEM |
        | CLOSE     | fd=fd:gpu0 |        |

      Examples:
        | request                       |
        | VFIO_DEVICE_BIND_IOMMUFD      |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT |
        | GET_HW_INFO                   |
        | HWPT_ALLOC                    |
        | VIOMMU_ALLOC                  |
        | VEVENTQ_ALLOC                 |

    Scenario Outline: No HWPT, vIOMMU or event queue is left when <request> has failed
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device holds as many HWPTs, vIOMMUs and vEVENTQs as before

      Examples:
        | request       |
        | HWPT_ALLOC    |
        | VIOMMU_ALLOC  |
        | MMAP          |
        | VEVENTQ_ALLOC |

    Scenario Outline: A device that is refused twice for <request> leaves nothing either time
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device holds as many HWPTs, vIOMMUs and vEVENTQs as before
      And among its host calls the device makes these, in this order:
        | CLOSE | fd=fd:gpu0 |
        | CLOSE | fd=fd:gpu0 |

      Examples:
        | request       |
        | HWPT_ALLOC    |
        | VIOMMU_ALLOC  |
        | MMAP          |
        | VEVENTQ_ALLOC |

    Scenario Outline: Nothing is left when the HWPT for <treatment> cannot be allocated
      Given a VM with cmdqv=on and no devices
      And the kernel refuses with ENOMEM to make a HWPT of an entry after <calls>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device holds as many HWPTs, vIOMMUs and vEVENTQs as before

      Examples:
        | treatment | calls   |
        | abort     | 0 calls |
        | bypass    | 1 call  |

    Scenario Outline: A VMM that has tried twice, and failed for <request>, has not two iommufds
      An iommufd may be closed with the attach that it was opened for, or kept for the next.

      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device has no more iommufds open than before

      Examples:
        | request                       |
        | IOAS_ALLOC                    |
        | IOAS_MAP                      |
        | VFIO_DEVICE_BIND_IOMMUFD      |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT |
        | GET_HW_INFO                   |
        | HWPT_ALLOC                    |
        | VIOMMU_ALLOC                  |
        | VEVENTQ_ALLOC                 |

    Scenario: VIOMMU_ALLOC that fails ends the attach without CMDQ-V too
      Given a VM with cmdqv=off and no devices
      And the kernel refuses VIOMMU_ALLOC with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no HWPT_ALLOC call with pt_id=0

    Scenario: A HWPT that cannot be allocated gives the vIOMMU back without CMDQ-V too
      Given a VM with cmdqv=off and no devices
      And the kernel refuses with ENOMEM to make a HWPT of an entry after 0 calls
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | HWPT_ALLOC | pt_id=viommu | ENOMEM |
        | DESTROY    | id=viommu    |        |
      And the device makes no MUNMAP call

    Scenario: A probe that fails with an errno ends the attach
      Given a VM with cmdqv=on and no devices
      And the kernel refuses GET_HW_INFO with EOPNOTSUPP after 1 call
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call

    Scenario: A device that is not on the host is refused
      Given a VM with cmdqv=on and no devices
      When device gpu9 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VFIO_DEVICE_BIND_IOMMUFD call

  @QEMU-03
  Rule: QEMU-03 With auto a failed probe falls back silently

    With cmdqv=auto a failed probe leaves the attach successful without CMDQ-V: the plain vIOMMU type is allocated and
    no message appears.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: With auto a host that reports <information> gets a plain vIOMMU
      Given a VM with cmdqv=auto and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VIOMMU_ALLOC calls:
        | type=ARM_SMMUV3, dev_id=dev:gpu0, hwpt_id=s2 |
      And the device makes no MMAP call
      And the device makes no VEVENTQ_ALLOC call with type=TEGRA241_CMDQV

      Examples:
        | information  |
        | data_type=2  |
        | version=2    |
        | log2vcmdqs=0 |
        | log2vsids=3  |

    Scenario: With auto a host without the extension gets a plain vIOMMU
      Given a host whose SMMU has no CMDQ-V extension
      And a VM with cmdqv=auto and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VIOMMU_ALLOC calls:
        | type=ARM_SMMUV3, dev_id=dev:gpu0, hwpt_id=s2 |
      And every page of the region is trapped

    Scenario: With auto a host with the extension gets CMDQ-V
      Given a VM with cmdqv=auto and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VIOMMU_ALLOC calls:
        | type=TEGRA241_CMDQV |
      And CMDQV_PARAM reads 0x4011

  @QEMU-04
  Rule: QEMU-04 With on a failed probe fails the attach

    With cmdqv=on a failed probe makes the attach of the device fail, with the hint "CMDQV requested but not supported".

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: With on a host without the extension refuses the device
      Given a host whose SMMU has no CMDQ-V extension
      And a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call
      And every page of the region is trapped

    Scenario Outline: With on a host that reports <information> does not get a plain vIOMMU
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call with type=ARM_SMMUV3

      Examples:
        | information  |
        | version=2    |
        | log2vcmdqs=0 |
        | log2vsids=3  |
        | data_type=2  |

    Scenario: The user is told that CMDQ-V was asked for
      Given a host whose SMMU has no CMDQ-V extension
      And a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it, and says "CMDQV requested but not supported"

  @QEMU-05
  Rule: QEMU-05 Each failed probe check has its own message

    The probe reports an unexpected data type, an unsupported version, too few vCMDQs (log2 below 1) and too few stream
    IDs (log2 below 4) in four distinct messages that start with "Host CMDQV:".

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: The user is told what is wrong with <information>
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it, and says "<message>"

      Examples:
        | information  | message                                             |
        | data_type=2  | Host CMDQV: unexpected data type                    |
        | version=2    | Host CMDQV: unsupported version                     |
        | log2vcmdqs=0 | Host CMDQV: insufficient vCMDQs log2=0 (need >= 1) |
        | log2vsids=3  | Host CMDQV: insufficient SIDs log2=3 (need >= 4)   |

  @QEMU-13
  Rule: QEMU-13 A slot cannot change its host device

    Attaching another host device to a slot that already has one is refused.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: A StreamID that has a device takes no other
      Given a VM with CMDQ-V
      When device nic0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VFIO_DEVICE_BIND_IOMMUFD call
      And no register changed

    Scenario: A device that is refused for its StreamID leaves the one that has it under its entry
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And device nic0 is plugged into the VM as StreamID 0x10
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1

    Scenario Outline: StreamID <vSID> is not that of the device at 0x10
      Given a VM with CMDQ-V
      When device nic0 is plugged into the VM as StreamID <vSID>
      Then the VMM accepts it
      And device gpu0 stays attached to bypass

      Examples:
        | vSID   |
        | 0x110  |
        | 0x8010 |

    Scenario: The StreamID of a later device takes no other
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      When device gpu1 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no VFIO_DEVICE_BIND_IOMMUFD call
      And no register changed

    Scenario: A device that is plugged takes no second StreamID
      Given a VM with CMDQ-V
      When device gpu0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call
      And no register changed

  @QEMU-14
  Rule: QEMU-14 Failed allocations at attach have their own messages

    A failed VIOMMU_ALLOC gives the hint "Unable to alloc vIOMMU: hiodi devid", a failed mmap "Tegra241 CMDQV: failed to
    mmap VINTF page0" and a failed VEVENTQ_ALLOC "Tegra241 CMDQV: failed to alloc veventq".

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: The user is told that <request> failed
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it, and says "<message>"

      Examples:
        | request       | message                                 |
        | VIOMMU_ALLOC  | Unable to alloc vIOMMU: hiodi devid     |
        | VEVENTQ_ALLOC | Tegra241 CMDQV: failed to alloc veventq |

    Scenario: The user is told that mmap failed
      Given a VM with cmdqv=on and no devices
      And the kernel refuses MMAP with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it, and says "Tegra241 CMDQV: failed to mmap VINTF page0"
