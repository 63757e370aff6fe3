import { type Fault, OWN } from '../fault';

/** Faults in what single requests check and answer. */
export const REQUEST_FAULTS: readonly Fault[] = [
  {
    id: 'hist-74',
    history: 'HIST-74',
    title: 'HWPT_INVALIDATE translates a vSID before the driver has set its slot up',
    source: 'Linux before 7.2, by comparison of the code',
    about: ['VSID-13'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: 'viommu.streams.set(virtId, undefined);',
        to: 'viommu.streams.set(virtId, device.streamIds[0]);',
      },
      { module: 'kernel/vdevice-alloc', from: '    viommu.streams.delete(virtId);\n', to: '' },
    ],
  },
  {
    id: 'hist-97',
    history: 'HIST-97',
    title: 'A vDEVICE outlives its device',
    source: 'Linux series of July 2025, after mails and the user API',
    about: ['VSID-15'],
    edits: [
      {
        module: 'kernel/device',
        from: '      objects.bury(vdevice);\n      await vdevice.destroy();\n',
        to: '      objects.idOf(vdevice);\n',
      },
    ],
  },
  {
    id: 'second-vdevice-of-device',
    title: 'A device can have two vDEVICEs',
    source: OWN,
    about: ['VSID-06', 'ISO-10'],
    edits: [{ module: 'kernel/vdevice-alloc', from: "if (device.vdevice !== undefined) throw new Refusal('EEXIST');", to: '' }],
  },
  {
    id: 'vsid-twice',
    title: 'Two devices can have one vSID',
    source: OWN,
    about: ['VSID-07', 'SIDR-06', 'ISO-10'],
    edits: [{ module: 'kernel/vdevice-alloc', from: "if (viommu.streams.has(virtId)) throw new Refusal('EEXIST');", to: '' }],
  },
  {
    id: 'foreign-smmu-vdevice',
    title: 'A device behind another SMMU gets a vDEVICE',
    source: OWN,
    about: ['VSID-04'],
    edits: [{ module: 'kernel/vdevice-alloc', from: "if (device.smmu !== viommu.smmu) throw new Refusal('EINVAL');", to: '' }],
  },
  {
    id: 'slots-full-errno',
    title: 'VDEVICE_ALLOC gives ENOMEM when no slot is free',
    source: OWN,
    about: ['VSID-10'],
    edits: [{ module: 'kernel/tegra/vintf', from: "throw new Refusal('ENOSPC'); // VSID-10", to: "throw new Refusal('ENOMEM');" }],
  },
  {
    id: 'stage-1-without-vdevice',
    title: 'A stage-1 HWPT attaches to a device without a vDEVICE',
    source: OWN,
    about: ['UAPI-HWPT-15'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'if (hasStage1 && device.vdevice?.viommu !== viommu) throw',
        to: 'if (hasStage1 && device.vdevice !== undefined && device.vdevice.viommu !== viommu) throw',
      },
    ],
  },
  {
    id: 'vmid-0-given',
    title: 'The first nest parent gets VMID 0',
    source: OWN,
    about: ['UAPI-HWPT-07', 'VHW-06'],
    edits: [
      {
        module: 'kernel/smmu',
        from: 'new LowestFree(1, 2 ** vmidBits(description) - 1)',
        to: 'new LowestFree(0, 2 ** vmidBits(description) - 1)',
      },
    ],
  },
  {
    id: 'vmid-not-freed',
    title: 'The VMID of a destroyed nest parent is not used again',
    source: OWN,
    about: ['UAPI-HWPT-07'],
    edits: [{ module: 'kernel/paging-hwpt', from: 'if (this.vmid !== 0) this.smmu.vmids.give(this.vmid);', to: '' }],
  },
  {
    id: 'nested-entry-bits-ignored',
    title: 'A vSTE with bits that a VM must not decide is accepted',
    source: OWN,
    about: ['UAPI-HWPT-12'],
    edits: [
      { module: 'kernel/nested-hwpt', from: "if (beyond(ste0, ALLOWED[0]) || beyond(ste1, ALLOWED[1])) throw new Refusal('EIO');", to: '' },
    ],
  },
  {
    id: 'invalid-entry-refused',
    title: 'A vSTE with V=0 is checked like a valid one',
    source: OWN,
    about: ['UAPI-HWPT-11'],
    edits: [{ module: 'kernel/nested-hwpt', from: 'if (extract(ste0, VALID) === 0n) return false; // UAPI-HWPT-11', to: '' }],
  },
  {
    id: 'hw-info-type-honoured-without-flag',
    title: 'GET_HW_INFO takes data_type although INPUT_TYPE is clear',
    source: OWN,
    about: ['UAPI-INFO-03'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: '(flags & HW_INFO_FLAGS.INPUT_TYPE) === 0 ? HW_INFO_TYPES.DEFAULT : values.data_type',
        to: 'values.data_type',
      },
    ],
  },
  {
    id: 'hw-info-total-queues',
    title: 'log2vcmdqs counts the queues of the whole block',
    source: OWN,
    about: ['UAPI-INFO-07', 'UAPI-INFO-08'],
    edits: [{ module: 'kernel/tegra/cmdqv', from: 'vcmdqsLog2: vcmdqsLog2 - vintfsLog2', to: 'vcmdqsLog2' }],
  },
  {
    id: 'hw-info-not-cleared',
    title: "GET_HW_INFO leaves the rest of the user's buffer as it is",
    source: OWN,
    about: ['UAPI-INFO-09'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: '  clear(memory, address + BigInt(copied.length), room - copied.length); // UAPI-INFO-09\n',
        to: '',
      },
    ],
  },
  {
    id: 'hw-info-length-of-user',
    title: 'GET_HW_INFO gives data_len back as the user wrote it',
    source: OWN,
    about: ['UAPI-INFO-10'],
    edits: [{ module: 'kernel/hw-info', from: 'values.data_len = bytes.length;', to: 'values.data_len = room;' }],
  },
  {
    id: 'viommu-data-length-ignored',
    title: 'VIOMMU_ALLOC of type 2 takes any data_len',
    source: OWN,
    about: ['UAPI-VIOMMU-08'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: 'copyInDriverData(memory, user, VIOMMU_TEGRA241_DATA);',
        to: 'copyInDriverData(memory, { ...user, length: VIOMMU_TEGRA241_DATA.bytes }, VIOMMU_TEGRA241_DATA);',
      },
    ],
  },
  {
    id: 'viommu-of-foreign-stage-2',
    title: 'VIOMMU_ALLOC takes a stage 2 of another SMMU',
    source: OWN,
    about: ['UAPI-VIOMMU-07'],
    edits: [{ module: 'kernel/viommu-alloc', from: "if (parent.smmu !== device.smmu) throw new Refusal('EINVAL');", to: '' }],
  },
  {
    id: 'viommu-checks-reordered',
    title: 'VIOMMU_ALLOC looks at the HWPT before the device',
    source: OWN,
    about: ['UAPI-VIOMMU-04', 'UAPI-VIOMMU-05'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: '  const device = context.objects.get(values.dev_id, Device); // UAPI-VIOMMU-03\n',
        to: "  const parent = context.objects.get(values.hwpt_id, PagingHwpt);\n  if (!parent.kind.nestParent) throw new Refusal('EINVAL');\n  const device = context.objects.get(values.dev_id, Device);\n",
      },
      {
        module: 'kernel/viommu-alloc',
        from: "  const parent = context.objects.get(values.hwpt_id, PagingHwpt); // UAPI-VIOMMU-05\n  if (!parent.kind.nestParent) throw new Refusal('EINVAL'); // UAPI-VIOMMU-06\n",
        to: '',
      },
    ],
  },
  {
    id: 'device-shared-by-fds',
    title: 'A device that is bound to one iommufd can be bound to another',
    source: OWN,
    about: ['UAPI-DEV-01'],
    edits: [
      {
        module: 'kernel/physical-device',
        from: "if (this.#owner !== undefined) throw new Refusal('EINVAL');",
        to: '',
      },
    ],
  },
  {
    id: 'cookie-left-behind',
    title: 'The mmap range of a destroyed vIOMMU stays',
    source: OWN,
    about: ['UAPI-VIOMMU-16', 'UAPI-MMAP-04', 'UAPI-VIOMMU-14'],
    edits: [
      {
        module: 'kernel/viommu',
        from: '      this.#context.cookies.remove(cookie); // UAPI-VIOMMU-16\n',
        to: '      this.#context.cookies.at(cookie.offset);\n',
      },
    ],
  },
  {
    id: 'queue-of-unknown-viommu-is-invalid',
    title: 'HW_QUEUE_ALLOC on an unknown vIOMMU gives EINVAL',
    source: OWN,
    about: ['UAPI-HWQ-04'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: 'const viommu = context.objects.get(values.viommu_id, Viommu); // UAPI-HWQ-04',
        to: `const viommu = context.objects.find(values.viommu_id);
  if (!(viommu instanceof Viommu)) throw new Refusal('EINVAL');`,
      },
    ],
  },
  {
    id: 'smmu-info-idr3-and-idr4-swapped',
    title: 'IDR3 and IDR4 change places in the SMMUv3 information',
    source: OWN,
    about: ['UAPI-INFO-05'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: 'const [idr0, idr1, idr2, idr3, idr4, idr5] = description.idr;',
        to: 'const [idr0, idr1, idr2, idr4, idr3, idr5] = description.idr;',
      },
    ],
  },
  {
    id: 'smmu-info-with-an-unknown-flag',
    title: 'The SMMUv3 information has a flag that nothing defines',
    source: OWN,
    about: ['UAPI-INFO-14'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: 'encodeStructure(HW_INFO_SMMUV3, { idr0,',
        to: 'encodeStructure(HW_INFO_SMMUV3, { flags: 2, idr0,',
      },
    ],
  },
  {
    id: 'smmu-info-with-a-later-flag',
    title: 'The SMMUv3 information of a kernel that has no flags has one',
    source: OWN,
    spec: 'linux-7.2',
    about: ['UAPI-INFO-13'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: 'encodeStructure(HW_INFO_SMMUV3, { idr0,',
        to: 'encodeStructure(HW_INFO_SMMUV3, { flags: 1, idr0,',
      },
    ],
  },
  {
    id: 'ats-of-the-smmu-alone',
    title: 'GET_HW_INFO tells whether the SMMU has ATS, not whether the device can use it',
    source: OWN,
    about: ['UAPI-INFO-10'],
    edits: [{ module: 'kernel/hw-info', from: 'description.ats && supportsAts', to: 'supportsAts' }],
  },
  {
    id: 'ats-of-the-device-alone',
    title: 'GET_HW_INFO tells whether the device has ATS, not whether the SMMU passes it on',
    source: OWN,
    about: ['UAPI-INFO-10'],
    edits: [{ module: 'kernel/hw-info', from: 'description.ats && supportsAts(smmu.description)', to: 'description.ats' }],
  },
  {
    id: 'dirty-state-of-httu-2-alone',
    title: 'An SMMU that updates the access flag of tables, too, is one that tracks no written pages',
    source: OWN,
    about: ['UAPI-INFO-10'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: 'tracksDirtyPages(smmu.description)',
        to: 'tracksDirtyPages(smmu.description) && (smmu.description.idr[0] & 0xc0) === 0x80',
      },
    ],
  },
  {
    id: 'cohacc-beats-firmware',
    title: 'Devices are kept from user space by IDR0.COHACC, not by what firmware says',
    source: OWN,
    about: ['UAPI-VFIO-10'],
    edits: [
      {
        module: 'kernel/kernel',
        from: 'if (!smmu.description.firmwareCoherent) continue;',
        to: 'if ((smmu.description.idr[0] & 0x10) === 0) continue;',
      },
    ],
  },
  {
    id: 'device-bound-twice',
    title: 'The file of a device binds it a second time to the same iommufd',
    source: OWN,
    about: ['UAPI-DEV-02'],
    edits: [
      { module: 'kernel/vfio-file', from: "if (this.#binding !== undefined) throw new Refusal('EINVAL');", to: '' },
      { module: 'kernel/physical-device', from: 'this.#owner !== undefined', to: 'this.#owner !== undefined && this.#owner !== owner' },
    ],
  },
  {
    id: 'queue-does-not-align',
    title: 'A queue leaves the alignment of its IOAS as the tables have it',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      { module: 'kernel/ioas', from: 'this.#pins++;', to: '' },
      { module: 'kernel/ioas', from: 'this.#pins--;', to: '' },
    ],
  },
  {
    id: 'queue-among-odd-mappings',
    title: 'Only the mapping of a queue itself has to lie on host pages',
    source: OWN,
    about: ['UAPI-HWQ-08'],
    edits: [
      {
        module: 'kernel/ioas',
        from: 'if (this.#areas.some((area) => (area.iova | (area.last + 1n) | area.userAddress) % this.#pageSize',
        to: 'if (this.#within({ start: iova, last: iova + length - 1n }).some((area) => (area.iova | (area.last + 1n) | area.userAddress) % this.#pageSize',
      },
    ],
  },
  {
    id: 'coherence-of-a-hwpt-forgotten',
    title: 'A device that is not coherent attaches to the HWPT of one that is',
    source: OWN,
    about: ['UAPI-VFIO-04', 'UAPI-VFIO-07'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'hwpt.smmu === smmu && (physical.description.coherent || !hwpt.kind.coherentOnly)',
        to: "hwpt.smmu === smmu && physical.description.name !== ''",
      },
    ],
  },
  {
    id: 'global-disable-timeout-ignored',
    title: 'A CMDQ-V block that does not disable is enabled all the same',
    source: OWN,
    about: ['HOST-06'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: "if (!(await disable(registers, global, config))) throw new BootFailure(smmu, 'the CMDQ-V block does not disable: ETIMEDOUT');",
        to: 'await disable(registers, global, config);',
      },
    ],
  },
  {
    id: 'longer-than-a-page-refused',
    title: 'A structure that is longer than a page gives E2BIG, though its rest is 0',
    source: OWN,
    about: ['UAPI-COM-03'],
    edits: [
      {
        module: 'kernel/ioctl',
        from: '  if (userSize < minimum) throw',
        to: "  if (userSize > 4096) throw new Refusal('E2BIG');\n  if (userSize < minimum) throw",
      },
    ],
  },
  {
    id: 'size-is-signed',
    title: 'A size from 2^31 up counts as negative, and so as too small',
    source: OWN,
    about: ['UAPI-COM-03'],
    edits: [{ module: 'kernel/ioctl', from: '  if (userSize < minimum) throw', to: '  if ((userSize | 0) < minimum) throw' }],
  },
  {
    id: 'hw-info-null-is-einval',
    title: 'GET_HW_INFO gives EINVAL for a buffer at address 0',
    source: OWN,
    about: ['UAPI-INFO-09'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: '  copyOut(memory, address, copied); // UAPI-INFO-09',
        to: "  if (address === 0n && room !== 0) throw new Refusal('EINVAL');\n  copyOut(memory, address, copied);",
      },
    ],
  },
  {
    id: 'vste-without-stage-1-unchecked',
    title: 'Of a vSTE without a stage 1 word 1 is not looked at',
    source: OWN,
    about: ['UAPI-HWPT-12'],
    edits: [
      {
        module: 'kernel/nested-hwpt',
        from: 'beyond(ste0, ALLOWED[0]) || beyond(ste1, ALLOWED[1])',
        to: 'beyond(ste0, ALLOWED[0]) || (extract(ste0, CONFIG) === STREAM_CONFIGS.S1 && beyond(ste1, ALLOWED[1]))',
      },
    ],
  },
  {
    id: 'automatic-hwpt-not-attachable',
    title: 'ATTACH with the ID of a HWPT that ATTACH made gives EINVAL',
    source: OWN,
    about: ['UAPI-VFIO-05'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (!(target instanceof PagingHwpt || target',
        to: "  if (target instanceof PagingHwpt && target.kind.automatic) throw new Refusal('EINVAL');\n  if (!(target instanceof PagingHwpt || target",
      },
    ],
  },
  {
    id: 'no-move-between-viommus',
    title: 'A device cannot move from a nested HWPT of one vIOMMU to that of another',
    source: OWN,
    about: ['UAPI-VFIO-06'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (before === hwpt) return;',
        to: "  if (before === hwpt) return;\n  if (before instanceof NestedHwpt && hwpt instanceof NestedHwpt && before.viommu !== hwpt.viommu) throw new Refusal('EBUSY');",
      },
    ],
  },
  {
    id: 'refused-fault-object-leaves-a-table',
    title: 'A table that is refused for its unknown fault object stays on its IOAS',
    source: OWN,
    about: ['UAPI-HWPT-13', 'UAPI-COM-05'],
    edits: [
      {
        module: 'kernel/hwpt-alloc',
        from: `  if (has(values.flags, FAULT_ID_VALID)) throw new Refusal('ENOENT');`,
        to: `  if (has(values.flags, FAULT_ID_VALID)) {
    if (origin instanceof Ioas) call.make(new Ioas(context.process.pageSize, context.process.addressSpace));
    throw new Refusal('ENOENT');
  }`,
      },
    ],
  },
  {
    id: 'attach-refused-for-the-window-detaches',
    title: 'A device that cannot move to an IOAS whose mappings lie in its doorbell window leaves the table that it was on',
    source: OWN,
    about: ['UAPI-IOAS-16', 'UAPI-DES-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  ioas.reserve(device, MSI_WINDOW);\n  hwpt',
        to: `  try {
    ioas.reserve(device, MSI_WINDOW);
  } catch (error) {
    await detach(context, device);
    throw error;
  }
  hwpt`,
      },
    ],
  },
];
