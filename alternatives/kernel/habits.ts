import type { Alternative } from '../alternative';

const CMDQV = 'kernel/tegra/cmdqv';

/** Kernels that do more than they need, put off what they can, or get and give memory otherwise. */
export const HABIT_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'everything-invalidated-at-boot',
    title: "Before CMDQ-V is reset the SMMU's own queue gets CFGI_ALL and TLBI_NSNH_ALL, each with a CMD_SYNC",
    allowedBy: 'HOST-04 says what comes after the SMMU is enabled, and not what enabling it takes',
    edits: [
      {
        module: 'kernel/boot',
        from: '      await smmu.cmdqv.reset();\n',
        to: `      await smmu.issue([encodeCommand('CFGI_STE_RANGE', { Range: 31n })]);
      await smmu.issue([encodeCommand('TLBI_NSNH_ALL', {})]);
      await smmu.cmdqv.reset();
`,
      },
      {
        module: 'kernel/boot',
        from: "import { KernelMemory } from './kernel-memory';\n",
        to: "import { encodeCommand } from '../../src/tables/commands';\nimport { KernelMemory } from './kernel-memory';\n",
      },
    ],
  },
  {
    id: 'edges-that-come-together-handled-once',
    title: 'Interrupts that come while the handler runs have it run once more, however many they were',
    allowedBy: 'HOST-02: the interrupt is threaded and one-shot; EVT-01 says what is done on an error interrupt',
    edits: [
      {
        module: CMDQV,
        from: 'registers.onInterrupt(() => handleInterrupt({ layout, vintfs, registers, memory: host.memory }));',
        to: 'registers.onInterrupt(oneShot(() => handleInterrupt({ layout, vintfs, registers, memory: host.memory })));',
      },
      {
        module: CMDQV,
        from: '/** The driver of an SMMU',
        to: `function oneShot(handle: () => Promise<void>): () => Promise<void> {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await handle();
    }
    running = false;
  };
}

/** The driver of an SMMU`,
      },
    ],
  },
  {
    id: 'memory-for-every-request',
    title: 'Each request but DESTROY, IOAS_UNMAP and HWPT_INVALIDATE needs memory before anything else',
    allowedBy: 'UAPI-COM-11 and UAPI-COM-13 leave open which requests need how much',
    edits: [
      {
        module: 'kernel/ioctl',
        from: '  return found.run(',
        to: '  if (![DESTROY.number, IOAS_UNMAP.number, HWPT_INVALIDATE.number].includes(request)) context.process.heap.take();\n  return found.run(',
      },
    ],
  },
  {
    id: 'structures-written-back-in-pieces',
    title: 'The structure of a request is written back in pieces of 4 bytes, the last first',
    allowedBy: 'UAPI-COM-05 says what is written back, and not in how many pieces',
    edits: [
      {
        module: 'kernel/user-call',
        from: '    copyOut(this.memory, this.#address, bytes.subarray(0, Math.min(this.#userSize, bytes.length)));\n',
        to: `    const length = Math.min(this.#userSize, bytes.length);
    for (let at = Math.ceil(length / 4) * 4 - 4; at >= 0; at -= 4) {
      copyOut(this.memory, this.#address + BigInt(at), bytes.subarray(at, Math.min(at + 4, length)));
    }
`,
      },
    ],
  },
];
