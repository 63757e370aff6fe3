import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../../src/adapters/cache-folder';
import { runNode } from '../gate/command';
import { type LinuxFault, withFault } from './faults';

/** What became of a fault. */
export interface Examined {
  readonly fault: LinuxFault;
  /** The first failure of the clause that is about it; absent where it passed. */
  readonly message?: string;
  /** What was printed. */
  readonly output: string;
}

/** Runs each fault's clause on a copy of the tree with the fault in it. One copy serves all, so that little is built for each. */
export async function examineFaults(tree: string, faults: readonly LinuxFault[], onExamined: (one: Examined) => void): Promise<Examined[]> {
  const copy = cacheFolder('linux', 'faulty', basename(tree));
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(dirname(copy), { recursive: true });
  // Links, of which each file that is changed becomes a file of its own.
  execFileSync('cp', ['-al', tree, copy]);
  const examined: Examined[] = [];
  for (const fault of faults) {
    const file = join(copy, fault.file);
    const text = readFileSync(file, 'utf8');
    replace(file, withFault(text, fault));
    const one = await examine(copy, fault);
    replace(file, text);
    examined.push(one);
    onExamined(one);
  }
  return examined;
}

function replace(file: string, text: string): void {
  unlinkSync(file);
  writeFileSync(file, text);
}

async function examine(tree: string, fault: LinuxFault): Promise<Examined> {
  const out = mkdtempSync(join(tmpdir(), 'cmdqv-linux-fault-'));
  try {
    const sanitize = fault.sanitize === true ? ['--sanitize'] : [];
    const choice = ['--adapter', 'linux', '--tree', tree, ...sanitize, '--clause', fault.clause];
    const { output } = await runNode([join('dist', 'src', 'cli', 'main.js'), 'run', ...choice, '--format', 'quiet', '--out', out]);
    const report = join(out, 'report.json');
    const message = existsSync(report) ? firstFailure(JSON.parse(readFileSync(report, 'utf8'))) : undefined;
    return { fault, output, ...(message === undefined ? {} : { message }) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

interface Report {
  readonly scenarios: readonly {
    readonly verdict: string;
    readonly failure?: { readonly message: string; readonly actual: readonly string[] };
  }[];
}

function firstFailure({ scenarios }: Report): string | undefined {
  const failure = scenarios.find(({ verdict }) => verdict === 'failed')?.failure;
  if (failure === undefined) return undefined;
  return failure.message.includes('what it must not') ? failure.actual[0] : failure.message;
}
