/** How many devices a virtual machine can have had. */
export const VFIO_SLOTS = 8;

/** How many event queues a virtual machine can have at once: one of CMDQ-V and one of the SMMU, for each of two SMMUs. */
export const EVENT_SLOTS = 4;

/** File descriptors that QEMU inherits: stand-ins for device files, and sockets of the suite; of `events` and `vfio` the first. */
export const FDS = { iommu: 3, shim: 4, qtest: 5, qmp: 6, events: 7, vfio: 7 + EVENT_SLOTS } as const;
