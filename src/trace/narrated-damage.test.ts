import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Judge, MONITORS } from '../monitors';
import { NarratedLogs } from './narrated-logs';

const judge = new Judge(MONITORS);

function judged(lines: readonly string[]) {
  const logs = new NarratedLogs(judge);
  for (const [index, text] of lines.entries()) logs.take({ number: index + 1, text, cut: false });
  const found = logs.end();
  return {
    clauses: (found?.broken ?? []).map(({ monitor: { clause } }) => clause),
    held: [...(found?.held ?? [])].map(([{ clause }, times]) => `${clause} ${times}`),
    facts: found?.facts ?? [],
  };
}

/** A VM with a hw_queue that is left after a reset, if nothing is missing in between. */
const MADE = [
  'VM: open /dev/iommu -> 3',
  'VM: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=3 -> OK out_viommu_id=4',
  'VM: mmap fd 3 offset=0x1000 length=0x10000 -> OK',
  'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40000000 length=0x1000 -> OK out_hw_queue_id=7',
];
const RESET = [
  'guest of VM: write CMDQV_CONFIG = 0x20083 (CMDQV_EN=1)',
  'guest of VM: system reset',
  'guest of VM: read CMDQV_CONFIG = 0x20083 (x)',
];
const between = (...lines: readonly string[]) => judged([...MADE, ...lines, ...RESET]);

