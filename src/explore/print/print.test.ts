import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FAULTS } from '../../../faults';
import { reference } from '../../../reference';
import { toCHeader } from '../../export/c-header';
import { exported } from '../../export/exported';
import { inProcess } from '../../run/under-test';
import { loadVariant } from '../../self-test/variant';
import { judgingRevisions, layerRevisions } from '../../specification/revisions';
import { loadSuite } from '../../specification/suite';
import { compared, perform } from '../difference';
import { programOf } from '../draw/programs';
import type { DeviceOp, File, HardwareOp, KernelOp, Program } from '../program';
import { cReproducer } from './c-reproducer';
import { scenarioOf } from './gherkin';
import { qtestScript } from './qtest-script';
import { tryScenario } from './try-scenario';

const IOMMU: File = { of: 'iommu', n: 0 };
const VIOMMU_DATA = { data_uptr: '0x700000010000', data_len: 16, type: 2 } as const;

const DEVICE: readonly DeviceOp[] = [
  { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
  { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
  { op: 'stream', who: 'A', streamId: 0x10, word0: '0x4020000b', word1: '0x0' },
  { op: 'write', who: 'A', at: 0x1000, width: 4, value: '0x1' },
  { op: 'write', who: 'A', at: 0x200, width: 4, value: '0x1' },
  { op: 'write', who: 'A', at: 0x40000, width: 8, value: '0x40010003' },
  { op: 'write', who: 'A', at: 0x40000, width: 8, value: '0x40020003' },
];
const HARDWARE: readonly HardwareOp[] = [
  { op: 'write', at: 0x200, width: 4, value: '0x1' },
  { op: 'write', at: 0x30008, width: 4, value: '0x1' },
  { op: 'write', at: 0x1000, width: 4, value: '0x1' },
  { op: 'write', at: 0x30004, width: 4, value: '0x1' },
];
const KERNEL: readonly KernelOp[] = [
  { op: 'open', who: 'A', path: '/dev/iommu' },
  { op: 'open', who: 'A', path: '/dev/vfio/devices/gpu0' },
  { op: 'ioctl', who: 'A', file: { of: 'device', n: 0 }, request: 'VFIO_DEVICE_BIND_IOMMUFD', members: { iommufd: { fd: 0 } } },
  { op: 'ioctl', who: 'A', file: IOMMU, request: 'IOAS_ALLOC', members: {} },
  {
    op: 'ioctl',
    who: 'A',
    file: IOMMU,
    request: 'HWPT_ALLOC',
    members: { flags: 1, dev_id: { kind: 'device', n: 0 }, pt_id: { kind: 'IOAS', n: 0 } },
  },
  {
    op: 'ioctl',
    who: 'A',
    file: IOMMU,
    request: 'VIOMMU_ALLOC',
    members: { ...VIOMMU_DATA, dev_id: { kind: 'device', n: 0 }, hwpt_id: { kind: 'HWPT', n: 0 } },
    data: '00'.repeat(16),
  },
  {
    op: 'ioctl',
    who: 'A',
    file: IOMMU,
    request: 'HW_QUEUE_ALLOC',
    members: { viommu_id: { kind: 'vIOMMU', n: 0 }, type: 1, nesting_parent_iova: '0x40000000', length: '0x1000' },
  },
];

/** A program that tells a fault from the reference. */
const TELLING: readonly (readonly [fault: string, program: Program])[] = [
  ['first-base-latched', { layer: 'device', ops: DEVICE }],
  ['failure-does-not-stop', { layer: 'hardware', ops: HARDWARE }],
  ['vmid-0-given', { layer: 'kernel', ops: KERNEL }],
];

function scenarioFor(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

describe('a printed program', () => {
  const suite = loadSuite();
  const revisions = layerRevisions(judgingRevisions(suite.catalogue.revisions, undefined));

  for (const [id, program] of TELLING) {
    it(`of the ${program.layer} is a scenario that the reference passes, and ${id} does not`, async () => {
      const fault = FAULTS.find((one) => one.id === id);
      assert.ok(fault !== undefined);
      const variant = loadVariant(fault, {});
      const performance = await perform(program, reference);
      const { difference } = compared(program, performance, await perform(program, variant));
      assert.ok(difference !== undefined, 'the program tells nothing');
      const printed = scenarioOf(program, { performance, difference, clauses: [] });
      assert.ok(printed.isComplete, printed.text);
      const on = { suite, layer: program.layer, clauses: [], reference, spec: undefined, revisions };
      assert.deepEqual(await tryScenario(printed, { ...on, underTest: inProcess(reference) }), { verdict: 'passed', message: '' });
      assert.equal((await tryScenario(printed, { ...on, underTest: inProcess(variant) })).verdict, 'failed', printed.text);
    });
  }

  it('has no sentence for what none says, and says so', async () => {
    const ops: readonly DeviceOp[] = [
      ...DEVICE.slice(0, 1),
      { op: 'stream', who: 'A', streamId: 0x10, word0: '0x123', word1: '0x0' },
      { op: 'read', who: 'A', at: 0, width: 4 },
    ];
    const program: Program = { layer: 'device', ops };
    const printed = scenarioOf(program, { performance: await perform(program, reference), difference: undefined, clauses: [] });
    assert.equal(printed.isComplete, false);
    assert.deepEqual(printed.unsaid, ['VM A: configures StreamID 16 with the entry 0x123 0x0']);
    assert.match(scenarioFor(printed.text), /# no sentence for: VM A: configures StreamID 16/);
  });

  it('says the same of any drawn program, or that it cannot: the reference passes whatever is complete', async () => {
    let complete = 0;
    for (const layer of ['device', 'hardware', 'kernel'] as const) {
      for (let n = 0; n < 4; n++) {
        const { ops } = programOf(layer, 11, n);
        const program = { layer, ops: ops.slice(0, 14) } as Program;
        const printed = scenarioOf(program, { performance: await perform(program, reference), difference: undefined, clauses: [] });
        if (!printed.isComplete) continue;
        complete += 1;
        const on = { suite, layer, clauses: [], reference, spec: undefined, revisions, underTest: inProcess(reference) };
        const tried = await tryScenario(printed, on);
        assert.equal(tried.verdict, 'passed', `${tried.message}\n${printed.text}`);
      }
    }
    assert.ok(complete > 0);
  });

  it('of the device is lines of qtest at the addresses of QEMU', async () => {
    const { text, unsaid } = await qtestScript({ layer: 'device', ops: DEVICE });
    const lines = text.split('\n').filter((line) => !line.startsWith('#'));
    assert.deepEqual(unsaid, []);
    assert.ok(lines.includes('writel 0xc081000 0x1 # VINTF0_CONFIG'), text);
    assert.ok(lines.includes('writeq 0xc0c0000 0x40010003 # VINTF0_LVCMDQ0_BASE'), text);
    // CR0, then the entry in the StreamTable and the index of the trapped queue behind it.
    const [enabled, entry, queued] = ['writel 0xc000020 0xd', '0b002040', 'writel 0xc000098 0x1'].map((part) =>
      lines.findIndex((line) => line.includes(part)),
    );
    assert.ok(
      enabled !== undefined && entry !== undefined && queued !== undefined && 0 < enabled && enabled < entry && entry < queued,
      text,
    );
  });

  it('of the kernel is C that compiles without a warning', async (t) => {
    if (spawnSync('cc', ['--version']).error !== undefined) return t.skip('there is no cc');
    const folder = mkdtempSync(join(tmpdir(), 'cmdqv-reproducer-'));
    try {
      writeFileSync(join(folder, 'cmdqv.h'), toCHeader(exported({ name: suite.name, version: suite.version }, [], ['uapi'])));
      const programs = [{ layer: 'kernel', ops: KERNEL } as const, ...[0, 1, 2].map((n) => programOf('kernel', 5, n))];
      for (const [n, program] of programs.entries()) {
        assert.ok(program.layer === 'kernel');
        writeFileSync(join(folder, `${n}.c`), cReproducer(program, await perform(program, reference)).text);
      }
      const files = programs.map((_, n) => `${n}.c`);
      const { status, stderr } = spawnSync('cc', ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-c', ...files], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
