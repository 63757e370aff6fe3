import { IOMMU_PATH, vfioPath } from '../../../src/tables/uapi';
import { Given, When } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import type { UserSpace } from '../user-space';
import { userSpace } from './process';

/** Opens `path` for the process, which from then on knows the file as `name`. */
export async function openFile(world: ConformanceWorld, path: string, name: string): Promise<number> {
  const user = await userSpace(world);
  const opened = await user.calls.open(path);
  if (opened.status !== 'OK') world.fail(`open ${path} ended with ${opened.status}, not OK`, 'OK', opened.status);
  user.files.set(name, opened.fd);
  return opened.fd;
}

/** Opens the VFIO device file, which the process then knows by the device's name. It may fail. */
export async function openDevice(user: UserSpace, device: string): Promise<void> {
  const opened = await user.make(() => user.calls.open(vfioPath(device)));
  if (opened.status === 'OK') user.files.set(device, opened.fd);
}

/** The process has opened the iommufd device a further time; steps name the file by this name. */
Given('another iommufd called {name}', ['host.calls'], async (world, name: string) => {
  await openFile(world, IOMMU_PATH, name);
});

/** Opens the VFIO device file. It may fail. */
When('user space opens device {name}', ['host.calls'], async (world, device: string) => openDevice(await userSpace(world), device));

/** read() of so many bytes on a file of the process: `iommufd`, a device, or another by its name. */
When('user space reads {int} byte(s) from file {name}', ['host.calls'], async (world, count: number, file: string) => {
  const user = await userSpace(world);
  const result = await user.make(() => user.calls.read(user.file(file), { count }));
  user.lastBytes = result.status === 'OK' ? result.bytes : undefined;
});

/** close() of a file of the process: `iommufd`, `veventq`, a device, or another by its name. */
When('user space closes file {name}', ['host.calls'], async (world, name: string) => {
  const user = await userSpace(world);
  await user.make(async () => ({ status: await user.calls.close(user.file(name)) }));
});
