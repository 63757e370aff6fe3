import { type Fault, OWN } from '../fault';

/** Faults in the arithmetic of indices and wrap bits. */
export const QUEUE_INDEX_FAULTS: readonly Fault[] = [
  {
    id: 'wrap-bit-lost',
    title: 'The increment of an index drops its wrap bit',
    source: OWN,
    about: ['CQ-02', 'CQ-03', 'CQ-04'],
    edits: [{ module: 'hardware/queue-index', from: 'return (index + 1) & this.#mask;', to: 'return (index + 1) & this.#entryMask;' }],
  },
  {
    id: 'wrap-bit-ignored',
    title: 'Empty is told by the indices alone, so that a full queue looks empty',
    source: OWN,
    about: ['CQ-03'],
    edits: [
      {
        module: 'hardware/queue-index',
        from: 'return ((read ^ write) & this.#mask) === 0;',
        to: 'return ((read ^ write) & this.#entryMask) === 0;',
      },
    ],
  },
  {
    id: 'no-queue-of-one-entry',
    title: 'A queue of one entry has two',
    source: OWN,
    about: ['CQ-04', 'CQ-02'],
    edits: [
      { module: 'hardware/vcmdq', from: 'return INDICES[log2size] ?? LARGEST;', to: 'return INDICES[Math.max(log2size, 1)] ?? LARGEST;' },
    ],
  },
];
