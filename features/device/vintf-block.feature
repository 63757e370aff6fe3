Feature: Registers of VINTF0

  A guest switches its VINTF on and off in VINTF0_CONFIG and is answered in VINTF0_STATUS. On hardware of its own it
  would also choose a VMID and whether the VINTF belongs to a hypervisor. In a VM that is not the guest's to choose.

  HYP_OWN never sticks: it reads 0 whatever was written (why: features/device/hyp-own.feature). The VMID that the guest
  writes is kept for a driver that reads it back, and shown to nobody else: the one in the hardware was written by the
  kernel at VIOMMU_ALLOC, from the VM's stage 2 (features/kernel/vintf-hardware.feature), and is put into every TLB
  invalidation of the guest (features/hardware/vmid-substitution.feature). ENABLE opens the direct window
  (features/device/page0-window.feature) and may complete an allocation; the VINTF of the host has been enabled since
  VIOMMU_ALLOC. LVCMDQ_ERR_MAP, in the same block, names the vCMDQs that have an error:
  features/device/error-maps.feature.

  Background:
    Given a VM with CMDQ-V

  @VINTF-01
  Rule: VINTF-01 VINTF0_CONFIG at 0x1000 never shows HYP_OWN

    VINTF0_CONFIG is a 32-bit read-write register at 0x1000 with ENABLE [0], VMID [16:1] and HYP_OWN [17]. Every guest
    write clears HYP_OWN, which always reads back 0; the other bits are stored. The reset value is 0.

    MUST. Source: uapi, linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: VINTF0_CONFIG is 0 when the VM starts

      When the guest reads offset 0x1000 with one 4-byte access
      Then the read gives 0x0
      And VINTF0_CONFIG reads 0x0

    @PHYS-14
    Scenario Outline: <written> becomes <value>

      When the guest writes <written> to VINTF0_CONFIG
      Then VINTF0_CONFIG reads <value>
      And no other register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | written                | value      |
        | HYP_OWN=1              | 0x00000000 |
        | VMID=0xffff            | 0x0001fffe |
        | VMID=0x8001, HYP_OWN=1 | 0x00010002 |
        | 0xfffffffe             | 0xfffdfffe |

    @PHYS-14
    Scenario Outline: <written> becomes <value> while <state>

      Given <state>
      When the guest writes <written> to VINTF0_CONFIG
      Then VINTF0_CONFIG reads <value>
      And VINTF0_STATUS reads ENABLE_OK=1
      And no physical register changed

      Examples:
        | state              | written                        | value      |
        | CMDQ-V is disabled | ENABLE=1, HYP_OWN=1            | 0x00000001 |
        | VINTF0 is enabled  | ENABLE=1, HYP_OWN=1            | 0x00000001 |
        | VINTF0 is enabled  | ENABLE=1, VMID=0x55, HYP_OWN=1 | 0x000000ab |
        | VINTF0 is enabled  | 0xffffffff                     | 0xfffdffff |

    Scenario: VINTF0_CONFIG lies at 0x1000

      When the guest writes 0x12344 to offset 0x1000 with one 4-byte access
      Then VINTF0_CONFIG reads ENABLE=0, VMID=0x91a2, HYP_OWN=0
      And VINTF0_CONFIG reads 0x12344
      And no other register changed

    Scenario: A reset clears VINTF0_CONFIG

      Given the guest writes ENABLE=1, VMID=0x55 to VINTF0_CONFIG
      When the VM is reset
      Then VINTF0_CONFIG reads 0x0
      And VINTF0_STATUS reads 0x0

    @PHYS-14
    Scenario: Each bit of VINTF0_CONFIG but HYP_OWN can be set alone

      When the guest writes each bit of VINTF0_CONFIG alone and reads it back from VINTF0_CONFIG
      Then each bit reads back as it was written, and HYP_OWN as 0
      And no physical register changed
      And the device makes no HW_QUEUE_ALLOC call

  @VINTF-02
  Rule: VINTF-02 VINTF0_STATUS at 0x1004 is read-only and resets to 0

    VINTF0_STATUS is a 32-bit read-only register at 0x1004 with ENABLE_OK [0], STATUS [3:1] (0 no error, 1 vCMDQ error)
    and VI_NUM_LVCMDQ [23:16]. The reset value is 0.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario: VINTF0_STATUS is 0 when the VM starts

      When the guest reads offset 0x1004 with one 4-byte access
      Then the read gives 0x0
      And VINTF0_STATUS reads 0x0

    Scenario: VINTF0_STATUS acknowledges ENABLE in bit 0

      Given VINTF0 is enabled
      When the guest reads offset 0x1004 with one 4-byte access
      Then the read gives 0x1
      And VINTF0_STATUS reads ENABLE_OK=1

  @VINTF-03
  Rule: VINTF-03 ENABLE_OK is the only bit of VINTF0_STATUS that changes

    The device drives ENABLE_OK alone. The fields STATUS and VI_NUM_LVCMDQ of VINTF0_STATUS read 0 in every state.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: VINTF0_STATUS does not count the allocated vCMDQs

      When the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 0
      Then VINTF0_STATUS reads 0x1
      And the physical register CMDQ_ALLOC_MAP_2 reads ALLOC=1, VIRT_INTF_INDX=1

    Scenario: VINTF0_STATUS does not show the error of a vCMDQ

      Given vCMDQ 0 is allocated and enabled
      When the kernel reports an event with map0=1
      Then VINTF0_STATUS reads 0x1

  @VINTF-07
  Rule: VINTF-07 LVCMDQ_ERR_MAP sits at 0x10C0 to 0x10CC

    VINTF0_LVCMDQ_ERR_MAP_j is a 32-bit read-only register at 0x10C0 + 4*j for j = 0 to 3, with one bit for each logical
    vCMDQ. Only bits [1:0] of VINTF0_LVCMDQ_ERR_MAP_0 carry meaning. The reset value is 0. The driver reads the map as
    two 64-bit words at 0x10C0 and 0x10C8.

    Accepted: A 64-bit read may return the zero-extended 32-bit register or the full 64-bit map; only bits [1:0] are
    judged.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: <register> at <offset> is 0 until an error is reported

      When the guest reads offset <offset> with one 4-byte access
      Then the read gives 0x0
      And <register> reads 0x0

      Examples:
        | register                | offset |
        | VINTF0_LVCMDQ_ERR_MAP_0 | 0x10c0 |
        | VINTF0_LVCMDQ_ERR_MAP_1 | 0x10c4 |
        | VINTF0_LVCMDQ_ERR_MAP_2 | 0x10c8 |
        | VINTF0_LVCMDQ_ERR_MAP_3 | 0x10cc |

    Scenario Outline: An error of both vCMDQs shows in a <width> read of LVCMDQ_ERR_MAP

      Given vCMDQs 0 and 1 are allocated
      And the kernel reports an event with map0=3
      When the guest reads offset 0x10c0 with one <width> access
      Then the read gives 0x3
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 0x3

      Examples:
        | width  |
        | 4-byte |
        | 8-byte |

    Scenario: The second half of LVCMDQ_ERR_MAP stays 0

      Given vCMDQs 0 and 1 are allocated
      And the kernel reports an event with map0=3
      When the guest reads offset 0x10c8 with one 8-byte access
      Then the read gives 0x0

  @VINTF-10
  Rule: VINTF-10 The VMID written by the guest stays in the register

    The device stores and returns the VMID that the guest writes to VINTF0_CONFIG, and never passes it to the hardware.
    The kernel programs a VMID of its own choice.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: The VMID of <content> goes nowhere

      When the guest writes <content> to VINTF0_CONFIG
      Then VINTF0_CONFIG reads VMID=0x1234
      And the device makes no host call
      And the device stores nothing in the host page
      And no physical register changed

      Examples:
        | content               |
        | VMID=0x1234           |
        | ENABLE=1, VMID=0x1234 |

    Scenario: An invalidation carries the kernel's VMID

      Given the guest writes ENABLE=1, VMID=0x1234 to VINTF0_CONFIG
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
      Then these commands, or wider ones of the same VM, reach the SMMU:
        | vCMDQ 2 | TLBI_NH_ASID | ASID=3 VMID=VINTF1_CONFIG.VMID |
