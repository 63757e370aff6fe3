import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Judge, MONITORS } from '../monitors';
import { NarratedLogs } from './narrated-logs';

const judges = {
  device: new Judge(MONITORS.filter(({ layer }) => layer === 'device')),
  hardware: new Judge(MONITORS.filter(({ layer }) => layer === 'hardware')),
};

/** By the monitors of a layer. With another operation behind them all that these lines begin is over. */
function judged(lines: readonly string[], layer: keyof typeof judges = 'hardware') {
  const logs = new NarratedLogs(judges[layer]);
  for (const [index, text] of [...lines, 'VM: open /dev/null -> 9'].entries()) logs.take({ number: index + 1, text, cut: false });
  const found = logs.end();
  return {
    broken: (found?.broken ?? []).map(({ monitor: { clause }, words }) => `${clause}: ${words}`),
    held: new Map([...(found?.held ?? [])].map(([{ clause }, times]) => [clause, times] as const)),
  };
}

/** A kernel finds its block: nothing had happened before. */
const PROBE = ['smmu0: read CMDQV_PARAM = 0x4671 (x)', 'smmu1: read CMDQV_PARAM = 0x4671 (x)'];
/** A VM has VINTF 1 with VMID 1, and its vCMDQ 2 there, which runs. */
const RUNS = [
  'VM: VIOMMU_ALLOC dev_id=2 type=2 hwpt_id=3 -> OK out_viommu_id=4',
  '  smmu0: write VINTF1_CONFIG = 0x2 (x)',
  '  smmu0: write VINTF1_CONFIG = 0x3 (x)',
  '  smmu0: read VINTF1_STATUS = 0x1 (x)',
  '  smmu0: write CMDQ_ALLOC_MAP_2 = 0x8001 (x)',
  '  smmu0: write VINTF1_LVCMDQ0_CONFIG = 0x1 (x)',
  '  smmu0: read VINTF1_LVCMDQ0_STATUS = 0x1 (x)',
];
const executes = (words: string) => `smmu0 executes ${words} from vCMDQ 2 (VINTF 1, logical 0)`;

describe('interrupts of hardware in words', () => {
  const raise = (...map: readonly string[]) => ['smmu0: raises the CMDQ-V interrupt', ...map.map((line) => `  ${line}`)];
  const maps = (value: string) => [
    `smmu0: read VI_ERR_MAP_0 = ${value === '0x0' ? '0x0' : '0x2'} (x)`,
    'smmu0: read VI_ERR_MAP_1 = 0x0 (x)',
    ...(value === '0x0' ? [] : [`smmu0: read VINTF1_LVCMDQ_ERR_MAP_0 (8 bytes) = ${value}`]),
  ];
  const acknowledged = 'smmu0: write VINTF1_LVCMDQ0_GERRORN = 0x1 (x)';
  const ofGerr09 = (lines: readonly string[]) => judged(lines).broken.filter((words) => words.startsWith('GERR-09'));

  it('are no more than errors, though it is not known what is mapped where', () => {
    const twice = (between: readonly string[]) => [...raise(...maps('0x1')), ...between, ...raise(...maps('0x1'))];
    assert.equal(judged(twice([acknowledged])).held.get('GERR-09'), 2);
    assert.deepEqual(ofGerr09(twice([acknowledged])), []);
    assert.deepEqual(ofGerr09(twice(['smmu0: write VCMDQ2_GERRORN = 0x1 (x)'])), []);
    for (const between of [[], ['smmu0: write VINTF1_LVCMDQ1_GERRORN = 0x1 (x)']])
      assert.deepEqual(ofGerr09(twice(between)), [
        'GERR-09: the block raises its interrupt once more, and the maps show no error that is new',
      ]);
  });

  it('may come for what is acknowledged before the kernel asks', () => {
    assert.deepEqual(ofGerr09([...PROBE, ...raise(acknowledged, ...maps('0x0'))]), []);
    const second = [...PROBE, ...raise(acknowledged, ...maps('0x1')), ...raise(...maps('0x1'))];
    assert.deepEqual(ofGerr09(second), []);
    assert.equal(judged(second).held.get('GERR-09'), 1);
    // Afterwards it says nothing.
    for (const lines of [raise(...maps('0x0')), [...raise(...maps('0x1'), acknowledged), ...raise(...maps('0x0'))]])
      assert.deepEqual(ofGerr09([...PROBE, ...lines]), ['GERR-09: the block raises its interrupt, and no VINTF has an error']);
    assert.equal(ofGerr09([...second, ...raise(...maps('0x1'))]).length, 1);
  });
});

