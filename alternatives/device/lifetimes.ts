import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const SESSION = 'device/host-session';
const SHARED = 'device/shared-session';
const VIOMMU = 'device/viommu';
const DEVICE = 'device/passthrough-device';
const MACHINE = 'device/virtual-machine';

const UNMAPS_ALL = '{ ioas_id: this.#ioas, iova: 0n, length: 0xffff_ffff_ffff_ffffn }';
const UNMAP: Edit = { module: SESSION, from: '  IOAS_MAP_FLAGS,\n', to: '  IOAS_MAP_FLAGS,\n  IOAS_UNMAP,\n' };

const OPENS_DEVICE = 'const device = await PassthroughDevice.open(session, wanted);';

/** VMMs whose files, mappings and objects begin, end and are shared otherwise. */
export const LIFETIME_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'second-iommufd-kept',
    title: 'A VM opens a second iommufd with an IOAS of its own, for devices that are none of these, and closes it with the first',
    allowedBy: 'ISO-01 is about the objects of a vIOMMU; for what else a VMM has an iommufd, nothing says',
    edits: [
      {
        module: SESSION,
        from: 'return new HostSession(calls, fd, ioas);',
        to: `const other = await demandFile(calls, IOMMU_PATH);
      undo(() => calls.close(other));
      await demand(calls, other, IOAS_ALLOC, {});
      return new HostSession(calls, fd, ioas, other);`,
      },
      {
        module: SESSION,
        from: 'private constructor(calls: HostCalls, fd: number, ioas: number) {\n',
        to: 'readonly #other: number;\n\n  private constructor(calls: HostCalls, fd: number, ioas: number, other: number) {\n    this.#other = other;\n',
      },
      {
        module: SESSION,
        from: '    await this.calls.close(this.fd);\n',
        to: '    await this.calls.close(this.fd);\n    await this.calls.close(this.#other);\n',
      },
    ],
  },
  {
    id: 'iommufd-opened-to-see',
    title: 'Behind the first vIOMMU a VMM opens and closes /dev/iommu once more, to see what a user may do',
    allowedBy: 'nothing says how often a VMM may open the file; what it asks through its own is the same',
    edits: [
      {
        module: SMMU,
        from: OPENS_DEVICE,
        to: `const probed = await session.calls.open('/dev/iommu');
        if (probed.status === 'OK') await session.calls.close(probed.fd);
        ${OPENS_DEVICE}`,
      },
    ],
  },
  {
    id: 'ram-mapped-anew-at-a-reset',
    title: 'A reset of the VM ends with all guest RAM unmapped from the IOAS and mapped again',
    allowedBy: 'TEAR-05 says what a reset keeps, and guest RAM in the IOAS is not named; no queue is left that pins it (UAPI-HWQ-21)',
    edits: [
      UNMAP,
      { module: SESSION, from: 'return new HostSession(calls, fd, ioas);', to: 'return new HostSession(calls, fd, ioas, memory);' },
      {
        module: SESSION,
        from: 'private constructor(calls: HostCalls, fd: number, ioas: number) {\n',
        to: 'private constructor(calls: HostCalls, fd: number, ioas: number, memory: GuestMemory) {\n    this.#memory = memory;\n',
      },
      {
        module: SESSION,
        from: '  readonly #ioas: number;\n',
        to: `  readonly #ioas: number;
  readonly #memory: GuestMemory;

  async mapAnew(): Promise<void> {
    await this.ask(IOAS_UNMAP, ${UNMAPS_ALL});
    for (const { address, length, user } of this.#memory.regions) {
      await this.ask(IOAS_MAP, { flags: MAP_FLAGS, ioas_id: this.#ioas, user_va: user, length, iova: address });
    }
  }
`,
      },
      {
        module: SHARED,
        from: '  /** An SMMU gets its first device. */\n',
        to: '  async mapAnew(): Promise<void> {\n    await this.#session?.mapAnew();\n  }\n\n  /** An SMMU gets its first device. */\n',
      },
      {
        module: MACHINE,
        from: 'await seat.#smmu.reset();\n',
        to: 'await seat.#smmu.reset();\n      await this.#board.sessions.mapAnew();\n',
      },
    ],
  },
  {
    id: 'ram-unmapped-at-the-end',
    title: 'Guest RAM is unmapped from the IOAS before the iommufd is closed',
    allowedBy: 'TEAR-12: the kernel takes all down, whatever user space did before',
    edits: [
      UNMAP,
      {
        module: SESSION,
        from: '    await this.calls.close(this.fd);\n',
        to: `    await this.ask(IOAS_UNMAP, ${UNMAPS_ALL});\n    await this.calls.close(this.fd);\n`,
      },
    ],
  },
  {
    id: 'device-file-before-the-iommufd',
    title: 'The file of a device is open before the iommufd is, as one is that the VMM was given',
    allowedBy: 'no clause says which file is opened first',
    edits: [
      {
        module: SMMU,
        from: '      const session = this.#backing?.session ?? (await this.#sessions.enter());\n',
        to: `      const fd = await demandFile(this.#calls, vfioPath(wanted.device));
      const entering = this.#backing === undefined ? this.#sessions.enter() : Promise.resolve(this.#backing.session);
      const session = await entering.catch(async (failure: unknown) => {
        await this.#calls.close(fd);
        throw failure;
      });
`,
      },
      { module: SMMU, from: 'await PassthroughDevice.open(session, wanted);', to: 'await PassthroughDevice.open(session, wanted, fd);' },
      { module: SMMU, from: 'import { VEVENT_SMMUV3, VEVENTQ_TYPES } from', to: 'import { VEVENT_SMMUV3, VEVENTQ_TYPES, vfioPath } from' },
      { module: SMMU, from: "import { Refusal } from './refusal';", to: "import { demandFile, Refusal } from './refusal';" },
      {
        module: DEVICE,
        from: '  static open(session: HostSession, wanted: PluggedDevice)',
        to: '  static open(session: HostSession, wanted: PluggedDevice, fd: number)',
      },
      { module: DEVICE, from: '      const fd = await demandFile(calls, vfioPath(wanted.device));\n', to: '' },
      { module: DEVICE, from: 'import { demand, demandFile, refused } from', to: 'import { demand, refused } from' },
      { module: DEVICE, from: 'BIND_IOMMUFD, call, vfioPath }', to: 'BIND_IOMMUFD, call }' },
    ],
  },
  {
    id: 'detached-in-between',
    title: 'A device is detached before it is attached to another HWPT',
    allowedBy: 'UAPI-VFIO-06 makes a DETACH unnecessary and does not forbid it; a device that is attached to nothing reaches nothing',
    edits: [
      {
        module: DEVICE,
        from: '    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });\n    if (status',
        to: '    const status = await this.#move(hwpt);\n    if (status',
      },
      {
        module: DEVICE,
        from: '    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });\n    await (',
        to: '    const status = await this.#move(hwpt);\n    await (',
      },
      {
        module: DEVICE,
        from: '  async close(): Promise<void> {\n',
        to: `  async #move(hwpt: number): Promise<Status> {
    if (this.#attached !== undefined && this.#attached !== hwpt) await call(this.#session.calls, this.fd, DETACH_IOMMUFD_PT, {});
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    this.#attached = status === 'OK' ? hwpt : undefined;
    return status;
  }

  async close(): Promise<void> {
`,
      },
      {
        module: DEVICE,
        from: '  #nested: number | undefined;\n',
        to: '  #nested: number | undefined;\n  #attached: number | undefined;\n',
      },
      { module: DEVICE, from: 'BIND_IOMMUFD, call, vfioPath', to: 'BIND_IOMMUFD, call, DETACH_IOMMUFD_PT, vfioPath' },
    ],
  },
  {
    id: 'page-unmapped-after-the-files',
    title: 'A process that ends closes all its files before page 0 is unmapped',
    allowedBy: 'UAPI-DES-05: a live mapping keeps the file and its objects alive until it is gone',
    edits: [
      {
        module: SMMU,
        from: '  async shutDown(): Promise<void> {\n',
        to: '  async shutDown(): Promise<(() => Promise<void>) | undefined> {\n',
      },
      {
        module: SMMU,
        from: '    if (backing === undefined) return;\n    const { cmdqv, events }',
        to: '    if (backing === undefined) return undefined;\n    const { cmdqv, events }',
      },
      { module: SMMU, from: '      fds.push(cmdqv.eventFd);\n      await cmdqv.abandon();\n', to: '      fds.push(cmdqv.eventFd);\n' },
      {
        module: SMMU,
        from: '    for (const fd of fds) await this.#calls.close(fd);\n',
        to: '    for (const fd of fds) await this.#calls.close(fd);\n    return cmdqv && (() => cmdqv.abandon());\n',
      },
      {
        module: MACHINE,
        from: '      for (const seat of this.#board.seats) await seat.#smmu.shutDown();\n      await this.#board.sessions.end();\n',
        to: `      const mapped: ((() => Promise<void>) | undefined)[] = [];
      for (const seat of this.#board.seats) mapped.push(await seat.#smmu.shutDown());
      await this.#board.sessions.end();
      for (const unmap of mapped) await unmap?.();
`,
      },
    ],
  },
  {
    id: 'hwpts-before-the-event-queues',
    title: 'The abort and the bypass HWPT go before the vEVENTQs, when the last device is gone',
    allowedBy: 'TEAR-10 gives HWPTs no place in its order but before the vIOMMU',
    edits: [
      {
        module: VIOMMU,
        from: '  async release(): Promise<void> {\n    for (const id of this.#untranslated.values()) await this.#session.destroy(id);\n',
        to: `  async releaseUntranslated(): Promise<void> {
    for (const id of this.#untranslated.values()) await this.#session.destroy(id);
    this.#untranslated.clear();
  }

  async release(): Promise<void> {
    await this.releaseUntranslated();
`,
      },
      { module: SMMU, from: '  await events?.release();\n', to: '  await viommu.releaseUntranslated();\n  await events?.release();\n' },
    ],
  },
  {
    id: 'page-unmapped-in-halves',
    title: 'Page 0 is unmapped in two halves, the upper one first',
    allowedBy:
      'UAPI-MMAP-06: each part that is left is a mapping, and TEAR-10 asks that none is; on a host with pages of 64 KiB one call is made',
    edits: [
      {
        module: 'device/host-page',
        from: '    await this.#calls.munmap(this.#address, this.#length);\n',
        to: `    const half = this.#length / 2n;
    const { status } = { status: await this.#calls.munmap(this.#address + half, half) };
    await this.#calls.munmap(this.#address, status === 'OK' ? half : this.#length);
`,
      },
    ],
  },
  {
    id: 'reset-twice',
    title: 'A reset of the VM goes through all SMMUs twice',
    allowedBy: 'TEAR-05: what is reset is as after the reset, however often',
    edits: [
      {
        module: MACHINE,
        from: '      for (const seat of this.#board.seats) await seat.#smmu.reset();\n',
        to: '      for (const seat of [...this.#board.seats, ...this.#board.seats]) await seat.#smmu.reset();\n',
      },
    ],
  },
  {
    id: 'event-files-read-at-other-times-too',
    title: 'An event file is read when it is made, and before each reset, too',
    allowedBy: 'EVT-02: a read that gives nothing changes nothing',
    edits: [
      {
        module: 'device/host-events',
        from: '    return { status, events };\n',
        to: '    await events.readNow();\n    return { status, events };\n',
      },
      {
        module: 'device/host-events',
        from: '  /** Resolves when no read is under way. */\n',
        to: '  readNow(): Promise<void> {\n    return this.#turns.take(() => this.#drain());\n  }\n\n  /** Resolves when no read is under way. */\n',
      },
      {
        module: 'device/cmdqv',
        from: '  /** fd of the event queue. */\n',
        to: '  readNow(): Promise<void> {\n    return this.#events.readNow();\n  }\n\n  /** fd of the event queue. */\n',
      },
      {
        module: SMMU,
        from: '  async reset(): Promise<void> {\n',
        to: '  async reset(): Promise<void> {\n    await this.#backing?.cmdqv?.readNow();\n    await this.#backing?.events?.readNow();\n',
      },
    ],
  },
  {
    id: 'stage-2-shared-by-smmus',
    title: 'SMMUs of a VM share a stage-2 HWPT where the kernel attaches the device of one to that of the other',
    allowedBy: 'LIFE-15: they then share a VMID; a TLBI of one reaches more than it has to',
    edits: [
      {
        module: SMMU,
        from: '      stage2 ??= await session.allocateStage2(device.id);\n',
        to: '      stage2 ??= await session.stage2For(device.id, (hwpt) => device.attach(hwpt));\n',
      },
      {
        module: SESSION,
        from: '  /** Issues a request that may fail. */\n',
        to: `  readonly #users = new Map<number, number>();

  async stage2For(device: number, attach: (hwpt: number) => Promise<Status>): Promise<number> {
    for (const [hwpt, users] of this.#users) {
      if ((await attach(hwpt)) !== 'OK') continue;
      this.#users.set(hwpt, users + 1);
      return hwpt;
    }
    const made = await this.allocateStage2(device);
    this.#users.set(made, 1);
    return made;
  }

  async leaveStage2(hwpt: number): Promise<void> {
    const users = (this.#users.get(hwpt) ?? 1) - 1;
    this.#users.set(hwpt, users);
    if (users > 0) return;
    this.#users.delete(hwpt);
    await this.destroy(hwpt);
  }

  /** Issues a request that may fail. */
`,
      },
      {
        module: SESSION,
        from: "import type { HostCalls } from '../../src/ports';",
        to: "import type { HostCalls, Status } from '../../src/ports';",
      },
      { module: SHARED, from: 'await session.destroy(stage2);', to: 'await session.leaveStage2(stage2);' },
    ],
  },
];
