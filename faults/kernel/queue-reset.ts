import { type Fault, OWN } from '../fault';

const LVCMDQ = 'kernel/tegra/lvcmdq';
const LAYOUT = 'kernel/tegra/layout';
const EMPTY = 'empty: [prod, cons, base, consBase]';

/** Faults in the reset of a queue. */
export const QUEUE_RESET_FAULTS: readonly Fault[] = [
  {
    id: 'reset-without-disable',
    title: 'The reset of a queue does not disable it first',
    source: OWN,
    about: ['RST-01', 'ISO-08'],
    edits: [{ module: LVCMDQ, from: 'if (!(await disable(registers, layout))) await this.#logErrors(); // RST-01', to: '' }],
  },
  {
    id: 'reset-without-flush',
    title: 'The reset of a queue does not flush ATC_INV timeouts of its last owner',
    source: OWN,
    about: ['RST-02', 'ISO-08'],
    edits: [{ module: LVCMDQ, from: '    await flush(); // RST-02\n', to: '' }],
  },
  {
    id: 'reset-cons-before-prod',
    title: 'The reset of a queue clears CONS_INDX before PROD_INDX',
    source: OWN,
    about: ['RST-03'],
    edits: [{ module: LAYOUT, from: EMPTY, to: 'empty: [cons, prod, base, consBase]' }],
  },
  {
    id: 'reset-keeps-prod',
    title: 'The reset of a queue leaves PROD_INDX',
    source: OWN,
    about: ['RST-03', 'ISO-08', 'MIG-10'],
    edits: [{ module: LAYOUT, from: EMPTY, to: 'empty: [cons, base, consBase]' }],
  },
  {
    id: 'reset-keeps-cons-dram',
    title: 'The reset of a queue leaves CONS_INDX_BASE_DRAM',
    source: OWN,
    about: ['RST-04'],
    edits: [{ module: LAYOUT, from: EMPTY, to: 'empty: [prod, cons, base]' }],
  },
  {
    id: 'reset-keeps-errors',
    title: 'The reset of a queue does not acknowledge its errors',
    source: OWN,
    about: ['RST-05', 'ISO-08', 'MIG-10'],
    edits: [{ module: LVCMDQ, from: 'if (gerror !== gerrorn) await', to: 'if (gerror === -1n) await' }],
  },
  {
    id: 'reset-keeps-other-errors',
    title: 'The reset of a queue acknowledges CMDQ_ERR and leaves any other error',
    source: OWN,
    about: ['RST-05', 'ISO-08'],
    edits: [{ module: LVCMDQ, from: 'if (gerror !== gerrorn) await', to: 'if (((gerror ^ gerrorn) & 1n) === 1n) await' }],
  },
  {
    id: 'first-smmu-flushed',
    title: 'A queue of any SMMU is flushed on the queue of the first one',
    source: OWN,
    about: ['RST-02'],
    edits: [
      {
        module: 'kernel/boot',
        from: 'const flush = () => smmu.flush();',
        to: 'const flush = () => (probed.values().next().value ?? smmu).flush();',
      },
    ],
  },
];
