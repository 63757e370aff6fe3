import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reference } from '../../reference';
import { DEFAULT_HOST } from '../machine';
import { type GuestBus, type HostCalls, type Implementation, StartFailure, type VmDescription } from '../ports';
import { Adapter } from './adapter';
import { channelPair } from './protocol/channel-pair';
import { serveImplementation } from './serve';

const VM: VmDescription = { name: 'VM', cmdqv: 'on', smmus: ['left', 'right'], ram: [] };

/** A virtual machine of which each SMMU notes what the guest does at it. */
function busOf(notes: string[], smmu: string): GuestBus {
  const note = (act: string) => {
    notes.push(`${smmu}: ${act}`);
    return Promise.resolve();
  };
  let interrupt: () => void = () => undefined;
  return {
    read: (offset) => note(`read ${offset}`).then(() => 7n),
    write: (offset) => note(`write ${offset}`).then(() => interrupt()),
    readMemory: () => Promise.resolve(new Uint8Array(0)),
    writeMemory: () => Promise.resolve(),
    readSmmu: (offset) => note(`readSmmu ${offset}`).then(() => 8),
    writeSmmu: (offset) => note(`writeSmmu ${offset}`),
    configureStream: (streamId) => note(`configureStream ${streamId}`),
    submit: () => note('submit').then(() => undefined),
    plug: ({ device }) => note(`plug ${device}`).then(() => ({ ok: true })),
    unplug: () => Promise.resolve({ ok: true }),
    reset: () => note('reset'),
    shutDown: () => note('shutDown'),
    onInterrupt: (handler) => {
      interrupt = handler;
    },
    settle: () => Promise.resolve(),
    windows: () => note('windows').then(() => []),
  };
}

/** An adapter for `layers` in this process, and the suite's end of it. */
async function connected(layers: Pick<Implementation, 'device' | 'kernel'>, capabilities: readonly string[]) {
  const open = () => {
    const { adapter, suite } = channelPair();
    serveImplementation(adapter, { name: 'extra', version: '1', ...layers }, capabilities);
    return suite;
  };
  const createMemory = () => reference.hardware.createMemory();
  const adapter = await Adapter.connect({ open, suite: { name: 'suite', version: '1' }, timeout: 5_000, restarts: 0, createMemory });
  return { adapter, ...adapter.implementation };
}

async function calls(): Promise<HostCalls> {
  const kernel = await reference.kernel.boot(
    { ...DEFAULT_HOST, smmus: [], devices: [] },
    { memory: reference.hardware.createMemory(), registers: new Map() },
  );
  return kernel.startProcess('VM');
}

