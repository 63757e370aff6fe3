Feature: Commands for configuration: CFGI and PREFETCH

  A command is 16 bytes: the opcode in bits [7:0] of the first word, its fields at fixed places in both words. CFGI
  tells the SMMU that a Stream Table Entry or a Context Descriptor changed; PREFETCH announces that a configuration or a
  translation will be needed. The StreamID in them names a device.

  A vCMDQ of the hypervisor (HYP_OWN=1) takes every command and hands it to the SMMU with each field as it was written;
  the scenarios fill every field of every command. A guest's vCMDQ takes none of these
  (features/hardware/guest-commands.feature): a guest puts them on the SMMU's own queue, which the VMM traps
  (features/device/trapped-queue.feature).

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0

  @CMD-01
  Rule: CMD-01 PREFETCH_CONFIG is 0x01 and PREFETCH_ADDR 0x02

    PREFETCH_CONFIG has opcode 0x01 and PREFETCH_ADDR 0x02, each in [7:0] of word 0. Word 0 also holds SSV [11],
    SubstreamID [31:12] and StreamID [63:32]; word 1 holds Size [4:0] and Addr [63:12].

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario Outline: <command> reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | <command> | <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | <command> | <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | command         | fields                                                                   |
        | PREFETCH_CONFIG | SSV=1 SSID=0xf_edcb SID=0x89ab_cdef                                      |
        | PREFETCH_ADDR   | SSV=1 SSID=0x1_2345 SID=0x0000_2300 Size=0x1f Addr=0xfedc_ba98_7654_3000 |

  @CMD-02
  Rule: CMD-02 CFGI_STE is 0x03

    CFGI_STE has opcode 0x03, StreamID in [63:32] of word 0 and Leaf in bit 0 of word 1.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: CFGI_STE reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | CFGI_STE | SID=0x89ab_cdef Leaf=1 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CFGI_STE | SID=0x89ab_cdef Leaf=1 |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-03
  Rule: CMD-03 CFGI_STE_RANGE is 0x04

    CFGI_STE_RANGE has opcode 0x04, StreamID in word 0 and Range in [4:0] of word 1. It covers 2^(Range + 1) stream IDs
    and ignores the low Range + 1 bits of StreamID; Range 31 means all (CFGI_ALL).

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario Outline: CFGI_STE_RANGE reaches the SMMU for <what>
      When these commands are put on vCMDQ 0:
        | CFGI_STE_RANGE | <fields> |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CFGI_STE_RANGE | <fields> |
      And vCMDQ 0 has consumed 1 entry without error

      Examples:
        | what           | fields                  |
        | 256 stream IDs | SID=0x0000_2300 Range=7 |
        | all stream IDs | SID=0 Range=31          |

  @CMD-04
  Rule: CMD-04 CFGI_CD is 0x05

    CFGI_CD has opcode 0x05, SubstreamID [31:12] and StreamID [63:32] in word 0 and Leaf in bit 0 of word 1.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: CFGI_CD reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | CFGI_CD | SSID=0xf_edcb SID=0x89ab_cdef Leaf=1 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CFGI_CD | SSID=0xf_edcb SID=0x89ab_cdef Leaf=1 |
      And vCMDQ 0 has consumed 1 entry without error

  @CMD-05
  Rule: CMD-05 CFGI_CD_ALL is 0x06

    CFGI_CD_ALL has opcode 0x06 and StreamID in [63:32] of word 0.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    @HYP-08
    Scenario: CFGI_CD_ALL reaches the SMMU with every field
      When these commands are put on vCMDQ 0:
        | CFGI_CD_ALL | SID=0x89ab_cdef |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CFGI_CD_ALL | SID=0x89ab_cdef |
      And vCMDQ 0 has consumed 1 entry without error
