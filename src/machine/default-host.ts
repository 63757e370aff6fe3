import type { CmdqvDescription, DeviceDescription, HostDescription, SmmuDescription } from '../ports';

/** The CMDQ-V block of a Tegra241: 128 vCMDQs, 64 VINTFs, 16 SID slots each. */
export const TEGRA241: CmdqvDescription = { version: 1, vcmdqsLog2: 7, vintfsLog2: 6, sidsLog2: 4 };

/** log2 of the largest queue of the default SMMU, in entries: IDR1.CMDQS. */
export const HOST_CMDQS = 19;

/** An SMMUv3 that can nest, with the identification that VMMs accept. */
export function smmu(name: string, changes: Partial<SmmuDescription> = {}): SmmuDescription {
  return {
    name,
    cmdqv: TEGRA241,
    nesting: true,
    forcesWriteBack: true,
    forceSyncErratum: false,
    vmidBits: 16,
    idr: [0x0d46_140b, ((HOST_CMDQS << 21) | (HOST_CMDQS << 16) | 16) >>> 0, 0, 0x400, 0, 0x75],
    iidr: 0,
    aidr: 0,
    ...changes,
  };
}

/** A coherent single-stream device. */
export function device(name: string, smmuName: string, streamIds: readonly number[]): DeviceDescription {
  return { name, smmu: smmuName, streamIds, coherent: true };
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
