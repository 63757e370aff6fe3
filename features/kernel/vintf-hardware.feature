Feature: How the kernel starts and stops a user's VINTF

  A VINTF is handed to its user clean: disabled, without any stream ID mapping, with the VMID of the user's stage 2
  before it is enabled and without the rights of a hypervisor. All of this happens in VIOMMU_ALLOC, when the VMM
  attaches its first device, so before the guest can use CMDQ-V: the VMID is the kernel's choice
  (features/kernel/hwpt-paging.feature), and HYP_OWN is 0 and read back.

  Nothing that the guest later writes to its emulated VINTF0_CONFIG changes it (features/device/vintf-block.feature).
  When the vIOMMU goes the VINTF is taken back in the reverse order: its queues, the enable, then the stream ID
  mappings. Which VINTF it is: features/kernel/viommu-vintf.feature.

  @VHW-01
  Rule: VHW-01 Creation first disables the VINTF

    On creation of a user VINTF, which has no logical vCMDQ yet, the kernel writes 0 to VINTF_CONFIG and polls
    STATUS.ENABLED for 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The disable comes first and is waited for
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS, VINTF1_SID_MATCH_0" are these, in this order:
        | write | VINTF1_CONFIG      | 0                |
        | read  | VINTF1_STATUS      | ENABLE_OK=0      |
        | write | VINTF1_SID_MATCH_0 | 0                |
        | write | VINTF1_CONFIG      | VMID=A           |
        | write | VINTF1_CONFIG      | VMID=A, ENABLE=1 |
        | read  | VINTF1_STATUS      | ENABLE_OK=1      |
        | read  | VINTF1_CONFIG      | VMID=A, ENABLE=1 |

    Scenario: A VINTF that was left enabled is disabled
      Given a process that holds "a nest-parent HWPT"
      And the host writes VMID=9, ENABLE=1 to VINTF1_CONFIG
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS" are these, in this order:
        | write | VINTF1_CONFIG | 0                |
        | read  | VINTF1_STATUS | ENABLE_OK=0      |
        | write | VINTF1_CONFIG | VMID=A           |
        | write | VINTF1_CONFIG | VMID=A, ENABLE=1 |
        | read  | VINTF1_STATUS | ENABLE_OK=1      |
        | read  | VINTF1_CONFIG | VMID=A, ENABLE=1 |

  @VHW-02
  Rule: VHW-02 Creation clears all stream ID slots

    The kernel then writes 0 to SID_MATCH(s) and then to SID_REPLACE(s), for s from 0 to 15.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: Every slot is cleared, SID_MATCH first
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_CONFIG         | 0                |
        | VINTF1_SID_MATCH_0    | 0                |
        | VINTF1_SID_REPLACE_0  | 0                |
        | VINTF1_SID_MATCH_1    | 0                |
        | VINTF1_SID_REPLACE_1  | 0                |
        | VINTF1_SID_MATCH_2    | 0                |
        | VINTF1_SID_REPLACE_2  | 0                |
        | VINTF1_SID_MATCH_3    | 0                |
        | VINTF1_SID_REPLACE_3  | 0                |
        | VINTF1_SID_MATCH_4    | 0                |
        | VINTF1_SID_REPLACE_4  | 0                |
        | VINTF1_SID_MATCH_5    | 0                |
        | VINTF1_SID_REPLACE_5  | 0                |
        | VINTF1_SID_MATCH_6    | 0                |
        | VINTF1_SID_REPLACE_6  | 0                |
        | VINTF1_SID_MATCH_7    | 0                |
        | VINTF1_SID_REPLACE_7  | 0                |
        | VINTF1_SID_MATCH_8    | 0                |
        | VINTF1_SID_REPLACE_8  | 0                |
        | VINTF1_SID_MATCH_9    | 0                |
        | VINTF1_SID_REPLACE_9  | 0                |
        | VINTF1_SID_MATCH_10   | 0                |
        | VINTF1_SID_REPLACE_10 | 0                |
        | VINTF1_SID_MATCH_11   | 0                |
        | VINTF1_SID_REPLACE_11 | 0                |
        | VINTF1_SID_MATCH_12   | 0                |
        | VINTF1_SID_REPLACE_12 | 0                |
        | VINTF1_SID_MATCH_13   | 0                |
        | VINTF1_SID_REPLACE_13 | 0                |
        | VINTF1_SID_MATCH_14   | 0                |
        | VINTF1_SID_REPLACE_14 | 0                |
        | VINTF1_SID_MATCH_15   | 0                |
        | VINTF1_SID_REPLACE_15 | 0                |
        | VINTF1_CONFIG         | VMID=A           |
        | VINTF1_CONFIG         | VMID=A, ENABLE=1 |

    Scenario: As many slots are cleared as the VINTF has
      Given a host whose SMMU "has 2 SID slots for each VINTF"
      And a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's writes to the hardware are these, in this order:
        | VINTF1_CONFIG        | 0                |
        | VINTF1_SID_MATCH_0   | 0                |
        | VINTF1_SID_REPLACE_0 | 0                |
        | VINTF1_SID_MATCH_1   | 0                |
        | VINTF1_SID_REPLACE_1 | 0                |
        | VINTF1_CONFIG        | VMID=A           |
        | VINTF1_CONFIG        | VMID=A, ENABLE=1 |

    Scenario: The slots of a VINTF that does not disable are cleared all the same
      Given a process that holds "a nest-parent HWPT"
      And the host writes PHYS_SID=0x55 to VINTF1_SID_REPLACE_5
      And the host writes ENABLE=1, VIRT_SID=0x10 to VINTF1_SID_MATCH_5
      And the physical register VINTF1_STATUS always reads 1
      When user space calls VIOMMU_ALLOC
      Then these physical registers read:
        | VINTF1_SID_MATCH_5   | 0 |
        | VINTF1_SID_REPLACE_5 | 0 |

  @VHW-03
  Rule: VHW-03 Creation writes the VMID before it enables

    The kernel then writes VMID << 1 to VINTF_CONFIG, with HYP_OWN 0 and ENABLE 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: The VMID stands before ENABLE is set, and HYP_OWN is never asked for
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                           |
        | VMID=A, ENABLE=0, HYP_OWN=0 |
        | VMID=A, ENABLE=1, HYP_OWN=0 |

    @VHW-06 @ISO-03
    Scenario: A VINTF that is used again gets the VMID of its new owner
      The stage 2 of the first owner lives, and its VMID with it.

      Given a process that holds "a vIOMMU"
      And user space calls HWPT_ALLOC with flags=NEST_PARENT, naming the result second
      And user space destroys viommu
      And user space calls VIOMMU_ALLOC with hwpt_id=second, naming the result theirs
      When user space calls VIOMMU_ALLOC with hwpt_id=s2, naming the result again
      Then the physical fields VINTF1_CONFIG.VMID and VINTF2_CONFIG.VMID differ

  @VHW-04
  Rule: VHW-04 Creation enables the VINTF and waits

    The kernel then writes (VMID << 1) | 1 to VINTF_CONFIG and polls STATUS.ENABLED for 1, for up to 1 s.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: STATUS is awaited after ENABLE
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_STATUS" are these, in this order:
        | read | VINTF1_STATUS | ENABLE_OK=0 |
        | read | VINTF1_STATUS | ENABLE_OK=1 |

    Scenario: Success is told only after STATUS has followed
      Given a process that holds "a nest-parent HWPT"
      And the physical register VINTF1_STATUS always reads 0
      When user space calls VIOMMU_ALLOC
      Then the call fails with ETIMEDOUT

  @VHW-05
  Rule: VHW-05 Creation reads HYP_OWN back

    The kernel then reads VINTF_CONFIG and takes bit 17 as the HYP_OWN in effect. For a user VINTF it is 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: CONFIG is read back after STATUS
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS" are these, in this order:
        | write | VINTF1_CONFIG | 0                           |
        | read  | VINTF1_STATUS | ENABLE_OK=0                 |
        | write | VINTF1_CONFIG | VMID=A                      |
        | write | VINTF1_CONFIG | VMID=A, ENABLE=1            |
        | read  | VINTF1_STATUS | ENABLE_OK=1                 |
        | read  | VINTF1_CONFIG | VMID=A, ENABLE=1, HYP_OWN=0 |

  @VHW-06
  Rule: VHW-06 The VMID is that of the stage-2 domain

    The VMID that the kernel writes is that of the stage-2 domain and is never 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    @ISO-03
    Scenario: Another stage 2 has another VMID
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC
      When user space calls VIOMMU_ALLOC
      Then the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1
      And the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=B           |
        | VMID=B, ENABLE=1 |

    @ISO-03 @UAPI-HWPT-07
    Scenario: The VMIDs of two stages 2 with 255 between them are two
      Their numbers may be alike in all bits but the upper ones.

      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC 255 times
      And user space has called HWPT_ALLOC
      When user space calls VIOMMU_ALLOC
      Then the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1
      And the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=B           |
        | VMID=B, ENABLE=1 |

    Scenario: Two vIOMMUs on one stage 2 share its VMID
      Given a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC
      Then the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1
      And the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=A           |
        | VMID=A, ENABLE=1 |

    @ISO-03
    Scenario: Another fd's stage 2 has another VMID
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      When user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      Then the physical register VINTF1_CONFIG reads VMID=A, ENABLE=1
      And the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=B           |
        | VMID=B, ENABLE=1 |

  @VHW-07
  Rule: VHW-07 Destruction first unmaps remaining queues

    On destruction of a VINTF the kernel resets and unmaps each remaining logical vCMDQ in descending order.

    MUST. Source: linux-7.2. Since linux-7.2.

    @PHYS-12
    Scenario: The queues go in descending order before the VINTF
      Given a process that holds "a hw_queue"
      And user space has called HW_QUEUE_ALLOC with index=1
      And user space closes file gpu0
      When user space closes file iommufd
      Then the kernel's writes to "CMDQ_ALLOC_MAP_2, CMDQ_ALLOC_MAP_3, VINTF1_CONFIG, VINTF1_LVCMDQ0_CONFIG, VINTF1_LVCMDQ1_CONFIG" are these, in this order:
        | VINTF1_LVCMDQ1_CONFIG | 0                          |
        | CMDQ_ALLOC_MAP_3      | VIRT_INTF_INDX=1, LVCMDQ=1 |
        | VINTF1_LVCMDQ0_CONFIG | 0                          |
        | CMDQ_ALLOC_MAP_2      | VIRT_INTF_INDX=1           |
        | VINTF1_CONFIG         | 0                          |

  @VHW-08
  Rule: VHW-08 Destruction disables the VINTF

    The kernel then writes 0 to VINTF_CONFIG and polls STATUS.ENABLED for 0.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: CONFIG is cleared once and waited for
      Given a process that holds "a vIOMMU"
      When user space destroys viommu
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS" are these, in this order:
        | write | VINTF1_CONFIG | 0           |
        | read  | VINTF1_STATUS | ENABLE_OK=0 |

  @VHW-09
  Rule: VHW-09 Destruction clears the stream ID slots after the disable

    The kernel zeroes SID_MATCH and SID_REPLACE as in VHW-02 only after the VINTF is disabled.

    Accepted: Another order is accepted if no slot is ever enabled in SID_MATCH with a wrong SID_REPLACE.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario Outline: Slot <slot> is cleared, SID_MATCH first
      Given a process that holds "a vIOMMU"
      When user space destroys viommu
      Then the kernel's accesses to "VINTF1_SID_MATCH_<slot>, VINTF1_SID_REPLACE_<slot>" are these, in this order:
        | write | VINTF1_SID_MATCH_<slot>   | 0 |
        | write | VINTF1_SID_REPLACE_<slot> | 0 |

      Examples:
        | slot |
        | 0    |
        | 1    |
        | 7    |
        | 15   |

    Scenario: A slot that held something is empty afterwards
      Given a process that holds "a vIOMMU"
      And the host writes PHYS_SID=0x55 to VINTF1_SID_REPLACE_5
      When user space destroys viommu
      Then the physical register VINTF1_SID_REPLACE_5 reads 0

    @HOST-06
    Scenario: The slots of a VINTF that does not disable are cleared when it goes all the same
      Given a process that holds "a vIOMMU"
      And the host writes PHYS_SID=0x55 to VINTF1_SID_REPLACE_5
      And the physical register VINTF1_STATUS always reads 1
      When user space destroys viommu
      Then the call succeeds
      And the physical register VINTF1_SID_REPLACE_5 reads 0
