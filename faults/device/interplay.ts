import { type Fault, OWN } from '../fault';

/** Faults where one part of the device meets another: a switch and a window, a refusal and what comes after it, a device and its guest. */
export const INTERPLAY_FAULTS: readonly Fault[] = [
  {
    id: 'window-goes-while-cmdqv-is-enabled-only',
    title: 'VINTF0 that is disabled while CMDQ-V is disabled leaves the window open',
    source: OWN,
    about: ['P0-03', 'WR-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    this.#window.remove();
    await this.#freeAll();
    this.#config.lower('VINTF0`,
        to: `    if (this.#config.has('CMDQV_STATUS', CMDQV_ENABLED)) this.#window.remove();
    await this.#freeAll();
    this.#config.lower('VINTF0`,
      },
    ],
  },
  {
    id: 'displaced-queue-comes-back-unmapped',
    title: 'A queue 1 that gave way to queue 0 is allocated again with it, though its ALLOC has gone to 0 meanwhile',
    source: OWN,
    about: ['ALLOC-01'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'if (queue.live || !this.#ready(queue)) return true;',
        to: 'if (queue.live || (!this.#ready(queue) && !this.#displaced.has(queue))) return true;',
      },
    ],
  },
  {
    id: 'gerrorn-follows-gerror',
    title: 'Whatever is written to GERRORN of a live queue, what GERROR holds is stored',
    source: OWN,
    about: ['WR-14'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    if (this.#hwQueue !== undefined) return this.#page.store(this.#pageOffset(definition), 4, value);',
        to: `    if (this.#hwQueue !== undefined && definition.name === 'GERRORN') {
      const gerror = this.#pageOffset(guestRegister('VCMDQ0_GERROR').definition);
      return this.#page.load(gerror, 4).then((errors) => this.#page.store(this.#pageOffset(definition), 4, errors));
    }
    if (this.#hwQueue !== undefined) return this.#page.store(this.#pageOffset(definition), 4, value);`,
      },
    ],
  },
  {
    id: 'stream-found-by-its-lower-byte',
    title: 'CFGI_STE finds devices by the lower byte of the StreamID',
    source: OWN,
    about: ['TRAP-01', 'LIFE-12'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'if (BigInt(device.streamId) >> rangeLog2 !== streamId >> rangeLog2) continue;',
        to: 'if ((BigInt(device.streamId) & 0xffn) >> rangeLog2 !== (streamId & 0xffn) >> rangeLog2) continue;',
      },
    ],
  },
  {
    id: 'ram-mapped-by-32-bits-of-its-length',
    title: 'The length of a block of RAM is handed to IOAS_MAP in 32 bits',
    source: OWN,
    about: ['ALLOC-06', 'LIFE-11'],
    edits: [
      {
        module: 'device/host-session',
        from: 'user_va: user, length, iova: address',
        to: 'user_va: user, length: length & 0xffff_ffffn, iova: address',
      },
    ],
  },
  {
    id: 'ram-mapped-below-4-gib',
    title: 'A block of RAM above 4 GiB is mapped at the lower 32 bits of its address, if it can be',
    source: OWN,
    about: ['ALLOC-06', 'LIFE-11'],
    edits: [
      {
        module: 'device/host-session',
        from: '        await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address });',
        to: '        await call(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address & 0xffff_ffffn });',
      },
    ],
  },
  {
    id: 'refused-exchange-forgets-the-hwpt',
    title: 'A nested HWPT that stays attached because the kernel refuses the next one is never destroyed',
    source: OWN,
    about: ['SMMU-04'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: "    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));",
        to: `    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));
    if (status !== 'OK') this.#nested = undefined;`,
      },
    ],
  },
  {
    id: 'plug-clears-error-maps',
    title: 'Plugging a second device clears the error maps, whatever error they tell of',
    source: OWN,
    about: ['LIFE-09', 'EVT-08'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      this.#settled = true;',
        to: `      this.#settled = true;
      this.cmdqvBlock?.forgetErrors();`,
      },
      {
        module: 'device/cmdqv-block',
        from: '  /** The parts of the region that are host pages now. */',
        to: `  forgetErrors(): void {
    for (const { name } of ERROR_MAPS) this.#config.set(name, 0n);
  }

  /** The parts of the region that are host pages now. */`,
      },
    ],
  },
  {
    id: 'refused-unplug-forgets-the-entry',
    title: 'Unplugging a device that has to stay makes it forget the entry that it was configured with',
    source: OWN,
    about: ['TEAR-09', 'SMMU-03'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (cmdqv !== undefined && device.id === viommu.founder) {',
        to: `    device.configured = undefined;
    if (cmdqv !== undefined && device.id === viommu.founder) {`,
      },
    ],
  },
  {
    id: 'events-in-first-block-of-ram-alone',
    title: 'An event for a queue in another block of RAM than the first is counted and not written',
    source: OWN,
    about: ['SMMU-10'],
    edits: [
      {
        module: 'device/guest-memory',
        from: '  async write(address: bigint, bytes: Uint8Array): Promise<void> {',
        to: `  async write(address: bigint, bytes: Uint8Array): Promise<void> {
    const [first] = this.regions;
    if (first === undefined || address < first.address || address >= first.address + first.length) return;`,
      },
    ],
  },
  {
    id: 'base-after-zero-not-taken',
    title: 'A live queue whose BASE was 0 for a time keeps the BASE from before it',
    source: OWN,
    about: ['WR-11', 'ALLOC-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    queue.writePage1(register, value);
`,
        to: `    const had = queue.hasBase;
    queue.writePage1(register, value);
`,
      },
      {
        module: 'device/cmdqv-block',
        from: 'this.#ready(queue) ? this.#rebuild(queue) : undefined;',
        to: 'this.#ready(queue) ? (had ? this.#rebuild(queue) : this.#attempt(queue)) : undefined;',
      },
    ],
  },
  {
    id: 'base-zero-clears-cons-dram',
    title: 'Writing 0 to BASE clears CONS_INDX_BASE_DRAM',
    source: OWN,
    about: ['VCMDQ-17'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "    if (half === 'whole') this.#page1.set(definition.name, value);",
        to: `    if (definition.name === 'BASE' && value === 0n) this.#page1.set('CONS_INDX_BASE_DRAM', 0n);
    if (half === 'whole') this.#page1.set(definition.name, value);`,
      },
    ],
  },
];
