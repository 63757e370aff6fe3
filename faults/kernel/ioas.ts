import { type Fault, OWN } from '../fault';

/** Faults of an IOAS: which tables it takes, and which addresses and alignments they leave it. */
export const IOAS_FAULTS: readonly Fault[] = [
  {
    id: 'alignment-goes-with-first-queue',
    title: 'The alignment of an IOAS is that of its tables as soon as one of its queues has gone',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [{ module: 'kernel/ioas', from: '      this.#pins--;', to: '      this.#pins = 0;' }],
  },
  {
    id: 'table-takes-memory-within-a-page',
    title: 'A table is made over a mapping whose memory begins within a page of it',
    source: OWN,
    about: ['UAPI-IOAS-16'],
    edits: [
      {
        module: 'kernel/ioas',
        from: '(area.iova | (area.last + 1n) | area.userAddress) % limits.granule',
        to: '(area.iova | (area.last + 1n)) % limits.granule',
      },
    ],
  },
  {
    id: 'table-of-larger-pages',
    title: 'HWPT_ALLOC makes a table whose pages are larger than those of the host',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [{ module: 'kernel/ioas', from: "    if (limits.granule > this.#pageSize) throw new Refusal('EINVAL');\n", to: '' }],
  },
  {
    id: 'user-memory-looked-at-first',
    title: 'IOAS_MAP looks at user memory before it looks at how that is aligned',
    source: OWN,
    about: ['UAPI-IOAS-07'],
    edits: [{ module: 'kernel/ioas', from: "    if (userAddress % this.alignment !== 0n) throw new Refusal('EINVAL');\n", to: '' }],
  },
  {
    id: 'second-table-narrows-for-ever',
    title: 'Only the first table that is destroyed gives an IOAS the addresses back that it could not translate',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      { module: 'kernel/ioas', from: '  #pins = 0;\n', to: '  #pins = 0;\n  #tablesGone = 0;\n' },
      {
        module: 'kernel/ioas',
        from: '    this.#limits.delete(limits);\n    this.unreserve(limits);\n',
        to: '    this.#limits.delete(limits);\n    if (this.#tablesGone++ === 0) this.unreserve(limits);\n',
      },
    ],
  },
  {
    id: 'second-table-aligns-for-ever',
    title: 'Only the first table that is destroyed takes its page out of the alignment of an IOAS',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      { module: 'kernel/ioas', from: '  #pins = 0;\n', to: '  #pins = 0;\n  #tablesGone = 0;\n' },
      {
        module: 'kernel/ioas',
        from: '    this.#limits.delete(limits);\n    this.unreserve(limits);\n',
        to: '    if (this.#tablesGone++ === 0) this.#limits.delete(limits);\n    this.unreserve(limits);\n',
      },
    ],
  },
  {
    id: 'second-detach-keeps-window',
    title: "Only the first device that is detached from an IOAS gives the doorbell's window back",
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      { module: 'kernel/ioas', from: '  #pins = 0;\n', to: '  #pins = 0;\n  #given = 0;\n' },
      {
        module: 'kernel/ioas',
        from: '  unreserve(owner: object): void {\n',
        to: '  unreserve(owner: object): void {\n    if (this.#reserved.get(owner)?.start === 0x800_0000n && this.#given++ > 0) return;\n',
      },
    ],
  },
  {
    id: 'second-queue-aligns-for-ever',
    title: "Only the first queue that is destroyed takes the host's page out of the alignment of an IOAS",
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      { module: 'kernel/ioas', from: '  #pins = 0;\n', to: '  #pins = 0;\n  #unpinned = 0;\n' },
      { module: 'kernel/ioas', from: '      this.#pins--;\n', to: '      if (this.#unpinned++ === 0) this.#pins--;\n' },
    ],
  },
];
