/**
 * `npm run guest:install`: puts a Linux guest into the user's cache folder: kernel, firmware and busybox from Debian's packages for
 * arm64, and drivers compiled with that kernel's headers. Needs no root.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../message-of';
import { Archive } from '../../debian/archive';
import { COULD_NOT_RUN, complain, isRelease, runInstaller, say, WRONG_USE } from '../../debian/installer';
import type { DebianPackage } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { installedGuest } from '../installed-guest';
import { sourcesDigest } from '../made-of';
import { GUESTS, guestFiles, installedGuests } from '../places';
import { crossCompiler } from './cross-compiler';
import { driverSources } from './driver-sources';
import { buildModules } from './kernel-build';
import { compareKernels, guestKernels, type KernelPackages } from './kernel-packages';

/** The archive's suites that may have a kernel, and those that may have the rest where one has not. */
const SUITES = ['sid', 'forky', 'trixie-backports'];
const SUITES_OF_PROGRAMS = ['forky', 'sid', 'trixie'];
const GUEST = 'arm64';
const MACHINE = 'amd64';
const FIRMWARE = 'qemu-efi-aarch64';
const BUSYBOX = 'busybox-static';

async function main(): Promise<number> {
  const release = releaseAskedFor();
  if (release === null) return WRONG_USE;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    complain('the guest is built on Linux on x86-64 alone');
    return COULD_NOT_RUN;
  }
  mkdirSync(GUESTS, { recursive: true });
  const kept = usable(release);
  try {
    const { archive, kernel } = await bestKernel(release);
    if (kept === kernel.version) {
      say(`A guest with Linux ${kept} is in ${GUESTS} already.`);
      return 0;
    }
    await install(archive, kernel);
    say(`A guest with Linux ${kernel.version} of Debian ${archive.suite} is in ${join(GUESTS, kernel.version)}.`);
    return 0;
  } catch (error) {
    complain(messageOf(error));
    if (kept === undefined) return COULD_NOT_RUN;
    say(`The guest with Linux ${kept}, which is in ${GUESTS}, stays.`);
    return 0;
  }
}

/** The release of `--version`, such as 7.2; null for arguments that nobody knows. */
function releaseAskedFor(): string | undefined | null {
  try {
    const { values } = parseArgs({ options: { version: { type: 'string' } } });
    if (values.version === undefined || isRelease(values.version)) return values.version;
  } catch (error) {
    complain(messageOf(error));
  }
  return null;
}

/** Version of the guest that is there, if it is whole and made of the sources as they are. */
function usable(release: string | undefined): string | undefined {
  for (const guest of installedGuests(release)) {
    try {
      installedGuest(guest.version);
      return guest.version;
    } catch {
      // It is made again.
    }
  }
  return undefined;
}

interface Found {
  readonly archive: Archive;
  readonly kernel: KernelPackages;
}

async function bestKernel(release: string | undefined): Promise<Found> {
  const found: Found[] = [];
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      const archive = new Archive(suite, GUEST);
      const [kernel] = guestKernels(await archive.index(say), release);
      if (kernel === undefined) problems.push(`  ${suite}: none`);
      else found.push({ archive, kernel });
    } catch (error) {
      problems.push(`  ${suite}: ${messageOf(error)}`);
    }
  }
  const [best] = found.sort((one, other) => compareKernels(one.kernel, other.kernel));
  if (best === undefined)
    throw new Error(`no suite has all of a kernel for ${GUEST} of Linux ${release ?? '7.1 or later'}:\n${problems.join('\n')}`);
  return best;
}

/** The guest is in its place once it is whole. */
async function install(archive: Archive, kernel: KernelPackages): Promise<void> {
  const work = mkdtempSync(join(GUESTS, 'new-'));
  // Make knows no paths with spaces or colons.
  const build = /[\s:]/.test(work) ? mkdtempSync(join(tmpdir(), 'cmdqv-guest-')) : join(work, 'build');
  try {
    const root = join(build, 'root');
    const out = join(work, 'guest');
    mkdirSync(out, { recursive: true });
    const compiler = await crossCompiler(MACHINE, build, say);
    say(`Fetching Linux ${kernel.version} and its headers of Debian ${archive.suite} ...`);
    await unpack(archive, [kernel.image, ...kernel.headers], root);
    const programs = await programsOf(archive.suite, kernel, root);
    const others = [await firstOf(FIRMWARE, join(build, 'others')), await firstOf(BUSYBOX, join(build, 'others'))];
    const sources = await driverSources(archive, kernel.sources, build, say);
    say("Building the guest's drivers ...");
    await buildModules({ root, release: kernel.release, sources, cross: compiler, out });
    const files = guestFiles(out);
    cpSync(kernelImage(root, kernel.release), files.kernel);
    cpSync(join(build, 'others/usr/share/qemu-efi-aarch64/QEMU_EFI.fd'), files.firmware);
    cpSync(busyboxIn(join(build, 'others')), files.busybox);
    const packages = [kernel.image, ...kernel.headers, kernel.sources, ...programs, ...others];
    const about = {
      kernel: kernel.release,
      version: kernel.version,
      suite: archive.suite,
      compiler: compiler.compiler,
      sources: sourcesDigest(),
      packages: packages.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
    };
    writeFileSync(files.about, `${JSON.stringify(about, undefined, 2)}\n`);
    const place = join(GUESTS, kernel.version);
    if (existsSync(place)) renameSync(place, join(work, 'old'));
    renameSync(out, place);
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(build, { recursive: true, force: true });
  }
}

/** The programs of the kernel's build, for this machine, with the C library that they were made for. */
async function programsOf(suite: string, kernel: KernelPackages, root: string): Promise<DebianPackage[]> {
  const archive = new Archive(suite, MACHINE);
  const index = await archive.index(say);
  const programs = index.get(kernel.programs);
  if (programs === undefined) throw new Error(`Debian ${suite} has no ${kernel.programs} for ${MACHINE}`);
  // Backports build on the suite that they are for.
  const library = index.get('libc6');
  const origin = library === undefined ? new Archive(suite.replace(/-backports$/, ''), MACHINE) : archive;
  const found = library ?? (await origin.index(say)).get('libc6');
  if (found === undefined) throw new Error(`Debian ${origin.suite} has no libc6 for ${MACHINE}`);
  await unpack(archive, [programs], root);
  await unpack(origin, [found], root);
  return [programs, found];
}

/** A package for the guest from the first suite that has it. */
async function firstOf(name: string, folder: string): Promise<DebianPackage> {
  const problems: string[] = [];
  for (const suite of SUITES_OF_PROGRAMS) {
    try {
      const archive = new Archive(suite, GUEST);
      const found = (await archive.index(say)).get(name);
      if (found === undefined) throw new Error('not there');
      await unpack(archive, [found], folder);
      return found;
    } catch (error) {
      problems.push(`  ${suite}: ${messageOf(error)}`);
    }
  }
  throw new Error(`${name} for ${GUEST} could not be had:\n${problems.join('\n')}`);
}

function kernelImage(root: string, release: string): string {
  const places = [join(root, 'usr/lib/modules', release, 'vmlinuz'), join(root, 'boot', `vmlinuz-${release}`)];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new Error('the package of the kernel holds no kernel');
  return place;
}

function busyboxIn(root: string): string {
  const place = ['usr/bin', 'bin'].map((folder) => join(root, folder, 'busybox')).find((path) => existsSync(path));
  if (place === undefined) throw new Error(`${BUSYBOX} holds no busybox but ${readdirSync(root).join(', ')}`);
  return place;
}

runInstaller(main);
