Feature: Allocation in several steps

  Guests do not always set a queue up in one go: a 32-bit guest writes BASE in two halves, and any guest may write a
  register again that already holds the value. What counts is the end: one queue per ready vCMDQ, on the current BASE.
  On the way there the device may have asked for a queue at a half-written address, and CMDQ_INIT_ERR may have shown;
  once the whole BASE is accepted neither is left.

  The kernel allocates queues in ascending order only (features/kernel/hw-queue-index.feature), so vCMDQ 1 has to wait
  for vCMDQ 0. If it is tried first the kernel answers EIO, vCMDQ 1 shows CMDQ_INIT_ERR, and the success of vCMDQ 0 by
  its own BASE or ALLOC need not bring vCMDQ 1 along: its own trigger, or a group trigger (CMDQV_EN or ENABLE), does.
  For the same reason vCMDQ 0 alone cannot be replaced under a live vCMDQ 1: either nothing happens, or both are made
  anew.

  @ALLOC-08
  Rule: ALLOC-08 A BASE written in two halves ends with the right queue

    When everything else is ready and BASE is written as two 32-bit halves, the queue finally allocated uses the
    complete BASE and CMDQ_INIT_ERR is clear if that allocation succeeded. QEMU 11.1 already attempts an allocation on
    the first half, with a half-updated address.

    Accepted: The intermediate attempt may be absent, may fail and set CMDQ_INIT_ERR for a time, or may succeed on the
    half-updated address.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: BASE written in halves <first>, <second> of a ready queue
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes <first content> to <first>
      And the guest writes <second content> to <second>
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40200000, length=0x2000 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0
      And VCMDQ0_BASE reads 0x40200009

      Examples:
        | first                 | first content | second                | second content |
        | VCMDQ0_BASE_L         | 0x40200009    | VCMDQ0_BASE_H         | 0              |
        | VCMDQ0_BASE_H         | 0             | VCMDQ0_BASE_L         | 0x40200009     |
        | VINTF0_LVCMDQ0_BASE_L | 0x40200009    | VINTF0_LVCMDQ0_BASE_H | 0              |
        | VINTF0_LVCMDQ0_BASE_H | 0             | VINTF0_LVCMDQ0_BASE_L | 0x40200009     |

    Scenario Outline: A BASE outside RAM is corrected in halves <first>, <second>
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest writes 0x1_0010_0008 to VCMDQ0_BASE
      When the guest writes <first content> to <first>
      And the guest writes <second content> to <second>
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40200000, length=0x2000 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | first         | first content | second        | second content |
        | VCMDQ0_BASE_L | 0x40200009    | VCMDQ0_BASE_H | 0              |
        | VCMDQ0_BASE_H | 0             | VCMDQ0_BASE_L | 0x40200009     |

    Scenario Outline: The BASE of a live vCMDQ <slot> is moved in halves, <half> half first
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes <first content> to <first>
      And the guest writes <second content> to <second>
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=<iova 0> |
        | index=1, nesting_parent_iova=<iova 1> |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | slot | half | first         | first content | second        | second content | iova 0     | iova 1     |
        | 1    | low  | VCMDQ1_BASE_L | 0x40500008    | VCMDQ1_BASE_H | 0              | 0x40100000 | 0x40500000 |
        | 1    | high | VCMDQ1_BASE_H | 0             | VCMDQ1_BASE_L | 0x40500008     | 0x40100000 | 0x40500000 |

    Scenario: A failure of the complete BASE is told
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x40200009 to VCMDQ0_BASE_L
      And the guest writes 0x1 to VCMDQ0_BASE_H
      Then the VM holds no hw_queue
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

    Scenario Outline: The BASE of a refused vCMDQ 1 is corrected in halves, <first> first
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest writes <first content> to <first>
      And the guest writes <second content> to <second>
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000                |
        | index=1, nesting_parent_iova=0x40300000, length=0x2000 |
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | first                 | first content | second                | second content |
        | VCMDQ1_BASE_L         | 0x40300009    | VCMDQ1_BASE_H         | 0              |
        | VINTF0_LVCMDQ1_BASE_H | 0             | VINTF0_LVCMDQ1_BASE_L | 0x40300009     |

    Scenario Outline: The BASE of an allocated vCMDQ <slot> leaves RAM and comes back, half by half
      Given a VM with CMDQ-V
      And <state>
      When the guest writes 0x1 to <prefix>_BASE_H
      And the guest writes 0x0 to <prefix>_BASE_H
      And the guest writes 0x40400008 to <prefix>_BASE_L
      And the guest writes 0x40400008 to <prefix>_BASE_L
      Then <prefix>_BASE reads 0x40400008
      And VCMDQ<slot>_GERROR reads CMDQ_INIT_ERR=0
      And the physical register <physical>_BASE reads LOG2SIZE=8, ADDR=0x90400000

      Examples:
        | slot | prefix         | state                        | physical |
        | 0    | VINTF0_LVCMDQ0 | vCMDQ 0 is allocated         | VCMDQ2   |
        | 1    | VCMDQ1         | vCMDQs 0 and 1 are allocated | VCMDQ3   |

  @ALLOC-09
  Rule: ALLOC-09 A repeated trigger on a ready queue ends with one queue on the current BASE

    A trigger on an allocated and ready queue, even with BASE unchanged, makes QEMU 11.1 destroy the queue, clear its
    page-0 cache, allocate a new queue from the current BASE and copy the zeros to hardware, so that CMDQ_EN ends at 0.
    In any case exactly one queue remains, built from the current BASE.

    Accepted: If BASE did not change, or was written while CMDQ_EN_OK is set, the device may leave the queue and its
    registers untouched.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A live queue and <content> written to <register> make one queue
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes <content> to <register>
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=<iova>, length=<length> |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | content    | register            | iova       | length |
        | CMDQV_EN=1 | CMDQV_CONFIG        | 0x40100000 | 0x1000 |
        | ENABLE=1   | VINTF0_CONFIG       | 0x40100000 | 0x1000 |
        | ALLOC=1    | CMDQ_ALLOC_MAP_0    | 0x40100000 | 0x1000 |
        | 0x40100008 | VCMDQ0_BASE         | 0x40100000 | 0x1000 |
        | 0x40300008 | VCMDQ0_BASE         | 0x40300000 | 0x1000 |
        | 0x40100007 | VCMDQ0_BASE         | 0x40100000 | 0x800  |
        | 0x40300004 | VINTF0_LVCMDQ0_BASE | 0x40300000 | 0x100  |

    @WR-11
    Scenario Outline: A 64-bit <register> that differs in its upper half alone moves an allocated queue
      Given a VM with CMDQ-V whose RAM has both 16G and 2M pages
      And vCMDQ 0 is allocated
      When the guest writes LOG2SIZE=8, ADDR=0x4_4010_0000 to <register>
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x4_4010_0000, length=0x1000 |
      And VCMDQ0_BASE reads LOG2SIZE=8, ADDR=0x4_4010_0000
      And VCMDQ0_GERROR reads 0x0

      Examples:
        | register            |
        | VCMDQ0_BASE         |
        | VINTF0_LVCMDQ0_BASE |

    Scenario: A queue on a new BASE starts from clean registers
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes WR=5 to VCMDQ0_PROD_INDX
      And the guest writes RD=5 to VCMDQ0_CONS_INDX
      When the guest writes 0x40300008 to VCMDQ0_BASE
      Then the device makes these host calls:
        | DESTROY        | id=hw_queue0                            |
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40300000 |
      And these registers read:
        | VCMDQ0_PROD_INDX | 0 |
        | VCMDQ0_CONS_INDX | 0 |
        | VCMDQ0_CONFIG    | 0 |

    Scenario: The BASE of vCMDQ 1 changes without vCMDQ 0
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes 0x40300008 to VCMDQ1_BASE
      Then the device makes these host calls:
        | DESTROY        | id=hw_queue1                            |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40300000 |

  @ALLOC-10
  Rule: ALLOC-10 A repeated trigger with both queues live is harmless

    A trigger on queue 0 while queue 1 is allocated leaves both queues usable. The kernel refuses to destroy queue 0
    under queue 1 (EBUSY) and to allocate index 0 twice (EEXIST), so a device that destroys queue 0 first cannot
    succeed. QEMU 11.1 deviates here: it drops the id of queue 0 after EBUSY, gets EEXIST and sets CMDQ_INIT_ERR in the
    cache of queue 0, and the kernel's queue 0 stays alive until the VINTF is torn down and can still be reached at
    0x30000.

    Accepted: Nothing happens, or both queues are destroyed in descending and allocated in ascending order.

    SHOULD. Source: qemu-11.1, linux-7.2, inference. Since mail-v5.

    Scenario Outline: Two live queues survive <content> written to <register>
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes <content> to <register>
      Then the VM holds these hw_queues:
        | index=0 |
        | index=1 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | content    | register            |
        | CMDQV_EN=1 | CMDQV_CONFIG        |
        | ENABLE=1   | VINTF0_CONFIG       |
        | 0x40100008 | VCMDQ0_BASE         |
        | 0x40300008 | VCMDQ0_BASE         |
        | 0x40300008 | VINTF0_LVCMDQ0_BASE |

  @ALLOC-11
  Rule: ALLOC-11 Group triggers walk the queues in ascending order

    A write of CMDQV_EN=1 or ENABLE=1 attempts queue 0 before queue 1. A queue that is not ready is skipped, which does
    not count as a failure. After a failure of queue 0, queue 1 does not become allocated.

    Accepted: After a failure of queue 0 the device may attempt queue 1 or not; the kernel refuses it.

    MUST. Source: uapi, qemu-11.1. Since mail-v5.

    Scenario Outline: <content> written to <register> requests vCMDQ 0 before vCMDQ 1
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <earlier> among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes <content> to <register>
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000 |

      Examples:
        | earlier  | content    | register      |
        | ENABLE   | CMDQV_EN=1 | CMDQV_CONFIG  |
        | CMDQV_EN | ENABLE=1   | VINTF0_CONFIG |

    Scenario Outline: <content> written to <register> skips vCMDQ 0 if it is not ready
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <earlier> among the preconditions of vCMDQ 1
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      When the guest writes <content> to <register>
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000 | EIO |
      And VCMDQ0_GERROR reads 0
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=1

      Examples:
        | earlier  | content    | register      |
        | ENABLE   | CMDQV_EN=1 | CMDQV_CONFIG  |
        | CMDQV_EN | ENABLE=1   | VINTF0_CONFIG |

    Scenario Outline: <content> written to <register> leaves vCMDQ 1 without queue if vCMDQ 0 fails
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <earlier> among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest writes 0x1_0000_0008 to VCMDQ0_BASE
      When the guest writes <content> to <register>
      Then the VM holds no hw_queue
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

      Examples:
        | earlier  | content    | register      |
        | ENABLE   | CMDQV_EN=1 | CMDQV_CONFIG  |
        | CMDQV_EN | ENABLE=1   | VINTF0_CONFIG |

  @ALLOC-12
  Rule: ALLOC-12 Queue 1 requested before queue 0 fails and waits for a trigger of its own

    If queue 1 is ready while queue 0 does not exist, the kernel answers EIO and the device sets CMDQ_INIT_ERR on queue
    1. Only a BASE write to queue 1, its ALLOC going 1, 0, 1 or a group trigger retries it; a later success of queue 0
    through its own BASE or ALLOC write does not.

    Accepted: A device that retries queue 1 once queue 0 exists is accepted.

    SHOULD. Source: qemu-11.1, linux-7.2. Since mail-v5.

    Scenario: vCMDQ 1 alone is refused
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest fulfils BASE among the preconditions of vCMDQ 1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=1 | EIO |
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ0_GERROR reads 0

    Scenario Outline: vCMDQ 1 is retried when <content> is written to <register>
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      And vCMDQ 0 is allocated
      When the guest writes <content> to <register>
      Then the VM holds these hw_queues:
        | index=0 |
        | index=1 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | content    | register            |
        | 0x40200008 | VCMDQ1_BASE         |
        | 0x40200008 | VINTF0_LVCMDQ1_BASE |
        | CMDQV_EN=1 | CMDQV_CONFIG        |
        | ENABLE=1   | VINTF0_CONFIG       |

    Scenario Outline: <last> brings vCMDQ 0 into being beside a vCMDQ 1 that was refused
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      And the guest fulfils <first> among the preconditions of vCMDQ 0
      When the guest fulfils <last> among the preconditions of vCMDQ 0
      Then among its host calls the device makes these, in this order:
        | HW_QUEUE_ALLOC | index=0 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0

      Examples:
        | first | last  |
        | ALLOC | BASE  |
        | BASE  | ALLOC |

    Scenario: vCMDQ 1 is retried when its ALLOC goes 1, 0, 1
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      And vCMDQ 0 is allocated
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      And the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the VM holds these hw_queues:
        | index=0 |
        | index=1 |
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=0

  @ALLOC-13
  Rule: ALLOC-13 Order independence holds for each queue by itself

    Across queues the guest sets up queue 0 before queue 1, unless a group trigger comes last.

    Accepted: A device that accepts queue 1 first and allocates it as soon as queue 0 exists is accepted too.

    MAY. Source: inference. Since mail-v5.

    Scenario: vCMDQ 1 before vCMDQ 0 works if a group trigger comes last
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      When the guest fulfils ENABLE among the preconditions of vCMDQ 0
      Then the VM holds these hw_queues:
        | index=0 |
        | index=1 |

    Scenario: vCMDQ 0 works even if vCMDQ 1 was tried first
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then among its host calls the device makes these, in this order:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000 |
      And VCMDQ0_GERROR reads 0
