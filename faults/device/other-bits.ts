import { type Fault, OWN } from '../fault';

/** Faults of a device that takes a register as a whole for one of its bits. */
export const DEVICE_OTHER_BIT_FAULTS: readonly Fault[] = [
  {
    id: 'allocated-by-any-bit',
    title: 'Any bit of CMDQ_ALLOC_MAP allocates',
    source: OWN,
    about: ['WR-05', 'WR-06'],
    edits: [{ module: 'device/cmdqv-block', from: '(old & ALLOC) !== 0n, (value & ALLOC) !== 0n);', to: 'old !== 0n, value !== 0n);' }],
  },
];
