import type { Alternative } from '../alternative';

const ALLOC_MAP = 'hardware/alloc-map';
const BLOCK = 'hardware/cmdqv-block';
const ERROR_MAPS = 'hardware/error-maps';
const FILTER = 'hardware/command-filter';
const LEGALITY = 'hardware/command-legality';
const PROCESSOR = 'hardware/queue-processor';
const SMMU_QUEUE = 'hardware/smmu-queue';
const VCMDQ = 'hardware/vcmdq';
const VINTF = 'hardware/vintf';

/** Hardware that takes its configuration at another time, and forgets it at another. */
export const LATCH_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'vmid-of-enable',
    title: 'VMID and HYP_OWN of a VINTF count as they were when ENABLE was set',
    allowedBy: 'VHW-03 writes them before ENABLE, and no clause says what a change of them under ENABLE does',
    edits: [
      {
        module: VINTF,
        from: "      case 'CONFIG':\n        this.#config = value;\n",
        to: "      case 'CONFIG':\n        if (!this.enable) this.#owner = value;\n        this.#config = value;\n",
      },
      { module: VINTF, from: '  #config = 0;\n', to: '  #config = 0;\n  #owner = 0;\n' },
      { module: VINTF, from: '    return VMID.of(this.#config);\n', to: '    return VMID.of(this.#owner);\n' },
      { module: VINTF, from: '    return HYP_OWN.isSet(this.#config);\n', to: '    return HYP_OWN.isSet(this.#owner);\n' },
    ],
  },
  {
    id: 'place-of-alloc',
    title: 'LVCMDQ and VIRT_INTF_INDX of a vCMDQ count as they were when ALLOC was set',
    allowedBy: 'PHYS-05 writes them before ALLOC, and no clause says what a change of them under ALLOC does',
    edits: [
      {
        module: ALLOC_MAP,
        from: '    if (ALLOC.isSet(before) || ALLOC.isSet(value)) this.#map();\n',
        to: '    if (ALLOC.isSet(before) === ALLOC.isSet(value)) return;\n    this.#places[index] = value;\n    this.#map();\n',
      },
      { module: ALLOC_MAP, from: '      const entry = this.read(index);\n', to: '      const entry = this.#places[index] ?? 0;\n' },
      {
        module: ALLOC_MAP,
        from: '  readonly #entries: Uint32Array;\n',
        to: '  readonly #entries: Uint32Array;\n  readonly #places: Uint32Array;\n',
      },
      {
        module: ALLOC_MAP,
        from: '    this.#entries = new Uint32Array(vcmdqs);\n',
        to: '    this.#entries = new Uint32Array(vcmdqs);\n    this.#places = new Uint32Array(vcmdqs);\n',
      },
    ],
  },
  {
    id: 'slots-in-order',
    title: 'A logical vCMDQ takes effect only when the one below it is mapped',
    allowedBy: 'PHYS-12: the hardware requires that the logical vCMDQs of a VINTF are mapped in ascending order',
    edits: [
      {
        module: ALLOC_MAP,
        from: '      this.#byQueue.set(index, mapped);\n      this.#bySlot.set(slot, mapped);\n    }\n',
        to: `      this.#byQueue.set(index, mapped);
      this.#bySlot.set(slot, mapped);
    }
    for (const [slot, { index, vintf, lvcmdq }] of [...this.#bySlot].sort(([a], [b]) => a - b)) {
      if (lvcmdq === 0 || this.#bySlot.has(this.#slot(vintf, lvcmdq - 1))) continue;
      this.#bySlot.delete(slot);
      this.#byQueue.delete(index);
    }
`,
      },
    ],
  },
  {
    id: 'vintf-off-disables-queues',
    title: 'A VINTF whose CONFIG is written with ENABLE clear leaves its vCMDQs disabled',
    allowedBy: 'no clause says that CMDQ_EN outlasts the VINTF: the driver resets the queues of a VINTF before and after',
    edits: [
      {
        module: BLOCK,
        from: '        this.#vintf(place.vintf).write(register, value);\n',
        to: `        this.#vintf(place.vintf).write(register, value);
        if (!this.#vintf(place.vintf).enable) {
          for (const queue of this.#everyQueue) if (this.#allocMap.placeOf(queue.index)?.vintf === place.vintf) queue.disable();
        }
`,
      },
      {
        module: VCMDQ,
        from: '  get empty(): boolean {\n',
        to: '  disable(): void {\n    this.#config = CMDQ_EN.in(this.#config, 0);\n  }\n\n  get empty(): boolean {\n',
      },
    ],
  },
  {
    id: 'block-off-disables-vintfs',
    title: 'CMDQV_EN=0 clears ENABLE of every VINTF and CMDQ_EN of every vCMDQ',
    allowedBy: 'no clause says that they outlast CMDQV_EN: HOST-04 sets everything up anew behind it',
    edits: [
      {
        module: BLOCK,
        from: '        this.#config = value;\n        break;\n',
        to: `        this.#config = value;
        if (CMDQV_EN.isSet(value)) break;
        for (const vintf of this.#vintfs.values()) vintf.disable();
        for (const queue of this.#everyQueue) queue.disable();
        break;
`,
      },
      {
        module: VCMDQ,
        from: '  get empty(): boolean {\n',
        to: '  disable(): void {\n    this.#config = CMDQ_EN.in(this.#config, 0);\n  }\n\n  get empty(): boolean {\n',
      },
      {
        module: VINTF,
        from: '  /** The VMID that replaces the one in the commands of a guest. */\n',
        to: '  disable(): void {\n    this.#config = ENABLE.in(this.#config, 0);\n  }\n\n  /** The VMID that replaces the one in the commands of a guest. */\n',
      },
    ],
  },
  {
    id: 'maps-of-enabled-queues',
    title: 'The error maps show no vCMDQ whose CMDQ_EN is clear',
    allowedBy: 'no clause says what the maps show of a queue that is disabled: PHYS-16 is MAY',
    edits: [
      {
        module: ERROR_MAPS,
        from: '    return [...this.#queues.values()].filter(({ failing }) => failing);\n',
        to: '    return [...this.#queues.values()].filter(({ enable, failing }) => enable && failing);\n',
      },
    ],
  },
  {
    id: 'global-filter-registers',
    title: 'Each VINTF has GLB_FILT_CFG_0 and GLB_FILT_DATA_0, which hold what is written, and reserved offsets read other than 0',
    allowedBy:
      'VINTF-04 is of what a guest sees: the hardware is known to have these registers, and no clause says what reserved offsets hold',
    edits: [
      {
        module: BLOCK,
        from: '    if (register === undefined) return 0;\n',
        to: `    if (register === undefined) {
      if (offset < 0x1000 && offset >= 0x34 && offset < 0x200) return 0x5a5a_5a5a;
      return isFilter(offset) ? (this.#filters.get(offset) ?? 0) : 0;
    }
`,
      },
      {
        module: BLOCK,
        from: "    if (register === undefined) return NO_QUEUES;\n    const { place } = register;\n    switch (place.kind) {\n      case 'global':\n        this.#storeGlobal",
        to: `    if (register === undefined) {
      if (isFilter(offset)) this.#filters.set(offset, value);
      return NO_QUEUES;
    }
    const { place } = register;
    switch (place.kind) {
      case 'global':
        this.#storeGlobal`,
      },
      {
        module: BLOCK,
        from: '  #config = CONFIG_RESET;\n',
        to: '  #config = CONFIG_RESET;\n  readonly #filters = new Map<number, number>();\n',
      },
      {
        module: BLOCK,
        from: 'function paramOf(',
        to: `function isFilter(offset: number): boolean {
  return offset >= 0x1000 && offset < 0x5000 && [0x0c, 0x10].includes(offset % 0x100);
}

function paramOf(`,
      },
    ],
  },
  {
    id: 'commands-normalised',
    title: 'Commands reach the SMMU without reserved bits, without an SSID where SSV is 0, and without an address where all is invalidated',
    allowedBy: 'SIDR-04 is MAY, and bits that a command does not use have no effect',
    edits: [
      {
        module: PROCESSOR,
        from: 'const outcome = await commands.execute({ queue: place, ...words });',
        to: 'const outcome = await commands.execute({ queue: place, ...normalised(words) });',
      },
      {
        module: PROCESSOR,
        from: '/** Consumes the commands of vCMDQs, from CONS_INDX to PROD_INDX. */',
        to: `function normalised(words: CommandWords): CommandWords {
  const definition = definitionOf(words);
  if (definition === undefined) return words;
  const value = (name: string) => commandFieldValue(words, name) ?? 0n;
  const ignored = definition.name === 'ATC_INV' ? [...(value('SSV') === 0n ? ['SSID', 'G'] : []), ...(value('Size') >= 52n ? ['Addr'] : [])] : [];
  return definition.fields
    .filter(({ name }) => !ignored.includes(name))
    .reduce<CommandWords>((made, field) => setField(made, field, getField(words, field)), { word0: BigInt(definition.opcode), word1: 0n });
}

/** Consumes the commands of vCMDQs, from CONS_INDX to PROD_INDX. */`,
      },
      {
        module: PROCESSOR,
        from: "import { COMMAND_BYTES, commandWords } from '../../src/tables/commands';",
        to: "import { COMMAND_BYTES, type CommandWords, commandFieldValue, commandWords, definitionOf, getField, setField } from '../../src/tables/commands';",
      },
    ],
  },
  {
    id: 'reserved-bits-are-illegal',
    title: 'A command with a reserved bit set is illegal',
    allowedBy: 'CMD-04, CMD-20: an SMMU may check bits that are reserved (IHI 0070, 4.1.5)',
    edits: [
      {
        module: LEGALITY,
        from: '    const { name } = definition;\n',
        to: `    const known = (word: number) =>
      definition.fields
        .filter((part) => part.word === word)
        .reduce((sum, { high, low }) => sum | (((1n << BigInt(high - low + 1)) - 1n) << BigInt(low)), word === 0 ? 0xffn : 0n);
    if ((words.word0 & ~known(0)) !== 0n || (words.word1 & ~known(1)) !== 0n) return false;
    const { name } = definition;
`,
      },
    ],
  },
  {
    id: 'range-fields-without-ranges-are-illegal',
    title: 'NUM, SCALE, TTL or TG of a TLB invalidation other than 0 is illegal where IDR3.RIL is 0',
    allowedBy: 'CMD-19: without IDR3.RIL these fields are reserved, and an SMMU may check reserved bits',
    edits: [
      {
        module: LEGALITY,
        from: '    return !this.#namesOnlyGranule(value);\n',
        to: `    const ranged = ['NUM', 'SCALE', 'TTL', 'TG'].some((part) => value(part) !== 0n);
    if (ranged && idField(this.#smmu, 'IDR3.RIL') === 0) return false;
    return !this.#namesOnlyGranule(value);
`,
      },
    ],
  },
  {
    id: 'own-commands-of-the-implementation',
    title: 'Opcodes 0x80 to 0x8f do something of the implementation, on the queues of the host',
    allowedBy: 'the architecture leaves these opcodes to the implementation (IHI 0070, 4.1.1)',
    edits: [
      {
        module: SMMU_QUEUE,
        from: 'if (!this.#legality.isLegal(words)) return',
        to: 'if (!this.#legality.isLegal(words) && (words.word0 & 0xf0n) !== 0x80n) return',
      },
      {
        module: PROCESSOR,
        from: "    if (!legality.isLegal(fetched)) return 'ILL_OPCODE';\n    const admission = admit(fetched, vintf);\n",
        to: `    const own = vintf.hypOwn && (fetched.word0 & 0xf0n) === 0x80n;
    if (!own && !legality.isLegal(fetched)) return 'ILL_OPCODE';
    const admission = own ? { words: fetched } : admit(fetched, vintf);
`,
      },
    ],
  },
  {
    id: 'filter-before-legality',
    title: 'What a guest may not execute is code 4, also where the SMMU would not have it',
    allowedBy: 'HYP-05: which code a forbidden opcode raises is not specified',
    edits: [
      {
        module: PROCESSOR,
        from: "    if (!legality.isLegal(fetched)) return 'ILL_OPCODE';\n    const admission = admit(fetched, vintf);\n    if ('error' in admission) return admission.error;\n",
        to: "    const admission = admit(fetched, vintf);\n    if ('error' in admission) return admission.error;\n    if (!legality.isLegal(fetched)) return 'ILL_OPCODE';\n",
      },
      { module: FILTER, from: "error: 'ILL_OPCODE' }; // CMD-20", to: "error: vintf.hypOwn ? 'ILL_OPCODE' : 'ILL_ACCESS' }; // CMD-20" },
    ],
  },
  {
    id: 'base-aligned-down',
    title: 'Bits of BASE below the size of the queue count as 0',
    allowedBy: 'CQ-09: the base of a queue is a multiple of its size',
    edits: [
      {
        module: VCMDQ,
        from: '    const base = extract(this.#base.value, ADDR);\n',
        to: '    const size = BigInt(COMMAND_BYTES) << BigInt(LOG2SIZE.of(this.#base.low));\n    const named = extract(this.#base.value, ADDR);\n    const base = named - (named % size);\n',
      },
    ],
  },
  {
    id: 'fetch-tried-twice',
    title: 'A fetch that is aborted is made once more before the queue stops',
    allowedBy: 'ERR-01 has the code of a fetch that is aborted, and no clause says how often it is made',
    edits: [
      {
        module: PROCESSOR,
        from: 'const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);',
        to: 'const bytes = (await memory.read(queue.entryAddress, COMMAND_BYTES)) ?? (await memory.read(queue.entryAddress, COMMAND_BYTES));',
      },
    ],
  },
  {
    id: 'vmid-of-eight-bits',
    title: 'Bits 8 and above of a VMID do not count where IDR0.VMID16 is 0',
    allowedBy: 'IDR0.VMID16: there are no such VMIDs (UAPI-HWPT-07)',
    edits: [
      {
        module: 'hardware/smmu-hardware',
        from: '    this.#block = smmu.cmdqv && new CmdqvBlock(smmu.cmdqv, { ...below, legality });\n',
        to: `    const narrow = idField(smmu, 'IDR0.VMID16') === 0;
    const commands: SmmuCommands = {
      execute: (issued) => {
        const definition = definitionOf(issued);
        const vmid = definition && commandField(definition, 'VMID');
        if (!narrow || vmid === undefined) return below.commands.execute(issued);
        return below.commands.execute({ ...issued, ...setField(issued, vmid, getField(issued, vmid) & 0xffn) });
      },
    };
    this.#block = smmu.cmdqv && new CmdqvBlock(smmu.cmdqv, { ...below, commands, legality });
`,
      },
      {
        module: 'hardware/smmu-hardware',
        from: "import { CmdqvBlock } from './cmdqv-block';\n",
        to: "import { commandField, definitionOf, getField, setField } from '../../src/tables/commands';\nimport { idField } from '../../src/tables/smmu';\nimport { CmdqvBlock } from './cmdqv-block';\n",
      },
    ],
  },
  {
    id: 'psid-of-sidsize',
    title: 'The physical StreamID of an ATC_INV has as many bits as IDR1.SIDSIZE tells, and no more',
    allowedBy: 'a StreamID out of that range is of no device',
    edits: [
      {
        module: 'hardware/smmu-hardware',
        from: '    this.#block = smmu.cmdqv && new CmdqvBlock(smmu.cmdqv, { ...below, legality });\n',
        to: `    const sids = (1n << BigInt(idField(smmu, 'IDR1.SIDSIZE'))) - 1n;
    const commands: SmmuCommands = {
      execute: (issued) => {
        const definition = definitionOf(issued);
        const sid = definition && commandField(definition, 'SID');
        if (sid === undefined) return below.commands.execute(issued);
        return below.commands.execute({ ...issued, ...setField(issued, sid, getField(issued, sid) & sids) });
      },
    };
    this.#block = smmu.cmdqv && new CmdqvBlock(smmu.cmdqv, { ...below, commands, legality });
`,
      },
      {
        module: 'hardware/smmu-hardware',
        from: "import { CmdqvBlock } from './cmdqv-block';\n",
        to: "import { commandField, definitionOf, getField, setField } from '../../src/tables/commands';\nimport { idField } from '../../src/tables/smmu';\nimport { CmdqvBlock } from './cmdqv-block';\n",
      },
    ],
  },
];
