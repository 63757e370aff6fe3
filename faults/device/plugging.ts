import { type Fault, OWN } from '../fault';

/** Faults of a device that shows them when a device is plugged, refused or unplugged beside others, or once more. */
export const PLUGGING_FAULTS: readonly Fault[] = [
  {
    id: 'replugged-device-taken-for-mapped',
    title: 'A device that was mapped once counts as mapped when it is plugged again',
    source: OWN,
    about: ['LIFE-12'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '  readonly #devices = new Map<string, PassthroughDevice>();\n',
        to: '  readonly #devices = new Map<string, PassthroughDevice>();\n  readonly #mapped = new Set<string>();\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '      await device.map(backing.viommu);\n',
        to: '      if (!this.#mapped.has(device.name)) await device.map(backing.viommu);\n      this.#mapped.add(device.name);\n',
      },
    ],
  },
  {
    id: 'unplug-closes-window',
    title: 'Unplugging another device than the first closes the window',
    source: OWN,
    about: ['TEAR-08', 'P0-04', 'TEAR-09'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    this.#devices.delete(name);\n',
        to: '    this.#devices.delete(name);\n    cmdqv?.block.closeWindow();\n',
      },
      {
        module: 'device/cmdqv-block',
        from: '  /** The parts of the region that are host pages now. */\n',
        to: '  closeWindow(): void {\n    this.#window.remove();\n  }\n\n  /** The parts of the region that are host pages now. */\n',
      },
    ],
  },
  {
    id: 'plug-clears-caches',
    title: 'Plugging a second device clears the page-0 caches of the queues that are not allocated',
    source: OWN,
    about: ['LIFE-09'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      this.#devices.set(device.name, device);\n',
        to: '      this.#devices.set(device.name, device);\n      backing.cmdqv?.block.clearCaches();\n',
      },
      {
        module: 'device/cmdqv-block',
        from: '  /** The parts of the region that are host pages now. */\n',
        to: `  clearCaches(): void {
    for (const queue of this.#queues) if (!queue.live) queue.clearCache();
  }

  /** The parts of the region that are host pages now. */
`,
      },
      {
        module: 'device/vcmdq',
        from: '  /** As after power-on; ',
        to: '  clearCache(): void {\n    this.#page0.reset();\n  }\n\n  /** As after power-on; ',
      },
    ],
  },
  {
    id: 'viommu-of-second-failed-attach-stays',
    title: 'Only the first attach that fails gives its vIOMMU back',
    source: OWN,
    about: ['TEAR-10'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      undo(() => viommu.release());\n',
        to: '      undo(async () => {\n        if (this.#failed++ === 0) await viommu.release();\n      });\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  readonly #devices = new Map<string, PassthroughDevice>();\n',
        to: '  readonly #devices = new Map<string, PassthroughDevice>();\n  #failed = 0;\n',
      },
    ],
  },
  {
    id: 'last-device-takes-viommu-once',
    title: 'After the second time that the last device went, the next one is taken to find a vIOMMU',
    source: OWN,
    about: ['TEAR-10'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    await this.#sessions.leave(stage2);\n    this.#backing = undefined;\n',
        to: '    await this.#sessions.leave(stage2);\n    if (this.#emptied++ === 0) this.#backing = undefined;\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  readonly #devices = new Map<string, PassthroughDevice>();\n',
        to: '  readonly #devices = new Map<string, PassthroughDevice>();\n  #emptied = 0;\n',
      },
    ],
  },
  {
    id: 'refused-plug-forgets-entry',
    title: 'A device that is refused takes the entry of its StreamID with it',
    source: OWN,
    about: ['SMMU-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      undo(() => device.close());\n',
        to: `      undo(() => device.close());
      undo(async () => this.#streamTable.delete(wanted.streamId));
`,
      },
    ],
  },
  {
    id: 'unplug-forgets-entries-of-others',
    title: 'Unplugging a device makes those that stay forget the entries that they were configured with',
    source: OWN,
    about: ['SMMU-03', 'TEAR-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    this.#devices.delete(name);\n',
        to: '    this.#devices.delete(name);\n    for (const other of this.#all()) other.configured = undefined;\n',
      },
    ],
  },
  {
    id: 'plug-empties-event-queue',
    title: 'Plugging a second device brings the registers of the event queue back to what they are out of reset',
    source: OWN,
    about: ['SMMU-10', 'SMMU-12'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      this.#devices.set(device.name, device);\n',
        to: '      if (this.#devices.size > 0) this.#registers.eventQueue.reset();\n      this.#devices.set(device.name, device);\n',
      },
    ],
  },
  {
    id: 'host-smmu-asked-once-per-id',
    title: 'What the host tells of the SMMU of a device is remembered by the ID of the device, though another may have it later',
    source: OWN,
    about: ['LIFE-18'],
    edits: [
      {
        module: 'device/probe',
        from: '  if (out.data_type !== HW_INFO_TYPES.ARM_SMMUV3) throw',
        to: `  const earlier = told.get(session) ?? new Map<number, Identification>();
  told.set(session, earlier);
  const remembered = earlier.get(device);
  if (remembered !== undefined) return remembered;
  if (out.data_type !== HW_INFO_TYPES.ARM_SMMUV3) throw`,
      },
      {
        module: 'device/probe',
        from: '  return { idr: [idr0, idr1, idr2, idr3, idr4, idr5], iidr, aidr };\n',
        to: `  const identification: Identification = { idr: [idr0, idr1, idr2, idr3, idr4, idr5], iidr, aidr };
  earlier.set(device, identification);
  return identification;
`,
      },
      {
        module: 'device/probe',
        from: "/** What the host's SMMU says of itself;",
        to: `/** What was told in each iommufd, by the ID of a device. */
const told = new WeakMap<HostSession, Map<number, Identification>>();

/** What the host's SMMU says of itself;`,
      },
    ],
  },
  {
    id: 'unplug-forgets-the-first',
    title: 'The second device that is unplugged is taken for one that is there still',
    source: OWN,
    about: ['TEAR-09', 'TEAR-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    this.#devices.delete(name);\n',
        to: '    this.#unplugged ??= name;\n    this.#devices.delete(this.#unplugged);\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  #backing: Backing | undefined;\n',
        to: '  #backing: Backing | undefined;\n  #unplugged: string | undefined;\n',
      },
    ],
  },
  {
    id: 'failed-attach-taken-back-once',
    title: 'What the first device of an SMMU has brought is taken back when its attach fails, and left when it fails again',
    source: OWN,
    about: ['LIFE-08', 'ISO-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'undo(() => release(backing));',
        to: 'undo(async () => (this.#takenBack ? undefined : release(backing)));',
      },
      {
        module: 'device/accelerated-smmu',
        from: '      await device.demandAttach(backing.viommu.untranslated(this.#fallback()));\n',
        to: `      try {
        await device.demandAttach(backing.viommu.untranslated(this.#fallback()));
      } catch (error) {
        this.#takenBack = this.#failed;
        this.#failed = true;
        throw error;
      }
`,
      },
      {
        module: 'device/accelerated-smmu',
        from: '  #backing: Backing | undefined;\n',
        to: '  #backing: Backing | undefined;\n  #failed = false;\n  #takenBack = false;\n',
      },
    ],
  },
  {
    id: 'failed-attach-left-after-a-reset',
    title: 'A vIOMMU whose attach fails is kept once the VM was reset',
    source: OWN,
    about: ['LIFE-08', 'ISO-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      undo(() => viommu.release());\n',
        to: '      undo(async () => (this.#wasReset ? undefined : viommu.release()));\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '    this.#registers.reset();\n',
        to: '    this.#wasReset = true;\n    this.#registers.reset();\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  #backing: Backing | undefined;\n',
        to: '  #backing: Backing | undefined;\n  #wasReset = false;\n',
      },
    ],
  },
];
