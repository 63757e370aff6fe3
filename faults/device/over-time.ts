import { type Fault, OWN } from '../fault';

/** Faults of a device that show only the second time, for the second object or after a change. */
export const DEVICE_OVER_TIME_FAULTS: readonly Fault[] = [
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
    id: 'refused-vdevice-not-tried-again',
    title: 'A vDEVICE that the kernel refused once is never asked for again',
    source: OWN,
    about: ['LIFE-12', 'TRAP-01'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    this.#vdevice ??= await',
        to: `    if (this.#tried) return;
    this.#tried = true;
    this.#vdevice ??= await`,
      },
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;',
        to: `  #nested: number | undefined;
  #tried = false;`,
      },
    ],
  },
  {
    id: 'cache-cleared-at-the-first-free-only',
    title: 'The page-0 cache of a queue is cleared when it is freed for the first time, and never again',
    source: OWN,
    about: ['MIG-08'],
    edits: [
      {
        module: 'device/vcmdq',
        from: `    this.#page0.reset();
    await this.#viommu`,
        to: `    if (!this.#freed) this.#page0.reset();
    this.#freed = true;
    await this.#viommu`,
      },
      {
        module: 'device/vcmdq',
        from: '  #hwQueue: number | undefined;',
        to: `  #hwQueue: number | undefined;
  #freed = false;`,
      },
    ],
  },
  {
    id: 'cache-migrated-once',
    title: 'The cache goes to the hardware with the first queue of a slot, and never again',
    source: OWN,
    about: ['MIG-01', 'MIG-02', 'MIG-03'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    for (const definition of MIGRATED) await',
        to: `    if (this.#migrated) return true;
    this.#migrated = true;
    for (const definition of MIGRATED) await`,
      },
      {
        module: 'device/vcmdq',
        from: '  #hwQueue: number | undefined;',
        to: `  #hwQueue: number | undefined;
  #migrated = false;`,
      },
    ],
  },
  {
    id: 'window-comes-twice',
    title: 'The window comes back once; after the second time that VINTF0 is disabled it stays closed',
    source: OWN,
    about: ['P0-06'],
    edits: [
      { module: 'device/page0-window', from: '    this.#installed = true;', to: '    this.#installed = this.#times < 2;' },
      {
        module: 'device/page0-window',
        from: '    this.#installed = false;',
        to: `    if (this.#installed) this.#times += 1;
    this.#installed = false;`,
      },
      {
        module: 'device/page0-window',
        from: `  #installed = false;
`,
        to: `  #installed = false;
  #times = 0;
`,
      },
    ],
  },
  {
    id: 'reset-keeps-configurations',
    title: 'A reset leaves each stream the entry that it was configured with, which counts when the SMMU is enabled again',
    source: OWN,
    about: ['SMMU-03', 'TEAR-05'],
    edits: [{ module: 'device/accelerated-smmu', from: '    for (const device of this.#all()) device.configured = undefined;\n', to: '' }],
  },
  {
    id: 'free-clears-sibling-cache',
    title: 'Freeing queue 0 clears the page-0 cache of a queue 1 that has no queue, too',
    source: OWN,
    about: ['MIG-08'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '    for (const other of this.#queues.slice(queue.index).reverse()) await other.free();\n',
        to: `    const others = this.#queues.slice(queue.index).reverse();
    const some = others.some(({ live }) => live);
    for (const other of others) await other.free();
    if (some) for (const other of others) other.clearCache();
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
    id: 'refusal-disables-sibling',
    title: 'A refused HW_QUEUE_ALLOC clears CMDQ_EN_OK of every queue that is not allocated',
    source: OWN,
    about: ['FAIL-01'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '    return queue.allocate();\n',
        to: `    const allocated = await queue.allocate();
    if (!allocated) for (const other of this.#queues) if (!other.live) other.disable();
    return allocated;
`,
      },
      {
        module: 'device/vcmdq',
        from: '  /** As after power-on; ',
        to: "  disable(): void {\n    this.#page0.lower('STATUS', CMDQ_EN_OK);\n  }\n\n  /** As after power-on; ",
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
    id: 'vintf-disable-empties-sid-slots',
    title: 'Disabling VINTF0 clears SID_MATCH and SID_REPLACE, as the host driver does on its side',
    source: OWN,
    about: ['WR-09', 'VINTF-05', 'VINTF-06'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: "    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);\n",
        to: `    for (const { name } of CONFIG_PAGE) if (name.includes('_SID_')) this.#config.set(name, 0n);
    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);
`,
      },
    ],
  },
  {
    id: 'cmdqv-disable-unmasks',
    title: 'CMDQV_EN=0 clears VI_INT_MASK',
    source: OWN,
    about: ['WR-02', 'WR-04'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: "    this.#config.lower('CMDQV_STATUS', CMDQV_ENABLED);\n",
        to: `    for (const { name } of CONFIG_PAGE) if (name.startsWith('VI_INT_MASK')) this.#config.set(name, 0n);
    this.#config.lower('CMDQV_STATUS', CMDQV_ENABLED);
`,
      },
    ],
  },
  {
    id: 'enable-acknowledged-once',
    title: 'CMDQ_EN=1 of a vCMDQ without hardware is acknowledged the first time alone',
    source: OWN,
    about: ['WR-16'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '  #acknowledgeEnable(enable: boolean): void {\n',
        to: '  #acknowledged = false;\n\n  #acknowledgeEnable(enable: boolean): void {\n    if (enable && this.#acknowledged) return;\n    this.#acknowledged ||= enable;\n',
      },
    ],
  },
  {
    id: 'disable-acknowledged-once',
    title: 'CMDQ_EN=0 of a vCMDQ without hardware is acknowledged the first time alone',
    source: OWN,
    about: ['WR-17'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '  #acknowledgeEnable(enable: boolean): void {\n',
        to: "  #fallen = false;\n\n  #acknowledgeEnable(enable: boolean): void {\n    if (!enable && this.#fallen) return;\n    this.#fallen ||= !enable && this.#page0.has('STATUS', CMDQ_EN_OK);\n",
      },
    ],
  },
  {
    id: 'second-reset-keeps-page0',
    title: 'Only the first reset undoes what was stored for a vCMDQ without hardware',
    source: OWN,
    about: ['TEAR-05'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '  reset(): void {\n    this.#page0.reset();\n',
        to: '  #resets = 0;\n\n  reset(): void {\n    if (this.#resets++ === 0) this.#page0.reset();\n',
      },
    ],
  },
  {
    id: 'second-reset-keeps-gerror',
    title: "Only the first reset forgets the error of the SMMU's own queue",
    source: OWN,
    about: ['SMMU-08'],
    edits: [
      {
        module: 'device/smmu-registers',
        from: '  reset(): void {\n    this.#cr0 = 0n;\n    this.#gbpa = 0n;\n    this.#gerror = 0n;\n',
        to: '  #resets = 0;\n\n  reset(): void {\n    this.#cr0 = 0n;\n    this.#gbpa = 0n;\n    if (this.#resets++ === 0) this.#gerror = 0n;\n',
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
    id: 'error-map-of-vintfs-raised-once',
    title: 'VI_ERR_MAP_0 is set by the first event alone, and no more after a reset',
    source: OWN,
    about: ['EVT-09', 'TEAR-05'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '  readonly #displaced = new Set<Vcmdq>();\n',
        to: '  readonly #displaced = new Set<Vcmdq>();\n  #raised = false;\n',
      },
      {
        module: 'device/cmdqv-block',
        from: "    this.#config.raise('VI_ERR_MAP_0', VINTF0);\n",
        to: "    if (!this.#raised) this.#config.raise('VI_ERR_MAP_0', VINTF0);\n    this.#raised = true;\n",
      },
    ],
  },
  {
    id: 'stream-aborted-by-first-refusal-alone',
    title: 'A stage 1 that is refused a second time leaves the stream where it is',
    source: OWN,
    about: ['SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));\n",
        to: "    else if (!(await device.translate(viommu, treatment)) && this.#refusals++ === 0) await device.attach(viommu.untranslated('abort'));\n",
      },
      {
        module: 'device/accelerated-smmu',
        from: '  readonly #devices = new Map<string, PassthroughDevice>();\n',
        to: '  readonly #devices = new Map<string, PassthroughDevice>();\n  #refusals = 0;\n',
      },
    ],
  },
  {
    id: 'second-failure-keeps-acknowledge',
    title: 'CMDQ_EN_OK falls with the first failed allocation of a vCMDQ alone',
    source: OWN,
    about: ['FAIL-01', 'FAIL-03'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "      this.#page0.raise('GERROR', CMDQ_INIT_ERR);\n      this.#page0.lower('STATUS', CMDQ_EN_OK);\n",
        to: "      this.#page0.raise('GERROR', CMDQ_INIT_ERR);\n      if (this.#failures++ === 0) this.#page0.lower('STATUS', CMDQ_EN_OK);\n",
      },
      {
        module: 'device/vcmdq',
        from: '  /** Asks the host for the hw_queue; the kernel',
        to: '  #failures = 0;\n\n  /** Asks the host for the hw_queue; the kernel',
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
    id: 'event-queue-off-ends-error-maps',
    title: 'Once the guest has switched its event queue off no error of a vCMDQ arrives any more',
    source: OWN,
    about: ['EVT-09', 'SMMU-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (!toldBefore) await this.#listen();\n',
        to: `    if (!toldBefore) await this.#listen();
    else if (!this.#registers.tellsEvents) this.#backing?.cmdqv?.block.ignoreErrors();
`,
      },
      {
        module: 'device/cmdqv-block',
        from: '  reportErrors(map: ErrorMap): void {\n',
        to: '  ignoreErrors(): void {\n    this.#deaf = true;\n  }\n\n  reportErrors(map: ErrorMap): void {\n    if (this.#deaf) return;\n',
      },
      {
        module: 'device/cmdqv-block',
        from: '  readonly #interrupt: () => void;\n',
        to: '  readonly #interrupt: () => void;\n  #deaf = false;\n',
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
    id: 'refused-stage-1-forgets-vdevice',
    title: 'A stream whose stage 1 the kernel refuses is taken for one that has no vDEVICE',
    source: OWN,
    about: ['LIFE-13', 'LIFE-12'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    if (hwpt === undefined) return false;\n',
        to: '    if (hwpt === undefined) {\n      this.#vdevice = undefined;\n      return false;\n    }\n',
      },
    ],
  },
  {
    id: 'enable-rewinds-event-queue',
    title: 'EVENTQ_PROD goes back to 0 when EVENTQEN goes from 0 to 1 once more',
    source: OWN,
    about: ['SMMU-15'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (!toldBefore) await this.#listen();\n',
        to: `    if (!toldBefore && this.#registers.tellsEvents && this.#backing?.events !== undefined)
      this.#registers.eventQueue.write(SMMU_REGISTERS.EVENTQ_PROD, 0n);
    if (!toldBefore) await this.#listen();
`,
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
    id: 'ram-of-the-first-vm',
    title: 'The RAM of the first VM is mapped for every VM after it',
    source: OWN,
    about: ['ALLOC-06'],
    edits: [
      {
        module: 'device/shared-session',
        from: '    this.#memory = memory;\n',
        to: '    SharedSession.#first ??= memory;\n    this.#memory = SharedSession.#first;\n',
      },
      {
        module: 'device/shared-session',
        from: '  readonly #memory: GuestMemory;\n',
        to: '  static #first: GuestMemory | undefined;\n  readonly #memory: GuestMemory;\n',
      },
    ],
  },
  {
    id: 'smmu-register-read-once',
    title: 'A register of the SMMU that the guest has read reads the same ever after',
    source: OWN,
    about: ['TRAP-03'],
    edits: [
      {
        module: 'device/virtual-machine',
        from: '    return this.#turns.take(() => this.#smmu.read(offset));\n',
        to: `    return this.#turns.take(() => {
      const content = this.#seen.get(offset) ?? this.#smmu.read(offset);
      this.#seen.set(offset, content);
      return content;
    });
`,
      },
      {
        module: 'device/virtual-machine',
        from: '  readonly #smmu: AcceleratedSmmu;\n',
        to: '  readonly #smmu: AcceleratedSmmu;\n  readonly #seen = new Map<number, number>();\n',
      },
    ],
  },
  {
    id: 'pages-of-the-vm-before',
    title: 'IDR1.CMDQS is clamped by the pages of the RAM that was looked at before, which may be that of another VM',
    source: OWN,
    about: ['LIM-03'],
    edits: [
      {
        module: 'device/guest-memory',
        from: '    return this.regions.map(({ pageSize }) => pageSize);\n',
        to: '    const own = this.regions.map(({ pageSize }) => pageSize);\n    const before = GuestMemory.#before ?? own;\n    GuestMemory.#before = own;\n    return before;\n',
      },
      {
        module: 'device/guest-memory',
        from: '  readonly #calls: HostCalls;\n',
        to: '  static #before: readonly bigint[] | undefined;\n  readonly #calls: HostCalls;\n',
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
  {
    id: 'host-page-remembered-by-offset',
    title: 'An access that went to the host page once goes there ever after, whether the window is there or not',
    source: OWN,
    about: ['P0-03'],
    edits: [
      {
        module: 'device/page0-window',
        from: '    return this.#installed && offset >= START && offset + width <= END;\n',
        to: `    const isCovered = this.#installed && offset >= START && offset + width <= END;
    if (isCovered) this.#reached.add(offset);
    return isCovered || this.#reached.has(offset);
`,
      },
      {
        module: 'device/page0-window',
        from: '  #installed = false;\n',
        to: '  readonly #reached = new Set<number>();\n  #installed = false;\n',
      },
    ],
  },
  {
    id: 'nothing-copied-after-a-failure',
    title: 'Once an allocation has failed the cache is taken for stale: no later one copies it to the hardware',
    source: OWN,
    about: ['MIG-01', 'MIG-02', 'MIG-03'],
    edits: [
      {
        module: 'device/vcmdq',
        from: `  #hwQueue: number | undefined;

  constructor`,
        to: `  #hwQueue: number | undefined;
  #failed = false;

  constructor`,
      },
      {
        module: 'device/vcmdq',
        from: `      this.#page0.raise('GERROR', CMDQ_INIT_ERR);`,
        to: "      this.#failed = true;\n      this.#page0.raise('GERROR', CMDQ_INIT_ERR);",
      },
      {
        module: 'device/vcmdq',
        from: '    for (const definition of MIGRATED) await',
        to: '    if (!this.#failed) for (const definition of MIGRATED) await',
      },
    ],
  },
  {
    id: 'entry-of-the-second-stream-outlives-reset',
    title: 'A reset forgets the Stream Table Entry of the first device alone',
    source: OWN,
    about: ['SMMU-03', 'TEAR-05'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'for (const device of this.#all()) device.configured = undefined;',
        to: 'for (const device of this.#all().slice(0, 1)) device.configured = undefined;',
      },
    ],
  },
  {
    id: 'change-of-the-second-word-unseen',
    title: 'A stream on stage 1 whose new entry differs in its second word alone stays on the old HWPT',
    source: OWN,
    about: ['SMMU-04', 'TRAP-01'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: `  #nested: number | undefined;
  #last: StreamTableEntry | undefined;
`,
      },
      {
        module: 'device/passthrough-device',
        from: '    const hwpt = await viommu.allocateNested(this.id, entry);\n',
        to: `    if (this.#nested !== undefined && this.#last?.word0 === entry.word0) return true;
    this.#last = entry;
    const hwpt = await viommu.allocateNested(this.id, entry);
`,
      },
    ],
  },
  {
    id: 'change-above-4-gib-unseen',
    title: 'A stream on stage 1 whose new context descriptor differs in the upper half of its address alone stays on the old HWPT',
    source: OWN,
    about: ['SMMU-04', 'TRAP-01'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: `  #nested: number | undefined;
  #last: StreamTableEntry | undefined;
`,
      },
      {
        module: 'device/passthrough-device',
        from: '    const hwpt = await viommu.allocateNested(this.id, entry);\n',
        to: `    const seen = ({ word0, word1 }: StreamTableEntry): bigint => (word0 & 0xffff_ffffn) | (word1 << 64n);
    if (this.#nested !== undefined && this.#last !== undefined && seen(this.#last) === seen(entry)) return true;
    this.#last = entry;
    const hwpt = await viommu.allocateNested(this.id, entry);
`,
      },
    ],
  },
  {
    id: 'refused-attach-taken-for-done',
    title: 'A HWPT that the kernel would not attach counts as attached, so that it is not attached later either',
    source: OWN,
    about: ['TRAP-01', 'SMMU-04'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: `  #nested: number | undefined;
  #last: number | undefined;
`,
      },
      {
        module: 'device/passthrough-device',
        from: "    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });\n    if (status === 'OK')",
        to: `    if (this.#last === hwpt) return 'OK';
    this.#last = hwpt;
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status === 'OK')`,
      },
      {
        module: 'device/passthrough-device',
        from: `    await (status === 'OK' ?`,
        to: "    if (status === 'OK') this.#last = undefined;\n    await (status === 'OK' ?",
      },
    ],
  },
];
