import type { HostDescription, HostMemory, HostRegisters } from '../../src/ports';
import { cmdqsOf } from '../../src/tables/smmu';
import { KernelMemory } from './kernel-memory';
import { Smmu } from './smmu';
import { Cmdqv } from './tegra/cmdqv';

/** What the kernel stands on. */
export interface Below {
  readonly memory: HostMemory;
  /** By name of the SMMU. */
  readonly registers: ReadonlyMap<string, HostRegisters>;
}

/** Probes every SMMU of the host; they are returned by name. */
export async function probeSmmus({ smmus, pageSize }: HostDescription, { memory, registers }: Below): Promise<ReadonlyMap<string, Smmu>> {
  const kernelMemory = new KernelMemory();
  const probed = new Map<string, Smmu>();
  for (const description of smmus) {
    const port = registers.get(description.name);
    if (port === undefined) throw new RangeError(`no registers for ${description.name}`);
    const smmu = new Smmu(description, port);
    if (description.cmdqv !== undefined) {
      const flush = () => smmu.flush();
      const cmdqs = cmdqsOf(description);
      smmu.cmdqv = await Cmdqv.probe({ smmu: description.name, registers: port, memory, kernelMemory, pageSize, cmdqs, flush });
      await smmu.cmdqv.reset();
    }
    probed.set(description.name, smmu);
  }
  return probed;
}
