Feature: When a hardware queue is requested

  A vCMDQ starts as a set of cached registers that execute nothing. It is *ready* once four things are given: BASE is
  not 0, CMDQ_ALLOC_MAP.ALLOC is 1, CMDQV_EN is 1 and acknowledged, and VINTF0 is enabled. Then the device asks the
  kernel for a hw_queue with HW_QUEUE_ALLOC, and the vCMDQ becomes a queue of the hardware.

  Only the writes that can complete the set make the device look: a write to BASE, ALLOC going from 0 to 1, a write of
  CMDQV_EN=1, a write of ENABLE=1. Everything else that the guest writes is stored and no more; CMDQ_EN above all is no
  precondition, a queue may be enabled before it exists. Order of the four: features/device/allocation-order.feature.
  The request itself: features/device/allocation-request.feature. A refusal: features/device/failure.feature.

  @ALLOC-01
  Rule: ALLOC-01 A hw_queue is requested once four preconditions hold

    The device requests queue i only while its 64-bit BASE is not 0 (LOG2SIZE alone satisfies this),
    CMDQ_ALLOC_MAP_i.ALLOC is 1, STATUS.CMDQV_ENABLED is 1 and VINTF0_STATUS.ENABLE_OK is 1. A queue in this state is
    called ready.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: vCMDQ <slot> is not requested without <missing>
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      When the guest fulfils <given> among the preconditions of vCMDQ <slot>
      Then the device makes no host call

      Examples:
        | slot | missing  | given                   |
        | 0    | BASE     | ALLOC, CMDQV_EN, ENABLE |
        | 0    | ALLOC    | BASE, CMDQV_EN, ENABLE  |
        | 0    | CMDQV_EN | BASE, ALLOC, ENABLE     |
        | 0    | ENABLE   | BASE, ALLOC, CMDQV_EN   |
        | 1    | BASE     | ALLOC, CMDQV_EN, ENABLE |
        | 1    | ALLOC    | BASE, CMDQV_EN, ENABLE  |
        | 1    | CMDQV_EN | BASE, ALLOC, ENABLE     |
        | 1    | ENABLE   | BASE, ALLOC, CMDQV_EN   |

    Scenario: A VMID in VINTF0_CONFIG does not count as ENABLE
      Given a VM with CMDQ-V
      And the guest writes VMID=0x1234 to VINTF0_CONFIG
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then the device makes no host call
      And VCMDQ0_GERROR reads 0

    Scenario Outline: SMMUEN going to <smmuen> is nothing to a vCMDQ
      SMMUEN is none of the preconditions.

      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register CR0
      And vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ALL |
        | CMD_SYNC    |
      When the guest writes <after> to the SMMU register CR0
      Then the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40100000 |
      And the device makes no DESTROY call with id=hw_queue0
      And no register changed

      Examples:
        | smmuen | before | after |
        | 0      | 0xd    | 0xc   |
        | 1      | 0xc    | 0xd   |

    Scenario Outline: BASE with <part> alone counts as given
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      When the guest writes <base> to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0 | EINVAL |

      Examples:
        | part           | base                  |
        | LOG2SIZE       | LOG2SIZE=8            |
        | address bit 5  | ADDR=0x20             |
        | address bit 47 | ADDR=0x8000_0000_0000 |

    Scenario: ALLOC of vCMDQ 0 does not make vCMDQ 1 ready
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest fulfils BASE among the preconditions of vCMDQ 1
      Then the device makes no host call

    Scenario: A vCMDQ 1 that is no longer mapped does not come back with vCMDQ 0
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      And the guest writes 0x40500008 to VCMDQ0_BASE
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_1
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes 0x40600008 to VCMDQ0_BASE
      Then the VM holds these hw_queues:
        | index=0 |

    Scenario Outline: <last> after <given> and a 0 in <register> requests nothing
      Given a VM with CMDQ-V
      And the guest fulfils <given> among the preconditions of vCMDQ 0
      And the guest writes 0 to <register>
      When the guest fulfils <last> among the preconditions of vCMDQ 0
      Then the device makes no host call

      Examples:
        | given         | register         | last   |
        | ALLOC, ENABLE | CMDQ_ALLOC_MAP_0 | BASE   |
        | ALLOC, ENABLE | VINTF0_CONFIG    | BASE   |
        | ALLOC, ENABLE | CMDQV_CONFIG     | BASE   |
        | BASE, ENABLE  | VCMDQ0_BASE      | ALLOC  |
        | BASE, ALLOC   | CMDQ_ALLOC_MAP_0 | ENABLE |
        | BASE, ALLOC   | VCMDQ0_BASE      | ENABLE |

    Scenario Outline: CMDQV_EN=<E>, ENABLE=<V>, ALLOC=<A> and BASE=<base> are left one by one, and come back, without a request

      Every trigger is written in this state, and in each state next to it in which the vCMDQs are not ready.

      Given a VM with CMDQ-V
      And the guest writes these registers:
        | CMDQV_CONFIG     | CMDQV_EN=<E>        |
        | VINTF0_CONFIG    | ENABLE=<V>          |
        | CMDQ_ALLOC_MAP_0 | ALLOC=<A>, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=<A>, LVCMDQ=1 |
        | VCMDQ0_BASE      | <base>              |
        | VCMDQ1_BASE      | <base>              |
      When the guest writes these registers:
        | CMDQV_CONFIG          | CMDQV_EN=<E>         |
        | CMDQV_CONFIG          | CMDQV_EN=<E2>        |
        | CMDQV_CONFIG          | CMDQV_EN=<E>         |
        | VINTF0_CONFIG         | ENABLE=<V>           |
        | VINTF0_CONFIG         | ENABLE=<V2>          |
        | VINTF0_CONFIG         | ENABLE=<V>           |
        | CMDQ_ALLOC_MAP_0      | ALLOC=<A>, LVCMDQ=0  |
        | CMDQ_ALLOC_MAP_0      | ALLOC=<A2>, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_0      | ALLOC=<A>, LVCMDQ=0  |
        | CMDQ_ALLOC_MAP_1      | ALLOC=<A>, LVCMDQ=1  |
        | CMDQ_ALLOC_MAP_1      | ALLOC=<A2>, LVCMDQ=1 |
        | CMDQ_ALLOC_MAP_1      | ALLOC=<A>, LVCMDQ=1  |
        | VCMDQ0_BASE           | <base>               |
        | VCMDQ0_BASE           | <base2>              |
        | VCMDQ0_BASE_L         | <low2>               |
        | VCMDQ0_BASE_L         | <low>                |
        | VCMDQ0_BASE_H         | <high2>              |
        | VCMDQ0_BASE_H         | 0x0                  |
        | VCMDQ0_BASE           | <base>               |
        | VCMDQ0_BASE_H         | 0x0                  |
        | VINTF0_LVCMDQ1_BASE   | <base>               |
        | VINTF0_LVCMDQ1_BASE   | <base2>              |
        | VINTF0_LVCMDQ1_BASE_L | <low2>               |
        | VINTF0_LVCMDQ1_BASE_L | <low>                |
        | VINTF0_LVCMDQ1_BASE_H | <high2>              |
        | VINTF0_LVCMDQ1_BASE_H | 0x0                  |
        | VINTF0_LVCMDQ1_BASE   | <base>               |
        | VINTF0_LVCMDQ1_BASE_H | 0x0                  |
      Then no register changed
      And the device makes no HW_QUEUE_ALLOC call
      And the VM holds no hw_queue

      Examples:
        | E | V | A | base       | E2 | V2 | A2 | base2      | low        | low2       | high2 |
        | 0 | 0 | 0 | 0x0        | 1  | 1  | 1  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 0 | 0 | 0 | 0x40100008 | 1  | 1  | 1  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 0 | 0 | 1 | 0x0        | 1  | 1  | 0  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 0 | 0 | 1 | 0x40100008 | 1  | 1  | 0  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 0 | 1 | 0 | 0x0        | 1  | 0  | 1  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 0 | 1 | 0 | 0x40100008 | 1  | 0  | 1  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 0 | 1 | 1 | 0x0        | 1  | 0  | 0  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 0 | 1 | 1 | 0x40100008 | 0  | 0  | 0  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 1 | 0 | 0 | 0x0        | 0  | 1  | 1  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 1 | 0 | 0 | 0x40100008 | 0  | 1  | 1  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 1 | 0 | 1 | 0x0        | 0  | 1  | 0  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 1 | 0 | 1 | 0x40100008 | 0  | 0  | 0  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 1 | 1 | 0 | 0x0        | 0  | 0  | 1  | 0x40200008 | 0x0        | 0x40200008 | 0x1   |
        | 1 | 1 | 0 | 0x40100008 | 0  | 0  | 0  | 0x0        | 0x40100008 | 0x0        | 0x1   |
        | 1 | 1 | 1 | 0x0        | 0  | 0  | 0  | 0x0        | 0x0        | 0x0        | 0x0   |

  @ALLOC-02
  Rule: ALLOC-02 CMDQ_EN is not a precondition of allocation

    The device requests a ready queue whether its CONFIG.CMDQ_EN is 0 or 1.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: A queue is requested with CMDQ_EN at <enable>
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils BASE among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=<enable> to VCMDQ0_CONFIG
      When the guest fulfils ALLOC among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |

      Examples:
        | enable |
        | 0      |
        | 1      |

    Scenario: CMDQ_EN does not stand in for a missing precondition
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ENABLE among the preconditions of vCMDQ 0
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then the device makes no host call

  @ALLOC-03
  Rule: ALLOC-03 Four kinds of write trigger an allocation attempt

    An allocation is attempted on any write to BASE (either 32-bit half or 64 bits, either aperture), on a change of
    ALLOC from 0 to 1, on any CONFIG write with CMDQV_EN=1 and on any VINTF0_CONFIG write with ENABLE=1.

    Accepted: A BASE write while CMDQ_EN_OK is set may be ignored. A queue that is already allocated may be left alone
    unless its BASE changed.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: A 64-bit write to <register> triggers an attempt
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes 0x40300009 to <register>
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=<slot>, nesting_parent_iova=0x40300000, length=0x2000 | ENOMEM |

      Examples:
        | register            | slot |
        | VCMDQ0_BASE         | 0    |
        | VCMDQ1_BASE         | 1    |
        | VINTF0_LVCMDQ0_BASE | 0    |
        | VINTF0_LVCMDQ1_BASE | 1    |

    Scenario Outline: <content> written to <register> triggers an attempt although it was set before
      The earlier attempt failed, so that the queue is ready and not allocated.

      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes <content> to <register>
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000 |

      Examples:
        | content    | register      |
        | CMDQV_EN=1 | CMDQV_CONFIG  |
        | 0x20083    | CMDQV_CONFIG  |
        | ENABLE=1   | VINTF0_CONFIG |
        | 0x2469     | VINTF0_CONFIG |

    Scenario Outline: <content> written to <register> of a ready queue triggers nothing
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes <content> to <register>
      Then the device makes no host call

      Examples:
        | content    | register                   |
        | RD=1       | VCMDQ0_CONS_INDX           |
        | WR=1       | VCMDQ0_PROD_INDX           |
        | CMDQ_EN=1  | VCMDQ0_CONFIG              |
        | 0x4        | VCMDQ0_GERRORN             |
        | 0x40500000 | VCMDQ0_CONS_INDX_BASE_DRAM |
        | MASK=1     | VI_INT_MASK_0              |
        | ENABLE=1   | VINTF0_SID_MATCH_0         |
        | PHYS_SID=1 | VINTF0_SID_REPLACE_0       |
        | LVCMDQ=1   | CMDQ_ALLOC_MAP_1           |
        | LOG2SIZE=8 | VCMDQ1_BASE                |
