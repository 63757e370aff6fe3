Feature: Address registers of a vCMDQ

  Page 1 of a vCMDQ tells where its queue lies and how long it is, in BASE (address and LOG2SIZE, log2 of the entries of
  16 bytes), and where hardware should write copies of the consumer index, in CONS_INDX_BASE_DRAM. Both are 64-bit
  registers that a guest may write in halves; writing BASE can trigger an allocation
  (features/device/allocation.feature).

  The device keeps them in every state and never lets the guest at the hardware's: BASE holds an address of the guest,
  and the hardware needs a physical one. It reaches the host as the arguments of HW_QUEUE_ALLOC
  (features/device/allocation-request.feature), CONS_INDX_BASE_DRAM not at all. What is written is kept whole, reserved
  bits included, and outlives the queue; only a reset clears it.

  Background:
    Given a VM with CMDQ-V

  @VCMDQ-10
  Rule: VCMDQ-10 BASE_L at page 1 +0x00 holds LOG2SIZE and the low address

    BASE_L is a 32-bit read-write register at offset 0x00 of a page-1 slot (direct 0x20000 + 0x80*i, VINTF 0x40000 +
    0x80*i), with LOG2SIZE [4:0] and ADDR [31:5]; it is also the low half of the 64-bit BASE. It resets to 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <prefix>_BASE_L at <offset> holds LOG2SIZE and the low address

      Given <prefix>_BASE_L reads 0x0
      When the guest writes LOG2SIZE=19, ADDR=0xedcba980 to <prefix>_BASE_L
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0xedcba993
      And <prefix>_BASE_H reads 0x0
      And <prefix>_BASE reads LOG2SIZE=19, ADDR=0xedcba980
      And the device makes no host call

      Examples:
        | prefix         | offset  |
        | VCMDQ0         | 0x20000 |
        | VCMDQ1         | 0x20080 |
        | VINTF0_LVCMDQ0 | 0x40000 |
        | VINTF0_LVCMDQ1 | 0x40080 |

    Scenario: BASE_L leaves BASE_H as it is

      Given the guest writes 0x00001234_55555555 to VCMDQ0_BASE
      When the guest writes 0xa0 to VCMDQ0_BASE_L
      Then VCMDQ0_BASE reads 0x00001234_000000a0
      And VINTF0_LVCMDQ0_BASE reads 0x00001234_000000a0
      And no other register changed

  @VCMDQ-11
  Rule: VCMDQ-11 BASE_H at page 1 +0x04 holds address bits 47:32

    BASE_H is a 32-bit read-write register at offset 0x04 of a page-1 slot; its field ADDR [15:0] is bits 47:32 of the
    queue's address. It resets to 0.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <prefix>_BASE_H at <offset> holds bits 47:32 of the address

      Given <prefix>_BASE_H reads 0x0
      When the guest writes 0xfedc to <prefix>_BASE_H
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0xfedc
      And <prefix>_BASE_L reads 0x0
      And <prefix>_BASE reads LOG2SIZE=0, ADDR=0xfedc00000000
      And the device makes no host call

      Examples:
        | prefix         | offset  |
        | VCMDQ0         | 0x20004 |
        | VCMDQ1         | 0x20084 |
        | VINTF0_LVCMDQ0 | 0x40004 |
        | VINTF0_LVCMDQ1 | 0x40084 |

    Scenario: BASE_H leaves BASE_L as it is

      Given the guest writes 0x00001234_55555555 to VCMDQ0_BASE
      When the guest writes 0x6 to VCMDQ0_BASE_H
      Then VCMDQ0_BASE reads 0x00000006_55555555
      And VINTF0_LVCMDQ0_BASE reads 0x00000006_55555555
      And no other register changed

  @VCMDQ-12
  Rule: VCMDQ-12 BASE is one 64-bit register at page 1 +0x00

    Accessed with 64 bits, BASE has LOG2SIZE [4:0] and ADDR [47:5] and resets to 0. It differs from the SMMU's own
    CMDQ_BASE, whose ADDR reaches bit 51 and which has a read-allocate hint in bit 62.

    MUST. Source: linux-7.2, smmuv3. Since mail-v5.

    Scenario Outline: <prefix>_BASE takes LOG2SIZE and the whole address at once

      Given <prefix>_BASE reads 0x0
      When the guest writes LOG2SIZE=0x1f, ADDR=0xffffffffffe0 to <prefix>_BASE
      Then these registers read:
        | <prefix>_BASE   | 0x0000ffff_ffffffff |
        | <prefix>_BASE_L | 0xffffffff          |
        | <prefix>_BASE_H | 0x0000ffff          |
      And the device makes no host call

      Examples:
        | prefix         |
        | VCMDQ0         |
        | VCMDQ1         |
        | VINTF0_LVCMDQ0 |
        | VINTF0_LVCMDQ1 |

    Scenario: A reset clears BASE

      Given the guest writes these registers:
        | VCMDQ0_BASE | 0x0000ffff_ffffffff |
        | VCMDQ1_BASE | 0x0000ffff_ffffffff |
      When the VM is reset
      Then VCMDQ0_BASE reads 0x0
      And VCMDQ1_BASE reads 0x0

  @VCMDQ-13
  Rule: VCMDQ-13 CONS_INDX_BASE_DRAM_L at page 1 +0x08 is stored and goes nowhere

    CONS_INDX_BASE_DRAM_L is a read-write register at offset 0x08 of a page-1 slot, accessible with 32 bits, or with 64
    bits together with the high half. It holds ADDR [31:0] and resets to 0. The device stores its value and never sends
    it to hardware.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <prefix>_CONS_INDX_BASE_DRAM_L at <offset> keeps the low address

      Given <prefix>_CONS_INDX_BASE_DRAM_L reads 0x0
      And vCMDQs 0 and 1 are allocated
      When the guest writes ADDR=0xedcba987 to <prefix>_CONS_INDX_BASE_DRAM_L
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0xedcba987
      And <prefix>_CONS_INDX_BASE_DRAM reads 0xedcba987
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | prefix         | offset  |
        | VCMDQ0         | 0x20008 |
        | VCMDQ1         | 0x20088 |
        | VINTF0_LVCMDQ0 | 0x40008 |
        | VINTF0_LVCMDQ1 | 0x40088 |

    Scenario: A new low half replaces the old one and leaves the high half as it is

      Given the guest writes 0x0000fedc_ba987654 to VCMDQ0_CONS_INDX_BASE_DRAM
      When the guest writes 0x45678901 to VCMDQ0_CONS_INDX_BASE_DRAM_L
      Then VCMDQ0_CONS_INDX_BASE_DRAM reads 0x0000fedc_45678901
      And VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM reads 0x0000fedc_45678901
      And no other register changed

    Scenario: 8 bytes write CONS_INDX_BASE_DRAM whole, and an allocation keeps it from the hardware

      Given the guest writes 0x0000fedc_ba987654 to VCMDQ0_CONS_INDX_BASE_DRAM
      When the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      Then VCMDQ0_CONS_INDX_BASE_DRAM reads 0x0000fedc_ba987654
      And the physical register VCMDQ2_CONS_INDX_BASE_DRAM reads 0x0

  @VCMDQ-14
  Rule: VCMDQ-14 CONS_INDX_BASE_DRAM_H at page 1 +0x0C is stored and goes nowhere

    CONS_INDX_BASE_DRAM_H is a 32-bit read-write register at offset 0x0C of a page-1 slot, with ADDR [15:0]. It resets
    to 0. The device stores its value and never sends it to hardware.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <prefix>_CONS_INDX_BASE_DRAM_H at <offset> keeps bits 47:32 of the address

      Given <prefix>_CONS_INDX_BASE_DRAM_H reads 0x0
      And vCMDQs 0 and 1 are allocated
      When the guest writes 0xfedc to <prefix>_CONS_INDX_BASE_DRAM_H
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0xfedc
      And <prefix>_CONS_INDX_BASE_DRAM reads ADDR=0xfedc00000000
      And no physical register changed
      And the device makes no host call
      And the device stores nothing in the host page

      Examples:
        | prefix         | offset  |
        | VCMDQ0         | 0x2000c |
        | VCMDQ1         | 0x2008c |
        | VINTF0_LVCMDQ0 | 0x4000c |
        | VINTF0_LVCMDQ1 | 0x4008c |

    Scenario: A new high half replaces the old one and leaves the low half as it is

      Given the guest writes 0x0000fedc_ba987654 to VCMDQ0_CONS_INDX_BASE_DRAM
      When the guest writes 0x0123 to VCMDQ0_CONS_INDX_BASE_DRAM_H
      Then VCMDQ0_CONS_INDX_BASE_DRAM reads 0x00000123_ba987654
      And VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM reads 0x00000123_ba987654
      And no other register changed

    Scenario: A reset clears CONS_INDX_BASE_DRAM

      Given the guest writes these registers:
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0x0000ffff_ffffffff |
        | VCMDQ1_CONS_INDX_BASE_DRAM | 0x0000ffff_ffffffff |
      When the VM is reset
      Then VCMDQ0_CONS_INDX_BASE_DRAM reads 0x0
      And VCMDQ1_CONS_INDX_BASE_DRAM reads 0x0

  @VCMDQ-15
  Rule: VCMDQ-15 Page-1 registers keep reserved bits

    A write to a page-1 register is not masked: reserved bits such as BASE [63:48] are stored and read back. Allocation
    uses only BASE [47:5] and BASE [4:0].

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <register> keeps its reserved bits

      When the guest writes 0xffffffff_ffffffff to <register>
      Then <register> reads 0xffffffff_ffffffff
      And <register>_H reads 0xffffffff
      And <alias> reads 0xffffffff_ffffffff
      And no other register changed

      Examples:
        | register                           | alias                              |
        | VCMDQ0_BASE                        | VINTF0_LVCMDQ0_BASE                |
        | VCMDQ0_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM |
        | VINTF0_LVCMDQ1_BASE                | VCMDQ1_BASE                        |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | VCMDQ1_CONS_INDX_BASE_DRAM         |

    @ALLOC-06
    Scenario: The reserved bits of BASE do not reach the host

      Given the guest fulfils ENABLE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0xffff0000_40100008 to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
      And VCMDQ0_BASE reads 0xffff0000_40100008

    Scenario Outline: Each bit of <register> can be set alone and shows in <alias>

      When the guest writes each bit of <register> alone and reads it back from <alias>
      Then each bit reads back as it was written
      And <register> reads 0x80000000_00000000
      And no other register changed
      And the device makes no host call

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

    Scenario Outline: <register>_H keeps its reserved bits when it is written alone
      When the guest writes 0xffffffff to <register>_H
      Then <register> reads 0xffffffff_00000000
      And <alias> reads 0xffffffff_00000000
      And no other register changed

      Examples:
        | register                           | alias                              |
        | VCMDQ0_BASE                        | VINTF0_LVCMDQ0_BASE                |
        | VCMDQ0_CONS_INDX_BASE_DRAM         | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM |
        | VINTF0_LVCMDQ1_BASE                | VCMDQ1_BASE                        |
        | VINTF0_LVCMDQ1_CONS_INDX_BASE_DRAM | VCMDQ1_CONS_INDX_BASE_DRAM         |

  @VCMDQ-16
  Rule: VCMDQ-16 A queue of LOG2SIZE n takes 2^(n+4) bytes

    A queue occupies 2^(LOG2SIZE + 4) bytes, because each of its 2^LOG2SIZE entries takes 16 bytes.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: A queue with LOG2SIZE <log2size> takes <length> bytes

      Given the guest fulfils ENABLE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes LOG2SIZE=<log2size>, ADDR=0x40800000 to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | nesting_parent_iova=0x40800000, length=<length> |

      Examples:
        | log2size | length   |
        | 1        | 0x20     |
        | 2        | 0x40     |
        | 7        | 0x800    |
        | 8        | 0x1000   |
        | 12       | 0x10000  |
        | 19       | 0x800000 |

  @VCMDQ-17
  Rule: VCMDQ-17 BASE survives the teardown of its queue

    Freeing a queue clears its page-0 cache and leaves BASE and CONS_INDX_BASE_DRAM as they are. Only a device reset
    clears these two.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: A BASE of 0 leaves CONS_INDX_BASE_DRAM as it is

      Given the guest writes 0x1234_5678_9ab0 to VCMDQ0_CONS_INDX_BASE_DRAM
      And the guest writes 0x40100008 to VCMDQ0_BASE
      When the guest writes 0 to VCMDQ0_BASE
      Then these registers read:
        | VCMDQ0_BASE         | 0 |
        | VINTF0_LVCMDQ0_BASE | 0 |
      And no other register changed

    @MIG-07
    Scenario: BASE and CONS_INDX_BASE_DRAM outlive a refusal of the queue

      Given the guest writes 0x1234_5678_9ab0 to VCMDQ0_CONS_INDX_BASE_DRAM
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest fulfils ENABLE among the preconditions of vCMDQ 0
      Then these registers read:
        | VCMDQ0_BASE                | 0x40100008       |
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0x1234_5678_9ab0 |

    Scenario Outline: BASE and CONS_INDX_BASE_DRAM outlive the queue when <write>

      Given vCMDQ 0 is allocated
      And the guest writes these registers:
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0x80001000 |
        | VCMDQ0_PROD_INDX           | 0x5        |
      When the guest writes <write>
      Then the device makes these DESTROY calls:
        | id=hw_queue0 |
      And the device makes no HW_QUEUE_ALLOC call
      And these registers read:
        | VCMDQ0_BASE                        | 0x40100008 |
        | VINTF0_LVCMDQ0_BASE                | 0x40100008 |
        | VCMDQ0_CONS_INDX_BASE_DRAM         | 0x80001000 |
        | VINTF0_LVCMDQ0_CONS_INDX_BASE_DRAM | 0x80001000 |
        | VCMDQ0_PROD_INDX                   | 0x0        |

      Examples:
        | write                       |
        | ALLOC=0 to CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 to CMDQV_CONFIG  |
        | ENABLE=0 to VINTF0_CONFIG   |

    Scenario: The queue comes back on the BASE that was kept

      Given vCMDQ 0 is allocated
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      When the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
