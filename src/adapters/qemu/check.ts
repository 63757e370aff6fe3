import { spawn } from 'node:child_process';

import { AdapterFault } from '../../run/faults';
import type { Launcher } from './nursery';

/** Milliseconds that a question to QEMU may take. */
const PATIENCE = 20_000;
const NEEDED = { major: 11, minor: 1 } as const;
const WAYS_OUT = 'name another with --qemu PATH, or get one with `npm run qemu:install`';

/** Version of the QEMU that `launcher` starts. Rejects with an AdapterFault unless it is one with the device. */
export async function checkQemu(launcher: Launcher, patience = PATIENCE): Promise<string> {
  const told = await answer(launcher, ['--version'], patience);
  const match = /^QEMU emulator version ((\d+)\.(\d+)\.\d+\S*)/m.exec(told);
  const name = launcher.prefix.at(-1) ?? launcher.command;
  if (match === null) {
    const [says = ''] = told.trim().split('\n');
    throw new AdapterFault(`${name} is not QEMU: asked for its version it says '${says.slice(0, 200)}': ${WAYS_OUT}`);
  }
  const [, version = '', major, minor] = match;
  const [large, small] = [Number(major), Number(minor)];
  if (large < NEEDED.major || (large === NEEDED.major && small < NEEDED.minor)) {
    throw new AdapterFault(
      `${name} is QEMU ${version}; its Tegra241 CMDQ-V came with ${NEEDED.major}.${NEEDED.minor}, which is needed at least: ${WAYS_OUT}`,
    );
  }
  const properties = await answer(launcher, ['-device', 'arm-smmuv3,help'], patience);
  if (!/\bcmdqv=/.test(properties)) {
    throw new AdapterFault(`${name}, QEMU ${version}, was built without the device: its arm-smmuv3 has no property cmdqv: ${WAYS_OUT}`);
  }
  return version;
}

/** What the program prints. It, and what it started, is gone afterwards. */
function answer({ command, environment, prefix }: Launcher, question: readonly string[], patience: number): Promise<string> {
  const name = prefix.at(-1) ?? command;
  return new Promise((resolve, reject) => {
    // In a process group of its own, so that the children of a script end with it.
    const child = spawn(command, [...prefix, ...question], {
      env: { ...process.env, ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const end = () => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    process.once('exit', end);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, patience);
    const over = (error?: Error) => {
      clearTimeout(timer);
      process.off('exit', end);
      if (error === undefined) return resolve(Buffer.concat(stdout).toString('utf8'));
      if (late) return reject(new AdapterFault(`${name} ${question.join(' ')} did not end in ${patience / 1000} s: ${WAYS_OUT}`));
      const said = Buffer.concat(stderr).toString('utf8').trim() || error.message;
      reject(new AdapterFault(`${name} could not be run: ${said.slice(0, 500)}`));
    };
    child.on('error', over);
    child.on('close', (code, signal) =>
      over(code === 0 ? undefined : new Error(signal === null ? `exit code ${code}` : `signal ${signal}`)),
    );
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
