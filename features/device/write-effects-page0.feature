Feature: What writes to page 0 of a vCMDQ do

  A vCMDQ without hardware is a set of registers and nothing more: it remembers what is written, acknowledges CMDQ_EN so
  that a driver can go on, and executes no command. A PROD_INDX that is written now waits: it is copied to the hardware
  when the queue is allocated (features/device/migration.feature), and until then CONS_INDX does not move. The exception
  is a vCMDQ whose allocation failed: there CMDQ_EN is stored and not acknowledged (features/device/failure.feature).

  A vCMDQ with hardware is the hardware: the device passes every write on, as it is, and its cache has no part in it.
  Both hold where the device traps the access, which it always does in the direct aperture and, while VINTF0 is
  disabled, in the VINTF's; in the window the hardware takes the write itself.

  Background:
    Given a VM with CMDQ-V

  @WR-14
  Rule: WR-14 Page-0 writes of an allocated queue go to the host page

    While queue i is allocated and the host page is mapped, a write to CONS_INDX, PROD_INDX, CONFIG or GERRORN of slot i
    in a trapped aperture is stored as 32 bits in the host's VINTF page at 0x80*i + the offset of the register. The
    cache is not updated.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> of an allocated queue goes to the host page

      Given vCMDQs 0 and 1 are allocated
      When the guest writes <value> to <register>
      Then the device makes these accesses to the host page:
        | store | <host> | <value> |
      And the physical register <physical> reads <value>
      And <register> reads <value>
      And the device makes no host call

      Examples:
        | register         | host              | physical         | value |
        | VCMDQ0_CONS_INDX | LVCMDQ0_CONS_INDX | VCMDQ2_CONS_INDX | 0x12  |
        | VCMDQ0_PROD_INDX | LVCMDQ0_PROD_INDX | VCMDQ2_PROD_INDX | 0x12  |
        | VCMDQ0_CONFIG    | LVCMDQ0_CONFIG    | VCMDQ2_CONFIG    | 0x1   |
        | VCMDQ0_GERRORN   | LVCMDQ0_GERRORN   | VCMDQ2_GERRORN   | 0x0   |
        | VCMDQ1_CONS_INDX | LVCMDQ1_CONS_INDX | VCMDQ3_CONS_INDX | 0x12  |
        | VCMDQ1_PROD_INDX | LVCMDQ1_PROD_INDX | VCMDQ3_PROD_INDX | 0x12  |
        | VCMDQ1_CONFIG    | LVCMDQ1_CONFIG    | VCMDQ3_CONFIG    | 0x1   |
        | VCMDQ1_GERRORN   | LVCMDQ1_GERRORN   | VCMDQ3_GERRORN   | 0x0   |

    Scenario Outline: <register> of an allocated queue need not be what its GERROR is
      What the hardware makes of it is open (GERR-04).

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x3 to <register>
      Then the device makes these accesses to the host page:
        | store | <host> | 0x3 |
      And <register> reads 0x0 or 0x3

      Examples:
        | register       | host            |
        | VCMDQ0_GERRORN | LVCMDQ0_GERRORN |
        | VCMDQ1_GERRORN | LVCMDQ1_GERRORN |

    Scenario: A PROD_INDX written directly sets the hardware going

      Given vCMDQ 0 is allocated and enabled
      And the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
      When the guest writes 0x1 to VCMDQ0_PROD_INDX
      Then VCMDQ0_CONS_INDX reads RD=1, ERR=0
      And these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=3 VMID=VINTF1_CONFIG.VMID |

    Scenario Outline: What was written to <register> of an allocated queue does not come back from the cache

      Given vCMDQ 0 is allocated
      And the guest writes 0x12 to <register>
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then <register> reads 0x0

      Examples:
        | register         |
        | VCMDQ0_CONS_INDX |
        | VCMDQ0_PROD_INDX |

  @WR-15
  Rule: WR-15 Index and GERRORN writes of an unallocated queue go to the cache

    While queue i is not allocated, a write to CONS_INDX, PROD_INDX or GERRORN sets the cached register to the value.
    The device checks nothing, changes no GERROR bit and processes no command.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> of a queue without hardware keeps all of 0xffffffff

      Given the guest writes ALLOC=1, LVCMDQ=<slot> to CMDQ_ALLOC_MAP_<slot>
      When the guest writes 0xffffffff to <register>
      Then <register> reads 0xffffffff
      And <alias> reads 0xffffffff
      And no other register changed
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | slot | register                 | alias                    |
        | 0    | VCMDQ0_CONS_INDX         | VINTF0_LVCMDQ0_CONS_INDX |
        | 0    | VCMDQ0_PROD_INDX         | VINTF0_LVCMDQ0_PROD_INDX |
        | 0    | VCMDQ0_GERRORN           | VINTF0_LVCMDQ0_GERRORN   |
        | 1    | VINTF0_LVCMDQ1_CONS_INDX | VCMDQ1_CONS_INDX         |
        | 1    | VINTF0_LVCMDQ1_PROD_INDX | VCMDQ1_PROD_INDX         |
        | 1    | VINTF0_LVCMDQ1_GERRORN   | VCMDQ1_GERRORN           |

    @DIR-04
    Scenario: A queue without hardware executes nothing

      Given the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      And the guest stores these commands in the memory of vCMDQ 0:
        | 0xff     |
        | CMD_SYNC |
      When the guest writes WR=2 to VCMDQ0_PROD_INDX
      Then VCMDQ0_PROD_INDX reads 0x2
      And VINTF0_LVCMDQ0_PROD_INDX reads 0x2
      And no other register changed
      And no command reaches the SMMU
      And the guest receives no interrupts

    Scenario Outline: GERRORN=<value> leaves CMDQ_INIT_ERR as it is

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes <value> to VCMDQ0_GERRORN
      Then VCMDQ0_GERRORN reads <value>
      And VCMDQ0_GERROR reads 0x4
      And the device makes no host call

      Examples:
        | value |
        | 0x4   |
        | 0x7   |

    Scenario Outline: Each bit of <register> without hardware can be set alone and shows in <alias>

      Given the guest writes ALLOC=1, LVCMDQ=<slot> to CMDQ_ALLOC_MAP_<slot>
      When the guest writes each bit of <register> alone and reads it back from <alias>
      Then each bit reads back as it was written
      And <register> reads 0x80000000
      And no other register changed
      And the device stores nothing in the host page

      Examples:
        | slot | register                 | alias                    |
        | 0    | VCMDQ0_CONS_INDX         | VINTF0_LVCMDQ0_CONS_INDX |
        | 0    | VCMDQ0_PROD_INDX         | VINTF0_LVCMDQ0_PROD_INDX |
        | 0    | VCMDQ0_GERRORN           | VINTF0_LVCMDQ0_GERRORN   |
        | 1    | VCMDQ1_CONS_INDX         | VINTF0_LVCMDQ1_CONS_INDX |
        | 1    | VCMDQ1_PROD_INDX         | VINTF0_LVCMDQ1_PROD_INDX |
        | 1    | VCMDQ1_GERRORN           | VINTF0_LVCMDQ1_GERRORN   |
        | 0    | VINTF0_LVCMDQ0_CONS_INDX | VCMDQ0_CONS_INDX         |
        | 0    | VINTF0_LVCMDQ0_PROD_INDX | VCMDQ0_PROD_INDX         |
        | 0    | VINTF0_LVCMDQ0_GERRORN   | VCMDQ0_GERRORN           |
        | 1    | VINTF0_LVCMDQ1_CONS_INDX | VCMDQ1_CONS_INDX         |
        | 1    | VINTF0_LVCMDQ1_PROD_INDX | VCMDQ1_PROD_INDX         |
        | 1    | VINTF0_LVCMDQ1_GERRORN   | VCMDQ1_GERRORN           |

  @WR-16
  Rule: WR-16 Setting CMDQ_EN of an unallocated queue is acknowledged in STATUS

    While queue i is not allocated, a write to CONFIG with CMDQ_EN=1 stores the value and sets STATUS.CMDQ_EN_OK. If
    GERROR.CMDQ_INIT_ERR is set, STATUS does not change and CMDQ_EN_OK stays 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: CMDQ_EN=1 in <prefix>_CONFIG is acknowledged

      Given the guest writes ALLOC=1, LVCMDQ=<slot> to CMDQ_ALLOC_MAP_<slot>
      When the guest writes <value> to <prefix>_CONFIG
      Then these registers read:
        | <prefix>_CONFIG | <value> |
        | <alias>_CONFIG  | <value> |
        | <prefix>_STATUS | 0x1     |
        | <alias>_STATUS  | 0x1     |
      And no other register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | slot | prefix         | alias          | value      |
        | 0    | VCMDQ0         | VINTF0_LVCMDQ0 | 0x1        |
        | 1    | VCMDQ1         | VINTF0_LVCMDQ1 | 0xffffffff |
        | 0    | VINTF0_LVCMDQ0 | VCMDQ0         | 0xffffffff |
        | 1    | VINTF0_LVCMDQ1 | VCMDQ1         | 0x1        |

    Scenario: CMDQ_EN=1 of either vCMDQ is acknowledged by its own STATUS
      Given the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      When the guest writes CMDQ_EN=1 to VCMDQ1_CONFIG
      Then VCMDQ1_STATUS reads CMDQ_EN_OK=1
      And VCMDQ0_STATUS reads CMDQ_EN_OK=1

    Scenario: CMDQ_EN=1 of a queue that got no hardware is not acknowledged

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then VCMDQ0_CONFIG reads 0x1
      And VCMDQ0_STATUS reads 0x0
      And VCMDQ0_GERROR reads 0x4
      And the device makes no host call

    Scenario: The failure of vCMDQ 0 is not that of vCMDQ 1

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes CMDQ_EN=1 to VCMDQ1_CONFIG
      Then VCMDQ1_STATUS reads 0x1
      And VCMDQ0_STATUS reads 0x0

    Scenario Outline: CMDQ_EN=1 of vCMDQ <slot> is acknowledged each time

      Given the guest writes CMDQ_EN=1 to VCMDQ<slot>_CONFIG
      And the guest writes CMDQ_EN=0 to VCMDQ<slot>_CONFIG
      When the guest writes CMDQ_EN=1 to VCMDQ<slot>_CONFIG
      Then these registers read:
        | VCMDQ<slot>_CONFIG         | 0x1 |
        | VINTF0_LVCMDQ<slot>_CONFIG | 0x1 |
        | VCMDQ<slot>_STATUS         | 0x1 |
        | VINTF0_LVCMDQ<slot>_STATUS | 0x1 |
      And no other register changed

      Examples:
        | slot |
        | 0    |
        | 1    |

    @WR-17
    Scenario Outline: Each bit of <prefix>_CONFIG without hardware can be set alone and shows in <alias>_CONFIG

      Bit 0 alone is acknowledged, and no longer once another one is written.

      Given the guest writes ALLOC=1, LVCMDQ=<slot> to CMDQ_ALLOC_MAP_<slot>
      When the guest writes each bit of <prefix>_CONFIG alone and reads it back from <alias>_CONFIG
      Then each bit reads back as it was written
      And <prefix>_CONFIG reads 0x80000000
      And <prefix>_STATUS reads 0x0
      And no other register changed
      And the device stores nothing in the host page

      Examples:
        | slot | prefix         | alias          |
        | 0    | VCMDQ0         | VINTF0_LVCMDQ0 |
        | 1    | VCMDQ1         | VINTF0_LVCMDQ1 |
        | 0    | VINTF0_LVCMDQ0 | VCMDQ0         |
        | 1    | VINTF0_LVCMDQ1 | VCMDQ1         |

  @WR-17
  Rule: WR-17 Clearing CMDQ_EN of an unallocated queue clears CMDQ_EN_OK

    While queue i is not allocated, a write to CONFIG with CMDQ_EN=0 stores the value and clears STATUS.CMDQ_EN_OK.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: CMDQ_EN=0 in <prefix>_CONFIG is acknowledged

      Given the guest writes ALLOC=1, LVCMDQ=<slot> to CMDQ_ALLOC_MAP_<slot>
      And the guest writes CMDQ_EN=1 to <prefix>_CONFIG
      When the guest writes <value> to <prefix>_CONFIG
      Then these registers read:
        | <prefix>_CONFIG | <value> |
        | <alias>_CONFIG  | <value> |
        | <prefix>_STATUS | 0x0     |
        | <alias>_STATUS  | 0x0     |
      And no other register changed
      And the device makes no host call

      Examples:
        | slot | prefix         | alias          | value      |
        | 0    | VCMDQ0         | VINTF0_LVCMDQ0 | 0x0        |
        | 1    | VCMDQ1         | VINTF0_LVCMDQ1 | 0xfffffffe |
        | 0    | VINTF0_LVCMDQ0 | VCMDQ0         | 0xfffffffe |
        | 1    | VINTF0_LVCMDQ1 | VCMDQ1         | 0x0        |

    Scenario Outline: CMDQ_EN=0 of vCMDQ <slot> is acknowledged each time

      Given the guest writes CMDQ_EN=1 to VCMDQ<slot>_CONFIG
      And the guest writes CMDQ_EN=0 to VCMDQ<slot>_CONFIG
      And the guest writes CMDQ_EN=1 to VCMDQ<slot>_CONFIG
      When the guest writes CMDQ_EN=0 to VCMDQ<slot>_CONFIG
      Then these registers read:
        | VCMDQ<slot>_CONFIG         | 0 |
        | VINTF0_LVCMDQ<slot>_CONFIG | 0 |
        | VCMDQ<slot>_STATUS         | 0 |
        | VINTF0_LVCMDQ<slot>_STATUS | 0 |
      And no other register changed

      Examples:
        | slot |
        | 0    |
        | 1    |

  @WR-18
  Rule: WR-18 Page-0 writes do not depend on enables or allocation

    The trapped apertures accept page-0 writes whatever CMDQV_EN, ENABLE and ALLOC are, also while CMDQV_EN is 0.

    Accepted: A device may also drop writes to direct page 0 while CMDQV_EN is 0, and writes to VINTF page 0 while the
    vCMDQ is not mapped.

    Until mail-v5: Direct page 0 could be programmed only while CMDQV_EN was 1, and VINTF page 0 only once the vCMDQ was
    mapped.

    MAY. Source: qemu-11.1, qemu-v5. Since mail-v5.

    Scenario Outline: <register> is stored or dropped while <state>

      Given <state>
      When the guest writes 0x5 to <register>
      Then <register> reads 0x5 or 0x0
      And <alias> reads 0x5 or 0x0
      And no other register changed
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | register                 | alias                    | state                                                     |
        | VCMDQ0_PROD_INDX         | VINTF0_LVCMDQ0_PROD_INDX | CMDQ-V is disabled                                        |
        | VCMDQ1_GERRORN           | VINTF0_LVCMDQ1_GERRORN   | CMDQ-V is disabled                                        |
        | VINTF0_LVCMDQ0_PROD_INDX | VCMDQ0_PROD_INDX         | the guest fulfils BASE among the preconditions of vCMDQ 0 |
        | VINTF0_LVCMDQ1_CONS_INDX | VCMDQ1_CONS_INDX         | the guest fulfils BASE among the preconditions of vCMDQ 1 |

    Scenario: Direct page 0 stores while VINTF0 is disabled and nothing is mapped

      When the guest writes 0x5 to VCMDQ0_PROD_INDX
      Then VCMDQ0_PROD_INDX reads 0x5
      And the device makes no host call

    Scenario Outline: Page 0 is written and restored with CMDQV_EN=<E>, ENABLE=<V>, ALLOC=<A>, BASE=<base>

      Whether the writes are stored or dropped, nothing is left of them and nothing else comes of them.

      Given the guest writes these registers:
        | CMDQV_CONFIG     | CMDQV_EN=<E>        |
        | VINTF0_CONFIG    | ENABLE=<V>          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=<A>, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=<A>, LVCMDQ=1 |
        | VCMDQ0_BASE      | <base>              |
        | VCMDQ1_BASE      | <base>              |
      When the guest writes these registers:
        | VCMDQ0_CONS_INDX         | 0x5 |
        | VCMDQ0_PROD_INDX         | 0x5 |
        | VCMDQ0_CONFIG            | 0x1 |
        | VCMDQ0_STATUS            | 0x1 |
        | VCMDQ0_GERROR            | 0x5 |
        | VCMDQ0_GERRORN           | 0x4 |
        | VCMDQ0_CONFIG            | 0x0 |
        | VCMDQ0_PROD_INDX         | 0x0 |
        | VCMDQ0_CONS_INDX         | 0x0 |
        | VCMDQ0_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ0_STATUS    | 0x1 |
        | VINTF0_LVCMDQ0_GERROR    | 0x5 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x4 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x5 |
        | VCMDQ1_PROD_INDX         | 0x5 |
        | VCMDQ1_CONFIG            | 0x1 |
        | VCMDQ1_STATUS            | 0x1 |
        | VCMDQ1_GERROR            | 0x5 |
        | VCMDQ1_GERRORN           | 0x4 |
        | VCMDQ1_CONFIG            | 0x0 |
        | VCMDQ1_PROD_INDX         | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x0 |
        | VCMDQ1_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ1_STATUS    | 0x1 |
        | VINTF0_LVCMDQ1_GERROR    | 0x5 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x4 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x0 |
      Then no register changed
      And no physical register changed
      And the device makes no host call
      And no command reaches the SMMU

      Examples:
        | E | V | A | base       |
        | 0 | 0 | 0 | 0x0        |
        | 0 | 0 | 0 | 0x40100008 |
        | 0 | 0 | 1 | 0x0        |
        | 0 | 0 | 1 | 0x40100008 |
        | 0 | 1 | 0 | 0x0        |
        | 0 | 1 | 0 | 0x40100008 |
        | 0 | 1 | 1 | 0x0        |
        | 0 | 1 | 1 | 0x40100008 |
        | 1 | 0 | 0 | 0x0        |
        | 1 | 0 | 0 | 0x40100008 |
        | 1 | 0 | 1 | 0x0        |
        | 1 | 0 | 1 | 0x40100008 |
        | 1 | 1 | 0 | 0x0        |
        | 1 | 1 | 0 | 0x40100008 |
        | 1 | 1 | 1 | 0x0        |

    Scenario: Page 0 of refused vCMDQs is written and restored

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      When the guest writes these registers:
        | VCMDQ0_CONS_INDX         | 0x5 |
        | VCMDQ0_PROD_INDX         | 0x5 |
        | VCMDQ0_CONFIG            | 0x1 |
        | VCMDQ0_STATUS            | 0x1 |
        | VCMDQ0_GERROR            | 0x5 |
        | VCMDQ0_GERRORN           | 0x4 |
        | VCMDQ0_CONFIG            | 0x0 |
        | VCMDQ0_PROD_INDX         | 0x0 |
        | VCMDQ0_CONS_INDX         | 0x0 |
        | VCMDQ0_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ0_STATUS    | 0x1 |
        | VINTF0_LVCMDQ0_GERROR    | 0x5 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x4 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x5 |
        | VCMDQ1_PROD_INDX         | 0x5 |
        | VCMDQ1_CONFIG            | 0x1 |
        | VCMDQ1_STATUS            | 0x1 |
        | VCMDQ1_GERROR            | 0x5 |
        | VCMDQ1_GERRORN           | 0x4 |
        | VCMDQ1_CONFIG            | 0x0 |
        | VCMDQ1_PROD_INDX         | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x0 |
        | VCMDQ1_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ1_STATUS    | 0x1 |
        | VINTF0_LVCMDQ1_GERROR    | 0x5 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x4 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x0 |
      Then no register changed
      And no physical register changed
      And the device makes no host call

    Scenario: Page 0 of refused vCMDQs is written and restored while VINTF0 is disabled

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes these registers:
        | VCMDQ0_CONS_INDX         | 0x5 |
        | VCMDQ0_PROD_INDX         | 0x5 |
        | VCMDQ0_CONFIG            | 0x1 |
        | VCMDQ0_STATUS            | 0x1 |
        | VCMDQ0_GERROR            | 0x5 |
        | VCMDQ0_GERRORN           | 0x4 |
        | VCMDQ0_CONFIG            | 0x0 |
        | VCMDQ0_PROD_INDX         | 0x0 |
        | VCMDQ0_CONS_INDX         | 0x0 |
        | VCMDQ0_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ0_STATUS    | 0x1 |
        | VINTF0_LVCMDQ0_GERROR    | 0x5 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x4 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x5 |
        | VCMDQ1_PROD_INDX         | 0x5 |
        | VCMDQ1_CONFIG            | 0x1 |
        | VCMDQ1_STATUS            | 0x1 |
        | VCMDQ1_GERROR            | 0x5 |
        | VCMDQ1_GERRORN           | 0x4 |
        | VCMDQ1_CONFIG            | 0x0 |
        | VCMDQ1_PROD_INDX         | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x0 |
        | VCMDQ1_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ1_STATUS    | 0x1 |
        | VINTF0_LVCMDQ1_GERROR    | 0x5 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x4 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x0 |
      Then no register changed
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

    Scenario: Page 0 of allocated vCMDQs is written and restored

      Given vCMDQs 0 and 1 are allocated
      When the guest writes these registers:
        | VCMDQ0_CONS_INDX         | 0x5 |
        | VCMDQ0_PROD_INDX         | 0x5 |
        | VCMDQ0_CONFIG            | 0x1 |
        | VCMDQ0_STATUS            | 0x1 |
        | VCMDQ0_GERROR            | 0x5 |
        | VCMDQ0_GERRORN           | 0x0 |
        | VCMDQ0_CONFIG            | 0x0 |
        | VCMDQ0_PROD_INDX         | 0x0 |
        | VCMDQ0_CONS_INDX         | 0x0 |
        | VCMDQ0_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ0_STATUS    | 0x1 |
        | VINTF0_LVCMDQ0_GERROR    | 0x5 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x0 |
        | VINTF0_LVCMDQ0_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ0_GERRORN   | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x5 |
        | VCMDQ1_PROD_INDX         | 0x5 |
        | VCMDQ1_CONFIG            | 0x1 |
        | VCMDQ1_STATUS            | 0x1 |
        | VCMDQ1_GERROR            | 0x5 |
        | VCMDQ1_GERRORN           | 0x0 |
        | VCMDQ1_CONFIG            | 0x0 |
        | VCMDQ1_PROD_INDX         | 0x0 |
        | VCMDQ1_CONS_INDX         | 0x0 |
        | VCMDQ1_GERRORN           | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x5 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x5 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x1 |
        | VINTF0_LVCMDQ1_STATUS    | 0x1 |
        | VINTF0_LVCMDQ1_GERROR    | 0x5 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x0 |
        | VINTF0_LVCMDQ1_CONFIG    | 0x0 |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x0 |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x0 |
        | VINTF0_LVCMDQ1_GERRORN   | 0x0 |
      Then no register changed
      And no physical register changed
      And the device makes no host call
      And no command reaches the SMMU
