import type { Qtest } from './qtest';

/** Registers of QEMU's firmware configuration device, by their distance from the first; all are big-endian. */
const FW_CFG = { DMA: 16n } as const;
/** Item that lists the files. */
const DIRECTORY = 0x19;
const CONTROL = { ERROR: 1, READ: 2, SELECT: 8 } as const;

const ORDER_BYTES = 16;
const ENTRY_BYTES = 64;
const NAME_AT = 8;

/** What firmware reads from QEMU, as firmware does: QEMU is told of a place in guest RAM, and stores it there. */
export class FwCfg {
  readonly #qtest: Qtest;
  readonly #registers: bigint;
  readonly #place: bigint;
  readonly #room: number;

  /** `place` is the guest physical address of `room` bytes of RAM, which are afterwards as they were before. */
  constructor(qtest: Qtest, registers: bigint, place: bigint, room: number) {
    this.#qtest = qtest;
    this.#registers = registers;
    this.#place = place;
    this.#room = room;
  }

  /** The files whose names `wanted` takes. */
  async files(wanted: (name: string) => boolean): Promise<ReadonlyMap<string, Uint8Array>> {
    const kept = await this.#qtest.ask(`read ${hex(this.#place)} ${hex(this.#room)}`);
    const count = (await this.#item(DIRECTORY, 4)).readUInt32BE(0);
    const directory = await this.#item(DIRECTORY, 4 + count * ENTRY_BYTES);
    const files = new Map<string, Uint8Array>();
    for (let at = 4; at < directory.length; at += ENTRY_BYTES) {
      const [size, item] = [directory.readUInt32BE(at), directory.readUInt16BE(at + 4)];
      const name = directory.toString('latin1', at + NAME_AT, at + ENTRY_BYTES).replace(/\0.*/s, '');
      if (wanted(name)) files.set(name, new Uint8Array(await this.#item(item, size)));
    }
    await this.#qtest.ask(`write ${hex(this.#place)} ${hex(this.#room)} ${kept.trim()}`);
    return files;
  }

  async #item(item: number, length: number): Promise<Buffer> {
    if (length === 0) return Buffer.alloc(0);
    if (ORDER_BYTES + length > this.#room)
      throw new RangeError(`a file of QEMU's firmware has ${length} bytes, for which there is no room`);
    const order = Buffer.alloc(ORDER_BYTES);
    order.writeUInt32BE(((item << 16) | CONTROL.SELECT | CONTROL.READ) >>> 0, 0);
    order.writeUInt32BE(length, 4);
    order.writeBigUInt64BE(this.#place + BigInt(ORDER_BYTES), 8);
    const address = Buffer.alloc(8);
    address.writeBigUInt64BE(this.#place);
    const [, , done, bytes] = await Promise.all([
      this.#qtest.ask(`write ${hex(this.#place)} ${hex(ORDER_BYTES)} 0x${order.toString('hex')}`),
      // The guest is little-endian, the register is not.
      this.#qtest.write(this.#registers + FW_CFG.DMA, 8, address.readBigUInt64LE()),
      this.#qtest.read(this.#place, 4),
      this.#qtest.ask(`read ${hex(this.#place + BigInt(ORDER_BYTES))} ${hex(length)}`),
    ]);
    if (done !== 0n) throw new Error(`QEMU does not give item ${item} of its firmware: 0x${done.toString(16)}`);
    return Buffer.from(bytes.trim().slice(2), 'hex');
  }
}

function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}
