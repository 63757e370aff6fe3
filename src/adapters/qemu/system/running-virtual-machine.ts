import {
  type ActAnswer,
  type DirectWindow,
  type GuestBus,
  type HostCalls,
  Inapplicable,
  type OwnAct,
  type OwnActs,
  type Plugged,
  type PluggedDevice,
  type VmDescription,
} from '../../../ports';
import { AdapterFault } from '../../../run/faults';
import { VINTF_PAGE0 } from '../../../tables/registers';
import type { Boot } from '../boots';
import { vfioFd } from '../command-line';
import type { Emulator } from '../emulator';
import type { FileMemory } from '../file-memory';
import { allocateRam, type RamRegion } from '../guest-ram';
import { FDS } from '../inherited-files';
import { INTERRUPT_LINE } from '../interrupts';
import { readMemoryMap } from '../memory-map';
import type { CallerMemory, ShimAnswer, ShimRequest } from '../shim-link';
import { SystemCalls } from '../system-calls';
import type { Turns } from '../turns';
import { GuestConsole } from './guest-console';
import { TRACED_LATER, TracedActs } from './own-acts';

/** Interrupts that belong to processors come before those of devices. */
const PROCESSORS_INTERRUPTS = 32;

/** A QEMU, and where it traces to. */
export interface GuestBoot extends Pick<Boot, 'ram' | 'launch'> {
  readonly traceFile: string;
  /** Milliseconds that the guest has for each act. */
  readonly patience: number;
  /** Of all guests that run: what the kernel does for one is over before it does anything for another. */
  readonly turns: Turns;
}

interface Running {
  readonly emulator: Emulator;
  readonly system: SystemCalls;
  readonly console: GuestConsole;
  readonly acts: TracedActs;
}

/** A virtual machine on QEMU in which an operating system runs, once a device is plugged in. */
export class RunningVirtualMachine implements GuestBus {
  readonly #calls: HostCalls;
  readonly #boot: GuestBoot;
  readonly #regions: readonly RamRegion[];
  #running: Running | undefined;
  #receiver: OwnActs = () => () => undefined;
  #interrupted: () => void = () => undefined;

  private constructor(calls: HostCalls, boot: GuestBoot, regions: readonly RamRegion[]) {
    this.#calls = calls;
    this.#boot = boot;
    this.#regions = regions;
  }

  static async start(_vm: VmDescription, calls: HostCalls, memory: FileMemory, boot: GuestBoot): Promise<RunningVirtualMachine> {
    return new RunningVirtualMachine(calls, boot, await allocateRam(calls, memory, boot.ram));
  }

  /** QEMU starts, and the guest. Resolves when its kernel is up. */
  async plug(device: PluggedDevice): Promise<Plugged> {
    if (this.#running !== undefined) throw new Inapplicable('a guest that runs gets no second device');
    const cold = { ...device, fd: vfioFd(0) };
    const emulator = await this.#boot.launch([cold]);
    const { console: socket } = emulator;
    if (socket === undefined) throw new AdapterFault('QEMU was started without a console');
    const system = new SystemCalls({
      calls: this.#calls,
      regions: this.#regions,
      iommuFd: FDS.iommu,
      wake: async (slot) => emulator.wake(slot),
      note: (line) => emulator.note(line),
    });
    for (const status of [await system.open(FDS.iommu), await system.open(cold.fd, device.device)]) {
      if (status !== 'OK') return { ok: false, message: `the kernel did not let QEMU open its files: ${status}` };
    }
    const guest = new GuestConsole(socket, this.#boot.patience);
    let acts: TracedActs | undefined;
    emulator.link
      .serve((request, memory, thread) => this.#boot.turns.take(() => this.#answer(request, memory, thread, system, acts)))
      .catch((error: unknown) => {
        emulator.fail(new AdapterFault(`QEMU's system calls could not be answered: ${String(error)}`));
        emulator.kill();
      });
    void emulator.over.then(() =>
      guest.fail(new AdapterFault(`QEMU ended${emulator.diagnostics === '' ? '' : `: ${emulator.diagnostics.trim()}`}`)),
    );
    const ready = guest.ready();
    // Whoever fails first says why.
    ready.catch(() => undefined);
    const { cmdqv, smmu } = await readMemoryMap(emulator.qmp);
    acts = new TracedActs(
      this.#boot.traceFile,
      { cmdqv, smmu, interrupt: INTERRUPT_LINE + PROCESSORS_INTERRUPTS },
      (act) => this.#receiver(act),
      () => this.#interrupted(),
    );
    this.#running = { emulator, system, console: guest, acts };
    guest.onAnswer = () => this.settle();
    await ready;
    for (const name of TRACED_LATER) await emulator.qmp.execute('trace-event-set-state', { name, enable: true });
    return { ok: true };
  }

  act(words: string): Promise<ActAnswer> {
    return this.#started().console.act(words);
  }

  onOwnAct(receiver: OwnActs): void {
    this.#receiver = receiver;
  }

  onInterrupt(handler: () => void): void {
    this.#interrupted = handler;
  }

  async settle(): Promise<void> {
    this.#running?.acts.drain();
  }

  async windows(): Promise<readonly DirectWindow[]> {
    return (await readMemoryMap(this.#started().emulator.qmp)).windows;
  }

  async shutDown(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    await running.emulator.quit();
    running.acts.close();
    await running.system.end();
  }

  /** Of what a guest does in the window on the host's page QEMU knows nothing: it is told of here. */
  async #answer(
    request: ShimRequest,
    memory: CallerMemory,
    thread: number,
    system: SystemCalls,
    acts: TracedActs | undefined,
  ): Promise<ShimAnswer> {
    acts?.drain();
    if (request.kind === 'ioctl') acts?.called(thread);
    if ((request.kind !== 'load' && request.kind !== 'store') || acts?.isServing(thread) !== false) return system.answer(request, memory);
    const place = { offset: VINTF_PAGE0 + Number(request.offset), width: request.width === 8 ? 8 : 4 } as const;
    const act: OwnAct =
      request.kind === 'store' ? { op: 'write', ...place, value: request.value } : { op: 'read', ...place, value: undefined };
    const over = this.#receiver(act);
    const answer = await system.answer(request, memory);
    if (act.op === 'read') act.value = answer.result ?? 0n;
    over();
    return answer;
  }

  #started(): Running {
    if (this.#running === undefined) throw new AdapterFault('the guest does not run yet');
    return this.#running;
  }

  read(): Promise<never> {
    return notItself();
  }

  write(): Promise<never> {
    return notItself();
  }

  readMemory(): Promise<never> {
    return notItself();
  }

  writeMemory(): Promise<never> {
    return notItself();
  }

  readSmmu(): Promise<never> {
    return notItself();
  }

  writeSmmu(): Promise<never> {
    return notItself();
  }

  configureStream(): Promise<never> {
    return notItself();
  }

  submit(): Promise<never> {
    return notItself();
  }

  reset(): Promise<never> {
    return notItself();
  }

  unplug(): Promise<never> {
    return notItself();
  }
}

function notItself(): Promise<never> {
  return Promise.reject(new Inapplicable('an operating system runs in the guest: nobody acts in its place'));
}
