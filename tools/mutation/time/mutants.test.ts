import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { edited, MEMORY } from './change';
import { Memory } from './memory';
import { compiled } from './modules';
import { mutantsOf } from './mutants';

/** What `use`, the last function of a source, gives where one thing goes wrong; `original` picks one of several places. */
function gone(source: string, fault: string, original = ''): unknown {
  const found = mutantsOf('x.ts', source).find(({ text }) => text.replacement === fault && text.original.includes(original));
  assert.ok(found, `no mutant "${fault}", but ${mutantsOf('x.ts', source).map(({ text }) => `${text.replacement}: ${text.original}`)}`);
  return use(edited(source, found.edits));
}

function use(source: string): unknown {
  const exports: { use?: () => unknown } = {};
  runInNewContext(compiled('x.ts', source), { exports, [MEMORY]: new Memory(), Map, Set });
  // Values of another context are equal by what they hold.
  return JSON.parse(JSON.stringify(exports.use?.()));
}

const COUNTER = `
class Counter {
  #n = 0;
  up(): void { this.#n += 1; }
  reset(): void { this.#n = 0; }
  get n(): number { return this.#n; }
}
`;

const MAP = `
class Table {
  readonly #values = new Map<number, number>();
  put(key: number, value: number): void { this.#values.set(key, value); }
  get(key: number): number { return this.#values.get(key) ?? -1; }
  drop(key: number): void { this.#values.delete(key); }
}
`;

