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
import { NarratedLogs } from './narrated-logs';

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

  it('do not take a scenario in the place of a kernel for one', () => {
    const words = [
      'smmu0: read CMDQV_PARAM = 0x4671 (CMDQV_VER=1)',
      'smmu0: write VINTF1_CONFIG = 0x20000 (ENABLE=0, VMID=0, HYP_OWN=1)',
      'smmu0: write CMDQ_ALLOC_MAP_2 = 0x28001 (ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=5)',
    ];
    assert.deepEqual(judged(words).broken, []);
  });
});
