import type { Alternative } from '../alternative';

const BLOCK = 'hardware/cmdqv-block';
const VCMDQ = 'hardware/vcmdq';
const PROCESSOR = 'hardware/queue-processor';
const ALLOC_MAP = 'hardware/alloc-map';
const CONFIG = '        this.#config = value;\n';

/** Hardware that chooses otherwise where sources are silent: when it fetches, what it keeps, what it shows, which of two it takes. */
export const CHOICE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'commands-fetched-ahead',
    title: 'The commands up to PROD_INDX are fetched at once, up to four of them, and what was fetched is dropped at an error',
    allowedBy: 'CQ-05: software puts commands into memory before it moves PROD_INDX',
    edits: [
      {
        module: PROCESSOR,
        from: '    const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);\n',
        to: `    if (queue.ahead.length === 0) for (const address of queue.nextAddresses(4)) queue.ahead.push(await memory.read(address, COMMAND_BYTES));
    const bytes = queue.ahead.shift();
`,
      },
      {
        module: VCMDQ,
        from: '  atcTimeout = false;\n',
        to: `  atcTimeout = false;
  readonly ahead: (Uint8Array | undefined)[] = [];

  nextAddresses(most: number): readonly bigint[] {
    const addresses: bigint[] = [];
    const base = extract(this.#base.value, ADDR);
    let index = RD.of(this.#cons);
    for (; addresses.length < most && !this.#indices.isEmpty(index, WR.of(this.#prod)); index = this.#indices.next(index))
      addresses.push(base + BigInt(COMMAND_BYTES * this.#indices.entry(index)));
    return addresses;
  }
`,
      },
      {
        module: VCMDQ,
        from: '    this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);\n',
        to: '    this.ahead.length = 0;\n    this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);\n',
      },
      {
        module: VCMDQ,
        from: "  write({ definition, half }: Register, value: number): void {\n    switch (definition.name) {\n      case 'CONS_INDX':\n",
        to: "  write({ definition, half }: Register, value: number): void {\n    if (definition.name !== 'PROD_INDX') this.ahead.length = 0;\n    switch (definition.name) {\n      case 'CONS_INDX':\n",
      },
    ],
  },
  {
    id: 'queues-run-side-by-side',
    title: 'Queues that a store sets going execute their commands in turn, one of each',
    allowedBy: 'CQ-07 accepts any order between queues',
    edits: [
      {
        module: BLOCK,
        from: '    for (const queue of queues) await this.#processor.run(queue);\n',
        to: '    await Promise.all(queues.map((queue) => this.#processor.run(queue)));\n',
      },
    ],
  },
  {
    id: 'interrupt-comes-a-little-later',
    title: 'The error interrupt comes a little after the queue has stopped',
    allowedBy: 'GERR-09 says how many edges there are and not how soon',
    edits: [
      {
        module: 'hardware/interrupt-line',
        from: 'if (((mask >>> (vintf % BITS)) & 1) === 0) await this.#handler();',
        to: 'if (((mask >>> (vintf % BITS)) & 1) !== 0) return;\n    for (let steps = 0; steps < 10; steps++) await Promise.resolve();\n    await this.#handler();',
      },
    ],
  },
  {
    id: 'edges-held-off-come-with-the-mask-cleared',
    title: 'An edge that VI_INT_MASK held off comes when the bit of the VINTF is cleared',
    allowedBy: 'PHYS-15 does not say what becomes of an edge that was held off',
    edits: [
      {
        module: 'hardware/interrupt-line',
        from: 'if (((mask >>> (vintf % BITS)) & 1) === 0) await this.#handler();',
        to: 'if (((mask >>> (vintf % BITS)) & 1) === 0) await this.#handler();\n    else this.#held.add(vintf);',
      },
      {
        module: 'hardware/interrupt-line',
        from: '  #handler:',
        to: `  readonly #held = new Set<number>();

  async unmask(): Promise<void> {
    for (const vintf of [...this.#held]) {
      if ((((this.mask[Math.floor(vintf / BITS)] ?? 0) >>> (vintf % BITS)) & 1) !== 0) continue;
      this.#held.delete(vintf);
      await this.#handler();
    }
  }

  #handler:`,
      },
      {
        module: BLOCK,
        from: '    return this.#proceed(queues);\n',
        to: '    return this.#proceed(queues).then(() => this.interrupt.unmask());\n',
      },
    ],
  },
  {
    id: 'disabled-queue-forgets-timeouts',
    title: 'A queue that is disabled forgets an ATC_INV that timed out and was not told of',
    allowedBy: 'no clause keeps what a queue has not told over a disable, and ISO-08 wants it gone',
    edits: [{ module: VCMDQ, from: CONFIG, to: `${CONFIG}        if (!this.enable) this.atcTimeout = false;\n` }],
  },
  {
    id: 'unmapped-queue-is-reset',
    title: 'A vCMDQ whose ALLOC is cleared loses what its registers held',
    allowedBy: 'no clause keeps the registers of a queue that is mapped nowhere',
    edits: [
      {
        module: BLOCK,
        from: '        this.#allocMap.write(element, value);\n',
        to: '        this.#allocMap.write(element, value);\n        if (this.#allocMap.placeOf(element) === undefined) this.#queues.get(element)?.clear();\n',
      },
      {
        module: VCMDQ,
        from: '  get empty(): boolean {\n',
        to: `  clear(): void {
    this.#cons = this.#prod = this.#config = this.#gerror = this.#gerrorn = 0;
    this.atcTimeout = false;
    for (const wide of [this.#base, this.#consDram]) {
      wide.write('low', 0);
      wide.write('high', 0);
    }
  }

  get empty(): boolean {
`,
      },
    ],
  },
  {
    id: 'error-code-cleared-with-config',
    title: 'CONS_INDX.ERR of a queue without an active error goes to 0 when its CONFIG is written',
    allowedBy: 'ERR-04: but while an error is active the field means nothing',
    edits: [{ module: VCMDQ, from: CONFIG, to: `${CONFIG}        if (!this.stopped) this.#cons = ERR.in(this.#cons, 0);\n` }],
  },
  {
    id: 'acknowledgement-of-no-error-ignored',
    title: 'A write of GERRORN while no error is active changes nothing',
    allowedBy: 'GERR-04 leaves open what comes of a GERRORN that differs from GERROR without an error',
    edits: [{ module: VCMDQ, from: '        this.#gerrorn = value;\n', to: '        if (this.failing) this.#gerrorn = value;\n' }],
  },
  {
    id: 'vintf-status-without-a-count',
    title: 'STATUS of a VINTF does not tell how many vCMDQs are mapped to it',
    allowedBy: 'PHYS-07 names ENABLED and STATUS alone',
    edits: [
      {
        module: BLOCK,
        from: 'const status = ENABLE_OK.in(mapped, Number(this.#vintfEnabled(vintf)));',
        to: 'const status = ENABLE_OK.in(VI_NUM_LVCMDQ.in(mapped, 0), Number(this.#vintfEnabled(vintf)));',
      },
    ],
  },
  {
    id: 'last-matching-slot-taken',
    title: 'Of two enabled slots with the same vSID the last is taken',
    allowedBy: 'SIDR-06: there never are two',
    edits: [{ module: 'hardware/sid-table', from: 'this.match.findIndex(', to: 'this.match.findLastIndex(' }],
  },
  {
    id: 'highest-queue-of-a-slot-taken',
    title: 'Of two vCMDQs that are mapped to the same slot the highest has it',
    allowedBy: 'no clause says which; the kernel never maps two (PHYS-05)',
    edits: [
      {
        module: ALLOC_MAP,
        from: 'for (let index = 0; index < this.#entries.length; index++) {',
        to: 'for (let index = this.#entries.length - 1; index >= 0; index--) {',
      },
    ],
  },
  {
    id: 'error-map-of-mapped-queues-alone',
    title: 'CMDQ_ERR_MAP shows no vCMDQ that is mapped nowhere',
    allowedBy: 'PHYS-16 speaks of queues, and one that is mapped nowhere is no queue of anybody',
    edits: [
      {
        module: 'hardware/error-maps',
        from: '      this.#failing().map(({ index }) => index),\n',
        to: '      this.#failing().flatMap(({ index }) => (this.#allocMap.placeOf(index) === undefined ? [] : index)),\n',
      },
    ],
  },
  {
    id: 'undefined-bits-read-zero',
    title: 'The registers of a vCMDQ and of a VINTF keep no bits but those of their fields',
    allowedBy: 'no clause keeps bits that are none of a field',
    edits: [
      {
        module: VCMDQ,
        from: '  write({ definition, half }: Register, value: number): void {\n',
        to: `  write({ definition, half }: Register, given: number): void {
    const value = Number(BigInt.asUintN(32, definition.fields.reduce((bits, { high, low }) => bits | (BigInt(given) << (half === 'high' ? 32n : 0n) & (((1n << BigInt(high - low + 1)) - 1n) << BigInt(low))), 0n) >> (half === 'high' ? 32n : 0n)));
`,
      },
      {
        module: 'hardware/vintf',
        from: '  write({ definition, element }: Register, value: number): void {\n',
        to: `  write({ definition, element }: Register, given: number): void {
    const value = definition.fields.reduce((bits, { high, low }) => bits | (given & ((2 ** (high - low + 1) - 1) << low)), 0) >>> 0;
`,
      },
    ],
  },
];
