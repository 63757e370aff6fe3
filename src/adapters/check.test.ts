import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reference } from '../../reference';
import { type HostCalls, type HostRegisters, type Implementation, Inapplicable } from '../ports';
import { inProcess } from '../run/under-test';
import { checkAdapter } from './check';
import { channelPair } from './protocol/channel-pair';
import { serveImplementation } from './serve';

/** The checks that an adapter for these layers does not pass. */
async function failedChecks(layers: Pick<Implementation, 'device' | 'kernel' | 'hardware'>): Promise<readonly string[]> {
  const implementation = { name: 'checked', version: '1', ...layers };
  const open = () => {
    const { adapter, suite } = channelPair();
    serveImplementation(adapter, implementation, [...inProcess(implementation).offer.capabilities]);
    return suite;
  };
  const createMemory = () => reference.hardware.createMemory();
  const failed: string[] = [];
  const options = { open, suite: { name: 'suite', version: '1' }, timeout: 5_000, restarts: 0, createMemory };
  await checkAdapter(options, reference, ({ name, problem }) => problem !== undefined && failed.push(name));
  return failed;
}

const { device, hardware, kernel } = reference;

/** `port` with the method of that name put off, so that what is sent later is done before it. */
function slowed<T extends HostCalls | HostRegisters>(port: T, method: keyof T): T {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const act = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      if (name !== method) return act;
      return (...args: unknown[]) => new Promise((resolve) => setImmediate(resolve)).then(() => act(...args));
    },
  });
}

describe('an adapter is checked', () => {
  it('whatever layers it offers', async () => {
    for (const layers of [{ device }, { kernel }, { hardware }, { device, kernel, hardware }])
      assert.deepEqual(await failedChecks(layers), []);
  });

  it('as far as it can be the machine that it is checked on', async () => {
    const boot = () => Promise.reject(new Inapplicable('built for 64 KiB pages'));
    assert.deepEqual(await failedChecks({ kernel: { boot } }), []);
  });

  it('for the order of its system calls', async () => {
    const boot: typeof kernel.boot = async (host, below) => {
      const booted = await kernel.boot(host, below);
      return { startProcess: (name) => slowed(booted.startProcess(name), 'close') };
    };
    assert.deepEqual(await failedChecks({ kernel: { boot } }), ['its system calls take effect in the order in which they were sent']);
  });

  it('for the order of its register accesses', async () => {
    const create: typeof hardware.create = async (smmu, below) => slowed(await hardware.create(smmu, below), 'write');
    const createMemory = () => hardware.createMemory();
    assert.deepEqual(await failedChecks({ hardware: { create, createMemory } }), [
      'its register accesses take effect in the order in which they were sent',
    ]);
  });
});
