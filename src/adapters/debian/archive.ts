import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DebianPackage, parseIndex } from './package-index';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const MIRROR = 'http://deb.debian.org/debian';
/** Milliseconds for one file. */
const PATIENCE = 300_000;
const run = promisify(execFile);

/** A suite of Debian's archive. */
export class Archive {
  readonly suite: string;
  readonly #architecture: string;
  readonly #root = process.env.DEBIAN_MIRROR ?? MIRROR;

  constructor(suite: string, architecture: string) {
    this.suite = suite;
    this.#architecture = architecture;
  }

  /** The packages of the suite; `say` is told what could not be verified. Rejects where the archive cannot be reached. */
  async index(say: (line: string) => void): Promise<ReadonlyMap<string, DebianPackage>> {
    const release = await this.#fetch(`dists/${this.suite}/InRelease`);
    if (!(await isSigned(release))) say(`${this.suite}: the archive's signature was not checked: gpgv and ${KEYRING} are needed for that`);
    const path = `main/binary-${this.#architecture}/Packages.xz`;
    const sum = new RegExp(`^ ([0-9a-f]{64}) +\\d+ ${path}$`, 'm').exec(release.toString('utf8'))?.[1];
    if (sum === undefined) throw new Error(`${this.suite} has no packages for ${this.#architecture}`);
    return parseIndex(await decompressed(checked(await this.#fetch(`dists/${this.suite}/${path}`), sum, path)));
  }

  /** Content of a package's file, as the index promises it. */
  async file({ file, sha256 }: DebianPackage): Promise<Buffer> {
    return checked(await this.#fetch(file), sha256, file);
  }

  async #fetch(path: string): Promise<Buffer> {
    const address = `${this.#root}/${path}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) }).catch((error: unknown) => {
      throw new Error(`${address} cannot be reached: ${causeOf(error)}`);
    });
    if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
    return Buffer.from(await response.arrayBuffer());
  }
}

function checked(content: Buffer, sum: string, path: string): Buffer {
  if (createHash('sha256').update(content).digest('hex') !== sum)
    throw new Error(`${path} is not what the archive's index says: try again`);
  return content;
}

/** Whether the signature was found good; rejects if it is bad, and is false where it cannot be told. */
async function isSigned(release: Buffer): Promise<boolean> {
  if (!existsSync(KEYRING)) return false;
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-release-'));
  try {
    const file = join(folder, 'InRelease');
    writeFileSync(file, release);
    await run('gpgv', ['--keyring', KEYRING, file]);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    // Keys of a suite that is newer than this machine's keyring say nothing against it.
    if (/No public key/.test(told) && !/BAD signature/.test(told)) return false;
    throw new Error(`the archive's signature is bad: ${told}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function decompressed(content: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('xz', ['-dc'], { maxBuffer: 2 ** 30 }, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
    child.stdin?.on('error', reject);
    child.stdin?.end(content);
  });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
