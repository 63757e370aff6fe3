import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { Duplex } from 'node:stream';
import { reference } from '../../reference';
import { installedGuest } from '../../src/adapters/linux-guest/installed-guest';
import { buildShim } from '../../src/adapters/qemu/build-shim';
import { processorsOf } from '../../src/adapters/qemu/command-line';
import { locateQemu } from '../../src/adapters/qemu/locate';
import { RunFolder } from '../../src/adapters/qemu/run-folder';
import { GuestConsole } from '../../src/adapters/qemu/system/guest-console';
import { GuestSoftware } from '../../src/adapters/qemu/system/guest-software';
import { DEFAULT_HOST, Machine } from '../../src/machine';
import type { VmDescription } from '../../src/ports';
import { AdapterFault } from '../../src/run/faults';
import { completed } from '../../src/run/implementation';
import { linuxGuestOn } from '../../src/self-test/guest';
import { median } from './median';

/** Milliseconds that a guest has to come up. */
const PATIENCE = 300_000;

const RAM = { address: 0x4000_0000n, length: 0x2000_0000n };

const VM: VmDescription = {
  name: 'VM',
  cmdqv: 'on',
  ram: [{ address: RAM.address, pageSize: 4096n, runs: [{ address: 0x1_0000_0000n, length: RAM.length }] }],
  system: { kind: 'linux', processors: 1 },
};

/** What a boot of Linux takes on the stack, and on the same QEMU with an emulated SMMU and a device that does nothing. */
export interface GuestBootCost {
  readonly turns: number;
  /** Milliseconds until the guest's first process runs; medians of the turns. */
  readonly stackMs: number;
  readonly bareMs: number;
  /** Median of the turns' own ratios. */
  readonly ratio: number;
}

/** Boots the guest both ways in turn. Tells in words why not, where QEMU or the guest is not installed. */
export async function measureGuestBoot(turns: number, tell: (text: string) => void): Promise<GuestBootCost | string> {
  try {
    installedGuest();
    await locateQemu(await buildShim());
  } catch (error) {
    if (error instanceof AdapterFault) return error.message;
    throw error;
  }
  const samples: { readonly bare: number; readonly stack: number }[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    tell(`Linux boots in a guest of the stack and of a bare QEMU, ${turn} of ${turns}`);
    samples.push({ bare: await bareBoot(), stack: await stackBoot() });
  }
  return {
    turns,
    stackMs: median(samples.map(({ stack }) => stack)),
    bareMs: median(samples.map(({ bare }) => bare)),
    ratio: median(samples.map(({ bare, stack }) => stack / bare)),
  };
}

async function stackBoot(): Promise<number> {
  const above = await linuxGuestOn(reference);
  try {
    await above.newScenario?.('bench');
    const { hardware, ...layers } = completed(above.implementation, reference);
    const createMemory = () => above.createMemory?.() ?? hardware.createMemory();
    const machine = new Machine(
      { ...layers, hardware: { createMemory, create: (smmu, below) => hardware.create(smmu, below) } },
      DEFAULT_HOST,
    );
    await machine.powerOn();
    await machine.boot();
    const began = performance.now();
    const { bus } = await machine.startVm(VM);
    const plugged = await bus.plug({ device: 'gpu0', streamId: 0x10 });
    const took = performance.now() - began;
    if (!plugged.ok) throw new Error(`the guest did not come up: ${plugged.message}`);
    await bus.shutDown();
    return took;
  } finally {
    await above.close();
  }
}

async function bareBoot(): Promise<number> {
  const folder = RunFolder.create();
  try {
    const { launcher } = await locateQemu(await buildShim());
    const software = new GuestSoftware(folder, { concurrent: false });
    const guest = software.arguments(VM);
    const words = [
      ...['-machine', 'virt,gic-version=3,iommu=smmuv3', ...processorsOf(guest), '-cpu', 'cortex-a57', '-m', `${RAM.length}b`],
      ...[
        '-bios',
        software.guest.firmware,
        '-nodefaults',
        '-display',
        'none',
        '-chardev',
        'stdio,id=console',
        '-serial',
        'chardev:console',
      ],
      ...['-kernel', guest.kernel, '-initrd', guest.initialRamDisk, '-append', guest.commandLine, '-device', 'pci-testdev'],
    ];
    const began = performance.now();
    const qemu = spawn(launcher.command, [...launcher.prefix, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => qemu.once('close', resolve));
    const console = new GuestConsole(Duplex.from({ readable: qemu.stdout, writable: qemu.stdin }), PATIENCE);
    qemu.once('exit', () => console.fail(new AdapterFault('QEMU ended')));
    await console.ready();
    const took = performance.now() - began;
    qemu.kill('SIGKILL');
    await ended;
    return took;
  } finally {
    folder.remove();
  }
}
