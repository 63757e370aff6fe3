import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Judge, MONITORS } from '../monitors';
import { CODE_ROOT, PACKAGE_ROOT } from '../package';
import { FAILURE_MEDIA_TYPE } from '../run/session';
import { select } from '../specification/selection';
import { loadSuite } from '../specification/suite';
import { type JudgedFile, judgeFile } from './judged-file';
import { isShown } from './log-check';
import { TextEvents } from './reading/text-events';
import { binaryFile, SAMPLE_EVENTS } from './samples/binary-file';
import { TraceResult } from './trace-result';

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-trace-'));
after(() => rmSync(folder, { recursive: true }));

const judge = new Judge(MONITORS);
/** A guest that starts a second kernel without a reset, on QEMU 11.1.3. */
const KEXEC = readFileSync(join(PACKAGE_ROOT, 'src', 'trace', 'samples', 'kexec.trace'));
const KEXEC_LINES = KEXEC.toString().split('\n').slice(0, -1);
/** What its first kernel did. */
const INNOCENT = Buffer.from(
  `${KEXEC_LINES.slice(
    0,
    KEXEC_LINES.findIndex((line) => line.includes('(-1)')),
  ).join('\n')}\n`,
);

let files = 0;

async function judged(content: Buffer | string): Promise<JudgedFile> {
  const file = join(folder, `${files++}.log`);
  writeFileSync(file, content);
  try {
    return await judgeFile(file, judge);
  } finally {
    rmSync(file);
  }
}

const brokenIn = ({ logs }: JudgedFile) => logs.flatMap(({ broken }) => broken.map(({ monitor }) => monitor.clause));
const linesOf = ({ logs }: JudgedFile, clause: string) =>
  logs.flatMap(({ broken }) => broken.find(({ monitor }) => monitor.clause === clause)?.lines ?? []);
const heldIn = ({ logs }: JudgedFile) => new Set(logs.flatMap(({ held }) => [...held.keys()].map(({ clause }) => clause)));

