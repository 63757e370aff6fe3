import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const SESSION = 'device/host-session';
const VIOMMU = 'device/viommu';
const DEVICE = 'device/passthrough-device';

const SUBMIT = `  async #execute(command: Uint8Array): Promise<boolean> {
    const words = commandWords(command);
    const definition = definitionOf(words);
`;
const HELD = `  readonly #held: Uint8Array[] = [];

${SUBMIT}    if ((definition?.name === 'CMD_SYNC' || definition?.name.startsWith('CFGI_STE')) && !(await this.#flush())) return false;
`;
const FORWARD = `  async #forward(command: Uint8Array): Promise<boolean> {
    return this.#backing === undefined || (await this.#backing.viommu.invalidate(command)) === 'OK';
  }
`;
const HOLD = `  async #forward(command: Uint8Array): Promise<boolean> {
    this.#held.push(command);
    return true;
  }
`;
const FLUSHES: readonly Edit[] = [
  { module: SMMU, from: SUBMIT, to: HELD },
  {
    module: SMMU,
    from: '    this.#registers.reset();\n    this.#streamTable',
    to: '    await this.#flush();\n    this.#registers.reset();\n    this.#streamTable',
  },
  { module: SMMU, from: '    await device.release(stage2);\n', to: '    await this.#flush();\n    await device.release(stage2);\n' },
];
const RAM = '      for (const { address, length, user } of memory.regions) {\n';
const ADOPT = '      await device.demandAttach(backing.viommu.untranslated(this.#fallback()));\n';

/** A session that is given the guest's memory for later. */
const KEEPS_MEMORY: Edit = {
  module: 'device/host-session',
  from: `private constructor(calls: HostCalls, fd: number, ioas: number) {
    this.calls = calls;`,
  to: `private constructor(calls: HostCalls, fd: number, ioas: number, memory: GuestMemory) {
    this.calls = calls;
    this.#memory = memory;`,
};