describe('what version 2 of the protocol adds reaches the implementation', () => {
  it('of which SMMU of its virtual machine an access is, and an interrupt', async () => {
    const notes: string[] = [];
    const buses = new Map(['left', 'right'].map((name) => [name, busOf(notes, name)]));
    const ofSmmu = (name: string) => buses.get(name) ?? assert.fail(name);
    const { adapter, device } = await connected({ device: { start: () => Promise.resolve({ ...busOf(notes, 'any'), ofSmmu }) } }, [
      'twoSmmus',
    ]);
    const bus = await device?.start(VM, await calls());
    const [left, right] = [bus?.ofSmmu?.('left'), bus?.ofSmmu?.('right')];
    assert.ok(bus && left && right);
    const heard: string[] = [];
    left.onInterrupt(() => heard.push('left'));
    right.onInterrupt(() => heard.push('right'));
    await bus.read(1, 4);
    await left.read(2, 4);
    await right.write(3, 4, 0n);
    await left.readSmmu(4);
    await right.writeSmmu(5, 0);
    await left.configureStream(6, { word0: 0n, word1: 0n });
    await right.submit(new Uint8Array(16));
    await left.plug({ device: 'gpu0', streamId: 0 });
    await right.windows();
    await left.reset();
    assert.deepEqual(notes, [
      'any: read 1',
      'left: read 2',
      'right: write 3',
      'left: readSmmu 4',
      'right: writeSmmu 5',
      'left: configureStream 6',
      'right: submit',
      'left: plug gpu0',
      'right: windows',
      // The whole virtual machine is reset.
      'any: reset',
    ]);
    assert.deepEqual(heard, ['right']);
    await adapter.close();
  });

  it('which properties its SMMU has', async () => {
    const asked: VmDescription[] = [];
    const start = (vm: VmDescription) => {
      asked.push(vm);
      return Promise.resolve(busOf([], 'any'));
    };
    const { adapter, device } = await connected({ device: { start } }, ['guest.properties', 'guest.features']);
    const vms: readonly VmDescription[] = [
      { name: 'VM', cmdqv: 'auto', accel: 'off', stage: 'nested', ram: [] },
      { name: 'VM', cmdqv: 'on', ril: 'off', ats: 'on', oas: 48, ssidsize: 0, ram: [] },
      { name: 'VM', cmdqv: 'on', ril: 'auto', ats: 'auto', oas: 'auto', ssidsize: 'auto', ram: [] },
    ];
    const below = await calls();
    for (const vm of vms) await device?.start(vm, below);
    assert.deepEqual(asked, vms);
    await adapter.close();
  });

  it('why its VMM does not start', async () => {
    const start = () => Promise.reject(new StartFailure(1, 'qemu: cmdqv=on: no such thing\n'));
    const { adapter, device } = await connected({ device: { start } }, []);
    const below = await calls();
    await assert.rejects(
      async () => device?.start(VM, below),
      (error) => error instanceof StartFailure && error.exitStatus === 1 && error.standardError === 'qemu: cmdqv=on: no such thing\n',
    );
    await adapter.close();
  });

  it('why a command stopped the queue of its SMMU', async () => {
    const answers = [{ error: 1 }, undefined];
    const start = () => Promise.resolve({ ...busOf([], 'any'), submit: () => Promise.resolve(answers.shift()) });
    const { adapter, device } = await connected({ device: { start } }, ['observe.queueErrors']);
    const bus = await device?.start({ name: 'VM', cmdqv: 'on', ram: [] }, await calls());
    assert.deepEqual(await bus?.submit(new Uint8Array(16)), { error: 1 });
    assert.equal(await bus?.submit(new Uint8Array(16)), undefined);
    await adapter.close();
  });

  it('what its firmware reads', async () => {
    const files = new Map([['etc/acpi/tables', Uint8Array.of(0x49, 0x4f, 0x52, 0x54)]]);
    const start = () => Promise.resolve({ ...busOf([], 'any'), firmware: () => Promise.resolve(files) });
    const { adapter, device } = await connected({ device: { start } }, ['observe.firmware']);
    const bus = await device?.start({ name: 'VM', cmdqv: 'on', ram: [] }, await calls());
    assert.deepEqual(await bus?.firmware?.(), files);
    await adapter.close();
  });

  it('that its driver is removed, its host shut down, and its memory at an end', async () => {
    const notes: string[] = [];
    const note = (act: string) => {
      notes.push(act);
      return Promise.resolve();
    };
    const boot = () =>
      Promise.resolve({
        startProcess: () => assert.fail(),
        removeDriver: (smmu: string) => note(`removed from ${smmu}`),
        shutDown: () => note('shut down'),
        failAllocation: (nth: number) => note(`allocation ${nth} fails`).then(() => nth === 0),
      });
    const { adapter, kernel } = await connected({ kernel: { boot } }, ['host.driver', 'host.allocations']);
    const booted = await kernel?.boot(DEFAULT_HOST, { memory: reference.hardware.createMemory(), registers: new Map() });
    await booted?.removeDriver?.('smmu0');
    await booted?.shutDown?.();
    assert.equal(await booted?.failAllocation?.(3), false);
    assert.equal(await booted?.failAllocation?.(0), true);
    assert.deepEqual(notes, ['removed from smmu0', 'shut down', 'allocation 3 fails', 'allocation 0 fails']);
    await adapter.close();
  });
});
