import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import { AdapterFault } from '../../run/faults';

const SOURCE = join(PACKAGE_ROOT, 'adapters', 'qemu', 'shim.c');
const FLAGS = ['-O2', '-Wall', '-Wextra', '-shared', '-fPIC'];

/** Builds the library that QEMU preloads, unless that was done before; its path. Rejects with an AdapterFault. */
export async function buildShim(): Promise<string> {
  const compiler = process.env.CC ?? 'cc';
  const digest = createHash('sha256').update(readFileSync(SOURCE)).update(compiler).update(process.arch).digest('hex').slice(0, 16);
  const folder = buildFolder();
  const library = join(folder, `shim-${digest}.so`);
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Two runs may build at once: each in a file of its own.
  const unfinished = `${library}.${process.pid}`;
  await compile(compiler, [...FLAGS, '-o', unfinished, SOURCE, '-ldl']);
  renameSync(unfinished, library);
  return library;
}

/** Beside the source, or, where that is read-only or a list of libraries could not name it, in a place of the user's. */
function buildFolder(): string {
  const beside = join(PACKAGE_ROOT, 'adapters', 'qemu');
  try {
    accessSync(beside, constants.W_OK);
    if (!/[\s:]/.test(beside)) return join(beside, 'build');
  } catch {
    // The next best place.
  }
  return join(tmpdir(), `cmdqv-shim-${userInfo().uid}`);
}

function compile(compiler: string, flags: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(compiler, flags, (error, _stdout, stderr) => {
      if (error === null) return resolve();
      if (error.code === 'ENOENT') {
        return reject(
          new AdapterFault(`QEMU is driven through a small library in C, and there is no compiler '${compiler}': install one, or set CC`),
        );
      }
      reject(new AdapterFault(`the library that QEMU preloads cannot be built:\n${stderr.trim()}`));
    });
  });
}