describe('a trace of a guest that starts a second kernel', () => {
  it('breaks the clauses about its queues, in the lines where it does', async () => {
    const file = await judged(KEXEC);
    assert.deepEqual(brokenIn(file).sort(), ['ALLOC-09', 'TEAR-13']);
    const [teared] = linesOf(file, 'TEAR-13');
    assert.equal(KEXEC_LINES[(teared ?? 0) - 1], 'tegra241_cmdqv_write_mmio offset: 0x204 val: 0x2 size: 0x4');
    const [allocated] = linesOf(file, 'ALLOC-09');
    assert.equal(KEXEC_LINES[(allocated ?? 0) - 1], 'tegra241_cmdqv_write_mmio offset: 0x40000 val: 0x40500008 size: 0x8');
    const context = file.logs.flatMap(({ broken }) => broken.find(({ monitor }) => monitor.clause === 'ALLOC-09')?.context ?? []);
    assert.ok(context.some((line) => line.includes('iommufd_backend_free_id  iommufd=3 id=10 (-1)')));
    assert.ok(context.some((line) => line.includes('addr=0x40500000') && line.endsWith('(-1)')));
  });

  it('is the same with what other programs put before a line, between other output, packed, and in a binary trace', async () => {
    const wanted = brokenIn(await judged(KEXEC)).sort();
    const told = async (change: (line: string, index: number) => string) =>
      brokenIn(await judged(`${KEXEC_LINES.map(change).join('\n')}\n`)).sort();
    assert.deepEqual(await told((line) => `4711@1764131234.123456:${line}`), wanted);
    assert.deepEqual(await told((line) => `2026-11-26T04:30:00.123456Z ${line}`), wanted);
    assert.deepEqual(await told((line) => `Nov 26 04:30:00 host qemu-system-aarch64[4711]: ${line}`), wanted);
    assert.deepEqual(await told((line) => `vm1.log:${line}`), wanted);
    assert.deepEqual(await told((line) => line.replace(/0x([0-9a-f]+)/g, (_, digits: string) => `0X${digits.toUpperCase()}`)), wanted);
    assert.deepEqual(await told((line) => `${line}\r`), wanted);
    assert.deepEqual(await told((line, index) => `${line}\nqemu-system-aarch64: warning: ${index}`), wanted);
    assert.deepEqual(await told((line) => `\x1b[36mqemu-1  | \x1b[0m${line}`), wanted);
    assert.deepEqual(await told((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr' })), wanted);
    assert.deepEqual(await told((line) => JSON.stringify({ component: 'virt-launcher', msg: line })), wanted);
    assert.deepEqual(await told((line) => JSON.stringify({ _PID: '7', MESSAGE: line })), wanted);
    assert.deepEqual(await told((line) => JSON.stringify({ MESSAGE: [...Buffer.from(`\x1b[1m${line}`)] })), wanted);
    // A console that was in the middle of a line, and newlines that are lost.
    assert.deepEqual(await told((line, index) => (index % 7 === 3 ? `[    3.6${line}` : line)), wanted);
    assert.deepEqual(await told((line, index) => (index % 7 === 3 ? `[    0.000000] evm: HM ${line}` : line)), wanted);
    const glued = KEXEC_LINES.map((line, index) => (index % 5 === 2 ? line : `${line}\n`)).join('');
    assert.deepEqual(brokenIn(await judged(glued)).sort(), wanted);
    assert.deepEqual(brokenIn(await judged(gzipSync(KEXEC))).sort(), wanted);
    const binary = binaryFile(KEXEC_LINES.flatMap((line) => eventOf(line) ?? []));
    assert.deepEqual(brokenIn(await judged(binary)).sort(), wanted);
    // The samples' own queue is one that no write asks for.
    const samples = SAMPLE_EVENTS.filter(({ event }) => event.name !== 'iommufd_backend_alloc_hw_queue');
    assert.deepEqual(brokenIn(await judged(Buffer.concat([binaryFile(samples), binary]))).sort(), wanted);
  });

  it('says nothing of them without the requests, and nothing is said of registers without accesses', async () => {
    const without = (pattern: RegExp) => judged(`${KEXEC_LINES.filter((line) => !pattern.test(line)).join('\n')}\n`);
    const noRequests = await without(/^iommufd_/);
    assert.deepEqual(brokenIn(noRequests), []);
    assert.equal(heldIn(noRequests).has('TEAR-13'), false);
    const noAccesses = await without(/^tegra241_/);
    assert.deepEqual(brokenIn(noAccesses), []);
    assert.deepEqual([...heldIn(noAccesses)].sort(), ['TEAR-14', 'UAPI-COM-06', 'UAPI-DES-01']);
    assert.deepEqual(brokenIn(await without(/^smmuv3_/)).sort(), ['ALLOC-09', 'TEAR-13']);
  });

  it('of two machines in one file is told of each by itself', async () => {
    const [one, other] = [KEXEC, INNOCENT].map((log) => log.toString().split('\n').slice(0, -1));
    const mixed: string[] = [];
    for (let index = 0; index < Math.max(one?.length ?? 0, other?.length ?? 0); index++) {
      if (one?.[index] !== undefined) mixed.push(`1@0.1:${one[index]}`);
      if (other?.[index] !== undefined) mixed.push(`2@0.1:${other[index]}`);
    }
    const file = await judged(`${mixed.join('\n')}\n`);
    assert.deepEqual(
      file.logs.map(({ broken, process }) => [process, broken.length]),
      [
        ['1', 2],
        ['2', 0],
      ],
    );
  });
});

describe('a trace of a device that is wrong', () => {
  const INNOCENT_LINES = INNOCENT.toString().split('\n').slice(0, -1);
  const disabling = INNOCENT_LINES.findIndex((line) => line.includes('val: 0x20082') && line.includes('write')) + 1;
  const disabled = INNOCENT_LINES.findIndex((line, index) => index >= disabling && line.includes('val: 0x20082') && line.includes('write'));
  const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
  /** What shows that a log tells of these requests at all. */
  const SHOWS = [
    'iommufd_backend_alloc_hw_queue  iommufd=3 viommu_id=4 queue_type=1 index=0 addr=0x40100000 size=0x1000 queue_id=0 (-12)',
    'iommufd_backend_free_id  iommufd=3 id=6 (0)',
  ];

  it('is found where registers are not as a reset leaves them', async () => {
    const spoiled = (before: string, after: string) =>
      judged(text(INNOCENT_LINES.map((line, index) => (index < 20 ? line.replace(before, after) : line))));
    const config = await spoiled('read_mmio offset: 0x0 val: 0x20083', 'read_mmio offset: 0x0 val: 0x20082');
    assert.deepEqual([brokenIn(config), linesOf(config, 'MMIO-01')], [['MMIO-01'], [12]]);
    const param = await spoiled('read_mmio offset: 0x4 val: 0x4011', 'read_mmio offset: 0x4 val: 0x4671');
    assert.deepEqual([brokenIn(param), linesOf(param, 'MMIO-03')], [['MMIO-03'], [13]]);
  });

  it('is found where all reads 0 after a reset', async () => {
    const reset = INNOCENT_LINES.findIndex((line) => line.includes('init_regs'));
    const zeros = [
      'tegra241_cmdqv_write_mmio offset: 0x200 val: 0x0 size: 0x4',
      ...['0x0', '0x4'].map((offset) => `tegra241_cmdqv_read_mmio offset: ${offset} val: 0x0 size: 0x4`),
    ];
    const file = await judged(text([...INNOCENT_LINES.slice(0, reset + 1), ...zeros]));
    assert.deepEqual(brokenIn(file).sort(), ['MMIO-01', 'MMIO-03']);
    // There need be no block before, nor one without a vIOMMU.
    assert.deepEqual(brokenIn(await judged(text([...INNOCENT_LINES.slice(0, reset), ...zeros]))), []);
    const without = INNOCENT_LINES.slice(0, reset + 1).filter((line) => !line.includes('alloc_viommu'));
    assert.deepEqual(brokenIn(await judged(text([...without, ...zeros]))), []);
  });

  it('is found where it asks for a queue on what is no vIOMMU', async () => {
    const ioas = INNOCENT_LINES.map((line) => /alloc_ioas .*ioas=(\d+)/.exec(line)?.[1]).find((id) => id !== undefined);
    const lines = INNOCENT_LINES.map((line) =>
      line.includes('alloc_hw_queue') ? line.replace(/viommu_id=\d+/, `viommu_id=${ioas}`) : line,
    );
    const asked = lines.findIndex((line) => line.includes('alloc_hw_queue')) + 1;
    const other = await judged(text(lines));
    assert.deepEqual(linesOf(other, 'ALLOC-06')[0], asked);
  });

  it('is found where it asks for a queue of another type', async () => {
    const other = await judged(text(INNOCENT_LINES.map((line) => line.replace('queue_type=1 index=1', 'queue_type=2 index=1'))));
    const asked = INNOCENT_LINES.findIndex((line) => line.includes('queue_type=1 index=1')) + 1;
    assert.deepEqual([brokenIn(other), linesOf(other, 'ALLOC-06')[0]], [['ALLOC-06'], asked]);
  });

  it('is found where it asks for no queue for a vCMDQ that is ready', async () => {
    const asked = INNOCENT_LINES.findIndex((line) => line.includes('alloc_hw_queue'));
    const without = await judged(text([...INNOCENT_LINES.filter((_, index) => index !== asked).slice(0, asked + 2), ...SHOWS]));
    assert.deepEqual([brokenIn(without), linesOf(without, 'ALLOC-03')], [['ALLOC-03'], [asked + 2]]);
  });

  it('is found where it asks for a queue that no write is the cause of', async () => {
    const asked = INNOCENT_LINES.findIndex((line) => line.includes('alloc_hw_queue'));
    const before = INNOCENT_LINES.slice(0, asked);
    const request = INNOCENT_LINES[asked] ?? '';
    const read = 'tegra241_cmdqv_read_mmio offset: 0x4 val: 0x4011 size: 0x4';
    for (const other of [read, 'smmuv3_read_mmio addr: 0x20 val:0xd size: 0x4(0)']) {
      const early = await judged(text([...before, request, other, read]));
      assert.deepEqual([brokenIn(early), linesOf(early, 'ALLOC-01')], [['ALLOC-01', 'ALLOC-06'], [asked + 1]]);
    }
    // Its write may have been left out, where the log ends or something of it is spoiled, and where it tells of no write.
    assert.deepEqual(brokenIn(await judged(text([...before, request]))), []);
    assert.deepEqual(brokenIn(await judged(text([...before, request, 'tegra241_cmdqv_write_mmio offset: 0x40', read]))), []);
    const reads = before.filter((line) => !line.includes('write_mmio'));
    assert.deepEqual(brokenIn(await judged(text([...reads, request, read]))), []);
    // What a write of another register makes ready it makes so before it is told.
    const written = INNOCENT_LINES.slice(asked, asked + 3);
    assert.deepEqual(brokenIn(await judged(text([...before, ...written, read]))), []);
  });

  it('is found where it asks for no queues when all of them become ready', async () => {
    const freed = INNOCENT_LINES.slice(0, disabled - 2);
    const [high = '', low = ''] = INNOCENT_LINES.slice(disabled - 2, disabled);
    const requests = freed.filter((line) => line.includes('alloc_hw_queue'));
    const [first = '', second = ''] = requests;
    const write = (offset: string, value: string) => `tegra241_cmdqv_write_mmio offset: ${offset} val: ${value} size: 0x4`;
    for (const [off, on] of [
      [write('0x0', '0x20082'), write('0x0', '0x20083')],
      [write('0x1000', '0x0'), write('0x1000', '0x1')],
    ] as const) {
      const again = (...calls: readonly string[]) => judged(text([...freed, high, low, off, ...calls, on]));
      assert.deepEqual(brokenIn(await again(first, second)), []);
      const at = freed.length + 4;
      for (const calls of [[], [first]]) {
        const left = await again(...calls);
        assert.deepEqual([brokenIn(left), linesOf(left, 'ALLOC-03')], [['ALLOC-03'], [at + calls.length]]);
      }
      // It stops where the kernel refuses the first one.
      assert.deepEqual(brokenIn(await again(first.replace(/\(0\)$/, '(-12)'))), []);
      // Nothing is ready whose ALLOC is cleared; of what a wide access does no clause tells.
      for (const other of [write('0x200', '0x0'), write('0x0', '0x20082').replace('size: 0x4', 'size: 0x8')])
        assert.deepEqual(brokenIn(await judged(text([...freed, high, low, off, other, on]))), []);
    }
  });

  it('may wait for both halves of a BASE, and no longer', async () => {
    const asked = INNOCENT_LINES.findIndex((line) => line.includes('alloc_hw_queue'));
    const request = INNOCENT_LINES[asked] ?? '';
    const before = INNOCENT_LINES.slice(0, asked);
    const base = (offset: string, value: string) => `tegra241_cmdqv_write_mmio offset: ${offset} val: ${value} size: 0x4`;
    const address = /addr=(0x[0-9a-f]+)/.exec(request)?.[1] ?? '';
    const [low, high] = [base('0x40000', `0x${(Number(address) + 8).toString(16)}`), base('0x40004', '0x0')];
    const told = (...lines: readonly string[]) => judged(text([...before, ...lines, ...SHOWS]));
    const waits = await told(low, request, high);
    assert.deepEqual([brokenIn(waits), heldIn(waits).has('ALLOC-03')], [[], true]);
    const never = await told(low, high);
    assert.deepEqual([brokenIn(never), linesOf(never, 'ALLOC-03')], [['ALLOC-03'], [asked + 2]]);
    // Either half may be the first, and one may be written twice.
    assert.deepEqual(brokenIn(await told(low)), []);
    assert.deepEqual(brokenIn(await told(high, low)), ['ALLOC-03']);
    assert.deepEqual(brokenIn(await told(low, low)), []);
    assert.deepEqual(linesOf(await told(low, low, high), 'ALLOC-03'), [asked + 3]);
  });

  it('is found where it keeps a write to itself whose vCMDQ has a queue', async () => {
    const lines = INNOCENT_LINES.slice(0, INNOCENT_LINES.findIndex((line) => line.includes('alloc_hw_queue')) + 3);
    const write = (place: string) => [
      `tegra241_cmdqv_write_vcmdq_page0 vcmdq[0] direct (${place}) offset0: 0x10008 val: 0x1`,
      'tegra241_cmdqv_write_mmio offset: 0x10008 val: 0x1 size: 0x4',
    ];
    const kept = await judged(text([...lines, ...write('cache'), ...SHOWS]));
    assert.deepEqual([brokenIn(kept), linesOf(kept, 'WR-14')], [['WR-14'], [lines.length + 2]]);
    const stored = await judged(text([...lines, ...write('hw'), ...SHOWS]));
    assert.deepEqual([brokenIn(stored), heldIn(stored).has('WR-14')], [[], true]);
    // Without the events of stores nobody knows.
    const untold = [...lines, ...write('cache'), ...SHOWS].filter((line) => !line.startsWith('tegra241_cmdqv_write_vcmdq_page0'));
    assert.deepEqual(brokenIn(await judged(text(untold))), []);
  });

  it('is not where queues go with the last device', async () => {
    const queues = INNOCENT_LINES.flatMap((line) => /alloc_hw_queue.* queue_id=(\d+) \(0\)/.exec(line)?.[1] ?? []);
    const [vdevice] = INNOCENT_LINES.flatMap((line) => /alloc_vdev.* vdev_id=(\d+) \(0\)/.exec(line)?.[1] ?? []);
    const asked = INNOCENT_LINES.findLastIndex((line) => line.includes('alloc_hw_queue'));
    const [second, first] = [queues.at(-1), queues.at(-2)];
    const gone = (id?: string) => `iommufd_backend_free_id  iommufd=3 id=${id} (0)`;
    const sid = 'tegra241_cmdqv_write_mmio offset: 0x1040 val: 0x21 size: 0x4';
    const before = INNOCENT_LINES.slice(0, asked + 3);
    const caused = await judged(text([...before, gone(second), gone(first), sid]));
    assert.deepEqual(brokenIn(caused), ['WR-10']);
    for (const lines of [
      [gone(second), gone(first), ...['9', vdevice, '7', '6', '5', '4'].map(gone)],
      [gone(vdevice), gone(second), gone(first)],
    ]) {
      const file = await judged(text([...before, ...lines, sid]));
      assert.deepEqual(brokenIn(file), []);
    }
  });

  it('is not where a log tells of no DESTROY, of no write, or perhaps of two CMDQ-Vs', async () => {
    const asked = INNOCENT_LINES.findIndex((line) => line.includes('alloc_hw_queue'));
    const off = ['tegra241_cmdqv_write_mmio offset: 0x0 val: 0x20082 size: 0x4', 'tegra241_cmdqv_read_mmio offset: 0x8 val: 0x0 size: 0x4'];
    const lines = [...INNOCENT_LINES.slice(0, asked + 3), ...off];
    const other = 'iommufd_backend_free_id  iommufd=3 id=6 (0)';
    const some = lines.filter((line) => !/^iommufd_/.test(line) || line.includes('alloc_hw_queue'));
    for (const told of [some, lines]) {
      assert.deepEqual(brokenIn(await judged(text([...told, other]))), ['WR-02']);
      assert.deepEqual(brokenIn(await judged(text(told))), []);
    }
    const begun = INNOCENT_LINES.findIndex((line) => line.includes('init_regs'));
    const map = 'tegra241_cmdqv_read_mmio offset: 0x204 val: 0x2 size: 0x4';
    const reads = [INNOCENT_LINES[begun] ?? '', map];
    assert.deepEqual(brokenIn(await judged(text(reads))), []);
    const unwritten = [...reads, 'tegra241_cmdqv_write_mmio offset: 0x200 val: 0x0 size: 0x4'];
    assert.deepEqual(brokenIn(await judged(text(unwritten))), ['MMIO-11']);
    assert.deepEqual(brokenIn(await judged(text([INNOCENT_LINES[begun] ?? '', ...unwritten]))), []);
    // That there is one is told by an earlier reset, or from the beginning on.
    assert.deepEqual(brokenIn(await judged(text([map, ...unwritten, INNOCENT_LINES[begun] ?? '', ...unwritten]))), ['MMIO-11']);
    const head = INNOCENT_LINES.slice(0, begun);
    assert.deepEqual(brokenIn(await judged(text([...head, INNOCENT_LINES[begun] ?? '', ...unwritten]))), ['MMIO-11']);
  });

  it('is found where it does not acknowledge what is switched off', async () => {
    const read = (offset: string, value: string) => `tegra241_cmdqv_read_mmio offset: ${offset} val: ${value} size: 0x4`;
    const off = (offset: string, value: string) => `tegra241_cmdqv_write_mmio offset: ${offset} val: ${value} size: 0x4`;
    for (const [clause, lines] of [
      ['WR-02', [off('0x0', '0x20082'), read('0x8', '0x1')]],
      ['WR-09', [off('0x1000', '0x20000'), read('0x1004', '0x1')]],
    ] as const) {
      const file = await judged(text([...INNOCENT_LINES.slice(0, 30), ...lines, ...SHOWS]));
      assert.deepEqual([brokenIn(file), linesOf(file, clause)], [[clause], [32]]);
      // An access that no clause tells of may have switched it on again.
      const wide = off(lines[0].split(' ')[2] ?? '', '0x20083').replace('size: 0x4', 'size: 0x8');
      assert.deepEqual(brokenIn(await judged(text([...INNOCENT_LINES.slice(0, 30), lines[0], wide, lines[1], ...SHOWS]))), []);
    }
  });

  it('is found where a queue is left by what frees all of them', async () => {
    const freed = INNOCENT_LINES.filter((_, index) => index < disabled - 2);
    const [high = '', low = '', write = ''] = INNOCENT_LINES.slice(disabled - 2, disabled + 1);
    assert.ok(high.endsWith('id=12 (0)') && low.endsWith('id=10 (0)'));
    const vintf = 'tegra241_cmdqv_write_mmio offset: 0x1000 val: 0x20000 size: 0x4';
    const reset = 'tegra241_cmdqv_init_regs register init, param=0x00004011';
    for (const [clause, cause] of [
      ['WR-02', write],
      ['WR-09', vintf],
      ['TEAR-05', reset],
    ] as const) {
      assert.deepEqual(brokenIn(await judged(text([...freed, high, low, cause]))), []);
      for (const some of [[high], []]) {
        const left = await judged(text([...freed, ...some, cause, ...SHOWS]));
        assert.deepEqual([brokenIn(left), linesOf(left, clause)], [[clause], [freed.length + some.length + 1]]);
      }
      // A queue that was refused before is no excuse.
      const refused =
        'iommufd_backend_alloc_hw_queue  iommufd=3 viommu_id=4 queue_type=1 index=0 addr=0x40100000 size=0x1000 queue_id=0 (-12)';
      const first = freed.findIndex((line) => line.includes('alloc_hw_queue'));
      const late = [...freed.slice(0, first), refused, ...freed.slice(first), cause, ...SHOWS];
      assert.ok(brokenIn(await judged(text(late))).includes(clause));
      // What the kernel refused is no fault of the device.
      assert.deepEqual(brokenIn(await judged(text([...freed, high, low.replace('(0)', '(-1)'), cause, ...SHOWS]))), []);
    }
  });
});

describe('a trace that leaves events out', () => {
  const lines = KEXEC_LINES;
  const NAMES = [...new Set(lines.map((line) => line.split(' ')[0] ?? ''))];
  const without = (names: readonly string[], of: readonly string[] = lines) =>
    judged(`${of.filter((line) => !names.includes(line.split(' ')[0] ?? '')).join('\n')}\n`);

  it('accuses of nothing that the whole one does not show, whichever they are', async () => {
    const wanted = brokenIn(await judged(KEXEC));
    const more = async (names: readonly string[]) => brokenIn(await without(names)).filter((clause) => !wanted.includes(clause));
    for (const name of NAMES) assert.deepEqual(await more([name]), [], name);
    await fc.assert(
      fc.asyncProperty(fc.subarray(NAMES), async (names) => assert.deepEqual(await more(names), [])),
      { numRuns: 100 },
    );
  });

  it('does not show what depends on them', async () => {
    for (const [event, clauses] of [
      ['iommufd_backend_alloc_vdev', ['TRAP-02', 'TEAR-14']],
      ['iommufd_backend_alloc_hw_queue', ['ALLOC-03', 'ALLOC-09', 'WR-02', 'TEAR-13', 'TEAR-14']],
      ['iommufd_backend_free_id', ['ALLOC-09', 'WR-02', 'WR-09', 'TEAR-05', 'TEAR-10', 'TEAR-13', 'TEAR-14', 'UAPI-COM-06', 'WR-14']],
      ['iommufd_backend_alloc_hwpt', ['TEAR-14']],
      ['iommufd_viommu_alloc_eventq', ['TEAR-14']],
      ['tegra241_cmdqv_init_regs', ['MMIO-01', 'MMIO-11', 'RD-03', 'VINTF-10', 'WR-02', 'WR-09', 'TEAR-05']],
    ] as const) {
      const { logs } = await without([event]);
      for (const monitor of MONITORS.filter(({ clause }) => clauses.some((one) => one === clause)))
        assert.deepEqual(
          logs.map(({ shown }) => isShown(monitor, shown)),
          [false],
          `${monitor.clause} without ${event}`,
        );
    }
    const whole = await judged(KEXEC);
    for (const { clause, ...monitor } of MONITORS.filter(({ layer }) => layer === 'device'))
      if (['ALLOC-03', 'TEAR-14', 'MMIO-01', 'WR-02'].includes(clause))
        assert.ok(whole.logs.every(({ shown }) => isShown({ clause, ...monitor }, shown)));
  });

  it('and was gone on with by a second machine does not take its objects for those of the first', async () => {
    const begun = INNOCENT.toString().split('\n').slice(0, -1);
    const queue = begun.findIndex((line) => line.includes('alloc_hw_queue'));
    // The first one is killed while it has queues; the guest of the second makes and clears one vCMDQ after the other.
    const first = begun.slice(0, begun.findLastIndex((line) => line.includes('alloc_hw_queue')) + 3);
    const map = (value: string) => `tegra241_cmdqv_write_mmio offset: 0x204 val: ${value} size: 0x4`;
    const second = [...begun.slice(0, queue - 2), map('0x3'), map('0x2')];
    const gone = 'iommufd_backend_free_id  iommufd=3 id=7 (0)';
    const all = [...first, ...second, gone];
    for (const names of [[], ['iommufd_backend_connect'], ['iommufd_backend_connect', 'iommufd_backend_viommu_mmap']]) {
      const found = brokenIn(await without(names, all));
      assert.deepEqual(found, [], names.join());
    }
  });
});

describe('a trace with nothing wrong', () => {
  it('breaks nothing, wherever it is cut', async () => {
    const whole = await judged(INNOCENT);
    assert.deepEqual(brokenIn(whole), []);
    assert.ok(heldIn(whole).has('ALLOC-01') && heldIn(whole).has('ALLOC-06') && heldIn(whole).has('WR-02'));
    const place = fc.nat({ max: INNOCENT.length });
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        const cut = await judged(INNOCENT.subarray(Math.min(one, other), Math.max(one, other)));
        assert.deepEqual(brokenIn(cut), []);
      }),
      { numRuns: 150 },
    );
  });

  it('is not relied on before a place that was never written out', async () => {
    const at = INNOCENT.indexOf('\n', INNOCENT.length / 2) - 10;
    for (const place of [at, at + 11]) {
      const { damages, logs } = await judged(Buffer.concat([INNOCENT.subarray(0, place), Buffer.alloc(5000), INNOCENT.subarray(place)]));
      assert.equal(logs.length, 1);
      assert.match(damages.join(), /^line \d+: bytes that are 0, in place of what was not written out$/);
    }
    const { damages, fault } = await judged(Buffer.alloc(5000));
    assert.deepEqual(damages, []);
    assert.match(fault ?? '', /^none of its 1 lines is an event/);
  });

  it('breaks nothing after a place that is spoiled, as nothing before is relied on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: KEXEC_LINES.length - 1 }), fc.nat({ max: 30 }), async (index, kept) => {
        const lines = INNOCENT.toString().split('\n').slice(0, -1);
        const at = index % lines.length;
        lines[at] = `${lines[at]?.split(' ')[0]} ${lines[at]?.split(' ').slice(1).join(' ').slice(0, kept)}`;
        const spoiled = await judged(`${lines.join('\n')}\n`);
        if (spoiled.damages.length > 0) assert.deepEqual(brokenIn(spoiled), []);
      }),
      { numRuns: 100 },
    );
  });
});

