import { accessSync, constants } from 'node:fs';
import { WrongUse } from '../specification/wrong-use';
import { DirectoryLock } from './directory-lock';
import { EarlierReports, type ReportName } from './earlier-reports';
import { makeDirectory } from './make-directory';

/**
 * A directory that is one run's alone, from its first moment on, before anything is loaded that takes its time: reports of an
 * earlier run are out of sight. Everything here is synchronous, so that a process that ends can still call it.
 */
export class ClaimedDirectory {
  readonly path: string;
  readonly #lock: DirectoryLock;
  readonly #earlier: EarlierReports;

  /** Makes the directory; throws {@link WrongUse} if it cannot be made or written, or if another run writes there. */
  constructor(path: string) {
    this.path = path;
    this.#lock = inDirectory(path, () => {
      makeDirectory(path);
      accessSync(path, constants.W_OK | constants.X_OK);
      return DirectoryLock.take(path);
    });
    try {
      this.#earlier = inDirectory(path, () => new EarlierReports(path));
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** Where the earlier run's report of this name is now. */
  earlier(name: ReportName): string {
    return this.#earlier.pathOf(name);
  }

  /** The run's own reports are there: those of the earlier one go. */
  forget(): void {
    this.#earlier.remove();
  }

  /** Lets others in, and puts earlier reports back if none have taken their place. May be called again. */
  release(): void {
    this.#earlier.restore();
    this.#lock.release();
  }
}

/** Does what may fail because of the directory; throws {@link WrongUse} for that. */
export function inDirectory<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof WrongUse || !(error instanceof Error && 'code' in error)) throw error;
    const detail = error.code === 'EEXIST' ? 'it is not a directory' : error.message;
    throw new WrongUse(`cannot write reports to "${path}": ${detail}`);
  }
}
