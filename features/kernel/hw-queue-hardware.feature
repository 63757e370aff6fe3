Feature: What the kernel does to the hardware for a queue

  The kernel maps the physical vCMDQ into the VM's VINTF by setting ALLOC in CMDQ_ALLOC_MAP, resets it through the
  VINTF's pages (features/kernel/queue-reset.feature), and writes BASE: the physical address of its memory and its size.
  Until ALLOC is set the VM's page does not reach the queue at all (features/hardware/physical-mapping.feature).
  CMDQ_ALLOC_MAP is touched only when every check has passed, so a refused request leaves no trace.

  The kernel never enables the queue: that is for the VM, which has the control registers in its own page; a VMM copies
  there what its guest had written before (features/device/migration.feature). When the queue goes it is reset again,
  then taken from the VINTF, and only then its memory is let go. VINTF 1 is the first one for users; its logical vCMDQs
  0 and 1 are vCMDQ 2 and 3.

  @UAPI-HWQ-16
  Rule: UAPI-HWQ-16 The queue is mapped by setting ALLOC

    The kernel sets ALLOC in the CMDQ_ALLOC_MAP entry of the global queue by read, modify and write; VIRT_INTF_INDX and
    LVCMDQ keep their values.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Logical vCMDQ <index> of VINTF 1 is vCMDQ <vcmdq>
      Given a process that holds "<holding>"
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40001000
      Then the kernel's accesses to "CMDQ_ALLOC_MAP_<vcmdq>" are these, in this order:
        | read  | CMDQ_ALLOC_MAP_<vcmdq> | VIRT_INTF_INDX=1, LVCMDQ=<index>          |
        | write | CMDQ_ALLOC_MAP_<vcmdq> | ALLOC=1, VIRT_INTF_INDX=1, LVCMDQ=<index> |

      Examples:
        | index | holding    | vcmdq |
        | 0     | a vIOMMU   | 2     |
        | 1     | a hw_queue | 3     |

    Scenario: The first queue of a second vIOMMU is vCMDQ 4
      Given a process that holds "a vIOMMU"
      And user space has called VIOMMU_ALLOC
      When user space calls HW_QUEUE_ALLOC
      Then these physical registers read:
        | CMDQ_ALLOC_MAP_2 | ALLOC=0, VIRT_INTF_INDX=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_4 | ALLOC=1, VIRT_INTF_INDX=2, LVCMDQ=0 |
      And the physical register VCMDQ4_BASE reads ADDR=0x90000000, LOG2SIZE=8

    Scenario Outline: With 4 logical vCMDQs for each VINTF queue <index> of VINTF 1 is vCMDQ <global>
      Given a host whose SMMU "has 4 logical vCMDQs for each VINTF"
      And a process that holds "a vIOMMU"
      And user space has called HW_QUEUE_ALLOC
      When user space calls HW_QUEUE_ALLOC with index=<index>, nesting_parent_iova=0x40001000
      Then the call succeeds
      And the physical register CMDQ_ALLOC_MAP_<global> reads ALLOC=1, LVCMDQ=<index>, VIRT_INTF_INDX=1

      Examples:
        | index | global |
        | 1     | 5      |

  @UAPI-HWQ-17
  Rule: UAPI-HWQ-17 The queue is reset after it is mapped

    After ALLOC is set the kernel runs the reset of RST-01 to RST-05 through the VINTF's pages.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Everything that the kernel does for a queue
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's accesses to the hardware are these, in this order:
        | read   | CMDQ_ALLOC_MAP_2                   | VIRT_INTF_INDX=1            |
        | write  | CMDQ_ALLOC_MAP_2                   | ALLOC=1, VIRT_INTF_INDX=1   |
        | write  | VINTF1_LVCMDQ0_CONFIG              | 0                           |
        | read   | VINTF1_LVCMDQ0_STATUS              | CMDQ_EN_OK=0                |
        | submit | CMD_SYNC                           |                             |
        | submit | CMD_SYNC                           | CS=2 MSH=3 MSIAttr=0xf      |
        | write  | VINTF1_LVCMDQ0_PROD_INDX           | 0                           |
        | write  | VINTF1_LVCMDQ0_CONS_INDX           | 0                           |
        | write  | VINTF1_LVCMDQ0_BASE                | 0                           |
        | write  | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0                           |
        | read   | VINTF1_LVCMDQ0_GERRORN             | 0                           |
        | read   | VINTF1_LVCMDQ0_GERROR              | 0                           |
        | write  | VINTF1_LVCMDQ0_BASE                | ADDR=0x90000000, LOG2SIZE=8 |

    @ISO-08
    Scenario: A queue that was left dirty
      Given a process that holds "a vIOMMU"
      And the host writes WR=5 to VCMDQ2_PROD_INDX
      And the host writes RD=5 to VCMDQ2_CONS_INDX
      And the host writes CMDQ_EN=1 to VCMDQ2_CONFIG
      And the host writes 0x80000008 to VCMDQ2_BASE
      And the host writes 0x80001000 to VCMDQ2_CONS_INDX_BASE_DRAM
      When user space calls HW_QUEUE_ALLOC
      Then these physical registers read:
        | VCMDQ2_PROD_INDX           | 0                           |
        | VCMDQ2_CONS_INDX           | 0                           |
        | VCMDQ2_CONFIG              | 0                           |
        | VCMDQ2_STATUS              | 0                           |
        | VCMDQ2_BASE                | ADDR=0x90000000, LOG2SIZE=8 |
        | VCMDQ2_CONS_INDX_BASE_DRAM | 0                           |
        | CMDQ_ALLOC_MAP_2           | ALLOC=1, VIRT_INTF_INDX=1   |
        | VINTF1_STATUS              | ENABLE_OK=1                 |
      And no other physical register changed

  @UAPI-HWQ-18
  Rule: UAPI-HWQ-18 BASE receives the physical address and the size

    After the reset the kernel writes BASE on page 1 with the physical address in [47:5] and log2(length) - 4 in
    LOG2SIZE.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <length> bytes at IOVA <iova> are 2^<log2size> entries at <address>
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with nesting_parent_iova=<iova>, length=<length>
      Then the kernel's writes to VINTF1_LVCMDQ0_BASE are these, in this order:
        | 0                                   |
        | ADDR=<address>, LOG2SIZE=<log2size> |

      Examples:
        | length   | iova       | address    | log2size |
        | 0x20     | 0x40000020 | 0x90000020 | 1        |
        | 0x40     | 0x40000000 | 0x90000000 | 2        |
        | 0x100    | 0x40000000 | 0x90000000 | 4        |
        | 0x1000   | 0x40003000 | 0x90003000 | 8        |
        | 0x10000  | 0x40010000 | 0x90010000 | 12       |
        | 0x100000 | 0x40300000 | 0x90300000 | 16       |
        | 0x400000 | 0x40c00000 | 0x90c00000 | 18       |
        | 0x800000 | 0x40800000 | 0x90800000 | 19       |

    Scenario Outline: Memory at physical address <address>
      Given a host with the CMDQ-V extension
      And the memory of the process lies at physical address <address>
      And a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC
      Then the physical register VCMDQ2_BASE reads ADDR=<address>, LOG2SIZE=8

      Examples:
        | address        |
        | 0x1_2345_6000  |
        | 0xfffe00000000 |

    Scenario: Queue 1 has a BASE of its own
      Given a process that holds "a hw_queue"
      When user space calls HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000, length=0x2000
      Then these physical registers read:
        | VCMDQ2_BASE | ADDR=0x90000000, LOG2SIZE=8 |
        | VCMDQ3_BASE | ADDR=0x90002000, LOG2SIZE=9 |

  @UAPI-HWQ-19
  Rule: UAPI-HWQ-19 The kernel does not enable the queue

    HW_QUEUE_ALLOC does not set CONFIG.CMDQ_EN, and CONS_INDX_BASE_DRAM stays 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: <register> is cleared and nothing else
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC
      Then the kernel's writes to VINTF1_LVCMDQ0_<register> are these, in this order:
        | 0 |
      And the physical register VCMDQ2_<register> reads 0
      And the physical register VINTF1_LVCMDQ0_<register> reads 0

      Examples:
        | register            |
        | CONFIG              |
        | CONS_INDX_BASE_DRAM |

    Scenario: The VM enables the queue
      Given a process that holds "a hw_queue"
      And the page of the vIOMMU is mapped
      When user space stores CMDQ_EN=1 to LVCMDQ0_CONFIG of the page
      Then user space loads CMDQ_EN_OK=1 from LVCMDQ0_STATUS of the page
      And the physical register VCMDQ2_STATUS reads CMDQ_EN_OK=1

  @UAPI-HWQ-24
  Rule: UAPI-HWQ-24 Destruction resets and unmaps before it unpins

    On destruction the kernel resets the queue, clears ALLOC, drops the dependency on the queue below, and then unpins
    the memory and releases the vIOMMU.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Everything that the kernel does when a queue goes
      Given a process that holds "a hw_queue"
      When user space destroys hw_queue0
      Then the kernel's accesses to the hardware are these, in this order:
        | write  | VINTF1_LVCMDQ0_CONFIG              | 0                         |
        | read   | VINTF1_LVCMDQ0_STATUS              | CMDQ_EN_OK=0              |
        | submit | CMD_SYNC                           |                           |
        | submit | CMD_SYNC                           | CS=2 MSH=3 MSIAttr=0xf    |
        | write  | VINTF1_LVCMDQ0_PROD_INDX           | 0                         |
        | write  | VINTF1_LVCMDQ0_CONS_INDX           | 0                         |
        | write  | VINTF1_LVCMDQ0_BASE                | 0                         |
        | write  | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0                         |
        | read   | VINTF1_LVCMDQ0_GERRORN             | 0                         |
        | read   | VINTF1_LVCMDQ0_GERROR              | 0                         |
        | read   | CMDQ_ALLOC_MAP_2                   | ALLOC=1, VIRT_INTF_INDX=1 |
        | write  | CMDQ_ALLOC_MAP_2                   | VIRT_INTF_INDX=1          |

    Scenario: The queue below keeps what it has
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000
      When user space destroys hw_queue1
      Then these physical registers read:
        | VCMDQ3_BASE      | 0                                   |
        | CMDQ_ALLOC_MAP_3 | ALLOC=0, VIRT_INTF_INDX=1, LVCMDQ=1 |
        | VINTF1_STATUS    | ENABLE_OK=1                         |
      And no other physical register changed

    @ISO-08
    Scenario: A queue that has run is left clean
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      When user space destroys hw_queue0
      Then these physical registers read:
        | VCMDQ2_CONFIG    | 0                         |
        | VCMDQ2_STATUS    | 0                         |
        | VCMDQ2_PROD_INDX | 0                         |
        | VCMDQ2_CONS_INDX | 0                         |
        | VCMDQ2_BASE      | 0                         |
        | CMDQ_ALLOC_MAP_2 | ALLOC=0, VIRT_INTF_INDX=1 |
        | VINTF1_STATUS    | ENABLE_OK=1               |
      And no other physical register changed

    @ISO-08
    Scenario: The next owner starts at the beginning
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      And these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC with nesting_parent_iova=0x40001000
      And vCMDQ 2 runs on the queue that the kernel gave it
      And vCMDQ 2 is enabled
      When these commands are put on vCMDQ 2:
        | TLBI_NH_ASID | ASID=9 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | VMID=VINTF1_CONFIG.VMID ASID=9 |
      And vCMDQ 2 has consumed 1 entry without error

    Scenario: The queue below can go each time that the queue above has gone
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000
      And user space destroys hw_queue1
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40002000
      And user space destroys hw_queue1
      When user space destroys hw_queue0
      Then the call succeeds
      And these physical registers read:
        | VCMDQ2_BASE      | 0                         |
        | CMDQ_ALLOC_MAP_2 | ALLOC=0, VIRT_INTF_INDX=1 |
        | VINTF1_STATUS    | ENABLE_OK=1               |
      And no other physical register changed

    Scenario: A queue that came and went before is taken back as the first time
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      And user space has called HW_QUEUE_ALLOC
      When user space destroys hw_queue0
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_LVCMDQ0_CONFIG              | 0                |
        | VINTF1_LVCMDQ0_PROD_INDX           | 0                |
        | VINTF1_LVCMDQ0_CONS_INDX           | 0                |
        | VINTF1_LVCMDQ0_BASE                | 0                |
        | VINTF1_LVCMDQ0_CONS_INDX_BASE_DRAM | 0                |
        | CMDQ_ALLOC_MAP_2                   | VIRT_INTF_INDX=1 |

    Scenario: The queue of the same index in another vIOMMU keeps what it has
      Given a process that holds "a hw_queue"
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result second
      And user space calls HW_QUEUE_ALLOC with viommu_id=second, nesting_parent_iova=0x40002000, naming the result theirs
      When user space destroys theirs
      Then these physical registers read:
        | VCMDQ4_BASE      | 0                         |
        | CMDQ_ALLOC_MAP_4 | ALLOC=0, VIRT_INTF_INDX=2 |
        | VINTF2_STATUS    | ENABLE_OK=1               |
      And no other physical register changed

  @UAPI-HWQ-25
  Rule: UAPI-HWQ-25 A failed allocation leaves no trace

    A failure after pinning unpins the memory. The kernel touches ALLOC only after all checks have passed.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: After <errno> for <members> nothing is pinned
      Given a process that holds "a vIOMMU"
      And user space has called IOAS_MAP with iova=0x50000000, length=0x1000
      And user space has called IOAS_MAP with iova=0x50001000, length=0x1000, user_va=ram+0x8000
      And user space calls HW_QUEUE_ALLOC with <members>
      When user space calls IOAS_UNMAP with iova=0x40000000, length=0x20000000
      Then the call succeeds

      Examples:
        | errno  | members                                       |
        | EFAULT | nesting_parent_iova=0x50000000, length=0x2000 |
        | EINVAL | index=2                                       |
        | EIO    | index=1                                       |
        | EINVAL | length=0x30                                   |
        | EINVAL | nesting_parent_iova=0x40001000, length=0x2000 |
        | EFAULT | argument=readonly                             |

    Scenario Outline: Two queues that are refused for <members> leave nothing pinned
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with <members>
      And user space calls HW_QUEUE_ALLOC with <members>
      When user space calls IOAS_UNMAP
      Then the call succeeds

      Examples:
        | members           |
        | index=1           |
        | index=2           |
        | length=0x30       |
        | argument=readonly |

    Scenario: A mapped page before an unmapped one is not pinned either
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with nesting_parent_iova=0x40fff000, length=0x2000
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: After a refusal the index is free
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with length=0x30
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds

    @UAPI-COM-05
    Scenario: A queue whose ID cannot be returned is undone
      Given a process that holds "a vIOMMU"
      When user space calls HW_QUEUE_ALLOC with argument=readonly
      Then the call fails with EFAULT each time
      And the kernel's writes to CMDQ_ALLOC_MAP_2 are these, in this order:
        | ALLOC=1, VIRT_INTF_INDX=1 |
        | ALLOC=0, VIRT_INTF_INDX=1 |
      And no physical register changed

    Scenario Outline: A queue that is refused for <members> leaves the memory of another one pinned
      Given a process that holds "a hw_queue"
      And user space calls HW_QUEUE_ALLOC with <members>
      And user space calls HW_QUEUE_ALLOC with <members>
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

      Examples:
        | members                    |
        | index=0                    |
        | index=2                    |
        | index=1, length=0x30       |
        | index=1, argument=readonly |

    @UAPI-HWQ-23
    Scenario Outline: A queue 1 that is refused for <members> does not hold queue 0
      Given a process that holds "a hw_queue"
      And user space calls HW_QUEUE_ALLOC with index=1, <members>
      And user space calls HW_QUEUE_ALLOC with index=1, <members>
      When user space destroys hw_queue0
      Then the call succeeds

      Examples:
        | members                        |
        | nesting_parent_iova=0x70000000 |
        | length=0x30                    |
        | argument=readonly              |

    Scenario: A queue that was refused twice can be had
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with length=0x30
      And user space calls HW_QUEUE_ALLOC with argument=readonly
      And user space calls HW_QUEUE_ALLOC with argument=readonly
      When user space calls HW_QUEUE_ALLOC
      Then the call succeeds
      And these physical registers read:
        | VCMDQ2_BASE      | ADDR=0x90000000, LOG2SIZE=8 |
        | CMDQ_ALLOC_MAP_2 | ALLOC=1, VIRT_INTF_INDX=1   |
        | VINTF1_STATUS    | ENABLE_OK=1                 |
      And no other physical register changed
