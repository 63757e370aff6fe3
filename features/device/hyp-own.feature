Feature: HYP_OWN as the kernel's user API demands it

  HYP_OWN in VINTF_CONFIG says whether a VINTF belongs to the hypervisor. With 1 its vCMDQs execute every command as it
  was written, for any VMID and any StreamID; with 0 they execute invalidations only, and the hardware puts in the
  VINTF's own VMID and stream ID mapping. A guest must never have 1, or its commands would reach every other VM and the
  host.

  So HYP_OWN is forced in two places. The kernel writes 0 to the physical VINTF_CONFIG of a user
  (features/kernel/vintf-hardware.feature), and its user API obliges the VMM to show the guest just that: HYP_OWN of the
  emulated VINTF0_CONFIG reads 0, whatever the guest writes. The Linux driver asks for HYP_OWN, reads it back, and takes
  from the 0 that it is a guest and must send only TLBI_NH_ASID, TLBI_NH_VA and ATC_INV to its vCMDQs
  (features/stack/guest-commands.feature). Showing 1 would not give it rights but break it: its vCMDQs would stop at the
  first command that the hardware forbids.

  The same from the register's side: VINTF-01 in features/device/vintf-block.feature. What a vCMDQ executes with 0 and
  with 1: features/hardware/guest-commands.feature. Across the stack: features/stack/isolation-vmid.feature.

  @UAPI-VIOMMU-17
  Rule: UAPI-VIOMMU-17 The VMM wires HYP_OWN to 0

    A VMM that exposes the VINTF to a guest keeps HYP_OWN of the guest's VINTF_CONFIG at 0.

    MUST. Source: uapi. Since mail-v5.

    Scenario: A guest that asks for HYP_OWN with the enable does not get it
      Given a VM with CMDQ-V
      When the guest writes HYP_OWN=1, ENABLE=1 to VINTF0_CONFIG
      Then VINTF0_CONFIG reads ENABLE=1, HYP_OWN=0

    Scenario: The kernel's VINTF does not get it either
      Given a VM with CMDQ-V
      When the guest writes HYP_OWN=1, ENABLE=1 to VINTF0_CONFIG
      Then the physical register VINTF1_CONFIG reads ENABLE=1, HYP_OWN=0
