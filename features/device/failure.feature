Feature: Failed allocation

  The kernel can refuse a queue: its memory may be missing, scattered, misaligned or too large, or vCMDQ 0 may not exist
  yet. The guest must learn of it, or it would wait for commands that nobody runs. So the device sets
  GERROR.CMDQ_INIT_ERR and takes back CMDQ_EN_OK, and while the bit is set a write of CMDQ_EN=1 is stored but not
  acknowledged: a driver that polls STATUS runs into its timeout.

  The VM goes on in any case, and so does its other vCMDQ. A failed vCMDQ is a cache; nothing that is put on it is
  executed. What sets things right: features/device/failure-recovery.feature. What the kernel refuses and with which
  errno: features/kernel/hw-queue.feature, features/kernel/hw-queue-memory.feature,
  features/kernel/hw-queue-size.feature.

  @FAIL-01
  Rule: FAIL-01 A failed HW_QUEUE_ALLOC sets CMDQ_INIT_ERR and the VM goes on

    When HW_QUEUE_ALLOC fails the device sets CMDQ_INIT_ERR (bit 2) in the cached GERROR, clears CMDQ_EN_OK in the
    cached STATUS, reports the errno to its log, and the VM continues.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <errno> on BASE of vCMDQ 0 sets CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with <errno>
      When the guest writes 0x40100008 to VCMDQ0_BASE
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0 | <errno> |
      And these registers read:
        | VCMDQ0_GERROR       | CMDQ_INIT_ERR=1, CMDQ_ERR=0 |
        | VCMDQ0_STATUS       | CMDQ_EN_OK=0                |
        | VCMDQ0_BASE         | 0x40100008                  |
        | VINTF0_LVCMDQ0_BASE | 0x40100008                  |

      Examples:
        | errno      |
        | EBUSY      |
        | EEXIST     |
        | EFAULT     |
        | EINVAL     |
        | EIO        |
        | ENOENT     |
        | ENOMEM     |
        | EOPNOTSUPP |
        | EOVERFLOW  |
        | EPERM      |
        | ERANGE     |

    Scenario Outline: A refusal when <last> completes the set-up of vCMDQ <slot> sets CMDQ_INIT_ERR
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <first> among the preconditions of vCMDQ <slot>
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      When the guest fulfils <last> among the preconditions of vCMDQ <slot>
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=<slot> | EINVAL |
      And VCMDQ<slot>_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ<other>_GERROR reads 0

      Examples:
        | slot | other | first                   | last     |
        | 0    | 1     | ALLOC, CMDQV_EN, ENABLE | BASE     |
        | 0    | 1     | BASE, CMDQV_EN, ENABLE  | ALLOC    |
        | 0    | 1     | BASE, ALLOC, ENABLE     | CMDQV_EN |
        | 0    | 1     | BASE, ALLOC, CMDQV_EN   | ENABLE   |
        | 1    | 0     | ALLOC, CMDQV_EN, ENABLE | BASE     |
        | 1    | 0     | BASE, CMDQV_EN, ENABLE  | ALLOC    |
        | 1    | 0     | BASE, ALLOC, ENABLE     | CMDQV_EN |
        | 1    | 0     | BASE, ALLOC, CMDQV_EN   | ENABLE   |

    Scenario Outline: A refusal sets CMDQ_INIT_ERR though GERRORN of vCMDQ <slot> has the bit already
      Given a VM with CMDQ-V
      And the guest fulfils ALLOC, ENABLE among the preconditions of vCMDQ <slot>
      And the guest writes CMDQ_INIT_ERR=1 to VCMDQ<slot>_GERRORN
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest fulfils BASE among the preconditions of vCMDQ <slot>
      Then VCMDQ<slot>_GERROR reads CMDQ_INIT_ERR=1
      And VCMDQ<slot>_GERRORN reads CMDQ_INIT_ERR=1

      Examples:
        | slot |
        | 0    |
        | 1    |

    Scenario: A failure of vCMDQ 1 leaves vCMDQ 0 running
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
        | CMD_SYNC     |        |
      Then VCMDQ0_CONS_INDX reads RD=2
      And VCMDQ1_GERROR reads CMDQ_INIT_ERR=1

    Scenario: ENABLE is acknowledged although the allocation failed
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_STATUS reads ENABLE_OK=1
      And CMDQV_STATUS reads CMDQV_ENABLED=1

    Scenario Outline: A refusal when <last> completes the set-up clears the CMDQ_EN_OK of vCMDQ <slot>
      Given a VM with CMDQ-V
      And the guest writes CMDQ_EN=1 to VCMDQ<slot>_CONFIG
      And CMDQ-V is disabled
      And the guest fulfils <first> among the preconditions of vCMDQ <slot>
      And VCMDQ<slot>_STATUS reads CMDQ_EN_OK=1
      And the kernel refuses HW_QUEUE_ALLOC with EINVAL
      When the guest fulfils <last> among the preconditions of vCMDQ <slot>
      Then these registers read:
        | VCMDQ<slot>_GERROR | CMDQ_INIT_ERR=1, CMDQ_ERR=0 |
        | VCMDQ<slot>_STATUS | CMDQ_EN_OK=0                |
        | VCMDQ<slot>_CONFIG | CMDQ_EN=1                   |

      Examples:
        | slot | first                  | last     |
        | 0    | BASE, CMDQV_EN, ENABLE | ALLOC    |
        | 0    | BASE, ALLOC, ENABLE    | CMDQV_EN |
        | 0    | BASE, ALLOC, CMDQV_EN  | ENABLE   |
        | 1    | BASE, CMDQV_EN, ENABLE | ALLOC    |
        | 1    | BASE, ALLOC, ENABLE    | CMDQV_EN |
        | 1    | BASE, ALLOC, CMDQV_EN  | ENABLE   |

    Scenario Outline: A failure of vCMDQ <slot> leaves the cache of a vCMDQ <other> that has no queue
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest writes these registers:
        | VCMDQ<other>_PROD_INDX | 0x3 |
        | VCMDQ<other>_CONS_INDX | 0x3 |
        | VCMDQ<other>_CONFIG    | 0x1 |
      And the guest fulfils ALLOC among the preconditions of vCMDQ <slot>
      And the kernel refuses HW_QUEUE_ALLOC with EIO
      When the guest fulfils BASE among the preconditions of vCMDQ <slot>
      Then these registers read:
        | VCMDQ<slot>_GERROR     | CMDQ_INIT_ERR=1 |
        | VCMDQ<other>_GERROR    | 0               |
        | VCMDQ<other>_STATUS    | 0x1             |
        | VCMDQ<other>_CONFIG    | 0x1             |
        | VCMDQ<other>_PROD_INDX | 0x3             |
        | VCMDQ<other>_CONS_INDX | 0x3             |

      Examples:
        | slot | other |
        | 0    | 1     |
        | 1    | 0     |

  @FAIL-02
  Rule: FAIL-02 CMDQ_EN is not acknowledged while CMDQ_INIT_ERR is set

    While CMDQ_INIT_ERR is set, a write of CMDQ_EN=1 to CONFIG is stored and CMDQ_EN_OK stays 0, so that the guest's
    poll times out.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: CMDQ_EN is stored and not acknowledged
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then VCMDQ0_CONFIG reads CMDQ_EN=1
      And VCMDQ0_STATUS reads CMDQ_EN_OK=0
      And VINTF0_LVCMDQ0_CONFIG reads CMDQ_EN=1 or CMDQ_EN=0
      And no other register changed
      And the device makes no host call

    Scenario: CMDQ_EN is not acknowledged through the VINTF aperture either
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      Then VINTF0_LVCMDQ0_CONFIG reads CMDQ_EN=1
      And VINTF0_LVCMDQ0_STATUS reads CMDQ_EN_OK=0

    Scenario Outline: GERRORN=<gerrorn> does not bring the acknowledgement of CMDQ_EN
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest writes <gerrorn> to VCMDQ0_GERRORN
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then VCMDQ0_CONFIG reads CMDQ_EN=1
      And VCMDQ0_STATUS reads CMDQ_EN_OK=0
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And the device makes no host call

      Examples:
        | gerrorn         |
        | CMDQ_INIT_ERR=1 |
        | 0x7             |

    Scenario: A failed vCMDQ 1 does not keep vCMDQ 0 from being enabled
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then VCMDQ0_STATUS reads CMDQ_EN_OK=1

    Scenario: CMDQ_EN is acknowledged once the queue exists
      Given a VM with CMDQ-V
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      And the kernel accepts HW_QUEUE_ALLOC again
      And the guest fulfils BASE among the preconditions of vCMDQ 0
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then VCMDQ0_STATUS reads CMDQ_EN_OK=1
