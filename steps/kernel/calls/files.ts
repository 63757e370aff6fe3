import { IOMMU_PATH, vfioPath } from '../../../src/tables/uapi';
import { sentence } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { userSpace } from './process';

/** Opens `path` for the process, which from then on knows the file as `name`. */
export async function openFile(world: ConformanceWorld, path: string, name: string): Promise<number> {
  const user = await userSpace(world);
  const opened = await user.calls.open(path);
  if (opened.status !== 'OK') world.fail(`open ${path} failed`, 'OK', opened.status);
  user.files.set(name, opened.fd);
  return opened.fd;
}

sentence('another iommufd called {name}', ['host.calls'], async (world, name: string) => {
  await openFile(world, IOMMU_PATH, name);
});

sentence('user space opens device {name}', ['host.calls'], async (world, device: string) => {
  const user = await userSpace(world);
  const opened = await user.calls.open(vfioPath(device));
  user.lastStatus = opened.status;
  if (opened.status === 'OK') user.files.set(device, opened.fd);
});

sentence('user space reads {int} byte(s) from file {name}', ['host.calls'], async (world, count: number, file: string) => {
  const user = await userSpace(world);
  user.lastStatus = (await user.calls.read(user.file(file), { count })).status;
});

sentence('user space closes file {name}', ['host.calls'], async (world, name: string) => {
  const user = await userSpace(world);
  user.lastStatus = await user.calls.close(user.file(name));
});
