Feature: Width and alignment of accesses

  The registers are made for accesses of 4 bytes; the two registers of page 1, BASE and CONS_INDX_BASE_DRAM, can also be
  written and read with 8. Anything else must not be taken for something it is not: a write that is too wide, too narrow
  or not aligned changes nothing at all, not even half of what it names. One exception is not the device's to decide: what
  stands between a bus master and the device may split an 8-byte access that is aligned to 4 bytes only (ACC-16).

  An 8-byte write of BASE has to arrive as one. Every write to BASE can trigger an allocation
  (features/device/allocation.feature), so a store that is split in two would ask for a queue at an address that is half
  old and half new (ALLOC-08). Beware of the reverse, too: 8 bytes written to a 32-bit register must not spill into the
  next one. The direct window follows the hardware's rules, not these.

  Background:
    Given a VM with CMDQ-V

  @ACC-01
  Rule: ACC-01 Accesses of 4 and 8 bytes are valid and arrive unsplit

    The device takes accesses of 4 and of 8 bytes. An 8-byte access reaches the register as one operation and is not
    split into two of 4 bytes.

    MUST. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Scenario: An 8-byte write of BASE asks for one allocation, with the whole address

      Given the guest fulfils ENABLE, ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes 0x00001234_56789008 to VCMDQ0_BASE with one 8-byte access
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x123456789000, length=0x1000 | ENOMEM |
      And VCMDQ0_BASE reads 0x00001234_56789008

    Scenario: A 4-byte write reaches its register and no other

      When the guest writes 0x56789008 to VCMDQ0_BASE_L with one 4-byte access
      Then VCMDQ0_BASE reads 0x56789008
      And VINTF0_LVCMDQ0_BASE reads 0x56789008
      And no other register changed

  @ACC-02
  Rule: ACC-02 Accesses of 1 and 2 bytes have no side effect

    A 1-byte or 2-byte access does not reach the device and changes no state.

    Accepted: The guest may see an abort or any read value.

    MUST. Source: qemu-11.1, inference. Since mail-v5.

    Scenario Outline: A <width> write to <register> changes nothing

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
        | VCMDQ1_BASE      | 0x40200008        |
      When the guest writes <value> to <register> with one <width> access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | register              | width  | value |
        | CMDQV_CONFIG          | 1-byte | 0x0   |
        | CMDQV_CONFIG          | 2-byte | 0x0   |
        | VI_INT_MASK_0         | 1-byte | 0x1   |
        | CMDQ_ALLOC_MAP_0      | 2-byte | 0x1   |
        | VINTF0_CONFIG         | 1-byte | 0x1   |
        | VINTF0_CONFIG         | 2-byte | 0x1   |
        | VINTF0_SID_MATCH_0    | 2-byte | 0x1   |
        | VINTF0_SID_REPLACE_15 | 1-byte | 0x1   |
        | VCMDQ0_PROD_INDX      | 2-byte | 0x1   |
        | VCMDQ0_CONFIG         | 1-byte | 0x1   |
        | VCMDQ1_BASE           | 1-byte | 0x1   |
        | VCMDQ1_BASE           | 2-byte | 0x0   |
        | VINTF0_LVCMDQ1_CONFIG | 2-byte | 0x1   |
        | VINTF0_LVCMDQ1_BASE   | 2-byte | 0x0   |

    Scenario Outline: A <width> write to <register> of an allocated queue does not reach the host page

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x1 to <register> with one <width> access
      Then no register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | register         | width  |
        | VCMDQ0_PROD_INDX | 1-byte |
        | VCMDQ1_CONFIG    | 2-byte |

    Scenario Outline: A <width> read of <register> changes nothing

      Given vCMDQ 0 is allocated
      When the guest reads <register> with one <width> access
      Then no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | register         | width  |
        | CMDQV_CONFIG     | 1-byte |
        | VCMDQ0_PROD_INDX | 2-byte |
        | VCMDQ0_BASE      | 2-byte |

    Scenario Outline: A <width> write to any register of <page> changes nothing

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
      When the guest writes 0x5a to every register of "<page>" with one <width> access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | page                | width  |
        | the Config page     | 1-byte |
        | the Config page     | 2-byte |
        | the stream ID slots | 1-byte |
        | the stream ID slots | 2-byte |
        | direct page 0       | 1-byte |
        | direct page 0       | 2-byte |
        | direct page 1       | 1-byte |
        | direct page 1       | 2-byte |
        | VINTF page 0        | 1-byte |
        | VINTF page 0        | 2-byte |
        | VINTF page 1        | 1-byte |
        | VINTF page 1        | 2-byte |

    Scenario Outline: A <width> write to any register of <page> of allocated queues changes nothing

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x1 to every register of "<page>" with one <width> access
      Then no register changed
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | page            | width  |
        | the Config page | 1-byte |
        | the Config page | 2-byte |
        | direct page 0   | 1-byte |
        | direct page 0   | 2-byte |
        | direct page 1   | 1-byte |
        | direct page 1   | 2-byte |
        | VINTF page 1    | 1-byte |
        | VINTF page 1    | 2-byte |

    Scenario Outline: A <width> read of any register of <page> changes nothing

      Given vCMDQs 0 and 1 are allocated
      When the guest reads every register of "<page>" with one <width> access
      Then no register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | page                | width  |
        | the Config page     | 1-byte |
        | the Config page     | 2-byte |
        | the stream ID slots | 1-byte |
        | the stream ID slots | 2-byte |
        | direct page 0       | 1-byte |
        | direct page 0       | 2-byte |
        | direct page 1       | 1-byte |
        | direct page 1       | 2-byte |
        | VINTF page 1        | 1-byte |
        | VINTF page 1        | 2-byte |

    Scenario Outline: No access of 1 or 2 bytes to <register> changes anything

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
        | VCMDQ1_BASE      | 0x40200008        |
      When the guest writes <value> to <register> with one 1-byte access
      And the guest writes <value> to <register> with one 2-byte access
      And the guest reads <register> with one 1-byte access
      And the guest reads <register> with one 2-byte access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | register                           | value |
        | CMDQV_CONFIG                       | 0x0   |
        | CMDQV_PARAM                        | 0x0   |
        | CMDQV_STATUS                       | 0x0   |
        | VI_ERR_MAP_1                       | 0x1   |
        | VI_INT_MASK_1                      | 0x1   |
        | CMDQ_ERR_MAP_1                     | 0x1   |
        | CMDQ_ALLOC_MAP_0                   | 0x1   |
        | VINTF0_CONFIG                      | 0x1   |
        | VINTF0_STATUS                      | 0x1   |
        | VINTF0_SID_MATCH_2                 | 0x1   |
        | VINTF0_SID_REPLACE_2               | 0x1   |
        | VINTF0_LVCMDQ_ERR_MAP_2            | 0x1   |
        | VCMDQ1_CONS_INDX                   | 0x1   |
        | VCMDQ1_PROD_INDX                   | 0x1   |
        | VCMDQ1_CONFIG                      | 0x1   |
        | VCMDQ1_STATUS                      | 0x1   |
        | VCMDQ1_GERROR                      | 0x1   |
        | VCMDQ1_GERRORN                     | 0x1   |
        | VCMDQ1_BASE                        | 0x0   |
        | VCMDQ1_CONS_INDX_BASE_DRAM         | 0x1   |
        | VINTF0_LVCMDQ0_CONS_INDX           | 0x1   |
        | VINTF0_LVCMDQ0_PROD_INDX           | 0x1   |
        | VINTF0_LVCMDQ0_CONFIG              | 0x1   |
        | VINTF0_LVCMDQ0_STATUS              | 0x1   |
        | VINTF0_LVCMDQ0_GERROR              | 0x1   |
        | VINTF0_LVCMDQ0_GERRORN             | 0x1   |
        | VINTF0_LVCMDQ0_BASE                | 0x1   |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0x1   |

  @ACC-03
  Rule: ACC-03 4-byte accesses that are not aligned have no side effect

    A 4-byte access that is not aligned to 4 bytes does not reach the device and changes no state.

    Accepted: The guest may see an abort or any read value.

    SHOULD. Source: qemu-11.1, inference. Since mail-v5.

    Scenario Outline: A <width> write to <offset>, <place>, changes nothing

      When the guest writes 0x01010101 to offset <offset> with one <width> access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | offset  | width  | place                                     |
        | 0x0001  | 4-byte | inside CMDQV_CONFIG                       |
        | 0x001e  | 4-byte | across VI_INT_MASK_0 and VI_INT_MASK_1    |
        | 0x0202  | 4-byte | across CMDQ_ALLOC_MAP_0 and _1            |
        | 0x0ffe  | 4-byte | across the beginning of VINTF0            |
        | 0x10002 | 4-byte | across CONS_INDX and PROD_INDX of vCMDQ 0 |
        | 0x30006 | 4-byte | across PROD_INDX and CONFIG of VINTF0     |
        | 0x20002 | 4-byte | across BASE_L and BASE_H of vCMDQ 0       |

    Scenario Outline: A write across registers of an allocated queue at <offset> does not reach the host page

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x01010101 to offset <offset> with one <width> access
      Then no register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | offset  | width  |
        | 0x10002 | 4-byte |

    Scenario Outline: A read across registers of an allocated queue at <offset> does not reach the host page

      Given vCMDQs 0 and 1 are allocated
      When the guest reads offset <offset> with one <width> access
      Then no register changed
      And the device stores nothing in the host page

      Examples:
        | offset  | width  |
        | 0x10002 | 4-byte |

    Scenario Outline: A <width> write at <into> bytes into any register of <page> changes nothing

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
      When the guest writes 0x5a5a5a5a at byte <into> of every register of "<page>" with one <width> access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | page                | into | width  |
        | the Config page     | 1    | 4-byte |
        | the Config page     | 2    | 4-byte |
        | the Config page     | 3    | 4-byte |
        | the stream ID slots | 1    | 4-byte |
        | the stream ID slots | 2    | 4-byte |
        | the stream ID slots | 3    | 4-byte |
        | direct page 0       | 1    | 4-byte |
        | direct page 0       | 2    | 4-byte |
        | direct page 0       | 3    | 4-byte |
        | direct page 1       | 1    | 4-byte |
        | direct page 1       | 2    | 4-byte |
        | direct page 1       | 3    | 4-byte |
        | VINTF page 0        | 1    | 4-byte |
        | VINTF page 0        | 2    | 4-byte |
        | VINTF page 0        | 3    | 4-byte |
        | VINTF page 1        | 1    | 4-byte |
        | VINTF page 1        | 2    | 4-byte |
        | VINTF page 1        | 3    | 4-byte |

    Scenario Outline: No 4-byte access at <offset>, in the middle of <register>, changes anything

      When the guest writes 0x00010001 to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | register                           | offset  |
        | CMDQV_CONFIG                       | 0x2     |
        | CMDQV_PARAM                        | 0x6     |
        | CMDQV_STATUS                       | 0xa     |
        | VI_ERR_MAP_1                       | 0x1a    |
        | VI_INT_MASK_1                      | 0x22    |
        | CMDQ_ERR_MAP_1                     | 0x2a    |
        | CMDQ_ALLOC_MAP_0                   | 0x202   |
        | VINTF0_CONFIG                      | 0x1002  |
        | VINTF0_STATUS                      | 0x1006  |
        | VINTF0_SID_MATCH_2                 | 0x104a  |
        | VINTF0_SID_REPLACE_2               | 0x108a  |
        | VINTF0_LVCMDQ_ERR_MAP_2            | 0x10ca  |
        | VCMDQ1_CONS_INDX                   | 0x10082 |
        | VCMDQ1_PROD_INDX                   | 0x10086 |
        | VCMDQ1_CONFIG                      | 0x1008a |
        | VCMDQ1_STATUS                      | 0x1008e |
        | VCMDQ1_GERROR                      | 0x10092 |
        | VCMDQ1_GERRORN                     | 0x10096 |
        | VCMDQ1_BASE                        | 0x20082 |
        | VCMDQ1_CONS_INDX_BASE_DRAM         | 0x2008a |
        | VINTF0_LVCMDQ0_CONS_INDX           | 0x30002 |
        | VINTF0_LVCMDQ0_PROD_INDX           | 0x30006 |
        | VINTF0_LVCMDQ0_CONFIG              | 0x3000a |
        | VINTF0_LVCMDQ0_STATUS              | 0x3000e |
        | VINTF0_LVCMDQ0_GERROR              | 0x30012 |
        | VINTF0_LVCMDQ0_GERRORN             | 0x30016 |
        | VINTF0_LVCMDQ0_BASE                | 0x40002 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0x4000a |

  @ACC-16
  Rule: ACC-16 8-byte accesses that are aligned to 4 bytes only have no effect but that of their halves

    An 8-byte access at a multiple of 4 that is not one of 8 is an alignment fault on device memory, so no processor
    makes one. What becomes of one that a bus master makes is decided before it reaches the device, which never takes it
    for a whole.

    Accepted: No effect, or that of two aligned 4-byte accesses. The bus master may see an abort or any read value.

    MAY. Source: qemu-11.1, inference. Since mail-v5.

    Scenario Outline: No 8-byte access at <register>, whose two halves are read-only, changes anything

      When the guest writes 0x00000001_00000001 to <register> with one 8-byte access
      And the guest reads <register> with one 8-byte access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | register              |
        | CMDQV_PARAM           |
        | VINTF0_STATUS         |
        | VCMDQ1_STATUS         |
        | VINTF0_LVCMDQ0_STATUS |

    Scenario: 8 bytes at BASE_H reach it and the register that follows, or nothing

      When the guest writes 0x40100008_00001234 to offset 0x20004 with one 8-byte access
      Then VCMDQ0_BASE reads 0x0 or 0x00001234_00000000
      And VINTF0_LVCMDQ0_BASE reads 0x0 or 0x00001234_00000000
      And VCMDQ0_CONS_INDX_BASE_DRAM reads 0x0 or 0x40100008
      And VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM reads 0x0 or 0x40100008
      And no other register changed
      And the device makes no host call

    Scenario Outline: 8 bytes at PROD_INDX in the <aperture> aperture reach it and the register that follows, or nothing

      When the guest writes 0x00000001_00000123 to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then VCMDQ1_PROD_INDX reads 0x0 or 0x123
      And VINTF0_LVCMDQ1_PROD_INDX reads 0x0 or 0x123
      And VCMDQ1_CONFIG reads 0x0 or 0x1
      And VINTF0_LVCMDQ1_CONFIG reads 0x0 or 0x1
      And VCMDQ1_STATUS reads 0x0 or 0x1
      And VINTF0_LVCMDQ1_STATUS reads 0x0 or 0x1
      And no other register changed
      And the device makes no host call

      Examples:
        | aperture | offset  |
        | direct   | 0x10084 |
        | VINTF    | 0x30084 |

    Scenario Outline: 8 bytes at GERRORN in the <aperture> aperture reach it, or nothing

      When the guest writes 0x00000007_00000005 to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then VCMDQ1_GERRORN reads 0x0 or 0x5
      And VINTF0_LVCMDQ1_GERRORN reads 0x0 or 0x5
      And no other register changed
      And the device makes no host call

      Examples:
        | aperture | offset  |
        | direct   | 0x10094 |
        | VINTF    | 0x30094 |

    Scenario: 8 bytes at CONS_INDX_BASE_DRAM_H reach it, or nothing

      When the guest writes 0x00001234_00005678 to offset 0x4008c with one 8-byte access
      Then VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM reads 0x0 or 0x00005678_00000000
      And VCMDQ1_CONS_INDX_BASE_DRAM reads 0x0 or 0x00005678_00000000
      And no other register changed
      And the device makes no host call

    Scenario: An 8-byte read at PROD_INDX of an allocated queue changes nothing

      Given vCMDQs 0 and 1 are allocated
      When the guest reads offset 0x10084 with one 8-byte access
      Then no register changed
      And no physical register changed
      And the device makes no host call

  @ACC-04
  Rule: ACC-04 4-byte writes are accepted at every decoded register

    The device accepts a 4-byte write at every offset that it decodes, subject to the access type of the register.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: 4 bytes write <register>

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
      When the guest writes <value> to <register> with one 4-byte access
      Then <register> reads <value>
      And the device makes no host call

      Examples:
        | register                             | value      |
        | CMDQV_CONFIG                         | 0x00020401 |
        | VI_INT_MASK_1                        | 0x80000001 |
        | CMDQ_ALLOC_MAP_1                     | 0x00000003 |
        | VINTF0_CONFIG                        | 0x0000abcc |
        | VINTF0_SID_MATCH_7                   | 0x00000021 |
        | VINTF0_SID_REPLACE_8                 | 0x00002300 |
        | VCMDQ0_CONS_INDX                     | 0x00000123 |
        | VCMDQ0_PROD_INDX                     | 0x00000123 |
        | VCMDQ0_CONFIG                        | 0x00000001 |
        | VCMDQ1_GERRORN                       | 0x00000005 |
        | VINTF0_LVCMDQ0_PROD_INDX             | 0x00000123 |
        | VCMDQ0_BASE_L                        | 0x40100008 |
        | VCMDQ0_BASE_H                        | 0x00001234 |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_L | 0x40100008 |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_H | 0x00001234 |
        | VI_INT_MASK_0                        | 0x80000001 |
        | CMDQ_ALLOC_MAP_0                     | 0x00000001 |
        | VINTF0_SID_MATCH_0                   | 0x00000021 |
        | VINTF0_SID_MATCH_15                  | 0x00000021 |
        | VINTF0_SID_REPLACE_0                 | 0x00002300 |
        | VINTF0_SID_REPLACE_15                | 0x00002300 |
        | VCMDQ0_GERRORN                       | 0x00000005 |
        | VCMDQ0_CONS_INDX_BASE_DRAM_L         | 0x40100008 |
        | VCMDQ0_CONS_INDX_BASE_DRAM_H         | 0x00001234 |
        | VCMDQ1_CONS_INDX                     | 0x00000123 |
        | VCMDQ1_PROD_INDX                     | 0x00000123 |
        | VCMDQ1_CONFIG                        | 0x00000001 |
        | VCMDQ1_BASE_L                        | 0x40100008 |
        | VCMDQ1_BASE_H                        | 0x00001234 |
        | VCMDQ1_CONS_INDX_BASE_DRAM_L         | 0x40100008 |
        | VCMDQ1_CONS_INDX_BASE_DRAM_H         | 0x00001234 |
        | VINTF0_LVCMDQ0_CONS_INDX             | 0x00000123 |
        | VINTF0_LVCMDQ0_CONFIG                | 0x00000001 |
        | VINTF0_LVCMDQ0_GERRORN               | 0x00000005 |
        | VINTF0_LVCMDQ0_BASE_L                | 0x40100008 |
        | VINTF0_LVCMDQ0_BASE_H                | 0x00001234 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L | 0x40100008 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_H | 0x00001234 |
        | VINTF0_LVCMDQ1_CONS_INDX             | 0x00000123 |
        | VINTF0_LVCMDQ1_PROD_INDX             | 0x00000123 |
        | VINTF0_LVCMDQ1_CONFIG                | 0x00000001 |
        | VINTF0_LVCMDQ1_GERRORN               | 0x00000005 |
        | VINTF0_LVCMDQ1_BASE_L                | 0x40100008 |
        | VINTF0_LVCMDQ1_BASE_H                | 0x00001234 |

  @ACC-05
  Rule: ACC-05 8-byte writes take effect only at BASE and CONS_INDX_BASE_DRAM

    The device accepts an 8-byte write only at BASE_L and CONS_INDX_BASE_DRAM_L of slots 0 and 1, in either page-1
    aperture. It ignores any other 8-byte write completely: no truncation to 32 bits and no partial effect.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: 8 bytes write <register>

      When the guest writes 0x00001234_56789aa8 to <register> with one 8-byte access
      Then <register> reads 0x00001234_56789aa8
      And <alias> reads 0x00001234_56789aa8
      And no other register changed

      Examples:
        | register                           | alias                              |
        | VCMDQ0_BASE                        | VINTF0_LVCMDQ0_BASE                |
        | VCMDQ0_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM |
        | VCMDQ1_BASE                        | VINTF0_LVCMDQ1_BASE                |
        | VCMDQ1_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM |
        | VINTF0_LVCMDQ0_BASE                | VCMDQ0_BASE                        |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | VCMDQ0_CONS_INDX_BASE_DRAM         |
        | VINTF0_LVCMDQ1_BASE                | VCMDQ1_BASE                        |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | VCMDQ1_CONS_INDX_BASE_DRAM         |

    Scenario Outline: 8 bytes do not write <register>, nor its neighbour

      When the guest writes <value> to <register> with one 8-byte access
      Then no register changed
      And the device makes no host call
      And every page of the region is trapped

      Examples:
        | register                 | value               |
        | CMDQV_CONFIG             | 0x0                 |
        | CMDQV_STATUS             | 0x0                 |
        | VI_INT_MASK_1            | 0x00000001_00000001 |
        | CMDQ_ALLOC_MAP_0         | 0x00000003_00000001 |
        | VINTF0_CONFIG            | 0x00000001_00000001 |
        | VINTF0_SID_MATCH_0       | 0x00000001_00000001 |
        | VINTF0_SID_REPLACE_14    | 0x00000001_00000001 |
        | VCMDQ0_CONS_INDX         | 0x00000001_00000001 |
        | VCMDQ0_CONFIG            | 0x00000001_00000001 |
        | VCMDQ0_GERROR            | 0x00000001_00000001 |
        | VCMDQ1_CONFIG            | 0x00000001_00000001 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x00000001_00000001 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x00000001_00000001 |
        | VI_ERR_MAP_1             | 0x00000001_00000001 |
        | CMDQ_ERR_MAP_1           | 0x00000001_00000001 |
        | CMDQ_ERR_MAP_3           | 0x00000001_00000001 |
        | VINTF0_SID_MATCH_14      | 0x00000001_00000001 |
        | VINTF0_SID_REPLACE_0     | 0x00000001_00000001 |
        | VINTF0_LVCMDQ_ERR_MAP_0  | 0x00000001_00000001 |
        | VINTF0_LVCMDQ_ERR_MAP_2  | 0x00000001_00000001 |
        | VCMDQ1_CONS_INDX         | 0x00000001_00000001 |
        | VCMDQ1_GERROR            | 0x00000001_00000001 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x00000001_00000001 |
        | VINTF0_LVCMDQ0_GERROR    | 0x00000001_00000001 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x00000001_00000001 |
        | VINTF0_LVCMDQ1_GERROR    | 0x00000001_00000001 |

    Scenario Outline: 8 bytes at <register> of an allocated queue do not reach the host page

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x00000001_00000001 to <register> with one 8-byte access
      Then no register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | register         |
        | VCMDQ0_CONS_INDX |
        | VCMDQ1_CONFIG    |
        | VCMDQ1_GERROR    |
