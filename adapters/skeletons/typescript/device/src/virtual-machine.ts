import type { Connection } from './connection.js';
import type { HostCalls, Plugged, VmDescription, Width } from './messages.js';

/** Bytes of the CMDQ-V region. */
const REGION_BYTES = 0x50000;

/**
 * One virtual machine: an emulated SMMUv3, its CMDQ-V block, and the devices behind it.
 *
 * A method that throws fails the scenario, with the error's message as the reason.
 */
export class VirtualMachine {
  readonly #connection: Connection;
  readonly #name: string;
  // TODO: replace this by the registers of your device.
  readonly #registers = new DataView(new ArrayBuffer(REGION_BYTES));

  constructor(connection: Connection, { name }: VmDescription) {
    this.#connection = connection;
    this.#name = name;
  }

  async start(): Promise<void> {
    // TODO: throw CannotBeBuilt if this is no machine of yours; allocate the RAM in the description with host.allocate; `cmdqv` says whether CMDQ-V is wanted.
  }

  async read(offset: number, width: Width): Promise<bigint> {
    // TODO: read your device.
    let value = 0n;
    for (let byte = width - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(this.#byteAt(offset + byte));
    return value;
  }

  async write(offset: number, width: Width, value: bigint): Promise<void> {
    // TODO: write to your device.
    if (offset + width > REGION_BYTES) return;
    for (let byte = 0; byte < width; byte++) this.#registers.setUint8(offset + byte, Number((value >> BigInt(8 * byte)) & 0xffn));
  }

  async readMemory(_address: bigint, _length: number): Promise<Uint8Array> {
    throw new Error('TODO: read guest RAM, with host.readMemory');
  }

  async writeMemory(_address: bigint, _bytes: Uint8Array): Promise<void> {
    throw new Error('TODO: write guest RAM, with host.writeMemory');
  }

  async readSmmu(_offset: number): Promise<number> {
    throw new Error('TODO: read a register of the emulated SMMU');
  }

  async writeSmmu(_offset: number, _value: number): Promise<void> {
    throw new Error('TODO: write a register of the emulated SMMU');
  }

  async configureStream(_streamId: number, _word0: bigint, _word1: bigint): Promise<void> {
    throw new Error('TODO: store the Stream Table Entry and execute CFGI_STE');
  }

  async submit(_command: Uint8Array): Promise<void> {
    throw new Error("TODO: execute the command of the emulated SMMU's own queue");
  }

  async plug(device: string, _streamId: number): Promise<Plugged> {
    // TODO: bind and attach the device. This shows a system call.
    const { status, fd } = await this.host('host.open', { path: '/dev/iommu' });
    if (status !== 'OK') return { ok: false, message: `cannot open /dev/iommu: ${status}` };
    console.error(`${device} is plugged into ${this.#name}; /dev/iommu is fd ${fd}`);
    return { ok: true };
  }

  async unplug(_device: string): Promise<Plugged> {
    // TODO: detach the device.
    return { ok: false, message: 'unplugging is not implemented' };
  }

  async reset(): Promise<void> {
    throw new Error('TODO: system reset');
  }

  async shutDown(): Promise<void> {
    // TODO: end as the VMM ends: unmap what is mapped, close every file.
  }

  async settle(): Promise<void> {
    // TODO: wait until everything that was set off is over.
  }

  async windows(): Promise<{ offset: number; length: number }[]> {
    // TODO: each part of the region that is a host page now.
    return [];
  }

  async readable(_fd: number): Promise<void> {
    // TODO: read the file, named in a host.watch before. It happens even while a call waits for its answer.
  }

  /** Makes a system call in the process of this VM. */
  protected async host<M extends keyof HostCalls>(method: M, params: HostCalls[M][0]): Promise<HostCalls[M][1]> {
    return (await this.#connection.call(method, { process: this.#name, ...params })) as HostCalls[M][1];
  }

  /** Tells of one edge of the CMDQ-V interrupt. TODO: call it. */
  protected interrupt(): void {
    this.#connection.notify('guest.interrupt', { vm: this.#name });
  }

  #byteAt(offset: number): number {
    return offset < REGION_BYTES ? this.#registers.getUint8(offset) : 0;
  }
}
