import { type Fault, OWN } from '../fault';

/** Faults in attaching devices, mapping StreamIDs and forwarding commands. */
export const ATTACH_FAULTS: readonly Fault[] = [
  {
    id: 'hist-42',
    history: 'HIST-42',
    title: 'A host with more than two queues or 16 SID slots is refused',
    source: 'QEMU series v2, by comparison of the code',
    about: ['LIFE-03'],
    edits: [
      { module: 'device/probe', from: 'log2vcmdqs < OFFERED.log2vcmdqs', to: 'log2vcmdqs !== OFFERED.log2vcmdqs' },
      { module: 'device/probe', from: 'log2vsids < OFFERED.log2vsids', to: 'log2vsids !== OFFERED.log2vsids' },
    ],
  },
  {
    id: 'hist-51',
    history: 'HIST-51',
    title: 'IDR1.CMDQS follows the first RAM region alone',
    source: 'QEMU series v2, by comparison of the code, and a report on the kernel of a fork',
    about: ['LIM-03'],
    edits: [
      {
        module: 'device/guest-memory',
        from: 'this.regions.map(({ pageSize }) => pageSize)',
        to: 'this.regions.slice(0, 1).map(({ pageSize }) => pageSize)',
      },
    ],
  },
  {
    id: 'cmdqs-one-too-large',
    title: 'IDR1.CMDQS allows queues of twice a page of RAM',
    source: OWN,
    about: ['LIM-03', 'LIM-04'],
    edits: [
      {
        module: 'device/smmu-registers',
        from: 'log2size > pageBytes)',
        to: 'log2size > 2n * pageBytes)',
      },
    ],
  },
  {
    id: 'host-version-not-checked',
    title: 'A host of any CMDQ-V version is accepted',
    source: OWN,
    about: ['LIFE-03'],
    edits: [{ module: 'device/probe', from: 'if (version !== OFFERED.version)', to: 'if (version < OFFERED.version)' }],
  },
  {
    id: 'vdevice-allocated-again',
    title: 'The vDEVICE is allocated anew at each CFGI_STE',
    source: OWN,
    about: ['LIFE-12', 'TRAP-01'],
    edits: [{ module: 'device/passthrough-device', from: 'this.#vdevice ??= await', to: 'this.#vdevice = await' }],
  },
  {
    id: 'vsid-of-host-given',
    title: 'VDEVICE_ALLOC carries the dev_id in place of the vSID',
    source: OWN,
    about: ['LIFE-12'],
    edits: [{ module: 'device/viommu', from: 'virt_id: BigInt(streamId)', to: 'virt_id: BigInt(device)' }],
  },
  {
    id: 'unmapped-stream-forwarded',
    title: 'Commands for streams without a vDEVICE are forwarded',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'BigInt(device.streamId) === streamId && device.mapped',
        to: 'BigInt(device.streamId) === streamId',
      },
    ],
  },
  {
    id: 'ste-range-one-short',
    title: 'CFGI_STE_RANGE covers 2^Range StreamIDs',
    source: OWN,
    about: ['CMD-03', 'LIFE-12', 'TRAP-01'],
    edits: [
      { module: 'device/accelerated-smmu', from: "fieldOf(definition, words, 'Range') + 1n", to: "fieldOf(definition, words, 'Range')" },
    ],
  },
  {
    id: 'gbpa-inverted',
    title: 'GBPA.ABORT selects the bypass HWPT',
    source: OWN,
    about: ['TRAP-03', 'LIFE-09'],
    edits: [{ module: 'device/smmu-registers', from: "=== 1n ? 'abort' : 'bypass'", to: "=== 0n ? 'abort' : 'bypass'" }],
  },
  {
    id: 'second-viommu',
    title: 'Every device gets a vIOMMU of its own',
    source: OWN,
    about: ['LIFE-09', 'LIFE-15'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'const backing = this.#backing ?? (await this.#found(session, stage2, device));',
        to: 'const backing = await this.#found(session, stage2, device);',
      },
    ],
  },
  {
    id: 'failed-attach-leaves-viommu',
    title: 'An attach that fails after VIOMMU_ALLOC leaves the vIOMMU behind',
    source: OWN,
    about: ['LIFE-08'],
    edits: [{ module: 'device/accelerated-smmu', from: '      undo(() => viommu.release());\n', to: '' }],
  },
  {
    id: 'answer-of-any-type-accepted',
    title: 'The probe takes the answer of any type for one of CMDQ-V',
    source: OWN,
    about: ['LIFE-03'],
    edits: [
      {
        module: 'device/probe',
        from: 'if (out.data_type !== HW_INFO_TYPES.TEGRA241_CMDQV)',
        to: 'if (out.data_type === HW_INFO_TYPES.DEFAULT)',
      },
    ],
  },
  {
    id: 'unknown-flag-refused',
    title: 'A flag of GET_HW_INFO that the VMM does not know refuses the device',
    source: OWN,
    about: ['LIFE-17'],
    edits: [
      {
        module: 'device/probe',
        from: '  const { idr0, idr1,',
        to: "  if (decodeStructure(HW_INFO_SMMUV3, data).flags !== 0) throw new Refusal('Host SMMU: unknown flags');\n  const { idr0, idr1,",
      },
    ],
  },
  {
    id: 'only-the-first-slot-is-taken',
    title: 'Another device is let into the slot of any device but the first',
    source: OWN,
    about: ['QEMU-13'],
    edits: [
      { module: 'device/accelerated-smmu', from: 'const taken = this.#all().some(', to: 'const taken = this.#all().slice(0, 1).some(' },
    ],
  },
  {
    id: 'later-device-file-left-open',
    title: 'The file of a later device that cannot be attached stays open',
    source: OWN,
    about: ['LIFE-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      undo(() => device.close());',
        to: '      if (this.#backing === undefined) undo(() => device.close());',
      },
    ],
  },
  {
    id: 'probe-remembered',
    title: 'What the first probe of CMDQ-V came to is kept for every later one',
    source: OWN,
    about: ['LIFE-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    const obstacle = await cmdqvObstacle(session, device);',
        to: `    const obstacle = this.#probed ? this.#obstacle : await cmdqvObstacle(session, device);
    this.#probed = true;
    this.#obstacle = obstacle;`,
      },
      {
        module: 'device/accelerated-smmu',
        from: '  #settled = false;',
        to: `  #settled = false;
  #probed = false;
  #obstacle: string | undefined;`,
      },
    ],
  },
  {
    id: 'iommufd-left-open-after-refused-ioas',
    title: 'An attach that the kernel refuses at the IOAS leaves the iommufd open, and the next opens another',
    source: OWN,
    about: ['LIFE-08'],
    edits: [
      {
        module: 'device/host-session',
        from: `      undo(() => calls.close(fd));
`,
        to: '',
      },
    ],
  },
  {
    id: 'iommufd-left-open-after-failed-attach',
    title: 'A failed attach leaves the iommufd open, and the next opens another',
    source: OWN,
    about: ['LIFE-08'],
    edits: [
      {
        module: 'device/shared-session',
        from: `    this.#session = undefined;
    await session.end();
  }

  /** The process`,
        to: `    this.#session = undefined;
  }

  /** The process`,
      },
    ],
  },
  {
    id: 'stage-2-of-its-own',
    title: 'A device that does not fit the stage 2 of the vIOMMU gets another, and is accepted',
    source: 'QEMU 11.1.3 (docs/findings-qemu.md)',
    about: ['LIFE-23'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      await device.demandAttach(stage2);\n',
        to: "      const fits = (await device.attach(stage2)) === 'OK';\n      if (!fits) await device.demandAttach(await session.allocateStage2(device.id));\n",
      },
      {
        module: 'device/accelerated-smmu',
        from: '      await device.demandAttach(backing.viommu.untranslated(this.#fallback()));',
        to: '      if (fits) await device.demandAttach(backing.viommu.untranslated(this.#fallback()));',
      },
    ],
  },
];
