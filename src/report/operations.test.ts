import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toldOperations } from './operations';

const failure = { message: 'm', step: 's', expected: [], actual: [], reproduce: 'r', operations: ['a', 'b', 'c', 'd', 'e'] };

test('operations are told by step, the act first, and as many as there is room for', () => {
  const sections = [
    { step: 'Given g', from: 0, count: 3 },
    { step: 'When w', from: 3, count: 2 },
  ];
  assert.deepEqual(toldOperations({ ...failure, sections }, { operations: 5, width: 9 }), [
    { step: 'When w', count: 2, from: 4, lines: ['d', 'e'] },
    { step: 'Given g', count: 3, from: 1, lines: ['a', 'b', 'c'] },
  ]);
  assert.deepEqual(toldOperations({ ...failure, sections }, { operations: 4, width: 9 })[1], {
    step: 'Given g',
    count: 3,
    from: 4,
    lines: [],
  });
});

test('of a report that does not know the steps the last ones are told', () => {
  assert.deepEqual(toldOperations(failure, { operations: 2, width: 9 }), [{ count: 5, from: 4, lines: ['d', 'e'] }]);
});