/** Lines with what stands before them, of one machine and another by turns. */
function mixedOf(one: (line: string) => string, other: (line: string) => string): string[] {
  const [first = [], second = []] = [KEXEC, INNOCENT].map((log) => log.toString().split('\n').slice(0, -1));
  return Array.from({ length: first.length }, (_, index) => [
    ...first.slice(index, index + 1).map(one),
    ...second.slice(index, index + 1).map(other),
  ]).flat();
}

/** The thread of a QEMU that tells a line: the main one, or one of those that run processors. */
function threaded(line: string, index: number): number {
  return /connect|_alloc_(?:ioas|viommu)|init_regs|err_map/.test(line) ? 4711 : 4713 + (Math.floor(index / 7) % 4);
}

describe('lines of threads', () => {
  const wanted = ['ALLOC-09', 'TEAR-13'];
  const told = (lines: readonly string[], before: (thread: number) => string) =>
    judged(`${lines.map((line, index) => `${before(threaded(line, index))}${line}`).join('\n')}\n`);

  it('are those of their process', async () => {
    for (const before of [
      (thread: number) => `${thread}@1764131234.123456:`,
      (thread: number) => `2026-11-26T04:30:00.123456Z vm1 qemu-system-aarch64(${thread}:CPU 0/TCG): `,
    ]) {
      const file = await told(KEXEC_LINES, before);
      assert.equal(file.logs.length, 1);
      assert.deepEqual(brokenIn(file).sort(), wanted);
    }
  });

  it('that came late and are numbered far away are not taken for a process of their own', async () => {
    const lines = INNOCENT.toString().split('\n').slice(0, -1);
    // A processor that was plugged in writes CONFIG; the first one reads it.
    const late = lines.map((line, index) => `${/write_mmio offset: 0x0 /.test(line) ? 90_000 : threaded(line, index)}@1.0:${line}`);
    const file = await judged(`${late.join('\n')}\n`);
    assert.deepEqual([brokenIn(file), [...heldIn(file)]], [[], []]);
    assert.match(file.logs[0]?.remarks.join() ?? '', /do not tell whether these are threads/);
  });

  it('break nothing where they are cut, and nothing is said where they may be processes', async () => {
    const lines = INNOCENT.toString().split('\n').slice(0, -1);
    for (let from = 0; from < lines.length; from += 5)
      assert.deepEqual(brokenIn(await told(lines.slice(from), (thread) => `${thread}@1.1:`)), []);
    const [first, second] = [lines.slice(60).map((line) => `11@1.1:${line}`), lines.slice(40).map((line) => `12@1.1:${line}`)];
    assert.deepEqual(brokenIn(await judged(`${first.flatMap((line, index) => [line, second[index] ?? '']).join('\n')}\n`)), []);
  });
});

