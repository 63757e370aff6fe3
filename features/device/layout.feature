Feature: Layout of the guest region

  A guest sees CMDQ-V as five pages of 64 KiB: the Config page (0x00000), two pages that name the vCMDQs directly
  (0x10000 and 0x20000), and two that name them as logical vCMDQs of VINTF0 (0x30000 and 0x40000). Of each pair, page 0
  has the registers that a running queue needs - indices, switch, status, errors - and page 1 its addresses. Slot i of a
  page begins at 0x80*i; there are two slots, 0 and 1. Both ways lead to the same two vCMDQs.

  The device traps every access, except that VINTF0 page 0 becomes a window on the host's hardware while the guest has
  VINTF0 enabled: there a guest drives its queues at full speed (features/device/page0-window.feature). Page 1 never
  becomes one: its addresses are the guest's, and only the kernel may translate them. What each page holds:
  features/device/config-page.feature, features/device/vcmdq-page0-registers.feature,
  features/device/vcmdq-page1-registers.feature.

  Background:
    Given a VM with CMDQ-V

  @MAP-01
  Rule: MAP-01 The guest region is five 64 KiB pages

    The device decodes a guest region of 0x50000 bytes, made of five pages of 64 KiB each.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: The <page> page answers at <offset>

      Given the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      When the guest writes 0x12345 to offset <offset> with one 4-byte access
      Then <register> reads 0x12345
      And the device makes no host call

      Examples:
        | page           | offset  | register                             |
        | Config         | 0x0001c | VI_INT_MASK_0                        |
        | direct vCMDQ 0 | 0x10004 | VCMDQ0_PROD_INDX                     |
        | direct vCMDQ 1 | 0x20008 | VCMDQ0_CONS_INDX_BASE_DRAM_L         |
        | VINTF0 0       | 0x30004 | VINTF0_LVCMDQ0_PROD_INDX             |
        | VINTF0 1       | 0x40008 | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L |

  @MAP-02
  Rule: MAP-02 The CMDQ-V Config page at 0x00000 is always trapped

    The page at 0x00000 holds the global registers, CMDQ_ALLOC_MAP and the registers of VINTF0. The device serves every
    access to it itself, in every state.

    MUST. Source: overview. Since mail-v5.

    Scenario Outline: The device serves the Config page itself while <state>

      Given <state>
      When the guest writes 0xfffffffe to VI_INT_MASK_0
      Then VI_INT_MASK_0 reads 0xfffffffe
      And no other register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | state                |
        | CMDQ-V is disabled   |
        | VINTF0 is enabled    |
        | vCMDQ 0 is allocated |

  @MAP-03
  Rule: MAP-03 Direct vCMDQ page 0 at 0x10000 is always trapped

    The page at 0x10000 holds the control and status registers of the vCMDQs. The device traps every access. It serves
    the access from the host page while the queue is allocated, and from a register cache kept for each vCMDQ while it
    is not.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario: The cache serves direct page 0 while the queue is not allocated

      Given VINTF0 is enabled
      When the guest writes 0x5 to VCMDQ0_PROD_INDX
      Then VCMDQ0_PROD_INDX reads 0x5
      And no physical register changed
      And the device stores nothing in the host page

    Scenario: The host page serves direct page 0 while the queue is allocated

      Given vCMDQ 0 is allocated
      When the guest writes 0x5 to VCMDQ0_PROD_INDX
      And the guest reads VCMDQ0_PROD_INDX
      Then the read gives 0x5
      And the device makes these accesses to the host page:
        | store | LVCMDQ0_PROD_INDX | 0x5 |
        | load  | LVCMDQ0_PROD_INDX | 0x5 |

    Scenario: An allocated queue opens no window on direct page 0

      When the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      Then VINTF page 0 is the only page of the region that is a host page

  @MAP-04
  Rule: MAP-04 Direct vCMDQ page 1 at 0x20000 is always trapped

    The page at 0x20000 holds BASE and CONS_INDX_BASE_DRAM of each vCMDQ, and the device traps every access to it in
    every state.

    MUST. Source: overview. Since mail-v5.

    Scenario Outline: The device serves direct page 1 itself while <state>

      Given <state>
      When the guest writes 0x80001000 to VCMDQ0_CONS_INDX_BASE_DRAM_L
      Then VCMDQ0_CONS_INDX_BASE_DRAM_L reads 0x80001000
      And VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L reads 0x80001000
      And no other register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | state                |
        | CMDQ-V is disabled   |
        | VINTF0 is enabled    |
        | vCMDQ 0 is allocated |

  @MAP-05
  Rule: MAP-05 VINTF0 page 0 at 0x30000 is trapped while disabled and direct while enabled

    The page at 0x30000 holds the control and status registers of the logical vCMDQs. While VINTF0 is disabled the
    device traps accesses to it. While VINTF0 is enabled a direct window on the VINTF page 0 of the host takes
    precedence over the trapped region.

    Until mail-v5: Page 0 of VINTF0 stayed trapped until the first successful HW_QUEUE_ALLOC installed the direct
    window.

    MUST. Source: overview, qemu-11.1. Since qemu-11.1.

    Scenario: While VINTF0 is disabled the device serves VINTF0 page 0

      Given the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      When the guest writes 0x5 to VINTF0_LVCMDQ0_PROD_INDX
      Then VINTF0_LVCMDQ0_PROD_INDX reads 0x5
      And no physical register changed
      And the device stores nothing in the host page
      And every page of the region is trapped

    Scenario: While VINTF0 is enabled VINTF0 page 0 is the host's

      Given vCMDQ 0 is allocated
      When the guest writes 0x5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the physical register VCMDQ2_PROD_INDX reads 0x5
      And the device makes no host call
      And VINTF page 0 is the only page of the region that is a host page

    Scenario: The window opens although no queue is ready

      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page
      And the device makes no host call

    Scenario: A write through the window passes the cache of a queue that is not allocated

      Given VINTF0 is enabled
      When the guest writes 0x5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device makes these accesses to the host page:
        | store | LVCMDQ0_PROD_INDX | 0x5 |
      And VCMDQ0_PROD_INDX reads 0
      And no physical register changed

    Scenario: The window closes with VINTF0

      Given vCMDQ 0 is allocated
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then every page of the region is trapped

  @MAP-06
  Rule: MAP-06 VINTF0 page 1 at 0x40000 is always trapped

    The page at 0x40000 holds the logical BASE and CONS_INDX_BASE_DRAM registers. The device always traps it; the kernel
    offers no mmap of page 1.

    MUST. Source: overview, linux-7.2. Since mail-v5.

    Scenario Outline: The device serves VINTF0 page 1 itself while <state>

      Given <state>
      When the guest writes 0x80001000 to VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L
      Then VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L reads 0x80001000
      And VCMDQ0_CONS_INDX_BASE_DRAM_L reads 0x80001000
      And no other register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | state                |
        | CMDQ-V is disabled   |
        | VINTF0 is enabled    |
        | vCMDQ 0 is allocated |

  @MAP-07
  Rule: MAP-07 vCMDQ slots are 0x80 bytes apart

    In each of the four vCMDQ pages the registers of vCMDQ i start at the page's base + 0x80*i.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: vCMDQ 1 begins at <offset>

      Given the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      When the guest writes 0x12340 to offset <offset> with one 4-byte access
      Then <register> reads 0x12340
      And <alias> reads 0x12340
      And no other register changed

      Examples:
        | offset  | register                 | alias                    |
        | 0x10080 | VCMDQ1_CONS_INDX         | VINTF0_LVCMDQ1_CONS_INDX |
        | 0x20080 | VCMDQ1_BASE_L            | VINTF0_LVCMDQ1_BASE_L    |
        | 0x30080 | VINTF0_LVCMDQ1_CONS_INDX | VCMDQ1_CONS_INDX         |
        | 0x40080 | VINTF0_LVCMDQ1_BASE_L    | VCMDQ1_BASE_L            |

  @MAP-08
  Rule: MAP-08 Exactly two vCMDQ slots are decoded

    The device decodes slots 0 and 1 in each trapped vCMDQ page. Slots 2 and above are undecoded: a read returns 0 and a
    write has no effect.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: No vCMDQ answers at <offset>, in slot <slot>

      When the guest writes 0x1 to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | slot | offset  |
        | 2    | 0x10100 |
        | 2    | 0x10104 |
        | 3    | 0x10184 |
        | 127  | 0x13f84 |
        | 511  | 0x1ff84 |
        | 2    | 0x20100 |
        | 127  | 0x23f80 |
        | 2    | 0x30104 |
        | 127  | 0x33f84 |
        | 2    | 0x40100 |
        | 511  | 0x4ff80 |

    Scenario: Enabling a vCMDQ beyond the last is not acknowledged

      When the guest writes 0x1 to offset 0x10108 with one 4-byte access
      And the guest reads offset 0x1010c with one 4-byte access
      Then the read gives 0x0
      And no register changed

    Scenario Outline: No slot from 2 up has a <register>, in the page at <page>

      When the guest writes 0x1 to each offset from <first> to <last>, 128 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | register            | page    | first   | last    |
        | PROD_INDX           | 0x10000 | 0x10104 | 0x1ff84 |
        | CONFIG              | 0x10000 | 0x10108 | 0x1ff88 |
        | BASE                | 0x20000 | 0x20100 | 0x2ff80 |
        | CONS_INDX_BASE_DRAM | 0x20000 | 0x20108 | 0x2ff88 |
        | PROD_INDX           | 0x30000 | 0x30104 | 0x3ff84 |
        | CONFIG              | 0x30000 | 0x30108 | 0x3ff88 |
        | BASE                | 0x40000 | 0x40100 | 0x4ff80 |
        | CONS_INDX_BASE_DRAM | 0x40000 | 0x40108 | 0x4ff88 |
