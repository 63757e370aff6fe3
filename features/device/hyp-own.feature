Feature: HYP_OWN as the kernel's user API demands it

  The kernel gives a VMM a VINTF that is not the hypervisor's. Its user API obliges the VMM to show the
  guest just that: HYP_OWN of the emulated VINTF_CONFIG is 0, whatever the guest writes.

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