/** VMMs that make the same requests at another time, in another order, or more of them. */
export const DEVICE_REQUEST_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'vdevice-at-plug',
    title: 'VDEVICE_ALLOC is called when a device is plugged in',
    allowedBy: 'LIFE-12 and LIFE-13 accept it at any time before the stream ID is used',
    edits: [
      { module: SMMU, from: ADOPT, to: `      await device.map(backing.viommu);\n      undo(() => device.unmap());\n${ADOPT}` },
      {
        module: DEVICE,
        from: '  async close(): Promise<void> {',
        to: '  async unmap(): Promise<void> {\n    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);\n    this.#vdevice = undefined;\n  }\n\n  async close(): Promise<void> {',
      },
    ],
  },
  {
    id: 'invalidations-held-until-sync',
    title: 'Invalidations of the trapped queue reach the kernel with the next CMD_SYNC or CFGI, in one HWPT_INVALIDATE for each',
    allowedBy: 'the architecture promises no effect of an invalidation before a CMD_SYNC is consumed (CQ-07)',
    edits: [
      {
        module: SMMU,
        from: FORWARD,
        to: `${HOLD}
  async #flush(): Promise<boolean> {
    let fine = true;
    for (const command of this.#held.splice(0)) {
      if (this.#backing !== undefined && (await this.#backing.viommu.invalidate(command)) !== 'OK') fine = false;
    }
    return fine;
  }
`,
      },
      ...FLUSHES,
    ],
  },
  {
    id: 'invalidations-batched',
    title: 'Invalidations of the trapped queue are held until the next CMD_SYNC or CFGI, and reach the kernel in one HWPT_INVALIDATE',
    allowedBy: 'the architecture promises no effect of an invalidation before a CMD_SYNC is consumed (CQ-07)',
    edits: [
      {
        module: SMMU,
        from: FORWARD,
        to: `${HOLD}
  async #flush(): Promise<boolean> {
    const held = this.#held.splice(0);
    return held.length === 0 || this.#backing === undefined || (await this.#backing.viommu.invalidate(held)) === 'OK';
  }
`,
      },
      ...FLUSHES,
      {
        module: VIOMMU,
        from: '  async invalidate(command: Uint8Array): Promise<Status> {\n',
        to: '  async invalidate(commands: readonly Uint8Array[]): Promise<Status> {\n',
      },
      {
        module: VIOMMU,
        from: '      entry_len: command.length,\n      entry_num: 1,\n',
        to: '      entry_len: COMMAND_BYTES,\n      entry_num: commands.length,\n',
      },
      { module: VIOMMU, from: 'HWPT_INVALIDATE, request, command))', to: 'HWPT_INVALIDATE, request, Buffer.concat(commands)))' },
      {
        module: VIOMMU,
        from: "import type { Status, StreamTableEntry } from '../../src/ports';\n",
        to: "import type { Status, StreamTableEntry } from '../../src/ports';\nimport { COMMAND_BYTES } from '../../src/tables/commands';\n",
      },
    ],
  },
  {
    id: 'ram-in-pieces',
    title: 'Guest RAM is mapped into the IOAS in pieces of 16 MiB',
    allowedBy: 'no clause says in how many IOAS_MAPs',
    edits: [
      {
        module: SESSION,
        from: '        await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address });\n',
        to: `        const piece = 0x100_0000n;
        for (let at = 0n; at < length; at += piece) {
          const rest = length - at;
          const whole = rest < piece ? rest : piece;
          await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user + at, length: whole, iova: address + at });
        }
`,
      },
    ],
  },
  {
    id: 'ioctls-tried-again',
    title: 'An ioctl that a signal interrupts is made again',
    allowedBy: 'no clause says what EINTR of an ioctl leads to; an ioctl may be interrupted',
    edits: [
      {
        module: SESSION,
        from: '    return call(this.calls, this.fd, request, values, data);\n',
        to: "    const again = (tries: number): Promise<Called<S>> =>\n      call(this.calls, this.fd, request, values, data).then((made) => (made.status === 'EINTR' && tries < 3 ? again(tries + 1) : made));\n    return again(0);\n",
      },
    ],
  },
  {
    id: 'bypass-hwpt-first',
    title: 'The bypass HWPT is allocated before the abort HWPT',
    allowedBy: 'LIFE-09 names both and no order',
    edits: [
      {
        module: VIOMMU,
        from: "    await this.#demandHwpt('abort', ABORT_ENTRY);\n    await this.#demandHwpt('bypass', BYPASS_ENTRY);\n",
        to: "    await this.#demandHwpt('bypass', BYPASS_ENTRY);\n    await this.#demandHwpt('abort', ABORT_ENTRY);\n",
      },
    ],
  },
  {
    id: 'hwpts-destroyed-in-other-order',
    title: 'The bypass HWPT is destroyed before the abort HWPT',
    allowedBy: 'TEAR-10 names what is left of a vIOMMU and no order among HWPTs',
    edits: [
      {
        module: VIOMMU,
        from: 'of this.#untranslated.values()) await',
        to: 'of [...this.#untranslated.values()].reverse()) await',
      },
    ],
  },
  {
    id: 'information-asked-twice',
    title: 'GET_HW_INFO is called once more without room for an answer, to learn its size',
    allowedBy: 'UAPI-INFO-11 allows the question, which changes nothing',
    edits: [
      {
        module: 'device/probe',
        from: '  const wanted = { dev_id: device,',
        to: '  await session.ask(GET_HW_INFO, { dev_id: device });\n  const wanted = { dev_id: device,',
      },
    ],
  },
  {
    id: 'host-smmu-looked-at-before-the-attach',
    title: 'The host SMMU is looked at before the device is put on the stage-2 HWPT',
    allowedBy: 'LIFE-02 asks for the check before the probe of CMDQ-V',
    edits: [
      {
        module: SMMU,
        from: '      stage2 ??= await session.allocateStage2(device.id);\n      await device.demandAttach(stage2);\n      const host = await hostIdentification(session, device.id);\n',
        to: '      const host = await hostIdentification(session, device.id);\n      stage2 ??= await session.allocateStage2(device.id);\n      await device.demandAttach(stage2);\n',
      },
    ],
  },
  {
    id: 'files-closed-in-other-order',
    title: 'A process that ends closes its devices before its iommufd',
    allowedBy: 'the kernel orders what hangs on them (TEAR-12)',
    edits: [{ module: SMMU, from: '    for (const fd of fds) await', to: '    for (const fd of fds.reverse()) await' }],
  },
  {
    id: 'events-read-several-at-once',
    title: 'A read of the event file has room for four records',
    allowedBy: 'EVT-02 tells the form of a record; a read may give several (UAPI-VEQ-10)',
    edits: [
      {
        module: 'device/host-events',
        from: `{ count: this.#recordBytes });
      const payload = this.#payloadOf(result);
      if (payload === undefined) return;
      await this.#deliver(payload);`,
        to: `{ count: 4 * this.#recordBytes });
      if (this.#payloadOf(result) === undefined || result.status !== 'OK') return;
      for (let at = 0; at + this.#recordBytes <= result.bytes.length; at += this.#recordBytes) {
        const payload = this.#payloadOf({ status: 'OK', bytes: result.bytes.subarray(at, at + this.#recordBytes) });
        if (payload !== undefined) await this.#deliver(payload);
      }`,
      },
    ],
  },
  {
    id: 'information-asked-once-more',
    title: 'The host SMMU is looked at once more when a device has been attached',
    allowedBy: 'UAPI-INFO-12: the question changes nothing',
    edits: [
      {
        module: SMMU,
        from: '      await this.#find(device, backing.viommu);\n',
        to: '      await hostIdentification(session, device.id);\n      await this.#find(device, backing.viommu);\n',
      },
    ],
  },
  {
    id: 'ranges-asked-first',
    title: 'IOAS_IOVA_RANGES is called before guest RAM is mapped',
    allowedBy: 'UAPI-IOAS-02: the question changes nothing',
    edits: [
      {
        module: SESSION,
        from: RAM,
        to: `      await call(calls, fd, IOAS_IOVA_RANGES, { ioas_id: ioas, num_iovas: 8, allowed_iovas: DATA_ADDRESS }, new Uint8Array(8 * 16));
${RAM}`,
      },
      { module: SESSION, from: '  DESTROY,\n', to: '  DATA_ADDRESS,\n  DESTROY,\n' },
      { module: SESSION, from: '  IOAS_MAP,\n', to: '  IOAS_IOVA_RANGES,\n  IOAS_MAP,\n' },
    ],
  },
  {
    id: 'ram-mapped-from-the-top',
    title: 'Guest RAM is mapped into the IOAS from the highest region down',
    allowedBy: 'no clause says in which order',
    edits: [{ module: SESSION, from: RAM, to: RAM.replace('memory.regions)', '[...memory.regions].reverse())') }],
  },
  {
    id: 'iommufd-tried-first',
    title: 'An iommufd is opened and closed again before the one that is used',
    allowedBy: 'an iommufd without objects has no effect (UAPI-DES-05)',
    edits: [
      {
        module: SESSION,
        from: '      const fd = await demandFile(calls, IOMMU_PATH);\n',
        to: '      await calls.close(await demandFile(calls, IOMMU_PATH));\n      const fd = await demandFile(calls, IOMMU_PATH);\n',
      },
    ],
  },
  {
    id: 'vdevice-destroyed-before-the-attach',
    title: 'The vDEVICE of a device that is unplugged is destroyed before the device goes back to the stage-2 HWPT',
    allowedBy: 'TEAR-08 names no order, and VSID-17 allows it',
    edits: [
      {
        module: DEVICE,
        from: '    await this.attach(stage2);\n    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);\n    this.#vdevice = undefined;\n',
        to: '    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);\n    this.#vdevice = undefined;\n    await this.attach(stage2);\n',
      },
    ],
  },
  {
    id: 'smmu-events-made-anew',
    title: 'A vEVENTQ of the SMMU is as old as EVENTQEN: it goes when that goes to 0',
    allowedBy: 'SMMU-12 does not tell whether the device allocates its vEVENTQ anew',
    edits: [
      {
        module: SMMU,
        from: '    if (!toldBefore) await this.#listen();\n',
        to: `    if (!toldBefore) await this.#listen();
    else if (!this.#registers.tellsEvents && this.#backing !== undefined) {
      await this.#backing.events?.release();
      this.#backing.events = undefined;
    }
`,
      },
    ],
  },
  {
    id: 'an-ioas-for-each-smmu',
    title: 'Each SMMU of a VM has an IOAS of its own, with all of guest RAM, in the one iommufd',
    allowedBy: 'ISO-01 and LIFE-15 name the iommufd, the VINTF and the stage-2 HWPT, and no IOAS',
    edits: [
      {
        module: 'device/host-session',
        from: '    return (await this.demand(HWPT_ALLOC, { flags: HWPT_FLAGS.NEST_PARENT, dev_id: device, pt_id: this.#ioas })).out.out_hwpt_id;',
        to: `    const ioas = this.#used ? await filled(this.calls, this.fd, this.#memory) : this.#ioas;
    this.#used = true;
    return (await this.demand(HWPT_ALLOC, { flags: HWPT_FLAGS.NEST_PARENT, dev_id: device, pt_id: ioas })).out.out_hwpt_id;`,
      },
      {
        module: 'device/host-session',
        from: `  readonly #ioas: number;
`,
        to: `  readonly #ioas: number;
  readonly #memory: GuestMemory;
  #used = false;
`,
      },
      KEEPS_MEMORY,
      {
        module: 'device/host-session',
        from: `      const ioas = (await demand(calls, fd, IOAS_ALLOC, {})).out.out_ioas_id;
      for (const { address, length, user } of memory.regions) {
        await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address });
      }
      return new HostSession(calls, fd, ioas);`,
        to: '      return new HostSession(calls, fd, await filled(calls, fd, memory), memory);',
      },
      {
        module: 'device/host-session',
        from: 'const MAP_FLAGS = ',
        to: `async function filled(calls: HostCalls, fd: number, memory: GuestMemory): Promise<number> {
  const ioas = (await demand(calls, fd, IOAS_ALLOC, {})).out.out_ioas_id;
  for (const { address, length, user } of memory.regions) {
    await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address });
  }
  return ioas;
}

const MAP_FLAGS = `,
      },
    ],
  },
  {
    id: 'interrupt-before-memory',
    title: 'The _CRS of a CMDQ-V device names its interrupt before its memory',
    allowedBy: 'QEMU-09 names both and no order; a driver counts resources of each kind apart',
    edits: [
      {
        module: 'device/acpi-tables',
        from: 'return [...large(RESOURCE.MEMORY_64, memory), ...large(RESOURCE.INTERRUPT, interrupt), RESOURCE.END, 0];',
        to: 'return [...large(RESOURCE.INTERRUPT, interrupt), ...large(RESOURCE.MEMORY_64, memory), RESOURCE.END, 0];',
      },
    ],
  },
  {
    id: 'attached-hwpt-left-alone',
    title: 'A device that is attached already to the HWPT that its stream asks for is not attached to it again',
    allowedBy: 'TRAP-01, TRAP-03 and TEAR-05 tell what a stream is attached to, and an attach to the same HWPT changes nothing',
    edits: [
      {
        module: 'device/passthrough-device',
        from: `    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status`,
        to: `    if (this.#attached === hwpt) return 'OK';
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status === 'OK') this.#attached = hwpt;
    if (status`,
      },
      {
        module: 'device/passthrough-device',
        from: "    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));",
        to: `    if (status === 'OK') this.#attached = hwpt;
    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));`,
      },
      {
        module: 'device/passthrough-device',
        from: `  #nested: number | undefined;
`,
        to: `  #nested: number | undefined;
  #attached: number | undefined;
`,
      },
    ],
  },
  {
    id: 'iommufd-kept-open',
    title: 'The iommufd is open from the start of the VM to its end, as one is that the VMM was given; IOAS and stage-2 HWPT are destroyed',
    allowedBy: 'no clause says when it is opened or closed; LIFE-01 speaks of calls that concern CMDQ-V',
    edits: [
      {
        module: 'device/host-session',
        from: '  static start(calls: HostCalls, memory: GuestMemory): Promise<HostSession> {',
        to: '  static start(calls: HostCalls, memory: GuestMemory, fd: number): Promise<HostSession> {',
      },
      {
        module: 'device/host-session',
        from: `      const fd = await demandFile(calls, IOMMU_PATH);
      undo(() => calls.close(fd));
`,
        to: '',
      },
      {
        module: 'device/host-session',
        from: `      for (const { address, length, user } of memory.regions) {
`,
        to: `      undo(() => call(calls, fd, DESTROY, { id: ioas }));
      for (const { address, length, user } of memory.regions) {
`,
      },
      {
        module: 'device/host-session',
        from: `    await this.calls.close(this.fd);
`,
        to: `    await this.destroy(this.#ioas);
`,
      },
      { module: 'device/host-session', from: "import { demand, demandFile } from './refusal';", to: "import { demand } from './refusal';" },
      {
        module: 'device/host-session',
        from: `  IOMMU_PATH,
`,
        to: '',
      },
      {
        module: 'device/shared-session',
        from: "import { HostSession } from './host-session';",
        to: `import { IOMMU_PATH } from '../../src/tables/uapi';
import { HostSession } from './host-session';
import { demandFile } from './refusal';`,
      },
      {
        module: 'device/shared-session',
        from: `  #users = 0;
`,
        to: `  #users = 0;
  #fd: number | undefined;

  async open(): Promise<number> {
    this.#fd ??= await demandFile(this.#calls, IOMMU_PATH);
    return this.#fd;
  }
`,
      },
      {
        module: 'device/shared-session',
        from: 'HostSession.start(this.#calls, this.#memory);',
        to: 'HostSession.start(this.#calls, this.#memory, await this.open());',
      },
      {
        module: 'device/shared-session',
        from: `    this.#session = undefined;
    await session.end();
  }

  /** The process`,
        to: `    this.#session = undefined;
    if (stage2 !== undefined) await session.destroy(stage2);
    await session.end();
  }

  /** The process`,
      },
      {
        module: 'device/shared-session',
        from: `    const session = this.#session;
    this.#session = undefined;
    this.#users = 0;
    await session?.end();`,
        to: `    this.#session = undefined;
    this.#users = 0;
    if (this.#fd !== undefined) await this.#calls.close(this.#fd);`,
      },
      {
        module: 'device/virtual-machine',
        from: '    const board: Board = {',
        to: `    const sessions = new SharedSession(calls, memory);
    await sessions.open();
    const board: Board = {`,
      },
      { module: 'device/virtual-machine', from: 'sessions: new SharedSession(calls, memory), turns', to: 'sessions, turns' },
    ],
  },
  {
    id: 'entries-read-when-the-smmu-is-enabled',
    title: 'Enabling the SMMU reads the stream table anew',
    allowedBy: 'SMMU-03 asks for the entry, and the architecture lets an SMMU keep none while SMMUEN is 0',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    for (const device of this.#all()) await this.#route(device, backing.viommu);',
        to: `    for (const device of this.#all()) {
      if (this.#registers.policy === 'streamTable') device.configured = this.#streamTable.get(device.streamId);
      await this.#route(device, backing.viommu);
    }`,
      },
    ],
  },
  {
    id: 'one-record-for-each-readiness',
    title: 'One record is read for each time that the event file becomes readable',
    allowedBy: 'EVT-02 tells the form of a record and not how many are read at once; a file with more to read is readable again',
    edits: [
      {
        module: 'device/host-events',
        from: `      await this.#deliver(payload);
    }`,
        to: `      await this.#deliver(payload);
      return;
    }`,
      },
    ],
  },
  {
    id: 'stage-1-hwpts-through-the-first-device',
    title: 'The nested HWPT of every stage 1 is allocated through the first device',
    allowedBy: 'HWPT_ALLOC takes any device of the SMMU (UAPI-HWPT-08), and TRAP-01 names none',
    edits: [
      {
        module: 'device/passthrough-device',
        from: 'await viommu.allocateNested(this.id, entry)',
        to: 'await viommu.allocateNested(viommu.founder, entry)',
      },
    ],
  },
  {
    id: 'ram-mapped-after-the-attach',
    title: 'Guest RAM is mapped into the IOAS once the first device is attached to the stage-2 HWPT',
    allowedBy: 'no clause says when, and nothing runs in the guest meanwhile',
    edits: [
      {
        module: 'device/host-session',
        from: `      for (const { address, length, user } of memory.regions) {
        await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address });
      }
      return new HostSession(calls, fd, ioas);`,
        to: '      return new HostSession(calls, fd, ioas, memory);',
      },
      {
        module: 'device/host-session',
        from: `  readonly #ioas: number;
`,
        to: `  readonly #ioas: number;
  readonly #memory: GuestMemory;
  #mapped = false;
`,
      },
      KEEPS_MEMORY,
      {
        module: 'device/host-session',
        from: '  /** Issues a request that may fail. */',
        to: `  async fill(): Promise<void> {
    if (this.#mapped) return;
    this.#mapped = true;
    for (const { address, length, user } of this.#memory.regions) {
      await demand(this.calls, this.fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: this.#ioas, user_va: user, length, iova: address });
    }
  }

  /** Issues a request that may fail. */`,
      },
      {
        module: 'device/accelerated-smmu',
        from: `      await device.demandAttach(stage2);
`,
        to: `      await device.demandAttach(stage2);
      await session.fill();
`,
      },
    ],
  },
  {
    id: 'larger-information-buffer',
    title: 'GET_HW_INFO has room for more than the VMM knows',
    allowedBy: 'UAPI-INFO-09: the kernel fills the rest with zeros',
    edits: [
      {
        module: 'device/probe',
        from: 'const wanted = { dev_id: device, data_len: HW_INFO_SMMUV3.bytes, data_uptr: DATA_ADDRESS };',
        to: 'const wanted = { dev_id: device, data_len: HW_INFO_SMMUV3.bytes + 32, data_uptr: DATA_ADDRESS };',
      },
      {
        module: 'device/probe',
        from: 'session.demand(GET_HW_INFO, wanted, new Uint8Array(HW_INFO_SMMUV3.bytes))',
        to: 'session.demand(GET_HW_INFO, wanted, new Uint8Array(HW_INFO_SMMUV3.bytes + 32))',
      },
    ],
  },
  {
    id: 'everything-destroyed-at-the-end',
    title: 'A VM that ends gives its devices back as if each were unplugged, and destroys its vIOMMU, before it closes its files',
    allowedBy: 'TEAR-10 and TEAR-14: in that order, and each once',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    const { cmdqv, events } = backing;
    const fds`,
        to: `    for (const device of this.#all()) await device.release(backing.stage2);
    await this.cmdqvBlock?.reset();
    this.#backing = undefined;
    this.#devices.clear();
    await release(backing);
    if (this.#registers.gerror >= 0) return;
    const { cmdqv, events } = backing;
    const fds`,
      },
    ],
  },
  {
    id: 'settled-by-a-refused-device',
    title: 'Properties that are auto are settled by the first device that is tried, even if it is refused',
    allowedBy: 'LIFE-19 speaks of the first device, and does not tell whether one that was refused is it',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      demandBacked(host, identification);',
        to: `      this.#registers.identification = identification;
      this.#settled = true;
      demandBacked(host, identification);`,
      },
    ],
  },
  {
    id: 'first-device-needs-its-events',
    title: 'A first device that is plugged while EVENTQEN is 1 is refused if the kernel gives no vEVENTQ of its SMMU',
    allowedBy: 'SMMU-16 speaks of a guest that sets EVENTQEN',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      if (this.#backing === undefined) undo(() => release(backing));\n',
        to: `      if (this.#backing === undefined) undo(() => release(backing));
      if (this.#backing === undefined && this.#registers.tellsEvents) {
        const wanted = {
          viommu: backing.viommu.id,
          type: VEVENTQ_TYPES.ARM_SMMUV3,
          depth: this.#registers.eventQueue.entries,
          payloadBytes: VEVENT_SMMUV3.bytes,
        };
        const listening = await HostEvents.listen(session, wanted, (event) => this.#tell(event));
        if (listening.status !== 'OK') throw new Refusal('there is no vEVENTQ');
        backing.events = listening.events;
      }
`,
      },
    ],
  },
  {
    id: 'event-file-polled-first',
    title: 'The event file is polled before each read, and read only if there is an event',
    allowedBy: 'EVT-02 says what a read gives and not what comes before it',
    edits: [
      {
        module: 'device/host-events',
        from: '      const result = await this.#session.calls.read',
        to: '      if ((await this.#session.calls.poll(this.fd)).length === 0) return;\n      const result = await this.#session.calls.read',
      },
    ],
  },
  {
    id: 'page-mapped-twice',
    title: 'Page 0 is mapped twice: for the VMM itself and for the memory of its guest',
    allowedBy: 'LIFE-06 says when the page is mapped and not how often',
    edits: [
      {
        module: 'device/host-page',
        from: '    return new HostPage(calls, mapped.address, length);\n',
        to: `    const second = await calls.mmap(iommufd, { length, offset: offer.out_vintf_mmap_offset, shared: true, protection });
    if (second.status !== 'OK') {
      await calls.munmap(mapped.address, length);
      throw refused('Tegra241 CMDQV: failed to mmap VINTF page0', second.status);
    }
    const page = new HostPage(calls, mapped.address, length);
    page.#second = second.address;
    return page;
`,
      },
      { module: 'device/host-page', from: '  readonly #length: bigint;\n', to: '  readonly #length: bigint;\n  #second = 0n;\n' },
      {
        module: 'device/host-page',
        from: '    await this.#calls.munmap(this.#address, this.#length);\n',
        to: '    await this.#calls.munmap(this.#second, this.#length);\n    await this.#calls.munmap(this.#address, this.#length);\n',
      },
    ],
  },
  {
    id: 'detached-before-closed',
    title: 'A device is detached before its file is closed',
    allowedBy: 'TEAR-08: it is on the stage-2 HWPT before, and nothing is said of what closing it takes',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '  async close(): Promise<void> {\n',
        to: '  async close(): Promise<void> {\n    await call(this.#session.calls, this.fd, DETACH_IOMMUFD_PT, {});\n',
      },
      { module: 'device/passthrough-device', from: 'BIND_IOMMUFD, call, vfioPath', to: 'BIND_IOMMUFD, call, DETACH_IOMMUFD_PT, vfioPath' },
    ],
  },
  {
    id: 'nested-hwpt-destroyed-behind-the-close',
    title: 'The nested HWPT of a device that is unplugged is destroyed after the file of the device is closed',
    allowedBy: 'TEAR-08 accepts it: a HWPT that no device is attached to reaches nothing',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    await this.attach(stage2);\n',
        to: '    await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: stage2 });\n',
      },
    ],
  },
  {
    id: 'detached-instead-of-returned',
    title: 'A device that is unplugged is detached from its HWPT and does not return to the stage-2 HWPT',
    allowedBy: 'TEAR-08 accepts it: a device that is attached to nothing reaches nothing',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    await this.attach(stage2);\n',
        to: `    void stage2;
    const { status } = await call(this.#session.calls, this.fd, DETACH_IOMMUFD_PT, {});
    if (status === 'OK') await this.#keepNested(undefined);
`,
      },
      { module: 'device/passthrough-device', from: 'BIND_IOMMUFD, call, vfioPath', to: 'BIND_IOMMUFD, call, DETACH_IOMMUFD_PT, vfioPath' },
    ],
  },
  {
    id: 'smmus-from-the-last',
    title: 'SMMUs are reset, and end, from the last to the first, and their devices are handled in this order',
    allowedBy: 'TEAR-05 and TEAR-12 speak of each SMMU and of no order between them',
    edits: [
      {
        module: 'device/virtual-machine',
        from: '      for (const seat of this.#board.seats) await seat.#smmu.reset();\n',
        to: '      for (const seat of this.#board.seats.toReversed()) await seat.#smmu.reset();\n',
      },
      {
        module: 'device/virtual-machine',
        from: '      for (const seat of this.#board.seats) await seat.#smmu.shutDown();\n',
        to: '      for (const seat of this.#board.seats.toReversed()) await seat.#smmu.shutDown();\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '    return [...this.#devices.values()];\n',
        to: '    return [...this.#devices.values()].toReversed();\n',
      },
    ],
  },
  {
    id: 'attached-to-the-ioas-first',
    title: 'The first device is attached to the IOAS, whose addresses it then has, before the stage 2 is made',
    allowedBy: 'no clause says what a device is attached to before it is attached to a HWPT of its vIOMMU',
    edits: [
      {
        module: SMMU,
        from: '      stage2 ??= await session.allocateStage2(device.id);\n',
        to: '      if (stage2 === undefined) await device.demandAttach(session.ioas);\n      stage2 ??= await session.allocateStage2(device.id);\n',
      },
      {
        module: SESSION,
        from: '  async destroy(id: number)',
        to: '  get ioas(): number {\n    return this.#ioas;\n  }\n\n  async destroy(id: number)',
      },
    ],
  },
  {
    id: 'rom-mapped-too',
    title: 'The IOAS has a ROM of the VM beside its RAM',
    allowedBy: 'P0-05 keeps the host page out of it, and no clause other memory of the VMM',
    edits: [
      {
        module: SESSION,
        from: '      return new HostSession(calls, fd, ioas);',
        to: `      const length = 0x1_0000n;
      const rom = await calls.allocate({ runs: [{ address: 0x77_0000_0000n, length }], pageSize: length });
      await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: rom, length, iova: 0x400_0000n });
      return new HostSession(calls, fd, ioas);`,
      },
    ],
  },
  {
    id: 'smmu-events-end-with-a-reset',
    title: 'A reset gives the vEVENTQ of the SMMU back, whose EVENTQEN it clears',
    allowedBy: "SMMU-12 does not tell how long it lives, and TEAR-05 keeps CMDQ-V's",
    edits: [
      {
        module: SMMU,
        from: '    await this.cmdqvBlock?.reset();\n',
        to: `    await this.cmdqvBlock?.reset();
    const events = this.#backing?.events;
    if (this.#backing !== undefined) this.#backing.events = undefined;
    await events?.release();
`,
      },
    ],
  },
  {
    id: 'first-device-not-attached-to-stage-2',
    title: 'A device that is plugged is attached to a nested HWPT at once, and never to the stage-2 HWPT before',
    allowedBy: 'no clause says what a device is attached to before it is attached to a HWPT of its vIOMMU',
    edits: [{ module: SMMU, from: '      await device.demandAttach(stage2);\n', to: '' }],
  },
  {
    id: 'last-device-closed-last',
    title: 'The file of the last device is closed after its vIOMMU is destroyed',
    allowedBy: 'TEAR-08 and TEAR-10 name what is left of the vIOMMU, and a file of a device on the stage-2 HWPT is no part of that',
    edits: [
      {
        module: SMMU,
        from: `    await device.release(stage2);
    this.#devices.delete(name);
    if (this.#devices.size > 0) return;
    await release(this.#backing);`,
        to: `    await device.release(stage2);
    this.#devices.delete(name);
    if (this.#devices.size === 0) await release(this.#backing);
    await device.close();
    if (this.#devices.size > 0) return;`,
      },
      {
        module: DEVICE,
        from: '    this.#vdevice = undefined;\n    await this.close();\n    await this.#keepNested(undefined);\n',
        to: '    this.#vdevice = undefined;\n',
      },
      {
        module: DEVICE,
        from: '    await this.#session.calls.close(this.fd);\n',
        to: '    await this.#session.calls.close(this.fd);\n    await this.#keepNested(undefined);\n',
      },
    ],
  },
  {
    id: 'vdevices-at-enable',
    title: 'Enabling the SMMU allocates the vDEVICE of each device',
    allowedBy: 'LIFE-12 and LIFE-13 accept it at any time before the stream ID is used',
    edits: [
      {
        module: SMMU,
        from: '    if (this.#registers.policy !== before) await this.#routeAll();',
        to: `    const backing = this.#backing;
    if (this.#registers.policy !== before && this.#registers.policy === 'streamTable' && backing !== undefined) {
      for (const device of this.#all()) await device.map(backing.viommu);
    }
    if (this.#registers.policy !== before) await this.#routeAll();`,
      },
    ],
  },
  {
    id: 'streams-attached-at-each-write-of-cr0',
    title: 'Each write of CR0 attaches every stream anew to what it is attached to',
    allowedBy: 'SMMU-03: that has no effect on a stream',
    edits: [
      {
        module: SMMU,
        from: 'if (this.#registers.policy !== before) await',
        to: 'if (this.#registers.policy !== before || offset === SMMU_REGISTERS.CR0) await',
      },
    ],
  },
  {
    id: 'interrupts-after-all-events',
    title: 'The interrupts of events that wait together are raised when all have been read, one for each',
    allowedBy: 'EVT-09 says that an event interrupts, and not before which other is looked at',
    edits: [
      {
        module: 'device/host-events',
        from: '      if (payload === undefined) return;\n',
        to: '      if (payload === undefined) return this.afterwards?.();\n',
      },
      {
        module: 'device/host-events',
        from: '  readonly #deliver: Deliver;\n',
        to: '  readonly #deliver: Deliver;\n  afterwards: (() => void) | undefined;\n',
      },
      {
        module: 'device/cmdqv',
        from: '      return new Cmdqv(block, page, events);',
        to: '      events.afterwards = () => block.pulse();\n      return new Cmdqv(block, page, events);',
      },
      {
        module: 'device/cmdqv-block',
        from: "if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#interrupt();",
        to: "if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#pulses += 1;",
      },
      {
        module: 'device/cmdqv-block',
        from: '  /** The parts of the region',
        to: `  #pulses = 0;
  pulse(): void {
    for (; this.#pulses > 0; this.#pulses--) this.#interrupt();
  }

  /** The parts of the region`,
      },
    ],
  },
  {
    id: 'same-entry-keeps-its-hwpt',
    title: 'A CFGI_STE that finds the entry that the device is on already allocates no new HWPT for it',
    allowedBy: 'TRAP-01 tells what a stream is attached to; a HWPT made of the same entry translates the same',
    edits: [
      {
        module: 'device/passthrough-device',
        from: '    const hwpt = await viommu.allocateNested(this.id, entry);\n',
        to: `    const key = [entry.word0, entry.word1].join();
    if (this.#nested !== undefined && this.#entry === key) return true;
    this.#entry = undefined;
    const hwpt = await viommu.allocateNested(this.id, entry);
`,
      },
      {
        module: 'device/passthrough-device',
        from: "    return status === 'OK';\n  }\n\n  /**\n   * Gives the device back",
        to: "    if (status === 'OK') this.#entry = key;\n    return status === 'OK';\n  }\n\n  /**\n   * Gives the device back",
      },
      {
        module: 'device/passthrough-device',
        from: '  #nested: number | undefined;\n',
        to: '  #nested: number | undefined;\n  #entry: string | undefined;\n',
      },
    ],
  },
];
