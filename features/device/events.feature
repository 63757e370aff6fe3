Feature: Error events

  When a queue of the VM runs into an error, the hardware interrupts the host, and the kernel passes the VINTF's error
  map to the VMM as a record on the event fd: a header of 8 bytes with flags and a sequence number, and a payload of 16
  bytes with the map (features/kernel/event-records.feature). The device reads it and shows the map to the guest
  (features/device/error-maps.feature).

  The device must cope with everything else that a read can give - nothing, EAGAIN or EINTR, a short record, word of
  lost events, an empty map - without changing a register or interrupting the guest, and must go on listening: the next
  event counts again. A gap in the sequence is worth a warning, but the event after it is as good as any other; the
  sequence runs from INT_MAX to 0 without a gap.

  @EVT-02
  Rule: EVT-02 A wake-up without data changes nothing

    The device reads an 8-byte header and a 16-byte payload. When the read gives EAGAIN, EINTR or 0 bytes it changes no
    register, raises no interrupt and keeps listening.

    Until mail-v5: EAGAIN and EINTR counted as success, and the device went on with a buffer that nothing had filled.

    MUST. Source: qemu-11.1, linux-7.2. Since qemu-11.1.

    Scenario Outline: A read that gives <errno> changes nothing
      Given a VM with CMDQ-V
      When the event file becomes readable, but a read of it fails with <errno>
      Then the guest receives no interrupts
      And no register changed

      Examples:
        | errno  |
        | EAGAIN |
        | EINTR  |

    Scenario: A read that gives no bytes changes nothing
      Given a VM with CMDQ-V
      When the event file becomes readable, but a read of it gives 0 bytes
      Then the guest receives no interrupts
      And no register changed

    Scenario: An empty read leaves an earlier map alone
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel reports an event with sequence=0, map0=1
      When the event file becomes readable, but a read of it gives 0 bytes
      Then the guest receives no interrupts
      And VI_ERR_MAP_0 reads 1
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1
      And no register changed

    Scenario Outline: The event after a read that gives <errno> arrives
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the event file becomes readable, but a read of it fails with <errno>
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1

      Examples:
        | errno  |
        | EAGAIN |
        | EINTR  |

    Scenario Outline: The event after two reads that give <errno> arrives
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the event file becomes readable, but a read of it fails with <errno>
      And the event file becomes readable, but a read of it fails with <errno>
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1

      Examples:
        | errno  |
        | EAGAIN |
        | EINTR  |

    Scenario: The event after an empty read arrives
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the event file becomes readable, but a read of it gives 0 bytes
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 1

  @EVT-03
  Rule: EVT-03 A lost-events record restarts sequence tracking

    When the device reads a bare 8-byte header with the flag LOST_EVENTS it warns, restarts its tracking of sequence
    numbers and changes no register.

    SHOULD. Source: uapi, qemu-11.1. Since mail-v5.

    Scenario Outline: LOST_EVENTS with sequence <sequence> changes nothing
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel reports an event with sequence=0, map0=1
      When the kernel reports an event with flags=1, sequence=<sequence>
      Then the guest receives no interrupts
      And no register changed

      Examples:
        | sequence   |
        | 1          |
        | 77         |
        | 0x7fffffff |

    @EVT-07
    Scenario: An event that the device finds together with LOST_EVENTS arrives
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the kernel reports these events at once:
        | sequence=0, map0=2 |
        | flags=1, sequence=1 |
      Then these registers read:
        | VINTF0_LVCMDQ_ERR_MAP_0 | 2 |
        | CMDQ_ERR_MAP_0          | 2 |
        | VI_ERR_MAP_0            | 1 |
      And no other register changed

    Scenario: The event after LOST_EVENTS arrives, whatever its sequence
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the kernel reports an event with sequence=0, map0=1
      And the kernel reports an event with flags=1, sequence=9
      When the kernel reports an event with sequence=10, map0=2
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 2

  @EVT-04
  Rule: EVT-04 Any other short read is ignored

    When a read returns fewer bytes than header and payload, and not a lost-events header, the device warns and changes
    nothing.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A record of <count> bytes changes nothing
      Given a VM with CMDQ-V
      When the event file becomes readable, but a read of it gives <size>
      Then the guest receives no interrupts
      And no register changed

      Examples:
        | count | size     |
        | 1     | 1 byte   |
        | 4     | 4 bytes  |
        | 7     | 7 bytes  |
        | 12    | 12 bytes |
        | 16    | 16 bytes |
        | 23    | 23 bytes |

    Scenario Outline: The event after a record of <count> bytes arrives
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the event file becomes readable, but a read of it gives <count> bytes
      When the kernel reports an event with sequence=0, map0=1
      Then the guest receives one interrupt

      Examples:
        | count |
        | 4     |
        | 16    |

  @EVT-05
  Rule: EVT-05 An event after a sequence gap is still processed

    When the sequence number is not one above the previous one, the device warns about the lost events and processes the
    event. The step from INT_MAX to 0 is no gap, although QEMU 11.1 reports a false loss there.

    SHOULD. Source: uapi, qemu-11.1, qemu-rfc. Since mail-v5.

    Scenario Outline: Sequence <second> after <first> is processed
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the kernel reports an event with sequence=<first>, map0=1
      When the kernel reports an event with sequence=<second>, map0=2
      Then the guest receives one interrupt
      And VINTF0_LVCMDQ_ERR_MAP_0 reads 2

      Examples:
        | first      | second     |
        | 0          | 1          |
        | 0          | 2          |
        | 0          | 0x7fffffff |
        | 0x7fffffff | 0          |
        | 0x7fffffff | 1          |
        | 5          | 4          |

    Scenario Outline: A first event with sequence <sequence> is processed
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the kernel reports an event with sequence=<sequence>, map0=1
      Then the guest receives one interrupt
      And VI_ERR_MAP_0 reads 1

      Examples:
        | sequence |
        | 0        |
        | 1        |
        | 1000     |

  @EVT-06
  Rule: EVT-06 An event with an empty error map is ignored

    When both words of an event are 0 the device changes no register and raises no interrupt.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario: A zero map changes nothing
      Given a VM with CMDQ-V
      When the kernel reports an event with sequence=0, map0=0, map1=0
      Then the guest receives no interrupts
      And no register changed

    Scenario: A zero map leaves an earlier map alone
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel reports an event with sequence=0, map0=1
      When the kernel reports an event with sequence=1, map0=0, map1=0
      Then the guest receives no interrupts
      And no register changed

    Scenario: The event after a zero map arrives
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the kernel reports an event with sequence=0, map0=0, map1=0
      When the kernel reports an event with sequence=1, map0=1
      Then the guest receives one interrupt
