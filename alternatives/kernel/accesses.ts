import type { Alternative } from '../alternative';

const LVCMDQ = 'kernel/tegra/lvcmdq';
const VINTF = 'kernel/tegra/vintf';
const HANDSHAKE = 'kernel/tegra/handshake';
const ACCESS = 'kernel/tegra/register-access';
const ISR = 'kernel/tegra/isr';
const EMPTY = '    await storeAll(registers, layout.empty); // RST-03, RST-04\n';
const STORE_BASE =
  "    await store(registers, layout.base, insert(address, fieldNamed(layout.base, 'LOG2SIZE'), BigInt(log2size))); // UAPI-HWQ-18\n";
const HARMLESS = 'no clause forbids a read that has no effect';

/** Kernels that reach the hardware in other ways to the same effect. */
export const ACCESS_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'config-read-back',
    title: 'Each CONFIG is read back before STATUS is polled',
    allowedBy: HARMLESS,
    edits: [
      {
        module: HANDSHAKE,
        from: '  await storeAll(registers, [{ register: config, value }]);\n',
        to: '  await storeAll(registers, [{ register: config, value }]);\n  await load(registers, config);\n',
      },
    ],
  },
  {
    id: 'prod-posting-read',
    title: 'PROD_INDX is read after a queue was emptied, so that the stores have arrived',
    allowedBy: HARMLESS,
    edits: [{ module: LVCMDQ, from: EMPTY, to: `${EMPTY}    await load(registers, layout.prod);\n` }],
  },
  {
    id: 'cons-read-before-reset',
    title: 'CONS_INDX and PROD_INDX are read before a queue is reset',
    allowedBy: HARMLESS,
    edits: [
      {
        module: LVCMDQ,
        from: '    if (!(await disable(registers, layout))) await this.#logErrors(); // RST-01\n',
        to: '    for (const register of [layout.prod, layout.cons]) await load(registers, register);\n    if (!(await disable(registers, layout))) await this.#logErrors(); // RST-01\n',
      },
    ],
  },
  {
    id: 'alloc-map-read-back',
    title: 'CMDQ_ALLOC_MAP is read back after it was written',
    allowedBy: HARMLESS,
    edits: [
      {
        module: LVCMDQ,
        from: "    await store(registers, allocMap, insert(entry, fieldNamed(allocMap, 'ALLOC'), bit));\n",
        to: "    await store(registers, allocMap, insert(entry, fieldNamed(allocMap, 'ALLOC'), bit));\n    await load(registers, allocMap);\n",
      },
    ],
  },
  {
    id: 'base-read-back',
    title: 'BASE is read back after it was written',
    allowedBy: HARMLESS,
    edits: [{ module: LVCMDQ, from: STORE_BASE, to: `${STORE_BASE}    await load(registers, layout.base);\n` }],
  },
  {
    id: 'sids-read-back',
    title: 'SID_REPLACE is read back before SID_MATCH is written',
    allowedBy: HARMLESS,
    edits: [
      {
        module: VINTF,
        from: '    await store(registers, replace, BigInt(psid)); // VSID-11: a slot never matches before it replaces\n',
        to: '    await store(registers, replace, BigInt(psid)); // VSID-11: a slot never matches before it replaces\n    await load(registers, replace);\n',
      },
    ],
  },
  {
    id: 'every-store-read-back',
    title: 'Every register is read back after it was stored',
    allowedBy: HARMLESS,
    edits: [
      {
        module: ACCESS,
        from: '  return registers.write(offset, size, value);',
        to: '  return registers.write(offset, size, value).then(async () => void (await registers.read(offset, size)));',
      },
    ],
  },
  {
    id: 'status-read-before-the-store',
    title: 'STATUS is read before CONFIG is stored as well',
    allowedBy: HARMLESS,
    edits: [
      {
        module: HANDSHAKE,
        from: '  await storeAll(registers, [{ register: config, value }]);\n',
        to: '  await load(registers, status);\n  await storeAll(registers, [{ register: config, value }]);\n',
      },
    ],
  },
  {
    id: 'status-polled-twice',
    title: 'STATUS has to read as wanted twice',
    allowedBy: 'PHYS-13 says that software polls, and not how often',
    edits: [
      {
        module: HANDSHAKE,
        from: '=== wanted) return true;',
        to: '=== wanted) {\n      await load(registers, status);\n      return true;\n    }',
      },
    ],
  },
  {
    id: 'polls-with-config-in-between',
    title: 'CONFIG is read after each poll of STATUS',
    allowedBy: HARMLESS,
    edits: [
      {
        module: HANDSHAKE,
        from: '    const loaded = load(registers, status);\n',
        to: '    if (reads > 0) await load(registers, config);\n    const loaded = load(registers, status);\n',
      },
    ],
  },
  {
    id: 'short-patience',
    title: 'The driver gives up after 20 polls',
    allowedBy: 'PHYS-13 bounds the wait by time and not by reads',
    edits: [{ module: HANDSHAKE, from: 'const POLL_READS = 1000;', to: 'const POLL_READS = 20;' }],
  },
  {
    id: 'long-patience',
    title: 'The driver gives up after 5000 polls',
    allowedBy: 'PHYS-13 bounds the wait by time and not by reads',
    edits: [{ module: HANDSHAKE, from: 'const POLL_READS = 1000;', to: 'const POLL_READS = 5000;' }],
  },
  {
    id: 'errors-logged-in-other-order',
    title: 'The log of a timeout reads GERRORN, GERROR and CONS_INDX, and PROD_INDX too',
    allowedBy: 'RST-06 specifies no order',
    edits: [
      {
        module: LVCMDQ,
        from: 'of [layout.cons, layout.gerror, layout.gerrorn]) await',
        to: 'of [layout.gerrorn, layout.gerror, layout.cons, layout.prod]) await',
      },
    ],
  },
  {
    id: 'base-in-two-halves',
    title: 'BASE of a queue that is given out is stored as two 32-bit halves',
    allowedBy: 'UAPI-HWQ-18 tells what is written and not how wide; the queue is disabled meanwhile',
    edits: [
      {
        module: LVCMDQ,
        from: STORE_BASE,
        to: `    const content = insert(address, fieldNamed(layout.base, 'LOG2SIZE'), BigInt(log2size));
    await store(registers, { offset: layout.base.offset, size: 4 }, content & 0xffff_ffffn);
    await store(registers, { offset: layout.base.offset + 4, size: 4 }, content >> 32n);
`,
      },
    ],
  },
  {
    id: 'error-maps-read-by-the-way',
    title: 'The interrupt handler reads CMDQ_ERR_MAP_0 and the STATUS of a failing VINTF as well',
    allowedBy: HARMLESS,
    edits: [
      {
        module: ISR,
        from: '    else await vintf.reportError(',
        to: '    else await load(registers, vintf.layout.status);\n    if (index !== 0) await vintf.reportError(',
      },
    ],
  },
  {
    id: 'sids-cleared-before-the-disable',
    title: 'The stream ID slots of a VINTF that goes are emptied before it is disabled, SID_MATCH first',
    allowedBy: 'VHW-09 accepts another order that never matches with a wrong SID_REPLACE',
    edits: [
      {
        module: VINTF,
        from: '  async stop(): Promise<void> {\n',
        to: '  async stop(early = false): Promise<void> {\n',
      },
      {
        module: VINTF,
        from: '    await disable(registers, layout); // VHW-08; a timeout is ignored\n    await storeAll(registers, layout.noSids); // VHW-09\n',
        to: `    if (early) await storeAll(registers, layout.noSids); // VHW-09
    await disable(registers, layout); // VHW-08; a timeout is ignored
    if (!early) await storeAll(registers, layout.noSids); // VHW-02
`,
      },
      { module: 'kernel/tegra/cmdqv', from: '    await vintf.stop();\n', to: '    await vintf.stop(true);\n' },
    ],
  },
  {
    id: 'every-store-made-twice',
    title: 'Every register is stored twice in a row',
    // An interrupt in between may be handled, which stores otherwise.
    allowedBy: 'a store of what the register holds already has no effect',
    edits: [
      {
        module: ACCESS,
        from: '  return registers.write(offset, size, value);',
        to: `  stores += 1;
  const turn = stores;
  return registers.write(offset, size, value).then(() => (turn === stores ? registers.write(offset, size, value) : undefined));`,
      },
      {
        module: ACCESS,
        from: '/** Loads a register with one access. */',
        to: 'let stores = 0;\n\n/** Loads a register with one access. */',
      },
    ],
  },
  {
    id: 'error-maps-read-in-halves',
    title: 'Each 64-bit word of LVCMDQ_ERR_MAP is read as two 32-bit halves, the upper one first',
    allowedBy: 'EVT-01 and PHYS-09 tell what is read and not how wide',
    edits: [
      {
        module: ISR,
        from: '  for (const map of maps) words.push(await load(registers, map));\n',
        to: `  for (const { offset, size } of maps) {
    const high = size === 8 ? await load(registers, { offset: offset + 4, size: 4 }) : 0n;
    words.push((await load(registers, { offset, size: 4 })) | (high << 32n));
  }
`,
      },
    ],
  },
  {
    id: 'reserved-registers-read',
    title: 'Offsets of the block at which there is no register are read too',
    allowedBy: HARMLESS,
    edits: [
      {
        module: HANDSHAKE,
        from: '  await storeAll(registers, [{ register: config, value }]);\n',
        to: '  await load(registers, { offset: 0x34, size: 4 });\n  await load(registers, { offset: 0x100c, size: 4 });\n  await storeAll(registers, [{ register: config, value }]);\n',
      },
    ],
  },
  {
    id: 'alloc-maps-from-the-last',
    title: 'CMDQ_ALLOC_MAP is written from the last vCMDQ down at a reset of the block',
    allowedBy: 'HOST-04 names no order among them',
    edits: [
      {
        module: 'kernel/tegra/cmdqv',
        from: '    await storeAll(registers, this.layout.homes);\n',
        to: '    await storeAll(registers, this.layout.homes.toReversed());\n',
      },
    ],
  },
  {
    id: 'matches-cleared-before-replacements',
    title: 'Of a VINTF that goes all SID_MATCH are cleared, then all SID_REPLACE, each from the last slot down',
    allowedBy: 'VHW-09 accepts another order that never matches with a wrong SID_REPLACE',
    edits: [
      { module: VINTF, from: '  async stop(): Promise<void> {\n', to: '  async stop(goes = false): Promise<void> {\n' },
      {
        module: VINTF,
        from: '    await storeAll(registers, layout.noSids); // VHW-09\n',
        to: `    const one = (odd: number) => layout.noSids.filter((_, place) => place % 2 === odd).toReversed();
    await storeAll(registers, goes ? [...one(0), ...one(1)] : layout.noSids); // VHW-09
`,
      },
      { module: 'kernel/tegra/cmdqv', from: '    await vintf.stop();\n', to: '    await vintf.stop(true);\n' },
    ],
  },
  {
    id: 'errors-looked-at-after-a-disable',
    title: 'GERROR, GERRORN and CONS_INDX are read after each disable, and not after a timeout alone',
    allowedBy: HARMLESS,
    edits: [
      {
        module: LVCMDQ,
        from: '    if (!(await disable(registers, layout))) await this.#logErrors(); // RST-01\n',
        to: '    await disable(registers, layout);\n    await this.#logErrors(); // RST-01\n',
      },
    ],
  },
];
