import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { TracedActs } from './own-acts';

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-own-acts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'trace');
const CMDQV = "mr 0x55558f3f4900 addr 0xc081000 value 0x1 size 4 name 'tegra241-cmdqv'";

describe('what QEMU traces of a guest', () => {
  let told: string[];
  let acts: TracedActs;

  beforeEach(() => {
    writeFileSync(file, '');
    told = [];
    acts = new TracedActs(
      file,
      { cmdqv: 0xc08_0000n, smmu: 0xc00_0000n, interrupt: 180 },
      (act) => {
        const name = [act.op, ...('offset' in act ? [`0x${act.offset.toString(16)}`, `0x${act.value?.toString(16)}`] : [])].join(' ');
        told.push(name);
        return () => told.push(`end of ${name}`);
      },
      () => told.push('interrupt'),
    );
  });

  const traced = (...lines: readonly string[]) => {
    appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
    acts.drain();
  };

  it('is a store from before it is served until that is over, and a load at once', () => {
    traced(`memory_region_ops_write cpu 0 ${CMDQV}`);
    assert.deepEqual(told, ['write 0x1000 0x1']);
    traced('tegra241_cmdqv_write_mmio offset: 0x1000 val: 0x1 size: 0x4', `memory_region_ops_read cpu 1 ${CMDQV}`);
    assert.deepEqual(told.slice(1), ['end of write 0x1000 0x1', 'read 0x1000 0x1', 'end of read 0x1000 0x1']);
  });

  it('is nothing of other devices', () => {
    traced("memory_region_ops_write cpu 0 mr 0x1 addr 0x9000000 value 0x41 size 4 name 'pl011'", 'nonsense', '');
    assert.deepEqual(told, []);
  });

  it("is two stores of 32 bits where the SMMU's own register has 64", () => {
    traced("memory_region_ops_write cpu 0 mr 0x1 addr 0xc000080 value 0x4000000041be3008 size 8 name 'arm-smmuv3'");
    assert.deepEqual(told, ['writeSmmu 0x84 0x40000000', 'end of writeSmmu 0x84 0x40000000', 'writeSmmu 0x80 0x41be3008']);
  });

  it('is a reset from its first phase to its last, and an interrupt', () => {
    traced('resettable_phase_enter_begin obj=0x5(pl011) count=0 type=0', 'resettable_phase_enter_begin obj=0x6(arm-smmuv3) count=0 type=0');
    traced('gicv3_dist_set_irq GICv3 distributor interrupt 180 level changed to 1');
    traced('gicv3_dist_set_irq GICv3 distributor interrupt 180 level changed to 0');
    traced('resettable_phase_exit_end obj=0x6(arm-smmuv3) count=0');
    assert.deepEqual(told, ['reset', 'interrupt', 'end of reset']);
  });

  it('is told once a line is whole', () => {
    appendFileSync(file, `memory_region_ops_read cpu 0 ${CMDQV.slice(0, 30)}`);
    acts.drain();
    assert.deepEqual(told, []);
    traced(CMDQV.slice(30));
    assert.deepEqual(told, ['read 0x1000 0x1', 'end of read 0x1000 0x1']);
    acts.close();
  });
});
