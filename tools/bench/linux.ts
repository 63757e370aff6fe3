import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { reference } from '../../reference';
import { Adapter } from '../../src/adapters/adapter';
import { buildAdapter } from '../../src/adapters/linux/build';
import { type KernelTree, kernelTree } from '../../src/adapters/linux/kernel-tree';
import { installedTrees } from '../../src/adapters/linux/places';
import { ChildChannel } from '../../src/adapters/protocol/child-channel';
import { DEFAULT_HOST, Machine } from '../../src/machine';
import { CODE_ROOT, packageIdentity } from '../../src/package';
import { IOMMU_PATH, vfioPath } from '../../src/tables/uapi';
import { makeCall } from '../../steps/kernel/calls/make-call';
import { UserSpace } from '../../steps/kernel/user-space';
import { median } from './median';
import { perSecond, startEcho } from './protocol';

/** vIOMMUs that are made and destroyed for a sample; each costs a hundred register accesses and more. */
const VIOMMUS = 30;
/** Of the kernel and stack chapters, as much as is measured: every so many of their scenarios. */
const PART = '1/10';

/** Linux's own code as the kernel layer, beside a bare echo of lines. */
export interface LinuxCost {
  readonly version: string;
  readonly echoPerSecond: number;
  /** Register accesses that the kernel makes in a second while it does nothing else. */
  readonly accessesPerSecond: number;
  readonly accessesOverEcho: number;
  /** A part of the kernel and stack chapters: what it took, and what its messages alone take at the rate of the echo. */
  readonly chapters: {
    readonly part: string;
    readonly messages: number;
    readonly tookMs: number;
    readonly echoMs: number;
    readonly ratio: number;
  };
}

/** `undefined` where there is no kernel tree. */
export async function measureLinux(samples: number): Promise<LinuxCost | undefined> {
  const [installed] = installedTrees();
  if (installed === undefined) return undefined;
  const tree = await kernelTree(installed.folder);
  const program = await buildAdapter(tree, { sanitize: false });
  const echo = startEcho();
  const kernel = await startKernel(program, tree);
  const [floors, rates]: [number[], number[]] = [[], []];
  for (let sample = 0; sample < samples; sample++) {
    floors.push(await perSecond(echo.ask, 1));
    rates.push(await kernel.accessesPerSecond());
  }
  echo.close();
  await kernel.close();
  const [echoPerSecond, accessesPerSecond] = [median(floors), median(rates)];
  const accessesOverEcho = accessesPerSecond / echoPerSecond;
  return {
    version: tree.version,
    echoPerSecond,
    accessesPerSecond,
    accessesOverEcho,
    chapters: measureChapters(program, tree, echoPerSecond),
  };
}

function environmentOf({ revision, version }: KernelTree): Readonly<Record<string, string>> {
  return { LINUX_VERSION: version, LINUX_REVISION: revision };
}

async function startKernel(program: string, tree: KernelTree) {
  const adapter = await Adapter.connect({
    open: () => new ChildChannel({ program, environment: environmentOf(tree) }, process.cwd()),
    suite: packageIdentity(),
    timeout: 30_000,
    restarts: 0,
    createMemory: () => reference.hardware.createMemory(),
  });
  await adapter.newScenario();
  const machine = new Machine({ ...reference, ...adapter.implementation }, DEFAULT_HOST);
  await machine.powerOn();
  await machine.boot();
  const user = new UserSpace(machine.startProcess('user space').calls);
  for (const [name, path] of [
    ['iommufd', IOMMU_PATH],
    ['gpu0', vfioPath('gpu0')],
  ] as const) {
    const opened = await user.calls.open(path);
    if (opened.status !== 'OK') throw new Error(`open ${path} ended with ${opened.status}`);
    user.files.set(name, opened.fd);
  }
  await makeCall(user, 'VFIO_DEVICE_BIND_IOMMUFD', new Map(), { fd: user.file('gpu0') });
  user.names.set('gpu0', user.returned('out_devid'));
  user.names.set('ram', await user.calls.allocate({ runs: [{ address: 0x9000_0000n, length: 0x100_0000n }], pageSize: 4096n }));
  for (const request of ['IOAS_ALLOC', 'IOAS_MAP', 'HWPT_ALLOC']) await makeCall(user, request);
  const operation = async () => {
    await makeCall(user, 'VIOMMU_ALLOC');
    await makeCall(user, 'DESTROY', new Map([['id', 'viommu']]));
  };
  const accessesPerSecond = async () => {
    const mark = machine.log.length;
    const began = performance.now();
    for (let done = 0; done < VIOMMUS; done++) await operation();
    const seconds = (performance.now() - began) / 1000;
    return machine.log.since(mark).filter(({ port }) => port === 'registers').length / seconds;
  };
  return { accessesPerSecond, close: () => adapter.close() };
}

/** Once as a user runs it, and once with a counter of lines in between, whose time does not count. */
function measureChapters(program: string, tree: KernelTree, echoPerSecond: number): LinuxCost['chapters'] {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-bench-'));
  try {
    const lines = join(folder, 'lines');
    const counting = `"${process.execPath}" "${join(__dirname, 'count-lines.js')}" "${lines}" "${program}"`;
    const run = (adapter: string) =>
      spawnSync(
        process.execPath,
        [
          join(CODE_ROOT, 'src', 'cli', 'main.js'),
          ...['run', '--adapter', adapter, '--layer', 'kernel', '--layer', 'stack', '--shard', PART],
          ...['--format', 'quiet', '--out', join(folder, 'reports')],
        ],
        { encoding: 'utf8', env: { ...process.env, ...environmentOf(tree) } },
      );
    run(counting);
    const began = performance.now();
    const { status, stdout } = run(`"${program}"`);
    const tookMs = performance.now() - began;
    if (status !== 0) process.stderr.write(`${stdout}\nthe chapters did not pass: their time is off\n`);
    // A question and its answer are one round of the echo.
    const messages = Number(readFileSync(lines, 'utf8'));
    const echoMs = (messages / 2 / echoPerSecond) * 1000;
    return { part: PART, messages, tookMs, echoMs, ratio: tookMs / echoMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
