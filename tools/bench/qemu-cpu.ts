import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { buildShim } from '../../src/adapters/qemu/build-shim';
import { commandLine } from '../../src/adapters/qemu/command-line';
import { FDS } from '../../src/adapters/qemu/inherited-files';
import { locateQemu } from '../../src/adapters/qemu/locate';
import type { Launcher } from '../../src/adapters/qemu/nursery';
import { RunFolder } from '../../src/adapters/qemu/run-folder';
import { CODE_ROOT, PACKAGE_ROOT } from '../../src/package';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';
import { median } from './median';

/** One in so many scenarios of the device and stack chapters, in their order. Fewer would tell what a run costs to begin. */
const EVERY = 6;
const BARE_STARTS = 30;
const RAM = { description: { address: 0x4000_0000n, pageSize: 4096n, runs: [] }, length: 0x400_0000n } as const;
/** Milliseconds of a clock tick, the unit in which Linux tells processor time. */
const TICK_MS = 10;

/** Processor time of something, in milliseconds. */
export interface CpuMs {
  readonly user: number;
  readonly system: number;
}

/** What a scenario costs on QEMU, and a QEMU that is started, answers once and ends. Medians of turns. */
export interface QemuCpu {
  readonly turns: number;
  /** Scenarios in the sample that ran. */
  readonly scenarios: number;
  /** All processes of a run, from its command to its reports, over the scenarios that ran. */
  readonly scenario: CpuMs;
  readonly bare: CpuMs;
  /** Median of the turns' own ratios. */
  readonly ratio: number;
  /** The turns' ratios, lowest first. */
  readonly ratios: readonly number[];
}

/** Runs a fixed sample of scenarios, and bare QEMUs, in turn. */
export async function measureQemuCpu(turns: number, tell: (text: string) => void): Promise<QemuCpu> {
  const folder = RunFolder.create();
  const reports = mkdtempSync(join(folder.path, 'reports-'));
  // The library is built here, where that is not measured. In a bare QEMU it does nothing.
  const { launcher } = await locateQemu(await buildShim());
  const chosen = sample();
  const samples: { readonly scenarios: number; readonly scenario: CpuMs; readonly bare: CpuMs }[] = [];
  try {
    for (let turn = 1; turn <= turns; turn++) {
      tell(`scenarios on QEMU and bare QEMUs, ${turn} of ${turns}`);
      let scenarios = 1;
      const run = await cpuOfChildren(() => {
        scenarios = runSample(chosen, reports);
      });
      const bare = await cpuOfChildren(async () => {
        for (let start = 0; start < BARE_STARTS; start++) await startAndEnd(launcher, folder);
      });
      samples.push({ scenarios, scenario: shared(run, scenarios), bare: shared(bare, BARE_STARTS) });
    }
  } finally {
    folder.remove();
  }
  const ratios = samples.map(({ bare, scenario }) => total(scenario) / total(bare)).sort((one, other) => one - other);
  return {
    turns,
    scenarios: samples[0]?.scenarios ?? 0,
    scenario: medians(samples.map(({ scenario }) => scenario)),
    bare: medians(samples.map(({ bare }) => bare)),
    ratio: median(ratios),
    ratios,
  };
}

function sample(): string[] {
  const { catalogue, plan } = loadSuite();
  const { scenarios } = select(plan, catalogue, { layers: ['device', 'stack'] });
  return scenarios.filter((_, index) => index % EVERY === 0).map(({ id }) => id);
}

function total({ system, user }: CpuMs): number {
  return user + system;
}

function shared({ system, user }: CpuMs, count: number): CpuMs {
  return { user: user / count, system: system / count };
}

function medians(costs: readonly CpuMs[]): CpuMs {
  return { user: median(costs.map(({ user }) => user)), system: median(costs.map(({ system }) => system)) };
}

/** Processor time of the processes that `act` starts and waits for, and of theirs. */
async function cpuOfChildren(act: () => void | Promise<void>): Promise<CpuMs> {
  const before = waitedFor();
  await act();
  const after = waitedFor();
  return { user: after.user - before.user, system: after.system - before.system };
}

function waitedFor(): CpuMs {
  // Behind the name, which may contain anything, in parentheses.
  const [, fields = ''] = /\) (.*)$/.exec(readFileSync('/proc/self/stat', 'utf8').trim()) ?? [];
  const [user, system] = fields.split(' ').slice(13, 15).map(Number);
  if (user === undefined || system === undefined) throw new Error('/proc/self/stat does not tell the processor time of children');
  return { user: user * TICK_MS, system: system * TICK_MS };
}

/** Runs the sample with the command line as users have it; how many scenarios ran. */
function runSample(chosen: readonly string[], reports: string): number {
  const main = join(CODE_ROOT, 'src', 'cli', 'main.js');
  const { error, status, stderr } = spawnSync(
    process.execPath,
    [main, 'run', '--adapter', 'qemu', '--clause', chosen.join(','), '--format', 'quiet', '--out', reports],
    { cwd: PACKAGE_ROOT, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the sample of scenarios did not conform on QEMU: exit code ${status}: ${stderr}`);
  const { totals }: { readonly totals: Readonly<Record<string, number>> } = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8'));
  return (totals.passed ?? 0) + (totals.knownDeviation ?? 0);
}

/**
 * Starts QEMU as a scenario without devices does, waits for one answer, and ends it as a scenario does. What needs
 * `/dev/iommu` is left out: QEMU would not start.
 */
async function startAndEnd(launcher: Launcher, folder: RunFolder): Promise<void> {
  const path = folder.unique('ram');
  const file = openSync(path, 'wx+');
  ftruncateSync(file, Number(RAM.length));
  const firmware = folder.unique('firmware');
  writeFileSync(firmware, new Uint8Array(0x1_0000));
  const ram = [{ ...RAM, path, file }];
  const configuration = withoutKernel(commandLine({ vm: { cmdqv: 'off' }, ram, firmware, devices: [], extra: [], trace: false }));
  const child = spawn(launcher.command, [...launcher.prefix, ...configuration], {
    // As the adapter numbers them: no file of the kernel's, the library's socket, qtest, QMP.
    stdio: ['ignore', 'ignore', 'inherit', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...launcher.environment },
  });
  const ended = once(child, 'close');
  const [qtest, qmp] = [child.stdio.at(FDS.qtest), child.stdio.at(FDS.qmp)];
  if (!(qtest instanceof Duplex && qmp instanceof Duplex)) throw new Error('QEMU got no socket');
  qmp.on('error', () => undefined).resume();
  qtest.on('error', () => undefined).write('endianness\n');
  const answered = await Promise.race([once(qtest, 'data').then(() => true), ended.then(() => false)]);
  if (!answered) throw new Error('a bare QEMU does not start');
  child.kill('SIGKILL');
  await ended;
  closeSync(file);
  for (const used of [path, firmware]) rmSync(used);
}

function withoutKernel(configuration: readonly string[]): string[] {
  const iommufd = configuration.findIndex((argument) => argument.startsWith('iommufd,'));
  return configuration
    .filter((_, index) => index !== iommufd && index !== iommufd - 1)
    .map((argument) => (argument.startsWith('arm-smmuv3,') ? argument.replace(/,accel=.*/, '') : argument));
}