describe('commands of hardware in words', () => {
  const invalidation = (vmid: number) => executes(`TLBI_NH_ASID VMID=${vmid} ASID=2`);

  it('are those of an SMMU whose CMDQV_EN is as out of reset, whatever another has', () => {
    const off = (smmu: string) => [`${smmu}: write CMDQV_CONFIG = 0x20082 (x)`, `${smmu}: read CMDQV_STATUS = 0x0 (x)`];
    assert.deepEqual(judged([...PROBE, ...off('smmu1'), ...RUNS, invalidation(1)]).broken, []);
    assert.deepEqual(judged([...PROBE, ...off('smmu0'), ...RUNS, invalidation(1)]).broken, [
      'CQ-11: vCMDQ 2 executes a command although CMDQV_EN is 0',
    ]);
  });

  it('may end until STATUS has followed CONFIG', () => {
    for (const [what, config, status] of [
      ['VINTF 1 is disabled', 'VINTF1_CONFIG = 0x0', 'VINTF1_STATUS'],
      ['CMDQV_EN is 0', 'CMDQV_CONFIG = 0x20082', 'CMDQV_STATUS'],
      ['CMDQ_EN is 0', 'VINTF1_LVCMDQ0_CONFIG = 0x0', 'VINTF1_LVCMDQ0_STATUS'],
    ] as const) {
      const stops = [...PROBE, ...RUNS, 'VM: DESTROY id=4 -> OK', `  smmu0: write ${config} (x)`, `  smmu0: read ${status} = 0x1 (x)`];
      const ending = judged([...stops, invalidation(1)]);
      assert.deepEqual(ending.broken, [], what);
      assert.deepEqual([ending.held.get('CQ-11'), ending.held.get('SIDR-01')], [1, 1], what);
      assert.deepEqual(
        judged([...stops, invalidation(3)]).broken,
        ['SIDR-01: TLBI_NH_ASID VMID=3 ASID=2 is executed from VINTF 1, whose VMID is 1'],
        what,
      );
      const stopped = judged([...stops, `  smmu0: read ${status} = 0x0 (x)`, invalidation(1)]).broken;
      assert.ok(stopped.includes(`CQ-11: vCMDQ 2 executes a command although ${what}`), stopped.join());
    }
  });

  it('are not executed without CMDQ_EN_OK', () => {
    const enabled = RUNS.slice(0, -1);
    const status = (value: string) => `smmu0: read VINTF1_LVCMDQ0_STATUS = ${value} (x)`;
    const without = [...PROBE, ...enabled, status('0x0'), invalidation(1), status('0x0')];
    assert.deepEqual(judged(without).broken, ['CQ-11: vCMDQ 2 has executed a command, and CMDQ_EN_OK is 0 as it was before']);
    for (const [before, after] of [
      ['0x0', '0x1'],
      ['0x1', '0x0'],
    ] as const)
      assert.deepEqual(judged([...PROBE, ...enabled, status(before), invalidation(1), status(after)]).broken, []);
    // It may have been 1 in between.
    for (const write of ['VINTF1_LVCMDQ0_CONFIG = 0x1', 'VINTF1_CONFIG = 0x3', 'CMDQV_CONFIG = 0x20083', 'CMDQ_ALLOC_MAP_2 = 0x8001'])
      assert.deepEqual(judged([...without.slice(0, -1), `smmu0: write ${write} (x)`, status('0x0')]).broken, []);
  });

  it('are not about every VM', () => {
    assert.deepEqual(judged([...PROBE, ...RUNS, executes('TLBI_NH_ALL VMID=1')]).broken, []);
    assert.deepEqual(judged([...PROBE, ...RUNS, executes('TLBI_NSNH_ALL')]).broken, [
      'SIDR-09: TLBI_NSNH_ALL, which is about every VM, is executed from VINTF 1',
    ]);
  });

  it("are still the host's while its VINTF goes off", () => {
    const hosts = [
      'smmu0: write VINTF0_CONFIG = 0x20000 (x)',
      'smmu0: write VINTF0_CONFIG = 0x20001 (x)',
      'smmu0: write CMDQ_ALLOC_MAP_0 = 0x1 (x)',
      'smmu0: write VINTF0_LVCMDQ0_CONFIG = 0x1 (x)',
      'smmu0: write VINTF0_CONFIG = 0x0 (x)',
    ];
    const ending = 'smmu0 executes CFGI_STE SID=3 from vCMDQ 0 (VINTF 0, logical 0)';
    assert.deepEqual(judged([...PROBE, ...hosts, ending]).broken, []);
    const broken = judged([...PROBE, ...hosts, 'smmu0: read VINTF0_STATUS = 0x0 (x)', ending]).broken;
    assert.ok(broken.some((words) => words.startsWith('HYP-04')));
  });
});

