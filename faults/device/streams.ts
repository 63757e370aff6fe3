import { type Fault, OWN } from '../fault';

const WRITE = 'if (this.#registers.policy !== before) await this.#routeAll();';

/** Faults in what becomes of streams while registers of the emulated SMMU change. */
export const STREAM_FAULTS: readonly Fault[] = [
  {
    id: 'gbpa-rules-enabled-smmu',
    title: 'A write to GBPA takes streams off their entries while the SMMU is enabled',
    source: 'QEMU 11.1.3, by its code and by test',
    about: ['SMMU-01'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `const hwpt = this.#backing?.viommu.untranslated((value & 0x100000) === 0 ? 'bypass' : 'abort');
    if (offset === 0x44 && hwpt !== undefined) for (const device of this.#all()) await device.attach(hwpt);
    else if (this.#registers.policy !== before) await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'gbpa-without-update-taken',
    title: 'A write to GBPA without Update is taken, in an SMMUv3.2',
    source: OWN,
    about: ['SMMU-02'],
    edits: [
      { module: 'device/smmu-registers', from: 'offset === GBPA && extract(content, GBPA_UPDATE) === 1n', to: 'offset === GBPA' },
      { module: 'device/identification', from: 'iidr: 0, aidr: 0 }', to: 'iidr: 0, aidr: 2 }' },
    ],
  },
  {
    id: 'enabled-smmu-leaves-streams',
    title: 'Enabling the SMMU leaves each stream on what GBPA had selected until its next CFGI_STE',
    source: 'QEMU 11.1.3, by its code and by test',
    about: ['SMMU-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `if (this.#registers.policy !== before && this.#registers.policy !== 'streamTable') await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'disabled-smmu-leaves-streams',
    title: 'Disabling the SMMU leaves each stream under its entry',
    source: 'QEMU 11.1.3, by its code and by test',
    about: ['TRAP-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `if (this.#registers.policy !== before && before !== 'streamTable') await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'streams-routed-at-first-enable-only',
    title: 'Streams are put under their entries at the first enabling of the SMMU only',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `if (this.#registers.policy === before) return;
    if (this.#registers.policy === 'streamTable') {
      if (this.#streamTable.has(-1)) return;
      this.#streamTable.set(-1, { word0: 0n, word1: 0n });
    }
    await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'gbpa-rules-streams-without-entry-only',
    title: 'A write to GBPA while the SMMU is disabled leaves streams alone that have been configured',
    source: OWN,
    about: ['TRAP-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `const { policy } = this.#registers;
    const [backing, enabled] = [this.#backing, policy === 'streamTable' || before === 'streamTable'];
    if (policy !== before && backing !== undefined)
      for (const device of this.#all()) if (enabled || device.configured === undefined) await this.#route(device, backing.viommu);`,
      },
    ],
  },
  {
    id: 'disabled-smmu-leaves-streams-without-entry',
    title: 'Disabling the SMMU leaves a stream on abort that has no entry',
    source: OWN,
    about: ['TRAP-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `const backing = this.#backing;
    if (this.#registers.policy !== before && backing !== undefined)
      for (const device of this.#all())
        if (before !== 'streamTable' || device.configured !== undefined) await this.#route(device, backing.viommu);`,
      },
    ],
  },
  {
    id: 'disabled-smmu-takes-one-stream',
    title: 'Disabling the SMMU takes the first of its streams from its entry, and no other',
    source: OWN,
    about: ['TRAP-03', 'SMMU-04'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `const backing = this.#backing;
    if (this.#registers.policy !== before && backing !== undefined)
      for (const device of this.#all().slice(0, before === 'streamTable' ? 1 : undefined)) await this.#route(device, backing.viommu);`,
      },
    ],
  },
  {
    id: 'entries-forgotten-when-disabled',
    title: 'Disabling the SMMU forgets the entries of the streams, which abort when it is enabled again',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: WRITE,
        to: `${WRITE}
    if (before === 'streamTable' && this.#registers.policy !== before) for (const device of this.#all()) device.configured = undefined;`,
      },
    ],
  },
  {
    id: 'gbpa-of-one-smmu-is-everyones',
    title: 'GBPA is kept once for all emulated SMMUs',
    source: OWN,
    about: ['TRAP-03'],
    edits: [
      { module: 'device/smmu-registers', from: 'return Number(this.#gbpa);', to: 'return Number(EVERYONES.gbpa);' },
      {
        module: 'device/smmu-registers',
        from: 'this.#gbpa = content & ~bitsOf(GBPA_UPDATE);',
        to: 'this.#gbpa = EVERYONES.gbpa = content & ~bitsOf(GBPA_UPDATE);',
      },
      {
        module: 'device/smmu-registers',
        from: "const GERROR_CMDQ = field('CMDQ_ERR', 0);\n",
        to: "const GERROR_CMDQ = field('CMDQ_ERR', 0);\nconst EVERYONES = { gbpa: 0n };\n",
      },
      { module: 'device/smmu-registers', from: '    this.#gbpa = 0n;\n', to: '    this.#gbpa = EVERYONES.gbpa = 0n;\n' },
      {
        module: 'device/smmu-registers',
        from: '    this.identification = identification;\n',
        to: '    this.identification = identification;\n    EVERYONES.gbpa = 0n;\n',
      },
    ],
  },
  {
    id: 'cr0-of-one-smmu-is-everyones',
    title: 'CR0 is kept once for all emulated SMMUs',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      { module: 'device/smmu-registers', from: 'return Number(this.#cr0);', to: 'return Number(EVERYONES.cr0);' },
      {
        module: 'device/smmu-registers',
        from: 'if (offset === CR0) this.#cr0 = content;',
        to: 'if (offset === CR0) this.#cr0 = EVERYONES.cr0 = content;',
      },
      {
        module: 'device/smmu-registers',
        from: "const GERROR_CMDQ = field('CMDQ_ERR', 0);\n",
        to: "const GERROR_CMDQ = field('CMDQ_ERR', 0);\nconst EVERYONES = { cr0: 0n };\n",
      },
      { module: 'device/smmu-registers', from: '    this.#cr0 = 0n;\n', to: '    this.#cr0 = EVERYONES.cr0 = 0n;\n' },
      {
        module: 'device/smmu-registers',
        from: '    this.identification = identification;\n',
        to: '    this.identification = identification;\n    EVERYONES.cr0 = 0n;\n',
      },
    ],
  },
  {
    id: 'second-nested-hwpt-kept',
    title: 'The nested HWPT goes when the stream leaves its stage 1 for the first time, and never again',
    source: OWN,
    about: ['SMMU-04'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: "if (status === 'OK') await this.#keepNested(undefined);",
        to: `if (status === 'OK' && !this.left) {
      this.left = this.#nested !== undefined;
      await this.#keepNested(undefined);
    }`,
      },
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: '  #nested: number | undefined;\n  left = false;\n',
      },
    ],
  },
  {
    id: 'gerror-outlives-reset',
    title: 'A reset leaves GERROR of the emulated SMMU as it was, and clears GERRORN',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: 'device/smmu-registers',
        from: '    this.#gerror = 0n;\n    this.#gerrorn = 0n;',
        to: '    this.#gerrorn = 0n;',
      },
    ],
  },
  {
    id: 'illegal-command-aborts-streams',
    title: 'An illegal command on the own queue of the SMMU puts every stream on abort',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    this.#registers.reportIllegalCommand();',
        to: `    const hwpt = this.#backing?.viommu.untranslated('abort');
    if (hwpt !== undefined) for (const device of this.#all()) await device.attach(hwpt);
    this.#registers.reportIllegalCommand();`,
      },
    ],
  },
  {
    id: 'gerror-of-one-smmu-is-everyones',
    title: 'GERROR is kept once for all emulated SMMUs',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      { module: 'device/smmu-registers', from: '        return Number(this.#gerror);\n', to: '        return Number(EVERYONES.gerror);\n' },
      {
        module: 'device/smmu-registers',
        from: '  reportIllegalCommand(): void {\n    this.#gerror =',
        to: '  reportIllegalCommand(): void {\n    EVERYONES.gerror = this.#gerrorn ^ bitsOf(GERROR_CMDQ);\n    this.#gerror =',
      },
      {
        module: 'device/smmu-registers',
        from: "const GERROR_CMDQ = field('CMDQ_ERR', 0);\n",
        to: "const GERROR_CMDQ = field('CMDQ_ERR', 0);\nconst EVERYONES = { gerror: 0n };\n",
      },
      {
        module: 'device/smmu-registers',
        from: '    this.identification = identification;\n',
        to: '    this.identification = identification;\n    EVERYONES.gerror = 0n;\n',
      },
      { module: 'device/smmu-registers', from: '    this.#gerror = 0n;\n', to: '    this.#gerror = EVERYONES.gerror = 0n;\n' },
    ],
  },
  {
    id: 'nested-hwpt-outlives-stage-1',
    title: 'The nested HWPT of a stream that has left its stage 1 is kept',
    source: 'QEMU 11.1.3 after a write to GBPA, by its code',
    about: ['SMMU-04', 'TRAP-01'],
    edits: [{ module: 'device/passthrough-device', from: "if (status === 'OK') await this.#keepNested(undefined);", to: '' }],
  },
  {
    id: 'first-entry-latched',
    title: 'A stream keeps the first entry that it was configured with',
    source: OWN,
    about: ['TRAP-01', 'SMMU-03', 'SMMU-04'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `device.configured = this.#streamTable.get(device.streamId);
      await this.#route`,
        to: `device.configured ??= this.#streamTable.get(device.streamId);
      await this.#route`,
      },
    ],
  },
  {
    id: 'hotplugged-device-left-on-stage-2',
    title: 'A device that is plugged while the SMMU is enabled stays on the stage-2 HWPT',
    source: 'QEMU 11.1.3, by its code and by test',
    about: ['SMMU-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'await device.demandAttach(backing.viommu.untranslated(this.#fallback()));',
        to: `if (this.#registers.policy !== 'streamTable') await device.demandAttach(backing.viommu.untranslated(this.#fallback()));`,
      },
    ],
  },
  {
    id: 'hotplugged-device-follows-gbpa',
    title: 'A device that is plugged while the SMMU is enabled is attached as GBPA says',
    source: OWN,
    about: ['SMMU-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "return this.#registers.policy === 'bypass' ? 'bypass' : 'abort';",
        to: "return this.#registers.policy === 'abort' || this.#registers.read(0x44) !== 0 ? 'abort' : 'bypass';",
      },
    ],
  },
  {
    id: 'entry-from-before-the-plug-unseen',
    title: 'A device that is plugged aborts although its stream has an entry',
    source: OWN,
    about: ['SMMU-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      await this.#find(device, backing.viommu);\n',
        to: '',
      },
    ],
  },
  {
    id: 'unusable-entry-ignored',
    title: 'An entry that the SMMU cannot use leaves the stream on what it was attached to',
    source: 'QEMU 11.1.3, by its code',
    about: ['SMMU-06'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "    const treatment = policy === 'streamTable' ?",
        to: `    if (((device.configured?.word0 ?? 0n) & 0x3n) === 1n && ((device.configured?.word0 ?? 0n) & 0x4n) !== 0n) return;
    const treatment = policy === 'streamTable' ?`,
      },
    ],
  },
  {
    id: 'unusable-entry-stops-queue',
    title: 'CFGI_STE of an entry for stage 2 is an illegal command',
    source: 'QEMU 11.1.3, by test',
    about: ['SMMU-06'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "await this.#configure(0n, fieldOf(definition, words, 'SID'));\n        return true;",
        to: `await this.#configure(0n, fieldOf(definition, words, 'SID'));
        return ((this.#streamTable.get(Number(fieldOf(definition, words, 'SID')))?.word0 ?? 0n) & 0xfn) !== 0xdn;`,
      },
    ],
  },
  {
    id: 'refused-stage-1-leaves-stream',
    title: 'A stage 1 that the kernel refuses leaves the stream on what it was attached to',
    source: 'QEMU 11.1.3, by its code and by test',
    about: ['SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));",
        to: 'else await device.translate(viommu, treatment);',
      },
    ],
  },
  {
    id: 'refused-stage-1-bypasses',
    title: 'A stream whose stage 1 the kernel refuses bypasses',
    source: OWN,
    about: ['SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "treatment))) await device.attach(viommu.untranslated('abort'));",
        to: "treatment))) await device.attach(viommu.untranslated('bypass'));",
      },
    ],
  },
  {
    id: 'illegal-command-passed-over',
    title: 'An illegal command on the own queue of the SMMU is passed over in silence',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'if (await this.#execute(command)) return undefined;',
        to: 'await this.#execute(command);\n    return undefined;',
      },
    ],
  },
  {
    id: 'illegal-command-told-as-abort',
    title: 'An illegal command stops the own queue of the SMMU with CERROR_ABT',
    source: OWN,
    about: ['SMMU-08', 'SMMU-19', 'SMMU-20'],
    edits: [{ module: 'device/accelerated-smmu', from: 'QUEUE_ERRORS.CERROR_ILL }', to: 'QUEUE_ERRORS.CERROR_ABT }' }],
  },
  {
    id: 'queue-runs-past-an-illegal-command',
    title: 'An illegal command on the own queue of the SMMU is told in GERROR, and the queue runs on without waiting for the guest',
    source: OWN,
    about: ['SMMU-08', 'SMMU-19', 'SMMU-20'],
    edits: [{ module: 'device/accelerated-smmu', from: 'return { error: QUEUE_ERRORS.CERROR_ILL };', to: 'return undefined;' }],
  },
  {
    id: 'queue-stops-once',
    title: 'Only the first illegal command stops the own queue of the SMMU: behind each other it runs on, with the error in GERROR alone',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    return { error: QUEUE_ERRORS.CERROR_ILL };',
        to: '    return this.#stops++ === 0 ? { error: QUEUE_ERRORS.CERROR_ILL } : undefined;',
      },
      { module: 'device/accelerated-smmu', from: '  #settled = false;\n', to: '  #settled = false;\n  #stops = 0;\n' },
    ],
  },
  {
    id: 'commands-without-use-dropped',
    title: "A command that the SMMU's ID registers say is of no use is consumed without a word",
    source: 'QEMU 11.1.3 (docs/findings-qemu.md)',
    about: ['SMMU-21'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'if (!isOffered(definition, this.#registers.identification)) return false;',
        to: 'if (!isOffered(definition, this.#registers.identification)) return !/ATC_INV|S12|S2/.test(definition.name);',
      },
    ],
  },
  {
    id: 'commands-without-use-legal-before-the-first-device',
    title: 'Before the first device no command is illegal for want of what it is for',
    source: OWN,
    about: ['SMMU-21'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'if (!isOffered(definition, this.#registers.identification)) return false;',
        to: 'if (this.#settled && !isOffered(definition, this.#registers.identification)) return false;',
      },
    ],
  },
  {
    id: 'refused-invalidation-passed-over',
    title: 'An invalidation that the kernel refuses is passed over in silence',
    source: OWN,
    about: ['SMMU-20'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "return this.#backing === undefined || (await this.#backing.viommu.invalidate(command)) === 'OK';",
        to: 'await this.#backing?.viommu.invalidate(command);\n    return true;',
      },
    ],
  },
  {
    id: 'unplug-takes-the-entry',
    title: 'Unplugging a device takes the entry of its stream out of the stream table',
    source: OWN,
    about: ['SMMU-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    this.#devices.delete(name);',
        to: `    this.#devices.delete(name);
    this.#streamTable.delete(device.streamId);`,
      },
    ],
  },
  {
    id: 'reset-without-cmdqv-leaves-streams',
    title: 'Without CMDQ-V a reset leaves each stream under its entry',
    source: OWN,
    about: ['TEAR-05', 'TRAP-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    await this.#routeAll();
    await this.cmdqvBlock?.reset();`,
        to: `    if (this.cmdqvBlock !== undefined) await this.#routeAll();
    await this.cmdqvBlock?.reset();`,
      },
    ],
  },
];
