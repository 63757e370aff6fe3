import { GET_HW_INFO, HW_INFO_SMMUV3, HW_INFO_TEGRA241, HW_INFO_TYPES, readMember, writeMember } from '../../tables/uapi';
import { type SubstituteHostCalls, structureAt } from './substitute-host-calls';

const INFORMATION = {
  SMMU: { type: HW_INFO_TYPES.ARM_SMMUV3, structure: HW_INFO_SMMUV3 },
  'CMDQ-V': { type: HW_INFO_TYPES.TEGRA241_CMDQV, structure: HW_INFO_TEGRA241 },
} as const;

/** What GET_HW_INFO tells of. */
export type HardwareInformation = keyof typeof INFORMATION;

/** From now on what GET_HW_INFO tells has other values in these members, by name; `data_type` too, which says what it tells of. */
export function amendHardwareInformation(
  substitute: SubstituteHostCalls,
  about: HardwareInformation,
  members: Readonly<Record<string, bigint>>,
): void {
  const { structure, type } = INFORMATION[about];
  substitute.amend(GET_HW_INFO.number, (argument, memory) => {
    const { data_type: typeMember, data_uptr: pointer } = GET_HW_INFO.structure.members;
    const given = structureAt(argument, GET_HW_INFO, memory);
    if (given === undefined || readMember(given, typeMember) !== BigInt(type)) return;
    if (members.data_type !== undefined) {
      writeMember(given, typeMember, members.data_type);
      memory.write(argument, given);
    }
    const address = readMember(given, pointer);
    const information = memory.read(address, structure.bytes);
    if (information === undefined) return;
    for (const [name, member] of Object.entries(structure.members)) {
      const value = members[name];
      if (value !== undefined) writeMember(information, member, value);
    }
    memory.write(address, information);
  });
}
