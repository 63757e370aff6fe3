Feature: Which commands are legal

  An SMMU has no command for what it cannot do: without a stage 2 there is nothing in it that TLBI_S2_IPA could
  invalidate, and the command is as illegal as an opcode that nothing defines. Its ID registers say which these are, so
  each clause has hosts on both sides. What the encodings are: features/hardware/commands-tlb.feature,
  features/hardware/commands-configuration.feature, features/hardware/commands-others.feature.

  The hypervisor's vCMDQs and the SMMU's own queue refuse alike; a guest's vCMDQ takes few commands anyway
  (features/hardware/guest-commands.feature).

  @CMD-21
  Rule: CMD-21 A command is illegal where the SMMU lacks what it is for

    An SMMU refuses as illegal TLBI_NH_*, CFGI_CD and CFGI_CD_ALL with IDR0.S1P=0, TLBI_S12_VMALL and TLBI_S2_IPA with
    IDR0.S2P=0, TLBI_EL2_* with IDR0.Hyp=0, ATC_INV with IDR0.ATS=0, PRI_RESP with IDR0.PRI=0, RESUME and STALL_TERM
    with IDR0.STALL_MODEL=1, and opcode 0x07, CFGI_VMS_PIDM, with IDR3.MPAM=0. It takes them otherwise.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    The usual host has IDR0.S1P=1, S2P=1, Hyp=1, ATS=1, PRI=1 and STALL_MODEL=0; that it takes the commands for these is
    shown where their encodings are.

    Scenario Outline: <command> stops the SMMU's own queue with <registers>
      Given the CMDQ-V hardware of an SMMU with <registers>, out of reset
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL |          |
        | <command>     | <fields> |
        | CMD_SYNC      |          |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL | |
      And the SMMU's own queue stops at command 1 with CERROR_ILL

      Examples:
        | command        | registers                            | fields                       |
        | CFGI_CD        | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | SSID=3 SID=0x2300            |
        | CFGI_CD_ALL    | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | SID=0x2300                   |
        | TLBI_NH_ALL    | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5                       |
        | TLBI_NH_ASID   | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5 ASID=3                |
        | TLBI_NH_VA     | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5 ASID=3 Addr=0x4000    |
        | TLBI_NH_VAA    | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5 Addr=0x4000           |
        | TLBI_S12_VMALL | IDR0.S2P=0, IDR0.Hyp=0               | VMID=5                       |
        | TLBI_S2_IPA    | IDR0.S2P=0, IDR0.Hyp=0               | VMID=5 IPA=0x4000            |
        | TLBI_EL2_ALL   | AIDR.ArchMinorRev=1, IDR0.Hyp=0      |                              |
        | TLBI_EL2_ASID  | AIDR.ArchMinorRev=1, IDR0.Hyp=0      | ASID=3                       |
        | TLBI_EL2_VA    | AIDR.ArchMinorRev=1, IDR0.Hyp=0      | ASID=3 Addr=0x4000           |
        | TLBI_EL2_VAA   | AIDR.ArchMinorRev=1, IDR0.Hyp=0      | Addr=0x4000                  |
        | ATC_INV        | IDR0.ATS=0, IDR0.PRI=0               | SID=0x2300 Size=52           |
        | PRI_RESP       | IDR0.ATS=0, IDR0.PRI=0               | SID=0x2300 PRGIndex=1 Resp=2 |
        | PRI_RESP       | IDR0.PRI=0                           | SID=0x2300 PRGIndex=1 Resp=2 |
        | RESUME         | IDR0.STALL_MODEL=1, IDR5.STALL_MAX=0 | Resp=1 SID=0x2300 STAG=1     |
        | STALL_TERM     | IDR0.STALL_MODEL=1, IDR5.STALL_MAX=0 | SID=0x2300                   |
        | CFGI_VMS_PIDM  | IDR3.MPAM=0                          |                              |

    @HYP-08
    Scenario Outline: <command> stops a vCMDQ of the hypervisor with <registers>
      Given the CMDQ-V hardware of an SMMU with <registers>, out of reset
      And VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      When these commands are put on vCMDQ 0:
        | CMD_SYNC  |          |
        | <command> | <fields> |
        | CMD_SYNC  |          |
      Then vCMDQ 0 stops at entry 1 with ILL_OPCODE
      And these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC | |

      Examples:
        | command        | registers                            | fields                       |
        | CFGI_CD        | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | SSID=3 SID=0x2300            |
        | CFGI_CD_ALL    | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | SID=0x2300                   |
        | TLBI_NH_ALL    | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5                       |
        | TLBI_NH_ASID   | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5 ASID=3                |
        | TLBI_NH_VA     | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5 ASID=3 Addr=0x4000    |
        | TLBI_NH_VAA    | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0   | VMID=5 Addr=0x4000           |
        | TLBI_S12_VMALL | IDR0.S2P=0, IDR0.Hyp=0               | VMID=5                       |
        | TLBI_S2_IPA    | IDR0.S2P=0, IDR0.Hyp=0               | VMID=5 IPA=0x4000            |
        | TLBI_EL2_ALL   | AIDR.ArchMinorRev=1, IDR0.Hyp=0      |                              |
        | TLBI_EL2_ASID  | AIDR.ArchMinorRev=1, IDR0.Hyp=0      | ASID=3                       |
        | TLBI_EL2_VA    | AIDR.ArchMinorRev=1, IDR0.Hyp=0      | ASID=3 Addr=0x4000           |
        | TLBI_EL2_VAA   | AIDR.ArchMinorRev=1, IDR0.Hyp=0      | Addr=0x4000                  |
        | ATC_INV        | IDR0.ATS=0, IDR0.PRI=0               | SID=0x2300 Size=52           |
        | PRI_RESP       | IDR0.ATS=0, IDR0.PRI=0               | SID=0x2300 PRGIndex=1 Resp=2 |
        | PRI_RESP       | IDR0.PRI=0                           | SID=0x2300 PRGIndex=1 Resp=2 |
        | RESUME         | IDR0.STALL_MODEL=1, IDR5.STALL_MAX=0 | Resp=1 SID=0x2300 STAG=1     |
        | STALL_TERM     | IDR0.STALL_MODEL=1, IDR5.STALL_MAX=0 | SID=0x2300                   |
        | CFGI_VMS_PIDM  | IDR3.MPAM=0                          |                              |

    Scenario Outline: <command> is legal on the SMMU's own queue with <registers>
      Given the CMDQ-V hardware of an SMMU with <registers>, out of reset
      When these commands are put on the SMMU's own queue:
        | <command> | <fields> |
      Then these commands reach the SMMU:
        | SMMU | <command> | <fields> |
      And the SMMU's own queue consumes 1 command

      Examples:
        | command        | registers                          | fields                   |
        | CFGI_STE       | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0 | SID=0x2300               |
        | TLBI_S12_VMALL | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0 | VMID=5                   |
        | TLBI_NSNH_ALL  | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0 |                          |
        | TLBI_NH_ALL    | IDR0.S2P=0, IDR0.Hyp=0             | VMID=5                   |
        | CFGI_CD        | IDR0.S2P=0, IDR0.Hyp=0             | SID=0x2300               |
        | TLBI_NSNH_ALL  | IDR0.S2P=0, IDR0.Hyp=0             |                          |
        | ATC_INV        | IDR0.PRI=0                         | SID=0x2300 Size=52       |
        | RESUME         | IDR0.STALL_MODEL=2                 | Resp=1 SID=0x2300 STAG=1 |
        | STALL_TERM     | IDR0.STALL_MODEL=2                 | SID=0x2300               |
        | CFGI_VMS_PIDM  | IDR3.MPAM=1                        |                          |

    @HYP-08
    Scenario Outline: <command> is legal on a vCMDQ of the hypervisor with <registers>
      Given the CMDQ-V hardware of an SMMU with <registers>, out of reset
      And VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      When these commands are put on vCMDQ 0:
        | <command> | <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | <command> | <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | command        | registers                          | fields                   |
        | CFGI_STE       | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0 | SID=0x2300               |
        | TLBI_S12_VMALL | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0 | VMID=5                   |
        | TLBI_NSNH_ALL  | IDR0.S1P=0, IDR0.Hyp=0, IDR3.HAD=0 |                          |
        | TLBI_NH_ALL    | IDR0.S2P=0, IDR0.Hyp=0             | VMID=5                   |
        | CFGI_CD        | IDR0.S2P=0, IDR0.Hyp=0             | SID=0x2300               |
        | TLBI_NSNH_ALL  | IDR0.S2P=0, IDR0.Hyp=0             |                          |
        | ATC_INV        | IDR0.PRI=0                         | SID=0x2300 Size=52       |
        | RESUME         | IDR0.STALL_MODEL=2                 | Resp=1 SID=0x2300 STAG=1 |
        | STALL_TERM     | IDR0.STALL_MODEL=2                 | SID=0x2300               |
        | CFGI_VMS_PIDM  | IDR3.MPAM=1                        |                          |

  @CMD-22
  Rule: CMD-22 SSec is for the Secure queue

    A PREFETCH_*, CFGI_*, RESUME or STALL_TERM with SSec, bit 10 of word 0, set to 1 is illegal on every queue that is
    not the Secure one, whether the SMMU has a Secure state or not.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: <command> with SSec stops the SMMU's own queue
      Given the CMDQ-V hardware of an SMMU with IDR3.MPAM=1, out of reset
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL |                        |
        | <command>     | SSec=1 <fields>        |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL | |
      And the SMMU's own queue stops at command 1 with CERROR_ILL

      Examples:
        | command         | fields                   |
        | PREFETCH_CONFIG | SID=0x2300               |
        | PREFETCH_ADDR   | SID=0x2300 Addr=0x4000   |
        | CFGI_STE        | SID=0x2300 Leaf=1        |
        | CFGI_STE_RANGE  | SID=0x2300 Range=3       |
        | CFGI_CD         | SID=0x2300 Leaf=1        |
        | CFGI_CD_ALL     | SID=0x2300               |
        | CFGI_VMS_PIDM   |                          |
        | RESUME          | Resp=1 SID=0x2300 STAG=1 |
        | STALL_TERM      | SID=0x2300               |

    Scenario: CFGI_STE with SSec stops a vCMDQ of the hypervisor
      Given the CMDQ-V hardware out of reset
      And VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      When these commands are put on vCMDQ 0:
        | CFGI_STE | SSec=1 SID=0x2300 |
      Then vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And no command reaches the SMMU

  @CMD-23
  Rule: CMD-23 A granule without range and level is illegal

    With IDR3.RIL a TLBI by address with TG other than 0 and NUM, SCALE and TTL 0 is illegal. Without IDR5.DS, TTL 1
    with TG 2 (16 KiB) counts as TTL 0.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: <command> with <range> alone stops the SMMU's own queue
      Given the CMDQ-V hardware of an SMMU with <registers>, out of reset
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL |                  |
        | <command>     | <fields> <range> |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL | |
      And the SMMU's own queue stops at command 1 with CERROR_ILL

      Examples:
        | command      | registers  | fields                         | range      |
        | TLBI_NH_VA   | IDR3.RIL=1 | VMID=5 ASID=3 Addr=0x8000_0000 | TG=1       |
        | TLBI_NH_VA   | IDR3.RIL=1 | VMID=5 ASID=3 Addr=0x8000_0000 | TG=3       |
        | TLBI_NH_VA   | IDR5.DS=0  | VMID=5 ASID=3 Addr=0x8000_0000 | TG=2 TTL=1 |
        | TLBI_NH_VAA  | IDR3.RIL=1 | VMID=5 Addr=0x8000_0000        | TG=1       |
        | TLBI_EL2_VA  | IDR3.RIL=1 | ASID=3 Addr=0x8000_0000        | TG=1       |
        | TLBI_EL2_VAA | IDR3.RIL=1 | Addr=0x8000_0000               | TG=1       |
        | TLBI_S2_IPA  | IDR3.RIL=1 | VMID=5 IPA=0x8000_0000         | TG=1       |

    Scenario Outline: <range> is a range, or one page with its level, with <registers>
      Given the CMDQ-V hardware of an SMMU with <registers>, out of reset
      When these commands are put on the SMMU's own queue:
        | TLBI_NH_VA | VMID=5 ASID=3 Addr=0x8000_0000 <range> |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NH_VA | VMID=5 ASID=3 Addr=0x8000_0000 <range> |
      And the SMMU's own queue consumes 1 command

      Examples:
        | registers              | range        |
        | IDR3.RIL=1             | TG=1 NUM=1   |
        | IDR3.RIL=1             | TG=1 SCALE=1 |
        | IDR3.RIL=1             | TG=1 TTL=1   |
        | IDR3.RIL=1             | TG=2 TTL=2   |
        | IDR5.DS=1, IDR5.VAX=1  | TG=2 TTL=1   |

    Scenario: A guest's range that is none stops its vCMDQ
      Given the CMDQ-V hardware out of reset
      And VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When these commands are put on vCMDQ 2:
        | TLBI_NH_VA | ASID=3 TG=1 Addr=0x8000_0000 |
      Then vCMDQ 2 stops at entry 0 with ILL_OPCODE
      And no command reaches the SMMU

  @CMD-24
  Rule: CMD-24 SCALE has a sixth bit with IDR5.DS

    With IDR5.DS, SCALE of a TLBI by address has its bit 5, bit 25 of word 0: it is handed to the SMMU with the others.
    Without, the bit is reserved (CMD-19).

    Accepted: A guest's vCMDQ may invalidate more of the same VM.

    MUST. Source: smmuv3, linux-7.3. Since ihi0070-G.b.

    @HYP-08
    Scenario Outline: SCALE <scale> of <command> reaches the SMMU from a vCMDQ of the hypervisor
      Given the CMDQ-V hardware of an SMMU with IDR5.DS=1, IDR5.VAX=1, out of reset
      And VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      When these commands are put on vCMDQ 0:
        | <command> | TG=1 NUM=1 SCALE=<scale> <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | <command> | TG=1 NUM=1 SCALE=<scale> <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | command      | scale | fields                         |
        | TLBI_NH_VA   | 32    | VMID=5 ASID=3 Addr=0x8000_0000 |
        | TLBI_NH_VA   | 39    | VMID=5 ASID=3 Addr=0x8000_0000 |
        | TLBI_NH_VAA  | 35    | VMID=5 Addr=0x8000_0000        |
        | TLBI_EL2_VA  | 34    | ASID=3 Addr=0x8000_0000        |
        | TLBI_EL2_VAA | 33    | Addr=0x8000_0000               |
        | TLBI_S2_IPA  | 36    | VMID=5 IPA=0x8000_0000         |

    Scenario: A guest invalidates 2^33 pages of 4 KiB with one command
      Given the CMDQ-V hardware of an SMMU with IDR5.DS=1, IDR5.VAX=1, out of reset
      And VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When these commands are put on vCMDQ 2:
        | TLBI_NH_VA | ASID=3 TG=1 NUM=1 SCALE=32 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_VA | VMID=5 ASID=3 TG=1 NUM=1 SCALE=32 |
      And vCMDQ 2 has consumed 1 entry without error
