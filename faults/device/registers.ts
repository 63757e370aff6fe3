import { type Fault, OWN } from '../fault';

/** Faults in what registers store and show. */
export const REGISTER_FAULTS: readonly Fault[] = [
  {
    id: 'hist-07',
    history: 'HIST-07',
    title: 'STATUS.CMDQV_ENABLED does not follow CMDQV_EN',
    source: 'first QEMU RFC of 2024, by comparison with the later tree',
    about: ['MMIO-05', 'WR-02', 'GUEST-02'],
    edits: [{ module: 'device/cmdqv-block', from: "this.#config.lower('CMDQV_STATUS', CMDQV_ENABLED);", to: '' }],
  },
  {
    id: 'hist-08',
    history: 'HIST-08',
    title: 'A write to CONS_INDX_BASE_DRAM_L ORs into the low half and loses the high one',
    source: 'first QEMU RFC of 2024, by comparison with the later tree',
    about: ['VCMDQ-13', 'WR-13'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "half === 'low' ? (old & ~LOW_HALF) | value",
        to: "half === 'low' ? (definition.name === 'BASE' ? old & ~LOW_HALF : old & LOW_HALF) | value",
      },
    ],
  },
  {
    id: 'hist-09',
    history: 'HIST-09',
    title: 'A write to CONS_INDX_BASE_DRAM_H ORs into the high half and loses the low one',
    source: 'first QEMU RFC of 2024, by comparison with the later tree',
    about: ['VCMDQ-14', 'WR-13'],
    edits: [
      {
        module: 'device/vcmdq',
        from: ': (old & LOW_HALF) | (value << HALF_BITS)',
        to: ": (definition.name === 'BASE' ? old & LOW_HALF : old & ~LOW_HALF) | (value << HALF_BITS)",
      },
    ],
  },
  {
    id: 'hist-54',
    history: 'HIST-54',
    title: 'SID_MATCH and SID_REPLACE are not decoded',
    source: 'QEMU series v2 and earlier, by comparison with v3',
    about: ['VINTF-05', 'VINTF-06'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `      this.#config.set(name, value);
      return undefined;`,
        to: '      return undefined;',
      },
    ],
  },
  {
    id: 'hist-61',
    history: 'HIST-61',
    title: 'VINTF0_CONFIG stores HYP_OWN, so that a guest takes itself for the hypervisor',
    source: 'what the user API and the Linux driver rely on; the first QEMU RFC of 2024 strips the bit for that',
    about: ['VINTF-01', 'PHYS-14', 'UAPI-VIOMMU-17'],
    edits: [{ module: 'device/cmdqv-block', from: 'value & ~VINTF_HYP_OWN', to: 'value' }],
  },
  {
    id: 'enable-ok-not-cleared',
    title: 'VINTF0_STATUS.ENABLE_OK stays set when VINTF0 is disabled',
    source: OWN,
    about: ['WR-09', 'TEAR-04'],
    edits: [{ module: 'device/cmdqv-block', from: "this.#config.lower('VINTF0_STATUS', VINTF_ENABLE_OK);", to: '' }],
  },
  {
    id: 'queue-enable-ok-not-cleared',
    title: 'CMDQ_EN_OK of a queue without hardware stays set when CMDQ_EN is cleared',
    source: OWN,
    about: ['WR-17', 'DIR-02'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "if (!enable) this.#page0.lower('STATUS', CMDQ_EN_OK);",
        to: 'if (!enable) return;',
      },
    ],
  },
  {
    id: 'guest-vmid-masked',
    title: 'VINTF0_CONFIG drops the VMID that the guest writes',
    source: OWN,
    about: ['VINTF-10', 'VINTF-01'],
    edits: [{ module: 'device/cmdqv-block', from: 'value & ~VINTF_HYP_OWN', to: 'value & VINTF_ENABLE' }],
  },
  {
    id: 'config-fields-masked',
    title: 'CONFIG stores CMDQV_EN and drops the other fields',
    source: OWN,
    about: ['MMIO-01'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    const old = this.#config.get(name);
    this.#config.set(name, value);`,
        to: `    const old = this.#config.get(name);
    this.#config.set(name, definition.name === 'CMDQV_CONFIG' ? value & CMDQV_EN : value);`,
      },
    ],
  },
  {
    id: 'page-1-reserved-bits-masked',
    title: 'BASE drops the reserved bits that are written to it',
    source: OWN,
    about: ['VCMDQ-15'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "if (half === 'whole') this.#page1.set(definition.name, value);",
        to: "if (half === 'whole') this.#page1.set(definition.name, value & 0xffff_ffff_ffffn);",
      },
    ],
  },
  {
    id: 'mask-unmasks-the-past',
    title: 'Clearing VI_INT_MASK raises the interrupt that it held off',
    source: OWN,
    about: ['WR-04'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    // VI_INT_MASK: gates events to come, raises none that passed (WR-04)
    return undefined;`,
        to: `    if ((value & VINTF0) === 0n && this.#config.has('VI_ERR_MAP_0', VINTF0)) this.#interrupt();
    return undefined;`,
      },
    ],
  },
  {
    id: 'queue-without-hardware-runs',
    title: 'CONS_INDX of a queue without hardware follows PROD_INDX',
    source: OWN,
    about: ['DIR-04', 'WR-15'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "if (definition.name === 'CONFIG') this.#ack",
        to: `if (definition.name === 'PROD_INDX') this.#page0.set('CONS_INDX', value);
    if (definition.name === 'CONFIG') this.#ack`,
      },
    ],
  },
  {
    id: 'enable-ok-in-bit-1',
    title: 'VINTF0_STATUS acknowledges ENABLE in bit 1',
    source: OWN,
    about: ['VINTF-02'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: "this.#config.raise('VINTF0_STATUS', VINTF_ENABLE_OK);",
        to: "this.#config.raise('VINTF0_STATUS', VINTF_ENABLE_OK << 1n);",
      },
    ],
  },
];
