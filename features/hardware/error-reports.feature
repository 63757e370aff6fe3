Feature: Error maps and the error interrupt

  When a queue stops, the block tells the host: one edge on its interrupt for each new error event, and maps that say
  which queue it was. VI_ERR_MAP has a bit for each VINTF, CMDQ_ERR_MAP one for each vCMDQ of the block, and
  LVCMDQ_ERR_MAP of a VINTF one for each of its logical vCMDQs.

  The maps mirror the state of the queues: an error is acknowledged there, by GERRORN
  (features/hardware/error-recovery.feature), and software does not write the maps. An edge that has passed does not
  come back: an error that nobody acknowledged neither interrupts again nor holds back the next one. VI_INT_MASK
  silences single VINTFs, not their maps. The host's kernel repairs its own queues and passes the map of a user's VINTF
  on (features/kernel/event-records.feature).

  Background:
    Given the CMDQ-V hardware out of reset

  @GERR-09
  Rule: GERR-09 Each new error event gives one interrupt edge

    The hardware gives the host one interrupt edge for each new error event.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario: One error gives one edge
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
        | 0x07     |
        | 0x07     |
      Then the hardware raises one interrupt

    Scenario: The next error of the same queue gives another edge
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      And the error of vCMDQ 0 is acknowledged
      When these commands are put on vCMDQ 0:
        | 0x07 |
      Then the hardware raises one interrupt

    Scenario: Errors of two queues give two edges
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And vCMDQ 1 runs as logical vCMDQ 1 of VINTF 0
      When these commands are put on vCMDQ 0:
        | 0x07 |
      And these commands are put on vCMDQ 1:
        | 0x07 |
      Then the hardware raises two interrupts

    Scenario: An acknowledgement gives no edge
      Given VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      When the error of vCMDQ 0 is acknowledged
      Then the hardware raises no interrupts

  @PHYS-10
  Rule: PHYS-10 Global error maps are read as 32-bit words

    VINTF_ERR_MAP at 0x14 and 0x18 is read as two 32-bit words because 0x14 is not a multiple of 8. CMDQ_ERR_MAP(0) to
    CMDQ_ERR_MAP(3) are read as 32-bit words likewise.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario Outline: An error in VINTF <vintf> sets its bit of VI_ERR_MAP alone
      Given VINTF <vintf> is enabled for the hypervisor
      And vCMDQ <queue> runs as logical vCMDQ 0 of VINTF <vintf>
      When these commands are put on vCMDQ <queue>:
        | 0x07 |
      Then these physical registers read:
        | VI_ERR_MAP_0 | <map0> |
        | VI_ERR_MAP_1 | <map1> |

      Examples:
        | vintf | queue | map0        | map1        |
        | 0     | 0     | 0x1         | 0x0         |
        | 31    | 62    | 0x8000_0000 | 0x0         |
        | 32    | 64    | 0x0         | 0x1         |
        | 63    | 126   | 0x0         | 0x8000_0000 |

    @GERR-05
    Scenario: Errors of both queues of a VINTF set its bit of VI_ERR_MAP
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And these commands are put on vCMDQ 2:
        | 0x07 |
      When these commands are put on vCMDQ 3:
        | 0x07 |
      Then these physical registers read:
        | VI_ERR_MAP_0            | 0x2 |
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x3 |
        | CMDQ_ERR_MAP_0          | 0xc |

    @GERR-05
    Scenario: The maps tell of an error, whatever they read before
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the host has read these registers:
        | CMDQ_ERR_MAP_0          |
        | VI_ERR_MAP_0            |
        | VINTF1_LVCMDQ_ERR_MAP_0 |
        | VINTF1_STATUS           |
      When these commands are put on vCMDQ 2:
        | 0x07 |
      Then these physical registers read:
        | CMDQ_ERR_MAP_0          | 0x4      |
        | VI_ERR_MAP_0            | 0x2      |
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x1      |
        | VINTF1_STATUS           | STATUS=1 |

    Scenario Outline: An error of vCMDQ <failing> sets its bit of CMDQ_ERR_MAP alone
      Given VINTF <vintf> is enabled for the hypervisor
      And vCMDQ <first> runs as logical vCMDQ 0 of VINTF <vintf>
      And vCMDQ <second> runs as logical vCMDQ 1 of VINTF <vintf>
      When these commands are put on vCMDQ <failing>:
        | 0x07 |
      Then these physical registers read:
        | CMDQ_ERR_MAP_0 | <map0> |
        | CMDQ_ERR_MAP_1 | <map1> |
        | CMDQ_ERR_MAP_2 | <map2> |
        | CMDQ_ERR_MAP_3 | <map3> |

      Examples:
        | failing | vintf | first | second | map0        | map1 | map2 | map3        |
        | 0       | 0     | 0     | 1      | 0x1         | 0x0  | 0x0  | 0x0         |
        | 31      | 15    | 30    | 31     | 0x8000_0000 | 0x0  | 0x0  | 0x0         |
        | 32      | 16    | 32    | 33     | 0x0         | 0x1  | 0x0  | 0x0         |
        | 64      | 32    | 64    | 65     | 0x0         | 0x0  | 0x1  | 0x0         |
        | 127     | 63    | 126   | 127    | 0x0         | 0x0  | 0x0  | 0x8000_0000 |

    @GERR-05 @GERR-09
    Scenario: A fetch that aborts is told by the maps and the interrupt
      Given VINTF 33 is enabled for the hypervisor
      And vCMDQ 66 is mapped as logical vCMDQ 0 of VINTF 33
      And vCMDQ 66 has a queue of 2^8 entries at 0xf000_0000_0000
      And vCMDQ 66 is enabled
      When the host writes WR=1 to VCMDQ66_PROD_INDX
      Then these physical registers read:
        | VI_ERR_MAP_1             | 0x2      |
        | CMDQ_ERR_MAP_2           | 0x4      |
        | VINTF33_LVCMDQ_ERR_MAP_0 | 0x1      |
        | VINTF33_STATUS           | STATUS=1 |
      And the hardware raises one interrupt

    @GERR-05 @GERR-09
    Scenario: An ATC_INV that timed out is told by the maps and the interrupt
      Given VINTF 33 is enabled for the hypervisor
      And vCMDQ 66 runs as logical vCMDQ 0 of VINTF 33
      And the next ATC_INV times out
      When these commands are put on vCMDQ 66:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then these physical registers read:
        | VI_ERR_MAP_1             | 0x2      |
        | CMDQ_ERR_MAP_2           | 0x4      |
        | VINTF33_LVCMDQ_ERR_MAP_0 | 0x1      |
        | VINTF33_STATUS           | STATUS=1 |
      And the hardware raises one interrupt

    @GERR-03
    Scenario: VI_ERR_MAP tells of an error whose neighbour in the VINTF has been acknowledged
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And these commands are put on vCMDQ 2:
        | 0x07 |
      And these commands are put on vCMDQ 3:
        | 0x07 |
      And entry 0 of vCMDQ 2 is replaced with CMD_SYNC
      When the error of vCMDQ 2 is acknowledged
      Then these physical registers read:
        | VI_ERR_MAP_0  | 0x2      |
        | VINTF1_STATUS | STATUS=1 |
      And vCMDQ 3 stops at entry 0 because the command is forbidden

  @PHYS-15
  Rule: PHYS-15 The error interrupt is edge-triggered

    The block raises one interrupt for each new error event. A bit of an error map that has not been acknowledged
    neither raises the interrupt again nor blocks later events.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario: An error that nobody acknowledged does not hold back the next one
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And these commands are put on vCMDQ 2:
        | 0x07 |
      When these commands are put on vCMDQ 3:
        | 0x07 |
      Then the hardware raises one interrupt
      And the physical register VINTF1_LVCMDQ_ERR_MAP_0 reads 0x3

    Scenario: An error that nobody acknowledged does not interrupt again
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And these commands are put on vCMDQ 2:
        | 0x07 |
      When these commands are put on vCMDQ 3:
        | CMD_SYNC |
      And the host reads VINTF1_LVCMDQ_ERR_MAP_0 with one 8-byte access
      Then the hardware raises no interrupts

    Scenario Outline: A set bit of VI_INT_MASK silences VINTF <vintf> but not its maps
      Given VINTF <vintf> is enabled for the hypervisor
      And vCMDQ <queue> runs as logical vCMDQ 0 of VINTF <vintf>
      And the host writes <mask> to <register>
      When these commands are put on vCMDQ <queue>:
        | 0x07 |
      Then the hardware raises no interrupts
      And vCMDQ <queue> stops at entry 0 with ILL_OPCODE
      And these physical registers read:
        | VINTF<vintf>_LVCMDQ_ERR_MAP_0 | 0x1    |
        | <map>                         | <mask> |

      Examples:
        | vintf | queue | register      | mask        | map |
        | 0     | 0     | VI_INT_MASK_0 | 0x1         | VI_ERR_MAP_0 |
        | 1     | 2     | VI_INT_MASK_0 | 0x2         | VI_ERR_MAP_0 |
        | 31    | 62    | VI_INT_MASK_0 | 0x8000_0000 | VI_ERR_MAP_0 |
        | 33    | 66    | VI_INT_MASK_1 | 0x2         | VI_ERR_MAP_1 |
        | 63    | 126   | VI_INT_MASK_1 | 0x8000_0000 | VI_ERR_MAP_1 |

    Scenario Outline: VI_INT_MASK of other VINTFs does not silence VINTF <vintf>
      Given VINTF <vintf> is enabled for the hypervisor
      And vCMDQ <queue> runs as logical vCMDQ 0 of VINTF <vintf>
      And the host writes <mask0> to VI_INT_MASK_0
      And the host writes <mask1> to VI_INT_MASK_1
      When these commands are put on vCMDQ <queue>:
        | 0x07 |
      Then the hardware raises one interrupt

      Examples:
        | vintf | queue | mask0       | mask1       |
        | 1     | 2     | 0xffff_fffd | 0xffff_ffff |
        | 33    | 66    | 0xffff_ffff | 0xffff_fffd |

    Scenario: VI_INT_MASK that is cleared lets the next error interrupt
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the host writes 0x2 to VI_INT_MASK_0
      And vCMDQ 2 fails and is repaired 1 time
      And the physical register VI_INT_MASK_0 reads 0x2
      And the host writes 0x0 to VI_INT_MASK_0
      And the physical register VI_INT_MASK_0 reads 0x0
      When these commands are put on vCMDQ 2:
        | 0x07 |
      Then the hardware raises one interrupt

    Scenario Outline: VI_INT_MASK_<word> keeps <mask>
      When the host writes <mask> to VI_INT_MASK_<word>
      Then the physical register VI_INT_MASK_<word> reads <mask>
      And no other physical register changed

      Examples:
        | word | mask        |
        | 0    | 0x8000_0001 |
        | 1    | 0x4000_0002 |

    Scenario: VI_INT_MASK that is set, cleared and set again silences the next error
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And the host writes 0x2 to VI_INT_MASK_0
      And vCMDQ 2 fails and is repaired 1 time
      And the host writes 0x0 to VI_INT_MASK_0
      And vCMDQ 2 fails and is repaired 1 time
      And the host writes 0x2 to VI_INT_MASK_0
      When these commands are put on vCMDQ 2:
        | 0xff |
      Then the hardware raises no interrupts
      And vCMDQ 2 stops at entry 2 because the command is forbidden

    Scenario: VI_INT_MASK silences a VINTF and leaves its neighbour heard
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 33 is enabled for a guest with VMID 6
      And vCMDQ 66 runs as logical vCMDQ 0 of VINTF 33
      And the host writes 0x2 to VI_INT_MASK_0
      When these commands are put on vCMDQ 2:
        | 0xff |
      And these commands are put on vCMDQ 66:
        | 0xff |
      Then the hardware raises one interrupt

  @PHYS-16
  Rule: PHYS-16 Error maps mirror the state of the queues

    The error maps are status mirrors: acknowledging the queue through GERRORN clears its bits, and software never
    writes the maps.

    Accepted: After an acknowledgement both a cleared and a still set bit are accepted.

    MAY. Source: linux-7.2, inference. Since ihi0070-G.b.

    Scenario: An error shows in all maps
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      When these commands are put on vCMDQ 3:
        | 0x07 |
      Then these physical registers read:
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x2 |
        | VI_ERR_MAP_0            | 0x2 |
        | CMDQ_ERR_MAP_0          | 0x8 |

    Scenario: An error does not show in the map of another VINTF
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 2:
        | 0x07 |
      Then these physical registers read:
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x1 |
        | VINTF2_LVCMDQ_ERR_MAP_0 | 0x0 |

    Scenario Outline: Software cannot set <register>
      When the host writes 0xffff_ffff to <register>
      Then no physical register changed

      Examples:
        | register                 |
        | VI_ERR_MAP_0             |
        | VI_ERR_MAP_1             |
        | CMDQ_ERR_MAP_0           |
        | CMDQ_ERR_MAP_3           |
        | VINTF0_LVCMDQ_ERR_MAP_0  |
        | VINTF63_LVCMDQ_ERR_MAP_3 |

    Scenario: Errors of two VINTFs show each in its own bits, in both words
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And VINTF 33 is enabled for a guest with VMID 6
      And vCMDQ 66 runs as logical vCMDQ 0 of VINTF 33
      When these commands are put on vCMDQ 3:
        | 0xff |
      And these commands are put on vCMDQ 66:
        | 0xff |
      Then these physical registers read:
        | VI_ERR_MAP_0             | 0x2 |
        | VI_ERR_MAP_1             | 0x2 |
        | CMDQ_ERR_MAP_0           | 0x8 |
        | CMDQ_ERR_MAP_1           | 0   |
        | CMDQ_ERR_MAP_2           | 0x4 |
        | VINTF1_LVCMDQ_ERR_MAP_0  | 0x2 |
        | VINTF33_LVCMDQ_ERR_MAP_0 | 0x1 |

    Scenario: An error that comes back shows again
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 fails and is repaired 2 times
      When these commands are put on vCMDQ 2:
        | 0xff |
      Then these physical registers read:
        | VI_ERR_MAP_0            | 0x2 |
        | CMDQ_ERR_MAP_0          | 0x4 |
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x1 |
