import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../../message-of';
import { Archive } from '../../debian/archive';
import { type DebianPackage, withLibraries } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { isOnPath } from '../../linux/tools';

const run = promisify(execFile);

const PREFIX = 'aarch64-linux-gnu';
/** The oldest first: what was built for an old C library runs with a newer one. */
const SUITES = ['bookworm', 'trixie', 'forky'];
const COMPILER = new RegExp(`^gcc-(\\d+)-${PREFIX}$`);
/** Parts of the C library itself are the machine's; those for arm64 are not needed. */
const LEFT_OUT = /^libc6$|^libcrypt1$|-cross$/;

/** A compiler for arm64, and the environment in which it runs. */
export interface CrossCompiler {
  readonly compiler: string;
  readonly strip: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The machine's own compiler for arm64, or one of Debian's packages, unpacked into `folder`. Rejects with what was tried. */
export async function crossCompiler(architecture: string, folder: string, say: (line: string) => void): Promise<CrossCompiler> {
  const strip = `${PREFIX}-strip`;
  if (isOnPath(`${PREFIX}-gcc`) && isOnPath(strip)) return { compiler: `${PREFIX}-gcc`, strip, environment: environmentOf() };
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      const archive = new Archive(suite, architecture);
      const index = await archive.index(say);
      const version = newestCompiler(index);
      if (version === undefined) throw new Error(`it has no compiler for ${PREFIX}`);
      const names = [`gcc-${version}-${PREFIX}`, `cpp-${version}-${PREFIX}`, `binutils-${PREFIX}`];
      const packages = withLibraries(index, names).filter(({ name }) => !LEFT_OUT.test(name));
      say(`Fetching a compiler for arm64, ${packages.length} packages of Debian ${suite} ...`);
      const root = join(folder, suite);
      await unpack(archive, packages, root);
      const found = { compiler: `${PREFIX}-gcc-${version}`, strip, environment: environmentOf(root) };
      await run(found.compiler, ['--version'], { env: found.environment });
      return found;
    } catch (error) {
      problems.push(`  ${suite}: ${messageOf(error)}`);
    }
  }
  throw new Error(`a compiler for arm64, ${PREFIX}-gcc, could not be had:\n${problems.join('\n')}`);
}

function newestCompiler(index: ReadonlyMap<string, DebianPackage>): number | undefined {
  const versions = [...index.keys()].flatMap((name) => {
    const version = COMPILER.exec(name)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  return versions.length === 0 ? undefined : Math.max(...versions);
}

/** What the user set for builds of the kernel is not for this one. */
function environmentOf(root?: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
  for (const name of ['ARCH', 'CROSS_COMPILE', 'KBUILD_OUTPUT', 'KCFLAGS', 'O', 'MAKEFLAGS', 'LLVM', 'CC', 'CFLAGS', 'LDFLAGS'])
    delete environment[name];
  if (root === undefined) return environment;
  environment.PATH = [join(root, 'usr/bin'), process.env.PATH ?? ''].join(delimiter);
  environment.LD_LIBRARY_PATH = join(root, 'usr/lib/x86_64-linux-gnu');
  return environment;
}
