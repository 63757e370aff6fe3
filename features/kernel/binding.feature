Feature: Binding devices to an iommufd

  Before anything else a VMM gives its device to an iommufd, and learns the dev_id by which later requests name it. A
  device is given to one iommufd, so two processes can never share one: this is the first of the walls between VMs
  (features/stack/isolation-objects.feature).

  iommufd itself would let a process bind a device twice; VFIO, which stands in front of it, binds each device once. The
  file of the device, and attaching it: features/kernel/device-files.feature.

  @UAPI-DEV-01
  Rule: UAPI-DEV-01 A device binds to one fd

    Binding a device that is bound to another fd gives EINVAL: VFIO binds one file of a device at a time, so iommufd,
    which would say EPERM, is never asked.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A device of another fd is refused
      Given a process that holds "a bound device"
      And another iommufd called other
      When device gpu0 is bound to iommufd other
      Then the call fails with EINVAL each time

    Scenario: A second device of another fd is refused as the first
      Given a process that holds "a bound device"
      And device nic0 is bound to the iommufd
      And another iommufd called other
      And user space opens device nic0
      When device nic0 is bound to iommufd other
      Then the call fails with EINVAL each time

    Scenario: A device of another fd is refused by another file of it, too
      Given a process that holds "a bound device"
      And another iommufd called other
      And user space opens device gpu0
      When device gpu0 is bound to iommufd other
      Then the call fails with EINVAL each time

    Scenario: A second file of the device that is closed lets nothing go
      Given a process that holds "a bound device"
      And another iommufd called other
      And user space opens device gpu0
      And user space closes file gpu0
      And user space opens device gpu0
      When device gpu0 is bound to iommufd other
      Then the call fails with EINVAL each time

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
      Then the call fails with EINVAL each time

    Scenario: Of two devices that one fd has let go one after the other each is bound to another
      Given a process that holds "a bound device"
      And device nic0 is bound to the iommufd
      And user space closes file gpu0
      And user space closes file nic0
      And another iommufd called other
      And user space opens device nic0
      When device nic0 is bound to iommufd other
      Then the call succeeds

    Scenario: A device that one fd has let go twice is bound to another
      Given a process that holds "a bound device"
      And user space closes file gpu0
      And user space opens device gpu0
      And device gpu0 is bound to the iommufd
      And user space closes file gpu0
      And another iommufd called other
      And user space opens device gpu0
      When device gpu0 is bound to iommufd other
      Then the call succeeds

  @UAPI-DEV-02
  Rule: UAPI-DEV-02 And once

    Binding a device that is bound gives EINVAL for the same fd, too, by the same file or another of the device, and
    leaves the device bound. A file that is bound says so before the fd is looked at.

    MUST. Source: linux-7.2. Since linux-7.2.

    Scenario: A second binding to the same fd is refused
      Given a process that holds "a bound device"
      When device gpu0 is bound to the iommufd
      Then the call fails with EINVAL each time

    Scenario: A second file of the device cannot be bound
      Given a process that holds "a bound device"
      And user space opens device gpu0
      When device gpu0 is bound to the iommufd
      Then the call fails with EINVAL each time

    Scenario: After a refusal the device is bound as it was
      Given a process that holds "a bound device"
      And device gpu0 is bound to the iommufd
      When user space calls GET_HW_INFO with dev_id=1
      Then the call succeeds

    Scenario: A refused binding takes no ID
      Given a process that holds "a bound device"
      And device gpu0 is bound to the iommufd
      When user space calls IOAS_ALLOC with flags=0, naming the result ioas
      Then ioas has ID 2

    Scenario: A file that is bound says so before the fd is looked at
      Given a process that holds "a bound device"
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with iommufd=0x7fffffff
      Then the call fails with EINVAL each time
