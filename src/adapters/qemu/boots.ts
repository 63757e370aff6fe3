import { closeSync } from 'node:fs';
import type { VmDescription } from '../../ports';
import { AdapterFault } from '../../run/faults';
import { type ColdDevice, commandLine, type GuestArguments, smmuProperties } from './command-line';
import { Emulator } from './emulator';
import { createRam, dropRam, type RamFile } from './guest-ram';
import { type Layout, Layouts } from './layout';
import { type Launcher, Nursery } from './nursery';
import type { RunFolder } from './run-folder';
import type { ScenarioLogs } from './scenario-logs';
import { type Spare, Spares } from './spares';

const TRY_OUT_BYTES = 0x10_0000n;
const FIRMWARE_BYTES = 0x1_0000n;
const GUEST_RAM = 0x4000_0000n;

/** How every QEMU of a run is started. */
export interface BootOptions {
  readonly launcher: Launcher;
  readonly folder: RunFolder;
  /** Milliseconds for each answer. */
  readonly timeout: number;
  /** The user's own arguments of QEMU. */
  readonly extra: readonly string[];
  /** QEMU keeps a trace of its own. */
  readonly trace: boolean;
  /** Where scenarios leave what happened. */
  readonly logs: ScenarioLogs | undefined;
  /** Milliseconds that a QEMU waits for a scenario. */
  readonly idle?: number;
}

/** RAM of a virtual machine, and the QEMU that will have it. */
export interface Boot {
  readonly ram: readonly RamFile[];
  /** Starts QEMU with these devices, or takes one that was started so and waits for its first system call. */
  launch(devices: readonly ColdDevice[]): Promise<Emulator>;
  /** Where the one that was launched with these devices has what. */
  layout(emulator: Emulator, devices: readonly ColdDevice[]): Promise<Layout>;
}

interface Start {
  readonly vm: VmDescription;
  readonly ram: readonly RamFile[];
  readonly devices: readonly ColdDevice[];
}

/** A QEMU that was started before anyone asked. */
class SpareBoot implements Spare {
  readonly kind: string;
  readonly ram: readonly RamFile[];
  readonly emulator: Emulator;

  constructor(kind: string, ram: readonly RamFile[], emulator: Emulator) {
    this.kind = kind;
    this.ram = ram;
    this.emulator = emulator;
  }

  get ended(): boolean {
    return this.emulator.ended;
  }

  async end(): Promise<void> {
    dropRam(this.ram);
    await this.emulator.end();
  }
}

/**
 * Starts the processes of a run, a fresh one for each virtual machine.
 *
 * While a scenario runs, others start on the other cores just as the last one did: each goes as far as its
 * first system call, which waits until someone answers.
 */
export class Boots {
  readonly #options: BootOptions;
  readonly #firmware: string;
  readonly #emulators = new Set<Emulator>();
  /** Of machines that have a spare's RAM, and are not launched. */
  readonly #reserved = new Set<Emulator>();
  readonly #ram: RamFile[] = [];
  readonly #spares: Spares<SpareBoot>;
  readonly #layouts = new Layouts();
  #nursery: Promise<Nursery> | undefined;
  #closed = false;
  #scenario = '';

