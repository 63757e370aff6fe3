Feature: Devices that come and go while the SMMU is enabled

  A guest has its SMMU enabled from early in its boot until it ends, so that is when devices are plugged and unplugged. A
  stream has no other place to start from than the stream table: until the guest has made a valid entry for it, it aborts.
  A device that went and came again is a new one, to the VMM and to the kernel, at a stream whose entry may still be there.

  @SMMU-05
  Rule: SMMU-05 A device that is plugged while the SMMU is enabled is under the stream table

    A device that is plugged while SMMUEN is 1 comes under the stream table like any other: by the entry of its stream
    if the guest has made one, else it aborts. That holds for a device that is plugged once more.

    MUST. Source: smmuv3. Since mail-v5.

    Scenario: The first device of all comes under its entry
      Given a VM with cmdqv=on and no devices
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And device gpu0 is attached to stage1

    Scenario Outline: A device that is plugged with GBPA <gbpa> aborts before its stream has an entry
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to abort

      Examples:
        | gbpa       |
        | 0x80000000 |
        | 0x80100000 |

    Scenario Outline: A first device that is plugged with GBPA <gbpa> into an enabled SMMU aborts
      Given a VM with cmdqv=off and no devices
      And the guest writes <gbpa> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And device gpu0 is attached to abort

      Examples:
        | gbpa       |
        | 0x80000000 |
        | 0x80100000 |

    Scenario Outline: A device that is plugged follows the entry for <entry> that its stream has already
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "<entry>"
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to <treatment>

      Examples:
        | entry   | treatment |
        | invalid | abort     |
        | abort   | abort     |
        | bypass  | bypass    |
        | stage 1 | stage1    |

    @SMMU-07
    Scenario: A device whose stage 1 is refused when it is plugged is there, and aborts
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      And the kernel refuses HWPT_ALLOC with EIO
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to abort

    Scenario: A device that is plugged leaves the streams of others alone
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When device nic0 is plugged into the VM as StreamID 0x18
      Then device gpu0 stays attached to stage1
      And device nic0 is attached to abort

    Scenario Outline: A device that is plugged again follows its stream's entry for <second>, which was for <first>
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "<first>"
      And device nic0 is unplugged from the VM
      And the guest configures StreamID 0x18 for "<second>"
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to <treatment>

      Examples:
        | first   | second  | treatment |
        | bypass  | invalid | abort     |
        | stage 1 | invalid | abort     |
        | stage 1 | stage 1 | stage1    |
        | stage 1 | bypass  | bypass    |

    Scenario Outline: A device that is plugged again follows the entry for <entry> that its stream still has
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "<entry>"
      And device nic0 is unplugged from the VM
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to <treatment>

      Examples:
        | entry   | treatment |
        | bypass  | bypass    |
        | stage 1 | stage1    |

    Scenario Outline: The only device goes and comes again, and follows the entry for <entry> that its stream still has
      Given a VM with cmdqv=off and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      And device gpu0 is unplugged from the VM
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And device gpu0 is attached to <treatment>

      Examples:
        | entry   | treatment |
        | bypass  | bypass    |
        | stage 1 | stage1    |

    Scenario: A device that is plugged again at another stream does not keep the first one's entry
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And device nic0 is unplugged from the VM
      When device nic0 is plugged into the VM as StreamID 0x20
      Then the VMM accepts it
      And device nic0 is attached to abort

    Scenario: Another device at the stream of one that went follows the stream's entry
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      And device nic0 is unplugged from the VM
      And the guest configures StreamID 0x18 for "invalid"
      When device gpu1 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device gpu1 is attached to abort

    @TEAR-05
    Scenario Outline: A device finds no entry from before <resets> at a stream that had no device then
      Given a VM with CMDQ-V
      And <state>
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "bypass"
      And the VM is reset
      And the guest writes 0xd to the SMMU register CR0
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device nic0 is attached to abort

      Examples:
        | resets         | state             |
        | the reset      | VINTF0 is enabled |
        | a second reset | the VM is reset   |

    @LIFE-12
    Scenario: A vDEVICE that the kernel refused when the device came is there once it agrees
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      And the kernel refuses VDEVICE_ALLOC with ENOMEM
      And device nic0 is plugged into the VM as StreamID 0x18
      And the kernel accepts VDEVICE_ALLOC again
      When the guest configures StreamID 0x18 for "stage 1"
      Then device nic0 is attached to stage1

    @LIFE-12
    Scenario: A device that is plugged again gets a vDEVICE again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      And device nic0 is unplugged from the VM
      When device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:nic0, virt_id=0x18 |
      And device nic0 is attached to stage1

    @LIFE-12
    Scenario: A device that is plugged again at another stream gets a vDEVICE for that one
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And device nic0 is unplugged from the VM
      When device nic0 is plugged into the VM as StreamID 0x20
      And the guest configures StreamID 0x20 for "bypass"
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:nic0, virt_id=0x20 |
      And device nic0 is attached to bypass

    @TRAP-02
    Scenario Outline: <command> is no longer forwarded once the device of its stream has gone
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      And device nic0 is unplugged from the VM
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes no host call

      Examples:
        | command                             |
        | CFGI_CD_ALL SID=0x18                |
        | ATC_INV SID=0x18 Addr=0x8000 Size=1 |

    @TEAR-08
    Scenario: The second unplug takes what the second plug brought
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      And device nic0 is unplugged from the VM
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | DESTROY | id=stage1 |
      And among its host calls the device makes these, in this order:
        | DESTROY | id=vdevice:0x18 |
        | CLOSE   | fd=fd:nic0      |

    Scenario: A device at the stream of one that was refused follows the entry that the stream has
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with EBUSY
      And device nic0 is plugged into the VM as StreamID 0x18
      And the kernel accepts VFIO_DEVICE_ATTACH_IOMMUFD_PT again
      When device gpu1 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And device gpu1 is attached to stage1
