Feature: What is not migrated

  Migration at allocation is narrow: two indices and CONFIG (features/device/migration.feature). STATUS and GERROR
  belong to the hardware; GERRORN stays behind; BASE travels as the arguments of HW_QUEUE_ALLOC, because the hardware
  needs a physical address where the guest has written its own; CONS_INDX_BASE_DRAM has no way to the hardware at all.

  And it goes one way. When a live queue is freed nothing comes back from the hardware: its page-0 registers start again
  from 0, whatever the queue had reached, and a queue that is allocated again starts with both indices 0. BASE and
  CONS_INDX_BASE_DRAM stay, so that the queue can come back. The cache of a vCMDQ that never had a queue is left alone
  by the same writes.

  @MIG-05
  Rule: MIG-05 STATUS and GERROR are not copied

    The device does not write the cached STATUS and GERROR to the hardware, which owns these read-only registers.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register> is not copied after a failed attempt and a success
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then the device stores nothing in LVCMDQ0_<register> of the host page

      Examples:
        | register |
        | STATUS   |
        | GERROR   |

    Scenario Outline: <register> is not copied from an enabled cache
      Given a VM with CMDQ-V
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device stores nothing in LVCMDQ0_<register> of the host page

      Examples:
        | register |
        | STATUS   |
        | GERROR   |

  @MIG-06
  Rule: MIG-06 BASE reaches hardware through HW_QUEUE_ALLOC only

    The device does not write BASE to the hardware. HW_QUEUE_ALLOC carries it and the kernel translates the address to a
    physical one; page 1 is not mapped into the VMM.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: A BASE that changes before the allocation is carried once
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest writes 0x40300008 to VCMDQ0_BASE
      And the guest writes 0x40400007 to VINTF0_LVCMDQ0_BASE
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40400000, length=0x800 |

    Scenario: A BASE that is not used yet goes nowhere
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then the device makes no host call
      And the device stores nothing in the host page

  @MIG-07
  Rule: MIG-07 CONS_INDX_BASE_DRAM never reaches hardware

    The device never sends CONS_INDX_BASE_DRAM to the hardware, since no interface carries it. The kernel writes 0 to
    the hardware register.

    SHOULD. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: CONS_INDX_BASE_DRAM of a live queue goes nowhere through <register>
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes 0x40500000 to <register>
      Then the device makes no host call
      And the device stores nothing in the host page
      And these registers read:
        | VCMDQ0_CONS_INDX_BASE_DRAM         | 0x40500000 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0x40500000 |
      And no other register changed

      Examples:
        | register                           |
        | VCMDQ0_CONS_INDX_BASE_DRAM         |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM |

    Scenario: No index is written to the memory that CONS_INDX_BASE_DRAM names
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes 0x40500000 to VCMDQ0_CONS_INDX_BASE_DRAM
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |  |
      Then VCMDQ0_CONS_INDX reads RD=1
      And the RAM of the guest holds 0 at 0x40500000

  @MIG-08
  Rule: MIG-08 Freeing a live queue clears its page-0 cache

    When a live queue is freed the device sets all cached page-0 registers of that slot to 0. A free of a queue that
    never existed leaves the cache alone.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <content> in <register> clears the page-0 cache of a live queue
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes these registers:
        | VCMDQ0_PROD_INDX | 0x3 |
        | VCMDQ0_CONS_INDX | 0x3 |
        | VCMDQ0_CONFIG    | 0x1 |
        | VCMDQ0_GERRORN   | 0x2 |
      And VINTF0 is enabled
      When the guest writes <content> to <register>
      Then these registers read:
        | VCMDQ0_PROD_INDX | 0 |
        | VCMDQ0_CONS_INDX | 0 |
        | VCMDQ0_CONFIG    | 0 |
        | VCMDQ0_STATUS    | 0 |
        | VCMDQ0_GERROR    | 0 |
        | VCMDQ0_GERRORN   | 0 |

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |

    Scenario Outline: <content> in <register> leaves the cache of a queue that never existed
      Given a VM with CMDQ-V
      And the guest writes these registers:
        | VCMDQ0_PROD_INDX | 0x3 |
        | VCMDQ0_CONS_INDX | 0x3 |
        | VCMDQ0_GERRORN   | 0x2 |
      And the guest fulfils ALLOC, ENABLE among the preconditions of vCMDQ 0
      When the guest writes <content> to <register>
      Then these registers read:
        | VCMDQ0_PROD_INDX | 0x3 |
        | VCMDQ0_CONS_INDX | 0x3 |
        | VCMDQ0_GERRORN   | 0x2 |
      And the device makes no DESTROY call

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |

    Scenario Outline: <content> in <register> clears every bit of a live queue's cached CONFIG
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes 0xffffffff to VCMDQ0_CONFIG
      And VINTF0 is enabled
      When the guest writes <content> to <register>
      Then VCMDQ0_CONFIG reads 0
      And VCMDQ0_STATUS reads 0

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |

    Scenario Outline: Freeing vCMDQ <q> a second time clears its page-0 cache, too
      Given a VM with CMDQ-V
      And <queues> allocated
      And the guest writes ALLOC=0, LVCMDQ=<q> to CMDQ_ALLOC_MAP_<q>
      And the guest writes these registers:
        | VCMDQ<q>_PROD_INDX | 0x3 |
        | VCMDQ<q>_CONS_INDX | 0x3 |
        | VCMDQ<q>_CONFIG    | 0x1 |
        | VCMDQ<q>_GERRORN   | 0x2 |
      And the guest writes ALLOC=1, LVCMDQ=<q> to CMDQ_ALLOC_MAP_<q>
      When the guest writes ALLOC=0, LVCMDQ=<q> to CMDQ_ALLOC_MAP_<q>
      Then these registers read:
        | VCMDQ<q>_PROD_INDX | 0 |
        | VCMDQ<q>_CONS_INDX | 0 |
        | VCMDQ<q>_CONFIG    | 0 |
        | VCMDQ<q>_STATUS    | 0 |
        | VCMDQ<q>_GERROR    | 0 |
        | VCMDQ<q>_GERRORN   | 0 |

      Examples:
        | q | queues               |
        | 0 | vCMDQ 0 is           |
        | 1 | vCMDQs 0 and 1 are |

    Scenario: Freeing vCMDQ 1 leaves the registers of vCMDQ 0
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes WR=3 to VCMDQ0_PROD_INDX
      And the guest writes WR=4 to VCMDQ1_PROD_INDX
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      Then VCMDQ0_PROD_INDX reads WR=3
      And VCMDQ1_PROD_INDX reads 0

    Scenario Outline: <content> in <register> clears the page-0 cache of vCMDQ 1 too
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      And the guest writes these registers:
        | VCMDQ1_PROD_INDX | 0x3 |
        | VCMDQ1_CONS_INDX | 0x3 |
        | VCMDQ1_CONFIG    | 0x1 |
        | VCMDQ1_GERRORN   | 0x2 |
      And VINTF0 is enabled
      When the guest writes <content> to <register>
      Then these registers read:
        | VCMDQ1_PROD_INDX | 0 |
        | VCMDQ1_CONS_INDX | 0 |
        | VCMDQ1_CONFIG    | 0 |
        | VCMDQ1_STATUS    | 0 |
        | VCMDQ1_GERROR    | 0 |
        | VCMDQ1_GERRORN   | 0 |

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_1 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |

    Scenario Outline: <content> in <register> frees vCMDQ 0 and leaves the cache of a vCMDQ 1 that has no queue
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes these registers:
        | VCMDQ1_PROD_INDX | 0x3 |
        | VCMDQ1_CONS_INDX | 0x3 |
        | VCMDQ1_CONFIG    | 0x1 |
        | VCMDQ1_GERRORN   | 0x2 |
      When the guest writes <content> to <register>
      Then these registers read:
        | VCMDQ1_PROD_INDX | 0x3 |
        | VCMDQ1_CONS_INDX | 0x3 |
        | VCMDQ1_CONFIG    | 0x1 |
        | VCMDQ1_STATUS    | 0x1 |
        | VCMDQ1_GERRORN   | 0x2 |

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |

  @MIG-09
  Rule: MIG-09 Hardware state is not copied back on teardown

    After a teardown the direct aperture shows 0 in PROD_INDX, CONS_INDX, CONFIG, STATUS, GERROR and GERRORN, and not
    the last values of the hardware.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <content> in <register> does not copy hardware state back
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
        | CFGI_STE     | SID=1  |
      When the guest writes <content> to <register>
      Then these registers read:
        | VCMDQ0_PROD_INDX | 0 |
        | VCMDQ0_CONS_INDX | 0 |
        | VCMDQ0_CONFIG    | 0 |
        | VCMDQ0_STATUS    | 0 |
        | VCMDQ0_GERROR    | 0 |
        | VCMDQ0_GERRORN   | 0 |

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |
