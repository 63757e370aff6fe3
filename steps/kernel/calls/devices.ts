import { vfioPath } from '../../../src/tables/uapi';
import { parseAssignments } from '../../parameters';
import { When } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { openFile } from './files';
import { userSpace } from './process';

/** Opens a device and gives it to an iommufd; its ID is known by the device's name. */
export async function bindDevice(world: ConformanceWorld, device: string, iommufd = 'iommufd'): Promise<void> {
  const user = await userSpace(world);
  const fd = user.files.get(device) ?? (await openFile(world, vfioPath(device), device));
  const members = new Map([['iommufd', String(user.file(iommufd))]]);
  await user.call('VFIO_DEVICE_BIND_IOMMUFD', { fd, members, data: undefined });
  if (user.lastStatus === 'OK') user.names.set(device, user.returned('out_devid'));
}

/**
 * Opens the device file unless it is open, and calls VFIO_DEVICE_BIND_IOMMUFD with the iommufd. The device is an object
 * from then on, known by its name.
 */
When('device {name} is bound to the iommufd', ['host.calls'], (world, device: string) => bindDevice(world, device));

/** As the sentence above, with another iommufd, named second. */
When('device {name} is bound to iommufd {name}', ['host.calls'], (world, device: string, iommufd: string) =>
  bindDevice(world, device, iommufd),
);

/**
 * Calls VFIO_DEVICE_ATTACH_IOMMUFD_PT on the device with the ID of the object as pt_id. The HWPT that it then uses is
 * known as `hwpt_of_` and the name of the device.
 */
When('user space attaches {name} to {word}', ['host.calls'], async (world, device: string, target: string) => {
  const user = await userSpace(world);
  await user.call('VFIO_DEVICE_ATTACH_IOMMUFD_PT', {
    fd: user.file(device),
    members: parseAssignments(`pt_id=${target}`),
    data: undefined,
  });
  if (user.lastStatus === 'OK') user.names.set(`hwpt_of_${device}`, user.returned('pt_id'));
});

/** Calls VFIO_DEVICE_DETACH_IOMMUFD_PT on the device. */
When('user space detaches {name}', ['host.calls'], async (world, device: string) => {
  const user = await userSpace(world);
  await user.call('VFIO_DEVICE_DETACH_IOMMUFD_PT', { fd: user.file(device), members: new Map(), data: undefined });
});
