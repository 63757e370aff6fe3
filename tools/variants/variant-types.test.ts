import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import ts from 'typescript';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import { PACKAGE_ROOT } from '../../src/package';
import { variantSources } from './variant-source';

/** What an edit may leave without a use: a variable, an import, a parameter, a private member. */
const UNUSED = new Set([6133, 6138, 6192, 6196]);

it('changed modules of other implementations have no type errors, so that each is what it says', () => {
  const file = (module: string) => join(PACKAGE_ROOT, 'reference', `${module}.ts`);
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(PACKAGE_ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    PACKAGE_ROOT,
  );
  const changed = new Map<string, { readonly text: string; readonly version: string }>();
  const reference = fileNames.filter((name) => name.startsWith(join(PACKAGE_ROOT, 'reference')));
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, noEmit: true }),
    getScriptFileNames: () => reference,
    getScriptVersion: (name) => changed.get(name)?.version ?? '0',
    getScriptSnapshot: (name) => {
      const text = changed.get(name)?.text ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => PACKAGE_ROOT,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
  const errors: string[] = [];
  for (const variant of [...FAULTS, ...ALTERNATIVES]) {
    changed.clear();
    const sources = variantSources(variant, (module) => readFileSync(file(module), 'utf8'));
    for (const [module, text] of sources) changed.set(file(module), { text, version: variant.id });
    for (const module of sources.keys()) {
      const found = [...service.getSyntacticDiagnostics(file(module)), ...service.getSemanticDiagnostics(file(module))];
      for (const { code, messageText } of found) {
        if (!UNUSED.has(code)) errors.push(`${variant.id}: reference/${module}.ts: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
      }
    }
  }
  assert.deepEqual(errors, []);
});
