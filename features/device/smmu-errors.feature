Feature: What the SMMU or the kernel refuses

  A guest can ask for what it cannot have: a stream table entry that the emulated SMMU or the host's kernel has no use for,
  a command that does not exist, an invalidation that the kernel will not pass on. The first is a matter of the stream: it
  aborts, and whatever the stream was attached to before is gone, for the guest has taken that entry back. The others are
  errors of the command: the queue stops at it, GERROR.CMDQ_ERR says so and CMDQ_CONS why, until the guest acknowledges it.

  @SMMU-06
  Rule: SMMU-06 An entry that the SMMU cannot use aborts its stream

    A stream whose entry the emulated SMMU has no use for, such as one for stage 2, aborts. CFGI_STE of it is no illegal
    command: it tells no error, and the command queue runs on.

    MUST. Source: smmuv3, qemu-11.1. Since mail-v5.

    Scenario Outline: An entry for <entry> aborts a stream that had one for <before>
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<before>"
      When the guest configures StreamID 0x10 for "<entry>"
      Then device gpu0 is attached to abort
      And the device makes no HWPT_ALLOC call
      And the SMMU register GERROR of the VM reads 0

      Examples:
        | entry                    | before  |
        | stage 2                  | bypass  |
        | both stages              | bypass  |
        | a reserved configuration | bypass  |
        | stage 2                  | stage 1 |
        | stage 2                  | abort   |

    Scenario: A range with one entry that cannot be used configures the others
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "stage 2"
      And the guest configures StreamID 0x18 for "bypass"
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      When the guest puts CFGI_STE_RANGE SID=0 Range=31 on the SMMU's own queue
      Then device gpu0 is attached to abort
      And device nic0 is attached to bypass
      And the SMMU register GERROR of the VM reads 0

    Scenario: A stream whose entry could not be used is configured again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 2"
      When the guest configures StreamID 0x10 for "stage 1"
      Then device gpu0 is attached to stage1

  @SMMU-07
  Rule: SMMU-07 A stage 1 that the kernel refuses aborts its stream

    If the kernel refuses the nested HWPT of a stage 1 the stream aborts, whatever it was attached to before. The next
    CFGI_STE of it tries again.

    MUST. Source: smmuv3, inference. Since mail-v5.

    Scenario Outline: A stage 1 that is refused with <errno> aborts a stream that had an entry for <before>
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<before>"
      And the kernel refuses HWPT_ALLOC with <errno>
      When the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      Then device gpu0 is attached to abort

      Examples:
        | before  | errno  |
        | bypass  | EIO    |
        | bypass  | ENOMEM |
        | stage 1 | EIO    |
        | abort   | EIO    |

    Scenario: A refused stage 1 aborts a stream when the SMMU is enabled
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort

    Scenario: A refused stage 1 aborts each of two streams when the SMMU is enabled
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1"
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort
      And device nic0 is attached to abort

    Scenario: A stream whose stage 1 is refused does not bypass before it aborts
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      Then the device makes no VFIO_DEVICE_ATTACH_IOMMUFD_PT call with pt_id=bypass

    Scenario: The HWPT of the stage 1 before a refused one goes
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      Then the device makes these DESTROY calls:
        | id=stage1 |

    Scenario: The next CFGI_STE after a refusal tries again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      When the guest puts CFGI_STE SID=0x10 Leaf=1 on the SMMU's own queue
      Then device gpu0 is attached to stage1

    Scenario: A stage 1 that is refused a second time aborts its stream, too
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x10 for "bypass"
      When the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      Then device gpu0 is attached to abort

    Scenario: A stage 1 of a stream whose vDEVICE is refused leaves nothing
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses VDEVICE_ALLOC with ENOMEM
      And device nic0 is plugged into the VM as StreamID 0x18
      When the guest configures StreamID 0x18 for "stage 1"
      Then device nic0 is attached to abort
      And the device holds as many HWPTs, vIOMMUs, vDEVICEs and vEVENTQs as before

    Scenario: A stage 1 of one stream that is refused leaves another stream's alone
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "stage 1"
      And the kernel refuses HWPT_ALLOC with EIO
      When the guest configures StreamID 0x10 for "stage 1"
      Then device gpu0 is attached to abort
      And device nic0 stays attached to stage1

  @SMMU-08
  Rule: SMMU-08 An illegal command stops the SMMU's own queue

    A command with an unknown opcode, or of a stage that the emulated SMMU does not have, stops the SMMU's own queue:
    GERROR.CMDQ_ERR becomes active, with CERROR_ILL in CMDQ_CONS. Once the guest has acknowledged the error and replaced
    the command the queue runs on.

    MUST. Source: smmuv3, qemu-11.1. Since mail-v5.

    Scenario Outline: <command> is illegal
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1
      And the device makes no host call

      Examples:
        | command        |
        | 0xff           |
        | 0x00           |
        | TLBI_S12_VMALL |
        | TLBI_S2_IPA    |

    Scenario Outline: The queue stops at <command> with CERROR_ILL
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      Then the SMMU's own queue has stopped with CERROR_ILL

      Examples:
        | command        |
        | 0xff           |
        | 0x00           |
        | TLBI_S12_VMALL |
        | TLBI_S2_IPA    |

    Scenario: The queue stops at each illegal command
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      When the guest puts 0xff on the SMMU's own queue
      Then the SMMU's own queue has stopped with CERROR_ILL

    Scenario Outline: <command> is no error
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0

      Examples:
        | command                  |
        | CMD_SYNC                 |
        | PREFETCH_CONFIG SID=0x10 |
        | PREFETCH_ADDR SID=0x10   |
        | CFGI_STE SID=0x99 Leaf=1 |
        | CFGI_CD_ALL SID=0x10     |
        | CFGI_CD_ALL SID=0x99     |
        | TLBI_NH_ALL              |
        | TLBI_NSNH_ALL            |
        | ATC_INV SID=0x99 Size=52 |

    Scenario Outline: <command> is no error before the first device
      Given a VM with cmdqv=on and no devices
      And the guest writes 0xd to the SMMU register CR0
      When the guest puts <command> on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0

      Examples:
        | command                       |
        | CMD_SYNC                      |
        | CFGI_STE SID=0x10 Leaf=1      |
        | CFGI_STE_RANGE SID=0 Range=31 |
        | CFGI_CD_ALL SID=0x10          |
        | TLBI_NH_ALL                   |
        | TLBI_NSNH_ALL                 |

    Scenario: The queue runs on once the guest has stepped over the command
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      When the guest puts TLBI_NH_ASID ASID=4 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=TLBI_NH_ASID ASID=4 |
      And the SMMU register GERROR of the VM reads 1

    Scenario: A second illegal command is an error of its own
      GERROR tells an error by a change of the bit.

      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      When the guest puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0

    Scenario: A third illegal command is an error of its own
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      And the guest puts 0xff on the SMMU's own queue
      When the guest puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario: A reset forgets the error
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      When the VM is reset
      Then the SMMU register GERROR of the VM reads 0

    Scenario: The first illegal command after a reset is the first error again
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      And the VM is reset
      When the guest puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario: A second illegal command after a reset is an error of its own
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      And the VM is reset
      And the guest puts 0xff on the SMMU's own queue
      When the guest puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0

    Scenario: An illegal command leaves the streams where they are
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "bypass"
      When the guest puts 0xff on the SMMU's own queue
      Then device gpu0 stays attached to stage1
      And device nic0 stays attached to bypass
      And the device makes no host call

    Scenario: An error of one VM is none of another's
      Given VM A and VM B with CMDQ-V on one host
      When guest A puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of VM A reads 1
      And the SMMU register GERROR of VM B reads 0

    Scenario: An error of one SMMU of a VM is none of the other
      Given a VM with two SMMUs that have CMDQ-V
      When the guest at smmu1 puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of the VM at smmu0 reads 0
      And the SMMU register GERROR of the VM at smmu1 reads 1

    Scenario: An error of the SMMU's own queue is none of a vCMDQ
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      When the guest puts 0xff on the SMMU's own queue
      Then the guest receives no interrupts
      And no register changed

    Scenario: Each reset forgets the error
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      And the VM is reset
      And the guest puts 0xff on the SMMU's own queue
      And the VM is reset
      When the guest puts 0xff on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario: After a second reset the error is forgotten, too
      Given a VM with CMDQ-V
      And the guest puts 0xff on the SMMU's own queue
      And the VM is reset
      And the guest puts 0xff on the SMMU's own queue
      When the VM is reset
      Then the SMMU register GERROR of the VM reads 0

  @SMMU-20
  Rule: SMMU-20 An invalidation that the kernel refuses stops the SMMU's own queue

    An invalidation on the SMMU's own queue that the kernel refuses stops the queue as an illegal command does
    (SMMU-08), so that no CMD_SYNC tells the guest of an invalidation that was not done.

    SHOULD. Source: uapi, qemu-11.1, inference. Since mail-v5.

    Scenario Outline: <command> is illegal if the kernel refuses it with <errno>
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the kernel refuses HWPT_INVALIDATE with <errno>
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

      Examples:
        | command              | errno |
        | TLBI_NH_ALL          | EIO   |
        | TLBI_NH_ASID ASID=3  | EIO   |
        | CFGI_CD_ALL SID=0x10 | EIO   |
        | ATC_INV SID=0x10     | EIO   |

    Scenario: A refused invalidation stops the queue with CERROR_ILL
      Given a VM with CMDQ-V
      And the kernel refuses HWPT_INVALIDATE with EIO
      When the guest puts TLBI_NH_ALL on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the SMMU's own queue has stopped with CERROR_ILL

  @SMMU-21
  Rule: SMMU-21 A command is illegal where the emulated SMMU lacks what it is for

    The emulated SMMU refuses as illegal, on its own queue, what its ID registers say that it has no use for, as any
    SMMU does (CMD-21): PRI_RESP with IDR0.PRI=0, RESUME and STALL_TERM with IDR0.STALL_MODEL=1, TLBI_EL2_* with
    IDR0.Hyp=0, and opcode 0x07, CFGI_VMS_PIDM, with IDR3.MPAM=0.

    MUST. Source: smmuv3. Since mail-v5.

    SMMU-08 speaks of stage 2, SMMU-19 of ATS.

    Scenario Outline: <command> is illegal with <field>=<value>
      Given a VM with CMDQ-V
      And the emulated SMMU of the VM has <field>=<value>
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1
      And the device makes no host call

      Examples:
        | command                | field            | value |
        | PRI_RESP SID=0x10      | IDR0.PRI         | 0     |
        | RESUME SID=0x10 Resp=1 | IDR0.STALL_MODEL | 1     |
        | STALL_TERM SID=0x10    | IDR0.STALL_MODEL | 1     |
        | TLBI_EL2_ALL           | IDR0.Hyp         | 0     |
        | TLBI_EL2_ASID ASID=3   | IDR0.Hyp         | 0     |
        | TLBI_EL2_VA ASID=3     | IDR0.Hyp         | 0     |
        | TLBI_EL2_VAA           | IDR0.Hyp         | 0     |
        | CFGI_VMS_PIDM          | IDR3.MPAM        | 0     |

    Scenario: RESUME is illegal before the first device, too
      Given a VM with cmdqv=on and no devices
      And the emulated SMMU of the VM has IDR0.STALL_MODEL=1
      When the guest puts RESUME SID=0x10 Resp=1 on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario Outline: <command> for a Secure stream is illegal
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> SSec=1 <fields> on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1
      And the device makes no host call

      Examples:
        | command         | fields               |
        | CFGI_STE        | SID=0x10 Leaf=1      |
        | CFGI_STE_RANGE  | SID=0x10 Range=31    |
        | CFGI_CD         | SID=0x10 Leaf=1      |
        | CFGI_CD_ALL     | SID=0x10             |
        | PREFETCH_CONFIG | SID=0x10             |
        | PREFETCH_ADDR   | SID=0x10 Addr=0x4000 |

    Scenario: The queue runs on behind a command that is illegal so
      Given a VM with CMDQ-V
      And the emulated SMMU of the VM has IDR0.STALL_MODEL=1
      And the guest puts STALL_TERM SID=0x10 on the SMMU's own queue
      When the guest puts TLBI_NH_ASID ASID=4 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=TLBI_NH_ASID ASID=4 |

  @SMMU-22
  Rule: SMMU-22 A StreamID that is out of range is no error

    A command on the SMMU's own queue whose StreamID is out of range, as it has more bits than IDR1.SIDSIZE tells, has
    no effect, or the effect of some StreamID that is in range. It is no illegal command: the queue runs on, and each
    stream stays known by its own StreamID.

    MUST. Source: smmuv3. Since mail-v5.

    The emulated SMMU has 16 bits of StreamID (LIFE-22), a command 32.

    Scenario Outline: <command> stops nothing
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0
      And no host call of the device fails

      Examples:
        | command                     |
        | CFGI_CD SID=0x10010         |
        | CFGI_CD_ALL SID=0x10010     |
        | CFGI_CD_ALL SID=0x80000010  |
        | ATC_INV SID=0x10010         |
        | CFGI_STE SID=0x10010 Leaf=1 |

    Scenario Outline: CFGI_STE of StreamID <sid> stops nothing before the guest has configured a stream
      Given a VM with CMDQ-V
      When the guest puts CFGI_STE SID=<sid> Leaf=1 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0
      And no host call of the device fails

      Examples:
        | sid      |
        | 0x10010  |
        | 0x100010 |

    @TRAP-02
    Scenario Outline: A stream is known by its own StreamID after a CFGI_STE of StreamID <sid>
      Given a VM with CMDQ-V
      And the guest puts CFGI_STE SID=<sid> Leaf=1 on the SMMU's own queue
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts CFGI_CD_ALL SID=0x10 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=CFGI_CD_ALL SID=0x10 |
      And no host call of the device fails

      Examples:
        | sid     |
        | 0x10010 |
        | 0x80010 |

    Scenario: What comes behind it is executed
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "bypass"
      And the guest puts CFGI_CD_ALL SID=0x10010 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      When the guest puts TLBI_NH_ASID ASID=3 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=TLBI_NH_ASID ASID=3 |
      And the SMMU register GERROR of the VM reads 0

  @SMMU-19
  Rule: SMMU-19 ATC_INV is illegal without ATS

    Where IDR0.ATS is 0, ATC_INV on the SMMU's own queue is an illegal command and stops the queue like any other. The
    other commands are as they are with ATS.

    Until mail-v5: Nothing is said of these properties.

    MUST. Source: smmuv3. Since qemu-11.1.

    Scenario Outline: With ats=off <command> is illegal
      Given the VM with CMDQ-V, ats=off and device gpu0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest puts <command> on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

      Examples:
        | command                             | entry   |
        | ATC_INV SID=0x10 Addr=0x8000 Size=1 | bypass  |
        | ATC_INV SID=0x10 Size=52            | stage 1 |
        | ATC_INV SID=0x99 Size=52            | bypass  |

    Scenario: ATC_INV is illegal on a host without ATS, too
      Given a host whose SMMU has IDR0.ATS=0, IDR0.PRI=0
      And the VM with CMDQ-V, ats=auto and device gpu0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario: ATC_INV is illegal before the first device
      Given a VM with cmdqv=on, ats=off and no devices
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario: ATC_INV stays illegal after a reset
      Given the VM with CMDQ-V, ats=off and device gpu0
      And the VM is reset
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 1

    Scenario: The queue stops at ATC_INV with CERROR_ILL
      Given the VM with CMDQ-V, ats=off and device gpu0
      When the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      Then the SMMU's own queue has stopped with CERROR_ILL

    Scenario Outline: With ats=<ats> <command> is no error
      Given the VM with CMDQ-V, ats=<ats> and device gpu0
      And the guest configures StreamID 0x10 for "bypass"
      When the guest puts <command> on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the SMMU register GERROR of the VM reads 0

      Examples:
        | ats  | command                  |
        | on   | ATC_INV SID=0x10 Size=52 |
        | auto | ATC_INV SID=0x10 Size=52 |
        | off  | CFGI_CD_ALL SID=0x10     |
        | off  | TLBI_NH_ALL              |

    Scenario: The queue runs on behind an ATC_INV that is illegal
      Given the VM with CMDQ-V, ats=off and device gpu0
      And the guest configures StreamID 0x10 for "bypass"
      And the guest puts ATC_INV SID=0x10 Size=52 on the SMMU's own queue
      When the guest puts TLBI_NH_ASID ASID=4 on the SMMU's own queue
      And the guest puts CMD_SYNC on the SMMU's own queue
      Then the device makes these host calls:
        | HWPT_INVALIDATE | entry_num=1, command=TLBI_NH_ASID ASID=4 |
