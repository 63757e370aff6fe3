import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a build in a tree leaves there, and a build elsewhere refuses to begin beside. */
const LEFT_BEHIND = ['.config', 'include/config', 'include/generated', 'arch/x86/include/generated', 'arch/um/include/generated'] as const;
/** Folders of it that have to be folders of ours, because something in them is left out. */
const REMADE = ['include', 'arch', 'arch/x86', 'arch/x86/include', 'arch/um', 'arch/um/include'] as const;

/**
 * A tree from which the kernel's build can build elsewhere: the tree itself, or, if somebody builds in it, a folder below `place` that
 * has all the same through links, without what was built.
 */
export function preparedTree(tree: string, place: string): string {
  const copy = join(place, 'tree');
  rmSync(copy, { recursive: true, force: true });
  if (!LEFT_BEHIND.some((path) => existsSync(join(tree, path)))) return tree;
  mkdirSync(copy, { recursive: true });
  link(tree, copy, '');
  // Programs that a build has made for itself lie among their sources.
  rmSync(join(copy, 'scripts'));
  cpSync(join(tree, 'scripts'), join(copy, 'scripts'), {
    recursive: true,
    filter: (file) => !/\.(o|cmd|d)$/.test(file),
    verbatimSymlinks: true,
  });
  return copy;
}

function link(tree: string, copy: string, folder: string): void {
  for (const name of readdirSync(join(tree, folder))) {
    const path = join(folder, name);
    if (LEFT_BEHIND.some((left) => left === path)) continue;
    if (REMADE.some((remade) => remade === path)) {
      mkdirSync(join(copy, path));
      link(tree, copy, path);
    } else {
      symlinkSync(join(tree, path), join(copy, path));
    }
  }
}
