import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GuestBus, known } from '../../ports';
import { OperationLog } from './operation-log';
import { RecordingGuestBus } from './recording-guest-bus';

const WRITE = { op: 'write', offset: 0, width: 4, value: 1n } as const;
const LOAD = { op: 'load', address: 0n, width: 4, value: undefined } as const;
const READ = { op: 'read', offset: 0, width: 4, value: undefined } as const;

/** What each operation happened within. */
const within = (log: OperationLog) => log.operations.map((operation) => operation.within);

test('a system call belongs to what its own guest does, however late another guest began', () => {
  const log = new OperationLog();
  const one = log.begin('guest', 'VM A', WRITE, 'scenario');
  log.begin('guest', 'VM B', WRITE, 'scenario');
  const call = log.begin('host', 'VM A', { ...LOAD }, 'device');
  log.begin('guest', 'VM B', WRITE, 'scenario');
  log.begin('registers', 'smmu0', { ...READ }, 'kernel');
  assert.deepEqual(within(log), [undefined, undefined, one, undefined, call]);
});

test('a system call of a VMM whose guest does nothing happens within nothing', () => {
  const log = new OperationLog();
  log.begin('guest', 'VM B', WRITE, 'scenario');
  log.begin('host', 'VM A', { ...LOAD }, 'device');
  assert.deepEqual(within(log), [undefined, undefined]);
});

test('a guest of several SMMUs is one guest', () => {
  const log = new OperationLog();
  const store = log.begin('guest', 'VM at smmu1', WRITE, 'scenario');
  const call = log.begin('host', 'VM', { ...LOAD }, 'device');
  log.over(call, known(undefined));
  log.begin('guest', 'VM at smmu1', { op: 'interrupt' }, 'device');
  assert.deepEqual(within(log), [undefined, store, store]);
});

test('what a virtual machine does to start is no part of what its guest does first', async () => {
  for (const first of ['read', 'write'] as const) {
    const log = new OperationLog();
    const call = () => log.over(log.begin('host', 'VM', { ...LOAD }, 'device'), Promise.resolve(undefined));
    let starts: Promise<void> | undefined;
    const machine: Pick<GuestBus, 'onInterrupt' | 'read' | 'run' | 'write'> = {
      onInterrupt: () => undefined,
      run: () => {
        if (starts !== undefined) return undefined;
        starts = call();
        return starts;
      },
      read: () => call().then(() => 0n),
      write: call,
    };
    const bus = new RecordingGuestBus(machine as GuestBus, log, 'VM');
    await (first === 'read' ? bus.read(0, 4) : bus.write(0, 4, 1n));
    assert.deepEqual(within(log), [undefined, undefined, 1]);
  }
});
