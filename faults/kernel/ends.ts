import { type Fault, OWN } from '../fault';

/** Faults of the kernel that show only at the ends of a range, for the second of two, or after a change. */
export const KERNEL_END_FAULTS: readonly Fault[] = [
  {
    id: 'zero-fill-of-64-bytes',
    title: 'Of the room behind the answer of GET_HW_INFO no more than the first 64 bytes are cleared',
    source: OWN,
    about: ['UAPI-INFO-09'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: 'room - copied.length); // UAPI-INFO-09',
        to: 'Math.min(room - copied.length, 64)); // UAPI-INFO-09',
      },
    ],
  },
  {
    id: 'lock-of-first-unmapped',
    title: 'IOAS_UNMAP looks for the lock of the first mapping in its range alone',
    source: OWN,
    about: ['UAPI-HWQ-21', 'UAPI-IOAS-15'],
    edits: [
      {
        module: 'kernel/ioas',
        from: '      if (area.locks > 0) throw',
        to: '      if (unmapped === 0n && area.locks > 0) throw',
      },
    ],
  },
  {
    id: 'unmapped-bytes-of-32-bits',
    title: 'IOAS_UNMAP returns the bytes in 32 bits',
    source: OWN,
    about: ['UAPI-IOAS-11', 'UAPI-IOAS-14'],
    edits: [
      {
        module: 'kernel/ioas',
        from: '    return unmapped;\n  }\n\n  /** Enters an area',
        to: '    return BigInt.asUintN(32, unmapped);\n  }\n\n  /** Enters an area',
      },
    ],
  },
  {
    id: 'same-map-told-once',
    title: 'An error whose map equals that of the event before is not told of',
    source: OWN,
    about: ['EVT-01', 'UAPI-VEQ-18'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: '    await this.#report(errMaps);\n',
        to: '    if (errMaps.join() === this.#told) return;\n    this.#told = errMaps.join();\n    await this.#report(errMaps);\n',
      },
      {
        module: 'kernel/tegra/vintf',
        from: '  readonly #sids: LowestFree;\n',
        to: "  readonly #sids: LowestFree;\n  #told = '';\n",
      },
    ],
  },
  {
    id: 'entry-offset-of-16-bits',
    title: 'The entries of an invalidation are looked for within 64 KiB',
    source: OWN,
    about: ['UAPI-INV-06', 'UAPI-INV-11'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: 'BigInt(index * length)',
        to: 'BigInt((index * length) & 0xffff)',
      },
    ],
  },
  {
    id: 'tail-checked-for-8-bytes',
    title: 'Of what a longer structure has behind the known one, 8 bytes are looked at',
    source: OWN,
    about: ['UAPI-COM-03'],
    edits: [
      {
        module: 'kernel/user-copy',
        from: '  for (let offset = known; offset < given; offset++) {\n',
        to: '  for (let offset = known; offset < Math.min(given, known + 8); offset++) {\n',
      },
    ],
  },
  {
    id: 'tombstones-go-with-destroy',
    title: 'An ID that went with its device is given out again once something else was destroyed',
    source: OWN,
    about: ['VSID-15'],
    edits: [
      {
        module: 'kernel/objects',
        from: '    this.remove(object);\n    await object.destroy();\n  }\n',
        to: "    this.remove(object);\n    await object.destroy();\n    for (const [dead, slot] of this.#slots) if (slot === 'tombstone') this.abandon(dead);\n  }\n",
      },
    ],
  },
  {
    id: 'doorbell-window-shared',
    title: 'The window of the interrupt doorbell is free for mappings when the first of two devices goes',
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-IOAS-09'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  ioas.reserve(device, MSI_WINDOW);\n',
        to: '  ioas.reserve(MSI_WINDOW, MSI_WINDOW);\n',
      },
      {
        module: 'kernel/attachment',
        from: '  ioasOf(hwpt).unreserve(device);\n',
        to: '  ioasOf(hwpt).unreserve(MSI_WINDOW);\n',
      },
      {
        module: 'kernel/attachment',
        from: 'ioasOf(before).unreserve(device);\n',
        to: 'ioasOf(before).unreserve(MSI_WINDOW);\n',
      },
    ],
  },
  {
    id: 'invalidated-psid-of-16-bits',
    title: 'A StreamID that HWPT_INVALIDATE replaces gets 16 bits of the pSID',
    source: OWN,
    about: ['UAPI-INV-09', 'SIDR-11'],
    edits: [
      {
        module: 'kernel/invalidation',
        from: '  return BigInt(psid);\n',
        to: '  return BigInt(psid & 0xffff);\n',
      },
    ],
  },
  {
    id: 'two-lvcmdqs-assumed',
    title: 'The number of a global vCMDQ is computed with two logical vCMDQs for each VINTF, whatever PARAM tells',
    source: OWN,
    about: ['PHYS-05', 'UAPI-HWQ-16'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '[index * this.geometry.lvcmdqs + slot]',
        to: '[index * 2 + slot]',
      },
    ],
  },
  {
    id: 'queue-limit-of-first-smmu',
    title: 'The largest queue is that of the first SMMU of the host',
    source: OWN,
    about: ['UAPI-HWQ-13', 'LIM-06'],
    edits: [
      {
        module: 'kernel/boot',
        from: '      const cmdqs = cmdqsOf(description);\n',
        to: '      const cmdqs = cmdqsOf(smmus[0] ?? description);\n',
      },
    ],
  },
  {
    id: 'flush-on-first-smmu',
    title: 'The flush between two owners of a queue goes to the first SMMU of the host',
    source: OWN,
    about: ['RST-02', 'ISO-08'],
    edits: [
      {
        module: 'kernel/boot',
        from: '      const flush = () => smmu.flush();\n',
        to: '      const flush = () => (probed.values().next().value ?? smmu).flush();\n',
      },
    ],
  },
  {
    id: 'end-clears-slots-below',
    title: 'The end of a VINTF clears the stream ID slots of the VINTF below it',
    source: OWN,
    about: ['ISO-06'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    await vintf.stop();\n    this.#forget(vintf);',
        to: '    await vintf.stop();\n    if (vintf.index > 1) await storeAll(this.#host.registers, this.layout.vintf(vintf.index - 1).noSids);\n    this.#forget(vintf);',
      },
    ],
  },
  {
    id: 'end-resets-queue-below',
    title: 'The end of a VINTF resets a vCMDQ of the VINTF below it',
    source: OWN,
    about: ['ISO-06'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    await vintf.stop();\n    this.#forget(vintf);',
        to: '    await vintf.stop();\n    if (vintf.index > 1) await this.vintfs[vintf.index - 1]?.lvcmdqs[0]?.reset();\n    this.#forget(vintf);',
      },
    ],
  },
  {
    id: 'end-acknowledges-below',
    title: 'The end of a VINTF clears GERRORN of a vCMDQ of the VINTF below it',
    source: OWN,
    about: ['ISO-06'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    await vintf.stop();\n    this.#forget(vintf);',
        to: '    await vintf.stop();\n    for (const { layout } of this.vintfs[vintf.index - 1]?.lvcmdqs ?? [])\n      if (vintf.index > 1) await storeAll(this.#host.registers, [{ register: layout.gerrorn, value: 0n }]);\n    this.#forget(vintf);',
      },
    ],
  },
  {
    id: 'start-clears-slot-below',
    title: 'VIOMMU_ALLOC clears SID_REPLACE of a slot of the VINTF below its own',
    source: OWN,
    about: ['ISO-06'],
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    const vintf = this.#makeVintf(index, vmid);\n',
        to: '    if (index > 1) await storeAll(this.#host.registers, this.layout.vintf(index - 1).noSids.slice(1, 2));\n    const vintf = this.#makeVintf(index, vmid);\n',
      },
    ],
  },
  {
    id: 'repeated-store-dropped',
    title: 'A store to the page of a VINTF that repeats the last one to its register does not reach the hardware',
    source: OWN,
    about: ['UAPI-MMAP-06'],
    edits: [
      {
        module: 'kernel/vintf-page',
        from: '    return this.#registers.write(this.#base + offset, width, value);',
        to: '    if (this.#last.get(offset) === value) return Promise.resolve();\n    this.#last.set(offset, value);\n    return this.#registers.write(this.#base + offset, width, value);',
      },
      {
        module: 'kernel/vintf-page',
        from: '  readonly #base: number;',
        to: '  readonly #base: number;\n  readonly #last = new Map<number, bigint>();',
      },
    ],
  },
];
