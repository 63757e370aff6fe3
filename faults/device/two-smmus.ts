import { type Fault, OWN } from '../fault';

/** Faults in what a VM has for each of its SMMUs. */
export const TWO_SMMU_FAULTS: readonly Fault[] = [
  {
    id: 'reset-stops-at-first-smmu',
    title: 'A reset of the VM resets its first SMMU alone',
    source: OWN,
    about: ['ISO-11', 'TEAR-05'],
    edits: [{ module: 'device/virtual-machine', from: 'await seat.#smmu.reset();', to: 'if (seat === this) await seat.#smmu.reset();' }],
  },
  {
    id: 'one-interrupt-for-all-smmus',
    title: 'The interrupt of every SMMU arrives at the first',
    source: OWN,
    about: ['ISO-11'],
    edits: [
      {
        module: 'device/virtual-machine',
        from: 'board.sessions, () => this.#interrupt());',
        to: 'board.sessions, () => (board.seats[0] ?? this).#interrupt());',
      },
    ],
  },
  {
    id: 'second-smmu-is-the-first',
    title: 'The region of the second SMMU is that of the first',
    source: OWN,
    about: ['ISO-11', 'LIFE-15'],
    edits: [
      {
        module: 'device/virtual-machine',
        from: '    const block = this.#smmu.cmdqvBlock;',
        to: '    const block = (this.#board.seats[0] ?? this).#smmu.cmdqvBlock;',
      },
    ],
  },
  {
    id: 'an-iommufd-for-each-smmu',
    title: 'Each SMMU of a VM opens an iommufd of its own',
    source: OWN,
    about: ['LIFE-15', 'ISO-01'],
    edits: [{ module: 'device/shared-session', from: 'this.#session ??= await', to: 'this.#session = await' }],
  },
  {
    id: 'iommufd-goes-with-one-of-two-smmus',
    title: 'When one of two SMMUs has no device any more the iommufd of both is closed',
    source: OWN,
    about: ['ISO-11', 'LIFE-08'],
    edits: [{ module: 'device/shared-session', from: 'if (this.#users > 0) {', to: 'if (this.#users > 1) {' }],
  },
  {
    id: 'refused-device-keeps-its-hwpt',
    title: 'What a refused first device behind an SMMU had of the shared iommufd, its stage-2 HWPT, is not given back',
    source: OWN,
    about: ['LIFE-08', 'ISO-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      if (this.#backing === undefined) undo(() => this.#sessions.leave(stage2));\n',
        to: '',
      },
    ],
  },
  {
    id: 'last-device-leaves-its-hwpt',
    title: 'When the last device behind an SMMU goes, iommufd and stage-2 HWPT stay, and the next makes others',
    source: OWN,
    about: ['TEAR-14', 'TEAR-10'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    await this.#sessions.leave(stage2);\n    this.#backing = undefined;\n',
        to: '    this.#backing = undefined;\n',
      },
    ],
  },
];
