import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { AdapterFault } from '../../run/faults';
import { checkQemu } from './check';
import type { Launcher } from './nursery';

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-fake-qemu-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A program that answers `--version` and `-device ...` with these texts. */
function fake(version: string, help: string, ending = 'exit 0'): Launcher {
  count += 1;
  const command = join(folder, `qemu-${count}`);
  writeFileSync(command, `#!/bin/sh\ncase "$1" in\n--version) echo '${version}';;\n*) echo '${help}';;\nesac\n${ending}\n`);
  chmodSync(command, 0o755);
  return { command, prefix: [], environment: {} };
}

const refusal = (pattern: RegExp) => (error: unknown) => error instanceof AdapterFault && pattern.test(error.message);
const HELP = 'arm-smmuv3 options:\n  cmdqv=<OnOffAuto>';

describe('a program that is to be QEMU', { skip: process.platform === 'win32' ? 'not on Windows' : false }, () => {
  it('is taken if it is new enough and has the device', async () => {
    assert.equal(await checkQemu(fake('QEMU emulator version 11.1.3 (Debian)', HELP)), '11.1.3');
    assert.equal(await checkQemu(fake('QEMU emulator version 12.0.0', HELP)), '12.0.0');
  });

  it('is refused if it is older, and told which version is needed', async () => {
    await assert.rejects(checkQemu(fake('QEMU emulator version 11.0.9', HELP)), refusal(/QEMU 11\.0\.9; .* 11\.1, which is needed/));
    await assert.rejects(checkQemu(fake('QEMU emulator version 7.2.1', HELP)), refusal(/qemu:install/));
  });

  it('is refused if it was built without the device', async () => {
    await assert.rejects(
      checkQemu(fake('QEMU emulator version 11.1.3', 'arm-smmuv3 options:\n  accel=<bool>')),
      refusal(/no property cmdqv/),
    );
  });

  it('is refused if it is another program, or ends badly', async () => {
    await assert.rejects(checkQemu(fake('something 1.0', HELP)), refusal(/is not QEMU: .*something 1\.0/));
    await assert.rejects(
      checkQemu(fake('QEMU emulator version 11.1.3', HELP, 'echo broken >&2; exit 7')),
      refusal(/could not be run: broken/),
    );
    await assert.rejects(
      checkQemu({ command: join(folder, 'missing'), prefix: [], environment: {} }),
      refusal(/could not be run: .*ENOENT/),
    );
  });

  it('is refused if it does not end, and nothing that it started stays', async () => {
    const pid = join(folder, 'pid');
    const hanging = fake('QEMU emulator version 11.1.3', HELP, `sleep 600 & echo $! > ${pid}; wait`);
    await assert.rejects(checkQemu(hanging, 500), refusal(/--version did not end in 0\.5 s/));
    const state = `/proc/${readFileSync(pid, 'utf8').trim()}/stat`;
    // Who has ended but was not waited for is a zombie.
    if (existsSync(state)) assert.match(readFileSync(state, 'utf8'), /\) Z /);
  });
});
