/**
 * What a VFIO device tells of itself: a PCI function without BARs and interrupts.
 *
 * The kernel layer knows no PCI, so these are made up; no clause is about them.
 */

/** Bytes of a configuration space. */
const CONFIG_BYTES = 0x1000;

/** Content of the file that QEMU has for its devices: their configuration spaces, in the order of their slots. */
export function configSpaces(slots: number): Uint8Array {
  const spaces = new Uint8Array(slots * CONFIG_BYTES);
  for (let slot = 0; slot < slots; slot++) spaces.set(configSpace(), slot * CONFIG_BYTES);
  return spaces;
}

const VFIO = { GET_INFO: 0x3b6b, GET_REGION_INFO: 0x3b6c, GET_IRQ_INFO: 0x3b6d, SET_IRQS: 0x3b6e, RESET: 0x3b6f, FEATURE: 0x3b75 } as const;
const INFO_FLAGS = { RESET: 1, PCI: 2 } as const;
const REGIONS = 9;
const IRQS = 5;
const CONFIG_REGION = 7;
const READ_WRITE = 3;

/** The vendor's number, a class of its own (processing accelerator), and the capabilities of a PCI Express endpoint with ATS. */
function configSpace(): Uint8Array {
  const space = new DataView(new ArrayBuffer(CONFIG_BYTES));
  space.setUint16(0x00, 0x10de, true);
  space.setUint16(0x02, 0x1234, true);
  space.setUint16(0x06, 0x0010, true);
  space.setUint32(0x08, 0x1200_0001, true);
  space.setUint8(0x34, 0x40);
  space.setUint16(0x40, 0x0010, true);
  space.setUint16(0x42, 0x0002, true);
  space.setUint32(0x44, 0x1000_8000, true);
  space.setUint32(0x100, 0x0001_000f, true);
  space.setUint16(0x104, 0x0020, true);
  return new Uint8Array(space.buffer);
}

/** Changes `argument` as the kernel would for the device in `slot`; `undefined` for a request that is not about PCI, `false` for one that is refused. */
export function describeDevice(slot: number, request: number, argument: DataView): boolean | undefined {
  switch (request) {
    case VFIO.GET_INFO:
      argument.setUint32(4, INFO_FLAGS.RESET | INFO_FLAGS.PCI, true);
      argument.setUint32(8, REGIONS, true);
      argument.setUint32(12, IRQS, true);
      return true;
    case VFIO.GET_REGION_INFO: {
      const config = argument.getUint32(8, true) === CONFIG_REGION;
      argument.setUint32(4, config ? READ_WRITE : 0, true);
      argument.setBigUint64(16, BigInt(config ? CONFIG_BYTES : 0), true);
      argument.setBigUint64(24, BigInt(config ? slot * CONFIG_BYTES : 0), true);
      return true;
    }
    case VFIO.GET_IRQ_INFO:
      argument.setUint32(4, 0, true);
      argument.setUint32(12, 0, true);
      return true;
    case VFIO.SET_IRQS:
    case VFIO.RESET:
      return true;
    case VFIO.FEATURE:
      return false;
    default:
      return undefined;
  }
}
