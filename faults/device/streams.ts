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
    title: 'A write to GBPA without Update is taken',
    source: OWN,
    about: ['SMMU-02'],
    edits: [{ module: 'device/smmu-registers', from: 'offset === GBPA && extract(content, GBPA_UPDATE) === 1n', to: 'offset === GBPA' }],
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
      { module: 'device/accelerated-smmu', from: 'device.configured = this.#streamTable', to: 'device.configured ??= this.#streamTable' },
    ],
  },
];
