import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const VIOMMU = 'device/viommu';
const INVALIDATION = '    return (await this.#session.ask(HWPT_INVALIDATE, request, command)).status;';

/** VMMs that ask the kernel for the same in other words. */
export const DEVICE_OBJECT_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'abort-by-an-invalid-entry',
    title: 'The abort HWPT is made of an entry of zeros',
    allowedBy: 'UAPI-HWPT-11: an entry with V=0 means abort',
    edits: [
      {
        module: 'device/stream-table',
        from: 'export const ABORT_ENTRY: StreamTableEntry = { word0: bitsOf(VALID), word1: 0n };',
        to: 'export const ABORT_ENTRY: StreamTableEntry = { word0: 0n, word1: 0n };',
      },
    ],
  },
  {
    id: 'default-type-asked-for-by-name',
    title: 'GET_HW_INFO names the type DEFAULT, with the flag INPUT_TYPE',
    allowedBy: 'LIFE-02 asks for the default type, which UAPI-INFO-03 takes without the flag and UAPI-INFO-05 with it',
    edits: [
      {
        module: 'device/probe',
        from: 'const wanted = { dev_id: device, data_len',
        to: 'const wanted = { flags: HW_INFO_FLAGS.INPUT_TYPE, data_type: HW_INFO_TYPES.DEFAULT, dev_id: device, data_len',
      },
    ],
  },
  {
    id: 'stream-aborts-between-two-stage-1s',
    title: 'A stream is put on abort, and its nested HWPT destroyed, before the one of its new entry is allocated',
    allowedBy: 'SMMU-04 asks that another one is attached first, and not that it is the new one',
    edits: [
      {
        module: SMMU,
        from: "    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));",
        to: "    else {\n      await device.attach(viommu.untranslated('abort'));\n      await device.translate(viommu, treatment);\n    }",
      },
    ],
  },
  {
    id: 'vmid-of-invalidations-cleared',
    title: 'TLBI_NH_* of the trapped queue reach the kernel with VMID=0',
    allowedBy: 'UAPI-INV-08: the kernel puts the VMID of the VM in its place, whatever it is',
    edits: [
      {
        module: VIOMMU,
        from: INVALIDATION,
        to: `    const sent = Uint8Array.from(command);
    if (((sent[0] ?? 0) & 0xf8) === 0x10) sent.fill(0, 4, 6);
    return (await this.#session.ask(HWPT_INVALIDATE, request, sent)).status;`,
      },
    ],
  },
  {
    id: 'nsnh-all-handed-over-as-nh-all',
    title: 'TLBI_NSNH_ALL of the trapped queue reaches the kernel as TLBI_NH_ALL',
    allowedBy: 'UAPI-INV-07: the kernel makes that of it',
    edits: [
      {
        module: VIOMMU,
        from: INVALIDATION,
        to: `    const sent = command[0] === 0x30 ? Uint8Array.from([0x10, ...new Uint8Array(15)]) : command;
    return (await this.#session.ask(HWPT_INVALIDATE, request, sent)).status;`,
      },
    ],
  },
  {
    id: 'events-read-later',
    title: 'The event file is read a little after it has become readable',
    allowedBy: 'no clause says how soon an event reaches the guest',
    edits: [
      {
        module: 'device/host-events',
        from: '() => events.#turns.take(() => events.#drain()));',
        to: `async () => {
      void events.#turns.take(async () => {
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        await events.#drain();
      });
    });`,
      },
    ],
  },
  {
    id: 'command-queue-of-one-small-page',
    title: 'IDR1.CMDQS is what fits into a page of 4 KiB, whatever RAM has',
    allowedBy: 'LIM-03 says at most, and LIM-04 accepts any smaller CMDQS',
    edits: [
      { module: SMMU, from: 'this.#registers.clampCommandQueue(pageSize);', to: 'this.#registers.clampCommandQueue(pageSize && 0x1000n);' },
    ],
  },
  {
    id: 'ram-mapped-at-start',
    title: 'The iommufd is opened and guest RAM mapped when the VM starts, and both last as long as it does',
    allowedBy: 'no clause says when; LIFE-01 speaks of calls that concern CMDQ-V',
    edits: [
      {
        module: 'device/virtual-machine',
        from: 'seats: [] };\n    const',
        to: 'seats: [] };\n    await board.sessions.enter().catch(() => undefined);\n    const',
      },
    ],
  },
];
