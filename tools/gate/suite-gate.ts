import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/is-object';
import { PACKAGE_ROOT } from '../../src/package';
import { isReport } from '../../src/report/report';
import { putSection } from '../../src/report/sections';
import { runNode, toolScript } from './command';
import { coverageSection, readCoverage } from './coverage';
import type { Gate, GateResult } from './gate';

const REPORTS = 'reports';

/** The suite itself, judging the reference, with a look at which of its lines it reached, and whether it exercised all that it can. */
export const suiteGate: Gate = {
  name: 'the suite',
  vital: false,
  async pass() {
    const reports = join(PACKAGE_ROOT, REPORTS);
    // What is read below has to come from this run.
    for (const name of ['report.json', join('coverage', 'coverage-summary.json')]) rmSync(join(reports, name), { force: true });
    const { code, output } = await runNode([toolScript('c8/bin/c8.js'), ...COVERAGE_FLAGS, process.execPath, ...SUITE]);
    // Raw data that the coverage reports were made of.
    rmSync(join(reports, 'coverage', 'tmp'), { recursive: true, force: true });
    const whole = judge(reports, code, output);
    for (const spec of OTHERS) {
      const other = await runNode([...RUN, '--spec', spec, '--layer', 'kernel,stack', '--out', join(REPORTS, spec)]);
      if (other.code !== 0) return { ...whole, ok: false, note: `${whole.note}, not conformant at ${spec}`, output: other.output };
    }
    return whole;
  },
};

const RUN = [join('dist', 'src', 'cli', 'main.js'), 'run', '--format', 'quiet'];
const SUITE = [...RUN, '--out', REPORTS];

/** Revisions besides the default ones at which the reference has to conform: clauses that have gone, and such as are to come. */
const OTHERS = ['linux-7.2', 'next'];

// What the suite consists of, and what it runs on: not the tools around it.
const COVERED = ['dist/src/**', 'dist/reference/**'];
const NOT_COVERED = ['**/*.test.*', '**/*.d.ts', '**/src/self-test/**'];

const COVERAGE_FLAGS = [
  '--all',
  '--exclude-after-remap=false',
  ...COVERED.map((glob) => `--include=${glob}`),
  ...NOT_COVERED.map((glob) => `--exclude=${glob}`),
  ...['lcovonly', 'html', 'json-summary'].map((reporter) => `--reporter=${reporter}`),
  `--reports-dir=${REPORTS}/coverage`,
];

function judge(reports: string, code: number, output: string): GateResult {
  if (!existsSync(join(reports, 'report.json'))) return { ok: false, passed: 0, failed: 0, note: 'left no report', output };
  const report: unknown = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8'));
  const { failed, other, passed, verdict } = scenarioTotals(report);
  const coverage = readCoverage(join(reports, 'coverage', 'coverage-summary.json'), PACKAGE_ROOT);
  putSection(reports, 'coverage', coverageSection(coverage));
  const gaps = coverageGaps(report);
  const note = [
    `${passed} scenarios passed`,
    ...(other === 0 ? [] : [`${other} neither passed nor failed`]),
    ...(gaps.length === 0 ? [] : [`${gaps.length} faults of functional coverage`]),
  ].join(', ');
  const told = gaps.length === 0 ? output : `${output}\n${gaps.join('\n')}\n`;
  return { ok: code === 0 && verdict === 'conformant' && gaps.length === 0, passed, failed, note, output: told };
}

/** What keeps functional coverage of the reference from being whole: bins missed, and bins wrongly called unreachable. Throws if there is none. */
export function coverageGaps(report: unknown): readonly string[] {
  if (!isReport(report) || report.coverage === undefined) throw new Error('report.json has no functional coverage');
  return report.coverage.points.flatMap(({ id, missed, observed, unexpected }) => [
    ...(observed ? [] : [`${id}: no operation crossed its port`]),
    ...missed.map((bin) => `${id}: no scenario exercises "${bin}"`),
    ...unexpected.map((bin) => `${id}: "${bin}" was exercised, although src/evidence/coverage/unreachable.ts calls it unreachable`),
  ]);
}

/** How a run ended, and how many scenarios did so how. */
export interface ScenarioTotals {
  readonly verdict: unknown;
  readonly passed: number;
  /** Could not run included. */
  readonly failed: number;
  readonly other: number;
}

/** Reads verdict and totals of a report.json. Throws if it has none. */
export function scenarioTotals(report: unknown): ScenarioTotals {
  if (!isObject(report) || !isObject(report.totals)) throw new Error('report.json has no totals');
  const totals = Object.entries(report.totals).map(([verdict, count]) => [verdict, Number(count)] as const);
  const sum = (...verdicts: readonly string[]) =>
    totals.filter(([verdict]) => verdicts.includes(verdict)).reduce((total, [, count]) => total + count, 0);
  const passed = sum('passed');
  const failed = sum('failed', 'couldNotRun');
  return { verdict: report.verdict, passed, failed, other: sum(...totals.map(([verdict]) => verdict)) - passed - failed };
}
