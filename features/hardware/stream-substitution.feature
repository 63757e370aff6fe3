Feature: The StreamID of a guest's ATC invalidations

  A guest names a device by a virtual StreamID (vSID), the one under which its own Stream Table has the device; the
  machine knows the device by a physical one (pSID). Each VINTF has slots that say which is which: SID_MATCH holds a
  vSID and whether the slot is in use, SID_REPLACE the pSID. The hardware looks the StreamID of an ATC_INV up in the
  slots of the command's VINTF and puts the pSID in.

  A command whose StreamID no slot knows is refused: it stops the queue with an error and is never executed with the
  StreamID that the guest wrote. So a guest cannot name a device that it was not given, and two guests may use the same
  vSID for different devices. The slots are written by the kernel when the VMM allocates a vDEVICE
  (features/kernel/vdevice-hardware.feature), which it does when the guest configures the stream
  (features/device/trapped-queue.feature); what a guest writes to its own SID registers stays there
  (features/device/sid-slots.feature). The whole way: features/stack/isolation-stream-ids.feature.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 1 is enabled for a guest with VMID 5
    And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1

  @SIDR-02
  Rule: SIDR-02 A matching stream ID is replaced

    The hardware compares the StreamID of ATC_INV, and of any other permitted command with a StreamID, with VIRT_SID of
    every enabled SID_MATCH of the VINTF. On a match the StreamID becomes PHYS_SID of SID_REPLACE in the same slot.

    MUST. Source: overview, linux-commits, linux-7.2. Since ihi0070-G.b.

    @ISO-05
    Scenario Outline: Slot <slot> replaces its vSID
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot <slot>
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |
      And vCMDQ 2 has consumed 1 entry without error

      Examples:
        | slot |
        | 0    |
        | 1    |
        | 2    |
        | 3    |
        | 4    |
        | 5    |
        | 6    |
        | 7    |
        | 8    |
        | 9    |
        | 10   |
        | 11   |
        | 12   |
        | 13   |
        | 14   |
        | 15   |

    Scenario Outline: vSID <vsid> is compared in all its 20 bits
      Given VINTF 1 replaces vSID <vsid> with pSID 0x2300 in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=<vsid> Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

      Examples:
        | vsid    |
        | 0x0     |
        | 0x1     |
        | 0x80000 |
        | 0xfffff |

    Scenario: Of several slots, the one that matches replaces
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And VINTF 1 replaces vSID 0x11 with pSID 0x2308 in slot 1
      And VINTF 1 replaces vSID 0x2300 with pSID 0x10 in slot 15
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x11 Size=52   |
        | ATC_INV | SID=0x2300 Size=52 |
        | ATC_INV | SID=0x10 Size=52   |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2308 Size=52 |
        | vCMDQ 2 | ATC_INV | SID=0x10 Size=52   |
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

    Scenario: A slot that is not enabled does not hide one that is
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2308 in slot 0
      And the host writes ENABLE=0, VIRT_SID=0x10 to VINTF1_SID_MATCH_0
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 1
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

    Scenario: vSID 0 is replaced in a slot behind empty ones
      Given VINTF 1 replaces vSID 0x0 with pSID 0x2300 in slot 3
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x0 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

    Scenario: Two VINTFs give the same vSID to different devices
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And VINTF 2 is enabled for a guest with VMID 6
      And VINTF 2 replaces vSID 0x10 with pSID 0x2400 in slot 0
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 4:
        | ATC_INV | SID=0x10 Size=52 |
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 4 | ATC_INV | SID=0x2400 Size=52 |
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

    @ISO-05 @PHYS-02
    Scenario Outline: VINTF <vintf> has other slots than VINTF <other>
      Given VINTF <other> replaces vSID 0x10 with pSID 0x2400 in slot 0
      And VINTF <vintf> is enabled for a guest with VMID 6
      And VINTF <vintf> replaces vSID 0x10 with pSID 0x2300 in slot 0
      And vCMDQ <queue> runs as logical vCMDQ 0 of VINTF <vintf>
      When these commands are put on vCMDQ <queue>:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ <queue> | ATC_INV | SID=0x2300 Size=52 |

      Examples:
        | vintf | other | queue |
        | 32    | 0     | 64    |
        | 40    | 8     | 80    |
        | 63    | 31    | 126   |
        | 63    | 62    | 126   |

    @ISO-05
    Scenario: A vSID that was used is replaced by what its slot has been rewritten to
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      And the host writes PHYS_SID=0x2308 to VINTF1_SID_REPLACE_0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2308 Size=52 |

    @ISO-05
    Scenario: A vSID that was used and moved to another slot is replaced by that slot's pSID
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      And VINTF 1 replaces vSID 0x11 with pSID 0x2300 in slot 0
      And VINTF 1 replaces vSID 0x10 with pSID 0x2308 in slot 1
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
        | ATC_INV | SID=0x11 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2308 Size=52 |
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |

    @ISO-05
    Scenario: A slot that is rewritten leaves the same slot of another VINTF alone
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And VINTF 2 is enabled for a guest with VMID 6
      And VINTF 2 replaces vSID 0x10 with pSID 0x2400 in slot 0
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And these commands are put on vCMDQ 4:
        | ATC_INV | SID=0x10 Size=52 |
      And the host writes PHYS_SID=0x2308 to VINTF1_SID_REPLACE_0
      When these commands are put on vCMDQ 4:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 4 | ATC_INV | SID=0x2400 Size=52 |

  @SIDR-03
  Rule: SIDR-03 A stream ID without a match is rejected

    A command whose StreamID matches no slot is rejected and is never executed with the unreplaced StreamID.

    Accepted: Error code 1 and error code 4 are both accepted.

    MUST. Source: overview. Since ihi0070-G.b.

    @ISO-05
    Scenario Outline: <sid> is refused where only vSID 0x10 of pSID 0x2300 is known
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |                   |
        | ATC_INV  | SID=<sid> Size=52 |
        | CMD_SYNC |                   |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 stops at entry 1 because the command is forbidden

      Examples: neighbours of the vSID, the pSID itself, and 0, which unused slots hold
        | sid     |
        | 0x0     |
        | 0x11    |
        | 0x8     |
        | 0x20    |
        | 0x110   |
        | 0x80010 |
        | 0x2300  |

    @ISO-05
    Scenario: Without any slot every StreamID is refused
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    @ISO-05
    Scenario: A disabled slot matches nothing
      Given the host writes PHYS_SID=0x2300 to VINTF1_SID_REPLACE_0
      And the host writes ENABLE=0, VIRT_SID=0x10 to VINTF1_SID_MATCH_0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    Scenario: A slot that was disabled again matches nothing
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And VINTF 1 replaces vSID 0x11 with pSID 0x2308 in slot 1
      And the host writes 0x0 to VINTF1_SID_MATCH_0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x11 Size=52 |
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2308 Size=52 |
      And vCMDQ 2 stops at entry 1 because the command is forbidden

    @ISO-05
    Scenario: The slots of another VINTF do not count
      Given VINTF 2 is enabled for a guest with VMID 6
      And VINTF 2 replaces vSID 0x10 with pSID 0x2400 in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    @ISO-05
    Scenario: A vSID that was used is refused once its slot is disabled
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      And the host writes 0x0 to VINTF1_SID_MATCH_0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 1 because the command is forbidden

    @ISO-05
    Scenario: A vSID that was used is refused once its slot has another
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      And VINTF 1 replaces vSID 0x11 with pSID 0x2308 in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then no command reaches the SMMU
      And vCMDQ 2 stops at entry 1 because the command is forbidden

    Scenario: A vSID that was refused is replaced once a slot has it
      Given these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      And VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      When the error of vCMDQ 2 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 Size=52 |
      And vCMDQ 2 has consumed 1 entry without error

  @SIDR-04
  Rule: SIDR-04 The other fields pass through unchanged

    SubstreamID, SSV, G, address and size of a command reach the SMMU as the guest wrote them.

    Accepted: A wider invalidation that covers the addressed range within the VM is accepted.

    MAY. Source: inference. Since ihi0070-G.b.

    Scenario Outline: <what> reaches the SMMU as the guest wrote it
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 <fields> |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=0x2300 <fields> |

      Examples:
        | what                | fields                                                         |
        | One page            | Size=0 Addr=0x8000_0000_1000                                   |
        | A range             | Size=9 Addr=0xffff_ffff_ffe0_0000                              |
        | A substream         | SSV=1 SSID=1 Size=52                                           |
        | The last substream  | SSV=1 SSID=0xf_ffff Size=52                                    |
        | All substreams      | G=1 SSV=1 Size=52                                              |
        | A substream's range | SSV=1 SSID=0x1_2345 Size=4 Addr=0x4000_0001_0000               |

    Scenario Outline: <what> of a TLB invalidation reaches the SMMU as the guest wrote it
      When these commands are put on vCMDQ 2:
        | TLBI_NH_VA | ASID=3 <fields> |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_VA | VMID=5 ASID=3 <fields> |

      Examples:
        | what          | fields                       |
        | An odd page   | Addr=0x40_1000               |
        | A high page   | Addr=0x8000_0000_0000        |
        | The last leaf | Leaf=1 Addr=0xffff_ffff_f000 |

  @SIDR-05
  Rule: SIDR-05 High stream ID bits do not alias a 20-bit match

    A StreamID with a bit at or above 20 set matches no slot, since VIRT_SID holds 20 bits.

    Accepted: Rejection with code 1 or 4 is accepted; execution is accepted only if it stays within the stream IDs of
    the VM.

    MAY. Source: linux-7.2, inference. Since ihi0070-G.b.

    Scenario Outline: StreamID <sid> is not taken for vSID <vsid>
      Given VINTF 1 replaces vSID <vsid> with pSID 0x2300 in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=<sid> Size=52 |
      Then vCMDQ 2 executes ATC_INV SID=0x2300 Size=52 or stops at entry 0 because the command is forbidden

      Examples:
        | sid         | vsid    |
        | 0x10_0010   | 0x10    |
        | 0x20_0010   | 0x10    |
        | 0x8000_0010 | 0x10    |
        | 0xffff_ffff | 0xfffff |
        | 0x10_0000   | 0x0     |

  @SIDR-10
  Rule: SIDR-10 SID_REPLACE holds a 20-bit physical stream ID

    PHYS_SID takes bits [19:0] of SID_REPLACE. The kernel writes the stream ID to it unmasked.

    MUST. Source: linux-7.2, qemu-11.1. Since ihi0070-G.b.

    Scenario Outline: pSID <psid> is put in whole
      Given VINTF 1 replaces vSID 0x10 with pSID <psid> in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 Size=52 |
      Then these commands reach the SMMU:
        | vCMDQ 2 | ATC_INV | SID=<psid> Size=52 |

      Examples:
        | psid    |
        | 0x0     |
        | 0x1     |
        | 0x10000 |
        | 0x80000 |
        | 0xfffff |
