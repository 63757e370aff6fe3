Feature: GERROR and GERRORN: telling, acknowledging, recovering

  An error is told by a toggle, not by a level: the hardware flips the error's bit in GERROR, and the error is active
  for as long as that bit differs from the same bit of GERRORN. So a second error shows as the bit going back, and a
  single bit says nothing without the other register. While an error is active its bit does not move again.

  Software acknowledges by writing to GERRORN what it read from GERROR; the queue then goes on at CONS_INDX.RD. An
  acknowledgement alone repairs nothing: an illegal command has to be replaced first, by a CMD_SYNC, or the queue does
  not get past it; an aborted fetch is made again, and a CMD_SYNC that told of a timeout is retried. Why a queue stops:
  features/hardware/errors.feature. CMDQ_INIT_ERR, in the same register, is no such error but a level of the VMM's
  device: features/device/failure-recovery.feature. A guest at work: features/stack/guest-errors.feature.

  Background:
    Given the CMDQ-V hardware out of reset
    And VINTF 0 is enabled for the hypervisor
    And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0

  @GERR-01
  Rule: GERR-01 An error toggles its GERROR bit

    The hardware raises an error by toggling its bit in GERROR. The error is active while that bit differs from the same
    bit of GERRORN.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario: The first error sets CMDQ_ERR
      When these commands are put on vCMDQ 0:
        | 0x07 |
      Then these physical registers read:
        | VCMDQ0_GERROR  | 0x1 |
        | VCMDQ0_GERRORN | 0x0 |

    Scenario: The second error clears CMDQ_ERR
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      And the error of vCMDQ 0 is acknowledged
      When these commands are put on vCMDQ 0:
        | 0x07 |
      Then these physical registers read:
        | VCMDQ0_GERROR  | 0x0 |
        | VCMDQ0_GERRORN | 0x1 |
      And vCMDQ 0 stops at entry 1 with ILL_OPCODE

    Scenario: The third error sets CMDQ_ERR again
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      And the error of vCMDQ 0 is acknowledged
      And these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 1 of vCMDQ 0 is replaced with CMD_SYNC
      And the error of vCMDQ 0 is acknowledged
      When these commands are put on vCMDQ 0:
        | 0x07 |
      Then these physical registers read:
        | VCMDQ0_GERROR  | 0x1 |
        | VCMDQ0_GERRORN | 0x0 |
      And vCMDQ 0 stops at entry 2 with ILL_OPCODE

    Scenario: Commands without an error leave GERROR alone
      When these commands are put on vCMDQ 0:
        | CMD_SYNC |
      Then vCMDQ 0 has consumed 1 entry without error
      And the physical register VCMDQ0_PROD_INDX reads WR=1
      And the physical register VCMDQ0_GERROR reads 0x0
      And no other physical register changed

  @GERR-02
  Rule: GERR-02 An active error is not raised again

    While an error is active its GERROR bit does not toggle back.

    MUST. Source: smmuv3. Since ihi0070-G.b.

    Scenario: More illegal commands do not toggle an active error
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      When these commands are put on vCMDQ 0:
        | 0x07 |
        | 0xff |
      Then the physical register VCMDQ0_GERROR reads 0x1
      And vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And the hardware raises no interrupts

    Scenario: Enabling a stopped queue once more does not toggle an active error
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      When vCMDQ 0 is enabled
      Then no physical register changed
      And the hardware raises no interrupts

    @ERR-03
    Scenario Outline: An active error outlives <register> being cleared and set again
      Given these commands are put on vCMDQ 0:
        | 0x07     |  |
        | CMD_SYNC |  |
      And the host writes 0 to <register>
      When the host writes <content> to <register>
      Then these physical registers read:
        | VCMDQ0_GERROR  | 0x1 |
        | VCMDQ0_GERRORN | 0   |
      And vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And no command reaches the SMMU
      And the hardware raises no interrupts

      Examples:
        | register      | content             |
        | VCMDQ0_CONFIG | CMDQ_EN=1           |
        | VINTF0_CONFIG | ENABLE=1, HYP_OWN=1 |
        | CMDQV_CONFIG  | CMDQV_EN=1          |

    @ERR-03
    Scenario Outline: An active error outlives <register> being cleared while the queue is disabled
      Whoever readies a queue for its next owner clears these, and then finds the error that is left to acknowledge.

      Given these commands are put on vCMDQ 0:
        | 0x07     |  |
        | CMD_SYNC |  |
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      When the host writes 0 to <register>
      Then these physical registers read:
        | VCMDQ0_GERROR           | 0x1 |
        | VCMDQ0_GERRORN          | 0   |
      And no command reaches the SMMU
      And the hardware raises no interrupts

      Examples:
        | register         |
        | VCMDQ0_PROD_INDX |
        | VCMDQ0_CONS_INDX |
        | VCMDQ0_BASE_L    |

  @GERR-03
  Rule: GERR-03 Matching GERRORN acknowledges the error

    Software acknowledges an error by making its GERRORN bit equal to the GERROR bit; Linux writes the whole value of
    GERROR. The queue then resumes from RD.

    MUST. Source: smmuv3, linux-7.2. Since ihi0070-G.b.

    Scenario: The queue goes on at RD once GERRORN matches
      Given these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
        | 0x07         |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      And entry 1 of vCMDQ 0 is replaced with TLBI_NH_ASID VMID=1 ASID=9
      When the error of vCMDQ 0 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=9 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 3 entries without error
      And the physical register VCMDQ0_GERRORN reads 0x1
      And the physical register VCMDQ0_GERROR reads 0x1

    Scenario: A GERRORN that does not match acknowledges nothing
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      When the host writes CMDQ_ERR=0 to VCMDQ0_GERRORN
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And no physical register changed

    Scenario: GERROR itself cannot be written
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      When the host writes 0x0 to VCMDQ0_GERROR
      Then no command reaches the SMMU
      And no physical register changed

    Scenario: Acknowledging one queue does not acknowledge another
      Given vCMDQ 1 runs as logical vCMDQ 1 of VINTF 0
      And these commands are put on vCMDQ 0:
        | 0x07 |
      And these commands are put on vCMDQ 1:
        | 0x07 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      And entry 0 of vCMDQ 1 is replaced with CMD_SYNC
      When the error of vCMDQ 0 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC |
      And vCMDQ 1 stops at entry 0 with ILL_OPCODE

    Scenario: An error that is acknowledged while the queue is disabled does not stop it any more
      Given these commands are put on vCMDQ 0:
        | 0x07 |
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      And the error of vCMDQ 0 is acknowledged
      And vCMDQ 0 is enabled
      When these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      Then vCMDQ 0 has consumed 2 entries without error
      And these physical registers read:
        | VCMDQ0_GERROR  | 0x1 |
        | VCMDQ0_GERRORN | 0x1 |

    @CQ-04
    Scenario: A queue that is acknowledged at its first entry behind the wrap goes on there
      Given VINTF 1 is enabled for the hypervisor
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 has a queue of 2^2 entries
      And vCMDQ 2 is enabled
      And 4 CMD_SYNCs are put on vCMDQ 2
      And these commands are put on vCMDQ 2:
        | 0x08         |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      And entry 0 of vCMDQ 2 is replaced with CMD_SYNC
      When the error of vCMDQ 2 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC     |               |
        | vCMDQ 2 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 2 has consumed 6 entries without error

  @GERR-04
  Rule: GERR-04 A GERRORN that differs from an inactive bit is a software error

    If software writes GERRORN such that the bit of an inactive error differs from GERROR the result is unpredictable on
    the SMMU. On a vCMDQ such a mismatch stalls the queue.

    Accepted: Any result within the VM is accepted.

    MAY. Source: smmuv3, qemu-11.1. Since ihi0070-G.b.

    Scenario: A GERRORN without an error does not disturb another VM
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 4 runs as logical vCMDQ 0 of VINTF 2
      And the host writes CMDQ_ERR=1 to VCMDQ2_GERRORN
      When these commands are put on vCMDQ 4:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 4 | CMD_SYNC |
      And vCMDQ 4 has consumed 1 entry without error

  @GERR-05
  Rule: GERR-05 A vCMDQ has three GERROR bits

    GERROR of a vCMDQ has CMDQ_ERR [0], CONS_DRAM_WR_ABT_ERR [1] and CMDQ_INIT_ERR [2]. The bit of a queue in
    LVCMDQ_ERR_MAP says that it has an active error.

    Accepted: Whether CONS_DRAM_WR_ABT_ERR and CMDQ_INIT_ERR feed the map is not judged.

    MUST. Source: qemu-11.1, linux-7.2. Since ihi0070-G.b.

    Scenario: No error is active out of reset
      Given vCMDQ 1 is mapped as logical vCMDQ 1 of VINTF 0
      When the host reads VCMDQ1_GERROR with one 4-byte access
      Then the read gives 0x0
      And the physical register VCMDQ1_GERRORN reads 0x0
      And the physical register VINTF0_LVCMDQ_ERR_MAP_0 reads 0x0

    Scenario Outline: An active error of slot <slot> sets bit <slot> of LVCMDQ_ERR_MAP
      Given vCMDQ 1 runs as logical vCMDQ 1 of VINTF 0
      When these commands are put on vCMDQ <slot>:
        | 0x07 |
      Then these physical registers read:
        | VCMDQ<slot>_GERROR       | CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=0 |
        | VINTF0_LVCMDQ_ERR_MAP_0 | <map>                                               |
        | VINTF0_LVCMDQ_ERR_MAP_1 | 0x0                                                 |

      Examples:
        | slot | map |
        | 0    | 0x1 |
        | 1    | 0x2 |

    Scenario: An aborted fetch is an error of commands alone
      Given vCMDQ 1 has a queue of 2^8 entries at 0xf000_0000_0000
      And vCMDQ 1 runs as logical vCMDQ 1 of VINTF 0
      When the host writes WR=1 to VCMDQ1_PROD_INDX
      Then the physical register VCMDQ1_GERROR reads CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=0

    Scenario: An ATC_INV that timed out is an error of commands alone
      Given vCMDQ 1 runs as logical vCMDQ 1 of VINTF 0
      And the next ATC_INV times out
      When these commands are put on vCMDQ 1:
        | ATC_INV  | SID=0x2300 |
        | CMD_SYNC |            |
      Then the physical register VCMDQ1_GERROR reads CMDQ_ERR=1, CONS_DRAM_WR_ABT_ERR=0, CMDQ_INIT_ERR=0

    Scenario: The bit of LVCMDQ_ERR_MAP is that of the slot which the queue has now
      Given VINTF 1 is enabled for a guest with VMID 5
      And VINTF 2 is enabled for a guest with VMID 6
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And the host writes ALLOC=0, LVCMDQ=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      And vCMDQ 4 is mapped as logical vCMDQ 0 of VINTF 2
      And vCMDQ 2 runs as logical vCMDQ 1 of VINTF 2
      When these commands are put on vCMDQ 2:
        | 0x07 |
      Then these physical registers read:
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x0 |
        | VINTF2_LVCMDQ_ERR_MAP_0 | 0x2 |

    Scenario: LVCMDQ_ERR_MAP does not show the error of a queue that is mapped nowhere
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | 0x07 |
      When the host writes ALLOC=0, LVCMDQ=0, VIRT_INTF_INDX=1 to CMDQ_ALLOC_MAP_2
      Then these physical registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | 0x0 |
        | VINTF1_LVCMDQ_ERR_MAP_0 | 0x0 |

  @GERR-07
  Rule: GERR-07 Each error code has a recovery

    After ILL or an unknown code the queue continues once the failing entry is replaced by a CMD_SYNC and the error is
    acknowledged. After ABT an acknowledgement makes the hardware fetch again. After ATC_INV_SYNC an acknowledgement
    makes it retry the CMD_SYNC.

    MUST. Source: linux-7.2. Since ihi0070-G.b.

    Scenario: An illegal command is replaced by a CMD_SYNC
      Given these commands are put on vCMDQ 0:
        | 0x07         |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      And entry 0 of vCMDQ 0 is replaced with CMD_SYNC
      When the error of vCMDQ 0 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC     |               |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 2 entries without error
      And the hardware raises no interrupts

    Scenario: A guest's forbidden command is replaced by a CMD_SYNC
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 runs as logical vCMDQ 0 of VINTF 1
      And these commands are put on vCMDQ 2:
        | CFGI_STE | SID=0x10 |
        | CMD_SYNC |          |
      And entry 0 of vCMDQ 2 is replaced with CMD_SYNC
      When the error of vCMDQ 2 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |
        | vCMDQ 2 | CMD_SYNC |
      And vCMDQ 2 has consumed 2 entries without error

    Scenario: A CMD_SYNC that told of a timeout is retried
      Given the next ATC_INV times out
      And these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | CMD_SYNC     |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      When the error of vCMDQ 0 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC     |               |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 3 entries without error

    Scenario: A second CMD_SYNC that told of a timeout is retried, too
      Given the next ATC_INV times out
      And these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | CMD_SYNC     |               |
      And the error of vCMDQ 0 is acknowledged
      And the next ATC_INV times out
      And these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | CMD_SYNC     |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      When the error of vCMDQ 0 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 0 | CMD_SYNC     |               |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 5 entries without error

    Scenario: An aborted fetch is made again
      Given VINTF 1 is enabled for a guest with VMID 5
      And vCMDQ 2 is mapped as logical vCMDQ 0 of VINTF 1
      And vCMDQ 2 has a queue of 2^8 entries at 0xf000_0000_0000
      And vCMDQ 2 is enabled
      And the host writes WR=1 to VCMDQ2_PROD_INDX
      When the error of vCMDQ 2 is acknowledged
      Then vCMDQ 2 stops at entry 0 with ABT
      And the physical register VCMDQ2_GERROR reads 0x0
      And the hardware raises one interrupt

    Scenario: A fetch that aborted is made again, and the command executed once memory answers
      Given these commands are put on vCMDQ 0:
        | TLBI_NH_ASID | VMID=1 ASID=1 |
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And the host writes LOG2SIZE=8, ADDR=0xf000_0000_0000 to VCMDQ0_BASE
      And vCMDQ 0 is enabled
      And the host writes WR=2 to VCMDQ0_PROD_INDX
      And the host writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And vCMDQ 0 has a queue of 2^8 entries at 0x9800_0000
      And entry 1 of vCMDQ 0 is replaced with TLBI_NH_ASID VMID=1 ASID=2
      And vCMDQ 0 is enabled
      When the error of vCMDQ 0 is acknowledged
      Then these commands reach the SMMU:
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 2 entries without error

  @GERR-08
  Rule: GERR-08 An unrepaired illegal command fails again

    If software acknowledges without repairing the illegal command the hardware raises the same error again and its
    GERROR bit toggles again.

    Accepted: The queue may stay stopped without a new toggle.

    MAY. Source: smmuv3, inference. Since ihi0070-G.b.

    Scenario: An illegal command that nobody replaced is not passed
      Given these commands are put on vCMDQ 0:
        | 0x07     |
        | CMD_SYNC |
      When the error of vCMDQ 0 is acknowledged
      Then no command reaches the SMMU
      And the physical register VCMDQ0_CONS_INDX reads RD=0