describe('lines of several machines', () => {
  it('are told apart by their names', async () => {
    for (const named of [(name: string) => `2026-11-26T04:30:00.123456Z ${name} `, (name: string) => `${name}.log:`]) {
      const { logs } = await judged(
        `${mixedOf(
          (line) => named('vm1') + line,
          (line) => named('vm2') + line,
        ).join('\n')}\n`,
      );
      assert.deepEqual(logs.map(({ broken }) => broken.length).sort(), [0, 2]);
    }
  });

  it('without any name say nothing', async () => {
    const file = await judged(
      `${mixedOf(
        (line) => line,
        (line) => line,
      ).join('\n')}\n`,
    );
    assert.deepEqual(brokenIn(file), []);
    assert.match(file.logs[0]?.remarks.join() ?? '', /several machines/);
  });

  it('or of one with two CMDQ-Vs are not taken for registers of one, where its vIOMMUs were there before', async () => {
    const lines = mixedOf(
      (line) => line,
      (line) => line.replaceAll('viommu_id=4', 'viommu_id=104'),
    ).filter((line) => !/connect|alloc_viommu/.test(line));
    const file = await judged(`${lines.join('\n')}\n`);
    assert.deepEqual(
      brokenIn(file).filter((clause) => clause.startsWith('ALLOC')),
      [],
    );
  });
});

