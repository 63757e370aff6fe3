Feature: Direct window on VINTF page 0

  The point of CMDQ-V is that a running guest needs no VMM: once VINTF0 is enabled, page 0 of the VINTF is the
  hardware's own page, mapped into the guest, and a write of PROD_INDX goes straight to the queue without a trap. While
  VINTF0 is disabled the same offsets are trapped and lead to the cache.

  The window comes and goes with VINTF0 alone, whether or not queues exist: ENABLE=1 installs it after it has tried to
  allocate what is ready, ENABLE=0 removes it before the queues are destroyed, and a reset removes it too. Queues that
  appear and disappear under it do not move it, and neither does CMDQV_EN. (At revision mail-v5 it came with the first
  successful HW_QUEUE_ALLOC.) The host's page was mapped when the device was attached (features/kernel/mmap.feature), so
  opening and closing the window takes no call to the kernel. Devices must not reach it by DMA. In a slot without a
  queue the window drops writes: features/hardware/physical-mapping.feature.

  @P0-01
  Rule: P0-01 The window is installed when VINTF0 is enabled

    The device installs the direct window at 0x30000 when the guest writes VINTF0_CONFIG.ENABLE=1, after it has
    attempted the allocation of ready queues.

    Until mail-v5: The window was installed after the first successful HW_QUEUE_ALLOC (P0-08).

    MUST. Source: overview, qemu-11.1. Since qemu-11.1.

    Scenario: VINTF page 0 is trapped out of power-on
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then every page of the region is trapped

    Scenario Outline: The window is there after ENABLE with <preconditions>
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <preconditions> among the preconditions of vCMDQ 0
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page
      And VINTF0_STATUS reads ENABLE_OK=1

      Examples:
        | preconditions         |
        | CMDQV_EN              |
        | BASE                  |
        | BASE, ALLOC           |
        | BASE, ALLOC, CMDQV_EN |

    Scenario: The window is there even if the allocation fails
      Given a VM with CMDQ-V
      And the guest fulfils BASE, ALLOC among the preconditions of vCMDQ 0
      And the kernel refuses HW_QUEUE_ALLOC with ENOMEM
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page
      And VINTF0_STATUS reads ENABLE_OK=1

    Scenario Outline: The other set-up writes install no window: <preconditions>
      Given a VM with CMDQ-V
      When the guest fulfils <preconditions> among the preconditions of vCMDQ 0
      Then every page of the region is trapped

      Examples:
        | preconditions         |
        | BASE, ALLOC, CMDQV_EN |
        | CMDQV_EN, ALLOC, BASE |

    Scenario: Accesses through the window reach the host page
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device makes these accesses to the host page:
        | store | LVCMDQ0_PROD_INDX | 5 |
      And VCMDQ0_PROD_INDX reads WR=5

  @LIFE-10
  Rule: LIFE-10 Enabling VINTF0 in the guest is virtual

    When the guest writes VINTF0_CONFIG.ENABLE=1 the device sets ENABLE_OK and installs the direct window on page 0. The
    VINTF of the host has been enabled since VIOMMU_ALLOC.

    Until mail-v5: Enabling VINTF0 was acknowledged alone; the window came with the first successful HW_QUEUE_ALLOC.

    MUST. Source: overview, qemu-11.1. Since qemu-11.1.

    Scenario: ENABLE is acknowledged without a host call
      Given a VM with CMDQ-V
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_CONFIG reads 1
      And VINTF0_STATUS reads ENABLE_OK=1
      And VINTF page 0 is the only page of the region that is a host page
      And the device makes no host call

    Scenario: Accesses to a VINTF0 that is not enabled are trapped
      Given a VM with CMDQ-V
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then VINTF0_STATUS reads ENABLE_OK=0
      And the device stores nothing in the host page

  @P0-02
  Rule: P0-02 Enabling twice installs one window

    A second write of ENABLE=1 does not install a second window; one write of ENABLE=0 then removes the window.

    Until mail-v5: Enabling VINTF0 installed no window, so a second enable had none to stack.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario: A second ENABLE changes nothing
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page
      And the device makes no host call
      And no register changed

    Scenario: One disable removes what two enables installed
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And VINTF0 is enabled
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then every page of the region is trapped
      And VINTF0_STATUS reads ENABLE_OK=0

  @P0-03
  Rule: P0-03 The window is removed on VINTF0 disable and on reset

    The device removes the direct window when the guest writes ENABLE=0, before it destroys the queues, and when the
    device is reset.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario: Disabling VINTF0 removes the window
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then every page of the region is trapped

    Scenario: Disabling VINTF0 with live queues removes the window
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then every page of the region is trapped

    Scenario: Disabling VINTF0 removes the window while CMDQ-V is disabled
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And CMDQ-V is disabled
      When the guest writes ENABLE=0 to VINTF0_CONFIG
      Then every page of the region is trapped

    Scenario Outline: Reset removes the window with <state>
      Given a VM with CMDQ-V
      And <state>
      When the VM is reset
      Then every page of the region is trapped
      And VINTF0_STATUS reads ENABLE_OK=0

      Examples:
        | state                        |
        | VINTF0 is enabled            |
        | vCMDQs 0 and 1 are allocated |

    Scenario Outline: A write after <event> does not reach the host page
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And <event>
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device stores nothing in the host page
      And VCMDQ0_PROD_INDX reads WR=5

      Examples:
        | event                                      |
        | the guest writes ENABLE=0 to VINTF0_CONFIG |
        | the VM is reset                            |

    Scenario Outline: A write after <event> does not reach the host page that one before it reached
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes WR=3 to VINTF0_LVCMDQ0_PROD_INDX
      And <event>
      And the guest fulfils ALLOC among the preconditions of vCMDQ 0
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device stores nothing in the host page
      And VCMDQ0_PROD_INDX reads WR=5

      Examples:
        | event                                      |
        | the guest writes ENABLE=0 to VINTF0_CONFIG |
        | the VM is reset                            |

    Scenario: Each disable of VINTF0 removes the window, and a write reaches no host page
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      And the guest writes ENABLE=1 to VINTF0_CONFIG
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes WR=7 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device stores nothing in the host page
      And VINTF0_LVCMDQ0_PROD_INDX reads WR=7

    Scenario: The window of one VM goes without that of the other
      Given VM A and VM B with CMDQ-V on one host
      And vCMDQ 0 of guest A is allocated and enabled
      And vCMDQ 0 of guest B is allocated and enabled
      When guest A writes ENABLE=0 to VINTF0_CONFIG
      Then the device of VM B makes no host call
      And no register changed for guest B

  @P0-04
  Rule: P0-04 Other teardown events keep the window

    Neither CMDQV_EN=0 nor a change of ALLOC from 1 to 0 removes the direct window.

    MUST. Source: qemu-11.1, qemu-v3. Since mail-v5.

    Scenario Outline: <content> in <register> keeps the window
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes <content> to <register>
      Then VINTF page 0 is the only page of the region that is a host page
      And VINTF0_STATUS reads ENABLE_OK=1

      Examples:
        | content    | register         |
        | CMDQV_EN=0 | CMDQV_CONFIG     |
        | ALLOC=0    | CMDQ_ALLOC_MAP_1 |
        | CMDQ_EN=0  | VCMDQ0_CONFIG    |

    Scenario: CMDQV_EN going 0 and 1 keeps a working window
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And CMDQ-V is disabled
      And the guest fulfils CMDQV_EN among the preconditions of vCMDQ 0
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device makes these accesses to the host page:
        | store | LVCMDQ0_PROD_INDX | 5 |

    Scenario: The last queue that goes keeps the window
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      Then VINTF page 0 is the only page of the region that is a host page

  @P0-05
  Rule: P0-05 The window is not mapped into the address space of devices

    The device does not map the direct window into the IOAS, so a passthrough device cannot reach the CMDQ-V page by
    DMA.

    Until mail-v5: Nothing kept the window out of the IOAS of the VM's devices.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario: Devices cannot reach the page by DMA
      Given a VM with CMDQ-V
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then the device makes no IOAS_MAP call

    Scenario: Attaching the first device maps the RAM of the guest and not the host page
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then the device maps the iovas from 0x4000_0000 to 0x43ff_ffff, and no host page

    Scenario: A device that is plugged while the window is open cannot either
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When device nic0 is plugged into the VM as StreamID 0x18
      Then the device makes no IOAS_MAP call

  @P0-06
  Rule: P0-06 Enabling VINTF0 again restores the window

    After a disable, a new write of ENABLE=1 installs a working direct window again, any number of times.

    Until mail-v5: The window came with the first successful HW_QUEUE_ALLOC, after a disable as well.

    SHOULD. Source: qemu-11.1. Since qemu-11.1.

    Scenario: The window comes back
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page
      And VINTF0_STATUS reads ENABLE_OK=1

    Scenario: The window comes back many times
      Given a VM with CMDQ-V
      And the guest writes these registers:
        | VINTF0_CONFIG | ENABLE=1 |
        | VINTF0_CONFIG | ENABLE=0 |
        | VINTF0_CONFIG | ENABLE=1 |
        | VINTF0_CONFIG | ENABLE=0 |
        | VINTF0_CONFIG | ENABLE=1 |
        | VINTF0_CONFIG | ENABLE=0 |
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page
      And the device makes no MMAP call

    Scenario: The window comes back after a reset
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      And the VM is reset
      When the guest writes ENABLE=1 to VINTF0_CONFIG
      Then VINTF page 0 is the only page of the region that is a host page

    Scenario: The new window works
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes ENABLE=0 to VINTF0_CONFIG
      And the guest writes ENABLE=1 to VINTF0_CONFIG
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the device makes these accesses to the host page:
        | store | LVCMDQ0_PROD_INDX | 5 |
      And VINTF0_LVCMDQ0_PROD_INDX reads WR=5

  @P0-08
  Rule: P0-08 The window is installed by the first HW_QUEUE_ALLOC at the latest

    The device installs the direct window on VINTF page 0 once the first HW_QUEUE_ALLOC has succeeded; accesses to the
    page then bypass it. While VINTF0 is disabled the page is trapped.

    Accepted: The window may be installed as early as VINTF0 is enabled, as later revisions demand (P0-01).

    MUST. Source: mail. Since mail-v5. Until mail-v5.

    Scenario Outline: The window is there once <last> completes the set-up of vCMDQ 0
      Given a VM with CMDQ-V
      And CMDQ-V is disabled
      And the guest fulfils <first> among the preconditions of vCMDQ 0
      When the guest fulfils <last> among the preconditions of vCMDQ 0
      Then VINTF page 0 is the only page of the region that is a host page

      Examples:
        | first                   | last     |
        | ALLOC, CMDQV_EN, ENABLE | BASE     |
        | BASE, CMDQV_EN, ENABLE  | ALLOC    |
        | BASE, ALLOC, ENABLE     | CMDQV_EN |
        | BASE, ALLOC, CMDQV_EN   | ENABLE   |

    Scenario: Once a queue is allocated, accesses to VINTF page 0 are the hardware's
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes WR=5 to VINTF0_LVCMDQ0_PROD_INDX
      Then the physical register VCMDQ2_PROD_INDX reads WR=5
      And VCMDQ0_PROD_INDX reads WR=5
      And the device makes no host call

    Scenario: A second queue needs no window of its own
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest fulfils ALLOC, BASE among the preconditions of vCMDQ 1
      Then VINTF page 0 is the only page of the region that is a host page

    Scenario: While VINTF0 is disabled VINTF page 0 is trapped
      Given a VM with CMDQ-V
      When the guest fulfils BASE, ALLOC, CMDQV_EN among the preconditions of vCMDQ 0
      Then every page of the region is trapped
