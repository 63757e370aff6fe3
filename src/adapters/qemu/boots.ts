import { closeSync } from 'node:fs';
import type { VmDescription } from '../../ports';
import { type ColdDevice, commandLine } from './command-line';
import { Emulator, type Launcher } from './emulator';
import { createRam, dropRam, type RamFile } from './guest-ram';
import type { RunFolder } from './run-folder';
import type { ScenarioLogs } from './scenario-logs';

/** Kinds of machine that a scenario may need at once, and those that scenarios in a row have in turn. */
const SPARES = 3;
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
}

/** RAM of a virtual machine, and the QEMU that will have it. */
export interface Boot {
  readonly ram: readonly RamFile[];
  /** Starts QEMU with these devices, or takes one that was started so and waits for its first system call. */
  launch(devices: readonly ColdDevice[]): Emulator;
}

/** A QEMU that was started before anyone asked. */
interface Spare {
  readonly kind: string;
  readonly ram: readonly RamFile[];
  readonly emulator: Emulator;
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
  readonly #ram: RamFile[] = [];
  /** At most one of a kind; the one that was wanted last is last. */
  #spares: readonly Spare[] = [];
  #scenario = '';

  constructor(options: BootOptions) {
    this.#options = options;
    this.#firmware = options.folder.unique('firmware');
    closeSync(options.folder.file(this.#firmware, FIRMWARE_BYTES));
  }

  /** Makes the RAM of a machine that is about to start. */
  prepare(vm: VmDescription): Boot {
    const [first] = vm.ram;
    if (first?.address !== GUEST_RAM) throw new RangeError(`QEMU's RAM begins at 0x${GUEST_RAM.toString(16)}`);
    let spare = this.#takeSpare(vm);
    const ram = spare === undefined ? createRam(this.#options.folder, vm.ram) : described(spare.ram, vm);
    this.#ram.push(...ram);
    return {
      ram,
      launch: (devices) => {
        const kind = kindOf(vm, devices);
        if (spare !== undefined && spare.kind !== kind) void spare.emulator.end();
        const emulator = spare?.kind === kind ? spare.emulator : this.#start(vm, ram, devices);
        spare = undefined;
        this.#emulators.add(emulator);
        this.#stock(vm, devices);
        return emulator;
      },
    };
  }

  /** Starts QEMU without a device and ends it; rejects with why it does not start. */
  async tryOut(): Promise<void> {
    const ram = createRam(this.#options.folder, [{ address: GUEST_RAM, pageSize: 4096n, runs: [{ address: 0n, length: TRY_OUT_BYTES }] }]);
    const emulator = this.#start({ name: 'try-out', cmdqv: 'off', ram: [] }, ram, []);
    try {
      await emulator.qmp.execute('query-status');
      await emulator.qtest.ask('endianness');
    } finally {
      await emulator.end();
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
    this.#emulators.clear();
    await Promise.all(emulators.map((emulator) => emulator.end()));
    this.#options.logs?.keep(this.#scenario, emulators);
    dropRam(this.#ram.splice(0));
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.clear();
    const spares = this.#spares;
    this.#spares = [];
    await drop(spares);
  }

  #start({ cmdqv }: VmDescription, ram: readonly RamFile[], devices: readonly ColdDevice[]): Emulator {
    const { extra, folder, launcher, logs, timeout, trace } = this.#options;
    const configuration = commandLine({ cmdqv, ram, firmware: this.#firmware, devices, extra, trace });
    return new Emulator(launcher, configuration, { folder, timeout, transcribed: logs !== undefined });
  }

  #takeSpare(vm: VmDescription): Spare | undefined {
    const kind = kindOf(vm);
    const spare = this.#spares.find((one) => one.kind.startsWith(kind) && !one.emulator.ended);
    this.#spares = this.#spares.filter((one) => one !== spare);
    return spare;
  }

  #stock(vm: VmDescription, devices: readonly ColdDevice[]): void {
    const kind = kindOf(vm, devices);
    const ram = createRam(this.#options.folder, vm.ram);
    const spares = [...this.#spares.filter((one) => one.kind !== kind), { kind, ram, emulator: this.#start(vm, ram, devices) }];
    const surplus = this.#spares.filter((one) => one.kind === kind).concat(spares.slice(0, -SPARES));
    this.#spares = spares.slice(-SPARES);
    void drop(surplus);
  }
}

async function drop(spares: readonly Spare[]): Promise<void> {
  for (const { ram } of spares) dropRam(ram);
  await Promise.all(spares.map(({ emulator }) => emulator.end()));
}

/** All that the start of a QEMU depends on; without devices, what is known before one is plugged. */
function kindOf({ cmdqv, ram }: VmDescription, devices?: readonly ColdDevice[]): string {
  const regions = ram.map(({ runs, pageSize }) => `${runs.reduce((sum, { length }) => sum + length, 0n)}/${pageSize}`);
  const plugged = devices?.map(({ device, fd, streamId }) => `${device}@${streamId}:${fd}`).join(' ');
  return `${cmdqv} ${regions.join('+')} : ${plugged ?? ''}`;
}

/** Files of a spare as the RAM of a machine: the pages behind them are that machine's. */
function described(files: readonly RamFile[], { ram }: VmDescription): RamFile[] {
  return files.flatMap((file, index) => {
    const description = ram[index];
    return description === undefined ? [] : [{ ...file, description }];
  });
}
