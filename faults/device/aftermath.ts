import { type Edit, type Fault, OWN } from '../fault';

const SMMU = 'device/accelerated-smmu';
const DEVICE = 'device/passthrough-device';
const BLOCK = 'device/cmdqv-block';
const EVENTS = 'device/host-events';

const ROUTED = '    if (this.#registers.policy !== before) await this.#routeAll();\n';
const CLOSES = '      undo(() => device.close());\n';
const KEEPS_FOUNDER = '    if (cmdqv !== undefined && device.id === viommu.founder) {\n';
const FIELD = '  readonly #devices = new Map<string, PassthroughDevice>();\n';

/** Gives the block a method that it has no use for. */
function method(text: string): Edit {
  const next = '  /** The parts of the region that are host pages now. */\n';
  return { module: BLOCK, from: next, to: `  ${text}\n\n${next}` };
}

const CLEAR_MAPS = method('clearErrors(): void {\n    for (const { name } of ERROR_MAPS) this.#config.set(name, 0n);\n  }');

/** Has so many reads that fail at once, of a file with such records, end all listening. */
function endsListening(reads: number, isSuch: string): Fault['edits'] {
  return [
    { module: EVENTS, from: '  readonly #turns = new Turns();\n', to: '  readonly #turns = new Turns();\n  #failed = 0;\n' },
    {
      module: EVENTS,
      from: '    for (;;) {\n',
      to: `    if (this.#failed >= ${reads} && ${isSuch}) return;\n    for (let first = true; ; first = false) {\n`,
    },
    {
      module: EVENTS,
      from: '      const payload = this.#payloadOf(result);\n',
      to: "      const payload = this.#payloadOf(result);\n      if (first && result.status !== 'OK') this.#failed += 1;\n",
    },
  ];
}

