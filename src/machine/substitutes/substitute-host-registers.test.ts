import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostRegisters } from '../../ports';
import { SubstituteHostRegisters } from './substitute-host-registers';

const WHOLE = 0x1111_2222_3333_4444n;
const inner: HostRegisters = {
  read: (offset, width) => Promise.resolve(width === 8 ? WHOLE : offset % 8 === 0 ? WHOLE & 0xffff_ffffn : WHOLE >> 32n),
  write: () => Promise.resolve(),
  submit: () => Promise.resolve({ consumed: 0, error: 'none' }),
  onInterrupt: () => {},
};

describe('a register that reads what the scenario says', () => {
  it('does so in one access and in two, as wide as they are', async () => {
    const registers = new SubstituteHostRegisters(inner, () => {});
    registers.hold(0x10, 0xfedc_ba98_7654_3210n, 8);
    assert.equal(await registers.read(0x10, 8), 0xfedc_ba98_7654_3210n);
    assert.equal(await registers.read(0x10, 4), 0x7654_3210n);
    assert.equal(await registers.read(0x14, 4), 0xfedc_ba98n);
    registers.release(0x10);
    assert.equal(await registers.read(0x10, 8), WHOLE);
    assert.equal(await registers.read(0x14, 4), WHOLE >> 32n);
  });

  it('leaves its neighbour in the same access alone', async () => {
    let given = 0;
    const registers = new SubstituteHostRegisters(inner, () => {
      given += 1;
    });
    registers.hold(0x14, 0x5n, 4);
    assert.equal(await registers.read(0x10, 8), 0x5_3333_4444n);
    assert.equal(await registers.read(0x10, 4), 0x3333_4444n);
    assert.equal(given, 1);
  });
});
