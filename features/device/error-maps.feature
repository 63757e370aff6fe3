Feature: Error maps and interrupt

  An event carries the error map of the VINTF, 128 bits with one for each logical vCMDQ. The device shows it to the
  guest in three places - per logical vCMDQ (LVCMDQ_ERR_MAP), per vCMDQ (CMDQ_ERR_MAP) and per VINTF (bit 0 of
  VI_ERR_MAP_0) - and raises one edge interrupt, unless the guest has masked VINTF0 in VI_INT_MASK. In a guest vCMDQ and
  logical vCMDQ have the same number, so the first two maps have the same content.

  The maps only point: what happened and where stands in GERROR and CONS_INDX of the queue itself, which are the
  hardware's (features/hardware/errors.feature). An event replaces the maps, and a write to them clears nothing: a guest
  acknowledges at the queue, by GERRORN, after which the maps may be set or cleared. Masking holds back the interrupt,
  not the maps, and unmasking does not make up for it. How the event gets here: features/device/events.feature.

  @EVT-07
  Rule: EVT-07 An event updates the three error maps

    On an event with a non-zero map the device sets LVCMDQ_ERR_MAP_0 to LVCMDQ_ERR_MAP_3 to the payload split into
    32-bit words, sets CMDQ_ERR_MAP_0 to CMDQ_ERR_MAP_3 to the same values and sets bit 0 of VI_ERR_MAP_0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: A map of <map1> and <map0> shows as four words
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the kernel reports an event with sequence=0, map0=<map0>, map1=<map1>
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | <word 0> |
        | VINTF0_LVCMDQ_ERR_MAP_1 | <word 1> |
        | VINTF0_LVCMDQ_ERR_MAP_2 | <word 2> |
        | VINTF0_LVCMDQ_ERR_MAP_3 | <word 3> |
        | CMDQ_ERR_MAP_0          | <word 0> |
        | CMDQ_ERR_MAP_1          | <word 1> |
        | CMDQ_ERR_MAP_2          | <word 2> |
        | CMDQ_ERR_MAP_3          | <word 3> |
        | VI_ERR_MAP_0            | 1        |
      And no other register changed

      Examples:
        | map0                  | map1                  | word 0      | word 1      | word 2      | word 3      |
        | 0x1                   | 0x0                   | 0x1         | 0x0         | 0x0         | 0x0         |
        | 0x2                   | 0x0                   | 0x2         | 0x0         | 0x0         | 0x0         |
        | 0x3                   | 0x0                   | 0x3         | 0x0         | 0x0         | 0x0         |

    Scenario: Of two events that the device finds together the maps show the second
      A read of the file gives as many records as it has room for. The error of vCMDQ 0 is still there when that of
      vCMDQ 1 comes.

      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the kernel reports these events at once:
        | sequence=0, map0=1 |
        | sequence=1, map0=3 |
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | 3 |
        | CMDQ_ERR_MAP_0          | 3 |
        | VI_ERR_MAP_0            | 1 |
      And no other register changed

    @EVT-11
    Scenario Outline: A map of <map1> and <map0>, with vCMDQs that are not allocated, shows as four words
      The device may show the event, as it is, or drop it.

      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the kernel reports an event with sequence=0, map0=<map0>, map1=<map1>
      Then no register changed, or these read so and no other changed:
        | VINTF0_LVCMDQ_ERR_MAP_0 | <word 0> |
        | VINTF0_LVCMDQ_ERR_MAP_1 | <word 1> |
        | VINTF0_LVCMDQ_ERR_MAP_2 | <word 2> |
        | VINTF0_LVCMDQ_ERR_MAP_3 | <word 3> |
        | CMDQ_ERR_MAP_0          | <word 0> |
        | CMDQ_ERR_MAP_1          | <word 1> |
        | CMDQ_ERR_MAP_2          | <word 2> |
        | CMDQ_ERR_MAP_3          | <word 3> |
        | VI_ERR_MAP_0            | 1        |

      Examples:
        | map0                  | map1                  | word 0      | word 1      | word 2      | word 3      |
        | 0x1_0000_0001         | 0x0                   | 0x1         | 0x1         | 0x0         | 0x0         |
        | 0x8000_0000_8000_0001 | 0x0                   | 0x8000_0001 | 0x8000_0000 | 0x0         | 0x0         |
        | 0x0                   | 0x1                   | 0x0         | 0x0         | 0x1         | 0x0         |
        | 0x1                   | 0x1                   | 0x1         | 0x0         | 0x1         | 0x0         |
        | 0x1                   | 0x8000_0000_0000_0000 | 0x1         | 0x0         | 0x0         | 0x8000_0000 |
        | 0x2222_2222_1111_1111 | 0x4444_4444_3333_3333 | 0x1111_1111 | 0x2222_2222 | 0x3333_3333 | 0x4444_4444 |
        | 0xffff_ffff_ffff_ffff | 0xffff_ffff_ffff_ffff | 0xffff_ffff | 0xffff_ffff | 0xffff_ffff | 0xffff_ffff |

    Scenario: An event makes no host call and does not touch the page
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the kernel reports an event with sequence=0, map0=1
      Then the device makes no host call
      And the device stores nothing in the host page

    @EVT-11
    Scenario: An event that names a vCMDQ without queue disturbs no queue
      The device may show the event or drop it.

      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the kernel reports an event with sequence=0, map0=2
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      Then these registers read:
        | VCMDQ0_CONS_INDX | RD=2, ERR=0 |
        | VCMDQ0_GERROR    | 0           |
        | VCMDQ1_GERROR    | 0           |
        | VCMDQ1_STATUS    | 0           |
      And the VM holds these hw_queues:
        | index=0 |

  @EVT-08
  Rule: EVT-08 Each event replaces the error maps and VI_ERR_MAP stays set

    An event replaces LVCMDQ_ERR_MAP and CMDQ_ERR_MAP and does not merge into them. Bit 0 of VI_ERR_MAP_0 stays set
    until reset, and no guest write clears a map.

    Accepted: After the guest has acknowledged the error both a set and a cleared map are accepted.

    MAY. Source: qemu-11.1. Since mail-v5.

    Scenario: A second event replaces the maps
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the kernel reports an event with sequence=0, map0=0x1_0000_0001, map1=1
      When the kernel reports an event with sequence=1, map0=2
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | 2 |
        | VINTF0_LVCMDQ_ERR_MAP_1 | 0 |
        | VINTF0_LVCMDQ_ERR_MAP_2 | 0 |
        | CMDQ_ERR_MAP_0          | 2 |
        | CMDQ_ERR_MAP_1          | 0 |
        | CMDQ_ERR_MAP_2          | 0 |
        | VI_ERR_MAP_0            | 1 |

    Scenario Outline: <value> written to <register> clears no map
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the kernel reports an event with sequence=0, map0=3
      When the guest writes <value> to <register>
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | 3 |
        | CMDQ_ERR_MAP_0          | 3 |
        | VI_ERR_MAP_0            | 1 |

      Examples:
        | register                | value |
        | VINTF0_LVCMDQ_ERR_MAP_0 | 0x3   |
        | VINTF0_LVCMDQ_ERR_MAP_0 | 0     |
        | CMDQ_ERR_MAP_0          | 0x3   |
        | VI_ERR_MAP_0            | 0x1   |
        | VI_ERR_MAP_0            | 0     |
        | VI_INT_MASK_0           | 0x1   |

    Scenario: A reset clears the maps
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel reports an event with sequence=0, map0=1, map1=0x1_0000_0000
      When the VM is reset
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | 0 |
        | VINTF0_LVCMDQ_ERR_MAP_3 | 0 |
        | CMDQ_ERR_MAP_0          | 0 |
        | CMDQ_ERR_MAP_3          | 0 |
        | VI_ERR_MAP_0            | 0 |

    Scenario Outline: SMMUEN going to <smmuen> leaves an error told that the guest has not acknowledged
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register CR0
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | CFGI_STE | SID=0x10 |
      When the guest writes <after> to the SMMU register CR0
      Then no register changed

      Examples:
        | smmuen | before | after |
        | 0      | 0xd    | 0xc   |
        | 1      | 0xc    | 0xd   |

  @EVT-09
  Rule: EVT-09 An event pulses the interrupt unless it is masked

    On an event with a non-zero map the device pulses its edge interrupt if and only if bit 0 of VI_INT_MASK_0 is 0. The
    maps are updated even if it is masked.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: With VI_INT_MASK_<word> at <mask> the guest receives <interrupts> interrupts
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes <mask> to VI_INT_MASK_<word>
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives <received>
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1
      And CMDQ_ERR_MAP_0 reads 1
      And VI_ERR_MAP_0 reads 1

      Examples:
        | word | mask        | interrupts | received      |
        | 0    | 0           | one        | one interrupt |
        | 0    | 0x1         | no         | no interrupts |
        | 0    | 0xffff_ffff | no         | no interrupts |
        | 0    | 0xffff_fffe | one        | one interrupt |
        | 0    | 0x2         | one        | one interrupt |
        | 1    | 0xffff_ffff | one        | one interrupt |
        | 1    | 0x1         | one        | one interrupt |

    Scenario: Each event is an edge of its own
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the kernel reports an event with sequence=0, map0=1
      And the kernel reports an event with sequence=1, map0=2
      And the kernel reports an event with sequence=2, map0=2
      Then the guest receives three interrupts

    Scenario: Unmasking does not make up for a masked event
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes MASK=1 to VI_INT_MASK_0
      And the kernel reports an event with sequence=0, map0=1
      When the guest writes MASK=0 to VI_INT_MASK_0
      Then the guest receives no interrupts

    Scenario: An event after unmasking interrupts
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes MASK=1 to VI_INT_MASK_0
      And the guest writes MASK=0 to VI_INT_MASK_0
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt

    Scenario: A mask that is set, cleared and set again holds the next event back
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes 0x1 to VI_INT_MASK_0
      And the kernel reports an event with sequence=0, map0=1
      And the guest writes 0x0 to VI_INT_MASK_0
      And the kernel reports an event with sequence=1, map0=1
      And the guest writes 0x1 to VI_INT_MASK_0
      When the kernel reports an event with sequence=2, map0=2
      Then the guest receives no interrupts
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 0x2

    @SMMU-11
    Scenario Outline: An event arrives after CR0 of the SMMU went from <before> to <after>
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes <before> to the SMMU register CR0
      And the guest writes <after> to the SMMU register CR0
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VI_ERR_MAP_0 reads 1

      Examples:
        | before | after |
        | 0xd    | 0     |
        | 0xd    | 0x9   |
