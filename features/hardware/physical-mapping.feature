Feature: Mapping a vCMDQ into a VINTF

  CMDQ_ALLOC_MAP gives a vCMDQ to a logical slot of a VINTF: ALLOC says that it is given, VIRT_INTF_INDX to which VINTF,
  LVCMDQ as which slot. Only then do the VINTF's pages reach it: writes to a slot that nothing is mapped to are dropped
  without an error and without a trace, so a guest that holds a VINTF's page finds there the queues that it was given,
  and nothing else.

  Two consequences matter above. A write of PROD_INDX through the VINTF's page before the queue exists is lost, not kept
  (features/device/aperture-cache.feature). And the direct page reaches a vCMDQ whether it is mapped or not; a guest may
  expect the same of its own direct page, so the VMM cannot serve that one from the VINTF's page
  (features/device/direct-aperture.feature). Who writes the map: features/kernel/hw-queue-hardware.feature.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 1 is enabled for a guest with VMID 5

  @PHYS-11
  Rule: PHYS-11 Writes to an unmapped logical slot are dropped

    A page-0 or page-1 slot of a logical vCMDQ is reachable only after the ALLOC bit of its CMDQ_ALLOC_MAP entry is set.
    The hardware silently drops writes to an unmapped logical slot; neither the write nor a read has a side effect.

    Accepted: Any read value of an unmapped slot is accepted; 0 is expected because the Linux guest polls such a slot
    for STATUS bit 0 = 0.

    MUST. Source: overview, linux-7.2, qemu-v5. Since ihi0070-G.b.

    Scenario Outline: A write to <register> of an unmapped slot is dropped
      When the host writes <content> to VINTF1_LVCMDQ0_<register>
      Then no physical register changed
      And the hardware raises no interrupts

      Examples:
        | register            | content                      |
        | CONS_INDX           | RD=1                         |
        | PROD_INDX           | WR=1                         |
        | CONFIG              | CMDQ_EN=1                    |
        | GERRORN             | CMDQ_ERR=1                   |
        | BASE                | LOG2SIZE=8, ADDR=0x9000_0000 |
        | CONS_INDX_BASE_DRAM | ADDR=0x9000_0000             |

    Scenario Outline: Reading <register> of an unmapped slot changes nothing
      When the host reads VINTF1_LVCMDQ0_<register> with one <width> access
      Then no physical register changed
      And the hardware raises no interrupts

      Examples:
        | register  | width  |
        | CONS_INDX | 4-byte |
        | STATUS    | 4-byte |
        | GERROR    | 4-byte |
        | BASE      | 8-byte |

    Scenario: A dropped write does not show once the slot is mapped
      Given the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      When vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      Then the physical register VINTF1_LVCMDQ0_PROD_INDX reads 0x0
      And the physical register VCMDQ2_PROD_INDX reads 0x0

    Scenario: The slot beside a mapped one is unmapped still
      Given vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      When the host writes WR=1 to VINTF1_LVCMDQ1_PROD_INDX
      Then no command reaches the SMMU
      And no physical register changed

    Scenario: The direct page reaches a vCMDQ that is not mapped
      When the host writes WR=1 to VCMDQ2_PROD_INDX
      Then the physical register VCMDQ2_PROD_INDX reads WR=1
      And no command reaches the SMMU
      And no other physical register changed

    Scenario: What was written directly shows in the slot once it is mapped
      Given the host writes WR=1 to VCMDQ2_PROD_INDX
      And the host writes RD=1 to VCMDQ2_CONS_INDX
      When vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      Then these physical registers read:
        | VINTF1_LVCMDQ0_PROD_INDX | WR=1 |
        | VINTF1_LVCMDQ0_CONS_INDX | RD=1 |

    Scenario: A slot that was unmapped drops writes again
      Given vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      And the host writes ALLOC=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      When the host writes WR=2 to VINTF1_LVCMDQ0_PROD_INDX
      Then no physical register changed

    @PHYS-01
    Scenario: A slot that another vCMDQ has now is that one's
      Given vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      And the host writes ALLOC=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      And vCMDQ 5 is mapped as logical vCMDQ 0 of VINTF 1
      When the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      Then these physical registers read:
        | VCMDQ5_PROD_INDX         | WR=1 |
        | VINTF1_LVCMDQ0_PROD_INDX | WR=1 |
      And no other physical register changed

    Scenario: A vCMDQ that went to another VINTF has left the first one
      Given VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And the host writes ALLOC=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 2
      And these commands are stored in the memory of vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
      When the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      And the host writes WR=1 to VINTF2_LVCMDQ0_PROD_INDX
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=6 ASID=3 |

    Scenario: An entry without ALLOC maps nothing
      Given the host writes ALLOC=0, LVCMDQ=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      When the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      Then no physical register changed

    Scenario: A slot beyond those of a VINTF is not one of the next VINTF
      Given VINTF 2 is enabled for a guest with VMID 6
      And the host writes ALLOC=1, LVCMDQ=2, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_5
      When the host writes WR=1 to VINTF2_LVCMDQ0_PROD_INDX
      Then no physical register changed

    Scenario: A vCMDQ that went to another VINTF and came back is reached where it is
      Given vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 is mapped as logical vCMDQ 1 of VINTF 2
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      When the host writes WR=1 to VINTF1_LVCMDQ0_PROD_INDX
      And the host writes WR=0 to VINTF2_LVCMDQ1_PROD_INDX
      Then these physical registers read:
        | VCMDQ2_PROD_INDX         | WR=1 |
        | VINTF1_LVCMDQ0_PROD_INDX | WR=1 |
