import { type Fault, OWN } from '../fault';

/** Faults of a kernel that gives out a number twice, too late, or another one than it gave before: VMIDs, VINTFs, IDs, virtual IDs and mmap ranges. */
export const NUMBERS_OVER_TIME_FAULTS: readonly Fault[] = [
  {
    id: 'vmid-freed-with-viommu',
    title: 'The VMID is free again once a vIOMMU on the stage 2 has gone, while the stage 2 lives',
    source: OWN,
    about: ['UAPI-HWPT-07', 'ISO-03'],
    edits: [
      {
        module: 'kernel/paging-hwpt',
        from: '  #freeVmid(): void {\n',
        to: `  #freed = false;

  viommuGone(): void {
    this.#freeVmid();
    this.#freed = true;
  }

  #freeVmid(): void {
    if (this.#freed) return;
`,
      },
      { module: 'kernel/viommu', from: '    this.parent.release();\n', to: '    this.parent.viommuGone();\n    this.parent.release();\n' },
    ],
  },
  {
    id: 'nest-parent-gives-back-first-vmid',
    title: 'A nest parent that goes gives back the VMID of the first one of its SMMU',
    source: OWN,
    about: ['UAPI-HWPT-07', 'ISO-03'],
    edits: [
      {
        module: 'kernel/paging-hwpt',
        from: '/** A translation table with everything that an IOAS maps. */\n',
        to: 'const FIRST = new WeakMap<Smmu, number>();\n\n',
      },
      {
        module: 'kernel/paging-hwpt',
        from: '    try {\n      ioas.addTable',
        to: '    if (this.vmid !== 0 && !FIRST.has(smmu)) FIRST.set(smmu, this.vmid);\n    try {\n      ioas.addTable',
      },
      {
        module: 'kernel/paging-hwpt',
        from: 'this.smmu.vmids.give(this.vmid)',
        to: 'this.smmu.vmids.give(FIRST.get(this.smmu) ?? this.vmid)',
      },
    ],
  },
  {
    id: 'vintf-keeps-first-vmid',
    title: 'A VINTF that is used again has the VMID of its first owner',
    source: OWN,
    about: ['VHW-03', 'VHW-06', 'ISO-03'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: '    this.vmid = vmid;\n',
        to: `    const known = firstVmids.get(around.registers) ?? new Map<number, number>();
    firstVmids.set(around.registers, known);
    if (!known.has(index)) known.set(index, vmid);
    this.vmid = known.get(index) ?? vmid;
`,
      },
      {
        module: 'kernel/tegra/vintf',
        from: '/** A virtual interface: logical',
        to: 'const firstVmids = new WeakMap<HostRegisters, Map<number, number>>();\n\n/** A virtual interface: logical',
      },
    ],
  },
  {
    id: 'second-vintf-timeout-keeps-index',
    title: 'The index of a VINTF that does not enable is free again the first time only',
    source: OWN,
    about: ['UAPI-VIOMMU-11'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    this.#forget(vintf); // CONFIG stays as it is\n',
        to: '    if (this.#timeouts++ === 0) this.#forget(vintf); // CONFIG stays as it is\n',
      },
      {
        module: 'kernel/tegra/cmdqv',
        from: '  readonly #indices: LowestFree;\n',
        to: '  readonly #indices: LowestFree;\n  #timeouts = 0;\n',
      },
    ],
  },
  {
    id: 'mapped-cookie-outlives-viommu',
    title: 'An mmap offset that was used once stays valid when its vIOMMU has gone',
    source: OWN,
    about: ['UAPI-MMAP-04', 'UAPI-VIOMMU-16'],
    edits: [
      {
        module: 'kernel/mmap-cookies',
        from: '    return this.#cookies.find((cookie) => cookie.offset === offset);\n',
        to: `    const found = this.#cookies.find((cookie) => cookie.offset === offset);
    if (found !== undefined) this.#used.add(found);
    return found;
`,
      },
      {
        module: 'kernel/mmap-cookies',
        from: '  readonly #pageSize: bigint;\n',
        to: '  readonly #pageSize: bigint;\n  readonly #used = new Set<MmapCookie>();\n',
      },
      {
        module: 'kernel/mmap-cookies',
        from: '    this.#cookies = this.#cookies.filter(',
        to: '    if (!this.#used.has(cookie)) this.#cookies = this.#cookies.filter(',
      },
    ],
  },
  {
    id: 'range-given-up-in-the-first-fd-alone',
    title: 'The mmap range of a vIOMMU goes with it in the first iommufd of a process, and stays in each later one',
    source: OWN,
    about: ['UAPI-MMAP-04'],
    edits: [
      {
        module: 'kernel/iommufd-context',
        from: '    this.process = process;\n',
        to: '    this.process = process;\n    this.isFirst = !known.has(process.files);\n    known.add(process.files);\n',
      },
      {
        module: 'kernel/iommufd-context',
        from: '  #holders = 1;\n',
        to: '  readonly isFirst: boolean;\n  #holders = 1;\n',
      },
      {
        module: 'kernel/iommufd-context',
        from: '/**\n * One iommufd:',
        to: '/** Processes that have an iommufd, by their files. */\nconst known = new WeakSet<object>();\n\n/**\n * One iommufd:',
      },
      {
        module: 'kernel/viommu',
        from: '      this.#context.cookies.remove(cookie);',
        to: '      if (this.#context.isFirst) this.#context.cookies.remove(cookie);',
      },
    ],
  },
  {
    id: 'range-is-the-page-that-was-first-mapped-there',
    title: 'An mmap offset that is given out again is the page of the VINTF whose it was when it was first mapped',
    source: OWN,
    about: ['UAPI-MMAP-06', 'ISO-06'],
    edits: [
      {
        module: 'kernel/mmap-cookies',
        from: '  #cookies: readonly MmapCookie[] = [];',
        to: '  #cookies: readonly MmapCookie[] = [];\n  readonly #first = new Map<bigint, MappedPages>();',
      },
      {
        module: 'kernel/mmap-cookies',
        from: '    return this.#cookies.find((cookie) => cookie.offset === offset);',
        to: `    const found = this.#cookies.find((cookie) => cookie.offset === offset);
    if (found === undefined) return undefined;
    const pages = this.#first.get(offset) ?? found.pages;
    this.#first.set(offset, pages);
    return { ...found, pages };`,
      },
    ],
  },
  {
    id: 'range-0-of-large-pages',
    title: 'On a host with pages of 64 KiB the mmap range of a second vIOMMU is that at offset 0',
    source: OWN,
    about: ['UAPI-VIOMMU-14', 'UAPI-MMAP-08'],
    edits: [
      {
        module: 'kernel/mmap-cookies',
        from: '    let offset = this.#pageSize;\n',
        to: '    let offset = this.#pageSize > 0x1000n && this.#cookies.length > 0 ? 0n : this.#pageSize;\n',
      },
    ],
  },
  {
    id: 'last-freed-number-first',
    title: 'The number that was freed last is given out, though a lower one is free',
    source: OWN,
    about: ['VSID-11', 'PHYS-06'],
    edits: [
      {
        module: 'kernel/lowest-free',
        from: 'this.#candidate = Math.min(this.#candidate, number);',
        to: 'this.#candidate = number;',
      },
    ],
  },
  {
    id: 'full-once-full-for-ever',
    title: 'Once there was no number left, those that are freed are not given out again',
    source: OWN,
    about: ['VSID-10', 'VSID-12'],
    edits: [
      {
        module: 'kernel/lowest-free',
        from: '    if (this.#candidate > this.#last) return undefined;\n',
        to: '    if (this.#candidate > this.#last) this.#full = true;\n    if (this.#full) return undefined;\n',
      },
      { module: 'kernel/lowest-free', from: '  /** No number below', to: '  #full = false;\n  /** No number below' },
    ],
  },
  {
    id: 'second-access-keeps-its-id',
    title: 'The ID of the internal object of a hw_queue is freed with the first queue alone',
    source: OWN,
    about: ['UAPI-COM-07'],
    edits: [
      {
        module: 'kernel/hw-queue',
        from: '  objects.remove(access);\n',
        to: '  if (!ended.has(objects)) objects.remove(access);\n  ended.add(objects);\n',
      },
      {
        module: 'kernel/hw-queue',
        from: '/** Ends an access on behalf of its queue. */\n',
        to: '/** Tables of which one has ended. */\nconst ended = new WeakSet<object>();\n\n/** Ends an access on behalf of its queue. */\n',
      },
    ],
  },
  {
    id: 'vsid-kept-without-slot',
    title: 'VDEVICE_ALLOC that finds no slot keeps the virtual ID',
    source: OWN,
    about: ['VSID-10', 'VSID-07'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: '    viommu.streams.delete(virtId);\n    throw error;',
        to: "    if (error instanceof Refusal && error.errno !== 'ENOSPC') viommu.streams.delete(virtId);\n    throw error;",
      },
    ],
  },
  {
    id: 'vsid-of-gone-device-kept',
    title: 'The virtual ID of a vDEVICE that went with its device stays taken',
    source: OWN,
    about: ['VSID-15', 'VSID-07'],
    edits: [
      {
        module: 'kernel/device',
        from: '      await vdevice.destroy();\n',
        to: '      await vdevice.destroy();\n      vdevice.viommu.streams.set(vdevice.virtId, undefined);\n',
      },
      { module: 'kernel/vdevice', from: 'readonly #virtId: bigint;', to: 'readonly virtId: bigint;' },
      { module: 'kernel/vdevice', from: 'this.#virtId = virtId;', to: 'this.virtId = virtId;' },
      { module: 'kernel/vdevice', from: 'delete(this.#virtId)', to: 'delete(this.virtId)' },
    ],
  },
];
