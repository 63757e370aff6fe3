import { type Fault, OWN } from '../fault';

const BLOCK = 'device/cmdqv-block';
const VCMDQ = 'device/vcmdq';
const SMMU = 'device/accelerated-smmu';
const EVENT_QUEUE = 'device/event-queue';

/** Faults in the device that show at the ends of numbers, where a value changes in part, and where something comes a second time. */
export const BOUNDARY_FAULTS: readonly Fault[] = [
  {
    id: 'vmid-of-15-bits',
    title: 'VINTF0 is not enabled by a write whose VMID has its highest bit set',
    source: OWN,
    about: ['WR-08'],
    edits: [
      {
        module: BLOCK,
        from: '    return (value & VINTF_ENABLE) === 0n ?',
        to: '    if ((value & 0x1_0000n) !== 0n) return undefined;\n    return (value & VINTF_ENABLE) === 0n ?',
      },
    ],
  },
  {
    id: 'same-base-by-its-lower-half',
    title: 'A 64-bit BASE that differs from the one of a live queue in its upper half alone is taken for the same',
    source: OWN,
    about: ['WR-11', 'ALLOC-09'],
    edits: [
      {
        module: BLOCK,
        from: '    queue.writePage1(register, value);\n',
        to: `    const old = queue.readPage1(register);
    queue.writePage1(register, value);
    if (queue.live && register.half === 'whole' && (old & WORD) === (value & WORD)) return undefined;
`,
      },
    ],
  },
  {
    id: 'init-err-relative-to-gerrorn',
    title: 'A refused allocation makes GERROR.CMDQ_INIT_ERR differ from GERRORN, which clears it where the guest has the bit in GERRORN',
    source: OWN,
    about: ['FAIL-01'],
    edits: [
      {
        module: VCMDQ,
        from: "      this.#page0.raise('GERROR', CMDQ_INIT_ERR);",
        to: "      this.#page0.set('GERROR', ~this.#page0.get('GERRORN') & CMDQ_INIT_ERR);",
      },
    ],
  },
  {
    id: 'enable-acknowledged-after-gerrorn',
    title: 'CMDQ_EN is acknowledged while CMDQ_INIT_ERR is set if GERRORN has the bit, too',
    source: OWN,
    about: ['FAIL-02'],
    edits: [
      {
        module: VCMDQ,
        from: "else if (!this.#page0.has('GERROR', CMDQ_INIT_ERR))",
        to: "else if (!this.#page0.has('GERROR', CMDQ_INIT_ERR) || this.#page0.has('GERRORN', CMDQ_INIT_ERR))",
      },
    ],
  },
  {
    id: 'free-keeps-other-bits-of-config',
    title: 'Freeing a queue clears CMDQ_EN of the cached CONFIG and no other bit',
    source: OWN,
    about: ['MIG-08'],
    edits: [
      {
        module: VCMDQ,
        from: '    this.#page0.reset();\n    await',
        to: `    const others = this.#page0.get('CONFIG') & ~CMDQ_EN;
    this.#page0.reset();
    this.#page0.set('CONFIG', others);
    await`,
      },
    ],
  },
  {
    id: 'event-queue-on-whole-pages',
    title: 'The event queue begins where the page of EVENTQ_BASE does',
    source: OWN,
    about: ['SMMU-10'],
    edits: [{ module: EVENT_QUEUE, from: "field('ADDR', 51, 5)", to: "field('ADDR', 51, 12)" }],
  },
  {
    id: 'event-queue-hint-taken-for-address',
    title: 'The write-allocate hint of EVENTQ_BASE counts as a bit of its address',
    source: OWN,
    about: ['SMMU-10'],
    edits: [{ module: EVENT_QUEUE, from: "field('ADDR', 51, 5)", to: "field('ADDR', 63, 5)" }],
  },
  {
    id: 'all-streams-but-the-upper-half',
    title: 'CFGI_STE_RANGE with Range=31 covers the StreamIDs below 0x8000',
    source: OWN,
    about: ['TRAP-01', 'LIFE-12'],
    edits: [
      {
        module: SMMU,
        from: '  async #configure(rangeLog2: bigint, streamId: bigint): Promise<void> {',
        to: `  async #configure(range: bigint, streamId: bigint): Promise<void> {
    const rangeLog2 = range > 15n ? 15n : range;`,
      },
    ],
  },
  {
    id: 'ste-of-more-than-a-leaf-ignored',
    title: 'CFGI_STE with Leaf=0 is taken for one of the tables above the entry, and does nothing',
    source: OWN,
    about: ['TRAP-01'],
    edits: [
      {
        module: SMMU,
        from: "        await this.#configure(0n, fieldOf(definition, words, 'SID'));",
        to: "        if (fieldOf(definition, words, 'Leaf') === 1n) await this.#configure(0n, fieldOf(definition, words, 'SID'));",
      },
    ],
  },
  {
    id: 'prefetch-of-an-address-illegal',
    title: 'PREFETCH_ADDR is an illegal command on the own queue of the SMMU',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: SMMU,
        from: 'if (definition === undefined) return false;',
        to: "if (definition === undefined || definition.name === 'PREFETCH_ADDR') return false;",
      },
    ],
  },
  {
    id: 'event-depth-latched',
    title: "A vEVENTQ that comes with a new vIOMMU has the depth of the guest's first event queue",
    source: OWN,
    about: ['SMMU-09'],
    edits: [
      { module: SMMU, from: '  #settled = false;\n', to: '  #settled = false;\n  #depth: number | undefined;\n' },
      { module: SMMU, from: '    const wanted = {\n', to: '    this.#depth ??= eventQueue.entries;\n    const wanted = {\n' },
      { module: SMMU, from: '      depth: eventQueue.entries,', to: '      depth: this.#depth,' },
    ],
  },
  {
    id: 'last-device-takes-the-stream-table',
    title: 'When the last device goes the stream table is forgotten, and the next device aborts whatever its entry says',
    source: OWN,
    about: ['SMMU-05'],
    edits: [
      {
        module: SMMU,
        from: '    await this.#sessions.leave(stage2);\n    this.#backing = undefined;',
        to: '    await this.#sessions.leave(stage2);\n    this.#backing = undefined;\n    this.#streamTable.clear();',
      },
    ],
  },
  {
    id: 'refused-plug-forgets-the-entry',
    title: 'A device that is refused because its StreamID is taken makes those that stay forget the entries that they were configured with',
    source: OWN,
    about: ['QEMU-13'],
    edits: [
      {
        module: SMMU,
        from: '    if (taken) throw new Refusal',
        to: '    if (taken) for (const device of this.#all()) device.configured = undefined;\n    if (taken) throw new Refusal',
      },
    ],
  },
  {
    id: 'taken-by-the-lower-byte-of-the-stream',
    title: 'A StreamID is taken if another device has one with the same lower byte',
    source: OWN,
    about: ['QEMU-13'],
    edits: [{ module: SMMU, from: 'streamId === wanted.streamId);', to: '(streamId & 0xff) === (wanted.streamId & 0xff));' }],
  },
  {
    id: 'refused-vintf-becomes-plain',
    title: 'Where the kernel has no VINTF a plain vIOMMU is asked for, though the user wants CMDQ-V',
    source: OWN,
    about: ['LIFE-08'],
    edits: [
      {
        module: 'device/viommu',
        from: `    if (status !== 'OK') throw noViommu(device, status);
    return { viommu: new Viommu(session, out.out_viommu_id, device), offer: decode`,
        to: `    if (status !== 'OK') return Viommu.plain(session, device, stage2);
    return { viommu: new Viommu(session, out.out_viommu_id, device), offer: decode`,
      },
    ],
  },
  {
    id: 'refused-unplug-forgets-the-device',
    title: 'The first device, which has to stay, is taken for gone by the stream table once its unplug was refused',
    source: OWN,
    about: ['TEAR-09'],
    edits: [
      {
        module: SMMU,
        from: '    if (cmdqv !== undefined && device.id === viommu.founder) {',
        to: '    if (cmdqv !== undefined && device.id === viommu.founder) {\n      this.#devices.delete(name);',
      },
    ],
  },
  {
    id: 'lowest-stream-stays',
    title: 'The device with the lowest StreamID cannot be unplugged, whichever the vIOMMU was created with',
    source: OWN,
    about: ['TEAR-09'],
    edits: [
      {
        module: SMMU,
        from: 'device.id === viommu.founder',
        to: 'this.#all().every(({ streamId }) => device.streamId <= streamId)',
      },
    ],
  },
  {
    id: 'commands-need-a-device',
    title: 'A CMD_SYNC on the own queue of an enabled SMMU is illegal before the first device',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: SMMU,
        from: '        // No part in the host\n        return true;',
        to: "        return this.#backing !== undefined || this.#registers.policy !== 'streamTable';",
      },
    ],
  },
  {
    id: 'invalidations-need-a-device',
    title: 'An invalidation is illegal while there is no device, and so nobody in the host to hand it to',
    source: OWN,
    about: ['SMMU-08'],
    edits: [{ module: SMMU, from: 'return this.#backing === undefined || (await', to: 'return this.#backing !== undefined && (await' }],
  },
  {
    id: 'atc-inv-of-nobody-illegal',
    title: 'ATC_INV of a StreamID that no device has is an illegal command',
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: SMMU,
        from: "      case 'ATC_INV':\n        return",
        to: `        return !this.#isMapped(fieldOf(definition, words, 'SID')) || this.#forward(command);
      case 'ATC_INV':
        if (!this.#all().some(({ streamId }) => BigInt(streamId) === fieldOf(definition, words, 'SID'))) return false;
        return`,
      },
    ],
  },
  {
    id: 'vmid-counts-as-enable',
    title: 'A queue is ready when VINTF0_CONFIG holds anything, if only a VMID',
    source: OWN,
    about: ['ALLOC-01'],
    edits: [
      {
        module: BLOCK,
        from: "      this.#config.has('VINTF0_STATUS', VINTF_ENABLE_OK) &&",
        to: "      this.#config.get('VINTF0_CONFIG') !== 0n &&",
      },
    ],
  },
  {
    id: 'range-ends-at-a-bypass',
    title: 'CFGI_STE_RANGE ends at the first stream whose entry is for bypass',
    source: OWN,
    about: ['TRAP-01'],
    edits: [
      {
        module: SMMU,
        from: `      await this.#route(device, backing.viommu);
    }
  }

  /** An entry that`,
        to: `      await this.#route(device, backing.viommu);
      if (treatmentBy(device.configured) === 'bypass') return;
    }
  }

  /** An entry that`,
      },
    ],
  },
  {
    id: 'refused-stage-1-forgotten',
    title:
      'A stream whose stage 1 the kernel refuses is as one without an entry until its next CFGI_STE, also when the SMMU is enabled again',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: SMMU,
        from: "    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));",
        to: `    else if (!(await device.translate(viommu, treatment))) {
      device.configured = undefined;
      await device.attach(viommu.untranslated('abort'));
    }`,
      },
    ],
  },
  {
    id: 'third-stream-left-alone',
    title: 'Enabling the SMMU puts the first two of its streams under their entries, and no third',
    source: OWN,
    about: ['SMMU-03'],
    edits: [
      {
        module: SMMU,
        from: '    for (const device of this.#all()) await this.#route(device, backing.viommu);',
        to: '    for (const device of this.#all().slice(0, 2)) await this.#route(device, backing.viommu);',
      },
    ],
  },
];
