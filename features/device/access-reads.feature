Feature: Width of reads

  A read gives the register that it names and nothing of its neighbours. Nearly all registers have 32 bits; BASE and
  CONS_INDX_BASE_DRAM, on page 1, have 64 and can be read whole or in halves. An 8-byte read of a 32-bit register gives
  its 32 bits and zeros above them, never the register that follows.

  This matters because drivers mix widths: Linux reads LVCMDQ_ERR_MAP as 64-bit words and all other error maps with 32
  bits (features/stack/guest-errors.feature). The rules are those of pages that the device traps; in the direct window
  the hardware answers (ACC-15). Which widths a write may have: features/device/access-width.feature.

  Background:
    Given a VM with CMDQ-V

  @ACC-06
  Rule: ACC-06 8-byte reads of BASE and CONS_INDX_BASE_DRAM return 64 bits

    An 8-byte read of BASE_L returns the whole 64-bit BASE, and one of CONS_INDX_BASE_DRAM_L returns the whole 64-bit
    CONS_INDX_BASE_DRAM.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: 8 bytes read <register> whole

      Given the guest writes 0xfedc5a5a_56789aa8 to <register>
      When the guest reads <register> with one 8-byte access
      Then the read gives 0xfedc5a5a_56789aa8

      Examples:
        | register                           |
        | VCMDQ0_BASE                        |
        | VCMDQ1_CONS_INDX_BASE_DRAM         |
        | VINTF0_LVCMDQ1_BASE                |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM |
        | VCMDQ0_CONS_INDX_BASE_DRAM         |
        | VCMDQ1_BASE                        |
        | VINTF0_LVCMDQ0_BASE                |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM |

  @ACC-07
  Rule: ACC-07 8-byte reads of a 32-bit register are zero-extended

    An 8-byte read of a 32-bit register returns that register in bits 31:0 and 0 in bits 63:32; the next register does
    not appear. At 0x10C0 it returns LVCMDQ_ERR_MAP_0 only, at 0x0 CONFIG only.

    Accepted: At 0x10C0 and 0x10C8 a full 64-bit map is accepted too.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: 8 bytes read <register> and zeros, not <neighbour>

      Given the guest writes these registers:
        | VI_INT_MASK_0         | 0x3               |
        | VI_INT_MASK_1         | 0x5               |
        | CMDQ_ALLOC_MAP_0      | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1      | ALLOC=1, LVCMDQ=1 |
        | VINTF0_CONFIG         | VMID=0x55         |
        | VINTF0_SID_MATCH_0    | 0x21              |
        | VINTF0_SID_MATCH_1    | 0x23              |
        | VINTF0_SID_MATCH_14   | 0x25              |
        | VINTF0_SID_MATCH_15   | 0x27              |
        | VINTF0_SID_REPLACE_0  | 0x2310            |
        | VINTF0_SID_REPLACE_1  | 0x2318            |
        | VINTF0_SID_REPLACE_14 | 0x2300            |
        | VINTF0_SID_REPLACE_15 | 0x2308            |
        | VCMDQ0_CONS_INDX      | 0x6               |
        | VCMDQ0_PROD_INDX      | 0x7               |
        | VCMDQ0_CONFIG         | 0x1               |
        | VCMDQ0_GERRORN        | 0x7               |
        | VCMDQ1_CONS_INDX      | 0x8               |
        | VCMDQ1_PROD_INDX      | 0x9               |
        | VCMDQ1_CONFIG         | 0x1               |
        | VCMDQ1_GERRORN        | 0x7               |
      When the guest reads <register> with one 8-byte access
      Then the read gives <value>
      And <register> reads <value>

      Examples:
        | register                 | neighbour                | value      |
        | CMDQV_CONFIG             | CMDQV_PARAM              | 0x00020083 |
        | CMDQV_STATUS             | what follows             | 0x1        |
        | VI_ERR_MAP_1             | VI_INT_MASK_0            | 0x0        |
        | VI_INT_MASK_1            | CMDQ_ERR_MAP_0           | 0x5        |
        | CMDQ_ALLOC_MAP_0         | CMDQ_ALLOC_MAP_1         | 0x1        |
        | VINTF0_SID_MATCH_0       | VINTF0_SID_MATCH_1       | 0x21       |
        | VINTF0_SID_REPLACE_14    | VINTF0_SID_REPLACE_15    | 0x2300     |
        | VCMDQ0_CONS_INDX         | VCMDQ0_PROD_INDX         | 0x6        |
        | VCMDQ0_CONFIG            | VCMDQ0_STATUS            | 0x1        |
        | VCMDQ0_GERROR            | VCMDQ0_GERRORN           | 0x0        |
        | VCMDQ1_CONS_INDX         | VCMDQ1_PROD_INDX         | 0x8        |
        | VINTF0_LVCMDQ0_CONS_INDX | VINTF0_LVCMDQ0_PROD_INDX | 0x6        |
        | VINTF0_LVCMDQ0_GERROR    | VINTF0_LVCMDQ0_GERRORN   | 0x0        |
        | VINTF0_SID_MATCH_14      | VINTF0_SID_MATCH_15      | 0x25       |
        | VINTF0_SID_REPLACE_0     | VINTF0_SID_REPLACE_1     | 0x2310     |
        | VCMDQ1_CONFIG            | VCMDQ1_STATUS            | 0x1        |
        | VCMDQ1_GERROR            | VCMDQ1_GERRORN           | 0x0        |
        | VINTF0_LVCMDQ0_CONFIG    | VINTF0_LVCMDQ0_STATUS    | 0x1        |
        | VINTF0_LVCMDQ1_CONS_INDX | VINTF0_LVCMDQ1_PROD_INDX | 0x8        |
        | VINTF0_LVCMDQ1_CONFIG    | VINTF0_LVCMDQ1_STATUS    | 0x1        |
        | VINTF0_LVCMDQ1_GERROR    | VINTF0_LVCMDQ1_GERRORN   | 0x0        |

    Scenario Outline: 8 bytes read <register> of an event and zeros, not <neighbour>

      The event names vCMDQs that are not allocated, so it may have been dropped (EVT-11).

      Given the kernel reports an event with map0=0x0000000200000001, map1=0x0000000800000004
      When the guest reads <register> with one 8-byte access
      Then the read gives <value> or 0

      Examples:
        | register       | neighbour      | value |
        | CMDQ_ERR_MAP_1 | CMDQ_ERR_MAP_2 | 0x2   |
        | CMDQ_ERR_MAP_3 | what follows   | 0x8   |

    Scenario: 8 bytes read VINTF0_CONFIG and zeros, not VINTF0_STATUS

      Given VINTF0 is enabled
      When the guest reads VINTF0_CONFIG with one 8-byte access
      Then the read gives 0x1
      And VINTF0_STATUS reads ENABLE_OK=1

    Scenario: 8 bytes read CONS_INDX of an allocated queue and zeros, not PROD_INDX

      Given vCMDQ 0 is allocated
      And the guest writes these registers:
        | VCMDQ0_CONS_INDX | 0x6 |
        | VCMDQ0_PROD_INDX | 0x7 |
      When the guest reads VCMDQ0_CONS_INDX with one 8-byte access
      Then the read gives 0x6
      And VCMDQ0_PROD_INDX reads 0x7

    Scenario Outline: 8 bytes at <register> hold what the event said in their low half

      The high half may be 0 or the rest of the 64-bit map.

      Given vCMDQs 0 and 1 are allocated
      And the kernel reports an event with map0=3, map1=5
      When the guest reads <register> with one 8-byte access
      Then the read gives <value> or 0

      Examples:
        | register                | value |
        | VINTF0_LVCMDQ_ERR_MAP_0 | 0x3   |
        | VINTF0_LVCMDQ_ERR_MAP_2 | 0x5   |

  @ACC-08
  Rule: ACC-08 4-byte reads of BASE return its halves

    A 4-byte read of BASE_L returns bits 31:0 of BASE, and one of BASE_H returns bits 63:32.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: 4 bytes read <half>

      Given the guest writes 0xfedc5a5a_56789aa8 to <register>
      When the guest reads <half> with one 4-byte access
      Then the read gives <value>

      Examples:
        | register            | half                  | value      |
        | VCMDQ0_BASE         | VCMDQ0_BASE_L         | 0x56789aa8 |
        | VCMDQ0_BASE         | VCMDQ0_BASE_H         | 0xfedc5a5a |
        | VINTF0_LVCMDQ1_BASE | VINTF0_LVCMDQ1_BASE_L | 0x56789aa8 |
        | VINTF0_LVCMDQ1_BASE | VINTF0_LVCMDQ1_BASE_H | 0xfedc5a5a |
        | VCMDQ1_BASE         | VCMDQ1_BASE_L         | 0x56789aa8 |
        | VCMDQ1_BASE         | VCMDQ1_BASE_H         | 0xfedc5a5a |
        | VINTF0_LVCMDQ0_BASE | VINTF0_LVCMDQ0_BASE_L | 0x56789aa8 |
        | VINTF0_LVCMDQ0_BASE | VINTF0_LVCMDQ0_BASE_H | 0xfedc5a5a |