/** Faults in what a refusal, a third device, a reset or a change of SMMUEN leaves as it was, and what it does not. */
export const AFTERMATH_FAULTS: readonly Fault[] = [
  {
    id: 'entry-found-in-an-enabled-smmu-alone',
    title: 'A device that is plugged while the SMMU is disabled never gets the entry that its stream has',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: SMMU,
        from: '      await this.#find(device, backing.viommu);\n',
        to: "      if (this.#registers.policy === 'streamTable') await this.#find(device, backing.viommu);\n",
      },
    ],
  },
  {
    id: 'entry-found-at-a-plug-forgotten',
    title: 'The entry that a plugged device finds is followed at once, and forgotten when the SMMU is enabled again',
    source: OWN,
    about: ['SMMU-03', 'SMMU-05'],
    edits: [
      {
        module: SMMU,
        from: "    if (this.#registers.policy === 'streamTable') await this.#route(device, viommu);\n",
        to: `    if (this.#registers.policy !== 'streamTable') return;
    await this.#route(device, viommu);
    device.configured = undefined;
`,
      },
    ],
  },
  {
    id: 'refused-return-leaks-hwpt',
    title: 'The nested HWPT of an unplugged device stays if the kernel refuses the return to the stage-2 HWPT',
    source: OWN,
    about: ['TEAR-08'],
    edits: [{ module: DEVICE, from: '    await this.close();\n    await this.#keepNested(undefined);\n', to: '    await this.close();\n' }],
  },
  {
    id: 'refused-return-ends-the-unplug',
    title: 'File, vDEVICE and nested HWPT of an unplugged device stay if the kernel refuses the return to the stage-2 HWPT',
    source: OWN,
    about: ['TEAR-08'],
    edits: [{ module: DEVICE, from: '    await this.attach(stage2);\n', to: "    if ((await this.attach(stage2)) !== 'OK') return;\n" }],
  },
  {
    id: 'reset-routes-the-first-stream-alone',
    title: 'A reset takes the stream of the first device off its stage 1, and no other',
    source: OWN,
    about: ['TEAR-05'],
    edits: [
      {
        module: SMMU,
        from: '    await this.#routeAll();\n    await this.cmdqvBlock?.reset();\n',
        to: `    const [first] = this.#all();
    if (first !== undefined && this.#backing !== undefined) await this.#route(first, this.#backing.viommu);
    await this.cmdqvBlock?.reset();
`,
      },
    ],
  },
  {
    id: 'third-stream-not-under-gbpa',
    title: 'GBPA and a SMMUEN that goes to 0 move the streams of the first two devices, and no third',
    source: OWN,
    about: ['TRAP-03', 'SMMU-04', 'TEAR-05'],
    edits: [
      {
        module: SMMU,
        from: '    for (const device of this.#all()) await this.#route(device, backing.viommu);',
        to: `    const last = this.#registers.policy === 'streamTable' ? undefined : 2;
    for (const device of this.#all().slice(0, last)) await this.#route(device, backing.viommu);`,
      },
    ],
  },
  {
    id: 'entries-without-device-survive-a-reset',
    title: 'A reset forgets the entries of streams that have a device, and no other',
    source: OWN,
    about: ['TEAR-05', 'SMMU-05'],
    edits: [
      {
        module: SMMU,
        from: '    this.#streamTable.clear();\n',
        to: '    for (const { streamId } of this.#all()) this.#streamTable.delete(streamId);\n',
      },
    ],
  },
  {
    id: 'entries-survive-a-second-reset',
    title: 'The first reset forgets the entries of streams without a device, and no later one',
    source: OWN,
    about: ['TEAR-05', 'SMMU-05'],
    edits: [
      { module: SMMU, from: FIELD, to: `${FIELD}  #resets = 0;\n` },
      {
        module: SMMU,
        from: '    this.#streamTable.clear();\n',
        to: '    this.#resets += 1;\n    if (this.#resets === 1) this.#streamTable.clear();\n',
      },
    ],
  },
  {
    id: 'disabled-smmu-frees-queues',
    title: 'SMMUEN going to 0 frees the vCMDQs',
    source: OWN,
    about: ['ALLOC-01'],
    edits: [
      method('freeQueues(): Promise<void> {\n    return this.#freeAll();\n  }'),
      {
        module: SMMU,
        from: ROUTED,
        to: `${ROUTED}    if (before === 'streamTable' && this.#registers.policy !== before) await this.cmdqvBlock?.freeQueues();\n`,
      },
    ],
  },
  {
    id: 'enabled-smmu-allocates-anew',
    title: 'SMMUEN going to 1 frees the vCMDQs and allocates them again',
    source: OWN,
    about: ['ALLOC-01'],
    edits: [
      method('async renew(): Promise<void> {\n    await this.#freeAll();\n    await this.#allocateAll();\n  }'),
      {
        module: SMMU,
        from: ROUTED,
        to: `${ROUTED}    if (before !== 'streamTable' && this.#registers.policy === 'streamTable') await this.cmdqvBlock?.renew();\n`,
      },
    ],
  },
  {
    id: 'disabled-smmu-clears-error-maps',
    title: 'SMMUEN going to 0 clears the error maps',
    source: OWN,
    about: ['EVT-08'],
    edits: [
      CLEAR_MAPS,
      {
        module: SMMU,
        from: ROUTED,
        to: `${ROUTED}    if (before === 'streamTable' && this.#registers.policy !== before) this.cmdqvBlock?.clearErrors();\n`,
      },
    ],
  },
  {
    id: 'refused-device-clears-error-maps',
    title: 'A second device that the kernel refuses clears the error maps',
    source: OWN,
    about: ['LIFE-08', 'EVT-08'],
    edits: [CLEAR_MAPS, { module: SMMU, from: CLOSES, to: `${CLOSES}      undo(async () => this.cmdqvBlock?.clearErrors());\n` }],
  },
  {
    id: 'refused-device-ends-smmu-events',
    title: "A second device that the kernel refuses takes the SMMU's vEVENTQ along",
    source: OWN,
    about: ['SMMU-09', 'SMMU-10'],
    edits: [
      {
        module: SMMU,
        from: CLOSES,
        to: `${CLOSES}      const held = this.#backing;
      if (held !== undefined) {
        undo(async () => {
          await held.events?.release();
          held.events = undefined;
        });
      }
`,
      },
    ],
  },
  {
    id: 'second-refused-device-stays-open',
    title: 'The file of a later device is closed when the kernel refuses it for the first time, and not again',
    source: OWN,
    about: ['LIFE-08'],
    edits: [
      { module: SMMU, from: FIELD, to: `${FIELD}  #refusals = 0;\n` },
      {
        module: SMMU,
        from: CLOSES,
        to: `      undo(async () => {
        this.#refusals += 1;
        if (this.#backing === undefined || this.#refusals === 1) await device.close();
      });
`,
      },
    ],
  },
  {
    id: 'refused-unplug-clears-error-maps',
    title: 'An unplug of the first device that is refused clears the error maps',
    source: OWN,
    about: ['TEAR-09', 'EVT-08'],
    edits: [CLEAR_MAPS, { module: SMMU, from: KEEPS_FOUNDER, to: `${KEEPS_FOUNDER}      this.cmdqvBlock?.clearErrors();\n` }],
  },
  {
    id: 'refused-unplug-clears-caches',
    title: 'An unplug of the first device that is refused clears the registers of vCMDQs that are not allocated',
    source: OWN,
    about: ['TEAR-09'],
    edits: [
      method('clearIdle(): void {\n    for (const queue of this.#queues) if (!queue.live) queue.reset();\n  }'),
      { module: SMMU, from: KEEPS_FOUNDER, to: `${KEEPS_FOUNDER}      this.cmdqvBlock?.clearIdle();\n` },
    ],
  },
  {
    id: 'hwpt-without-vdevice-leaks',
    title: 'The HWPT of a stage 1 that cannot be attached for want of a vDEVICE stays',
    source: OWN,
    about: ['SMMU-07'],
    edits: [
      {
        module: DEVICE,
        from: "    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));",
        to: `    if (status === 'OK') await this.#keepNested(hwpt);
    else if (this.mapped) await this.#session.destroy(hwpt);`,
      },
    ],
  },
  {
    id: 'vdevice-refused-at-a-plug-given-up',
    title: 'A vDEVICE that the kernel refuses when the device is plugged is never asked for again',
    source: OWN,
    about: ['LIFE-12', 'SMMU-05'],
    edits: [
      { module: DEVICE, from: '  #vdevice: number | undefined;\n', to: '  #vdevice: number | undefined;\n  givenUp = false;\n' },
      {
        module: SMMU,
        from: '    await device.map(viommu);\n    if (this.#registers.policy',
        to: '    await device.map(viommu);\n    device.givenUp = !device.mapped;\n    if (this.#registers.policy',
      },
      {
        module: SMMU,
        from: '      await device.map(backing.viommu);\n',
        to: '      if (!device.givenUp) await device.map(backing.viommu);\n',
      },
    ],
  },
  {
    id: 'second-failed-read-ends-listening',
    title: "The second failed read of CMDQ-V's event file ends all listening to it",
    source: OWN,
    about: ['EVT-02'],
    edits: endsListening(2, 'this.#recordBytes === 24'),
  },
  {
    id: 'failed-read-ends-smmu-events',
    title: "The first failed read of the SMMU's event file ends its events",
    source: OWN,
    about: ['SMMU-10'],
    edits: endsListening(1, 'this.#recordBytes !== 24'),
  },
  {
    id: 'second-veventq-shallow',
    title: "The CMDQ-V vEVENTQ of the VM's second vIOMMU has room for 16 events",
    source: OWN,
    about: ['LIFE-07'],
    edits: [
      {
        module: 'device/error-events',
        from: '/** Listens to what',
        to: 'const HAVE_ONE = new WeakSet<HostSession>();\n\n/** Listens to what',
      },
      {
        module: 'device/error-events',
        from: 'depth: VEVENTQ_MAX_DEPTH,',
        to: 'depth: HAVE_ONE.has(session) ? 16 : VEVENTQ_MAX_DEPTH,',
      },
      { module: 'device/error-events', from: '  // QEMU-14\n', to: '  HAVE_ONE.add(session);\n  // QEMU-14\n' },
    ],
  },
  {
    id: 'refused-queue-loses-cons-base',
    title: 'A refused HW_QUEUE_ALLOC clears CONS_INDX_BASE_DRAM',
    source: OWN,
    about: ['VCMDQ-17', 'MIG-07'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "      this.#page0.lower('STATUS', CMDQ_EN_OK);\n      return false;\n",
        to: "      this.#page0.lower('STATUS', CMDQ_EN_OK);\n      this.#page1.set('CONS_INDX_BASE_DRAM', 0n);\n      return false;\n",
      },
    ],
  },
];