describe('a trace of a machine that is gone', () => {
  const begun = INNOCENT.toString().split('\n').slice(0, -1);
  const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
  const queues = begun.slice(0, begun.findLastIndex((line) => line.includes('alloc_hw_queue')) + 2);
  const connect = begun.filter((line) => line.includes('backend_connect'));
  const free = (id: number) => `iommufd_backend_free_id  iommufd=3 id=${id} (0)`;
  const ioas = 'iommufd_backend_alloc_ioas  iommufd=3 ioas=2';
  const viommu = (type: number) => `iommufd_backend_alloc_viommu  iommufd=3 dev_id=1 type=${type} hwpt_id=3 viommu_id=4 (0)`;

  it('has left nothing to the next one, which is told to begin or begins with an IOAS', async () => {
    assert.ok(connect.length === 1 && queues.some((line) => line.includes('viommu_mmap')));
    for (const opens of [connect, []]) {
      const file = await judged(text([...queues, ...opens, ioas, viommu(1), free(4)]));
      assert.deepEqual([brokenIn(file), heldIn(file).has('TEAR-10')], [[], true]);
      // What it makes itself is its own.
      const eventq = 'iommufd_viommu_alloc_eventq  iommufd=3 viommu_id=4 type=2 veventq_id=5 veventq_fd=9 (0)';
      const late = await judged(text([...queues, ...opens, ioas, viommu(2), eventq, free(4).replace('(0)', '(-1)')]));
      assert.deepEqual(brokenIn(late), ['TEAR-10']);
    }
    // No process begins with anything else.
    assert.deepEqual(brokenIn(await judged(text([...queues, viommu(1)]))), ['UAPI-COM-06']);
  });

  it('took its objects along, where QEMU closed the iommufd that it had opened', async () => {
    const off = 'tegra241_cmdqv_write_mmio offset: 0x0 val: 0x20082 size: 0x4';
    const owned = queues.map((line) => line.replace('owned=0', 'owned=1'));
    const gone = 'iommufd_backend_disconnect fd=-1 users=0';
    const told = (...lines: readonly string[]) =>
      judged(text([...lines, 'iommufd_backend_connect fd=9 owned=0 users=1', free(99).replace('=3', '=9')]));
    assert.deepEqual(brokenIn(await told(...owned, gone, off)), []);
    assert.deepEqual(brokenIn(await told(...owned, off)), ['WR-02']);
    // One that it was given stays open.
    assert.deepEqual(brokenIn(await told(...queues, gone, off)), ['WR-02']);
  });
});

