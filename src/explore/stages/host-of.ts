import { DEFAULT_HOST, identification, smmu, TEGRA241 } from '../../machine';
import type { HostDescription, SmmuDescription } from '../../ports';
import { contradictionsOf } from '../../tables/smmu';
import type { HostOp, ProgramOp } from '../program';

/** The last one: a program is done on one implementation and on the other. All would be too many, as programs go on. */
let made: { readonly key: string; readonly host: HostDescription } | undefined;

/** The host that a program asks for with its first operation; the usual one where it asks for none, or for one that cannot be. */
export function hostFor(ops: readonly ProgramOp[]): HostDescription {
  const [first] = ops;
  if (first?.op !== 'host') return DEFAULT_HOST;
  const key = JSON.stringify(first);
  if (made?.key !== key) made = { key, host: hostOf(first) };
  return made.host;
}

function hostOf({
  ats,
  cmdqv,
  far: farRegisters = {},
  incoherent,
  pageSize,
  registers = {},
  second,
  streams = {},
}: HostOp): HostDescription {
  const identified = (changes: Readonly<Record<string, number>>) =>
    identification(Object.entries(changes).map(([name, value]) => [name, BigInt(value)] as const));
  const description = (name: string, more: Partial<SmmuDescription>, block: HostOp['cmdqv']): SmmuDescription => {
    const { cmdqv: usual, ...rest } = smmu(name, more);
    return block === 'none' ? rest : { ...rest, cmdqv: { ...(usual ?? TEGRA241), ...block } };
  };
  const first = description('smmu0', { ...identified(registers), ...(incoherent === true ? { firmwareCoherent: false } : {}) }, cmdqv);
  const far = { name: 'far0', smmu: 'smmu1', streamIds: [0x4100], coherent: true, ats: true };
  const devices = second === undefined ? DEFAULT_HOST.devices : [...DEFAULT_HOST.devices, far];
  const host = {
    pageSize: BigInt(pageSize ?? 4096),
    smmus: second === undefined ? [first] : [first, description('smmu1', identified(farRegisters), second === 'plain' ? 'none' : {})],
    devices: devices.map((device) => {
      const { [device.name]: stream } = streams;
      return {
        ...device,
        ...(ats?.includes(device.name) === true ? { ats: false } : {}),
        ...(stream === undefined ? {} : { streamIds: [stream] }),
      };
    }),
  };
  return contradictionsOf(host).length === 0 ? host : DEFAULT_HOST;
}
