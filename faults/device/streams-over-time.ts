import { type Fault, OWN } from '../fault';

/** Faults of streams that show when they are configured once more, after a reset or a refusal. */
export const STREAMS_OVER_TIME_FAULTS: readonly Fault[] = [
  {
    id: 'refused-vdevice-not-tried-again',
    title: 'A vDEVICE that the kernel refused once is never asked for again',
    source: OWN,
    about: ['LIFE-12', 'TRAP-01'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    this.#vdevice ??= await',
        to: `    if (this.#tried) return;
    this.#tried = true;
    this.#vdevice ??= await`,
      },
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;',
        to: `  #nested: number | undefined;
  #tried = false;`,
      },
    ],
  },
  {
    id: 'reset-keeps-configurations',
    title: 'A reset leaves each stream the entry that it was configured with, which counts when the SMMU is enabled again',
    source: OWN,
    about: ['SMMU-03', 'TEAR-05'],
    edits: [{ module: 'device/accelerated-smmu', from: '    for (const device of this.#all()) device.configured = undefined;\n', to: '' }],
  },
  {
    id: 'stream-aborted-by-first-refusal-alone',
    title: 'A stage 1 that is refused a second time leaves the stream where it is',
    source: OWN,
    about: ['SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));\n",
        to: "    else if (!(await device.translate(viommu, treatment)) && this.#refusals++ === 0) await device.attach(viommu.untranslated('abort'));\n",
      },
      {
        module: 'device/accelerated-smmu',
        from: '  readonly #devices = new Map<string, PassthroughDevice>();\n',
        to: '  readonly #devices = new Map<string, PassthroughDevice>();\n  #refusals = 0;\n',
      },
    ],
  },
  {
    id: 'refused-stage-1-forgets-vdevice',
    title: 'A stream whose stage 1 the kernel refuses is taken for one that has no vDEVICE',
    source: OWN,
    about: ['LIFE-13', 'LIFE-12'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    if (hwpt === undefined) return false;\n',
        to: '    if (hwpt === undefined) {\n      this.#vdevice = undefined;\n      return false;\n    }\n',
      },
    ],
  },
  {
    id: 'entry-of-the-second-stream-outlives-reset',
    title: 'A reset forgets the Stream Table Entry of the first device alone',
    source: OWN,
    about: ['SMMU-03', 'TEAR-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'for (const device of this.#all()) device.configured = undefined;',
        to: 'for (const device of this.#all().slice(0, 1)) device.configured = undefined;',
      },
    ],
  },
  {
    id: 'change-of-the-second-word-unseen',
    title: 'A stream on stage 1 whose new entry differs in its second word alone stays on the old HWPT',
    source: OWN,
    about: ['SMMU-04', 'TRAP-01'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: `  #nested: number | undefined;
  #last: StreamTableEntry | undefined;
`,
      },
      {
        module: 'device/passthrough-device',
        from: '    const hwpt = await viommu.allocateNested(this.id, entry);\n',
        to: `    if (this.#nested !== undefined && this.#last?.word0 === entry.word0) return true;
    this.#last = entry;
    const hwpt = await viommu.allocateNested(this.id, entry);
`,
      },
    ],
  },
  {
    id: 'change-above-4-gib-unseen',
    title: 'A stream on stage 1 whose new context descriptor differs in the upper half of its address alone stays on the old HWPT',
    source: OWN,
    about: ['SMMU-04', 'TRAP-01'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: `  #nested: number | undefined;
  #last: StreamTableEntry | undefined;
`,
      },
      {
        module: 'device/passthrough-device',
        from: '    const hwpt = await viommu.allocateNested(this.id, entry);\n',
        to: `    const seen = ({ word0, word1 }: StreamTableEntry): bigint => (word0 & 0xffff_ffffn) | (word1 << 64n);
    if (this.#nested !== undefined && this.#last !== undefined && seen(this.#last) === seen(entry)) return true;
    this.#last = entry;
    const hwpt = await viommu.allocateNested(this.id, entry);
`,
      },
    ],
  },
  {
    id: 'refused-attach-taken-for-done',
    title: 'A HWPT that the kernel would not attach counts as attached, so that it is not attached later either',
    source: OWN,
    about: ['TRAP-01', 'SMMU-04'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: `  #nested: number | undefined;
  #last: number | undefined;
`,
      },
      {
        module: 'device/passthrough-device',
        from: "    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });\n    if (status === 'OK')",
        to: `    if (this.#last === hwpt) return 'OK';
    this.#last = hwpt;
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status === 'OK')`,
      },
      {
        module: 'device/passthrough-device',
        from: `    await (status === 'OK' ?`,
        to: "    if (status === 'OK') this.#last = undefined;\n    await (status === 'OK' ?",
      },
    ],
  },
];
