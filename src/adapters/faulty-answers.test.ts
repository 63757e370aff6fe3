import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { reference } from '../../reference';
import { packageIdentity } from '../package';
import { toReport } from '../report/report';
import { checkAdapter } from './check';
import { commandFor, Proving } from './faulty/run-against';
import { ChildChannel } from './protocol/child-channel';

const proving = new Proving();
after(() => proving.remove());

/** The second scenario could not run, the others passed, and the adapter was started a second time for the third. */
async function breaksOnce(program: string, reason: RegExp, timeout?: number): Promise<void> {
  const { code, reasons, starts, verdicts } = await proving.run(program, timeout === undefined ? {} : { timeout });
  assert.match(reasons['second'] ?? '', reason);
  assert.deepEqual(verdicts, { first: 'passed', second: 'couldNotRun', third: 'passed' });
  assert.deepEqual([code, starts], [3, 2]);
}

describe('an adapter', () => {
  for (const program of ['well-behaved', 'speaks-version-1', 'answers-out-of-order', 'answers-in-pieces']) {
    it(`that is sound passes every check and runs: ${program}`, async () => {
      const problems: string[] = [];
      const options = {
        open: () => new ChildChannel(commandFor(program, process.platform === 'win32' ? 'NUL' : '/dev/null'), process.cwd()),
        suite: packageIdentity(),
        timeout: 20_000,
        restarts: 0,
        createMemory: () => reference.hardware.createMemory(),
      };
      await checkAdapter(options, reference, ({ name, problem }) => problem !== undefined && problems.push(`${name}: ${problem}`));
      assert.deepEqual(problems, []);
      const { code, starts, verdicts } = await proving.run(program);
      assert.deepEqual(verdicts, { first: 'passed', second: 'passed', third: 'passed' });
      assert.deepEqual([code, starts], [0, 1]);
    });
  }
});

describe('an adapter has no say in what reports say of it', () => {
  it('by what it calls itself', async () => {
    const { result } = await proving.run('forges-its-name');
    const { name, version } = result.implementation;
    assert.match(name, /^✔ Conformant\ufffd<\/title><script>x+… \(5000044 characters\)$/);
    assert.equal(version, '1.0 ✔ Conformant\ufffd</title><script>');
    assert.doesNotMatch(JSON.stringify(toReport(result)), /x{101}|\\u001b/);
  });

  it('by having no name', async () => {
    const { result, verdicts } = await proving.run('has-no-name');
    assert.equal(verdicts.second, 'passed');
    const { name, version } = result.implementation;
    assert.deepEqual([name, version], ['\ufffd', '(empty)']);
    toReport(result);
  });

  it('by what it gives as a reason', async () => {
    const { reasons, verdicts } = await proving.run('refuses-at-length');
    assert.equal(verdicts.second, 'failed');
    assert.match(reasons.second ?? '', /^guest\.read: ✔ Conformant\nx+… \(\d+ characters\)$/);
    assert.ok((reasons.second ?? '').length < 3_000);
  });
});

describe('an adapter that tells of the old machine until it has reset', () => {
  it('runs', async () => {
    const { starts, verdicts } = await proving.run('tells-at-reset');
    assert.deepEqual(verdicts, { first: 'passed', second: 'passed', third: 'passed' });
    assert.equal(starts, 1);
  });
});

