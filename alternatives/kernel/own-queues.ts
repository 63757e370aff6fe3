import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const CMDQV = 'kernel/tegra/cmdqv';
const PROCESS = 'kernel/user-process';
const OWN = 'no clause says what the host does not put on queues of its own (HYP-08)';
const IOCTL = '    return statusOf(() => this.#process.files.get(fd).ioctl(request, argument, memory));\n';
const VDEVICE = 'kernel/vdevice-alloc';
const ENTRY = '  // VSID-01: a 64-bit kernel holds any virt_id.\n';

/** Lets the kernel put commands on the first queue of its own VINTF. */
const TELL: readonly Edit[] = [
  {
    module: CMDQV,
    from: '  #addKernelVintf(): void {',
    to: `  #told = 0n;

  /** Puts commands on the kernel's own first queue. */
  async tell(...commands: readonly CommandWords[]): Promise<void> {
    const { registers, memory } = this.#host;
    const queue = this.vintfs[0]?.lvcmdqs[0];
    if (queue === undefined) return;
    const entries = 2n ** BigInt(queue.memory.log2size);
    this.#told = await load(registers, queue.layout.prod);
    for (const words of commands) {
      await memory.write(queue.memory.address + (this.#told % entries) * 16n, commandBytes(words));
      this.#told = (this.#told + 1n) % (2n * entries);
    }
    await storeAll(registers, [{ register: queue.layout.prod, value: this.#told }]);
    await load(registers, queue.layout.cons);
  }

  #addKernelVintf(): void {`,
  },
  {
    module: CMDQV,
    from: "import { log2 } from '../integers';\n",
    to: "import { type CommandWords, commandBytes } from '../../../src/tables/commands';\nimport { log2 } from '../integers';\n",
  },
];

/** Does something for each SMMU before each ioctl. */
const beforeEachIoctl = (doing: string): Edit => ({
  module: PROCESS,
  from: IOCTL,
  to: `    return statusOf(async () => {
      const file = this.#process.files.get(fd);
      for (const smmu of new Set([...this.#devices.values()].map((device) => device.smmu))) ${doing}
      await file.ioctl(request, argument, memory);
    });
`,
});
const ENCODES: Edit = {
  module: PROCESS,
  from: "import { IOMMU_PATH } from '../../src/tables/uapi';\n",
  to: "import { encodeCommand } from '../../src/tables/commands';\nimport { IOMMU_PATH } from '../../src/tables/uapi';\n",
};

/** Kernels that send commands of their own when they like. */
export const OWN_QUEUE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'vdevices-told-through-the-own-vcmdq',
    title: "VDEVICE_ALLOC has the kernel's own vCMDQ send CFGI_STE and a CMD_SYNC, before it looks whether it may be",
    allowedBy: OWN,
    edits: [
      {
        module: VDEVICE,
        from: ENTRY,
        to: `${ENTRY}  const asked = context.objects.find(values.dev_id);
  if (asked instanceof Device)
    await asked.smmu.cmdqv?.tell(encodeCommand('CFGI_STE', { SID: BigInt(asked.streamIds[0] ?? 0), Leaf: 1n }), encodeCommand('CMD_SYNC'));
`,
      },
      {
        module: VDEVICE,
        from: "import type { VDEVICE_ALLOC } from '../../src/tables/uapi';\n",
        to: "import { encodeCommand } from '../../src/tables/commands';\nimport type { VDEVICE_ALLOC } from '../../src/tables/uapi';\n",
      },
      ...TELL,
    ],
  },
  {
    id: 'own-vcmdq-at-each-ioctl',
    title: "Each ioctl has the kernel's own vCMDQ execute PREFETCH_CONFIG and a CMD_SYNC, whatever comes of it",
    allowedBy: OWN,
    edits: [
      beforeEachIoctl("await smmu.cmdqv?.tell(encodeCommand('PREFETCH_CONFIG', { SID: 1n }), encodeCommand('CMD_SYNC'));"),
      ENCODES,
      ...TELL,
    ],
  },
  {
    id: 'own-queue-at-each-ioctl',
    title: "Each ioctl has the SMMU's own queue execute PREFETCH_CONFIG and a CMD_SYNC, whatever comes of it",
    allowedBy: OWN,
    edits: [beforeEachIoctl("await smmu.issue([encodeCommand('PREFETCH_CONFIG', { SID: 1n })]);"), ENCODES],
  },
  {
    id: 'parameters-read-at-each-ioctl',
    title: 'PARAM and the CONFIG of every VINTF in use are read at each ioctl, whatever comes of it',
    allowedBy: 'no clause forbids a read that has no effect',
    edits: [
      beforeEachIoctl('await smmu.cmdqv?.look();'),
      {
        module: CMDQV,
        from: '  #addKernelVintf(): void {',
        to: `  async look(): Promise<void> {
    await readParameters(this.#host.registers);
    for (const vintf of this.vintfs) if (vintf !== undefined) await load(this.#host.registers, vintf.layout.config);
  }

  #addKernelVintf(): void {`,
      },
    ],
  },
];
