import type { Alternative } from '../alternative';

const VCMDQ = 'hardware/vcmdq';
const PROCESSOR = 'hardware/queue-processor';
const FILTER = 'hardware/command-filter';
const ADMIT = "  const vmid = commandField(definition, 'VMID');\n";

/** Hardware that does something else where the specification leaves it open. */
export const QUEUE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'off-out-of-reset',
    title: 'The block is switched off out of reset',
    allowedBy: 'CQ-11',
    edits: [{ module: 'hardware/cmdqv-block', from: '  #config = CONFIG_RESET;\n', to: '  #config = CMDQV_EN.in(CONFIG_RESET, 0);\n' }],
  },
  {
    id: 'bits-above-the-wrap-bit-cleared',
    title: 'PROD_INDX and CONS_INDX keep no index bits above the wrap bit',
    allowedBy: 'CQ-10',
    edits: [
      {
        module: VCMDQ,
        from: '        this.#cons = value;\n',
        to: '        this.#cons = RD.in(value, this.#indices.within(RD.of(value)));\n',
      },
      {
        module: VCMDQ,
        from: '        this.#prod = value;\n',
        to: '        this.#prod = WR.in(value, this.#indices.within(WR.of(value)));\n',
      },
      {
        module: 'hardware/queue-index',
        from: '  /** The index after this one (CQ-04). */\n',
        to: '  within(index: number): number {\n    return index & this.#mask;\n  }\n\n  /** The index after this one (CQ-04). */\n',
      },
    ],
  },
  {
    id: 'nh-all-and-nh-vaa-refused',
    title: 'TLBI_NH_ALL and TLBI_NH_VAA of a guest are refused',
    allowedBy: 'HYP-03',
    edits: [
      {
        module: FILTER,
        from: "['TLBI_NH_ALL', 'TLBI_NH_ASID', 'TLBI_NH_VA', 'TLBI_NH_VAA', 'ATC_INV', 'CMD_SYNC']",
        to: "['TLBI_NH_ASID', 'TLBI_NH_VA', 'ATC_INV', 'CMD_SYNC']",
      },
    ],
  },
  {
    id: 'nsnh-all-within-the-vm',
    title: 'TLBI_NSNH_ALL of a guest is executed as TLBI_NH_ALL of its VMID',
    allowedBy: 'HYP-03',
    edits: [
      {
        module: FILTER,
        from: '  if (!GUEST_COMMANDS.has(definition.name))',
        to: "  if (definition.name === 'TLBI_NSNH_ALL') return { words: encodeCommand('TLBI_NH_ALL', { VMID: BigInt(vintf.vmid) }) };\n  if (!GUEST_COMMANDS.has(definition.name))",
      },
      { module: FILTER, from: 'definitionOf, getField,', to: 'definitionOf, encodeCommand, getField,' },
    ],
  },
  {
    id: 'foreign-vmid-refused',
    title: "A command with a VMID that is neither 0 nor the VM's is refused",
    allowedBy: 'SIDR-01',
    edits: [
      {
        module: FILTER,
        from: ADMIT,
        to: `${ADMIT}  if (vmid !== undefined && ![0n, BigInt(vintf.vmid)].includes(getField(words, vmid))) return { error: 'ILL_ACCESS' };\n`,
      },
    ],
  },
  {
    id: 'forbidden-is-an-illegal-opcode',
    title: 'A command that a guest may not execute raises code 1',
    allowedBy: 'HYP-05, SIDR-03 and ERR-02',
    edits: [
      {
        module: FILTER,
        from: "return { error: 'ILL_ACCESS' }; // HYP-04, HYP-05",
        to: "return { error: 'ILL_OPCODE' }; // HYP-04, HYP-05",
      },
      { module: FILTER, from: "psid === undefined ? { error: 'ILL_ACCESS' }", to: "psid === undefined ? { error: 'ILL_OPCODE' }" },
    ],
  },
  {
    id: 'signalling-sync-completes',
    title: 'CMD_SYNC with SIG_IRQ or SIG_SEV on a vCMDQ completes without a signal',
    allowedBy: 'HYP-07',
    edits: [
      {
        module: FILTER,
        from: "  if (signal !== undefined && signal !== SYNC_SIGNALS.SIG_NONE) return { error: 'ILL_OPCODE' }; // HYP-06\n",
        to: "  if (signal === SYNC_SIGNALS.RESERVED) return { error: 'ILL_OPCODE' };\n  if (signal !== undefined && signal !== SYNC_SIGNALS.SIG_NONE) return { words: encodeCommand('CMD_SYNC') };\n",
      },
      { module: FILTER, from: 'definitionOf, getField,', to: 'definitionOf, encodeCommand, getField,' },
    ],
  },
  {
    id: 'addresses-widened-to-the-asid',
    title: 'TLBI_NH_VA of a guest is executed as TLBI_NH_ASID of its VMID',
    allowedBy: 'SIDR-04 accepts a wider invalidation within the VM',
    edits: [
      {
        module: FILTER,
        from: ADMIT,
        to: `  const asid = commandField(definition, 'ASID');
  if (definition.name === 'TLBI_NH_VA' && asid !== undefined)
    return { words: encodeCommand('TLBI_NH_ASID', { VMID: BigInt(vintf.vmid), ASID: getField(words, asid) }) };
${ADMIT}`,
      },
      { module: FILTER, from: 'definitionOf, getField,', to: 'definitionOf, encodeCommand, getField,' },
    ],
  },
  {
    id: 'everything-widened-to-the-vmid',
    title: 'Every TLB invalidation of a guest is executed as TLBI_NH_ALL of its VMID',
    allowedBy: 'SIDR-07 accepts a wider invalidation within the VM',
    edits: [
      {
        module: FILTER,
        from: ADMIT,
        to: `  if (definition.name.startsWith('TLBI_')) return { words: encodeCommand('TLBI_NH_ALL', { VMID: BigInt(vintf.vmid) }) };\n${ADMIT}`,
      },
      { module: FILTER, from: 'definitionOf, getField,', to: 'definitionOf, encodeCommand, getField,' },
    ],
  },
  {
    id: 'atc-invalidations-widened',
    title: 'An ATC_INV of a guest is executed for all addresses of its device',
    allowedBy: 'SIDR-04 accepts a wider invalidation within the VM',
    edits: [
      {
        module: FILTER,
        from: "psid === undefined ? { error: 'ILL_ACCESS' } : { words: setField(words, ATC_INV_SID, BigInt(psid)) };",
        to: `psid === undefined
    ? { error: 'ILL_ACCESS' }
    : { words: setField({ word0: words.word0, word1: WHOLE_ADDRESS_SPACE }, ATC_INV_SID, BigInt(psid)) };`,
      },
      {
        module: FILTER,
        from: '/** What a VINTF makes of a command',
        to: '/** ATC_INV.Size for every address. */\nconst WHOLE_ADDRESS_SPACE = 52n;\n\n/** What a VINTF makes of a command',
      },
    ],
  },
  {
    id: 'error-code-cleared-with-the-error',
    title: 'CONS_INDX.ERR goes to 0 when the error is acknowledged',
    allowedBy: 'ERR-04: at any other time the field means nothing',
    edits: [
      {
        module: VCMDQ,
        from: '        this.#gerrorn = value;\n',
        to: '        this.#gerrorn = value;\n        if (!this.stopped) this.#cons = ERR.in(this.#cons, 0);\n',
      },
    ],
  },
  {
    id: 'queues-run-from-the-last',
    title: 'Of several queues that a store sets going the last runs first',
    allowedBy: 'CQ-07 accepts any order between queues',
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: '    for (const queue of queues) await this.#processor.run(queue);\n',
        to: '    for (const queue of [...queues].reverse()) await this.#processor.run(queue);\n',
      },
    ],
  },
  {
    id: 'map-bits-outlast-the-acknowledgement',
    title: 'A bit of an error map stays set until the queue fails again, is disabled or unmapped',
    allowedBy: 'PHYS-16',
    edits: [
      {
        module: VCMDQ,
        from: '    return (this.#activeErrors & ERROR_BITS) !== 0;\n',
        to: '    return this.#failed && this.enable;\n',
      },
      {
        module: VCMDQ,
        from: '  #gerrorn = 0;\n',
        to: '  #gerrorn = 0;\n  #failed = false;\n',
      },
      {
        module: VCMDQ,
        from: '  fail(error: CommandError): void {\n',
        to: '  fail(error: CommandError): void {\n    this.#failed = true;\n',
      },
      {
        module: VCMDQ,
        from: '        this.#config = value;\n',
        to: '        this.#config = value;\n        if (!this.enable) this.#failed = false;\n',
      },
    ],
  },
  {
    id: 'upper-stream-id-bits-ignored',
    title: 'Bits 20 and above of a StreamID play no part in its comparison with VIRT_SID',
    allowedBy: 'SIDR-05: what is executed stays within the stream IDs of the VM',
    edits: [
      {
        module: 'hardware/sid-table',
        from: 'VIRT_SID.of(match) === vsid)',
        to: 'VIRT_SID.of(match) === (vsid & 0xf_ffff))',
      },
    ],
  },
  {
    id: 'undefined-is-an-illegal-access',
    title: 'An undefined opcode on the vCMDQ of a guest raises code 4',
    allowedBy: 'HYP-05 accepts both codes for either kind',
    edits: [
      {
        module: PROCESSOR,
        from: "    if (!legality.isLegal(fetched)) return 'ILL_OPCODE';\n",
        to: "    if (!legality.isLegal(fetched)) return vintf.hypOwn || definitionOf(fetched) !== undefined ? 'ILL_OPCODE' : 'ILL_ACCESS';\n",
      },
      {
        module: PROCESSOR,
        from: "import { COMMAND_BYTES, commandWords } from '../../src/tables/commands';\n",
        to: "import { COMMAND_BYTES, commandWords, definitionOf } from '../../src/tables/commands';\n",
      },
    ],
  },
  {
    id: 'reserved-fields-checked',
    title:
      'A command with a bit that is none of its fields is illegal, and so are NUM, SCALE, TTL and TG without IDR3.RIL, and all but TG where that is 0',
    allowedBy: 'CMD-19: hardware may check reserved fields',
    edits: [
      {
        module: 'hardware/command-legality',
        from: "    if (value('SSec') === 1n) return false; // CMD-22\n",
        to: `    if (value('SSec') === 1n) return false; // CMD-22
    const whole = definition.fields.reduce((all, field) => setField(all, field, getField(words, field)), encodeCommand(name));
    if (whole.word0 !== words.word0 || whole.word1 !== words.word1) return false;
    const range = ['NUM', 'SCALE', 'TTL'].some((part) => value(part) !== 0n);
    if (idField(this.#smmu, 'IDR3.RIL') === 0 ? range || value('TG') !== 0n : range && value('TG') === 0n) return false;
`,
      },
      {
        module: 'hardware/command-legality',
        from: 'definitionOf, isOffered, SYNC_SIGNALS',
        to: 'definitionOf, encodeCommand, getField, isOffered, setField, SYNC_SIGNALS',
      },
    ],
  },
  {
    id: 'queue-drained-at-the-disable',
    title: 'A queue that is disabled executes what is between CONS_INDX and PROD_INDX before CMDQ_EN_OK falls',
    allowedBy: 'CQ-12',
    edits: [
      {
        module: VCMDQ,
        from: '  get enable(): boolean {\n    return CMDQ_EN.isSet(this.#config);\n',
        to: '  get enable(): boolean {\n    return CMDQ_EN.isSet(this.#config) || (this.#draining && !this.empty && !this.stopped);\n',
      },
      { module: VCMDQ, from: '  #gerrorn = 0;\n', to: '  #gerrorn = 0;\n  #draining = false;\n' },
      {
        module: VCMDQ,
        from: '        this.#config = value;\n',
        to: '        this.#draining = this.inFlight && CMDQ_EN.isSet(this.#config);\n        this.#config = value;\n',
      },
    ],
  },
  {
    id: 'indices-kept-while-enabled',
    title: 'A write of CONS_INDX or BASE is dropped while the queue is enabled',
    allowedBy: 'CQ-13',
    edits: [
      { module: VCMDQ, from: '        this.#cons = value;\n', to: '        if (!this.enable) this.#cons = value;\n' },
      { module: VCMDQ, from: '        this.#base.write(half, value);\n', to: '        if (!this.enable) this.#base.write(half, value);\n' },
    ],
  },
  {
    id: 'overfull-queue-stands-still',
    title: 'A queue whose indices are further apart than its size executes nothing',
    allowedBy: 'CQ-14',
    edits: [
      {
        module: VCMDQ,
        from: '    return this.#indices.isEmpty(RD.of(this.#cons), WR.of(this.#prod));\n',
        to: `    const entries = 2 ** Math.min(LOG2SIZE.of(this.#base.low), MAX_LOG2SIZE);
    const outstanding = (WR.of(this.#prod) - RD.of(this.#cons) + 2 * entries) % (2 * entries);
    return this.#indices.isEmpty(RD.of(this.#cons), WR.of(this.#prod)) || outstanding > entries;
`,
      },
    ],
  },
  {
    id: 'maps-of-command-errors-alone',
    title: 'The error maps show CMDQ_ERR and no other error',
    allowedBy: 'GERR-05 does not judge what else feeds the maps',
    edits: [
      {
        module: VCMDQ,
        from: '    return (this.#activeErrors & ERROR_BITS) !== 0;\n',
        to: '    return this.stopped;\n',
      },
    ],
  },
  {
    id: 'unrepaired-queue-stays-stopped',
    title: 'An error that was acknowledged and not repaired stops the queue for good, until a register of it is written again',
    allowedBy: 'GERR-08: the queue may stay stopped without a new toggle',
    edits: [
      {
        module: VCMDQ,
        from: '    return CMDQ_ERR.isSet(this.#activeErrors);\n',
        to: '    return this.#stuck || CMDQ_ERR.isSet(this.#activeErrors);\n',
      },
      { module: VCMDQ, from: '  #gerrorn = 0;\n', to: '  #gerrorn = 0;\n  #stuck = false;\n  #failedAt = -1;\n' },
      {
        module: VCMDQ,
        from: '  fail(error: CommandError): void {\n',
        to: `  fail(error: CommandError): void {
    this.#stuck = this.#failedAt === RD.of(this.#cons) && error !== 'ABT' && error !== 'ATC_INV_SYNC';
    this.#failedAt = RD.of(this.#cons);
    if (this.#stuck) return;
`,
      },
      {
        module: PROCESSOR,
        from: '          return service.place.vintf;\n',
        to: '          return queue.failing ? service.place.vintf : undefined;\n',
      },
      { module: VCMDQ, from: '  advance(): void {\n', to: '  advance(): void {\n    this.#failedAt = -1;\n' },
      {
        module: VCMDQ,
        from: '  write({ definition, half }: Register, value: number): void {\n',
        to: "  write({ definition, half }: Register, value: number): void {\n    this.#stuck = false;\n    if (definition.name !== 'GERRORN') this.#failedAt = -1;\n",
      },
    ],
  },
  {
    id: 'started-by-prod-alone',
    title: 'A queue that is enabled with commands in it starts with the next write of PROD_INDX',
    allowedBy: 'MIG-11',
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: '        queue.write(register, value);\n        return [queue];\n',
        to: "        queue.write(register, value);\n        return register.definition.name === 'CONFIG' ? NO_QUEUES : [queue];\n",
      },
    ],
  },
  {
    id: 'timeout-told-before-the-signal-is-judged',
    title: 'A CMD_SYNC with a signal that no vCMDQ has tells of an ATC_INV that timed out first',
    allowedBy: 'HYP-07: what comes of such a CMD_SYNC is not told',
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '    const admission = admit(fetched, vintf);',
        to: "    if (queue.atcTimeout && syncSignal(fetched) !== undefined) {\n      queue.atcTimeout = false;\n      return 'ATC_INV_SYNC';\n    }\n    const admission = admit(fetched, vintf);",
      },
    ],
  },
  {
    id: 'each-timeout-told',
    title: 'Of several ATC_INVs that timed out a CMD_SYNC tells one by one, each acknowledged before the next',
    allowedBy: 'GERR-07 has the CMD_SYNC retried and does not say that one telling is for all timeouts before it',
    edits: [
      {
        module: PROCESSOR,
        from: '      queue.atcTimeout = false;',
        to: '      queue.untold -= 1;\n      queue.atcTimeout = queue.untold > 0;',
      },
      {
        module: PROCESSOR,
        from: "    if (outcome === 'atcTimeout') queue.atcTimeout = true;\n",
        to: "    if (outcome !== 'atcTimeout') return undefined;\n    queue.untold = queue.atcTimeout ? queue.untold + 1 : 1;\n    queue.atcTimeout = true;\n",
      },
      { module: VCMDQ, from: '  atcTimeout = false;\n', to: '  atcTimeout = false;\n  untold = 0;\n' },
    ],
  },
];
