import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Implementation, LayerName } from '../ports';
import { AdapterFault } from '../run/faults';
import type { UnderTest } from '../run/under-test';
import { combined } from './combined';

const told: string[] = [];

/** An adapter that offers layers which nobody builds anything of. */
function part(name: string, version: string, layers: readonly LayerName[], problems: readonly string[] = []): UnderTest {
  const unbuilt = () => Promise.reject(new Error('nobody builds it'));
  const each = { device: { start: unbuilt }, kernel: { boot: unbuilt }, hardware: { createMemory: unbuilt, create: unbuilt } };
  const implementation = { name, version, ...Object.fromEntries(layers.map((layer) => [layer, each[layer]])) } as Implementation;
  return {
    implementation,
    offer: { layers, capabilities: new Set(layers.map((layer) => `of the ${layer}`)) },
    newScenario: async (scenario) => void told.push(`${name} begins ${scenario}`),
    audit: () => Promise.resolve(problems),
    close: async () => void told.push(`${name} ends`),
  };
}

describe('adapters of several layers', () => {
  const both = combined([part('upper', '1.0', ['device']), part('lower', '2.0', ['kernel'], ['a leak'])]);

  it('are one implementation of all of them', () => {
    const { device, hardware, kernel, name, version } = both.implementation;
    assert.deepEqual([name, version], ['upper on lower', '1.0 on 2.0']);
    assert.deepEqual([device !== undefined, kernel !== undefined, hardware], [true, true, undefined]);
    assert.deepEqual(both.offer.layers, ['device', 'kernel']);
    assert.deepEqual(
      both.parts?.map((each) => each.version),
      ['1.0', '2.0'],
    );
  });

  it('let the suite see and change what passes between them, and below them', () => {
    for (const need of ['observe.hostCalls', 'substitute.hostCalls', 'observe.registers'])
      assert.ok(both.offer.capabilities.has(need), need);
  });

  it('do not where one adapter holds both sides of a seam', () => {
    const { capabilities } = combined([part('upper', '1.0', ['device', 'kernel']), part('lower', '2.0', ['hardware'])]).offer;
    assert.deepEqual([capabilities.has('observe.hostCalls'), capabilities.has('observe.registers')], [false, true]);
  });

  it('begin each scenario together, tell of what either did wrong, and end together', async () => {
    told.length = 0;
    await both.newScenario?.('A-01/x');
    assert.deepEqual(await both.audit?.(), ['a leak']);
    await both.close();
    assert.deepEqual(told, ['upper begins A-01/x', 'lower begins A-01/x', 'upper ends', 'lower ends']);
  });

  it('cannot offer the same layer', () => {
    assert.throws(
      () => combined([part('one', '1', ['kernel']), part('other', '1', ['kernel'])]),
      (error) => error instanceof AdapterFault && /both one and other offer the kernel layer/.test(error.message),
    );
  });
});
