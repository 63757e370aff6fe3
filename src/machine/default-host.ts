import type { CmdqvDescription, DeviceDescription, HostDescription, SmmuDescription } from '../ports';
import { type Identification, withIdentification } from '../tables/smmu';

/** The CMDQ-V block of a Tegra241: 128 vCMDQs, 64 VINTFs, 16 SID slots each. */
export const TEGRA241: CmdqvDescription = { version: 1, vcmdqsLog2: 7, vintfsLog2: 6, sidsLog2: 4 };

/** log2 of the largest queue of the default SMMU, in entries: IDR1.CMDQS. */
export const HOST_CMDQS = 19;

/**
 * An SMMUv3.2 that has what Linux's log tells of a Tegra241's (features 0x001e1fbf): two-level tables, both endiannesses,
 * PRI, ATS, both stages, stalls, EL2, queues of 2^19 entries. That log tells of no range invalidation, so a Tegra241's is
 * older than SMMUv3.2; this one has what SMMUv3.2 made mandatory, and hosts without stand beside where a clause hangs on it.
 * It has no MSI: a driver has other ways to complete a CMD_SYNC with MSI, of which no clause speaks.
 */
const IDENTIFICATION = withIdentification({ idr: [0, 0, 0, 0, 0, 0], iidr: 0, aidr: 0 }, [
  ...fields('IDR0', { S2P: 1, S1P: 1, TTF: 2, COHACC: 1, Hyp: 1, ATS: 1, ASID16: 1, PRI: 1, VMID16: 1, CD2L: 1, ST_LEVEL: 1 }),
  ...fields('IDR1', { SIDSIZE: 32, SSIDSIZE: 20, PRIQS: 19, EVENTQS: 19, CMDQS: HOST_CMDQS, ATTR_TYPES_OVR: 1 }),
  ...fields('IDR3', { HAD: 1, XNX: 1, FWB: 1, RIL: 1, BBML: 1 }),
  ...fields('IDR5', { OAS: 5, GRAN4K: 1, GRAN16K: 1, GRAN64K: 1, STALL_MAX: 16 }),
  ...fields('AIDR', { ArchMinorRev: 2 }),
]);

function fields(register: string, values: Readonly<Record<string, number>>): readonly (readonly [string, bigint])[] {
  return Object.entries(values).map(([name, value]) => [`${register}.${name}`, BigInt(value)]);
}

/** The SMMU of the default host: one that can nest, with the identification that VMMs accept. */
export function smmu(name: string, changes: Partial<SmmuDescription> = {}): SmmuDescription {
  return { name, cmdqv: TEGRA241, firmwareCoherent: true, ...IDENTIFICATION, ...changes };
}

/** The default SMMU's ID registers with some changed, by name of register or field: `IDR0.Hyp`. */
export function identification(changes: Iterable<readonly [string, bigint]>): Identification {
  return withIdentification(IDENTIFICATION, changes);
}

/** A coherent device with ATS. */
export function device(name: string, smmuName: string, streamIds: readonly number[]): DeviceDescription {
  return { name, smmu: smmuName, streamIds, coherent: true, ats: true };
}

/** One Tegra241 SMMU with a few devices: what scenarios run on unless they say otherwise. */
export const DEFAULT_HOST: HostDescription = {
  pageSize: 4096n,
  smmus: [smmu('smmu0')],
  devices: [
    device('gpu0', 'smmu0', [0x2300]),
    device('nic0', 'smmu0', [0x2308]),
    device('gpu1', 'smmu0', [0x2400]),
    device('twin0', 'smmu0', [0x2500, 0x2501]),
    device('streamless0', 'smmu0', []),
    { ...device('noncoherent0', 'smmu0', [0x2600]), coherent: false },
  ],
};

/** The default host with its SMMU changed. */
export function hostWithSmmu(changes: Partial<SmmuDescription>): HostDescription {
  return { ...DEFAULT_HOST, smmus: [smmu('smmu0', changes)] };
}

/** Two SMMUs; `far0` stands behind the second. */
export function hostWithTwoSmmus(second: Partial<SmmuDescription> = {}): HostDescription {
  return {
    ...DEFAULT_HOST,
    smmus: [smmu('smmu0'), smmu('smmu1', second)],
    devices: [...DEFAULT_HOST.devices, device('far0', 'smmu1', [0x4100])],
  };
}

/** The default SMMU's description without the CMDQ-V extension. */
export function smmuWithoutCmdqv(name: string): SmmuDescription {
  const { cmdqv: _absent, ...rest } = smmu(name);
  return rest;
}
