Feature: The trapped queue isolates like the hardware

  What a vCMDQ does not take goes to the SMMU's own queue, which the VMM traps and hands to the kernel with
  HWPT_INVALIDATE. There the kernel does by hand what the hardware does for a vCMDQ: it puts in the VMID of the VM,
  translates the stream ID, and refuses everything that is not an invalidation of the guest's own.

  So both ways end in the same command at the SMMU, and the slow one is no way around the walls of the fast one. A
  stream ID that only another vIOMMU has is as unknown here as in the slots of the hardware. The ioctl itself:
  features/kernel/invalidate-commands.feature. The hardware's side: features/stack/isolation-vmid.feature,
  features/stack/isolation-stream-ids.feature.

  @ISO-09
  Rule: ISO-09 HWPT_INVALIDATE isolates like the hardware

    Commands through HWPT_INVALIDATE have their VMID overwritten and their virtual stream ID translated; any opcode that
    is not supported gives EIO.

    MUST. Source: linux-7.2. Since mail-v5.

    @SIDR-11 @LIFE-14 @UAPI-INV-08
    Scenario Outline: <command> <fields> of a guest is executed for its VM
      Given VM A and VM B with CMDQ-V on one host
      When guest B puts <command> <fields> on the SMMU's own queue
      And guest B puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | <executed> | <with> VMID=VINTF2_CONFIG.VMID |
      And the device of VM A makes no host call

      Examples:
        | command       | fields                         | executed     | with               |
        | TLBI_NH_ALL   | VMID=0                         | TLBI_NH_ALL  |                    |
        | TLBI_NH_ALL   | VMID=1                         | TLBI_NH_ALL  |                    |
        | TLBI_NH_ASID  | VMID=0 ASID=5                  | TLBI_NH_ASID | ASID=5             |
        | TLBI_NH_ASID  | VMID=1 ASID=5                  | TLBI_NH_ASID | ASID=5             |
        | TLBI_NH_VA    | VMID=1 ASID=5 Addr=0x1000      | TLBI_NH_VA   | ASID=5 Addr=0x1000 |
        | TLBI_NH_VAA   | VMID=0xffff Addr=0x1000        | TLBI_NH_VAA  | Addr=0x1000        |

    @SIDR-11 @LIFE-14 @UAPI-INV-07
    Scenario: TLBI_NSNH_ALL of a guest becomes TLBI_NH_ALL of its VM
      Given VM A and VM B with CMDQ-V on one host
      When guest B puts TLBI_NSNH_ALL on the SMMU's own queue
      And guest B puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | TLBI_NH_ALL | VMID=VINTF2_CONFIG.VMID |

    @SIDR-11 @UAPI-INV-09
    Scenario Outline: <command> of StreamID 0x10 means <device> for <guest>
      Given VM A and VM B with CMDQ-V on one host
      And guest A configures StreamID 0x10 for "bypass"
      And guest B configures StreamID 0x10 for "bypass"
      When <guest> puts <command> SID=0x10 on the SMMU's own queue
      And <guest> puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | <command> | SID=<psid> |

      Examples:
        | command     | guest   | device | psid   |
        | ATC_INV     | guest A | gpu0   | 0x2300 |
        | ATC_INV     | guest B | gpu1   | 0x2400 |
        | CFGI_CD     | guest A | gpu0   | 0x2300 |
        | CFGI_CD     | guest B | gpu1   | 0x2400 |
        | CFGI_CD_ALL | guest A | gpu0   | 0x2300 |

    @SIDR-11
    Scenario Outline: <command> of StreamID <sid>, which is not the guest's, reaches nobody
      Given VM A and VM B with CMDQ-V on one host
      And device nic0 is plugged into VM B as StreamID 0x18
      And guest A configures StreamID 0x10 for "bypass"
      And guest B configures StreamID 0x18 for "bypass"
      When guest A puts <command> SID=<sid> on the SMMU's own queue
      And guest A puts CMD_SYNC on the SMMU's own queue
      Then no command reaches the SMMU

      Examples:
        | command     | sid    |
        | ATC_INV     | 0x18   |
        | ATC_INV     | 0x11   |
        | ATC_INV     | 0x2300 |
        | ATC_INV     | 0x2400 |
        | CFGI_CD     | 0x18   |
        | CFGI_CD_ALL | 0x18   |

    @SIDR-11 @UAPI-INV-09
    Scenario Outline: The kernel refuses <command> for a StreamID that only another vIOMMU has
      Given a process that holds "a vIOMMU"
      And device gpu1 is bound to the iommufd
      And user space calls VIOMMU_ALLOC with dev_id=gpu1, naming the result viommu2
      And user space has called VDEVICE_ALLOC with viommu_id=viommu2, dev_id=gpu1, virt_id=0x18
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> SID=0x18 |
      Then the call fails with EIO each time
      And the kernel changes nothing in the hardware

      Examples:
        | command     |
        | ATC_INV     |
        | CFGI_CD     |
        | CFGI_CD_ALL |

    @UAPI-INV-10
    Scenario Outline: The kernel refuses <command>
      Given a process that holds "a vDEVICE"
      When user space calls HWPT_INVALIDATE with these commands:
        | <command> <fields> |
      Then the call fails with EIO each time
      And the kernel changes nothing in the hardware

      Examples:
        | command         | fields   |
        | 0x07            |          |
        | PREFETCH_CONFIG | SID=0x10 |
        | PREFETCH_ADDR   | SID=0x10 |
        | CFGI_STE        | SID=0x10 |
        | CFGI_STE_RANGE  | Range=31 |
        | TLBI_EL2_ALL    |          |
        | TLBI_EL2_ASID   | ASID=5   |
        | TLBI_EL2_VA     | ASID=5   |
        | TLBI_EL2_VAA    |          |
        | TLBI_S12_VMALL  |          |
        | TLBI_S2_IPA     | VMID=1   |
        | PRI_RESP        | SID=0x10 |
        | RESUME          | SID=0x10 |
        | STALL_TERM      | SID=0x10 |
        | CMD_SYNC        |          |

    @SIDR-11
    Scenario: The VMID is that of the VM's VINTF
      Given a process that holds "a vIOMMU"
      And user space calls HWPT_ALLOC with pt_id=ioas, naming the result other
      And user space calls VIOMMU_ALLOC with hwpt_id=other, naming the result viommu2
      When user space calls HWPT_INVALIDATE with hwpt_id=viommu2 and these commands:
        | TLBI_NH_ALL VMID=1 |
      Then the call succeeds
      And these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | TLBI_NH_ALL | VMID=VINTF2_CONFIG.VMID |
