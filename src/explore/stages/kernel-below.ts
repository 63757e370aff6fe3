import type { Process } from '../../machine';
import { isStatus, type ReadBytes } from '../../ports';
import {
  encodeStructure,
  GET_HW_INFO,
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HW_INFO_TYPES,
  readMember,
  VEVENT_HEADER,
  VEVENT_SMMUV3,
  VEVENT_TEGRA241,
  VEVENTQ_TYPES,
  writeMember,
} from '../../tables/uapi';
import type { DeviceOp } from '../program';

/** From then on the kernel tells a virtual machine otherwise of its SMMU, or of the CMDQ-V of that. */
export function inform({ substitute }: Process, { about, members }: Extract<DeviceOp, { readonly op: 'inform' }>): void {
  const [asked, structure] =
    about === 'SMMU' ? ([HW_INFO_TYPES.ARM_SMMUV3, HW_INFO_SMMUV3] as const) : ([HW_INFO_TYPES.TEGRA241_CMDQV, HW_INFO_TEGRA241] as const);
  substitute.amend(GET_HW_INFO.number, (argument, memory) => {
    const { data_type: type, data_uptr: pointer } = GET_HW_INFO.structure.members;
    const given = memory.read(argument, GET_HW_INFO.structure.bytes);
    if (given === undefined || readMember(given, type) !== BigInt(asked)) return;
    if (members.data_type !== undefined) {
      writeMember(given, type, BigInt(members.data_type));
      memory.write(argument, given);
    }
    const address = readMember(given, pointer);
    const information = memory.read(address, structure.bytes);
    if (information === undefined) return;
    for (const [name, member] of Object.entries(structure.members)) {
      const value = members[name];
      if (value !== undefined) writeMember(information, member, BigInt(value));
    }
    memory.write(address, information);
  });
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
