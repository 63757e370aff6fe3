import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { qemuAdapter } from '../adapters/qemu/built-in';
import { program } from './program';
import type { RunCommandOptions } from './run-command';
import { runWords, type SharedOptions } from './run-words';

/** What the command reads out of the words. */
async function read(words: readonly string[]): Promise<RunCommandOptions> {
  const read: RunCommandOptions[] = [];
  const unused = () => assert.fail('another command was run');
  const others = {
    book: unused,
    list: unused,
    explain: unused,
    export: unused,
    convert: unused,
    reportHistory: unused,
    adapterInit: unused,
    completion: unused,
    compare: unused,
    expectUpdate: unused,
  };
  const explorers = { explore: unused, exploreMerge: unused, replay: unused };
  const run = (options: RunCommandOptions) => Promise.resolve(void read.push(options));
  const commands = {
    ...others,
    ...explorers,
    run,
    adapterCheck: unused,
    selfTest: unused,
    reportMerge: unused,
    traceCheck: unused,
    traceShow: unused,
  };
  await program([qemuAdapter], commands).parseAsync([...words], { from: 'user' });
  const [options] = read;
  assert.ok(options !== undefined);
  return options;
}

describe('the words of a run', () => {
  it('ask for what was asked for', async () => {
    const asked: Required<Omit<SharedOptions, 'index'>> = {
      adapter: ['qemu', 'tcp:host:1'],
      bail: true,
      choices: new Map([['--qemu', ['/a b/"qemu"']]]),
      clauses: ['EVT-0{5,6}', '-odd'],
      expect: 'a b.json',
      features: '/f',
      layers: ['device', 'stack'],
      level: 'must',
      restarts: 3,
      seed: 0,
      spec: 'x',
      support: '/s',
      tags: 'not @RD-01',
      timeout: 70,
    };
    const understood = await read(runWords(asked));
    assert.deepEqual(Object.fromEntries(Object.keys(asked).map((key) => [key, Reflect.get(understood, key)])), asked);
  });

  it('are none where nothing was asked for', async () => {
    assert.deepEqual(await read(runWords({})), await read(['run']));
    assert.equal((await read(runWords({ expect: false }))).expect, false);
  });
});
