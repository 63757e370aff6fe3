import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { LAYERS } from '../ports';
import { WrongUse } from '../specification/wrong-use';
import { adapterInitCommand } from './adapter-init-command';
import { LANGUAGES } from './choices';

const parent = mkdtempSync(join(tmpdir(), 'cmdqv-init-'));
after(() => rmSync(parent, { recursive: true }));

/** All text in a directory. */
function textIn(directory: string): string {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
  return files
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

describe('adapter init', () => {
  for (const lang of LANGUAGES) {
    it(`writes a skeleton of each layer in ${lang}, with the methods of that layer`, () => {
      for (const layer of LAYERS) {
        const directory = join(parent, `${lang}-${layer}`);
        assert.match(adapterInitCommand(directory, { lang, layer }), new RegExp(`skeleton of a ${layer} adapter`));
        const readme = readFileSync(join(directory, 'README.md'), 'utf8');
        assert.match(readme, new RegExp(`^# A ${layer} adapter in .*--layer ${layer}$`, 'ms'));
        const text = textIn(directory);
        assert.doesNotMatch(text, /@[A-Z]+@/);
        const handled =
          /["'](device\.start|kernel\.boot|hardware\.create)["']:|["'](device\.start|kernel\.boot|hardware\.create)["'](?:,| =>)/g;
        const makers = new Set([...text.matchAll(handled)].flatMap(([, one, other]) => one ?? other ?? []));
        const own = { device: 'device.start', kernel: 'kernel.boot', hardware: 'hardware.create' }[layer];
        // TypeScript has the types of all messages.
        assert.ok(makers.has(own) && (makers.size === 1 || lang === 'typescript'), [...makers].join(', '));
      }
    });
  }

  it('leaves alone what is there', () => {
    const directory = join(parent, 'c-device');
    assert.ok(existsSync(directory));
    writeFileSync(join(directory, 'layer.c'), 'mine');
    assert.throws(() => adapterInitCommand(directory, { lang: 'c', layer: 'kernel' }), WrongUse);
    assert.equal(readFileSync(join(directory, 'layer.c'), 'utf8'), 'mine');
  });
});
