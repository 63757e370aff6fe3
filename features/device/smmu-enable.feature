Feature: Enabling and disabling the SMMU

  Two registers of the emulated SMMU decide who has a say over a stream. While CR0.SMMUEN is 0 it is GBPA, which aborts
  every stream or lets every stream bypass the SMMU. While SMMUEN is 1 it is the stream table, and GBPA has no part in it.
  A driver that starts an SMMU relies on both: it sets GBPA.ABORT, invalidates what the SMMU may have cached of the stream
  table, and sets SMMUEN, whereupon a stream without a valid entry aborts. What becomes of a stream shows in the HWPT that
  the device attaches: abort, bypass, or a nested one for stage 1.

  A stream comes to each change in one of these states: it has no entry, an invalid one, one for abort, for bypass or for
  stage 1. The change must not depend on what the stream was before, nor on how often the SMMU was enabled before.

  @SMMU-01
  Rule: SMMU-01 GBPA has no effect while the SMMU is enabled

    While SMMUEN is 1 a write to GBPA is stored and has no effect on any stream: each stays under its stream table
    entry, and its HWPT stays attached. What was written counts once SMMUEN is 0.

    MUST. Source: smmuv3. Since mail-v5.

    Scenario Outline: A stream with an entry for <entry> stays when GBPA.ABORT goes to <abort>
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes <after> to the SMMU register GBPA
      Then device gpu0 stays attached to <treatment>
      And the device makes no HWPT_INVALIDATE call
      And the SMMU register GBPA of the VM reads <read>

      Examples:
        | entry   | abort | before     | after      | treatment | read     |
        | bypass  | 1     | 0x80000000 | 0x80100000 | bypass    | 0x100000 |
        | stage 1 | 1     | 0x80000000 | 0x80100000 | stage1    | 0x100000 |
        | abort   | 0     | 0x80100000 | 0x80000000 | abort     | 0        |
        | invalid | 0     | 0x80100000 | 0x80000000 | abort     | 0        |
        | stage 1 | 0     | 0x80100000 | 0x80000000 | stage1    | 0        |

    Scenario: A stream without an entry stays aborted when GBPA selects bypass
      Given a VM with CMDQ-V
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      When the guest writes 0x80000000 to the SMMU register GBPA
      Then device gpu0 stays attached to abort

    Scenario: Each of two streams stays under its own entry
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "bypass"
      When the guest writes 0x80100000 to the SMMU register GBPA
      And the guest writes 0x80000000 to the SMMU register GBPA
      And the guest writes 0x80100000 to the SMMU register GBPA
      Then device gpu0 stays attached to stage1
      And device nic0 stays attached to bypass

    Scenario: The second stage 1 of a stream stays like the first
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then device gpu0 stays attached to stage1
      And device gpu0 is attached to a HWPT with ste0=0x4030000b, ste1=0

    Scenario: A stream that was enabled twice stays
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes 0xc to the SMMU register CR0
      And the guest writes 0xd to the SMMU register CR0
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then device gpu0 stays attached to stage1

    Scenario Outline: GBPA <gbpa> that was written while the SMMU was enabled counts when it is disabled
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes <gbpa> to the SMMU register GBPA
      When the guest writes 0xc to the SMMU register CR0
      Then device gpu0 is attached to <treatment>

      Examples:
        | before     | gbpa       | treatment |
        | 0x80000000 | 0x80100000 | abort     |
        | 0x80100000 | 0x80000000 | bypass    |

    Scenario: A reset ends the abort that GBPA selected, each time
      Given a VM with CMDQ-V
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the VM is reset
      And the guest writes 0x80100000 to the SMMU register GBPA
      When the VM is reset
      Then device gpu0 is attached to bypass

    Scenario Outline: GBPA <gbpa> counts after a reset, before which it was <before>
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      When the guest writes <gbpa> to the SMMU register GBPA
      Then device gpu0 is attached to <treatment>

      Examples:
        | before     | gbpa       | treatment |
        | 0x80000000 | 0x80100000 | abort     |
        | 0x80100000 | 0x80100000 | abort     |
        | 0x80100000 | 0x80000000 | bypass    |

    Scenario: GBPA has no effect on a stream that was enabled after a reset
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      And the VM is reset
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes 0xd to the SMMU register CR0
      When the guest writes 0x80100000 to the SMMU register GBPA
      Then device gpu0 stays attached to stage1

  @SMMU-02
  Rule: SMMU-02 A write to GBPA without Update is ignored

    A write to GBPA that does not set Update changes neither the register nor any stream.

    Accepted: In an SMMU whose AIDR is below SMMUv3.2 the write may count as one with Update.

    SHOULD. Source: smmuv3, qemu-11.1. Since mail-v5.

    Scenario Outline: GBPA <gbpa> does not take effect while the SMMU is <state>
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register GBPA
      And the guest writes <cr0> to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes <gbpa> to the SMMU register GBPA
      Then GBPA reads <read> and device gpu0 is attached to <treatment>, or before SMMUv3.2 <gbpa> and <taken>

      Examples:
        | gbpa     | state    | before     | cr0 | entry  | treatment | read     | taken  |
        | 0x100000 | disabled | 0x80000000 | 0xc | abort  | bypass    | 0        | abort  |
        | 0        | disabled | 0x80100000 | 0xc | bypass | abort     | 0x100000 | bypass |
        | 0x100000 | enabled  | 0x80000000 | 0xd | bypass | bypass    | 0        | bypass |

    Scenario: A write without Update counts no later either
      Given a VM with CMDQ-V
      And the guest writes 0x80000000 to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "bypass"
      And the guest writes 0x100000 to the SMMU register GBPA
      When the guest writes 0xc to the SMMU register CR0
      Then GBPA reads 0 and device gpu0 is attached to bypass, or before SMMUv3.2 0x100000 and abort

  @SMMU-03
  Rule: SMMU-03 Enabling the SMMU puts every stream under its entry

    When SMMUEN goes from 0 to 1 each stream follows its stream table entry from then on, and a stream whose entry is
    invalid, or that has none, aborts. Writes to CR0 that leave SMMUEN as it is have no effect on streams.

    MUST. Source: smmuv3. Since mail-v5.

    Scenario Outline: A stream with an entry for <entry> follows it when the SMMU is enabled with GBPA <gbpa>
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to <treatment>

      Examples:
        | gbpa       | entry              | treatment |
        | 0x80000000 | invalid            | abort     |
        | 0x80000000 | an invalid stage 1 | abort     |
        | 0x80000000 | abort              | abort     |
        | 0x80000000 | bypass             | bypass    |
        | 0x80000000 | stage 1            | stage1    |
        | 0x80100000 | invalid            | abort     |
        | 0x80100000 | abort              | abort     |
        | 0x80100000 | bypass             | bypass    |
        | 0x80100000 | stage 1            | stage1    |

    Scenario: A stream that aborts before and after the SMMU is enabled does not bypass meanwhile
      Given a VM with CMDQ-V
      And the guest writes 0x80100000 to the SMMU register GBPA
      And the guest configures StreamID 0x10 for "abort"
      When the guest writes 0xd to the SMMU register CR0
      Then the device makes no VFIO_DEVICE_ATTACH_IOMMUFD_PT call with pt_id=bypass

    Scenario: SMMUEN alone puts a stream under its entry
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest writes 0x1 to the SMMU register CR0
      Then device gpu0 is attached to stage1

    Scenario: The invalidation of all configuration before the SMMU is enabled does not leave a stream on bypass
      A driver that starts the SMMU clears the stream table, invalidates it, and sets SMMUEN.

      Given a VM with CMDQ-V
      And the guest puts CFGI_STE_RANGE SID=0 Range=31 on the SMMU's own queue
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort

    Scenario: A stream that nothing has spoken of aborts when the SMMU is enabled
      Given a VM with CMDQ-V
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort

    Scenario: Each of two streams follows its own entry
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1
      And device nic0 is attached to abort

    Scenario Outline: An entry that went from <first> to <second> while the SMMU was disabled counts when it is enabled again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<first>"
      And the guest writes 0xc to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<second>"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to <treatment>

      Examples:
        | first   | second  | treatment |
        | stage 1 | invalid | abort     |
        | stage 1 | bypass  | bypass    |
        | bypass  | invalid | abort     |
        | bypass  | stage 1 | stage1    |
        | invalid | bypass  | bypass    |
        | abort   | stage 1 | stage1    |

    Scenario: A stage 1 that changed while the SMMU was disabled is the new one when it is enabled again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes 0xc to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to a HWPT with ste0=0x4030000b, ste1=0

    Scenario Outline: An entry for <entry> counts again when the SMMU is enabled a second time with GBPA <gbpa>
      Given a VM with CMDQ-V
      And the guest writes <gbpa> to the SMMU register GBPA
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to <treatment>

      Examples:
        | entry   | gbpa       | treatment |
        | invalid | 0x80000000 | abort     |
        | abort   | 0x80000000 | abort     |
        | bypass  | 0x80100000 | bypass    |
        | stage 1 | 0x80000000 | stage1    |
        | stage 1 | 0x80100000 | stage1    |

    Scenario: A stage 1 that was refused counts when the SMMU is enabled again
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the kernel refuses HWPT_ALLOC with EIO
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel accepts HWPT_ALLOC again
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1

    Scenario: Each of three streams follows its own entry
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And device gpu1 is plugged into the VM as StreamID 0x20
      And the guest configures StreamID 0x10 for "bypass"
      And the guest configures StreamID 0x18 for "abort"
      And the guest configures StreamID 0x20 for "stage 1"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 stays attached to bypass
      And device nic0 is attached to abort
      And device gpu1 is attached to stage1

    Scenario: A stream without an entry aborts when the SMMU is enabled a second time
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort

    Scenario Outline: A stream that had an entry for <before> follows one for <entry> when the SMMU is enabled after a reset
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<before>"
      And the VM is reset
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to <treatment>

      Examples:
        | before  | entry   | treatment |
        | bypass  | stage 1 | stage1    |
        | stage 1 | abort   | abort     |
        | stage 1 | invalid | abort     |
        | stage 1 | stage 1 | stage1    |

    Scenario: A stream that is configured in the enabled SMMU after a reset follows its entry
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the VM is reset
      And the guest writes 0xd to the SMMU register CR0
      When the guest configures StreamID 0x10 for "bypass"
      Then device gpu0 is attached to bypass

    Scenario: Each of two streams follows its own entry after a second reset
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "stage 1"
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      And the VM is reset
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "bypass"
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1
      And device nic0 is attached to bypass

    Scenario: A range is configured after a reset as before it
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      And the guest configures StreamID 0x10 for "bypass"
      And the guest configures StreamID 0x18 for "stage 1"
      And the guest writes 0xd to the SMMU register CR0
      When the guest puts CFGI_STE_RANGE SID=0 Range=31 on the SMMU's own queue
      Then device gpu0 is attached to bypass
      And device nic0 is attached to stage1

    Scenario: Enabling the SMMU of one VM is nothing to another
      Given VM A and VM B with CMDQ-V on one host
      And guest A configures StreamID 0x10 for "stage 1"
      And guest B configures StreamID 0x10 for "stage 1"
      When guest A writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1
      And device gpu1 stays attached to bypass
      And the SMMU register CR0 of VM B reads 0

    Scenario Outline: A stream with an entry for <entry> stays when CR0 goes from <before> to <after>
      Given a VM with CMDQ-V
      And the guest writes <before> to the SMMU register CR0
      And the guest configures StreamID 0x10 for "<entry>"
      When the guest writes <after> to the SMMU register CR0
      Then device gpu0 stays attached to <treatment>

      Examples:
        | entry   | before | after | treatment |
        | stage 1 | 0xd    | 0x9   | stage1    |
        | bypass  | 0x9    | 0xd   | bypass    |
        | stage 1 | 0xd    | 0xd   | stage1    |
        | abort   | 0x8    | 0xc   | bypass    |

    Scenario: A stream that had an entry before a reset aborts when the SMMU is enabled after it
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort

    Scenario: Of two streams that had entries before a reset neither has one after it
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "bypass"
      And the guest configures StreamID 0x18 for "stage 1"
      And the guest writes 0xd to the SMMU register CR0
      And the VM is reset
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to abort
      And device nic0 is attached to abort

    Scenario: A device that came after its stream was configured follows its entry when the SMMU is enabled
      Given a VM with CMDQ-V
      And the guest configures StreamID 0x18 for "stage 1"
      And device nic0 is plugged into the VM as StreamID 0x18
      When the guest writes 0xd to the SMMU register CR0
      Then device nic0 is attached to stage1

    Scenario: A device that came again while the SMMU was disabled follows its entry when it is enabled
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x18 for "bypass"
      And the guest writes 0xc to the SMMU register CR0
      And device nic0 is unplugged from the VM
      And device nic0 is plugged into the VM as StreamID 0x18
      When the guest writes 0xd to the SMMU register CR0
      Then device nic0 is attached to bypass

    @SMMU-05
    Scenario: An entry that a device found when it came counts again when the SMMU is enabled a second time
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x18 for "bypass"
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xc to the SMMU register CR0
      When the guest writes 0xd to the SMMU register CR0
      Then device nic0 is attached to bypass

    @TEAR-08
    Scenario: A stream keeps its entry when another device goes
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest configures StreamID 0x10 for "stage 1"
      And device nic0 is unplugged from the VM
      When the guest writes 0xd to the SMMU register CR0
      Then device gpu0 is attached to stage1

  @SMMU-04
  Rule: SMMU-04 The HWPT of a stage 1 goes when the stream leaves it

    When a stream leaves its stage 1, by CFGI_STE, by SMMUEN going to 0 or by a reset, the device destroys the nested
    HWPT once another one is attached.

    SHOULD. Source: qemu-11.1, inference. Since mail-v5.

    Scenario: Disabling the SMMU gives the nested HWPT back
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest writes 0xc to the SMMU register CR0
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=stage1                |

    Scenario: Disabling the SMMU a second time gives the second nested HWPT back
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest writes 0xc to the SMMU register CR0
      And the guest writes 0xd to the SMMU register CR0
      When the guest writes 0xc to the SMMU register CR0
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=stage1                |

    Scenario: Disabling the SMMU gives the nested HWPTs of two streams back
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1 with another context descriptor"
      When the guest writes 0xc to the SMMU register CR0
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=nested2               |
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:nic0, pt_id=bypass |
        | DESTROY                       | id=nested3               |

    Scenario: A reset gives the nested HWPT back
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the VM is reset
      Then device gpu0 is attached to bypass
      And among its host calls the device makes these, in this order:
        | DESTROY | id=stage1 |
      And no host call of the device fails

    Scenario: A stage 1 that was made after a reset goes like one from before it
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the VM is reset
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest configures StreamID 0x10 for "bypass"
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=stage1                |

    Scenario: A second reset gives the nested HWPT back like the first
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the VM is reset
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the VM is reset
      Then device gpu0 is attached to bypass
      And among its host calls the device makes these, in this order:
        | DESTROY | id=stage1 |
      And no host call of the device fails

    Scenario: A nested HWPT that the kernel would not exchange goes later
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the kernel refuses VFIO_DEVICE_ATTACH_IOMMUFD_PT with ENOMEM
      And the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      And the kernel accepts VFIO_DEVICE_ATTACH_IOMMUFD_PT again
      When the guest configures StreamID 0x10 for "bypass"
      Then among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0, pt_id=bypass |
        | DESTROY                       | id=nested2               |

    Scenario: A stage 1 with another context descriptor takes the place of the first
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest configures StreamID 0x10 for "stage 1 with another context descriptor"
      Then device gpu0 is attached to a HWPT with ste0=0x4030000b, ste1=0
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0 |
        | DESTROY                       | id=nested2 |

    Scenario Outline: A <changed> takes the place of the first
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest configures StreamID 0x10 for "<changed>"
      Then device gpu0 is attached to a HWPT with ste0=<ste0>, ste1=<ste1>
      And among its host calls the device makes these, in this order:
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | fd=fd:gpu0 |
        | DESTROY                       | id=nested2 |

      Examples:
        | changed                                          | ste0          | ste1 |
        | stage 1 with a context descriptor 4 GiB higher   | 0x1_4020_000b | 0    |
        | stage 1 with a cacheable context descriptor      | 0x4020_000b   | 0x14 |

    Scenario: A change of the context descriptor alone keeps the HWPT
      Given a VM with CMDQ-V
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      When the guest puts CFGI_CD SID=0x10 Leaf=1 on the SMMU's own queue
      Then device gpu0 stays attached to stage1
      And the device makes no HWPT_ALLOC call
      And the device makes no DESTROY call

    Scenario: The HWPT of one stream goes and that of another stays
      Given a VM with CMDQ-V
      And device nic0 is plugged into the VM as StreamID 0x18
      And the guest writes 0xd to the SMMU register CR0
      And the guest configures StreamID 0x10 for "stage 1"
      And the guest configures StreamID 0x18 for "stage 1 with another context descriptor"
      When the guest configures StreamID 0x10 for "abort"
      Then device gpu0 is attached to abort
      And device nic0 stays attached to stage1
      And the device makes these DESTROY calls:
        | id=nested2 |
