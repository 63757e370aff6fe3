import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Report, reportFault } from '../report/report';
import { listCommand } from './list-command';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-cli-'));
const features = join(directory, 'features');
const support = join(directory, 'steps.js');
const main = join(__dirname, 'main.js');
writeTinySuite();
after(() => rmSync(directory, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The report, found valid. */
  readonly report: () => Report;
}

let runs = 0;

/** Runs the command on the tiny suite; `meanwhile` may act on the process once it has printed. */
async function run(flags: readonly string[], meanwhile?: (child: ChildProcessWithoutNullStreams) => void, into?: string): Promise<Ended> {
  runs += 1;
  const out = into ?? join(directory, `reports-${runs}`);
  const child = spawn(process.execPath, [main, 'run', '--features', features, '--support', support, '--out', out, ...flags]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '') meanwhile?.(child);
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const report = (): Report => {
    const read = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    assert.equal(reportFault(read), undefined);
    const messages = readFileSync(join(out, 'messages.ndjson'), 'utf8');
    for (const line of messages.split('\n').slice(0, -1)) JSON.parse(line);
    assert.ok(messages === '' || messages.endsWith('\n'));
    return read;
  };
  return { code, stdout, stderr, report };
}

const verdictsOf = (report: Report) => Object.fromEntries(report.scenarios.map(({ id, verdict }) => [id.slice(5), verdict]));

describe('run', { concurrency: 2 }, () => {
  it('ends with 0 for what conforms, and tells the seed of a random order', async () => {
    const { code, stdout, report } = await run(['--clause', 'T-01/passes', '--seed', '7']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Conformant: reference .* against second/);
    assert.match(stdout, /seed 7/);
    assert.match(stdout, /^T +Tiny +device +1 +1$/m);
    const quiet = await run(['--clause', 'T-01/passes', '--format', 'quiet']);
    assert.doesNotMatch(quiet.stdout, /Tiny/);
    assert.match(quiet.stdout, /^✔ Conformant: /m);
    const { complete, environment, verdict } = report();
    assert.deepEqual([verdict, complete, environment.seed], ['conformant', true, 7]);
  });

  it('ends with 1 for what does not, and tells why and how to see it again', async () => {
    const { code, stdout, report } = await run(['--clause', 'T-01/{passes,fails,throws,unknown,hidden}']);
    assert.equal(code, 1, stdout);
    assert.deepEqual(verdictsOf(report()), {
      passes: 'passed',
      fails: 'failed',
      throws: 'failed',
      unknown: 'couldNotRun',
      hidden: 'notObservable',
    });
    const [failure] = report().scenarios.flatMap((scenario) => scenario.failure ?? []);
    assert.deepEqual(failure, {
      message: 'X reads 1, not 2',
      step: 'Then it fails',
      expected: ['X = 2'],
      actual: ['X = 1'],
      operations: ['read X'],
      reproduce: 'npx cmdqv-conformance run --clause "T-01/fails"',
    });
    for (const told of [
      'T-01 MUST Things',
      'features/device/t.feature:8',
      'Then it fails',
      'X = 2',
      'X = 1',
      'read X',
      failure.reproduce,
    ]) {
      assert.ok(stdout.includes(told), told);
    }
    assert.match(stdout, /trace +TypeError: broken/);
    assert.match(stdout, /1 × no definition for the step: Then nobody knows/);
  });

  it('is as expected, and never conformant, where a deviation is on record; a record that is not written yet is wrong use', async () => {
    const expectations = (reason: string) => {
      const file = join(directory, `expectations-${runs}.json`);
      writeFileSync(file, JSON.stringify({ deviations: [{ id: 'T-01/fails', reason, link: '#7' }] }));
      return file;
    };
    const clause = 'T-01/{passes,fails}';
    const { code, stdout, report } = await run(['--clause', clause, '--expect', expectations('X is one bit wide')]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /≈ As expected, with 1 known deviation: /);
    assert.match(stdout, /Known deviations from 1 clause, 1 of them MUST: T-01\./);
    assert.match(stdout, /1 × T-01: X is one bit wide \(#7\)/);
    assert.doesNotMatch(stdout, /[Cc]onformant/);
    assert.deepEqual([report().verdict, report().deviations], ['asExpected', { scenarios: 1, must: ['T-01'], others: [] }]);
    const unwritten = await run(['--clause', clause, '--expect', expectations('TODO')]);
    assert.equal(unwritten.code, 2);
    assert.match(unwritten.stderr, /expectations-\d+\.json:1: the reason of T-01\/fails is still to be written/);
  });

  it('ends with 3 if nothing could be judged', async () => {
    assert.equal((await run(['--clause', 'T-01/unknown'])).code, 3);
    const { code, report } = await run(['--clause', 'T-02']);
    assert.equal(code, 3);
    assert.deepEqual([report().verdict, report().clauses[0]?.verdict], ['couldNotRun', 'notCovered']);
  });

  it('ends with 2 for wrong use, before anything runs', async () => {
    const uses: readonly (readonly [string[], RegExp])[] = [
      [['--colour'], /unknown option '--colour'/],
      [['--clause', 'T-1'], /no clause "T-1"\. Did you mean T-01/],
      [['--layer', 'device,gpu'], /no layer "gpu"/],
      [['--seed', '-1'], /not a whole number/],
      [['--adapter', ''], /--adapter is empty: give qemu, linux, a command/],
      [['--adapter', 'tcp:nowhere'], /not of the form tcp:HOST:PORT/],
      [['--qemu', 'x'], /--qemu is for --adapter qemu/],
      [['--guest', 'hurd'], /no system is called hurd: --guest linux is all that there is/],
      [['--adapter', 'linux', '--guest', 'linux'], /--guest is for --adapter qemu/],
      [['--adapter', 'qemu', '--smp'], /--smp is for --guest linux/],
      [['--out', support], /cannot write reports to .*not a directory/],
    ];
    for (const [flags, message] of uses) {
      const { code, stderr } = await run(flags);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });

  it('keeps earlier reports on wrong use, and shows them no more from the first moment of a run that is killed', async () => {
    const out = join(directory, 'one-after-another');
    const verdict = () => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).verdict;
    await run(['--clause', 'T-01/passes'], undefined, out);
    assert.equal((await run(['--clause', 'T-09'], undefined, out)).code, 2);
    assert.equal(verdict(), 'conformant');
    for (let moment = 0; moment < 12; moment += 1) {
      await run(['--clause', 'T-01/passes'], undefined, out);
      const child = spawn(process.execPath, [
        main,
        'run',
        '--features',
        features,
        '--support',
        support,
        '--out',
        out,
        '--clause',
        'T-01/{passes,hangs}',
      ]);
      const ended = new Promise((resolve) => child.on('close', resolve));
      // From the moment on that it begins, at moments that are further and further apart.
      while (existsSync(join(out, 'summary.md')) && child.exitCode === null) await sleep(1);
      await sleep(moment ** 2);
      child.kill('SIGKILL');
      await ended;
      for (const name of readdirSync(out).filter((entry) => !entry.startsWith('.')))
        assert.doesNotMatch(
          readFileSync(join(out, name), 'utf8'),
          /[^t] conformant\b|Conformant:|"conformant"|✅/,
          `${name} after ${moment ** 2} ms`,
        );
    }
  });

  it('ends at the first failure if asked to, and runs again what did not come to a verdict', async () => {
    const out = join(directory, 'again');
    const clause = 'T-01/{passes,fails,throws,last}';
    const bailed = await run(['--clause', clause, '--bail'], undefined, out);
    assert.equal(bailed.code, 1);
    assert.deepEqual(verdictsOf(bailed.report()), { passes: 'passed', fails: 'failed', throws: 'couldNotRun', last: 'couldNotRun' });
    assert.match(bailed.report().reason ?? '', /ended at the first failure/);
    const again = await run(['--rerun-failed', out], undefined, out);
    assert.deepEqual(verdictsOf(again.report()), { fails: 'failed', throws: 'failed', last: 'passed' });
    const green = await run(['--clause', 'T-01/passes'], undefined, out);
    assert.equal(green.code, 0);
    const nothing = await run(['--rerun-failed', join(out, 'report.json')], undefined, out);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /nothing to run again/);
    assert.equal(green.report().verdict, 'conformant', 'wrong use takes nothing away');
  });

  it('does not write where another run does', async () => {
    const out = join(directory, 'at-once');
    let second: Promise<Ended> | undefined;
    const first = await run(
      ['--clause', 'T-01/{passes,patient}'],
      (child) => {
        second = run(['--clause', 'T-01/fails'], undefined, out).finally(() => child.kill('SIGINT'));
      },
      out,
    );
    const refused = await second;
    assert.equal(refused?.code, 2);
    assert.match(refused?.stderr ?? '', /a run writes there, process \d+ since \d{4}-/);
    assert.deepEqual(verdictsOf(first.report()), { passes: 'passed', patient: 'passed' });
  });

  // Windows has no signals to send; Ctrl-C there comes from the console.
  it('lets the running scenario end on the first signal', { skip: process.platform === 'win32' ? 'not on Windows' : false }, async () => {
    const { code, report } = await run(['--clause', 'T-01/{passes,patient,last}'], (child) => child.kill('SIGINT'));
    assert.equal(code, 3);
    assert.deepEqual(verdictsOf(report()), { passes: 'passed', patient: 'passed', last: 'couldNotRun' });
    assert.deepEqual([report().verdict, report().complete], ['incomplete', false]);
  });

  it('tells of a signal that comes while it loads like of a later one', {
    skip: process.platform === 'win32' ? 'not on Windows' : false,
  }, async () => {
    const out = join(directory, 'early');
    const ending = run(['--clause', 'T-01/{passes,patient}'], undefined, out);
    while (!existsSync(join(out, '.lock'))) await sleep(1);
    const { pid } = JSON.parse(readFileSync(join(out, '.lock'), 'utf8'));
    process.kill(pid, 'SIGINT');
    const { code, report, stderr } = await ending;
    assert.equal(code, 3);
    assert.match(stderr, /SIGINT: ending after the running scenario/);
    assert.equal(report().verdict, 'incomplete');
  });

  it('ends at once on the second, whatever hangs', { skip: process.platform === 'win32' ? 'not on Windows' : false }, async () => {
    const { code, report } = await run(['--clause', 'T-01/{passes,hangs}'], (child) => {
      child.kill('SIGTERM');
      child.stderr.once('data', () => child.kill('SIGINT'));
    });
    assert.equal(code, 3);
    assert.deepEqual(verdictsOf(report()), { passes: 'passed', hangs: 'couldNotRun' });
    assert.match(report().reason ?? '', /interrupted twice.*while T-01\/hangs was running/);
  });

  it('is incomplete if a step ends the process, or waits for nothing', async () => {
    const exits = await run(['--clause', 'T-01/{passes,exits}']);
    assert.equal(exits.code, 3);
    assert.deepEqual([exits.report().verdict, exits.report().totals.passed], ['incomplete', 1]);
    const waits = await run(['--clause', 'T-01/{passes,waits}']);
    assert.equal(waits.code, 3);
    assert.match(waits.report().reason ?? '', /waits for what nothing .*while T-01\/waits was running/);
  });

  it('has last words when it crashes', async () => {
    const guard = JSON.stringify(join(__dirname, 'process-guard.js'));
    const script = `require(${guard}).guardProcess({ interrupt() {}, lastWords: console.log }); setTimeout(() => Promise.reject(new Error('lost')));`;
    const child = spawn(process.execPath, ['-e', script]);
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual([code, stdout], [3, 'the process crashed: lost\n']);
  });
});

describe('list', () => {
  it('has a line for each clause, or everything as JSON', () => {
    const table = listCommand({ features, format: 'table' });
    assert.match(table, /^T-01 +MUST +book +11 +Things$/m);
    assert.match(table, /^2 clauses, 11 scenarios at second$/m);
    const { clauses } = JSON.parse(listCommand({ features, format: 'json', spec: 'first' }));
    assert.deepEqual(
      clauses.map((clause: { id: string; text: string; was: unknown }) => [clause.id, clause.text, clause.was]),
      [['T-01', 'Things are so.', [{ until: 'first', text: 'Things were otherwise.' }]]],
    );
  });
});

function writeTinySuite(): void {
  const write = (path: string, content: string | object) =>
    writeFileSync(join(features, path), typeof content === 'string' ? content : JSON.stringify(content));
  mkdirSync(join(features, 'clauses'), { recursive: true });
  mkdirSync(join(features, 'device'));
  const revision = (id: string) => ({ id, layer: 'device' as const, title: id, documents: ['The Book'] });
  write('revisions.json', [revision('first'), revision('second')]);
  write('sources.json', { book: { title: 'The Book', citation: 'The Book, page 1.' } });
  const clause = { level: 'MUST', title: 'Things', text: 'Things are so.', source: ['book'] };
  const clauses = [
    { ...clause, id: 'T-01', since: 'first', was: [{ until: 'first', text: 'Things were otherwise.' }] },
    { ...clause, id: 'T-02', since: 'second' },
  ];
  write('clauses/T.json', { chapter: 'T', title: 'Tiny', layer: 'device', clauses });
  const steps = {
    passes: 'it passes',
    fails: 'it fails',
    throws: 'it throws',
    unknown: 'nobody knows',
    hidden: 'it is hidden',
    patient: 'it is patient',
    hangs: 'it hangs',
    exits: 'it exits',
    waits: 'it waits',
    last: 'it passes',
    other: 'it passes',
  };
  const scenarios = Object.entries(steps).map(([name, step]) => `    Scenario: ${name}\n      Then ${step}\n`);
  write('device/t.feature', `Feature: T\n\n  @T-01\n  Rule: T-01 Things\n${scenarios.join('\n')}`);
  writeFileSync(
    support,
    `const { After, Before, setDefaultTimeout, Then } = require(${JSON.stringify(require.resolve('@cucumber/cucumber'))});
    const { currentSession, FAILURE_MEDIA_TYPE, OMISSION_MEDIA_TYPE } = require(${JSON.stringify(join(__dirname, '..', 'run', 'session'))});
    setDefaultTimeout(-1);
    function omit(world, verdict) {
      world.attach(JSON.stringify({ verdict, reason: 'left out' }), OMISSION_MEDIA_TYPE);
      return 'skipped';
    }
    Before(function () {
      return currentSession().interrupted() ? omit(this, 'couldNotRun') : undefined;
    });
    After(function ({ error, result }) {
      if (result.status !== 'FAILED') return;
      const { expected = [], actual = [] } = error;
      this.attach(JSON.stringify({ expected, actual, operations: ['read X'] }), FAILURE_MEDIA_TYPE);
    });
    Then('it passes', () => {});
    Then('it fails', () => {
      throw Object.assign(new Error('X reads 1, not 2'), { expected: ['X = 2'], actual: ['X = 1'] });
    });
    Then('it throws', () => {
      throw new TypeError('broken');
    });
    Then('it is hidden', function () {
      return omit(this, 'notObservable');
    });
    Then('it is patient', async () => {
      while (!currentSession().interrupted()) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    Then('it hangs', () => new Promise(() => setInterval(() => {}, 1000)));
    Then('it exits', () => process.exit(0));
    Then('it waits', () => new Promise(() => {}));
    `,
  );
}
