Feature: How the kernel starts and stops a user's VINTF

  A VINTF is handed to its user clean: disabled, without any stream ID mapping, with the VMID of the
  user's stage 2 before it is enabled and without the rights of a hypervisor. It is taken back in
  the reverse order.

  @VHW-01
  Rule: VHW-01 Creation first disables the VINTF

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: The disable comes first and is waited for
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS, VINTF1_SID_MATCH_0" are these, in this order:
        | write | VINTF1_CONFIG      | 0                |
        | read  | VINTF1_STATUS      | 0                |
        | write | VINTF1_SID_MATCH_0 | 0                |
        | write | VINTF1_CONFIG      | VMID=1           |
        | write | VINTF1_CONFIG      | VMID=1, ENABLE=1 |
        | read  | VINTF1_STATUS      | ENABLE_OK=1      |
        | read  | VINTF1_CONFIG      | VMID=1, ENABLE=1 |

    Scenario: A VINTF that was left enabled is disabled
      Given a process that holds "a nest-parent HWPT"
      And the host writes VMID=9, ENABLE=1 to VINTF1_CONFIG
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS" are these, in this order:
        | write | VINTF1_CONFIG | 0                |
        | read  | VINTF1_STATUS | 0                |
        | write | VINTF1_CONFIG | VMID=1           |
        | write | VINTF1_CONFIG | VMID=1, ENABLE=1 |
        | read  | VINTF1_STATUS | ENABLE_OK=1      |
        | read  | VINTF1_CONFIG | VMID=1, ENABLE=1 |

  @VHW-02
  Rule: VHW-02 Creation clears all stream ID slots

    MUST. Source: linux-7.2. Since mail-v5.

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
        | VINTF1_CONFIG         | VMID=1           |
        | VINTF1_CONFIG         | VMID=1, ENABLE=1 |

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
        | VINTF1_CONFIG        | VMID=1           |
        | VINTF1_CONFIG        | VMID=1, ENABLE=1 |

  @VHW-03
  Rule: VHW-03 Creation writes the VMID before it enables

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: The VMID stands before ENABLE is set, and HYP_OWN is never asked for
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's writes to VINTF1_CONFIG are these, in this order:
        | 0                           |
        | VMID=1, ENABLE=0, HYP_OWN=0 |
        | VMID=1, ENABLE=1, HYP_OWN=0 |

  @VHW-04
  Rule: VHW-04 Creation enables the VINTF and waits

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: STATUS is awaited after ENABLE
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_STATUS" are these, in this order:
        | read | VINTF1_STATUS | 0           |
        | read | VINTF1_STATUS | ENABLE_OK=1 |

    Scenario: Success is told only after STATUS has followed
      Given a process that holds "a nest-parent HWPT"
      And the physical register VINTF1_STATUS always reads 0
      When user space calls VIOMMU_ALLOC
      Then the call fails with ETIMEDOUT

  @VHW-05
  Rule: VHW-05 Creation reads HYP_OWN back

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: CONFIG is read back after STATUS
      Given a process that holds "a nest-parent HWPT"
      When user space calls VIOMMU_ALLOC
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS" are these, in this order:
        | write | VINTF1_CONFIG | 0                           |
        | read  | VINTF1_STATUS | 0                           |
        | write | VINTF1_CONFIG | VMID=1                      |
        | write | VINTF1_CONFIG | VMID=1, ENABLE=1            |
        | read  | VINTF1_STATUS | ENABLE_OK=1                 |
        | read  | VINTF1_CONFIG | VMID=1, ENABLE=1, HYP_OWN=0 |

  @VHW-06
  Rule: VHW-06 The VMID is that of the stage-2 domain

    MUST. Source: linux-7.2. Since mail-v5.

    @ISO-03
    Scenario: Another stage 2 has another VMID
      Given a process that holds "a vIOMMU"
      And user space has called HWPT_ALLOC
      When user space calls VIOMMU_ALLOC
      Then the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=2           |
        | VMID=2, ENABLE=1 |

    Scenario: Two vIOMMUs on one stage 2 share its VMID
      Given a process that holds "a vIOMMU"
      When user space calls VIOMMU_ALLOC
      Then the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=1           |
        | VMID=1, ENABLE=1 |

    @ISO-03
    Scenario: Another fd's stage 2 has another VMID
      Given a process that holds "a vIOMMU"
      And another iommufd called other
      And device nic0 is bound to iommufd other
      And user space calls IOAS_ALLOC on file other with flags=0
      And user space calls HWPT_ALLOC on file other with dev_id=nic0
      When user space calls VIOMMU_ALLOC on file other with dev_id=nic0
      Then the kernel's writes to VINTF2_CONFIG are these, in this order:
        | 0                |
        | VMID=2           |
        | VMID=2, ENABLE=1 |

  @VHW-07
  Rule: VHW-07 Destruction first unmaps remaining queues

    MUST. Source: linux-7.2. Since mail-v5.

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

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: CONFIG is cleared once and waited for
      Given a process that holds "a vIOMMU"
      When user space destroys viommu
      Then the kernel's accesses to "VINTF1_CONFIG, VINTF1_STATUS" are these, in this order:
        | write | VINTF1_CONFIG | 0 |
        | read  | VINTF1_STATUS | 0 |

  @VHW-09
  Rule: VHW-09 Destruction clears the stream ID slots after the disable

    MUST. Source: linux-7.2. Since mail-v5.

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
