import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import { AdapterFault } from '../../run/faults';
import { firstErrors } from './first-errors';
import type { KernelTree } from './kernel-tree';
import { BUILDS } from './places';
import { preparedTree } from './prepared-tree';
import { buildEnvironment, missingTools } from './tools';

const SOURCES = join(PACKAGE_ROOT, 'adapters', 'linux');
/** Lines of the compiler's that are passed on. */
const WORDS = 40;
/** Programs that every build needs, and none of which this project installs. */
const COMMON = 'a C compiler, make, binutils and flock';

/** Builds the adapter from a kernel tree, or what has changed in it since the last time; the program's path. Rejects with an AdapterFault. */
export async function buildAdapter(tree: KernelTree, { sanitize }: { readonly sanitize: boolean }): Promise<string> {
  const compiler = process.env.CC ?? 'cc';
  // What the tree holds decides what is made again; where it lies, and how it is built, where.
  const key = createHash('sha256')
    .update([PACKAGE_ROOT, tree.folder, compiler, String(sanitize)].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const folder = join(BUILDS, key);
  const program = join(folder, 'linux-adapter');
  const isNew = !existsSync(program);
  const missing = missingTools();
  if (isNew && missing.length > 0)
    throw new AdapterFault(
      `the kernel's build needs ${missing.join(', ')}: \`npm run linux:install\` gets what is missing, or install them`,
    );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'about.json'), `${JSON.stringify({ tree: tree.folder, compiler, sanitize }, undefined, 2)}\n`);
  if (isNew) process.stderr.write(`Building the kernel layer from ${tree.folder} (Linux ${tree.version}), a minute's work ...\n`);
  const headersMade = existsSync(join(folder, 'headers', 'ready'));
  const settings = [
    `TREE=${tree.folder}`,
    `OUT=${folder}`,
    `CC=${compiler}`,
    `SANITIZE=${sanitize ? 1 : 0}`,
    ...(headersMade ? [] : [`PREPARED=${preparedTree(tree.folder, folder)}`]),
  ];
  // Runs that begin together build once.
  const command = [
    'flock',
    join(folder, 'lock'),
    'make',
    '-s',
    `-j${availableParallelism()}`,
    '-f',
    join(SOURCES, 'Makefile'),
    ...settings,
  ];
  await make(command, tree);
  return program;
}

function make([program = '', ...rest]: readonly string[], { folder, version }: KernelTree): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { env: buildEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.on('error', (error) =>
      reject(new AdapterFault(`the kernel layer cannot be built, for which ${COMMON} are needed: ${error.message}`)),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(new AdapterFault(`the kernel layer cannot be built from ${folder}, Linux ${version}:\n${firstErrors(said, WORDS)}`));
    });
  });
}
