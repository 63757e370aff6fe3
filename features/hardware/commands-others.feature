Feature: Commands for devices and for completion: ATC_INV, PRI_RESP, RESUME, STALL_TERM, CMD_SYNC

  ATC_INV invalidates the translations that a device caches itself; PRI_RESP, RESUME and STALL_TERM answer devices whose
  accesses wait; CMD_SYNC completes what precedes it. The hypervisor's vCMDQs and the SMMU's own queue take them all; an
  encoding that the architecture does not define stops the queue (features/hardware/errors.feature).

  A guest's vCMDQ takes ATC_INV, whose StreamID the hardware replaces (features/hardware/stream-substitution.feature),
  and CMD_SYNC. On any vCMDQ a CMD_SYNC signals nothing (CS=SIG_NONE): software watches CONS_INDX. It is also where an
  ATC_INV that timed out is told.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0

  @CMD-14
  Rule: CMD-14 ATC_INV is 0x40

    ATC_INV has opcode 0x40. Word 0 holds G [9], SSV [11], SubstreamID [31:12] and StreamID [63:32]; word 1 holds Size
    [5:0] and Addr [63:12]. Size 52 covers everything.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario Outline: ATC_INV reaches the SMMU for <what>
      When these commands are put on vCMDQ 0:
        | ATC_INV | <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | ATC_INV | <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | what                   | fields                                                                   |
        | a range of a substream | SSV=1 SSID=0xf_edcb SID=0x89ab_cdef Size=0x15 Addr=0xfedc_ba98_7640_0000 |
        | all substreams         | G=1 SSV=1 SSID=0x1_2345 SID=0x0000_2300 Size=0 Addr=0x1000               |
        | everything             | SID=0x0000_2300 Size=52                                                  |

  @CMD-15
  Rule: CMD-15 PRI_RESP is 0x41

    PRI_RESP has opcode 0x41, SSV [11], SubstreamID [31:12] and StreamID [63:32] in word 0, and PRGIndex [8:0] and Resp
    [13:12] (0 deny, 1 fail, 2 success) in word 1.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: PRI_RESP reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | PRI_RESP | SSV=1 SSID=0xf_edcb SID=0x89ab_cdef PRGIndex=0x155 Resp=2 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | PRI_RESP | SSV=1 SSID=0xf_edcb SID=0x89ab_cdef PRGIndex=0x155 Resp=2 |
      And vCMDQ 0 has consumed 1 entry without error

    @HYP-08
    Scenario Outline: PRI_RESP reaches the SMMU with the answer <answer>
      When these commands are put on vCMDQ 0:
        | PRI_RESP | SID=0x2300 PRGIndex=1 Resp=<resp> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | PRI_RESP | SID=0x2300 PRGIndex=1 Resp=<resp> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | answer  | resp |
        | deny    | 0    |
        | fail    | 1    |
        | success | 2    |

  @CMD-16
  Rule: CMD-16 RESUME is 0x44

    RESUME has opcode 0x44. Word 0 holds Resp [13:12] (0 terminate, 1 retry, 2 abort; the bits Ac and Ab) and StreamID
    [63:32]; word 1 holds STAG [15:0].

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario Outline: RESUME reaches the SMMU for <what>
      When these commands are put on vCMDQ 0:
        | RESUME | <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | RESUME | <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | what          | fields                             |
        | a retry       | Resp=1 SID=0x89ab_cdef STAG=0xfedc |
        | an abort      | Resp=2 SID=0x0000_2300 STAG=1      |
        | a termination | Resp=0 SID=0x0000_2300 STAG=2      |

  @CMD-17
  Rule: CMD-17 STALL_TERM is 0x45

    STALL_TERM has opcode 0x45 and StreamID in [63:32] of word 0.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    @HYP-08
    Scenario: STALL_TERM reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | STALL_TERM | SID=0x89ab_cdef |
      Then these commands reach the SMMU:
        | vCMDQ 0 | STALL_TERM | SID=0x89ab_cdef |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-18
  Rule: CMD-18 CMD_SYNC is 0x46

    CMD_SYNC has opcode 0x46. Word 0 holds CS [13:12] (0 SIG_NONE, 1 SIG_IRQ, 2 SIG_SEV, 3 reserved), MSH [23:22],
    MSIAttr [27:24] and MSIData [63:32]; word 1 holds MSIAddress [51:2].

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario: CMD_SYNC completes a vCMDQ's commands
      When these commands are put on vCMDQ 0:
        | CMD_SYNC | CS=0 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC | CS=0 |
      And vCMDQ 0 has consumed 1 entry without error

    Scenario Outline: The SMMU's own queue takes CMD_SYNC with <what>
      When these commands are put on the SMMU's own queue:
        | CMD_SYNC | <fields> |
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC | <fields> |
      And the SMMU's own queue consumes 1 command

      Examples:
        | what               | fields                                                                   |
        | SIG_NONE           | CS=0                                                                     |
        | SIG_IRQ            | CS=1                                                                     |
        | SIG_IRQ and an MSI | CS=1 MSH=3 MSIAttr=0xf MSIData=0x89ab_cdef MSIAddress=0xf_edcb_a987_6544 |
        | SIG_SEV            | CS=2                                                                     |

  @CMD-19
  Rule: CMD-19 Range invalidation needs IDR3.RIL

    NUM, SCALE, TTL and TG are reserved without IDR3.RIL: a command in which they are not 0 has the effect that it has
    with 0. With TG other than 0 a command covers (NUM + 1) * 2^SCALE granules; with TG 0, NUM, SCALE and TTL are
    reserved.

    Accepted: CERROR_ILL is accepted too for a reserved field that is not 0, of these commands and of all others:
    hardware may check.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: A guest invalidates <what> with one command
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When these commands are put on vCMDQ 2:
        | TLBI_NH_VA | ASID=3 <range> Addr=0x8000_0000 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_VA | VMID=5 ASID=3 <range> Addr=0x8000_0000 |
      And vCMDQ 2 has consumed 1 entry without error

      Examples:
        | what                 | range                    |
        | 32 pages of 4 KiB    | TG=1 NUM=0x1f SCALE=0    |
        | 2^31 pages of 16 KiB | TG=2 NUM=0 SCALE=0x1f    |
        | 8 pages of 64 KiB    | TG=3 NUM=1 SCALE=2 TTL=3 |

  @CMD-20
  Rule: CMD-20 Illegal commands on the SMMU's own queue raise CERROR_ILL

    On the SMMU's own queue an undefined opcode, the reserved value of CS or of PRI_RESP's Resp (3), or a command that
    the context does not permit raises CERROR_ILL.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: Undefined opcode <opcode> stops the SMMU's own queue
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL | |
        | <opcode>      | |
        | CMD_SYNC      | |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL | |
      And the SMMU's own queue stops at command 1 with CERROR_ILL

      Examples:
        | opcode |
        | 0x00   |
        | 0x08   |
        | 0xff   |

    Scenario: The reserved CS of CMD_SYNC stops the SMMU's own queue
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL |      |
        | CMD_SYNC      | CS=3 |
        | CMD_SYNC      |      |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL | |
      And the SMMU's own queue stops at command 1 with CERROR_ILL

    Scenario: The reserved answer of PRI_RESP stops the SMMU's own queue
      When these commands are put on the SMMU's own queue:
        | TLBI_NSNH_ALL |                              |
        | PRI_RESP      | SID=0x2300 PRGIndex=1 Resp=3 |
        | CMD_SYNC      |                              |
      Then these commands reach the SMMU:
        | SMMU | TLBI_NSNH_ALL | |
      And the SMMU's own queue stops at command 1 with CERROR_ILL

    Scenario: An error of the SMMU's own queue leaves vCMDQs running
      Given these commands are put on the SMMU's own queue:
        | 0x08 |
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |
      And vCMDQ 0 has consumed 1 entry without error

    Scenario Outline: <command> is legal on the SMMU's own queue
      When these commands are put on the SMMU's own queue:
        | <command> | <fields> |
      Then these commands reach the SMMU:
        | SMMU | <command> | <fields> |
      And the SMMU's own queue consumes 1 command

      Examples:
        | command         | fields                         |
        | PREFETCH_CONFIG | SSV=1 SSID=3 SID=0x2300        |
        | PREFETCH_ADDR   | SID=0x2300 Size=1 Addr=0x4000  |
        | CFGI_STE        | SID=0x2300 Leaf=1              |
        | CFGI_STE_RANGE  | SID=0x2300 Range=3             |
        | CFGI_CD         | SSID=3 SID=0x2300 Leaf=1 |
        | CFGI_CD_ALL     | SID=0x2300                     |
        | TLBI_NH_ALL     | VMID=5                         |
        | TLBI_NH_ASID    | VMID=5 ASID=3                  |
        | TLBI_NH_VA      | VMID=5 ASID=3 Addr=0x4000      |
        | TLBI_NH_VAA     | VMID=5 Addr=0x4000             |
        | TLBI_EL2_ALL    |                                |
        | TLBI_EL2_ASID   | ASID=3                         |
        | TLBI_EL2_VA     | ASID=3 Addr=0x4000             |
        | TLBI_EL2_VAA    | Addr=0x4000                    |
        | TLBI_S12_VMALL  | VMID=5                         |
        | TLBI_S2_IPA     | VMID=5 IPA=0x4000              |
        | TLBI_NSNH_ALL   |                                |
        | ATC_INV         | SID=0x2300 Size=52             |
        | PRI_RESP        | SID=0x2300 PRGIndex=1 Resp=2   |
        | RESUME          | Resp=1 SID=0x2300 STAG=1       |
        | STALL_TERM      | SID=0x2300                     |
