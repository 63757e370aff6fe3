Feature: The command queue of a vCMDQ

  A vCMDQ is a ring of 16-byte commands in memory. Software puts commands behind the producer index and moves PROD_INDX;
  the hardware executes them in order and moves CONS_INDX. Each index has as many bits as the ring needs (LOG2SIZE) and
  one wrap bit above them, so that a full ring differs from an empty one: equal indices with equal wrap bits mean empty,
  with unequal ones full.

  The address in BASE is physical: the hardware fetches past every translation, so the kernel writes it, not the guest
  (features/kernel/hw-queue-memory.feature). That an entry was consumed does not say that its effect is complete; a
  CMD_SYNC behind it does. The scenarios of this chapter use a vCMDQ of the hypervisor, whose commands reach the SMMU as
  they are.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 is mapped as logical vCMDQ 0 of VINTF 0

  @CQ-01
  Rule: CQ-01 An entry is 16 bytes in two little-endian words

    An entry is 16 bytes, two little-endian 64-bit words; entry n lies at base + 16*n.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario: Both words of each entry arrive, low byte first
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=0x1234 ASID=0x5678                                  |
        | TLBI_NH_VA   | VMID=0xff01 ASID=0x02fe Leaf=1 Addr=0xfedc_ba98_7654_3000 |
        | ATC_INV      | SID=0x0102_0304 Size=3 Addr=0x8000_0000_0000_8000        |
        | CMD_SYNC     |                                                          |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=0x1234 ASID=0x5678                                  |
        | vCMDQ 0 | TLBI_NH_VA   | VMID=0xff01 ASID=0x02fe Leaf=1 Addr=0xfedc_ba98_7654_3000 |
        | vCMDQ 0 | ATC_INV      | SID=0x0102_0304 Size=3 Addr=0x8000_0000_0000_8000        |
        | vCMDQ 0 | CMD_SYNC     |                                                          |

    Scenario Outline: Entry <entry> is fetched from its place
      Given vCMDQ 0 has a queue of 2^8 entries
      And the host writes RD=<entry> to VCMDQ0_CONS_INDX
      And the host writes WR=<entry> to VCMDQ0_PROD_INDX
      And entry <entry> of vCMDQ 0 is replaced with TLBI_NH_ASID VMID=1 ASID=<entry>
      And vCMDQ 0 is enabled
      When the host writes WR=<next> to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=<entry> |
      And vCMDQ 0 has consumed <next> entries without error

      Examples:
        | entry | next |
        | 1     | 2    |
        | 128   | 129  |
        | 254   | 255  |

  @CQ-02
  Rule: CQ-02 An index has LOG2SIZE bits and a wrap bit above

    PROD_INDX and CONS_INDX hold LOG2SIZE index bits and one wrap bit directly above them, at bit LOG2SIZE.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario Outline: A queue of 2^<log2size> entries carries into bit <log2size>
      Given vCMDQ 0 has a queue of 2^<log2size> entries at 0x9800_0000
      And the host writes RD=<last> to VCMDQ0_CONS_INDX
      And the host writes WR=<last> to VCMDQ0_PROD_INDX
      And entry <last> of vCMDQ 0 is replaced with TLBI_NH_ASID VMID=1 ASID=7
      And vCMDQ 0 is enabled
      When the host writes WR=<wrapped> to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=7 |
      And vCMDQ 0 has consumed <entries> without error

      Examples:
        | log2size | last | wrapped | entries     |
        | 0        | 0    | 1       | 1 entry     |
        | 1        | 1    | 2       | 2 entries   |
        | 2        | 3    | 4       | 4 entries   |
        | 8        | 255  | 256     | 256 entries |

      @LIM-02
      Examples: the largest queue
        | log2size | last   | wrapped | entries        |
        | 19       | 524287 | 524288  | 524288 entries |

  @CQ-03
  Rule: CQ-03 Wrap bits tell a full queue from an empty one

    The queue is empty if both indices and both wrap bits are equal, and full if the indices are equal and the wrap bits
    differ.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario Outline: Nothing is fetched while both indices are <index>
      Given vCMDQ 0 has a queue of 2^8 entries
      And these commands are stored in the memory of vCMDQ 0:
        | CMD_SYNC |
        | CMD_SYNC |
      And the host writes RD=<index> to VCMDQ0_CONS_INDX
      And the host writes WR=<index> to VCMDQ0_PROD_INDX
      When vCMDQ 0 is enabled
      Then no command reaches the SMMU
      And vCMDQ 0 has consumed <entries> without error

      Examples:
        | index | entries     |
        | 0     | 0 entries   |
        | 1     | 1 entry     |
        | 256   | 256 entries |
        | 511   | 511 entries |

    Scenario: A full queue is executed to its last entry
      Given vCMDQ 0 has a queue of 2^2 entries
      And these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
        | TLBI_NH_ASID | VMID=1 ASID=3 |
        | CMD_SYNC     |               |
      When vCMDQ 0 is enabled
      And the host writes WR=4 to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=3 |
        | vCMDQ 0 | CMD_SYNC     |               |
      And vCMDQ 0 has consumed 4 entries without error

    Scenario: A full queue that begins in the middle is executed around the end
      Given vCMDQ 0 has a queue of 2^2 entries
      And these commands are stored in the memory of vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=0 |
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
        | TLBI_NH_ASID | VMID=1 ASID=3 |
      And the host writes RD=2 to VCMDQ0_CONS_INDX
      And the host writes WR=6 to VCMDQ0_PROD_INDX
      When vCMDQ 0 is enabled
      And the host writes WR=6 to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=3 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=0 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
      And vCMDQ 0 has consumed 6 entries without error

  @CQ-04
  Rule: CQ-04 An index is incremented together with its wrap bit

    An index and its wrap bit are incremented as one number modulo 2^(LOG2SIZE + 1).

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: After index <last> a queue of 2^<log2size> entries begins again at 0
      Given vCMDQ 0 has a queue of 2^<log2size> entries at 0x9800_0000
      And the host writes RD=<last> to VCMDQ0_CONS_INDX
      And the host writes WR=<last> to VCMDQ0_PROD_INDX
      And entry <entry> of vCMDQ 0 is replaced with TLBI_NH_ASID VMID=1 ASID=7
      And vCMDQ 0 is enabled
      When the host writes WR=0 to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=7 |
      And vCMDQ 0 has consumed 0 entries without error

      Examples:
        | log2size | last    | entry  |
        | 0        | 1       | 0      |
        | 1        | 3       | 1      |
        | 2        | 7       | 3      |
        | 8        | 511     | 255    |
        | 19       | 1048575 | 524287 |

    Scenario: A queue wraps at its own size beside one of another size
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And 3 CMD_SYNCs are put on vCMDQ 0
      And vCMDQ 1 is mapped as logical vCMDQ 1 of VINTF 0
      And vCMDQ 1 has a queue of 2^1 entries at 0x9800_0000
      And vCMDQ 1 is enabled
      And 2 CMD_SYNCs are put on vCMDQ 1
      When 2 CMD_SYNCs are put on vCMDQ 1
      Then these physical registers read:
        | VCMDQ1_CONS_INDX | RD=0 |
        | VCMDQ0_CONS_INDX | RD=3 |

    Scenario: A small queue is used round after round
      Given vCMDQ 0 has a queue of 2^1 entries
      And vCMDQ 0 is enabled
      And 2 CMD_SYNCs are put on vCMDQ 0
      And 1 CMD_SYNC is put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=3 |
        | TLBI_NH_ASID | VMID=1 ASID=4 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=3 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=4 |
      And vCMDQ 0 has consumed 1 entry without error

    @CQ-02 @CQ-03
    Scenario: RD keeps its wrap bit while the queue is disabled
      Given vCMDQ 0 has a queue of 2^2 entries
      And vCMDQ 0 is enabled
      And 4 CMD_SYNCs are put on vCMDQ 0
      And 1 CMD_SYNC is put on vCMDQ 0
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      When vCMDQ 0 is enabled
      Then no command reaches the SMMU
      And vCMDQ 0 has consumed 5 entries without error

  @CQ-05
  Rule: CQ-05 Commands run in order from CONS_INDX to PROD_INDX

    The producer writes entries and then PROD_INDX.WR. The hardware executes entries in order from CONS_INDX.RD and
    advances it.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario: Stored entries wait for PROD_INDX
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      When these commands are stored in the memory of vCMDQ 0:
        | CMD_SYNC |
      Then no command reaches the SMMU
      And vCMDQ 0 has consumed 0 entries without error

    Scenario: A full queue is executed to its end
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      When 256 CMD_SYNCs are put on vCMDQ 0
      Then vCMDQ 0 has consumed 256 entries without error
      And the hardware raises no interrupts

    Scenario: Execution ends at PROD_INDX
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And these commands are stored in the memory of vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
        | TLBI_NH_ASID | VMID=1 ASID=3 |
      When the host writes WR=2 to VCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 2 entries without error

    Scenario: Later commands are executed once each, after the earlier ones
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And 3 CMD_SYNCs are put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=4 |
        | CMD_SYNC     |               |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=4 |
        | vCMDQ 0 | CMD_SYNC     |               |
      And vCMDQ 0 has consumed 5 entries without error
      And the physical register VCMDQ0_PROD_INDX reads WR=5
      And no other physical register changed

    Scenario: Commands that arrive while others are executed are executed once each
      Given vCMDQ 0 has a queue of 2^8 entries
      And vCMDQ 0 is enabled
      And these commands are stored in the memory of vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
        | TLBI_NH_ASID | VMID=1 ASID=3 |
      When the host writes these registers without waiting in between:
        | VCMDQ0_PROD_INDX | WR=1 |
        | VCMDQ0_PROD_INDX | WR=2 |
        | VCMDQ0_PROD_INDX | WR=3 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=1 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=3 |
      And vCMDQ 0 has consumed 3 entries without error

  @CQ-08
  Rule: CQ-08 Queue memory is read at physical addresses

    The hardware reads a vCMDQ's memory at the physical address in BASE, into which the kernel translated the guest's
    address; the fetch does not go through stage 2.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario: Commands come from the physical address in BASE
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 has a queue of 2^8 entries at 0x8_8000_0000
      And vCMDQ 2 is enabled
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 1 entry without error

    Scenario Outline: A queue of 2^<log2size> entries at <address> is read there
      Given vCMDQ 0 has a queue of 2^<log2size> entries at <address>
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=7 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=7 |
      And vCMDQ 0 has consumed 1 entry without error

      Examples: less than a page
        | log2size | address     |
        | 1        | 0x9800_0020 |
        | 2        | 0x9800_0fc0 |
        | 7        | 0x9800_0800 |

    Scenario Outline: BASE <address> is not that of memory from 0 up
      Given vCMDQ 0 has a queue of 2^8 entries at <address>
      And vCMDQ 0 is enabled
      When the host writes WR=1 to VCMDQ0_PROD_INDX
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry 0 with ABT

      Examples: addresses beyond the memory of the host
        | address          |
        | 0x20_0000_0000   |
        | 0x100_0000_0000  |
        | 0x800_0000_0000  |
        | 0x1000_0000_0000 |
        | 0x4000_0000_0000 |
        | 0x8000_0000_0000 |

    Scenario: BASE can be written in two halves
      Given vCMDQ 0 has a queue of 2^8 entries at 0x8_8000_0000
      And the host writes 0x0 to VCMDQ0_BASE
      And the host writes LOG2SIZE=8, ADDR=0x8000_0000 to VCMDQ0_BASE_L
      And the host writes ADDR=0x8 to VCMDQ0_BASE_H
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |
      And the physical register VCMDQ0_BASE reads LOG2SIZE=8, ADDR=0x8_8000_0000

    Scenario: A queue that was used and given another BASE is read there
      Given vCMDQ 0 has a queue of 2^8 entries at 0x9100_0000
      And vCMDQ 0 is enabled
      And these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And the host writes 0 to VCMDQ0_PROD_INDX
      And the host writes 0 to VCMDQ0_CONS_INDX
      And vCMDQ 0 has a queue of 2^1 entries at 0x9200_0000
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=3 |
      And these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=4 |
        | TLBI_NH_ASID | VMID=1 ASID=5 |
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=3 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=4 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=5 |

    Scenario: Two queues are read each at its own address
      Given vCMDQ 0 has a queue of 2^8 entries at 0x9100_0000
      And vCMDQ 0 is enabled
      And vCMDQ 1 is mapped as logical vCMDQ 1 of VINTF 0
      And vCMDQ 1 has a queue of 2^4 entries at 0x9200_0000
      And vCMDQ 1 is enabled
      When these commands are put on vCMDQ 1:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
      And these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      And these commands are put on vCMDQ 1:
        | TLBI_NH_ASID | VMID=1 ASID=3 |
      Then these commands reach the SMMU:
        | vCMDQ 1 | TLBI_NH_ASID | VMID=1 ASID=1 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
        | vCMDQ 1 | TLBI_NH_ASID | VMID=1 ASID=3 |

    Scenario: BASE can be written in two halves, the upper first
      Given vCMDQ 0 has a queue of 2^8 entries at 0x8_8000_0000
      And the host writes 0x0 to VCMDQ0_BASE
      And the host writes ADDR=0x8 to VCMDQ0_BASE_H
      And the host writes LOG2SIZE=8, ADDR=0x8000_0000 to VCMDQ0_BASE_L
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |
      And the physical register VCMDQ0_BASE reads LOG2SIZE=8, ADDR=0x8_8000_0000
