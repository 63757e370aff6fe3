import type { LayerName } from '../../ports';

/** Who must be able to do a thing: one layer, or whoever stands on both sides of a seam. */
export type Provider = { readonly layer: LayerName } | { readonly seam: readonly [LayerName, LayerName] };

interface NeedDefinition {
  readonly provider: Provider;
  /** Driving makes a scenario applicable; observing makes it observable. */
  readonly kind: 'drive' | 'observe';
  /** For the protocol guide: what an adapter promises that declares it. */
  readonly meaning: string;
  /** It rests on an optional member of a port, which not every implementation has; version 1 of the protocol had none of these. */
  readonly optional?: true;
  /** It crosses no message of the protocol: an adapter that is a program of its own cannot have it. */
  readonly builtIn?: true;
}

const device: Provider = { layer: 'device' };
const kernel: Provider = { layer: 'kernel' };
const hardware: Provider = { layer: 'hardware' };
const hostCalls: Provider = { seam: ['device', 'kernel'] };
const registers: Provider = { seam: ['kernel', 'hardware'] };

/** What steps drive and observe; adapters declare them as capabilities. */
export const NEEDS = {
  'guest.mmio': { provider: device, kind: 'drive', meaning: 'guest loads and stores in the CMDQ-V region' },
  'guest.memory': { provider: device, kind: 'drive', meaning: 'guest RAM can be read and written' },
  'guest.smmu': { provider: device, kind: 'drive', meaning: 'registers, stream table and trapped queue of the emulated SMMUv3' },
  'guest.devices': { provider: device, kind: 'drive', meaning: 'virtual machines start, and devices are plugged and unplugged' },
  'guest.reset': { provider: device, kind: 'drive', meaning: 'system reset' },
  twoVms: { provider: device, kind: 'drive', meaning: 'two virtual machines at once' },
  'observe.interrupts': { provider: device, kind: 'observe', meaning: "edges of the guest's CMDQ-V interrupt are told" },
  'observe.windows': { provider: device, kind: 'observe', meaning: 'it can tell which parts of the region are host pages' },
  twoSmmus: { provider: device, kind: 'drive', meaning: 'a virtual machine with two SMMUs, each with its CMDQ-V block', optional: true },
  'guest.properties': {
    provider: device,
    kind: 'drive',
    meaning: 'properties accel and stage of the SMMUv3, and why a VMM that refuses them does not start',
    optional: true,
  },
  'guest.features': {
    provider: device,
    kind: 'drive',
    meaning: "properties ril, ats, oas and ssidsize of the SMMUv3, which its host's has to back",
    optional: true,
  },
  'observe.queueErrors': {
    provider: device,
    kind: 'observe',
    meaning: 'what CMDQ_CONS.ERR of the emulated SMMUv3 read when a command had stopped its own queue is told',
    optional: true,
  },
  'guest.linux': {
    provider: device,
    kind: 'drive',
    meaning: 'Linux runs in the guest, and does what it is told to',
    optional: true,
    builtIn: true,
  },
  'observe.firmware': { provider: device, kind: 'observe', meaning: 'the tables that firmware and guest read can be had', optional: true },
  'observe.hostCalls': { provider: hostCalls, kind: 'observe', meaning: 'system calls between device and kernel pass through the suite' },
  'substitute.hostCalls': {
    provider: hostCalls,
    kind: 'drive',
    meaning: 'the suite may refuse or change system calls between device and kernel',
  },
  'host.calls': { provider: kernel, kind: 'drive', meaning: 'system calls of a user process' },
  'host.memory': { provider: kernel, kind: 'drive', meaning: 'the physical pages of process memory can be chosen' },
  'host.driver': {
    provider: kernel,
    kind: 'drive',
    meaning: "the host's driver can be removed from an SMMU, and the host shut down",
    optional: true,
  },
  'host.allocations': {
    provider: kernel,
    kind: 'drive',
    meaning: 'an allocation of memory for the kernel itself can be made to fail',
    optional: true,
  },
  'observe.registers': {
    provider: registers,
    kind: 'observe',
    meaning: 'register accesses between kernel and hardware pass through the suite',
  },
  'substitute.registers': {
    provider: registers,
    kind: 'drive',
    meaning: 'the suite may answer register accesses between kernel and hardware',
  },
  registers: { provider: hardware, kind: 'drive', meaning: 'physical registers can be read and written' },
  physicalMemory: { provider: hardware, kind: 'drive', meaning: 'the hardware reads its queues from memory that the suite serves' },
  'observe.commands': { provider: hardware, kind: 'observe', meaning: 'each command that reaches the SMMU is told' },
  'substitute.smmu': { provider: hardware, kind: 'drive', meaning: 'the suite decides what comes of a command' },
} as const satisfies Readonly<Record<string, NeedDefinition>>;

/** See {@link NEEDS}. */
export type Need = keyof typeof NEEDS;

/** Tells whether `text` names a need. */
export function isNeed(text: string): text is Need {
  return text in NEEDS;
}

/** Tells whether a need rests on an optional member of a port. */
export function isOptional(need: Need): boolean {
  return 'optional' in NEEDS[need];
}

/** Whether an adapter that is a program of its own can declare it. */
export function isOverProtocol(need: Need): boolean {
  return !('builtIn' in NEEDS[need]);
}

/** What everyone can do who stands behind the ports. */
export const PORT_NEEDS: readonly Need[] = Object.keys(NEEDS)
  .filter(isNeed)
  .filter((need) => !isOptional(need));
