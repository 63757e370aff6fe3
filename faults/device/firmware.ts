import { type Fault, OWN } from '../fault';

/** Faults in what a guest's firmware is told. */
export const FIRMWARE_FAULTS: readonly Fault[] = [
  {
    id: 'cmdqv-described-where-there-is-none',
    title: 'The DSDT describes CMDQ-V whether or not the SMMU has it',
    source: OWN,
    about: ['QEMU-09'],
    edits: [
      {
        module: 'device/acpi-tables',
        from: 'cmdqv ? [cmdqvDevice(identifier, index)] : []',
        to: 'cmdqv || true ? [cmdqvDevice(identifier, index)] : []',
      },
    ],
  },
  {
    id: 'cmdqv-region-ends-one-too-far',
    title: 'The described region ends with the first byte behind it, by a descriptor that contradicts its length',
    source: OWN,
    about: ['QEMU-09'],
    edits: [{ module: 'device/acpi-tables', from: 'u64(start + REGION_BYTES - 1n)', to: 'u64(start + REGION_BYTES)' }],
  },
  {
    id: 'cmdqv-region-of-four-pages-described',
    title: "The described region ends before the VINTF's second page",
    source: OWN,
    about: ['QEMU-09'],
    edits: [
      {
        module: 'device/acpi-tables',
        from: 'const REGION_BYTES = BigInt(5 * PAGE_BYTES);',
        to: 'const REGION_BYTES = BigInt(4 * PAGE_BYTES);',
      },
    ],
  },
  {
    id: 'cmdqv-interrupt-described-as-level',
    title: 'The interrupt is described as level-triggered',
    source: OWN,
    about: ['QEMU-09'],
    edits: [{ module: 'device/acpi-tables', from: 'INTERRUPT.CONSUMER | INTERRUPT.EDGE', to: 'INTERRUPT.CONSUMER' }],
  },
  {
    id: 'cmdqv-uid-counted-from-zero',
    title: 'The _UID of a CMDQ-V device counts from 0, the identifiers of SMMUs from 1',
    source: OWN,
    about: ['QEMU-10'],
    edits: [{ module: 'device/acpi-tables', from: '? [cmdqvDevice(identifier, index)]', to: '? [cmdqvDevice(index, index)]' }],
  },
  {
    id: 'cmdqv-described-by-the-first-smmu',
    title: 'The DSDT describes CMDQ-V for each SMMU if the first has it',
    source: OWN,
    about: ['QEMU-09'],
    edits: [
      {
        module: 'device/virtual-machine',
        from: 'cmdqv: seat.#smmu.cmdqvBlock !== undefined',
        to: 'cmdqv: (this.#board.seats[0] ?? seat).#smmu.cmdqvBlock !== undefined',
      },
    ],
  },
  {
    id: 'interrupt-of-the-first-cmdqv-described-for-all',
    title: 'Each CMDQ-V device of the DSDT has the interrupt of the first',
    source: OWN,
    about: ['QEMU-09', 'LIFE-15'],
    edits: [{ module: 'device/acpi-tables', from: 'INTERRUPTS.STRIDE * index', to: 'INTERRUPTS.STRIDE * (index - index)' }],
  },
  {
    id: 'region-of-the-first-cmdqv-described-for-all',
    title: 'Each CMDQ-V device of the DSDT has the memory of the first',
    source: OWN,
    about: ['QEMU-09', 'LIFE-15'],
    edits: [
      {
        module: 'device/acpi-tables',
        from: 'const start = PLACE.CMDQV + PLACE.STRIDE * BigInt(index);',
        to: 'const start = PLACE.CMDQV + PLACE.STRIDE * BigInt(index - index);',
      },
    ],
  },
  {
    id: 'one-uid-for-all-cmdqv-devices',
    title: 'The CMDQ-V devices of the DSDT are all CV01 with _UID 1',
    source: OWN,
    about: ['QEMU-09', 'QEMU-10'],
    edits: [
      {
        module: 'device/acpi-tables',
        from: `...u32(identifier)],
    ...[...named('_CCA')`,
        to: `...u32(1)],
    ...[...named('_CCA')`,
      },
      {
        module: 'device/acpi-tables',
        from: "const name = `CV${String(identifier).padStart(2, '0')}`;",
        to: "const name = `CV${String(identifier - identifier + 1).padStart(2, '0')}`;",
      },
    ],
  },
  {
    id: 'every-root-complex-behind-the-first-smmu',
    title: 'The IORT has the devices of every root complex behind the first SMMU',
    source: OWN,
    about: ['QEMU-18'],
    edits: [
      {
        module: 'device/acpi-tables',
        from: 'setUint32(ROOT_COMPLEX_BYTES + IORT.MAPPING.OUTPUT_NODE, FIRST_NODE + index * SMMU_NODE_BYTES',
        to: 'setUint32(ROOT_COMPLEX_BYTES + IORT.MAPPING.OUTPUT_NODE, FIRST_NODE + 0 * index * SMMU_NODE_BYTES',
      },
    ],
  },
];