describe('entries of a vCMDQ in words', () => {
  /** It begins anew, with 256 entries from 0x10000 on. */
  const STARTS = [
    'smmu0: write VINTF1_LVCMDQ0_CONFIG = 0x0 (x)',
    'smmu0: write VINTF1_LVCMDQ0_CONS_INDX = 0x0 (x)',
    'smmu0: write VINTF1_LVCMDQ0_BASE (8 bytes) = 0x10008 (x)',
    'smmu0: write VINTF1_LVCMDQ0_CONFIG = 0x1 (x)',
  ];
  const TOLD = [...PROBE, ...RUNS, ...STARTS];
  const prod = (index: number) => `smmu0: write VINTF1_LVCMDQ0_PROD_INDX = 0x${index.toString(16)} (x)`;
  const cons = (index: number) => `smmu0: read VINTF1_LVCMDQ0_CONS_INDX = 0x${index.toString(16)} (x)`;
  const fetches = (entry: number, bytes = 16) => `smmu0: reads ${bytes} bytes of host memory at 0x${(0x10000 + 16 * entry).toString(16)}`;
  const runs = executes('TLBI_NH_ASID VMID=1 ASID=2');
  const ran = (...entries: readonly number[]) => entries.flatMap((entry) => [fetches(entry), runs]);
  const of = (clause: string, lines: readonly string[]) =>
    judged([...TOLD, ...lines]).broken.flatMap((words) => (words.startsWith(clause) ? [words.slice(clause.length + 2)] : []));
  const told = 'vCMDQ 2 executes TLBI_NH_ASID VMID=1 ASID=2';

  it('are executed in their order, as they were fetched: CQ-05', () => {
    const notFetched = (entry: number) => `${told} as entry 0x${entry.toString(16)}, which was not fetched`;
    for (const [lines, broken] of [
      [[prod(3), ...ran(0, 1, 2), cons(3)], []],
      // Several at once, or in halves, or once more after a failure.
      [[prod(4), fetches(0, 64), runs, runs, runs, runs], []],
      [[prod(1), fetches(0, 8), fetches(0.5, 8), runs], []],
      [[prod(2), fetches(0), ...ran(0, 1)], []],
      [[prod(3), ...ran(1, 0, 2)], [notFetched(0)]],
      [[prod(3), ...ran(0, 2)], [notFetched(1)]],
      [[prod(3), ...ran(0, 0x1000)], [notFetched(1)]],
      [[prod(3), fetches(0), runs, runs], [notFetched(1)]],
      [[prod(1), `${fetches(0)}: abort`, runs], [notFetched(0)]],
      [[prod(1), ...ran(0, 1)], [`${told}, and has none left below PROD_INDX`]],
      // Where no fetch is shown, none is missed; but for an empty queue it needs none.
      [[prod(2), runs, runs], []],
      [[prod(1), runs, runs], [`${told}, and has none left below PROD_INDX`]],
    ] as const)
      assert.deepEqual(of('CQ-05', lines), broken, lines.join('; '));
    // What was fetched in the round before is no fetch of this one.
    const round = Array.from({ length: 256 }, (_, entry) => entry);
    const around = [...round.flatMap((entry) => [prod(entry + 1), ...ran(entry)]), prod(257)];
    assert.deepEqual(of('CQ-05', [...around, ...ran(0)]), []);
    assert.deepEqual(of('CQ-05', [...around, runs]), [notFetched(0x100)]);
  });

  it('are observable, though not what they hold', () => {
    const logs = new NarratedLogs(judges.hardware);
    for (const [index, text] of [...TOLD, prod(1), ...ran(0)].entries()) logs.take({ number: index + 1, text, cut: false });
    const shown = logs.end()?.shown;
    assert.deepEqual([shown?.has('memory read'), shown?.has('memory bytes')], [true, false]);
  });

  it('are told by RD, which neither goes back nor passes PROD_INDX: CQ-05', () => {
    const wrong = (rd: number, from: number) =>
      `vCMDQ 2 tells RD 0x${rd.toString(16)}; it was 0x${from.toString(16)} before, and may be up to 0x4`;
    for (const [lines, broken] of [
      // It may lag.
      [[prod(4), cons(0), ...ran(0, 1), cons(1), ...ran(2), cons(1), cons(3)], []],
      [[prod(4), ...ran(0, 1), cons(2), cons(1)], [wrong(1, 2)]],
      [[prod(4), ...ran(0, 1), cons(1), ...ran(2), cons(0)], [wrong(0, 1)]],
      // It may pass a command before that is executed (CQ-06).
      [[prod(4), ...ran(0, 1), cons(3), ...ran(2, 3), cons(4)], []],
      [[prod(4), ...ran(0, 1), cons(5)], [wrong(5, 0)]],
      [[prod(4), ...ran(0, 1), cons(2).replace('(x)', '(x) (given)'), cons(1)], []],
      // What it shows while it is off, or when it was, is its own affair.
      [[prod(4), ...ran(0, 1), cons(2), 'smmu0: write VINTF1_CONFIG = 0x2 (x)', cons(0)], []],
      [[prod(4), ...ran(0, 1), cons(2), ...STARTS.slice(0, 1), cons(0)], []],
      [[prod(4), ...ran(0, 1), cons(2), STARTS[0] ?? '', STARTS[3] ?? '', cons(0)], []],
      [[prod(4), ...ran(0, 1), cons(2), ...STARTS, cons(0)], []],
    ] as const)
      assert.deepEqual(of('CQ-05', lines), broken, lines.join('; '));
  });

  it('are judged from the middle of a log on, where that shows how large the queue is and that its VINTF is on: CQ-05', () => {
    const known = [...RUNS.slice(4, 5), ...STARTS];
    const back = [prod(4), ...ran(0, 1), cons(2), cons(1)];
    const broken = (...lines: readonly string[]) =>
      judged(lines)
        .broken.map((words) => words.replace(/: .*/s, ''))
        .filter((clause) => clause === 'CQ-05');
    assert.deepEqual(broken(...known, ...back), ['CQ-05']);
    // It may be off.
    assert.deepEqual(broken(...known, prod(4), cons(2), cons(1)), []);
    // Without BASE nobody knows where its indices wrap.
    const without = known.filter((line) => !line.includes('BASE'));
    assert.deepEqual(broken(...without, ...back), []);
    assert.deepEqual(broken(...without, ...back, STARTS[2] ?? '', cons(0)), []);
  });

  it('wait for an error to be acknowledged by another value than GERRORN has: ERR-03', () => {
    const fails = ['smmu0: read VINTF1_LVCMDQ0_GERROR = 0x0 (x)', prod(2), fetches(0), 'smmu0: read VINTF1_LVCMDQ0_GERROR = 0x1 (x)'];
    const writes = (value: number) => `smmu0: write VINTF1_LVCMDQ0_GERRORN = 0x${value.toString(16)} (x)`;
    const active = 'vCMDQ 2 executes a command while its error is active';
    for (const [lines, broken] of [
      [[...fails, writes(1), ...ran(0)], []],
      [[...fails, writes(0), ...ran(0)], [active]],
      [[...fails, writes(0), writes(1), ...ran(0)], []],
      [[...fails, writes(6), ...ran(0)], [active]],
    ] as const)
      assert.deepEqual(of('ERR-03', lines), broken, lines.join('; '));
  });
});

