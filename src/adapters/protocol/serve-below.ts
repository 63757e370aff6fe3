import type { HostMemory, HostRegisters, SmmuCommand, SmmuCommands } from '../../ports';
import { ProtocolFault } from '../../run/faults';
import { MEMORY_MESSAGES, REGISTER_EVENTS, REGISTER_MESSAGES, SMMU_MESSAGES } from './messages';
import type { Peer } from './peer';

/** Answers the register accesses of the other side. */
export function serveRegisters(peer: Peer, registersOf: (smmu: string) => HostRegisters): void {
  peer.serve('registers.read', REGISTER_MESSAGES['registers.read'], async ({ smmu, offset, width }) => ({
    value: await registersOf(smmu).read(offset, width),
  }));
  peer.serve('registers.write', REGISTER_MESSAGES['registers.write'], ({ smmu, offset, width, value }) =>
    registersOf(smmu).write(offset, width, value),
  );
  peer.serve('registers.submit', REGISTER_MESSAGES['registers.submit'], ({ smmu, commands }) => registersOf(smmu).submit(commands));
}

/** Tells the other side of an SMMU's interrupts, and waits until each is handled. */
export function forwardInterrupts(peer: Peer, smmu: string, registers: HostRegisters): void {
  registers.onInterrupt(() => peer.ask('registers.interrupt', REGISTER_EVENTS['registers.interrupt'], { smmu }));
}

/** Answers the accesses of the other side to host memory. */
export function serveMemory(peer: Peer, memory: () => HostMemory): void {
  peer.serve('memory.read', MEMORY_MESSAGES['memory.read'], async ({ address, length }) => {
    const bytes = await memory().read(address, length);
    return bytes === undefined ? {} : { bytes };
  });
  peer.serve('memory.write', MEMORY_MESSAGES['memory.write'], async ({ address, bytes }) => ({
    done: await memory().write(address, bytes),
  }));
}

/** Takes the commands that the other side gives to an SMMU. */
export function serveCommands(peer: Peer, commandsOf: (smmu: string) => SmmuCommands): void {
  peer.serve('smmu.execute', SMMU_MESSAGES['smmu.execute'], async ({ smmu, queue, word0, word1 }) => ({
    outcome: await commandsOf(smmu).execute({ queue: queueOf(queue), word0, word1 }),
  }));
}

function queueOf({
  kind,
  index,
  vintf,
  lvcmdq,
}: {
  kind: 'smmu' | 'vcmdq';
  index?: number;
  vintf?: number;
  lvcmdq?: number;
}): SmmuCommand['queue'] {
  if (kind === 'smmu') return { kind };
  if (index === undefined || vintf === undefined || lvcmdq === undefined)
    throw new ProtocolFault('smmu.execute from a vCMDQ needs index, vintf and lvcmdq');
  return { kind, index, vintf, lvcmdq };
}
