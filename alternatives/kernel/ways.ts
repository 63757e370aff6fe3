import type { Alternative } from '../alternative';

const ADDRESS_SPACE = 'kernel/address-space';
const BOOT = 'kernel/boot';
const CMDQV = 'kernel/tegra/cmdqv';
const HW_INFO = 'kernel/hw-info';
const ISR = 'kernel/tegra/isr';
const LVCMDQ = 'kernel/tegra/lvcmdq';
const USER_CALL = 'kernel/user-call';

/** Kernels that come to the same in another way. */
export const WAY_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'gerrorn-always-stored',
    title: 'A queue that is reset has GERROR stored in GERRORN, whether they differ or not',
    allowedBy: 'RST-05 says what to do if they differ; a store of what is there already has no effect',
    edits: [
      {
        module: LVCMDQ,
        from: '    const gerrorn = await load(registers, layout.gerrorn); // RST-05\n    const gerror = await load(registers, layout.gerror);\n    if (gerror !== gerrorn) await store',
        to: '    await load(registers, layout.gerrorn); // RST-05\n    const gerror = await load(registers, layout.gerror);\n    await store',
      },
    ],
  },
  {
    id: 'gerror-log-of-users',
    title: 'The interrupt handler reads GERROR and CONS_INDX of the queues of a user, for its log',
    allowedBy: 'no clause forbids a read that has no effect',
    edits: [
      {
        module: ISR,
        from: '    else await vintf.reportError(',
        to: `    else {
      for (const { layout } of vintf.lvcmdqs) for (const register of [layout.gerror, layout.cons]) await load(registers, register);
    }
    if (index !== 0) await vintf.reportError(`,
      },
    ],
  },
  {
    id: 'failing-command-logged',
    title: 'To repair a queue of its own the kernel reads the failing entry from memory, and the entry again once it is replaced',
    allowedBy: 'the queue is in memory of the kernel, which may read it',
    edits: [
      {
        module: ISR,
        from: '    await memory.write(queue.address + entry * BigInt(COMMAND_BYTES), CMD_SYNC);\n',
        to: `    const at = queue.address + entry * BigInt(COMMAND_BYTES);
    await memory.read(at, COMMAND_BYTES);
    await memory.write(at, CMD_SYNC);
    await memory.read(at, COMMAND_BYTES);
`,
      },
    ],
  },
  {
    id: 'user-vintfs-cleared-at-reset',
    title: 'A reset of the block clears CONFIG of every VINTF that is for users, before VINTF0 is started',
    allowedBy: 'HOST-04 has the steps, and a kernel that starts over another one may clear what that has left',
    edits: [
      {
        module: CMDQV,
        from: '    await storeAll(registers, this.layout.homes);\n',
        to: `    await storeAll(registers, this.layout.homes);
    for (let index = 1; index < this.geometry.vintfs; index++) await disable(registers, this.layout.vintf(index));
`,
      },
    ],
  },
  {
    id: 'smmus-probed-from-the-last',
    title: 'The SMMUs of a host are probed from the last to the first',
    allowedBy: 'no clause has an order of SMMUs',
    edits: [{ module: BOOT, from: 'of smmus) {', to: 'of smmus.toReversed()) {' }],
  },
  {
    id: 'blocks-reset-when-all-are-probed',
    title: 'The CMDQ-V blocks of a host are reset once all of its SMMUs are probed',
    allowedBy: 'no clause has an order of SMMUs',
    edits: [
      { module: BOOT, from: '      await smmu.cmdqv.reset();\n', to: '' },
      {
        module: BOOT,
        from: '  return probed;\n',
        to: '  for (const { cmdqv } of probed.values()) await cmdqv?.reset();\n  return probed;\n',
      },
    ],
  },
  {
    id: 'mapping-addresses-used-again',
    title: 'A file is mapped at the lowest address that is free, also if another was mapped there before',
    allowedBy: 'no clause says where a file is mapped',
    edits: [
      {
        module: ADDRESS_SPACE,
        from: '    const start = this.#nextFile;\n    const end = start + length;\n    this.#nextFile = end + this.#pageSize;\n',
        to: `    let start = this.#nextFile;
    for (const mapping of this.#mappings.toSorted((a, b) => (a.start < b.start ? -1 : 1))) {
      if (start + length <= mapping.start) break;
      start = mapping.end;
    }
    const end = start + length;
`,
      },
      { module: ADDRESS_SPACE, from: '  #nextFile = FILE_BASE;\n', to: '  readonly #nextFile = FILE_BASE;\n' },
    ],
  },
  {
    id: 'capabilities-of-later-kernels',
    title: 'out_capabilities has bits that this specification does not know',
    allowedBy: 'UAPI-INFO-10 names the bits, and later kernels add others',
    edits: [{ module: HW_INFO, from: '  return tracking | noAts;\n', to: '  return tracking | noAts | 0xa50n;\n' }],
  },
  {
    id: 'pasids-of-devices',
    title: 'Devices have PASIDs, where the SMMU has SubstreamIDs',
    allowedBy: 'UAPI-INFO-10: out_max_pasid_log2 and the bits of PASIDs are as the device has them, and no description tells',
    edits: [
      {
        module: HW_INFO,
        from: "  values.out_max_pasid_log2 = 0; // the model's devices have no PASIDs\n",
        to: `  const pasids = idField(smmu.description, 'IDR1.SSIDSIZE');
  values.out_max_pasid_log2 = pasids;
  if (pasids > 0) values.out_capabilities |= 6n;
`,
      },
      { module: HW_INFO, from: 'import { supportsAts,', to: 'import { idField, supportsAts,' },
    ],
  },
  {
    id: 'answers-only-what-changed',
    title: 'Of the structure of a request only the members that the kernel has changed are written back',
    allowedBy: 'UAPI-COM-05 says which outputs are written back, and the others hold what was there',
    edits: [
      {
        module: USER_CALL,
        from: '    copyOut(this.memory, this.#address, bytes.subarray(0, Math.min(this.#userSize, bytes.length)));\n',
        to: `    const room = Math.min(this.#userSize, bytes.length);
    copyOut(this.memory, this.#address, this.#before.subarray(0, 4));
    for (let at = 0; at + 4 <= room; at += 4) {
      const word = bytes.subarray(at, at + 4);
      if (word.some((byte, index) => byte !== this.#before[at + index])) copyOut(this.memory, this.#address + BigInt(at), word);
    }
`,
      },
      {
        module: USER_CALL,
        from: '  readonly #userSize: number;\n',
        to: '  readonly #userSize: number;\n  readonly #before: Uint8Array;\n',
      },
      {
        module: USER_CALL,
        from: '    this.values = decodeStructure(structure, bytes);\n',
        to: '    this.values = decodeStructure(structure, bytes);\n    this.#before = bytes;\n',
      },
    ],
  },
  {
    id: 'slots-emptied-before-they-are-taken',
    title: 'A stream ID slot is emptied before it is filled',
    allowedBy: 'VSID-11: no slot matches before it replaces, and a store of 0 over 0 has no effect',
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: '    await store(registers, replace, BigInt(psid)); // VSID-11',
        to: '    await store(registers, match, 0n);\n    await store(registers, replace, BigInt(psid)); // VSID-11',
      },
    ],
  },
];
