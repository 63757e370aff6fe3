import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { preparedTree } from './prepared-tree';

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-prepared-'));
after(() => rmSync(folder, { recursive: true }));

function tree(name: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), file);
  }
  return join(folder, name);
}

const SOURCES = [
  'Makefile',
  'include/linux/types.h',
  'arch/um/include/asm/page.h',
  'arch/x86/Kconfig',
  'arch/arm64/Kconfig',
  'scripts/x.c',
];
const BUILT = ['.config', 'include/config/auto.conf', 'include/generated/autoconf.h', 'arch/x86/include/generated/asm/y.h', 'scripts/x.o'];

describe('a tree that the kernel is built from elsewhere', () => {
  it('is the tree itself where nobody builds in it', () => {
    const clean = tree('clean', SOURCES);
    assert.equal(preparedTree(clean, join(folder, 'unused')), clean);
  });

  it('has all sources, and nothing that a build in it has left', () => {
    const used = tree('used', [...SOURCES, ...BUILT]);
    const prepared = preparedTree(used, join(folder, 'place'));
    assert.notEqual(prepared, used);
    for (const file of SOURCES) assert.equal(readFileSync(join(prepared, file), 'utf8'), file);
    for (const file of BUILT) assert.ok(!existsSync(join(prepared, file)), file);
    for (const file of BUILT) assert.ok(existsSync(join(used, file)), file);
  });
});
