import { type Fault, OWN } from '../fault';

const ORDER = "['CONS_INDX', 'PROD_INDX', 'CONFIG']";
const FORGET = `    this.#hwQueue = undefined;
    this.#page0.reset();`;

/** Faults in what goes to the hardware with a new queue, and what is left after it. */
export const MIGRATION_FAULTS: readonly Fault[] = [
  {
    id: 'hist-20',
    history: 'HIST-20',
    title: 'Nothing of the cache goes to the hardware at allocation',
    source: 'QEMU series v3 and earlier, by comparison of the code and a review mail',
    about: ['MIG-01', 'MIG-02', 'MIG-03', 'MIG-11'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    for (const definition of MIGRATED) await this.#page.store(this.#pageOffset(definition), 4, this.#page0.get(definition.name));\n',
        to: '',
      },
    ],
  },
  {
    id: 'hist-21',
    history: 'HIST-21',
    title: 'GERRORN goes to the hardware too',
    source: 'QEMU 11.1, by comparison with what follows it',
    about: ['MIG-04'],
    edits: [{ module: 'device/vcmdq', from: ORDER, to: "['CONS_INDX', 'PROD_INDX', 'CONFIG', 'GERRORN']" }],
  },
  {
    id: 'hist-22',
    history: 'HIST-22',
    title: 'The page-0 cache of a freed queue is kept, and goes to the hardware with the next one',
    source: 'QEMU series v3 and earlier, by comparison with QEMU 11.1',
    about: ['MIG-08', 'MIG-09', 'TEAR-01'],
    edits: [{ module: 'device/vcmdq', from: FORGET, to: '    this.#hwQueue = undefined;' }],
  },
  {
    id: 'config-migrated-first',
    title: 'CONFIG goes to the hardware before the indices',
    source: OWN,
    about: ['MIG-03'],
    edits: [{ module: 'device/vcmdq', from: ORDER, to: "['CONFIG', 'CONS_INDX', 'PROD_INDX']" }],
  },
  {
    id: 'indices-migrated-crosswise',
    title: 'PROD_INDX goes to the hardware before CONS_INDX',
    source: OWN,
    about: ['MIG-01', 'MIG-02'],
    edits: [{ module: 'device/vcmdq', from: ORDER, to: "['PROD_INDX', 'CONS_INDX', 'CONFIG']" }],
  },
  {
    id: 'status-migrated',
    title: 'The cached GERROR is written to the hardware',
    source: OWN,
    about: ['MIG-05'],
    edits: [{ module: 'device/vcmdq', from: ORDER, to: "['CONS_INDX', 'PROD_INDX', 'CONFIG', 'GERROR']" }],
  },
  {
    id: 'other-slot-migrated',
    title: 'The cache of every queue goes to slot 0 of the hardware',
    source: OWN,
    about: ['MIG-01', 'MIG-02', 'MIG-03', 'WR-14', 'RD-01'],
    edits: [{ module: 'device/vcmdq', from: 'this.index * SLOT_STRIDE + offset', to: '0 * SLOT_STRIDE + offset' }],
  },
  {
    id: 'free-clears-cache-of-unborn-queue',
    title: 'Freeing a queue that never existed clears its cache',
    source: OWN,
    about: ['MIG-08'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    if (this.#hwQueue === undefined) return;\n    const',
        to: `    if (this.#hwQueue === undefined) {
      this.#page0.reset();
      return;
    }
    const`,
      },
    ],
  },
  {
    id: 'free-clears-base',
    title: 'Freeing a queue clears its BASE',
    source: OWN,
    about: ['VCMDQ-17', 'TEAR-01', 'TEAR-03'],
    edits: [{ module: 'device/vcmdq', from: FORGET, to: `${FORGET}\n    this.#page1.reset();` }],
  },
  {
    id: 'reset-keeps-base',
    title: 'A reset leaves BASE as it is',
    source: OWN,
    about: ['TEAR-05', 'VCMDQ-17', 'VCMDQ-12'],
    edits: [{ module: 'device/vcmdq', from: '    this.#page1.reset();', to: '' }],
  },
  {
    id: 'live-queue-answered-by-cache',
    title: 'The direct aperture shows the cache while the queue is live',
    source: OWN,
    about: ['DIR-03', 'RD-01'],
    edits: [
      {
        module: 'device/vcmdq',
        from: 'return this.#hwQueue === undefined ? this.#page0.get(definition.name) : this.#page.load(this.#pageOffset(definition), 4);',
        to: 'return this.#page0.get(definition.name);',
      },
    ],
  },
  {
    id: 'live-queue-written-in-cache-too',
    title: 'A write to a live queue changes the cache as well',
    source: OWN,
    about: ['WR-14', 'MIG-09'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    if (this.#hwQueue !== undefined) return this.#page.store(this.#pageOffset(definition), 4, value);\n    this.#page0.set(definition.name, value);',
        to: `    this.#page0.set(definition.name, value);
    if (this.#hwQueue !== undefined) return this.#page.store(this.#pageOffset(definition), 4, value);`,
      },
      { module: 'device/vcmdq', from: FORGET, to: '    this.#hwQueue = undefined;' },
    ],
  },
];
