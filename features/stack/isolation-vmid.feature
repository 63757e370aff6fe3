Feature: A guest's commands stay within its VM

  A vCMDQ takes commands from the guest without anybody in between, so the hardware itself must confine them. It does so
  with what the kernel wrote to the guest's VINTF: the VMID of the VM's stage-2 HWPT, which replaces whatever VMID a
  command carries, and HYP_OWN=0, which leaves only invalidations. Nothing that the guest writes to its own registers
  changes either.

  Both are written at VIOMMU_ALLOC, before the guest can use CMDQ-V (features/kernel/vintf-hardware.feature), and a
  reset of the VM keeps its VMID. A guest that tries a command which HYP_OWN=0 forbids stops its own queue and is told
  (features/stack/guest-errors.feature); no other VM hears of it. The parts: features/device/hyp-own.feature,
  features/hardware/guest-commands.feature, features/hardware/vmid-substitution.feature. Commands that do not come
  through a vCMDQ: features/stack/isolation-invalidations.feature.

  @ISO-03
  Rule: ISO-03 The VMID comes from the stage-2 HWPT

    The kernel writes the VMID of the stage-2 HWPT to VINTF_CONFIG, and the hardware replaces the VMID of every TLB
    invalidation of the VINTF by it.

    MUST. Source: overview, linux-7.2, linux-commits. Since mail-v5.

    @VHW-06 @LIFE-05
    Scenario: Two VMs have two VMIDs, and neither has the host's
      When VM A and VM B start with CMDQ-V on one host
      Then the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID differ
      And the physical fields VINTF1_CONFIG.VMID and VINTF0_CONFIG.VMID differ
      And the physical fields VINTF2_CONFIG.VMID and VINTF0_CONFIG.VMID differ

    @VHW-06 @LIFE-15
    Scenario: Two VINTFs on one stage-2 HWPT share its VMID
      Given a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC with hwpt_id=s2, naming the result viommu2
      Then the call succeeds
      And the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID are equal

    @VHW-06 @LIFE-15
    Scenario: Two VINTFs on two stage-2 HWPTs have two VMIDs
      Given a process that holds "a vIOMMU"
      And user space calls HWPT_ALLOC with pt_id=ioas, naming the result other
      When user space calls VIOMMU_ALLOC with hwpt_id=other, naming the result viommu2
      Then the call succeeds
      And the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID differ

    @SIDR-01 @VINTF-10
    Scenario Outline: Writing <content> to VINTF0_CONFIG leaves the VMID of the hardware alone
      Given VM A and VM B with CMDQ-V on one host
      When guest A writes <content> to VINTF0_CONFIG
      Then no physical register changed
      And the device of VM A makes no host call

      Examples:
        | content                           |
        | VMID=0                            |
        | VMID=2, ENABLE=1                  |
        | VMID=0xffff, HYP_OWN=1, ENABLE=1  |

    @SIDR-01 @HYP-02
    Scenario Outline: <command> carries the VMID of <guest>'s own stage 2
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of <guest> is allocated and enabled
      When <guest> puts these commands on vCMDQ 0:
        | <command> | <fields> |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | <command> | <fields> VMID=<vintf>_CONFIG.VMID |

      Examples:
        | guest   | command      | fields                 | vintf  | queue |
        | guest A | TLBI_NH_ASID | ASID=5                 | VINTF1 | 2     |
        | guest A | TLBI_NH_VA   | ASID=5 Addr=0x12345000 | VINTF1 | 2     |
        | guest B | TLBI_NH_ASID | ASID=5                 | VINTF2 | 4     |
        | guest B | TLBI_NH_VA   | ASID=5 Addr=0x12345000 | VINTF2 | 4     |

    @SIDR-01 @SIDR-09
    Scenario Outline: <guest> reaches no other VM with <command> <fields>
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of <guest> is allocated and enabled
      When <guest> puts these commands on vCMDQ 0:
        | <command> | <fields> |
      Then commands of VINTF <vintf> reach nothing but the VMID in VINTF<vintf>_CONFIG.VMID and StreamID <psid>
      And the device of <other vm> makes no host call

      Examples:
        | guest   | command       | fields             | vintf | psid   | other vm |
        | guest A | TLBI_NH_ASID  | VMID=0 ASID=5      | 1     | 0x2300 | VM B     |
        | guest A | TLBI_NH_ASID  | VMID=2 ASID=5      | 1     | 0x2300 | VM B     |
        | guest A | TLBI_NH_VA    | VMID=2 ASID=5      | 1     | 0x2300 | VM B     |
        | guest A | TLBI_NH_VA    | VMID=0xffff ASID=5 | 1     | 0x2300 | VM B     |
        | guest A | TLBI_NH_ALL   | VMID=2             | 1     | 0x2300 | VM B     |
        | guest A | TLBI_NH_VAA   | VMID=2             | 1     | 0x2300 | VM B     |
        | guest A | TLBI_NSNH_ALL |                    | 1     | 0x2300 | VM B     |
        | guest B | TLBI_NH_ASID  | VMID=1 ASID=5      | 2     | 0x2400 | VM A     |
        | guest B | TLBI_NH_VA    | VMID=1 ASID=5      | 2     | 0x2400 | VM A     |
        | guest B | TLBI_NSNH_ALL |                    | 2     | 0x2400 | VM A     |

    @SIDR-01 @VINTF-10
    Scenario: A VMID in the guest's VINTF0_CONFIG puts nothing into its commands
      Given VM A and VM B with CMDQ-V on one host
      And guest A writes VMID=2, ENABLE=1 to VINTF0_CONFIG
      And vCMDQ 0 of guest A is allocated and enabled
      When guest A puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID |

    @SIDR-01 @SIDR-09
    Scenario: Two guests at once use the same ASID for two address spaces
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      When guest A puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      And guest B puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=3 VMID=VINTF1_CONFIG.VMID |
        | vCMDQ 2 | CMD_SYNC     |                                |
        | vCMDQ 4 | TLBI_NH_ASID | ASID=3 VMID=VINTF2_CONFIG.VMID |
        | vCMDQ 4 | CMD_SYNC     |                                |

    @TEAR-05
    Scenario: A reset keeps the VM's VMID
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the VM is reset
      And the guest's driver brings CMDQ-V up
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=3 VMID=VINTF1_CONFIG.VMID |

  @ISO-04
  Rule: ISO-04 A guest's VINTF is restricted by HYP_OWN=0

    With HYP_OWN 0 the vCMDQs of a guest execute TLB and ATC invalidations and CMD_SYNC only.

    MUST. Source: overview, linux-commits. Since mail-v5.

    @LIFE-05 @VHW-05
    Scenario: The kernel enables a guest's VINTF without HYP_OWN
      When a VM starts with CMDQ-V
      Then the physical register VINTF1_CONFIG reads ENABLE=1, HYP_OWN=0
      And the physical register VINTF0_CONFIG reads HYP_OWN=1

    @PHYS-14 @UAPI-VIOMMU-17
    Scenario: HYP_OWN that the guest writes stays with nobody
      Given a VM with CMDQ-V
      When the guest writes HYP_OWN=1, ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_CONFIG reads ENABLE=1, HYP_OWN=0
      And no physical register changed

    @HYP-02
    Scenario: Invalidations and CMD_SYNC are executed
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5             |
        | TLBI_NH_VA   | ASID=5 Addr=0x1000 |
        | ATC_INV      | SID=0x10 Size=52   |
        | CMD_SYNC     |                    |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=5 VMID=VINTF1_CONFIG.VMID             |
        | vCMDQ 2 | TLBI_NH_VA   | ASID=5 VMID=VINTF1_CONFIG.VMID Addr=0x1000 |
        | vCMDQ 2 | ATC_INV      | SID=0x2300 Size=52                         |
        | vCMDQ 2 | CMD_SYNC     |                                            |
      And VINTF0_LVCMDQ0_CONS_INDX reads RD=4
      And the guest receives no interrupts

    @HYP-04 @HYP-09 @ERR-03 @EVT-07
    Scenario Outline: <command> stops the queue and is told to the guest
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC  |          |
        | <command> | <fields> |
        | CMD_SYNC  |          |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 stops at entry 1 because the command is forbidden
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 0x1
      And the guest receives one interrupt

      Examples:
        | command         | fields            |
        | 0x07            |                   |
        | 0xff            |                   |
        | PREFETCH_CONFIG | SID=0x10          |
        | PREFETCH_ADDR   | SID=0x10          |
        | CFGI_STE        | SID=0x10 Leaf=1   |
        | CFGI_STE_RANGE  | Range=31          |
        | CFGI_CD         | SID=0x10 Leaf=1   |
        | CFGI_CD_ALL     | SID=0x10          |
        | TLBI_EL2_ALL    |                   |
        | TLBI_EL2_ASID   | ASID=5            |
        | TLBI_EL2_VA     | ASID=5            |
        | TLBI_EL2_VAA    |                   |
        | TLBI_S12_VMALL  |                   |
        | TLBI_S2_IPA     | IPA=0x1000        |
        | PRI_RESP        | SID=0x10 Resp=2   |
        | RESUME          | SID=0x10 Resp=1   |
        | STALL_TERM      | SID=0x10          |

    @HYP-04
    Scenario: Having written HYP_OWN does not help
      Given a VM with CMDQ-V
      And the guest writes HYP_OWN=1, ENABLE=1 to VINTF0_CONFIG
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | CFGI_STE_RANGE | Range=31 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    @EVT-01 @UAPI-VEQ-17
    Scenario: Another VM hears nothing of a guest's error
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      When guest A puts these commands on vCMDQ 0:
        | CFGI_STE_RANGE | Range=31 |
      Then guest A receives one interrupt
      And VI_ERR_MAP_0 of guest A reads 0x1
      And guest B receives no interrupts
      And no register changed for guest B

    @EVT-01 @UAPI-VEQ-17
    Scenario: The first VM hears nothing of the second one's error
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      When guest B puts these commands on vCMDQ 0:
        | CFGI_STE_RANGE | Range=31 |
      Then guest B receives one interrupt
      And VI_ERR_MAP_0 of guest B reads 0x1
      And guest A receives no interrupts
      And no register changed for guest A

    @ERR-03
    Scenario: Another VM's queue runs while a guest's is stopped
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      And guest A puts these commands on vCMDQ 0:
        | CFGI_STE_RANGE | Range=31 |
      When guest B puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 4 | TLBI_NH_ASID | ASID=5 VMID=VINTF2_CONFIG.VMID |
        | vCMDQ 4 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX of guest B reads RD=2
      And no register changed for guest A
