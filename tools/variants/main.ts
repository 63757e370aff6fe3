import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import { messageOf } from '../../src/message-of';
import { CODE_ROOT, PACKAGE_ROOT } from '../../src/package';
import { variantFile } from '../../src/self-test/variant';
import { variantSources } from './variant-source';

const COMPILER: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  isolatedModules: true,
};

const read = (module: string) => readFileSync(join(PACKAGE_ROOT, 'reference', `${module}.ts`), 'utf8');

// The last part of the build: the changed modules of every faulty and every alternative implementation, compiled. An edit that does not apply ends it.
try {
  rmSync(join(CODE_ROOT, 'variants'), { recursive: true, force: true });
  for (const variant of [...FAULTS, ...ALTERNATIVES]) {
    for (const [module, source] of variantSources(variant, read)) {
      const file = variantFile(variant.id, module);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, ts.transpileModule(source, { compilerOptions: COMPILER, fileName: `${module}.ts` }).outputText);
    }
  }
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
