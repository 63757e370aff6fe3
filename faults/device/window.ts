import { type Fault, OWN } from '../fault';

const INSTALL = `    await this.#allocateAll();
    this.#window.install();`;
const DISABLE = `  async #disable(): Promise<void> {
    await this.#freeAll();`;
const COVERS = 'return this.#installed && offset >= START && offset + width <= END;';

/** Faults in the window at 0x30000 and the host page behind it. */
export const WINDOW_FAULTS: readonly Fault[] = [
  {
    id: 'hist-14',
    history: 'HIST-14',
    title: 'The direct aperture is an alias of the host page',
    source: 'QEMU RFCs of 2024 and 2025, against the mail and the overview',
    about: ['DIR-01', 'DIR-02', 'MAP-03'],
    edits: [
      {
        module: 'device/page0-window',
        from: COVERS,
        to: `return Math.floor(offset / PAGE_BYTES) === 1 || (this.#installed && offset >= START && offset + width <= END);`,
      },
      { module: 'device/page0-window', from: 'this.#page.load(offset - START, width)', to: 'this.#page.load(offset % PAGE_BYTES, width)' },
      { module: 'device/page0-window', from: 'this.#page.store(offset - START, width', to: 'this.#page.store(offset % PAGE_BYTES, width' },
    ],
  },
  {
    id: 'hist-15',
    history: 'HIST-15',
    title: 'The window is there from the first access on, before VINTF0 is enabled',
    source: 'QEMU RFC of 2024 to v2, by comparison with the overview',
    about: ['P0-01', 'MAP-05', 'DIR-05'],
    edits: [{ module: 'device/page0-window', from: COVERS, to: `this.#installed = true;\n    ${COVERS}` }],
  },
  {
    id: 'hist-25',
    history: 'HIST-25',
    title: 'CMDQV_EN=0 removes the window and CMDQV_EN=1 does not bring it back',
    source: 'QEMU series v3, by comparison of the code',
    about: ['P0-04', 'WR-02'],
    edits: [{ module: 'device/cmdqv-block', from: DISABLE, to: `${DISABLE}\n    this.#window.remove();` }],
  },
  {
    id: 'hist-26',
    history: 'HIST-26',
    title: 'The host page is mapped when VINTF0 is enabled and unmapped when it is disabled',
    source: 'QEMU series v3, by comparison of the code',
    about: ['LIFE-06', 'LIFE-10'],
    edits: [
      {
        module: 'device/host-page',
        from: `  readonly #address: bigint;
  readonly #length: bigint;

  private constructor(calls: HostCalls, address: bigint, length: bigint) {
    this.#calls = calls;
    this.#address = address;
    this.#length = length;
  }`,
        to: `  #address = 0n;
  readonly #length: bigint;
  readonly #iommufd: number;
  readonly #offset: bigint;

  private constructor(calls: HostCalls, iommufd: number, offset: bigint, length: bigint) {
    this.#calls = calls;
    this.#iommufd = iommufd;
    this.#offset = offset;
    this.#length = length;
  }

  async map(): Promise<void> {
    if (this.#address !== 0n) return;
    const protection = { read: true, write: true, execute: false };
    const mapped = await this.#calls.mmap(this.#iommufd, { length: this.#length, offset: this.#offset, shared: true, protection });
    if (mapped.status === 'OK') this.#address = mapped.address;
  }`,
      },
      {
        module: 'device/host-page',
        from: `    const protection = { read: true, write: true, execute: false };
    const mapped = await calls.mmap(iommufd, { length, offset: offer.out_vintf_mmap_offset, shared: true, protection });
    // QEMU-14
    if (mapped.status !== 'OK') throw refused('Tegra241 CMDQV: failed to mmap VINTF page0', mapped.status);
    return new HostPage(calls, mapped.address, length);`,
        to: '    return new HostPage(calls, iommufd, offer.out_vintf_mmap_offset, length);',
      },
      {
        module: 'device/host-page',
        from: '    await this.#calls.munmap(this.#address, this.#length);',
        to: `    if (this.#address !== 0n) await this.#calls.munmap(this.#address, this.#length);
    this.#address = 0n;`,
      },
      {
        module: 'device/cmdqv-block',
        from: '  readonly #interrupt: () => void;',
        to: '  readonly #interrupt: () => void;\n  readonly #page: HostPage;',
      },
      {
        module: 'device/cmdqv-block',
        from: '    this.#interrupt = interrupt;',
        to: '    this.#interrupt = interrupt;\n    this.#page = page;',
      },
      {
        module: 'device/cmdqv-block',
        from: "    this.#config.raise('VINTF0_STATUS', VINTF_ENABLE_OK);",
        to: "    await this.#page.map();\n    this.#config.raise('VINTF0_STATUS', VINTF_ENABLE_OK);",
      },
      {
        module: 'device/cmdqv-block',
        from: "    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);",
        to: "    await this.#page.unmap();\n    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);",
      },
    ],
  },
  {
    id: 'hist-27',
    history: 'HIST-27',
    title: 'The window is installed by the first successful HW_QUEUE_ALLOC and not by enabling VINTF0',
    source: 'QEMU series v3 to v5 and the mail, against the overview',
    about: ['P0-01', 'MAP-05', 'WR-08', 'LIFE-10'],
    edits: [
      { module: 'device/cmdqv-block', from: INSTALL, to: '    await this.#allocateAll();' },
      {
        module: 'device/cmdqv-block',
        from: '    return queue.allocate();',
        to: `    const allocated = await queue.allocate();
    if (allocated) this.#window.install();
    return allocated;`,
      },
    ],
  },
  {
    id: 'ram-mapped-to-be-read',
    title: 'Devices can read the RAM of the guest, and not write it',
    source: OWN,
    about: ['P0-05'],
    edits: [{ module: 'device/host-session', from: ' | IOAS_MAP_FLAGS.WRITEABLE', to: '' }],
  },
  {
    id: 'hist-49',
    history: 'HIST-49',
    title: 'The host page is mapped into the address space of the devices',
    source: 'memory patch of QEMU before commit 11b9798c',
    about: ['P0-05'],
    edits: [
      {
        module: 'device/host-session',
        from: '  async destroy(id: number)',
        to: `  async expose(address: bigint, length: bigint): Promise<void> {
    await this.ask(IOAS_MAP, { flags: MAP_FLAGS, ioas_id: this.#ioas, user_va: address, length, iova: 0x4_0000_0000n });
  }

  async destroy(id: number)`,
      },
      {
        module: 'device/host-page',
        from: '  load(offset: number',
        to: `  expose(session: { expose(address: bigint, length: bigint): Promise<void> }): Promise<void> {
    return session.expose(this.#address, this.#length);
  }

  load(offset: number`,
      },
      {
        module: 'device/cmdqv',
        from: '      const block = new CmdqvBlock(',
        to: '      await page.expose(session);\n      const block = new CmdqvBlock(',
      },
    ],
  },
  {
    id: 'window-needs-allocation',
    title: 'The window stays closed if an allocation failed when VINTF0 was enabled',
    source: OWN,
    about: ['WR-08'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: INSTALL,
        to: `    await this.#allocateAll();
    if (this.#queues.every((queue) => queue.live || !this.#ready(queue))) this.#window.install();`,
      },
    ],
  },
  {
    id: 'window-counts-enables',
    title: 'Two enables need two disables to close the window',
    source: OWN,
    about: ['P0-02'],
    edits: [
      {
        module: 'device/page0-window',
        from: '  #installed = false;',
        to: '  #installs = 0;\n\n  get #installed(): boolean {\n    return this.#installs > 0;\n  }',
      },
      { module: 'device/page0-window', from: 'this.#installed = true;', to: 'this.#installs++;' },
      { module: 'device/page0-window', from: 'this.#installed = false;', to: 'this.#installs = Math.max(0, this.#installs - 1);' },
    ],
  },
  {
    id: 'window-survives-reset',
    title: 'A reset leaves the window open',
    source: OWN,
    about: ['P0-03', 'TEAR-05'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `  async reset(): Promise<void> {
    this.#window.remove();`,
        to: '  async reset(): Promise<void> {',
      },
    ],
  },
];
