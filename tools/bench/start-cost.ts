import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { CODE_ROOT, PACKAGE_ROOT } from '../../src/package';
import { CPU_FILE } from './cpu-at-exit';
import { median } from './median';

/** What a process took from its start to its end. */
export interface ProcessCost {
  readonly wallMs: number;
  /** Processor time of all its threads. */
  readonly cpuMs: number;
}

/** A command for one clause, beside a floor of its own. */
export interface StartCost {
  readonly command: string;
  readonly floor: string;
  readonly took: ProcessCost;
  readonly floorTook: ProcessCost;
  readonly ratio: { readonly wall: number; readonly cpu: number };
}

/** A clause with a usual number of scenarios. */
const CLAUSE = 'ALLOC-04';

/** Runs each command and its floor in turns; medians of `samples` processes each. */
export function measureStart(samples: number): StartCost[] {
  const directory = mkdtempSync(join(tmpdir(), 'cmdqv-bench-'));
  try {
    const main = join(CODE_ROOT, 'src', 'cli', 'main.js');
    const cucumber = { name: 'cucumber with one empty scenario', args: emptyCucumber(directory), cwd: directory };
    const reading = { name: 'node that reads the same files', args: [join(__dirname, 'read-files.js'), ...filesOfTheSuite()] };
    const run = ['run', '--clause', CLAUSE, '--format', 'quiet'];
    return [
      compare(`${run.join(' ')}, all reports`, [main, ...run, '--out', join(directory, 'reports')], cucumber),
      compare('list', [main, 'list'], reading),
      compare(`explain ${CLAUSE}`, [main, 'explain', CLAUSE], reading),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }

  function compare(command: string, args: readonly string[], floor: Floor): StartCost {
    const costs: ProcessCost[] = [];
    const floors: ProcessCost[] = [];
    for (let sample = 0; sample < samples; sample++) {
      floors.push(processCost(floor.args, floor.cwd ?? PACKAGE_ROOT, directory));
      costs.push(processCost(args, PACKAGE_ROOT, directory));
    }
    const [took, floorTook] = [medians(costs), medians(floors)];
    const ratio = { wall: took.wallMs / floorTook.wallMs, cpu: took.cpuMs / floorTook.cpuMs };
    return { command, floor: floor.name, took, floorTook, ratio };
  }
}

interface Floor {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** Cucumber as it comes, with a feature of one scenario and a step in JavaScript. */
function emptyCucumber(directory: string): string[] {
  const features = join(directory, 'features');
  mkdirSync(features);
  writeFileSync(join(features, 'empty.feature'), 'Feature: Empty\n\n  Scenario: Empty\n    Given nothing\n');
  const steps = `require(${JSON.stringify(require.resolve('@cucumber/cucumber'))}).Given('nothing', () => undefined);\n`;
  writeFileSync(join(directory, 'steps.js'), steps);
  const program = join(dirname(require.resolve('@cucumber/cucumber/package.json')), 'bin', 'cucumber.js');
  return [program, '--require', 'steps.js', join('features', 'empty.feature')];
}

function filesOfTheSuite(): string[] {
  const schemas = ['clauses', 'sources'].map((name) => join(PACKAGE_ROOT, 'schemas', `${name}.schema.json`));
  return [join(PACKAGE_ROOT, 'features'), ...schemas, join(CODE_ROOT, 'index', 'outline.json')];
}

function processCost(args: readonly string[], cwd: string, directory: string): ProcessCost {
  const file = join(directory, 'cpu.json');
  const env = { ...process.env, [CPU_FILE]: file };
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--require', join(__dirname, 'cpu-at-exit.js'), ...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const wallMs = performance.now() - began;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const { system, user }: NodeJS.CpuUsage = JSON.parse(readFileSync(file, 'utf8'));
  return { wallMs, cpuMs: (user + system) / 1000 };
}

function medians(costs: readonly ProcessCost[]): ProcessCost {
  return { wallMs: median(costs.map(({ wallMs }) => wallMs)), cpuMs: median(costs.map(({ cpuMs }) => cpuMs)) };
}
