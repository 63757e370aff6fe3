Feature: Device files

  A VMM opens the file of a device, binds it to its iommufd, and attaches it to what shall translate its accesses: an
  IOAS, for which the kernel makes a table, or a HWPT of its own making. A VM's device is attached to nested HWPTs in
  turn, for what the guest asks: abort, bypass or its stage 1 (features/kernel/hwpt-nested.feature,
  features/device/trapped-queue.feature). A second ATTACH replaces the first, without a DETACH in between.

  A refused request leaves the device where it was. The rest of VFIO gives access to the device itself and is no part of
  this specification.

  @UAPI-VFIO-01
  Rule: UAPI-VFIO-01 BIND_IOMMUFD is checked

    VFIO_DEVICE_BIND_IOMMUFD has 24 bytes, of which the last 8, the address of a token, may be left out. It gives EINVAL
    for a size below 16, E2BIG for a longer structure whose bytes after those 24 are not all 0, and EFAULT for one that
    cannot be read, EINVAL for flags that it does not know and for a negative fd, EBADF for an fd that is not open, and
    EBADFD for one that is no iommufd. Its token is no part of this specification.

    SHOULD. Source: uapi-vfio, linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "an iommufd"
      And user space opens device gpu0

    Scenario Outline: <changes> is refused
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with <changes>
      Then the call fails with <errno> each time

      Examples:
        | changes            | errno  |
        | size=15            | EINVAL |
        | size=0             | EINVAL |
        | tail=1             | E2BIG  |
        | size=64            | EFAULT |
        | flags=2            | EINVAL |
        | flags=0x80000000   | EINVAL |
        | iommufd=0xffffffff | EINVAL |
        | iommufd=0x80000000 | EINVAL |
        | iommufd=0x7fffffff | EBADF  |
        | iommufd=gpu0       | EBADFD |

    Scenario Outline: <changes> binds
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with <changes>
      Then the call succeeds
      And the call returns out_devid=1

      Examples:
        | changes          |
        | flags=0          |
        | size=16          |
        | size=24          |
        | tail=0           |
        | token_uuid_ptr=1 |

    Scenario: The last of many files that are open
      Given another iommufd called second
      And another iommufd called third
      And another iommufd called fourth
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with iommufd=fourth
      Then the call succeeds

    Scenario: An iommufd that was closed
      Given another iommufd called other
      And user space closes file other
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with iommufd=other
      Then the call fails with EBADF each time

  @UAPI-VFIO-02
  Rule: UAPI-VFIO-02 ATTACH and DETACH are checked

    VFIO_DEVICE_ATTACH_IOMMUFD_PT gives EINVAL for a size below 12, VFIO_DEVICE_DETACH_IOMMUFD_PT for a size below 8,
    and both for flags that they do not know and for PASID without room for one.

    SHOULD. Source: uapi-vfio, linux-7.2. Since linux-7.2.

    Scenario Outline: <request> with <changes> is refused
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls <request> on file gpu0 with <changes>
      Then the call fails with EINVAL each time

      Examples:
        | request                       | changes          |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | size=11          |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | flags=1          |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | flags=0x80000000 |
        | VFIO_DEVICE_DETACH_IOMMUFD_PT | size=7           |
        | VFIO_DEVICE_DETACH_IOMMUFD_PT | flags=1          |
        | VFIO_DEVICE_DETACH_IOMMUFD_PT | flags=0x80000000 |

    Scenario Outline: A refused DETACH detaches nothing: <changes>
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      And user space calls VFIO_DEVICE_DETACH_IOMMUFD_PT on file gpu0 with <changes>
      When user space destroys s2
      Then the call fails with EBUSY each time

      Examples:
        | changes |
        | size=7  |
        | flags=1 |

    Scenario Outline: <request> with size <size> succeeds
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2
      When user space calls <request> on file gpu0 with size=<size>
      Then the call succeeds

      Examples:
        | request                       | size |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT | 12   |
        | VFIO_DEVICE_DETACH_IOMMUFD_PT | 8    |

    Scenario: Detaching a device that is not attached
      Given a process that holds "a nest-parent HWPT"
      When user space detaches gpu0
      Then the call succeeds

  @UAPI-VFIO-03
  Rule: UAPI-VFIO-03 A device is bound before it is used

    A device that is not bound to an iommufd refuses every other request with EINVAL. One that is bound refuses unknown
    requests with ENOTTY.

    MUST. Source: uapi-vfio, linux-7.2. Since linux-7.2.

    Scenario Outline: <request> on a device that is not bound
      Given a process that holds "an iommufd"
      And user space has called IOAS_ALLOC
      And user space opens device gpu0
      When user space calls <request> on file gpu0 with flags=0
      Then the call fails with EINVAL each time

      Examples:
        | request                       |
        | VFIO_DEVICE_ATTACH_IOMMUFD_PT |
        | VFIO_DEVICE_DETACH_IOMMUFD_PT |

    Scenario: A bound device does not know the iommufd's requests
      Given a process that holds "a bound device"
      When user space calls IOAS_ALLOC on file gpu0 with flags=0
      Then the call fails with ENOTTY each time

  @UAPI-VFIO-04
  Rule: UAPI-VFIO-04 Attaching to an IOAS makes a HWPT

    ATTACH with the ID of an IOAS attaches the device to a HWPT that the kernel makes for it and returns that HWPT's ID
    in pt_id. Devices of the same SMMU share it where they fit: one without CANWBS does not fit a HWPT that was made for
    one with it, and gets another.

    MUST. Source: uapi-vfio, linux-7.2. Since linux-7.2.

    Background:
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a nest-parent HWPT"
      And device nic0 is bound to the iommufd
      And device far0 is bound to the iommufd

    Scenario: The HWPT is an object of its own
      When user space attaches gpu0 to ioas
      Then the call succeeds
      And hwpt_of_gpu0 and ioas are different objects
      And hwpt_of_gpu0 and s2 are different objects

    Scenario: A HWPT that is named is returned
      When user space attaches gpu0 to s2
      Then the call succeeds
      And the call returns pt_id=s2

    Scenario: A device of the same SMMU shares the HWPT
      Given user space attaches gpu0 to ioas
      When user space attaches nic0 to ioas
      Then the call succeeds
      And the call returns pt_id=hwpt_of_gpu0

    Scenario: A third device shares the HWPT of the first two
      Given user space attaches gpu0 to ioas
      And user space attaches nic0 to ioas
      And device gpu1 is bound to the iommufd
      When user space attaches gpu1 to ioas
      Then the call succeeds
      And the call returns pt_id=hwpt_of_gpu0

    Scenario: The only HWPT that there is is shared
      Given user space destroys s2
      And user space attaches gpu0 to ioas
      When user space attaches nic0 to ioas
      Then the call succeeds
      And the call returns pt_id=hwpt_of_gpu0

    Scenario: Attaching again changes nothing
      Given user space attaches gpu0 to ioas
      And user space attaches nic0 to ioas
      When user space attaches nic0 to ioas
      Then the call succeeds
      And the call returns pt_id=hwpt_of_gpu0

    Scenario: A device of another SMMU gets another HWPT
      Given user space attaches gpu0 to ioas
      When user space attaches far0 to ioas
      Then the call succeeds
      And hwpt_of_far0 and hwpt_of_gpu0 are different objects

    Scenario: Another IOAS gets another HWPT
      Given user space attaches gpu0 to ioas
      And user space calls IOAS_ALLOC with flags=0, naming the result second
      When user space attaches nic0 to second
      Then the call succeeds
      And hwpt_of_nic0 and hwpt_of_gpu0 are different objects

    Scenario: A device that is not coherent gets another HWPT than one that is
      Given device noncoherent0 is bound to the iommufd
      And user space attaches gpu0 to ioas
      When user space attaches noncoherent0 to ioas
      Then the call succeeds
      And hwpt_of_noncoherent0 and hwpt_of_gpu0 are different objects

    Scenario: A device that is coherent shares the HWPT of one that is not
      Given device noncoherent0 is bound to the iommufd
      And user space attaches noncoherent0 to ioas
      When user space attaches gpu0 to ioas
      Then the call succeeds
      And the call returns pt_id=hwpt_of_noncoherent0

    Scenario: The HWPT uses the IOAS
      Given user space attaches gpu0 to ioas
      And user space destroys s2
      When user space destroys ioas
      Then the call fails with EBUSY each time

    Scenario: The HWPT has what the IOAS maps
      Given user space attaches gpu0 to ioas
      When user space calls IOAS_MAP with iova=0x50000000, user_va=0x1000
      Then the call fails with EFAULT each time

  @UAPI-VFIO-05
  Rule: UAPI-VFIO-05 An automatic HWPT goes with its last device

    The HWPT that ATTACH made goes when no device is attached to it any more. HWPT_ALLOC's stay.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a process that holds "an IOAS"
      And device nic0 is bound to the iommufd

    Scenario: The last device that is detached takes it along
      Given user space attaches gpu0 to ioas
      And user space attaches nic0 to ioas
      And user space detaches gpu0
      And user space detaches nic0
      When user space destroys ioas
      Then the call succeeds

    Scenario: The third of three devices keeps it
      Given device gpu1 is bound to the iommufd
      And user space attaches gpu0 to ioas
      And user space attaches nic0 to ioas
      And user space attaches gpu1 to ioas
      And user space detaches gpu0
      And user space detaches nic0
      When user space destroys ioas
      Then the call fails with EBUSY each time

    Scenario: Before that it stays
      Given user space attaches gpu0 to ioas
      And user space attaches nic0 to ioas
      And user space detaches gpu0
      When user space destroys ioas
      Then the call fails with EBUSY each time

    Scenario: Closing the device detaches it
      Given user space attaches gpu0 to ioas
      And user space closes file gpu0
      When user space destroys ioas
      Then the call succeeds

    Scenario: A HWPT that was allocated stays
      Given user space has called HWPT_ALLOC with flags=0
      And user space attaches gpu0 to s2
      And user space detaches gpu0
      When user space destroys s2
      Then the call succeeds

    Scenario: Each HWPT that was made for a device goes with it
      Given user space attaches gpu0 to ioas
      And user space detaches gpu0
      And user space attaches gpu0 to ioas
      And user space detaches gpu0
      When user space destroys ioas
      Then the call succeeds

    Scenario: Who was attached to it by its own ID counts as well
      Given user space attaches gpu0 to ioas
      And user space attaches nic0 to hwpt_of_gpu0
      And user space detaches gpu0
      When user space destroys ioas
      Then the call fails with EBUSY each time

    Scenario: It goes with a device that was attached to it by its own ID
      Given user space attaches gpu0 to ioas
      And user space attaches nic0 to hwpt_of_gpu0
      And user space detaches gpu0
      And user space detaches nic0
      When user space destroys ioas
      Then the call succeeds

  @UAPI-VFIO-06
  Rule: UAPI-VFIO-06 A second ATTACH replaces the first

    ATTACH of a device that is attached moves it to the new HWPT without a DETACH in between.

    MUST. Source: uapi-vfio. Since linux-7.2.

    Background:
      Given a process that holds "a nest-parent HWPT"
      And user space attaches gpu0 to s2

    Scenario: The device is on the new HWPT
      Given user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space attaches gpu0 to other
      When user space destroys other
      Then the call fails with EBUSY each time

    Scenario: The device is not on the old HWPT
      Given user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space attaches gpu0 to other
      When user space destroys s2
      Then the call succeeds

    Scenario: A HWPT that was made for the device goes when it moves
      Given user space calls IOAS_ALLOC with flags=0, naming the result second
      And user space attaches gpu0 to second
      And user space attaches gpu0 to s2
      When user space destroys second
      Then the call succeeds

    Scenario: A device moves from the bypass of one vIOMMU to that of another
      Given user space calls VIOMMU_ALLOC with data_len=16, naming the result viommu
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to nested
      And user space calls VIOMMU_ALLOC with data_len=16, naming the result viommu
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      When user space attaches gpu0 to nested
      Then the call succeeds
      And the call returns pt_id=nested

    Scenario: Between two HWPTs of one IOAS the doorbell's window stays out
      Given user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space attaches gpu0 to other
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=2

    @UAPI-IOAS-03
    Scenario Outline: Between a stage 2 and the nested HWPT above it the doorbell's window stays out: first <first>, then <then>
      Given user space has called VIOMMU_ALLOC
      And user space allocates a nested HWPT whose vSTE words are 0x9 and 0
      And user space attaches gpu0 to <first>
      And user space attaches gpu0 to <then>
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=2

      Examples:
        | first  | then   |
        | s2     | nested |
        | nested | s2     |

  @UAPI-VFIO-07
  Rule: UAPI-VFIO-07 Only an IOAS or a HWPT of the device's SMMU can be attached to

    ATTACH gives ENOENT for an ID that does not exist, and EINVAL for an object that is no IOAS and no HWPT, for a HWPT
    of another SMMU, and for a device without CANWBS on a HWPT that was made for one with it, or on a nested HWPT above
    such a one. The device stays where it was.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Background:
      Given a host with two SMMUs that have the CMDQ-V extension
      And a process that holds "a vDEVICE"
      And device far0 is bound to the iommufd

    Scenario Outline: gpu0 cannot be attached to <target>
      When user space attaches gpu0 to <target>
      Then the call fails with <errno> each time

      Examples:
        | target  | errno  |
        | nothing | ENOENT |
        | gpu0    | EINVAL |
        | viommu  | EINVAL |
        | vdevice | EINVAL |

    Scenario: A device of another SMMU cannot be attached to a HWPT
      When user space attaches far0 to s2
      Then the call fails with EINVAL each time

    Scenario Outline: A device that is not coherent cannot be attached to <what> of one that is
      Given device noncoherent0 is bound to the iommufd
      And user space calls HWPT_ALLOC with flags=0, naming the result stage1
      When user space attaches noncoherent0 to <target>
      Then the call fails with EINVAL each time

      Examples:
        | what          | target |
        | the stage 1   | stage1 |
        | a nest parent | s2     |

    Scenario: A device that is coherent can be attached to the HWPT of one that is not
      Given device noncoherent0 is bound to the iommufd
      And user space calls HWPT_ALLOC with dev_id=noncoherent0, flags=0, naming the result other
      When user space attaches gpu0 to other
      Then the call succeeds

    Scenario: A refused ATTACH leaves the device where it was
      Given user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space attaches gpu0 to other
      And user space attaches gpu0 to viommu
      When user space destroys other
      Then the call fails with EBUSY each time

    @UAPI-IOAS-03
    Scenario: A device that was refused takes nothing out of the ranges
      Given user space attaches far0 to s2
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=1
      And the call returns these ranges:
        | 0 | 0xffffffffffff |

    @UAPI-IOAS-03
    Scenario: A device that was refused leaves out of the ranges what it took before
      Given user space calls HWPT_ALLOC with dev_id=far0, flags=0, naming the result theirs
      And user space attaches gpu0 to s2
      And user space attaches gpu0 to theirs
      When user space calls IOAS_IOVA_RANGES
      Then the call returns num_iovas=2
      And the call returns these ranges:
        | 0         | 0x7ffffff      |
        | 0x8100000 | 0xffffffffffff |

    Scenario: A HWPT is taken after an object that is none
      Given user space calls VFIO_DEVICE_ATTACH_IOMMUFD_PT on file gpu0 with pt_id=gpu0
      When user space attaches gpu0 to s2
      Then the call succeeds

    Scenario: A device that does not fit a HWPT stays where it was
      Given user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space calls HWPT_ALLOC with dev_id=far0, flags=0, naming the result theirs
      And user space attaches gpu0 to other
      And user space attaches gpu0 to theirs
      When user space destroys other
      Then the call fails with EBUSY each time

    Scenario: A HWPT that refused a device is used by nobody
      Given user space calls HWPT_ALLOC with dev_id=far0, flags=0, naming the result theirs
      And user space attaches gpu0 to theirs
      When user space destroys theirs
      Then the call succeeds

  @UAPI-VFIO-08
  Rule: UAPI-VFIO-08 A failed write-back undoes BIND and ATTACH

    If the kernel cannot write the result of BIND or ATTACH it gives EFAULT, and the device is not bound, or not
    attached.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario: BIND without room for the ID
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      When user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with argument=readonly
      Then the call fails with EFAULT each time

    Scenario: The device can be bound to another iommufd
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      And another iommufd called other
      And user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with argument=readonly
      When device gpu0 is bound to iommufd other
      Then the call succeeds

    Scenario: Its ID is free again
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      And user space calls VFIO_DEVICE_BIND_IOMMUFD on file gpu0 with argument=readonly
      When device gpu0 is bound to the iommufd
      Then the call succeeds
      And gpu0 has ID 1

    Scenario: ATTACH without room for the ID
      Given a process that holds "a nest-parent HWPT"
      When user space calls VFIO_DEVICE_ATTACH_IOMMUFD_PT on file gpu0 with pt_id=s2, argument=readonly
      Then the call fails with EFAULT each time

    Scenario: The device is not attached
      Given a process that holds "a nest-parent HWPT"
      And user space calls VFIO_DEVICE_ATTACH_IOMMUFD_PT on file gpu0 with pt_id=s2, argument=readonly
      When user space destroys s2
      Then the call succeeds

    Scenario Outline: A device that was on <before> is on no HWPT after an ATTACH to <to> without room for the ID
      Given a process that holds "a nest-parent HWPT"
      And user space calls HWPT_ALLOC with flags=0, naming the result other
      And user space attaches gpu0 to other
      And user space calls VFIO_DEVICE_ATTACH_IOMMUFD_PT on file gpu0 with pt_id=<to>, argument=readonly
      When user space destroys <before>
      Then the call succeeds

      Examples:
        | before | to    |
        | other  | s2    |
        | other  | other |

  @UAPI-VFIO-09
  Rule: UAPI-VFIO-09 Files are what they are opened as

    Opening a device that the host does not have gives ENOENT, any call on an fd that is not open gives EBADF, and
    reading an iommufd or a device that is not bound gives EINVAL. An mmap of a device that is not bound gives EINVAL.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario: A device that the host does not have
      Given a process that holds "an iommufd"
      When user space opens device nosuch0
      Then the call fails with ENOENT each time

    Scenario: A request on a file that was closed
      Given a process that holds "an iommufd"
      And user space closes file iommufd
      When user space calls IOAS_ALLOC
      Then the call fails with EBADF each time

    Scenario: A request on a file that was closed after another
      Given a process that holds "an iommufd"
      And another iommufd called other
      And user space closes file iommufd
      And user space closes file other
      When user space calls IOAS_ALLOC on file other with flags=0
      Then the call fails with EBADF each time

    Scenario: A file is closed once
      Given a process that holds "an iommufd"
      And user space closes file iommufd
      When user space closes file iommufd
      Then the call fails with EBADF each time

    Scenario: An iommufd has nothing to read
      Given a process that holds "an iommufd"
      When user space reads 64 bytes from file iommufd
      Then the call fails with EINVAL each time

    Scenario: A device that is not bound has nothing to read or to map
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      When user space reads 64 bytes from file gpu0
      Then the call fails with EINVAL each time

    Scenario: A device that is not bound cannot be mapped
      Given a process that holds "an iommufd"
      And user space opens device gpu0
      When user space maps offset 0 of file gpu0
      Then the call fails with EINVAL each time

  @UAPI-VFIO-10
  Rule: UAPI-VFIO-10 Behind an SMMU that is not coherent there are no device files

    A device behind an SMMU whose own accesses firmware does not call coherent has no file: opening it gives ENOENT.
    IDR0.COHACC does not count.

    SHOULD. Source: linux-7.2. Since linux-7.2.

    Scenario: Firmware does not call the SMMU coherent
      Given a host whose firmware does not call its SMMU coherent
      And a process that holds "an iommufd"
      When user space opens device gpu0
      Then the call fails with ENOENT each time

    Scenario: Firmware calls coherent an SMMU with IDR0.COHACC 0
      Given a host whose SMMU has IDR0.COHACC=0
      And a process that holds "an iommufd"
      When user space opens device gpu0
      Then the call succeeds
