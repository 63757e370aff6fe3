import {
  type AccessWidth,
  type DirectWindow,
  type GuestBus,
  type HostCalls,
  Inapplicable,
  type Plugged,
  type PluggedDevice,
  type QueueStop,
  StartFailure,
  type StreamTableEntry,
  type VmDescription,
} from '../../ports';
import { AdapterFault } from '../../run/faults';
import type { Boot, Boots } from './boots';
import { deviceProperties, vfioFd } from './command-line';
import type { Emulator } from './emulator';
import type { FileMemory } from './file-memory';
import { FwCfg } from './fw-cfg';
import { allocateRam, type RamRegion } from './guest-ram';
import { FDS } from './inherited-files';
import { INTERRUPT_LINE } from './interrupts';
import { type MemoryMap, readMemoryMap } from './memory-map';
import { busNumbers } from './pci-topology';
import { QmpRefusal } from './qmp';
import { DRIVER_BYTES, SmmuDriver } from './smmu-driver';
import { SystemCalls } from './system-calls';

/** QEMU as it runs for one virtual machine. */
interface Running {
  readonly emulator: Emulator;
  readonly system: SystemCalls;
  readonly map: MemoryMap;
  readonly driver: SmmuDriver;
}

/** More zeros than these make no line of their own in a script. */
const LINE_BYTES = 64;

/** Names of the files that hold ACPI tables begin so; their size together with an order is less than this. */
const ACPI_FILES = 'etc/acpi/';
const FIRMWARE_ROOM = 0x6_0000;

/** Register of the ACPI PCI hotplug block through which a guest lets go of a device, and the one that chooses the bus. */
const HOTPLUG = { EJECT: 0x8n, BUS: 0x10n } as const;

/**
 * One virtual machine on QEMU.
 *
 * A QEMU with CMDQ-V starts with a device only (QEMU-06), so it starts when the first one is plugged;
 * one that can do without starts when the guest first does something. Of one whose properties are given it is tried at once whether
 * it starts with them.
 */
export class QemuVirtualMachine implements GuestBus {
  readonly #calls: HostCalls;
  readonly #boot: Boot;
  readonly #regions: readonly RamRegion[];
  readonly #devices = new Map<string, number>();
  #slots = 0;
  #running: Promise<Running> | undefined;
  /** While it starts for its guest. */
  #starting: Promise<void> | undefined;
  #emulator: Emulator | undefined;
  /** What was stored before there was a QEMU. */
  readonly #early: string[] = [];
  #interrupted: () => void = () => undefined;
  /** Wake-ups that QEMU may not have looked at. */
  #unseen = false;

  private constructor(calls: HostCalls, boot: Boot, regions: readonly RamRegion[]) {
    this.#calls = calls;
    this.#boot = boot;
    this.#regions = regions;
  }

  static async start(description: VmDescription, calls: HostCalls, memory: FileMemory, boots: Boots): Promise<QemuVirtualMachine> {
    const boot = boots.prepare(description);
    const machine = new QemuVirtualMachine(calls, boot, await allocateRam(calls, memory, boot.ram));
    if (PROPERTIES.some((name) => description[name] !== undefined)) await machine.#tryOut();
    return machine;
  }

  async read(offset: number, width: AccessWidth): Promise<bigint> {
    const { emulator, map } = await this.#started();
    if (map.cmdqv === undefined) return 0n;
    return this.#seen(emulator.qtest.read(map.cmdqv + BigInt(offset), width));
  }

  async write(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    const { emulator, map } = await this.#started();
    if (map.cmdqv === undefined) return;
    await this.#seen(emulator.qtest.write(map.cmdqv + BigInt(offset), width, value));
  }

  async readMemory(address: bigint, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (const { user, at, count } of this.#pieces(address, length)) bytes.set(await this.#calls.readMemory(user, count), at);
    return bytes;
  }

  async writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    // The RAM is shared: a script of qtest has to store itself what is stored here behind QEMU's back.
    if (bytes.length > 0) this.#noteStore(address, bytes);
    for (const { user, at, count } of this.#pieces(address, bytes.length)) {
      await this.#calls.writeMemory(user, bytes.subarray(at, at + count));
    }
  }

  #noteStore(address: bigint, bytes: Uint8Array): void {
    const place = `0x${address.toString(16)} 0x${bytes.length.toString(16)}`;
    const cleared = bytes.length > LINE_BYTES && bytes.every((byte) => byte === 0);
    const line = cleared ? `memset ${place} 0x0` : `write ${place} 0x${Buffer.from(bytes).toString('hex')}`;
    if (this.#emulator === undefined) this.#early.push(line);
    else this.#emulator.note(line);
  }

  async readSmmu(offset: number): Promise<number> {
    return this.#seen((await this.#started()).driver.read(offset));
  }

