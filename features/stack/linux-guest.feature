Feature: Linux in a guest

  Everywhere else a scenario acts in the guest's place. Here an unmodified Linux runs in the VM, with the driver of its own
  release, and is only told what to do: load its drivers, map a page and unmap it, reboot. What it does to CMDQ-V for that is
  its own affair. The scenarios look at what comes of it: what Linux reports, what the kernel below holds for the VM, what the
  hardware executes. How the VMM went about it is judged by the monitors, as in every run.

  The device that is passed through does nothing. Its driver in the guest maps pages for it and unmaps them again, so that the
  driver of the SMMU has to invalidate: a TLBI_NH_VA and an ATC_INV each time, on the vCMDQ of the processor that does it.

  @LINUX-01
  Rule: LINUX-01 Linux brings CMDQ-V up

    An unmodified Linux in a guest brings CMDQ-V up with both vCMDQs of VINTF0, and reports no error of the SMMU.

    MUST. Source: linux-7.2. Since mail-v5.

    @GUEST-01
    Scenario: On one processor
      Given a Linux guest with 1 processor
      When Linux loads its drivers
      Then Linux reports no error of the SMMU
      And the VM holds these hw_queues:
        | index=0 |
        | index=1 |
      And the guest receives no interrupts

  @LINUX-02
  Rule: LINUX-02 Each processor invalidates through its vCMDQ

    Linux sends the invalidations of a processor to the vCMDQ of the processor's number modulo two, and waits for each:
    all are executed, of several processors at once too, and of one that was off before; no CMD_SYNC is waited for in
    vain.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: Two processors, one after the other
      Given a Linux guest with 2 processors
      And Linux loads its drivers
      When Linux maps and unmaps a page 200 times on processor 0
      And Linux maps and unmaps a page 300 times on processor 1
      Then vCMDQ 2 executes 200 or more TLBI_NH_VA
      And vCMDQ 3 executes 300 or more TLBI_NH_VA
      And vCMDQ 2 executes 200 or more ATC_INV
      And vCMDQ 3 executes 300 or more ATC_INV
      And Linux reports no error of the SMMU

  @LINUX-03
  Rule: LINUX-03 Linux recovers from an illegal command

    When the hardware finds a command of Linux illegal, Linux is told of it by the interrupt, reports it, puts CMD_SYNC
    in the command's place and acknowledges; the commands behind it, and all that follow, are executed.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: A TLBI on the second processor
      Given a Linux guest with 2 processors
      And Linux loads its drivers
      And the next TLBI_NH_VA is read as an illegal command
      When Linux maps and unmaps a page 100 times on processor 1
      Then Linux reports "Illegal command"
      And Linux reports no timeout of a CMD_SYNC
      And vCMDQ 3 executes 99 or more TLBI_NH_VA
      And the VM holds these hw_queues:
        | index=0 |
        | index=1 |

  @LINUX-04
  Rule: LINUX-04 Linux recovers from a command that cannot be read

    When the hardware cannot read a command of Linux, Linux reports the abort and acknowledges; the hardware reads the
    command again, and it and all that follow are executed.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: A TLBI on the second processor
      Given a Linux guest with 2 processors on 2M pages
      And Linux loads its drivers
      And the next TLBI_NH_VA cannot be read
      When Linux maps and unmaps a page 100 times on processor 1
      Then Linux reports "Abort on command fetch"
      And Linux reports no timeout of a CMD_SYNC
      And vCMDQ 3 executes 100 or more TLBI_NH_VA
      And the VM holds these hw_queues:
        | index=0 |
        | index=1 |

  @LINUX-05
  Rule: LINUX-05 Linux recovers from an ATC invalidation that times out

    When an ATC_INV of Linux times out, Linux reports the timeout and acknowledges; all that follow are executed.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: An ATC_INV on the third processor, behind others on all three
      Given a Linux guest with 3 processors
      And Linux loads its drivers
      And Linux maps and unmaps a page 30 times on every processor
      And the next ATC_INV times out
      When Linux maps and unmaps a page 100 times on processor 2
      Then Linux reports "ATC invalidate timeout"
      And Linux reports no timeout of a CMD_SYNC
      And vCMDQ 2 executes 100 or more TLBI_NH_VA
      And vCMDQ 2 executes 100 or more ATC_INV

  @LINUX-06
  Rule: LINUX-06 Linux reboots

    A guest with Linux can be rebooted: the machine's reset takes its hw_queues away, and the kernel that comes up has
    CMDQ-V as the first had.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: After an error, and more invalidations than a vCMDQ has entries
      Given a Linux guest with 2 processors
      And Linux loads its drivers
      And the next TLBI_NH_VA is read as an illegal command
      And Linux maps and unmaps a page 100 times on every processor
      And Linux reboots
      When Linux loads its drivers
      And Linux maps and unmaps a page 50 times on processor 0
      And Linux maps and unmaps a page 50 times on processor 1
      Then vCMDQ 2 executes 50 or more TLBI_NH_VA
      And vCMDQ 3 executes 50 or more TLBI_NH_VA
      And Linux reports no error of the SMMU

  @LINUX-07
  Rule: LINUX-07 Linux starts a second kernel by kexec

    A second Linux that the first starts by kexec, without a reset, brings CMDQ-V up, and its invalidations are
    executed.

    MUST. Source: linux-7.2. Since mail-v5.

    @GUEST-12
    Scenario: After invalidations on both vCMDQs
      The second kernel's invalidations are more than the first one's: commands that lie where the first kernel had its queue
      do not stand for them.

      Given a Linux guest with 2 processors
      And Linux loads its drivers
      And Linux maps and unmaps a page 2 times on every processor
      And Linux starts a second kernel
      When Linux loads its drivers
      And Linux maps and unmaps a page 10 times on processor 0
      And Linux maps and unmaps a page 10 times on processor 1
      Then vCMDQ 2 executes 10 or more TLBI_NH_VA
      And vCMDQ 3 executes 10 or more TLBI_NH_VA
      And Linux reports no error of the SMMU

  @LINUX-08
  Rule: LINUX-08 Linux unloads its driver and loads it again

    Linux can unload the driver of the SMMU, which ends with no hw_queue enabled, and load it again.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: After invalidations on four processors
      Given a Linux guest with 4 processors
      And Linux loads its drivers
      And Linux maps and unmaps a page 20 times on every processor
      And Linux unloads its drivers
      When Linux loads its drivers
      And Linux maps and unmaps a page 50 times on every processor
      Then vCMDQ 2 executes 100 or more TLBI_NH_VA
      And vCMDQ 3 executes 100 or more TLBI_NH_VA
      And Linux reports no error of the SMMU

  @LINUX-09
  Rule: LINUX-09 Linux removes its device and finds it again

    A device that Linux removes from its PCI bus and finds again is translated as before.

    MUST. Source: linux-7.2. Since mail-v5.

    @LINUX-02
    Scenario: While one of three processors is off, on 2 MiB pages
      Given a Linux guest with 3 processors on 2M pages
      And Linux loads its drivers
      And Linux takes processor 1 off
      And Linux removes the device
      When Linux finds the device again
      And Linux puts processor 1 on again
      And Linux maps and unmaps a page 50 times on every processor
      Then vCMDQ 2 executes 100 or more TLBI_NH_VA
      And vCMDQ 3 executes 50 or more TLBI_NH_VA
      And device gpu0 is attached to stage1
      And Linux reports no error of the SMMU

  @LINUX-10
  Rule: LINUX-10 Linux does without CMDQ-V

    With disable_cmdqv or bypass_vcmdq Linux does not use its vCMDQs: its invalidations go through the SMMU's own queue,
    and are executed.

    MUST. Source: linux-7.2. Since mail-v5.

    Scenario: With one, then with the other
      Given a Linux guest with 4 processors
      When Linux loads its drivers with disable_cmdqv=1
      And Linux maps and unmaps a page 50 times on every processor
      And Linux unloads its drivers
      And Linux loads its drivers with bypass_vcmdq=1
      And Linux maps and unmaps a page 50 times on every processor
      Then no command reaches the SMMU from a vCMDQ
      And the SMMU's own queue executes 400 or more TLBI_NH_VA
      And Linux reports no error of the SMMU

  @LINUX-11
  Rule: LINUX-11 Two guests with Linux leave each other alone

    Two guests in which Linux runs at once each invalidate through vCMDQs of their own, of a VINTF of their own with a
    VMID of its own. One that ends takes its hw_queues with it, and nothing of the other.

    MUST. Source: linux-7.2. Since mail-v5.

    @LINUX-02 @ISO-03
    Scenario: Both invalidate at once, and one ends
      Given VM A with a Linux guest with 4 processors on 2M pages and device gpu0
      And VM B with a Linux guest with 1 processor on 4K pages and device gpu1
      And Linux loads its drivers
      When Linux maps and unmaps a page 200 times on every processor
      And VM B is switched off
      And Linux maps and unmaps a page 100 times on every processor
      Then vCMDQ 2 executes 600 or more TLBI_NH_VA
      And vCMDQ 3 executes 600 or more TLBI_NH_VA
      And vCMDQ 4 executes 200 or more TLBI_NH_VA
      And vCMDQ 4 executes 200 or more ATC_INV
      And invalidations of VINTF 1 and of VINTF 2 have a VMID each
      And commands of VINTF 1 reach nothing but the VMID in VINTF1_CONFIG.VMID and StreamID 0x2300
      And VM A holds these hw_queues:
        | index=0 |
        | index=1 |
      And these physical registers read:
        | VINTF1_STATUS    | ENABLE_OK=1 |
        | VINTF2_STATUS    | ENABLE_OK=0 |
        | CMDQ_ALLOC_MAP_4 | ALLOC=0     |
        | CMDQ_ALLOC_MAP_5 | ALLOC=0     |
      And Linux reports no error of the SMMU
