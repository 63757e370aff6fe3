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
];
