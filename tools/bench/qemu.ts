import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';
import { reference } from '../../reference';
import { buildShim } from '../../src/adapters/qemu/build-shim';
import { locateQemu } from '../../src/adapters/qemu/locate';
import { openQemu } from '../../src/adapters/qemu/open-qemu';
import { DEFAULT_HOST, Machine } from '../../src/machine';
import { AdapterFault } from '../../src/run/faults';
import { completed } from '../../src/run/implementation';
import { median } from './median';

const OPERATIONS = 4000;
const IN_FLIGHT = 32;
const QTEST_FD = 3;
/** IDR0 of the SMMU: a trapped register, as those of CMDQ-V are. */
const TRAPPED = 0xc000000;

/** Operations a second on QEMU, through the adapter and through a client that only writes and reads lines. */
export interface QemuCost {
  readonly inFlight: number;
  readonly barePerSecond: number;
  readonly adapterPerSecond: number;
  readonly ratio: number;
}

/** Reads and writes registers in turn on QEMU; medians of `samples`. `undefined` where there is no QEMU to test. */
export async function measureQemu(samples: number): Promise<readonly QemuCost[] | undefined> {
  try {
    await locateQemu(await buildShim());
  } catch (error) {
    if (error instanceof AdapterFault) return undefined;
    throw error;
  }
  const bare = await startBare();
  const adapter = await startAdapter();
  const costs: QemuCost[] = [];
  for (const inFlight of [1, IN_FLIGHT]) {
    const [floors, rates]: [number[], number[]] = [[], []];
    for (let sample = 0; sample < samples; sample++) {
      floors.push(await perSecond(bare.operation, inFlight));
      rates.push(await perSecond(adapter.operation, inFlight));
    }
    const [barePerSecond, adapterPerSecond] = [median(floors), median(rates)];
    costs.push({ inFlight, barePerSecond, adapterPerSecond, ratio: adapterPerSecond / barePerSecond });
  }
  bare.close();
  await adapter.close();
  return costs;
}

async function perSecond(operation: (index: number) => Promise<unknown>, inFlight: number): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < OPERATIONS; done += inFlight) {
    await Promise.all(Array.from({ length: inFlight }, (_, index) => operation(done + index)));
  }
  return OPERATIONS / ((performance.now() - began) / 1000);
}

async function startBare() {
  const { launcher } = await locateQemu(await buildShim());
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-bench-'));
  const firmware = join(folder, 'firmware');
  writeFileSync(firmware, new Uint8Array(0x1_0000));
  const machine = ['-machine', 'virt,gic-version=3', '-accel', 'qtest', '-cpu', 'cortex-a57', '-m', '64M', '-bios', firmware];
  const smmu = ['-device', 'arm-smmuv3,primary-bus=pcie.0', '-nodefaults', '-display', 'none'];
  const qtest = ['-chardev', `socket,id=qtest,fd=${QTEST_FD}`, '-qtest', 'chardev:qtest', '-qtest-log', 'none'];
  const child = spawn(launcher.command, [...launcher.prefix, ...machine, ...smmu, ...qtest], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...launcher.environment },
  });
  const socket = child.stdio[QTEST_FD];
  if (!(socket instanceof Duplex)) throw new Error('QEMU got no socket');
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: socket }).on('line', (line) => waiting.shift()?.(line));
  let unsent = '';
  const send = () => {
    socket.write(unsent);
    unsent = '';
  };
  // In one write what is asked in one turn, as the adapter does: the floor is to be as low as a client can have it.
  const ask = (line: string) =>
    new Promise<string>((resolve) => {
      waiting.push(resolve);
      if (unsent === '') queueMicrotask(send);
      unsent += `${line}\n`;
    });
  const operation = (index: number) => ask(index % 2 === 0 ? `readl 0x${TRAPPED.toString(16)}` : `writel 0x${TRAPPED.toString(16)} 0x0`);
  const close = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  };
  return { operation, close };
}

async function startAdapter() {
  const qemu = await openQemu({ arguments: [] }, { timeout: 30_000, createMemory: () => reference.hardware.createMemory() });
  const layers = completed(qemu.implementation, reference);
  const createMemory = () => qemu.createMemory?.() ?? layers.hardware.createMemory();
  const machine = new Machine(
    { ...layers, hardware: { createMemory, create: (smmu, below) => layers.hardware.create(smmu, below) } },
    DEFAULT_HOST,
  );
  await machine.powerOn();
  await machine.boot();
  const ram = [{ address: 0x4000_0000n, pageSize: 4096n, runs: [{ address: 0x9000_0000n, length: 0x400_0000n }] }];
  const bus = await layers.device.start({ name: 'VM', cmdqv: 'on', ram }, machine.startProcess('VM').calls);
  await bus.plug({ device: 'gpu0', streamId: 0x10 });
  const operation = (index: number): Promise<unknown> => (index % 2 === 0 ? bus.read(0, 4) : bus.write(0x4, 4, 0n));
  return { operation, close: () => qemu.close() };
}
