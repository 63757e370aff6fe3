Feature: The VMID of a guest's invalidations

  Translations in the TLB are tagged with the VMID of the VM that they belong to. A guest does not know its VMID and is
  not to choose one. In every TLB invalidation from a VINTF with HYP_OWN=0 the hardware puts VINTF_CONFIG.VMID where the
  guest wrote a VMID; a command that names another VM's is executed for the guest's own, or refused.

  That VMID is the one of the VM's stage-2 HWPT. The kernel chooses it when the VMM allocates the HWPT
  (features/kernel/hwpt-paging.feature) and writes it to VINTF_CONFIG at VIOMMU_ALLOC, before the guest can use CMDQ-V
  (features/kernel/vintf-hardware.feature); a guest's write to its own VINTF0_CONFIG never gets there
  (features/device/vintf-block.feature). ASIDs are the guest's own: each VMID has a space of them. Hardware may
  invalidate more than was asked for, but nothing of another VMID.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 1 is enabled for a guest with VMID 5
    And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1

  @SIDR-01
  Rule: SIDR-01 The VMID of every TLBI is replaced

    In every TLB invalidation of a VINTF the hardware uses VINTF_CONFIG.VMID in place of the VMID that the guest wrote.

    Accepted: A command with a foreign VMID may instead be rejected, as long as no effect leaves the VM's own VMID.

    MUST. Source: linux-commits, overview. Since ihi0070-G.b.

    @ISO-03
    Scenario Outline: <command> of a guest that leaves the VMID 0 is executed for the VM
      When these commands are put on vCMDQ 2:
        | <command> | VMID=0 <fields> |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | <command> | VMID=5 <fields> |
      And vCMDQ 2 has consumed 1 entry without error

      Examples:
        | command      | fields              |
        | TLBI_NH_ASID | ASID=3              |
        | TLBI_NH_VA   | ASID=3 Addr=0x40000 |

    @ISO-03
    Scenario Outline: <command> for VMID <vmid> is executed for the VM or refused
      When these commands are put on vCMDQ 2:
        | <command> | VMID=<vmid> <fields> |
      Then vCMDQ 2 executes <command> VMID=5 <fields> or stops at entry 0 because the command is forbidden

      Examples:
        | command      | vmid   | fields              |
        | TLBI_NH_ASID | 6      | ASID=3              |
        | TLBI_NH_ASID | 0xffff | ASID=0xffff         |
        | TLBI_NH_VA   | 6      | ASID=3 Addr=0x40000 |
        | TLBI_NH_VA   | 0xffff | ASID=3 Addr=0x40000 |

    Scenario Outline: The range of <command> is executed as the guest wrote it, or wider, or refused
      When these commands are put on vCMDQ 2:
        | <command> | VMID=0 <fields> |
      Then vCMDQ 2 executes <command> VMID=5 <fields> or stops at entry 0 because the command is forbidden

      Examples:
        | command     | fields                                                           |
        | TLBI_NH_VA  | ASID=3 NUM=0x15 SCALE=0x0a Leaf=1 TTL=3 TG=1 Addr=0xfedcba987000 |
        | TLBI_NH_VAA | NUM=0x0a SCALE=0x15 Leaf=1 TTL=2 TG=1 Addr=0xfedcba987000        |

    @CMD-08
    Scenario Outline: <command> of an address in the upper half is executed as the guest wrote it, or wider, or refused
      When these commands are put on vCMDQ 2:
        | <command> | VMID=0 <fields> |
      Then vCMDQ 2 executes <command> VMID=5 <fields> or stops at entry 0 because the command is forbidden

      Examples:
        | command     | fields                         |
        | TLBI_NH_VA  | ASID=3 Addr=0xffff800012345000 |
        | TLBI_NH_VAA | Addr=0xffff800012345000        |

    Scenario Outline: All 16 bits of VMID <vmid> are put in
      Given VINTF 2 is enabled for a guest with VMID <vmid>
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | VMID=0 ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 4 | TLBI_NH_ASID | VMID=<vmid> ASID=3 |

      Examples:
        | vmid  |
        | 1     |
        | 255   |
        | 256   |
        | 32768 |
        | 65535 |

    Scenario: A VINTF with VMID 0 leaves no VMID as the guest wrote it
      Given VINTF 2 is enabled for a guest with VMID 0
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | VMID=6 ASID=3 |
      Then commands of VINTF 2 reach nothing but VMID 0 and StreamID 0x2300

    @ISO-03
    Scenario: Each VINTF puts in its own VMID
      Given VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 3 runs as logical vCMDQ 1 of VINTF 1
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | ASID=3 |
      And these commands are put on vCMDQ 3:
        | TLBI_NH_ASID | ASID=3 |
      And these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 4 | TLBI_NH_ASID | VMID=6 ASID=3 |
        | vCMDQ 3 | TLBI_NH_ASID | VMID=5 ASID=3 |
        | vCMDQ 2 | TLBI_NH_ASID | VMID=5 ASID=3 |

    Scenario: A VINTF that got another VMID puts in the new one
      Given VINTF 2 is enabled for a guest with VMID 6
      And the host writes ENABLE=0 to VINTF2_CONFIG
      And VINTF 2 is enabled for a guest with VMID 9
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 4 | TLBI_NH_ASID | VMID=9 ASID=3 |

    @ISO-03
    Scenario: A VINTF that has executed commands puts in the VMID that it got since
      Given these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
      And the host writes ENABLE=0 to VINTF1_CONFIG
      And VINTF 1 is enabled for a guest with VMID 9
      And vCMDQ 2 is enabled
      When these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=4 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=9 ASID=4 |

    @ISO-03
    Scenario: A vCMDQ that has executed commands puts in the VMID of the VINTF that it went to
      Given VINTF 2 is enabled for a guest with VMID 6
      And these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
      And the host writes CMDQ_EN=0 to VCMDQ2_CONFIG
      And the host writes WR=0 to VCMDQ2_PROD_INDX
      And the host writes RD=0 to VCMDQ2_CONS_INDX
      And the host writes ALLOC=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=4 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=6 ASID=4 |

    @ISO-03
    Scenario: Two VINTFs that take turns put in each its own VMID
      Given VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      When these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=1 |
      And these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | ASID=2 |
      And these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
      And these commands are put on vCMDQ 4:
        | TLBI_NH_ASID | ASID=4 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=5 ASID=1 |
        | vCMDQ 4 | TLBI_NH_ASID | VMID=6 ASID=2 |
        | vCMDQ 2 | TLBI_NH_ASID | VMID=5 ASID=3 |
        | vCMDQ 4 | TLBI_NH_ASID | VMID=6 ASID=4 |

    @ISO-03
    Scenario Outline: VMID <vmid> of a VINTF replaces the guest's with all of its bits
      Given VINTF 1 is enabled for a guest with VMID <vmid>
      And vCMDQ 2 is enabled
      When these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | VMID=0 ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=<vmid> ASID=3 |
      And vCMDQ 2 has consumed 1 entry without error

      Examples:
        | vmid  |
        | 256   |
        | 32768 |
        | 65535 |

  @SIDR-07
  Rule: SIDR-07 The ASID is used as given

    The hardware uses the ASID that the guest wrote, because each VMID has an ASID space of its own.

    Accepted: A wider invalidation within the VM's own VMID is accepted.

    MAY. Source: inference. Since ihi0070-G.b.

    Scenario Outline: ASID <asid> is the guest's own
      When these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=<asid> |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=5 ASID=<asid> |

      Examples:
        | asid   |
        | 0      |
        | 1      |
        | 0x8000 |
        | 0xffff |

  @SIDR-08
  Rule: SIDR-08 An invalidation without a match succeeds

    A TLB invalidation that matches no entry completes without an error.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario Outline: <command> for what was never used completes
      When these commands are put on vCMDQ 2:
        | <command> | <fields> |
        | CMD_SYNC  |          |
      Then vCMDQ 2 has consumed 2 entries without error
      And the hardware raises no interrupts

      Examples:
        | command      | fields                                |
        | TLBI_NH_ASID | ASID=0xfffe                           |
        | TLBI_NH_VA   | ASID=0xfffe Addr=0xffff_ffff_ffff_f000 |

  @SIDR-09
  Rule: SIDR-09 Effects stay within the VM

    A TLB invalidation from a VINTF never removes an entry that is tagged with another VMID, and an ATC_INV never
    reaches a physical stream ID outside the VINTF's SID_REPLACE slots.

    MUST. Source: overview. Since ihi0070-G.b.

    @ISO-03
    Scenario Outline: <command> naming the VMID of another VM stays within the VM
      When these commands are put on vCMDQ 2:
        | <command> | VMID=6 <fields> |
      Then commands of VINTF 1 reach nothing but VMID 5 and StreamID 0x2300

      Examples:
        | command      | fields              |
        | TLBI_NH_ALL  |                     |
        | TLBI_NH_ASID | ASID=3              |
        | TLBI_NH_VA   | ASID=3 Addr=0x40000 |
        | TLBI_NH_VAA  | Addr=0x40000        |

    @ISO-05
    Scenario Outline: ATC_INV for StreamID <sid> stays within the VM
      Given VINTF 1 replaces vSID 0x10 with pSID 0x2300 in slot 0
      And VINTF 2 is enabled for a guest with VMID 6
      And VINTF 2 replaces vSID 0x20 with pSID 0x2400 in slot 0
      When these commands are put on vCMDQ 2:
        | ATC_INV | SID=<sid> Size=52 |
      Then commands of VINTF 1 reach nothing but VMID 5 and StreamID 0x2300

      Examples:
        | sid    |
        | 0x0    |
        | 0x10   |
        | 0x20   |
        | 0x2300 |
        | 0x2400 |
