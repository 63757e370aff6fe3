import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { reference } from '../../reference';
import { Narrator } from '../machine/log';
import { Judge, MONITORS } from '../monitors';
import { SuiteRun } from '../run/suite-run';
import { inProcess } from '../run/under-test';
import { select } from '../specification/selection';
import { loadSuite } from '../specification/suite';
import { describeCommand } from '../tables/commands';
import { NarratedLogs } from './narrated-logs';
import { commandIn, narratedIn } from './reading/narrated-line';

const judge = new Judge(MONITORS);

/** What hardware does for a kernel, what it does for a scenario in the place of one, and blocks with other numbers. */
const SCENARIOS = ['CQ-11', 'SIDR-*', 'HYP-04', 'ERR-03', 'ISO-04', 'VHW-03', 'TEAR-11', 'EVT-09', 'PHYS-05', 'LIM-*', 'RD-03', 'GERR-07'];

function judged(lines: readonly string[]) {
  const logs = new NarratedLogs(judge);
  for (const [index, text] of lines.entries()) logs.take({ number: index + 1, text, cut: false });
  const found = logs.end();
  return {
    broken: (found?.broken ?? []).map(({ monitor: { clause }, words }) => `${clause}: ${words}`),
    held: new Set([...(found?.held.keys() ?? [])].map(({ clause }) => clause)),
    missing: (found?.facts ?? []).filter((fact) => fact.includes('lines ')),
  };
}

