Feature: Limits

  The guest sees the same small CMDQ-V on every host: one VINTF with two vCMDQs and 16 StreamID slots. A host that has
  more does not show it, so a guest finds the same registers wherever it runs.

  The hardware fetches a queue by physical address, past the stage-2 translation, so the memory of a queue must be
  physically contiguous (features/kernel/hw-queue-memory.feature). What a guest takes for contiguous need not be: only
  one page of the VM's RAM is sure to be. So IDR1.CMDQS of the emulated SMMU, log2 of the largest queue in entries, is
  lowered to what fits into the smallest page that backs guest RAM: 8 for pages of 4 KiB, 17 for 2 MiB. This is advice
  to the guest's driver; a larger BASE is passed on all the same, and the kernel judges it (LIM-05). Limits of the
  kernel: features/kernel/hw-queue-size.feature.

  @LIM-01
  Rule: LIM-01 The guest sees one VINTF, two vCMDQs and 16 stream ID slots

    Each emulated SMMUv3 exposes one VINTF, two vCMDQs and 16 stream ID slots.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: A host that offers <information> is not passed on
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has <information>
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then CMDQV_PARAM reads CMDQV_VER=1, CMDQV_NUM_CMDQ_LOG2=1, CMDQV_NUM_VI_LOG2=0, CMDQV_NUM_SID_PER_VI_LOG2=4

      Examples:
        | information               |
        | version=1                 |
        | log2vcmdqs=3              |
        | log2vsids=6               |
        | log2vcmdqs=7, log2vsids=8 |

    Scenario Outline: A host with more vCMDQs adds no <register>
      Given a VM with cmdqv=on and no devices
      And the kernel's CMDQ-V information has log2vcmdqs=3
      And device gpu0 is plugged into the VM as StreamID 0x10
      When the guest writes 0x1 to offset <offset> with one 4-byte access
      And the guest reads offset <offset> with one 4-byte access
      Then the read gives 0
      And no register changed
      And the device makes no host call

      Examples:
        | register         | offset  |
        | CMDQ_ALLOC_MAP_2 | 0x208   |
        | VCMDQ2_PROD_INDX | 0x10104 |
        | VCMDQ2_BASE      | 0x20100 |

    Scenario: There is no third hw_queue
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes 0x1 to offset 0x208 with one 4-byte access
      And the guest writes 0x40300008 to offset 0x20100 with one 8-byte access
      Then the device makes no host call
      And the VM holds these hw_queues:
        | index=0 |
        | index=1 |

  @LIM-03
  Rule: LIM-03 IDR1.CMDQS is clamped to one page of guest RAM

    At every CMDQ-V reset the device lowers the guest's IDR1.CMDQS to at most log2 of the smallest page size that backs
    any guest RAM, minus 4. If there is no memory backend the page size of the host counts.

    MUST. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: With <first> and <second> pages the smaller one counts
      Given a VM with CMDQ-V whose RAM has both <first> and <second> pages
      When the VM is reset
      Then IDR1.CMDQS of the VM is at most <cmdqs>

      Examples:
        | first | second | cmdqs |
        | 4K    | 2M     | 8     |
        | 2M    | 4K     | 8     |
        | 64K   | 2M     | 12    |
        | 2M    | 64K    | 12    |
        | 2M    | 512M   | 17    |
        | 512M  | 2M     | 17    |

    Scenario: The clamp does not wait for a reset
      Given a VM with cmdqv=on and no devices
      When device gpu0 is plugged into the VM as StreamID 0x10
      Then IDR1.CMDQS of the VM is at most 8

    Scenario: A second reset does not lift the clamp
      Given a VM with CMDQ-V whose RAM has 64K pages
      And the VM is reset
      When the VM is reset
      Then IDR1.CMDQS of the VM is at most 12

    Scenario: The pages of a VM count for itself, whatever VM was there before it
      Given VM B with CMDQ-V, device gpu0 and RAM that has both 64K and 2M pages
      When VM A starts with CMDQ-V and device gpu1
      Then IDR1.CMDQS of VM A is at most 8

    Scenario: The largest page makes room for no more than the largest queue
      Given a VM with CMDQ-V whose RAM has 512M pages
      When the VM is reset
      Then IDR1.CMDQS of the VM is at most 19

    Scenario Outline: The clamp of <own> is made whether or not that of <other> was
      Given a VM with two SMMUs, cmdqv=on and no devices
      And device <first> is plugged into the VM at <other> as StreamID 0x10
      When device <second> is plugged into the VM at <own> as StreamID 0x10
      Then IDR1.CMDQS of the VM at <own> is at most 8

      Examples:
        | own   | other | first | second |
        | smmu1 | smmu0 | gpu0  | far0   |
        | smmu0 | smmu1 | far0  | gpu0   |

  @LIM-04
  Rule: LIM-04 Common page sizes give known values of CMDQS

    Guest RAM in 4 KiB pages gives CMDQS of at most 8, in 64 KiB pages at most 12 and in 2 MiB pages at most 17; with
    512 MiB pages CMDQS stays 19.

    Accepted: Any smaller CMDQS is accepted.

    MAY. Source: inference. Since mail-v5.

    Scenario Outline: RAM in <size> pages allows <cmdqs>
      Given a VM with CMDQ-V whose RAM has <size> pages
      When the VM is reset
      Then IDR1.CMDQS of the VM is at most <cmdqs>

      Examples:
        | size | cmdqs |
        | 4K   | 8     |
        | 16K  | 10    |
        | 64K  | 12    |
        | 2M   | 17    |
        | 512M | 19    |
        | 1G   | 19    |
