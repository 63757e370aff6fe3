Feature: Two apertures for one vCMDQ

  Each vCMDQ can be named in two ways: directly, by its number in the region (0x10000 and 0x20000), and as a logical
  vCMDQ of VINTF0 (0x30000 and 0x40000). As long as the device itself serves both, whatever is written through one
  aperture is read back through the other. On hardware CMDQ_ALLOC_MAP tells which logical vCMDQ a vCMDQ is; in the
  region of a guest that is always the one with the same number, whatever the guest writes to LVCMDQ and VIRT_INTF_INDX.

  The window that VINTF0 opens when it is enabled is a whole host page of 64 KiB: offsets in it that no slot of the
  guest uses reach the hardware, which drops them. They must not reach another VM's queue. What each aperture does in
  which state: features/device/aperture-cache.feature without a queue, features/device/direct-aperture.feature with one.

  Background:
    Given a VM with CMDQ-V
    And the guest writes these registers:
      | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
      | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |

  @MAP-09
  Rule: MAP-09 The direct and the VINTF aperture name the same registers

    Direct slot i and VINTF0 slot i are one register set. The direct offset of a register is its VINTF offset minus
    0x20000, on page 0 and on page 1 alike.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <written> appears in <read>

      When the guest writes <value> to <written>
      Then <written> reads <value>
      And <read> reads <value>
      And no other register changed
      And the device makes no host call

      Examples: Page 0, written directly
        | written          | read                     | value     |
        | VCMDQ0_CONS_INDX | VINTF0_LVCMDQ0_CONS_INDX | 0x4000123 |
        | VCMDQ0_PROD_INDX | VINTF0_LVCMDQ0_PROD_INDX | 0xabcde   |
        | VCMDQ0_GERRORN   | VINTF0_LVCMDQ0_GERRORN   | 0x5       |
        | VCMDQ1_CONS_INDX | VINTF0_LVCMDQ1_CONS_INDX | 0x4000123 |
        | VCMDQ1_PROD_INDX | VINTF0_LVCMDQ1_PROD_INDX | 0xabcde   |
        | VCMDQ1_GERRORN   | VINTF0_LVCMDQ1_GERRORN   | 0x5       |

      Examples: Page 0, written through VINTF0
        | written                  | read             | value     |
        | VINTF0_LVCMDQ0_CONS_INDX | VCMDQ0_CONS_INDX | 0x4000123 |
        | VINTF0_LVCMDQ0_PROD_INDX | VCMDQ0_PROD_INDX | 0xabcde   |
        | VINTF0_LVCMDQ0_GERRORN   | VCMDQ0_GERRORN   | 0x5       |
        | VINTF0_LVCMDQ1_CONS_INDX | VCMDQ1_CONS_INDX | 0x4000123 |
        | VINTF0_LVCMDQ1_PROD_INDX | VCMDQ1_PROD_INDX | 0xabcde   |
        | VINTF0_LVCMDQ1_GERRORN   | VCMDQ1_GERRORN   | 0x5       |

      Examples: Page 1
        | written                            | read                               | value              |
        | VCMDQ0_BASE                        | VINTF0_LVCMDQ0_BASE                | 0x0000123456789008 |
        | VCMDQ0_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0x0000fedcba987654 |
        | VCMDQ1_BASE                        | VINTF0_LVCMDQ1_BASE                | 0x0000123456789008 |
        | VCMDQ1_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | 0x0000fedcba987654 |
        | VINTF0_LVCMDQ0_BASE                | VCMDQ0_BASE                        | 0x0000123456789008 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | VCMDQ0_CONS_INDX_BASE_DRAM         | 0x0000fedcba987654 |
        | VINTF0_LVCMDQ1_BASE                | VCMDQ1_BASE                        | 0x0000123456789008 |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | VCMDQ1_CONS_INDX_BASE_DRAM         | 0x0000fedcba987654 |

    Scenario Outline: Enabling through <prefix> appears in both apertures of vCMDQ <slot>

      When the guest writes CMDQ_EN=1 to <prefix>_CONFIG
      Then these registers read:
        | VCMDQ<slot>_CONFIG         | 0x1 |
        | VCMDQ<slot>_STATUS         | 0x1 |
        | VINTF0_LVCMDQ<slot>_CONFIG | 0x1 |
        | VINTF0_LVCMDQ<slot>_STATUS | 0x1 |
      And no other register changed
      And the device makes no host call

      Examples:
        | prefix         | slot |
        | VCMDQ0         | 0    |
        | VCMDQ1         | 1    |
        | VINTF0_LVCMDQ0 | 0    |
        | VINTF0_LVCMDQ1 | 1    |

    Scenario: Both apertures show the same GERROR

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest writes 0x40100008 to VCMDQ0_BASE
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And VINTF0_LVCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ1_GERROR reads 0x0
      And VINTF0_LVCMDQ1_GERROR reads 0x0

    Scenario: Both apertures show the same GERROR of vCMDQ 1

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest writes 0x40200008 to VCMDQ1_BASE
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then VCMDQ1_GERROR reads CMDQ_INIT_ERR=1
      And VINTF0_LVCMDQ1_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ0_GERROR reads 0x0
      And VINTF0_LVCMDQ0_GERROR reads 0x0

  @MAP-10
  Rule: MAP-10 CMDQ_ALLOC_MAP routing fields do not route accesses

    The device does not use LVCMDQ or VIRT_INTF_INDX of CMDQ_ALLOC_MAP to route an access. Direct slot i names logical
    slot i whatever these fields hold.

    Accepted: Only the identity mapping (LVCMDQ = i, VIRT_INTF_INDX = 0) is judged; for other values a device may route
    or ignore the fields.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: Direct slot <slot> is logical vCMDQ <slot>

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x5 to VCMDQ<slot>_PROD_INDX
      Then the device makes these accesses to the host page:
        | store | LVCMDQ<slot>_PROD_INDX | 0x5 |
      And VCMDQ<slot>_PROD_INDX reads 0x5
      And VINTF0_LVCMDQ<slot>_PROD_INDX reads 0x5
      And no other register changed

      Examples:
        | slot |
        | 0    |
        | 1    |

  @MAP-11
  Rule: MAP-11 Registers are little-endian

    The device presents every register in little-endian byte order, whatever the byte order of the host.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: The low half of <register> comes first

      When the guest writes 0x00001122a3b4c5d6 to <register> with one 8-byte access
      Then <register>_L reads 0xa3b4c5d6
      And <register>_H reads 0x1122

      Examples:
        | register                           |
        | VCMDQ0_BASE                        |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM |

  @MAP-12
  Rule: MAP-12 The direct window covers the whole 64 KiB page

    While VINTF0 is enabled the direct window spans all 64 KiB from 0x30000. Slots above 1 and reserved offsets in that
    page then reach the hardware and not the device.

    Accepted: Either hardware's answer or a read of 0 with writes ignored is accepted for offsets outside slots 0 and 1.

    Until mail-v5: The direct window existed from the first successful HW_QUEUE_ALLOC on; until then the device trapped
    the whole page.

    MAY. Source: qemu-11.1, inference. Since qemu-11.1.

    Scenario Outline: An access at <offset> of the window reaches no other queue

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x5 to offset <offset> with one 4-byte access
      Then no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x30018 |
        | 0x30104 |
        | 0x31004 |
        | 0x3ff84 |

    Scenario Outline: A read at <offset> of the window changes nothing

      Given vCMDQs 0 and 1 are allocated
      When the guest reads offset <offset> with one 4-byte access
      Then no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x30018 |
        | 0x30104 |
        | 0x31004 |
        | 0x3ff84 |

    Scenario Outline: A write at <offset>, at an end of the window, reaches the host page

      Given VINTF0 is enabled
      When the guest writes 0x5 to offset <offset> with one 4-byte access
      Then the device makes these accesses to the host page:
        | store | <place> | 0x5 |
      And no register changed

      Examples:
        | offset  | place             |
        | 0x30000 | LVCMDQ0_CONS_INDX |

    Scenario: A write at 0x3fffc, in the last register of the window, changes nothing of the guest's
      It reaches the host page or nothing.

      Given VINTF0 is enabled
      When the guest writes 0x5 to offset 0x3fffc with one 4-byte access
      Then the device makes no host call
      And no register changed
