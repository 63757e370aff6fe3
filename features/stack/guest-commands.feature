Feature: How the Linux driver in a guest issues commands

  A guest that reads HYP_OWN back as 0 knows that its vCMDQs take TLBI_NH_ASID, TLBI_NH_VA and ATC_INV only. It sends
  these there, each batch closed by a CMD_SYNC, and everything else to the SMMU's own queue. In steady state the first
  way has no VMM in it: the guest stores commands in its memory and moves PROD_INDX in the direct window, and the
  hardware fetches and executes them, with the VM's VMID and pSIDs put in (features/hardware/vmid-substitution.feature,
  features/hardware/stream-substitution.feature).

  A CMD_SYNC on a vCMDQ signals nothing: the guest polls CONS_INDX until the hardware has passed it. The second way
  traps into the VMM: features/device/trapped-queue.feature. What a vCMDQ would do with other commands:
  features/hardware/guest-commands.feature.

  @GUEST-06
  Rule: GUEST-06 A guest that sees HYP_OWN 0 keeps to three commands

    The stack supports a guest driver that requests HYP_OWN 1, reads 0 back, and then sends only TLBI_NH_ASID,
    TLBI_NH_VA and ATC_INV to its vCMDQs and everything else to the SMMU's own queue.

    MUST. Source: linux-7.2. Since mail-v5.

    @PHYS-14
    Scenario: HYP_OWN is asked for and not given
      Given a VM with CMDQ-V
      And the guest writes HYP_OWN=1 to VINTF0_CONFIG
      When the guest writes HYP_OWN=1, ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_CONFIG reads ENABLE=1, HYP_OWN=0
      And VINTF0_STATUS reads ENABLE_OK=1

    @HYP-02 @LIFE-14
    Scenario Outline: <command> is executed from a vCMDQ without the VMM
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 0:
        | <command> | <fields> |
        | CMD_SYNC  |          |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | <command> | <executed> |
        | vCMDQ 2 | CMD_SYNC  |            |
      And the device makes no host call

      Examples:
        | command      | fields                             | executed                                             |
        | TLBI_NH_ASID | ASID=5                             | ASID=5 VMID=VINTF1_CONFIG.VMID                       |
        | TLBI_NH_VA   | ASID=5 Addr=0x1000 Leaf=1          | ASID=5 VMID=VINTF1_CONFIG.VMID Addr=0x1000 Leaf=1    |
        | ATC_INV      | SID=0x10 SSV=1 SSID=3 Addr=0x1000  | SID=0x2300 SSV=1 SSID=3 Addr=0x1000                  |

    Scenario: A range that is closed as Linux closes it is executed from a vCMDQ
      Linux's CMD_SYNC tells how a completion message would be written, and asks for none.

      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_VA | ASID=5 NUM=3 SCALE=1 TTL=3 TG=1 Leaf=1 Addr=0x40000 |
        | CMD_SYNC   | MSH=3 MSIAttr=0xf                                   |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_VA | ASID=5 VMID=VINTF1_CONFIG.VMID NUM=3 SCALE=1 TTL=3 TG=1 Leaf=1 Addr=0x40000 |
        | vCMDQ 2 | CMD_SYNC   | MSH=3 MSIAttr=0xf                                                           |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2
      And the device makes no host call

    @LIFE-14 @SIDR-11
    Scenario Outline: <command> goes through the SMMU's own queue
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest's driver brings CMDQ-V up
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then these commands reach the SMMU, CMD_SYNC aside:
        | SMMU | <executed> | <fields> |
      And the device makes these host calls:
        | HWPT_INVALIDATE | hwpt_id=viommu, data_type=ARM_SMMUV3, entry_len=16, entry_num=1, command=<command> |

      Examples:
        | command                    | executed    | fields                         |
        | TLBI_NSNH_ALL              | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID        |
        | TLBI_NH_ALL                | TLBI_NH_ALL | VMID=VINTF1_CONFIG.VMID        |
        | CFGI_CD_ALL SID=0x10       | CFGI_CD_ALL | SID=0x2300                     |
        | CFGI_CD SID=0x10 Leaf=1    | CFGI_CD     | SID=0x2300 Leaf=1              |

    @UAPI-HWPT-15
    Scenario: CFGI_STE on the SMMU's own queue attaches the stream
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      And the guest's driver brings CMDQ-V up
      And the guest writes 0x1 to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      Then among its host calls the device makes these, in this order:
        | HWPT_ALLOC                    | pt_id=viommu, dev_id=dev:gpu0 |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | pt_id=stage1                  |

  @GUEST-07
  Rule: GUEST-07 Completion is seen by polling CONS_INDX

    The stack supports a guest driver that issues every CMD_SYNC on a vCMDQ with CS_NONE and finds its completion by
    polling CONS_INDX.

    MUST. Source: linux-7.2, linux-commits. Since mail-v5.

    @CQ-07 @HYP-06
    Scenario Outline: CONS_INDX of vCMDQ <slot> passes a CMD_SYNC
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ <slot>:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     | CS=0   |
      Then VINTF0_LVCMDQ<slot>_CONS_INDX reads RD=2
      And VINTF0_LVCMDQ<slot>_PROD_INDX reads WR=2
      And VCMDQ<slot>_CONS_INDX reads RD=2
      And VCMDQ<slot>_PROD_INDX reads WR=2
      And no other register changed
      And the guest receives no interrupts
      And the device makes no host call

      Examples:
        | slot |
        | 0    |
        | 1    |

    @CQ-05
    Scenario: Commands are executed in the order of the queue
      Given a VM with CMDQ-V
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=1 |
        | TLBI_NH_ASID | ASID=2 |
        | CMD_SYNC     |        |
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=1 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | TLBI_NH_ASID | ASID=2 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
        | vCMDQ 2 | TLBI_NH_ASID | ASID=3 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=5

    @CQ-02 @CQ-04
    Scenario Outline: A queue of 2^<log2size> entries wraps around after <before> CMD_SYNCs
      The index and its wrap bit above count on as one number.

      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest gives vCMDQ 0 a queue of 2^<log2size> entries at 0x40100000
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      And the guest puts <commands> on vCMDQ 0
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=<rd>

      Examples:
        | log2size | before | commands    | rd |
        | 1        | 1      | 1 CMD_SYNC  | 3  |
        | 1        | 2      | 2 CMD_SYNCs | 0  |
        | 1        | 3      | 3 CMD_SYNCs | 1  |
        | 2        | 3      | 3 CMD_SYNCs | 5  |
        | 2        | 6      | 6 CMD_SYNCs | 0  |
        | 2        | 7      | 7 CMD_SYNCs | 1  |

    @CQ-03
    Scenario: A full queue is executed to its end
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest gives vCMDQ 0 a queue of 2^1 entries at 0x40100000
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=2

    @MIG-11 @MIG-01 @MIG-02 @MIG-03
    Scenario Outline: Commands that were queued before <last> are completed by it
      Everything is prepared in the direct aperture. The write that makes the hardware queue starts it, or else the next one of
      PROD_INDX does.

      Given a VM with CMDQ-V
      And the guest writes these registers:
        | VCMDQ0_CONS_INDX | RD=1      |
        | VCMDQ0_PROD_INDX | WR=3      |
        | VCMDQ0_CONFIG    | CMDQ_EN=1 |
      And CMDQ-V is disabled
      And the guest fulfils <first> among the preconditions of vCMDQ 0
      And the guest gives vCMDQ 0 a queue of 2^8 entries at 0x40100000
      And the guest stores these commands in the memory of vCMDQ 0:
        | 0x07     |
        | CMD_SYNC |
        | CMD_SYNC |
      When the guest fulfils <last> among the preconditions of vCMDQ 0
      And the guest writes WR=3 to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU from vCMDQs:
        | vCMDQ 2 | CMD_SYNC |
        | vCMDQ 2 | CMD_SYNC |
      And VCMDQ0_CONS_INDX reads RD=3
      And VCMDQ0_STATUS reads CMDQ_EN_OK=1

      Examples:
        | first            | last     |
        | CMDQV_EN, ALLOC  | ENABLE   |
        | ENABLE, ALLOC    | CMDQV_EN |
        | CMDQV_EN, ENABLE | ALLOC    |
