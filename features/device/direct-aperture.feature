Feature: Direct aperture

  Every vCMDQ can be reached in two ways: directly, and as a logical vCMDQ of VINTF0. The hardware drops accesses to a
  logical vCMDQ that is not mapped yet, but lets software program a vCMDQ directly at any time. So the device must not
  lay the host's VINTF page under the direct page 0: what a guest writes there before the queue exists would be lost. It
  traps the page instead.

  Before allocation the direct page 0 is a cache. PROD_INDX, CONS_INDX, CONFIG and GERRORN keep what is written; CMDQ_EN
  is acknowledged in STATUS so that a driver can go on; nothing is executed, and CONS_INDX does not move (DIR-04 in
  features/device/aperture-cache.feature). When the queue is allocated the indices and CONFIG are copied to the hardware
  (features/device/migration.feature). From then on the page is a door to the host page: reads come from there, writes
  of the four writable registers go there, and both apertures agree. When the queue is freed the page is a cache again,
  of zeros.

  @DIR-01
  Rule: DIR-01 Direct page 0 is not an alias of the host page

    The device traps direct page 0 and does not alias it to the mapped VINTF page. The guest can therefore program a
    vCMDQ there before it is mapped to a VINTF, which the VINTF window, where accesses to unmapped logical slots are
    dropped, does not allow.

    MUST. Source: overview, mail, qemu-v5. Since mail-v5.

    Scenario: The direct pages are trapped even for a live queue
      Given a VM with CMDQ-V
      When the guest fulfils BASE, ALLOC, ENABLE among the preconditions of vCMDQ 0
      Then VINTF page 0 is the only page of the region that is a host page

    Scenario Outline: <register> is programmed without touching the host page
      Given a VM with CMDQ-V
      And VINTF0 is enabled
      When the guest writes <value> to <register>
      Then <register> reads <value>
      And the device stores nothing in the host page
      And the device makes no host call

      Examples:
        | register         | value |
        | VCMDQ0_CONS_INDX | 0x12  |
        | VCMDQ0_PROD_INDX | 0x34  |
        | VCMDQ0_CONFIG    | 0x1   |
        | VCMDQ0_GERRORN   | 0x5   |
        | VCMDQ1_CONS_INDX | 0x12  |
        | VCMDQ1_PROD_INDX | 0x34  |

    Scenario: A vCMDQ beside a live one is still cached
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes WR=4 to VCMDQ1_PROD_INDX
      Then VCMDQ1_PROD_INDX reads WR=4
      And the device stores nothing in the host page

  @DIR-02
  Rule: DIR-02 Before allocation the direct aperture is a cache with a STATUS handshake

    While queue i is not allocated the direct aperture stores and returns its registers and emulates the CONFIG and
    STATUS handshake of WR-15 to WR-17.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: CMDQ_EN is acknowledged after <preconditions>
      Given a VM with CMDQ-V
      And the guest fulfils <preconditions> among the preconditions of vCMDQ 0
      When the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      Then VCMDQ0_CONFIG reads CMDQ_EN=1
      And VCMDQ0_STATUS reads CMDQ_EN_OK=1
      And the device stores nothing in the host page

      Examples:
        | preconditions |
        | CMDQV_EN      |
        | BASE, ALLOC   |
        | BASE, ENABLE  |
        | ALLOC, ENABLE |

    Scenario: Clearing CMDQ_EN is acknowledged
      Given a VM with CMDQ-V
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      When the guest writes CMDQ_EN=0 to VCMDQ0_CONFIG
      Then VCMDQ0_CONFIG reads CMDQ_EN=0
      And VCMDQ0_STATUS reads CMDQ_EN_OK=0
      And VCMDQ1_STATUS reads CMDQ_EN_OK=0

    Scenario: A freed queue is a cache again
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes ALLOC=0 to CMDQ_ALLOC_MAP_0
      When the guest writes WR=9 to VCMDQ0_PROD_INDX
      Then VCMDQ0_PROD_INDX reads WR=9
      And the device stores nothing in the host page

  @DIR-03
  Rule: DIR-03 After allocation both apertures agree

    While queue i is allocated, reads of its direct page-0 registers and writes to CONS_INDX, PROD_INDX, CONFIG and
    GERRORN go to the host page, so the direct and the VINTF aperture show the same values.

    MUST. Source: overview, qemu-11.1. Since mail-v5.

    Scenario Outline: <value> written to VCMDQ<slot>_<register> shows in both apertures
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes <value> to VCMDQ<slot>_<register>
      Then the device makes these accesses to the host page:
        | store | LVCMDQ<slot>_<register> | <value> |
      And these registers read:
        | VCMDQ<slot>_<register>         | <value> |
        | VINTF0_LVCMDQ<slot>_<register> | <value> |

      Examples:
        | slot | register  | value |
        | 0    | CONS_INDX | 0x12  |
        | 0    | PROD_INDX | 0x34  |
        | 0    | CONFIG    | 0x1   |
        | 0    | GERRORN   | 0x0   |
        | 1    | CONS_INDX | 0x12  |
        | 1    | PROD_INDX | 0x34  |
        | 1    | CONFIG    | 0x1   |
        | 1    | GERRORN   | 0x0   |

    Scenario Outline: <value> written to VINTF0_LVCMDQ<slot>_<register> shows in both apertures
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      When the guest writes <value> to VINTF0_LVCMDQ<slot>_<register>
      Then these registers read:
        | VCMDQ<slot>_<register>         | <value> |
        | VINTF0_LVCMDQ<slot>_<register> | <value> |

      Examples:
        | slot | register  | value |
        | 0    | CONS_INDX | 0x12  |
        | 0    | PROD_INDX | 0x34  |
        | 1    | PROD_INDX | 0x34  |
        | 1    | CONFIG    | 0x1   |

    Scenario: STATUS is the hardware's
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ0_CONFIG
      Then these registers read:
        | VCMDQ0_STATUS         | CMDQ_EN_OK=1 |
        | VINTF0_LVCMDQ0_STATUS | CMDQ_EN_OK=1 |

    Scenario: An error of the hardware shows in both apertures
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | CMD_SYNC |       |
        | CFGI_STE | SID=1 |
      Then these registers read:
        | VCMDQ0_GERROR            | CMDQ_ERR=1 |
        | VINTF0_LVCMDQ0_GERROR    | CMDQ_ERR=1 |
        | VCMDQ0_CONS_INDX         | RD=1       |
        | VINTF0_LVCMDQ0_CONS_INDX | RD=1       |

    @FAIL-08
    Scenario: Queue memory that holds no commands shows as a command error
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated and enabled
      When the guest puts these commands on vCMDQ 0:
        | 0x7f |  |
      Then these registers read:
        | VCMDQ0_GERROR         | CMDQ_ERR=1, CMDQ_INIT_ERR=0 |
        | VINTF0_LVCMDQ0_GERROR | CMDQ_ERR=1, CMDQ_INIT_ERR=0 |
        | VCMDQ0_CONS_INDX      | RD=0                        |

    Scenario Outline: The read-only <register> of a live queue is not written
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      When the guest writes 0x7 to VCMDQ0_<register>
      Then the device stores nothing in the host page
      And no register changed

      Examples:
        | register |
        | STATUS   |
        | GERROR   |

    Scenario: The direct aperture works while VINTF page 0 is a window
      Given a VM with CMDQ-V
      And vCMDQ 0 is allocated
      And the guest writes CMDQ_EN=1 to VCMDQ0_CONFIG
      And the guest stores these commands in the memory of vCMDQ 0:
        | TLBI_NH_ASID | ASID=3 |
      When the guest writes WR=1 to VCMDQ0_PROD_INDX
      Then VCMDQ0_CONS_INDX reads RD=1

    Scenario: STATUS and an error of vCMDQ 1 show in both apertures
      Given a VM with CMDQ-V
      And vCMDQs 0 and 1 are allocated
      And the guest writes CMDQ_EN=1 to VINTF0_LVCMDQ1_CONFIG
      When the guest puts these commands on vCMDQ 1:
        | CMD_SYNC |       |
        | CFGI_STE | SID=1 |
      Then these registers read:
        | VCMDQ1_STATUS            | CMDQ_EN_OK=1 |
        | VINTF0_LVCMDQ1_STATUS    | CMDQ_EN_OK=1 |
        | VCMDQ1_GERROR            | CMDQ_ERR=1   |
        | VINTF0_LVCMDQ1_GERROR    | CMDQ_ERR=1   |
        | VCMDQ1_GERRORN           | CMDQ_ERR=0   |
        | VINTF0_LVCMDQ1_GERRORN   | CMDQ_ERR=0   |
        | VCMDQ1_CONS_INDX         | RD=1         |
        | VINTF0_LVCMDQ1_CONS_INDX | RD=1         |
