import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const INVALIDATE = 'kernel/hwpt-invalidate';
const ATTACHMENT = 'kernel/attachment';
const IOAS_REQUESTS = 'kernel/ioas-requests';
const ATTACHED = '  device.hwpt = hwpt;\n  if (before === undefined) return;\n';
const COMMANDS_IMPORT = "import type { Device } from './device';\n";
const TELL = `  for (const sid of device.streamIds) {
    const SID = BigInt(sid);
    await device.smmu.issue([encodeCommand('CFGI_STE', { SID, Leaf: 1n })]);
    await device.smmu.issue([encodeCommand('PREFETCH_CONFIG', { SID })]);
  }
`;

/** Lets the driver put CFGI_STE and CMD_SYNC on the kernel's own first queue. */
const TELL_THROUGH_VCMDQ: readonly Edit[] = [
  {
    module: 'kernel/tegra/cmdqv',
    from: '  #addKernelVintf(): void {',
    to: `  #told = 0n;

  /** Puts CFGI_STE and CMD_SYNC on the kernel's own first queue. */
  async tell(SID: bigint): Promise<void> {
    const { registers, memory } = this.#host;
    const queue = this.vintfs[0]?.lvcmdqs[0];
    if (queue === undefined) return;
    const entries = 2n ** BigInt(queue.memory.log2size);
    this.#told = await load(registers, queue.layout.prod);
    for (const words of [encodeCommand('CFGI_STE', { SID, Leaf: 1n }), encodeCommand('CMD_SYNC')]) {
      await memory.write(queue.memory.address + (this.#told % entries) * 16n, commandBytes(words));
      this.#told = (this.#told + 1n) % (2n * entries);
    }
    await storeAll(registers, [{ register: queue.layout.prod, value: this.#told }]);
  }

  #addKernelVintf(): void {`,
  },
  {
    module: 'kernel/tegra/cmdqv',
    from: "import { log2 } from '../integers';\n",
    to: "import { commandBytes, encodeCommand } from '../../../src/tables/commands';\nimport { log2 } from '../integers';\n",
  },
];