  async writeSmmu(offset: number, value: number): Promise<void> {
    await this.#seen((await this.#started()).driver.write(offset, value));
  }

  async configureStream(streamId: number, entry: StreamTableEntry): Promise<void> {
    const { driver } = await this.#started();
    await driver.store(streamId, entry);
    await this.#seen(driver.configure(streamId));
  }

  async submit(command: Uint8Array): Promise<QueueStop | undefined> {
    return this.#seen((await this.#started()).driver.submit(command));
  }

  async plug(device: PluggedDevice): Promise<Plugged> {
    const fd = vfioFd(this.#slots++);
    const cold = { ...device, fd };
    try {
      if (this.#running === undefined) {
        this.#running = this.#start([cold]);
        await this.#running;
      } else {
        const { emulator, map, system } = await this.#running;
        await this.#numberBus(device.streamId, emulator, map);
        const status = await system.open(fd, device.device);
        if (status !== 'OK') return { ok: false, message: `${device.device} could not be opened: ${status}` };
        await emulator.qmp.execute('device_add', deviceProperties(cold));
        await this.#settled(emulator);
      }
    } catch (error) {
      if (error instanceof StartRefusal) this.#running = undefined;
      if (error instanceof QmpRefusal || error instanceof StartRefusal) return { ok: false, message: error.message };
      throw error;
    }
    this.#devices.set(device.device, device.streamId);
    const running = await this.#running;
    await running.driver.expect(device.streamId);
    // The block appears with the first device.
    if (running.map.cmdqv === undefined) this.#running = Promise.resolve({ ...running, map: await readMemoryMap(running.emulator.qmp) });
    return { ok: true };
  }

  async unplug(device: string): Promise<Plugged> {
    const { emulator, map } = await this.#started();
    const streamId = this.#devices.get(device);
    if (streamId === undefined) return { ok: false, message: `no device ${device} is plugged` };
    try {
      await emulator.qmp.execute('device_del', { id: device });
    } catch (error) {
      if (error instanceof QmpRefusal) return { ok: false, message: error.message };
      throw error;
    }
    if (map.hotplug === undefined) throw new AdapterFault('this QEMU has no ACPI PCI hotplug: devices cannot be unplugged');
    await Promise.all([
      emulator.qmp.next('DEVICE_DELETED', (data) => isAbout(data, device)),
      emulator.qtest.write(map.hotplug + HOTPLUG.BUS, 4, 0n),
      emulator.qtest.write(map.hotplug + HOTPLUG.EJECT, 4, 1n << BigInt(streamId >> 3)),
    ]);
    await this.#settled(emulator);
    this.#devices.delete(device);
    return { ok: true };
  }

  run(): Promise<void> | undefined {
    if (this.#running === undefined) {
      this.#starting = this.#started().then(() => {
        this.#starting = undefined;
      });
    }
    return this.#starting;
  }

  async reset(): Promise<void> {
    const { emulator, driver } = await this.#started();
    await Promise.all([emulator.qmp.next('RESET'), emulator.qmp.execute('system_reset')]);
    driver.forget();
    await this.#settled(emulator);
  }

  async shutDown(): Promise<void> {
    const running = await this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    await running.emulator.quit();
    await running.system.end();
  }

  onInterrupt(handler: () => void): void {
    this.#interrupted = handler;
  }

  async settle(): Promise<void> {
    if (this.#running !== undefined) await this.#settled((await this.#running).emulator);
  }

  async windows(): Promise<readonly DirectWindow[]> {
    // To look is not to start: the next device is to find no QEMU that started without it.
    if (this.#running === undefined) return [];
    const { emulator } = await this.#running;
    return (await readMemoryMap(emulator.qmp)).windows;
  }

  async firmware(): Promise<ReadonlyMap<string, Uint8Array>> {
    const { emulator, map } = await this.#started();
    if (map.fwCfg === undefined) throw new AdapterFault("QEMU's memory map has no fw_cfg: what firmware reads cannot be had");
    const [first] = this.#regions;
    if (first === undefined) throw new AdapterFault('QEMU does not run without RAM');
    const place = first.description.address + first.length - DRIVER_BYTES - BigInt(FIRMWARE_ROOM);
    return new FwCfg(emulator.qtest, map.fwCfg, place, FIRMWARE_ROOM).files((name) => name.startsWith(ACPI_FILES));
  }

  /** Whether QEMU takes its arguments is what is asked: no device, and no guest, is waited for. What comes first starts it again, with it. */
  async #tryOut(): Promise<void> {
    try {
      await this.#started();
      await this.shutDown();
    } catch (error) {
      // Its first device is still to come.
      if (error instanceof Inapplicable) {
        this.#running = undefined;
        return;
      }
      const { diagnostics = '', exitCode = null } = this.#emulator ?? {};
      throw exitCode === null ? error : new StartFailure(exitCode, diagnostics);
    }
  }

  /** A guest that acts before a device was plugged. */
  #started(): Promise<Running> {
    this.#running ??= this.#start([]);
    return this.#running;
  }

  async #start(devices: readonly (PluggedDevice & { readonly fd: number })[]): Promise<Running> {
    const emulator = await this.#boot.launch(devices);
    this.#emulator = emulator;
    for (const line of this.#early) emulator.note(line);
    const system = new SystemCalls({
      calls: this.#calls,
      regions: this.#regions,
      iommuFd: FDS.iommu,
      wake: (slot) => this.#wake(emulator, slot),
      note: (line) => emulator.note(line),
    });
    const opened = [await system.open(FDS.iommu)];
    for (const { device, fd } of devices) opened.push(await system.open(fd, device));
    const refused = opened.find((status) => status !== 'OK');
    if (refused !== undefined) {
      await emulator.end();
      await system.end();
      throw new StartRefusal(`the kernel did not let QEMU open its files: ${refused}`);
    }
    emulator.link
      .serve((request, memory) => system.answer(request, memory))
      .catch((error: unknown) => {
        emulator.fail(new AdapterFault(`QEMU's system calls could not be answered: ${String(error)}`));
        emulator.kill();
      });
    emulator.qtest.onRaise = (line) => {
      if (line === INTERRUPT_LINE) this.#interrupted();
    };
    try {
      const { interrupts, map } = await this.#boot.layout(emulator, devices);
      await emulator.qtest.ask(`irq_intercept_in ${interrupts}`);
      for (const { streamId } of devices) await this.#numberBus(streamId, emulator, map);
      const [first] = this.#regions;
      if (first === undefined) throw new AdapterFault('QEMU does not run without RAM');
      const memory = first.description.address + first.length - DRIVER_BYTES;
      const driver = new SmmuDriver({
        qtest: emulator.qtest,
        smmu: map.smmu,
        memory,
        writeMemory: (address, bytes) => this.writeMemory(address, bytes),
      });
      return { emulator, system, map, driver };
    } catch (error) {
      // QEMU that leaves at once says why on standard error: it refused the device, or its arguments.
      await emulator.end();
      await system.end();
      if (devices.length > 0 && emulator.exitCode === 1) throw new StartRefusal(emulator.diagnostics.trim());
      if (NEEDS_DEVICE.test(emulator.diagnostics)) throw new Inapplicable('QEMU starts without a device only where no property is auto');
      throw error;
    }
  }

  /** Numbers the bus of a device before the guest looks. */
  async #numberBus(streamId: number, { qtest }: Emulator, { ecam }: MemoryMap): Promise<void> {
    const numbers = busNumbers(streamId);
    if (numbers === undefined) return;
    if (ecam === undefined) throw new AdapterFault("QEMU's memory map has no PCI Express configuration spaces");
    await qtest.write(ecam + numbers.offset, 4, numbers.value);
  }

  async #wake(emulator: Emulator, slot: number): Promise<void> {
    this.#unseen = true;
    emulator.wake(slot);
    // QEMU cannot look while it waits for the answer to a call of its own.
    if (!emulator.link.busy && emulator.qtest.waiting === 0) await this.#settled(emulator);
  }

  /** Waits for an operation, and for what it set off beside itself. */
  async #seen<T>(operation: Promise<T>): Promise<T> {
    const result = await operation;
    if (this.#unseen && this.#running !== undefined) await this.#settled((await this.#running).emulator);
    return result;
  }

  /** Two answers in a row: between them QEMU's main loop has looked at everything that was ready before the first. */
  async #settled(emulator: Emulator): Promise<void> {
    do {
      this.#unseen = false;
      await emulator.qtest.ask('endianness');
      await emulator.qtest.ask('endianness');
    } while (this.#unseen);
  }

  /** The parts of a guest range that are RAM, by their user address and their place `at` in the range. */
  *#pieces(address: bigint, length: number): Generator<{ user: bigint; at: number; count: number }> {
    const end = address + BigInt(length);
    for (const { description, length: bytes, user } of this.#regions) {
      const start = description.address;
      const from = address > start ? address : start;
      const to = end < start + bytes ? end : start + bytes;
      if (from < to) yield { user: user + (from - start), at: Number(from - address), count: Number(to - from) };
    }
  }
}

/** Properties of an SMMUv3 whose values QEMU may refuse, or not together. */
const PROPERTIES = ['accel', 'stage', 'ats', 'oas', 'ril', 'ssidsize'] as const;

/** What QEMU says that resolves a property from its first device, and has none (QEMU-06). */
const NEEDS_DEVICE = /requires at least one cold-plugged VFIO device/;

/** QEMU, or the kernel, did not accept what the machine was to start with. */
class StartRefusal extends Error {}

function isAbout(data: unknown, device: string): boolean {
  return typeof data === 'object' && data !== null && 'device' in data && data.device === device;
}
