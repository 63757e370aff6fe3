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
        from: "      if (this.#registers.policy === 'streamTable') await this.#find(device, backing.viommu);\n",
        to: "      await hostIdentification(session, device.id);\n      if (this.#registers.policy === 'streamTable') await this.#find(device, backing.viommu);\n",
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
];
