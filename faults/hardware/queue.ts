import { type Fault, OWN } from '../fault';

const PROCESSOR = 'hardware/queue-processor';
const VCMDQ = 'hardware/vcmdq';
const MAX = 'const MAX_LOG2SIZE = Math.log2(RD.limit + 1) - 1;';

/** Faults in fetching commands, in errors and in their recovery. */
export const QUEUE_FAULTS: readonly Fault[] = [
  {
    id: 'hist-58',
    history: 'HIST-58',
    title: 'CONS_INDX.ERR begins at bit 0 in a field of 30 bits, so that an error overwrites RD',
    source: 'first QEMU RFC of 2024, by comparison of the code; seeded where the model uses the field',
    about: ['ERR-01', 'ERR-02', 'ERR-03', 'VCMDQ-08'],
    edits: [
      {
        module: VCMDQ,
        from: "const ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'CONS_INDX', 'ERR');",
        to: "const ERR = new RegisterField({ name: 'ERR', high: 29, low: 0 });",
      },
      {
        module: VCMDQ,
        from: "import { definitionIn, fieldIn, positionIn } from './register-field';",
        to: "import { definitionIn, fieldIn, positionIn, RegisterField } from './register-field';",
      },
    ],
  },
  {
    id: 'scale-of-5-bits',
    title: 'SCALE of a range invalidation is handed on without its bit 5',
    source: OWN,
    about: ['CMD-24'],
    edits: [
      {
        module: PROCESSOR,
        from: '    const { words } = admission;\n',
        to: `    const range = /TLBI_.*(VA|IPA)/.test(definitionOf(admission.words)?.name ?? '');
    const words = range ? { ...admission.words, word0: admission.words.word0 & ~(1n << 25n) } : admission.words;
`,
      },
      {
        module: PROCESSOR,
        from: 'import { COMMAND_BYTES, commandWords } from',
        to: 'import { COMMAND_BYTES, commandWords, definitionOf } from',
      },
    ],
  },
  {
    id: 'scale-of-guests-of-5-bits',
    title: "SCALE of a guest's range invalidation is handed on without its bit 5",
    source: OWN,
    about: ['CMD-24'],
    edits: [
      {
        module: 'hardware/command-filter',
        from: 'setField(words, vmid, BigInt(vintf.vmid)) };',
        to: 'setField({ ...words, word0: words.word0 & ~(1n << 25n) }, vmid, BigInt(vintf.vmid)) };',
      },
    ],
  },
  {
    id: 'rd-past-failure',
    title: 'RD advances past the command that failed',
    source: OWN,
    about: ['ERR-03'],
    edits: [{ module: PROCESSOR, from: '          queue.fail(error);', to: '          queue.fail(error);\n          queue.advance();' }],
  },
  {
    id: 'failure-does-not-stop',
    title: 'Commands behind one that failed are executed',
    source: OWN,
    about: ['ERR-03'],
    edits: [
      {
        module: PROCESSOR,
        from: '          queue.fail(error);\n          return service.place.vintf;',
        to: '          queue.fail(error);\n          queue.advance();\n          continue;',
      },
      { module: PROCESSOR, from: 'queue.empty || queue.stopped ?', to: 'queue.empty ?' },
    ],
  },
  {
    id: 'atc-timeout-reported-as-ill',
    title: 'An ATC_INV that times out is told as an illegal command',
    source: OWN,
    about: ['ERR-01', 'GERR-07', 'VCMDQ-08'],
    edits: [{ module: PROCESSOR, from: "return 'ATC_INV_SYNC';", to: "return 'ILL_OPCODE';" }],
  },
  {
    id: 'atc-timeout-not-told',
    title: 'An ATC_INV that times out is told to nobody',
    source: OWN,
    about: ['ERR-01', 'CQ-07'],
    edits: [
      {
        module: PROCESSOR,
        from: "if (outcome === 'atcTimeout') queue.atcTimeout = true;",
        to: 'if (outcome !== undefined) queue.atcTimeout = false;',
      },
    ],
  },
  {
    id: 'atc-timeout-told-again',
    title: 'An ATC_INV timeout is told again at every CMD_SYNC',
    source: OWN,
    about: ['GERR-07'],
    edits: [
      {
        module: PROCESSOR,
        from: 'queue.atcTimeout = false; // told once: after the acknowledge, the CMD_SYNC is retried and succeeds (GERR-07)',
        to: '',
      },
    ],
  },
  {
    id: 'abort-told-as-illegal',
    title: 'A fetch that nothing answers is an illegal command',
    source: OWN,
    about: ['ERR-01', 'GERR-07', 'VCMDQ-08'],
    edits: [{ module: PROCESSOR, from: "if (bytes === undefined) return 'ABT';", to: "if (bytes === undefined) return 'ILL_OPCODE';" }],
  },
  {
    id: 'error-bit-set-not-toggled',
    title: 'An error sets its GERROR bit in place of toggling it',
    source: OWN,
    about: ['GERR-01', 'GERR-08'],
    edits: [{ module: VCMDQ, from: 'CMDQ_ERR.in(this.#gerror, CMDQ_ERR.of(this.#gerror) ^ 1)', to: 'CMDQ_ERR.in(this.#gerror, 1)' }],
  },
  {
    id: 'acknowledge-by-any-write',
    title: 'Any write to GERRORN acknowledges the error',
    source: OWN,
    about: ['GERR-03', 'GERR-04'],
    edits: [{ module: VCMDQ, from: 'this.#gerrorn = value;', to: 'this.#gerrorn = this.#gerror;' }],
  },
  {
    id: 'acknowledge-skips-entry',
    title: 'An acknowledge skips the command that failed',
    source: OWN,
    about: ['GERR-03', 'GERR-07', 'GERR-08'],
    edits: [
      {
        module: VCMDQ,
        from: '        this.#gerrorn = value;',
        to: '        if (this.stopped) this.advance();\n        this.#gerrorn = value;',
      },
    ],
  },
  {
    id: 'queue-runs-disabled',
    title: 'A queue runs while its CMDQ_EN is clear',
    source: OWN,
    about: ['CQ-11'],
    edits: [{ module: 'hardware/cmdqv-block', from: 'if (!queue.enable) return undefined;', to: 'if (queue.index < 0) return undefined;' }],
  },
  {
    id: 'queue-runs-in-disabled-vintf',
    title: 'A queue runs while its VINTF is disabled',
    source: OWN,
    about: ['CQ-11'],
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: 'if (place === undefined || !this.#vintfEnabled(place.vintf)) return undefined;',
        to: 'if (place === undefined) return undefined;',
      },
    ],
  },
  {
    id: 'queue-runs-in-disabled-block',
    title: 'A queue runs while CMDQV_EN is clear',
    source: OWN,
    about: ['CQ-11'],
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: 'return this.#enabled && this.#vintf(vintf).enable;',
        to: 'return this.#vintf(vintf).enable;',
      },
    ],
  },
  {
    id: 'index-field-19-bits',
    title: 'The largest queue has 2^18 entries',
    source: OWN,
    about: ['VCMDQ-09', 'LIM-02', 'CQ-02'],
    edits: [{ module: VCMDQ, from: MAX, to: 'const MAX_LOG2SIZE = Math.log2(RD.limit + 1) - 2;' }],
  },
  {
    id: 'entry-of-8-bytes',
    title: 'Entries are fetched 8 bytes apart',
    source: OWN,
    about: ['CQ-01', 'CQ-05'],
    edits: [{ module: VCMDQ, from: 'BigInt(COMMAND_BYTES * this.#indices', to: 'BigInt((COMMAND_BYTES / 2) * this.#indices' }],
  },
  {
    id: 'hardware-interrupts-twice',
    title: 'An error interrupts twice',
    source: OWN,
    about: ['GERR-09', 'PHYS-15'],
    edits: [
      {
        module: PROCESSOR,
        from: 'if (failedOn !== undefined) await this.#around.interrupt.raise(failedOn);',
        to: 'if (failedOn === undefined) return;\n    await this.#around.interrupt.raise(failedOn);\n    await this.#around.interrupt.raise(failedOn);',
      },
    ],
  },
  {
    id: 'commands-whatever-id-registers-say',
    title: 'Commands are legal whatever the ID registers say',
    source: OWN,
    about: ['CMD-21'],
    edits: [
      {
        module: 'hardware/command-legality',
        from: 'if (!isOffered(definition, this.#smmu)) return false;',
        to: '',
      },
    ],
  },
  {
    id: 'ssec-ignored',
    title: 'SSec is ignored',
    source: OWN,
    about: ['CMD-22'],
    edits: [{ module: 'hardware/command-legality', from: "if (value('SSec') === 1n) return false;", to: '' }],
  },
  {
    id: 'granule-alone-taken',
    title: 'A granule without range and level is taken for one page',
    source: OWN,
    about: ['CMD-23'],
    edits: [{ module: 'hardware/command-legality', from: 'return !this.#namesOnlyGranule(value);', to: 'return true;' }],
  },
  {
    id: 'level-1-of-16k',
    title: 'TTL 1 with TG 2 is a level without 52-bit addresses, too',
    source: OWN,
    about: ['CMD-23'],
    edits: [
      {
        module: 'hardware/command-legality',
        from: "level === LEVEL_1 && idField(this.#smmu, 'IDR5.DS') === 0",
        to: 'level > LEVEL_1 + 2n',
      },
    ],
  },
  {
    id: 'base-of-47-bits',
    title: 'Bit 47 of the address in BASE is not looked at',
    source: OWN,
    about: ['CQ-08'],
    edits: [{ module: VCMDQ, from: 'return base + BigInt', to: 'return (base & 0x7fff_ffff_ffffn) + BigInt' }],
  },
  {
    id: 'base-of-whole-pages',
    title: 'A queue is read from the start of the page that its BASE lies in',
    source: OWN,
    about: ['CQ-08'],
    edits: [{ module: VCMDQ, from: 'return base + BigInt', to: 'return (base & ~0xfffn) + BigInt' }],
  },
  {
    id: 'edge-lost-while-handled',
    title: 'An error that comes while the interrupt of the one before is handled gives no edge',
    source: OWN,
    about: ['HOST-07', 'GERR-09', 'PHYS-15'],
    edits: [
      {
        module: 'hardware/interrupt-line',
        from: 'if (((mask >>> (vintf % BITS)) & 1) === 0) await this.#handler();',
        to: `if (((mask >>> (vintf % BITS)) & 1) !== 0 || this.#busy) return;
    this.#busy = true;
    await this.#handler();
    this.#busy = false;`,
      },
      { module: 'hardware/interrupt-line', from: '  #handler:', to: '  #busy = false;\n  #handler:' },
    ],
  },
  {
    id: 'sync-with-attributes-refused',
    title: 'A vCMDQ of a guest refuses CMD_SYNC with MSH and MSIAttr, though it signals nothing',
    source: OWN,
    about: ['HYP-06'],
    edits: [
      {
        module: 'hardware/command-filter',
        from: 'signal !== SYNC_SIGNALS.SIG_NONE)',
        to: '(signal !== SYNC_SIGNALS.SIG_NONE || (!vintf.hypOwn && words.word0 >> 12n !== 0n)))',
      },
    ],
  },
  {
    id: 'two-timeouts-cancel-out',
    title: 'A second ATC_INV of a vCMDQ that times out before a CMD_SYNC makes the first one forgotten',
    source: OWN,
    about: ['CQ-07'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: "if (outcome === 'atcTimeout') queue.atcTimeout = true;",
        to: "if (outcome === 'atcTimeout') queue.atcTimeout = !queue.atcTimeout;",
      },
    ],
  },
  {
    id: 'two-timeouts-of-the-smmu-cancel-out',
    title: "A second ATC_INV of the SMMU's own queue that times out before a CMD_SYNC makes the first one forgotten",
    source: OWN,
    about: ['CQ-07'],
    edits: [{ module: 'hardware/smmu-queue', from: 'this.#atcTimeout = true;', to: 'this.#atcTimeout = !this.#atcTimeout;' }],
  },
  {
    id: 'second-word-of-the-map-after-an-empty-first',
    title: 'The second word of LVCMDQ_ERR_MAP tells of an error where the first tells of none',
    source: OWN,
    about: ['PHYS-09'],
    edits: [
      {
        module: 'hardware/error-maps',
        from: '    const places = this.#failingPlaces().filter((place) => place.vintf === vintf);',
        to: '    const here = this.#failingPlaces().filter((place) => place.vintf === vintf);\n    const places = here.some(({ lvcmdq }) => lvcmdq < 64) ? here.filter(({ lvcmdq }) => lvcmdq < 64) : here;',
      },
    ],
  },
];
