import type { AccessWidth, DirectWindow, GuestBus, Plugged, PluggedDevice, QueueStop, StreamTableEntry } from '../../ports';
import { ProtocolFault } from '../../run/faults';
import { GUEST_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** The guest bus of a virtual machine that lives in an adapter. */
export class RemoteGuestBus implements GuestBus {
  readonly #peer: Peer;
  readonly #vm: string;
  readonly #smmu: string | undefined;
  readonly #ofSmmu = new Map<string, RemoteGuestBus>();
  #onInterrupt: () => void = () => undefined;

  /** `smmus` are the names of the virtual machine's SMMUs; the bus itself is at that of `smmu`. */
  constructor(peer: Peer, vm: string, smmus: readonly string[] = [], smmu?: string) {
    this.#peer = peer;
    this.#vm = vm;
    this.#smmu = smmu;
    for (const name of smmus) this.#ofSmmu.set(name, new RemoteGuestBus(peer, vm, [], name));
  }

  /** Which SMMU of which virtual machine is meant. */
  get #place(): { readonly vm: string; readonly smmu?: string } {
    return this.#smmu === undefined ? { vm: this.#vm } : { vm: this.#vm, smmu: this.#smmu };
  }

  /** The adapter told of an interrupt, from an SMMU that it may name. */
  interrupted(smmu?: string): void {
    if (smmu === undefined) this.#onInterrupt();
    else this.ofSmmu(smmu).#onInterrupt();
  }

  ofSmmu(name: string): RemoteGuestBus {
    const bus = this.#ofSmmu.get(name);
    if (bus === undefined) throw new ProtocolFault(`virtual machine '${this.#vm}' has no SMMU '${name}'`);
    return bus;
  }

  async firmware(): Promise<ReadonlyMap<string, Uint8Array>> {
    const { files } = await this.#peer.ask('guest.firmware', M['guest.firmware'], { vm: this.#vm });
    return new Map(files.map(({ name, bytes }) => [name, bytes]));
  }

  async read(offset: number, width: AccessWidth): Promise<bigint> {
    return (await this.#peer.ask('guest.read', M['guest.read'], { ...this.#place, offset, width })).value;
  }

  write(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    return this.#peer.ask('guest.write', M['guest.write'], { ...this.#place, offset, width, value });
  }

  async readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return (await this.#peer.ask('guest.readMemory', M['guest.readMemory'], { vm: this.#vm, address, length })).bytes;
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#peer.ask('guest.writeMemory', M['guest.writeMemory'], { vm: this.#vm, address, bytes });
  }

  async readSmmu(offset: number): Promise<number> {
    return (await this.#peer.ask('guest.readSmmu', M['guest.readSmmu'], { ...this.#place, offset })).value;
  }

  writeSmmu(offset: number, value: number): Promise<void> {
    return this.#peer.ask('guest.writeSmmu', M['guest.writeSmmu'], { ...this.#place, offset, value });
  }

  configureStream(streamId: number, entry: StreamTableEntry): Promise<void> {
    return this.#peer.ask('guest.configureStream', M['guest.configureStream'], { ...this.#place, streamId, ...entry });
  }

  submit(command: Uint8Array): Promise<QueueStop | undefined> {
    return this.#peer.ask('guest.submit', M['guest.submit'], { ...this.#place, command });
  }

  async plug({ device, streamId }: PluggedDevice): Promise<Plugged> {
    return plugged(await this.#peer.ask('guest.plug', M['guest.plug'], { ...this.#place, device, streamId }));
  }

  async unplug(device: string): Promise<Plugged> {
    return plugged(await this.#peer.ask('guest.unplug', M['guest.unplug'], { vm: this.#vm, device }));
  }

  reset(): Promise<void> {
    return this.#peer.ask('guest.reset', M['guest.reset'], { vm: this.#vm });
  }

  shutDown(): Promise<void> {
    return this.#peer.ask('guest.shutDown', M['guest.shutDown'], { vm: this.#vm });
  }

  onInterrupt(handler: () => void): void {
    this.#onInterrupt = handler;
  }

  settle(): Promise<void> {
    return this.#peer.ask('guest.settle', M['guest.settle'], { vm: this.#vm });
  }

  async windows(): Promise<readonly DirectWindow[]> {
    return (await this.#peer.ask('guest.windows', M['guest.windows'], { ...this.#place })).windows;
  }
}

function plugged(answer: { readonly ok: boolean; readonly message?: string }): Plugged {
  return answer.ok ? { ok: true } : { ok: false, message: answer.message ?? 'the VMM gave no reason' };
}
