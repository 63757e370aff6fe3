import type { ConformanceWorld } from '../../world';
import { UserSpace } from '../user-space';

/** The process of the scenario; made on first use. */
export async function userSpace(world: ConformanceWorld): Promise<UserSpace> {
  if (world.userSpace !== undefined) return world.userSpace;
  const machine = await world.booted();
  const process = machine.startProcess('user space');
  world.userSpace = new UserSpace(process.calls);
  return world.userSpace;
}
