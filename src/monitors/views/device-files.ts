import type { Operation } from '../../machine/log';
import { BIND_IOMMUFD, vfioPath } from '../../tables/uapi';
import { answerOf } from './call-structures';

/** A file of a device that is passed through, bound to an iommufd. */
export interface BoundDevice {
  /** The device's file. */
  readonly fd: number;
  /** As the host calls it. */
  readonly device: string;
  readonly iommufd: number;
  readonly id: number;
}

const VFIO = vfioPath('');

/** The devices that processes have bound. */
export class DeviceFiles {
  readonly #names = new Map<string, string>();
  readonly #bound = new Map<string, BoundDevice>();

  /** Takes the beginning of a call. */
  begins({ event, port, who }: Operation): void {
    if (port !== 'host') return;
    if (event.op === 'open' && event.fd !== undefined && event.path.startsWith(VFIO))
      this.#names.set(`${who} ${event.fd}`, event.path.slice(VFIO.length));
    const bound = answerOf(event, BIND_IOMMUFD);
    if (bound === undefined || event.op !== 'ioctl') return;
    const file = `${who} ${event.fd}`;
    const device = this.#names.get(file);
    if (device !== undefined) this.#bound.set(file, { fd: event.fd, device, iommufd: bound.iommufd, id: bound.out_devid });
  }

  /** Takes the end of a call. */
  ends({ event, port, who }: Operation): void {
    if (port !== 'host' || event.op !== 'close' || event.status !== 'OK') return;
    const file = `${who} ${event.fd}`;
    this.#bound.delete(file);
    this.#names.delete(file);
  }

  copy(): DeviceFiles {
    const copy = new DeviceFiles();
    for (const [file, name] of this.#names) copy.#names.set(file, name);
    for (const [file, bound] of this.#bound) copy.#bound.set(file, bound);
    return copy;
  }

  /** The device whose file is open so. */
  at(who: string, fd: number): BoundDevice | undefined {
    return this.#bound.get(`${who} ${fd}`);
  }

  /** The device that an iommufd calls so. */
  named(who: string, iommufd: number, id: number): BoundDevice | undefined {
    for (const [file, bound] of this.#bound)
      if (bound.iommufd === iommufd && bound.id === id && file === `${who} ${bound.fd}`) return bound;
    return undefined;
  }
}
