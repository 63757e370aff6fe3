import type { Edit } from '../../faults/fault';
import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const VIOMMU = 'device/viommu';
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

/** Devices that pass invalidations on in other batches. */
export const INVALIDATION_ALTERNATIVES: readonly Alternative[] = [
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
];
