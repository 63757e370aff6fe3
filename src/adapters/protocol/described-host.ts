import type { DeviceDescription, HostDescription, SmmuDescription } from '../../ports';
import {
  ContradictoryHost,
  forcesWriteBack,
  hasForceSyncErratum,
  nestsStages,
  refuseContradictions,
  refuseContradictorySmmu,
  vmidBits,
} from '../../tables/smmu';
import { FIRMWARE_VERSION } from '../protocol-versions';

/** What version 1 tells of an SMMU besides its registers, though it follows from them. */
interface Derived {
  readonly nesting: boolean;
  readonly forcesWriteBack: boolean;
  readonly forceSyncErratum: boolean;
  readonly vmidBits: number;
}

/** An SMMU as it travels, in any version. */
export type SentSmmu = Omit<SmmuDescription, 'firmwareCoherent'> & Partial<Derived & Pick<SmmuDescription, 'firmwareCoherent'>>;

/** A host as it travels, in any version. */
export interface SentHost extends Omit<HostDescription, 'smmus' | 'devices'> {
  readonly smmus: readonly SentSmmu[];
  readonly devices: readonly (Omit<DeviceDescription, 'ats'> & Partial<Pick<DeviceDescription, 'ats'>>)[];
}

/** An SMMU in the words of a version. */
export function sentSmmu(smmu: SmmuDescription, version: number): SentSmmu {
  if (version >= FIRMWARE_VERSION) return smmu;
  const { firmwareCoherent: _later, ...rest } = smmu;
  return { ...rest, ...derived(smmu) };
}

/** A host in the words of a version. */
export function sentHost(host: HostDescription, version: number): SentHost {
  if (version >= FIRMWARE_VERSION) return host;
  return {
    ...host,
    smmus: host.smmus.map((smmu) => sentSmmu(smmu, version)),
    devices: host.devices.map(({ ats: _later, ...device }) => device),
  };
}

/** The SMMU that was sent; throws `ContradictoryHost` where none is like that. */
export function describedSmmu(sent: SentSmmu): SmmuDescription {
  const smmu = received(sent);
  refuseContradictorySmmu(smmu);
  return smmu;
}

/** The host that was sent; throws `ContradictoryHost` where none is like that. */
export function describedHost(sent: SentHost): HostDescription {
  const host = {
    ...sent,
    smmus: sent.smmus.map(received),
    devices: sent.devices.map((device) => ({ ...device, ats: device.ats ?? true })),
  };
  refuseContradictions(host);
  return host;
}

/** Version 1 does not tell what firmware says: then it says what lets the host work. */
function received(sent: SentSmmu): SmmuDescription {
  const { nesting, forcesWriteBack: writeBack, forceSyncErratum, vmidBits: bits, firmwareCoherent = true, ...rest } = sent;
  const smmu = { ...rest, firmwareCoherent };
  const follows: Readonly<Record<string, unknown>> = { ...derived(smmu) };
  const told = { nesting, forcesWriteBack: writeBack, forceSyncErratum, vmidBits: bits };
  const problems = Object.entries(told).flatMap(([name, value]) =>
    value === undefined || value === follows[name]
      ? []
      : [`${sent.name} has ${name}=${String(value)}, and from its ID registers follows ${String(follows[name])}`],
  );
  if (problems.length > 0) throw new ContradictoryHost(problems);
  return smmu;
}

function derived(smmu: SmmuDescription): Derived {
  return {
    nesting: nestsStages(smmu),
    forcesWriteBack: forcesWriteBack(smmu),
    forceSyncErratum: hasForceSyncErratum(smmu),
    vmidBits: vmidBits(smmu),
  };
}
