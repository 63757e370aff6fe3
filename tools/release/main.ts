import '../../src/cli/node-guard';

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT, packageIdentity } from '../../src/package';
import { supportedNodes } from './nodes';

/** What somebody who installs the package does first; each has to end with 0. */
const TRIALS: readonly (readonly [what: string, words: readonly string[]])[] = [
  ['command', ['COMMAND', 'run', '--clause', 'MMIO-01,EVT-06', '--format', 'quiet', '--out', 'reports']],
  ['list', ['COMMAND', 'list', '--format', 'json']],
  ['export', ['COMMAND', 'export', '--format', 'c', '--out', 'cmdqv.h']],
  ['badge', ['COMMAND', 'badge', 'reports', '--out', 'badge.svg']],
  [
    'library',
    [
      '-e',
      "require('cmdqv-conformance').run({ clauses: ['MMIO-01'] }).then(({ verdict }) => process.exit(verdict === 'conformant' ? 0 : 1))",
    ],
  ],
];

// Packs what would be published, installs it in an empty folder without development dependencies, and tries it on each Node.
const directory = mkdtempSync(join(tmpdir(), 'cmdqv-release-'));
try {
  process.exitCode = check() ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function check(): boolean {
  const { name, version } = packageIdentity();
  // The build has been made: what `prepare` would do once more.
  if (!succeeds('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], PACKAGE_ROOT, 'pack')) return false;
  const folder = join(directory, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const tarball = join(directory, `${name}-${version}.tgz`);
  if (!succeeds('npm', ['install', '--no-audit', '--no-fund', tarball], folder, 'install')) return false;
  const command = join('node_modules', name, 'dist', 'src', 'cli', 'main.js');
  const results = supportedNodes().flatMap((node) =>
    TRIALS.map(([what, words]) =>
      succeeds(
        node.path,
        words.map((word) => (word === 'COMMAND' ? command : word)),
        folder,
        `Node ${node.version}: ${what}`,
      ),
    ),
  );
  return results.every(Boolean);
}

function succeeds(program: string, words: readonly string[], folder: string, what: string): boolean {
  const { error, status, stderr, stdout } = spawnSync(program, words, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  const good = status === 0;
  console.log(`${good ? '✔' : '✘'} ${what}`);
  if (!good) console.log(`${error?.message ?? ''}${stdout.slice(-4000)}${stderr.slice(-4000)}`);
  return good;
}
