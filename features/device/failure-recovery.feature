Feature: Living with a failed allocation

  CMDQ_INIT_ERR is a level that the device sets and clears, not an error that the guest acknowledges: GERRORN has no
  effect on it. It stays until an allocation of this vCMDQ succeeds, a live queue is freed or the device is reset, and
  it neither interrupts nor appears in the error maps on its own account (a device that does both is accepted).

  It shows in the direct aperture in every state, where a failed queue is a cache like one that never existed. At
  0x30000 a guest can count on it only while VINTF0 is disabled: once it is enabled that page is the hardware's, which
  knows nothing of the device's bit. A failed attempt leaves no queue, even if there was one before: the old one had to
  go to make room. How to try again: any of the triggers in features/device/allocation.feature.

  @FAIL-03
  Rule: FAIL-03 Three events clear CMDQ_INIT_ERR

    Only a successful allocation, the freeing of a live queue or a device reset clears CMDQ_INIT_ERR. A write to GERRORN
    never changes the cached GERROR.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    @GERR-06
    Scenario Outline: <content> in <register> does not clear CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes <content> to <register>
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

      Examples:
        | content         | register         |
        | CMDQ_INIT_ERR=1 | VCMDQ0_GERRORN   |
        | 0x7             | VCMDQ0_GERRORN   |
        | 0               | VCMDQ0_GERRORN   |
        | 0               | VCMDQ0_GERROR    |
        | 0x4             | VCMDQ0_GERROR    |
        | CMDQ_EN=0       | VCMDQ0_CONFIG    |
        | CMDQ_EN=1       | VCMDQ0_CONFIG    |
        | 0               | VCMDQ0_CONS_INDX |
        | ALLOC=0         | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0      | CMDQV_CONFIG     |
        | ENABLE=0        | VINTF0_CONFIG    |
        | 0               | VCMDQ0_BASE      |
        | 0x40200008      | VCMDQ0_BASE      |

    @GERR-06
    Scenario Outline: GERRORN written <value> is stored beside CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes <value> to VCMDQ0_GERRORN
      Then VCMDQ0_GERRORN reads <value>
      And no other register changed

      Examples:
        | value |
        | 0x4   |
        | 0x7   |

    @GERR-06
    Scenario: A success clears CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then VCMDQ0_GERROR reads 0

    @FAIL-01
    Scenario: A second failure shows as the first one did
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      And the guest fulfils BASE among the preconditions of vCMDQ 0
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      When the guest writes ALLOC=1 to CMDQ_ALLOC_MAP_0
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ0_STATUS reads 0
      And the VM holds no hw_queue

    Scenario: A reset clears CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the VM is reset
      Then VCMDQ0_GERROR reads 0

    Scenario: The failure of vCMDQ 1 outlives the success of vCMDQ 0's own write
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      And the guest writes 0x1_0000_0008 to VCMDQ1_BASE
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then VCMDQ0_GERROR reads 0
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=1

    Scenario: Refused vCMDQs come back whatever was written to BASE, ALLOC and CMDQV_EN meanwhile
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      And the guest writes these registers:
        | VCMDQ0_BASE_L         | 0                 |
        | VCMDQ0_BASE_H         | 0x1               |
        | VCMDQ0_BASE_H         | 0                 |
        | VCMDQ0_BASE_L         | 0x40200008        |
        | VCMDQ0_BASE_H         | 0x1               |
        | VCMDQ0_BASE_H         | 0                 |
        | VCMDQ0_BASE           | 0                 |
        | VCMDQ0_BASE           | 0x40200008        |
        | VCMDQ0_BASE_L         | 0x40200008        |
        | CMDQ_ALLOC_MAP_0      | ALLOC=1, LVCMDQ=0 |
        | VINTF0_LVCMDQ1_BASE_L | 0                 |
        | VINTF0_LVCMDQ1_BASE_H | 0x1               |
        | VINTF0_LVCMDQ1_BASE_H | 0                 |
        | VINTF0_LVCMDQ1_BASE_L | 0x40300008        |
        | VINTF0_LVCMDQ1_BASE_H | 0x1               |
        | VINTF0_LVCMDQ1_BASE_H | 0                 |
        | VINTF0_LVCMDQ1_BASE   | 0                 |
        | VINTF0_LVCMDQ1_BASE   | 0x40300008        |
        | VINTF0_LVCMDQ1_BASE_L | 0x40300008        |
        | CMDQ_ALLOC_MAP_1      | ALLOC=1, LVCMDQ=1 |
        | CMDQV_CONFIG          | CMDQV_EN=0        |
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then the device makes these HW_QUEUE_ALLOC calls:
        | index=0, nesting_parent_iova=0x40200000, length=0x1000 |
        | index=1, nesting_parent_iova=0x40300000, length=0x1000 |
      And VCMDQ0_GERROR reads 0
      And VCMDQ1_GERROR reads 0

    Scenario: CMDQ_INIT_ERR stays while CMDQV_EN falls and rises under a kernel that refuses
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      And the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=1
      And the VM holds no hw_queue

    Scenario: A reset clears CMDQ_INIT_ERR of both vCMDQs
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      When the VM is reset
      Then VCMDQ0_GERROR reads 0
      And VCMDQ1_GERROR reads 0

    Scenario: CMDQ_INIT_ERR comes with a second failure, as it went with a success
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      And the guest fulfils BASE among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest gives vCMDQ 0 a queue of 2^8 entries at 0x40500000
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

    Scenario: A second success clears CMDQ_INIT_ERR again
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      And the guest fulfils BASE among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest gives vCMDQ 0 a queue of 2^8 entries at 0x40500000
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest gives vCMDQ 0 a queue of 2^8 entries at 0x40600000
      Then VCMDQ0_GERROR reads 0
      And the VM holds these hw_queues:
        | index=0, nesting_parent_iova=0x40600000 |

  @FAIL-04
  Rule: FAIL-04 CMDQ_INIT_ERR raises no interrupt

    Setting CMDQ_INIT_ERR neither raises an interrupt nor changes an error map.

    Accepted: A device that raises its interrupt and sets the error maps with CMDQ_INIT_ERR is accepted.

    MAY. Source: qemu-11.1. Since mail-v5.

    Scenario: CMDQ_INIT_ERR of vCMDQ 0 is not laid to another queue
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_1 | 0 |
        | VINTF0_LVCMDQ_ERR_MAP_2 | 0 |
        | VINTF0_LVCMDQ_ERR_MAP_3 | 0 |
        | VI_ERR_MAP_1            | 0 |
        | VCMDQ1_GERROR           | 0 |

  @FAIL-05
  Rule: FAIL-05 CMDQ_INIT_ERR is visible through the direct aperture

    GERROR in the direct aperture shows CMDQ_INIT_ERR in every state of VINTF0. GERROR at 0x30000 shows it while VINTF0
    is disabled.

    Accepted: While VINTF0 is enabled GERROR at 0x30000 may show CMDQ_INIT_ERR or not.

    MUST. Source: qemu-11.1, inference. Since mail-v5.

    Scenario: CMDQ_INIT_ERR shows in the direct aperture while VINTF0 is enabled
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

    Scenario: CMDQ_INIT_ERR shows in both apertures while VINTF0 is disabled
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then these registers read:
        | VCMDQ0_GERROR         | CMDQ_INIT_ERR=1 |
        | VINTF0_LVCMDQ0_GERROR | CMDQ_INIT_ERR=1 |

    Scenario: CMDQ_INIT_ERR shows after VINTF0 was disabled and enabled without a new failure
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And the device makes no HW_QUEUE_ALLOC call

  @FAIL-06
  Rule: FAIL-06 A failed attempt leaves no queue

    After a failed allocation attempt queue i does not exist, even if it existed before: the earlier queue was destroyed
    ahead of the attempt.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: A live queue whose new BASE is refused is gone
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      When the guest writes 0x40300008 to VCMDQ0_BASE
      Then the device makes these host calls:
        | DESTROY        | id=hw_queue0                            |        |
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40300000 | EINVAL |
      And the VM holds no hw_queue
      And these registers read:
        | VCMDQ0_GERROR    | CMDQ_INIT_ERR=1 |
        | VCMDQ0_STATUS    | CMDQ_EN_OK=0    |
        | VCMDQ0_PROD_INDX | 0               |

    Scenario: A write after a failed attempt goes to the cache
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      And the guest writes 0x40300008 to VCMDQ0_BASE
      When the guest writes WR=5 to VCMDQ0_PROD_INDX
      Then VCMDQ0_PROD_INDX reads WR=5
      And the device stores nothing in the host page

    Scenario Outline: <content> in <register> after a failed attempt destroys nothing
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      And the guest writes 0x40300008 to VCMDQ0_BASE
      When the guest writes <content> to <register>
      Then the device makes no DESTROY call

      Examples:
        | content    | register         |
        | ALLOC=0    | CMDQ_ALLOC_MAP_0 |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ENABLE=0   | VINTF0_CONFIG    |
