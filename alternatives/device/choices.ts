import type { Alternative } from '../alternative';

const BLOCK = 'device/cmdqv-block';
const VCMDQ = 'device/vcmdq';
const SMMU = 'device/accelerated-smmu';
const REGISTERS = 'device/smmu-registers';
const EVENT_QUEUE = 'device/event-queue';
const MACHINE = 'device/virtual-machine';
const DESTROY_QUEUE = '    await this.#viommu.destroyQueue(hwQueue);';
const MIGRATION =
  '    for (const definition of MIGRATED) await this.#page.store(this.#pageOffset(definition), 4, this.#page0.get(definition.name));\n';
const BLOCK_RESET = '    await this.cmdqvBlock?.reset();\n    this.#clamp();';
const ROUTES_AT_RESET = '    await this.#routeAll();\n    await this.cmdqvBlock?.reset();';

/** VMMs that take more care, or less, where nothing is said of it. */
export const DEVICE_CHOICE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'event-queue-aligned-to-its-size',
    title: 'The event queue begins at a multiple of its size',
    allowedBy: 'IHI 0070, EVENTQ_BASE: the address is aligned to the size of the queue, and lower bits are ignored',
    edits: [
      {
        module: EVENT_QUEUE,
        from: 'return (this.#base & bitsOf(BASE_ADDRESS)) +',
        to: 'const bytes = size * BigInt(VEVENT_SMMUV3.bytes);\n    return (this.#base & bitsOf(BASE_ADDRESS) & ~(bytes - 1n)) +',
      },
    ],
  },
  {
    id: 'event-queue-registers-survive-reset',
    title: 'A reset leaves the registers of the event queue of the SMMU as they are',
    allowedBy: 'IHI 0070: EVENTQ_BASE, EVENTQ_PROD and EVENTQ_CONS are unknown out of reset',
    edits: [{ module: REGISTERS, from: '    this.eventQueue.reset();\n', to: '' }],
  },
  {
    id: 'event-queue-registers-guarded',
    title: 'EVENTQ_BASE and EVENTQ_PROD cannot be written while EVENTQEN is 1',
    allowedBy: 'IHI 0070: they are guarded by EVENTQEN',
    edits: [
      {
        module: REGISTERS,
        from: '    else this.eventQueue.write(offset, content);',
        to: `    else if (!this.tellsEvents || offset === SMMU_REGISTERS.EVENTQ_CONS) this.eventQueue.write(offset, content);`,
      },
    ],
  },
  {
    id: 'gbpa-holds-abort-alone',
    title: 'GBPA holds no bit but ABORT',
    allowedBy: 'IHI 0070: attributes that cannot be overridden are RES0, and no clause asks for them',
    edits: [{ module: REGISTERS, from: 'this.#gbpa = content & ~bitsOf(GBPA_UPDATE);', to: 'this.#gbpa = content & bitsOf(GBPA_ABORT);' }],
  },
  {
    id: 'gbpa-out-of-reset-shares-as-incoming',
    title: 'GBPA has SHCFG=1 after a reset',
    allowedBy: 'IHI 0070: SHCFG out of reset says that incoming attributes are used',
    edits: [
      { module: REGISTERS, from: '    this.#gbpa = 0n;\n    this.#gerror = 0n;', to: '    this.#gbpa = 0x1000n;\n    this.#gerror = 0n;' },
    ],
  },
  {
    id: 'cr0-of-defined-bits',
    title: 'CR0 and CR0ACK hold the bits that an SMMUv3 defines, and no others',
    allowedBy: 'IHI 0070: the others are RES0',
    edits: [
      {
        module: REGISTERS,
        from: '    if (offset === CR0) this.#cr0 = content;',
        to: '    if (offset === CR0) this.#cr0 = content & 0x5fn;',
      },
    ],
  },
  {
    id: 'smmus-counted-from-zero',
    title: 'The first SMMU of the firmware has the identifier 0',
    allowedBy: 'QEMU-10 asks that the numbers of CMDQ-V and SMMU agree',
    edits: [{ module: MACHINE, from: 'identifier: index + 1,', to: 'identifier: index,' }],
  },
  {
    id: 'queue-disabled-before-it-is-freed',
    title: 'CONFIG of a queue is stored as 0 before the queue is destroyed',
    allowedBy: 'no clause forbids it: the kernel disables the queue in any case',
    edits: [
      {
        module: VCMDQ,
        from: DESTROY_QUEUE,
        to: `    await this.#page.store(this.#pageOffset(guestRegister('VCMDQ0_CONFIG').definition), 4, 0n);\n${DESTROY_QUEUE}`,
      },
    ],
  },
  {
    id: 'indices-read-before-a-queue-is-freed',
    title: 'CONS_INDX, PROD_INDX and CONFIG are read from the host page before the queue is destroyed',
    allowedBy: 'no clause forbids it: MIG-09 asks that they do not come back',
    edits: [
      {
        module: VCMDQ,
        from: DESTROY_QUEUE,
        to: `    for (const definition of MIGRATED) await this.#page.load(this.#pageOffset(definition), 4);\n${DESTROY_QUEUE}`,
      },
    ],
  },
  {
    id: 'status-read-after-an-allocation',
    title: 'STATUS is read from the host page when the cache of a new queue has been copied',
    allowedBy: 'no clause forbids it: a load changes nothing',
    edits: [
      {
        module: VCMDQ,
        from: MIGRATION,
        to: `${MIGRATION}    await this.#page.load(this.#pageOffset(guestRegister('VCMDQ0_STATUS').definition), 4);\n`,
      },
    ],
  },
  {
    id: 'page-touched-before-the-window-opens',
    title: 'A word of the host page is read before the window is opened',
    allowedBy: 'no clause forbids it: a load changes nothing',
    edits: [
      {
        module: BLOCK,
        from: '    await this.#allocateAll();\n    this.#window.install();',
        to: '    await this.#allocateAll();\n    await this.#window.load(0x3_0000, 4);\n    this.#window.install();',
      },
    ],
  },
  {
    id: 'displaced-queue-lost-with-a-refusal',
    title: 'A queue 1 that gave way to a queue 0 whose new BASE is refused does not come back with the next one',
    allowedBy: 'ALLOC-12: a later success of queue 0 does not retry queue 1',
    edits: [
      {
        module: BLOCK,
        from: '    if (!(await this.#allocate(queue))) return;\n    for (const other of above)',
        to: '    if (!(await this.#allocate(queue))) {\n      this.#displaced.clear();\n      return;\n    }\n    for (const other of above)',
      },
    ],
  },
  {
    id: 'alloc-of-the-identity-alone',
    title: 'ALLOC of a queue that CMDQ_ALLOC_MAP gives another slot or VINTF allocates nothing',
    allowedBy: 'MAP-10 judges the identity mapping alone',
    edits: [
      {
        module: BLOCK,
        from: '    if (before === after) return undefined;\n',
        to: `    if (before === after) return undefined;
    if (after && this.#config.get(\`CMDQ_ALLOC_MAP_\${queue.index}\`) >> 1n !== BigInt(queue.index)) return undefined;
`,
      },
    ],
  },
  {
    id: 'page-mapped-at-the-second-attempt',
    title: 'A mmap of page 0 that the kernel refuses is tried once more',
    allowedBy: 'LIFE-08 tells what follows when it fails',
    edits: [
      {
        module: 'device/host-page',
        from: '    const mapped = await calls.mmap(iommufd, { length, offset: offer.out_vintf_mmap_offset, shared: true, protection });\n',
        to: `    const wanted = { length, offset: offer.out_vintf_mmap_offset, shared: true, protection };
    const first = await calls.mmap(iommufd, wanted);
    const mapped = first.status === 'OK' ? first : await calls.mmap(iommufd, wanted);
`,
      },
    ],
  },
  {
    id: 'vdevice-at-the-second-attempt',
    title: 'A VDEVICE_ALLOC that the kernel refuses is made once more',
    allowedBy: 'LIFE-12 and LIFE-13 accept it at any time before the stream ID is used',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    this.#vdevice ??= await viommu.allocateVdevice(this.id, this.streamId);\n',
        to: '    this.#vdevice ??= await viommu.allocateVdevice(this.id, this.streamId);\n    this.#vdevice ??= await viommu.allocateVdevice(this.id, this.streamId);\n',
      },
    ],
  },
  {
    id: 'device-tried-before-it-is-opened',
    title: 'The file of a device is opened and closed again before the one that is used',
    allowedBy: 'no clause forbids it: what was opened is closed',
    edits: [
      {
        module: SMMU,
        from: '      const session = this.#backing?.session ?? (await this.#sessions.enter());',
        to: `      const tried = await this.#calls.open(\`/dev/vfio/devices/\${wanted.device}\`);
      if (tried.status === 'OK') await this.#calls.close(tried.fd);
      const session = this.#backing?.session ?? (await this.#sessions.enter());`,
      },
    ],
  },
  {
    id: 'cmdqv-asked-for-twice',
    title: 'The host is asked for its CMDQ-V twice before the vIOMMU is allocated',
    allowedBy: 'LIFE-02 asks that it comes after the check of the SMMU',
    edits: [
      {
        module: SMMU,
        from: "    if (cmdqv === 'off') return false;\n",
        to: "    if (cmdqv === 'off') return false;\n    await cmdqvObstacle(session, device);\n",
      },
    ],
  },
  {
    id: 'host-looked-at-after-a-reset',
    title: 'The host SMMU is looked at once more when the VM is reset',
    allowedBy: 'no clause forbids it: GET_HW_INFO changes nothing',
    edits: [
      {
        module: SMMU,
        from: BLOCK_RESET,
        to: `    await this.cmdqvBlock?.reset();
    if (this.#backing !== undefined) await hostIdentification(this.#backing.session, this.#backing.viommu.founder).catch(() => undefined);
    this.#clamp();`,
      },
    ],
  },
  {
    id: 'streams-abort-before-a-reset-ends',
    title: 'A reset puts every stream on abort before what GBPA says',
    allowedBy: 'SMMU-04 asks that the nested HWPT goes once another one is attached, whichever',
    edits: [
      {
        module: SMMU,
        from: ROUTES_AT_RESET,
        to: `    if (this.#backing !== undefined) for (const device of this.#all()) await device.attach(this.#backing.viommu.untranslated('abort'));\n${ROUTES_AT_RESET}`,
      },
    ],
  },
  {
    id: 'stream-aborts-before-its-device-goes',
    title: 'The stream of a device that is unplugged is put on abort before the device goes back to the stage-2 HWPT',
    allowedBy: 'TEAR-08 asks that the nested HWPT goes, and where the device ends',
    edits: [
      {
        module: SMMU,
        from: '    await device.release(stage2);\n',
        to: "    await device.attach(viommu.untranslated('abort'));\n    await device.release(stage2);\n",
      },
    ],
  },
  {
    id: 'stream-ids-cut-off',
    title: 'Of a StreamID that is out of range the lower 16 bits count',
    allowedBy: 'SMMU-22 has no effect, or that of some StreamID in range',
    edits: [
      {
        module: SMMU,
        from: '    const words = commandWords(command);\n',
        to: "    const words = commandWords(command);\n    if ((commandFieldValue(words, 'SID') ?? 0n) > 0xffffn) {\n      const inRange = command.slice();\n      inRange.fill(0, 6, 8);\n      return this.#execute(inRange);\n    }\n",
      },
    ],
  },
  {
    id: 'no-vdevice-for-bypass-at-plug',
    title: 'A device that is plugged into the enabled SMMU and whose entry is for bypass gets its vDEVICE with the next CFGI_STE',
    allowedBy: 'LIFE-13',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "    if (treatmentBy(device.configured) === 'abort') return;\n    await device.map(viommu);",
        to: "    if (treatmentBy(device.configured) === 'abort') return;\n    if (typeof treatmentBy(device.configured) !== 'string') await device.map(viommu);",
      },
    ],
  },
  {
    id: 'range-ends-at-a-refused-vdevice',
    title: 'CFGI_STE_RANGE ends at a device whose vDEVICE the kernel refuses',
    allowedBy: 'TRAP-01 does not tell what then becomes of the others',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      await device.map(backing.viommu);\n      device.configured',
        to: '      await device.map(backing.viommu);\n      if (!device.mapped) return;\n      device.configured',
      },
    ],
  },
];
