import { type Fault, OWN } from '../fault';

const SMMU = 'device/accelerated-smmu';
const FIELD = '  readonly #devices = new Map<string, PassthroughDevice>();\n';

/** Faults of a device that refuses the first time alone. */
export const DEVICE_REFUSED_ONCE_FAULTS: readonly Fault[] = [
  {
    id: 'taken-stream-refused-once',
    title: 'A StreamID that another device has is refused once',
    source: OWN,
    about: ['QEMU-13'],
    edits: [
      {
        module: SMMU,
        from: '    if (taken) throw new Refusal(',
        to: '    const first = !this.#refused;\n    this.#refused ||= taken;\n    if (taken && first) throw new Refusal(',
      },
      { module: SMMU, from: FIELD, to: `${FIELD}  #refused = false;\n` },
    ],
  },
  {
    id: 'founder-stays-once',
    title: 'The device that the vIOMMU was created with is kept once, and goes when its unplug is asked for again',
    source: OWN,
    about: ['TEAR-09'],
    edits: [
      {
        module: SMMU,
        from: '    if (cmdqv !== undefined && device.id === viommu.founder) {\n',
        to: '    if (cmdqv !== undefined && device.id === viommu.founder && !this.#kept) {\n      this.#kept = true;\n',
      },
      { module: SMMU, from: FIELD, to: `${FIELD}  #kept = false;\n` },
    ],
  },
];
