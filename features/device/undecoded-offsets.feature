Feature: Offsets without a register

  The physical block has far more registers than a guest: 128 entries of CMDQ_ALLOC_MAP, 64 VINTFs, 128 vCMDQ slots
  (features/hardware/physical-layout.feature). Where they would be, and wherever the map has a hole, a guest finds
  nothing: reads give 0, and writes go nowhere.

  A guest's driver takes the number of its VINTFs and vCMDQs from PARAM, which must not promise what is not there. The
  device neither stores what is written to a hole nor lets it reach the host; in particular there is no second VINTF to
  enable. The holes in the vCMDQ pages: features/device/undecoded-vcmdq-offsets.feature.

  Background:
    Given a VM with CMDQ-V

  @MMIO-04
  Rule: MMIO-04 PARAM announces exactly one VINTF to a guest

    PARAM.CMDQV_NUM_VI_LOG2 is 0 in the region of a guest, so the guest sees one VINTF.

    MUST. Source: uapi. Since mail-v5.

    Scenario: A guest has one VINTF although the host has many

      When the guest reads CMDQV_PARAM
      Then CMDQV_PARAM reads CMDQV_NUM_VI_LOG2=0
      And the physical register CMDQV_PARAM reads CMDQV_NUM_VI_LOG2=6

    Scenario: There is no second VINTF to enable

      When the guest writes 0x1 to offset 0x1100 with one 4-byte access
      And the guest reads offset 0x1104 with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And no physical register changed
      And the device makes no host call
      And every page of the region is trapped

  @MMIO-06
  Rule: MMIO-06 Offsets 0x000C to 0x0013 are undecoded

    Reads in the range 0x000C to 0x0013 return 0 and writes have no effect.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x000c |
        | 0x0010 |

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x0010 |

  @MMIO-10
  Rule: MMIO-10 Offsets 0x0034 to 0x01FF are undecoded

    Reads in the range 0x0034 to 0x01FF return 0 and writes have no effect.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x0034 |
        | 0x0100 |
        | 0x01fc |

    Scenario: Nothing answers anywhere from 0x0034 to 0x01fc

      When the guest writes 0xffffffff to each offset from 0x0034 to 0x01fc, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x0038 |
        | 0x01f8 |

  @MMIO-12
  Rule: MMIO-12 Offsets 0x0208 to 0x0FFF are undecoded

    Reads in the range 0x0208 to 0x0FFF return 0 and writes have no effect. On the physical block CMDQ_ALLOC_MAP_2 to
    CMDQ_ALLOC_MAP_127 lie at 0x208 to 0x3FC.

    SHOULD. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>, <place>

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | offset | place                                 |
        | 0x0208 | where hardware has CMDQ_ALLOC_MAP_2   |
        | 0x020c | where hardware has CMDQ_ALLOC_MAP_3   |
        | 0x03fc | where hardware has CMDQ_ALLOC_MAP_127 |
        | 0x0400 | behind CMDQ_ALLOC_MAP_127             |
        | 0x0ffc | right before VINTF0                   |

    Scenario: Nothing answers anywhere from 0x0208 to 0x0ffc

      When the guest writes 0xffffffff to each offset from 0x0208 to 0x0ffc, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x0208 |
        | 0x0ff8 |

  @MMIO-13
  Rule: MMIO-13 Offsets 0x10D0 to 0xFFFF are undecoded

    Reads in the range 0x10D0 to 0xFFFF return 0 and writes have no effect. On the physical block VINTF1 to VINTF63 lie
    at 0x1000 + 0x100*v.

    SHOULD. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>, <place>

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | offset | place                                 |
        | 0x10d0 | right behind VINTF0                   |
        | 0x10fc | at the end of the block of VINTF0     |
        | 0x1100 | where hardware has VINTF1_CONFIG      |
        | 0x1140 | where hardware has VINTF1_SID_MATCH_0 |
        | 0x4f00 | where hardware has VINTF63_CONFIG     |
        | 0xfffc | at the end of the Config page         |

    Scenario: Nothing answers anywhere from 0x10d0 to 0x11fc

      When the guest writes 0xffffffff to each offset from 0x10d0 to 0x11fc, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

    Scenario Outline: There is no VINTF1 to VINTF63 with a <register> at <first> and so on

      When the guest writes 0x1 to each offset from <first> to <last>, 256 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | register       | first  | last   |
        | CONFIG         | 0x1100 | 0x4f00 |
        | STATUS         | 0x1104 | 0x4f04 |
        | SID_MATCH_0    | 0x1140 | 0x4f40 |
        | SID_REPLACE_15 | 0x11bc | 0x4fbc |
        | LVCMDQ_ERR_MAP | 0x11c0 | 0x4fc0 |

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x10d0 |
        | 0x1100 |
        | 0xfff8 |

  @VINTF-04
  Rule: VINTF-04 The global filter registers are not emulated

    GLB_FILT_CFG_0 at 0x100C and GLB_FILT_DATA_0 at 0x1010 read 0 and ignore writes.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> is not there

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | register        | offset |
        | GLB_FILT_CFG_0  | 0x100c |
        | GLB_FILT_DATA_0 | 0x1010 |

  @VINTF-08
  Rule: VINTF-08 Offsets 0x1008 and 0x1014 to 0x103F are undecoded

    Reads at 0x1008 and in the range 0x1014 to 0x103F return 0 and writes have no effect.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x1008 |
        | 0x1014 |
        | 0x103c |

    Scenario: Nothing answers anywhere from 0x1014 to 0x103c

      When the guest writes 0xffffffff to each offset from 0x1014 to 0x103c, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset |
        | 0x1008 |
        | 0x1018 |
        | 0x1038 |

  @ACC-09
  Rule: ACC-09 Offsets from 0x50000 on are outside the region

    At offset 0x50000 and above a read returns 0 and a write has no effect.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: The region has ended at <offset>

      When the guest writes 0x1 to offset <offset> with one <width> access
      And the guest reads offset <offset> with one <width> access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  | width  |
        | 0x50000 | 4-byte |
        | 0x50004 | 4-byte |
        | 0x50008 | 8-byte |
        | 0x51000 | 4-byte |
