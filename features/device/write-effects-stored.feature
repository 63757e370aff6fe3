Feature: Writes that only store

  Some registers of the Config page and of page 1 have no effect of their own: a write is stored, makes no call to the
  host and completes no allocation. VI_INT_MASK is looked at when an error is reported, so unmasking does not raise an
  interrupt for an error that came before (features/device/error-maps.feature).

  The stream ID slots and CONS_INDX_BASE_DRAM are never looked at: what hardware uses in their place is the kernel's
  choice. The real stream ID mapping comes from vDEVICEs (features/device/sid-slots.feature), and the kernel writes 0 to
  CONS_INDX_BASE_DRAM of the hardware.

  Background:
    Given a VM with CMDQ-V

  @WR-04
  Rule: WR-04 Writing VI_INT_MASK gates future interrupts only

    The device stores a write to VI_INT_MASK_n. Bit 0 of VI_INT_MASK_0 decides whether later events interrupt; clearing
    it does not raise an interrupt for an earlier event.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register>=<value> lets an error interrupt

      Given vCMDQ 0 is allocated
      And the guest writes <value> to <register>
      When the kernel reports an event with map0=1
      Then the guest receives one interrupt

      Examples:
        | register      | value      |
        | VI_INT_MASK_0 | 0x0        |
        | VI_INT_MASK_0 | 0xfffffffe |
        | VI_INT_MASK_1 | 0xffffffff |

    Scenario Outline: VI_INT_MASK_0=<value> keeps an error from interrupting

      Given vCMDQ 0 is allocated
      And the guest writes <value> to VI_INT_MASK_0
      When the kernel reports an event with map0=1
      Then the guest receives no interrupts
      And VI_ERR_MAP_0 reads 0x1

      Examples:
        | value      |
        | 0x1        |
        | 0xffffffff |

    Scenario: Unmasking does not make up for an interrupt that was masked

      Given vCMDQ 0 is allocated
      And the guest writes 0x1 to VI_INT_MASK_0
      And the kernel reports an event with map0=1
      When the guest writes 0x0 to VI_INT_MASK_0
      Then the guest receives no interrupts
      And VI_INT_MASK_0 reads 0x0
      And no other register changed
      And the device makes no host call

    Scenario: An error after unmasking interrupts

      Given vCMDQs 0 and 1 are allocated
      And the guest writes 0x1 to VI_INT_MASK_0
      And the kernel reports an event with map0=1
      And the guest writes 0x0 to VI_INT_MASK_0
      When the kernel reports an event with sequence=1, map0=2
      Then the guest receives one interrupt

  @WR-10
  Rule: WR-10 Writing SID_MATCH or SID_REPLACE changes the cache only

    A write to SID_MATCH_i or SID_REPLACE_i changes the cached register and nothing else; no call to the kernel follows.

    MUST. Source: mail, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> is stored and nothing else happens while <state>

      Given <state>
      When the guest writes <content> to <register>
      Then <register> reads <content>
      And no other register changed
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | register              | content                 | state                                            |
        | VINTF0_SID_MATCH_0    | ENABLE=1, VIRT_SID=0x10 | CMDQ-V is disabled                               |
        | VINTF0_SID_MATCH_0    | ENABLE=1, VIRT_SID=0x10 | VINTF0 is enabled                                |
        | VINTF0_SID_MATCH_15   | ENABLE=1, VIRT_SID=0x11 | vCMDQ 0 is allocated                             |
        | VINTF0_SID_REPLACE_0  | PHYS_SID=0x2400         | CMDQ-V is disabled                               |
        | VINTF0_SID_REPLACE_0  | PHYS_SID=0x2400         | VINTF0 is enabled                                |
        | VINTF0_SID_REPLACE_0  | PHYS_SID=0x2400         | vCMDQ 0 is allocated                             |
        | VINTF0_SID_REPLACE_15 | PHYS_SID=0x2400         | vCMDQ 0 is allocated                             |
        | VINTF0_SID_REPLACE_0  | PHYS_SID=0x2400         | the guest configures StreamID 0x10 for "stage 1" |

  @WR-13
  Rule: WR-13 Writing CONS_INDX_BASE_DRAM changes the cache only

    A write to CONS_INDX_BASE_DRAM, in halves or as 64 bits, changes the cached register and nothing else.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register> is stored and nothing else happens while <state>

      Given <state>
      When the guest writes <value> to <register>
      Then <register> reads <value>
      And <alias> reads <value>
      And no other register changed
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | register                             | alias                                | value               | state                        |
        | VCMDQ0_CONS_INDX_BASE_DRAM           | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM   | 0x00001234_56789abc | VINTF0 is enabled            |
        | VCMDQ0_CONS_INDX_BASE_DRAM           | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM   | 0x00001234_56789abc | vCMDQ 0 is allocated         |
        | VCMDQ0_CONS_INDX_BASE_DRAM_L         | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L | 0x56789abc          | vCMDQ 0 is allocated         |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_H | VCMDQ0_CONS_INDX_BASE_DRAM_H         | 0x1234              | vCMDQ 0 is allocated         |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM   | VCMDQ1_CONS_INDX_BASE_DRAM           | 0x00001234_56789abc | vCMDQs 0 and 1 are allocated |
        | VCMDQ0_CONS_INDX_BASE_DRAM_H         | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_H | 0x1234              | vCMDQ 0 is allocated         |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM_L | VCMDQ0_CONS_INDX_BASE_DRAM_L         | 0x56789abc          | vCMDQ 0 is allocated         |
        | VCMDQ1_CONS_INDX_BASE_DRAM           | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM   | 0x00001234_56789abc | vCMDQs 0 and 1 are allocated |
        | VCMDQ1_CONS_INDX_BASE_DRAM_L         | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_L | 0x56789abc          | vCMDQs 0 and 1 are allocated |
        | VCMDQ1_CONS_INDX_BASE_DRAM_H         | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_H | 0x1234              | vCMDQs 0 and 1 are allocated |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_L | VCMDQ1_CONS_INDX_BASE_DRAM_L         | 0x56789abc          | vCMDQs 0 and 1 are allocated |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM_H | VCMDQ1_CONS_INDX_BASE_DRAM_H         | 0x1234              | vCMDQs 0 and 1 are allocated |

    Scenario: CONS_INDX_BASE_DRAM completes no allocation

      A queue needs BASE; CONS_INDX_BASE_DRAM does not count as one.

      Given the guest fulfils ENABLE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x40100008 to VCMDQ0_CONS_INDX_BASE_DRAM
      Then VCMDQ0_CONS_INDX_BASE_DRAM reads 0x40100008
      And VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM reads 0x40100008
      And no other register changed
      And the device makes no host call

    Scenario: CONS_INDX_BASE_DRAM attempts no failed allocation again

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes 0x80001000 to VCMDQ0_CONS_INDX_BASE_DRAM
      Then the device makes no host call
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
