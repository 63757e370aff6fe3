import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureRows } from './failure-rows';

const BOOT = Array.from({ length: 290 }, (_, n) => `smmu0: write VINTF1_SID_MATCH_${n % 16} = 0x0 (ENABLE=0, VIRT_SID=0)`);
const WRITES = Array.from({ length: 8 }, (_, n) => `guest of VM: write VCMDQ0_PROD_INDX = 0x${n} (PROD=${n})`);
const CALL = 'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40100000 length=0x800 -> EINVAL';
const ACT = [
  'guest of VM: write VCMDQ0_BASE = 0x40100008 (LOG2SIZE=8, ADDR=0x40100000)',
  '  VM: reads 4 bytes of its memory at 0x10',
  `  ${CALL}`,
];

const failure = {
  message: 'the host calls of VM differ: call 1, HW_QUEUE_ALLOC: its length is 0x800, not 0x1000\nand more',
  expected: ['HW_QUEUE_ALLOC length=0x1000'],
  actual: [CALL],
  operations: [...BOOT, ...WRITES, ...ACT],
  sections: [
    { step: 'Given a VM with CMDQ-V', from: 0, count: 290 },
    { step: 'And the guest writes these registers:', from: 290, count: 8 },
    { step: 'When the guest writes 0x40100008 to VCMDQ0_BASE', from: 298, count: 3 },
  ],
};

describe('rows of a failure', () => {
  it('fold the start and what is repeated, mark the wrong operation and end with what was found', () => {
    assert.deepEqual(
      failureRows(failure).map((row) => ('note' in row ? row : `${row.from}>${row.to} ${row.act}${row.wrong === true ? ' wrong' : ''}`)),
      [
        { note: 'Given a VM with CMDQ-V: 290 operations' },
        { note: 'And the guest writes these registers: 8 operations' },
        'guest>VMM false',
        'guest>VMM false',
        'guest>VMM false',
        { note: '… 4 more writes' },
        'guest>VMM false',
        'guest>VMM true',
        'VMM>kernel true wrong',
        { note: 'the host calls of VM differ: call 1, HW_QUEUE_ALLOC: its length is 0x800, not 0x1000', wrong: true },
      ],
    );
  });

  it('mark each operation where none was wanted, a command too', () => {
    const marked = (one: Partial<typeof failure>) =>
      failureRows({ ...failure, message: 'm', ...one }).flatMap((row) => (!('note' in row) && row.wrong === true ? row.words : []));
    assert.deepEqual(marked({ expected: ['no call'] }), [CALL.replace('VM: ', '')]);
    const command = {
      actual: ["the SMMU's own queue: CMD_SYNC"],
      operations: ["smmu0 executes CMD_SYNC from the SMMU's own queue"],
      sections: [],
    };
    assert.deepEqual(marked({ ...command, expected: ['no CMD_SYNC'] }), ["CMD_SYNC from the SMMU's own queue"]);
    assert.deepEqual(marked({ ...command, expected: ['something'] }), []);
  });

  it('are few, however much was done', () => {
    const operations = Array.from({ length: 2000 }, (_, n) => (n % 2 === 0 ? 'guest of VM: system reset' : 'VM: DESTROY id=8 -> OK'));
    const rows = failureRows({ ...failure, operations, sections: [{ step: 'When it rains', from: 0, count: 2000 }] });
    assert.equal(rows.length, 42);
  });

  it('name the guest where there are several', () => {
    const operations = ['guest of VM1: system reset', 'guest of VM2: system reset'];
    const [first] = failureRows({ ...failure, operations, sections: [] });
    assert.ok(first !== undefined && 'words' in first && first.words === '[VM1] system reset');
  });
});
