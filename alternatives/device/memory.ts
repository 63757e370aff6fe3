import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const SESSION = 'device/host-session';
const RAM = '      for (const { address, length, user } of memory.regions) {\n';
const KEEPS_MEMORY: Edit = {
  module: 'device/host-session',
  from: `private constructor(calls: HostCalls, fd: number, ioas: number) {
    this.calls = calls;`,
  to: `private constructor(calls: HostCalls, fd: number, ioas: number, memory: GuestMemory) {
    this.calls = calls;
    this.#memory = memory;`,
};

/** Devices that map guest memory otherwise: in other pieces, at another time, or into another IOAS. */
export const DEVICE_MEMORY_ALTERNATIVES: readonly Alternative[] = [
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
];
