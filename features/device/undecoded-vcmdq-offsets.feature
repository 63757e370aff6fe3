Feature: Offsets without a register in the vCMDQ pages

  A vCMDQ uses a few registers at the beginning of its slot, and a guest has two slots. What lies between, and behind
  the last register of a page, is nothing: reads give 0 as long as the device answers them, and writes never get
  through, not even to the hardware of an allocated queue.

  A read at an undefined offset of an allocated slot may be passed to the host page, whose answer then counts; 0 is
  accepted as well (ACC-10). None of this holds in the direct window on VINTF page 0, where the hardware answers every
  offset (MAP-12 in features/device/apertures.feature). Holes of the Config page:
  features/device/undecoded-offsets.feature.

  Background:
    Given a VM with CMDQ-V

  @VCMDQ-07
  Rule: VCMDQ-07 Offsets 0x18 to 0x7F of a page-0 slot hold no register

    No register is defined at offsets 0x18 to 0x7F of a page-0 slot. The device drops writes there; reads follow ACC-10
    and ACC-11.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A write to <offset> of page 0 is dropped

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      Then no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x10018 |
        | 0x1007c |
        | 0x10098 |
        | 0x30018 |
        | 0x3007c |
        | 0x30098 |

    Scenario Outline: A write to <offset> of direct page 0 is dropped although the queue is allocated

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      Then no register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | offset  |
        | 0x10018 |
        | 0x1007c |
        | 0x10098 |

    Scenario Outline: Writes anywhere from <first> to <last> of page 0 are dropped

      When the guest writes 0xffffffff to each offset from <first> to <last>, 4 bytes apart
      Then no register changed
      And the device makes no host call

      Examples:
        | first   | last    |
        | 0x10018 | 0x1007c |
        | 0x10098 | 0x100fc |
        | 0x30018 | 0x3007c |
        | 0x30098 | 0x300fc |

    Scenario Outline: Writes anywhere from <first> to <last> are dropped although the queues are allocated

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0xffffffff to each offset from <first> to <last>, 4 bytes apart
      Then no register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | first   | last    |
        | 0x10018 | 0x1007c |
        | 0x10098 | 0x100fc |

  @ACC-10
  Rule: ACC-10 Undefined page-0 offsets read 0 unless the queue is allocated

    At an undefined offset inside trapped page 0, from the start of slot 0 to slot 1 + 0x14, a read returns 0 while the
    queue is not allocated; while it is allocated the device passes the read to the host page at the same offset. A
    write to an undefined offset is always dropped.

    Accepted: While the queue is allocated a read of 0 is accepted too.

    SHOULD. Source: qemu-11.1, cloud-hypervisor. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>, between the registers of page 0

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | VCMDQ0_GERRORN   | 0x7               |
        | VCMDQ1_CONS_INDX | 0xfffff           |
      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x10018 |
        | 0x1007c |
        | 0x30018 |
        | 0x3007c |

    Scenario Outline: Nothing answers anywhere from <first> to <last>, between the registers of page 0

      When the guest writes 0xffffffff to each offset from <first> to <last>, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | first   | last    |
        | 0x10018 | 0x1007c |
        | 0x30018 | 0x3007c |

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x10018 |
        | 0x10078 |
        | 0x30018 |
        | 0x30078 |

  @ACC-11
  Rule: ACC-11 The decode windows end at slot 1 GERRORN and slot 1 CONS_INDX_BASE_DRAM_H

    Trapped page 0 is decoded up to GERRORN of slot 1 (0x10094, 0x30094) and page 1 up to CONS_INDX_BASE_DRAM_H of slot
    1 (0x2008C, 0x4008C). Beyond that a read returns 0 and a write has no effect.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register>, the last of its page, answers at <offset>

      Given the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      When the guest writes 0x5 to offset <offset> with one 4-byte access
      Then <register> reads 0x5
      And <alias> reads 0x5
      And no other register changed

      Examples:
        | register                             | offset  | alias                                |
        | VCMDQ1_GERRORN                       | 0x10094 | VINTF0_LVCMDQ1_GERRORN               |
        | VCMDQ1_CONS_INDX_BASE_DRAM_H         | 0x2008c | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_H |
        | VINTF0_LVCMDQ1_GERRORN               | 0x30094 | VCMDQ1_GERRORN                       |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_H | 0x4008c | VCMDQ1_CONS_INDX_BASE_DRAM_H         |

    Scenario Outline: Nothing answers at <offset>, behind the last register of its page

      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x10098 |
        | 0x1fffc |
        | 0x20090 |
        | 0x2fffc |
        | 0x30098 |
        | 0x3fffc |
        | 0x40090 |
        | 0x4fffc |

    Scenario Outline: Nothing answers anywhere from <first> to <last>, behind the last register of its page

      When the guest writes 0xffffffff to each offset from <first> to <last>, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | first   | last    |
        | 0x10098 | 0x101fc |
        | 0x20090 | 0x201fc |
        | 0x30098 | 0x301fc |
        | 0x40090 | 0x401fc |

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x10098 |
        | 0x1fff8 |
        | 0x20090 |
        | 0x2fff8 |
        | 0x30098 |
        | 0x3fff8 |
        | 0x40090 |
        | 0x4fff8 |

  @ACC-12
  Rule: ACC-12 Undefined page-1 offsets read 0 and ignore writes

    At an undefined offset inside the page-1 decode window a read returns 0 and a write has no effect.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: Nothing answers at <offset>, between the registers of page 1

      Given the guest writes these registers:
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0xffffffffffff |
        | VCMDQ1_BASE                | 0xffffffffffff |
      When the guest writes 0xffffffff to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x20010 |
        | 0x2007c |
        | 0x40010 |
        | 0x4007c |

    Scenario Outline: Nothing answers anywhere from <first> to <last>, between the registers of page 1

      When the guest writes 0xffffffff to each offset from <first> to <last>, 4 bytes apart
      Then each of these offsets reads 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | first   | last    |
        | 0x20010 | 0x2007c |
        | 0x40010 | 0x4007c |

    Scenario Outline: Nothing answers 8 bytes at <offset>

      When the guest writes 0xffffffff_ffffffff to offset <offset> with one 8-byte access
      And the guest reads offset <offset> with one 8-byte access
      Then the read gives 0x0
      And no register changed
      And the device makes no host call

      Examples:
        | offset  |
        | 0x20010 |
        | 0x20078 |
        | 0x40010 |
        | 0x40078 |
