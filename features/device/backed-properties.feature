Feature: Properties that the host has to back

  An accelerated SMMUv3 promises a guest what another SMMU has to keep: the guest's invalidations of ranges, its ATS
  requests, its SubstreamIDs and its output addresses all end at the host's. Four properties say how much is promised:
  *ril*, *ats*, *ssidsize* and *oas*. A user who names a value gets it or is told why not; one who leaves a property at
  *auto* gets what the SMMU of the first device has.

  The guest reads the outcome in four fields of the ID registers: IDR3.RIL, IDR0.ATS, IDR1.SSIDSIZE and IDR5.OAS, which is
  4 for 44 bits and 5 for 48. A guest goes by them once, when its driver probes, so they never change under it: not with a
  later device that is behind a better SMMU, not when the last device goes, and not with a reset.

  @LIFE-18
  Rule: LIFE-18 A property that the host cannot back refuses the device

    The check of the host SMMU refuses the attach of a device if the emulated SMMU has more SubstreamID bits (ssidsize)
    than the host's, range invalidations (ril) or ATS (ats) that the host's has not, or a larger output address (oas). A
    host that has as much or more is accepted, for the first device and for each later one.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: A host with <host> does not back <property>
      Given a VM with cmdqv=on, <property> and no devices
      And the kernel tells of an SMMU with <host>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time
      And the device makes no VIOMMU_ALLOC call

      Examples:
        | property    | host            |
        | ssidsize=1  | IDR1.SSIDSIZE=0 |
        | ssidsize=9  | IDR1.SSIDSIZE=8 |
        | ssidsize=20 | IDR1.SSIDSIZE=19 |
        | ril=on      | IDR3.RIL=0      |
        | oas=48      | IDR5.OAS=4      |
        | oas=44      | IDR5.OAS=3      |
        | ats=on      | IDR0.ATS=0      |

    Scenario Outline: A host with <host> backs <property>
      Given a VM with cmdqv=on, <property> and no devices
      And the kernel tells of an SMMU with <host>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And the device makes these VIOMMU_ALLOC calls:
        | type=TEGRA241_CMDQV |

      Examples:
        | property    | host             |
        | ssidsize=0  | IDR1.SSIDSIZE=0  |
        | ssidsize=8  | IDR1.SSIDSIZE=8  |
        | ssidsize=8  | IDR1.SSIDSIZE=20 |
        | ssidsize=20 | IDR1.SSIDSIZE=20 |
        | ril=off     | IDR3.RIL=0       |
        | ril=off     | IDR3.RIL=1       |
        | ril=on      | IDR3.RIL=1       |
        | oas=44      | IDR5.OAS=4       |
        | oas=44      | IDR5.OAS=5       |
        | oas=48      | IDR5.OAS=5       |
        | oas=48      | IDR5.OAS=6       |
        | ats=off     | IDR0.ATS=0       |
        | ats=off     | IDR0.ATS=1       |
        | ats=on      | IDR0.ATS=1       |

    Scenario Outline: With <properties> a host that lacks one of the others is refused: <host>
      Given a VM with cmdqv=on, <properties> and no devices
      And the kernel tells of an SMMU with <host>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it each time

      Examples:
        | properties                             | host                        |
        | ril=on, ats=off, oas=44, ssidsize=0    | IDR3.RIL=0                  |
        | ril=off, ats=on, oas=44, ssidsize=0    | IDR0.ATS=0                  |
        | ril=off, ats=off, oas=48, ssidsize=0   | IDR5.OAS=4                  |
        | ril=off, ats=off, oas=44, ssidsize=20  | IDR1.SSIDSIZE=19            |

    Scenario: With as little as there is a host may have as little
      Given a VM with cmdqv=on, ril=off, ats=off, oas=44, ssidsize=0 and no devices
      And the kernel tells of an SMMU with IDR3.RIL=0, IDR0.ATS=0, IDR5.OAS=4, IDR1.SSIDSIZE=0
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it

    Scenario Outline: A host that cannot back <property> is looked at for a later device, too
      Given the VM with CMDQ-V, <property> and device gpu0
      And the kernel tells of an SMMU with <host>
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no DESTROY call with id=viommu
      And no register changed

      Examples:
        | property    | host            |
        | ssidsize=9  | IDR1.SSIDSIZE=8 |
        | ril=on      | IDR3.RIL=0      |
        | oas=48      | IDR5.OAS=4      |
        | ats=on      | IDR0.ATS=0      |

    Scenario Outline: A host that backed <property> is looked at again with <host> when a device comes again
      Given the VM with CMDQ-V, <property> and device gpu0
      And device nic0 is plugged into the VM as StreamID 0x18
      And device nic0 is unplugged from the VM
      And the kernel tells of an SMMU with <host>
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And the device makes no DESTROY call with id=viommu
      And no register changed

      Examples:
        | property   | host            |
        | ssidsize=8 | IDR1.SSIDSIZE=7 |
        | ril=on     | IDR3.RIL=0      |
        | oas=44     | IDR5.OAS=3      |
        | ats=on     | IDR0.ATS=0      |

    Scenario Outline: A later device whose host has <host> backs <property>
      Given the VM with CMDQ-V, <property> and device gpu0
      And the kernel tells of an SMMU with <host>
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it

      Examples:
        | property   | host            |
        | ssidsize=9 | IDR1.SSIDSIZE=9 |
        | ril=off    | IDR3.RIL=0      |
        | oas=44     | IDR5.OAS=4      |
        | ats=off    | IDR0.ATS=0      |

    Scenario Outline: A device that <property> refused is accepted from a host that backs it
      Given a VM with cmdqv=on, <property> and no devices
      And the kernel tells of an SMMU with <lacking>
      And device gpu0 is plugged into the VM as StreamID 0x10
      And the kernel tells of an SMMU with <enough>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And <field> of the VM is <value>

      Examples:
        | property   | lacking         | enough           | field         | value |
        | ssidsize=9 | IDR1.SSIDSIZE=8 | IDR1.SSIDSIZE=10 | IDR1.SSIDSIZE | 9     |
        | oas=48     | IDR5.OAS=4      | IDR5.OAS=6       | IDR5.OAS      | 5     |

  @LIFE-19
  Rule: LIFE-19 A property that is auto is as the host of the first device has it

    A property ril, ats, oas or ssidsize that is auto is what the SMMU of the first device has: IDR3.RIL, IDR0.ATS,
    IDR5.OAS and IDR1.SSIDSIZE of the emulated SMMU read as the host's do. That is settled with the first device: no
    later device, no unplugging and no reset changes it, and later hosts have to back it.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: <property> reads as <field>=<value> on a host with <host>
      Given a host whose SMMU has <host>
      And a VM with cmdqv=on, <property> and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And <field> of the VM is <value>

      Examples:
        | property      | host                             | field         | value |
        | ats=auto      | IDR0.ATS=1                       | IDR0.ATS      | 1     |
        | ats=auto      | IDR0.ATS=0, IDR0.PRI=0           | IDR0.ATS      | 0     |
        | ril=auto      | IDR3.RIL=1                       | IDR3.RIL      | 1     |
        | ril=auto      | AIDR.ArchMinorRev=1, IDR3.RIL=0  | IDR3.RIL      | 0     |
        | ssidsize=auto | IDR1.SSIDSIZE=0                  | IDR1.SSIDSIZE | 0     |
        | ssidsize=auto | IDR1.SSIDSIZE=13                 | IDR1.SSIDSIZE | 13    |
        | ssidsize=auto | IDR1.SSIDSIZE=20                 | IDR1.SSIDSIZE | 20    |
        | oas=auto      | IDR5.OAS=3                       | IDR5.OAS      | 3     |
        | oas=auto      | IDR5.OAS=4                       | IDR5.OAS      | 4     |
        | oas=auto      | IDR5.OAS=5                       | IDR5.OAS      | 5     |
        | oas=auto      | IDR5.OAS=6                       | IDR5.OAS      | 6     |

    Scenario Outline: One property that is named leaves <property> to the host
      Given a host whose SMMU has IDR0.ATS=0, IDR0.PRI=0, IDR1.SSIDSIZE=13, AIDR.ArchMinorRev=1, IDR3.RIL=0, IDR5.OAS=4
      When the VM starts with CMDQ-V, <named>, <property> and device gpu0
      Then <field> of the VM is <value>

      Examples:
        | named       | property      | field         | value |
        | ssidsize=3  | ats=auto      | IDR0.ATS      | 0     |
        | ats=off     | ril=auto      | IDR3.RIL      | 0     |
        | ril=off     | ssidsize=auto | IDR1.SSIDSIZE | 13    |
        | ats=off     | oas=auto      | IDR5.OAS      | 4     |

    Scenario Outline: A later device with <host> behind changes nothing about <property>
      Given the VM with CMDQ-V, <property> and device gpu0
      And the kernel tells of an SMMU with <host>
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM accepts it
      And <field> of the VM is <value>

      Examples:
        | property      | host            | field         | value |
        | oas=auto      | IDR5.OAS=6      | IDR5.OAS      | 5     |

    Scenario Outline: With <property> a later device has to have what the first had: <host>
      Given the VM with CMDQ-V, <property> and device gpu0
      And the kernel tells of an SMMU with <host>
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM refuses it each time
      And <field> of the VM is <value>

      Examples:
        | property      | host             | field         | value |
        | ats=auto      | IDR0.ATS=0       | IDR0.ATS      | 1     |
        | ril=auto      | IDR3.RIL=0       | IDR3.RIL      | 1     |
        | ssidsize=auto | IDR1.SSIDSIZE=19 | IDR1.SSIDSIZE | 20    |
        | oas=auto      | IDR5.OAS=4       | IDR5.OAS      | 5     |

    Scenario Outline: A reset leaves <field> as the first device has settled it
      Given a host whose SMMU has <host>
      And the VM with CMDQ-V, <property> and device gpu0
      When the VM is reset
      Then <field> of the VM is <value>

      Examples:
        | property      | host                            | field         | value |
        | ats=auto      | IDR0.ATS=1                      | IDR0.ATS      | 1     |
        | ril=auto      | AIDR.ArchMinorRev=1, IDR3.RIL=0 | IDR3.RIL      | 0     |
        | ssidsize=auto | IDR1.SSIDSIZE=13                | IDR1.SSIDSIZE | 13    |
        | oas=auto      | IDR5.OAS=5                      | IDR5.OAS      | 5     |

    Scenario Outline: What the first device has settled about <property> outlives it
      Given a VM with cmdqv=off, <property> and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      And device gpu0 is unplugged from the VM
      And the kernel tells of an SMMU with <host>
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the VMM <verdict> it
      And <field> of the VM is <value>

      Examples:
        | property      | host             | verdict | field         | value |
        | ats=auto      | IDR0.ATS=0       | refuses | IDR0.ATS      | 1     |
        | ssidsize=auto | IDR1.SSIDSIZE=19 | refuses | IDR1.SSIDSIZE | 20    |
        | oas=auto      | IDR5.OAS=6       | accepts | IDR5.OAS      | 5     |

  @LIFE-20
  Rule: LIFE-20 The guest reads its SMMU's properties in the ID registers

    ril, ats and ssidsize read in IDR3.RIL, IDR0.ATS and IDR1.SSIDSIZE as they were given, and oas in IDR5.OAS as 4 for
    44 bits and 5 for 48. No other field of the ID registers depends on them, and a reset changes nothing about it.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: <property> reads as <field>=<value>
      When the VM starts with CMDQ-V, <property> and device gpu0
      Then <field> of the VM is <value>

      Examples:
        | property    | field         | value |
        | ats=on      | IDR0.ATS      | 1     |
        | ats=off     | IDR0.ATS      | 0     |
        | ril=on      | IDR3.RIL      | 1     |
        | ril=off     | IDR3.RIL      | 0     |
        | oas=44      | IDR5.OAS      | 4     |
        | oas=48      | IDR5.OAS      | 5     |
        | ssidsize=0  | IDR1.SSIDSIZE | 0     |
        | ssidsize=1  | IDR1.SSIDSIZE | 1     |
        | ssidsize=20 | IDR1.SSIDSIZE | 20    |

    Scenario Outline: <one> and <other> differ in <field> alone
      Given VM A with CMDQ-V, <one> and device gpu0
      When VM B starts with CMDQ-V, <other> and device gpu1
      Then the ID registers of VM A and VM B differ in <field> alone

      Examples:
        | one        | other       | field         |
        | ats=on     | ats=off     | IDR0.ATS      |
        | ats=auto   | ats=off     | IDR0.ATS      |
        | ril=on     | ril=off     | IDR3.RIL      |
        | oas=44     | oas=48      | IDR5.OAS      |
        | ssidsize=1 | ssidsize=20 | IDR1.SSIDSIZE |
        | ssidsize=auto | ssidsize=8 | IDR1.SSIDSIZE |

    Scenario Outline: A reset leaves <property> as it is
      Given the VM with CMDQ-V, <property> and device gpu0
      When the VM is reset
      Then <field> of the VM is <value>

      Examples:
        | property   | field         | value |
        | ats=off    | IDR0.ATS      | 0     |
        | ril=off    | IDR3.RIL      | 0     |
        | oas=44     | IDR5.OAS      | 4     |
        | ssidsize=7 | IDR1.SSIDSIZE | 7     |

  @LIFE-21
  Rule: LIFE-21 The nest parent has no PASIDs, whatever ssidsize is

    The nest parent is allocated with the flag NEST_PARENT alone, whatever ssidsize is: SubstreamIDs are an affair of
    the guest's stage 1, and the kernel refuses NEST_PARENT together with PASID.

    Until mail-v5: Nothing is said of these properties.

    MUST. Source: linux-7.2, qemu-11.1. Since qemu-11.1.

    Scenario Outline: With <property> the nest parent has the flag NEST_PARENT alone
      Given a VM with cmdqv=on, <property> and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM accepts it
      And among its host calls the device makes these, in this order:
        | HWPT_ALLOC   | flags=NEST_PARENT, dev_id=dev:gpu0, data_type=NONE, data_len=0 |
        | VIOMMU_ALLOC | type=TEGRA241_CMDQV, hwpt_id=s2                                |

      Examples:
        | property      |
        | ssidsize=0    |
        | ssidsize=1    |
        | ssidsize=20   |
        | ssidsize=auto |

  @QEMU-15
  Rule: QEMU-15 Each failed check of the host SMMU has its own message

    A host SMMU that is refused for its stream table levels, its translation tables, its StreamID or SubstreamID bits,
    range invalidations, output address, ATS or granules is told of in a message of its own that begins with "Host
    SMMUv3", with what host and VMM have where that is a number. Of a host whose information is not that of an SMMUv3
    the message is "Wrong data type".

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: The user is told that the host has <host>
      Given a VM with cmdqv=on, ril=on, ats=on, oas=48, ssidsize=9 and no devices
      And the kernel tells of an SMMU with <host>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it, and says "<message>"

      Examples:
        | host            | message                                                                      |
        | IDR0.ST_LEVEL=0 | Host SMMUv3 Stream Table format mismatch (host STLEVEL=0, QEMU STLEVEL=1)    |
        | IDR0.TTENDIAN=3 | Host SMMUv3 doesn't support Little-endian translation table                  |
        | IDR0.TTF=1      | Host SMMUv3 doesn't support AArch64 translation table format                 |
        | IDR1.SIDSIZE=15 | Host SMMUv3 SIDSIZE not compatible (host=15, QEMU=16)                        |
        | IDR1.SSIDSIZE=8 | Host SMMUv3 SSIDSIZE not compatible (host=8, QEMU=9)                         |
        | IDR3.RIL=0      | Host SMMUv3 doesn't support Range Invalidation                               |
        | IDR5.OAS=4      | Host SMMUv3 supports only 44-bit IPA, but the vSMMU OAS implies 48-bit IPA   |
        | IDR0.ATS=0      | Host SMMUv3 doesn't support Address Translation Services                     |
        | IDR5.GRAN4K=0   | Host SMMUv3 doesn't support 4K translation granule                           |
        | IDR5.GRAN16K=0  | Host SMMUv3 doesn't support 16K translation granule                          |
        | IDR5.GRAN64K=0  | Host SMMUv3 doesn't support 64K translation granule                          |

    Scenario: The user is told that the host's SMMU is no SMMUv3
      Given a VM with cmdqv=on, ril=on and no devices
      And the kernel's SMMU information has data_type=1
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the VMM refuses it, and says "Wrong data type (1) for Host SMMUv3 device info"

  @QEMU-18
  Rule: QEMU-18 The IORT says whether there is ATS

    The root complex whose devices are behind an SMMUv3 has the ATS attribute in the IORT if and only if the SMMUv3 has
    IDR0.ATS=1. A guest that finds it missing leaves the ATS of its devices off.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: <property> is in the IORT as ATS <ats>
      Given the VM with CMDQ-V, <property> and device gpu0
      When the firmware of the VM reads its tables
      Then the IORT says that ATS is <ats> behind each SMMUv3

      Examples:
        | property | ats |
        | ats=on   | on  |
        | ats=off  | off |
        | ats=auto | on  |

    Scenario: ATS that a host has not is not in the IORT
      Given a host whose SMMU has IDR0.ATS=0, IDR0.PRI=0
      And the VM with CMDQ-V, ats=auto and device gpu0
      When the firmware of the VM reads its tables
      Then the IORT says that ATS is off behind each SMMUv3