describe('operations in words', () => {
  const logs: (readonly string[])[] = [];
  before(async () => {
    const suite = loadSuite();
    const { catalogue, plan, support } = suite;
    const machines: (() => readonly string[])[] = [];
    const run = new SuiteRun({
      suite,
      plan,
      selection: select(plan, catalogue, { clauses: SCENARIOS }),
      support,
      underTest: inProcess(reference),
      reference,
      command: 'run',
      reproduce: ({ id }) => id,
      logMade: ({ host, log }) => machines.push(() => new Narrator(host, log.operations).lines(log.operations)),
    });
    assert.equal((await run.execute()).verdict, 'conformant');
    logs.push(...machines.map((tell) => tell()));
  });
  const withUsers = () => logs.filter((lines) => lines.some((line) => line.includes('HW_QUEUE_ALLOC')));
  const log = () => fc.constantFrom(...logs);

  it('of the reference break nothing, and tell what the operations do', () => {
    const held = new Set<string>();
    for (const lines of logs) {
      const found = judged(lines);
      assert.deepEqual(found.broken, []);
      assert.deepEqual(found.missing, []);
      for (const clause of found.held) held.add(clause);
    }
    for (const clause of ['VHW-03', 'ISO-04', 'TEAR-11', 'SIDR-01', 'SIDR-09', 'CQ-11', 'ERR-03', 'EVT-09', 'RD-03'])
      assert.ok(held.has(clause), clause);
  });

  it('break nothing wherever they are cut, nor one behind the other', () => {
    fc.assert(
      fc.property(log(), fc.nat(), fc.nat(), log(), (lines, from, to, others) => {
        const [begin, end] = [from % lines.length, to % lines.length].sort((one, other) => one - other);
        const cut = lines.slice(begin, end);
        assert.deepEqual(judged(cut).broken, []);
        if (lines.slice(0, end).some((line) => line.includes('open /dev/iommu')))
          assert.deepEqual(judged([...lines.slice(0, end), ...others]).broken, []);
        assert.deepEqual(judged(['(7 more lines left out)', ...cut, '(3 more lines left out)', ...lines.slice(end)]).broken, []);
      }),
      { numRuns: 400 },
    );
  });

  it('break nothing where lines are cut at a width, or part of the file was not written out', () => {
    fc.assert(
      fc.property(log(), fc.integer({ min: 60, max: 160 }), fc.nat(), fc.integer({ min: 1, max: 4096 }), (lines, width, from, length) => {
        assert.deepEqual(judged(lines.map((line) => line.slice(0, width))).broken, []);
        const text = lines.join('\n');
        const at = from % text.length;
        const holed = text.slice(0, at) + '\0'.repeat(length) + text.slice(at + length);
        assert.deepEqual(judged(holed.split('\n')).broken, []);
      }),
      { numRuns: 100 },
    );
  });

  it('accuse a kernel in a part of a log of what that part shows', () => {
    let found = 0;
    for (const lines of withUsers()) {
      const at = lines.findIndex((line) => /VIOMMU_ALLOC .*type=2/.test(line));
      if (at < 0) continue;
      const part = lines
        .slice(at)
        .map((line) => line.replace(/(write VINTF1_CONFIG = 0x)([0-9a-f]+) /, (_, words, value) => `${words}2000${value} `));
      const spoiled = judged(part).broken;
      assert.ok(
        spoiled.some((words) => words.startsWith('ISO-04')),
        lines[at],
      );
      found += 1;
    }
    assert.ok(found > 0);
  });

  it('tell which ATC_INV timed out, so that its error is no accusation', () => {
    const told = logs.filter((lines) => lines.some((line) => line.endsWith(', which times out')));
    const whole = told.filter((lines) => judged(lines).held.has('GERR-07'));
    assert.ok(whole.length > 0);
    for (const lines of whole) {
      const untold = judged(lines.map((line) => line.replace(', which times out', ''))).broken;
      assert.ok(
        untold.some((words) => words.startsWith('GERR-07')),
        'an error that no timeout led to is not seen',
      );
    }
  });

  it('say where a report has left lines out: what stood there is not judged', () => {
    const parts = new NarratedLogs(judge);
    for (const [index, text] of ['(359 more lines left out)', 'smmu0: raises the CMDQ-V interrupt', '(lines left out)'].entries())
      parts.take({ number: index + 7, text, cut: false });
    assert.deepEqual(parts.end()?.facts, ['2 × lines left out, the first in line 7']);
  });

  /** A VM with a vIOMMU, from the middle of a log on. */
  const VIOMMU = [
    'VM: open /dev/iommu -> 3',
    'VM: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=3 -> OK out_viommu_id=4',
    'VM: mmap fd 3 offset=0x1000 length=0x10000 -> OK',
  ];
  const SID = 'guest of VM: write VINTF0_SID_MATCH_0 = 0x21 (ENABLE=1)';
  const QUEUE = 'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40000000 length=0x1000 -> OK out_hw_queue_id=7';
  const AFTER = 'guest of VM: read CMDQV_CONFIG = 0x20083 (x)';

  it('give what happens within something unknown to nothing that was before', () => {
    const call = '  VM: HWPT_ALLOC dev_id=1 pt_id=4 data_type=2 -> OK out_hwpt_id=6';
    const within = judged([...VIOMMU, QUEUE, SID, call, AFTER]).broken;
    assert.deepEqual(
      within.map((words) => words.slice(0, 5)),
      ['WR-10'],
    );
    for (const unknown of ['guest of VM: write SMMU register 0x20 = 0x1', 'guest of VM: device gpu0 is unplugged: refused, it is in use'])
      assert.deepEqual(judged([...VIOMMU, QUEUE, SID, unknown, call, AFTER]).broken, []);
    // A store may be to a place without a name.
    const [match = ''] = judged([...VIOMMU, QUEUE, SID, '  VM: store 0x21 to host page offset 0x100 (4 bytes)', AFTER]).broken;
    assert.ok(match.startsWith('WR-10') && match.includes('store in the host page'));
    assert.deepEqual(judged([...VIOMMU, QUEUE, SID, '  VM: load host page offset 0x100 (4 bytes) -> 0x0', AFTER]).broken, []);
    const enabling = '  smmu0: write VINTF1_LVCMDQ0_CONFIG = 0x1 (CMDQ_EN=1)';
    assert.ok(judged([...VIOMMU, QUEUE, enabling]).broken.some((words) => words.startsWith('UAPI-HWQ-19')));
    assert.deepEqual(judged([...VIOMMU, QUEUE, 'VM: store 1 to 0x7f1200000008 (4 bytes)', enabling]).broken, []);
  });

  /** A kernel that starts, and a VMM that makes one object of each kind: the hw_queue has 8, its access 9. */
  const OBJECTS = [
    'smmu0: read CMDQV_CONFIG = 0x20083 (x)',
    'VM: open /dev/iommu -> 3',
    'VM: open /dev/vfio/devices/gpu0 -> 4',
    'VM: VFIO_DEVICE_BIND_IOMMUFD iommufd=3 -> OK out_devid=1',
    'VM: IOAS_ALLOC -> OK out_ioas_id=2',
    'VM: HWPT_ALLOC flags=1 dev_id=1 pt_id=2 -> OK out_hwpt_id=3',
    'VM: VFIO_DEVICE_ATTACH_IOMMUFD_PT pt_id=3 -> OK',
    'VM: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=3 -> OK out_viommu_id=4',
    '  smmu0: write VINTF1_CONFIG = 0x2 (x)',
    '  smmu0: write VINTF1_CONFIG = 0x3 (x)',
    'VM: mmap fd 3 offset=0x1000 length=0x10000 -> OK',
    'VM: VEVENTQ_ALLOC viommu_id=4 type=2 veventq_depth=0x80000 -> OK out_veventq_id=5 out_veventq_fd=5',
    'VM: HWPT_ALLOC dev_id=1 pt_id=4 data_type=2 -> OK out_hwpt_id=6',
    'VM: VDEVICE_ALLOC viommu_id=4 dev_id=1 virt_id=0x10 -> OK out_vdevice_id=7',
    'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x40000000 length=0x1000 -> OK out_hw_queue_id=8',
  ];
  const MUNMAP = 'VM: munmap 0x7f0000000000 length=0x10000 -> OK';
  const clausesIn = (lines: readonly string[], ...of: readonly string[]) =>
    [...new Set(judged([...lines, AFTER]).broken.map((words) => words.replace(/: .*/s, '')))].filter((clause) => of.includes(clause));

  it('tell whose a number is, where a process has one iommufd', () => {
    const CLOSES = ['VM: close fd 5 -> OK', MUNMAP, 'VM: close fd 4 -> OK'];
    for (const [clause, wrong, right] of [
      ['TEAR-12', [...CLOSES, 'VM: close fd 3 -> OK'], [...CLOSES, 'VM: close fd 3 -> OK', '  smmu0: write VINTF1_CONFIG = 0x0 (x)']],
      ['TEAR-12', [...CLOSES, 'VM: close fd 3 -> OK'], [...CLOSES.slice(1), 'VM: close fd 3 -> OK']],
      [
        'TEAR-14',
        ['VM: close fd 5 -> OK', 'VM: close fd 5 -> EBADF'],
        ['VM: close fd 5 -> OK', 'VM: open /dev/null -> 5', 'VM: close fd 5 -> OK'],
      ],
      // It may be a file of which words do not tell.
      ['TEAR-14', ['VM: close fd 5 -> OK', 'VM: close fd 5 -> EBADF'], ['VM: close fd 5 -> OK', 'VM: close fd 5 -> OK']],
      ['TEAR-14', [MUNMAP, MUNMAP.replace('OK', 'EINVAL')], [MUNMAP, 'VM: mmap fd 3 offset=0x1000 length=0x10000 -> OK', MUNMAP]],
      ['TEAR-14', ['VM: DESTROY id=8 -> OK', 'VM: DESTROY id=8 -> ENOENT'], ['VM: DESTROY id=8 -> OK', 'VM: DESTROY id=7 -> OK']],
      ['TEAR-14', [...CLOSES, 'VM: close fd 3 -> OK', 'VM: DESTROY id=8 -> EBADF'], [...CLOSES, 'VM: DESTROY id=8 -> OK']],
      ['UAPI-COM-06', ['VM: IOAS_ALLOC -> OK out_ioas_id=2'], ['VM: IOAS_ALLOC -> OK out_ioas_id=0xa']],
      ['UAPI-COM-06', ['VM: IOAS_ALLOC -> OK out_ioas_id=0x1f'], ['VM: DESTROY id=7 -> OK', 'VM: IOAS_ALLOC -> OK out_ioas_id=7']],
      ['UAPI-COM-07', ['VM: IOAS_ALLOC -> OK out_ioas_id=9'], ['VM: DESTROY id=8 -> OK', 'VM: IOAS_ALLOC -> OK out_ioas_id=8']],
    ] as const) {
      assert.deepEqual(clausesIn([...OBJECTS, ...wrong], clause), [clause], wrong.join());
      assert.deepEqual(clausesIn([...OBJECTS, ...right], clause), [], right.join());
      // Of a log that begins in the middle, of one with two files or two pages, or with a request of which nobody knows what it did.
      const without = OBJECTS.filter((line) => !line.includes('open /dev/iommu'));
      assert.deepEqual(clausesIn([...without, ...wrong], clause), []);
      for (const doubt of ['VM: open /dev/iommu -> 9', 'VM: mmap fd 3 offset=0x11000 length=0x10000 -> OK', 'VM: ioctl 0x3bff -> OK'])
        assert.deepEqual(clausesIn([...OBJECTS, doubt, ...wrong], clause), [], doubt);
    }
  });

  it('do not tell which IDs are free, where a kind of object is not told of, or one is made without being named', () => {
    const wrong = 'VM: IOAS_ALLOC -> OK out_ioas_id=0x1f';
    for (const left of ['VEVENTQ_ALLOC', 'VDEVICE_ALLOC', 'HW_QUEUE_ALLOC'])
      assert.deepEqual(clausesIn([...OBJECTS.filter((line) => !line.includes(left)), wrong], 'UAPI-COM-06', 'UAPI-COM-07'), []);
    const attached = 'VM: VFIO_DEVICE_ATTACH_IOMMUFD_PT pt_id=2 -> OK';
    assert.deepEqual(clausesIn([...OBJECTS, attached, 'VM: IOAS_ALLOC -> OK out_ioas_id=0xb'], 'UAPI-COM-06'), []);
  });

  it('tell an event that is not what the kernel read', () => {
    const interrupt = [
      'smmu0: raises the CMDQ-V interrupt',
      ...[0, 2].map((word) => `  smmu0: read VINTF1_LVCMDQ_ERR_MAP_${word} = 0x${word === 0 ? 2 : 0} (x)`),
    ];
    const event = (map: string) => `VM: read fd 5 count=24 -> 00000000 00000000 ${map} 00000000 00000000 00000000`;
    const found = (...lines: readonly string[]) => clausesIn([...OBJECTS, ...lines], 'UAPI-VEQ-18');
    assert.deepEqual(found(...interrupt, event('01000000')), ['UAPI-VEQ-18']);
    assert.deepEqual(found(...interrupt, event('02000000')), []);
    assert.ok(judged([...OBJECTS, ...interrupt, event('02000000')]).held.has('UAPI-VEQ-18'));
    // Words that tell of no such read, or not at which interrupt, say nothing.
    assert.deepEqual(found('smmu0: raises the CMDQ-V interrupt', event('01000000')), []);
    assert.deepEqual(found(...interrupt.map((line) => line.trim()), event('01000000')), []);
  });

  it('without a store, or of a write in the open window, do not say that a write is kept', () => {
    const open = 'guest of VM: write VINTF0_CONFIG = 0x1 (x)';
    const [direct, window] = ['VCMDQ0', 'VINTF0_LVCMDQ0'].map((name) => `guest of VM: write ${name}_PROD_INDX = 0x1 (WR=1)`);
    const stored = ['guest of VM: write VCMDQ0_PROD_INDX = 0x2 (WR=2)', '  VM: store 2 to host page LVCMDQ0_PROD_INDX (4 bytes)'];
    const found = (...lines: readonly (string | undefined)[]) => clausesIn([...OBJECTS, ...lines.map(String)], 'WR-14');
    assert.deepEqual(found(open, direct), []);
    assert.deepEqual(found(open, direct, ...stored), ['WR-14']);
    assert.deepEqual(found(open, window, ...stored), []);
    assert.deepEqual(found('guest of VM: write VINTF0_CONFIG = 0x0 (x)', window, ...stored), ['WR-14']);
  });

  it('tell a command that is undefined, and an unplugging that is refused', () => {
    const executed = narratedIn('smmu0 executes undefined opcode 0x99 from vCMDQ 2 (VINTF 1, logical 0)')?.event;
    assert.ok(executed?.port === 'smmu' && executed.event.word0 === 0x99n);
    const refused = narratedIn('guest of VM: device gpu0 is unplugged: refused, it is in use')?.event;
    assert.deepEqual(refused?.event, { op: 'unplug', device: 'gpu0', refusal: 'it is in use' });
    const word = () => fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(
      fc.property(word(), word(), (word0, word1) => {
        const told = describeCommand({ word0, word1 });
        const read = commandIn(told);
        assert.ok(read !== undefined, told);
        assert.equal(describeCommand(read), told);
      }),
    );
  });

  it('know an error of the hardware where they begin after the boot of the host', () => {
    const queue = (words: string) => `smmu0: ${words.replace('its', 'VINTF1_LVCMDQ0')} (x)`;
    const mapped = ['smmu0: write CMDQ_ALLOC_MAP_2 = 0x8001 (x)', queue('write its_CONFIG = 0x0')];
    const calm = [queue('read its_GERRORN = 0x0'), queue('read its_GERROR = 0x0')];
    const runs = [queue('write its_CONS_INDX = 0x0'), queue('write its_PROD_INDX = 0x2'), queue('write its_CONFIG = 0x1')];
    const error = queue('read its_GERROR = 0x1');
    const executed = 'smmu0 executes TLBI_NH_ALL VMID=1 from vCMDQ 2 (VINTF 1, logical 0)';
    const ofErr03 = (lines: readonly string[]) => judged([...lines, AFTER]).broken.filter((words) => words.startsWith('ERR-03'));
    const told = ['ERR-03: vCMDQ 2 executes a command while its error is active'];
    assert.deepEqual(ofErr03([...mapped, ...calm, ...runs, error, executed]), told);
    // GERROR and GERRORN are the other way round after an error before.
    const before = calm.map((line) => line.replace('0x0', '0x1'));
    assert.deepEqual(ofErr03([...mapped, ...before, ...runs, error.replace('0x1', '0x0'), executed]), told);
    for (const lines of [
      [...mapped, ...before, ...runs, error, executed],
      [...mapped, ...calm, ...runs, error, queue('write its_GERRORN = 0x1'), executed],
      // GERRORN may have been written with another value before the log, or be as it was in another vCMDQ.
      [...mapped, ...runs, error, executed],
      [...mapped, queue('read its_GERRORN = 0x0'), ...runs, error, executed],
      [...calm, ...mapped, ...runs, error, executed],
      [...mapped, ...calm, 'smmu0: write CMDQ_ALLOC_MAP_2 = 0x8001 (x)', ...runs, error, executed],
      [mapped[0] ?? '', ...calm, error, executed],
    ])
      assert.deepEqual(ofErr03(lines), [], lines.join('; '));
  });

  const probes = (smmu: string) => [`${smmu}: read CMDQV_CONFIG = 0x20083 (x)`, `${smmu}: read CMDQV_PARAM = 0x4671 (x)`];
  const vintf0 = (smmu: string) => [
    `${smmu}: write CMDQV_CONFIG = 0x20082 (CMDQV_EN=0)`,
    `${smmu}: write CMDQV_CONFIG = 0x20083 (CMDQV_EN=1)`,
    ...Array.from({ length: 128 }, (_, queue) => `${smmu}: write CMDQ_ALLOC_MAP_${queue} = 0x0 (ALLOC=0)`),
    `${smmu}: write VINTF0_CONFIG = 0x20000 (HYP_OWN=1)`,
    `${smmu}: write VINTF0_CONFIG = 0x20001 (HYP_OWN=1)`,
  ];
  const user = (vintf: number) => [
    `  smmu0: write VINTF${vintf}_CONFIG = 0x0 (ENABLE=0)`,
    ...Array.from({ length: 16 }, (_, slot) => [
      `  smmu0: write VINTF${vintf}_SID_MATCH_${slot} = 0x0 (ENABLE=0)`,
      `  smmu0: write VINTF${vintf}_SID_REPLACE_${slot} = 0x0 (PHYS_SID=0)`,
    ]).flat(),
    `  smmu0: write VINTF${vintf}_CONFIG = 0x${(vintf * 2).toString(16)} (ENABLE=0)`,
    `  smmu0: write VINTF${vintf}_CONFIG = 0x${(vintf * 2 + 1).toString(16)} (ENABLE=1)`,
  ];

  it('let the driver of a second SMMU come late, and a kernel start anew', () => {
    const started = [...probes('smmu0'), ...vintf0('smmu0'), ...VIOMMU.slice(0, 2), ...user(1)];
    const second = ['VM 2: open /dev/iommu -> 3', 'VM 2: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=3 -> OK out_viommu_id=4', ...user(2)];
    assert.deepEqual(judged([...started, ...second]).broken, []);
    assert.deepEqual(judged([...started, ...probes('smmu1'), ...vintf0('smmu1'), ...second]).broken, []);
    // VINTF 1 is free again where smmu0 itself starts.
    const anew = judged([...started, ...probes('smmu0'), ...vintf0('smmu0'), ...second]).broken;
    assert.deepEqual(
      anew.map((words) => words.slice(0, 7)),
      ['PHYS-06'],
    );
  });

  it('let the objects of a process go with its file', () => {
    const reset = ['guest of VM: write CMDQV_CONFIG = 0x20083 (x)', 'guest of VM: system reset', AFTER];
    const left = judged([...VIOMMU, QUEUE, ...reset]).broken;
    assert.deepEqual(
      left.map((words) => words.slice(0, 7)),
      ['TEAR-05'],
    );
    assert.deepEqual(judged([...VIOMMU, QUEUE, 'VM: close fd 3 -> OK', ...VIOMMU, ...reset]).broken, []);
    // Its closing is not told, or it is that of a file which was opened before the log.
    assert.deepEqual(judged([...VIOMMU, QUEUE, ...VIOMMU, ...reset]).broken, []);
    assert.deepEqual(judged([VIOMMU[1] ?? '', QUEUE, 'VM: close fd 3 -> OK', ...VIOMMU, ...reset]).broken, []);
  });

  it('do not say of which of two iommufds a request is', () => {
    const reset = ['guest of VM: write CMDQV_CONFIG = 0x20083 (x)', 'guest of VM: system reset', AFTER];
    const logs = new NarratedLogs(judge);
    const lines = [...VIOMMU, 'VM: open /dev/iommu -> 8', QUEUE, ...reset];
    for (const [index, text] of lines.entries()) logs.take({ number: index + 1, text, cut: false });
    const found = logs.end();
    assert.deepEqual(found?.broken, []);
    assert.deepEqual(found.facts, ['1 × two iommufds of a process: what follows is not judged']);
  });

  it('say nothing of the queues of a VM at several SMMUs, nor of accesses that are not told', () => {
    const off = (guest: string) => [
      `guest of ${guest}: write CMDQV_CONFIG = 0x20082 (CMDQV_EN=0)`,
      `guest of ${guest}: read CMDQV_STATUS = 0x0`,
    ];
    const destroyed = 'VM: DESTROY id=9 -> OK';
    assert.ok(judged([QUEUE, destroyed, ...off('VM')]).broken.some((words) => words.startsWith('WR-02')));
    assert.deepEqual(judged([QUEUE, destroyed, ...off('VM at smmu0')]).broken, []);
    const other = 'VM: VEVENTQ_ALLOC viommu_id=12 type=2 -> OK out_veventq_id=15 out_veventq_fd=5';
    assert.deepEqual(judged([QUEUE, other, destroyed, ...off('VM')]).broken, []);
    const reset = 'guest of VM: system reset';
    const reads = 'guest of VM: read CMDQV_STATUS = 0x0';
    assert.ok(
      judged([...VIOMMU, reset, 'guest of VM: write CMDQV_CONFIG = 0x20083 (x)', QUEUE, AFTER]).broken.some((words) =>
        words.startsWith('ALLOC-'),
      ),
    );
    for (const lines of [[reset], [reset, reads]]) assert.deepEqual(judged([...VIOMMU, ...lines, QUEUE, AFTER]).broken, []);
  });

  it('are those of another block where a vCMDQ is not one of its VINTF in Tegra241', () => {
    const mapped = (map: string) => [...VIOMMU.slice(0, 2), QUEUE, `  smmu0: write CMDQ_ALLOC_MAP_${map}`];
    assert.deepEqual(judged(mapped('4 = 0x8001 (ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1)')).broken, []);
    // No number of vCMDQs makes it this one.
    const wrong = judged(mapped('2 = 0x8003 (ALLOC=1, LVCMDQ=1, VIRT_INTF_INDX=1)')).broken;
    assert.deepEqual(
      wrong.map((words) => words.slice(0, 7)),
      ['PHYS-05'],
    );
    const slots = (count: number) => [
      ...VIOMMU.slice(0, 2),
      ...user(1).filter((line) => !/_(\d+) = /.test(line) || Number(/_(\d+) = /.exec(line)?.[1]) < count),
    ];
    assert.deepEqual(judged(slots(2)).broken, []);
    assert.ok(judged(slots(3)).broken.some((words) => words.startsWith('VHW-02')));
  });

  it('do not take a scenario in the place of a kernel for one', () => {
    const words = [
      'smmu0: read CMDQV_PARAM = 0x4671 (CMDQV_VER=1)',
      'smmu0: write VINTF1_CONFIG = 0x20000 (ENABLE=0, VMID=0, HYP_OWN=1)',
      'smmu0: write CMDQ_ALLOC_MAP_2 = 0x28001 (ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=5)',
    ];
    assert.deepEqual(judged(words).broken, []);
  });
});
