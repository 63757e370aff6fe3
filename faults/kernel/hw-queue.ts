import { type Fault, OWN } from '../fault';

const VINTF = 'kernel/tegra/vintf';
const LVCMDQ = 'kernel/tegra/lvcmdq';
const FREE = `    await lvcmdq.reset();
    await lvcmdq.unmap();
    this.lvcmdqs.splice`;

/** Faults in the allocation and the life of hw_queues. */
export const HW_QUEUE_FAULTS: readonly Fault[] = [
  {
    id: 'hist-70',
    history: 'HIST-70',
    title: 'A new queue gets its BASE without the reset before it',
    source: 'Linux before commit 80f1a2c2332f (6.19)',
    about: ['UAPI-HWQ-17', 'MIG-10', 'ISO-08'],
    edits: [{ module: LVCMDQ, from: 'async prepare(): Promise<void> {\n    await this.reset();', to: 'async prepare(): Promise<void> {' }],
  },
  {
    id: 'hist-87',
    history: 'HIST-87',
    title: 'The memory of a queue is looked up once and not locked',
    source: 'early Linux series of vCMDQ, by comparison with 7.2',
    about: ['UAPI-HWQ-21', 'ISO-07'],
    edits: [
      { module: 'kernel/ioas', from: 'for (const area of areas) area.locks++;', to: '' },
      { module: 'kernel/ioas', from: 'for (const area of areas) area.locks--;', to: 'areas.length = 0;' },
    ],
  },
  {
    id: 'hist-103',
    history: 'HIST-103',
    title: 'A queue on physically scattered pages is accepted',
    source: 'log of a pull request of a vendor kernel: a queue not consecutive, as was believed',
    about: ['UAPI-HWQ-09', 'LIM-05'],
    edits: [
      { module: 'kernel/hw-queue-alloc', from: 'run === undefined || others.length > 0', to: 'run === undefined || others.length < 0' },
    ],
  },
  {
    id: 'hw-queue-errnos-swapped',
    title: 'HW_QUEUE_ALLOC gives EIO for an index in use and EEXIST for a gap below it',
    source: OWN,
    about: ['UAPI-HWQ-11', 'UAPI-HWQ-12'],
    edits: [
      {
        module: VINTF,
        from: "if (index < this.lvcmdqs.length) throw new Refusal('EEXIST');",
        to: "if (index < this.lvcmdqs.length) throw new Refusal('EIO');",
      },
      {
        module: VINTF,
        from: "if (index > this.lvcmdqs.length) throw new Refusal('EIO');",
        to: "if (index > this.lvcmdqs.length) throw new Refusal('EEXIST');",
      },
    ],
  },
  {
    id: 'hw-queue-index-one-too-many',
    title: 'HW_QUEUE_ALLOC lets an index one beyond the last get to the check of gaps',
    source: OWN,
    about: ['UAPI-HWQ-10'],
    edits: [{ module: VINTF, from: 'if (index >= layout.lvcmdqs.length)', to: 'if (index > layout.lvcmdqs.length)' }],
  },
  {
    id: 'hw-queue-checks-reordered',
    title: 'HW_QUEUE_ALLOC checks the index before the memory',
    source: OWN,
    about: ['UAPI-HWQ-15'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '  const id = call.reserve();',
        to: `  if (values.index > 1) throw new Refusal('EINVAL');
  const id = call.reserve();`,
      },
    ],
  },
  {
    id: 'hw-queue-size-limit-ignored',
    title: 'HW_QUEUE_ALLOC takes queues larger than the IDR1.CMDQS of the host',
    source: OWN,
    about: ['UAPI-HWQ-13', 'LIM-06'],
    edits: [{ module: VINTF, from: 'length < SMALLEST_QUEUE || length > longest', to: 'length < SMALLEST_QUEUE || longest < 0n' }],
  },
  {
    id: 'hw-queue-alignment-ignored',
    title: 'HW_QUEUE_ALLOC takes a base that is not aligned to the length',
    source: OWN,
    about: ['UAPI-HWQ-14', 'LIM-07', 'CQ-09'],
    edits: [{ module: VINTF, from: 'address !== addressable || address % length !== 0n', to: 'address !== addressable' }],
  },
  {
    id: 'hw-queue-high-base-cut-off',
    title: 'HW_QUEUE_ALLOC takes a base above bit 47, of which BASE has no bits',
    source: OWN,
    about: ['UAPI-HWQ-14'],
    edits: [{ module: VINTF, from: 'address !== addressable || address % length !== 0n', to: 'address % length !== 0n' }],
  },
  {
    id: 'hw-queue-log2size-of-bytes',
    title: 'BASE of a new queue holds the log2 of its bytes',
    source: OWN,
    about: ['UAPI-HWQ-18'],
    edits: [{ module: VINTF, from: 'log2size: log2(length) - ENTRY_SHIFT', to: 'log2size: log2(length) - 1' }],
  },
  {
    id: 'hw-queue-enabled-by-kernel',
    title: 'The kernel enables a new queue of a VM itself',
    source: OWN,
    about: ['UAPI-HWQ-19', 'MIG-10'],
    edits: [
      {
        module: LVCMDQ,
        from: `    await this.reset();
    await this.#setBase();
  }`,
        to: `    await this.reset();
    await this.#setBase();
    await enable(this.#around.registers, this.#around.layout);
  }`,
      },
    ],
  },
  {
    id: 'hw-queue-no-user-of-viommu',
    title: 'A queue does not count as a user of its vIOMMU',
    source: OWN,
    about: ['UAPI-HWQ-20', 'UAPI-DES-02'],
    edits: [
      { module: 'kernel/hw-queue', from: '    viommu.acquire(); // UAPI-HWQ-20', to: '' },
      { module: 'kernel/hw-queue', from: '    this.#viommu.release();', to: '' },
    ],
  },
  {
    id: 'hw-queue-no-user-of-lower',
    title: 'A queue can be destroyed under the one above it',
    source: OWN,
    about: ['UAPI-HWQ-23', 'UAPI-HWQ-20'],
    edits: [
      { module: 'kernel/hw-queue', from: '    this.#previous?.acquire(); // UAPI-HWQ-20', to: '' },
      { module: 'kernel/hw-queue', from: '    this.#previous?.release();', to: '' },
    ],
  },
  {
    id: 'access-id-destroyable',
    title: 'User space can destroy the internal access of a queue',
    source: OWN,
    about: ['UAPI-COM-07'],
    edits: [
      { module: 'kernel/hw-queue', from: '    this.acquire(); // by its queue, so that DESTROY does not get at it', to: '' },
      {
        module: 'kernel/hw-queue',
        from: '  objects.remove(access);\n  access.release();\n',
        to: '  if (!objects.all(Access).includes(access)) return;\n  objects.remove(access);\n',
      },
    ],
  },
  {
    id: 'refused-queue-stays-pinned',
    title: 'A HW_QUEUE_ALLOC that is refused leaves its memory pinned',
    source: OWN,
    about: ['UAPI-HWQ-25'],
    edits: [{ module: 'kernel/hw-queue-alloc', from: '    await endAccess(context, access);\n', to: '' }],
  },
  {
    id: 'queue-freed-without-reset',
    title: 'A destroyed queue is unmapped without a reset',
    source: OWN,
    about: ['UAPI-HWQ-24', 'TEAR-11', 'ISO-08'],
    edits: [{ module: VINTF, from: FREE, to: '    await lvcmdq.unmap();\n    this.lvcmdqs.splice' }],
  },
  {
    id: 'queue-unmapped-before-reset',
    title: 'A destroyed queue is unmapped before its reset, which then reaches nothing',
    source: OWN,
    about: ['UAPI-HWQ-24', 'TEAR-11', 'ISO-08'],
    edits: [
      {
        module: VINTF,
        from: FREE,
        to: `    await lvcmdq.unmap();
    await lvcmdq.reset();
    this.lvcmdqs.splice`,
      },
    ],
  },
  {
    id: 'base-before-reset',
    title: 'A new queue gets its BASE before the reset, which takes it away again',
    source: OWN,
    about: ['UAPI-HWQ-17', 'UAPI-HWQ-18', 'MIG-10'],
    edits: [
      {
        module: LVCMDQ,
        from: `    await this.reset();
    await this.#setBase();
  }`,
        to: `    await this.#setBase();
    await this.reset();
  }`,
      },
    ],
  },
  {
    id: 'mapped-after-reset',
    title: 'A new queue is reset before it is mapped, so that the reset reaches nothing',
    source: OWN,
    about: ['UAPI-HWQ-16', 'UAPI-HWQ-17', 'ISO-08'],
    edits: [
      {
        module: VINTF,
        from: `    await lvcmdq.map(); // UAPI-HWQ-16
    await lvcmdq.prepare(); // UAPI-HWQ-17 to UAPI-HWQ-19`,
        to: `    await lvcmdq.prepare();
    await lvcmdq.map();`,
      },
    ],
  },
  {
    id: 'first-mapping-unlocked-alone',
    title: 'Of the mappings that a queue lay in the first alone is unlocked when it goes',
    source: OWN,
    about: ['UAPI-HWQ-24', 'UAPI-HWQ-21'],
    edits: [
      {
        module: 'kernel/ioas',
        from: '      for (const area of areas) area.locks--;\n',
        to: '      for (const area of areas.slice(0, 1)) area.locks--;\n',
      },
    ],
  },
  {
    id: 'ends-locked-alone',
    title: 'Of the mappings that a queue lies in those between the first and the last are not locked',
    source: OWN,
    about: ['UAPI-HWQ-22', 'UAPI-HWQ-21'],
    edits: [
      {
        module: 'kernel/ioas',
        from: '    for (const area of areas) area.locks++;\n',
        to: `    if (areas.length > 2) areas.splice(1, areas.length - 2);
    for (const area of areas) area.locks++;
`,
      },
    ],
  },
  {
    id: 'ends-compared-alone',
    title: 'Pages count as consecutive if the last one is where it would be if they were',
    source: OWN,
    about: ['UAPI-HWQ-09'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: "    if (run === undefined || others.length > 0) throw new Refusal('EFAULT');",
        to: `    const end = access.pages.runs.reduce((sum, { length }) => sum + length, run?.address ?? 0n);
    const last = others.at(-1) ?? run;
    if (run === undefined || last === undefined || last.address + last.length !== end) throw new Refusal('EFAULT');`,
      },
    ],
  },
  {
    id: 'iova-0-is-none',
    title: 'HW_QUEUE_ALLOC takes iova 0 for none',
    source: OWN,
    about: ['UAPI-HWQ-07'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '  if (values.length === 0n)',
        to: '  if (values.length === 0n || values.nesting_parent_iova === 0n)',
      },
    ],
  },
  {
    id: 'iova-of-32-bits',
    title: 'HW_QUEUE_ALLOC looks at the lower 32 bits of nesting_parent_iova alone',
    source: OWN,
    about: ['UAPI-HWQ-07'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: 'return parent.ioas.pin(iova, values.length);',
        to: 'return parent.ioas.pin(iova & 0xffff_ffffn, values.length);',
      },
    ],
  },
  {
    id: 'length-of-32-bits',
    title: 'HW_QUEUE_ALLOC looks at the lower 32 bits of length alone',
    source: OWN,
    about: ['UAPI-HWQ-07'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: "  if (values.length === 0n) throw new Refusal('EINVAL'); // UAPI-HWQ-02\n",
        to: "  if (values.length === 0n) throw new Refusal('EINVAL'); // UAPI-HWQ-02\n  values.length &= 0xffff_ffffn;\n",
      },
    ],
  },
  {
    id: 'first-smmu-s-queue-sizes',
    title: 'Queues of every SMMU may be as long as those of the first one',
    source: OWN,
    about: ['UAPI-HWQ-13'],
    edits: [{ module: 'kernel/boot', from: 'cmdqsOf(description);', to: 'cmdqsOf(smmus[0] ?? description);' }],
  },
  {
    id: 'beside-a-queue-unlocks',
    title: 'A mapping that is made behind the memory of a queue unlocks that',
    source: OWN,
    about: ['UAPI-HWQ-21'],
    edits: [
      {
        module: 'kernel/ioas',
        from: '    this.#areas = [...this.#areas, area].sort(',
        to: '    for (const other of this.#areas) if (other.last + 1n === iova) other.locks = 0;\n    this.#areas = [...this.#areas, area].sort(',
      },
    ],
  },
  {
    id: 'place-in-a-page-of-4-kib',
    title: 'The place of a queue inside a host page is that inside a page of 4 KiB',
    source: OWN,
    about: ['UAPI-HWQ-26'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: 'values.nesting_parent_iova % context.process.pageSize;',
        to: 'values.nesting_parent_iova % 0x1000n;',
      },
    ],
  },
];