describe('a trace of which a part is missing', () => {
  const lines = INNOCENT.toString().split('\n').slice(0, -1);
  const familyOf = (line: string) => line.split('_')[0];

  it('breaks nothing where its groups of events are switched on one after the other', async () => {
    const place = fc.nat({ max: lines.length });
    await fc.assert(
      fc.asyncProperty(fc.record({ tegra241: place, smmuv3: place, iommufd: place }), async (from) => {
        const begun = new Map<string | undefined, number>(Object.entries(from));
        const shown = lines.filter((line, index) => index >= (begun.get(familyOf(line)) ?? 0));
        assert.deepEqual(brokenIn(await judged(`${shown.join('\n')}\n`)), []);
      }),
      { numRuns: 200 },
    );
  });

  it('is not relied on before that place, where a line is torn, a machine ended, or lines are said to be left out', async () => {
    const end = lines.findIndex((line) => line.includes('alloc_hw_queue'));
    const [before, after] = [lines.slice(0, 20), lines.slice(end)];
    for (const joint of [
      'smmuv3_cmdq_consume prod=4 age1 vcmdq[1] vi offset0: 0x20000 val: 0x0',
      'tegr mdqv_write_vcmdq_page1 offset',
      'smmuv3_cmdq_consumCMD_SYNC',
      'smmuv3_cmdq_cfgi',
      '0)',
      'ffset: 0x107c val: 0x0 size: 0x4',
      'iommufd_backend_alloc_hw_queue  iommufd=3 viommu_id=4 queue_type=1 index=0 addr=0x0 size=0x1000 queue_id=10 (free_id  iommufd=3 id=12 (0)',
      'smmuv3_find_ste_2lvl strtab_base:0x400000004286a000 l1ptr:0x4286a000 l1_off:0x0, l2ptr:0x5be20000 l2_oft0: 0x20008 val: 0x0',
      '2026-11-28T20:59:00.000000Z qemu-system-aarch64: terminating on signal 15 from pid 2222 (/usr/sbin/libvirtd)',
      '2026-11-28 20:59:01.000+0000: starting up libvirt version: 11.3.0, package: 1, qemu version: 11.1.0',
      '-- Boot 5e1f0c --',
      '--',
      '[...]',
      '<snip>',
      '... 200 lines omitted ...',
    ])
      assert.deepEqual(brokenIn(await judged(`${[...before, joint, ...after].join('\n')}\n`)), [], joint);
    // An event is written in one way only.
    const write = 'tegra241_cmdqv_write_mmio offset: 0x107c val: 0x0 size: 0x4';
    const joined = [...before, write, write, write, `${write} prod.wrap=0 cons.wrap=0`, ...after];
    assert.deepEqual(brokenIn(await judged(`${joined.join('\n')}\n`)), []);
    for (const other of [
      'smmuv3_cmdq_consume prod=4 cons=3 prod.wrap=0 cons.wrap=0',
      'smmuv3_cmdq_tlbi_nsnh',
      'iommufd_cdev_connect_and_bind  [iommufd=3] Successfully bound device gpu0 (fd=11): output devid=1',
      'iommu: Default domain type: Translated',
      'the guest -- or its user -- says: val: 3',
    ])
      assert.ok(brokenIn(await judged(`${[...before, other, ...after].join('\n')}\n`)).length > 0, other);
  });

  it('is not relied on before that place, where it is told or time goes backwards', async () => {
    const end = lines.findIndex((line) => line.includes('alloc_hw_queue'));
    const [before, after] = [lines.slice(0, 20), lines.slice(end)];
    assert.ok(brokenIn(await judged(`${[...before, ...after].join('\n')}\n`)).length > 0);
    const said = [...before, 'systemd-journald[1]: Suppressed 57 messages from qemu.service', ...after];
    assert.deepEqual(brokenIn(await judged(`${said.join('\n')}\n`)), []);
    const dated = [
      ...before.map((line) => `2026-11-26T04:30:00.123456Z ${line}`),
      ...after.map((line) => `2026-11-26T04:20:00.123456Z ${line}`),
    ];
    const { damages, ...file } = await judged(`${dated.join('\n')}\n`);
    assert.match(damages.join(), /time goes backwards/);
    assert.deepEqual(brokenIn({ damages, ...file }), []);
  });

  it('gives nothing back that was only opened', async () => {
    const opened = lines.filter((line) => line.startsWith('iommufd_') && !line.includes('free_id'));
    assert.equal(heldIn(await judged(`${opened.join('\n')}\n`)).has('TEAR-14'), false);
  });
});

