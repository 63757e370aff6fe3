import { type Fault, OWN } from '../fault';

/** Faults in commands of the SMMU's own queue on their way to the host, and in streams that one act or refusal is not alone about. */
export const TRAPPED_QUEUE_FAULTS: readonly Fault[] = [
  {
    id: 'forwarded-substream-lost',
    title: 'CFGI_CD and ATC_INV are forwarded without their SubstreamID',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if (command[0] === 0x05 || command[0] === 0x40) command.fill(0, 2, 4);
`,
      },
    ],
  },
  {
    id: 'forwarded-ssv-lost',
    title: 'ATC_INV is forwarded with SSV=0, for the stream without a SubstreamID',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if (command[0] === 0x40) command[1] = (command[1] ?? 0) & ~0x08;
`,
      },
    ],
  },
  {
    id: 'forwarded-global-lost',
    title: 'ATC_INV is forwarded with G=0, for one SubstreamID where the guest meant all',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if (command[0] === 0x40) command[1] = (command[1] ?? 0) & ~0x02;
`,
      },
    ],
  },
  {
    id: 'forwarded-range-lost',
    title: 'An invalidation of a range is forwarded as one of its first page',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if (command[0] === 0x12 || command[0] === 0x13) command.fill(0, 1, 4);
`,
      },
    ],
  },
  {
    id: 'forwarded-granule-lost',
    title: 'An invalidation of a range is forwarded without its TG and TTL',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if (command[0] === 0x12 || command[0] === 0x13) command[9] = (command[9] ?? 0) & 0xf0;
`,
      },
    ],
  },
  {
    id: 'forwarded-asid-of-8-bits',
    title: 'Invalidations are forwarded with 8 bits of their ASID',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if (command[0] === 0x11 || command[0] === 0x12) command[7] = 0;
`,
      },
    ],
  },
  {
    id: 'forwarded-address-below-4-gib',
    title: 'Invalidations are forwarded with the lower half of their address',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `  async #forward(command: Uint8Array): Promise<boolean> {
`,
        to: `  async #forward(command: Uint8Array): Promise<boolean> {
    command = command.slice();
    if ((command[0] ?? 0) >= 0x12) command.fill(0, 12);
`,
      },
    ],
  },
  {
    id: 'forwarded-by-the-lower-byte-of-the-stream',
    title: 'ATC_INV and CFGI_CD are forwarded if the lower byte of their StreamID is that of a device',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'BigInt(device.streamId) === streamId && device.mapped',
        to: '(BigInt(device.streamId) & 0xffn) === (streamId & 0xffn) && device.mapped',
      },
    ],
  },
  {
    id: 'gbpa-attributes-taken-for-abort',
    title: 'A GBPA that is not 0 aborts, whatever its ABORT is',
    source: OWN,
    about: ['TRAP-03'],
    edits: [
      {
        module: 'device/smmu-registers',
        from: 'extract(this.#gbpa, GBPA_ABORT) === 1n ?',
        to: 'this.#gbpa !== 0n ?',
      },
    ],
  },
  {
    id: 'smmuen-needs-cmdqen',
    title: 'SMMUEN counts while CMDQEN is 1 alone',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: 'device/smmu-registers',
        from: 'if (extract(this.#cr0, CR0_SMMUEN) === 1n)',
        to: 'if ((this.#cr0 & 9n) === 9n)',
      },
    ],
  },
  {
    id: 'routing-ends-with-a-refusal',
    title: 'Enabling the SMMU goes from stream to stream up to the first whose stage 1 the kernel refuses',
    source: OWN,
    about: ['SMMU-03', 'SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    for (const device of this.#all()) await this.#route(device, backing.viommu);',
        to: '    for (const device of this.#all()) if (!(await this.#route(device, backing.viommu))) return;',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  async #route(device: PassthroughDevice, viommu: Viommu): Promise<void> {',
        to: '  async #route(device: PassthroughDevice, viommu: Viommu): Promise<boolean> {',
      },
      {
        module: 'device/accelerated-smmu',
        from: `    if (typeof treatment === 'string') await device.attach(viommu.untranslated(treatment));
    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));`,
        to: `    if (typeof treatment === 'string') return (await device.attach(viommu.untranslated(treatment))) === 'OK';
    if (await device.translate(viommu, treatment)) return true;
    await device.attach(viommu.untranslated('abort'));
    return false;`,
      },
    ],
  },
  {
    id: 'refused-stage-1-keeps-the-device-out',
    title: 'A device is refused if the kernel refuses the stage 1 that its stream has an entry for',
    source: OWN,
    about: ['SMMU-05', 'SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    if (treatmentBy(device.configured) === 'abort') return;
`,
        to: `    const wanted = treatmentBy(device.configured);
    if (wanted === 'abort') return;
    if (typeof wanted !== 'string' && !(await device.translate(viommu, wanted))) throw new Refusal('the stage 1 is refused');
`,
      },
    ],
  },
  {
    id: 'first-device-finds-no-entry',
    title: 'The first device that is plugged aborts although its stream has an entry',
    source: OWN,
    about: ['SMMU-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      await this.#find(device, backing.viommu);',
        to: '      if (this.#backing !== undefined) await this.#find(device, backing.viommu);',
      },
    ],
  },
  {
    id: 'unplug-aborts-those-that-stay',
    title: 'Unplugging a device puts those that stay on abort',
    source: OWN,
    about: ['TEAR-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (this.#devices.size > 0) return;',
        to: `    for (const other of this.#all()) await other.attach(viommu.untranslated('abort'));
    if (this.#devices.size > 0) return;`,
      },
    ],
  },
  {
    id: 'disabled-event-queue-overflows',
    title: 'An event that comes while EVENTQEN is 0 and the event queue is full sets OVFLG',
    source: OWN,
    about: ['SMMU-15'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    const address = tellsEvents ? eventQueue.claim() : undefined;',
        to: `    const claimed = eventQueue.claim();
    const address = tellsEvents ? claimed : undefined;`,
      },
    ],
  },
  {
    id: 'range-begins-at-its-stream',
    title: 'CFGI_STE_RANGE covers the StreamIDs from the one that it names on',
    source: OWN,
    about: ['TRAP-01', 'LIFE-12'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `if (BigInt(device.streamId) >> rangeLog2 !== streamId >> rangeLog2) continue;`,
        to: `if (BigInt(device.streamId) < streamId || BigInt(device.streamId) >= streamId + (1n << rangeLog2)) continue;`,
      },
    ],
  },
  {
    id: 'stream-of-15-bits',
    title: 'CFGI_STE finds devices by 15 bits of the StreamID',
    source: OWN,
    about: ['TRAP-01', 'LIFE-12'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `if (BigInt(device.streamId) >> rangeLog2 !== streamId >> rangeLog2) continue;`,
        to: `if ((BigInt(device.streamId) & 0x7fffn) >> rangeLog2 !== (streamId & 0x7fffn) >> rangeLog2) continue;`,
      },
    ],
  },
  {
    id: 'disabled-smmu-bypasses-for-a-moment',
    title: 'Disabling the SMMU lets a stream bypass it for a moment before it aborts',
    source: OWN,
    about: ['TRAP-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    if (this.#registers.policy !== before) await this.#routeAll();`,
        to: `    const backing = this.#backing;
    if (before === 'streamTable' && this.#registers.policy === 'abort' && backing !== undefined) {
      for (const device of this.#all()) await device.attach(backing.viommu.untranslated('bypass'));
    }
    if (this.#registers.policy !== before) await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'enabled-smmu-bypasses-for-a-moment',
    title: 'Enabling the SMMU lets a stream bypass it for a moment before it is under its entry',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    if (this.#registers.policy !== before) await this.#routeAll();`,
        to: `    const backing = this.#backing;
    if (before === 'abort' && this.#registers.policy === 'streamTable' && backing !== undefined) {
      for (const device of this.#all()) await device.attach(backing.viommu.untranslated('bypass'));
    }
    if (this.#registers.policy !== before) await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'refused-stage-1-bypasses-for-a-moment',
    title: 'A stream whose stage 1 the kernel refuses bypasses the SMMU for a moment before it aborts',
    source: OWN,
    about: ['SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));`,
        to: `    else if (!(await device.translate(viommu, treatment))) {
      await device.attach(viommu.untranslated('bypass'));
      await device.attach(viommu.untranslated('abort'));
    }`,
      },
    ],
  },
  {
    id: 'stream-0-taken-for-any',
    title: 'ATC_INV of StreamID 0, which no device has, is forwarded',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `BigInt(device.streamId) === streamId && device.mapped`,
        to: `(streamId === 0n || BigInt(device.streamId) === streamId) && device.mapped`,
      },
    ],
  },
  {
    id: 'disabled-smmu-tells-no-events',
    title: 'An event that comes while SMMUEN is 0 is lost, though EVENTQEN is 1',
    source: OWN,
    about: ['SMMU-10'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    const address = tellsEvents ? eventQueue.claim() : undefined;`,
        to: `    const address = tellsEvents && this.#registers.policy === 'streamTable' ? eventQueue.claim() : undefined;`,
      },
    ],
  },
  {
    id: 'unplug-clears-error-maps',
    title: 'Unplugging a device clears the error maps, whatever error they tell of',
    source: OWN,
    about: ['EVT-08', 'TEAR-09'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    this.#devices.delete(name);
`,
        to: `    this.#devices.delete(name);
    this.cmdqvBlock?.forgetErrors();
`,
      },
      {
        module: 'device/cmdqv-block',
        from: `  /** The parts of the region that are host pages now. */`,
        to: `  forgetErrors(): void {
    for (const { name } of ERROR_MAPS) this.#config.set(name, 0n);
  }

  /** The parts of the region that are host pages now. */`,
      },
    ],
  },
  {
    id: 'range-of-two-devices',
    title: 'CFGI_STE_RANGE is good for two devices',
    source: OWN,
    about: ['TRAP-01'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    for (const device of this.#all()) {\n      if (BigInt(device.streamId) >> rangeLog2',
        to: '    for (const device of this.#all().slice(0, rangeLog2 === 0n ? undefined : 2)) {\n      if (BigInt(device.streamId) >> rangeLog2',
      },
    ],
  },
  {
    id: 'out-of-range-stream-ids-illegal',
    title: 'A command of a StreamID that has more than 16 bits is refused as illegal',
    source: OWN,
    about: ['SMMU-22'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    switch (definition.name) {',
        to: "    if ((commandFieldValue(words, 'SID') ?? 0n) > 0xffffn) return false;\n    switch (definition.name) {",
      },
    ],
  },
  {
    id: 'streams-found-by-lower-bits',
    title: 'An invalidation of a StreamID out of range is handed over as it is where its lower 16 bits are those of a vDEVICE',
    source: 'QEMU 11.1.3 (docs/findings-qemu.md)',
    about: ['SMMU-22', 'TRAP-02'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'BigInt(device.streamId) === streamId && device.mapped',
        to: 'BigInt(device.streamId) === BigInt.asUintN(16, streamId) && device.mapped',
      },
    ],
  },
  {
    id: 'vdevice-of-an-out-of-range-stream-id',
    title: 'A CFGI_STE of a StreamID out of range makes a vDEVICE of that ID for the device at its lower 16 bits',
    source: 'QEMU 11.1.3 (docs/findings-qemu.md)',
    about: ['SMMU-22'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      if (BigInt(device.streamId) >> rangeLog2 !== streamId >> rangeLog2) continue;',
        to: '      if (BigInt(device.streamId) >> rangeLog2 !== BigInt.asUintN(16, streamId) >> rangeLog2) continue;',
      },
      {
        module: 'device/accelerated-smmu',
        from: '      await device.map(backing.viommu);\n',
        to: '      await device.map(backing.viommu, rangeLog2 === 0n ? Number(streamId) : device.streamId);\n',
      },
      { module: 'device/passthrough-device', from: 'async map(viommu: Viommu)', to: 'async map(viommu: Viommu, as = this.streamId)' },
      {
        module: 'device/passthrough-device',
        from: 'viommu.allocateVdevice(this.id, this.streamId)',
        to: 'viommu.allocateVdevice(this.id, as)',
      },
    ],
  },
];
