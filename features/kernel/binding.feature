Feature: Binding devices to an iommufd

  Before anything else a VMM gives its device to an iommufd, and learns the dev_id by which later requests name it. A
  device is given to one iommufd, so two processes can never share one: this is the first of the walls between VMs
  (features/stack/isolation-objects.feature).

  iommufd itself lets a process bind a device twice and then has two IDs for it; VFIO, where it stands in front, binds
  each device once and answers EINVAL. Which of the two an implementation shows is left open. The file of the device,
  and attaching it: features/kernel/device-files.feature.

  @UAPI-DEV-01
  Rule: UAPI-DEV-01 A device binds to one fd

    Binding a device that is bound to another fd is refused: iommufd itself says EPERM; VFIO, whose device files are
    bound once, says EINVAL before iommufd is asked.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A device of another fd is refused
      Given a process that holds "a bound device"
      And another iommufd called other
      When device gpu0 is bound to iommufd other
      Then the call fails with EPERM or EINVAL

    Scenario: A device that one fd has let go is bound to another, and back
      Given a process that holds "a bound device"
      And user space closes file gpu0
      And another iommufd called other
      And user space opens device gpu0
      And device gpu0 is bound to iommufd other
      And user space closes file gpu0
      And user space opens device gpu0
      When device gpu0 is bound to the iommufd
      Then the call succeeds

    Scenario: A device that went to another fd is refused by the first
      Given a process that holds "a bound device"
      And user space closes file gpu0
      And another iommufd called other
      And user space opens device gpu0
      And device gpu0 is bound to iommufd other
      When device gpu0 is bound to the iommufd
      Then the call fails with EPERM or EINVAL

  @UAPI-DEV-02
  Rule: UAPI-DEV-02 It may bind twice to the same one

    Binding a device a second time to the same fd succeeds in iommufd itself and returns a second dev_id.

    Accepted: EINVAL is accepted too: VFIO binds the file of a device once, and one file of a device at a time.

    MAY. Source: linux-7.2. Since linux-7.2.

    Scenario: A second binding to the same fd gives a second ID
      Given a process that holds "a bound device"
      When device gpu0 is bound to the iommufd
      Then the call succeeds
      And gpu0 has ID 2

    Scenario Outline: Both IDs name the device: <id>
      Given a process that holds "a bound device"
      And device gpu0 is bound to the iommufd
      When user space calls GET_HW_INFO with dev_id=<id>
      Then the call succeeds

      Examples:
        | id |
        | 1  |
        | 2  |
