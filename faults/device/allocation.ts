import { type Fault, OWN } from '../fault';

const READY = `    return (
      queue.hasBase &&
      this.#config.has('VINTF0_STATUS', VINTF_ENABLE_OK) &&
      this.#config.has('CMDQV_STATUS', CMDQV_ENABLED) &&
      this.#config.has(\`CMDQ_ALLOC_MAP_\${queue.index}\`, ALLOC)
    );`;
const EDGE = 'return after ? this.#attempt(queue) : this.#freeFrom(queue);';
const LENGTH = 'const length = BigInt(COMMAND_BYTES) << extract(base, BASE_LOG2SIZE);';
const INIT_ERR = "this.#page0.raise('GERROR', CMDQ_INIT_ERR);";

/** Faults in when and how a hw_queue is requested. */
export const ALLOCATION_FAULTS: readonly Fault[] = [
  {
    id: 'hist-12',
    history: 'HIST-12',
    title: 'The handle of a freed queue is kept when its re-allocation fails',
    source: 'first QEMU RFC of 2024, by comparison of the code',
    about: ['FAIL-06', 'FAIL-01', 'RD-02'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '  #hwQueue: number | undefined;',
        to: '  #hwQueue: number | undefined;\n  #freed: number | undefined;',
      },
      {
        module: 'device/vcmdq',
        from: '    const hwQueue = this.#hwQueue;',
        to: '    const hwQueue = this.#hwQueue;\n    this.#freed = hwQueue;',
      },
      { module: 'device/vcmdq', from: INIT_ERR, to: `${INIT_ERR}\n      this.#hwQueue = this.#freed;` },
    ],
  },
  {
    id: 'hist-16',
    history: 'HIST-16',
    title: 'BASE alone makes a queue ready, whatever CMDQV_EN, VINTF0 and ALLOC say',
    source: 'QEMU RFC of 2024 to v2, by comparison with the overview',
    about: ['ALLOC-01', 'LIFE-11'],
    edits: [{ module: 'device/cmdqv-block', from: READY, to: '    return queue.hasBase;' }],
  },
  {
    id: 'hist-17',
    history: 'HIST-17',
    title: 'A queue is not tried again when CMDQV_EN or VINTF0 becomes enabled after its BASE',
    source: 'QEMU series v3, by comparison with QEMU 11.1 and the overview',
    about: ['ALLOC-03', 'ALLOC-04', 'LIFE-11', 'WR-01', 'WR-08'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '    for (const queue of this.#queues) if (!(await this.#allocate(queue))) return;',
        to: '',
      },
    ],
  },
  {
    id: 'hist-18',
    history: 'HIST-18',
    title: 'CMDQ_ALLOC_MAP.ALLOC is no precondition',
    source: 'QEMU series v3 and earlier, by comparison of the code',
    about: ['ALLOC-01', 'LIFE-11'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `      this.#config.has('CMDQV_STATUS', CMDQV_ENABLED) &&
      this.#config.has(\`CMDQ_ALLOC_MAP_\${queue.index}\`, ALLOC)`,
        to: "      this.#config.has('CMDQV_STATUS', CMDQV_ENABLED)",
      },
    ],
  },
  {
    id: 'hist-18b',
    history: 'HIST-18',
    title: 'Clearing CMDQ_ALLOC_MAP.ALLOC does not free the queue',
    source: 'QEMU series v3 and earlier, by comparison of the code',
    about: ['WR-06', 'TEAR-01'],
    edits: [{ module: 'device/cmdqv-block', from: EDGE, to: 'return after ? this.#attempt(queue) : undefined;' }],
  },
  {
    id: 'hist-19',
    history: 'HIST-19',
    title: 'A refused HW_QUEUE_ALLOC does not show in GERROR',
    source: 'QEMU series v3 and earlier, by comparison of the code and a comment in a fork',
    about: ['FAIL-01', 'FAIL-02', 'FAIL-05', 'ALLOC-07'],
    edits: [{ module: 'device/vcmdq', from: INIT_ERR, to: '' }],
  },
  {
    id: 'hist-30',
    history: 'HIST-30',
    title: 'A BASE that is written while the queue is enabled is dropped',
    source: 'mail on QEMU v5, by comparison with QEMU 11.1',
    about: ['WR-11', 'ALLOC-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '    queue.writePage1(register, value);',
        to: `    if (register.definition.name === 'BASE' && queue.live) return undefined;
    queue.writePage1(register, value);`,
      },
    ],
  },
  {
    id: 'hist-31',
    history: 'HIST-31',
    title: 'A BASE outside the guest RAM is not passed on, and nothing shows',
    source: 'QEMU RFC of 2025 and v3, by comparison of the code',
    about: ['ALLOC-07', 'FAIL-01'],
    edits: [
      {
        module: 'device/host-session',
        from: '  readonly #ioas: number;',
        to: `  readonly #ioas: number;
  ram: GuestMemory['regions'] = [];`,
      },
      {
        module: 'device/host-session',
        from: '      return new HostSession(calls, fd, ioas);',
        to: `      const session = new HostSession(calls, fd, ioas);
      session.ram = memory.regions;
      return session;`,
      },
      {
        module: 'device/viommu',
        from: '  async destroyQueue(',
        to: `  isRam(address: bigint): boolean {
    return this.#session.ram.some((region) => address >= region.address && address < region.address + region.length);
  }

  async destroyQueue(`,
      },
      { module: 'device/vcmdq', from: LENGTH, to: `${LENGTH}\n    if (!this.#viommu.isRam(base & BASE_ADDR)) return false;` },
    ],
  },
  {
    id: 'hist-32',
    history: 'HIST-32',
    title: 'The length of a queue is worked out in 32 bits',
    source: 'QEMU series of 2025, by comparison with the RFC of that year',
    about: ['ALLOC-06', 'VCMDQ-16'],
    edits: [
      {
        module: 'device/vcmdq',
        from: LENGTH,
        to: 'const length = BigInt.asUintN(64, BigInt(COMMAND_BYTES << Number(extract(base, BASE_LOG2SIZE))));',
      },
    ],
  },
  {
    id: 'hist-56',
    history: 'HIST-56',
    title: 'A repeated group trigger destroys live queues from the lowest up and allocates them again',
    source: 'QEMU 11.1, in the code, and what Linux 7.2 makes of it',
    about: ['ALLOC-10'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    if (queue.live || !this.#ready(queue)) return true;`,
        to: `    if (!this.#ready(queue)) return true;
    await queue.free();`,
      },
    ],
  },
  {
    id: 'enable-is-precondition',
    title: 'A queue is requested only while its CMDQ_EN is set',
    source: OWN,
    about: ['ALLOC-02'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "    return this.#page1.get('BASE') !== 0n;",
        to: "    return this.#page1.get('BASE') !== 0n && this.#page0.has('CONFIG', CMDQ_EN);",
      },
    ],
  },
  {
    id: 'base-zero-address-not-ready',
    title: 'A BASE that holds LOG2SIZE alone does not count as one',
    source: OWN,
    about: ['ALLOC-01'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "    return this.#page1.get('BASE') !== 0n;",
        to: "    return (this.#page1.get('BASE') & BASE_ADDR) !== 0n;",
      },
    ],
  },
  {
    id: 'queue-length-off-by-one',
    title: 'The length of a queue is that of LOG2SIZE + 1',
    source: OWN,
    about: ['ALLOC-06', 'VCMDQ-16'],
    edits: [{ module: 'device/vcmdq', from: LENGTH, to: 'const length = BigInt(COMMAND_BYTES) << (extract(base, BASE_LOG2SIZE) + 1n);' }],
  },
  {
    id: 'base-reserved-bits-requested',
    title: 'HW_QUEUE_ALLOC carries the reserved bits of BASE in the address',
    source: OWN,
    about: ['ALLOC-06', 'VCMDQ-15'],
    edits: [
      {
        module: 'device/vcmdq',
        from: 'allocateQueue(this.index, base & BASE_ADDR, length)',
        to: 'allocateQueue(this.index, base & ~0x1fn, length)',
      },
    ],
  },
  {
    id: 'group-trigger-descends',
    title: 'A group trigger tries the queues from the highest down',
    source: OWN,
    about: ['ALLOC-11'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '    for (const queue of this.#queues) if (!(await this.#allocate(queue))) return;',
        to: '    for (const queue of [...this.#queues].reverse()) await this.#allocate(queue);',
      },
    ],
  },
  {
    id: 'alloc-level-triggers',
    title: 'Writing ALLOC=1 over 1 attempts an allocation',
    source: OWN,
    about: ['WR-07'],
    edits: [
      { module: 'device/cmdqv-block', from: 'if (before === after) return undefined;', to: 'if (!before && !after) return undefined;' },
    ],
  },
  {
    id: 'init-err-not-cleared',
    title: 'A successful allocation leaves CMDQ_INIT_ERR for the time after the queue',
    source: OWN,
    about: ['FAIL-03', 'ALLOC-14', 'MIG-08'],
    edits: [
      { module: 'device/vcmdq', from: "    this.#page0.lower('GERROR', CMDQ_INIT_ERR);", to: '' },
      {
        module: 'device/vcmdq',
        from: `    this.#hwQueue = undefined;
    this.#page0.reset();`,
        to: `    this.#hwQueue = undefined;
    const failed = this.#page0.has('GERROR', CMDQ_INIT_ERR);
    this.#page0.reset();
    if (failed) this.#page0.raise('GERROR', CMDQ_INIT_ERR);`,
      },
    ],
  },
  {
    id: 'init-err-acknowledged',
    title: 'Writing GERROR to GERRORN clears CMDQ_INIT_ERR',
    source: OWN,
    about: ['FAIL-03', 'GERR-06'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "    if (definition.name === 'CONFIG') this.#ack",
        to: `    if (definition.name === 'GERRORN') this.#page0.lower('GERROR', value & CMDQ_INIT_ERR);
    if (definition.name === 'CONFIG') this.#ack`,
      },
    ],
  },
  {
    id: 'enable-acknowledged-after-failure',
    title: 'CMDQ_EN is acknowledged while CMDQ_INIT_ERR is set',
    source: OWN,
    about: ['FAIL-02', 'WR-16'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "else if (!this.#page0.has('GERROR', CMDQ_INIT_ERR)) this.#page0.raise",
        to: 'else this.#page0.raise',
      },
    ],
  },
  {
    id: 'base-zero-forgets-queue',
    title: 'Writing 0 to a half of BASE forgets a live queue without destroying it',
    source: OWN,
    about: ['TEAR-07', 'WR-12', 'WR-11', 'ALLOC-08'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "    if (half === 'whole') this.#page1.set(definition.name, value);",
        to: `    if (definition.name === 'BASE' && value === 0n) this.#hwQueue = undefined;
    if (half === 'whole') this.#page1.set(definition.name, value);`,
      },
    ],
  },
];
