import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LayerRevisions } from '../ports';
import type { Revision } from './clauses/revision';
import { judgingRevisions, specOf } from './revisions';
import { WrongUse } from './wrong-use';

const revision = (id: string, layer: Revision['layer'], released = true): Revision => ({
  id,
  layer,
  title: id,
  documents: [],
  ...(released ? { released } : {}),
});
const REVISIONS = [
  revision('vmm-1', 'device'),
  revision('vmm-2', 'device'),
  revision('os-1', 'kernel'),
  revision('os-2', 'kernel'),
  revision('os-next', 'kernel', false),
  revision('book-A.b', 'hardware'),
];

function spec(written?: string, implemented: LayerRevisions = {}): string {
  return specOf(judgingRevisions(REVISIONS, written, implemented));
}

function reasons(written?: string, implemented: LayerRevisions = {}): string {
  const { device, hardware, kernel } = judgingRevisions(REVISIONS, written, implemented);
  return [device, kernel, hardware].map((one) => one?.because).join(' ');
}

describe('the revisions that judge', () => {
  it('are the newest released of each layer', () => {
    assert.equal(spec(), 'vmm-2,os-2,book-A.b');
    assert.equal(reasons(), 'released released released');
  });

  it('are those asked for, in any order and case, each for its layer alone', () => {
    assert.equal(spec('os-1'), 'vmm-2,os-1,book-A.b');
    assert.equal(spec('book-a.B, OS-next,vmm-1'), 'vmm-1,os-next,book-A.b');
    assert.equal(reasons('os-1'), 'released asked released');
  });

  it('are those of a set, but for what is named beside it', () => {
    assert.equal(spec('next'), 'vmm-2,os-next,book-A.b');
    assert.equal(spec('next,vmm-1'), 'vmm-1,os-next,book-A.b');
    assert.equal(spec('released', { kernel: 'os-1' }), 'vmm-2,os-2,book-A.b');
  });

  it('are those that the implementation names, unless others are asked for', () => {
    assert.equal(spec(undefined, { kernel: 'os-1' }), 'vmm-2,os-1,book-A.b');
    assert.equal(reasons(undefined, { kernel: 'os-1' }), 'released implementation released');
    assert.equal(spec('os-next', { kernel: 'os-1' }), 'vmm-2,os-next,book-A.b');
    assert.equal(spec('os-2', { kernel: 'unheard-of' }), 'vmm-2,os-2,book-A.b');
  });

  it('take a point release for its release', () => {
    assert.equal(spec('os-1.2.13'), 'vmm-2,os-1,book-A.b');
    assert.equal(spec(undefined, { kernel: 'os-1.2' }), 'vmm-2,os-1,book-A.b');
  });

  const refused = (message: RegExp, ...choice: Parameters<typeof spec>) =>
    assert.throws(
      () => spec(...choice),
      (error) => error instanceof WrongUse && message.test(error.message),
    );

  it('are refused by name, with the known ones of each layer', () => {
    refused(
      /no revision "os-3"\. Revisions are device: vmm-1, vmm-2; kernel: os-1, os-2, os-next; hardware: book-A\.b; .*released, next/,
      'os-3',
    );
    refused(/no revision "os-10"/, 'os-10');
    refused(/no revision ""/, 'os-1,');
    refused(/os-1 and os-2 are both revisions of the kernel/, 'os-1,os-2');
    refused(/released and next each stand for/, 'released,next');
    refused(/names "os-3" as the revision of its kernel\. Known are os-1, os-2, os-next; --spec/, undefined, { kernel: 'os-3' });
    refused(/names "vmm-1" as the revision of its kernel/, undefined, { kernel: 'vmm-1' });
  });
});
