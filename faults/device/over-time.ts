import { type Fault, OWN } from '../fault';

/** Faults of a device that show only the second time, for the second object or after a change. */
export const DEVICE_OVER_TIME_FAULTS: readonly Fault[] = [
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
];
