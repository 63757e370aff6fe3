import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../run/outcome';
import { comparedRegisters } from './compared-registers';

const NONE = { message: 'm', expected: [], actual: [] };

function told(failure: Partial<Pick<Failure, 'actual' | 'expected' | 'message'>>): readonly string[] {
  return comparedRegisters({ ...NONE, ...failure }).map(
    ({ actual, expected, register }) => `${register.name} 0x${expected.toString(16)} 0x${actual.toString(16)}`,
  );
}

describe('registers that a failure compares', () => {
  it('are found in each way in which a step tells them', () => {
    assert.deepEqual(told({ message: 'CMDQV_CONFIG reads 0x0, not 0x20083' }), ['CMDQV_CONFIG 0x20083 0x0']);
    assert.deepEqual(told({ message: 'the read of VCMDQ0_STATUS gave 0x1, not 0x0' }), ['VCMDQ0_STATUS 0x0 0x1']);
    assert.deepEqual(told({ message: 'VINTF0_STATUS reads 0x1 (ENABLE_OK=1), neither 0x0 (ENABLE_OK=0) nor 0x2' }), [
      'VINTF0_STATUS 0x0 0x1',
    ]);
    assert.deepEqual(told({ actual: ['VINTF0_STATUS of VM: 0x0 (ENABLE_OK=0) became 0x1 (ENABLE_OK=1)'] }), ['VINTF0_STATUS 0x0 0x1']);
    assert.deepEqual(told({ actual: ['VINTF5_CONFIG: 0x0 became 0x1'] }), ['VINTF5_CONFIG 0x0 0x1']);
    assert.deepEqual(told({ expected: ['write VINTF1_CONFIG = 0x3'], actual: ['smmu0: write VINTF1_CONFIG = 0x1 (ENABLE=1)'] }), [
      'VINTF1_CONFIG 0x3 0x1',
    ]);
  });

  it('differ in the named field alone where a step is about fields', () => {
    const actual = ['VCMDQ0_GERROR = 0x6 (CMDQ_ERR=0, CONS_DRAM_WR_ABT_ERR=1, CMDQ_INIT_ERR=1)'];
    assert.deepEqual(told({ message: 'VCMDQ0_GERROR.CMDQ_INIT_ERR reads 0x1, not 0x0', actual }), ['VCMDQ0_GERROR 0x2 0x6']);
    const two = 'VCMDQ0_GERROR.CMDQ_INIT_ERR reads 0x1, not 0x0; VCMDQ0_GERROR.CMDQ_ERR reads 0x0, not 0x1';
    assert.deepEqual(told({ message: two, actual }), ['VCMDQ0_GERROR 0x3 0x6']);
  });

  it('are none in words of an implementation that only look like it', () => {
    assert.deepEqual(told({ message: 'NOTHING reads 0x1, not 0x2; CMDQV_CONFIG.NOTHING reads 0x1, not 0x2' }), []);
    assert.deepEqual(told({ message: `VCMDQ0_GERROR.CMDQ_ERR reads 0x1, not 0x${'f'.repeat(99)}` }), []);
  });
});
