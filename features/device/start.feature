Feature: Starting a VM

  CMDQ-V is a part of an accelerated SMMUv3, and an accelerated SMMUv3 translates stage 1 only: stage 2 is the host's. A
  user who asks for one without the other is told so at once. A VMM that started all the same would run a guest without
  what its user has asked for.

  @QEMU-02
  Rule: QEMU-02 CMDQ-V on requires acceleration on

    cmdqv=on without accel=on is refused with the message "cmdqv can only be enabled if accel=on".

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: cmdqv=on is refused with accel=off, whatever the stage: <stage>

      When a VM starts with accel=off, stage=<stage> and cmdqv=on
      Then the VMM does not start, and says "cmdqv can only be enabled if accel=on"

      Examples:
        | stage  |
        | 1      |
        | 2      |
        | nested |

    Scenario Outline: cmdqv=<cmdqv> asks for nothing that needs accel=on

      When a VM starts with accel=off, stage=1 and cmdqv=<cmdqv>
      Then the VMM starts

      Examples:
        | cmdqv |
        | auto  |
        | off   |

  @QEMU-08
  Rule: QEMU-08 Acceleration allows stage 1 only

    With accel=on any stage other than stage 1 is refused with "Only stage1 is supported for SMMUv3 with accel=on".

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: stage=<stage> is refused with accel=on and cmdqv=<cmdqv>

      When a VM starts with accel=on, stage=<stage> and cmdqv=<cmdqv>
      Then the VMM does not start, and says "Only stage1 is supported for SMMUv3 with accel=on"

      Examples:
        | stage  | cmdqv |
        | 2      | on    |
        | 2      | off   |
        | nested | on    |
        | nested | auto  |

    Scenario Outline: stage=<stage> is accepted with accel=<accel>

      When a VM starts with accel=<accel>, stage=<stage> and cmdqv=off
      Then the VMM starts

      Examples:
        | stage  | accel |
        | 1      | on    |
        | 2      | off   |
        | nested | off   |
