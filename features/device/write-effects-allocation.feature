Feature: What ALLOC and BASE do

  A vCMDQ needs hardware once it has a BASE, is allocated to VINTF0 in CMDQ_ALLOC_MAP, and both switches are on. The
  write that completes this makes the device call HW_QUEUE_ALLOC for that vCMDQ alone: ALLOC and BASE belong to one
  vCMDQ, unlike the switches, which look at both (features/device/write-effects-enables.feature).

  Taking ALLOC away gives the hardware back; moving BASE exchanges it, for a queue on the new address with clean
  registers. Writing what is already there differs: ALLOC=1 over 1 is only stored, while any write to BASE is a new
  attempt where there is no queue. A BASE of 0 under a live queue asks for nothing; the queue may stay or go.

  Background:
    Given a VM with CMDQ-V

  @WR-05
  Rule: WR-05 Setting ALLOC in CMDQ_ALLOC_MAP_i attempts allocation of queue i

    When a write to CMDQ_ALLOC_MAP_i changes ALLOC from 0 to 1 the device stores the value and attempts to allocate
    queue i and no other.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario: ALLOC=1 allocates a vCMDQ that has all else

      Given the guest fulfils ENABLE, BASE among the preconditions of vCMDQ 0
      When the guest writes 0x00000001 to CMDQ_ALLOC_MAP_0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
      And CMDQ_ALLOC_MAP_0 reads 0x1

    Scenario: ALLOC=1 of vCMDQ 1 allocates vCMDQ 1 and leaves vCMDQ 0 alone

      Given vCMDQ 0 is allocated
      And the guest fulfils BASE among the preconditions of vCMDQ 1
      When the guest writes 0x00000003 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And CMDQ_ALLOC_MAP_1 reads 0x3

    Scenario: ALLOC=1 beside an LVCMDQ that was there allocates a vCMDQ
      A driver names the logical vCMDQ first.

      Given vCMDQ 0 is allocated
      And the guest fulfils BASE among the preconditions of vCMDQ 1
      And the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      When the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |

    Scenario: ALLOC=1 of vCMDQ 1 does not attempt a ready vCMDQ 0

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils BASE among the preconditions of vCMDQ 1
      When the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 | ENOMEM |

    Scenario Outline: ALLOC=1 without <missing> only stores

      Given CMDQ-V is disabled
      And the guest fulfils <fulfilled> among the preconditions of vCMDQ 0
      When the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      Then CMDQ_ALLOC_MAP_0 reads 0x1
      And no other register changed
      And the device makes no host call

      Examples:
        | missing  | fulfilled        |
        | BASE     | CMDQV_EN, ENABLE |
        | CMDQV_EN | BASE, ENABLE     |
        | ENABLE   | BASE, CMDQV_EN   |

  @WR-06
  Rule: WR-06 Clearing ALLOC in CMDQ_ALLOC_MAP_i frees queue i

    When a write to CMDQ_ALLOC_MAP_i changes ALLOC from 1 to 0 the device stores the value, destroys queue i if it is
    allocated and clears its page-0 cache.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: ALLOC=0 frees vCMDQ <slot>

      Given <state>
      And the guest writes these registers:
        | VCMDQ<slot>_CONS_INDX | 0x5 |
        | VCMDQ<slot>_PROD_INDX | 0x5 |
        | VCMDQ<slot>_CONFIG    | 0x1 |
      When the guest writes 0x0 to CMDQ_ALLOC_MAP_<slot>
      Then the device makes these host calls:
        | DESTROY | id=hw_queue<slot> |
      And these registers read:
        | CMDQ_ALLOC_MAP_<slot> | 0x0    |
        | VCMDQ<slot>_CONS_INDX | 0x0    |
        | VCMDQ<slot>_PROD_INDX | 0x0    |
        | VCMDQ<slot>_CONFIG    | 0x0    |
        | VCMDQ<slot>_STATUS    | 0x0    |
        | VCMDQ<slot>_GERROR    | 0x0    |
        | VCMDQ<slot>_GERRORN   | 0x0    |
        | VCMDQ<slot>_BASE      | <base> |

      Examples:
        | slot | state                        | base       |
        | 0    | vCMDQ 0 is allocated         | 0x40100008 |
        | 1    | vCMDQs 0 and 1 are allocated | 0x40200008 |

    Scenario: ALLOC=0 beside an LVCMDQ that stays frees a vCMDQ

      Given vCMDQs 0 and 1 are allocated
      And the guest writes ALLOC=1, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      When the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then the device makes these host calls:
        | DESTROY | id=hw_queue1 |

    Scenario: ALLOC=0 of vCMDQ 1 leaves vCMDQ 0 its hardware

      Given vCMDQs 0 and 1 are allocated
      And the guest writes 0x5 to VCMDQ0_PROD_INDX
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      Then VCMDQ0_PROD_INDX reads 0x5
      And the physical register VCMDQ2_PROD_INDX reads 0x5
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=1
      And the physical register CMDQ_ALLOC_MAP_3 reads ALLOC=0

    Scenario: ALLOC=0 of a vCMDQ without hardware only stores

      Given the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then CMDQ_ALLOC_MAP_0 reads 0x0
      And no other register changed
      And the device makes no host call

  @WR-07
  Rule: WR-07 A CMDQ_ALLOC_MAP write that keeps ALLOC only stores

    When a write to CMDQ_ALLOC_MAP_i leaves ALLOC as it was, the device only stores the value. Writing 1 over 1 does not
    attempt an allocation.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: ALLOC=1 written over 1 does not attempt again what failed

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes 0x40000001 to CMDQ_ALLOC_MAP_0
      Then CMDQ_ALLOC_MAP_0 reads 0x40000001
      And no other register changed
      And the device makes no host call

    Scenario: ALLOC=1 written over 1 leaves an allocated queue alone

      Given vCMDQ 0 is allocated
      And the guest writes 0x5 to VCMDQ0_PROD_INDX
      When the guest writes 0x40000001 to CMDQ_ALLOC_MAP_0
      Then CMDQ_ALLOC_MAP_0 reads 0x40000001
      And no other register changed
      And no physical register changed
      And the device makes no host call

    Scenario: ALLOC=0 written over 0 only stores

      Given the guest fulfils ENABLE, BASE among the preconditions of vCMDQ 1
      When the guest writes ALLOC=0, LVCMDQ=1 to CMDQ_ALLOC_MAP_1
      Then CMDQ_ALLOC_MAP_1 reads 0x2
      And no other register changed
      And the device makes no host call

    Scenario: ALLOC=1 written over 1 leaves an allocated vCMDQ 1 alone

      Given vCMDQs 0 and 1 are allocated
      And the guest writes 0x5 to VCMDQ1_PROD_INDX
      When the guest writes 0x40000001 to CMDQ_ALLOC_MAP_1
      Then CMDQ_ALLOC_MAP_1 reads 0x40000001
      And no other register changed
      And no physical register changed
      And the device makes no host call

  @WR-11
  Rule: WR-11 Writing BASE of slot i attempts allocation of queue i

    A write to BASE of slot i through either page-1 aperture, as BASE_L, BASE_H or 64-bit BASE, updates the cached BASE
    and then attempts to allocate queue i. If the queue is allocated and still ready, the old queue is destroyed, its
    page-0 cache is cleared and a new queue is allocated.

    Accepted: While CMDQ_EN_OK is set the device may also ignore the write, as the architecture makes a change of an
    enabled queue's BASE unpredictable.

    Until mail-v5: A BASE write was ignored while CMDQ_EN_OK was set.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario: A queue whose BASE was 0 for a time follows the next one

      Given vCMDQ 0 is allocated
      And the guest writes 0 to VCMDQ0_BASE
      When the guest writes 0x40500008 to VCMDQ0_BASE
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40500000 |

    Scenario Outline: <register> allocates vCMDQ <slot>

      Given <state>
      And the guest fulfils ENABLE, ALLOC among the preconditions of vCMDQ <slot>
      When the guest writes LOG2SIZE=8, ADDR=0x40300000 to <register>
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=<slot>, nesting_parent_iova=0x40300000, length=0x1000 |
      And <register> reads LOG2SIZE=8, ADDR=0x40300000

      Examples:
        | slot | register            | state                |
        | 0    | VCMDQ0_BASE         | VINTF0 is enabled    |
        | 0    | VINTF0_LVCMDQ0_BASE | VINTF0 is enabled    |
        | 1    | VCMDQ1_BASE         | vCMDQ 0 is allocated |
        | 1    | VINTF0_LVCMDQ1_BASE | vCMDQ 0 is allocated |

    @ALLOC-08
    Scenario Outline: <prefix>_BASE written in halves ends in a queue on the whole BASE

      What becomes of an attempt on the first half is up to the device.

      Given the guest fulfils ENABLE, ALLOC among the preconditions of vCMDQ 0
      When the guest writes LOG2SIZE=8, ADDR=0x40300000 to <prefix>_BASE_L
      And the guest writes 0x0 to <prefix>_BASE_H
      Then VCMDQ0_BASE reads LOG2SIZE=8, ADDR=0x40300000
      And VCMDQ0_GERROR reads 0x0
      And the physical register VCMDQ2_BASE reads LOG2SIZE=8, ADDR=0x90300000
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=1

      Examples:
        | prefix         |
        | VCMDQ0         |
        | VINTF0_LVCMDQ0 |

    Scenario Outline: <register> moves an allocated queue that is not enabled

      Given vCMDQ 0 is allocated
      And the guest writes 0x5 to VCMDQ0_PROD_INDX
      And the guest writes 0x5 to VCMDQ0_CONS_INDX
      When the guest writes LOG2SIZE=9, ADDR=0x40300000 to <register>
      Then the device makes these host calls:
        | DESTROY        | id=hw_queue0                                           |
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40300000, length=0x2000 |
      And VCMDQ0_PROD_INDX reads 0x0
      And VCMDQ0_CONS_INDX reads 0x0
      And the physical register VCMDQ2_BASE reads LOG2SIZE=9, ADDR=0x90300000

      Examples:
        | register            |
        | VCMDQ0_BASE         |
        | VINTF0_LVCMDQ0_BASE |

    Scenario: BASE of vCMDQ 1 does not attempt a ready vCMDQ 0

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest writes LOG2SIZE=8, ADDR=0x40300000 to VCMDQ1_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40300000, length=0x1000 | ENOMEM |

    Scenario Outline: BASE without <missing> is only kept

      Given CMDQ-V is disabled
      And the guest fulfils <fulfilled> among the preconditions of vCMDQ 0
      When the guest writes LOG2SIZE=8, ADDR=0x40300000 to VCMDQ0_BASE
      Then VCMDQ0_BASE reads 0x40300008
      And VINTF0_LVCMDQ0_BASE reads 0x40300008
      And no other register changed
      And the device makes no host call

      Examples:
        | missing  | fulfilled        |
        | ALLOC    | CMDQV_EN, ENABLE |
        | CMDQV_EN | ALLOC, ENABLE    |
        | ENABLE   | ALLOC, CMDQV_EN  |

  @WR-12
  Rule: WR-12 Writing BASE=0 under a live queue keeps the queue

    When BASE of an allocated queue is written to 0 the device updates the cached BASE. The queue is then no longer
    ready, no call to the kernel follows and the existing queue stays allocated.

    Accepted: The device may instead destroy the queue.

    MAY. Source: qemu-11.1, cloud-hypervisor. Since mail-v5.

    Scenario Outline: <register>=0 under an allocated queue allocates nothing

      Whether the queue is kept or freed is up to the device.

      Given vCMDQ 0 is allocated
      When the guest writes 0x0 to <register>
      Then the device makes no HW_QUEUE_ALLOC call
      And VCMDQ0_BASE reads 0x0
      And VINTF0_LVCMDQ0_BASE reads 0x0
      And VCMDQ0_GERROR reads 0x0

      Examples:
        | register            |
        | VCMDQ0_BASE         |
        | VINTF0_LVCMDQ0_BASE |
        | VCMDQ0_BASE_L       |

    Scenario Outline: <register>=0 under an allocated vCMDQ 1 allocates nothing

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x0 to <register>
      Then the device makes no HW_QUEUE_ALLOC call
      And <register> reads 0x0
      And VCMDQ1_GERROR reads 0x0
      And VCMDQ0_BASE reads LOG2SIZE=8, ADDR=0x40100000

      Examples:
        | register              |
        | VCMDQ1_BASE           |
        | VINTF0_LVCMDQ1_BASE_L |
