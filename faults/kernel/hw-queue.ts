import { type Fault, OWN } from '../fault';

/** Faults in the allocation and the life of hw_queues. */
export const HW_QUEUE_FAULTS: readonly Fault[] = [
  {
    id: 'hw-queue-errnos-swapped',
    title: 'HW_QUEUE_ALLOC gives EIO for an index in use and EEXIST for a gap below it',
    source: OWN,
    about: ['UAPI-HWQ-11', 'UAPI-HWQ-12'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: "if (index < this.lvcmdqs.length) throw new Refusal('EEXIST');",
        to: "if (index < this.lvcmdqs.length) throw new Refusal('EIO');",
      },
      {
        module: 'kernel/tegra/vintf',
        from: "if (index > this.lvcmdqs.length) throw new Refusal('EIO');",
        to: "if (index > this.lvcmdqs.length) throw new Refusal('EEXIST');",
      },
    ],
  },
];
