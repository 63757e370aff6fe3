import { vfioPath } from '../../../tables/uapi';
import type { File, Who } from '../../program';
import type { KernelProgram } from './kernel-program';

/** Devices that a process may open. */
export const DEVICES = ['gpu0', 'nic0', 'gpu1', 'twin0', 'streamless0', 'noncoherent0'] as const;
/** StreamIDs that guests have for them. */
export const STREAMS = [0x10, 0x11, 0x18] as const;

/** A device is opened and bound. */
export function openDevice(program: KernelProgram, who: Who, name: string, n: number): void {
  program.opened[who].push(name);
  program.push({ op: 'open', who, path: vfioPath(name) });
  program.ioctl(who, 'VFIO_DEVICE_BIND_IOMMUFD', { iommufd: { fd: 0 } }, { file: { of: 'device', n } });
}

/** A device is opened that is open already; who has it then keeps it, until the file goes by which it was bound. */
export function openAgain(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const taken = [...program.begun].flatMap((one) => program.opened[one]);
  const path = vfioPath(draw.pick(taken));
  const file: File = { of: 'device', n: -1 };
  program.push({ op: 'open', who, path });
  if (draw.chance(70)) program.ioctl(who, 'VFIO_DEVICE_BIND_IOMMUFD', { iommufd: { fd: 0 } }, { file });
  if (draw.chance(80)) program.push({ op: 'close', who, file: draw.chance(70) ? file : { of: 'device', n: draw.below(2) } });
  program.push({ op: 'open', who, path });
  program.ioctl(who, 'VFIO_DEVICE_BIND_IOMMUFD', { iommufd: { fd: 0 } }, { file });
}

/** Who asks something of a file that is closed is told so, each time. */
export function askOfClosed(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const file: File = { of: 'closed' };
  for (let n = 0; n < 1 + draw.below(2); n++) {
    openDevice(program, who, draw.pick(DEVICES), -1);
    program.push({ op: 'close', who, file: { of: 'device', n: -1 } });
    if (draw.chance(50)) program.push({ op: 'close', who, file });
    program.ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
  }
}
