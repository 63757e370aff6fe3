import { UserMemory } from '../../../src/ports';
import { ARGUMENT_ADDRESS } from '../../../src/tables/uapi';
import { When } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { userSpace } from './process';

/** An ioctl with zeros as its argument but for their `size`, 64 bytes or more; the process has only the first `reachable` of them. */
async function issueNumber(world: ConformanceWorld, number: bigint, size = 64, reachable = 64): Promise<void> {
  const user = await userSpace(world);
  const bytes = new Uint8Array(Math.max(64, reachable));
  new DataView(bytes.buffer).setUint32(0, size, true);
  const segments = reachable === 0 ? [] : [{ address: ARGUMENT_ADDRESS, bytes: bytes.slice(0, reachable), writable: true }];
  await user.make(async () => ({
    status: await user.calls.ioctl(user.file('iommufd'), Number(number), ARGUMENT_ADDRESS, new UserMemory(segments)),
  }));
}

/** ioctl() of any number on the iommufd. The argument has 64 bytes, of which the first four hold 64 as the size and the others 0. */
When('user space issues ioctl number {number}', ['host.calls'], (world, number: bigint) => issueNumber(world, number));

/** As the sentence above, with another number in the first four bytes. */
When('user space issues ioctl number {number} with size {int}', ['host.calls'], (world, number: bigint, size: number) =>
  issueNumber(world, number, size),
);

/** As the sentence above, and the process has so many bytes of the argument. */
When(
  'user space issues ioctl number {number} with size {int}, of which {int} byte(s) can be read',
  ['host.calls'],
  (world, number: bigint, size: number, reachable: number) => issueNumber(world, number, size, reachable),
);
