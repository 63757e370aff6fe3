import type { Alternative } from '../alternative';

const BLOCK = 'device/cmdqv-block';
const WINDOW = 'device/page0-window';
const VCMDQ = 'device/vcmdq';
const READ = `    const register = readTarget(offset, width);
    if (register === undefined) return 0n;
`;
const WINDOW_READ = '    if (this.#window.covers(offset, width)) return this.#window.load(offset, width);\n';
const WINDOW_WRITE = '    if (this.#window.covers(offset, width)) return this.#window.store(offset, width, value);\n';

/** VMMs that treat accesses otherwise which reach no register, or reach one in a way that nobody has to support. */
export const DEVICE_ACCESS_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'sub-word-reads-give-ones',
    title: 'A read that is too narrow or misaligned gives ones',
    allowedBy: 'ACC-02, ACC-03 and ACC-16 accept any value',
    edits: [
      {
        module: BLOCK,
        from: READ,
        to: `    const register = readTarget(offset, width);
    if (register === undefined) return width < 4 || offset % width !== 0 ? (1n << BigInt(8 * width)) - 1n : 0n;
`,
      },
    ],
  },
  {
    id: 'sub-word-reads-give-part-of-the-register',
    title: 'A read of 1 or 2 bytes gives that part of the register',
    allowedBy: 'ACC-02 accepts any value',
    edits: [
      {
        module: BLOCK,
        from: READ,
        to: `    if (width < 4) {
      const whole = this.read(offset - (offset % 4), 4);
      const part = (value: bigint) => (value >> BigInt(8 * (offset % 4))) & ((1n << BigInt(8 * width)) - 1n);
      return typeof whole === 'bigint' ? part(whole) : whole.then(part);
    }
${READ}`,
      },
    ],
  },
  {
    id: 'undefined-offsets-read-from-the-host',
    title: 'A read of an undefined offset of an allocated slot reaches the host page at the same offset',
    allowedBy: 'ACC-10, which accepts 0 as well',
    edits: [
      {
        module: BLOCK,
        from: READ,
        to: `    const register = readTarget(offset, width);
    if (register === undefined) {
      const inPage = offset & 0xffff;
      const queue = this.#queues[Math.floor(inPage / 0x80)];
      const trapped = (offset >> 16 === 1 || offset >> 16 === 3) && inPage < 0x98 && width === 4 && offset % 4 === 0;
      return trapped && queue?.live === true ? queue.readHost(inPage % 0x80) : 0n;
    }
`,
      },
      {
        module: VCMDQ,
        from: '  /** A 32-bit write; the cache',
        to: `  readHost(offset: number): Promise<bigint> {
    return this.#page.load(this.index * SLOT_STRIDE + offset, 4);
  }

  /** A 32-bit write; the cache`,
      },
    ],
  },
  {
    id: 'misaligned-eight-bytes-split',
    title: 'An 8-byte access at a multiple of 4 that is not one of 8 acts as two of 4 bytes',
    allowedBy: 'ACC-16',
    edits: [
      {
        module: BLOCK,
        from: READ,
        to: `    if (width === 8 && offset % 8 === 4)
      return Promise.all([this.read(offset, 4), this.read(offset + 4, 4)]).then(([low, high]) => low | (high << WORD_BITS));
${READ}`,
      },
      {
        module: BLOCK,
        from: '    const register = writeTarget(offset, width);\n',
        to: `    if (width === 8 && offset % 8 === 4)
      return Promise.resolve(this.write(offset, 4, value & WORD)).then(() => this.write(offset + 4, 4, value >> WORD_BITS));
    const register = writeTarget(offset, width);
`,
      },
    ],
  },
  {
    id: 'window-of-two-slots',
    title: 'In the direct window nothing but the registers of slots 0 and 1 is reached: the rest reads 0 and drops writes',
    allowedBy: 'MAP-12',
    edits: [
      {
        module: WINDOW,
        from: '  load(offset: number, width: AccessWidth): Promise<bigint> {\n',
        to: `  load(offset: number, width: AccessWidth): Promise<bigint> {
    if (isBeyond(offset - START)) return Promise.resolve(0n);
`,
      },
      {
        module: WINDOW,
        from: '  store(offset: number, width: AccessWidth, value: bigint): Promise<void> {\n',
        to: `  store(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    if (isBeyond(offset - START)) return Promise.resolve();
`,
      },
      {
        module: WINDOW,
        from: 'const END = START + PAGE_BYTES;\n',
        to: 'const END = START + PAGE_BYTES;\nconst isBeyond = (offset: number): boolean => offset >= 0x100 || offset % 0x80 >= 0x18;\n',
      },
    ],
  },
  {
    id: 'window-splits-eight-bytes',
    title: 'An 8-byte access in the direct window reaches the host page as two of 4 bytes',
    allowedBy: 'ACC-15',
    edits: [
      {
        module: BLOCK,
        from: WINDOW_READ,
        to: `    if (this.#window.covers(offset, width)) {
      if (width !== 8) return this.#window.load(offset, width);
      return Promise.all([this.#window.load(offset, 4), this.#window.load(offset + 4, 4)]).then(([low, high]) => low | (high << WORD_BITS));
    }
`,
      },
      {
        module: BLOCK,
        from: WINDOW_WRITE,
        to: `    if (this.#window.covers(offset, width)) {
      if (width !== 8) return this.#window.store(offset, width, value);
      return this.#window.store(offset, 4, value & WORD).then(() => this.#window.store(offset + 4, 4, value >> WORD_BITS));
    }
`,
      },
    ],
  },
  {
    id: 'cache-shown-in-the-window',
    title: 'Where a queue is not allocated the cached registers are read through 0x30000 while VINTF0 is enabled',
    allowedBy: 'DIR-06, RD-04 and FAIL-05',
    edits: [
      {
        module: BLOCK,
        from: WINDOW_READ,
        to: `    if (this.#window.covers(offset, width)) {
      const shown = readTarget(offset, width);
      const queue = shown?.place.kind === 'logical' ? this.#queue(shown.place.slot) : undefined;
      return shown === undefined || queue === undefined || queue.live ? this.#window.load(offset, width) : queue.readPage0(shown);
    }
`,
      },
    ],
  },
  {
    id: 'init-error-shown-in-the-window',
    title: 'GERROR at 0x30000 shows CMDQ_INIT_ERR of a queue that is not allocated while VINTF0 is enabled, and nothing else of the cache',
    allowedBy: 'RD-04 and FAIL-05',
    edits: [
      {
        module: BLOCK,
        from: WINDOW_READ,
        to: `    if (this.#window.covers(offset, width)) {
      const shown = readTarget(offset, width);
      const queue = shown?.place.kind === 'logical' ? this.#queue(shown.place.slot) : undefined;
      if (shown?.definition.name !== 'GERROR' || queue === undefined || queue.live) return this.#window.load(offset, width);
      return queue.readPage0(shown);
    }
`,
      },
    ],
  },
  {
    id: 'window-in-pieces',
    title: 'The host page is put before the guest in pieces of 4 KiB',
    allowedBy: 'MAP-05 says which addresses reach it',
    edits: [
      {
        module: 'device/page0-window',
        from: '[{ offset: START, length: PAGE_BYTES }]',
        to: 'Array.from({ length: 16 }, (_, index) => ({ offset: START + index * 0x1000, length: 0x1000 }))',
      },
    ],
  },
];
