Feature: Stream ID slots of VINTF0

  On hardware, SID_MATCH and SID_REPLACE turn the stream IDs that a guest knows (vSIDs) into those of the machine
  (pSIDs). A guest finds 16 slots of either and may write them, but they are paper: the device keeps what is written,
  gives it back, and passes none of it on. A guest that could write the real ones could name any device of the host in
  its commands.

  The mapping that the hardware applies is the one that the kernel makes when the VMM allocates a vDEVICE, as a rule
  when the guest configures the stream with CFGI_STE (features/device/trapped-queue.feature). What the kernel writes:
  features/kernel/vdevice-hardware.feature. What the hardware does with it:
  features/hardware/stream-substitution.feature.

  Background:
    Given a VM with CMDQ-V

  @VINTF-05
  Rule: VINTF-05 SID_MATCH slots are 16 read-write registers at 0x1040

    VINTF0_SID_MATCH_i is a 32-bit register at 0x1040 + 4*i for i = 0 to 15, with ENABLE [0] and VIRT_SID [20:1]. It
    starts at 0, a guest write is stored and read back, and the value is never forwarded to hardware. QEMU 11.1 keeps it
    across a device reset.

    Accepted: After a device reset both the old value and 0 are accepted.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: SID_MATCH slots are 0 when the VM starts

      When the guest reads VINTF0_SID_MATCH_0
      Then these registers read:
        | VINTF0_SID_MATCH_0  | 0x0 |
        | VINTF0_SID_MATCH_1  | 0x0 |
        | VINTF0_SID_MATCH_7  | 0x0 |
        | VINTF0_SID_MATCH_8  | 0x0 |
        | VINTF0_SID_MATCH_15 | 0x0 |

    Scenario Outline: <register> at <offset> keeps what is written

      When the guest writes 0x1fffff to offset <offset> with one 4-byte access
      Then <register> reads ENABLE=1, VIRT_SID=0xfffff
      And <register> reads 0x1fffff
      And no other register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | register            | offset |
        | VINTF0_SID_MATCH_0  | 0x1040 |
        | VINTF0_SID_MATCH_1  | 0x1044 |
        | VINTF0_SID_MATCH_15 | 0x107c |

    Scenario: Each of the 16 SID_MATCH slots keeps a value of its own

      When the guest writes these registers:
        | VINTF0_SID_MATCH_0  | 0x101 |
        | VINTF0_SID_MATCH_1  | 0x103 |
        | VINTF0_SID_MATCH_2  | 0x105 |
        | VINTF0_SID_MATCH_3  | 0x107 |
        | VINTF0_SID_MATCH_4  | 0x109 |
        | VINTF0_SID_MATCH_5  | 0x10b |
        | VINTF0_SID_MATCH_6  | 0x10d |
        | VINTF0_SID_MATCH_7  | 0x10f |
        | VINTF0_SID_MATCH_8  | 0x111 |
        | VINTF0_SID_MATCH_9  | 0x113 |
        | VINTF0_SID_MATCH_10 | 0x115 |
        | VINTF0_SID_MATCH_11 | 0x117 |
        | VINTF0_SID_MATCH_12 | 0x119 |
        | VINTF0_SID_MATCH_13 | 0x11b |
        | VINTF0_SID_MATCH_14 | 0x11d |
        | VINTF0_SID_MATCH_15 | 0x11f |
      Then these registers read:
        | VINTF0_SID_MATCH_0  | 0x101 |
        | VINTF0_SID_MATCH_1  | 0x103 |
        | VINTF0_SID_MATCH_2  | 0x105 |
        | VINTF0_SID_MATCH_3  | 0x107 |
        | VINTF0_SID_MATCH_4  | 0x109 |
        | VINTF0_SID_MATCH_5  | 0x10b |
        | VINTF0_SID_MATCH_6  | 0x10d |
        | VINTF0_SID_MATCH_7  | 0x10f |
        | VINTF0_SID_MATCH_8  | 0x111 |
        | VINTF0_SID_MATCH_9  | 0x113 |
        | VINTF0_SID_MATCH_10 | 0x115 |
        | VINTF0_SID_MATCH_11 | 0x117 |
        | VINTF0_SID_MATCH_12 | 0x119 |
        | VINTF0_SID_MATCH_13 | 0x11b |
        | VINTF0_SID_MATCH_14 | 0x11d |
        | VINTF0_SID_MATCH_15 | 0x11f |
      And no other register changed

    Scenario Outline: Each bit of <register> can be set alone

      When the guest writes each bit of <register> alone and reads it back from <register>
      Then each bit reads back as it was written
      And no other register changed
      And the device makes no host call

      Examples:
        | register            |
        | VINTF0_SID_MATCH_0  |
        | VINTF0_SID_MATCH_1  |
        | VINTF0_SID_MATCH_2  |
        | VINTF0_SID_MATCH_3  |
        | VINTF0_SID_MATCH_4  |
        | VINTF0_SID_MATCH_5  |
        | VINTF0_SID_MATCH_6  |
        | VINTF0_SID_MATCH_7  |
        | VINTF0_SID_MATCH_8  |
        | VINTF0_SID_MATCH_9  |
        | VINTF0_SID_MATCH_10 |
        | VINTF0_SID_MATCH_11 |
        | VINTF0_SID_MATCH_12 |
        | VINTF0_SID_MATCH_13 |
        | VINTF0_SID_MATCH_14 |
        | VINTF0_SID_MATCH_15 |

  @VINTF-06
  Rule: VINTF-06 SID_REPLACE slots are 16 read-write registers at 0x1080

    VINTF0_SID_REPLACE_i is a 32-bit register at 0x1080 + 4*i for i = 0 to 15, with PHYS_SID [19:0]. It starts at 0, a
    guest write is stored and read back, and the value is never forwarded to hardware. QEMU 11.1 keeps it across a
    device reset.

    Accepted: After a device reset both the old value and 0 are accepted.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario: SID_REPLACE slots are 0 when the VM starts

      When the guest reads VINTF0_SID_REPLACE_0
      Then these registers read:
        | VINTF0_SID_REPLACE_0  | 0x0 |
        | VINTF0_SID_REPLACE_1  | 0x0 |
        | VINTF0_SID_REPLACE_7  | 0x0 |
        | VINTF0_SID_REPLACE_8  | 0x0 |
        | VINTF0_SID_REPLACE_15 | 0x0 |

    Scenario Outline: <register> at <offset> keeps what is written

      When the guest writes 0xabcde to offset <offset> with one 4-byte access
      Then <register> reads PHYS_SID=0xabcde
      And <register> reads 0xabcde
      And no other register changed
      And no physical register changed
      And the device makes no host call

      Examples:
        | register              | offset |
        | VINTF0_SID_REPLACE_0  | 0x1080 |
        | VINTF0_SID_REPLACE_1  | 0x1084 |
        | VINTF0_SID_REPLACE_15 | 0x10bc |

    Scenario: Each of the 16 SID_REPLACE slots keeps a value of its own

      When the guest writes these registers:
        | VINTF0_SID_REPLACE_0  | 0x200 |
        | VINTF0_SID_REPLACE_1  | 0x201 |
        | VINTF0_SID_REPLACE_2  | 0x202 |
        | VINTF0_SID_REPLACE_3  | 0x203 |
        | VINTF0_SID_REPLACE_4  | 0x204 |
        | VINTF0_SID_REPLACE_5  | 0x205 |
        | VINTF0_SID_REPLACE_6  | 0x206 |
        | VINTF0_SID_REPLACE_7  | 0x207 |
        | VINTF0_SID_REPLACE_8  | 0x208 |
        | VINTF0_SID_REPLACE_9  | 0x209 |
        | VINTF0_SID_REPLACE_10 | 0x20a |
        | VINTF0_SID_REPLACE_11 | 0x20b |
        | VINTF0_SID_REPLACE_12 | 0x20c |
        | VINTF0_SID_REPLACE_13 | 0x20d |
        | VINTF0_SID_REPLACE_14 | 0x20e |
        | VINTF0_SID_REPLACE_15 | 0x20f |
      Then these registers read:
        | VINTF0_SID_REPLACE_0  | 0x200 |
        | VINTF0_SID_REPLACE_1  | 0x201 |
        | VINTF0_SID_REPLACE_2  | 0x202 |
        | VINTF0_SID_REPLACE_3  | 0x203 |
        | VINTF0_SID_REPLACE_4  | 0x204 |
        | VINTF0_SID_REPLACE_5  | 0x205 |
        | VINTF0_SID_REPLACE_6  | 0x206 |
        | VINTF0_SID_REPLACE_7  | 0x207 |
        | VINTF0_SID_REPLACE_8  | 0x208 |
        | VINTF0_SID_REPLACE_9  | 0x209 |
        | VINTF0_SID_REPLACE_10 | 0x20a |
        | VINTF0_SID_REPLACE_11 | 0x20b |
        | VINTF0_SID_REPLACE_12 | 0x20c |
        | VINTF0_SID_REPLACE_13 | 0x20d |
        | VINTF0_SID_REPLACE_14 | 0x20e |
        | VINTF0_SID_REPLACE_15 | 0x20f |
      And no other register changed

    Scenario Outline: Each bit of <register> can be set alone

      When the guest writes each bit of <register> alone and reads it back from <register>
      Then each bit reads back as it was written
      And no other register changed
      And the device makes no host call

      Examples:
        | register              |
        | VINTF0_SID_REPLACE_0  |
        | VINTF0_SID_REPLACE_1  |
        | VINTF0_SID_REPLACE_2  |
        | VINTF0_SID_REPLACE_3  |
        | VINTF0_SID_REPLACE_4  |
        | VINTF0_SID_REPLACE_5  |
        | VINTF0_SID_REPLACE_6  |
        | VINTF0_SID_REPLACE_7  |
        | VINTF0_SID_REPLACE_8  |
        | VINTF0_SID_REPLACE_9  |
        | VINTF0_SID_REPLACE_10 |
        | VINTF0_SID_REPLACE_11 |
        | VINTF0_SID_REPLACE_12 |
        | VINTF0_SID_REPLACE_13 |
        | VINTF0_SID_REPLACE_14 |
        | VINTF0_SID_REPLACE_15 |

  @VINTF-09
  Rule: VINTF-09 Guest writes to SID_MATCH and SID_REPLACE do not affect isolation

    A guest write to SID_MATCH or SID_REPLACE changes no stream ID mapping. The mapping that the hardware applies comes
    from IOMMU_VDEVICE_ALLOC alone.

    MUST. Source: mail, qemu-11.1. Since mail-v5.

    Scenario Outline: Writing <register> changes no stream ID mapping

      Given the guest configures StreamID 0x10 for "stage 1"
      And vCMDQ 0 is allocated
      When the guest writes <content> to <register>
      Then the physical register VINTF1_SID_MATCH_0 reads ENABLE=1, VIRT_SID=0x10
      And the physical register VINTF1_SID_REPLACE_0 reads PHYS_SID=0x2300
      And no physical register changed

      Examples:
        | register             | content                 |
        | VINTF0_SID_MATCH_0   | ENABLE=0                |
        | VINTF0_SID_MATCH_1   | ENABLE=1, VIRT_SID=0x11 |
        | VINTF0_SID_REPLACE_0 | PHYS_SID=0x2400         |
        | VINTF0_SID_REPLACE_1 | PHYS_SID=0x2400         |

    Scenario: A forged mapping reaches no device

      Given vCMDQ 0 is allocated and enabled
      And the guest writes these registers:
        | VINTF0_SID_REPLACE_0 | PHYS_SID=0x2400         |
        | VINTF0_SID_MATCH_0   | ENABLE=1, VIRT_SID=0x11 |
      When the guest puts these commands on vCMDQ 0:
        | ATC_INV | SID=0x11 |
      Then no command reaches the SMMU
