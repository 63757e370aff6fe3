import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';

/** What a command left. */
export interface CommandResult {
  /** Exit code; 1 for a command that a signal ended. */
  readonly code: number;
  readonly stdout: string;
  /** Standard output and error in the order in which they came. */
  readonly output: string;
}

/** Runs a Node script in the package's root, without input. Rejects if Node itself cannot be started. */
export function runNode(args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: PACKAGE_ROOT, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const ending = signal === null ? '' : `\nended by ${signal}\n`;
      resolve({ code: code ?? 1, stdout, output: `${output}${ending}` });
    });
  });
}

/** This process's environment without colours, which some tools use wherever `CI` is set. */
function environment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _unwanted, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}

/** Path of a script of a development dependency, `typescript/bin/tsc`. */
export function toolScript(path: string): string {
  const [scope = '', name = ''] = path.split('/');
  const tool = scope.startsWith('@') ? `${scope}/${name}` : scope;
  return join(dirname(require.resolve(`${tool}/package.json`)), path.slice(tool.length + 1));
}
