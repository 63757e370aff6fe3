Feature: The registers of the physical block

  The physical block has the kinds of page that a guest sees, only more of each thing: a Config page with one register
  block for each VINTF, direct pages 0 and 1 with a slot for each vCMDQ, and pages 0 and 1 for each VINTF with a slot
  for each logical vCMDQ. Both ways lead to one set of registers. Page 0 of a VINTF is a page of its own, so that it can
  be mapped into one VM and no other. What a guest sees of it: features/device/layout.feature.

  CONFIG and STATUS of the block, of a VINTF and of a vCMDQ are handshakes: software writes the enable bit of CONFIG and
  waits until bit 0 of STATUS follows. The SID slots (SID_MATCH, SID_REPLACE) and the VMID stand in the VINTF's block of
  the Config page, out of a guest's reach.

  Background:
    Given the CMDQ-V hardware out of reset

  @PHYS-01
  Rule: PHYS-01 VINTF register blocks and pages have fixed strides

    The physical block has the same five kinds of page. The registers of VINTF v start at 0x1000 + 0x100*v; page 0 of
    VINTF v is at 0x30000 + 0x20000*v and its page 1 lies 0x10000 above page 0.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: VINTF <vintf> has registers of its own
      When the host writes 0x8_0001 to VINTF<vintf>_SID_REPLACE_15
      Then the physical register VINTF<vintf>_SID_REPLACE_15 reads 0x8_0001
      And no other physical register changed

      Examples:
        | vintf |
        | 0     |
        | 1     |
        | 31    |
        | 63    |

    Scenario Outline: Page <page> of VINTF <vintf> shows <register> of vCMDQ <queue>
      Given VINTF <vintf> is enabled for the hypervisor
      And vCMDQ <first> is mapped as logical vCMDQ 0 of VINTF <vintf>
      And vCMDQ <queue> is mapped as logical vCMDQ 1 of VINTF <vintf>
      When the host writes <content> to VINTF<vintf>_LVCMDQ1_<register>
      Then the physical register VCMDQ<queue>_<register> reads <content>
      And the physical register VINTF<vintf>_LVCMDQ1_<register> reads <content>
      And no other physical register changed

      Examples:
        | page | vintf | first | queue | register            | content                      |
        | 0    | 0     | 0     | 1     | PROD_INDX           | WR=1                         |
        | 0    | 1     | 2     | 3     | PROD_INDX           | WR=1                         |
        | 0    | 63    | 126   | 127   | PROD_INDX           | WR=1                         |
        | 1    | 0     | 0     | 1     | BASE                | LOG2SIZE=8, ADDR=0x9000_0000 |
        | 1    | 1     | 2     | 3     | BASE                | LOG2SIZE=8, ADDR=0x9000_0000 |
        | 1    | 63    | 126   | 127   | BASE                | LOG2SIZE=8, ADDR=0x9000_0000 |
        | 1    | 1     | 2     | 3     | CONS_INDX_BASE_DRAM | ADDR=0x8_9000_0000           |

    Scenario: A direct page shows what a VINTF's page wrote, and the reverse
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And the host writes RD=1 to VINTF1_LVCMDQ0_CONS_INDX
      When the host writes WR=1 to VCMDQ2_PROD_INDX
      Then these physical registers read:
        | VCMDQ2_CONS_INDX         | RD=1 |
        | VCMDQ2_PROD_INDX         | WR=1 |
        | VINTF1_LVCMDQ0_CONS_INDX | RD=1 |
        | VINTF1_LVCMDQ0_PROD_INDX | WR=1 |

    Scenario: A producer index written through the VINTF's page sets the queue going
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are stored in the memory of vCMDQ 2:
        | CMD_SYNC |
      When the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And the physical register VINTF1_LVCMDQ0_CONS_INDX reads RD=1

    Scenario Outline: <register> is reached as two halves and as one word
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      When the host writes 0x9000_0008 to <register>_L
      And the host writes 0x0000_1234 to <register>_H
      Then these physical registers read:
        | <register>   | 0x1234_9000_0008 |
        | <register>_L | 0x9000_0008      |
        | <register>_H | 0x1234           |
        | <alias>      | 0x1234_9000_0008 |
      And no other physical register changed

      Examples:
        | register                           | alias                              |
        | VCMDQ2_BASE                        | VINTF1_LVCMDQ0_BASE                |
        | VINTF1_LVCMDQ0_BASE                | VCMDQ2_BASE                        |
        | VCMDQ2_CONS_INDX_BASE_DRAM         | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM |
        | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | VCMDQ2_CONS_INDX_BASE_DRAM         |

    Scenario: Two VINTFs do not share a slot
      Given VINTF 3 is enabled for a guest with VMID 6
      And vCMDQ 3 is mapped as logical vCMDQ 1 of VINTF 1
      And vCMDQ 6 is mapped as logical vCMDQ 0 of VINTF 3
      When the host writes WR=1 to VINTF3_LVCMDQ0_PROD_INDX
      Then the physical register VCMDQ6_PROD_INDX reads WR=1
      And no other physical register changed

  @PHYS-02
  Rule: PHYS-02 Field widths allow 64 VINTFs and 128 vCMDQs

    VIRT_INTF_INDX has 6 bits, so there are at most 64 VINTFs; LVCMDQ has 7 bits; CMDQ_ALLOC_MAP has up to 128 entries,
    entry q at 0x200 + 4*q.

    MUST. Source: linux-7.2, qemu-11.1. Since ihi0070-G.b.

    Scenario Outline: CMDQ_ALLOC_MAP_<queue> keeps every bit of its fields
      When the host writes <content> to CMDQ_ALLOC_MAP_<queue>
      Then the physical register CMDQ_ALLOC_MAP_<queue> reads <content>
      And no other physical register changed

      Examples:
        | queue | content                              |
        | 0     | ALLOC=0, LVCMDQ=1, VIRT_INTF_INDX=63 |
        | 63    | ALLOC=0, LVCMDQ=0, VIRT_INTF_INDX=31 |
        | 127   | ALLOC=0, LVCMDQ=1, VIRT_INTF_INDX=32 |

    Scenario Outline: vCMDQ <queue> serves the VINTF <vintf> that CMDQ_ALLOC_MAP names
      Given VINTF <vintf> is enabled for a guest with VMID 5
      And vCMDQ <queue> runs as logical vCMDQ 0 of VINTF <vintf>
      When these commands are put on vCMDQ <queue>:
        | TLBI_NH_ASID | ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ <queue> | TLBI_NH_ASID | VMID=5 ASID=3 |
      And the physical register VINTF<vintf>_LVCMDQ0_CONS_INDX reads RD=1

      Examples:
        | queue | vintf |
        | 2     | 1     |
        | 126   | 63    |
        | 2     | 40    |
        | 100   | 3     |

  @PHYS-07
  Rule: PHYS-07 VINTF_CONFIG and VINTF_STATUS share the guest's bit layout

    VINTF_CONFIG has HYP_OWN [17], VMID [16:1] and ENABLE [0]. VINTF_STATUS has STATUS [3:1] and ENABLED [0].

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: VINTF_CONFIG keeps <content>
      When the host writes <content> to VINTF1_CONFIG
      Then these physical registers read:
        | VINTF1_CONFIG | <content>                    |
        | VINTF1_STATUS | ENABLE_OK=<status>, STATUS=0 |
      And no other physical register changed

      Examples:
        | content                            | status |
        | ENABLE=0, VMID=0x1, HYP_OWN=0      | 0      |
        | ENABLE=0, VMID=0x8000, HYP_OWN=0   | 0      |
        | ENABLE=0, VMID=0x0, HYP_OWN=1      | 0      |
        | ENABLE=1, VMID=0xffff, HYP_OWN=0   | 1      |

    Scenario: STATUS of the VINTF whose vCMDQ has an error is 1
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 4:
        | 0x07 |
      Then these physical registers read:
        | VINTF1_STATUS | ENABLE_OK=1, STATUS=0 |
        | VINTF2_STATUS | ENABLE_OK=1, STATUS=1 |

  @PHYS-08
  Rule: PHYS-08 Each VINTF has SID_MATCH at +0x40 and SID_REPLACE at +0x80

    SID_MATCH(s) lies at +0x40 + 4*s of a VINTF's block, with ENABLE [0] and VIRT_SID [20:1]. SID_REPLACE(s) lies at
    +0x80 + 4*s and holds the physical stream ID.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: <register> of VINTF <vintf> keeps <content>
      When the host writes <content> to VINTF<vintf>_<register>
      Then the physical register VINTF<vintf>_<register> reads <content>
      And no other physical register changed

      Examples:
        | vintf | register       | content                   |
        | 0     | SID_MATCH_0    | ENABLE=1, VIRT_SID=0x1    |
        | 1     | SID_MATCH_1    | ENABLE=0, VIRT_SID=0xfffff |
        | 1     | SID_MATCH_15   | ENABLE=1, VIRT_SID=0x80000 |
        | 63    | SID_MATCH_15   | ENABLE=1, VIRT_SID=0x0    |
        | 0     | SID_REPLACE_0  | PHYS_SID=0x1              |
        | 1     | SID_REPLACE_1  | PHYS_SID=0xfffff          |
        | 63    | SID_REPLACE_15 | PHYS_SID=0x80000          |

  @PHYS-13
  Rule: PHYS-13 CONFIG and STATUS pairs are handshakes

    For CMDQ-V, a VINTF and a vCMDQ alike, software writes the enable bit of CONFIG and polls bit 0 of STATUS until it
    follows. The driver polls at 1 us intervals and gives up after 1 s.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: <status> follows the enable bit of <config> up
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the host writes <bit>=0 to <config>
      When the host writes <bit>=1 to <config>
      Then the physical register <status> reads <ok>=1
      And the physical register <config> reads <bit>=1

      Examples:
        | config        | bit      | status        | ok            |
        | CMDQV_CONFIG  | CMDQV_EN | CMDQV_STATUS  | CMDQV_ENABLED |
        | VINTF1_CONFIG | ENABLE   | VINTF1_STATUS | ENABLE_OK     |
        | VCMDQ2_CONFIG | CMDQ_EN  | VCMDQ2_STATUS | CMDQ_EN_OK    |

    Scenario Outline: <status> follows the enable bit of <config> down
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When the host writes <bit>=0 to <config>
      Then the physical register <status> reads <ok>=0
      And the physical register <config> reads <bit>=0

      Examples:
        | config        | bit      | status        | ok            |
        | CMDQV_CONFIG  | CMDQV_EN | CMDQV_STATUS  | CMDQV_ENABLED |
        | VINTF1_CONFIG | ENABLE   | VINTF1_STATUS | ENABLE_OK     |
        | VCMDQ2_CONFIG | CMDQ_EN  | VCMDQ2_STATUS | CMDQ_EN_OK    |

    Scenario Outline: <status> is not written but follows
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When the host writes 0x0 to <status>
      Then the physical register <status> reads <ok>=1
      And no physical register changed

      Examples:
        | status        | ok            |
        | CMDQV_STATUS  | CMDQV_ENABLED |
        | VINTF1_STATUS | ENABLE_OK     |
        | VCMDQ2_STATUS | CMDQ_EN_OK    |

    Scenario: A block that is switched off says so in CONFIG and STATUS
      Given the host writes CMDQV_EN=1 to CMDQV_CONFIG
      When the host writes 0x0 to CMDQV_CONFIG
      Then these physical registers read:
        | CMDQV_CONFIG | CMDQV_EN=0      |
        | CMDQV_STATUS | CMDQV_ENABLED=0 |
      And no other physical register changed

    Scenario Outline: The host does not change <register> by writing to it
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When the host writes <value> to <register>
      Then no physical register changed
      And the hardware raises no interrupts

      Examples:
        | register              | value |
        | VINTF1_LVCMDQ0_STATUS | 0x0   |
        | VINTF1_LVCMDQ0_GERROR | 0x1   |
