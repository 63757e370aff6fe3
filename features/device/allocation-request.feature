Feature: The request for a hardware queue

  HW_QUEUE_ALLOC carries the slot number and the guest's BASE, taken apart into address and length: nesting_parent_iova
  is ADDR, length is 2^(LOG2SIZE + 4), 16 bytes for each of 2^LOG2SIZE entries. The address is the guest's; the kernel
  finds the physical one behind it (features/kernel/hw-queue-memory.feature).

  The device adds no judgement of its own: whether the memory is RAM, contiguous, aligned and of a permitted size is for
  the kernel alone to say, and the guest learns the result from GERROR.CMDQ_INIT_ERR (features/device/failure.feature).
  A success clears that bit and moves what the guest had written to page 0 into the hardware
  (features/device/migration.feature).

  @ALLOC-06
  Rule: ALLOC-06 HW_QUEUE_ALLOC carries slot number, address and length

    The device calls HW_QUEUE_ALLOC with type TEGRA241_CMDQV, index equal to the slot number, nesting_parent_iova equal
    to BASE & 0x0000FFFFFFFFFFE0 and length equal to 2^(LOG2SIZE + 4).

    MUST. Source: uapi, qemu-11.1. Since mail-v5.

    Scenario Outline: BASE <base> asks for <length> bytes at <iova>
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      When the guest writes <base> to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | flags=0, viommu_id=viommu, type=TEGRA241_CMDQV, index=0, nesting_parent_iova=<iova>, length=<length> | EINVAL |

      Examples:
        | base                  | iova             | length        |
        | 0x4010_0000           | 0x4010_0000      | 0x10          |
        | 0x4010_0001           | 0x4010_0000      | 0x20          |
        | 0x4010_0007           | 0x4010_0000      | 0x800         |
        | 0x4010_0008           | 0x4010_0000      | 0x1000        |
        | 0x4080_0013           | 0x4080_0000      | 0x80_0000     |
        | 0x4080_0014           | 0x4080_0000      | 0x100_0000    |
        | 0x4010_001b           | 0x4010_0000      | 0x8000_0000   |
        | 0x4010_001c           | 0x4010_0000      | 0x1_0000_0000 |
        | 0x4010_001f           | 0x4010_0000      | 0x8_0000_0000 |
        | 0x0000_0008           | 0                | 0x1000        |
        | 0x4010_0028           | 0x4010_0020      | 0x1000        |
        | 0x4010_0fe8           | 0x4010_0fe0      | 0x1000        |
        | 0x1_0000_0008         | 0x1_0000_0000    | 0x1000        |
        | 0x8000_4010_0008      | 0x8000_4010_0000 | 0x1000        |
        | 0xffff_ffff_ffe8      | 0xffff_ffff_ffe0 | 0x1000        |
        | 0x1_0000_4010_0008    | 0x4010_0000      | 0x1000        |
        | 0x4000_0000_4010_0008 | 0x4010_0000      | 0x1000        |
        | 0xffff_0000_4010_0008 | 0x4010_0000      | 0x1000        |
        | 0xffff_ffff_ffff_ffff | 0xffff_ffff_ffe0 | 0x8_0000_0000 |

    Scenario Outline: The index of a queue set up with <register> is <slot>
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes 0x40500008 to <register>
      When the guest fulfils ALLOC among the preconditions of vCMDQ 1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=<slot>, nesting_parent_iova=0x40500000, length=0x1000 |

      Examples:
        | register            | slot |
        | VCMDQ1_BASE         | 1    |
        | VINTF0_LVCMDQ1_BASE | 1    |

    Scenario: A queue in RAM above 4 GiB is allocated
      Given a VM with CMDQ-V whose RAM has 16G pages
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x2_0000_0008 to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x2_0000_0000, length=0x1000 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0

    Scenario: A queue in a block of RAM that begins above 4 GiB is allocated
      Given a VM with CMDQ-V whose RAM has both 16G and 2M pages
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x4_4010_0008 to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x4_4010_0000, length=0x1000 |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=0

    Scenario: A queue of VM B in a block of RAM that VM A has not is allocated
      Given VM A with CMDQ-V and device gpu1
      And VM B with CMDQ-V, device gpu0 and RAM that has both 64K and 2M pages
      And guest B fulfils ENABLE, ALLOC among the preconditions of vCMDQ 0
      When guest B writes 0x4410_0008 to VCMDQ0_BASE
      Then the device of VM B makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x4410_0000, length=0x1000 |
      And VCMDQ0_GERROR of guest B reads CMDQ_INIT_ERR=0

    Scenario: The two queues differ in address and length
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils ALLOC among the preconditions of vCMDQ 1
      When the guest writes these registers:
        | VCMDQ0_BASE | 0x40300004 |
        | VCMDQ1_BASE | 0x40400009 |
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40300000, length=0x100  |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40400000, length=0x2000 |

  @ALLOC-07
  Rule: ALLOC-07 The kernel alone judges the queue memory

    The device checks neither that BASE is RAM nor size nor alignment. It passes the request to the kernel, and a
    refusal shows as CMDQ_INIT_ERR.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A BASE that is <problem> is left to the kernel
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes <base> to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=<iova> | <errno> |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ0_BASE reads <base>

      Examples:
        | problem                   | base          | iova          | errno  |
        | not RAM                   | 0x1_0000_0008 | 0x1_0000_0000 | ENOENT |
        | iova 0                    | 0x8           | 0             | ENOENT |
        | partly outside RAM        | 0x43ff_f00a   | 0x43ff_f000   | ENOENT |
        | too short                 | 0x4010_0000   | 0x4010_0000   | EINVAL |

    @LIM-07
    Scenario Outline: A BASE <base> that is not aligned to its length is left to the kernel
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes <base> to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=<iova>, length=<length> | EINVAL |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

      Examples:
        | base       | iova       | length |
        | 0x40100028 | 0x40100020 | 0x1000 |
        | 0x40100829 | 0x40100820 | 0x2000 |

    @LIM-05
    Scenario: A queue larger than IDR1.CMDQS is left to the kernel
      Given a VM with CMDQ-V on physically scattered RAM
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x40100009 to VCMDQ0_BASE
      Then IDR1.CMDQS of the VM is at most 8
      And the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x2000 | EFAULT |
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1

    @LIM-05
    Scenario: A queue larger than IDR1.CMDQS on contiguous RAM is allocated
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes 0x40200010 to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40200000, length=0x100000 |
      And VCMDQ0_GERROR reads 0

  @ALLOC-14
  Rule: ALLOC-14 A successful allocation clears CMDQ_INIT_ERR and migrates the cache

    After a successful HW_QUEUE_ALLOC the device clears CMDQ_INIT_ERR and sets CMDQ_EN_OK in the cache and then copies
    the cached registers to hardware. The cached STATUS cannot be seen while the host page is mapped.

    Accepted: The value of the cached CMDQ_EN_OK is not judged.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A success triggered by <content> in <register> clears CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes <content> to <register>
      Then VCMDQ0_GERROR reads 0
      And the VM holds these hw_queues:
        | index=0 |

      Examples:
        | content    | register      |
        | 0x40200008 | VCMDQ0_BASE   |
        | CMDQV_EN=1 | CMDQV_CONFIG  |
        | ENABLE=1   | VINTF0_CONFIG |

    Scenario: A queue that was freed after a failure does not show the old failure
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      And the guest fulfils BASE among the preconditions of vCMDQ 0
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then VCMDQ0_GERROR reads 0

    Scenario: A cached index reaches the hardware
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the guest writes WR=7 to VCMDQ0_PROD_INDX
      When the guest fulfils BASE among the preconditions of vCMDQ 0
      Then VINTF0_LVCMDQ0_PROD_INDX reads WR=7