describe('an adapter is started again for the next scenario if it', () => {
  it('never answers', () => breaksOnce('never-answers', /^the adapter did not answer guest\.read within 400 ms$/, 400));
  it('answers too late', () => breaksOnce('answers-late', /^the adapter did not answer guest\.read within 400 ms$/, 400));
  it('answers twice', () => breaksOnce('answers-twice', /^the adapter answered request \d+ twice$/));
  it('answers what was not asked', () => breaksOnce('answers-the-unasked', /^the adapter answered a request that was never made: .*4711/));
  it('prints garbage', () =>
    breaksOnce('prints-garbage', /^the adapter sent a line that is not JSON: Segmentation fault\ufffd \(core dumped\)$/));
  it('nests values without end', () =>
    breaksOnce('nests-deeply', /^the adapter sent a line that is not JSON: \[+… \(1000000 characters\)$/));
  it('sends a number', () => breaksOnce('sends-a-number', /^the adapter sent .*42/));
  it('sends null', () => breaksOnce('answers-null', /^the adapter sent .*null/));
  it('hides a value in a prototype', () => breaksOnce('reaches-for-prototypes', /^the answer to guest\.read does not fit its schema: /));
  it('dies in the middle of a line', () => breaksOnce('dies-in-a-line', /^the adapter ended with exit code 9/));
  it('sends what is not UTF-8', () => breaksOnce('speaks-latin-1', /^the adapter sent a line that is not UTF-8$/));
  it('sends what is no 64-bit value', () =>
    breaksOnce('sends-decimal', /^the answer to guest\.read does not fit its schema: value must match/));
  it('leaves a member out', () =>
    breaksOnce('lacks-a-member', /^the answer to guest\.read does not fit its schema: it must have .*'value'/));
  it('knows no method of the layer that it declares', () =>
    breaksOnce('lacks-its-layer', /^the adapter refused guest\.read: method not found \(code -32601\)$/));
});

describe('an implementation fails its scenario, and is not started again, if it', () => {
  it('cannot do what is asked', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('cannot-do-it');
    assert.deepEqual(verdicts, { first: 'passed', second: 'failed', third: 'passed' });
    assert.equal(reasons['second'], 'guest.read: QEMU: -EIO');
    assert.deepEqual([code, starts], [1, 1]);
  });

  it('cannot do what is asked, and is told with what it wrote in that scenario alone', async () => {
    const { result } = await proving.run('talks-in-each-scenario');
    const second = result.scenarios.find(({ scenario }) => scenario.name === 'second');
    assert.equal(second?.failure?.diagnostics, 'machine 2');
  });

  it('does not tell what it declares to show', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('well-behaved', { scenarios: ['alarm', 'first'] });
    assert.deepEqual(verdicts, { first: 'passed', alarm: 'failed' });
    assert.match(reasons['alarm'] ?? '', /received 0 CMDQ-V interrupts/);
    assert.deepEqual([code, starts], [1, 1]);
  });
});

describe('an adapter that cannot be what it is asked to be', () => {
  it('says nothing about the scenario, and gives its reason', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('cannot-be-the-second');
    assert.deepEqual(verdicts, { first: 'passed', second: 'notApplicable', third: 'passed' });
    assert.equal(reasons['second'], 'device.start: this VMM has no machine with 64 KiB pages');
    assert.deepEqual([code, starts], [0, 1]);
  });

  it('has to say so before anything is done with it', () =>
    breaksOnce('declines-a-read', /^the adapter refused guest\.read: that register is not for this machine \(code -32001\)$/));

  it('has to speak version 2', () => breaksOnce('declines-as-version-1', /^the adapter refused device\.start: .* \(code -32001\)$/));
});

describe('an adapter whose VMM does not start', () => {
  it('fails the scenario with its words', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('starts-not');
    assert.deepEqual(verdicts, { first: 'passed', second: 'failed', third: 'passed' });
    assert.match(reasons['second'] ?? '', /^the VMM did not start: exit status 1\nqemu: cmdqv=on: not on this host/);
    assert.deepEqual([code, starts], [1, 1]);
  });

  it('has to speak version 2', () => breaksOnce('starts-not-as-version-1', /^the answer to device\.start is null in protocol 1$/));
});

describe('an adapter that offers a kernel alone', () => {
  it('is not judged by the chapters of devices', async () => {
    const { reasons, verdicts } = await proving.run('kernel-alone', { scenarios: ['first'] });
    assert.deepEqual(verdicts, { first: 'notApplicable' });
    assert.equal(reasons['first'], 'the implementation does not offer the device layer');
  });

  it('stands under the device of the reference where the user asks for that', async () => {
    const { code, result, verdicts } = await proving.run('kernel-alone', { scenarios: ['first', 'third'], layers: ['device'] });
    assert.deepEqual(verdicts, { first: 'passed', third: 'passed' });
    assert.deepEqual([code, result.implementation.layers], [0, ['kernel']]);
  });
});

describe('an adapter that cannot reset', () => {
  it('is started again instead, as often as allowed', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('cannot-reset', { restarts: 1 });
    assert.deepEqual(verdicts, { first: 'passed', second: 'passed', third: 'couldNotRun' });
    assert.match(reasons['third'] ?? '', /^the adapter broke 2 times and is not started again; the last time: reset: the guest is wedged/);
    assert.deepEqual([code, starts], [3, 2]);
  });
});
