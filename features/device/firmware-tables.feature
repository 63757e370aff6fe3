Feature: CMDQ-V in the ACPI tables

  A guest learns from its firmware's tables that an SMMU has CMDQ-V. The DSDT has a device NVDA200C with the region and
  its interrupt; the IORT has a node for each SMMUv3; and a number, the _UID here and the identifier there, says which
  belongs to which. A guest that finds no device with the number of its SMMU drives the SMMU without CMDQ-V, so a wrong
  number is as bad as none, and nobody is told.

  Tables are made once the machine is complete. A VM whose CMDQ-V is off, or whose host has none, must not have the
  device: its driver would look for a block that is not there.

  @QEMU-09
  Rule: QEMU-09 The DSDT describes each active CMDQ-V

    The DSDT has one device for each SMMUv3 whose active CMDQ-V type is Tegra241: name "CV%02u", _HID "NVDA200C", _UID
    equal to the SMMU's property identifier, _CCA 1, and _CRS with a qword memory range of length 0x50000 and one
    exclusive, edge-triggered, active-high interrupt.

    Until mail-v5: Nothing is said of ACPI.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    @GUEST-01
    Scenario: The DSDT has a device for the CMDQ-V of the SMMU

      Given a VM with CMDQ-V
      When the firmware of the VM reads its tables
      Then the DSDT describes 1 CMDQ-V device
      And each CMDQ-V device of the DSDT has:
        | name | CV and _UID in two digits                                                  |
        | _CCA | 1                                                                          |
        | _CRS | 64-bit memory of 0x50000 bytes; 1 interrupt exclusive, edge, active-high |

    Scenario Outline: With cmdqv=<cmdqv> the DSDT has <count> of them

      Given a VM with cmdqv=<cmdqv> and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      When the firmware of the VM reads its tables
      Then the DSDT describes <count> CMDQ-V devices

      Examples:
        | cmdqv | count |
        | auto  | 1     |
        | off   | 0     |

    Scenario: Without CMDQ-V on the host the DSDT has no such device

      Given a host whose SMMU has no CMDQ-V extension
      And a VM with cmdqv=auto and no devices
      And device gpu0 is plugged into the VM as StreamID 0x10
      When the firmware of the VM reads its tables
      Then the DSDT describes 0 CMDQ-V devices

  @QEMU-10
  Rule: QEMU-10 NVDA200C is matched to its SMMU by _UID

    The _UID of an NVDA200C device equals the identifier of the IORT node of its SMMUv3. The guest driver pairs the two
    by this number and does without CMDQ-V if they do not match.

    MUST. Source: linux-7.2. Since mail-v5.

    @GUEST-01
    Scenario: The DSDT and the IORT have the same number for the SMMU

      Given a VM with CMDQ-V
      When the firmware of the VM reads its tables
      Then the DSDT describes 1 CMDQ-V device
      And each CMDQ-V device of the DSDT has the _UID of an SMMUv3 in the IORT

    Scenario: A reset changes nothing about it

      Given a VM with CMDQ-V
      When the VM is reset
      And the firmware of the VM reads its tables
      Then the DSDT describes 1 CMDQ-V device
      And each CMDQ-V device of the DSDT has the _UID of an SMMUv3 in the IORT
