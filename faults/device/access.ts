import { type Fault, OWN } from '../fault';

const WRITE_TARGET = 'const register = writeTarget(offset, width);';

/** Faults in widths, alignment and access types. */
export const ACCESS_FAULTS: readonly Fault[] = [
  {
    id: 'hist-28',
    history: 'HIST-28',
    title: 'A 64-bit store to BASE reaches the device as two of 32 bits',
    source: 'QEMU series v2 and v3, by comparison of the code',
    about: ['ACC-01', 'WR-11', 'VCMDQ-12'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: WRITE_TARGET,
        to: `if (width === 8 && writeTarget(offset, width) !== undefined) {
      const low = this.write(offset, 4, value & WORD);
      const high = () => this.write(offset + 4, 4, value >> WORD_BITS);
      return low === undefined ? high() : low.then(high);
    }
    ${WRITE_TARGET}`,
      },
    ],
  },
  {
    id: 'hist-29',
    history: 'HIST-29',
    title: 'An 8-byte write to a 32-bit register writes it and its neighbour',
    source: 'QEMU series v2 and v3, by comparison of the code and a test of a fork',
    about: ['ACC-05'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: WRITE_TARGET,
        to: `if (width === 8 && offset % 8 === 0 && writeTarget(offset, width) === undefined) {
      const low = this.write(offset, 4, value & WORD);
      const high = () => this.write(offset + 4, 4, value >> WORD_BITS);
      return low === undefined ? high() : low.then(high);
    }
    ${WRITE_TARGET}`,
      },
    ],
  },
  {
    id: 'wide-write-truncated',
    title: 'An 8-byte write to a 32-bit register writes its low half',
    source: OWN,
    about: ['ACC-05'],
    edits: [{ module: 'device/access-rules', from: '|| width > register.size ||', to: '||' }],
  },
  {
    id: 'wide-read-shows-neighbour',
    title: 'An 8-byte read of a 32-bit register shows the next one in bits 63:32',
    source: OWN,
    about: ['ACC-07'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: `    const { place } = register;
    switch (place.kind) {
      case 'global':
      case 'vintf':
        return this.#config.get(register.name);`,
        to: `    const { place } = register;
    switch (place.kind) {
      case 'global':
      case 'vintf':
        if (width === 8) return this.#config.get(register.name) | (BigInt(Number(this.read(offset + 4, 4))) << WORD_BITS);
        return this.#config.get(register.name);`,
      },
    ],
  },
  {
    id: 'narrow-accesses-taken',
    title: 'Accesses of 1 and 2 bytes reach the register at their offset',
    source: OWN,
    about: ['ACC-02'],
    edits: [{ module: 'device/access-rules', from: 'const NARROWEST = 4;', to: 'const NARROWEST = 1;' }],
  },
  {
    id: 'unaligned-accesses-taken',
    title: 'An unaligned access reaches the register that it begins in',
    source: OWN,
    about: ['ACC-03'],
    edits: [
      {
        module: 'device/access-rules',
        from: 'offset % width !== 0 ? undefined : GUEST_MAP.at(offset, width);',
        to: 'offset < 0 ? undefined : GUEST_MAP.at(offset - (offset % 4), width);',
      },
    ],
  },
  {
    id: 'misaligned-eight-bytes-rounded-down',
    title: 'An 8-byte access at BASE_H is taken for one at BASE',
    source: OWN,
    about: ['ACC-16'],
    edits: [
      {
        module: 'device/access-rules',
        from: 'offset % width !== 0 ? undefined : GUEST_MAP.at(offset, width);',
        to: 'offset % NARROWEST !== 0 ? undefined : GUEST_MAP.at(offset - (offset % width), width);',
      },
    ],
  },
  {
    id: 'read-only-written',
    title: 'GERROR can be written while its queue has no hardware',
    source: OWN,
    about: ['ACC-13', 'VCMDQ-05'],
    edits: [
      {
        module: 'device/access-rules',
        from: "register.definition.access === 'RO' ?",
        to: "(register.definition.access === 'RO' && register.definition.name !== 'GERROR') ?",
      },
    ],
  },
  {
    id: 'write-one-to-clear',
    title: 'Ones written to VI_ERR_MAP clear its bits',
    source: OWN,
    about: ['ACC-14', 'EVT-08'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: WRITE_TARGET,
        to: `if (offset === 0x14 && width === 4) this.#config.lower('VI_ERR_MAP_0', value);
    ${WRITE_TARGET}`,
      },
    ],
  },
  {
    id: 'base-high-half-lost',
    title: 'A 64-bit store to BASE keeps its low half only',
    source: OWN,
    about: ['ACC-01', 'VCMDQ-12'],
    edits: [
      {
        module: 'device/vcmdq',
        from: "if (half === 'whole') this.#page1.set(definition.name, value);",
        to: "if (half === 'whole') this.#page1.set(definition.name, value & LOW_HALF);",
      },
    ],
  },
];