/** Kernels that send more, fewer at a time, or the same in another order through the host's own queues. */
export const COMMAND_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'streams-told-to-the-smmu',
    title: "After each change of a stream the SMMU's own queue gets CFGI_STE, PREFETCH_CONFIG and a CMD_SYNC after each",
    allowedBy: 'no clause says what the host does not put on queues of its own; Linux does this',
    edits: [
      { module: ATTACHMENT, from: COMMANDS_IMPORT, to: `import { encodeCommand } from '../../src/tables/commands';\n${COMMANDS_IMPORT}` },
      { module: ATTACHMENT, from: ATTACHED, to: `  device.hwpt = hwpt;\n${TELL}  if (before === undefined) return;\n` },
    ],
  },
  {
    id: 'streams-told-through-the-own-vcmdq',
    title: "After each change of a stream the kernel's own vCMDQ gets CFGI_STE and a CMD_SYNC",
    allowedBy: 'no clause says what the host does not put on queues of its own; Linux does this',
    edits: [
      {
        module: ATTACHMENT,
        from: ATTACHED,
        to: '  device.hwpt = hwpt;\n  for (const sid of device.streamIds) await device.smmu.cmdqv?.tell(BigInt(sid));\n  if (before === undefined) return;\n',
      },
      ...TELL_THROUGH_VCMDQ,
    ],
  },
  {
    id: 'stage-2-invalidated-at-its-end',
    title: "A nest parent that goes sends TLBI_S12_VMALL with its VMID through the SMMU's own queue",
    allowedBy: 'no clause says what the host does not put on queues of its own; Linux does this',
    edits: [
      {
        module: 'kernel/paging-hwpt',
        from: '    this.ioas.removeTable(this.#limits);\n    this.#freeVmid();\n',
        to: "    this.ioas.removeTable(this.#limits);\n    if (this.vmid !== 0) await this.smmu.issue([encodeCommand('TLBI_S12_VMALL', { VMID: BigInt(this.vmid) })]);\n    this.#freeVmid();\n",
      },
      {
        module: 'kernel/paging-hwpt',
        from: "import type { Ioas, TableLimits } from './ioas';\n",
        to: "import { encodeCommand } from '../../src/tables/commands';\nimport type { Ioas, TableLimits } from './ioas';\n",
      },
    ],
  },
  {
    id: 'stage-2-invalidated-at-its-start',
    title: "A new nest parent sends TLBI_S12_VMALL with its VMID through the SMMU's own queue when a device is first put on it",
    allowedBy: 'no clause says what the host does not put on queues of its own',
    edits: [
      { module: ATTACHMENT, from: COMMANDS_IMPORT, to: `import { encodeCommand } from '../../src/tables/commands';\n${COMMANDS_IMPORT}` },
      {
        module: ATTACHMENT,
        from: ATTACHED,
        to: "  device.hwpt = hwpt;\n  if (hwpt instanceof PagingHwpt && hwpt.vmid !== 0) await device.smmu.issue([encodeCommand('TLBI_S12_VMALL', { VMID: BigInt(hwpt.vmid) })]);\n  if (before === undefined) return;\n",
      },
    ],
  },
  {
    id: 'entry-num-counts-issued',
    title: 'After a command that cannot be converted entry_num counts what was issued and no more',
    allowedBy: 'UAPI-INV-12 accepts any number up to the index of the failing entry',
    edits: [
      {
        module: INVALIDATE,
        from: '    batch.push(convert(check(words, viommu.smmu.description), viommu));\n',
        to: `    try {
      batch.push(convert(check(words, viommu.smmu.description), viommu));
    } catch (error) {
      progress.done = index - batch.length;
      throw error;
    }
`,
      },
    ],
  },
  {
    id: 'batches-of-16',
    title: 'An invalidation is issued in batches of at most 16 commands',
    allowedBy: 'UAPI-INV-11 names the largest batch alone',
    edits: [{ module: INVALIDATE, from: 'const BATCH = 63;', to: 'const BATCH = 16;' }],
  },
  {
    id: 'batches-of-2',
    title: 'An invalidation is issued in batches of at most 2 commands',
    allowedBy: 'UAPI-INV-11 names the largest batch alone',
    edits: [{ module: INVALIDATE, from: 'const BATCH = 63;', to: 'const BATCH = 2;' }],
  },
  {
    id: 'commands-issued-one-by-one',
    title: 'Each command of an invalidation is issued by itself, with a CMD_SYNC of its own',
    allowedBy: 'UAPI-INV-11 names the largest batch alone',
    edits: [{ module: INVALIDATE, from: 'const BATCH = 63;', to: 'const BATCH = 1;' }],
  },
  {
    id: 'two-syncs-after-each-batch',
    title: 'Two CMD_SYNCs follow each batch of commands',
    allowedBy: 'a CMD_SYNC changes nothing; UAPI-INV-11 asks for one',
    edits: [
      {
        module: 'kernel/smmu',
        from: 'let queue = [...commands, DRIVER_SYNC];',
        to: 'let queue = [...commands, DRIVER_SYNC, DRIVER_SYNC];',
      },
    ],
  },
  {
    id: 'queues-flushed-twice',
    title: 'A queue that is reset has the flush made twice',
    allowedBy: 'a CMD_SYNC changes nothing; RST-02 asks for one flush',
    edits: [
      {
        module: 'kernel/smmu',
        from: '    await this.issue([PLAIN_SYNC]);\n',
        to: '    await this.issue([PLAIN_SYNC]);\n    await this.issue([PLAIN_SYNC]);\n',
      },
    ],
  },
  {
    id: 'queues-flushed-with-two-syncs',
    title: 'A queue that is reset is flushed with two CMD_SYNCs at once',
    allowedBy: 'a CMD_SYNC changes nothing; RST-02 asks for one',
    edits: [{ module: 'kernel/smmu', from: 'await this.issue([PLAIN_SYNC]);', to: 'await this.issue([PLAIN_SYNC, PLAIN_SYNC]);' }],
  },
  {
    id: 'unmapped-range-invalidated',
    title: "IOAS_UNMAP sends TLBI_S2_IPA and TLBI_NH_ALL for each nest parent of the IOAS through the SMMU's own queue",
    allowedBy: 'no clause says what the host does not put on queues of its own; Linux does this',
    edits: [
      {
        module: IOAS_REQUESTS,
        from: '    values.length = ioas.unmap(iova, length);\n  }\n',
        to: `    values.length = ioas.unmap(iova, length);
  }
  for (const hwpt of context.objects.all(PagingHwpt)) {
    if (hwpt.ioas !== ioas || !hwpt.kind.nestParent) continue;
    const VMID = BigInt(hwpt.vmid);
    await hwpt.smmu.issue([encodeCommand('TLBI_S2_IPA', { VMID, IPA: BigInt.asUintN(52, iova) & ~0xfffn }), encodeCommand('TLBI_NH_ALL', { VMID })]);
  }
`,
      },
      {
        module: IOAS_REQUESTS,
        from: "import { U64_MAX } from './integers';\n",
        to: "import { encodeCommand } from '../../src/tables/commands';\nimport { U64_MAX } from './integers';\n",
      },
      {
        module: IOAS_REQUESTS,
        from: "import { Ioas } from './ioas';\n",
        to: "import { Ioas } from './ioas';\nimport { PagingHwpt } from './paging-hwpt';\n",
      },
    ],
  },
  {
    id: 'stage-1-invalidated-at-each-attach',
    title: "A device that is put on a nested HWPT has the SMMU's own queue execute TLBI_NH_ALL with the VM's VMID",
    allowedBy: 'no clause says what the host does not put on queues of its own, and the VM misses nothing but time',
    edits: [
      { module: ATTACHMENT, from: COMMANDS_IMPORT, to: `import { encodeCommand } from '../../src/tables/commands';\n${COMMANDS_IMPORT}` },
      {
        module: ATTACHMENT,
        from: ATTACHED,
        to: "  device.hwpt = hwpt;\n  if (hwpt instanceof NestedHwpt) await device.smmu.issue([encodeCommand('TLBI_NH_ALL', { VMID: BigInt(hwpt.viommu.vmid) })]);\n  if (before === undefined) return;\n",
      },
    ],
  },
  {
    id: 'device-caches-emptied-at-each-attach',
    title: "A device with ATS that is attached has the SMMU's own queue execute ATC_INV of all its addresses",
    allowedBy: 'no clause says what the host does not put on queues of its own; Linux does this',
    edits: [
      { module: ATTACHMENT, from: COMMANDS_IMPORT, to: `import { encodeCommand } from '../../src/tables/commands';\n${COMMANDS_IMPORT}` },
      {
        module: ATTACHMENT,
        from: ATTACHED,
        to: `  device.hwpt = hwpt;
  const { ats } = device.physical.description;
  if (ats) await device.smmu.issue(device.streamIds.map((sid) => encodeCommand('ATC_INV', { SID: BigInt(sid), Size: 52n })));
  if (before === undefined) return;
`,
      },
    ],
  },
  {
    id: 'device-caches-emptied-at-the-detach',
    title: "A device that is detached has the SMMU's own queue execute ATC_INV of all its addresses",
    allowedBy: 'no clause says what the host does not put on queues of its own; Linux does this',
    edits: [
      { module: ATTACHMENT, from: COMMANDS_IMPORT, to: `import { encodeCommand } from '../../src/tables/commands';\n${COMMANDS_IMPORT}` },
      {
        module: ATTACHMENT,
        from: '  device.hwpt = undefined;\n',
        to: `  device.hwpt = undefined;
  await device.smmu.issue(device.streamIds.map((sid) => encodeCommand('ATC_INV', { SID: BigInt(sid), Size: 52n })));
`,
      },
    ],
  },
];
