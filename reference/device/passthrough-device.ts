import type { PluggedDevice, Status, StreamTableEntry } from '../../src/ports';
import { ATTACH_IOMMUFD_PT, BIND_IOMMUFD, call, vfioPath } from '../../src/tables/uapi';
import type { HostSession } from './host-session';
import { demand, demandFile, refused } from './refusal';
import { unwinding } from './unwinding';
import type { Viommu } from './viommu';

/** A VFIO device in the VM's iommufd, with the objects that belong to it alone. */
export class PassthroughDevice {
  readonly #session: HostSession;
  readonly name: string;
  /** vSID. */
  readonly streamId: number;
  readonly fd: number;
  /** dev_id of the device in the iommufd. */
  readonly id: number;
  /** The Stream Table Entry that the last CFGI_STE for the stream found. */
  configured: StreamTableEntry | undefined;
  #vdevice: number | undefined;
  #nested: number | undefined;

  private constructor(session: HostSession, { device, streamId }: PluggedDevice, fd: number, id: number) {
    this.#session = session;
    this.name = device;
    this.streamId = streamId;
    this.fd = fd;
    this.id = id;
  }

  static open(session: HostSession, wanted: PluggedDevice): Promise<PassthroughDevice> {
    const { calls } = session;
    return unwinding(async (undo) => {
      const fd = await demandFile(calls, vfioPath(wanted.device));
      undo(() => calls.close(fd));
      const { out } = await demand(calls, fd, BIND_IOMMUFD, { iommufd: session.fd });
      return new PassthroughDevice(session, wanted, fd, out.out_devid);
    });
  }

  /** The stream is mapped to the device: commands that name it can be forwarded (TRAP-02). */
  get mapped(): boolean {
    return this.#vdevice !== undefined;
  }

  /** Allocates the vDEVICE unless there is one (LIFE-12). */
  async map(viommu: Viommu): Promise<void> {
    this.#vdevice ??= await viommu.allocateVdevice(this.id, this.streamId);
  }

  /** Attaches a HWPT that others own, and frees the device's nested one. */
  async attach(hwpt: number): Promise<Status> {
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    if (status === 'OK') await this.#keepNested(undefined);
    return status;
  }

  /** As {@link attach}; throws a `Refusal` if the kernel refuses. */
  async demandAttach(hwpt: number): Promise<void> {
    const status = await this.attach(hwpt);
    if (status !== 'OK') throw refused(`Unable to attach ${this.name}`, status);
  }

  /** Attaches a new nested HWPT made of `entry`; `false` if the kernel refuses it, after which the old HWPT is still attached. */
  async translate(viommu: Viommu, entry: StreamTableEntry): Promise<boolean> {
    const hwpt = await viommu.allocateNested(this.id, entry);
    if (hwpt === undefined) return false;
    const { status } = await call(this.#session.calls, this.fd, ATTACH_IOMMUFD_PT, { pt_id: hwpt });
    await (status === 'OK' ? this.#keepNested(hwpt) : this.#session.destroy(hwpt));
    return status === 'OK';
  }

  /**
   * Gives the device back: off its nested HWPT first, which a live vDEVICE alone does not protect (TEAR-08, VSID-17). If the
   * kernel refuses that, closing the device takes it off, and the HWPT can go then.
   */
  async release(stage2: number): Promise<void> {
    await this.attach(stage2);
    if (this.#vdevice !== undefined) await this.#session.destroy(this.#vdevice);
    this.#vdevice = undefined;
    await this.close();
    await this.#keepNested(undefined);
  }

  async close(): Promise<void> {
    await this.#session.calls.close(this.fd);
  }

  async #keepNested(hwpt: number | undefined): Promise<void> {
    const old = this.#nested;
    this.#nested = hwpt;
    if (old !== undefined) await this.#session.destroy(old);
  }
}
