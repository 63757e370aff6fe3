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
import { UserMemory } from '../../src/ports';
import {
  ARGUMENT_ADDRESS,
  BIND_IOMMUFD,
  DATA_ADDRESS,
  DESTROY,
  decodeStructure,
  encodeStructure,
  HWPT_ALLOC,
  HWPT_FLAGS,
  IOAS_ALLOC,
  IOMMU_PATH,
  type Request,
  type Structure,
  type Values,
  VIOMMU_ALLOC,
  VIOMMU_TEGRA241_DATA,
  VIOMMU_TYPES,
  vfioPath,
} from '../../src/tables/uapi';
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
  const { calls } = machine.startProcess('user space');
  const call = async <S extends Structure>(fd: number, request: Request<S>, values: Partial<Values<S>>, data = new Uint8Array(0)) => {
    const argument = encodeStructure(request.structure, values);
    new DataView(argument.buffer).setUint32(0, argument.length, true);
    const segments = [
      { address: ARGUMENT_ADDRESS, bytes: argument, writable: true },
      { address: DATA_ADDRESS, bytes: data, writable: true },
    ];
    const status = await calls.ioctl(fd, request.number, ARGUMENT_ADDRESS, new UserMemory(segments));
    if (status !== 'OK') throw new Error(`${request.name} ended with ${status}`);
    return decodeStructure(request.structure, argument);
  };
  const open = async (path: string) => {
    const opened = await calls.open(path);
    if (opened.status !== 'OK') throw new Error(`open ${path} ended with ${opened.status}`);
    return opened.fd;
  };
  const iommufd = await open(IOMMU_PATH);
  const { out_devid: device } = await call(await open(vfioPath('gpu0')), BIND_IOMMUFD, { iommufd });
  const { out_ioas_id: ioas } = await call(iommufd, IOAS_ALLOC, {});
  const { out_hwpt_id: stage2 } = await call(iommufd, HWPT_ALLOC, { dev_id: device, pt_id: ioas, flags: HWPT_FLAGS.NEST_PARENT });
  const viommu = {
    type: VIOMMU_TYPES.TEGRA241_CMDQV,
    dev_id: device,
    hwpt_id: stage2,
    data_len: VIOMMU_TEGRA241_DATA.bytes,
    data_uptr: DATA_ADDRESS,
  };
  const operation = async () => {
    const { out_viommu_id: id } = await call(iommufd, VIOMMU_ALLOC, viommu, new Uint8Array(VIOMMU_TEGRA241_DATA.bytes));
    await call(iommufd, DESTROY, { id });
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
