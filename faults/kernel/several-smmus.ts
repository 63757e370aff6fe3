import { type Fault, OWN } from '../fault';

/** Faults of a kernel that takes one SMMU for all. */
export const SEVERAL_SMMU_FAULTS: readonly Fault[] = [
  {
    id: 'block-information-of-first-smmu',
    title: 'The CMDQ-V information of the SMMU that is asked for first is given for every other one of the iommufd',
    source: OWN,
    about: ['UAPI-INFO-08'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: '  const { vcmdqsLog2, sidsLog2 } = cmdqv.perVintf;\n',
        to: '  const { vcmdqsLog2, sidsLog2 } = first.get(context) ?? cmdqv.perVintf;\n  first.set(context, { vcmdqsLog2, sidsLog2 });\n',
      },
      {
        module: 'kernel/hw-info',
        from: 'async function cmdqvInfo({ cmdqv }: Smmu)',
        to: "const first = new WeakMap<object, Cmdqv['perVintf']>();\n\nasync function cmdqvInfo({ cmdqv }: Smmu, context: object)",
      },
      { module: 'kernel/hw-info', from: 'return cmdqvInfo(smmu);', to: 'return cmdqvInfo(smmu, context);' },
      {
        module: 'kernel/hw-info',
        from: 'async function ask(smmu: Smmu, type: number)',
        to: 'async function ask(smmu: Smmu, type: number, context: object)',
      },
      { module: 'kernel/hw-info', from: 'await ask(smmu, wanted)', to: 'await ask(smmu, wanted, context)' },
      {
        module: 'kernel/hw-info',
        from: "import type { Smmu } from './smmu';\n",
        to: "import type { Smmu } from './smmu';\nimport type { Cmdqv } from './tegra/cmdqv';\n",
      },
    ],
  },
  {
    id: 'kernel-vintf-of-one-smmu',
    title: 'VINTF 0 of the second SMMU gets no vCMDQs',
    source: OWN,
    about: ['HOST-03', 'HOST-05'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: 'for (let queue = 0; queue < this.geometry.lvcmdqs; queue++) {',
        to: "for (let queue = 0; queue < this.geometry.lvcmdqs && this.#host.smmu !== 'smmu1'; queue++) {",
      },
    ],
  },
  {
    id: 'shutdown-of-the-first-smmu-alone',
    title: 'A shutdown takes down the VINTFs of the first SMMU alone',
    source: OWN,
    about: ['HOST-12'],
    edits: [
      {
        module: 'kernel/kernel',
        from: '[...this.#smmus.values()].reverse()',
        to: '[...this.#smmus.values()].slice(0, 1)',
      },
    ],
  },
  {
    id: 'removal-from-the-first-smmu',
    title: 'The driver is removed from the first SMMU, whichever was meant',
    source: OWN,
    about: ['HOST-09'],
    edits: [
      {
        module: 'kernel/kernel',
        from: '    await this.#smmus.get(smmu)?.cmdqv?.remove();\n',
        to: '    const [first] = this.#smmus.values();\n    if (this.#smmus.has(smmu)) await first?.cmdqv?.remove();\n',
      },
    ],
  },
];
