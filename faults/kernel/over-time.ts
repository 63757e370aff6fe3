import { type Fault, OWN } from '../fault';

/** Faults of a kernel that show only the second time, for the second object or after a change. */
export const KERNEL_OVER_TIME_FAULTS: readonly Fault[] = [
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
  {
    id: 'alignment-goes-with-first-queue',
    title: 'The alignment of an IOAS is that of its tables as soon as one of its queues has gone',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [{ module: 'kernel/ioas', from: '      this.#pins--;', to: '      this.#pins = 0;' }],
  },
  {
    id: 'refused-device-reserves',
    title: 'A device that is refused takes the window of its doorbell out of the ranges all the same',
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-07'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);',
        to: '  ioasOf(hwpt).reserve(device, MSI_WINDOW);\n  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);',
      },
    ],
  },
  {
    id: 'any-file-lets-the-device-go',
    title: 'A file of a device that is closed lets the device go, bound by it or by another file',
    source: OWN,
    about: ['UAPI-DEV-01'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '    if (binding !== undefined) await unbind(binding);',
        to: '    if (binding !== undefined) await unbind(binding);\n    else this.#device.unclaim();',
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
    id: 'refused-attach-detaches',
    title: 'A device that does not fit a HWPT is detached from the one that it was on',
    source: OWN,
    about: ['UAPI-VFIO-07', 'UAPI-HWPT-15'],
    edits: [
      {
        module: 'kernel/attachment',
        from: `  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);
  else if (!fits(device, hwpt)) throw new Refusal('EINVAL'); // UAPI-VFIO-07
`,
        to: `  try {
    if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);
    else if (!fits(device, hwpt)) throw new Refusal('EINVAL');
  } catch (error) {
    await detach(context, device);
    throw error;
  }
`,
      },
    ],
  },
  {
    id: 'refused-attach-uses-hwpt',
    title: 'A HWPT that a device does not fit counts it as a user for ever',
    source: OWN,
    about: ['UAPI-VFIO-07', 'UAPI-HWPT-15'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);\n',
        to: '  hwpt.acquire();\n  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);\n',
      },
      { module: 'kernel/attachment', from: '  hwpt.acquire(); // UAPI-DES-03\n', to: '' },
    ],
  },
  {
    id: 'refused-attach-gives-ranges-back',
    title: 'A device that does not fit a HWPT of the IOAS that it is attached to gives back what it took out of the ranges',
    source: OWN,
    about: ['UAPI-VFIO-07', 'UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: `  else if (!fits(device, hwpt)) throw new Refusal('EINVAL'); // UAPI-VFIO-07
`,
        to: `  else if (!fits(device, hwpt)) {
    ioasOf(hwpt).unreserve(device);
    throw new Refusal('EINVAL');
  }
`,
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
    id: 'veventq-takes-the-other-along',
    title: 'A vEVENTQ that goes takes that of the other type out of the vIOMMU',
    source: OWN,
    about: ['UAPI-VEQ-04', 'UAPI-VEQ-17'],
    edits: [{ module: 'kernel/veventq-alloc', from: 'viommu.veventqs.delete(type);', to: 'viommu.veventqs.clear();' }],
  },
  {
    id: 'refused-veventq-uses-viommu',
    title: 'A second vEVENTQ of a type, which is refused, stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/veventq-alloc',
        from: "  if (viommu.veventqs.has(type)) throw new Refusal('EEXIST'); // UAPI-VEQ-04\n",
        to: "  viommu.acquire();\n  if (viommu.veventqs.has(type)) throw new Refusal('EEXIST');\n  viommu.release();\n",
      },
    ],
  },
  {
    id: 'refused-vdevice-uses-viommu',
    title: 'A vDEVICE that is refused for its virtual ID stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: "  if (viommu.streams.has(virtId)) throw new Refusal('EEXIST'); // VSID-07\n",
        to: "  viommu.acquire();\n  if (viommu.streams.has(virtId)) throw new Refusal('EEXIST');\n  viommu.release();\n",
      },
    ],
  },
  {
    id: 'refused-queue-uses-viommu',
    title: 'A queue that the driver refuses stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '    await endAccess(context, access);\n',
        to: '    await endAccess(context, access);\n    context.objects.get(values.viommu_id, Viommu).acquire();\n',
      },
    ],
  },
  {
    id: 'refused-memory-uses-ioas',
    title: 'A queue that is refused because nothing is mapped there stays a user of the IOAS',
    source: OWN,
    about: ['UAPI-DES-03', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/ioas',
        from: "      if (area === undefined) throw new Refusal('ENOENT'); // UAPI-HWQ-07\n",
        to: "      if (area === undefined) {\n        this.acquire();\n        throw new Refusal('ENOENT');\n      }\n",
      },
    ],
  },
  {
    id: 'refused-mapping-uses-viommu',
    title: 'A mapping that is refused for its length stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/iommufd-file',
        from: '    if (cookie === undefined || length !== cookie.length) throw',
        to: '    if (cookie !== undefined && length !== cookie.length) cookie.pages.opened();\n    if (cookie === undefined || length !== cookie.length) throw',
      },
    ],
  },
  {
    id: 'refused-viommu-uses-nest-parent',
    title: 'A vIOMMU that is refused for its SMMU stays a user of the nest parent',
    source: OWN,
    about: ['UAPI-DES-03', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: "  if (parent.smmu !== device.smmu) throw new Refusal('EINVAL'); // UAPI-VIOMMU-07\n",
        to: "  parent.acquire();\n  if (parent.smmu !== device.smmu) throw new Refusal('EINVAL');\n  parent.release();\n",
      },
    ],
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
    id: 'window-lost-into-a-nested-hwpt',
    title: "A device that moves from a stage 2 to a nested HWPT above it gives the doorbell's window back",
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-06'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'if (ioasOf(before) !== ioas)',
        to: 'if (ioasOf(before) !== ioas || hwpt instanceof NestedHwpt)',
      },
    ],
  },
  {
    id: 'window-lost-out-of-a-nested-hwpt',
    title: "A device that moves from a nested HWPT to the stage 2 below it gives the doorbell's window back",
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-06'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'if (ioasOf(before) !== ioas)',
        to: 'if (ioasOf(before) !== ioas || before instanceof NestedHwpt)',
      },
    ],
  },
  {
    id: 'nested-hwpt-keeps-window',
    title: "A device that is detached from a nested HWPT keeps the doorbell's window out of the ranges",
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  ioasOf(hwpt).unreserve(device);\n  await letGo(context, hwpt);\n',
        to: '  if (hwpt instanceof PagingHwpt) hwpt.ioas.unreserve(device);\n  await letGo(context, hwpt);\n',
      },
    ],
  },
  {
    id: 'devices-on-a-nested-hwpt-count-once',
    title: 'All devices on a nested HWPT are one user of it, and the first to go takes that along',
    source: OWN,
    about: ['UAPI-DES-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  hwpt.acquire(); // UAPI-DES-03\n',
        to: '  if (hwpt instanceof PagingHwpt || hwpt.idle) hwpt.acquire(); // UAPI-DES-03\n',
      },
      {
        module: 'kernel/attachment',
        from: '  hwpt.release();\n',
        to: '  if (hwpt instanceof PagingHwpt || !hwpt.idle) hwpt.release();\n',
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
  {
    id: 'unanswered-attach-puts-back',
    title: 'An ATTACH that cannot answer puts the device back on the HWPT that it was on',
    source: OWN,
    about: ['UAPI-VFIO-08'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '  const hwpt = await attach(binding.context, binding.device, target);\n',
        to: '  const before = binding.device.hwpt;\n  const hwpt = await attach(binding.context, binding.device, target);\n',
      },
      {
        module: 'kernel/vfio-file',
        from: '    await detach(binding.context, binding.device);\n    throw error;\n',
        to: '    await detach(binding.context, binding.device);\n    if (before !== undefined) await attach(binding.context, binding.device, binding.context.objects.idOf(before));\n    throw error;\n',
      },
    ],
  },
  {
    id: 'unanswered-attach-of-an-attached-device-stays',
    title: 'An ATTACH that cannot answer leaves a device attached that was so before',
    source: OWN,
    about: ['UAPI-VFIO-08'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '  const hwpt = await attach(binding.context, binding.device, target);\n',
        to: '  const fresh = binding.device.hwpt === undefined;\n  const hwpt = await attach(binding.context, binding.device, target);\n',
      },
      {
        module: 'kernel/vfio-file',
        from: '    await detach(binding.context, binding.device);\n    throw error;\n',
        to: '    if (fresh) await detach(binding.context, binding.device);\n    throw error;\n',
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
];