  constructor(options: BootOptions) {
    this.#options = options;
    this.#spares = new Spares(options.idle);
    this.#firmware = options.folder.unique('firmware');
    closeSync(options.folder.file(this.#firmware, FIRMWARE_BYTES));
  }

  /** Makes the RAM of a machine that is about to start. */
  prepare(vm: VmDescription): Boot {
    const [first] = vm.ram;
    if (first?.address !== GUEST_RAM) throw new RangeError(`QEMU's RAM begins at 0x${GUEST_RAM.toString(16)}`);
    const fits = kindOf(vm);
    const spare = this.#spares.take((kind) => kind.startsWith(fits));
    const ram = spare === undefined ? createRam(this.#options.folder, vm.ram) : described(spare.ram, vm);
    this.#ram.push(...ram);
    if (spare !== undefined) this.#reserved.add(spare.emulator);
    return {
      ram,
      layout: ({ qmp }, devices) => this.#layouts.of(kindOf(vm, devices), qmp),
      launch: async (devices) => {
        const nursery = await this.#ready();
        const kind = kindOf(vm, devices);
        const reserved = spare !== undefined && this.#reserved.delete(spare.emulator) ? spare : undefined;
        const fit = reserved?.kind === kind;
        if (!fit) void reserved?.emulator.end();
        const emulator = fit ? reserved.emulator : this.#start(nursery, { vm, ram, devices });
        this.#emulators.add(emulator);
        this.#spares.stock(kind, () => {
          const next = createRam(this.#options.folder, vm.ram);
          return new SpareBoot(kind, next, this.#start(nursery, { vm, ram: next, devices }));
        });
        return emulator;
      },
    };
  }

  /** Makes the RAM of a machine in which `guest` runs, started by `firmware`; there are no spares of such. */
  prepareGuest(vm: VmDescription, guest: GuestArguments, firmware: string): Pick<Boot, 'ram' | 'launch'> {
    const { extra, folder, logs, timeout, trace } = this.#options;
    const ram = createRam(folder, vm.ram);
    this.#ram.push(...ram);
    return {
      ram,
      launch: async (devices) => {
        const nursery = await this.#ready();
        const newborn = nursery.bear(commandLine({ vm, ram, firmware, devices, extra, trace, guest }));
        const emulator = new Emulator(newborn, { folder: folder.path, timeout, transcribed: logs !== undefined, guestRuns: true });
        this.#emulators.add(emulator);
        return emulator;
      },
    };
  }

  /** Starts QEMU without a device and ends it; rejects with why it does not start. */
  async tryOut(): Promise<void> {
    const ram = createRam(this.#options.folder, [{ address: GUEST_RAM, pageSize: 4096n, runs: [{ address: 0n, length: TRY_OUT_BYTES }] }]);
    let emulator: Emulator | undefined;
    try {
      emulator = this.#start(await this.#ready(), { vm: { name: 'try-out', cmdqv: 'off', ram: [] }, ram, devices: [] });
      await emulator.qmp.execute('query-status');
      await emulator.qtest.ask('endianness');
    } finally {
      await emulator?.end();
      dropRam(ram);
    }
  }

  /** What the processes of the scenario have written to standard error. */
  get diagnostics(): string {
    return [...this.#emulators].map(({ diagnostics }) => diagnostics).join('');
  }

  /** Ends the processes of the last scenario; what comes now is the scenario with that ID. */
  async begin(scenario: string): Promise<void> {
    await this.clear();
    this.#scenario = scenario;
  }

  /** Ends the processes of the last scenario and removes what they had. */
  async clear(): Promise<void> {
    const emulators = [...this.#emulators];
    const reserved = [...this.#reserved];
    this.#emulators.clear();
    this.#reserved.clear();
    await Promise.all([...emulators, ...reserved].map((emulator) => emulator.end()));
    this.#options.logs?.keep(this.#scenario, emulators);
    dropRam(this.#ram.splice(0));
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.clear();
    await this.#spares.close();
    const nursery = this.#nursery;
    this.#nursery = undefined;
    await nursery?.then((open) => open.close()).catch(() => undefined);
  }

  /** What QEMUs are born from; anew, where the last one was lost. */
  #ready(): Promise<Nursery> {
    if (this.#closed) return Promise.reject(new AdapterFault('no QEMU is started after the end of the run'));
    const { folder, launcher, timeout } = this.#options;
    const open = () => Nursery.open(launcher, folder, timeout);
    this.#nursery = this.#nursery === undefined ? open() : this.#nursery.then((nursery) => (nursery.lost ? open() : nursery), open);
    return this.#nursery;
  }

  #start(nursery: Nursery, { vm, ram, devices }: Start): Emulator {
    const { extra, folder, logs, timeout, trace } = this.#options;
    const configuration = commandLine({ vm, ram, firmware: this.#firmware, devices, extra, trace });
    return new Emulator(nursery.bear(configuration), { folder: folder.path, timeout, transcribed: logs !== undefined });
  }
}

/** All that the start of a QEMU depends on; without devices, what is known before one is plugged. */
function kindOf(vm: VmDescription, devices?: readonly ColdDevice[]): string {
  const regions = vm.ram.map(({ runs, pageSize }) => `${runs.reduce((sum, { length }) => sum + length, 0n)}/${pageSize}`);
  const plugged = devices?.map(({ device, fd, streamId }) => `${device}@${streamId}:${fd}`).join(' ');
  return `${smmuProperties(vm)} ${regions.join('+')} : ${plugged ?? ''}`;
}

/** Files of a spare as the RAM of a machine: the pages behind them are that machine's. */
function described(files: readonly RamFile[], { ram }: VmDescription): RamFile[] {
  return files.flatMap((file, index) => {
    const description = ram[index];
    return description === undefined ? [] : [{ ...file, description }];
  });
}
