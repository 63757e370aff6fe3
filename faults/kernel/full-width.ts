import { type Fault, OWN } from '../fault';

/** Faults of a kernel that keeps a number in fewer bits than it has: what ends like a valid one is taken for it. */
export const KERNEL_FULL_WIDTH_FAULTS: readonly Fault[] = [
  {
    id: 'ids-of-16-bits',
    title: 'IDs are cut to 16 bits',
    source: OWN,
    about: ['UAPI-COM-06'],
    edits: [
      {
        module: 'kernel/objects',
        from: 'find(id: number): KernelObject | undefined {\n    const slot = this.#slots.get(id);',
        to: 'find(id: number): KernelObject | undefined {\n    const slot = this.#slots.get(id & 0xffff);',
      },
    ],
  },
  {
    id: 'ids-of-31-bits',
    title: 'Bit 31 of an ID is not looked at',
    source: OWN,
    about: ['UAPI-COM-06'],
    edits: [
      {
        module: 'kernel/objects',
        from: 'find(id: number): KernelObject | undefined {\n    const slot = this.#slots.get(id);',
        to: 'find(id: number): KernelObject | undefined {\n    const slot = this.#slots.get(id & 0x7fff_ffff);',
      },
    ],
  },
  {
    id: 'viommu-type-of-8-bits',
    title: 'The type of a vIOMMU has 8 bits',
    source: OWN,
    about: ['UAPI-VIOMMU-04'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: 'const cmdqv = supported(device, values.type);',
        to: 'const cmdqv = supported(device, values.type & 0xff);',
      },
    ],
  },
  {
    id: 'hw-queue-type-of-8-bits',
    title: 'The type of a hw_queue has 8 bits',
    source: OWN,
    about: ['UAPI-HWQ-05'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: 'values.type !== HW_QUEUE_TYPES.TEGRA241_CMDQV)',
        to: '(values.type & 0xff) !== HW_QUEUE_TYPES.TEGRA241_CMDQV)',
      },
    ],
  },
  {
    id: 'veventq-type-of-8-bits',
    title: 'The type of a vEVENTQ has 8 bits',
    source: OWN,
    about: ['UAPI-VEQ-04'],
    edits: [
      {
        module: 'kernel/veventq-alloc',
        from: 'const { flags, __reserved: reserved, type, veventq_depth: depth } = values;',
        to: 'const { flags, __reserved: reserved, veventq_depth: depth } = values;\n  const type = values.type & 0xff;',
      },
    ],
  },
  {
    id: 'veventq-reserved-of-16-bits',
    title: 'The reserved member of VEVENTQ_ALLOC has 16 bits',
    source: OWN,
    about: ['UAPI-VEQ-01'],
    edits: [{ module: 'kernel/veventq-alloc', from: 'reserved !== 0', to: '(reserved & 0xffff) !== 0' }],
  },
  {
    id: 'invalidation-type-of-8-bits',
    title: 'The type of HWPT_INVALIDATE has 8 bits',
    source: OWN,
    about: ['UAPI-INV-04'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: 'if (type !== INVALIDATE_DATA.ARM_SMMUV3)',
        to: 'if ((type & 0xff) !== INVALIDATE_DATA.ARM_SMMUV3)',
      },
    ],
  },
  {
    id: 'hw-info-type-of-8-bits',
    title: 'The type of GET_HW_INFO has 8 bits',
    source: OWN,
    about: ['UAPI-INFO-06'],
    edits: [
      {
        module: 'kernel/hw-info',
        from: 'HW_INFO_TYPES.DEFAULT : values.data_type;',
        to: 'HW_INFO_TYPES.DEFAULT : values.data_type & 0xff;',
      },
    ],
  },
  {
    id: 'nested-flags-of-16-bits',
    title: 'The flags of HWPT_ALLOC on a vIOMMU have 16 bits',
    source: OWN,
    about: ['UAPI-HWPT-09'],
    edits: [
      { module: 'kernel/hwpt-alloc', from: 'if ((flags & ~NESTED_FLAGS) !== 0 ||', to: 'if ((flags & 0xffff & ~NESTED_FLAGS) !== 0 ||' },
    ],
  },
  {
    id: 'nested-type-of-8-bits',
    title: 'The type of HWPT_ALLOC has 8 bits',
    source: OWN,
    about: ['UAPI-HWPT-10'],
    edits: [{ module: 'kernel/hwpt-alloc', from: 'if (type !== HWPT_DATA.ARM_SMMUV3)', to: 'if ((type & 0xff) !== HWPT_DATA.ARM_SMMUV3)' }],
  },
  {
    id: 'hwpt-reserved-of-16-bits',
    title: 'The reserved member of HWPT_ALLOC has 16 bits',
    source: OWN,
    about: ['UAPI-HWPT-01'],
    edits: [{ module: 'kernel/hwpt-alloc', from: 'if (values.__reserved !== 0)', to: 'if ((values.__reserved & 0xffff) !== 0)' }],
  },
  {
    id: 'data-len-of-8-bits',
    title: 'data_len has 8 bits',
    source: OWN,
    about: ['UAPI-VIOMMU-08', 'UAPI-HWPT-10'],
    edits: [
      { module: 'kernel/user-copy', from: 'if (length !== structure.bytes)', to: 'if ((length & 0xff) !== structure.bytes)' },
      { module: 'kernel/user-copy', from: 'copyIn(memory, address, length))', to: 'copyIn(memory, address, length & 0xff))' },
    ],
  },
  {
    id: 'queue-index-of-8-bits',
    title: 'HW_QUEUE_ALLOC takes 8 bits of the index',
    source: OWN,
    about: ['UAPI-HWQ-10'],
    edits: [{ module: 'kernel/hw-queue-alloc', from: 'vintf.allocateQueue(values.index,', to: 'vintf.allocateQueue(values.index & 0xff,' }],
  },
  {
    id: 'vintf-31-as-a-sign',
    title: 'VINTF31 is the sign of the map',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'for (const index of bitsOf(low | (high << BigInt(HALF_BITS)))) {',
        to: 'for (const index of bitsOf(BigInt.asIntN(HALF_BITS, low) | (high << BigInt(HALF_BITS)))) {',
      },
    ],
  },
  {
    id: 'version-of-three-bits',
    title: 'The version has three bits',
    source: OWN,
    about: ['UAPI-INFO-12'],
    edits: [
      {
        module: 'kernel/tegra/parameters',
        from: 'version: Number(extract(param, VERSION)),',
        to: 'version: Number(extract(param, VERSION)) & 7,',
      },
    ],
  },
  {
    id: 'acknowledged-by-1-alone',
    title: 'STATUS must read 1 as a whole to acknowledge',
    source: OWN,
    about: ['UAPI-VIOMMU-11'],
    edits: [
      {
        module: 'kernel/tegra/handshake',
        from: 'if (extract(isKnown(loaded) ? valueNow(loaded) : await loaded, enabled) === wanted) return true;',
        to: 'if ((isKnown(loaded) ? valueNow(loaded) : await loaded) === wanted) return true;',
      },
    ],
  },
  {
    id: 'acknowledged-by-any-bit',
    title: 'Any bit of STATUS acknowledges',
    source: OWN,
    about: ['UAPI-VIOMMU-11'],
    edits: [
      {
        module: 'kernel/tegra/handshake',
        from: 'if (extract(isKnown(loaded) ? valueNow(loaded) : await loaded, enabled) === wanted) return true;',
        to: 'if (((isKnown(loaded) ? valueNow(loaded) : await loaded) === 0n ? 0n : 1n) === wanted) return true;',
      },
    ],
  },
];
