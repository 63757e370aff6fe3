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
];
