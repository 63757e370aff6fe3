import type { MemoryRequest } from '../../../src/ports';
import { Given } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { userSpace } from './process';

/** Where that memory lies unless a scenario chooses. */
export const RAM_RUN = { address: 0x9000_0000n, length: 0x100_0000n };

/** Gives the process the memory that is known as `ram`. */
export async function allocateRam(world: ConformanceWorld, request: MemoryRequest): Promise<void> {
  const user = await userSpace(world);
  user.names.set('ram', await user.calls.allocate(request));
}

/** The memory called `ram`, which an IOAS maps later, has 4 KiB pages of which no two follow each other in physical memory. */
Given('the memory of the process is physically scattered', ['host.calls', 'host.memory'], (world) => {
  const runs = Array.from({ length: 4096 }, (_, page) => ({ address: 0x9000_0000n + BigInt(page) * 0x2000n, length: 0x1000n }));
  return allocateRam(world, { runs, pageSize: 4096n });
});

/** The memory called `ram`, which an IOAS maps later, is consecutive from this physical address. */
Given('the memory of the process lies at physical address {number}', ['host.calls', 'host.memory'], (world, address: bigint) =>
  allocateRam(world, { runs: [{ address, length: RAM_RUN.length }], pageSize: world.machine.host.pageSize }),
);
