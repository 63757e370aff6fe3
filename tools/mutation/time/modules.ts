import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { CODE_ROOT, PACKAGE_ROOT } from '../../../src/package';
import { parsed } from './mutants';
import { type Instrumented, instrumented } from './reached';

const REFERENCE = join(PACKAGE_ROOT, 'reference');

const COMPILER: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  isolatedModules: true,
};

/** A module of the reference. */
export interface ReferenceModule {
  /** Path below `reference/`. */
  readonly file: string;
  readonly source: string;
}

/** All modules of the reference, in order. */
export function referenceModules(): ReferenceModule[] {
  return readdirSync(REFERENCE, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((file) => ({ file, source: readFileSync(join(REFERENCE, file), 'utf8') }));
}

/** The modules as they tell what is reached; places are numbered throughout. */
export function instrumentedModules(modules: readonly ReferenceModule[]): ReadonlyMap<string, Instrumented & { readonly first: number }> {
  let first = 0;
  return new Map(
    modules.map(({ file, source }) => {
      const made = { ...instrumented(parsed(file, source), first), first };
      first += made.places.length;
      return [file, made] as const;
    }),
  );
}

/** Writes changed modules, by path below `reference/`, into a folder as node runs them: which file stands in for which compiled one. */
export function standIns(folder: string, changed: ReadonlyMap<string, string>): Map<string, string> {
  const replaced = new Map<string, string>();
  for (const [file, source] of changed) {
    const stand = join(folder, `${replaced.size}.js`);
    writeFileSync(stand, compiled(file, source));
    replaced.set(join(CODE_ROOT, 'reference', file.replace(/\.ts$/, '.js')), stand);
  }
  return replaced;
}

/** What node runs of a source. */
export function compiled(file: string, source: string): string {
  return ts.transpileModule(source, { compilerOptions: COMPILER, fileName: file }).outputText;
}
