Feature: Global registers of the Config page

  The first page of the region tells a guest what its CMDQ-V can do (PARAM), switches it on and off (CONFIG, answered in
  STATUS), shows which VINTFs and vCMDQs have an error (VI_ERR_MAP, CMDQ_ERR_MAP), masks the interrupt (VI_INT_MASK) and
  holds CMDQ_ALLOC_MAP. What a guest sees is not the physical block: it always has one VINTF and two vCMDQs, however
  many the host has.

  A plain register keeps whatever is written to it, reserved bits included; between the registers there is nothing
  (features/device/undecoded-offsets.feature). CMDQ-V is enabled out of reset, so a driver that wants a clean start
  switches it off and on. The registers of VINTF0, on the same page: features/device/vintf-block.feature. What writes
  cause beyond storing: features/device/write-effects-enables.feature and
  features/device/write-effects-allocation.feature.

  Background:
    Given a VM with CMDQ-V

  @MMIO-01
  Rule: MMIO-01 CONFIG at 0x0000 is read-write and resets to 0x00020083

    CONFIG is a 32-bit read-write register at 0x0000 with CMDQV_EN [0], CMDQV_PER_CMD_OFFSET [3:1], CMDQ_MAX_CLK_BATCH
    [11:4], CMDQ_MAX_CMD_BATCH [19:12] and CONS_DRAM_EN [20]. It stores the written value unmasked and is 0x00020083
    after reset.

    MUST. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Scenario: CMDQV_CONFIG has its reset value when the VM starts

      When the guest reads offset 0x0000 with one 4-byte access
      Then the read gives 0x00020083
      And CMDQV_CONFIG reads 0x00020083

    Scenario: A reset brings the reset value of CMDQV_CONFIG back

      Given the guest writes 0x00155554 to CMDQV_CONFIG
      When the VM is reset
      Then CMDQV_CONFIG reads 0x00020083

    Scenario Outline: CMDQV_CONFIG keeps <value>

      When the guest writes <content> to CMDQV_CONFIG
      Then CMDQV_CONFIG reads <value>
      And no other register changed
      And the device makes no host call

      Examples:
        | content                             | value      |
        | CMDQV_EN=1                          | 0x00000001 |
        | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=7  | 0x0000000f |
        | CMDQV_EN=1, CMDQ_MAX_CLK_BATCH=0xff | 0x00000ff1 |
        | CMDQV_EN=1, CMDQ_MAX_CMD_BATCH=0xff | 0x000ff001 |
        | CMDQV_EN=1, CONS_DRAM_EN=1          | 0x00100001 |
        | 0xffffffff                          | 0xffffffff |

    Scenario: Each bit of CMDQV_CONFIG can be set alone

      When the guest writes each bit of CMDQV_CONFIG alone and reads it back from CMDQV_CONFIG
      Then each bit reads back as it was written
      And the device makes no host call

  @MMIO-02
  Rule: MMIO-02 The reset value of CONFIG enables CMDQ-V with 16-byte commands

    After reset CONFIG decodes to CMDQV_EN 1, CMDQV_PER_CMD_OFFSET 1 (16 bytes), CMDQ_MAX_CLK_BATCH 8 (2^8 = 256
    clocks), CMDQ_MAX_CMD_BATCH 32 and CONS_DRAM_EN 0.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario: Out of reset CMDQ-V is enabled for commands of 16 bytes

      When the VM is reset
      Then CMDQV_CONFIG reads CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=1, CMDQ_MAX_CLK_BATCH=8, CMDQ_MAX_CMD_BATCH=32, CONS_DRAM_EN=0
      And CMDQV_STATUS reads CMDQV_ENABLED=1

  @MMIO-03
  Rule: MMIO-03 PARAM at 0x0004 reads 0x00004011

    PARAM is a 32-bit read-only register at 0x0004 with CMDQV_VER [3:0], CMDQV_NUM_CMDQ_LOG2 [7:4], CMDQV_NUM_VI_LOG2
    [11:8] and CMDQV_NUM_SID_PER_VI_LOG2 [15:12]. It reads 0x00004011: version 1, two vCMDQs, one VINTF, 16 stream ID
    slots.

    MUST. Source: overview, linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: CMDQV_PARAM tells what a guest has

      When the guest reads offset 0x0004 with one 4-byte access
      Then the read gives 0x00004011
      And CMDQV_PARAM reads CMDQV_VER=1, CMDQV_NUM_CMDQ_LOG2=1, CMDQV_NUM_VI_LOG2=0, CMDQV_NUM_SID_PER_VI_LOG2=4

    Scenario Outline: CMDQV_PARAM stays as it is when <event>

      Given <event>
      When the guest reads CMDQV_PARAM
      Then the read gives 0x00004011

      Examples:
        | event                        |
        | CMDQ-V is disabled           |
        | vCMDQs 0 and 1 are allocated |
        | the VM is reset              |

  @MMIO-05
  Rule: MMIO-05 STATUS at 0x0008 is read-only and resets to 1

    STATUS is a 32-bit read-only register at 0x0008. Bit 0 is CMDQV_ENABLED. It reads 0x1 after reset.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: CMDQV_STATUS tells that CMDQ-V is enabled when the VM starts

      When the guest reads offset 0x0008 with one 4-byte access
      Then the read gives 0x1
      And CMDQV_STATUS reads 0x1

    Scenario: A reset enables CMDQ-V

      Given CMDQ-V is disabled
      When the VM is reset
      Then CMDQV_STATUS reads 0x1

    Scenario: CMDQV_STATUS shows nothing but CMDQV_EN

      When the guest writes 0xfffffffe to CMDQV_CONFIG
      Then CMDQV_STATUS reads 0x0
      And CMDQV_CONFIG reads 0xfffffffe
      And no other register changed

  @MMIO-07
  Rule: MMIO-07 VI_ERR_MAP sits at 0x0014 and 0x0018

    VI_ERR_MAP_0 at 0x0014 and VI_ERR_MAP_1 at 0x0018 are 32-bit read-only registers with one bit for each of 64 VINTFs.
    Both are 0 after reset; only bit 0 of VI_ERR_MAP_0 is ever set.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> is 0 until an error is reported

      When the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And <register> reads 0x0

      Examples:
        | register     | offset |
        | VI_ERR_MAP_0 | 0x0014 |
        | VI_ERR_MAP_1 | 0x0018 |

    Scenario: Errors of any vCMDQ set bit 0 of VI_ERR_MAP_0 and no other bit

      Of vCMDQs that are not allocated a device may take no notice (EVT-11).

      Given vCMDQs 0 and 1 are allocated
      And the kernel reports an event with map0=3, map1=0
      When the kernel reports an event with sequence=1, map0=0xffffffffffffffff, map1=0xffffffffffffffff
      And the guest reads offset 0x0014 with one 4-byte access
      Then the read gives 0x1
      And VI_ERR_MAP_0 reads 0x1
      And VI_ERR_MAP_1 reads 0x0

  @MMIO-08
  Rule: MMIO-08 VI_INT_MASK sits at 0x001C and 0x0020

    VI_INT_MASK_0 at 0x001C and VI_INT_MASK_1 at 0x0020 are 32-bit read-write registers with one bit for each VINTF: 0
    leaves the VINTF unmasked, 1 masks it. Both are 0 after reset.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> begins with 0 and keeps what is written

      Given <register> reads 0x0
      When the guest writes 0xa5a5a5a5 to offset <offset> with one 4-byte access
      Then <register> reads 0xa5a5a5a5
      And no other register changed
      And the device makes no host call

      Examples:
        | register      | offset |
        | VI_INT_MASK_0 | 0x001c |
        | VI_INT_MASK_1 | 0x0020 |

    Scenario: A reset unmasks

      Given the guest writes these registers:
        | VI_INT_MASK_0 | 0x1 |
        | VI_INT_MASK_1 | 0x1 |
      When the VM is reset
      Then VI_INT_MASK_0 reads 0x0
      And VI_INT_MASK_1 reads 0x0

    Scenario Outline: Each bit of <register> can be set alone

      When the guest writes each bit of <register> alone and reads it back from <register>
      Then each bit reads back as it was written
      And no other register changed
      And the device makes no host call

      Examples:
        | register      |
        | VI_INT_MASK_0 |
        | VI_INT_MASK_1 |

  @MMIO-09
  Rule: MMIO-09 CMDQ_ERR_MAP sits at 0x0024 to 0x0030

    CMDQ_ERR_MAP_0 to CMDQ_ERR_MAP_3 are four 32-bit read-only registers at 0x0024, 0x0028, 0x002C and 0x0030, with one
    bit for each of 128 global vCMDQs. They are 0 after reset.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: CMDQ_ERR_MAP_0 at 0x0024 is 0 until an error is reported, then 0x1

      Given CMDQ_ERR_MAP_0 reads 0x0
      And vCMDQ 0 is allocated
      And the kernel reports an event with map0=1
      When the guest reads offset 0x0024 with one 4-byte access
      Then the read gives 0x1
      And CMDQ_ERR_MAP_0 reads 0x1

    Scenario Outline: <register> at <offset> is 0 until an error is reported, then <value>

      The event names vCMDQs that cannot be allocated, so a device may drop it (EVT-11).

      Given <register> reads 0x0
      And the kernel reports an event with map0=0x0000000200000001, map1=0x0000000800000004
      When the guest reads offset <offset> with one 4-byte access
      Then the read gives <value> or 0
      And <register> reads <value> or 0

      Examples:
        | register       | offset | value |
        | CMDQ_ERR_MAP_1 | 0x0028 | 0x2   |
        | CMDQ_ERR_MAP_2 | 0x002c | 0x4   |
        | CMDQ_ERR_MAP_3 | 0x0030 | 0x8   |

  @MMIO-11
  Rule: MMIO-11 CMDQ_ALLOC_MAP_0 and _1 sit at 0x0200 and 0x0204

    CMDQ_ALLOC_MAP_0 at 0x0200 and CMDQ_ALLOC_MAP_1 at 0x0204 are 32-bit read-write registers with ALLOC [0], LVCMDQ
    [7:1] and VIRT_INTF_INDX [20:15]. Each stores the written value unmasked and is 0 after reset.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> keeps <value>

      When the guest writes <content> to <register>
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives <value>
      And <register> reads <value>
      And no other register changed
      And the device makes no host call

      Examples:
        | register         | offset | content             | value      |
        | CMDQ_ALLOC_MAP_0 | 0x0200 | ALLOC=1             | 0x00000001 |
        | CMDQ_ALLOC_MAP_0 | 0x0200 | LVCMDQ=0x7f         | 0x000000fe |
        | CMDQ_ALLOC_MAP_0 | 0x0200 | VIRT_INTF_INDX=0x3f | 0x001f8000 |
        | CMDQ_ALLOC_MAP_0 | 0x0200 | 0xffffffff          | 0xffffffff |
        | CMDQ_ALLOC_MAP_1 | 0x0204 | ALLOC=1             | 0x00000001 |
        | CMDQ_ALLOC_MAP_1 | 0x0204 | LVCMDQ=0x7f         | 0x000000fe |
        | CMDQ_ALLOC_MAP_1 | 0x0204 | VIRT_INTF_INDX=0x3f | 0x001f8000 |
        | CMDQ_ALLOC_MAP_1 | 0x0204 | 0xffffffff          | 0xffffffff |

    Scenario: CMDQ_ALLOC_MAP is 0 when the VM starts

      When the guest reads CMDQ_ALLOC_MAP_0
      Then CMDQ_ALLOC_MAP_0 reads 0x0
      And CMDQ_ALLOC_MAP_1 reads 0x0

    Scenario: A reset clears CMDQ_ALLOC_MAP

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
      When the VM is reset
      Then CMDQ_ALLOC_MAP_0 reads 0x0
      And CMDQ_ALLOC_MAP_1 reads 0x0

    Scenario Outline: Each bit of <register> can be set alone

      When the guest writes each bit of <register> alone and reads it back from <register>
      Then each bit reads back as it was written
      And no other register changed
      And the device makes no host call

      Examples:
        | register         |
        | CMDQ_ALLOC_MAP_0 |
        | CMDQ_ALLOC_MAP_1 |
