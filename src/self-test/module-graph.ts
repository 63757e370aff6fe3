import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { compileFunction } from 'node:vm';

/** Compiled modules below a folder, loaded apart from those that the process has, some of them replaced. All others are shared. */
export class ModuleGraph {
  readonly #root: string;
  readonly #replaced: ReadonlyMap<string, string>;
  readonly #modules = new Map<string, { exports: unknown }>();

  /** `replaced` names the file that stands in for a file below `root`. */
  constructor(root: string, replaced: ReadonlyMap<string, string>) {
    this.#root = root + sep;
    this.#replaced = replaced;
  }

  /** The exports of a module below the root. */
  load(file: string): unknown {
    const known = this.#modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#modules.set(file, module);
    const source = readFileSync(this.#replaced.get(file) ?? file, 'utf8');
    const run = compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: file });
    run(module.exports, this.#requireOf(file), module, file, dirname(file));
    return module.exports;
  }

  #requireOf(file: string): (name: string) => unknown {
    const requireShared = createRequire(file);
    return (name) => {
      const target = name.startsWith('.') ? resolve(dirname(file), name) : '';
      return target.startsWith(this.#root) ? this.load(compiledFile(target)) : requireShared(name);
    };
  }
}

function compiledFile(path: string): string {
  return statSync(`${path}.js`, { throwIfNoEntry: false }) === undefined ? join(path, 'index.js') : `${path}.js`;
}