describe('a device in words', () => {
  const VIOMMU = [
    'VM: IOAS_ALLOC -> OK out_ioas_id=1',
    'VM: HWPT_ALLOC flags=2 dev_id=2 pt_id=1 -> OK out_hwpt_id=3',
    'VM: VIOMMU_ALLOC dev_id=2 type=2 hwpt_id=3 -> OK out_viommu_id=4',
    'VM: mmap fd 3 offset=0x10000 length=0x10000 -> OK',
  ];
  const alloc = (members: string) =>
    `  VM: HW_QUEUE_ALLOC ${members} nesting_parent_iova=0x41a04000 length=0x1000 -> OK out_hw_queue_id=0xa`;
  const guest = (words: string) => `guest of VM: ${words} (x)`;
  const PARAM = guest('read CMDQV_PARAM = 0x4011');
  const READY = [
    guest('write CMDQV_CONFIG = 0x20083'),
    guest('write VINTF0_CONFIG = 0x1'),
    guest('write VINTF0_LVCMDQ0_BASE (8 bytes) = 0x41a04008'),
    guest('write CMDQ_ALLOC_MAP_0 = 0x1'),
  ];
  const of = (clause: string, lines: readonly string[]) => {
    const { broken, held } = judged([...PROBE, ...VIOMMU, PARAM, ...READY, ...lines], 'device');
    return {
      broken: broken.flatMap((words) => (words.startsWith(clause) ? [words.slice(clause.length + 2)] : [])),
      held: held.get(clause),
    };
  };

  it('requests a hw_queue on its vIOMMU, without flags: ALLOC-06', () => {
    for (const [members, broken] of [
      ['viommu_id=4 type=1', []],
      // Nobody knows what it is.
      ['viommu_id=9 type=1', []],
      ['viommu_id=3 type=1', ['HW_QUEUE_ALLOC of vCMDQ 0 on object 3, which is no vIOMMU (HWPT)']],
      ['flags=1 viommu_id=4 type=1', ['HW_QUEUE_ALLOC of vCMDQ 0 with flags 0x1']],
    ] as const)
      assert.deepEqual(of('ALLOC-06', [alloc(members)]).broken, broken, members);
  });

  it('requests a hw_queue for each write that leaves a vCMDQ ready: ALLOC-03', () => {
    const seen = guest('read VINTF0_STATUS = 0x1');
    const enables = guest('write VINTF0_CONFIG = 0x1');
    const untold = (slot: number) => `vCMDQ ${slot} is ready, and no hw_queue is requested for it`;
    const queue = alloc('viommu_id=4 type=1');
    const second = [guest('write VINTF0_LVCMDQ1_BASE (8 bytes) = 0x41a05008'), guest('write CMDQ_ALLOC_MAP_1 = 0x3')];
    const reset = 'guest of VM: system reset';
    const refused = queue.replace(/OK.*/, 'EFAULT');
    const low = guest('write VINTF0_LVCMDQ0_BASE = 0x41a04008');
    const high = guest('write VINTF0_LVCMDQ0_BASE_H = 0x0');
    const known = [reset, guest('write VINTF0_CONFIG = 0x1'), seen, guest('write CMDQV_CONFIG = 0x20083')];
    const about = (...lines: readonly string[]) => of('ALLOC-03', lines).broken;
    // A guest need not have asked whether it is enabled before.
    assert.deepEqual(about(seen), [untold(0)]);
    assert.deepEqual(about(queue, seen), []);
    assert.deepEqual(about(guest('write CMDQ_ALLOC_MAP_0 = 0x0'), seen), []);
    const last = [...READY.filter((line) => line !== enables), ...second, enables];
    const again = [queue, reset, '  VM: DESTROY id=0xa -> OK', ...last];
    assert.deepEqual(about(...again, seen), [untold(0)]);
    assert.deepEqual(about(...again, queue, seen), [untold(1)]);
    assert.deepEqual(about(...again, queue, queue.replace('type=1', 'type=1 index=1'), seen), []);
    assert.deepEqual(about(...again), []);
    // What was refused may be missing; after a reset nothing is.
    assert.deepEqual(about(refused, ...last, seen), []);
    assert.deepEqual(about(refused, reset, ...last, seen), [untold(0)]);
    assert.deepEqual(about('  VM: DESTROY id=9 -> EBUSY', reset, ...last, seen), []);
    assert.deepEqual(about('  VM: DESTROY id=3 -> EBUSY', reset, ...last, seen), [untold(0)]);
    assert.deepEqual(about(...known, guest('write CMDQ_ALLOC_MAP_0 = 0x1'), low, high), [untold(0)]);
  });

  it('frees its queues though another object is not destroyed: TEAR-05', () => {
    const queue = alloc('viommu_id=4 type=1');
    const left = 'hw_queue 0 is left after a reset';
    const about = (...lines: readonly string[]) => of('TEAR-05', [queue, ...lines, 'guest of VM: system reset']).broken;
    assert.deepEqual(about(), [left]);
    assert.deepEqual(about('  VM: DESTROY id=3 -> EBUSY'), [left]);
    assert.deepEqual(about('  VM: DESTROY id=0xa -> EBUSY'), []);
  });

  it('shows what the guest has switched on: WR-01, WR-08', () => {
    for (const [clause, config, status, told] of [
      ['WR-01', 'CMDQV_CONFIG', 'CMDQV_STATUS', 'CMDQV_EN'],
      ['WR-08', 'VINTF0_CONFIG', 'VINTF0_STATUS', 'ENABLE'],
    ] as const) {
      const off = guest(`read ${status} = 0x0`);
      const broken = [`${status} reads 0x0 after ${told} was set`];
      assert.deepEqual(of(clause, [guest(`read ${status} = 0x1`)]), { broken: [], held: 1 });
      assert.deepEqual(of(clause, [off]).broken, broken);
      assert.deepEqual(of(clause, [guest(`write ${config} = 0x0`), off]).broken, []);
      assert.deepEqual(of(clause, ['guest of VM: system reset', off]).broken, []);
      assert.deepEqual(of(clause, [guest(`write ${config} = 0x0`), guest(`write ${config} = 0x1`), off]).broken, broken);
    }
  });

  it('gives its guest what the page of the host holds: RD-01', () => {
    const load = (value: number, register = 'LVCMDQ0_CONS_INDX') => `  VM: load host page ${register} (4 bytes) -> ${value}`;
    const reads = (value: number) => guest(`read VINTF0_LVCMDQ0_CONS_INDX = 0x${value}`);
    const queue = alloc('viommu_id=4 type=1');
    const next = [reads(7), load(7)];
    assert.deepEqual(of('RD-01', [queue, ...next]), { broken: [], held: 1 });
    const wrong = "the guest reads 0x2 from VINTF0_LVCMDQ0_CONS_INDX; the host's page holds 0x4";
    assert.deepEqual(of('RD-01', [queue, reads(2), load(4), ...next]), { broken: [wrong], held: 1 });
    // The last one, too.
    assert.deepEqual(of('RD-01', [queue, ...next, reads(2), load(4), guest('read VINTF0_STATUS = 0x1')]), { broken: [wrong], held: 1 });
    for (const lines of [
      // Loaded twice, and of another register.
      [queue, reads(2), load(1), load(2), ...next],
      [queue, reads(2), load(4, 'LVCMDQ0_PROD_INDX'), ...next],
      // What is cached is read where there is no hw_queue (RD-02).
      [reads(2), load(4), queue, ...next],
    ])
      assert.deepEqual(of('RD-01', lines).broken, [], lines.join('; '));
  });
});

