import type { Alternative } from '../alternative';

const TABLES = 'device/acpi-tables';
const HID = "    ...[...named('_HID'), AML.STRING";

/** VMMs whose firmware tables say the same in other words. */
export const FIRMWARE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'method-in-front-of-the-id',
    title: 'The CMDQ-V device of the DSDT has a method _STA in front of its _HID',
    allowedBy: 'QEMU-09 names what the device has, in no order and not as all that it has',
    edits: [{ module: TABLES, from: HID, to: `    ...[0x14, 0x09, ...ascii('_STA'), 0, 0xa4, AML.BYTE, 0x0f],\n${HID}` }],
  },
  {
    id: 'refused-cmdqv-described',
    title: 'A CMDQ-V that was found for a device is described to the guest, also if that device was refused then',
    allowedBy: 'QEMU-09 does not tell when a CMDQ-V counts as active, and that of a first device that was refused may',
    edits: [
      { module: 'device/virtual-machine', from: 'cmdqv: seat.#smmu.cmdqvBlock !== undefined,', to: 'cmdqv: seat.#smmu.found,' },
      {
        module: 'device/accelerated-smmu',
        from: '    return obstacle === undefined;\n',
        to: '    if (obstacle === undefined) this.found = true;\n    return obstacle === undefined;\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  #settled = false;\n',
        to: '  #settled = false;\n  found = false;\n',
      },
    ],
  },
  {
    id: 'package-among-the-names',
    title: 'The CMDQ-V device of the DSDT has a package _DSD in front of its _CCA and _CRS',
    allowedBy: 'QEMU-09 names what the device has, in no order and not as all that it has',
    edits: [
      {
        module: TABLES,
        from: "    ...[...named('_CCA'), AML.ONE],",
        to: "    ...[...named('_DSD'), AML.PACKAGE, 0x04, 0x02, AML.ONE, AML.ZERO],\n    ...[...named('_CCA'), AML.ONE],",
      },
    ],
  },
  {
    id: 'uid-as-a-string',
    title: 'The _UID of the CMDQ-V device is a string with the number',
    allowedBy: 'QEMU-10: the guest driver pairs by the number, which it takes from a string too',
    edits: [
      {
        module: TABLES,
        from: "    ...[...named('_UID'), AML.DWORD, ...u32(identifier)],",
        to: "    ...[...named('_UID'), AML.STRING, ...ascii(String(identifier)), 0],",
      },
    ],
  },
  {
    id: 'devices-in-a-scope',
    title: 'The devices of the DSDT are in the scope of the system bus, each below one of its SMMU',
    allowedBy: 'QEMU-09 does not tell where in the name space the device is',
    edits: [
      {
        module: TABLES,
        from: "    ['DSDT', table('DSDT', devices.flat())],",
        to: "    ['DSDT', table('DSDT', [AML.SCOPE, ...lengthy([0x5c, ...ascii('_SB_'), ...devices.flat()])])],",
      },
      {
        module: TABLES,
        from: '  return [AML.EXTENDED, AML.DEVICE, ...lengthy([...ascii(name), ...values])];',
        to: `  const device = [AML.EXTENDED, AML.DEVICE, ...lengthy([...ascii(name), ...values])];
  return [AML.EXTENDED, AML.DEVICE, ...lengthy([...ascii('SMMU'), ...named('_HID'), AML.STRING, ...ascii('ACPI0004'), 0, ...device])];`,
      },
    ],
  },
  {
    id: 'other-nodes-in-the-iort',
    title: 'The IORT has an ITS group in front of its SMMUs, and a root complex behind none',
    allowedBy: 'QEMU-10 and QEMU-18 speak of the nodes of SMMUs, and of the root complexes behind them',
    edits: [
      {
        module: TABLES,
        from: 'const FIRST_NODE = IORT.FIRST_NODE + 8;',
        to: 'const ITS_BYTES = 24;\nconst FIRST_NODE = IORT.FIRST_NODE + 8 + ITS_BYTES;',
      },
      {
        module: TABLES,
        from: '...u32(nodes.length), ...u32(FIRST_NODE), ...u32(0), ...nodes.flat()]',
        to: '...u32(nodes.length + 2), ...u32(FIRST_NODE - ITS_BYTES), ...u32(0), ...its, ...nodes.flat(), ...lonely]',
      },
      {
        module: TABLES,
        from: '  return new Map([\n',
        to: `  const its = [0, ITS_BYTES, 0, 1, ...u32(77), ...u32(0), ...u32(0), ...u32(1), ...u32(0)];
  const lonely = [ROOT_COMPLEX_NODE, ROOT_COMPLEX_BYTES, 0, ...Array(ROOT_COMPLEX_BYTES - 3).fill(0)];
  return new Map([
`,
      },
    ],
  },
];
