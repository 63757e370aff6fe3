import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { selfTestReportFault } from '../self-test/self-test-report';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-self-test-'));
after(() => rmSync(directory, { recursive: true }));
let runs = 0;

/** Runs `self-test`; `meanwhile` may act on the process once it has told of a fault. */
async function selfTest(flags: readonly string[], meanwhile?: (kill: (signal: NodeJS.Signals) => void) => void) {
  runs += 1;
  const out = join(directory, `out-${runs}`);
  const child = spawn(process.execPath, [join(__dirname, 'main.js'), 'self-test', '--out', out, ...flags]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr === '') meanwhile?.((signal) => child.kill(signal));
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const file = join(out, 'self-test.json');
  return { code, stdout, stderr, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
}

describe('self-test', { concurrency: 2 }, () => {
  it('tells which clauses caught a fault, and at which level', async () => {
    const { code, stdout, stderr, report } = await selfTest(['--fault', 'HIST-34', '--clause', 'EVT-*', '--jobs', '1']);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /1\/1 hist-34: caught/);
    assert.match(stdout, /hist-34 +device +HIST-34 +caught +MUST +EVT-09/);
    assert.equal(selfTestReportFault(report), undefined);
    const [fault] = report.faults;
    assert.equal(fault.caught, true);
    assert.equal(fault.ending, 'ran');
    assert.ok(fault.clauses.includes('EVT-09'));
    assert.ok(fault.scenarios > 0);
  });

  it('ends with 1 for a fault that no chosen clause catches', async () => {
    // The clause is about the fault too, and these scenarios of it see nothing.
    const { code, stdout, report } = await selfTest(['--fault', 'hist-34', '--clause', 'MMIO-08']);
    assert.equal(code, 1);
    assert.match(stdout, /hist-34 .* NOT CAUGHT/);
    assert.equal(report.faults[0].caught, false);
  });

  it('ends with 2 for a fault that does not exist, and for clauses that are about none', async () => {
    const unknown = await selfTest(['--fault', 'hist-34x']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no fault "hist-34x"\. Did you mean hist-34/);
    assert.equal((await selfTest(['--fault', 'hist-34', '--clause', 'CQ-01'])).code, 2);
  });

  it('accepts what is legitimately different, and leaves out what the choice cannot reach', async () => {
    const flags = ['--alternative', 'vmids-from-the-top,ram-in-pieces', '--layer', 'kernel', '--clause', 'VHW-06', '--jobs', '1'];
    const { code, stdout, stderr, report } = await selfTest(flags);
    assert.equal(code, 0, stdout);
    assert.match(stderr, /1\/1 vmids-from-the-top: accepted/);
    assert.equal(selfTestReportFault(report), undefined);
    const [alternative, ...others] = report.alternatives;
    assert.deepEqual([alternative.id, alternative.accepted, others, report.faults], ['vmids-from-the-top', true, [], []]);
  });

  it('leaves out an alternative that no scenario of the chosen clauses reaches', async () => {
    const flags = ['--alternative', 'vmids-from-the-top,ram-in-pieces', '--clause', 'UAPI-VIOMMU-10', '--jobs', '1'];
    const { code, stdout, report } = await selfTest(flags);
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      report.alternatives.map(({ id }: { readonly id: string }) => id),
      ['vmids-from-the-top'],
    );
    assert.equal((await selfTest(['--alternative', 'ram-in-pieces', '--clause', 'UAPI-VIOMMU-10'])).code, 2);
  });

  it('holds one that breaks a clause on purpose to its clause', async () => {
    const flags = ['--alternative', 'vintfs-from-the-top', '--clause', 'PHYS-06,UAPI-VIOMMU-10,VHW-01', '--jobs', '1'];
    const { code, stdout, report } = await selfTest(flags);
    assert.equal(code, 0, stdout);
    const [{ accepted, clauses, leads }] = report.alternatives;
    assert.deepEqual([accepted, clauses.includes('VHW-01'), leads[0].clause], [true, true, 'PHYS-06']);
  });

  it('ends with 3 and leaves nothing when it is interrupted', async () => {
    const { code, stderr, report } = await selfTest(['--own-clauses', '--jobs', '1'], (kill) => kill('SIGINT'));
    assert.equal(code, 3);
    assert.match(stderr, /interrupted after \d+ of \d+ implementations/);
    assert.equal(report, undefined);
  });
});
