import type { Fault } from '../fault';

const REPORT = 'for (const { name, element } of ERROR_MAPS) this.#config.set(name, words[element] ?? 0n);';

/** Faults in the error maps and the interrupt that goes with them. */
export const ERROR_MAP_FAULTS: readonly Fault[] = [
  {
    id: 'hist-33',
    history: 'HIST-33',
    title: 'Reset clears only two of the four CMDQ_ERR_MAP words',
    source: 'QEMU series of 2025 and its v2, by comparison of the code',
    about: ['TEAR-05', 'MMIO-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    this.#config.reset();
  }`,
        to: `    const kept = ['CMDQ_ERR_MAP_2', 'CMDQ_ERR_MAP_3'].map((name) => [name, this.#config.get(name)] as const);
    this.#config.reset();
    for (const [name, value] of kept) this.#config.set(name, value);
  }`,
      },
    ],
  },
  {
    id: 'hist-34',
    history: 'HIST-34',
    title: 'An event interrupts although VI_INT_MASK masks the VINTF',
    source: 'QEMU series of 2025, RFC of 2025 and v2, by comparison with QEMU 11.1',
    about: ['EVT-09', 'WR-04', 'MMIO-08'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: "if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#interrupt();",
        to: 'this.#interrupt();',
      },
    ],
  },
  {
    id: 'hist-04',
    history: 'HIST-04',
    title: 'CMDQ_ERR_MAP has storage for two words only, and the others show the words that follow',
    source: 'first QEMU RFC of 2024, by comparison of the code',
    about: ['EVT-07', 'MMIO-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: REPORT,
        to: `for (const { name, definition, element } of ERROR_MAPS) {
      const stored = definition.name === 'CMDQ_ERR_MAP' ? element % 2 : element;
      this.#config.set(name, words[stored] ?? 0n);
    }`,
      },
    ],
  },
];
