import { execFile } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstErrors } from '../../linux/first-errors';
import { GUEST_SOURCES } from '../places';
import type { CrossCompiler } from './cross-compiler';

const run = promisify(execFile);

const IOMMU = 'drivers/iommu';
const SMMU = `${IOMMU}/arm/arm-smmu-v3`;
/** The name of the driver that is built into the kernel: what is blacklisted by it must not be this one, too. */
const BUILT_IN_NAME = /\barm_smmu_driver\b/g;
/** Options of the kernel that ask for more than an older compiler, or one without its tools, can do; modules do without them. */
const NEWER_OPTIONS = /^CONFIG_(?:CC_HAS_MIN_FUNCTION_ALIGNMENT|DEBUG_INFO\w*|RUST\w*)=.*\n/gm;
/** Lines of the compiler's that are passed on. */
const WORDS = 30;

/** Where things are for the build of the guest's modules. */
export interface KernelBuild {
  /** The root into which the packages were unpacked. */
  readonly root: string;
  /** What the kernel calls itself. */
  readonly release: string;
  /** The kernel's sources, of which the driver is enough. */
  readonly sources: string;
  readonly cross: CrossCompiler;
  /** Where the built files go. */
  readonly out: string;
}

/** Builds the driver of the SMMU and that of the device, as modules, and the program for kexec. Rejects with what the compiler says. */
export async function buildModules({ cross, out, release, root, sources }: KernelBuild): Promise<void> {
  const headers = join(root, 'usr/src', `linux-headers-${release}`);
  adaptHeaders(root, headers);
  adaptPrograms(root);
  const modules = layOut(sources, join(root, 'modules'));
  await make(
    ['make', '-s', `-j${availableParallelism()}`, '-C', headers, `M=${modules}`, `CC=${cross.compiler}`, 'modules'],
    cross.environment,
  );
  for (const name of ['smmuv3_cmdqv.ko', 'cmdqv_dma.ko']) {
    await run(cross.strip, ['-g', '-o', join(out, name), join(modules, name)], { env: cross.environment });
  }
  const flags = ['-O2', '-Wall', '-Wextra', '-static', '-nostdlib', '-ffreestanding', '-fno-stack-protector', '-fno-pie', '-no-pie'];
  await make([cross.compiler, ...flags, '-o', join(out, 'kexec'), join(GUEST_SOURCES, 'kexec.c')], cross.environment);
}

/** Headers that were unpacked instead of installed. */
function adaptHeaders(root: string, headers: string): void {
  edit(join(headers, 'Makefile'), (text) => text.replaceAll('/usr/src', join(root, 'usr/src')));
  edit(join(headers, 'include/config/auto.conf'), (text) => text.replace(NEWER_OPTIONS, ''));
}

/** The programs of the build run with the C library that they were made for, whatever the machine's own is. */
function adaptPrograms(root: string): void {
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const loader = join(libraries, 'ld-linux-x86-64.so.2');
  const kbuild = readdirSync(join(root, 'usr/lib')).find((name) => name.startsWith('linux-kbuild-'));
  if (kbuild === undefined || !existsSync(loader)) throw new Error("the packages hold no programs of the kernel's build");
  const scripts = join(root, 'usr/lib', kbuild, 'scripts');
  for (const name of readdirSync(scripts, { recursive: true, encoding: 'utf8' })) {
    const path = join(scripts, name);
    if (!isProgram(path)) continue;
    renameSync(path, `${path}.program`);
    writeFileSync(path, `#!/bin/sh\nexec '${loader}' --library-path '${libraries}' --argv0 "$0" "$0.program" "$@"\n`);
    chmodSync(path, 0o755);
  }
}

function isProgram(path: string): boolean {
  const magic = Buffer.alloc(4);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, magic);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
  return magic.equals(Buffer.from('\x7fELF', 'latin1'));
}

/** The driver's sources and this project's own, as a tree of modules outside the kernel's; the folder with the Kbuild. */
function layOut(sources: string, tree: string): string {
  const modules = join(tree, SMMU);
  mkdirSync(modules, { recursive: true });
  const copyAll = (from: string, kind: RegExp, to: string) => {
    for (const name of readdirSync(from)) if (kind.test(name)) copyFileSync(join(from, name), join(to, name));
  };
  copyAll(join(sources, IOMMU), /\.h$/, join(tree, IOMMU));
  copyAll(join(sources, SMMU), /\.[ch]$/, modules);
  copyAll(join(GUEST_SOURCES, 'driver'), /^Kbuild$|\.c$/, modules);
  edit(join(modules, 'arm-smmu-v3.c'), (text) => text.replace(BUILT_IN_NAME, 'smmuv3_cmdqv_driver'));
  return modules;
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

async function make([program = '', ...rest]: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await run(program, rest, { env, maxBuffer: 2 ** 26 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error(`${program}, which the build of the guest's driver needs, is not there: install it`);
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`the guest's driver cannot be built:\n${firstErrors(said, WORDS)}`);
  }
}
