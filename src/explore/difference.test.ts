import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reference } from '../../reference';
import { Judge, MONITORS } from '../monitors';
import { Inapplicable } from '../ports';
import { compared, perform, violationIn } from './difference';
import type { Program } from './program';
import { ALLOWED_DEVICE } from './samples/allowed/device';
import { ALLOWED_HARDWARE } from './samples/allowed/hardware';
import { ALLOWED_KERNEL } from './samples/allowed/kernel';
import { RIGHT_DEVICE } from './samples/right/device';
import { RIGHT_HARDWARE } from './samples/right/hardware';
import { RIGHT_KERNEL } from './samples/right/kernel';
import { different, faulty } from './samples/variants';
import { IOMMU, vintfOf } from './samples/vintf';

describe('differences of performances', () => {
  it('counts what is done after a timeout, where nothing is said of a number that stays', async () => {
    const program: Program = {
      layer: 'kernel',
      ops: [
        ...vintfOf('A', 'gpu0'),
        { op: 'queueFails', after: 0, as: 'timeout' },
        {
          op: 'ioctl',
          who: 'A',
          file: IOMMU,
          request: 'HWPT_INVALIDATE',
          members: { hwpt_id: { kind: 'vIOMMU', n: 0 }, data_type: 1, entry_len: 16, entry_num: 1, data_uptr: '0x700000010000' },
          data: '10000000000000000000000000000000',
        },
      ],
    };
    const wanted = await perform(program, reference);
    const { difference } = compared(program, wanted, await perform(program, faulty('timeout-counts-its-batch')));
    assert.deepEqual(difference?.facts, [{ fact: 'entry_num', reference: '0', seen: undefined }]);
  });

  it('accepts a queue that a repeated trigger makes anew, and what follows from it', async () => {
    const program: Program = {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'write', who: 'A', at: 0x1000, width: 4, value: '0x1' },
        { op: 'write', who: 'A', at: 0x200, width: 4, value: '0x1' },
        { op: 'write', who: 'A', at: 0x20000, width: 8, value: '0x40100008' },
        { op: 'write', who: 'A', at: 0x10008, width: 4, value: '0x1' },
        { op: 'write', who: 'A', at: 0x1000, width: 4, value: '0x1' },
        { op: 'read', who: 'A', at: 0x1000c, width: 4 },
      ],
    };
    const anew = await perform(program, different('live-queues-rebuilt'));
    const { difference, accepted, compared: operations } = compared(program, await perform(program, reference), anew);
    assert.equal(difference, undefined);
    assert.deepEqual([...accepted], ['ALLOC-09']);
    assert.equal(operations, program.ops.length - 1);
  });

  it('accepts in a program what differs as a clause allows, and tells which', async () => {
    for (const { alternative, by, program } of [...ALLOWED_HARDWARE, ...ALLOWED_KERNEL, ...ALLOWED_DEVICE]) {
      const { accepted, difference } = compared(program, await perform(program, reference), await perform(program, different(alternative)));
      assert.deepEqual([alternative, difference, [...accepted]], [alternative, undefined, by]);
    }
  });

  it("tells a vDEVICE of a StreamID that is out of range from one that is another device's", async () => {
    const program: Program = {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'submit', who: 'A', command: '03000000100001000100000000000000' },
      ],
    };
    const wanted = await perform(program, reference);
    const faultily = await perform(program, faulty('vdevice-of-an-out-of-range-stream-id'));
    assert.deepEqual(compared(program, wanted, faultily).difference?.facts, [
      { fact: 'in the kernel, VM A1: vDEVICE of gpu0', reference: 'none', seen: '10010' },
    ]);
    assert.equal(compared(program, wanted, await perform(program, different('stream-ids-cut-off'))).difference, undefined);
  });

  it('holds nothing against who cannot be brought to do what a program asks for', async () => {
    const program: Program = { layer: 'device', ops: [{ op: 'start', who: 'A', cmdqv: 'on', device: '', streamId: 0x10 }] };
    const unable = { ...reference, device: { start: () => Promise.reject(new Inapplicable('it needs a device')) } };
    const seen = await perform(program, unable);
    assert.equal(compared(program, await perform(program, reference), seen).difference, undefined);
    const broken = { ...reference, device: { start: () => Promise.reject(new Error('it is broken')) } };
    assert.notEqual(compared(program, await perform(program, reference), await perform(program, broken)).difference, undefined);
  });

  it('sees no clause broken where a slot is none, a VINTF went to another process, an access is wider than a register, or a guest has no block', async () => {
    const judge = new Judge(MONITORS);
    for (const program of [...RIGHT_HARDWARE, ...RIGHT_KERNEL, ...RIGHT_DEVICE])
      assert.equal(violationIn(await perform(program, reference), judge)?.words, undefined);
  });
});