describe('a file of any length', () => {
  it('is judged in the memory of a short one', () => {
    const file = join(folder, 'long.log');
    writeFileSync(file, '');
    // Every turn of it breaks clauses and makes objects that are never given back.
    for (let turn = 0; turn < 60; turn++) appendFileSync(file, KEXEC.toString().repeat(16));
    const script = `
      const { Judge, MONITORS } = require(${JSON.stringify(join(CODE_ROOT, 'src', 'monitors'))});
      const { judgeFile } = require(${JSON.stringify(join(CODE_ROOT, 'src', 'trace', 'judged-file'))});
      judgeFile(${JSON.stringify(file)}, new Judge(MONITORS)).then(({ logs }) => console.log(logs[0].broken.length));`;
    const { status, stdout } = spawnSync(process.execPath, ['--max-old-space-size=20', '-e', script], { encoding: 'utf8' });
    assert.deepEqual({ status, stdout }, { status: 0, stdout: '2\n' });
  });
});

describe('judging that is interrupted', () => {
  it('comes to no verdict', async () => {
    const log = join(folder, 'long.log');
    writeFileSync(log, Buffer.concat(Array.from({ length: 100 }, () => INNOCENT)));
    const suite = loadSuite();
    const interruption = new AbortController();
    const judging = new TraceResult({
      suite,
      selection: select(suite.plan, suite.catalogue),
      files: [log],
      command: 'trace check',
      reproduce: (file) => file,
      signal: interruption.signal,
    });
    const judged = judging.execute();
    setImmediate(() => interruption.abort());
    const { complete, reason, verdict } = await judged;
    assert.deepEqual({ complete, verdict }, { complete: false, verdict: 'incomplete' });
    assert.match(reason ?? '', /^the judging was interrupted/);
  });
});

describe('deviations that are known', () => {
  const deviation = (id: string) => ({ id, reason: 'kexec leaves queues behind', link: 'https://example.org/1' });
  const check = (...ids: readonly string[]) => {
    const [log, expect] = [join(folder, 'kexec.log'), join(folder, 'expect.json')];
    writeFileSync(log, KEXEC);
    writeFileSync(expect, JSON.stringify({ implementation: 'QEMU', deviations: ids.map(deviation) }));
    const words = ['trace', 'check', log, '--expect', expect, '--out', join(folder, 'reports')];
    return spawnSync(process.execPath, [join(CODE_ROOT, 'src', 'cli', 'main.js'), ...words], { encoding: 'utf8' }).status;
  };

  it('leave a log as expected', () => assert.equal(check('ALLOC-09', 'TEAR-13', 'TEAR-14'), 0));
  it('cover nothing else', () => assert.equal(check('ALLOC-09'), 1));
});

