import type { Alternative } from '../alternative';

const BLOCK = 'device/cmdqv-block';
const VCMDQ = 'device/vcmdq';
const PAGE_0_WRITE =
  '        return place.page === 0 ? queue.writePage0(register, content) : this.#writePage1(queue, register, content);\n';
const EVENT = '    const words = map.flatMap((half) => [half & WORD, half >> WORD_BITS]);\n';
const MIGRATION =
  '    for (const definition of MIGRATED) await this.#page.store(this.#pageOffset(definition), 4, this.#page0.get(definition.name));\n';

/** VMMs whose guests see something else where the specification leaves it open. */
export const DEVICE_REGISTER_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'gbpa-without-update-taken-before-v3-2',
    title: 'A write to GBPA without Update counts in an SMMU that is older than SMMUv3.2',
    allowedBy: 'SMMU-02',
    edits: [{ module: 'device/smmu-registers', from: 'offset === GBPA && extract(content, GBPA_UPDATE) === 1n', to: 'offset === GBPA' }],
  },
  {
    id: 'page-0-writes-gated',
    title: 'Writes to direct page 0 are dropped while CMDQV_EN is 0, and those to trapped VINTF page 0 while the vCMDQ is not mapped',
    allowedBy: 'WR-18',
    edits: [
      {
        module: BLOCK,
        from: PAGE_0_WRITE,
        to: `        if (place.page !== 0) return this.#writePage1(queue, register, content);
        if (place.kind === 'direct' && !this.#config.has('CMDQV_STATUS', CMDQV_ENABLED)) return undefined;
        if (place.kind === 'logical' && !this.#config.has(\`CMDQ_ALLOC_MAP_\${queue.index}\`, ALLOC)) return undefined;
        return queue.writePage0(register, content);
`,
      },
    ],
  },
  {
    id: 'direct-page-0-gated',
    title: 'Writes to direct page 0 are dropped while CMDQV_EN is 0',
    allowedBy: 'WR-18',
    edits: [
      {
        module: BLOCK,
        from: PAGE_0_WRITE,
        to: `        if (place.page !== 0) return this.#writePage1(queue, register, content);
        if (place.kind === 'direct' && !this.#config.has('CMDQV_STATUS', CMDQV_ENABLED)) return undefined;
        return queue.writePage0(register, content);
`,
      },
    ],
  },
  {
    id: 'base-zero-frees',
    title: 'BASE=0 frees the queue',
    allowedBy: 'WR-12 and TEAR-07',
    edits: [
      {
        module: BLOCK,
        from: "    return register.definition.name === 'BASE' && this.#ready(queue) ? this.#rebuild(queue) : undefined;\n",
        to: "    if (register.definition.name !== 'BASE') return undefined;\n    if (this.#ready(queue)) return this.#rebuild(queue);\n    return queue.live && !queue.hasBase ? this.#freeFrom(queue) : undefined;\n",
      },
    ],
  },
  {
    id: 'init-error-interrupts',
    title: 'CMDQ_INIT_ERR sets the error maps and raises the interrupt',
    allowedBy: 'FAIL-04',
    edits: [
      {
        module: BLOCK,
        from: '    this.#displaced.delete(queue);\n    return queue.allocate();\n',
        to: '    this.#displaced.delete(queue);\n    if (await queue.allocate()) return true;\n    this.reportErrors([1n << BigInt(queue.index), 0n]);\n    return false;\n',
      },
    ],
  },
  {
    id: 'sid-caches-outlast-reset',
    title: 'SID_MATCH and SID_REPLACE keep what the guest wrote over a reset',
    allowedBy: 'VINTF-05 and VINTF-06',
    edits: [
      {
        module: BLOCK,
        from: '    this.#config.reset();\n',
        to: "    const sids = CONFIG_PAGE.filter(({ definition }) => definition.name.startsWith('SID_')).map(({ name }) => [name, this.#config.get(name)] as const);\n    this.#config.reset();\n    for (const [name, value] of sids) this.#config.set(name, value);\n",
      },
    ],
  },
  {
    id: 'queue-1-tried-after-queue-0',
    title: 'A group trigger tries queue 1 even if queue 0 was refused',
    allowedBy: 'ALLOC-11',
    edits: [
      {
        module: BLOCK,
        from: 'for (const queue of this.#queues) if (!(await this.#allocate(queue))) return;',
        to: 'for (const queue of this.#queues) await this.#allocate(queue);',
      },
    ],
  },
  {
    id: 'queue-1-retried-with-queue-0',
    title: 'A queue 1 that waits for queue 0 is allocated once that exists',
    allowedBy: 'ALLOC-12 and ALLOC-13',
    edits: [
      {
        module: BLOCK,
        from: '  async #attempt(queue: Vcmdq): Promise<void> {\n    await this.#allocate(queue);\n',
        to: '  async #attempt(queue: Vcmdq): Promise<void> {\n    if (!(await this.#allocate(queue)) || !queue.live) return;\n    for (const other of this.#queues.slice(queue.index + 1)) await this.#allocate(other);\n',
      },
    ],
  },
  {
    id: 'queue-0-kept-under-queue-1',
    title: 'ALLOC of queue 0 goes to 0 while queue 1 lives: both stay allocated, queue 0 also when queue 1 goes',
    allowedBy: 'nothing: TEAR-02 lets both stay, but TEAR-13 has queue 0 go with queue 1',
    breaks: ['TEAR-13'],
    edits: [
      {
        module: BLOCK,
        from: '    return after ? this.#attempt(queue) : this.#freeFrom(queue);\n',
        to: '    if (after) return this.#attempt(queue);\n    return this.#queues.slice(queue.index + 1).some(({ live }) => live) ? undefined : this.#freeFrom(queue);\n',
      },
    ],
  },
  {
    id: 'live-queues-rebuilt',
    title: 'A group trigger frees the queues and allocates them anew',
    allowedBy: 'WR-01, WR-08 and ALLOC-09',
    edits: [
      {
        module: BLOCK,
        from: '  async #allocateAll(): Promise<void> {\n',
        to: '  async #allocateAll(): Promise<void> {\n    for (const queue of [...this.#queues].reverse()) if (this.#ready(queue)) await queue.free();\n',
      },
    ],
  },
  {
    id: 'enabled-base-ignored',
    title: 'A write of BASE is ignored while the queue is enabled in hardware',
    allowedBy: 'WR-11, ALLOC-03',
    edits: [
      {
        module: BLOCK,
        from: '    queue.writePage1(register, value);\n    // WR-12',
        to: "    if (register.definition.name === 'BASE' && queue.live) return this.#maybeRebuild(queue, register, value);\n    queue.writePage1(register, value);\n    // WR-12",
      },
      {
        module: BLOCK,
        from: '  /** ALLOC-01; CMDQ_EN is no part of it (ALLOC-02). */\n',
        to: `  async #maybeRebuild(queue: Vcmdq, register: Register, value: bigint): Promise<void> {
    if (await queue.enabled()) return;
    queue.writePage1(register, value);
    if (this.#ready(queue)) await this.#rebuild(queue);
  }

  /** ALLOC-01; CMDQ_EN is no part of it (ALLOC-02). */
`,
      },
      {
        module: VCMDQ,
        from: '  /** As after power-on;',
        to: `  async enabled(): Promise<boolean> {
    const status = guestRegister('VCMDQ0_STATUS').definition;
    return ((await this.#page.load(this.#pageOffset(status), 4)) & CMDQ_EN_OK) !== 0n;
  }

  /** As after power-on;`,
      },
    ],
  },
  {
    id: 'cached-status-not-set',
    title: 'The cached CMDQ_EN_OK stays as it is when a queue is allocated',
    allowedBy: 'ALLOC-14 does not judge it',
    edits: [{ module: VCMDQ, from: "    this.#page0.raise('STATUS', CMDQ_EN_OK);\n    this.#hwQueue", to: '    this.#hwQueue' }],
  },
  {
    id: 'migration-read-back',
    title: 'CONS_INDX and PROD_INDX are read back from the host page before CONFIG is stored there',
    allowedBy: 'no clause forbids a read that has no effect',
    edits: [
      {
        module: VCMDQ,
        from: MIGRATION,
        to: '    for (const definition of MIGRATED) {\n      await this.#page.store(this.#pageOffset(definition), 4, this.#page0.get(definition.name));\n      await this.#page.load(this.#pageOffset(definition), 4);\n    }\n',
      },
    ],
  },
  {
    id: 'maps-cleared-at-reset-of-the-block',
    title: 'The error maps are cleared when CMDQ-V is disabled',
    allowedBy: 'EVT-08 accepts a cleared map',
    edits: [
      {
        module: BLOCK,
        from: "    await this.#freeAll();\n    this.#config.lower('CMDQV_STATUS', CMDQV_ENABLED);\n",
        to: "    await this.#freeAll();\n    this.#config.lower('CMDQV_STATUS', CMDQV_ENABLED);\n    for (const { name } of ERROR_MAPS) this.#config.set(name, 0n);\n",
      },
    ],
  },
  {
    id: 'whole-error-map-read',
    title: 'An 8-byte read of LVCMDQ_ERR_MAP gives the whole map',
    allowedBy: 'ACC-07 and VINTF-07',
    edits: [
      {
        module: BLOCK,
        from: "      case 'vintf':\n        return this.#config.get(register.name);\n",
        to: "      case 'vintf': {\n        const { name, element } = register;\n        const next = width === 8 && register.definition.name === 'LVCMDQ_ERR_MAP' && element % 2 === 0 ? this.#config.get(`VINTF0_LVCMDQ_ERR_MAP_${element + 1}`) : 0n;\n        return this.#config.get(name) | (next << WORD_BITS);\n      }\n",
      },
    ],
  },
  {
    id: 'smaller-command-queue',
    title: 'IDR1.CMDQS is one smaller than the pages of RAM would allow',
    allowedBy: 'LIM-04 accepts any smaller CMDQS',
    edits: [
      {
        module: 'device/smmu-registers',
        from: 'while (BigInt(COMMAND_BYTES) << log2size > pageBytes)',
        to: 'while (BigInt(COMMAND_BYTES) << (log2size + 1n) > pageBytes)',
      },
    ],
  },
  {
    id: 'events-of-unallocated-queues-dropped',
    title: 'An event that names any vCMDQ without a hw_queue is dropped',
    allowedBy: 'EVT-11',
    edits: [
      {
        module: BLOCK,
        from: EVENT,
        to: `    const live = this.#queues.reduce((bits, queue) => (queue.live ? bits | (1n << BigInt(queue.index)) : bits), 0n);
    if ((map[0] & ~live) !== 0n || map[1] !== 0n) return;
${EVENT}`,
      },
    ],
  },
  {
    id: 'events-of-no-queue-dropped',
    title: 'An event that names no vCMDQ with a hw_queue is dropped',
    allowedBy: 'EVT-11',
    edits: [
      {
        module: BLOCK,
        from: EVENT,
        to: `    if (!this.#queues.some((queue) => queue.live && ((map[0] >> BigInt(queue.index)) & 1n) === 1n)) return;
${EVENT}`,
      },
    ],
  },
  {
    id: 'gerror-read-at-an-event',
    title: 'GERROR of each queue is read from the host page when an event arrives',
    allowedBy: 'no clause forbids a read that has no effect',
    edits: [
      {
        module: BLOCK,
        from: '  reportErrors(map: ErrorMap): void {\n',
        to: `  async reportErrors(map: ErrorMap): Promise<void> {
    for (const queue of this.#queues) await queue.look();
`,
      },
      {
        module: VCMDQ,
        from: '  /** As after power-on;',
        to: `  async look(): Promise<void> {
    if (this.live) await this.#page.load(this.#pageOffset(guestRegister('VCMDQ0_GERROR').definition), 4);
  }

  /** As after power-on;`,
      },
      { module: 'device/error-events', from: 'deliver: (map: ErrorMap) => void)', to: 'deliver: (map: ErrorMap) => Promise<void>)' },
      {
        module: 'device/error-events',
        from: '    if (map0 !== 0n || map1 !== 0n) deliver([map0, map1]);\n',
        to: '    return map0 !== 0n || map1 !== 0n ? deliver([map0, map1]) : undefined;\n',
      },
    ],
  },
  {
    id: 'host-page-read-at-each-trap',
    title: 'GERROR of a queue is read from the host page at each access to its trapped pages, allocated or not',
    allowedBy: 'no clause forbids a read that has no effect (PHYS-11)',
    edits: [
      {
        module: BLOCK,
        from: '  #queue(index: number): Vcmdq {\n    const queue = this.#queues[index];\n    if (queue === undefined) throw new RangeError(`no vCMDQ ${index}`);\n',
        to: '  #queue(index: number): Vcmdq {\n    const queue = this.#queues[index];\n    if (queue === undefined) throw new RangeError(`no vCMDQ ${index}`);\n    void queue.look();\n',
      },
      {
        module: VCMDQ,
        from: '  /** As after power-on;',
        to: `  async look(): Promise<void> {
    await this.#page.load(this.#pageOffset(guestRegister('VCMDQ0_GERROR').definition), 4);
  }

  /** As after power-on;`,
      },
    ],
  },
  {
    id: 'maps-cleared-at-the-acknowledgement',
    title: 'A queue leaves the error maps when its error is acknowledged in a trapped aperture',
    allowedBy: 'EVT-08 accepts a cleared map',
    edits: [
      {
        module: BLOCK,
        from: PAGE_0_WRITE,
        to: `        if (place.page !== 0) return this.#writePage1(queue, register, content);
        return register.definition.name === 'GERRORN' && queue.live ? this.#acknowledge(queue, register, content) : queue.writePage0(register, content);
`,
      },
      {
        module: BLOCK,
        from: '  /** WR-01: whatever',
        to: `  async #acknowledge(queue: Vcmdq, register: Register, value: bigint): Promise<void> {
    await queue.writePage0(register, value);
    if ((await queue.gerror()) !== value) return;
    for (const { name, element } of ERROR_MAPS) if (element === 0) this.#config.lower(name, 1n << BigInt(queue.index));
    if (ERROR_MAPS.every(({ name }) => this.#config.get(name) === 0n)) this.#config.lower('VI_ERR_MAP_0', VINTF0);
  }

  /** WR-01: whatever`,
      },
      {
        module: VCMDQ,
        from: '  /** As after power-on;',
        to: `  gerror(): Promise<bigint> {
    return this.#page.load(this.#pageOffset(guestRegister('VCMDQ0_GERROR').definition), 4);
  }

  /** As after power-on;`,
      },
    ],
  },
  {
    id: 'unchanged-base-left-alone',
    title: 'A write of the BASE that a live queue has already does nothing',
    allowedBy: 'ALLOC-03 and ALLOC-09',
    edits: [
      {
        module: BLOCK,
        from: '    queue.writePage1(register, value);\n    // WR-12',
        to: '    const before = queue.base;\n    queue.writePage1(register, value);\n    if (queue.live && queue.base === before) return undefined;\n    // WR-12',
      },
      {
        module: VCMDQ,
        from: '  /** BASE is not 0;',
        to: "  get base(): bigint {\n    return this.#page1.get('BASE');\n  }\n\n  /** BASE is not 0;",
      },
    ],
  },
  {
    id: 'stores-of-a-migration-made-twice',
    title: 'Each register that moves to the hardware at an allocation is stored twice in a row',
    allowedBy: 'a store of what the register holds already has no effect (CQ-10 and MIG-01 to MIG-03 tell what is stored, in which order)',
    edits: [
      {
        module: VCMDQ,
        from: MIGRATION,
        to: `    for (const definition of MIGRATED)
      for (let times = 0; times < 2; times++) await this.#page.store(this.#pageOffset(definition), 4, this.#page0.get(definition.name));
`,
      },
    ],
  },
  {
    id: 'largest-queue-known-before-a-device',
    title: 'IDR1.CMDQS is lowered when the VM starts, whether or not it comes to CMDQ-V',
    allowedBy: 'LIM-04 accepts any smaller CMDQS',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (this.cmdqvBlock === undefined) return;\n    for',
        to: '    for',
      },
      {
        module: 'device/accelerated-smmu',
        from: '    this.#registers = new SmmuRegisters(identificationOf(description, undefined));',
        to: '    this.#registers = new SmmuRegisters(identificationOf(description, undefined));\n    this.#clamp();',
      },
    ],
  },
  {
    id: 'more-features-told',
    title: 'The ID registers tell of an implementer, of context descriptors in two levels and of other features of stage 1',
    allowedBy: 'LIFE-20 and LIFE-22 name the fields that are told, and no clause the others',
    edits: [
      {
        module: 'device/identification',
        from: "  ['IDR0.COHACC', 1],",
        to: `  ['IDR0.COHACC', 1],
  ['IDR0.CD2L', 1],
  ['IDR0.HTTU', 2],
  ['IDR0.TERM_MODEL', 1],
  ['IDR3.HAD', 1],
  ['IDR3.BBML', 2],
  ['AIDR.ArchMinorRev', 1],
  ['IIDR.Implementer', 0x43b],`,
      },
    ],
  },
  {
    id: 'maps-cleared-with-vintf0',
    title: 'The error maps are cleared when VINTF0 is disabled',
    allowedBy: 'EVT-08 accepts a cleared map once the error is acknowledged, which the kernel does when it frees the queue (TEAR-11)',
    edits: [
      {
        module: BLOCK,
        from: "    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);",
        to: `    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);
    for (const { name } of ERROR_MAPS) this.#config.set(name, 0n);
    this.#config.set('VI_ERR_MAP_0', 0n);`,
      },
    ],
  },
  {
    id: 'map-bits-go-with-their-queue',
    title: 'A queue that is freed leaves the error maps',
    allowedBy: 'EVT-08 accepts a cleared map once the error is acknowledged, which the kernel does when it frees the queue (TEAR-11)',
    edits: [
      {
        module: BLOCK,
        from: 'reverse()) await other.free();',
        to: `reverse()) {
      if (!other.live) continue;
      for (const { name, element } of ERROR_MAPS) if (element === 0) this.#config.lower(name, 1n << BigInt(other.index));
      await other.free();
    }`,
      },
    ],
  },
];
