Feature: What enabling and disabling does

  Two switches stand before a guest's vCMDQs: CMDQV_EN of the whole block and ENABLE of VINTF0. Writing a 1 to either is
  a trigger, also over a 1: the device asks the host for every vCMDQ that is ready, in ascending order, which is the
  only one that the kernel takes; a queue that exists may be left alone or be made anew. Turning either off gives the
  queues back, in descending order. What the guest has configured stays.

  The acknowledgement in STATUS is the device's own; the VINTF of the host stays enabled all the time. ENABLE is
  acknowledged and opens the window even if an allocation failed: that shows in GERROR of the vCMDQ
  (features/device/failure.feature). On disable the window goes first and ENABLE_OK falls last.

  Background:
    Given a VM with CMDQ-V

  @WR-01
  Rule: WR-01 Writing CONFIG with CMDQV_EN=1 enables and attempts allocation

    On any write to CONFIG with CMDQV_EN=1, whatever the earlier value, the device stores the value, sets
    STATUS.CMDQV_ENABLED and attempts to allocate vCMDQ 0 and then vCMDQ 1, stopping at the first failure. ALLOC-09
    covers a queue that is already allocated.

    Accepted: A queue that is already allocated may be left alone or be allocated anew. After a failure of queue 0 the
    device may attempt queue 1 or not; the kernel refuses it.

    MUST. Source: overview, linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: CMDQV_EN=1 allocates the queues that are ready, in ascending order

      Given CMDQ-V is disabled
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      When the guest writes 0x00020083 to CMDQV_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And CMDQV_CONFIG reads 0x00020083
      And CMDQV_STATUS reads CMDQV_ENABLED=1

    Scenario Outline: CMDQV_EN=1 skips a queue without <precondition>

      Given CMDQ-V is disabled
      And the guest fulfils <fulfilled> among the preconditions of vCMDQ 0
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then the device makes no host call
      And CMDQV_STATUS reads CMDQV_ENABLED=1
      And CMDQV_CONFIG reads 0x1
      And no other register changed

      Examples:
        | precondition | fulfilled     |
        | BASE         | ALLOC, ENABLE |
        | ALLOC        | BASE, ENABLE  |
        | ENABLE       | BASE, ALLOC   |

    Scenario: CMDQV_EN=1 written over 1 attempts again what failed

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
      And VCMDQ0_GERROR reads 0x0

    Scenario: A failure of vCMDQ 0 leaves CMDQ-V enabled and both queues without hardware

      Given CMDQ-V is disabled
      And the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then CMDQV_STATUS reads CMDQV_ENABLED=1
      And VCMDQ0_GERROR reads CMDQ_INIT_ERR=1
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=0
      And the physical register CMDQ_ALLOC_MAP_3 reads ALLOC=0

    Scenario: An allocated queue remains one queue

      Whether it is left alone or allocated anew is up to the device.

      Given vCMDQ 0 is allocated
      When the guest writes CMDQV_EN=1 to CMDQV_CONFIG
      Then CMDQV_STATUS reads CMDQV_ENABLED=1
      And VCMDQ0_GERROR reads 0x0
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=1
      And the physical register CMDQ_ALLOC_MAP_3 reads ALLOC=0

  @WR-02
  Rule: WR-02 Writing CONFIG with CMDQV_EN=0 frees the queues and disables

    On a write to CONFIG with CMDQV_EN=0 the device stores the value, destroys the queues in descending order (1, then
    0) and then clears STATUS.CMDQV_ENABLED. The direct window at 0x30000 stays installed while VINTF0 is enabled.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: CMDQV_EN=0 frees the queues in descending order and keeps what the guest programmed

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x00020082 to CMDQV_CONFIG
      Then the device makes these host calls:
        | DESTROY | id=hw_queue1 |
        | DESTROY | id=hw_queue0 |
      And these registers read:
        | CMDQV_CONFIG     | 0x00020082 |
        | CMDQV_STATUS     | 0x0        |
        | CMDQ_ALLOC_MAP_0 | 0x1        |
        | CMDQ_ALLOC_MAP_1 | 0x3        |
        | VINTF0_CONFIG    | 0x1        |
        | VINTF0_STATUS    | 0x1        |
        | VCMDQ0_BASE      | 0x40100008 |
        | VCMDQ1_BASE      | 0x40200008 |
      And VINTF page 0 is the only page of the region that is a host page

    Scenario: CMDQV_EN=0 without queues clears CMDQV_ENABLED and nothing else

      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0x0
      And CMDQV_STATUS reads 0x0
      And no other register changed
      And the device makes no host call

    Scenario: CMDQV_EN=0 keeps what the guest stored in every other register

      Given the guest writes these registers:
        | VI_INT_MASK_0              | 0x1               |
        | VI_INT_MASK_1              | 0x2               |
        | CMDQ_ALLOC_MAP_1           | ALLOC=1, LVCMDQ=1 |
        | VINTF0_SID_MATCH_0         | 0x21              |
        | VINTF0_SID_MATCH_15        | 0x31              |
        | VINTF0_SID_REPLACE_0       | 0x10              |
        | VINTF0_SID_REPLACE_15      | 0x18              |
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0x40500000        |
        | VCMDQ1_CONS_INDX_BASE_DRAM | 0x40500000        |
      And VINTF0 is enabled
      When the guest writes CMDQV_EN=0 to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0x0
      And CMDQV_STATUS reads 0x0
      And no other register changed

  @WR-03
  Rule: WR-03 The other fields of CONFIG are stored without effect

    The device stores and returns the fields of CONFIG other than CMDQV_EN; they have no effect.

    Accepted: Any effect of the batching fields and of CONS_DRAM_EN on the hardware is accepted.

    MAY. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: <content> enables nothing and disables nothing

      When the guest writes <content> to CMDQV_CONFIG
      Then CMDQV_CONFIG reads <content>
      And CMDQV_STATUS reads CMDQV_ENABLED=1
      And no other register changed
      And the device makes no host call

      Examples:
        | content                            |
        | CMDQV_EN=1, CMDQV_PER_CMD_OFFSET=0 |
        | CMDQV_EN=1, CMDQ_MAX_CLK_BATCH=4   |
        | CMDQV_EN=1, CMDQ_MAX_CMD_BATCH=1   |
        | CMDQV_EN=1, CONS_DRAM_EN=1         |

    Scenario: The other fields do not enable CMDQ-V

      Given CMDQ-V is disabled
      When the guest writes 0xfffffffe to CMDQV_CONFIG
      Then CMDQV_CONFIG reads 0xfffffffe
      And no other register changed
      And the device makes no host call

  @WR-08
  Rule: WR-08 Enabling VINTF0 acknowledges, attempts allocation and opens the window

    On any write to VINTF0_CONFIG with ENABLE=1, whatever the earlier value, the device clears HYP_OWN, stores the
    value, sets ENABLE_OK, attempts to allocate queue 0 and then queue 1 (stopping at the first failure), and then
    installs the direct window at 0x30000 unless it is installed already. The window is installed even if an allocation
    failed.

    Accepted: A queue that is already allocated may be left alone or be allocated anew. After a failure of queue 0 the
    device may attempt queue 1 or not; the kernel refuses it.

    Until mail-v5: Enabling VINTF0 installed no window; the first successful HW_QUEUE_ALLOC did.

    MUST. Source: overview, linux-7.2, qemu-11.1. Since qemu-11.1.

    Scenario: ENABLE=1 allocates the queues that are ready, in ascending order, and opens the window

      Given the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 1
      When the guest writes ENABLE=1, VMID=0x55, HYP_OWN=1 to VINTF0_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
        | HW_QUEUE_ALLOC | index=1, nesting_parent_iova=0x40200000, length=0x1000 |
      And VINTF0_CONFIG reads 0x000000ab
      And VINTF0_STATUS reads 0x1
      And VINTF page 0 is the only page of the region that is a host page

    Scenario Outline: ENABLE=1 is acknowledged with VMID <vmid>

      When the guest writes ENABLE=1, VMID=<vmid> to VINTF0_CONFIG
      Then VINTF0_CONFIG reads ENABLE=1, VMID=<vmid>
      And VINTF0_STATUS reads 0x1
      And VINTF page 0 is the only page of the region that is a host page

      Examples:
        | vmid   |
        | 0      |
        | 0x8000 |
        | 0xffff |

    Scenario: ENABLE=1 without a ready queue opens the window all the same

      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes no host call
      And VINTF0_CONFIG reads 0x1
      And VINTF0_STATUS reads 0x1
      And no physical register changed
      And VINTF page 0 is the only page of the region that is a host page

    Scenario: ENABLE=1 opens the window and is acknowledged although an allocation failed

      Given the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0 | ENOMEM |
      And VINTF0_STATUS reads 0x1
      And VINTF page 0 is the only page of the region that is a host page

    Scenario: ENABLE=1 written over 1 attempts again what failed

      Given the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      And the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      And the kernel accepts HW_QUEUE_ALLOC again
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes these host calls:
        | HW_QUEUE_ALLOC | index=0, nesting_parent_iova=0x40100000, length=0x1000 |
      And VCMDQ0_GERROR reads 0x0
      And VINTF page 0 is the only page of the region that is a host page

    Scenario: An allocated queue remains one queue, and the window remains one window

      Given vCMDQ 0 is allocated
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_STATUS reads 0x1
      And VCMDQ0_GERROR reads 0x0
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=1
      And VINTF page 0 is the only page of the region that is a host page

  @WR-09
  Rule: WR-09 Disabling VINTF0 closes the window, frees the queues and acknowledges

    On a write to VINTF0_CONFIG with ENABLE=0 the device clears HYP_OWN, stores the value, removes the direct window
    first, destroys queue 1 and then queue 0, and clears ENABLE_OK last.

    MUST. Source: linux-7.2, uapi, qemu-11.1. Since mail-v5.

    Scenario: ENABLE=0 closes the window and frees the queues in descending order

      Given vCMDQs 0 and 1 are allocated
      When the guest writes VMID=0x55, HYP_OWN=1 to VINTF0_CONFIG
      Then the device makes these DESTROY calls:
        | id=hw_queue1 |
        | id=hw_queue0 |
      And the device makes no HW_QUEUE_ALLOC call
      And these registers read:
        | VINTF0_CONFIG    | 0x000000aa |
        | VINTF0_STATUS    | 0x0        |
        | CMDQV_CONFIG     | 0x00020083 |
        | CMDQV_STATUS     | 0x1        |
        | CMDQ_ALLOC_MAP_0 | 0x1        |
        | CMDQ_ALLOC_MAP_1 | 0x3        |
        | VCMDQ0_BASE      | 0x40100008 |
        | VCMDQ1_BASE      | 0x40200008 |
      And every page of the region is trapped
      And the physical register VINTF1_CONFIG reads ENABLE=1, HYP_OWN=0

    Scenario: ENABLE=0 written over 0 only stores

      When the guest writes VMID=0x55 to VINTF0_CONFIG
      Then VINTF0_CONFIG reads 0x000000aa
      And no other register changed
      And the device makes no host call

    Scenario: ENABLE=0 keeps what the guest stored in every other register

      Given the guest writes these registers:
        | VI_INT_MASK_0              | 0x1               |
        | VI_INT_MASK_1              | 0x2               |
        | CMDQ_ALLOC_MAP_1           | ALLOC=1, LVCMDQ=1 |
        | VINTF0_SID_MATCH_0         | 0x21              |
        | VINTF0_SID_MATCH_15        | 0x31              |
        | VINTF0_SID_REPLACE_0       | 0x10              |
        | VINTF0_SID_REPLACE_15      | 0x18              |
        | VCMDQ0_CONS_INDX_BASE_DRAM | 0x40500000        |
        | VCMDQ1_CONS_INDX_BASE_DRAM | 0x40500000        |
      And VINTF0 is enabled
      When the guest writes VMID=0x55 to VINTF0_CONFIG
      Then VINTF0_CONFIG reads 0x000000aa
      And VINTF0_STATUS reads 0x0
      And no other register changed
