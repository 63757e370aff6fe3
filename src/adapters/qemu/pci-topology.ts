import { Inapplicable } from '../../ports';

/** The bus of the host bridge, numbered 0: the StreamIDs on it are device and function numbers. */
const ROOT_BUS = 'pcie.0';

/** A port on the root bus, for devices whose StreamID names another bus. */
const PORT = { id: 'port0', slot: 0x1en } as const;

/** Arguments for the buses that every machine has. */
export const BUSES: readonly string[] = [
  '-device',
  `pcie-root-port,id=${PORT.id},bus=${ROOT_BUS},addr=${PORT.slot.toString(16)}.0,chassis=1`,
];

/** The bus that the SMMU serves, with those below it. */
export const PRIMARY_BUS = ROOT_BUS;

/** Where a device must be plugged to have a StreamID. Throws {@link Inapplicable} where QEMU has no such place. */
export function placeOf(streamId: number): { readonly bus: string; readonly addr: string } {
  const [bus, slot, func] = [streamId >> 8, (streamId >> 3) & 0x1f, streamId & 7];
  if (bus === 0) return { bus: ROOT_BUS, addr: `${slot.toString(16)}.${func}` };
  // PCI Express has one slot below a port.
  if (slot !== 0) throw new Inapplicable(`QEMU has no place for a device with StreamID 0x${streamId.toString(16)}`);
  return { bus: PORT.id, addr: `0.${func}` };
}

/** What a guest stores in the configuration space of the port, as firmware would, to number the bus below it. */
export function busNumbers(streamId: number): { readonly offset: bigint; readonly value: bigint } | undefined {
  const bus = BigInt(streamId >> 8);
  return bus === 0n ? undefined : { offset: (PORT.slot << 15n) + 0x18n, value: (bus << 16n) | (bus << 8n) };
}
