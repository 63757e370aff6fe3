import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlannedScenario } from './plan';
import { reproduction } from './reproduction';

const scenario: PlannedScenario = {
  ...{ id: 'T-01/a', name: 'a', feature: 'f', line: 1, layer: 'device', clauses: ['T-01'], tags: [], steps: [] },
  definition: { line: 1, text: '', backgrounds: [] },
};

describe('the command that runs a scenario alone', () => {
  it('names the scenario, and what the run had named', () => {
    assert.equal(reproduction(scenario), 'npx cmdqv-conformance run --clause "T-01/a"');
    assert.equal(
      reproduction(scenario, { spec: 'next', adapter: './mine --x' }),
      'npx cmdqv-conformance run --clause "T-01/a" --spec next --adapter "./mine --x"',
    );
  });

  it('has the flags of the adapter, and that no deviation is known', () => {
    assert.equal(
      reproduction(scenario, {
        adapter: 'qemu',
        flags: [
          ['--qemu', '/opt/q'],
          ['--qemu-arg', '-name'],
          ['--qemu-arg', 'a b'],
        ],
        expect: false,
      }),
      'npx cmdqv-conformance run --clause "T-01/a" --adapter "qemu" --qemu="/opt/q" --qemu-arg="-name" --qemu-arg="a b" --no-expect',
    );
    assert.equal(reproduction(scenario, { expect: true }), 'npx cmdqv-conformance run --clause "T-01/a"');
  });
});
