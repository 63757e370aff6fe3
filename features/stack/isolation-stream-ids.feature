Feature: A guest reaches the devices that it has been given

  A guest names a device by a virtual stream ID (vSID). How does the hardware learn which physical one (pSID) it stands
  for? Not when the device is plugged, but when the guest's SMMU driver configures the stream: it writes a Stream Table
  Entry and puts CFGI_STE on the SMMU's own queue. The VMM traps that and calls VDEVICE_ALLOC, and the kernel writes the
  physical stream ID to SID_REPLACE and then the virtual one to SID_MATCH of the VM's VINTF.

  From then on the hardware replaces the one by the other in every ATC_INV, and rejects what it finds in no slot. A
  guest therefore reaches the devices that it has been given, under whatever numbers it knows them, and its own
  SID_MATCH and SID_REPLACE have no part in it (features/device/sid-slots.feature). The mapping ends with the vDEVICE,
  when the device is unplugged. The stations one by one: features/device/trapped-queue.feature,
  features/kernel/vdevice.feature, features/kernel/vdevice-hardware.feature,
  features/hardware/stream-substitution.feature.

  @ISO-05
  Rule: ISO-05 Stream IDs are mapped by VDEVICE_ALLOC alone

    A virtual stream ID becomes a physical one only through the SID_MATCH and SID_REPLACE slots that VDEVICE_ALLOC
    wrote. The hardware rejects a stream ID that matches no slot.

    MUST. Source: overview. Since mail-v5.

    @LIFE-12 @VSID-11
    Scenario Outline: Configuring a stream for "<treatment>" maps its virtual stream ID
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      And the guest writes 0x1 to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<treatment>"
      Then the device makes these VDEVICE_ALLOC calls:
        | viommu_id=viommu, dev_id=dev:gpu0, virt_id=0x10 |
      And the kernel's writes to "VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_0" are these, in this order:
        | VINTF1_SID_MATCH_0   | 0                       |
        | VINTF1_SID_REPLACE_0 | 0                       |
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300         |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10 |
      And these registers read:
        | VINTF0_SID_MATCH_0   | 0 |
        | VINTF0_SID_REPLACE_0 | 0 |

      Examples:
        | treatment |
        | stage 1   |
        | bypass    |

    @LIFE-12 @SIDR-02
    Scenario: From the guest's CFGI_STE to an ATC_INV of the physical device
      Given a VM with CMDQ-V
      And the guest writes 0x1 to the SMMU register CR0
      And vCMDQ 0 is allocated and enabled
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV  | SID=0x10 Addr=0x7f000 Size=3 |
        | CMD_SYNC |                              |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | ATC_INV  | SID=0x2300 Addr=0x7f000 Size=3 |
        | vCMDQ 2 | CMD_SYNC |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2
      And the guest receives no interrupts

    @SIDR-02
    Scenario: A mapping serves both vCMDQs
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts these commands on vCMDQ 1:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 3 | ATC_INV | SID=0x2300 Size=52 |

    @SIDR-02
    Scenario Outline: With two devices StreamID <vsid> is <device>
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "bypass"
      And the guest configures StreamID 0x18 for "bypass"
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV | SID=<vsid> Size=52 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=<psid> Size=52 |

      Examples:
        | device | vsid | psid   |
        | gpu0   | 0x10 | 0x2300 |
        | nic0   | 0x18 | 0x2308 |

    @SIDR-02 @SIDR-09
    Scenario Outline: StreamID 0x10 of <guest> is <device>
      Given VM A and VM B with CMDQ-V on one host
      And guest A configures StreamID 0x10 for "bypass"
      And guest B configures StreamID 0x10 for "bypass"
      And vCMDQ 0 of <guest> is allocated and enabled
      When <guest> puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | ATC_INV | SID=<psid> Size=52 |

      Examples:
        | guest   | device | queue | psid   |
        | guest A | gpu0   | 2     | 0x2300 |
        | guest B | gpu1   | 4     | 0x2400 |

    @SIDR-03 @SIDR-09 @EVT-07
    Scenario Outline: <guest> names <meaning>
      Given VM A and VM B with CMDQ-V on one host
      And device nic0 is plugged into VM B as StreamID 0x18
      And guest A configures StreamID 0x10 for "bypass"
      And guest B configures StreamID 0x10 for "bypass"
      And guest B configures StreamID 0x18 for "bypass"
      And vCMDQ 0 of <guest> is allocated and enabled
      When <guest> puts these commands on vCMDQ 0:
        | ATC_INV | SID=<sid> Size=52 |
      Then no command reaches the SMMU
      And vCMDQ <queue> stops at entry 0 because the command is forbidden
      And <guest> receives one interrupt

      Examples:
        | guest   | queue | sid    | meaning                                |
        | guest A | 2     | 0x18   | a StreamID that only guest B has       |
        | guest A | 2     | 0x0    | StreamID 0, as in an unused slot       |
        | guest A | 2     | 0x11   | a neighbour of its own StreamID        |
        | guest A | 2     | 0x2300 | the physical StreamID of its device    |
        | guest A | 2     | 0x2400 | the physical StreamID of B's device    |
        | guest B | 4     | 0x2300 | the physical StreamID of A's device    |
        | guest B | 4     | 0x2600 | the physical StreamID of a host device |

    @VINTF-09 @SIDR-03
    Scenario: A mapping in the guest's own SID_MATCH and SID_REPLACE maps nothing
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes these registers:
        | VINTF0_SID_REPLACE_0 | PHYS_SID=0x2400         |
        | VINTF0_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x77 |
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x77 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    @VINTF-09
    Scenario: The guest's SID_REPLACE does not redirect a mapping
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And vCMDQ 0 is allocated and enabled
      And the guest writes PHYS_SID=0x2400 to VINTF0_SID_REPLACE_0
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

    @VINTF-09
    Scenario: Clearing the guest's SID_MATCH does not end a mapping
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest writes ENABLE=0 to VINTF0_SID_MATCH_0
      Then no physical register changed
      And the device makes no host call

    @TEAR-08 @VSID-12
    Scenario: An unplugged device takes its mapping along
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "bypass"
      And the guest configures StreamID 0x18 for "bypass"
      When device nic0 is unplugged from the VM
      Then the VMM accepts it
      And the kernel's writes to "VINTF1_SID_MATCH_0, VINTF1_SID_REPLACE_0, VINTF1_SID_MATCH_1, VINTF1_SID_REPLACE_1" are these, in this order:
        | VINTF1_SID_MATCH_1   | 0 |
        | VINTF1_SID_REPLACE_1 | 0 |

    @TEAR-08 @SIDR-03
    Scenario: The StreamID of an unplugged device is rejected
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And vCMDQ 0 is allocated and enabled
      And device nic0 is unplugged from the VM
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x18 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    @SIDR-03
    Scenario: What a device was called in one VM means nothing in the next
      Given VM A with CMDQ-V and device gpu0
      And device nic0 is plugged into VM A as StreamID 0x18
      And guest A configures StreamID 0x18 for "bypass"
      And VM A shuts down
      And VM B with CMDQ-V and device gpu0
      And vCMDQ 0 of guest B is allocated and enabled
      When guest B puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x18 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden
