Feature: How many vCMDQs and VINTFs a block has

  PARAM tells software how many vCMDQs, VINTFs and SID slots a block has, each as a log2; the logical vCMDQs of a VINTF
  are the quotient of the first two. A Tegra241 has 128 vCMDQs in 64 VINTFs, two each, and 16 SID slots for each VINTF.
  Software must take the numbers from there: the scenarios also run on blocks of other sizes.

  The register layout has room for a VINTF with all 128 vCMDQs, which is why LVCMDQ_ERR_MAP has 128 bits, read as two
  64-bit words, of which a Tegra241 uses two bits. A guest's PARAM is smaller and the device's own:
  features/device/limits.feature.

  @PHYS-03
  Rule: PHYS-03 Tegra241 has 128 vCMDQs in 64 VINTFs

    A Tegra241 reports CMDQV_NUM_CMDQ_LOG2 = 7 (128 vCMDQs), two logical vCMDQs and 16 stream ID slots for each VINTF,
    hence 64 VINTFs. The full map spans 0x30000 + 64*0x20000 = 0x830000 bytes.

    Accepted: Other values of PARAM are accepted if the map and the driver's derivation from PARAM agree with them.

    MAY. Source: qemu-11.1, linux-7.2, inference. Since ihi0070-G.b.

    Scenario: PARAM of a Tegra241 tells of 128 vCMDQs, 64 VINTFs and 16 slots
      Given the CMDQ-V hardware out of reset
      When the host reads CMDQV_PARAM with one 4-byte access
      Then the physical register CMDQV_PARAM reads CMDQV_NUM_CMDQ_LOG2=7, CMDQV_NUM_VI_LOG2=6, CMDQV_NUM_SID_PER_VI_LOG2=4
      And no physical register changed

    Scenario Outline: PARAM tells of 2^<vcmdqs> vCMDQs, 2^<vintfs> VINTFs and 2^<sids> slots
      Given the CMDQ-V hardware with 2^<vcmdqs> vCMDQs, 2^<vintfs> VINTFs and 2^<sids> SID slots, out of reset
      When the host reads CMDQV_PARAM with one 4-byte access
      Then the physical register CMDQV_PARAM reads CMDQV_NUM_CMDQ_LOG2=<vcmdqs>, CMDQV_NUM_VI_LOG2=<vintfs>, CMDQV_NUM_SID_PER_VI_LOG2=<sids>

      Examples:
        | vcmdqs | vintfs | sids |
        | 7      | 0      | 4    |
        | 2      | 1      | 3    |
        | 0      | 0      | 0    |

    Scenario: The last logical vCMDQ of a block with 16 for each VINTF runs
      Given the CMDQ-V hardware with 2^7 vCMDQs, 2^3 VINTFs and 2^4 SID slots, out of reset
      And VINTF 7 is enabled for the hypervisor
      And logical vCMDQs 0 to 15 of VINTF 7 are mapped in ascending order
      And vCMDQ 127 has a queue of 2^8 entries
      And vCMDQ 127 is enabled
      When these commands are put on vCMDQ 127:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 127 | CMD_SYNC |
      And the physical register VINTF7_LVCMDQ15_CONS_INDX reads RD=1

    Scenario: PARAM cannot be written
      Given the CMDQ-V hardware out of reset
      When the host writes 0xffff_ffff to CMDQV_PARAM
      Then no physical register changed

  @PHYS-09
  Rule: PHYS-09 LVCMDQ_ERR_MAP is readable as two 64-bit words

    The hardware returns LVCMDQ_ERR_MAP of a VINTF as two 64-bit words, at +0xC0 and +0xC8 of its block.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: One 64-bit word tells of the two logical vCMDQs of VINTF <vintf>
      Given the CMDQ-V hardware out of reset
      And VINTF <vintf> is enabled for the hypervisor
      And vCMDQ <first> runs as logical vCMDQ 0 of VINTF <vintf>
      And vCMDQ <second> runs as logical vCMDQ 1 of VINTF <vintf>
      And these commands are put on vCMDQ <first>:
        | 0x07 |
      And these commands are put on vCMDQ <second>:
        | 0x07 |
      When the host reads VINTF<vintf>_LVCMDQ_ERR_MAP_0 with one 8-byte access
      Then the read gives 0x3
      And no physical register changed

      Examples:
        | vintf | first | second |
        | 0     | 0     | 1      |
        | 1     | 2     | 3      |
        | 63    | 126   | 127    |

    Scenario Outline: Of 128 logical vCMDQs, number <slot> is told by <register>
      Given the CMDQ-V hardware with 2^7 vCMDQs, 2^0 VINTFs and 2^4 SID slots, out of reset
      And VINTF 0 is enabled for the hypervisor
      And logical vCMDQs 0 to 127 of VINTF 0 are mapped in ascending order
      And vCMDQ <slot> has a queue of 2^8 entries
      And vCMDQ <slot> is enabled
      And these commands are put on vCMDQ <slot>:
        | 0x07 |
      When the host reads <register> with one 8-byte access
      Then the read gives <word>

      Examples:
        | slot | register                | word                  |
        | 0    | VINTF0_LVCMDQ_ERR_MAP_0 | 0x1                   |
        | 31   | VINTF0_LVCMDQ_ERR_MAP_0 | 0x8000_0000           |
        | 32   | VINTF0_LVCMDQ_ERR_MAP_0 | 0x1_0000_0000         |
        | 63   | VINTF0_LVCMDQ_ERR_MAP_0 | 0x8000_0000_0000_0000 |
        | 64   | VINTF0_LVCMDQ_ERR_MAP_0 | 0x0                   |
        | 64   | VINTF0_LVCMDQ_ERR_MAP_2 | 0x1                   |
        | 127  | VINTF0_LVCMDQ_ERR_MAP_2 | 0x8000_0000_0000_0000 |

    Scenario Outline: Of 128 logical vCMDQs, numbers 1 and 65 are told at once, and <register> tells of one of them
      Given the CMDQ-V hardware with 2^7 vCMDQs, 2^0 VINTFs and 2^4 SID slots, out of reset
      And VINTF 0 is enabled for the hypervisor
      And logical vCMDQs 0 to 127 of VINTF 0 are mapped in ascending order
      And vCMDQ 1 has a queue of 2^8 entries
      And vCMDQ 1 is enabled
      And vCMDQ 65 has a queue of 2^8 entries
      And vCMDQ 65 is enabled
      And these commands are put on vCMDQ 1:
        | 0x07 |
      And these commands are put on vCMDQ 65:
        | 0x07 |
      When the host reads <register> with one 8-byte access
      Then the read gives 0x2

      Examples:
        | register                |
        | VINTF0_LVCMDQ_ERR_MAP_0 |
        | VINTF0_LVCMDQ_ERR_MAP_2 |

    @GERR-05
    Scenario: LVCMDQ_ERR_MAP of a VINTF tells of number 65 once number 1 has been acknowledged
      Given the CMDQ-V hardware with 2^7 vCMDQs, 2^0 VINTFs and 2^4 SID slots, out of reset
      And VINTF 0 is enabled for the hypervisor
      And logical vCMDQs 0 to 127 of VINTF 0 are mapped in ascending order
      And vCMDQ 1 has a queue of 2^8 entries
      And vCMDQ 1 is enabled
      And vCMDQ 65 has a queue of 2^8 entries
      And vCMDQ 65 is enabled
      And these commands are put on vCMDQ 1:
        | 0x07 |
      And these commands are put on vCMDQ 65:
        | 0x07 |
      And entry 0 of vCMDQ 1 is replaced with CMD_SYNC
      When the error of vCMDQ 1 is acknowledged
      Then the physical register VINTF0_LVCMDQ_ERR_MAP_2 reads 0x2
