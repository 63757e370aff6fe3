import { type Fault, OWN } from '../fault';

/** Faults of a device that takes a register as a whole for one of its bits, or a refused device for the first. */
export const DEVICE_OTHER_BIT_FAULTS: readonly Fault[] = [
  {
    id: 'allocated-by-any-bit',
    title: 'Any bit of CMDQ_ALLOC_MAP allocates',
    source: OWN,
    about: ['WR-05', 'WR-06'],
    edits: [{ module: 'device/cmdqv-block', from: '(old & ALLOC) !== 0n, (value & ALLOC) !== 0n);', to: 'old !== 0n, value !== 0n);' }],
  },
  {
    id: 'settled-by-a-refused-device',
    title: 'A plug that fails settles the ID registers for good',
    source: OWN,
    about: ['LIFE-19'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'demandBacked(host, identification);',
        to: 'this.#registers.identification = identification;\n      this.#settled = true;\n      demandBacked(host, identification);',
      },
    ],
  },
];
