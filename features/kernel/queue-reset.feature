Feature: How the kernel resets a queue

  A vCMDQ changes hands: it is reset when it is given to a VM and again when it comes back. The reset goes through the
  pages of the VINTF that the queue is mapped to. It stops the queue, lets the SMMU's own queue collect what a late
  ATC_INV may still report, clears the indices and addresses, and acknowledges an error that is left. So an owner finds
  both indices 0, the queue disabled and no error, whatever the one before did
  (features/stack/isolation-handover.feature).

  Hardware that does not answer delays the reset and does not stop it. The kernel runs the same steps for its own queues
  at boot: features/kernel/boot.feature. What comes before and after the reset:
  features/kernel/hw-queue-hardware.feature.

  @RST-01
  Rule: RST-01 The reset first disables the queue

    Through the VINTF's page of a mapped queue the kernel writes 0 to CONFIG and polls STATUS.CMDQ_EN_OK for 0 for up to
    1 s. On a timeout it logs GERRORN, GERROR and CONS_INDX and goes on.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: The queue is disabled before anything else when user space <call>
      Given a process that holds "<holding>"
      When user space <call>
      Then the kernel's accesses to "VINTF1_LVCMDQ0_CONFIG, VINTF1_LVCMDQ0_STATUS, VINTF1_LVCMDQ0_PROD_INDX" are these, in this order:
        | write | VINTF1_LVCMDQ0_CONFIG    | 0            |
        | read  | VINTF1_LVCMDQ0_STATUS    | CMDQ_EN_OK=0 |
        | write | VINTF1_LVCMDQ0_PROD_INDX | 0            |

      Examples:
        | call                 | holding    |
        | calls HW_QUEUE_ALLOC | a vIOMMU   |
        | destroys hw_queue0   | a hw_queue |

    Scenario: A running queue stops
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      When user space destroys hw_queue0
      Then the physical register VCMDQ2_CONFIG reads 0
      And the physical register VCMDQ2_STATUS reads CMDQ_EN_OK=0

    Scenario: A queue that does not stop is given to its owner nevertheless
      Given a process that holds "a vIOMMU"
      And the physical register VINTF1_LVCMDQ0_STATUS always reads 1
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds
      And the kernel's writes to the hardware are these, in this order:
        | CMDQ_ALLOC_MAP_2                   | ALLOC=1, VIRT_INTF_INDX=1   |
        | VINTF1_LVCMDQ0_CONFIG              | 0                           |
        | VINTF1_LVCMDQ0_PROD_INDX           | 0                           |
        | VINTF1_LVCMDQ0_CONS_INDX           | 0                           |
        | VINTF1_LVCMDQ0_BASE                | 0                           |
        | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0                           |
        | VINTF1_LVCMDQ0_BASE                | ADDR=0x90000000, LOG2SIZE=8 |

    Scenario: A queue that does not stop is taken back nevertheless
      Given a process that holds "a hw_queue"
      And the physical register VINTF1_LVCMDQ0_STATUS always reads 1
      When user space destroys hw_queue0
      Then the call succeeds
      And the kernel's writes to the hardware are these, in this order:
        | VINTF1_LVCMDQ0_CONFIG              | 0                         |
        | VINTF1_LVCMDQ0_PROD_INDX           | 0                         |
        | VINTF1_LVCMDQ0_CONS_INDX           | 0                         |
        | VINTF1_LVCMDQ0_BASE                | 0                         |
        | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0                         |
        | CMDQ_ALLOC_MAP_2                   | ALLOC=0, VIRT_INTF_INDX=1 |

  @RST-02
  Rule: RST-02 The reset flushes pending ATC timeouts

    The kernel then issues a CMD_SYNC with CS_NONE (0x46) on the SMMU's own queue, followed by the driver's own CMD_SYNC
    (0x0fc02046), and waits; a failure is ignored. A pending ATC_INV timeout is thereby not blamed on the next owner.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: The SMMU's own queue is flushed when user space <call>
      Given a process that holds "<holding>"
      When user space <call>
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC | CS=0                   |
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf |

      Examples:
        | call                 | holding    |
        | calls HW_QUEUE_ALLOC | a vIOMMU   |
        | destroys hw_queue0   | a hw_queue |

    Scenario Outline: A flush that fails is ignored when user space <call>
      Given a process that holds "<holding>"
      And a CMD_SYNC on the SMMU's own queue times out after 0 commands
      When user space <call>
      Then the call succeeds
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=<alloc>, VIRT_INTF_INDX=1
      And the physical register VCMDQ2_BASE reads <base>

      Examples:
        | call                 | holding    | alloc | base                        |
        | calls HW_QUEUE_ALLOC | a vIOMMU   | 1     | ADDR=0x90000000, LOG2SIZE=8 |
        | destroys hw_queue0   | a hw_queue | 0     | 0                           |

    @ISO-08
    Scenario: The next owner does not hear of a timeout of the one before
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And the next ATC_INV times out
      And these commands are put on vCMDQ 2:
        | ATC_INV | SID=0x10 |
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |  |
      Then vCMDQ 2 has consumed 1 entry without error
      And the hardware raises no interrupts

    @ISO-08
    Scenario: A queue that goes a second time is flushed as the first time
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space calls HW_QUEUE_ALLOC with index=0, naming the result again
      When user space destroys again
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC | CS=0                   |
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf |

    @ISO-08
    Scenario: A queue that comes a second time is flushed as the first time
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      When user space calls HW_QUEUE_ALLOC
      Then these commands reach the SMMU:
        | SMMU | CMD_SYNC | CS=0                   |
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf |

    @ISO-08
    Scenario: A queue of the second SMMU is flushed there
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vIOMMU"
      And device far0 is bound to the iommufd
      And user space calls HWPT_ALLOC with dev_id=far0, flags=NEST_PARENT, naming the result far_s2
      And user space calls VIOMMU_ALLOC with dev_id=far0, hwpt_id=far_s2, data_len=16, naming the result far
      When user space calls HW_QUEUE_ALLOC with viommu_id=far
      Then the call succeeds
      And these commands reach smmu1:
        | SMMU | CMD_SYNC | CS=0                   |
        | SMMU | CMD_SYNC | CS=2 MSH=3 MSIAttr=0xf |

  @RST-03
  Rule: RST-03 The reset clears PROD_INDX and then CONS_INDX

    The kernel then writes 0 to PROD_INDX and then 0 to CONS_INDX.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: PROD_INDX, then CONS_INDX when user space <call>
      Given a process that holds "<holding>"
      When user space <call>
      Then the kernel's accesses to "VINTF1_LVCMDQ0_STATUS, VINTF1_LVCMDQ0_PROD_INDX, VINTF1_LVCMDQ0_CONS_INDX" are these, in this order:
        | read  | VINTF1_LVCMDQ0_STATUS    | CMDQ_EN_OK=0 |
        | write | VINTF1_LVCMDQ0_PROD_INDX | 0            |
        | write | VINTF1_LVCMDQ0_CONS_INDX | 0            |

      Examples:
        | call                 | holding    |
        | calls HW_QUEUE_ALLOC | a vIOMMU   |
        | destroys hw_queue0   | a hw_queue |

    @ISO-08
    Scenario: Indices of the earlier owner are cleared
      Given a process that holds "a vIOMMU"
      And the host writes WR=7 to VCMDQ2_PROD_INDX
      And the host writes RD=3 to VCMDQ2_CONS_INDX
      When user space calls HW_QUEUE_ALLOC
      Then these physical registers read:
        | VCMDQ2_PROD_INDX | 0 |
        | VCMDQ2_CONS_INDX | 0 |

  @RST-04
  Rule: RST-04 The reset clears BASE and then CONS_INDX_BASE_DRAM

    The kernel then writes 0 to BASE and then 0 to CONS_INDX_BASE_DRAM, each as one 64-bit write.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: BASE, then CONS_INDX_BASE_DRAM, when a queue is given out
      Given a process that holds "a vIOMMU"
      And the host writes 0xffff_ffff_f008 to VCMDQ2_BASE
      And the host writes 0xffff_ffff_0000 to VCMDQ2_CONS_INDX_BASE_DRAM
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's accesses to "VINTF1_LVCMDQ0_CONS_INDX, VINTF1_LVCMDQ0_BASE, VINTF1_LVCMDQ0_BASE_L, VINTF1_LVCMDQ0_BASE_H, VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM, VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM_L, VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM_H" are these, in this order:
        | write | VINTF1_LVCMDQ0_CONS_INDX           | 0                           |
        | write | VINTF1_LVCMDQ0_BASE                | 0                           |
        | write | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0                           |
        | write | VINTF1_LVCMDQ0_BASE                | ADDR=0x90000000, LOG2SIZE=8 |
      And the physical register VCMDQ2_CONS_INDX_BASE_DRAM reads 0

    Scenario: BASE, then CONS_INDX_BASE_DRAM, when a queue comes back
      Given a process that holds "a hw_queue"
      And the host writes 0xffff_ffff_0000 to VCMDQ2_CONS_INDX_BASE_DRAM
      When user space destroys hw_queue0
      Then the kernel's accesses to "VINTF1_LVCMDQ0_CONS_INDX, VINTF1_LVCMDQ0_BASE, VINTF1_LVCMDQ0_BASE_L, VINTF1_LVCMDQ0_BASE_H, VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM, VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM_L, VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM_H" are these, in this order:
        | write | VINTF1_LVCMDQ0_CONS_INDX           | 0 |
        | write | VINTF1_LVCMDQ0_BASE                | 0 |
        | write | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0 |
      And the physical register VCMDQ2_BASE reads 0
      And the physical register VCMDQ2_CONS_INDX_BASE_DRAM reads 0

  @RST-05
  Rule: RST-05 The reset acknowledges errors

    The kernel then reads GERRORN and GERROR in this order and, if they differ, writes the value of GERROR to GERRORN.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Without an error GERRORN is not written when user space <call>
      Given a process that holds "<holding>"
      When user space <call>
      Then the kernel's accesses to "VINTF1_LVCMDQ0_GERRORN, VINTF1_LVCMDQ0_GERROR" are these, in this order:
        | read | VINTF1_LVCMDQ0_GERRORN | 0 |
        | read | VINTF1_LVCMDQ0_GERROR  | 0 |

      Examples:
        | call                 | holding    |
        | calls HW_QUEUE_ALLOC | a vIOMMU   |
        | destroys hw_queue0   | a hw_queue |

    @ISO-08
    Scenario: An error of the queue is acknowledged when it goes
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CFGI_STE | SID=0x10 |
      When user space destroys hw_queue0
      Then the kernel's accesses to "VINTF1_LVCMDQ0_GERRORN, VINTF1_LVCMDQ0_GERROR" are these, in this order:
        | read  | VINTF1_LVCMDQ0_GERRORN | 0          |
        | read  | VINTF1_LVCMDQ0_GERROR  | CMDQ_ERR=1 |
        | write | VINTF1_LVCMDQ0_GERRORN | CMDQ_ERR=1 |
      And the physical register VINTF1_LVCMDQ_ERR_MAP_0 reads 0

    @ISO-08
    Scenario: An error that is left over is acknowledged for the next owner
      Given a process that holds "a vIOMMU"
      And the physical register VINTF1_LVCMDQ0_GERROR always reads 5
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's writes to VINTF1_LVCMDQ0_GERRORN are these, in this order:
        | 5 |

    @ISO-08
    Scenario Outline: GERROR=<gerror> that is left over is acknowledged for the next owner, whatever its error
      Given a process that holds "a vIOMMU"
      And the physical register VINTF1_LVCMDQ0_GERROR always reads <gerror>
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's writes to VINTF1_LVCMDQ0_GERRORN are these, in this order:
        | <gerror> |

      Examples:
        | gerror |
        | 2      |
        | 4      |

    @ISO-08
    Scenario: GERROR and GERRORN are equal for the next owner, whatever they are
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CFGI_STE | SID=0x10 |
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |  |
      Then vCMDQ 2 has consumed 1 entry without error

    @ISO-08
    Scenario: An error of each queue in turn is acknowledged when that goes
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CFGI_STE | SID=0x10 |
      And user space destroys hw_queue0
      And user space calls HW_QUEUE_ALLOC with index=0, naming the result again
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | CFGI_STE | SID=0x10 |
      When user space destroys again
      Then the physical fields VCMDQ2_GERROR.CMDQ_ERR and VCMDQ2_GERRORN.CMDQ_ERR are equal
      And the physical register VINTF1_LVCMDQ_ERR_MAP_0 reads 0

  @RST-06
  Rule: RST-06 A disable timeout is logged from three registers

    After a disable timeout the driver reads CONS_INDX, GERROR and GERRORN for its log, in no specified order.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <register> is read for the log of a queue that does not stop
      CONS_INDX is read for the log alone; RST-05 reads the other two once more.

      Given a process that holds "a vIOMMU"
      And the physical register VINTF1_LVCMDQ0_STATUS always reads 1
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's accesses to "VINTF1_LVCMDQ0_<register>, VINTF1_LVCMDQ0_PROD_INDX" are these, in this order:
        | read   | VINTF1_LVCMDQ0_<register> |   |
        | write  | VINTF1_LVCMDQ0_PROD_INDX  | 0 |
        | <then> | VINTF1_LVCMDQ0_<register> |   |

      Examples:
        | register  | then  |
        | CONS_INDX | write |
        | GERROR    | read  |
        | GERRORN   | read  |

    Scenario Outline: <register> is not read for the log of a queue that stops
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's accesses to "VINTF1_LVCMDQ0_<register>, VINTF1_LVCMDQ0_PROD_INDX" are these, in this order:
        | write  | VINTF1_LVCMDQ0_PROD_INDX  | 0 |
        | <then> | VINTF1_LVCMDQ0_<register> |   |

      Examples:
        | register  | then  |
        | CONS_INDX | write |
        | GERROR    | read  |
        | GERRORN   | read  |