describe('messages of a run', () => {
  const message = (operations: readonly string[]) => ({
    attachment: { body: JSON.stringify({ expected: [], actual: [], operations }), mediaType: FAILURE_MEDIA_TYPE, testCaseStartedId: '3' },
  });
  const run = (operations: readonly string[]) =>
    [
      { meta: {} },
      { pickle: { id: '1', name: 'a scenario' } },
      { testCase: { id: '2', pickleId: '1' } },
      { testCaseStarted: { id: '3', testCaseId: '2' } },
      message(operations),
    ]
      .map((one) => `${JSON.stringify(one)}\n`)
      .join('');
  const OPERATIONS = [
    'guest of VM: system reset',
    'guest of VM: write VINTF0_CONFIG = 0x1 (ENABLE=1, VMID=0, HYP_OWN=0)',
    'guest of VM: write CMDQ_ALLOC_MAP_0 = 0x1 (ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=0)',
    'guest of VM: write VCMDQ0_BASE = 0x40100008 (LOG2SIZE=8, ADDR=0x40100000)',
    '  VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40100000 length=0x800 -> OK out_hw_queue_id=7',
    'guest of VM: read VINTF0_CONFIG = 0x1 (ENABLE=1, VMID=0, HYP_OWN=0)',
  ];

  it('are judged by the operations of failed scenarios, which they name', async () => {
    const file = await judged(run(OPERATIONS));
    assert.deepEqual(brokenIn(file).sort(), ['ALLOC-06', 'ALLOC-09']);
    assert.ok(file.logs.every(({ broken }) => broken.every(({ words }) => words.endsWith('(in: a scenario)'))));
    assert.ok(heldIn(file).has('ALLOC-01') && heldIn(file).has('VINTF-01'));
  });

  it('are the same as the words in a text, numbered or not, and in a report', async () => {
    const wanted = ['ALLOC-06', 'ALLOC-09'];
    assert.deepEqual(brokenIn(await judged(`${OPERATIONS.join('\n')}\n`)).sort(), wanted);
    assert.deepEqual(brokenIn(await judged(`${OPERATIONS.map((line, index) => `${index}. ${line}`).join('\n')}\n`)).sort(), wanted);
    const report = JSON.stringify({ scenarios: [{ failure: { operations: OPERATIONS } }] }, undefined, 2);
    assert.deepEqual(brokenIn(await judged(`${report}\n`)).sort(), wanted);
  });

  it('do not accuse a device of what the scenario answered in the place of its kernel', async () => {
    const given = OPERATIONS.map((line) => (line.includes('HW_QUEUE') ? `${line} (given)` : line));
    assert.deepEqual(brokenIn(await judged(run(given))), ['ALLOC-06']);
  });
});

describe('a file that is none', () => {
  it('says why', async () => {
    assert.match((await judged('')).fault ?? '', /empty/);
    assert.match((await judged('hello\nworld\n')).fault ?? '', /none of its 2 lines/);
    assert.match((await judged('{"meta":{}}\n{"pickle":{}}\n')).fault ?? '', /failed/);
    assert.match((await judged(binaryFile([]).subarray(0, 24))).fault ?? '', /none of its events/);
    assert.match((await judged(Buffer.from('fd377a585a000004e6d6b446', 'hex'))).fault ?? '', /packed with xz/);
    assert.match((await judged(Buffer.from('28b52ffd24', 'hex'))).fault ?? '', /packed with zstd/);
    const otherOrder = binaryFile([]);
    for (let at = 0; at < 24; at += 8) otherOrder.subarray(at, at + 8).reverse();
    assert.match((await judged(otherOrder)).fault ?? '', /byte order/);
    const damaged = await judged(Buffer.concat([binaryFile(SAMPLE_EVENTS), Buffer.alloc(16, 9)]));
    assert.match(damaged.damages.at(-1) ?? '', /what follows is no event: the file is damaged from here on$/);
  });

  it('that is packed is read as far as it is whole', async () => {
    const packed = gzipSync(KEXEC);
    const spoiled = Buffer.from(packed);
    spoiled.writeUInt8(packed.readUInt8(packed.length - 8) ^ 1, packed.length - 8);
    const damaged: readonly Buffer[] = [
      Buffer.concat([packed, Buffer.from('and more')]),
      Buffer.concat([packed, Buffer.from('1f8b07070707070707070707', 'hex')]),
      spoiled,
    ];
    for (const content of damaged) {
      const file = await judged(content);
      assert.match(file.damages.at(-1) ?? '', /^it cannot be read to its end: /);
      assert.deepEqual(brokenIn(file).sort(), ['ALLOC-09', 'TEAR-13']);
    }
    const cut = await judged(packed.subarray(0, packed.length - 9));
    assert.deepEqual(brokenIn(cut).sort(), ['ALLOC-09', 'TEAR-13']);
    const twice = await judged(Buffer.concat([packed, gzipSync(KEXEC)]));
    assert.deepEqual(twice.damages, []);
    const padded = await judged(Buffer.concat([packed, Buffer.alloc(1 << 16)]));
    assert.deepEqual([padded.damages, brokenIn(padded).sort()], [[], ['ALLOC-09', 'TEAR-13']]);
    assert.equal(linesOf(twice, 'TEAR-13').length, 2 * linesOf(await judged(KEXEC), 'TEAR-13').length);
  });

  it('in UTF-16 is read all the same', async () => {
    const wide = Buffer.from(`\ufeff${KEXEC.toString()}`, 'utf16le');
    for (const text of [wide, Buffer.from(wide).swap16()]) assert.deepEqual(brokenIn(await judged(text)).sort(), ['ALLOC-09', 'TEAR-13']);
  });

  it('of any bytes is read to its end', async () => {
    const begins = [Buffer.alloc(0), binaryFile(SAMPLE_EVENTS).subarray(0, 300), Buffer.from('{"meta":{'), KEXEC.subarray(0, 2000)];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...begins), fc.uint8Array({ maxLength: 400 }), async (begin, bytes) => {
        const file = await judged(Buffer.concat([begin, bytes]));
        assert.ok(file.kind.length > 0);
      }),
      { numRuns: 200 },
    );
  });

  it('that was a trace before its bytes were changed is read to its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: KEXEC.length - 1 }), fc.nat({ max: 255 })), { maxLength: 20 }), async (changes) => {
        for (const original of [KEXEC, binaryFile(SAMPLE_EVENTS)]) {
          const bytes = Buffer.from(original);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          assert.ok((await judged(bytes)).kind.length > 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function eventOf(line: string) {
  const [{ read } = { read: undefined }] = new TextEvents().take(line);
  return read === undefined || 'damage' in read ? undefined : read;
}