describe('a log in words', () => {
  it('relies on nothing of before where lines are said to be left out', () => {
    assert.deepEqual(between().clauses, ['TEAR-05']);
    for (const mark of ['[...]', '--', '<snip>', '...', '[truncated]', '200 lines omitted', '-- Reboot --', '(200 lines left out)']) {
      const { clauses, facts } = between(mark);
      assert.deepEqual(clauses, [], mark);
      assert.deepEqual(facts, ['1 × lines left out, in line 5']);
    }
    for (const other of ['', '[    1.5] booting', 'nothing is left out here', '---- device ----'])
      assert.deepEqual(between(other), between(), other);
  });

  it('relies on nothing of before where a line is torn, cut or not written out', () => {
    for (const line of [
      'VM: DESTROY id=',
      'VM: DESTROY id=7 -> O',
      'VM: HW_QUEUE_A',
      'VM: close fd 3',
      'VM: store 0x21 to host page LVCMDQ0_PR',
      'VM: read fd 5 count=24 -> 00000000 000',
      'guest of VM: wri',
      'guest of VM: read VCMDQ0_BASE = 0x40000008 (LOG2SIZE=8, ADDR=0x4000',
      'smmu0: write VINTF1_CON',
      'smmu0 executes TLBI_NH_ALL VMID=1 from vCMDQ 2 (VI',
      'smmu0 executes TLBI_NH_ALL VMID=0xsmmu0 executes CMD_SYNC from vCMDQ 2 (VINTF 1, logical 0)',
      'smmu0: submit CMD_SYNC CS=2 -> none, cons',
      // The halves of two.
      'smmu0: write VINTF1_CONFIG = 0x3 (ENABLE=1, WR=0x12)',
      'VM: DESsmmu0: read CMDQV_STATUS = 0x1 (CMDQV_ENABLED=1)',
      'INDX = 0x12 (WR=0x12)',
      'LOC=0, LVCMDQ=1, VIRT_INTF_INDX=0x1e)',
      '  )',
      '  VM: fd 5  host page LVCMDQ1_CONS_INDX (4 bytes) -> 2',
      'LOC viommu_id=4 -> OK out_hw_queue_id=7',
      'guest of VM: system reset\0\0\0\0',
      '\0\0\0\0',
    ]) {
      const { clauses, facts } = between(line);
      assert.deepEqual(clauses, [], line);
      assert.deepEqual(facts, ['1 × lines that cannot be read whole, in line 5'], line);
    }
  });

  it('is not damaged where words tell less than they could', () => {
    for (const line of [
      'guest of VM: read SMMU register 0x20 -> 0x1',
      'guest of VM: write SMMU register 0x98 = 0x1e',
      'guest of VM: is told to log, and does',
      'guest of VM: firmware reads -> nothing',
      'guest of VM: writes 64 bytes at 0x40000000',
      'VM: ioctl 0x3bff -> EINVAL',
      'VM: poll fd 5 -> POLLIN',
      'VM: close fd 9 -> no answer',
      'VM: load 0x7f1200000008 (4 bytes) -> 0',
      'VM: allocate 0x1000 bytes -> 0x700000010000',
      'VM: GET_HW_INFO data_type=3 -> ENOENT (given)',
      'smmu0: reads 64 bytes of host memory at 0x11c200000: abort (given)',
      'smmu0: read VINTF31_LVCMDQ5_GERROR = 0x0 (CMDQ_ERR=0)',
      'smmu0: read offset 0x20 (4 bytes) = ?',
      'smmu0: submit CMD_SYNC -> no answer',
    ])
      assert.deepEqual([between(line).clauses, between(line).facts], [['TEAR-05'], []], line);
  });

  it('may have lines that are cut at a width, and end as whole ones do there', () => {
    const width = 'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40000000 length=0x1000 -> OK out_hw_queue_id=0x1'.length;
    const id = 'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40000000 length=0x1000 -> OK out_hw_queue_id=0x1a';
    const long = `guest of VM: read CMDQV_CONFIG = 0x20083 (CMDQV_EN=1, ${'CMDQV_PER_CMD_OFFSET=1, '.repeat(9)}CONS_DRAM_EN=0)`;
    // Another object has the number that is left of this one's.
    const lines = [long, ...MADE, id, 'VM: DESTROY id=0x1a -> OK', 'VM: DESTROY id=7 -> OK'];
    const { clauses, facts } = judged([...lines, ...MADE].map((line) => line.slice(0, width)));
    assert.deepEqual(clauses, []);
    assert.deepEqual(facts, ['1 × lines that cannot be read whole, in line 6']);
    assert.deepEqual(judged([...lines, ...MADE]).facts, []);
  });

  it('may have blanks behind its lines', () => {
    for (const blanks of ['  ', '\t', ' \r']) {
      assert.deepEqual(judged([...MADE, ...RESET].map((line) => line + blanks)), between());
      const quoted = [...MADE, ...RESET].map((line) => `    ${JSON.stringify(line)},${blanks}`);
      assert.deepEqual(judged(quoted), between());
    }
  });

  it('is not judged where its lines have lost their indentation, and tabs are as good as blanks', () => {
    const store = ['guest of VM: write VINTF0_LVCMDQ0_PROD_INDX = 0x2 (WR=2)', '  VM: store 2 to host page LVCMDQ0_PROD_INDX (4 bytes)'];
    const map = '  smmu0: write CMDQ_ALLOC_MAP_2 = 0x8001 (ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1)';
    const [enabled = '', reset = '', after = ''] = RESET;
    for (const within of [store, [map]]) {
      const served = [...MADE, ...within, enabled, reset, '  VM: DESTROY id=7 -> OK', after];
      assert.ok(!judged(served).clauses.includes('TEAR-05'));
      assert.ok(judged(served).held.includes('TEAR-05 1'));
      assert.deepEqual(judged(served.map((line) => line.replace('  ', '\t'))), judged(served));
      const { clauses, facts, held } = judged(served.map((line) => line.trim()));
      assert.deepEqual([clauses, held], [[], []]);
      assert.ok(facts.some((fact) => fact.startsWith('lines have lost their indentation, as line ')));
      // It is not lost where nothing was served.
      assert.ok(judged([...MADE, ...within, ...RESET]).clauses.includes('TEAR-05'));
    }
  });

  it('may have lines of another programme within what happens', () => {
    const kernel = [
      'VM: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=3 -> OK out_viommu_id=4',
      '  smmu0: write VINTF1_CONFIG = 0x2 (x)',
      '  smmu0: write VINTF1_CONFIG = 0x3 (x)',
      '  smmu0: read VINTF1_STATUS = 0x1 (x)',
      RESET[2] ?? '',
    ];
    const held = judged(kernel).held;
    assert.ok(held.some((one) => one.startsWith('UAPI-VIOMMU-11')));
    for (const other of ['qemu-system-aarch64: warning: slow', 'kernel: write failed', 'error: cannot open /dev/kvm', 'bash executes it'])
      assert.deepEqual(judged([...kernel.slice(0, 2), other, ...kernel.slice(2)]), judged(kernel), other);
    // One that is told of ends what was before.
    const call = 'VM: ioctl 0x3bff -> EINVAL';
    assert.notDeepEqual(judged([...kernel.slice(0, 2), call, ...kernel.slice(2)]).held, held);
  });
});
