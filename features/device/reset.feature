Feature: Reset and unplug

  A reset brings the guest's registers back and takes its queues, but not what ties the VM to the physical SMMU: the
  vIOMMU, its mapped page, its event queue and the vDEVICEs stay for the next boot. So the VMID stays too, and the VINTF
  of the host may stay enabled. The order: the devices are attached to what GBPA selects, the window is closed, the
  queues go, the higher one first, and the registers take their reset values.

  Because the vIOMMU belongs to one physical SMMU, the device that it was created with cannot leave while CMDQ-V is
  active. Any other device goes with its vDEVICE and its nested HWPT. When the VM ends, everything that uses the vIOMMU
  is given back before it: the fd of the event queue, the event queue, the mapping of page 0
  (features/kernel/destroy.feature).

  @TEAR-05
  Rule: TEAR-05 Reset frees the queues and keeps the vIOMMU

    On a device or VM reset the device first attaches the HWPT that GBPA selects, then removes the direct window,
    destroys queue 1 and queue 0, sets its registers except SID_MATCH and SID_REPLACE to their reset values and clamps
    IDR1.CMDQS anew. The vIOMMU, the mapping of page 0, the vEVENTQ and the vDEVICEs survive.

    Accepted: The VINTF of the host may also be disabled, and SID_MATCH and SID_REPLACE may be cleared; isolation holds
    in every case.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: Reset attaches the HWPT of GBPA, then destroys the queues in descending order
      Given a VM with CMDQ-V
      And the guest writes 0x9 to the SMMU register CR0
      And vCMDQs 0 and 1 are allocated
      When the VM is reset
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=hw_queue1             |
        | DESTROY                       | id=hw_queue0             |
      And the device makes these DESTROY calls:
        | id=hw_queue1 |
        | id=hw_queue0 |

    Scenario: Reset keeps vIOMMU, page, event queue and vDEVICEs
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the VM is reset
      Then the device makes no DESTROY call
      And the device makes no MUNMAP call
      And the device makes no CLOSE call
      And the device makes no VIOMMU_ALLOC call
      And the device makes no MMAP call
      And the device makes no VEVENTQ_ALLOC call

    Scenario: Reset brings back the registers
      Given a VM with CMDQ-V
      And the guest writes these registers:
        | VI_INT_MASK_0              | 0x1        |
        | VI_INT_MASK_1              | 0x1        |
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0x40500000 |
        | VCMDQ1_GERRORN             | 0x1        |
      And the kernel reports an event with sequence=0, map0=3, map1=3
      And vCMDQs 0 and 1 are allocated
      And CMDQ-V is disabled
      When the VM is reset
      Then these registers read:
        | CMDQV_CONFIG               | 0x20083 |
        | CMDQV_PARAM                | 0x4011  |
        | CMDQV_STATUS               | 0x1     |
        | VI_INT_MASK_0              | 0       |
        | VI_INT_MASK_1              | 0       |
        | VI_ERR_MAP_0               | 0       |
        | CMDQ_ERR_MAP_0             | 0       |
        | CMDQ_ERR_MAP_1             | 0       |
        | CMDQ_ERR_MAP_2             | 0       |
        | CMDQ_ERR_MAP_3             | 0       |
        | CMDQ_ALLOC_MAP_0           | 0       |
        | CMDQ_ALLOC_MAP_1           | 0       |
        | VINTF0_CONFIG              | 0       |
        | VINTF0_STATUS              | 0       |
        | VINTF0_LVCMDQ_ERR_MAP_0    | 0       |
        | VINTF0_LVCMDQ_ERR_MAP_2    | 0       |
        | VCMDQ0_BASE                | 0       |
        | VCMDQ1_BASE                | 0       |
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0       |
        | VCMDQ1_GERRORN             | 0       |

    Scenario: The cache of a vCMDQ without queue does not survive a reset
      Given a VM with CMDQ-V
      And the guest writes these registers:
        | VCMDQ0_CONS_INDX | 0x3 |
        | VCMDQ0_PROD_INDX | 0x4 |
        | VCMDQ0_CONFIG    | 0x1 |
        | VCMDQ1_GERRORN   | 0x5 |
      When the VM is reset
      Then these registers read:
        | VCMDQ0_CONS_INDX | 0 |
        | VCMDQ0_PROD_INDX | 0 |
        | VCMDQ0_CONFIG    | 0 |
        | VCMDQ0_STATUS    | 0 |
        | VCMDQ1_GERRORN   | 0 |

    Scenario: Hardware state does not survive a reset
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |  |
      When the VM is reset
      Then these registers read:
        | VCMDQ0_PROD_INDX | 0 |
        | VCMDQ0_CONS_INDX | 0 |
        | VCMDQ0_CONFIG    | 0 |
        | VCMDQ0_STATUS    | 0 |

    Scenario: A reset VM sets its queues up on the same vIOMMU
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the VM is reset
      When the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, index=0, nesting_parent_iova=0x40100000 |
      And VCMDQ0_GERROR reads 0

    Scenario: Events arrive after a reset
      Given a VM with CMDQ-V
      And the VM is reset
      And vCMDQ 0 is allocated
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VI_ERR_MAP_0 reads 1

    @EVT-09
    Scenario: An event after a reset is in the maps as the first one was
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the kernel reports an event with sequence=0, map0=1
      And the VM is reset
      And vCMDQ 0 is allocated and enabled
      When the kernel reports an event with sequence=1, map0=1
      Then VI_ERR_MAP_0 reads 1
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1
      And the guest receives one interrupt

    Scenario: Invalidations of a mapped stream are forwarded after a reset
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the VM is reset
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, entry_num=1 |

    Scenario Outline: Reset undoes ones in every register of <page>
      Given a VM with CMDQ-V
      And the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
      And the kernel reports an event with sequence=0, map0=0xffffffffffffffff, map1=0xffffffffffffffff
      And the guest writes 0xffffffff to every register of "<page>" with one 4-byte access
      When the VM is reset
      Then every register of "the Config page" has its reset value
      And every register of "direct page 0" has its reset value
      And every register of "direct page 1" has its reset value
      And every register of "VINTF page 0" has its reset value
      And every register of "VINTF page 1" has its reset value

      Examples:
        | page            |
        | the Config page |
        | direct page 0   |
        | direct page 1   |
        | VINTF page 0    |
        | VINTF page 1    |

    Scenario Outline: Reset ends CMDQV_EN=<E>, ENABLE=<V>, ALLOC=<A>, BASE=<base>

      Given a VM with CMDQ-V
      And the guest writes these registers:
        | CMDQV_CONFIG     | CMDQV_EN=<E>        |
        | VINTF0_CONFIG    | ENABLE=<V>          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=<A>, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=<A>, LVCMDQ=1 |
        | VCMDQ0_BASE      | <base>              |
        | VCMDQ1_BASE      | <base>              |
      When the VM is reset
      Then these registers read:
        | CMDQV_CONFIG     | 0x20083 |
        | CMDQV_STATUS     | 0x1     |
        | VINTF0_CONFIG    | 0       |
        | VINTF0_STATUS    | 0       |
        | CMDQ_ALLOC_MAP_0 | 0       |
        | CMDQ_ALLOC_MAP_1 | 0       |
        | VCMDQ0_BASE      | 0       |
        | VCMDQ1_BASE      | 0       |
      And every page of the region is trapped
      And the device makes no HW_QUEUE_ALLOC call
      And the device makes no DESTROY call

      Examples:
        | E | V | A | base       |
        | 0 | 0 | 0 | 0x0        |
        | 0 | 0 | 0 | 0x40100008 |
        | 0 | 0 | 1 | 0x0        |
        | 0 | 0 | 1 | 0x40100008 |
        | 0 | 1 | 0 | 0x0        |
        | 0 | 1 | 0 | 0x40100008 |
        | 0 | 1 | 1 | 0x0        |
        | 0 | 1 | 1 | 0x40100008 |
        | 1 | 0 | 0 | 0x0        |
        | 1 | 0 | 0 | 0x40100008 |
        | 1 | 0 | 1 | 0x0        |
        | 1 | 0 | 1 | 0x40100008 |
        | 1 | 1 | 0 | 0x0        |
        | 1 | 1 | 0 | 0x40100008 |
        | 1 | 1 | 1 | 0x0        |

    Scenario: Reset takes back what selects the HWPT
      Given a VM with CMDQ-V
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      When the VM is reset
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
      And the SMMU register CR0 of the VM reads 0

    Scenario Outline: A VM without CMDQ-V can be reset, with cmdqv <cmdqv>
      Given a VM with cmdqv=<cmdqv> and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      When the VM is reset
      Then every page of the region is trapped
      And the device makes no DESTROY call

      Examples:
        | cmdqv |
        | off   |

    Scenario: A reset takes a stream off its stage 1 without CMDQ-V, too
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the VM is reset
      Then device gpu0 is attached to bypass

    Scenario: A reset takes each of three streams off its stage 1
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1 with another context descriptor"
      And the guest configures StreamID 0x20 for "stage 1"
      When the VM is reset
      Then device gpu0 is attached to bypass
      And device nic0 is attached to bypass
      And device gpu1 is attached to bypass

    Scenario: A second reset undoes what was set up since the first
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the VM is reset
      And vCMDQs 0 and 1 are allocated
      And the guest configures StreamID 0x10 for "stage 1"
      When the VM is reset
      Then the VM holds no hw_queue
      And every page of the region is trapped
      And every register of "the Config page" has its reset value
      And every register of "direct page 0" has its reset value
      And every register of "direct page 1" has its reset value

    Scenario Outline: A second reset undoes what was stored for vCMDQ <slot> without hardware, too
      Given a VM with CMDQ-V
      And the guest writes 0x5 to VCMDQ<slot>_PROD_INDX
      And the VM is reset
      And the guest writes 0x5 to VCMDQ<slot>_PROD_INDX
      And the guest writes CMDQ_EN=1 to VCMDQ<slot>_CONFIG
      When the VM is reset
      Then every register of "direct page 0" has its reset value

      Examples:
        | slot |
        | 0    |
        | 1    |

    Scenario: A VM that was reset twice sets its queues up as the first time
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the VM is reset
      And vCMDQs 0 and 1 are allocated
      And the VM is reset
      When the guest fulfils ENABLE, CMDQV_EN, ALLOC, BASE among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, index=0, nesting_parent_iova=0x40100000 |
      And VINTF page 0 is the only page of the region that is a host page

    Scenario: A reset of one VM leaves the other as it was
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      And VM A is reset
      And vCMDQ 0 of guest A is allocated and enabled
      When VM A is reset
      Then the device of VM B makes no host call
      And no register changed for guest B

  @TEAR-09
  Rule: TEAR-09 The device that created the vIOMMU cannot be unplugged

    While CMDQ-V is active the unplug of the device through which the vIOMMU was created is refused, because the
    association of vIOMMU and physical SMMU must not change.

    Until mail-v5: The device that created the vIOMMU could be unplugged.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: The first device stays with <state>
      Given a VM with CMDQ-V
      And <state>
      When device gpu0 is unplugged from the VM
      Then the VMM refuses it each time
      And the device makes no host call
      And no register changed

      Examples:
        | state                                               |
        | VINTF0 is enabled                                   |
        | vCMDQs 0 and 1 are allocated                        |
        | CMDQ-V is disabled                                  |
        | device nic0 is plugged into the VM as StreamID 0x18 |

    @EVT-08
    Scenario: The first device that stays leaves an error told, and what is stored for a vCMDQ without hardware
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes these registers:
        | VCMDQ1_PROD_INDX | 0x3 |
        | VCMDQ1_GERRORN   | 0x2 |
      And the guest puts these commands on vCMDQ 0:
        | CFGI_STE | SID=0x10 |
      When device gpu0 is unplugged from the VM
      Then the VMM refuses it each time
      And no register changed

    Scenario: The stream of a first device that stays goes on under its entry
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And device gpu0 is unplugged from the VM
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1

    Scenario: The stream of a first device that stays follows its next entry
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      And device gpu0 is unplugged from the VM
      When the guest configures StreamID 0x10 for "stage 1"
      Then device gpu0 is attached to stage1

    Scenario Outline: The VMM <answer> the unplug of <device> where gpu0 came first, at <first>, and nic0 then, at <second>
      Given a VM with cmdqv=on and no devices
      And device gpu0 is plugged into the VM as StreamID <first>
      And device nic0 is plugged into the VM as StreamID <second>
      When device <device> is unplugged from the VM
      Then the VMM <answer> it

      Examples:
        | first | second | device | answer  |
        | 0x20  | 0x10   | gpu0   | refuses |
        | 0x20  | 0x10   | nic0   | accepts |
        | 0x10  | 0x20   | nic0   | accepts |

    Scenario: The first device stays after every other has gone
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device nic0 is unplugged from the VM
      When device gpu0 is unplugged from the VM
      Then the VMM refuses it each time
      And the device makes no DESTROY call

    @EVT-08
    Scenario: Another device that goes leaves an error told that the guest has not acknowledged
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | CFGI_STE | SID=0x10 |
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And no register changed

    @TEAR-08
    Scenario: Another device that goes leaves the streams of those that stay
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      When device nic0 is unplugged from the VM
      Then device gpu0 stays attached to bypass

    @TEAR-08
    Scenario: Another device goes with its vDEVICE and its nested HWPT
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | DESTROY | id=stage1 |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=vdevice:0x18 |
        | CLOSE   | fd=fd:nic0      |
      And no register changed

    Scenario: A first device without CMDQ-V may go
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      When device gpu0 is unplugged from the VM
      Then the VMM accepts it

    Scenario: A device that is not there cannot be unplugged
      Given a VM with CMDQ-V
      When device nic0 is unplugged from the VM
      Then the VMM refuses it each time
      And the device makes no host call

    Scenario: A device that is not there cannot be unplugged the second time either
      Given a VM with CMDQ-V
      And device nic0 is unplugged from the VM
      When device nic0 is unplugged from the VM
      Then the VMM refuses it each time
      And the device makes no host call

    @TEAR-08
    Scenario Outline: Of two devices that went <device> can come again
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And device nic0 is unplugged from the VM
      And device gpu1 is unplugged from the VM
      When device <device> is plugged into the VM as StreamID <stream>
      Then the VMM accepts it

      Examples:
        | device | stream |
        | nic0   | 0x18   |
        | gpu1   | 0x20   |

    @TEAR-08
    Scenario: A device whose vDEVICE the kernel refused has none to destroy
      Given a VM with CMDQ-V
      And the kernel refuses VDEVICE_ALLOC with ENOMEM
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And the device makes no DESTROY call

    @TEAR-08
    Scenario: A device whose return to the stage-2 HWPT the kernel refuses leaves nothing
      Closing its file takes it off its HWPT, too.

      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And the device makes these CLOSE calls:
        | fd=fd:nic0 |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=stage1 |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=vdevice:0x18 |

    Scenario: A device that came back goes as it went the first time
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And device nic0 is unplugged from the VM
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | DESTROY | id=stage1 |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=vdevice:0x18 |
        | CLOSE   | fd=fd:nic0      |

    Scenario: A device that goes leaves its neighbour mapped
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest configures StreamID 0x18 for "bypass"
      And the guest configures StreamID 0x20 for "bypass"
      And device nic0 is unplugged from the VM
      When the guest puts ATC_INV SID=0x20 Size=52 on the SMMU's own queue
      And the guest puts ATC_INV SID=0x18 Size=52 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | ATC_INV | SID=0x2400 Size=52 |

    Scenario: A device goes after one that was not there
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is unplugged from the VM
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And the device makes these CLOSE calls:
        | fd=fd:nic0 |

    @TEAR-08
    Scenario: The window and the queues stay when another device goes
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And vCMDQ 0 is allocated and enabled
      And the guest writes these registers:
        | VCMDQ1_PROD_INDX | 0x3 |
        | VCMDQ1_GERRORN   | 0x2 |
      When device nic0 is unplugged from the VM
      Then VINTF page 0 is the only page of the region that is a host page
      And no register changed

  @TEAR-10
  Rule: TEAR-10 The vIOMMU is freed after everything that uses it

    When the last device is gone the device closes the vEVENTQ fd, destroys the vEVENTQ, unmaps page 0 and then destroys
    the vIOMMU. Any remaining queue, vDEVICE, nested HWPT or mapping makes the destruction of the vIOMMU fail with
    EBUSY.

    SHOULD. Source: qemu-11.1, linux-7.2, cloud-hypervisor. Since mail-v5.

    Scenario: Without CMDQ-V the vIOMMU goes with the last device, after what was allocated on it
      While CMDQ-V is active the first device stays, so that its vIOMMU goes only when an attach fails or the VM ends.

      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest configures StreamID 0x10 for "bypass"
      When device gpu0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | DESTROY | id=vdevice:0x10 |
        | DESTROY | id=viommu       |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=abort  |
        | DESTROY | id=viommu |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=bypass |
        | DESTROY | id=viommu |

    @LIFE-08
    Scenario: The page is unmapped before the vIOMMU of a failed attach goes
      Given a VM with cmdqv=on and no devices
      And the kernel refuses VEVENTQ_ALLOC with ENOMEM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then among its host calls the device makes these, in this order:
        | MUNMAP  |                |
        | DESTROY | id=viommu      |

    Scenario Outline: A VM with cmdqv <cmdqv> that ends closes its files
      Given a VM with cmdqv=<cmdqv> and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      When the VM shuts down
      Then among its host calls the device makes these, in this order:
        | CLOSE | fd=fd:gpu0 |
      And among its host calls the device makes these, in this order:
        | CLOSE | fd=fd:iommu |

      Examples:
        | cmdqv |
        | on    |
        | off   |

    Scenario: Without CMDQ-V the first device that goes leaves the vIOMMU to another
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      When device gpu0 is unplugged from the VM
      And the guest configures StreamID 0x18 for "bypass"
      Then device nic0 is attached to bypass
      And the device makes no DESTROY call with id=viommu
      And the device makes no CLOSE call with fd=fd:iommu

    Scenario: Without CMDQ-V everything goes with the last device, each time
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest configures StreamID 0x10 for "bypass"
      When device gpu0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | DESTROY | id=vdevice:0x10 |
        | DESTROY | id=viommu       |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=abort  |
        | DESTROY | id=viommu |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=bypass |
        | DESTROY | id=viommu |

    Scenario: Without CMDQ-V a device that went twice brings everything again
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VIOMMU_ALLOC calls:
        | type=ARM_SMMUV3, dev_id=dev:gpu0 |

    Scenario: The vIOMMU of a second failed attach goes like that of the first
      Given a VM with cmdqv=on and no devices
      And the kernel refuses VEVENTQ_ALLOC with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And among its host calls the device makes these, in this order:
        | DESTROY | id=viommu |

    Scenario Outline: A device can be plugged after it failed to attach for <request>, and goes on
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the kernel accepts <request> again
      When device gpu0 is plugged into the VM as StreamID 0x10
      And vCMDQ 0 of the guest is allocated
      Then the VMM accepts it
      And the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000 |

      Examples:
        | request       |
        | HWPT_ALLOC    |
        | VIOMMU_ALLOC  |
        | VEVENTQ_ALLOC |

    Scenario Outline: Another device can be plugged after one that needed <request>, and goes on
      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the kernel accepts <request> again
      When device nic0 is plugged into the VM as StreamID 0x18
      And vCMDQ 0 of the guest is allocated
      Then the VMM accepts it
      And the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000 |

      Examples:
        | request    |
        | IOAS_ALLOC |
        | IOAS_MAP   |

    Scenario: Without CMDQ-V everything goes with the last device after a reset, too
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the VM is reset
      When device gpu0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | DESTROY | id=abort  |
        | DESTROY | id=viommu |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=bypass |
        | DESTROY | id=viommu |

    @SMMU-09
    Scenario: The SMMU's vEVENTQ goes with the last device, each time
      Given a VM with cmdqv=off and no devices
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      And device gpu0 is plugged into the VM as StreamID 0x10
      When device gpu0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | CLOSE   | fd=fd:smmu_veventq |
        | DESTROY | id=smmu_veventq    |
        | DESTROY | id=viommu          |

  @TEAR-14
  Rule: TEAR-14 What is given back is given back once

    The device closes no fd that it has closed, destroys no object that it has destroyed and unmaps no page that it has
    unmapped, nor does it use an fd that it has closed: by then the kernel may have given the number or the address to
    something else. This holds for an attach that fails half-way as for an unplug and the end of the VM.

    MUST. Source: uapi, inference. Since mail-v5.

    Scenario: A device that goes gives back each of its objects once
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And the device gives nothing back that is gone

    Scenario: The second device that goes is not given back with the first
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest configures StreamID 0x18 for "bypass"
      And the guest configures StreamID 0x20 for "bypass"
      And device nic0 is unplugged from the VM
      When device gpu1 is unplugged from the VM
      Then the VMM accepts it
      And the device gives nothing back that is gone

    Scenario: The last device takes the vIOMMU along, once
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest configures StreamID 0x10 for "bypass"
      When device gpu0 is unplugged from the VM
      Then the VMM accepts it
      And the device gives nothing back that is gone

    Scenario: Nothing of a device that came and went is left in the kernel
      Given a VM with cmdqv=off and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      Then the VMM accepts it
      And the device holds as many HWPTs, vIOMMUs, vDEVICEs and vEVENTQs as before

    Scenario: A VM that ends closes each file once
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And vCMDQs 0 and 1 are allocated
      And the guest writes 0x40600002 to the SMMU register EVENTQ_BASE
      And the guest writes 0xd to the SMMU register CR0
      When the VM shuts down
      Then the device gives nothing back that is gone

    Scenario Outline: A device that the kernel refused at <request> can be had afterwards
      What the failed attach gave back is gone for good: nothing of it is left to be given back by the next.

      Given a VM with cmdqv=on and no devices
      And the kernel refuses <request> with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the kernel accepts <request> again
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device gives nothing back that is gone

      Examples:
        | request       |
        | VIOMMU_ALLOC  |
        | MMAP          |
        | VEVENTQ_ALLOC |
