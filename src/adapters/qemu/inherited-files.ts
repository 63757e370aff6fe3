/** How many devices a virtual machine can have had. */
export const VFIO_SLOTS = 8;

/** File descriptors that QEMU inherits: stand-ins for device files, and sockets of the suite. */
export const FDS = { iommu: 3, shim: 4, qtest: 5, qmp: 6, events: 7, vfio: 8 } as const;
