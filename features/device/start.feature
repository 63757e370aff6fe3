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

  @QEMU-16
  Rule: QEMU-16 Properties that the host has to back require acceleration

    Without accel=on, ril=off, ats=on, an oas other than 44 and an ssidsize above 0 are refused, each in a message of
    its own.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: <property> is refused with accel=off

      When a VM starts with accel=off and <property>
      Then the VMM does not start, and says "<message>"

      Examples:
        | property   | message                                                |
        | ril=off    | ril can only be disabled if accel=on                   |
        | ats=on     | ats can only be enabled if accel=on                    |
        | oas=48     | oas must be 44 bits when accel=off                     |
        | ssidsize=1 | ssidsize can only be greater than 0 bits if accel=on   |

    Scenario Outline: <property> asks for nothing that needs accel=on

      When a VM starts with accel=off and <property>
      Then the VMM starts

      Examples:
        | property      |
        | ril=on        |
        | ril=auto      |
        | ats=off       |
        | ats=auto      |
        | oas=44        |
        | oas=auto      |
        | ssidsize=0    |
        | ssidsize=auto |

    Scenario Outline: <property> is accepted with accel=on

      When a VM starts with accel=on and <property>
      Then the VMM starts

      Examples:
        | property    |
        | ril=off     |
        | ats=on      |
        | oas=48      |
        | ssidsize=20 |

  @QEMU-17
  Rule: QEMU-17 oas and ssidsize have a range

    oas is 44 or 48, or auto, and ssidsize at most 20, or auto. Other values are refused, whatever accel is: an oas that
    an SMMUv3 could have in a message of its own.

    Until mail-v5: Nothing is said of these properties.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario Outline: oas=<oas> is refused with accel=<accel>

      When a VM starts with accel=<accel> and oas=<oas>
      Then the VMM does not start, and says "only implements auto, 44 bit, or 48 bit OAS"

      Examples:
        | oas | accel |
        | 42  | on    |
        | 52  | on    |
        | 42  | off   |
        | 52  | off   |

    Scenario Outline: <property> is no value with accel=<accel>

      When a VM starts with accel=<accel> and <property>
      Then the VMM does not start, and says "<message>"

      Examples:
        | property    | accel | message                                           |
        | ssidsize=21 | on    | Parameter 'ssidsize' does not accept value '21'   |
        | ssidsize=21 | off   | Parameter 'ssidsize' does not accept value '21'   |
        | oas=45      | on    | Parameter 'oas' does not accept value '45'        |
        | oas=45      | off   | Parameter 'oas' does not accept value '45'        |

    Scenario Outline: The largest and the least are taken: <properties>

      When a VM starts with accel=on and <properties>
      Then the VMM starts

      Examples:
        | properties          |
        | oas=48, ssidsize=20 |
        | oas=44, ssidsize=0  |

    Scenario Outline: A value that is none is refused after <before>
      When a VM starts with accel=on and <before>
      And a VM starts with accel=on and ssidsize=21
      Then the VMM does not start, and says "Parameter 'ssidsize' does not accept value '21'"

      Examples:
        | before      |
        | ssidsize=20 |
        | ssidsize=21 |
        | oas=45      |
