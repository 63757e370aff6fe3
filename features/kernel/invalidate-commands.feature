Feature: What the kernel makes of a VM's commands

  The kernel issues a VM's commands on the SMMU's own queue, which may do anything. It therefore does itself what the
  hardware does for a vCMDQ (features/hardware/vmid-substitution.feature,
  features/hardware/stream-substitution.feature): it overwrites the VMID by that of the VM, translates virtual stream
  IDs by the VM's vDEVICEs, and refuses every command that is not known to stay within the VM.

  TLBI_NSNH_ALL would reach every VM, so it becomes TLBI_NH_ALL of this one. A stream ID that no vDEVICE of the vIOMMU
  has gives EIO, and so does every other opcode: CFGI_STE, which the VMM handles by itself
  (features/device/trapped-queue.feature), and CMD_SYNC, which the kernel adds. Why this is enough:
  features/stack/isolation-invalidations.feature.

  @UAPI-INV-07
  Rule: UAPI-INV-07 TLBI_NSNH_ALL becomes TLBI_NH_ALL of the VM

    The kernel turns TLBI_NSNH_ALL into TLBI_NH_ALL with the VMID of the VM and all other bits clear.

    MUST. Source: linux-7.2. Since linux-7.2.

    @ISO-09
    Scenario: Everything non-secure is everything of the VM
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NSNH_ALL |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf  |

    Scenario: The VMID is the VM's own
      Given a process that holds "a nest-parent HWPT"
      And user space has called HWPT_ALLOC
      And user space has called VIOMMU_ALLOC
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NSNH_ALL |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf  |

    @UAPI-INV-08
    Scenario: The VMID of a 257th stage 2 is put in whole
      Given a process that holds "an IOAS"
      And user space has called HWPT_ALLOC 256 times
      And user space has called HWPT_ALLOC
      And user space has called VIOMMU_ALLOC
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NSNH_ALL |        |
        | TLBI_NH_ASID  | ASID=3 |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NH_ALL  | VMID=VINTF1_CONFIG.VMID        |
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |

    @ISO-09
    Scenario: It is everything of the VM on a plain SMMUv3 vIOMMU, too
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0, data_uptr=0
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result beside
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NSNH_ALL |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf  |

  @UAPI-INV-08
  Rule: UAPI-INV-08 The VMID of TLBI_NH commands is overwritten

    In TLBI_NH_ALL, TLBI_NH_ASID, TLBI_NH_VA and TLBI_NH_VAA the kernel overwrites the VMID field with the VMID of the
    VM.

    MUST. Source: linux-7.2. Since linux-7.2.

    @ISO-09
    Scenario Outline: <command> for VMID <vmid>
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | VMID=<vmid> <fields> |
      Then the call succeeds
      And the call returns entry_num=1
      And these commands reach the SMMU:
        | SMMU | <command> | VMID=VINTF1_CONFIG.VMID <fields> |
        | SMMU | CMD_SYNC  | CS=2 MSH=3 MSIAttr=0xf           |

      Examples:
        | command      | vmid   | fields                                                      |
        | TLBI_NH_ALL  | 0      |                                                             |
        | TLBI_NH_ALL  | 99     |                                                             |
        | TLBI_NH_ASID | 0      | ASID=0xffff                                                 |
        | TLBI_NH_ASID | 0xffff | ASID=3                                                      |
        | TLBI_NH_VA   | 0      | ASID=3 Leaf=1 Addr=0x12345000                               |
        | TLBI_NH_VA   | 99     | ASID=3 NUM=31 SCALE=3 Leaf=1 TTL=2 TG=1 Addr=0x123456789000 |
        | TLBI_NH_VAA  | 0      | Addr=0x12345000                                             |
        | TLBI_NH_VAA  | 99     | NUM=31 SCALE=3 Leaf=1 TTL=2 TG=1 Addr=0x123456789000        |
        | TLBI_NH_VA   | 5      | ASID=3 Addr=0xfedcba9876543000                              |
        | TLBI_NH_VAA  | 5      | Addr=0xfedcba9876543000                                     |

    Scenario Outline: <command> of a VM that is not the first
      Given a process that holds "a nest-parent HWPT"
      And user space has called HWPT_ALLOC
      And user space has called VIOMMU_ALLOC
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | VMID=1 |
      Then these commands reach the SMMU:
        | SMMU | <command> | VMID=VINTF1_CONFIG.VMID |
        | SMMU | CMD_SYNC  | CS=2 MSH=3 MSIAttr=0xf  |

      Examples:
        | command      |
        | TLBI_NH_ALL  |
        | TLBI_NH_ASID |
        | TLBI_NH_VA   |
        | TLBI_NH_VAA  |

    @ISO-09
    Scenario: A plain SMMUv3 vIOMMU is no way around it
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC with type=ARM_SMMUV3, data_len=0, data_uptr=0
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result beside
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ASID | VMID=99 ASID=3 |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |

    @UAPI-INV-02
    Scenario Outline: Commands in entries of <entry> bytes, where a page has <page>
      Given a host with pages of <page> bytes
      And a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these commands in entries of <entry> bytes, padded with 0:
        | TLBI_NH_ASID | VMID=99 ASID=3 |
        | TLBI_NH_ASID | VMID=98 ASID=4 |
      Then the call succeeds
      And the call returns entry_num=2
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=4 |
        | SMMU | CMD_SYNC     | CS=2 MSH=3 MSIAttr=0xf         |

      Examples:
        | page    | entry |
        | 0x1000  | 4096  |
        | 0x10000 | 4097  |
        | 0x10000 | 65536 |

    @ISO-09
    Scenario: Every batch carries the VMID of the VM
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 100 | TLBI_NH_ASID | VMID=7 ASID=3 |
        | 100 | TLBI_NH_ALL  | VMID=9        |
      Then the call succeeds
      And these commands reach the SMMU, CMD_SYNC aside, each so many times in a row:
        | 100 | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
        | 100 | SMMU | TLBI_NH_ALL  | VMID=VINTF1_CONFIG.VMID        |

    @ISO-09
    Scenario: Each of two vIOMMUs has the VMID of its own stage 2, call after call
      Given a process that holds "a vIOMMU"
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, naming the result other
      And user space calls VIOMMU_ALLOC with hwpt_id=other, data_len=16, naming the result second
      And user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ASID | ASID=1 |
      When user space calls HWPT_INVALIDATE with hwpt_id=second and these commands:
        | TLBI_NH_ASID | ASID=2 |
      And user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_ASID | ASID=3 |
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | TLBI_NH_ASID | VMID=VINTF2_CONFIG.VMID ASID=2 |
        | SMMU | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=3 |
      And the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID differ

  @UAPI-INV-09
  Rule: UAPI-INV-09 Stream IDs are translated through vDEVICEs

    In ATC_INV, CFGI_CD and CFGI_CD_ALL the kernel replaces the virtual stream ID by the physical one of its vDEVICE. A
    stream ID without a vDEVICE gives EIO.

    MUST. Source: linux-7.2. Since linux-7.2.

    @ISO-09
    Scenario Outline: <command> with vSID 0x10 and <fields>
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | SID=0x10 <fields> |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | <command> | SID=0x2300 <fields>    |
        | SMMU | CMD_SYNC  | CS=2 MSH=3 MSIAttr=0xf |

      Examples:
        | command     | fields               |
        | ATC_INV     | Size=52              |
        | ATC_INV     | Size=3 Addr=0x123000 |
        | CFGI_CD     | Leaf=1               |
        | CFGI_CD_ALL |                      |

    @ISO-09
    Scenario Outline: <command> with vSID 0x10 and a substream
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | SID=0x10 <fields> |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | <command> | SID=0x2300 <fields>    |
        | SMMU | CMD_SYNC  | CS=2 MSH=3 MSIAttr=0xf |

      Examples:
        | command | fields                                      |
        | ATC_INV | G=1 SSV=1 SSID=0xabcde Size=3 Addr=0x123000 |
        | CFGI_CD | SSID=0xabcde Leaf=1                         |

    Scenario: Virtual stream ID 0 is one as any other
      Given a process that holds "a vIOMMU"
      And user space has called VDEVICE_ALLOC with virt_id=0
      When user space calls HWPT_INVALIDATE with these commands:
        | CFGI_CD_ALL | SID=0 |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | CFGI_CD_ALL | SID=0x2300             |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf |

    Scenario: Each virtual stream ID has its own physical one
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0xfffff
      When user space calls HWPT_INVALIDATE with these commands:
        | CFGI_CD_ALL | SID=0xfffff |
        | CFGI_CD_ALL | SID=0x10    |
      Then these commands reach the SMMU:
        | SMMU | CFGI_CD_ALL | SID=0x2308             |
        | SMMU | CFGI_CD_ALL | SID=0x2300             |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf |

    @ISO-09
    Scenario Outline: <command> with <what>
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | SID=<sid> |
      Then the call fails with EIO each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | command     | sid        | what                                      |
        | ATC_INV     | 0x11       | a vSID that no vDEVICE has                |
        | ATC_INV     | 0x2300     | the pSID of the VM's device               |
        | ATC_INV     | 0x2308     | the pSID of another device                |
        | ATC_INV     | 0x100010   | a vSID that has the vDEVICE's low 20 bits |
        | ATC_INV     | 0x80000010 | a vSID that has the vDEVICE's low 31 bits |
        | CFGI_CD     | 0x11       | a vSID that no vDEVICE has                |
        | CFGI_CD     | 0x2300     | the pSID of the VM's device               |
        | CFGI_CD_ALL | 0x11       | a vSID that no vDEVICE has                |
        | CFGI_CD_ALL | 0x2300     | the pSID of the VM's device               |

    Scenario: The vSID of a vDEVICE that has gone
      Given a process that holds "a vDEVICE"
      And user space destroys vdevice
      When user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      Then the call fails with EIO each time
      And no command reaches the SMMU

    Scenario: The vSID of another vIOMMU
      Given a process that holds "a vDEVICE"
      And user space has called VIOMMU_ALLOC
      When user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      Then the call fails with EIO each time
      And no command reaches the SMMU

    Scenario: A vSID that the driver refused
      Given a process that holds "a vIOMMU"
      And user space calls VDEVICE_ALLOC with virt_id=0x100000
      When user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x100000 |
      Then the call fails with EIO each time
      And no command reaches the SMMU

    @ISO-09
    Scenario: Every batch carries the StreamID of the device
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these numbers of commands:
        | 100 | ATC_INV     | SID=0x10 Size=52 |
        | 100 | CFGI_CD_ALL | SID=0x10         |
      Then the call succeeds
      And these commands reach the SMMU, CMD_SYNC aside, each so many times in a row:
        | 100 | SMMU | ATC_INV     | SID=0x2300 Size=52 |
        | 100 | SMMU | CFGI_CD_ALL | SID=0x2300         |

    @ISO-09
    Scenario: A vSID that was used and given to another device means that device
      Given a process that holds "a vDEVICE"
      And user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      And user space destroys vdevice
      And device nic0 is bound to the iommufd
      And user space has called VDEVICE_ALLOC with dev_id=nic0, virt_id=0x10
      When user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | ATC_INV | SID=0x2308 |

    @ISO-09
    Scenario: A vSID that was used means nothing once its vDEVICE has gone
      Given a process that holds "a vDEVICE"
      And user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      And user space destroys vdevice
      When user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      Then the call fails with EIO each time
      And no command reaches the SMMU

    @ISO-09
    Scenario: The same vSID of two vIOMMUs means two devices
      Given a process that holds "a vDEVICE"
      And device nic0 is bound to the iommufd
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls VDEVICE_ALLOC with viommu_id=second, dev_id=nic0, virt_id=0x10, naming the result theirs
      When user space calls HWPT_INVALIDATE with hwpt_id=second and these commands:
        | ATC_INV | SID=0x10 |
      And user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 |
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | ATC_INV | SID=0x2308 |
        | SMMU | ATC_INV | SID=0x2300 |

    @ISO-05 @UAPI-INV-11
    Scenario: The commands of a vIOMMU on the second SMMU reach that
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vDEVICE"
      And device far0 is bound to the iommufd
      And user space calls HWPT_ALLOC with dev_id=far0, flags=NEST_PARENT, naming the result far_s2
      And user space calls VIOMMU_ALLOC with dev_id=far0, hwpt_id=far_s2, data_len=16, naming the result far
      And user space calls VDEVICE_ALLOC with dev_id=far0, viommu_id=far, virt_id=0x10, naming the result far_vdevice
      When user space calls HWPT_INVALIDATE with hwpt_id=far and these commands:
        | CFGI_CD_ALL | SID=0x10 |
      Then the call succeeds
      And these commands reach smmu1:
        | SMMU | CFGI_CD_ALL | SID=0x4100             |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf |

    Scenario Outline: <command> reaches a device with every bit of its pSID
      Given a host whose device gpu0 has StreamID 0x89abc
      And a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | SID=0x10 |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | <command> | SID=0x89abc            |
        | SMMU | CMD_SYNC  | CS=2 MSH=3 MSIAttr=0xf |

      Examples:
        | command     |
        | ATC_INV     |
        | CFGI_CD     |
        | CFGI_CD_ALL |

  @UAPI-INV-10
  Rule: UAPI-INV-10 Any other opcode gives EIO

    HWPT_INVALIDATE gives EIO for every other opcode, CMD_SYNC and CFGI_STE included.

    MUST. Source: uapi, linux-7.2. Since linux-7.2.

    @ISO-09
    Scenario Outline: <command> is not for a VM
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | <fields> |
      Then the call fails with EIO each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | command         | fields   |
        | PREFETCH_CONFIG | SID=0x10 |
        | PREFETCH_ADDR   | SID=0x10 |
        | CFGI_STE        | SID=0x10 |
        | CFGI_STE_RANGE  | Range=31 |
        | TLBI_EL2_ALL    |          |
        | TLBI_EL2_ASID   | ASID=1   |
        | TLBI_EL2_VA     | ASID=1   |
        | TLBI_EL2_VAA    |          |
        | TLBI_S12_VMALL  | VMID=1   |
        | TLBI_S2_IPA     | VMID=1   |
        | PRI_RESP        | SID=0x10 |
        | RESUME          | SID=0x10 |
        | STALL_TERM      | SID=0x10 |
        | CMD_SYNC        |          |
        | 0x00            |          |
        | 0x18            |          |
        | 0xff            |          |

  @UAPI-INV-17
  Rule: UAPI-INV-17 A command that the SMMU may find illegal gives EIO

    HWPT_INVALIDATE gives EIO for a command that sets a bit which its opcode does not have, or a field which the SMMU
    does not implement: ASID bits [15:8] without IDR0.ASID16; NUM, SCALE, TTL and TG without IDR3.RIL; SCALE bit 5
    without IDR5.DS; SSV, SubstreamID and G with IDR1.SSIDSIZE 0. It also gives EIO for ATC_INV without IDR0.ATS or with
    a Size above 52, and with IDR3.RIL for reserved values: NUM, SCALE or TTL with TG 0, TTL 1 with TG 2 without
    IDR5.DS, and TG alone. CFGI_CD has no SSV.

    Until linux-7.2: A command's bits were passed on to the SMMU, legal or not (UAPI-INV-20), and are by 7.3.0.

    MUST. Source: linux-7.3. Since linux-7.3.

    Scenario Outline: <what>
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <words> |
      Then the call fails with EIO each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | words                   | what                                           |
        | 0x130                   | TLBI_NSNH_ALL with word 0 bit 8                |
        | 0x100000030             | TLBI_NSNH_ALL with word 0 bit 32, of VMID      |
        | 0x30 0x1                | TLBI_NSNH_ALL with word 1 bit 0                |
        | 0x110                   | TLBI_NH_ALL with word 0 bit 8                  |
        | 0x1000000000010         | TLBI_NH_ALL with word 0 bit 48, of ASID        |
        | 0x10 0x8000000000000000 | TLBI_NH_ALL with word 1 bit 63                 |
        | 0x3000111               | TLBI_NH_ASID with word 0 bits 8 and 24         |
        | 0x11 0x1                | TLBI_NH_ASID with Leaf                         |
        | 0x412                   | TLBI_NH_VA with word 0 bit 10                  |
        | 0x12 0x2                | TLBI_NH_VA with word 1 bit 1                   |
        | 0x1000000000013         | TLBI_NH_VAA with word 0 bit 48, of ASID        |
        | 0x1000000805            | CFGI_CD with word 0 bit 11                     |
        | 0x1000000405            | CFGI_CD with word 0 bit 10, of SSec            |
        | 0x1000000005 0x2        | CFGI_CD with word 1 bit 1                      |
        | 0x1000000406            | CFGI_CD_ALL with word 0 bit 10, of SSec        |
        | 0x1000000006 0x1        | CFGI_CD_ALL with Leaf                          |
        | 0x1000000140            | ATC_INV with word 0 bit 8                      |
        | 0x1000000440            | ATC_INV with word 0 bit 10, of SSec            |
        | 0x1000000040 0x40       | ATC_INV with word 1 bit 6                      |
        | 0x1000000040 0x35       | ATC_INV with Size 53                           |

    Scenario Outline: <command> with <fields> on an SMMU with <registers>
      Given a host whose SMMU has <registers>
      And a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | <fields> |
      Then the call fails with EIO each time
      And the call returns entry_num=0
      And no command reaches the SMMU

      Examples:
        | command      | fields           | registers                         |
        | TLBI_NH_ASID | ASID=0x100       | IDR0.ASID16=0                     |
        | TLBI_NH_VA   | ASID=0x100       | IDR0.ASID16=0                     |
        | TLBI_NH_VA   | NUM=1 TG=1       | AIDR.ArchMinorRev=1, IDR3.RIL=0   |
        | TLBI_NH_VA   | SCALE=1 TG=1     | AIDR.ArchMinorRev=1, IDR3.RIL=0   |
        | TLBI_NH_VAA  | TG=1 TTL=1       | AIDR.ArchMinorRev=1, IDR3.RIL=0   |
        | ATC_INV      | SID=0x10 Size=52 | IDR0.ATS=0, IDR0.PRI=0            |
        | TLBI_NH_VA   | SCALE=32 TG=1    | IDR5.DS=0                         |
        | TLBI_NH_VA   | TG=0 NUM=1       | IDR5.DS=0                         |
        | TLBI_NH_VA   | TG=0 SCALE=1     | IDR5.DS=0                         |
        | TLBI_NH_VAA  | TG=0 TTL=1       | IDR5.DS=0                         |
        | TLBI_NH_VA   | TG=2 TTL=1       | IDR5.DS=0                         |
        | TLBI_NH_VA   | TG=2             | IDR5.OAS=6, IDR5.DS=1, IDR5.VAX=1 |
        | ATC_INV      | SID=0x10 SSV=1   | IDR1.SSIDSIZE=0                   |
        | ATC_INV      | SID=0x10 SSID=1  | IDR1.SSIDSIZE=0                   |
        | ATC_INV      | SID=0x10 G=1     | IDR1.SSIDSIZE=0                   |
        | CFGI_CD      | SID=0x10 SSID=1  | IDR1.SSIDSIZE=0                   |

    Scenario Outline: <command> with <fields> is taken by an SMMU with <registers>
      Given a host whose SMMU has <registers>
      And a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> | <fields> |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | <command> | VMID=VINTF1_CONFIG.VMID <fields> |
        | SMMU | CMD_SYNC  | CS=2 MSH=3 MSIAttr=0xf           |

      Examples:
        | command      | fields        | registers                         |
        | TLBI_NH_ASID | ASID=0xff     | IDR0.ASID16=0                     |
        | TLBI_NH_VA   | Leaf=1        | AIDR.ArchMinorRev=1, IDR3.RIL=0   |
        | TLBI_NH_VA   | SCALE=39 TG=1 | IDR5.OAS=6, IDR5.DS=1, IDR5.VAX=1 |
        | TLBI_NH_VAA  | TG=2 TTL=1    | IDR5.OAS=6, IDR5.DS=1, IDR5.VAX=1 |
        | TLBI_NH_VA   | SCALE=31 TG=1 | IDR5.DS=0                         |
        | TLBI_NH_VA   | TG=1 TTL=1    | IDR5.DS=0                         |
        | TLBI_NH_VA   | TG=2 TTL=2    | IDR5.DS=0                         |
        | TLBI_NH_VAA  | TG=2 TTL=3    | IDR5.DS=0                         |

  @UAPI-INV-20
  Rule: UAPI-INV-20 The other bits of a command are passed on

    Besides the VMID and the stream ID the kernel passes on the bits of a command as they are, whether or not the SMMU
    implements them. Those of TLBI_NSNH_ALL it drops.

    SHOULD. Source: linux-7.2. Since linux-7.2. Until linux-7.2.

    @ISO-09
    Scenario: All bits of TLBI_NSNH_ALL are dropped
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these commands:
        | 0xfffffffffffffb30 |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID |
        | SMMU | CMD_SYNC    | CS=2 MSH=3 MSIAttr=0xf  |

    Scenario: A substream of an SMMU that has none is passed on
      Given a host whose SMMU has IDR1.SSIDSIZE=0
      And a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | ATC_INV | SID=0x10 G=1 SSV=1 SSID=0xabcde Size=3 |
      Then the call succeeds
      And these commands reach the SMMU:
        | SMMU | ATC_INV  | SID=0x2300 G=1 SSV=1 SSID=0xabcde Size=3 |
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf                   |

    Scenario: A reserved combination of range fields is passed on
      Given a process that holds "a vIOMMU"
      When user space calls HWPT_INVALIDATE with these commands:
        | TLBI_NH_VA | NUM=1 |
      Then the call succeeds
      And the SMMU's own queue is given these commands, CMD_SYNC aside:
        | TLBI_NH_VA | VMID=VINTF1_CONFIG.VMID NUM=1 |
