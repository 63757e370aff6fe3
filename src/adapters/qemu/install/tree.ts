import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { LOADERS, type PrivateTree } from '../private-tree';

const run = promisify(execFile);

/** Copies what QEMU needs of unpacked packages to `tree`: its binary, the libraries that it loads, its accelerator. */
export async function pick(root: string, tree: PrivateTree, multiarch: string): Promise<void> {
  const library = ['usr/lib', 'lib'].map((parent) => join(root, parent, multiarch)).filter((path) => existsSync(path));
  const loader = LOADERS.map((name) => library.map((path) => join(path, name)).find((path) => existsSync(path))).find(
    (path) => path !== undefined,
  );
  const [main] = library;
  const binary = join(root, 'usr/bin/qemu-system-aarch64');
  if (loader === undefined || main === undefined) throw new Error('the packages hold no dynamic loader');
  for (const folder of [tree.libraries, tree.modules]) mkdirSync(folder, { recursive: true });
  const search = [...library, ...library.map((path) => join(path, 'pulseaudio'))].join(':');
  const { stdout } = await run(loader, ['--library-path', search, '--list', binary]);
  if (stdout.includes('not found')) throw new Error(`the packages lack libraries of QEMU:\n${stdout}`);
  for (const [, name, path] of stdout.matchAll(/^\s*(\S+) => (\/\S+)/gm)) {
    if (name !== undefined && path !== undefined) copyFileSync(path, join(tree.libraries, basename(name)));
  }
  copyFileSync(loader, join(tree.libraries, basename(loader)));
  copyFileSync(binary, tree.binary);
  const modules = join(main, 'qemu');
  for (const name of readdirSync(modules)) if (name.startsWith('accel-qtest')) cpSync(join(modules, name), join(tree.modules, name));
}
