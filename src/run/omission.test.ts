import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LayerName } from '../ports';
import type { Need } from '../specification/vocabulary';
import { omissionOf } from './omission';

const offer = (layers: readonly LayerName[], ...capabilities: string[]) => ({ layers, capabilities: new Set(capabilities) });
const verdictOf = (...args: Parameters<typeof omissionOf>) => omissionOf(...args)?.verdict;

describe('a scenario is left out', () => {
  it('where its layer is not offered, but not one of the stack', () => {
    assert.equal(verdictOf('kernel', [], offer(['device'])), 'notApplicable');
    assert.equal(verdictOf('device', [], offer(['device'])), undefined);
    assert.equal(verdictOf('stack', ['guest.mmio'], offer(['device'], 'guest.mmio')), undefined);
    assert.equal(verdictOf('stack', ['guest.mmio'], offer(['hardware'])), undefined);
  });

  it('where its layer is not offered, unless that was asked for and stands on one that is', () => {
    const needs: readonly Need[] = ['guest.mmio', 'substitute.hostCalls'];
    assert.equal(verdictOf('device', needs, offer(['kernel'])), 'notApplicable');
    assert.equal(verdictOf('device', needs, offer(['kernel']), ['kernel']), 'notApplicable');
    assert.equal(verdictOf('device', needs, offer(['kernel']), ['device']), undefined);
    assert.equal(verdictOf('device', needs, offer(['hardware']), ['device']), undefined);
    assert.equal(verdictOf('kernel', ['host.calls', 'observe.registers'], offer(['hardware']), ['kernel']), undefined);
    // Nothing of what a VMM is stands under a process that calls the kernel.
    assert.equal(verdictOf('kernel', ['host.calls'], offer(['device']), ['kernel']), 'notApplicable');
    assert.equal(verdictOf('kernel', ['host.calls', 'guest.mmio'], offer(['device'], 'guest.mmio'), ['kernel']), undefined);
    assert.equal(verdictOf('kernel', ['host.calls', 'guest.mmio'], offer(['device']), ['kernel']), 'notApplicable');
  });

  it('where it is of the stack and nothing in it reaches an offered layer', () => {
    assert.equal(verdictOf('stack', [], offer(['device'])), 'notApplicable');
    assert.equal(verdictOf('stack', ['host.calls', 'registers'], offer(['device'])), 'notApplicable');
    assert.equal(verdictOf('stack', ['host.calls', 'registers'], offer(['hardware'], 'registers')), undefined);
  });

  it('where it would drive or observe what the offered layer does not let it', () => {
    const needs: readonly Need[] = ['observe.interrupts', 'guest.mmio'];
    assert.equal(verdictOf('device', needs, offer(['device'], 'guest.mmio', 'observe.interrupts')), undefined);
    assert.equal(verdictOf('device', needs, offer(['device'], 'guest.mmio')), 'notObservable');
    assert.equal(verdictOf('device', needs, offer(['device'], 'observe.interrupts')), 'notApplicable');
    // What cannot even be driven is not a question of observing.
    assert.equal(verdictOf('device', needs, offer(['device'])), 'notApplicable');
    assert.match(omissionOf('device', needs, offer(['device']))?.reason ?? '', /guest\.mmio/);
  });

  it('not for what the reference does in place of a layer', () => {
    assert.equal(verdictOf('stack', ['guest.mmio', 'host.calls'], offer(['hardware'])), undefined);
  });

  it('for a seam only where both of its sides are offered', () => {
    assert.equal(verdictOf('device', ['observe.hostCalls'], offer(['device'])), undefined);
    assert.equal(verdictOf('device', ['observe.hostCalls'], offer(['device', 'kernel'])), 'notObservable');
    assert.equal(verdictOf('device', ['substitute.hostCalls'], offer(['device', 'kernel'])), 'notApplicable');
    assert.equal(verdictOf('device', ['observe.hostCalls'], offer(['device', 'kernel'], 'observe.hostCalls')), undefined);
  });
});
