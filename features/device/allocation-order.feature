Feature: Order of the four preconditions

  A vCMDQ gets its hardware queue when four things have come together: it has a BASE, it is mapped
  (CMDQ_ALLOC_MAP.ALLOC), CMDQ-V is enabled (CMDQV_EN) and VINTF0 is enabled (ENABLE). The guest writes four registers
  for this and no order is prescribed, so the write that comes last, whichever it is, must make the queue, and must make
  it once.

  All 24 orders are tried. Two things to watch for: CMDQV_EN is 1 out of reset, so for most guests only three writes are
  left; and the kernel allocates in ascending order, so vCMDQ 1 is tried here above a vCMDQ 0 that exists or comes with
  the same write. What happens if vCMDQ 1 is ready first: features/device/allocation-repeated.feature. What counts as
  given: features/device/allocation.feature.

  @ALLOC-04
  Rule: ALLOC-04 The order of the four precondition writes does not matter

    Each of the 24 orders of the four precondition writes ends with the queue allocated by exactly one successful
    HW_QUEUE_ALLOC. This holds if BASE is written by one 64-bit write, if CMDQV_EN was first cleared (it is 1 out of
    reset), and, for queue 1, if queue 0 is allocated already.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: vCMDQ 0 set up in the order <order>
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      When the guest fulfils <order> among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, type=TEGRA241_CMDQV, index=0, nesting_parent_iova=0x40100000, length=0x1000 |
      And CMDQV_STATUS reads CMDQV_ENABLED=1
      And VINTF0_STATUS reads ENABLE_OK=1
      And VCMDQ0_GERROR reads 0

      Examples:
        | order                         |
        | BASE, ALLOC, CMDQV_EN, ENABLE |
        | BASE, ALLOC, ENABLE, CMDQV_EN |
        | BASE, CMDQV_EN, ALLOC, ENABLE |
        | BASE, CMDQV_EN, ENABLE, ALLOC |
        | BASE, ENABLE, ALLOC, CMDQV_EN |
        | BASE, ENABLE, CMDQV_EN, ALLOC |
        | ALLOC, BASE, CMDQV_EN, ENABLE |
        | ALLOC, BASE, ENABLE, CMDQV_EN |
        | ALLOC, CMDQV_EN, BASE, ENABLE |
        | ALLOC, CMDQV_EN, ENABLE, BASE |
        | ALLOC, ENABLE, BASE, CMDQV_EN |
        | ALLOC, ENABLE, CMDQV_EN, BASE |
        | CMDQV_EN, BASE, ALLOC, ENABLE |
        | CMDQV_EN, BASE, ENABLE, ALLOC |
        | CMDQV_EN, ALLOC, BASE, ENABLE |
        | CMDQV_EN, ALLOC, ENABLE, BASE |
        | CMDQV_EN, ENABLE, BASE, ALLOC |
        | CMDQV_EN, ENABLE, ALLOC, BASE |
        | ENABLE, BASE, ALLOC, CMDQV_EN |
        | ENABLE, BASE, CMDQV_EN, ALLOC |
        | ENABLE, ALLOC, BASE, CMDQV_EN |
        | ENABLE, ALLOC, CMDQV_EN, BASE |
        | ENABLE, CMDQV_EN, BASE, ALLOC |
        | ENABLE, CMDQV_EN, ALLOC, BASE |

    Scenario Outline: vCMDQ 1 set up in the order <order> above a vCMDQ 0 that lacks only what they share
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      When the guest fulfils <order> among the preconditions of vCMDQ 1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, type=TEGRA241_CMDQV, index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | viommu_id=viommu, type=TEGRA241_CMDQV, index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And VCMDQ0_GERROR reads 0
      And VCMDQ1_GERROR reads 0

      Examples:
        | order                         |
        | BASE, ALLOC, CMDQV_EN, ENABLE |
        | BASE, ALLOC, ENABLE, CMDQV_EN |
        | BASE, CMDQV_EN, ALLOC, ENABLE |
        | BASE, CMDQV_EN, ENABLE, ALLOC |
        | BASE, ENABLE, ALLOC, CMDQV_EN |
        | BASE, ENABLE, CMDQV_EN, ALLOC |
        | ALLOC, BASE, CMDQV_EN, ENABLE |
        | ALLOC, BASE, ENABLE, CMDQV_EN |
        | ALLOC, CMDQV_EN, BASE, ENABLE |
        | ALLOC, CMDQV_EN, ENABLE, BASE |
        | ALLOC, ENABLE, BASE, CMDQV_EN |
        | ALLOC, ENABLE, CMDQV_EN, BASE |
        | CMDQV_EN, BASE, ALLOC, ENABLE |
        | CMDQV_EN, BASE, ENABLE, ALLOC |
        | CMDQV_EN, ALLOC, BASE, ENABLE |
        | CMDQV_EN, ALLOC, ENABLE, BASE |
        | CMDQV_EN, ENABLE, BASE, ALLOC |
        | CMDQV_EN, ENABLE, ALLOC, BASE |
        | ENABLE, BASE, ALLOC, CMDQV_EN |
        | ENABLE, BASE, CMDQV_EN, ALLOC |
        | ENABLE, ALLOC, BASE, CMDQV_EN |
        | ENABLE, ALLOC, CMDQV_EN, BASE |
        | ENABLE, CMDQV_EN, BASE, ALLOC |
        | ENABLE, CMDQV_EN, ALLOC, BASE |

    Scenario Outline: vCMDQ 1 set up in the order <order> while vCMDQ 0 is live
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest fulfils <order> among the preconditions of vCMDQ 1
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, type=TEGRA241_CMDQV, index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And VCMDQ1_GERROR reads 0

      Examples:
        | order       |
        | BASE, ALLOC |
        | ALLOC, BASE |

  @LIFE-11
  Rule: LIFE-11 The last of four queue set-up writes triggers HW_QUEUE_ALLOC

    The guest provides BASE, CMDQ_ALLOC_MAP.ALLOC, CMDQV_EN and VINTF0_CONFIG.ENABLE in any order. The write that
    completes the set makes the device call HW_QUEUE_ALLOC.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <last> completes the set after <first>
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <first> among the preconditions of vCMDQ 0
      When the guest fulfils <last> among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | viommu_id=viommu, index=0, nesting_parent_iova=0x40100000, length=0x1000 |

      Examples:
        | first                   | last     |
        | ALLOC, CMDQV_EN, ENABLE | BASE     |
        | BASE, CMDQV_EN, ENABLE  | ALLOC    |
        | BASE, ALLOC, ENABLE     | CMDQV_EN |
        | BASE, ALLOC, CMDQV_EN   | ENABLE   |

  @ALLOC-05
  Rule: ALLOC-05 CMDQV_EN is satisfied out of reset

    After reset CMDQV_EN is 1, so this precondition holds unless the guest clears it.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario: Three preconditions are enough out of power-on
      Given a VM with CMDQ-V
      When the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000 |
      And CMDQV_CONFIG reads CMDQV_EN=1
      And CMDQV_STATUS reads CMDQV_ENABLED=1

    Scenario: Three preconditions are enough after a reset
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the VM is reset
      When the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000 |
