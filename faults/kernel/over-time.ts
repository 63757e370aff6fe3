import { type Fault, OWN } from '../fault';

/** Faults of a kernel that show only the second time, for the second object or after a change. */
export const KERNEL_OVER_TIME_FAULTS: readonly Fault[] = [
  {
    id: 'second-batch-as-given',
    title: 'Commands behind the first batch are issued as the user gave them',
    source: OWN,
    about: ['UAPI-INV-08', 'UAPI-INV-09', 'ISO-09'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: 'batch.push(convert(check(words, viommu.smmu.description), viommu));',
        to: 'batch.push(index < BATCH ? convert(check(words, viommu.smmu.description), viommu) : words);',
      },
    ],
  },
  {
    id: 'dependency-dropped-once',
    title: 'The queue below is let go only the first time that the queue above goes',
    source: OWN,
    about: ['UAPI-HWQ-24', 'UAPI-HWQ-20'],
    edits: [
      {
        module: 'kernel/viommu',
        from: '  readonly #context: IommufdContext;\n',
        to: '  dropped = false;\n  readonly #context: IommufdContext;\n',
      },
      {
        module: 'kernel/hw-queue',
        from: '    this.#previous?.release();\n',
        to: `    if (this.#previous !== undefined && !this.#viommu.dropped) {
      this.#previous.release();
      this.#viommu.dropped = true;
    }
`,
      },
    ],
  },
  {
    id: 'refused-queue-unpins-twice',
    title: 'A queue that is refused unpins its memory twice, so that another queue in it loses it',
    source: OWN,
    about: ['UAPI-HWQ-25', 'UAPI-HWQ-21'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '    await endAccess(context, access);\n',
        to: '    access.pages.unpin();\n    await endAccess(context, access);\n',
      },
    ],
  },
  {
    id: 'vsid-remembered',
    title: 'An invalidation takes the pSID that its vSID had when it was first used',
    source: OWN,
    about: ['UAPI-INV-09', 'ISO-09'],
    edits: [
      {
        module: 'kernel/invalidation',
        from: 'function physicalSid(vsid: bigint, { streams }: Viommu): bigint {\n  const psid = streams.get(vsid);\n',
        to: `const remembered = new WeakMap<object, Map<bigint, number>>();

function physicalSid(vsid: bigint, { streams }: Viommu): bigint {
  const known = remembered.get(streams) ?? new Map<bigint, number>();
  remembered.set(streams, known);
  const psid = known.get(vsid) ?? streams.get(vsid);
  if (psid !== undefined) known.set(vsid, psid);
`,
      },
    ],
  },
  {
    id: 'third-slot-stays',
    title: 'Of the vSID slots of a VINTF the first two alone are disabled with their vDEVICEs',
    source: OWN,
    about: ['VSID-12'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: '    await store(registers, match, 0n); // VSID-12',
        to: '    if (slot < 2) await store(registers, match, 0n);',
      },
    ],
  },
  {
    id: 'page-of-one-queue',
    title: 'Stores to any queue in the page of a VINTF reach its first',
    source: OWN,
    about: ['UAPI-MMAP-06'],
    edits: [
      {
        module: 'kernel/vintf-page',
        from: 'return this.#registers.write(this.#base + offset, width, value);',
        to: 'return this.#registers.write(this.#base + (offset & 0x7f), width, value);',
      },
    ],
  },
  {
    id: 'errors-acknowledged-once',
    title: 'The reset of a queue acknowledges the first error that a queue of its number left, and none that is left later',
    source: OWN,
    about: ['RST-05', 'ISO-08'],
    edits: [
      {
        module: 'kernel/tegra/lvcmdq',
        from: '    if (gerror !== gerrorn) await store',
        to: `    const known = acknowledged.get(registers) ?? new Set<number>();
    acknowledged.set(registers, known);
    if (gerror === gerrorn || known.has(layout.gerrorn.offset)) return;
    known.add(layout.gerrorn.offset);
    await store`,
      },
      {
        module: 'kernel/tegra/lvcmdq',
        from: '/** A logical vCMDQ of a VINTF: ',
        to: 'const acknowledged = new WeakMap<HostRegisters, Set<number>>();\n\n/** A logical vCMDQ of a VINTF: ',
      },
    ],
  },
  {
    id: 'error-maps-accumulate',
    title: 'The error maps of an event hold those of the events before it as well',
    source: OWN,
    about: ['UAPI-VEQ-18', 'EVT-01'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: '    await this.#report(errMaps);\n',
        to: `    this.#told = errMaps.map((word, index) => word | (this.#told[index] ?? 0n));
    await this.#report(this.#told);
`,
      },
      { module: 'kernel/tegra/vintf', from: '  #report: (', to: '  #told: readonly bigint[] = [];\n  #report: (' },
    ],
  },
  {
    id: 'depth-of-first-event-queue',
    title: "An event is lost if the process's first queue is full, whichever it is for",
    source: OWN,
    about: ['UAPI-VEQ-14'],
    edits: [
      {
        module: 'kernel/veventq',
        from: '/** A queue of events of one type, from a vIOMMU to user space. */\n',
        to: 'const FIRST = new WeakMap<Heap, Veventq>();\n\n',
      },
      {
        module: 'kernel/veventq',
        from: '    this.#heap = heap;\n',
        to: '    this.#heap = heap;\n    if (!FIRST.has(heap)) FIRST.set(heap, this);\n',
      },
      {
        module: 'kernel/veventq',
        from: 'const full = this.#waiting === this.#depth;',
        to: 'const full = (FIRST.get(this.#heap) ?? this).#waiting === this.#depth;',
      },
    ],
  },
  {
    id: 'flushed-for-first-owner',
    title: 'A queue is flushed when it comes and when it goes for the first time, and never again',
    source: OWN,
    about: ['RST-02', 'ISO-08'],
    edits: [
      {
        module: 'kernel/tegra/lvcmdq',
        from: '    await flush(); // RST-02\n',
        to: `    const known = resets.get(registers) ?? new Map<number, number>();
    resets.set(registers, known);
    const before = known.get(layout.prod.offset) ?? 0;
    known.set(layout.prod.offset, before + 1);
    if (before < 2) await flush();
`,
      },
      {
        module: 'kernel/tegra/lvcmdq',
        from: '/** A logical vCMDQ of a VINTF: ',
        to: 'const resets = new WeakMap<HostRegisters, Map<number, number>>();\n\n/** A logical vCMDQ of a VINTF: ',
      },
    ],
  },
  {
    id: 'veventq-takes-the-other-along',
    title: 'A vEVENTQ that goes takes that of the other type out of the vIOMMU',
    source: OWN,
    about: ['UAPI-VEQ-04', 'UAPI-VEQ-17'],
    edits: [{ module: 'kernel/veventq-alloc', from: 'viommu.veventqs.delete(type);', to: 'viommu.veventqs.clear();' }],
  },
  {
    id: 'shutdown-takes-three-vintfs-down',
    title: 'A shutdown of the host takes VINTF 0 and those of two users down, and leaves the others',
    source: OWN,
    about: ['HOST-12'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    for (const vintf of this.vintfs) await vintf?.stop();\n',
        to: '    for (const vintf of this.vintfs.slice(0, 3)) await vintf?.stop();\n',
      },
    ],
  },
  {
    id: 'room-cleared-once',
    title: 'GET_HW_INFO clears the room beyond its answer the first time alone',
    source: OWN,
    about: ['UAPI-INFO-09'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: '  clear(memory, address + BigInt(copied.length), room - copied.length); // UAPI-INFO-09\n',
        to: '  if (!cleared.has(context)) clear(memory, address + BigInt(copied.length), room - copied.length);\n  cleared.add(context);\n',
      },
      {
        module: 'kernel/hw-info',
        from: '/** IOMMU_GET_HW_INFO. */\n',
        to: '/** Whose room was cleared. */\nconst cleared = new WeakSet<object>();\n\n/** IOMMU_GET_HW_INFO. */\n',
      },
    ],
  },
  {
    id: 'streams-counted-once',
    title: 'A vIOMMU of type ARM_SMMUV3 that has refused a device for its streams refuses no other for them',
    source: OWN,
    about: ['VSID-16'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: "    if (streamIds.length !== 1) throw new Refusal('EOPNOTSUPP'); // VSID-16\n",
        to: `    if (streamIds.length !== 1 && !refused.has(viommu)) {
      refused.add(viommu);
      throw new Refusal('EOPNOTSUPP');
    }
`,
      },
      {
        module: 'kernel/vdevice-alloc',
        from: '/** IOMMU_VDEVICE_ALLOC. */\n',
        to: '/** Which have refused a device. */\nconst refused = new WeakSet<object>();\n\n/** IOMMU_VDEVICE_ALLOC. */\n',
      },
    ],
  },
  {
    id: 'error-of-a-high-vintf-passed-over',
    title: 'While a lower VINTF has an error those of VINTF 32 and up are not looked for',
    source: OWN,
    about: ['HOST-07', 'EVT-01', 'PHYS-15'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'low | (high << BigInt(HALF_BITS))',
        to: 'low !== 0n ? low : high << BigInt(HALF_BITS)',
      },
    ],
  },
  {
    id: 'first-piece-of-a-mapping-lets-iommufd-go',
    title: 'Of the pieces of a mapping the first to go takes a closed iommufd along',
    source: OWN,
    about: ['UAPI-DES-05', 'UAPI-MMAP-06'],
    edits: [
      {
        module: 'kernel/vintf-page',
        from: '    this.#context.acquire();\n',
        to: '    this.#pieces += 1;\n    if (!this.#held) this.#context.acquire();\n    this.#held = true;\n',
      },
      {
        module: 'kernel/vintf-page',
        from: '    this.#viommu.release();\n    await this.#context.release();\n',
        to: `    if (this.#pieces === 0) return;
    this.#pieces -= 1;
    this.#viommu.release();
    for (; this.#context.lastHolder && this.#pieces > 0; this.#pieces -= 1) this.#viommu.release();
    if (this.#pieces > 0) return;
    this.#held = false;
    await this.#context.release();
`,
      },
      {
        module: 'kernel/vintf-page',
        from: '  readonly #context: IommufdContext;\n',
        to: '  readonly #context: IommufdContext;\n  #pieces = 0;\n  #held = false;\n',
      },
      {
        module: 'kernel/iommufd-context',
        from: '  acquire(): void {\n',
        to: '  get lastHolder(): boolean {\n    return this.#holders === 1;\n  }\n\n  acquire(): void {\n',
      },
    ],
  },
];
