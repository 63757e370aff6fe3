Feature: Who may change a register

  Each register is either for the guest to write or for the device to show. A write to the latter is dropped, whether
  the device shows a value of its own or the hardware's: also where the register of an allocated queue is served from
  the host page, a trapped write to STATUS or GERROR does not get there.

  There is no third kind: nothing is cleared by writing ones. An error is a difference between GERROR and GERRORN, and a
  guest acknowledges it by copying GERROR to GERRORN (features/hardware/error-recovery.feature). In the direct window on
  VINTF page 0 the hardware decides; what is demanded there is that a write goes no further than its vCMDQ.

  Background:
    Given a VM with CMDQ-V

  @ACC-13
  Rule: ACC-13 Writes to read-only registers are dropped

    The device drops a guest write to PARAM, STATUS, VI_ERR_MAP, CMDQ_ERR_MAP, VINTF0_STATUS, LVCMDQ_ERR_MAP, the STATUS
    of a vCMDQ and GERROR. On the direct aperture this holds both for cached and for allocated queues. In the direct
    window at 0x30000 the hardware decides.

    SHOULD. Source: qemu-11.1. Since mail-v5.

    Scenario Outline: A guest cannot set <register>

      When the guest writes 0xffffffff to <register>
      Then no register changed
      And no physical register changed
      And the device makes no host call
      And the guest receives no interrupts

      Examples: Config page
        | register                |
        | CMDQV_PARAM             |
        | CMDQV_STATUS            |
        | VI_ERR_MAP_0            |
        | VI_ERR_MAP_1            |
        | CMDQ_ERR_MAP_0          |
        | CMDQ_ERR_MAP_1          |
        | CMDQ_ERR_MAP_2          |
        | CMDQ_ERR_MAP_3          |
        | VINTF0_STATUS           |
        | VINTF0_LVCMDQ_ERR_MAP_0 |
        | VINTF0_LVCMDQ_ERR_MAP_1 |
        | VINTF0_LVCMDQ_ERR_MAP_2 |
        | VINTF0_LVCMDQ_ERR_MAP_3 |

      Examples: Page 0 of the vCMDQs
        | register              |
        | VCMDQ0_STATUS         |
        | VCMDQ0_GERROR         |
        | VCMDQ1_STATUS         |
        | VCMDQ1_GERROR         |
        | VINTF0_LVCMDQ0_STATUS |
        | VINTF0_LVCMDQ0_GERROR |
        | VINTF0_LVCMDQ1_STATUS |
        | VINTF0_LVCMDQ1_GERROR |

    Scenario Outline: A guest cannot clear <register>

      Given <state>
      When the guest writes 0x0 to <register>
      Then no register changed
      And the device makes no host call

      Examples:
        | register      | state                                       |
        | CMDQV_PARAM   | VINTF0 is enabled                           |
        | CMDQV_STATUS  | VINTF0 is enabled                           |
        | VINTF0_STATUS | VINTF0 is enabled                           |
        | VCMDQ0_STATUS | the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG |

    Scenario Outline: A write to <register> of an allocated queue does not reach the host page

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0xffffffff to <register>
      Then no register changed
      And no physical register changed
      And the device stores nothing in the host page

      Examples:
        | register      |
        | VCMDQ0_STATUS |
        | VCMDQ0_GERROR |
        | VCMDQ1_STATUS |
        | VCMDQ1_GERROR |

  @ACC-14
  Rule: ACC-14 No register is write-one-to-clear

    No register of the guest region clears bits by writing ones. Software acknowledges an error by writing the value of
    GERROR to GERRORN.

    MUST. Source: linux-7.2, qemu-11.1. Since mail-v5.

    Scenario Outline: Writing <value> to <register> again clears nothing

      Given the guest writes <value> to <register>
      When the guest writes <value> to <register>
      Then <register> reads <value>
      And no register changed

      Examples:
        | register             | value      |
        | CMDQV_CONFIG         | 0xffffffff |
        | VI_INT_MASK_0        | 0xffffffff |
        | CMDQ_ALLOC_MAP_0     | 0xffffffff |
        | VINTF0_SID_MATCH_0   | 0xffffffff |
        | VINTF0_SID_REPLACE_0 | 0xffffffff |
        | VCMDQ0_CONS_INDX     | 0xffffffff |
        | VCMDQ0_GERRORN       | 0x7        |

    Scenario Outline: Writing ones to <register> does not acknowledge an error

      Given vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | 0xff |
      When the guest writes 0xffffffff to <register>
      Then no register changed
      And the device makes no host call

      Examples:
        | register                |
        | VI_ERR_MAP_0            |
        | CMDQ_ERR_MAP_0          |
        | VINTF0_LVCMDQ_ERR_MAP_0 |
        | VCMDQ0_GERROR           |

    Scenario Outline: GERROR written to <register> acknowledges an error

      Given vCMDQ 0 is allocated and enabled
      And the guest puts these commands on vCMDQ 0:
        | 0xff |
      And VCMDQ0_GERROR reads CMDQ_ERR=1
      And the guest replaces entry 0 of vCMDQ 0 with CMD_SYNC
      When the guest writes CMDQ_ERR=1 to <register>
      Then VCMDQ0_GERRORN reads CMDQ_ERR=1
      And VCMDQ0_GERROR reads CMDQ_ERR=1
      And VCMDQ0_CONS_INDX reads RD=1
      And the physical register VCMDQ2_GERRORN reads CMDQ_ERR=1

      Examples:
        | register               |
        | VCMDQ0_GERRORN         |
        | VINTF0_LVCMDQ0_GERRORN |

    Scenario Outline: Writing ones to every register of <page> again clears nothing

      Given the guest writes these registers:
        | CMDQ_ALLOC_MAP_0 | ALLOC=1, LVCMDQ=0 |
        | CMDQ_ALLOC_MAP_1 | ALLOC=1, LVCMDQ=1 |
      And the guest writes 0xffffffff to every register of "<page>" with one 4-byte access
      When the guest writes 0xffffffff to every register of "<page>" with one 4-byte access
      Then no register changed

      Examples:
        | page                |
        | the Config page     |
        | the stream ID slots |
        | direct page 0       |
        | direct page 1       |
        | VINTF page 0        |
        | VINTF page 1        |

  @ACC-15
  Rule: ACC-15 The direct window follows the access rules of the hardware

    The size and alignment rules of the trapped pages do not apply in the direct window at 0x30000, where the rules of
    the hardware apply.

    Accepted: Any size, alignment and read-only behaviour of the hardware page is accepted while the window is
    installed.

    MAY. Source: inference. Since mail-v5.

    Scenario Outline: A <width> write to the window goes no further than its vCMDQ

      What the write does to the register itself is up to the hardware.

      Given vCMDQs 0 and 1 are allocated
      When the guest writes 0x5 to VINTF0_LVCMDQ0_PROD_INDX with one <width> access
      Then these registers read:
        | VINTF0_LVCMDQ1_CONS_INDX | 0x0        |
        | VINTF0_LVCMDQ1_PROD_INDX | 0x0        |
        | VINTF0_LVCMDQ1_CONFIG    | 0x0        |
        | VCMDQ0_BASE              | 0x40100008 |
      And the device makes no host call

      Examples:
        | width  |
        | 1-byte |
        | 2-byte |
        | 4-byte |
