import { type Fault, OWN } from '../fault';

/** Faults of a device that show only the second time, for the second object or after a change. */
export const DEVICE_OVER_TIME_FAULTS: readonly Fault[] = [
  {
    id: 'replugged-device-taken-for-mapped',
    title: 'A device that was mapped once counts as mapped when it is plugged again',
    source: OWN,
    about: ['LIFE-12'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '  readonly #devices = new Map<string, PassthroughDevice>();\n',
        to: '  readonly #devices = new Map<string, PassthroughDevice>();\n  readonly #mapped = new Set<string>();\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '      await device.map(backing.viommu);\n',
        to: '      if (!this.#mapped.has(device.name)) await device.map(backing.viommu);\n      this.#mapped.add(device.name);\n',
      },
    ],
  },
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
    id: 'cache-cleared-at-the-first-free-only',
    title: 'The page-0 cache of a queue is cleared when it is freed for the first time, and never again',
    source: OWN,
    about: ['MIG-08'],
    edits: [
      {
        module: 'device/vcmdq',
        from: `    this.#page0.reset();
    await this.#viommu`,
        to: `    if (!this.#freed) this.#page0.reset();
    this.#freed = true;
    await this.#viommu`,
      },
      {
        module: 'device/vcmdq',
        from: '  #hwQueue: number | undefined;',
        to: `  #hwQueue: number | undefined;
  #freed = false;`,
      },
    ],
  },
  {
    id: 'cache-migrated-once',
    title: 'The cache goes to the hardware with the first queue of a slot, and never again',
    source: OWN,
    about: ['MIG-01', 'MIG-02', 'MIG-03'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    for (const definition of MIGRATED) await',
        to: `    if (this.#migrated) return true;
    this.#migrated = true;
    for (const definition of MIGRATED) await`,
      },
      {
        module: 'device/vcmdq',
        from: '  #hwQueue: number | undefined;',
        to: `  #hwQueue: number | undefined;
  #migrated = false;`,
      },
    ],
  },
  {
    id: 'window-comes-twice',
    title: 'The window comes back once; after the second time that VINTF0 is disabled it stays closed',
    source: OWN,
    about: ['P0-06'],
    edits: [
      { module: 'device/page0-window', from: '    this.#installed = true;', to: '    this.#installed = this.#times < 2;' },
      {
        module: 'device/page0-window',
        from: '    this.#installed = false;',
        to: `    if (this.#installed) this.#times += 1;
    this.#installed = false;`,
      },
      {
        module: 'device/page0-window',
        from: `  #installed = false;
`,
        to: `  #installed = false;
  #times = 0;
`,
      },
    ],
  },
];