describe('events of a device in words', () => {
  const MAPS = 'VM: VEVENTQ_ALLOC viommu_id=4 type=2 veventq_depth=0x80000 -> OK out_veventq_id=5 out_veventq_fd=5';
  const FAULTS = 'VM: VEVENTQ_ALLOC viommu_id=4 type=1 veventq_depth=0x80000 -> OK out_veventq_id=6 out_veventq_fd=6';
  const VIOMMU = 'VM: VIOMMU_ALLOC dev_id=2 type=2 hwpt_id=3 -> OK out_viommu_id=4';
  const event = (fd: number) => `VM: read fd ${fd} count=24 -> 00000000 00000000 01000000 00000000 00000000 00000000`;
  const interrupt = 'guest of VM: receives the CMDQ-V interrupt';
  const reset = 'guest of VM: system reset';
  const QUEUE = 'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x41a04000 length=0x1000 -> OK out_hw_queue_id=0xa';
  const evt09In = (lines: readonly string[]) => judged(lines, 'device').broken.filter((words) => words.startsWith('EVT-09'));
  const ofEvt09 = (lines: readonly string[]) => evt09In([...PROBE, VIOMMU, MAPS, FAULTS, QUEUE, reset, ...lines]);
  const untold = 'EVT-09: the guest is reset, and got no interrupt for the event that was read';

  it('interrupt the guest where they tell of error maps alone', () => {
    assert.deepEqual(ofEvt09([event(5), interrupt]), []);
    assert.deepEqual(ofEvt09([event(6), interrupt]), ['EVT-09: the guest gets an interrupt although no event was read since the last one']);
    assert.deepEqual(
      judged([event(6), interrupt], 'device').held.get('EVT-09'),
      1,
      'of a file from before the log nobody knows what it is',
    );
  });

  it('are owed to the guest at a reset, unless it masks them', () => {
    const mask = (value: string) => `guest of VM: write VI_INT_MASK_0 = ${value} (x)`;
    assert.deepEqual(ofEvt09([event(5), reset]), [untold]);
    assert.deepEqual(ofEvt09([mask('0x1'), mask('0x0'), event(5), reset]), [untold]);
    assert.deepEqual(ofEvt09([event(5), reset, reset]), [untold]);
    assert.deepEqual(ofEvt09([event(5), 'guest of VM: shut down']), [untold.replace('reset', 'shut down')]);
    assert.deepEqual(ofEvt09([event(5), 'VM: close fd 5 -> OK']), [
      'EVT-09: the event file is closed, and the guest got no interrupt for the event that was read',
    ]);
    for (const end of ['guest of VM: shut down', 'VM: close fd 5 -> OK']) assert.deepEqual(ofEvt09([event(5), interrupt, end]), []);
    assert.deepEqual(ofEvt09([event(5), 'VM: close fd 6 -> OK']), []);
    for (const lines of [
      [event(5), interrupt, reset],
      [event(6), reset],
      [event(5)],
      // A device may drop what is told of a vCMDQ without a hw_queue (EVT-11).
      [event(5).replace('01000000 00000000 00000000 00000000', '03000000 00000000 00000000 00000000'), reset],
      ['VM: DESTROY id=0xa -> OK', event(5), reset],
      [mask('0x1'), event(5), reset],
      [mask('0x1').replace('VM', 'VM at smmu1'), event(5), reset],
    ])
      assert.deepEqual(ofEvt09(lines), [], lines.join('; '));
    // What is masked is not known where a log begins in the middle.
    assert.deepEqual(evt09In([VIOMMU, MAPS, QUEUE, event(5), reset]), []);
    assert.deepEqual(evt09In([VIOMMU, MAPS, QUEUE, reset, event(5), reset]), [untold]);
  });
});
