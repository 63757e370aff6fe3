import { type Edit, type Fault, OWN } from '../fault';

/** A vCMDQ remembers that an error of its own was acknowledged. */
const REMEMBERS_ACKNOWLEDGEMENTS: readonly Edit[] = [
  {
    module: 'hardware/error-maps',
    from: '  /** Tells whether a vCMDQ of the VINTF has an active error. */\n',
    to: '  #acknowledged(vintf: number): boolean {\n    return [...this.#queues.values()].some((queue) => queue.acknowledged && this.#allocMap.placeOf(queue.index)?.vintf === vintf);\n  }\n\n',
  },
  {
    module: 'hardware/vcmdq',
    from: '        this.#gerrorn = value;\n',
    to: '        this.acknowledged = this.stopped;\n        this.#gerrorn = value;\n',
  },
  {
    module: 'hardware/vcmdq',
    from: '  fail(error: CommandError): void {\n',
    to: '  fail(error: CommandError): void {\n    this.acknowledged = false;\n',
  },
  {
    module: 'hardware/vcmdq',
    from: '  inFlight = false;\n',
    to: '  inFlight = false;\n  acknowledged = false;\n',
  },
];

/** Faults of hardware that show only the second time, for the second object or after a change. */
export const HARDWARE_OVER_TIME_FAULTS: readonly Fault[] = [
  {
    id: 'stream-id-cached',
    title: 'A vSID that was translated once keeps its pSID when its slot is rewritten',
    source: OWN,
    about: ['SIDR-02', 'SIDR-03', 'ISO-05'],
    edits: [
      {
        module: 'hardware/sid-table',
        from: '  readonly replace: Uint32Array;\n',
        to: '  readonly replace: Uint32Array;\n  readonly #cache = new Map<number, number>();\n',
      },
      {
        module: 'hardware/sid-table',
        from: '  translate(vsid: number): number | undefined {\n',
        to: '  translate(vsid: number): number | undefined {\n    const known = this.#cache.get(vsid);\n    if (known !== undefined) return known;\n',
      },
      {
        module: 'hardware/sid-table',
        from: '    return replace === undefined ? undefined : PHYS_SID.of(replace);\n',
        to: '    if (replace === undefined) return undefined;\n    this.#cache.set(vsid, PHYS_SID.of(replace));\n    return PHYS_SID.of(replace);\n',
      },
    ],
  },
  {
    id: 'full-queue-steps-over-error',
    title: 'A full queue steps over the command that stops it',
    source: OWN,
    about: ['ERR-03'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '  /** The entry at RD is consumed. */\n',
        to: `  get full(): boolean {
    const log2size = LOG2SIZE.of(this.#base.low);
    return (WR.of(this.#prod) ^ RD.of(this.#cons)) === 2 ** log2size;
  }

  /** The entry at RD is consumed. */
`,
      },
      {
        module: 'hardware/queue-processor',
        from: '          queue.fail(error);\n',
        to: '          queue.fail(error);\n          if (queue.full) queue.advance();\n',
      },
    ],
  },
  {
    id: 'error-code-ored',
    title: 'CONS_INDX.ERR has the bits of the code that it had before, too',
    source: OWN,
    about: ['ERR-01'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: 'ERR.in(this.#cons, COMMAND_ERRORS[error])',
        to: 'ERR.in(this.#cons, ERR.of(this.#cons) | COMMAND_ERRORS[error])',
      },
    ],
  },
  {
    id: 'first-error-code-kept',
    title: 'CONS_INDX.ERR keeps the code of the first error of its queue',
    source: OWN,
    about: ['ERR-01'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: 'ERR.in(this.#cons, COMMAND_ERRORS[error])',
        to: 'ERR.in(this.#cons, ERR.of(this.#cons) || COMMAND_ERRORS[error])',
      },
    ],
  },
  {
    id: 'map-bit-toggled-by-each-queue',
    title: 'An error of a second queue of a VINTF clears the bit of the VINTF in VI_ERR_MAP',
    source: OWN,
    about: ['PHYS-10', 'PHYS-16'],
    edits: [{ module: 'hardware/error-maps', from: 'map | (1 << (bit % BITS))', to: 'map ^ (1 << (bit % BITS))' }],
  },
  {
    id: 'last-timeout-alone',
    title: 'Of ATC_INVs of several queues that timed out the last alone is told',
    source: OWN,
    about: ['CQ-07'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: "    if (outcome === 'atcTimeout') queue.atcTimeout = true;\n",
        to: `    if (outcome === 'atcTimeout') {
      if (this.#last !== undefined) this.#last.atcTimeout = false;
      queue.atcTimeout = true;
      this.#last = queue;
    }
`,
      },
      {
        module: 'hardware/queue-processor',
        from: '  readonly #around: Surroundings;\n',
        to: '  readonly #around: Surroundings;\n  #last: Vcmdq | undefined;\n',
      },
    ],
  },
  {
    id: 'timeout-forgotten-at-an-error',
    title: 'An error of a queue makes it forget an ATC_INV that timed out before',
    source: OWN,
    about: ['CQ-07'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '          queue.fail(error);\n',
        to: '          queue.fail(error);\n          queue.atcTimeout = false;\n',
      },
    ],
  },
  {
    id: 'timeout-forgotten-between-submissions',
    title: "The SMMU's own queue forgets an ATC_INV that timed out when more commands are put on it",
    source: OWN,
    about: ['CQ-07'],
    edits: [
      {
        module: 'hardware/smmu-queue',
        from: '    const count = bytes.length / COMMAND_BYTES;\n',
        to: '    this.#atcTimeout = false;\n    const count = bytes.length / COMMAND_BYTES;\n',
      },
    ],
  },
  {
    id: 'timeout-forgotten-at-an-illegal-command',
    title: "The SMMU's own queue forgets an ATC_INV that timed out at an illegal command",
    source: OWN,
    about: ['CQ-07'],
    edits: [
      {
        module: 'hardware/smmu-queue',
        from: "      if (!this.#legality.isLegal(words)) return { consumed, error: 'illegal' };\n",
        to: `      if (!this.#legality.isLegal(words)) {
        this.#atcTimeout = false;
        return { consumed, error: 'illegal' };
      }
`,
      },
    ],
  },
  {
    id: 'second-timeout-told-for-ever',
    title: 'Only the first ATC timeout of a vCMDQ is told once; the CMD_SYNC that tells of a second one never completes',
    source: OWN,
    about: ['GERR-07'],
    edits: [
      { module: 'hardware/vcmdq', from: '  atcTimeout = false;\n', to: '  atcTimeout = false;\n  timeoutsTold = 0;\n' },
      {
        module: 'hardware/queue-processor',
        from: '      queue.atcTimeout = false;',
        to: '      if (queue.timeoutsTold++ === 0) queue.atcTimeout = false;',
      },
    ],
  },
  {
    id: 'disable-acknowledges',
    title: 'Clearing CMDQ_EN acknowledges the error of a queue',
    source: OWN,
    about: ['GERR-02', 'ERR-03'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '        this.#config = value;\n',
        to: '        this.#config = value;\n        if (!this.enable) this.#gerrorn = this.#gerror;\n',
      },
    ],
  },
  {
    id: 'block-disable-acknowledges',
    title: 'Clearing CMDQV_EN acknowledges the errors of all queues',
    source: OWN,
    about: ['GERR-02', 'ERR-03'],
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: '        this.#config = value;\n',
        to: '        this.#config = value;\n        if (!this.#enabled) for (const queue of this.#everyQueue) queue.acknowledge();\n',
      },
      {
        module: 'hardware/vcmdq',
        from: '  get empty(): boolean {\n',
        to: '  acknowledge(): void {\n    this.#gerrorn = this.#gerror;\n  }\n\n  get empty(): boolean {\n',
      },
    ],
  },
  {
    id: 'lower-half-clears-upper',
    title: 'A store to the lower half of a 64-bit register behind one to its upper half clears that',
    source: OWN,
    about: ['CQ-08'],
    edits: [
      {
        module: 'hardware/wide-register',
        from: `    if (half === 'high') this.#high = value;
    else this.#low = value;
`,
        to: `    if (half === 'high') this.#high = value;
    else {
      this.#low = value;
      if (this.#highWritten) this.#high = 0;
    }
    this.#highWritten = half === 'high';
`,
      },
      { module: 'hardware/wide-register', from: '  #high = 0;\n', to: '  #high = 0;\n  #highWritten = false;\n' },
    ],
  },
  {
    id: 'second-illegal-command-stays',
    title: "After a second illegal command the SMMU's own queue finds the next one illegal, whatever it is",
    source: OWN,
    about: ['ERR-03'],
    edits: [
      {
        module: 'hardware/smmu-queue',
        from: "      if (!this.#legality.isLegal(words)) return { consumed, error: 'illegal' };\n",
        to: `      if (this.#illegal === 2 || !this.#legality.isLegal(words)) {
        this.#illegal += 1;
        return { consumed, error: 'illegal' };
      }
`,
      },
      { module: 'hardware/smmu-queue', from: '  #atcTimeout = false;\n\n  /**', to: '  #atcTimeout = false;\n  #illegal = 0;\n\n  /**' },
    ],
  },
  {
    id: 'error-map-kept',
    title: 'CMDQ_ERR_MAP reads as it did when it was read first',
    source: OWN,
    about: ['PHYS-10', 'GERR-05', 'PHYS-16'],
    edits: [
      {
        module: 'hardware/error-maps',
        from: '  ofBlock(word: number): number {\n    return mapOf(\n      word,\n      this.#failing().map(({ index }) => index),\n    );\n  }\n',
        to: `  readonly #kept = new Map<number, number>();

  ofBlock(word: number): number {
    const known = this.#kept.get(word);
    if (known !== undefined) return known;
    const map = mapOf(
      word,
      this.#failing().map(({ index }) => index),
    );
    this.#kept.set(word, map);
    return map;
  }
`,
      },
    ],
  },
  {
    id: 'aborted-fetch-runs-the-last-command',
    title: 'A fetch that nothing answers gives the command that was fetched before it',
    source: OWN,
    about: ['ERR-01', 'ERR-03'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '    const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);\n',
        to: '    const bytes = (await memory.read(queue.entryAddress, COMMAND_BYTES)) ?? this.#buffer;\n',
      },
      {
        module: 'hardware/queue-processor',
        from: '    const fetched = commandWords(bytes);\n',
        to: '    this.#buffer = bytes === this.#buffer ? undefined : bytes;\n    const fetched = commandWords(bytes);\n',
      },
      {
        module: 'hardware/queue-processor',
        from: '  readonly #around: Surroundings;\n',
        to: '  readonly #around: Surroundings;\n  #buffer: Uint8Array | undefined;\n',
      },
    ],
  },
  {
    id: 'wrap-bit-lost-while-disabled',
    title: 'Clearing CMDQ_EN drops the wrap bit of RD',
    source: OWN,
    about: ['CQ-02', 'CQ-03', 'CQ-04'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '        this.#config = value;\n',
        to: '        this.#config = value;\n        if (!this.enable) this.#cons = RD.in(this.#cons, this.#indices.entry(RD.of(this.#cons)));\n',
      },
    ],
  },
  {
    id: 'wrap-bit-lost-with-an-acknowledgement',
    title: 'An acknowledgement at the first entry drops the wrap bit of RD',
    source: OWN,
    about: ['GERR-03', 'CQ-04'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '        this.#gerrorn = value;\n',
        to: '        if (this.stopped && this.#indices.entry(RD.of(this.#cons)) === 0) this.#cons = RD.in(this.#cons, 0);\n        this.#gerrorn = value;\n',
      },
    ],
  },
  {
    id: 'slot-keeps-its-first-vcmdq',
    title: 'A logical slot stays the vCMDQ that it was used for first, though another is mapped there',
    source: OWN,
    about: ['PHYS-01', 'PHYS-11'],
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: '    return mapped && this.#queue(mapped.index);\n',
        to: '    if (mapped === undefined) return undefined;\n    const slot = place.vintf * 128 + place.slot;\n    const first = this.#slots.get(slot) ?? this.#queue(mapped.index);\n    this.#slots.set(slot, first);\n    return first;\n',
      },
      {
        module: 'hardware/cmdqv-block',
        from: '  #config = CONFIG_RESET;\n',
        to: '  #config = CONFIG_RESET;\n  readonly #slots = new Map<number, Vcmdq>();\n',
      },
    ],
  },
  {
    id: 'abort-of-a-queue-kept',
    title: 'A queue whose fetch aborted once aborts every fetch, whatever answers',
    source: OWN,
    about: ['GERR-07'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: `    if (bytes === undefined) return 'ABT';
`,
        to: `    if (bytes === undefined) this.#aborted.add(queue);
    if (bytes === undefined || this.#aborted.has(queue)) return 'ABT';
`,
      },
      {
        module: 'hardware/queue-processor',
        from: '  readonly #around: Surroundings;\n',
        to: '  readonly #around: Surroundings;\n  readonly #aborted = new WeakSet<Vcmdq>();\n',
      },
    ],
  },
  {
    id: 'acknowledgement-while-disabled-lost',
    title: 'A write of GERRORN while CMDQ_EN is clear is lost',
    source: OWN,
    about: ['GERR-03'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '        this.#gerrorn = value;\n',
        to: '        if (this.enable) this.#gerrorn = value;\n',
      },
    ],
  },
  {
    id: 'map-of-commands-alone',
    title: 'The error maps do not tell of an aborted fetch',
    source: OWN,
    about: ['GERR-05', 'PHYS-10'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '    return (this.#activeErrors & ERROR_BITS) !== 0;\n',
        to: '    return (this.#activeErrors & ERROR_BITS) !== 0 && ERR.of(this.#cons) !== COMMAND_ERRORS.ABT;\n',
      },
    ],
  },
  {
    id: 'map-without-timeouts',
    title: 'The error maps do not tell of an ATC_INV that timed out',
    source: OWN,
    about: ['GERR-05', 'PHYS-10'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '    return (this.#activeErrors & ERROR_BITS) !== 0;\n',
        to: '    return (this.#activeErrors & ERROR_BITS) !== 0 && ERR.of(this.#cons) !== COMMAND_ERRORS.ATC_INV_SYNC;\n',
      },
    ],
  },
  {
    id: 'no-interrupt-of-an-abort',
    title: 'An aborted fetch gives no interrupt',
    source: OWN,
    about: ['GERR-09'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '          queue.fail(error);\n          return service.place.vintf;\n',
        to: `          queue.fail(error);
          return error === 'ABT' ? undefined : service.place.vintf;
`,
      },
    ],
  },
  {
    id: 'no-interrupt-of-a-timeout',
    title: 'An ATC_INV that timed out gives no interrupt',
    source: OWN,
    about: ['GERR-09'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '          queue.fail(error);\n          return service.place.vintf;\n',
        to: `          queue.fail(error);
          return error === 'ATC_INV_SYNC' ? undefined : service.place.vintf;
`,
      },
    ],
  },
  {
    id: 'acknowledgement-clears-the-vintf',
    title: 'An acknowledgement takes the bit of its VINTF out of VI_ERR_MAP, though another queue of it has an error',
    source: OWN,
    about: ['PHYS-10', 'GERR-05'],
    edits: [
      {
        module: 'hardware/error-maps',
        from: '      this.#failingPlaces().map(({ vintf }) => vintf),\n',
        to: '      this.#failingPlaces()\n        .filter((place) => !this.#acknowledged(place.vintf))\n        .map(({ vintf }) => vintf),\n',
      },
      ...REMEMBERS_ACKNOWLEDGEMENTS,
    ],
  },
  {
    id: 'acknowledgement-clears-the-map-of-a-vintf',
    title: 'An acknowledgement clears LVCMDQ_ERR_MAP of its VINTF, though another queue of it has an error',
    source: OWN,
    about: ['PHYS-09', 'GERR-05'],
    edits: [
      {
        module: 'hardware/error-maps',
        from: '    const places = this.#failingPlaces().filter((place) => place.vintf === vintf);\n',
        to: '    const places = this.#failingPlaces().filter((place) => place.vintf === vintf && !this.#acknowledged(vintf));\n',
      },
      ...REMEMBERS_ACKNOWLEDGEMENTS,
    ],
  },
  {
    id: 'no-code-from-entry-16-on',
    title: 'CONS_INDX.ERR stays 0 for an error at entry 16 or above',
    source: OWN,
    about: ['ERR-01'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '    this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);',
        to: '    if (RD.of(this.#cons) < 16) this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);',
      },
    ],
  },
  {
    id: 'timeout-is-a-dram-error-too',
    title: 'An ATC_INV that timed out toggles CONS_DRAM_WR_ABT_ERR as well',
    source: OWN,
    about: ['GERR-05'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '    this.#gerror = CMDQ_ERR.in(this.#gerror, CMDQ_ERR.of(this.#gerror) ^ 1);',
        to: "    this.#gerror = (this.#gerror ^ (error === 'ATC_INV_SYNC' ? 3 : 1)) >>> 0;",
      },
    ],
  },
  {
    id: 'acknowledged-queue-waits-for-prod',
    title: 'A queue that was acknowledged goes on with the next write of PROD_INDX alone',
    source: OWN,
    about: ['ERR-03', 'GERR-03'],
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: '        return [queue];',
        to: "        return register.definition.name === 'GERRORN' ? NO_QUEUES : [queue];",
      },
    ],
  },
  {
    id: 'map-has-the-vintf-above',
    title: 'VI_ERR_MAP has the bit of the VINTF above the one with an error, too',
    source: OWN,
    about: ['PHYS-10', 'PHYS-16'],
    edits: [
      {
        module: 'hardware/error-maps',
        from: '      this.#failingPlaces().map(({ vintf }) => vintf),',
        to: '      this.#failingPlaces().flatMap(({ vintf }) => [vintf, vintf + 1]),',
      },
    ],
  },
  {
    id: 'tlbi-of-the-page-below',
    title: 'A TLBI_NH_VA from a vCMDQ is about the even page, whichever was named',
    source: OWN,
    about: ['SIDR-04'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: 'const outcome = await commands.execute({ queue: place, ...words });',
        to: 'const word1 = (words.word0 & 0xffn) === 0x12n ? words.word1 & ~0x1000n : words.word1;\n    const outcome = await commands.execute({ queue: place, word0: words.word0, word1 });',
      },
    ],
  },
];
