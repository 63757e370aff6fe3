import {
  accessSync,
  closeSync,
  constants,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../message-of';
import { AdapterFault } from '../../run/faults';

const PREFIX = 'cmdqv-qemu-';

/** A file system of memory, where guest RAM costs least, and the bytes that it must have to spare. */
const MEMORY = { path: '/dev/shm', room: 0x2000_0000 } as const;

/** The folder of one run: guest RAM, firmware, configuration spaces. It goes when the run ends. */
export class RunFolder {
  readonly path: string;
  #files = 0;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder, and removes those of runs that ended without doing so. */
  static create(parent: string = placeFor(process.env.TMPDIR)): RunFolder {
    return unlessUnusable(parent, () => {
      for (const name of readdirSync(parent)) {
        const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
        if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(parent, name), { recursive: true, force: true });
      }
      return new RunFolder(mkdtempSync(join(parent, `${PREFIX}${process.pid}-`)));
    });
  }

  /** A path that nothing else in the folder has; it begins with `name`. */
  unique(name: string, ending = ''): string {
    this.#files += 1;
    return join(this.path, `${name}-${this.#files}${ending}`);
  }

  /** A new file of that size, all zeros. */
  file(path: string, bytes: bigint): number {
    return unlessUnusable(this.path, () => {
      const file = openSync(path, 'wx+', 0o600);
      try {
        ftruncateSync(file, Number(bytes));
        return file;
      } catch (error) {
        closeSync(file);
        throw error;
      }
    });
  }

  /** A new file without a name: it goes when it is closed everywhere. */
  nameless(content: Uint8Array): number {
    const path = this.unique('file');
    const file = this.file(path, BigInt(content.length));
    try {
      unlinkSync(path);
      writeWhole(file, content, 0);
      return file;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Where the folders of runs are: where the user says, or in memory, or where there is room. */
export function placeFor(named: string | undefined, memory: { readonly path: string; readonly room: number } = MEMORY): string {
  if (named !== undefined && named !== '') return named;
  try {
    accessSync(memory.path, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory.path);
    return bavail * bsize >= memory.room ? memory.path : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Stores all of `bytes` in a file of the run. Throws an AdapterFault where there is no room. */
export function writeWhole(file: number, bytes: Uint8Array, position: number): void {
  unlessUnusable('the folder of the run (TMPDIR names its place)', () => {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done);
  });
}

/** What the file system refuses says nothing of QEMU. */
function unlessUnusable<T>(where: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new AdapterFault(`guest RAM and other files of a run cannot be kept in ${where}: ${messageOf(error)}`);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
