import type { Alternative } from '../alternative';

const BLOCK = 'hardware/cmdqv-block';
const VCMDQ = 'hardware/vcmdq';
const PROCESSOR = 'hardware/queue-processor';
const FETCH = '    const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);\n';

/** Hardware whose registers, and whose reads of memory, differ in what no clause tells. */
export const REGISTER_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'error-code-out-of-reach',
    title: 'A store to CONS_INDX changes RD alone: ERR is for the hardware to write',
    allowedBy: 'ERR-04: without an active error ERR means nothing; ISO-08 asks for indices that are cleaned',
    edits: [{ module: VCMDQ, from: '        this.#cons = value;', to: '        this.#cons = ERR.in(value, ERR.of(this.#cons));' }],
  },
  {
    id: 'vintf-status-of-a-constant-count',
    title: 'STATUS of a VINTF tells how many logical vCMDQs it has, mapped or not',
    allowedBy: 'no clause says what VI_NUM_LVCMDQ of the hardware counts',
    edits: [
      {
        module: BLOCK,
        from: 'VI_NUM_LVCMDQ.in(0, this.#allocMap.mappedTo(vintf));',
        to: 'VI_NUM_LVCMDQ.in(0, this.#map.geometry.lvcmdqs);',
      },
    ],
  },
  {
    id: 'other-batches-out-of-reset',
    title: 'CMDQV_CONFIG of the hardware comes out of reset with other batches than the one of a guest',
    allowedBy: 'MMIO-01 is about the block of a guest; HOST-04 about CMDQV_EN alone',
    edits: [
      {
        module: BLOCK,
        from: "const CONFIG_RESET = Number(definitionIn(GLOBAL_REGISTERS, 'CMDQV_CONFIG').reset ?? 0n);",
        to: "const CONFIG_RESET = Number(definitionIn(GLOBAL_REGISTERS, 'CMDQV_CONFIG').reset ?? 0n) ^ 0x480;",
      },
    ],
  },
  {
    id: 'direct-page-0-needs-the-block',
    title: 'Stores to direct page 0 of the hardware are dropped while CMDQV_EN is 0',
    allowedBy: 'WR-18 tells it of the hardware; the kernel does not use that page',
    edits: [
      {
        module: BLOCK,
        from: '        queue.write(register, value);\n        return [queue];',
        to: "        if (place.kind === 'direct' && place.page === 0 && !this.#enabled) return NO_QUEUES;\n        queue.write(register, value);\n        return [queue];",
      },
    ],
  },
  {
    id: 'commands-fetched-in-halves',
    title: 'A command is fetched as two words of 64 bits',
    allowedBy: 'CQ-01 says where the words are, and not how they are read',
    edits: [
      {
        module: PROCESSOR,
        from: `${FETCH}    if (bytes === undefined) return 'ABT';\n`,
        to: `    const low = await memory.read(queue.entryAddress, 8);
    const high = await memory.read(queue.entryAddress + 8n, 8);
    if (low === undefined || high === undefined) return 'ABT';
    const bytes = Uint8Array.from([...low, ...high]);
`,
      },
    ],
  },
  {
    id: 'commands-fetched-in-lines',
    title: 'The commands of a line of 64 bytes up to PROD_INDX are fetched by one read, and by one each where that is aborted',
    allowedBy: 'CQ-05 says in which order they are executed; what was fetched is dropped when the queue stops',
    edits: [
      {
        module: PROCESSOR,
        from: '    queue.inFlight = true;\n',
        to: '    queue.inFlight = true;\n    this.#lines.delete(queue);\n',
      },
      {
        module: PROCESSOR,
        from: '  readonly #around: Surroundings;\n',
        to: '  readonly #around: Surroundings;\n  readonly #lines = new Map<Vcmdq, { start: bigint; bytes: Uint8Array }>();\n',
      },
      {
        module: PROCESSOR,
        from: FETCH,
        to: `    const at = queue.entryAddress;
    let line = this.#lines.get(queue);
    let ahead = 1;
    if (line === undefined || at < line.start || at >= line.start + BigInt(line.bytes.length)) {
      ahead = Math.min(queue.waiting, Number((64n - (at % 64n)) / BigInt(COMMAND_BYTES)));
      const fetched = await memory.read(at, ahead * COMMAND_BYTES);
      line = fetched && { start: at, bytes: fetched };
      if (line === undefined) this.#lines.delete(queue);
      else this.#lines.set(queue, line);
    }
    const first = Number(at - (line?.start ?? at));
    const alone = line === undefined && ahead > 1 ? await memory.read(at, COMMAND_BYTES) : undefined;
    const bytes = line === undefined ? alone : line.bytes.subarray(first, first + COMMAND_BYTES);
`,
      },
      {
        module: VCMDQ,
        from: '  /** Host physical address of the entry at RD',
        to: `  /** Entries from RD to the end of the queue or to PROD_INDX. */
  get waiting(): number {
    const size = 2 ** LOG2SIZE.of(this.#base.low);
    const read = RD.of(this.#cons);
    let count = 0;
    for (let at = read; !this.#indices.isEmpty(at, WR.of(this.#prod)) && count < size - (read % size); at = this.#indices.next(at)) count++;
    return Math.max(1, count);
  }

  /** Host physical address of the entry at RD`,
      },
    ],
  },
  {
    id: 'wide-stores-to-narrow-registers-dropped',
    title: 'A store of 8 bytes where two registers of 32 bits are is dropped',
    allowedBy: 'no source says what 8 bytes do there; a driver stores 64 bits in 64-bit registers alone (GUEST-04)',
    edits: [
      {
        module: BLOCK,
        from: '    const queues = this.#store(offset, Number(BigInt.asUintN(32, value)));\n',
        to: "    if (width === 8 && this.#map.at(offset, 4)?.half === 'whole') return DONE;\n    const queues = this.#store(offset, Number(BigInt.asUintN(32, value)));\n",
      },
    ],
  },
  {
    id: 'wide-loads-of-narrow-registers-give-the-lower',
    title: 'A load of 8 bytes where two registers of 32 bits are gives the lower one alone; the error maps of a VINTF are 64 bits wide',
    allowedBy: 'no source says what 8 bytes give there but for LVCMDQ_ERR_MAP (PHYS-09)',
    edits: [
      {
        module: BLOCK,
        from: '    return width === 4 ? low : low | ',
        to: "    const at = this.#map.at(offset, 4);\n    return width === 4 || (at?.half === 'whole' && at.place.kind !== 'vintf') ? low : low | ",
      },
    ],
  },
];
