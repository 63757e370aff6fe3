import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../is-object';
import { WrongUse } from '../specification/wrong-use';

/** Who writes to a directory. */
interface Holder {
  readonly pid: number;
  /** When it took the lock; ISO 8601, UTC. */
  readonly startedAt: string;
  readonly host: string;
  /** When the process with that number began, where the system tells: numbers come again. */
  readonly birth?: string;
}

const ATTEMPTS = 5;

/** A directory that one run writes to: a file `.lock` in it says which. A lock whose process is gone is taken over. */
export class DirectoryLock {
  readonly #file: string;
  readonly #release = () => this.release();
  #held = true;

  private constructor(file: string) {
    this.#file = file;
    process.once('exit', this.#release);
  }

  /** Takes the lock; throws {@link WrongUse} that names the run which has it. */
  static take(directory: string): DirectoryLock {
    const file = join(directory, '.lock');
    const mine = `${JSON.stringify(self())}\n`;
    for (let attempt = 1; ; attempt += 1) {
      if (created(file, mine)) return new DirectoryLock(file);
      const written = contentOf(file);
      const holder = written === undefined ? undefined : holderIn(written);
      if (attempt === ATTEMPTS || (holder !== undefined && isAlive(holder))) throw new WrongUse(refusal(directory, file, holder));
      if (written !== undefined) discard(file, written);
    }
  }

  /** Lets the next one in. May be called again. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    process.off('exit', this.#release);
    rmSync(this.#file, { force: true });
  }
}

function self(): Holder {
  const birth = birthOf(process.pid);
  return { pid: process.pid, startedAt: new Date().toISOString(), host: hostname(), ...(birth === undefined ? {} : { birth }) };
}

/** Makes the file with its content at once, unless it exists. */
function created(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, content);
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Not every file system has links.
    return createdAlone(file, content);
  } finally {
    rmSync(draft, { force: true });
  }
}

function createdAlone(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock that nobody holds, and no other: somebody else may be taking it over. */
function discard(file: string, content: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (contentOf(aside) !== content) renameSync(aside, file);
  } catch {
    // It has gone: the next attempt sees what is there now.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Another machine's processes cannot be looked at, so one that wrote there counts as alive. */
function isAlive({ birth, host, pid }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return birth === undefined || birth === birthOf(pid);
}

/** Clock ticks from the system's start to the process's, on Linux. */
function birthOf(pid: number): string | undefined {
  // The second field, the name in parentheses, may hold anything.
  return contentOf(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19];
}

function holderIn(content: string): Holder | undefined {
  try {
    const json: unknown = JSON.parse(content);
    if (!isObject(json)) return undefined;
    const { birth, host, pid, startedAt } = json;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
    if (typeof startedAt !== 'string' || !/^[\d:.TZ-]{20,30}$/.test(startedAt) || typeof host !== 'string') return undefined;
    return { pid, startedAt, host, ...(typeof birth === 'string' ? { birth } : {}) };
  } catch {
    return undefined;
  }
}

function refusal(directory: string, file: string, holder: Holder | undefined): string {
  if (holder === undefined) return `cannot write reports to "${directory}": others keep taking it`;
  const { host, pid, startedAt } = holder;
  const where = host === hostname() ? '' : ` on another machine; if it is gone, remove "${file}"`;
  return `cannot write reports to "${directory}": a run writes there, process ${pid} since ${startedAt}${where}. Give another --out.`;
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return isObject(error) ? error.code : undefined;
}
