import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reference } from '../../../reference';
import type { WholeImplementation } from '../../ports';
import { perform } from '../difference';
import { type HardwareOp, hex, type Program } from '../program';
import { STOPPED } from '../samples/queue';
import { faulty } from '../samples/variants';

describe('performances of programs', () => {
  it('has the handler of an interrupt do something else meanwhile', async () => {
    const program: Program = {
      layer: 'hardware',
      ops: [
        { op: 'write', at: 0x1000, width: 4, value: '0x1' },
        ...[0, 1].flatMap((queue): readonly HardwareOp[] => [
          { op: 'write', at: 0x200 + 4 * queue, width: 4, value: hex((queue << 1) | 1) },
          { op: 'write', at: 0x20000 + 0x80 * queue, width: 8, value: hex(0x9002_0001 + 0x1_0000 * queue) },
          { op: 'write', at: 0x10008 + 0x80 * queue, width: 4, value: '0x1' },
          { op: 'memory', address: hex(0x9002_0000 + 0x1_0000 * queue), bytes: '07000000000000000000000000000000' },
        ]),
        { op: 'whileHandled', at: 0x10084, width: 4, value: '0x1' },
        { op: 'write', at: 0x10004, width: 4, value: '0x1' },
        { op: 'look' },
      ],
    };
    const interruptsOn = async (layers: WholeImplementation) => (await perform(program, layers)).observations.at(-2)?.interrupts;
    assert.equal(await interruptsOn(reference), '2');
    assert.equal(await interruptsOn(faulty('edge-lost-while-handled')), '1');
  });

  it('names both registers that one read covers, and acknowledges what a vCMDQ tells of', async () => {
    const program: Program = {
      layer: 'hardware',
      ops: [...STOPPED, { op: 'read', at: 0x10000, width: 8 }, { op: 'acknowledge', vcmdq: 0 }, { op: 'read', at: 0x10010, width: 8 }],
    };
    const { observations } = await perform(program, reference);
    assert.deepEqual(observations.at(-3), { VCMDQ0_CONS_INDX: '1000000', VCMDQ0_PROD_INDX: '1' });
    assert.equal(observations.at(-2)?.interrupts, '1');
    assert.deepEqual(observations.at(-1), { VCMDQ0_GERROR: '0', VCMDQ0_GERRORN: '1' });
  });

  it('asks a file that was closed last, unless another was opened since', async () => {
    const program: Program = {
      layer: 'kernel',
      ops: [
        { op: 'open', who: 'A', path: '/dev/vfio/devices/gpu0' },
        { op: 'close', who: 'A', file: { of: 'device', n: 0 } },
        { op: 'close', who: 'A', file: { of: 'closed' } },
        { op: 'open', who: 'A', path: '/dev/iommu' },
        { op: 'close', who: 'A', file: { of: 'closed' } },
      ],
    };
    const { observations } = await perform(program, reference);
    assert.deepEqual(
      observations.map(({ status }) => status),
      ['OK', 'OK', 'EBADF', 'OK', undefined],
    );
  });
});
