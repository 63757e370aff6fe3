Feature: A queue has one owner at a time

  Each vCMDQ stands in one VINTF, and a VM sees no more of the hardware than page 0 of its own. Everything else of the
  block - the Config page with VMID, HYP_OWN and SID slots, page 1 with the physical addresses, other VINTFs - it meets
  only in the VMM's emulation, which passes none of it on (features/device/layout.feature). What a guest does to its
  queues leaves those of others running.

  While a queue exists the hardware reads its memory by physical address, so the kernel keeps that memory where it is:
  it is pinned and cannot be unmapped until the queue is destroyed (features/kernel/hw-queue-size.feature). A vCMDQ that
  passes to the next VM: features/stack/isolation-handover.feature.

  @ISO-06
  Rule: ISO-06 A vCMDQ belongs to one VINTF and the mapping covers that VINTF alone

    Each vCMDQ belongs to exactly one VINTF. The mmap gives access to the 64 KiB page 0 of the VM's own VINTF and to
    nothing else.

    MUST. Source: overview, linux-7.2. Since mail-v5.

    @PHYS-05
    Scenario: Two VMs with two queues each have four vCMDQs
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      When guest B's driver brings CMDQ-V up
      Then these physical registers read:
        | CMDQ_ALLOC_MAP_2 | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1 |
        | CMDQ_ALLOC_MAP_3 | ALLOC=1, LVCMDQ=1, VIRT_INTF_INDX=1 |
        | CMDQ_ALLOC_MAP_4 | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=2 |
        | CMDQ_ALLOC_MAP_5 | ALLOC=1, LVCMDQ=1, VIRT_INTF_INDX=2 |
      And no register changed for guest A

    Scenario Outline: A guest that maps vCMDQ <slot> into VINTF <vintf> maps nothing of the hardware
      Given VM A and VM B with CMDQ-V on one host
      And guest B's driver brings CMDQ-V up
      When guest A writes ALLOC=1, LVCMDQ=<slot>, VIRT_INTF_INDX=<vintf> to CMDQ_ALLOC_MAP_<slot>
      Then no physical register changed
      And no register changed for guest B

      Examples:
        | slot | vintf |
        | 0    | 0     |
        | 0    | 2     |
        | 1    | 2     |

    @MAP-12 @PHYS-11
    Scenario Outline: Offset <offset> of the window reaches nobody's queue
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      When guest A writes 0xffffffff to offset <offset> with one 4-byte access
      Then no physical register changed
      And no register changed for guest B

      Examples:
        | offset  |
        | 0x30084 |
        | 0x30104 |
        | 0x30204 |
        | 0x38004 |
        | 0x3ff84 |
        | 0x3fffc |

    @P0-01 @MAP-05
    Scenario: Page 0 of its VINTF is all that a guest reaches without a trap
      Given a VM with CMDQ-V
      When the guest's driver brings CMDQ-V up
      Then VINTF page 0 is the only page of the region that is a host page

    @UAPI-MMAP-05
    Scenario Outline: User space maps no more than its page, which offset <offset> and length <length> would
      Given a process that holds "a vIOMMU"
      When user space maps the page of the vIOMMU with offset=<offset>, length=<length>
      Then the call fails with ENXIO each time

      Examples:
        | offset  | length  |
        | 0       | 0x10000 |
        | 0x1000  | 0x20000 |
        | 0x1000  | 0x11000 |
        | 0x2000  | 0x10000 |
        | 0x11000 | 0x10000 |

    @UAPI-MMAP-06
    Scenario: The page that user space maps belongs to its VINTF
      Given a process that holds "a hw_queue"
      And the page of the vIOMMU is mapped
      When user space stores WR=9 to LVCMDQ0_PROD_INDX of the page
      Then the physical register VCMDQ2_PROD_INDX reads WR=9
      And no other physical register changed

    Scenario Outline: A queue of VM B runs on when <event>
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And <event>
      When guest B puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=5 |
        | CMD_SYNC     |        |
      And guest B puts these commands on vCMDQ 1:
        | CMD_SYNC |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 4 | TLBI_NH_ASID | ASID=5 VMID=VINTF2_CONFIG.VMID |
        | vCMDQ 4 | CMD_SYNC     |                                |
        | vCMDQ 5 | CMD_SYNC     |                                |
      And VINTF0_LVCMDQ0_CONS_INDX of guest B reads RD=2
      And VINTF0_LVCMDQ1_CONS_INDX of guest B reads RD=1

      Examples:
        | event                                         |
        | guest A writes CMDQV_EN=0 to CMDQV_CONFIG     |
        | guest A writes ENABLE=0 to VINTF0_CONFIG      |
        | guest A writes ALLOC=0 to CMDQ_ALLOC_MAP_0    |
        | guest A writes 0 to VINTF0_LVCMDQ0_CONFIG     |
        | guest A writes 0xffffffff to VI_INT_MASK_0    |
        | VM A is reset                                 |
        | VM A shuts down                               |

    Scenario: A VM's end leaves the registers of another's VINTF alone
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And guest B configures StreamID 0x10 for "bypass"
      When VM A shuts down
      Then these physical registers read:
        | VINTF1_CONFIG        | ENABLE=0                            |
        | CMDQ_ALLOC_MAP_2     | ALLOC=0                             |
        | VINTF2_CONFIG        | ENABLE=1, HYP_OWN=0                 |
        | VINTF2_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10             |
        | VINTF2_SID_REPLACE_0 | PHYS_SID=0x2400                     |
        | CMDQ_ALLOC_MAP_4     | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=2 |
        | CMDQ_ALLOC_MAP_5     | ALLOC=1, LVCMDQ=1, VIRT_INTF_INDX=2 |
      And no register changed for guest B

    Scenario: A VM's end leaves a VINTF below its own alone, and what stands in that
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And guest A configures StreamID 0x10 for "bypass"
      And guest A puts these commands on vCMDQ 0:
        | CMD_SYNC |
      And guest A puts these commands on vCMDQ 1:
        | CFGI_STE | SID=0x10 |
      And guest A writes CMDQ_ERR=1 to VINTF0_LVCMDQ1_GERRORN
      When VM B shuts down
      Then these physical registers read:
        | VINTF2_CONFIG        | ENABLE=0                            |
        | VINTF1_CONFIG        | ENABLE=1, HYP_OWN=0                 |
        | VINTF1_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x10             |
        | VINTF1_SID_REPLACE_0 | PHYS_SID=0x2300                     |
        | CMDQ_ALLOC_MAP_2     | ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1 |
        | CMDQ_ALLOC_MAP_3     | ALLOC=1, LVCMDQ=1, VIRT_INTF_INDX=1 |
        | VCMDQ2_CONFIG        | CMDQ_EN=1                           |
        | VCMDQ2_PROD_INDX     | WR=1                                |
        | VCMDQ2_CONS_INDX     | RD=1                                |
        | VCMDQ3_GERRORN       | CMDQ_ERR=1                          |
      And no register changed for guest A

    Scenario Outline: Of two VMs that end each takes its own along, and <last> is the last
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And <first> shuts down
      When <last> shuts down
      Then these physical registers read:
        | VINTF1_CONFIG | ENABLE=0 |
        | VINTF2_CONFIG | ENABLE=0 |
      And the device of <first> makes no host call

      Examples:
        | first | last |
        | VM A  | VM B |
        | VM B  | VM A |

    Scenario Outline: The end of <one> is the end of nothing of <other>
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      When <one> shuts down
      Then the device of <other> makes no host call
      And <other> holds these hw_queues:
        | index=0 |
        | index=1 |

      Examples:
        | one  | other |
        | VM A | VM B  |
        | VM B | VM A  |

    Scenario Outline: What VM B gives up is its own, and VM A keeps what it has made anew, when <event>
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And VM A is reset
      And guest A's driver brings CMDQ-V up
      When <event>
      Then VM B holds no hw_queue
      And VM A holds these hw_queues:
        | index=0 |
        | index=1 |
      And the device of VM A makes no host call
      And VINTF page 0 is the only page of the region of VM A that is a host page
      And no register changed for guest A

      Examples:
        | event                                     |
        | guest B writes CMDQV_EN=0 to CMDQV_CONFIG |
        | guest B writes ENABLE=0 to VINTF0_CONFIG  |
        | VM B is reset                             |

    @P0-04
    Scenario: The page that a VM sees comes and goes with its own VINTF
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And guest B's driver brings CMDQ-V up
      And VM A is reset
      When VM B is reset
      Then every page of the region of VM A is trapped
      And every page of the region of VM B is trapped

    @P0-01
    Scenario: The page of one VM is not seen with that of another
      Given VM A and VM B with CMDQ-V on one host
      And guest A's driver brings CMDQ-V up
      And VM A is reset
      When guest B's driver brings CMDQ-V up
      Then every page of the region of VM A is trapped
      And VINTF page 0 is the only page of the region of VM B that is a host page

  @ISO-07
  Rule: ISO-07 Queue memory stays mapped while the queue exists

    The kernel pins the memory of a queue and refuses to unmap it from the IOAS with EBUSY until the queue is destroyed.

    MUST. Source: linux-7.2. Since mail-v5.

    @UAPI-HWQ-21
    Scenario: The memory of a queue cannot be unmapped
      Given a process that holds "a hw_queue"
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

    @UAPI-HWQ-21
    Scenario: A refused unmap leaves the queue its memory
      Given a process that holds "a hw_queue"
      And vCMDQ 2 runs on the queue that the kernel gave it
      And the host writes CMDQ_EN=1 to VCMDQ2_CONFIG
      And user space calls IOAS_UNMAP
      When these commands are put on vCMDQ 2:
        | CMD_SYNC |
      Then these commands reach the SMMU:
        | vCMDQ 2 | CMD_SYNC |

    Scenario: The lower of two queues alone keeps the memory
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1, nesting_parent_iova=0x40001000
      And user space destroys hw_queue1
      When user space calls IOAS_UNMAP
      Then the call fails with EBUSY each time

    @UAPI-HWQ-24
    Scenario: The memory is free once the queue is destroyed
      Given a process that holds "a hw_queue"
      And user space destroys hw_queue0
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: A queue that was never allocated keeps no memory
      Given a process that holds "a vIOMMU"
      And user space calls HW_QUEUE_ALLOC with index=5
      When user space calls IOAS_UNMAP
      Then the call succeeds

    Scenario: Another mapping can go
      Given a process that holds "a hw_queue"
      And user space has called IOAS_MAP with iova=0x60000000
      When user space calls IOAS_UNMAP with iova=0x60000000
      Then the call succeeds

    @CQ-08
    Scenario: The guest's queue is read at its physical address
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated
      When vCMDQ 0 of guest B is allocated
      Then the physical register VCMDQ2_BASE reads ADDR=0x90100000, LOG2SIZE=8
      And the physical register VCMDQ4_BASE reads ADDR=0xa0100000, LOG2SIZE=8
      And no register changed for guest A
