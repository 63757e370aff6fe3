import { amendHardwareInformation, type Process } from '../../machine';
import { isStatus, type ReadBytes } from '../../ports';
import { encodeStructure, VEVENT_HEADER, VEVENT_SMMUV3, VEVENT_TEGRA241, VEVENTQ_TYPES } from '../../tables/uapi';
import type { DeviceOp } from '../program';

/** From then on the kernel tells a virtual machine otherwise of its SMMU, or of the CMDQ-V of that. */
export function inform({ substitute }: Process, { about, members }: Extract<DeviceOp, { readonly op: 'inform' }>): void {
  const values = Object.entries(members).map(([name, value]) => [name, BigInt(value)] as const);
  amendHardwareInformation(substitute, about, Object.fromEntries(values));
}

/** The kernel reports an event to the virtual machine, if that waits for one. */
export async function report({ substitute }: Process, event: Extract<DeviceOp, { readonly op: 'event' }>): Promise<void> {
  const wanted = event.from === 'SMMU' ? VEVENTQ_TYPES.ARM_SMMUV3 : VEVENTQ_TYPES.TEGRA241_CMDQV;
  await substitute.deliver(({ type }) => type === wanted, resultOf(event));
}

function resultOf({ from, instead, lost, sequence, words }: Extract<DeviceOp, { readonly op: 'event' }>): ReadBytes {
  if (typeof instead === 'number') return { status: 'OK', bytes: new Uint8Array(instead).fill(0xff) };
  if (instead !== undefined && isStatus(instead)) return { status: instead };
  const header = encodeStructure(VEVENT_HEADER, { flags: lost === true ? 1 : 0, sequence });
  if (lost === true) return { status: 'OK', bytes: header };
  const [first = 0n, second = 0n, third = 0n, fourth = 0n] = words.map(BigInt);
  const payload =
    from === 'SMMU'
      ? encodeStructure(VEVENT_SMMUV3, { evt0: first, evt1: second, evt2: third, evt3: fourth })
      : encodeStructure(VEVENT_TEGRA241, { lvcmdq_err_map0: first, lvcmdq_err_map1: second });
  return { status: 'OK', bytes: Uint8Array.from([...header, ...payload]) };
}
