import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const SESSION = 'device/host-session';
const VIOMMU = 'device/viommu';
const DEVICE = 'device/passthrough-device';
const ADOPT = '      await device.demandAttach(backing.viommu.untranslated(this.#fallback()));\n';

/** VMMs that make the same requests at another time, in another order, or more of them. */
export const DEVICE_REQUEST_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'vdevice-at-plug',
    title: 'VDEVICE_ALLOC is called when a device is plugged in',
    allowedBy: 'LIFE-12 and LIFE-13 accept it at any time before the stream ID is used',
    edits: [
      { module: SMMU, from: ADOPT, to: `      await device.map(backing.viommu);\n      undo(() => device.unmap());\n${ADOPT}` },
      {
        module: DEVICE,
        from: '  async close(): Promise<void> {',
        to: '  async unmap(): Promise<void> {\n    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);\n    this.#vdevice = undefined;\n  }\n\n  async close(): Promise<void> {',
      },
    ],
  },
  {
    id: 'ioctls-tried-again',
    title: 'An ioctl that a signal interrupts is made again',
    allowedBy: 'no clause says what EINTR of an ioctl leads to; an ioctl may be interrupted',
    edits: [
      {
        module: SESSION,
        from: '    return call(this.calls, this.fd, request, values, data);\n',
        to: "    const again = (tries: number): Promise<Called<S>> =>\n      call(this.calls, this.fd, request, values, data).then((made) => (made.status === 'EINTR' && tries < 3 ? again(tries + 1) : made));\n    return again(0);\n",
      },
    ],
  },
  {
    id: 'bypass-hwpt-first',
    title: 'The bypass HWPT is allocated before the abort HWPT',
    allowedBy: 'LIFE-09 names both and no order',
    edits: [
      {
        module: VIOMMU,
        from: "    await this.#demandHwpt('abort', ABORT_ENTRY);\n    await this.#demandHwpt('bypass', BYPASS_ENTRY);\n",
        to: "    await this.#demandHwpt('bypass', BYPASS_ENTRY);\n    await this.#demandHwpt('abort', ABORT_ENTRY);\n",
      },
    ],
  },
  {
    id: 'information-asked-twice',
    title: 'GET_HW_INFO is called once more without room for an answer, to learn its size',
    allowedBy: 'UAPI-INFO-11 allows the question, which changes nothing',
    edits: [
      {
        module: 'device/probe',
        from: '  const wanted = { dev_id: device,',
        to: '  await session.ask(GET_HW_INFO, { dev_id: device });\n  const wanted = { dev_id: device,',
      },
    ],
  },
  {
    id: 'host-smmu-looked-at-before-the-attach',
    title: 'The host SMMU is looked at before the device is put on the stage-2 HWPT',
    allowedBy: 'LIFE-02 asks for the check before the probe of CMDQ-V',
    edits: [
      {
        module: SMMU,
        from: '      stage2 ??= await session.allocateStage2(device.id);\n      await device.demandAttach(stage2);\n      const host = await hostIdentification(session, device.id);\n',
        to: '      const host = await hostIdentification(session, device.id);\n      stage2 ??= await session.allocateStage2(device.id);\n      await device.demandAttach(stage2);\n',
      },
    ],
  },
  {
    id: 'information-asked-once-more',
    title: 'The host SMMU is looked at once more when a device has been attached',
    allowedBy: 'UAPI-INFO-12: the question changes nothing',
    edits: [
      {
        module: SMMU,
        from: '      await this.#find(device, backing.viommu);\n',
        to: '      await hostIdentification(session, device.id);\n      await this.#find(device, backing.viommu);\n',
      },
    ],
  },
  {
    id: 'interrupt-before-memory',
    title: 'The _CRS of a CMDQ-V device names its interrupt before its memory',
    allowedBy: 'QEMU-09 names both and no order; a driver counts resources of each kind apart',
    edits: [
      {
        module: 'device/acpi-tables',
        from: 'return [...large(RESOURCE.MEMORY_64, memory), ...large(RESOURCE.INTERRUPT, interrupt), RESOURCE.END, 0];',
        to: 'return [...large(RESOURCE.INTERRUPT, interrupt), ...large(RESOURCE.MEMORY_64, memory), RESOURCE.END, 0];',
      },
    ],
  },
  {
    id: 'attached-hwpt-left-alone',
    title: 'A device that is attached already to the HWPT that its stream asks for is not attached to it again',
    allowedBy: 'TRAP-01, TRAP-03 and TEAR-05 tell what a stream is attached to, and an attach to the same HWPT changes nothing',
    edits: [
      {
        module: 'device/passthrough-device',
        from: `    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status`,
        to: `    if (this.#attached === hwpt) return 'OK';
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status === 'OK') this.#attached = hwpt;
    if (status`,
      },
      {
        module: 'device/passthrough-device',
        from: "    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));",
        to: `    if (status === 'OK') this.#attached = hwpt;
    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));`,
      },
      {
        module: 'device/passthrough-device',
        from: `  #nested: number | undefined;
`,
        to: `  #nested: number | undefined;
  #attached: number | undefined;
`,
      },
    ],
  },
  {
    id: 'entries-read-when-the-smmu-is-enabled',
    title: 'Enabling the SMMU reads the stream table anew',
    allowedBy: 'SMMU-03 asks for the entry, and the architecture lets an SMMU keep none while SMMUEN is 0',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    for (const device of this.#all()) await this.#route(device, backing.viommu);',
        to: `    for (const device of this.#all()) {
      if (this.#registers.policy === 'streamTable') device.configured = this.#streamTable.get(device.streamId);
      await this.#route(device, backing.viommu);
    }`,
      },
    ],
  },
  {
    id: 'stage-1-hwpts-through-the-first-device',
    title: 'The nested HWPT of every stage 1 is allocated through the first device',
    allowedBy: 'HWPT_ALLOC takes any device of the SMMU (UAPI-HWPT-08), and TRAP-01 names none',
    edits: [
      {
        module: 'device/passthrough-device',
        from: 'await viommu.allocateNested(this.id, entry)',
        to: 'await viommu.allocateNested(viommu.founder, entry)',
      },
    ],
  },
  {
    id: 'larger-information-buffer',
    title: 'GET_HW_INFO has room for more than the VMM knows',
    allowedBy: 'UAPI-INFO-09: the kernel fills the rest with zeros',
    edits: [
      {
        module: 'device/probe',
        from: 'const wanted = { dev_id: device, data_len: HW_INFO_SMMUV3.bytes, data_uptr: DATA_ADDRESS };',
        to: 'const wanted = { dev_id: device, data_len: HW_INFO_SMMUV3.bytes + 32, data_uptr: DATA_ADDRESS };',
      },
      {
        module: 'device/probe',
        from: 'session.demand(GET_HW_INFO, wanted, new Uint8Array(HW_INFO_SMMUV3.bytes))',
        to: 'session.demand(GET_HW_INFO, wanted, new Uint8Array(HW_INFO_SMMUV3.bytes + 32))',
      },
    ],
  },
  {
    id: 'settled-by-a-refused-device',
    title: 'Properties that are auto are settled by the first device that is tried, even if it is refused',
    allowedBy: 'LIFE-19 speaks of the first device, and does not tell whether one that was refused is it',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      demandBacked(host, identification);',
        to: `      this.#registers.identification = identification;
      this.#settled = true;
      demandBacked(host, identification);`,
      },
    ],
  },
  {
    id: 'page-mapped-twice',
    title: 'Page 0 is mapped twice: for the VMM itself and for the memory of its guest',
    allowedBy: 'LIFE-06 says when the page is mapped and not how often',
    edits: [
      {
        module: 'device/host-page',
        from: '    return new HostPage(calls, mapped.address, length);\n',
        to: `    const second = await calls.mmap(iommufd, { length, offset: offer.out_vintf_mmap_offset, shared: true, protection });
    if (second.status !== 'OK') {
      await calls.munmap(mapped.address, length);
      throw refused('Tegra241 CMDQV: failed to mmap VINTF page0', second.status);
    }
    const page = new HostPage(calls, mapped.address, length);
    page.#second = second.address;
    return page;
`,
      },
      { module: 'device/host-page', from: '  readonly #length: bigint;\n', to: '  readonly #length: bigint;\n  #second = 0n;\n' },
      {
        module: 'device/host-page',
        from: '    await this.#calls.munmap(this.#address, this.#length);\n',
        to: '    await this.#calls.munmap(this.#second, this.#length);\n    await this.#calls.munmap(this.#address, this.#length);\n',
      },
    ],
  },
  {
    id: 'first-device-not-attached-to-stage-2',
    title: 'A device that is plugged is attached to a nested HWPT at once, and never to the stage-2 HWPT before',
    allowedBy: 'no clause says what a device is attached to before it is attached to a HWPT of its vIOMMU',
    edits: [{ module: SMMU, from: '      await device.demandAttach(stage2);\n', to: '' }],
  },
  {
    id: 'vdevices-at-enable',
    title: 'Enabling the SMMU allocates the vDEVICE of each device',
    allowedBy: 'LIFE-12 and LIFE-13 accept it at any time before the stream ID is used',
    edits: [
      {
        module: SMMU,
        from: '    if (this.#registers.policy !== before) await this.#routeAll();',
        to: `    const backing = this.#backing;
    if (this.#registers.policy !== before && this.#registers.policy === 'streamTable' && backing !== undefined) {
      for (const device of this.#all()) await device.map(backing.viommu);
    }
    if (this.#registers.policy !== before) await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'streams-attached-at-each-write-of-cr0',
    title: 'Each write of CR0 attaches every stream anew to what it is attached to',
    allowedBy: 'SMMU-03: that has no effect on a stream',
    edits: [
      {
        module: SMMU,
        from: 'if (this.#registers.policy !== before) await',
        to: 'if (this.#registers.policy !== before || offset === SMMU_REGISTERS.CR0) await',
      },
    ],
  },
  {
    id: 'same-entry-keeps-its-hwpt',
    title: 'A CFGI_STE that finds the entry that the device is on already allocates no new HWPT for it',
    allowedBy: 'TRAP-01 tells what a stream is attached to; a HWPT made of the same entry translates the same',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    const hwpt = await viommu.allocateNested(this.id, entry);\n',
        to: `    const key = [entry.word0, entry.word1].join();
    if (this.#nested !== undefined && this.#entry === key) return true;
    this.#entry = undefined;
    const hwpt = await viommu.allocateNested(this.id, entry);
`,
      },
      {
        module: 'device/passthrough-device',
        from: "    return status === 'OK';\n  }\n\n  /**\n   * Gives the device back",
        to: "    if (status === 'OK') this.#entry = key;\n    return status === 'OK';\n  }\n\n  /**\n   * Gives the device back",
      },
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: '  #nested: number | undefined;\n  #entry: string | undefined;\n',
      },
    ],
  },
];
