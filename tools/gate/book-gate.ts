import { spawnSync } from 'node:child_process';
import { runNode } from './command';
import type { Gate, GateResult } from './gate';

/** Names of the browser, as systems have it. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

const NOT_HERE: GateResult = { ok: true, passed: 0, failed: 0, note: 'NOT RUN: there is no chromium', output: '' };

/** The book in a real browser: links, search, deep links, a phone's width, axe on light and dark pages. */
export const bookGate: Gate = {
  name: 'book in a browser',
  vital: false,
  async pass() {
    const browser = browserHere() ?? installed();
    if (browser === undefined) return NOT_HERE;
    const { code, output } = await runNode(['dist/tools/book/main.js', browser]);
    const [, passed = '0', failed = '0'] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
    return { ok: code === 0, passed: Number(passed), failed: Number(failed), note: `${passed} checks passed`, output };
  },
};

/** The path of the first that is there. */
function browserHere(): string | undefined {
  if (process.platform === 'win32') return undefined;
  const found = spawnSync('sh', ['-c', BROWSERS.map((name) => `command -v ${name}`).join(' || ')], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Debian's, where this process may install it. */
function installed(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
  return browserHere();
}
