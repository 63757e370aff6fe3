Feature: Teardown of hardware queues

  Whatever gives a queue up - its ALLOC, CMDQV_EN, VINTF0 or a reset - the device gives the hw_queues back to the kernel
  in descending order, because the kernel refuses to destroy a queue under a higher one, and keeps what the guest has
  configured: BASE and CMDQ_ALLOC_MAP stay, so that setting the missing precondition again brings the queue back. It
  then starts from indices of 0: the cache of page 0 was cleared (features/device/migration-limits.feature).

  Clearing CMDQ_EN gives nothing up: it only stops the queue. Clearing ALLOC of vCMDQ 0 under a live vCMDQ 1 cannot work
  as asked, since the kernel answers EBUSY; several outcomes are accepted, but none that another VM notices. The vIOMMU,
  its page and its event queue stay until the VM ends, and the VINTF of the host stays enabled while the guest's is
  disabled. What the kernel does for each queue: features/kernel/queue-reset.feature.

  @TEAR-01
  Rule: TEAR-01 Clearing ALLOC frees one queue and keeps BASE

    When ALLOC of CMDQ_ALLOC_MAP_i goes from 1 to 0 the device destroys queue i only, clears its page-0 cache and keeps
    BASE. Setting ALLOC again allocates the queue from the same BASE with both indices 0.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: Clearing ALLOC of the only queue destroys it
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then the device makes these host calls:
        | DESTROY | id=hw_queue0 |
      And these registers read:
        | CMDQ_ALLOC_MAP_0 | 0          |
        | VCMDQ0_BASE      | 0x40100008 |
        | VINTF0_STATUS    | 0x1        |
        | CMDQV_STATUS     | 0x1        |

    Scenario: Clearing ALLOC of vCMDQ 1 leaves vCMDQ 0
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | DESTROY | id=hw_queue1 |
      And the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000 |
      And VCMDQ1_BASE reads 0x40200008

    Scenario: Clearing ALLOC of a vCMDQ without queue destroys nothing
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      Then the device makes no host call
      And CMDQ_ALLOC_MAP_1 reads 0
      And no other register changed

    Scenario Outline: Setting ALLOC of vCMDQ <slot> again allocates from the same BASE
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes WR=5 to VCMDQ1_PROD_INDX
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      When the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=<slot>, nesting_parent_iova=<iova>, length=0x1000 |
      And these registers read:
        | VCMDQ<slot>_PROD_INDX | 0 |
        | VCMDQ<slot>_CONS_INDX | 0 |
        | VCMDQ<slot>_CONFIG    | 0 |

      Examples:
        | slot | iova       |
        | 1    | 0x40200000 |

    Scenario: A queue that is given back can be given a new BASE
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      And the guest writes 0x40500006 to VCMDQ0_BASE
      When the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40500000, length=0x400 |

    Scenario: ALLOC of vCMDQ 1 gives and takes its queue each time
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      And the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      And the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | DESTROY | id=hw_queue1 |
      And the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000 |

    Scenario: A queue that is allocated a third time is on the BASE that it has now
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      And the guest writes 0x40500006 to VCMDQ0_BASE
      And the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      And the guest writes 0x40600007 to VCMDQ0_BASE
      When the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40600000, length=0x800 |

  @TEAR-02
  Rule: TEAR-02 Clearing ALLOC of queue 0 under a live queue 1 stays within the VM

    When ALLOC of queue 0 goes from 1 to 0 while queue 1 is live, the kernel refuses to destroy queue 0 (EBUSY). QEMU
    11.1 drops its handle and clears the cache, the kernel's queue stays until the vIOMMU is torn down, and a new
    allocation gets EEXIST and sets CMDQ_INIT_ERR. Whatever the device does, no other VM is affected.

    Accepted: The device may refuse, may leave queue 0 in the kernel, or may destroy queue 1 first and then queue 0.

    MUST. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Scenario: Clearing ALLOC of vCMDQ 0 under a live vCMDQ 1 does not touch another VM
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated
      And vCMDQ 1 of guest A is allocated
      And vCMDQ 0 of guest B is allocated and enabled
      When guest A writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then the device of VM B makes no host call
      And no register changed for guest B
      And VM B holds these hw_queues:
        | index=0 |

    Scenario: Another VM runs commands after ALLOC of vCMDQ 0 was cleared under a live vCMDQ 1
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated
      And vCMDQ 1 of guest A is allocated
      And vCMDQ 0 of guest B is allocated and enabled
      And guest A writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      When guest B puts these commands on vCMDQ 0:
        | CMD_SYNC |  |
      Then VCMDQ0_CONS_INDX of guest B reads RD=1

    Scenario: The set-up of both vCMDQs stays
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then these registers read:
        | CMDQ_ALLOC_MAP_1 | ALLOC=1    |
        | VCMDQ0_BASE      | 0x40100008 |
        | VCMDQ1_BASE      | 0x40200008 |

  @TEAR-13
  Rule: TEAR-13 Queues that are unmapped from the first up can be had again

    After ALLOC of queue 0 and then that of queue 1 has gone from 1 to 0 neither queue is left in the kernel, although
    the kernel destroys them in the other order only. Both can be allocated again, with the BASE that they had or with
    another. The Linux driver unmaps its queues in this order when it starts.

    MUST. Source: linux-7.2, inference. Since mail-v5.

    Scenario: Clearing ALLOC of vCMDQ 0 and then of vCMDQ 1 leaves no queue
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes ALLOC=0, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the VM holds no hw_queue

    Scenario: Clearing ALLOC of both after CMDQV_EN went off and on leaves no queue
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      And the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      When the guest writes ALLOC=0, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the VM holds no hw_queue

    Scenario Outline: Both are allocated again at <first> and <second>
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes ALLOC=0, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      And the guest gives vCMDQ 0 a queue of 2^8 entries at <first>
      And the guest gives vCMDQ 1 a queue of 2^8 entries at <second>
      When the guest writes ALLOC=1, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the VM holds these hw_queues:
        | index=0 | nesting_parent_iova=<first>  | length=0x1000 |
        | index=1 | nesting_parent_iova=<second> | length=0x1000 |
      And these registers read:
        | VCMDQ0_GERROR | 0 |
        | VCMDQ1_GERROR | 0 |

      Examples:
        | first      | second     |
        | 0x40100000 | 0x40200000 |
        | 0x40500000 | 0x40600000 |
        | 0x40200000 | 0x40100000 |

    Scenario: The second time is like the first
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes ALLOC=0, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      And the guest writes ALLOC=1, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      When the guest writes ALLOC=0, LVCMDQ=0 to CMDQ_ALLOC_MAP_0
      And the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the VM holds no hw_queue

  @TEAR-03
  Rule: TEAR-03 Clearing CMDQV_EN frees the queues and keeps their set-up

    On CMDQV_EN=0 the device destroys queue 1 and then queue 0 and then clears STATUS.CMDQV_ENABLED. CMDQ_ALLOC_MAP,
    BASE and the state of VINTF0 stay, and CMDQV_EN=1 allocates the queues again.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: Clearing CMDQV_EN destroys vCMDQ 1, then vCMDQ 0
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      Then the device makes these host calls:
        | DESTROY | id=hw_queue1 |
        | DESTROY | id=hw_queue0 |
      And these registers read:
        | CMDQV_STATUS     | 0          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=1    |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1    |
        | VCMDQ0_BASE      | 0x40100008 |
        | VCMDQ1_BASE      | 0x40200008 |
        | VINTF0_CONFIG    | ENABLE=1   |
        | VINTF0_STATUS    | 0x1        |

    Scenario: Clearing CMDQV_EN without queues makes no call
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      Then the device makes no host call
      And CMDQV_STATUS reads 0

    Scenario: Setting CMDQV_EN again brings both queues back
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And CMDQ-V is disabled
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And CMDQV_STATUS reads 1

    Scenario: Clearing CMDQV_EN twice destroys once
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And CMDQ-V is disabled
      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      Then the device makes no host call
      And no register changed

    Scenario: CMDQV_EN frees both queues each time that it is cleared
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And CMDQ-V is disabled
      And the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      Then the device makes these DESTROY calls:
        | id=hw_queue1 |
        | id=hw_queue0 |
      And CMDQV_STATUS reads 0

    Scenario: CMDQV_EN brings both queues back each time that it is set
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And CMDQ-V is disabled
      And the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      And CMDQ-V is disabled
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And CMDQV_STATUS reads 1

  @TEAR-04
  Rule: TEAR-04 Disabling VINTF0 leaves the VINTF of the host enabled

    On ENABLE=0 the device removes the direct window, destroys queue 1 and queue 0 and clears ENABLE_OK. It makes no
    kernel call for the VINTF itself, which stays enabled on the host.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: Disabling VINTF0 destroys vCMDQ 1, then vCMDQ 0, and nothing else
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then the device makes these DESTROY calls:
        | id=hw_queue1 |
        | id=hw_queue0 |
      And the device makes no MUNMAP call
      And every page of the region is trapped
      And these registers read:
        | VINTF0_STATUS    | 0          |
        | CMDQV_STATUS     | 0x1        |
        | CMDQ_ALLOC_MAP_0 | ALLOC=1    |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1    |
        | VCMDQ0_BASE      | 0x40100008 |
        | VCMDQ1_BASE      | 0x40200008 |

    Scenario: Disabling VINTF0 without queues destroys nothing
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then the device makes no DESTROY call
      And VINTF0_STATUS reads ENABLE_OK=0

    Scenario: Enabling VINTF0 again brings both queues back
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And VINTF0_STATUS reads ENABLE_OK=1

    Scenario: Disabling VINTF0 frees both queues and closes the window each time
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      And the guest writes ENABLE=1 to VINTF0_CONFIG
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then the device makes these DESTROY calls:
        | id=hw_queue1 |
        | id=hw_queue0 |
      And every page of the region is trapped
      And VINTF0_STATUS reads ENABLE_OK=0

    Scenario: Enabling VINTF0 brings both queues and the window back each time
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      And the guest writes ENABLE=1 to VINTF0_CONFIG
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And VINTF page 0 is the only page of the region that is a host page
      And VINTF0_STATUS reads ENABLE_OK=1

  @TEAR-06
  Rule: TEAR-06 Clearing CMDQ_EN keeps the queue

    A write of CMDQ_EN=0 to the CONFIG of a vCMDQ does not free its hw_queue.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: CMDQ_EN=0 in <register> keeps the hw_queue
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      When the guest writes CMDQ_EN=0 to <register>
      Then the device makes no host call
      And the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000 |
      And VCMDQ0_STATUS reads CMDQ_EN_OK=0

      Examples:
        | register              |
        | VCMDQ0_CONFIG         |
        | VINTF0_LVCMDQ0_CONFIG |

    Scenario: A queue that was disabled runs again
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the guest writes CMDQ_EN=0 to VCMDQ0_CONFIG
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |  |
      Then VCMDQ0_CONS_INDX reads RD=1

  @TEAR-07
  Rule: TEAR-07 BASE=0 keeps the queue

    A write of 0 to BASE does not free the hw_queue of a live queue.

    Accepted: The device may instead destroy the queue.

    MAY. Source: qemu-11.1, cloud-hypervisor. Since mail-v5.

    Scenario Outline: <register> going to 0 requests no queue
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes 0 to <register>
      Then the device makes no HW_QUEUE_ALLOC call
      And VCMDQ0_BASE reads 0
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | register            |
        | VCMDQ0_BASE         |
        | VINTF0_LVCMDQ0_BASE |
