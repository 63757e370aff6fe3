import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { cacheFolder } from './cache-folder';

const was = process.env.XDG_CACHE_HOME;

describe("the user's cache folder", {
  skip: process.platform === 'win32' || process.platform === 'darwin' ? 'XDG is not for this system' : false,
}, () => {
  afterEach(() => {
    if (was === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = was;
  });

  it('is where XDG_CACHE_HOME says', () => {
    process.env.XDG_CACHE_HOME = '/elsewhere';
    assert.equal(cacheFolder('linux', 'trees'), '/elsewhere/cmdqv-conformance/linux/trees');
  });

  for (const useless of [undefined, '', 'here']) {
    it(`is below the home folder where that says ${useless === undefined ? 'nothing' : `'${useless}'`}`, () => {
      if (useless === undefined) delete process.env.XDG_CACHE_HOME;
      else process.env.XDG_CACHE_HOME = useless;
      assert.equal(cacheFolder('qemu'), join(homedir(), '.cache/cmdqv-conformance/qemu'));
    });
  }
});
