import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reaching } from './reaching';

const SOURCE = `import { a } from './a';

export class Slots {
  #count = 0;

  add(): void {
    this.#count += a;
    if (this.#count > 3) this.clear(); // full
  }

  clear(): void {
    this.#count = 0;
  }
}
`;
/** Places in order: the addition, the condition, what it guards, the clearing. Three scenarios reach them. */
const REACH = [
  [
    [0, 2],
    [1, 2],
  ],
  [
    [0, 4],
    [1, 4],
    [2, 1],
    [3, 1],
  ],
  [],
] as const;

const reaching = new Reaching([{ file: 'device/slots.ts', source: SOURCE }], REACH);
const edit = (from: string, to: string) => ({ module: 'device/slots', from, to }) as const;
const scenarios = (first: ReturnType<typeof edit>, ...more: readonly ReturnType<typeof edit>[]) => {
  const found = reaching.scenarios({ edits: [first, ...more] });
  return found && [...found];
};

describe('the scenarios that can tell a variant from the reference', () => {
  it('reach one of the statements that it changes', () => {
    assert.deepEqual(scenarios(edit('this.#count += a;', '')), [0, 1]);
    assert.deepEqual(scenarios(edit('    this.#count = 0;\n  }', '  }')), [1]);
    assert.deepEqual(scenarios(edit('    this.#count = 0;\n', ''), edit('this.#count > 3', 'true')), [1, 0]);
  });

  it('are those of the statement alone where a comment stands behind it', () => {
    assert.deepEqual(scenarios(edit('this.clear(); // full', ';')), [1]);
  });

  it('do not depend on what it declares besides', () => {
    assert.deepEqual(scenarios(edit('  #count = 0;\n', '  #count = 0;\n  #first = true;\n'), edit('    this.#count = 0;\n', '')), [1]);
    assert.deepEqual(scenarios(edit("import { a } from './a';", "import { a, b } from './a';"), edit('    this.#count = 0;\n', '')), [1]);
  });

  it('are unknown where it changes what is in no function, or a module that nobody looks at', () => {
    assert.equal(scenarios(edit('#count = 0;\n\n', '#count = 1;\n\n')), undefined);
    assert.equal(scenarios(edit('add(): void {', 'add(n = 1): void {')), undefined);
    assert.equal(scenarios(edit('add(): void {\n', 'add(): void {\n    this.clear();\n')), undefined);
    assert.equal(
      scenarios(edit('clear(): void {\n    this.#count = 0;', 'clear(): void {\n    this.#count = 0;\n    this.add();')),
      undefined,
    );
    assert.equal(reaching.scenarios({ edits: [{ module: 'device/other', from: 'x', to: 'y' }] }), undefined);
  });
});
