Feature: Trapped SMMU command queue

  The emulated SMMU still has its own command queue. Commands on it trap into the VMM, which is slow, so a guest uses it
  for what a vCMDQ does not take: the configuration of streams, above all. Invalidations that come this way are handed
  to the kernel with HWPT_INVALIDATE, one command at a time, and the kernel puts in VMID and pSID
  (features/kernel/invalidate-commands.feature).

  This queue is also how the device learns which StreamIDs the guest uses. The guest writes a Stream Table Entry and
  issues CFGI_STE; the device turns the StreamID, which is the guest's (vSID), into a vDEVICE with VDEVICE_ALLOC, and
  the kernel writes the mapping into the VM's VINTF, so that the hardware can replace the vSID in commands on vCMDQs. It
  then attaches the device to what the entry asks for: abort, bypass, or a nested HWPT for stage 1. The vDEVICE comes
  before the entry is looked at, is made once for a device, and stays when the entry changes or cannot be attached.
  While the SMMU is disabled GBPA selects between abort and bypass.

  @LIFE-13
  Rule: LIFE-13 VDEVICE_ALLOC does not depend on the stream table entry

    The device attempts VDEVICE_ALLOC before it looks the stream table entry up. The vDEVICE is allocated even if no
    entry is found or the entry selects abort or bypass, and it stays if the HWPT cannot be attached.

    Accepted: VDEVICE_ALLOC may come at any time before the guest first uses the stream ID on a vCMDQ.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    @LIFE-12
    Scenario Outline: Stream <vSID> that is configured for <entry> gets its vDEVICE
      A device may allocate the vDEVICE when it is plugged or when its stream is configured.

      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID <vSID>
      And the guest configures StreamID <vSID> for "<entry>"
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:gpu0, virt_id=<vSID> |

      Examples:
        | entry   | vSID   |
        | invalid | 0x10   |
        | abort   | 0x10   |
        | bypass  | 0x10   |
        | stage 1 | 0x10   |
        | bypass  | 0x900  |
        | bypass  | 0xffff |

    Scenario: A stream without an entry gets its vDEVICE
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      And the guest puts CFGI_STE SID=0x10 Leaf=1 on the SMMU's own queue
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:gpu0, virt_id=0x10 |

    Scenario: A range of streams gets its vDEVICEs
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest puts CFGI_STE_RANGE SID=0x10 Range=3 on the SMMU's own queue
      Then among its host calls the device makes these, in this order:
        | VDEVICE_ALLOC | viommu_id=viommu, dev_id=dev:gpu0, virt_id=0x10 |
      And among its host calls the device makes these, in this order:
        | VDEVICE_ALLOC | viommu_id=viommu, dev_id=dev:nic0, virt_id=0x18 |

    Scenario Outline: A stream that is configured again for <entry> keeps its vDEVICE
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest configures StreamID 0x10 for "<entry>"
      Then the device makes no VDEVICE_ALLOC call
      And the device makes no DESTROY call

      Examples:
        | entry   |
        | bypass  |
        | abort   |
        | stage 1 |

    Scenario: The vDEVICE stays if the HWPT cannot be attached
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      When the guest configures StreamID 0x10 for "abort"
      Then the device makes no DESTROY call with id=vdevice:0x10

    Scenario: A StreamID without device gets no vDEVICE
      Given a VM with CMDQ-V
      When the guest configures StreamID 0x99 for "bypass"
      Then the device makes no VDEVICE_ALLOC call

    Scenario: A stage 1 that was refused brings no second vDEVICE when its stream is configured again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with ENOMEM
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest configures StreamID 0x10 for "stage 1"
      Then the device makes no VDEVICE_ALLOC call
      And device gpu0 is attached to stage1

  @TRAP-01
  Rule: TRAP-01 CFGI_STE allocates vDEVICEs and attaches HWPTs

    On CFGI_STE or CFGI_STE_RANGE the device handles each accelerated device in the range: it calls VDEVICE_ALLOC if
    there is no vDEVICE yet, and attaches an HWPT by the configuration of the stream table entry: abort for an invalid
    or abort entry, bypass for a bypass entry, and a newly allocated nested HWPT for stage 1.

    Accepted: The vDEVICE may have been allocated earlier.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: An entry for <entry> attaches the HWPT for <treatment>
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<before>"
      When the guest configures StreamID 0x10 for "<entry>"
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=<treatment> |
      And device gpu0 is attached to <treatment>

      Examples:
        | before | entry   | treatment |
        | bypass | invalid | abort     |
        | bypass | abort   | abort     |
        | bypass | an invalid stage 1 | abort |
        | abort  | bypass  | bypass    |

    Scenario: An entry for stage 1 is nested on the vIOMMU
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest configures StreamID 0x10 for "stage 1"
      Then among its host calls the device makes these, in this order:
        | HWPT_ALLOC                    | dev_id=dev:gpu0, pt_id=viommu, data_type=ARM_SMMUV3, data_len=16, ste0=0x4020000b, ste1=0 |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=stage1                                                                  |

    Scenario: The HWPT of an earlier stage 1 is given back after the new one is attached
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest configures StreamID 0x10 for "bypass"
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=stage1                |
      And device gpu0 is attached to bypass

    Scenario: A range covers the streams in it
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1"
      And the guest configures StreamID 0x20 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE_RANGE SID=0x10 Range=3 on the SMMU's own queue
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=stage1 |
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:nic0, pt_id=stage1 |
      And the device makes no VFIO_DEVICE_ATTACH_IOMMUFD_PT call with fd=fd:gpu1

    Scenario Outline: A range puts a stream with <second> under its entry behind one with <first>
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "<first>"
      And the guest configures StreamID 0x18 for "<second>"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE_RANGE SID=0x10 Range=3 on the SMMU's own queue
      Then device nic0 is attached to stage1

      Examples:
        | first   | second  |
        | bypass  | stage 1 |
        | abort   | stage 1 |
        | invalid | stage 1 |

    Scenario Outline: The range of all streams covers every device, also one at <vSID>
      Given a VM with CMDQ-V
      And device gpu1 is plugged into the VM as StreamID <vSID>
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID <vSID> for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE_RANGE SID=0 Range=31 on the SMMU's own queue
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=stage1 |
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu1, pt_id=stage1 |

      Examples:
        | vSID   |
        | 0x2000 |
        | 0xffff |

    Scenario: The range of all streams covers the third of three devices
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1"
      And the guest configures StreamID 0x20 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE_RANGE SID=0 Range=31 on the SMMU's own queue
      Then device gpu0 is attached to stage1
      And device nic0 is attached to stage1
      And device gpu1 is attached to stage1

    Scenario Outline: CFGI_STE with Leaf=<leaf> puts a stream under its entry
      Leaf tells whether the tables on the way to the entry have changed as well; the entry has in either case.

      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE SID=0x10 Leaf=<leaf> on the SMMU's own queue
      Then device gpu0 is attached to stage1

      Examples:
        | leaf |
        | 0    |
        | 1    |

    Scenario: A range begins where its size says, whichever of its streams is named
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE_RANGE SID=0x17 Range=2 on the SMMU's own queue
      Then device gpu0 is attached to stage1

    Scenario: A stream without device is ignored
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      When the guest configures StreamID 0x99 for "stage 1"
      Then the device makes no host call

    Scenario Outline: StreamID <other> is another stream than 0x10
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest configures StreamID <other> for "abort"
      Then the device makes no host call

      Examples:
        | other  |
        | 0x110  |
        | 0x8010 |

    Scenario: What the user API has no room for is not passed on
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest configures StreamID 0x10 for "stage 1, with every bit of the other fields set"
      Then the device makes these HWPT_ALLOC calls:
        | pt_id=viommu, ste0=0xf80f_ffff_ffff_fffb, ste1=0x1800_00ff |

    Scenario: A HWPT that cannot be attached is given back
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      When the guest configures StreamID 0x10 for "stage 1"
      Then among its host calls the device makes these, in this order:
        | HWPT_ALLOC                    | pt_id=viommu, data_type=ARM_SMMUV3 |        |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=stage1           | ENOMEM |
        | DESTROY                       | id=stage1                          |        |

    Scenario: A HWPT that the kernel refuses is not attached
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest configures StreamID 0x10 for "stage 1"
      Then the device makes no VFIO_DEVICE_ATTACH_IOMMUFD_PT call with pt_id=0
      And the device makes no DESTROY call with id=0

    Scenario Outline: A stream of <before> that the kernel would not put under its entry for <entry> is under it once it agrees
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<before>"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      And the guest configures StreamID 0x10 for "<entry>"
      And the kernel accepts VFIO_DEVICE_ATTACH_IOMMUFD_PT again
      When the guest configures StreamID 0x10 for "<entry>"
      Then device gpu0 is attached to <treatment>

      Examples:
        | before  | entry   | treatment |
        | bypass  | abort   | abort     |
        | abort   | bypass  | bypass    |
        | bypass  | stage 1 | stage1    |
        | stage 1 | abort   | abort     |

    Scenario: A HWPT stays until another one is attached
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      When the guest configures StreamID 0x10 for "bypass"
      Then the device makes no DESTROY call

    @LIFE-12
    Scenario: A vDEVICE that the kernel refused is there once it agrees
      Given a VM with CMDQ-V
      And the kernel refuses VDEVICE_ALLOC with ENOMEM
      And the guest configures StreamID 0x10 for "bypass"
      And the kernel accepts VDEVICE_ALLOC again
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these HWPT_INVALIDATE calls:
        | hwpt_id=viommu, entry_num=1, command=ATC_INV SID=0x10 Size=52 |

    @LIFE-12
    Scenario: A device that was unplugged and plugged again gets a vDEVICE again
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And device nic0 is unplugged from the VM
      When device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:nic0, virt_id=0x18 |

    @LIFE-12
    Scenario: A StreamID that another device had gets a vDEVICE for the new one
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And device nic0 is unplugged from the VM
      When device gpu1 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:gpu1, virt_id=0x18 |

    @LIFE-12
    Scenario: Each of two ranges maps its own stream
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest puts CFGI_STE_RANGE SID=0x10 Range=2 on the SMMU's own queue
      And the guest puts CFGI_STE_RANGE SID=0x18 Range=2 on the SMMU's own queue
      When the guest puts ATC_INV SID=0x18 Size=52 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these HWPT_INVALIDATE calls:
        | hwpt_id=viommu, entry_num=1, command=ATC_INV SID=0x18 Size=52 |

    Scenario Outline: A range puts a stream with <second> under its entry behind one whose stage 1 the host refuses
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with EBUSY
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "<second>"
      And the kernel accepts VFIO_DEVICE_ATTACH_IOMMUFD_PT again
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest puts CFGI_STE_RANGE SID=0x10 Range=3 on the SMMU's own queue
      Then device nic0 is attached to <treatment>

      Examples:
        | second | treatment |
        | bypass | bypass    |

  @TRAP-02
  Rule: TRAP-02 Invalidations are forwarded one at a time

    On CFGI_CD, CFGI_CD_ALL, TLBI_* and ATC_INV the device calls HWPT_INVALIDATE on the vIOMMU with one command at a
    time. It forwards commands with a stream ID only for devices that have a vDEVICE.

    Accepted: Commands may also be held, in their order, up to the next CMD_SYNC, CFGI_STE or CFGI_STE_RANGE of the
    guest, and handed over several at a time. The VMID of a command, in whose place the kernel puts that of the VM, may
    be any, and TLBI_NSNH_ALL may be handed over as TLBI_NH_ALL, which the kernel makes of it.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <command> is forwarded as it is
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, data_type=ARM_SMMUV3, entry_len=16, entry_num=1, command=<command> |

      Examples:
        | command                              |
        | CFGI_CD SID=0x10 SSID=1 Leaf=1       |
        | CFGI_CD_ALL SID=0x10                 |
        | TLBI_NH_ALL VMID=5                   |
        | TLBI_NH_ASID ASID=3 VMID=5           |
        | TLBI_NH_VA ASID=3 Addr=0x7000 Leaf=1 |
        | TLBI_NH_VAA Addr=0x7000              |
        | TLBI_NSNH_ALL                        |
        | ATC_INV SID=0x10 Addr=0x8000 Size=1  |

    Scenario Outline: No field of <command> is lost on the way
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, data_type=ARM_SMMUV3, entry_len=16, entry_num=1, command=<command> |

      Examples:
        | command                                                             |
        | CFGI_CD SID=0x10 SSID=0xedcba                                       |
        | TLBI_NH_ASID ASID=0xfedc VMID=0xba98                                |
        | TLBI_NH_VA ASID=0xfedc VMID=0xba98 Addr=0xfedcba9876543000 Leaf=1   |
        | TLBI_NH_VA ASID=0x8001 NUM=21 SCALE=10 TG=1 TTL=3 Addr=0x7000       |
        | TLBI_NH_VAA NUM=10 SCALE=21 TG=3 TTL=2 Addr=0xfedcba9876540000      |
        | ATC_INV SID=0x10 SSV=1 SSID=0xedcba Addr=0xfedcba9876543000 Size=11 |
        | ATC_INV SID=0x10 SSV=1 SSID=0x12345 G=1 Size=52                     |

    Scenario: Two commands keep their order
      Given a VM with CMDQ-V
      When the guest puts TLBI_NH_ASID ASID=3 on the SMMU's own queue
      And the guest puts TLBI_NH_ASID ASID=4 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device hands these commands to HWPT_INVALIDATE, in this order:
        | TLBI_NH_ASID | ASID=3 |
        | TLBI_NH_ASID | ASID=4 |

    Scenario Outline: <command> for a stream without vDEVICE is not forwarded
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes no host call

      Examples:
        | command               |
        | CFGI_CD SID=0x99      |
        | CFGI_CD_ALL SID=0x99  |
        | ATC_INV SID=0x99      |
        | ATC_INV SID=0x110     |
        | ATC_INV SID=0         |
        | CFGI_CD_ALL SID=0x110 |

    Scenario Outline: <command> is not forwarded before its stream is configured
      A device whose vDEVICE was there from the start may have it forwarded: the kernel knows the stream.

      Given a VM with CMDQ-V
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then no host call of the device fails

      Examples:
        | command              |
        | CFGI_CD SID=0x10     |
        | CFGI_CD_ALL SID=0x10 |
        | ATC_INV SID=0x10     |

    Scenario Outline: <command> has no part in the host
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      Then the device makes no host call

      Examples:
        | command                  |
        | CMD_SYNC                 |
        | PREFETCH_CONFIG SID=0x10 |
        | PREFETCH_ADDR SID=0x10   |
        | PRI_RESP SID=0x10        |
        | RESUME SID=0x10          |
        | STALL_TERM SID=0x10      |
        | CFGI_VMS_PIDM            |
        | 0xff                     |

    Scenario: A refused invalidation does not stop the next
      Given a VM with CMDQ-V
      And the kernel refuses HWPT_INVALIDATE with EIO
      And the guest puts TLBI_NH_ALL on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      And the kernel accepts HWPT_INVALIDATE again
      When the guest puts TLBI_NH_ASID ASID=4 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=TLBI_NH_ASID ASID=4 |

    Scenario Outline: With two devices <command> is forwarded for the one that has a vDEVICE
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID <vSID> for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, entry_num=1, command=<command> |

      Examples:
        | vSID | command                             |
        | 0x10 | ATC_INV SID=0x10 Addr=0x8000 Size=1 |
        | 0x18 | CFGI_CD_ALL SID=0x18                |

    Scenario: A device whose vDEVICE the kernel refuses gets nothing forwarded
      Given a VM with cmdqv=on and no devices
      And the kernel refuses VDEVICE_ALLOC with ENOMEM
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 Addr=0x8000 Size=1 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes no HWPT_INVALIDATE call

    Scenario: A VM without devices forwards nothing
      Given a VM with cmdqv=on and no devices
      When the guest puts TLBI_NH_ALL VMID=5 on the SMMU's own queue
      And the guest puts CFGI_STE SID=0x10 Leaf=1 on the SMMU's own queue
      Then the device makes no HWPT_INVALIDATE call
      And the device makes no VDEVICE_ALLOC call

    Scenario Outline: <command> is forwarded again when the guest gives it again
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, data_type=ARM_SMMUV3, entry_len=16, entry_num=1, command=<command> |

      Examples:
        | command                             |
        | CFGI_CD SID=0x10 SSID=1 Leaf=1      |
        | CFGI_CD_ALL SID=0x10                |
        | TLBI_NH_ALL VMID=5                  |
        | TLBI_NH_VA ASID=3 Addr=0x7000       |
        | ATC_INV SID=0x10 Addr=0x8000 Size=1 |

  @TRAP-04
  Rule: TRAP-04 Without ATS no ATC_INV is handed to the host

    Where IDR0.ATS is 0 the device hands no ATC_INV to the host, whatever the host has. It hands over the other commands
    as with ATS.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: With ats=off <command> is kept from the host, its stream being for <entry>
      Given the VM with CMDQ-V, ats=off and device gpu0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes no host call

      Examples:
        | command                             | entry   |
        | ATC_INV SID=0x10 Addr=0x8000 Size=1 | bypass  |
        | ATC_INV SID=0x10 Size=52            | bypass  |
        | ATC_INV SID=0x10 Size=52            | stage 1 |
        | ATC_INV SID=0x99 Size=52            | bypass  |

    Scenario Outline: With ats=<ats> <command> is handed over
      Given the VM with CMDQ-V, ats=<ats> and device gpu0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, entry_num=1, command=<command> |

      Examples:
        | ats  | command                              |
        | on   | ATC_INV SID=0x10 Addr=0x8000 Size=1  |
        | auto | ATC_INV SID=0x10 Addr=0x8000 Size=1  |
        | off  | CFGI_CD_ALL SID=0x10                 |
        | off  | CFGI_CD SID=0x10 SSID=3              |
        | off  | TLBI_NH_ALL VMID=5                   |
        | off  | TLBI_NH_ASID ASID=3                  |
        | off  | TLBI_NH_VA ASID=3 Addr=0x4000        |

    Scenario: A host without ATS is sent no ATC_INV
      Given a host whose SMMU has IDR0.ATS=0, IDR0.PRI=0
      And the VM with CMDQ-V, ats=auto and device gpu0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes no HWPT_INVALIDATE call

    Scenario: ATC_INV stays with the VMM after a reset
      Given the VM with CMDQ-V, ats=off and device gpu0
      And the VM is reset
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes no HWPT_INVALIDATE call

    Scenario: One VM has ATS and its neighbour has not
      Given VM A with CMDQ-V, ats=on and device gpu0
      And VM B with CMDQ-V, ats=off and device gpu1
      And guest A configures StreamID 0x10 for "bypass"
      And guest B configures StreamID 0x10 for "bypass"
      When guest B puts ATC_INV SID=0x10 Addr=0x9000 Size=1 on the SMMU's own queue
      And guest A puts ATC_INV SID=0x10 Addr=0x8000 Size=1 on the SMMU's own queue
      And guest A puts CMD_SYNC on the SMMU's own queue
      Then the device of VM A makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=ATC_INV SID=0x10 Addr=0x8000 Size=1 |
      And the device of VM B makes no host call

  @TRAP-03
  Rule: TRAP-03 GBPA.ABORT selects the HWPT while the SMMU is disabled

    While SMMUEN is 0 every stream aborts if GBPA.ABORT is 1 and bypasses the SMMU if it is 0, whatever its stream table
    entry asks for: the device attaches the abort HWPT or the bypass HWPT.

    MUST. Source: smmuv3, qemu-11.1. Since mail-v5.

    Scenario Outline: GBPA.ABORT going to <abort> attaches the HWPT for <treatment>
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register GBPA
      When the guest writes <after> to the SMMU register GBPA
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=<treatment> |

      Examples:
        | abort | before     | after      | treatment |
        | 1     | 0x80000000 | 0x80100000 | abort     |
        | 0     | 0x80100000 | 0x80000000 | bypass    |

    Scenario: A stream that aborts when the SMMU is disabled does not bypass before
      Given a VM with CMDQ-V
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest writes 0xc to the SMMU register CR0
      Then the device makes no VFIO_DEVICE_ATTACH_IOMMUFD_PT call with pt_id=bypass

    Scenario: A GBPA that gives attributes and does not abort bypasses
      Given a VM with CMDQ-V
      And the guest writes 0x80100000 to the SMMU register GBPA
      When the guest writes 0x80011000 to the SMMU register GBPA
      Then device gpu0 is attached to bypass

    Scenario Outline: Disabling the SMMU with GBPA <gbpa> attaches the HWPT for <treatment>
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes 0xc to the SMMU register CR0
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=<treatment> |

      Examples:
        | gbpa       | entry  | treatment |
        | 0x80100000 | bypass | abort     |
        | 0x80000000 | abort  | bypass    |

    Scenario Outline: Disabling the SMMU with GBPA <gbpa> takes a stream from its entry for <entry>
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes 0xc to the SMMU register CR0
      Then device gpu0 is attached to <treatment>

      Examples:
        | gbpa       | entry   | treatment |
        | 0x80100000 | stage 1 | abort     |
        | 0x80100000 | invalid | abort     |
        | 0x80000000 | stage 1 | bypass    |
        | 0x80000000 | invalid | bypass    |

    Scenario Outline: An entry for <entry> has no effect while the SMMU is disabled with GBPA <gbpa>
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      When the guest configures StreamID 0x10 for "<entry>"
      Then device gpu0 stays attached to <treatment>

      Examples:
        | gbpa       | entry   | treatment |
        | 0x80100000 | bypass  | abort     |
        | 0x80100000 | stage 1 | abort     |
        | 0x80000000 | abort   | bypass    |
        | 0x80000000 | stage 1 | bypass    |

    Scenario Outline: GBPA.ABORT going to <abort> takes along a stream that has an entry for <entry>
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register GBPA
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes <after> to the SMMU register GBPA
      Then device gpu0 is attached to <treatment>

      Examples:
        | abort | entry   | before     | after      | treatment |
        | 1     | invalid | 0x80000000 | 0x80100000 | abort     |
        | 1     | bypass  | 0x80000000 | 0x80100000 | abort     |
        | 1     | stage 1 | 0x80000000 | 0x80100000 | abort     |
        | 0     | invalid | 0x80100000 | 0x80000000 | bypass    |
        | 0     | abort   | 0x80100000 | 0x80000000 | bypass    |
        | 0     | stage 1 | 0x80100000 | 0x80000000 | bypass    |

    Scenario: Disabling the SMMU takes a stream without an entry from abort
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      When the guest writes 0xc to the SMMU register CR0
      Then device gpu0 is attached to bypass

    Scenario: Disabling the SMMU takes each of two streams from its entry
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1 with another context descriptor"
      When the guest writes 0xc to the SMMU register CR0
      Then device gpu0 is attached to bypass
      And device nic0 is attached to bypass

    Scenario: GBPA of one VM is none of another's
      Given VM A and VM B with CMDQ-V on one host
      And guest B writes 0x80000000 to the SMMU register GBPA
      When guest A writes 0x80100000 to the SMMU register GBPA
      Then device gpu0 is attached to abort
      And device gpu1 stays attached to bypass
      And the SMMU register GBPA of VM B reads 0

    Scenario: Disabling the SMMU a second time is like the first
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes 0xc to the SMMU register CR0
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      When the guest writes 0xc to the SMMU register CR0
      Then device gpu0 is attached to abort

    Scenario: Every device follows GBPA
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=abort |
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:nic0, pt_id=abort |

    Scenario: Each of three devices follows GBPA
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then device gpu0 is attached to abort
      And device nic0 is attached to abort
      And device gpu1 is attached to abort

    @SMMU-04
    Scenario: Each of three streams leaves its stage 1 when the SMMU is disabled
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1 with another context descriptor"
      And the guest configures StreamID 0x20 for "stage 1"
      When the guest writes 0xc to the SMMU register CR0
      Then device gpu0 is attached to bypass
      And device nic0 is attached to bypass
      And device gpu1 is attached to bypass

    Scenario: The update of GBPA is done when it is read
      Given a VM with CMDQ-V
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then the SMMU register GBPA of the VM reads 0x100000

    Scenario: CR0 is acknowledged
      Given a VM with CMDQ-V
      When the guest writes 0xd to the SMMU register CR0
      Then the SMMU register CR0 of the VM reads 0xd
      And the SMMU register CR0ACK of the VM reads 0xd

    Scenario: CR0 of a guest whose driver has read it before reads what was written since
      Given a VM with CMDQ-V
      When the guest's driver brings CMDQ-V up
      Then the SMMU register CR0 of the VM reads 0xd
      And the SMMU register CR0ACK of the VM reads 0xd

    Scenario: A write to another register selects nothing
      Given a VM with CMDQ-V
      When the guest writes 0x80100000 to the SMMU register IDR1
      Then the device makes no host call