describe('mutantsOf', () => {
  it('has a statement act only the first time of each object, or of all', () => {
    const source = `${COUNTER} export function use() { const a = new Counter(); const b = new Counter(); a.up(); a.up(); b.up(); return [a.n, b.n]; }`;
    assert.deepEqual(use(source), [2, 1]);
    assert.deepEqual(gone(source, 'acts only the first time, for each object', '+= 1'), [1, 1]);
    assert.deepEqual(gone(source, 'acts only the first time, for all objects', '+= 1'), [1, 0]);
  });

  it('has a statement act only every second time', () => {
    const source = `${COUNTER} export function use() { const a = new Counter(); const b = new Counter(); for (let i = 0; i < 3; i++) a.up(); b.up(); b.up(); return [a.n, b.n]; }`;
    assert.deepEqual(gone(source, 'acts only every second time, for each object', '+= 1'), [2, 1]);
    assert.deepEqual(gone(source, 'acts only every second time, for all objects', '+= 1'), [2, 1]);
  });

  it('has a statement never act, which the others of the statement follow from', () => {
    const source = `${COUNTER} export function use() { const a = new Counter(); a.up(); return a.n; }`;
    assert.equal(gone(source, 'never acts', '+= 1'), 0);
    const of = (fault: string) =>
      mutantsOf('x.ts', source).find(({ text }) => text.replacement === fault && text.original.includes('+= 1'));
    for (const fault of ['acts only the first time, for each object', 'never acts again after a reset'])
      assert.equal(of(fault)?.after, of('never acts')?.id, fault);
    assert.equal(of('acts only every second time, for all objects')?.twin, of('acts only the first time, for all objects')?.id);
    assert.equal(of('acts only the first time, for all objects')?.twin, undefined);
  });

  it('knows a release that is left out for a statement that never acts', () => {
    const found = mutantsOf('x.ts', MAP).filter(({ text }) => text.original.includes('.delete(key)'));
    const [nothing] = found.filter(({ text }) => text.replacement === 'releases nothing');
    assert.equal(found.find(({ text }) => text.replacement.startsWith('acts only the first'))?.after, nothing?.id);
    assert.ok(!found.some(({ text }) => text.replacement === 'never acts'));
  });

  it('has a statement never act again after a reset', () => {
    const source = `${COUNTER} export function use() { const a = new Counter(); a.up(); a.reset(); a.up(); return a.n; }`;
    assert.equal(use(source), 1);
    assert.equal(gone(source, 'never acts again after a reset', '+= 1'), 0);
  });

  it('has the deed that a function ends with done only once', () => {
    const source =
      'let n = 0; function act(): void { n += 1; } function go(): void { return act(); } export function use() { go(); go(); go(); return n; }';
    assert.equal(use(source), 3);
    assert.equal(gone(source, 'acts only the first time, for all objects', 'return act()'), 1);
    assert.equal(gone(source, 'acts only every second time, for all objects', 'return act()'), 2);
  });

  it('keeps the first result: of an object, for the same arguments, of all', () => {
    const source = `${MAP} export function use() { const a = new Table(); const b = new Table(); a.put(1, 10); b.put(1, 20); const first = a.get(1); a.put(1, 11); return [first, a.get(1), a.get(2), b.get(1)]; }`;
    assert.deepEqual(use(source), [10, 11, -1, 20]);
    assert.deepEqual(gone(source, 'keeps the first result, for each object'), [10, 10, 10, 20]);
    assert.deepEqual(gone(source, 'keeps the first result, for all objects'), [10, 10, 10, 10]);
    assert.deepEqual(gone(source, 'keeps the first result for the same arguments, for each object'), [10, 10, -1, 20]);
    assert.deepEqual(gone(source, 'keeps the first result for the same arguments, for all objects'), [10, 10, -1, 10]);
  });

  it('works on the first object, whichever a method is called on', () => {
    const source = `${COUNTER} export function use() { const a = new Counter(); const b = new Counter(); a.up(); b.up(); return [a.n, b.n]; }`;
    assert.deepEqual(gone(source, 'works on the first object, whichever it is called on', 'up(): void'), [2, 0]);
  });

  it('gives an object what the first one got', () => {
    const source =
      'class Box { readonly v: number; constructor(v: number) { this.v = v; } } export function use() { return [new Box(1).v, new Box(2).v]; }';
    assert.deepEqual(gone(source, 'has what the first object has'), [1, 1]);
  });

  it('leaves elements out of what goes through a list', () => {
    const source =
      'function list() { return [1, 2, 3]; } export function use() { const seen: number[] = []; for (const x of list()) seen.push(x); return seen; }';
    assert.deepEqual(gone(source, 'leaves out the last element'), [1, 2]);
    assert.deepEqual(gone(source, 'leaves out the first element'), [2, 3]);
    assert.deepEqual(gone(source, 'takes the first element alone'), [1]);
    const counting = 'export function use() { let n = 0; for (let i = 0; i < 4; i++) n += 1; return n; }';
    assert.equal(gone(counting, 'stops one earlier'), 3);
  });

  it('loses a part of a key, or takes the first one for all', () => {
    const source = `class Grid { readonly #cells: number[] = []; #slot(x: number, y: number): number { return x * 10 + y; }
      put(x: number, y: number, v: number): void { this.#cells[this.#slot(x, y)] = v; }
      get(x: number, y: number): number { return this.#cells[this.#slot(x, y)] ?? -1; } }
      export function use() { const g = new Grid(); g.put(1, 1, 5); g.put(1, 2, 6); g.put(2, 1, 7); return [g.get(1, 1), g.get(1, 2), g.get(2, 1)]; }`;
    assert.deepEqual(use(source), [5, 6, 7]);
    assert.deepEqual(gone(source, 'knows of x * 10 + y only x * 10'), [6, 6, 7]);
    assert.deepEqual(gone(source, 'knows of x * 10 + y only y'), [7, 6, 7]);
    const table = `${MAP} export function use() { const a = new Table(); a.put(1, 10); a.put(2, 20); return [a.get(1), a.get(2)]; }`;
    assert.deepEqual(gone(table, 'takes the first key for all', 'key'), [20, -1]);
    const named = `const m = new Map<string, number>(); function put(a: number, b: number): void { m.set(\`\${a}:\${b}\`, b); } export function use() { put(1, 1); put(2, 1); return m.size; }`;
    assert.equal(use(named), 2);
    assert.equal(gone(named, 'takes the first a for all'), 1);
  });

  it('takes no sentence for a key', () => {
    const told = 'function told(a: number): string { return `there is no ${a} here`; }';
    assert.deepEqual(
      mutantsOf('x.ts', told).filter(({ text }) => text.replacement.startsWith('takes the first')),
      [],
    );
  });

  it('takes or releases twice, or not at all', () => {
    const source =
      'class Ref { n = 0; acquire(): void { this.n += 1; } release(): void { this.n -= 1; } } const r = new Ref(); function take(): void { r.acquire(); } function give(): void { r.release(); } export function use() { take(); take(); give(); return r.n; }';
    assert.equal(use(source), 1);
    assert.equal(gone(source, 'takes twice'), 3);
    assert.equal(gone(source, 'takes nothing'), -1);
    assert.equal(gone(source, 'releases twice'), 0);
    assert.equal(gone(source, 'releases nothing'), 2);
  });

  it('does not lose the key of a map once more, which is no fault', () => {
    const faults = mutantsOf('x.ts', MAP).map(({ text }) => text.replacement);
    assert.ok(faults.includes('releases nothing'));
    assert.ok(!faults.includes('releases twice'));
  });

  it('counts several as one', () => {
    const source =
      'class Users { n = 1; take(): void { this.n++; } give(): void { this.n--; } } export function use() { const u = new Users(); u.take(); u.take(); u.give(); return u.n; }';
    assert.equal(use(source), 2);
    assert.equal(gone(source, 'counts several as one'), 1);
  });

  it('ignores a new value while there is an old one', () => {
    const source = `${MAP} export function use() { const a = new Table(); a.put(1, 10); a.put(1, 11); return a.get(1); }`;
    assert.equal(gone(source, 'ignores a new value while there is an old one'), 10);
    const field =
      'class Box { v: number | undefined; put(v: number): void { this.v = v; } } export function use() { const b = new Box(); b.put(1); b.put(2); return b.v; }';
    assert.equal(gone(field, 'ignores a new value while there is an old one'), 1);
  });

  it('keeps a copy, or none', () => {
    const source =
      'class View { readonly list: number[]; constructor(list: number[]) { this.list = list; } } export function use() { const l = [1]; const v = new View(l); l.push(2); return v.list.length; }';
    assert.equal(use(source), 2);
    assert.equal(gone(source, 'keeps a copy', 'list'), 1);
    const copying = 'export function use() { const l = [1]; const c = [...l]; l.push(2); return c.length; }';
    assert.equal(gone(copying, 'keeps no copy'), 2);
  });

  it('refuses the first time only, looks the first time only, or refuses ever after', () => {
    const source =
      "class Refusal extends Error {} function check(n: number): string { try { if (n < 0) throw new Refusal(); return 'ok'; } catch { return 'no'; } } export function use() { return [1, -1, -1, 1].map(check); }";
    assert.deepEqual(use(source), ['ok', 'no', 'no', 'ok']);
    assert.deepEqual(gone(source, 'refuses the first time only'), ['ok', 'no', 'ok', 'ok']);
    assert.deepEqual(gone(source, 'is checked the first time only'), ['ok', 'ok', 'ok', 'ok']);
    assert.deepEqual(gone(source, 'refuses ever after'), ['ok', 'no', 'no', 'no']);
  });

  it('leaves what was done before an error', () => {
    const source =
      'let n = 0; function take(): void { n += 1; try { throw new Error(); } catch { undoIt(); } } function undoIt(): void { n -= 1; } export function use() { take(); return n; }';
    assert.equal(use(source), 0);
    assert.equal(gone(source, 'an error path leaves it out'), 1);
  });

  it('makes each changed text once, and names every mutant', () => {
    const mutants = mutantsOf('x.ts', `${MAP}${COUNTER}`);
    assert.equal(new Set(mutants.map(({ id }) => id)).size, mutants.length);
  });
});
