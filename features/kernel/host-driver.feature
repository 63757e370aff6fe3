Feature: Silent hardware, errors, and how many users there is room for

  A VINTF or vCMDQ that does not answer must not take the host down with it: an enable is waited for and its failure
  told, a disable is given up on in silence. In both cases the driver waits 1 s for STATUS to follow CONFIG (PHYS-13).

  Errors of its own queues, those of VINTF 0, the kernel repairs: it puts a CMD_SYNC in the place of the faulty command
  and writes GERROR to GERRORN. Errors of a user's queue it only reports (features/kernel/event-records.feature). VINTF
  0 is taken, so a block with 64 VINTFs serves 63 users.

  @HOST-06
  Rule: HOST-06 Enable timeouts fail and disable timeouts are ignored

    A vCMDQ enable timeout tears VINTF0 down and fails the reset of the SMMU. A VINTF enable timeout fails the probe and
    leaves VINTF_CONFIG of VINTF0 at 0x20001. A global enable timeout leaves CONFIG at 1. A CMDQV_STATUS that does not
    go to 0 fails the probe, and CONFIG stays at 0. Disable timeouts of VINTFs and vCMDQs are ignored.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A block that does not enable fails the probe with CMDQV_EN set
      Given a host that is powered on but not booted
      And the physical register CMDQV_STATUS always reads 0
      When the kernel boots
      Then the SMMU driver fails to probe
      And the physical register CMDQV_CONFIG reads CMDQV_EN=1
      And the physical register VINTF0_CONFIG reads 0

    Scenario: A VINTF 0 that does not enable fails the probe and keeps its CONFIG
      Given a host that is powered on but not booted
      And the physical register VINTF0_STATUS always reads 0
      When the kernel boots
      Then the SMMU driver fails to probe
      And the physical register VINTF0_CONFIG reads 0x20001
      And these physical registers read:
        | CMDQ_ALLOC_MAP_0 | ALLOC=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=0 |

    Scenario Outline: A vCMDQ <queue> that does not enable takes VINTF 0 down
      Given a host that is powered on but not booted
      And the physical register VINTF0_LVCMDQ<queue>_STATUS always reads 0
      When the kernel boots
      Then the SMMU driver fails to probe
      And the kernel's writes to VINTF0_CONFIG are these, in this order:
        | 0                   |
        | HYP_OWN=1           |
        | HYP_OWN=1, ENABLE=1 |
        | 0                   |
      And these physical registers read:
        | VINTF0_CONFIG    | 0       |
        | CMDQ_ALLOC_MAP_0 | ALLOC=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=0 |

      Examples:
        | queue |
        | 0     |
        | 1     |

    Scenario Outline: A <register> that never goes to 0 is ignored
      Given a host that is powered on but not booted
      And the physical register <register> always reads 1
      When the kernel boots
      Then the SMMU driver probes
      And these physical registers read:
        | CMDQV_CONFIG          | CMDQV_EN=1          |
        | VINTF0_CONFIG         | HYP_OWN=1, ENABLE=1 |
        | VINTF0_LVCMDQ0_CONFIG | CMDQ_EN=1           |
        | VINTF0_LVCMDQ1_CONFIG | CMDQ_EN=1           |

      Examples:
        | register              |
        | VINTF0_STATUS         |
        | VINTF0_LVCMDQ0_STATUS |
        | VINTF0_LVCMDQ1_STATUS |

    Scenario: A CMDQV_STATUS that never goes to 0 fails the probe
      Given a host that is powered on but not booted
      And the physical register CMDQV_STATUS always reads 1
      When the kernel boots
      Then the SMMU driver fails to probe
      And these physical registers read:
        | CMDQV_CONFIG  | CMDQV_EN=0 |
        | VINTF0_CONFIG | 0          |

  @HOST-07
  Rule: HOST-07 The interrupt handler repairs VINTF0 and forwards the rest

    The kernel handles errors of VINTF0 itself: it overwrites the faulty command by a CMD_SYNC (CS=0, MSH=3,
    MSIAttr=0xf) and writes the value of GERROR to GERRORN. For a user VINTF it only queues a vEVENT and does not
    acknowledge in place of the guest.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: An illegal command on a queue of VINTF 0 is skipped and acknowledged
      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      When these commands are put on vCMDQ 0:
        | CMD_SYNC    |
        | 0xff        |
        | TLBI_NH_ALL |
      Then vCMDQ 0 has consumed 3 entries without error
      And the hardware raises one interrupt
      And these commands reach the SMMU from vCMDQs:
        | vCMDQ 0 | CMD_SYNC    |                   |
        | vCMDQ 0 | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ 0 | TLBI_NH_ALL |                   |

    Scenario: Illegal commands one behind the other are each skipped and acknowledged
      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      When these commands are put on vCMDQ 0:
        | 0xff        |
        | 0x07        |
        | 0xff        |
        | TLBI_NH_ALL |
      Then vCMDQ 0 has consumed 4 entries without error
      And the hardware raises three interrupts
      And these commands reach the SMMU from vCMDQs:
        | vCMDQ 0 | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ 0 | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ 0 | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ 0 | TLBI_NH_ALL |                   |

    Scenario: The acknowledge is GERRORN := GERROR of that queue alone
      Given a host with the CMDQ-V extension
      And vCMDQ 1 runs on the queue that the kernel gave it
      When these commands are put on vCMDQ 1:
        | 0xff |
      Then the kernel's writes to "VINTF0_LVCMDQ0_GERRORN, VINTF0_LVCMDQ1_GERRORN, VINTF0_LVCMDQ1_CONFIG" are these, in this order:
        | VINTF0_LVCMDQ1_GERRORN | CMDQ_ERR=1 |

    Scenario: An error of a user's queue is left to the user
      The user's queue memory is zero, which is no command.

      Given a process that holds "a hw_queue"
      And the page of the vIOMMU is mapped
      And user space stores CMDQ_EN=1 to LVCMDQ0_CONFIG of the page
      When user space stores WR=1 to LVCMDQ0_PROD_INDX of the page
      Then the hardware raises one interrupt
      And the kernel's writes to the hardware are these, in this order:
        | VINTF1_LVCMDQ0_PROD_INDX | WR=1 |
      And vCMDQ 2 stops at entry 0 because the command is forbidden

    Scenario: An error of a user's queue is reported
      Given a process that holds "a hw_queue"
      And the page of the vIOMMU is mapped
      And user space has called VEVENTQ_ALLOC
      And user space stores CMDQ_EN=1 to LVCMDQ0_CONFIG of the page
      And user space stores WR=1 to LVCMDQ0_PROD_INDX of the page
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

    Scenario Outline: An error of VINTF <vintf> is reported
      Given a process that holds "a nest-parent HWPT"
      And user space has called VIOMMU_ALLOC <before> times
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC
      And vCMDQ <vcmdq> runs on the queue that the kernel gave it
      And vCMDQ <vcmdq> is enabled
      And these commands are put on vCMDQ <vcmdq>:
        | 0xff |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

      Examples:
        | vintf | before | vcmdq |
        | 31    | 30     | 62    |
        | 32    | 31     | 64    |
        | 63    | 62     | 126   |

    @EVT-01
    Scenario: A user is told of an error while that of another user stays
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 4 runs on the queue that the kernel gave it
      And vCMDQ 4 is enabled
      And these commands are put on vCMDQ 2:
        | 0xff |
      And these commands are put on vCMDQ 4:
        | 0xff |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

    @EVT-01 @PHYS-15
    Scenario: The user of VINTF 33 is told of an error while that of VINTF 1 stays
      VI_ERR_MAP has a bit for VINTF 1 in one word and for VINTF 33 in the other.

      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And user space has called VIOMMU_ALLOC 31 times
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 66 runs on the queue that the kernel gave it
      And vCMDQ 66 is enabled
      And these commands are put on vCMDQ 2:
        | 0xff |
      And these commands are put on vCMDQ 66:
        | 0xff |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

    Scenario: An illegal command behind the end of the queue is skipped where it lies
      Given a host whose SMMU has IDR1.CMDQS=8
      And vCMDQ 0 runs on the queue that the kernel gave it
      And 255 CMD_SYNCs are put on vCMDQ 0
      And 1 CMD_SYNC is put on vCMDQ 0
      When these commands are put on vCMDQ 0:
        | 0xff         |               |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      Then vCMDQ 0 has consumed 258 entries without error
      And these commands reach the SMMU from vCMDQs:
        | vCMDQ 0 | CMD_SYNC     | MSH=3 MSIAttr=0xf |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2     |

    Scenario: A user is told of an error while one of VINTF 0 stays
      The kernel finds no queue of VINTF 0 to repair.

      Given a process that holds "a hw_queue"
      And the page of the vIOMMU is mapped
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 0 runs on the queue that the kernel gave it
      And the physical register VINTF0_LVCMDQ_ERR_MAP_0 always reads 0
      And these commands are put on vCMDQ 0:
        | 0xff |
      And user space stores CMDQ_EN=1 to LVCMDQ0_CONFIG of the page
      And user space stores WR=1 to LVCMDQ0_PROD_INDX of the page
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 | map1=0 |

    @GERR-07
    Scenario: A CMD_SYNC that told of a timeout stays what it is, and is executed once acknowledged
      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      And the next ATC_INV times out
      When these commands are put on vCMDQ 0:
        | ATC_INV      | SID=0x2300    |
        | CMD_SYNC     | MSH=3         |
        | TLBI_NH_ASID | VMID=1 ASID=2 |
      Then these commands reach the SMMU from vCMDQs:
        | vCMDQ 0 | ATC_INV      | SID=0x2300    |
        | vCMDQ 0 | CMD_SYNC     | MSH=3         |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2 |
      And vCMDQ 0 has consumed 3 entries without error

    @GERR-07
    Scenario: A command that could not be fetched stays what it is, and is fetched again once acknowledged
      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      And the next TLBI_NH_VA cannot be read
      When these commands are put on vCMDQ 0:
        | TLBI_NH_VA   | VMID=1 ASID=1 Addr=0x4000 |
        | TLBI_NH_ASID | VMID=1 ASID=2             |
      Then these commands reach the SMMU from vCMDQs:
        | vCMDQ 0 | TLBI_NH_VA   | VMID=1 ASID=1 Addr=0x4000 |
        | vCMDQ 0 | TLBI_NH_ASID | VMID=1 ASID=2             |
      And vCMDQ 0 has consumed 2 entries without error
      And the hardware raises one interrupt

    Scenario: The whole of GERROR is acknowledged
      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      And the physical register VINTF0_LVCMDQ0_GERROR always reads 5
      When these commands are put on vCMDQ 0:
        | 0xff |
      Then the kernel's writes to VINTF0_LVCMDQ0_GERRORN are these, in this order:
        | 5 |

    Scenario: One interrupt has both queues of VINTF 0 repaired
      The first error does not interrupt, for its VINTF is masked.

      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      And vCMDQ 1 runs on the queue that the kernel gave it
      And the host writes 0x1 to VI_INT_MASK_0
      And these commands are put on vCMDQ 0:
        | 0xff |
      And the host writes 0 to VI_INT_MASK_0
      When these commands are put on vCMDQ 1:
        | 0xff |
      Then vCMDQ 0 has consumed 1 entry without error
      And vCMDQ 1 has consumed 1 entry without error

    Scenario: Each illegal command on the queues of VINTF 0 is skipped and acknowledged
      Given a host with the CMDQ-V extension
      And vCMDQ 0 runs on the queue that the kernel gave it
      And vCMDQ 1 runs on the queue that the kernel gave it
      And these commands are put on vCMDQ 0:
        | 0xff |
      And these commands are put on vCMDQ 1:
        | 0xff |
        | 0xff |
      When these commands are put on vCMDQ 0:
        | 0xff         |
        | TLBI_NH_ALL  |
      And these commands are put on vCMDQ 1:
        | 0xff         |
        | TLBI_NH_ALL  |
      Then vCMDQ 0 has consumed 3 entries without error
      And vCMDQ 1 has consumed 4 entries without error
      And these commands reach the SMMU from vCMDQs:
        | vCMDQ 0 | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ 0 | TLBI_NH_ALL |                   |
        | vCMDQ 1 | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ 1 | TLBI_NH_ALL |                   |

  @HOST-08
  Rule: HOST-08 The second error map word counts from 64

    The kernel numbers logical vCMDQs from the bits of LVCMDQ_ERR_MAP and adds 64 for the second 64-bit word.

    Until linux-7.2: It took the bit number within either word.

    MUST. Source: linux-7.3, linux-commits. Since linux-7.3.

    Scenario Outline: An illegal command on vCMDQ <queue> of 128 is skipped, and acknowledged on that queue alone
      Given a host whose SMMU "has 128 logical vCMDQs in one VINTF" and has IDR1.CMDQS=8
      And vCMDQ <queue> runs on the queue that the kernel gave it
      When these commands are put on vCMDQ <queue>:
        | 0xff        |
        | TLBI_NH_ALL |
      Then vCMDQ <queue> has consumed 2 entries without error
      And the hardware raises one interrupt
      And these commands reach the SMMU from vCMDQs:
        | vCMDQ <queue> | CMD_SYNC    | MSH=3 MSIAttr=0xf |
        | vCMDQ <queue> | TLBI_NH_ALL |                   |
      And the kernel's writes to "VINTF0_LVCMDQ<below>_GERRORN, VINTF0_LVCMDQ<queue>_GERRORN" are these, in this order:
        | VINTF0_LVCMDQ<queue>_GERRORN | CMDQ_ERR=1 |

      Examples:
        | queue | below |
        | 64    | 0     |
        | 127   | 63    |

    Scenario: An illegal command on vCMDQ 64 is skipped, though the first word tells of an error as well
      Given a host whose SMMU "has 128 logical vCMDQs in one VINTF" and has IDR1.CMDQS=8
      And the physical register VINTF0_LVCMDQ_ERR_MAP_0 always reads 0x2
      And vCMDQ 64 runs on the queue that the kernel gave it
      When these commands are put on vCMDQ 64:
        | 0xff        |
        | TLBI_NH_ALL |
      Then vCMDQ 64 has consumed 2 entries without error

  @HOST-13
  Rule: HOST-13 An error of what there is not is passed over

    The interrupt handler passes over a bit of VI_ERR_MAP that is of no VINTF, or of a VINTF that nobody has, and a bit
    of LVCMDQ_ERR_MAP that is of no logical vCMDQ: it touches no register for it, and handles the others. It may warn of
    a bit beyond what the part has.

    Until linux-7.2: A bit beyond what the part has was not looked for.

    SHOULD. Source: linux-7.3, linux-commits. Since linux-7.3.

    Scenario Outline: An error of <whose> is passed over
      Given a host whose SMMU "<block>"
      And the physical register <map> always reads <content>
      And the kernel may warn of what the hardware tells
      And vCMDQ 0 runs on the queue that the kernel gave it
      When these commands are put on vCMDQ 0:
        | 0xff        |
        | TLBI_NH_ALL |
      Then vCMDQ 0 has consumed 2 entries without error
      And the kernel's writes to "VINTF0_LVCMDQ0_GERRORN, VINTF0_LVCMDQ1_GERRORN, VINTF1_LVCMDQ0_GERRORN" are these, in this order:
        | VINTF0_LVCMDQ0_GERRORN | CMDQ_ERR=1 |

      Examples:
        | whose                                        | block         | map                     | content             |
        | a VINTF that nobody has                      | has 2 VINTFs  | VI_ERR_MAP_0            | 0x3                 |
        | a third VINTF of two                         | has 2 VINTFs  | VI_ERR_MAP_0            | 0x5                 |
        | VINTF 63 of two                              | has 2 VINTFs  | VI_ERR_MAP_1            | 0x80000000          |
        | a third logical vCMDQ of two                 | has 2 VINTFs  | VINTF0_LVCMDQ_ERR_MAP_0 | 0x5                 |
        | the last bit of the first word               | has 2 VINTFs  | VINTF0_LVCMDQ_ERR_MAP_0 | 0x8000000000000001  |
        | logical vCMDQs of the second word, all of it | has 2 VINTFs  | VINTF0_LVCMDQ_ERR_MAP_2 | 0xffffffffffffffff  |

    Scenario: An error of a VINTF that there is not is told to nobody
      Given a host whose SMMU "has 2 VINTFs"
      And a process that holds "a hw_queue"
      And user space has called VEVENTQ_ALLOC
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And the physical register VI_ERR_MAP_0 always reads 0x8
      And the kernel may warn of what the hardware tells
      And these commands are put on vCMDQ 2:
        | CFGI_STE |
      When user space reads 64 bytes of events
      Then the read returns nothing

    Scenario: A user hears of an error behind one of a VINTF that nobody has any more
      Given a process that holds "a nest-parent HWPT"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result first
      And user space has called VIOMMU_ALLOC
      And user space has called HW_QUEUE_ALLOC
      And user space has called VEVENTQ_ALLOC
      And user space destroys first
      And vCMDQ 4 runs on the queue that the kernel gave it
      And vCMDQ 4 is enabled
      And the physical register VI_ERR_MAP_0 always reads 0x6
      And these commands are put on vCMDQ 4:
        | CFGI_STE |
      When user space reads 64 bytes of events
      Then the read returns these records:
        | sequence=0 | map0=1 |

  @HOST-09
  Rule: HOST-09 Removal disables all VINTFs and keeps CMDQV_EN

    On removal of the device the kernel frees the interrupt before the VINTFs. Disabling the device takes down all
    VINTFs while the SMMU queue still works, and CMDQV_EN stays 1.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Removal takes VINTF 0 and its queues down, and the block stays enabled
      Given a host with the CMDQ-V extension
      When the driver is removed from the SMMU
      Then these physical registers read:
        | CMDQV_CONFIG     | CMDQV_EN=1 |
        | VINTF0_CONFIG    | 0          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=0    |
        | CMDQ_ALLOC_MAP_1 | ALLOC=0    |

    Scenario Outline: The driver that is removed from <removed> leaves <other> to work
      Given a host with two SMMUs that have the CMDQ-V extension
      When the driver is removed from <removed>
      Then these physical registers of <removed> read:
        | VINTF0_CONFIG    | 0       |
        | CMDQ_ALLOC_MAP_0 | ALLOC=0 |
      And these physical registers of <other> read:
        | VINTF0_CONFIG    | HYP_OWN=1, ENABLE=1 |
        | CMDQ_ALLOC_MAP_0 | ALLOC=1             |

      Examples:
        | removed | other |
        | smmu0   | smmu1 |
        | smmu1   | smmu0 |

    Scenario: Removal takes all 128 queues of VINTF 0 down, where a queue has 256 entries
      Given a host whose SMMU "has 128 logical vCMDQs in one VINTF" and has IDR1.CMDQS=8
      When the driver is removed from the SMMU
      Then these physical registers read:
        | CMDQV_CONFIG       | CMDQV_EN=1 |
        | VINTF0_CONFIG      | 0          |
        | CMDQ_ALLOC_MAP_0   | ALLOC=0    |
        | CMDQ_ALLOC_MAP_63  | ALLOC=0    |
        | CMDQ_ALLOC_MAP_64  | ALLOC=0    |
        | CMDQ_ALLOC_MAP_127 | ALLOC=0    |
        | VCMDQ0_CONFIG      | 0          |
        | VCMDQ63_CONFIG     | 0          |
        | VCMDQ64_CONFIG     | 0          |
        | VCMDQ127_CONFIG    | 0          |

    Scenario: A driver that was removed hears of no error any more
      Given a host with the CMDQ-V extension
      And the driver is removed from the SMMU
      And VINTF 0 is enabled for the hypervisor
      And vCMDQ 0 runs as logical vCMDQ 0 of VINTF 0
      And the next TLBI_NH_VA is read as an illegal command
      When these commands are put on vCMDQ 0:
        | TLBI_NH_VA | VMID=1 ASID=1 Addr=0x4000 |
      Then no command reaches the SMMU
      And vCMDQ 0 stops at entry 0 with ILL_OPCODE
      And the hardware raises one interrupt

  @HOST-11
  Rule: HOST-11 A shutdown leaves CMDQ-V alone

    A shutdown of the host disables the SMMU and touches no CMDQ-V register.

    MUST. Source: linux-7.2. Since linux-7.2. Until linux-7.2.

    Scenario: No register of the block changes
      Given a host with the CMDQ-V extension
      When the host shuts down
      Then no physical register changed

    Scenario: No register changes of a part with 128 queues in VINTF 0, each of 256 entries
      Given a host whose SMMU "has 128 logical vCMDQs in one VINTF" and has IDR1.CMDQS=8
      When the host shuts down
      Then no physical register changed

    Scenario: The VINTF of a user stays
      Given a process that holds "a hw_queue"
      When the host shuts down
      Then no physical register changed
      And the kernel writes no register

  @HOST-12
  Rule: HOST-12 A shutdown takes down all VINTFs

    A shutdown of the host takes down all VINTFs, those of users too, before it disables the SMMU. CMDQV_EN stays 1.

    Until linux-7.2: It touched no CMDQ-V register (HOST-11).

    MUST. Source: linux-7.3. Since linux-7.3.

    Scenario: VINTF 0 and its queues are taken down, and the block stays enabled
      Given a host with the CMDQ-V extension
      When the host shuts down
      Then these physical registers read:
        | CMDQV_CONFIG     | CMDQV_EN=1 |
        | VINTF0_CONFIG    | 0          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=0    |
        | CMDQ_ALLOC_MAP_1 | ALLOC=0    |
        | VCMDQ0_CONFIG    | 0          |
        | VCMDQ1_CONFIG    | 0          |

    Scenario: All 128 queues of VINTF 0 are taken down, where a queue has 256 entries
      Given a host whose SMMU "has 128 logical vCMDQs in one VINTF" and has IDR1.CMDQS=8
      When the host shuts down
      Then these physical registers read:
        | CMDQV_CONFIG       | CMDQV_EN=1 |
        | VINTF0_CONFIG      | 0          |
        | CMDQ_ALLOC_MAP_0   | ALLOC=0    |
        | CMDQ_ALLOC_MAP_63  | ALLOC=0    |
        | CMDQ_ALLOC_MAP_64  | ALLOC=0    |
        | CMDQ_ALLOC_MAP_127 | ALLOC=0    |
        | VCMDQ0_CONFIG      | 0          |
        | VCMDQ63_CONFIG     | 0          |
        | VCMDQ64_CONFIG     | 0          |
        | VCMDQ127_CONFIG    | 0          |

    Scenario: The VINTF of a user is taken down with its queue and its stream
      Given a process that holds "a hw_queue"
      When the host shuts down
      Then these physical registers read:
        | CMDQV_CONFIG        | CMDQV_EN=1 |
        | VINTF0_CONFIG       | 0          |
        | VINTF1_CONFIG       | 0          |
        | VINTF1_SID_MATCH_0  | 0          |
        | CMDQ_ALLOC_MAP_2    | ALLOC=0    |
        | VCMDQ2_CONFIG       | 0          |
        | VCMDQ2_BASE         | 0          |

    Scenario: The VINTF of each user is taken down
      Given a process that holds "a vIOMMU"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result third
      When the host shuts down
      Then these physical registers read:
        | VINTF0_CONFIG | 0 |
        | VINTF1_CONFIG | 0 |
        | VINTF2_CONFIG | 0 |
        | VINTF3_CONFIG | 0 |

    Scenario Outline: Of two SMMUs VINTF 0 of <smmu> is taken down
      Given a host with two SMMUs that have the CMDQ-V extension
      When the host shuts down
      Then these physical registers of <smmu> read:
        | CMDQV_CONFIG     | CMDQV_EN=1 |
        | VINTF0_CONFIG    | 0          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=0    |
        | VCMDQ0_CONFIG    | 0          |

      Examples:
        | smmu  |
        | smmu0 |
        | smmu1 |

  @HOST-10
  Rule: HOST-10 A part with 64 VINTFs serves 63 users

    On a part with 64 VINTFs 63 user VINTFs can be allocated.

    MUST. Source: linux-7.2, inference. Since linux-7.2.

    Background:
      Given a process that holds "a nest-parent HWPT"

    @PHYS-06
    Scenario: The 63rd user gets VINTF 63
      Given user space has called VIOMMU_ALLOC 62 times
      When user space calls VIOMMU_ALLOC
      Then the call succeeds
      And the kernel's writes to VINTF63_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |
      And the call returns mmap offset 0x3e1000 and length 0x10000

    Scenario: The 64th user gets none
      Given user space has called VIOMMU_ALLOC 63 times
      When user space calls VIOMMU_ALLOC
      Then the call fails with ENOSPC each time
      And the kernel changes nothing in the hardware

    Scenario: The VINTFs of 63 users leave the kernel's own alone
      Given user space has called VIOMMU_ALLOC 62 times
      When user space calls VIOMMU_ALLOC
      Then the physical register VINTF0_CONFIG reads HYP_OWN=1, VMID=0, ENABLE=1
