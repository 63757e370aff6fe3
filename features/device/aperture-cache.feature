Feature: Apertures of a vCMDQ without queue

  While a vCMDQ has no hardware queue its registers are a cache: they keep what is written, and nothing is executed,
  however PROD_INDX is moved and whichever aperture the guest writes through. As long as VINTF0 is disabled both
  apertures show the same cache; page 1 shows it in every state.

  Once VINTF0 is enabled the two apertures of page 0 part until the queue exists: the direct one still is the cache, the
  one at 0x30000 is the hardware's own page, in which nothing is mapped to the slot, so that writes are dropped
  (features/hardware/physical-mapping.feature). What a guest writes there before the queue exists is lost, a PROD_INDX
  for one; what it wrote to the cache is not. What becomes of the cache at the allocation:
  features/device/migration.feature.

  @DIR-04
  Rule: DIR-04 An unallocated vCMDQ processes no command

    While a vCMDQ is not allocated a PROD_INDX write does not move CONS_INDX and no command is executed.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> of a vCMDQ with <preconditions> runs nothing
      Given a VM with CMDQ-V
      And the guest gives vCMDQ 0 a queue of 2^8 entries at 0x40100000
      And the guest fulfils <preconditions> among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      And the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      When the guest writes WR=2 to <register>
      Then VCMDQ0_CONS_INDX reads 0
      And no command reaches the SMMU
      And the guest receives no interrupts

      Examples:
        | register                 | preconditions |
        | VCMDQ0_PROD_INDX         | ALLOC         |
        | VCMDQ0_PROD_INDX         | ENABLE        |
        | VINTF0_LVCMDQ0_PROD_INDX | ALLOC         |
        | VINTF0_LVCMDQ0_PROD_INDX | ENABLE        |

    Scenario: A vCMDQ whose allocation failed runs nothing
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
      Then VCMDQ0_CONS_INDX reads 0
      And no command reaches the SMMU

  @DIR-05
  Rule: DIR-05 Before VINTF enable both page-0 apertures share one cache

    While VINTF0 is disabled a write through 0x30000 changes the same cached register as one through 0x10000.

    Accepted: A write that WR-18 lets the device drop changes neither.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <value> written to <written> shows in <other>
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest writes <value> to <written>
      Then <written> reads <value>
      And <other> reads <value>
      And the device stores nothing in the host page

      Examples:
        | written                  | value | other                    |
        | VINTF0_LVCMDQ0_CONS_INDX | 0x21  | VCMDQ0_CONS_INDX         |
        | VINTF0_LVCMDQ0_PROD_INDX | 0x22  | VCMDQ0_PROD_INDX         |
        | VINTF0_LVCMDQ0_CONFIG    | 0x1   | VCMDQ0_CONFIG            |
        | VINTF0_LVCMDQ0_CONFIG    | 0x1   | VCMDQ0_STATUS            |
        | VINTF0_LVCMDQ0_GERRORN   | 0x3   | VCMDQ0_GERRORN           |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x23  | VCMDQ1_PROD_INDX         |
        | VCMDQ0_CONS_INDX         | 0x24  | VINTF0_LVCMDQ0_CONS_INDX |
        | VCMDQ0_PROD_INDX         | 0x25  | VINTF0_LVCMDQ0_PROD_INDX |
        | VCMDQ0_CONFIG            | 0x1   | VINTF0_LVCMDQ0_STATUS    |
        | VCMDQ1_GERRORN           | 0x1   | VINTF0_LVCMDQ1_GERRORN   |
        | VINTF0_LVCMDQ1_CONS_INDX | 0x26  | VCMDQ1_CONS_INDX         |
        | VINTF0_LVCMDQ1_CONFIG    | 0x1   | VCMDQ1_CONFIG            |
        | VCMDQ1_CONFIG            | 0x1   | VINTF0_LVCMDQ1_STATUS    |
        | VINTF0_LVCMDQ1_CONFIG    | 0x1   | VCMDQ1_STATUS            |

    Scenario: The cache is shared again after VINTF0 was disabled
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes WR=6 to VINTF0_LVCMDQ0_PROD_INDX
      Then VCMDQ0_PROD_INDX reads WR=6
      And the device stores nothing in the host page

    Scenario Outline: GERROR of vCMDQ <slot> shows in both apertures once VINTF0 is disabled again
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ <slot>
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then these registers read:
        | VCMDQ<slot>_GERROR         | CMDQ_INIT_ERR=1 |
        | VINTF0_LVCMDQ<slot>_GERROR | CMDQ_INIT_ERR=1 |

      Examples:
        | slot |
        | 0    |
        | 1    |

  @DIR-06
  Rule: DIR-06 Apertures may differ while enabled and unallocated

    While VINTF0 is enabled and queue i is not allocated, 0x10000 shows the cache and 0x30000 shows the hardware, which
    drops writes to the slot. The two apertures may then show different values.

    Accepted: Equal values in both apertures are accepted too.

    Until mail-v5: 0x30000 stayed trapped until the first successful HW_QUEUE_ALLOC and showed the cache, as 0x10000
    does.

    MAY. Source: qemu-11.1, inference. Since qemu-11.1.

    Scenario: The direct aperture keeps what was written before VINTF0 was enabled
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VCMDQ0_PROD_INDX reads WR=5

  @DIR-07
  Rule: DIR-07 Page 1 is the cache in every state

    Both page-1 apertures return the cached values and can be read in every state of VINTF0 and of the queue.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: Page 1 reads from the cache after <preconditions>
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest writes 0x4050_0000 to VCMDQ0_CONS_INDX_BASE_DRAM
      When the guest fulfils <preconditions> among the preconditions of vCMDQ 0
      Then these registers read:
        | VCMDQ0_BASE                        | 0x4010_0008 |
        | VINTF0_LVCMDQ0_BASE                | 0x4010_0008 |
        | VCMDQ0_CONS_INDX_BASE_DRAM         | 0x4050_0000 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0x4050_0000 |

      Examples:
        | preconditions                 |
        | BASE                          |
        | BASE, ENABLE                  |
        | BASE, ALLOC, ENABLE           |
        | BASE, ALLOC, CMDQV_EN, ENABLE |

    Scenario Outline: Page 1 keeps its content when <content> is written to <register>
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      When the guest writes <content> to <register>
      Then these registers read:
        | VCMDQ0_BASE         | 0x4010_0008 |
        | VINTF0_LVCMDQ0_BASE | 0x4010_0008 |

      Examples:
        | content    | register         |
        | CMDQ_EN=0  | VCMDQ0_CONFIG    |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |

    Scenario: Page 1 shows the BASE that the kernel refused
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x4010_0029 to VCMDQ0_BASE
      Then VCMDQ0_BASE reads 0x4010_0029
      And VINTF0_LVCMDQ0_BASE reads 0x4010_0029

    Scenario Outline: Page 1 of vCMDQ 1 reads from the cache after <preconditions>
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes 0x4050_0000 to VCMDQ1_CONS_INDX_BASE_DRAM
      When the guest fulfils <preconditions> among the preconditions of vCMDQ 1
      Then these registers read:
        | VCMDQ1_BASE                        | 0x4020_0008 |
        | VINTF0_LVCMDQ1_BASE                | 0x4020_0008 |
        | VCMDQ1_CONS_INDX_BASE_DRAM         | 0x4050_0000 |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | 0x4050_0000 |

      Examples:
        | preconditions |
        | BASE          |
        | BASE, ALLOC   |
