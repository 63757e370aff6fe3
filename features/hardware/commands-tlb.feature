Feature: Commands for the TLB: TLBI

  A TLBI removes translations: of stage 1 of a guest (NH), of the host's own EL2 tables, of stage 2 (S12, S2), or of
  everything not secure and not the host's (NSNH). Translations are tagged with the VMID of the VM and the ASID of an
  address space in it; a command names both, or fewer where it means all.

  The hypervisor's vCMDQs take all of them, and hand them to the SMMU with each field as it was written; the scenarios
  fill every field. A guest's vCMDQ takes TLBI_NH_ASID and TLBI_NH_VA for certain, and none of EL2 or of stage 2
  (features/hardware/guest-commands.feature); the hardware puts in the guest's VMID
  (features/hardware/vmid-substitution.feature).

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0

  @CMD-06
  Rule: CMD-06 TLBI_NH_ALL is 0x10

    TLBI_NH_ALL has opcode 0x10 and VMID in [47:32] of word 0.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_NH_ALL reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ALL | VMID=0xfedc |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ALL | VMID=0xfedc |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-07
  Rule: CMD-07 TLBI_NH_ASID is 0x11

    TLBI_NH_ASID has opcode 0x11, VMID in [47:32] and ASID in [63:48] of word 0.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_NH_ASID reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=0xfedc ASID=0x1234 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=0xfedc ASID=0x1234 |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-08
  Rule: CMD-08 TLBI_NH_VA is 0x12

    TLBI_NH_VA has opcode 0x12. Word 0 holds NUM [16:12], SCALE [25:20], VMID [47:32] and ASID [63:48]; word 1 holds
    Leaf [0], TTL [9:8], TG [11:10] and Addr [63:12]. Bit 25 is 0 unless IDR5.DS is 1.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_NH_VA reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | TLBI_NH_VA | NUM=0x15 SCALE=0x0a VMID=0xfedc ASID=0x1234 Leaf=1 TTL=3 TG=1 Addr=0xfedc_ba98_7654_3000 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_VA | NUM=0x15 SCALE=0x0a VMID=0xfedc ASID=0x1234 Leaf=1 TTL=3 TG=1 Addr=0xfedc_ba98_7654_3000 |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-09
  Rule: CMD-09 TLBI_NH_VAA is 0x13

    TLBI_NH_VAA has opcode 0x13 and the fields of TLBI_NH_VA without ASID.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_NH_VAA reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | TLBI_NH_VAA | NUM=0x0a SCALE=0x15 VMID=0xfedc Leaf=1 TTL=2 TG=2 Addr=0xfedc_ba98_7600_0000 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_VAA | NUM=0x0a SCALE=0x15 VMID=0xfedc Leaf=1 TTL=2 TG=2 Addr=0xfedc_ba98_7600_0000 |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-10
  Rule: CMD-10 TLBI_EL2 commands are 0x20 to 0x23

    TLBI_EL2_ALL has opcode 0x20, TLBI_EL2_ASID 0x21, TLBI_EL2_VA 0x22 and TLBI_EL2_VAA 0x23. Word 0 holds ASID where
    the command has one; word 1 is as in TLBI_NH_VA.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario Outline: <command> reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | <command> | <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | <command> | <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | command       | fields                                                                       |
        | TLBI_EL2_ALL  |                                                                              |
        | TLBI_EL2_ASID | ASID=0x1234                                                                  |
        | TLBI_EL2_VA   | ASID=0x1234 NUM=0x15 SCALE=0x0a Leaf=1 TTL=3 TG=3 Addr=0xfedc_ba98_7654_0000 |
        | TLBI_EL2_VAA  | NUM=0x0a SCALE=0x15 Leaf=1 TTL=2 TG=2 Addr=0xfedc_ba98_7600_0000             |

  @CMD-11
  Rule: CMD-11 TLBI_S12_VMALL is 0x28

    TLBI_S12_VMALL has opcode 0x28 and VMID in [47:32] of word 0.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_S12_VMALL reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | TLBI_S12_VMALL | VMID=0xfedc |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_S12_VMALL | VMID=0xfedc |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-12
  Rule: CMD-12 TLBI_S2_IPA is 0x2A

    TLBI_S2_IPA has opcode 0x2A. Word 0 holds NUM [16:12], SCALE [25:20] and VMID [47:32]; word 1 holds Leaf [0], TTL
    [9:8], TG [11:10] and IPA [51:12]. Bit 25 is 0 unless IDR5.DS is 1.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_S2_IPA reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | TLBI_S2_IPA | NUM=0x15 SCALE=0x0a VMID=0xfedc Leaf=1 TTL=3 TG=1 IPA=0xf_edcb_a987_6000 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_S2_IPA | NUM=0x15 SCALE=0x0a VMID=0xfedc Leaf=1 TTL=3 TG=1 IPA=0xf_edcb_a987_6000 |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-13
  Rule: CMD-13 TLBI_NSNH_ALL is 0x30

    TLBI_NSNH_ALL has opcode 0x30 and no further field.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: TLBI_NSNH_ALL reaches the SMMU
      When these commands are put on vCMDQ 0:
        | TLBI_NSNH_ALL | |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NSNH_ALL | |
      And vCMDQ 0 has consumed 1 entry without error
