import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { installedGuest } from './installed-guest';
import { sourcesDigest } from './made-of';
import { guestFiles } from './places';

const guests = mkdtempSync(join(tmpdir(), 'cmdqv-guests-'));
after(() => rmSync(guests, { recursive: true, force: true }));

function install(version: string, sources = sourcesDigest()): void {
  const { folder, ...files } = guestFiles(join(guests, version));
  mkdirSync(folder, { recursive: true });
  for (const file of Object.values(files)) writeFileSync(file, '');
  writeFileSync(files.about, JSON.stringify({ sources }));
}

describe('the guest that is installed', () => {
  beforeEach(() => {
    for (const version of ['7.2.9-1', '7.2.13-1', '7.3.4-1']) rmSync(join(guests, version), { recursive: true, force: true });
  });

  it('is the newest of 7.2, or else the newest, or that of the release asked for', () => {
    for (const version of ['7.2.9-1', '7.2.13-1', '7.3.4-1']) install(version);
    assert.equal(installedGuest(undefined, guests).version, '7.2.13-1');
    assert.equal(installedGuest('7.3', guests).version, '7.3.4-1');
    rmSync(join(guests, '7.2.9-1'), { recursive: true });
    rmSync(join(guests, '7.2.13-1'), { recursive: true });
    assert.equal(installedGuest(undefined, guests).version, '7.3.4-1');
  });

  it('is missed with the command that gets one', () => {
    assert.throws(() => installedGuest(undefined, guests), /no Linux guest is installed: `npm run guest:install` gets one/);
    assert.throws(() => installedGuest('7.3', join(guests, 'nowhere')), /no Linux guest of 7\.3 is installed/);
  });

  it('is of no use where a part is missing, or where it was made of other sources', () => {
    install('7.2.13-1');
    rmSync(guestFiles(join(guests, '7.2.13-1')).driver);
    assert.throws(() => installedGuest(undefined, guests), /lacks .*smmuv3_cmdqv\.ko: `npm run guest:install`/);
    install('7.2.13-1', 'others');
    assert.throws(() => installedGuest(undefined, guests), /made of other drivers than these/);
  });
});
