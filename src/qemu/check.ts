import { execFile } from 'node:child_process';
import { AdapterFault } from '../protocol/faults';
import type { Launcher } from './emulator';

/** Milliseconds that a question to QEMU may take. */
const PATIENCE = 20_000;
const NEEDED = { major: 11, minor: 1 } as const;
const WAYS_OUT = 'name another with --qemu PATH, or get one with `npm run qemu:install`';

/** Version of the QEMU that `launcher` starts. Rejects with an AdapterFault unless it is one with the device. */
export async function checkQemu(launcher: Launcher): Promise<string> {
  const told = await answer(launcher, ['--version']);
  const match = /^QEMU emulator version ((\d+)\.(\d+)\.\d+\S*)/m.exec(told);
  const name = launcher.prefix.at(-1) ?? launcher.command;
  if (match === null) throw new AdapterFault(`${name} is not QEMU: asked for its version it says '${told.trim().slice(0, 200)}'`);
  const [, version = '', major, minor] = match;
  const [large, small] = [Number(major), Number(minor)];
  if (large < NEEDED.major || (large === NEEDED.major && small < NEEDED.minor)) {
    throw new AdapterFault(
      `${name} is QEMU ${version}; its Tegra241 CMDQ-V came with ${NEEDED.major}.${NEEDED.minor}, which is needed at least: ${WAYS_OUT}`,
    );
  }
  const properties = await answer(launcher, ['-device', 'arm-smmuv3,help']);
  if (!/\bcmdqv=/.test(properties)) {
    throw new AdapterFault(`${name}, QEMU ${version}, was built without the device: its arm-smmuv3 has no property cmdqv: ${WAYS_OUT}`);
  }
  return version;
}

function answer({ command, environment, prefix }: Launcher, question: readonly string[]): Promise<string> {
  const options = { timeout: PATIENCE, env: { ...process.env, ...environment }, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(command, [...prefix, ...question], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const name = prefix.at(-1) ?? command;
      if (error.killed === true) return reject(new AdapterFault(`${name} ${question.join(' ')} did not end in ${PATIENCE / 1000} s`));
      reject(new AdapterFault(`${name} could not be run: ${(stderr || error.message).trim().slice(0, 500)}`));
    });
    child.stdin?.end();
  });
}
