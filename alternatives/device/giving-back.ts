import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const VIOMMU = 'device/viommu';
const DEVICE = 'device/passthrough-device';

/** Devices that give back what they have in another order, or by another request. */
export const GIVING_BACK_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'hwpts-destroyed-in-other-order',
    title: 'The bypass HWPT is destroyed before the abort HWPT',
    allowedBy: 'TEAR-10 names what is left of a vIOMMU and no order among HWPTs',
    edits: [
      {
        module: VIOMMU,
        from: 'of this.#untranslated.values()) await',
        to: 'of [...this.#untranslated.values()].reverse()) await',
      },
    ],
  },
  {
    id: 'files-closed-in-other-order',
    title: 'A process that ends closes its devices before its iommufd',
    allowedBy: 'the kernel orders what hangs on them (TEAR-12)',
    edits: [{ module: SMMU, from: '    for (const fd of fds) await', to: '    for (const fd of fds.reverse()) await' }],
  },
  {
    id: 'vdevice-destroyed-before-the-attach',
    title: 'The vDEVICE of a device that is unplugged is destroyed before the device goes back to the stage-2 HWPT',
    allowedBy: 'TEAR-08 names no order, and VSID-17 allows it',
    edits: [
      {
        module: DEVICE,
        from: '    await this.attach(stage2);\n    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);\n    this.#vdevice = undefined;\n',
        to: '    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);\n    this.#vdevice = undefined;\n    await this.attach(stage2);\n',
      },
    ],
  },
  {
    id: 'everything-destroyed-at-the-end',
    title: 'A VM that ends gives its devices back as if each were unplugged, and destroys its vIOMMU, before it closes its files',
    allowedBy: 'TEAR-10 and TEAR-14: in that order, and each once',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    const { cmdqv, events } = backing;
    const fds`,
        to: `    for (const device of this.#all()) await device.release(backing.stage2);
    await this.cmdqvBlock?.reset();
    this.#backing = undefined;
    this.#devices.clear();
    await release(backing);
    if (this.#registers.gerror >= 0) return;
    const { cmdqv, events } = backing;
    const fds`,
      },
    ],
  },
  {
    id: 'detached-before-closed',
    title: 'A device is detached before its file is closed',
    allowedBy: 'TEAR-08: it is on the stage-2 HWPT before, and nothing is said of what closing it takes',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  async close(): Promise<void> {\n',
        to: '  async close(): Promise<void> {\n    await call(this.#session.calls, this.fd, DETACH_IOMMUFD_PT, {});\n',
      },
      { module: 'device/passthrough-device', from: 'BIND_IOMMUFD, call, vfioPath', to: 'BIND_IOMMUFD, call, DETACH_IOMMUFD_PT, vfioPath' },
    ],
  },
  {
    id: 'nested-hwpt-destroyed-behind-the-close',
    title: 'The nested HWPT of a device that is unplugged is destroyed after the file of the device is closed',
    allowedBy: 'TEAR-08 accepts it: a HWPT that no device is attached to reaches nothing',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    await this.attach(stage2);\n',
        to: '    await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: stage2 });\n',
      },
    ],
  },
  {
    id: 'detached-instead-of-returned',
    title: 'A device that is unplugged is detached from its HWPT and does not return to the stage-2 HWPT',
    allowedBy: 'TEAR-08 accepts it: a device that is attached to nothing reaches nothing',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    await this.attach(stage2);\n',
        to: `    void stage2;
    const { status } = await call(this.#session.calls, this.fd, DETACH_IOMMUFD_PT, {});
    if (status === 'OK') await this.#keepNested(undefined);
`,
      },
      { module: 'device/passthrough-device', from: 'BIND_IOMMUFD, call, vfioPath', to: 'BIND_IOMMUFD, call, DETACH_IOMMUFD_PT, vfioPath' },
    ],
  },
  {
    id: 'smmus-from-the-last',
    title: 'SMMUs are reset, and end, from the last to the first, and their devices are handled in this order',
    allowedBy: 'TEAR-05 and TEAR-12 speak of each SMMU and of no order between them',
    edits: [
      {
        module: 'device/virtual-machine',
        from: '      for (const seat of this.#board.seats) await seat.#smmu.reset();\n',
        to: '      for (const seat of this.#board.seats.toReversed()) await seat.#smmu.reset();\n',
      },
      {
        module: 'device/virtual-machine',
        from: '      for (const seat of this.#board.seats) await seat.#smmu.shutDown();\n',
        to: '      for (const seat of this.#board.seats.toReversed()) await seat.#smmu.shutDown();\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '    return [...this.#devices.values()];\n',
        to: '    return [...this.#devices.values()].toReversed();\n',
      },
    ],
  },
  {
    id: 'last-device-closed-last',
    title: 'The file of the last device is closed after its vIOMMU is destroyed',
    allowedBy: 'TEAR-08 and TEAR-10 name what is left of the vIOMMU, and a file of a device on the stage-2 HWPT is no part of that',
    edits: [
      {
        module: SMMU,
        from: `    await device.release(stage2);
    this.#devices.delete(name);
    if (this.#devices.size > 0) return;
    await release(this.#backing);`,
        to: `    await device.release(stage2);
    this.#devices.delete(name);
    if (this.#devices.size === 0) await release(this.#backing);
    await device.close();
    if (this.#devices.size > 0) return;`,
      },
      {
        module: DEVICE,
        from: '    this.#vdevice = undefined;\n    await this.close();\n    await this.#keepNested(undefined);\n',
        to: '    this.#vdevice = undefined;\n',
      },
      {
        module: DEVICE,
        from: '    await this.#session.calls.close(this.fd);\n',
        to: '    await this.#session.calls.close(this.fd);\n    await this.#keepNested(undefined);\n',
      },
    ],
  },
];
