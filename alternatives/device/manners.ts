import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const DEVICE = 'device/passthrough-device';
const EVENTS = 'device/host-events';
const PROBE = 'device/probe';
const SESSION = 'device/host-session';
const SMMU = 'device/accelerated-smmu';
const VCMDQ = 'device/vcmdq';
const VIOMMU = 'device/viommu';

/** Every request of a session goes through a function of that name. */
function askingBy(name: string): readonly [Edit, ...Edit[]] {
  return [
    {
      module: SESSION,
      from: '    return call(this.calls, this.fd, request, values, data);\n',
      to: `    return ${name}(this.calls, this.fd, request, values, data);\n`,
    },
    {
      module: SESSION,
      from: '    return demand(this.calls, this.fd, request, values, data);\n',
      to: `    return ${name}(this.calls, this.fd, request, values, data).then((called) => {
      if (called.status !== 'OK') throw refused(\`\${request.name} failed\`, called.status);
      return called;
    });
`,
    },
  ];
}

/** VMMs that speak to the kernel in another manner, and come to the same. */
export const MANNER_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'answers-prefilled',
    title: 'What the kernel is to fill in holds ones before: the members for its answers, and the buffers',
    allowedBy: 'what comes out of a call does not depend on what stood there (UAPI-COM-05, UAPI-INFO-09)',
    edits: [
      {
        module: PROBE,
        from: 'wanted, new Uint8Array(HW_INFO_SMMUV3.bytes));',
        to: 'wanted, new Uint8Array(HW_INFO_SMMUV3.bytes).fill(0xff));',
      },
      {
        module: PROBE,
        from: '    new Uint8Array(HW_INFO_TEGRA241.bytes),\n',
        to: '    new Uint8Array(HW_INFO_TEGRA241.bytes).fill(0xff),\n',
      },
      {
        module: VIOMMU,
        from: '      new Uint8Array(VIOMMU_TEGRA241_DATA.bytes),\n',
        to: '      new Uint8Array(VIOMMU_TEGRA241_DATA.bytes).fill(0xff),\n',
      },
      {
        module: VIOMMU,
        from: '        hwpt_id: stage2,\n        data_len',
        to: '        hwpt_id: stage2,\n        out_viommu_id: 0xffff_ffff,\n        data_len',
      },
      { module: VIOMMU, from: 'virt_id: BigInt(streamId) };', to: 'virt_id: BigInt(streamId), out_vdevice_id: 0xffff_ffff };' },
      {
        module: VIOMMU,
        from: '      nesting_parent_iova: address,\n',
        to: '      nesting_parent_iova: address,\n      out_hw_queue_id: 0xffff_ffff,\n',
      },
      { module: VIOMMU, from: '      pt_id: this.id,\n', to: '      pt_id: this.id,\n      out_hwpt_id: 0xffff_ffff,\n' },
      {
        module: EVENTS,
        from: 'veventq_depth: depth });',
        to: 'veventq_depth: depth, out_veventq_id: 0xffff_ffff, out_veventq_fd: 0xffff_ffff });',
      },
      { module: SESSION, from: 'demand(calls, fd, IOAS_ALLOC, {})', to: 'demand(calls, fd, IOAS_ALLOC, { out_ioas_id: 0xffff_ffff })' },
      { module: DEVICE, from: '{ iommufd: session.fd }', to: '{ iommufd: session.fd, out_devid: 0xffff_ffff }' },
    ],
  },
  {
    id: 'structures-as-short-as-can-be',
    title: 'The structure of each request to the iommufd ends behind the last member that is used, as with an older header',
    allowedBy: 'UAPI-COM-03, UAPI-COM-04: what the user leaves out counts as 0',
    edits: [
      ...askingBy('shorter'),
      {
        module: SESSION,
        from: 'const MAP_FLAGS =',
        to: `async function shorter<S extends Structure>(
  calls: HostCalls,
  fd: number,
  request: Request<S>,
  values: Partial<Values<S>>,
  data: Uint8Array = new Uint8Array(0),
): Promise<Called<S>> {
  const whole = encodeStructure(request.structure, { size: 0, ...values });
  const used = whole.findLastIndex((byte) => byte !== 0) + 1;
  const length = Math.min(whole.length, Math.max(request.minimum, Math.ceil(used / 8) * 8));
  const argument: Uint8Array = encodeStructure(request.structure, { size: length, ...values }).slice(0, length);
  const segments = [{ address: ARGUMENT_ADDRESS, bytes: argument, writable: true }];
  if (data.length > 0) segments.push({ address: DATA_ADDRESS, bytes: data, writable: true });
  const status = await calls.ioctl(fd, request.number, ARGUMENT_ADDRESS, new UserMemory(segments));
  whole.fill(0);
  whole.set(argument);
  return { status, out: decodeStructure(request.structure, whole), data };
}

const MAP_FLAGS =`,
      },
      {
        module: SESSION,
        from: '  type Called,\n  call,\n  DESTROY,\n',
        to: '  ARGUMENT_ADDRESS,\n  type Called,\n  DATA_ADDRESS,\n  decodeStructure,\n  DESTROY,\n  encodeStructure,\n',
      },
      {
        module: SESSION,
        from: "import type { HostCalls } from '../../src/ports';",
        to: "import { type HostCalls, UserMemory } from '../../src/ports';",
      },
      { module: SESSION, from: 'import { demand, demandFile } from', to: 'import { demand, demandFile, refused } from' },
    ],
  },
  {
    id: 'invalidate-probed-without-entries',
    title: 'HWPT_INVALIDATE is called without entries when the vIOMMU is there, to learn whether the kernel has it',
    allowedBy: 'UAPI-INV-05: the user API has this call for that, and whatever it answers nothing changes',
    edits: [
      {
        module: VIOMMU,
        from: "    await this.#demandHwpt('abort', ABORT_ENTRY);\n",
        to: `    await this.#session.ask(HWPT_INVALIDATE, { hwpt_id: this.id, data_type: INVALIDATE_DATA.ARM_SMMUV3, entry_len: 16 });
    await this.#demandHwpt('abort', ABORT_ENTRY);
`,
      },
    ],
  },
  {
    id: 'reserved-bits-not-handed-on',
    title: 'Invalidations of the trapped queue reach the kernel without their reserved bits',
    allowedBy: 'a reserved bit has no meaning: an SMMU may ignore it (IHI 0070, 4.1.5)',
    edits: [
      {
        module: VIOMMU,
        from: '    return (await this.#session.ask(HWPT_INVALIDATE, request, command)).status;\n',
        to: `    const words = commandWords(command);
    const definition = definitionOf(words);
    const plain = (definition?.fields ?? []).reduce<CommandWords>((made, field) => setField(made, field, getField(words, field)), {
      word0: words.word0 & 0xffn,
      word1: 0n,
    });
    return (await this.#session.ask(HWPT_INVALIDATE, request, commandBytes(plain))).status;
`,
      },
      {
        module: VIOMMU,
        from: "import type { Status, StreamTableEntry } from '../../src/ports';\n",
        to: `import type { Status, StreamTableEntry } from '../../src/ports';
import { type CommandWords, commandBytes, commandWords, definitionOf, getField, setField } from '../../src/tables/commands';
`,
      },
    ],
  },
  {
    id: 'cfgi-ste-invalidates-contexts',
    title: 'CFGI_STE of a device that has a vDEVICE has the kernel invalidate its context descriptors, too',
    allowedBy: 'CFGI_STE invalidates what hangs on the entry (IHI 0070, 4.3.1)',
    edits: [
      {
        module: SMMU,
        from: '      await this.#route(device, backing.viommu);\n    }\n  }\n\n  /** An entry that',
        to: `      await this.#route(device, backing.viommu);
      if (device.mapped) await backing.viommu.invalidate(commandBytes(encodeCommand('CFGI_CD_ALL', { SID: BigInt(device.streamId) })));
    }
  }

  /** An entry that`,
      },
      { module: SMMU, from: '  commandField,\n', to: '  commandBytes,\n  commandField,\n' },
      { module: SMMU, from: '  definitionOf,\n', to: '  definitionOf,\n  encodeCommand,\n' },
    ],
  },
  {
    id: 'range-mapped-before-it-is-attached',
    title: 'CFGI_STE_RANGE allocates the vDEVICEs of all its devices before it attaches the first of them',
    allowedBy: 'TRAP-01 has an order within a device, and none between devices',
    edits: [
      {
        module: SMMU,
        from: '    for (const device of this.#all()) {\n      if (BigInt(device.streamId) >> rangeLog2 !== streamId >> rangeLog2) continue;\n      // LIFE-13: whatever the entry says\n      await device.map(backing.viommu);\n',
        to: `    const named = this.#all().filter((device) => BigInt(device.streamId) >> rangeLog2 === streamId >> rangeLog2);
    for (const device of named) await device.map(backing.viommu);
    for (const device of named) {
`,
      },
    ],
  },
  {
    id: 'range-from-the-highest-stream',
    title: 'CFGI_STE_RANGE handles its devices from the highest StreamID down',
    allowedBy: 'TRAP-01 has no order between devices',
    edits: [
      {
        module: SMMU,
        from: '    for (const device of this.#all()) {\n      if (BigInt(',
        to: '    for (const device of this.#all().toSorted((a, b) => b.streamId - a.streamId)) {\n      if (BigInt(',
      },
    ],
  },
  {
    id: 'vdevice-after-an-untranslated-stream',
    title: 'Of a stream that is not translated the HWPT is attached before the vDEVICE is allocated',
    allowedBy: 'UAPI-HWPT-16: such a HWPT needs no vDEVICE; TRAP-01 and LIFE-13 have the vDEVICE come of the CFGI_STE',
    edits: [
      {
        module: SMMU,
        from: '      // LIFE-13: whatever the entry says\n      await device.map(backing.viommu);\n      device.configured = this.#streamTable.get(device.streamId);\n      await this.#route(device, backing.viommu);\n',
        to: `      device.configured = this.#streamTable.get(device.streamId);
      const first = this.#registers.policy !== 'streamTable' || typeof treatmentBy(device.configured) === 'string';
      if (first) await this.#route(device, backing.viommu);
      await device.map(backing.viommu);
      if (!first) await this.#route(device, backing.viommu);
`,
      },
    ],
  },
  {
    id: 'veventq-asked-for-twice',
    title: 'A VEVENTQ_ALLOC that the kernel refuses is made once more',
    allowedBy: 'a call that is refused changes nothing',
    edits: [
      {
        module: EVENTS,
        from: '    const { status, out } = await session.ask(VEVENTQ_ALLOC, { viommu_id: viommu, type, veventq_depth: depth });\n',
        to: `    const once = () => session.ask(VEVENTQ_ALLOC, { viommu_id: viommu, type, veventq_depth: depth });
    const first = await once();
    const { status, out } = first.status === 'OK' ? first : await once();
`,
      },
    ],
  },
  {
    id: 'attach-tried-twice',
    title: 'A device that the kernel refuses to attach is attached once more',
    allowedBy: 'a call that is refused changes nothing',
    edits: [
      {
        module: DEVICE,
        from: '  async attach(hwpt: number): Promise<Status> {\n    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });\n',
        to: `  async attach(hwpt: number): Promise<Status> {
    const once = () => call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    const first = await once();
    const { status } = first.status === 'OK' ? first : await once();
`,
      },
    ],
  },
  {
    id: 'destroy-again-while-busy',
    title: 'A DESTROY that is refused with EBUSY is made again, three times at most',
    allowedBy: 'TEAR-14 is of objects that have been destroyed, and one that is busy has not',
    edits: [
      {
        module: SESSION,
        from: '    await this.ask(DESTROY, { id });\n',
        to: "    for (let tries = 0; tries < 4; tries++) if ((await this.ask(DESTROY, { id })).status !== 'EBUSY') return;\n",
      },
    ],
  },
  {
    id: 'hw-info-cut-short',
    title: 'GET_HW_INFO of the CMDQ-V has room for the 7 bytes that the VMM looks at',
    allowedBy: 'UAPI-INFO-09: the kernel copies as much as there is room for',
    edits: [{ module: PROBE, from: '      data_len: HW_INFO_TEGRA241.bytes,\n', to: '      data_len: HW_INFO_TEGRA241.bytes - 1,\n' }],
  },
  {
    id: 'loads-before-stores',
    title: 'A store to a live queue through direct page 0 has the register read before, for a trace',
    allowedBy: 'WR-14 says what is stored, and no clause forbids a read that has no effect',
    edits: [
      {
        module: VCMDQ,
        from: '    if (this.#hwQueue !== undefined) return this.#page.store(this.#pageOffset(definition), 4, value);\n',
        to: `    if (this.#hwQueue !== undefined) {
      const at = this.#pageOffset(definition);
      return this.#page.load(at, 4).then(() => this.#page.store(at, 4, value));
    }
`,
      },
    ],
  },
  {
    id: 'interrupted-reads-tried-again',
    title: 'A read of the event file that a signal interrupts is made again at once, eight times at most',
    allowedBy: 'EVT-02: nothing comes of EINTR, and the device keeps listening',
    edits: [
      {
        module: EVENTS,
        from: '      const result = await this.#session.calls.read(this.fd, { count: this.#recordBytes });\n',
        to: `      let result = await this.#session.calls.read(this.fd, { count: this.#recordBytes });
      for (let tries = 0; tries < 8 && result.status === 'EINTR'; tries++) {
        result = await this.#session.calls.read(this.fd, { count: this.#recordBytes });
      }
`,
      },
    ],
  },
  {
    id: 'vfio-requests-of-a-whole-vmm',
    title: 'A device that is opened is asked for its information, its regions and its interrupts and is reset, whatever the kernel answers',
    allowedBy: 'no clause is about these requests of VFIO, which every VMM makes',
    edits: [
      {
        module: DEVICE,
        from: '      return new PassthroughDevice(session, wanted, fd, out.out_devid);\n',
        to: `      for (const request of [0x3b6b, 0x3b6c, 0x3b6d, 0x3b6e, 0x3b6f, 0x3b75]) {
        const bytes = new Uint8Array(64);
        bytes[0] = 64;
        await calls.ioctl(fd, request, 0x7000_0000_0000n, new UserMemory([{ address: 0x7000_0000_0000n, bytes, writable: true }]));
      }
      return new PassthroughDevice(session, wanted, fd, out.out_devid);
`,
      },
      {
        module: DEVICE,
        from: "import type { PluggedDevice, Status, StreamTableEntry } from '../../src/ports';",
        to: "import { type PluggedDevice, type Status, type StreamTableEntry, UserMemory } from '../../src/ports';",
      },
    ],
  },
  {
    id: 'iommufd-requests-of-a-whole-vmm',
    title:
      'The iommufd is asked for its options, for its compatible IOAS and for a queue of faults, and RAM is mapped by file if the kernel can',
    allowedBy: 'no clause is about these requests of iommufd, which a kernel need not have for CMDQ-V',
    edits: [
      {
        module: SESSION,
        from: '      for (const { address, length, user } of memory.regions) {\n',
        to: `      for (const request of [0x3b82, 0x3b87, 0x3b88, 0x3b8e, 0x3b8f, 0x3b92]) {
        const bytes = new Uint8Array(32);
        bytes[0] = 32;
        await calls.ioctl(fd, request, 0x7000_0000_0000n, new UserMemory([{ address: 0x7000_0000_0000n, bytes, writable: true }]));
      }
      for (const { address, length, user } of memory.regions) {
`,
      },
      {
        module: SESSION,
        from: "import type { HostCalls } from '../../src/ports';",
        to: "import { type HostCalls, UserMemory } from '../../src/ports';",
      },
    ],
  },
  {
    id: 'other-files-tried',
    title: 'The file of KVM and the container of VFIO are opened first, and done without if they are not there',
    allowedBy: 'no clause is about files other than those of iommufd and of VFIO devices',
    edits: [
      {
        module: SESSION,
        from: '      const fd = await demandFile(calls, IOMMU_PATH);\n',
        to: `      for (const path of ['/dev/kvm', '/dev/vfio/vfio', '/sys/kernel/iommu_groups']) {
        const opened = await calls.open(path);
        if (opened.status === 'OK') await calls.close(opened.fd);
      }
      const fd = await demandFile(calls, IOMMU_PATH);
`,
      },
    ],
  },
  {
    id: 'argument-behind-its-data',
    title: 'The structure of a request and the data that it points to lie in one buffer, the data in front',
    allowedBy: 'no clause says where in its memory a process has them',
    edits: [
      ...askingBy('behind'),
      {
        module: SESSION,
        from: 'const MAP_FLAGS =',
        to: `async function behind<S extends Structure>(
  calls: HostCalls,
  fd: number,
  request: Request<S>,
  values: Partial<Values<S>>,
  data: Uint8Array = new Uint8Array(0),
): Promise<Called<S>> {
  const before = 4096;
  const bytes: Uint8Array = new Uint8Array(before + request.structure.bytes);
  bytes.set(data);
  bytes.set(encodeStructure(request.structure, { size: request.structure.bytes, ...values }), before);
  const memory = new UserMemory([{ address: DATA_ADDRESS, bytes, writable: true }]);
  const status = await calls.ioctl(fd, request.number, DATA_ADDRESS + BigInt(before), memory);
  data.set(bytes.subarray(0, data.length));
  return { status, out: decodeStructure(request.structure, bytes.subarray(before)), data };
}

const MAP_FLAGS =`,
      },
      {
        module: SESSION,
        from: '  type Called,\n  call,\n  DESTROY,\n',
        to: '  type Called,\n  DATA_ADDRESS,\n  decodeStructure,\n  DESTROY,\n  encodeStructure,\n',
      },
      {
        module: SESSION,
        from: "import type { HostCalls } from '../../src/ports';",
        to: "import { type HostCalls, UserMemory } from '../../src/ports';",
      },
      { module: SESSION, from: 'import { demand, demandFile } from', to: 'import { demand, demandFile, refused } from' },
    ],
  },
  {
    id: 'dirty-tracking-probed',
    title: 'A HWPT with DIRTY_TRACKING is asked for once a device is bound, and destroyed if there is one',
    allowedBy: 'UAPI-HWPT-05: a HWPT that nothing is attached to changes nothing for the VM',
    edits: [
      {
        module: SESSION,
        from: '  async allocateStage2(device: number): Promise<number> {\n',
        to: `  async allocateStage2(device: number): Promise<number> {
    const probed = await this.ask(HWPT_ALLOC, { flags: 2, dev_id: device, pt_id: this.#ioas });
    if (probed.status === 'OK') await this.destroy(probed.out.out_hwpt_id);
`,
      },
    ],
  },
  {
    id: 'nest-parent-tried-with-pasid',
    title: 'The stage-2 HWPT is asked for with PASID first, and without if the kernel refuses that',
    allowedBy: 'UAPI-HWPT-06 refuses it, and a call that is refused changes nothing',
    edits: [
      {
        module: SESSION,
        from: '    return (await this.demand(HWPT_ALLOC, {',
        to: `    const tried = await this.ask(HWPT_ALLOC, { flags: HWPT_FLAGS.NEST_PARENT | 8, dev_id: device, pt_id: this.#ioas });
    if (tried.status === 'OK') return tried.out.out_hwpt_id;
    return (await this.demand(HWPT_ALLOC, {`,
      },
    ],
  },
  {
    id: 'one-record-each-time',
    title: 'A VMM takes one record each time that its event file is readable, and waits to be told again',
    allowedBy: 'EVT-02 to EVT-05 say what becomes of a record; a file that has another stays readable',
    edits: [
      {
        module: 'device/host-events',
        from: `    for (;;) {
      const result = await this.#session.calls.read(this.fd, { count: this.#recordBytes });
      const payload = this.#payloadOf(result);
      if (payload === undefined) return;
      await this.#deliver(payload);
    }
`,
        to: `    const payload = this.#payloadOf(await this.#session.calls.read(this.fd, { count: this.#recordBytes }));
    if (payload !== undefined) await this.#deliver(payload);
`,
      },
    ],
  },
];
