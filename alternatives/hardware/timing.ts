import type { Alternative } from '../alternative';

const BLOCK = 'hardware/cmdqv-block';
const QUEUE = 'hardware/vcmdq';
const PROCESSOR = 'hardware/queue-processor';

/** Hardware in which things are seen later than they happen, or happen later than they need. */
export const TIMING_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'rd-before-the-effect',
    title: 'RD advances past a command before the command is executed, but past a CMD_SYNC when it is complete',
    allowedBy: 'CQ-06: an advance of RD does not say that the effect is complete',
    edits: [
      { module: PROCESSOR, from: '        queue.advance();\n', to: '' },
      {
        module: PROCESSOR,
        from: '    const outcome = await commands.execute({ queue: place, ...words });\n',
        to: `    const early = syncSignal(words) === undefined;
    if (early) queue.advance();
    const outcome = await commands.execute({ queue: place, ...words });
    if (!early) queue.advance();
`,
      },
    ],
  },
  {
    id: 'entry-after-next-read-too',
    title: 'With an entry at an even place the one behind it is read too, whatever PROD_INDX says, and forgotten',
    allowedBy: 'CQ-05 says what is executed, in which order, and not what else of the queue is read',
    edits: [
      {
        module: PROCESSOR,
        from: '    const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);\n',
        to: `    const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);
    if (queue.entryAddress % 32n === 0n) await memory.read(queue.entryAddress + 16n, COMMAND_BYTES);
`,
      },
    ],
  },
  {
    id: 'base-taken-at-enable',
    title: 'BASE counts as it was when CMDQ_EN was set',
    allowedBy: 'CQ-13: what comes of a write to BASE of an enabled queue is not specified',
    edits: [
      {
        module: QUEUE,
        from: '        this.#config = value;\n',
        to: '        if (!CMDQ_EN.isSet(this.#config)) this.#taken = this.#base.value;\n        this.#config = value;\n',
      },
      { module: QUEUE, from: '  #config = 0;\n', to: '  #config = 0;\n  #taken = 0n;\n' },
      { module: QUEUE, from: 'extract(this.#base.value, ADDR)', to: 'extract(this.#taken, ADDR)' },
      { module: QUEUE, from: 'LOG2SIZE.of(this.#base.low)', to: 'LOG2SIZE.of(Number(this.#taken & 0xffff_ffffn))' },
    ],
  },
  {
    id: 'bits-beside-the-fields-set',
    title: 'PARAM and CMDQV_STATUS of the hardware have bits set that are of no field',
    allowedBy: 'PHYS-04 and PHYS-13 say which bits count, and no clause what the others are',
    edits: [
      {
        module: BLOCK,
        from: "fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', name).in(value, part), 0);",
        to: "fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', name).in(value, part), 0x5a5a_0000);",
      },
      { module: BLOCK, from: 'CMDQV_ENABLED.in(0, Number(', to: 'CMDQV_ENABLED.in(0x5a0, Number(' },
    ],
  },
  {
    id: 'interrupts-when-all-queues-rest',
    title: 'The interrupts of the queues that a store sets going come when the last of them rests, one for each',
    allowedBy: 'GERR-09 says how many there are; what other queues do meanwhile is left open',
    edits: [
      {
        module: PROCESSOR,
        from: '    if (failedOn !== undefined) await this.#around.interrupt.raise(failedOn);\n  }\n',
        to: `    if (failedOn !== undefined) this.#edges.push(failedOn);
  }

  readonly #edges: number[] = [];

  async tell(): Promise<void> {
    for (let vintf = this.#edges.shift(); vintf !== undefined; vintf = this.#edges.shift()) await this.#around.interrupt.raise(vintf);
  }
`,
      },
      {
        module: BLOCK,
        from: '    for (const queue of queues) await this.#processor.run(queue);\n',
        to: '    for (const queue of queues) await this.#processor.run(queue);\n    await this.#processor.tell();\n',
      },
    ],
  },
];
