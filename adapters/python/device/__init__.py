"""The device layer of a VMM: an emulated, accelerated SMMUv3 with a Tegra241 CMDQ-V block."""
