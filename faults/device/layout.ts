import { type Fault, OWN } from '../fault';

const DECODE = 'GUEST_MAP.at(offset, width);';
const READ_UNDECODED = 'if (register === undefined) return 0n;';

/** Faults in what is decoded where. */
export const LAYOUT_FAULTS: readonly Fault[] = [
  {
    id: 'hist-01',
    history: 'HIST-01',
    title: 'VI_ERR_MAP, VI_INT_MASK and CMDQ_ERR_MAP lie 8 bytes too low',
    source: 'first QEMU RFC of 2024, by comparison with the series of 2025 and with the Linux driver',
    about: ['MMIO-06', 'MMIO-07', 'MMIO-08', 'MMIO-09'],
    edits: [
      { module: 'device/access-rules', from: DECODE, to: 'GUEST_MAP.at(offset >= 0x0c && offset < 0x34 ? offset + 8 : offset, width);' },
    ],
  },
  {
    id: 'hist-02',
    history: 'HIST-02',
    title: 'The word of an error map or mask is found by half its byte offset',
    source: 'first QEMU RFC of 2024, by comparison with the later tree',
    about: ['MMIO-07', 'MMIO-08', 'MMIO-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'return this.#config.get(register.name);',
        to: `if (register.definition.count !== 128 && register.element > 0 && place.kind === 'global') {
          const other = \`\${register.definition.name}_\${2 * register.element}\`;
          return GUEST_MAP.named(other) === undefined ? 0n : this.#config.get(other);
        }
        return this.#config.get(register.name);`,
      },
    ],
  },
  {
    id: 'hist-03',
    history: 'HIST-03',
    title: 'CMDQ_ALLOC_MAP_1 is an alias of CMDQ_ALLOC_MAP_0',
    source: 'first QEMU RFC of 2024, by comparison with the later tree',
    about: ['MMIO-11'],
    edits: [{ module: 'device/access-rules', from: DECODE, to: 'GUEST_MAP.at(offset === 0x204 ? 0x200 : offset, width);' }],
  },
  {
    id: 'hist-05',
    history: 'HIST-05',
    title: 'The VINTF apertures are decoded on writes but read as 0',
    source: 'first QEMU RFC of 2024, by comparison with the later tree',
    about: ['DIR-05', 'DIR-07', 'MAP-09', 'RD-02', 'RD-03'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: READ_UNDECODED,
        to: 'if (register === undefined || offset >= 0x30000) return 0n;',
      },
    ],
  },
  {
    id: 'hist-11',
    history: 'HIST-11',
    title: 'The first offset behind the region passes the range check',
    source: 'QEMU RFCs of 2024 and 2025, by comparison of the code',
    about: ['ACC-09', 'MAP-01'],
    edits: [{ module: 'device/access-rules', from: DECODE, to: 'GUEST_MAP.at(offset > 0x50000 ? offset : offset % 0x50000, width);' }],
  },
  {
    id: 'hist-53',
    history: 'HIST-53',
    title: 'All 128 slots and CMDQ_ALLOC_MAP entries are decoded while PARAM announces two',
    source: 'first QEMU RFC of 2024 and v2, by comparison of the code',
    about: ['LIM-01', 'MAP-08', 'MMIO-12'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'readonly #displaced = new Set<Vcmdq>();',
        to: `readonly #displaced = new Set<Vcmdq>();
  readonly #further = new Map<number, bigint>();`,
      },
      { module: 'device/cmdqv-block', from: READ_UNDECODED, to: 'if (register === undefined) return this.#further.get(offset) ?? 0n;' },
      {
        module: 'device/cmdqv-block',
        from: 'if (register === undefined) return undefined;',
        to: `if (register === undefined) {
      const allocMap = offset >= 0x208 && offset < 0x400;
      const slot = offset >= 0x10000 && offset < 0x50000 && offset % 0x10000 >= 0x100 && offset % 0x10000 < 0x4000;
      if ((allocMap || (slot && offset % 0x80 < 0x0c)) && width === 4) this.#further.set(offset, value);
      return undefined;
    }`,
      },
    ],
  },
  {
    id: 'hist-52',
    history: 'HIST-52',
    title: 'CONFIG is 0x00020403 after reset: batches of 64 clocks',
    source: 'first QEMU RFC of 2024, by comparison of the code',
    about: ['MMIO-01', 'MMIO-02'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'definition.reset ?? 0n]',
        to: "name === 'CMDQV_CONFIG' ? 0x00020403n : (definition.reset ?? 0n)]",
      },
    ],
  },
  {
    id: 'slot-stride-halved',
    title: 'The slots of the vCMDQ pages are 0x40 bytes apart',
    source: OWN,
    about: ['MAP-07'],
    edits: [
      {
        module: 'device/access-rules',
        from: DECODE,
        to: 'GUEST_MAP.at(offset < 0x10000 || offset % 0x10000 < 0x40 ? offset : offset % 0x10000 < 0x80 ? offset + 0x40 : 0xffff, width);',
      },
    ],
  },
  {
    id: 'page-0-window-ends-early',
    title: 'Trapped page 0 ends before GERRORN of slot 1',
    source: OWN,
    about: ['ACC-11', 'VCMDQ-06'],
    edits: [
      {
        module: 'device/access-rules',
        from: DECODE,
        to: 'offset % 0x20000 === 0x10094 ? undefined : GUEST_MAP.at(offset, width);',
      },
    ],
  },
  {
    id: 'page-1-window-ends-early',
    title: 'Page 1 ends before CONS_INDX_BASE_DRAM_H of slot 1',
    source: OWN,
    about: ['ACC-11', 'VCMDQ-14'],
    edits: [
      {
        module: 'device/access-rules',
        from: DECODE,
        to: 'width === 4 && offset > 0x20000 && offset % 0x20000 === 0x8c ? undefined : GUEST_MAP.at(offset, width);',
      },
    ],
  },
  {
    id: 'sid-slots-one-short',
    title: 'Slot 15 of SID_MATCH is not decoded',
    source: OWN,
    about: ['VINTF-05'],
    edits: [{ module: 'device/access-rules', from: DECODE, to: 'offset === 0x107c ? undefined : GUEST_MAP.at(offset, width);' }],
  },
  {
    id: 'apertures-crossed',
    title: 'The VINTF aperture names the other slot',
    source: OWN,
    about: ['MAP-09'],
    edits: [
      {
        module: 'device/access-rules',
        from: DECODE,
        to: 'GUEST_MAP.at(offset >= 0x30000 && offset % 0x10000 < 0x100 ? offset ^ 0x80 : offset, width);',
      },
    ],
  },
  {
    id: 'window-one-slot-wide',
    title: 'The window of page 0 covers the two slots and not the whole page',
    source: OWN,
    about: ['MAP-05', 'MAP-12', 'P0-01'],
    edits: [
      { module: 'device/page0-window', from: 'const END = START + PAGE_BYTES;', to: 'const END = START + 0x100;' },
      { module: 'device/page0-window', from: 'length: PAGE_BYTES', to: 'length: 0x100' },
    ],
  },
];
