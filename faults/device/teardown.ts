import { type Fault, OWN } from '../fault';

const DISABLE = `  async #disable(): Promise<void> {
    await this.#freeAll();`;
const DISABLE_VINTF = `    this.#window.remove();
    await this.#freeAll();
    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);`;
const RESET = `  async reset(): Promise<void> {
    this.#window.remove();
    await this.#freeAll();`;
const ASCENDING = 'for (const queue of this.#queues) await queue.free();';

/** Faults in freeing queues, resetting the device and unplugging. */
export const TEARDOWN_FAULTS: readonly Fault[] = [
  {
    id: 'hist-13',
    history: 'HIST-13',
    title: 'A reset destroys the queues from the lowest up, which the kernel refuses',
    source: 'first QEMU RFC of 2024, by comparison with v2 and the user API',
    about: ['TEAR-05'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: RESET,
        to: `  async reset(): Promise<void> {
    this.#window.remove();
    ${ASCENDING}`,
      },
    ],
  },
  {
    id: 'hist-23',
    history: 'HIST-23',
    title: 'CMDQV_EN=0 does not free the queues',
    source: 'QEMU series v2 and earlier, by comparison with v3',
    about: ['WR-02', 'TEAR-03'],
    edits: [{ module: 'device/cmdqv-block', from: DISABLE, to: '  async #disable(): Promise<void> {' }],
  },
  {
    id: 'hist-24',
    history: 'HIST-24',
    title: 'Disabling VINTF0 neither closes the window nor frees the queues',
    source: 'QEMU series v2 and earlier, by comparison of the code',
    about: ['WR-09', 'TEAR-04', 'P0-03'],
    edits: [{ module: 'device/cmdqv-block', from: DISABLE_VINTF, to: "    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);" }],
  },
  {
    id: 'hist-47',
    history: 'HIST-47',
    title: 'The device that the vIOMMU was created with can be unplugged',
    source: 'QEMU 11.1 before commit 44358536',
    about: ['TEAR-09'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'if (cmdqv !== undefined && device.id === viommu.founder) {',
        to: 'if (cmdqv === undefined && device.id < 0) {',
      },
    ],
  },
  {
    id: 'disable-frees-ascending',
    title: 'CMDQV_EN=0 destroys the queues from the lowest up',
    source: OWN,
    about: ['WR-02', 'TEAR-03'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: DISABLE,
        to: `  async #disable(): Promise<void> {
    ${ASCENDING}`,
      },
    ],
  },
  {
    id: 'acknowledged-before-freed',
    title: 'VINTF0_STATUS.ENABLE_OK falls before the queues are freed',
    source: OWN,
    about: ['WR-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: DISABLE_VINTF,
        to: `    this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);
    this.#window.remove();
    await this.#freeAll();
    this.#config.raise('VINTF0_STATUS', VINTF_ENABLE_OK);`,
      },
    ],
  },
  {
    id: 'enable-clear-frees-queue',
    title: 'Clearing CMDQ_EN of a live queue through the direct aperture frees it',
    source: OWN,
    about: ['TEAR-06'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'return place.page === 0 ? queue.writePage0(register, content)',
        to: `if (register.definition.name === 'CONFIG' && queue.live && (content & 1n) === 0n) return this.#freeFrom(queue);
        return place.page === 0 ? queue.writePage0(register, content)`,
      },
    ],
  },
  {
    id: 'reset-keeps-error-maps',
    title: 'A reset leaves VI_ERR_MAP set',
    source: OWN,
    about: ['TEAR-05', 'EVT-08', 'MMIO-07'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    this.#config.reset();
  }`,
        to: `    const errors = this.#config.get('VI_ERR_MAP_0');
    this.#config.reset();
    this.#config.set('VI_ERR_MAP_0', errors);
  }`,
      },
    ],
  },
  {
    id: 'unplug-keeps-vdevice',
    title: 'Unplugging a device leaves its vDEVICE to the kernel',
    source: OWN,
    about: ['TEAR-08'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: 'if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);',
        to: '',
      },
    ],
  },
  {
    id: 'unplug-keeps-nested-hwpt',
    title: 'Unplugging a device closes it while its nested HWPT is attached, and keeps that',
    source: OWN,
    about: ['TEAR-08'],
    edits: [
      { module: 'device/passthrough-device', from: '    await this.attach(stage2);\n', to: '' },
      {
        module: 'device/passthrough-device',
        from: '    await this.close();\n    await this.#keepNested(undefined);\n',
        to: '    await this.close();\n',
      },
    ],
  },
  {
    id: 'ascending-unmap-forgets-queue-0',
    title: 'Clearing ALLOC of queue 0 under a live queue 1 forgets the queue 0 that the kernel keeps',
    source: 'QEMU 11.1.3, by its code and by test with a guest that starts a second kernel',
    about: ['TEAR-13', 'GUEST-12'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'return after ? this.#attempt(queue) : this.#freeFrom(queue);',
        to: 'return after ? this.#attempt(queue) : queue.free();',
      },
    ],
  },
  {
    id: 'first-base-latched',
    title: 'A queue that is allocated again has the BASE of its first allocation',
    source: OWN,
    about: ['GUEST-12', 'TEAR-13', 'WR-11'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "  async allocate(): Promise<boolean> {\n    const base = this.#page1.get('BASE');",
        to: "  #first: bigint | undefined;\n\n  async allocate(): Promise<boolean> {\n    this.#first ??= this.#page1.get('BASE');\n    const base = this.#first;",
      },
    ],
  },
  {
    id: 'device-file-closed-twice',
    title: 'Unplugging a device closes its file twice',
    source: OWN,
    about: ['TEAR-14'],
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    this.#vdevice = undefined;\n    await this.close();',
        to: '    this.#vdevice = undefined;\n    await this.close();\n    await this.close();',
      },
    ],
  },
  {
    id: 'founder-takes-the-viommu-along',
    title: 'The device that the vIOMMU was made with takes it along, though another device is still behind it',
    source: OWN,
    about: ['TEAR-10'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (this.#devices.size > 0) return;',
        to: '    if (this.#devices.size > 0 && device.id !== viommu.founder) return;',
      },
    ],
  },
];
