import type { AccessWidth, DirectWindow, GuestBus, Plugged, PluggedDevice, StreamTableEntry } from '../../ports';
import { GUEST_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** The guest bus of a virtual machine that lives in an adapter. */
export class RemoteGuestBus implements GuestBus {
  readonly #peer: Peer;
  readonly #vm: string;
  #onInterrupt: () => void = () => undefined;

  constructor(peer: Peer, vm: string) {
    this.#peer = peer;
    this.#vm = vm;
  }

  /** The adapter told of an interrupt. */
  interrupted(): void {
    this.#onInterrupt();
  }

  async read(offset: number, width: AccessWidth): Promise<bigint> {
    return (await this.#peer.ask('guest.read', M['guest.read'], { vm: this.#vm, offset, width })).value;
  }

  write(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    return this.#peer.ask('guest.write', M['guest.write'], { vm: this.#vm, offset, width, value });
  }

  async readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return (await this.#peer.ask('guest.readMemory', M['guest.readMemory'], { vm: this.#vm, address, length })).bytes;
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#peer.ask('guest.writeMemory', M['guest.writeMemory'], { vm: this.#vm, address, bytes });
  }

  async readSmmu(offset: number): Promise<number> {
    return (await this.#peer.ask('guest.readSmmu', M['guest.readSmmu'], { vm: this.#vm, offset })).value;
  }

  writeSmmu(offset: number, value: number): Promise<void> {
    return this.#peer.ask('guest.writeSmmu', M['guest.writeSmmu'], { vm: this.#vm, offset, value });
  }

  configureStream(streamId: number, entry: StreamTableEntry): Promise<void> {
    return this.#peer.ask('guest.configureStream', M['guest.configureStream'], { vm: this.#vm, streamId, ...entry });
  }

  submit(command: Uint8Array): Promise<void> {
    return this.#peer.ask('guest.submit', M['guest.submit'], { vm: this.#vm, command });
  }

  async plug({ device, streamId }: PluggedDevice): Promise<Plugged> {
    return plugged(await this.#peer.ask('guest.plug', M['guest.plug'], { vm: this.#vm, device, streamId }));
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
    return (await this.#peer.ask('guest.windows', M['guest.windows'], { vm: this.#vm })).windows;
  }
}

function plugged(answer: { readonly ok: boolean; readonly message?: string }): Plugged {
  return answer.ok ? { ok: true } : { ok: false, message: answer.message ?? 'the VMM gave no reason' };
}
