import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALTERNATIVES } from '../../alternatives';
import { reference } from '../../reference';
import { LAYERS } from '../ports';
import { loadVariant } from '../self-test/variant';
import { compared, perform } from './difference';
import { explore } from './samples/explored';
import { faulty } from './samples/variants';

/** Software that hardware need not serve: to tell these from a fault explore would have to know what a program was not to do. */
const UNTOLD: ReadonlySet<string> = new Set([
  'acknowledgement-of-no-error-ignored',
  'disabled-vintf-forgets-its-slots',
  'indices-kept-while-enabled',
  'mapped-entries-are-fixed',
  'maps-of-command-errors-alone',
  'overfull-queue-stands-still',
  'place-of-alloc',
  'vcmdq-status-follows-its-own-enable',
]);

describe('explorations', () => {
  it('finds nothing in the reference beside itself, and no clause broken', async () => {
    const { findings, progress } = await explore(loadVariant(undefined, {}), LAYERS, 20_000);
    assert.deepEqual(
      findings.map(({ signature }) => signature),
      [],
    );
    assert.ok(progress.operations >= 20_000);
  });

  it('finds a seeded fault, makes the program small, and names a clause that is about it', async () => {
    const { findings } = await explore(faulty('hist-05'), ['device'], 2_000);
    const [first] = findings;
    assert.ok(first !== undefined);
    assert.ok(first.program.ops.length <= 4, JSON.stringify(first.program));
    assert.ok(first.clauses.length > 0);
    const again = compared(first.program, await perform(first.program, reference), await perform(first.program, faulty('hist-05')));
    assert.ok(again.difference !== undefined);
  });

  it('finds nothing in what differs as a clause allows', async () => {
    const wrongly: string[] = [];
    for (const alternative of ALTERNATIVES) {
      const layer = LAYERS.find((one) => alternative.edits[0]?.module.startsWith(`${one}/`));
      if (layer === undefined || alternative.breaks !== undefined || UNTOLD.has(alternative.id)) continue;
      const { findings } = await explore(loadVariant(alternative, {}), [layer], 250);
      wrongly.push(...findings.map(({ signature }) => `${alternative.id}: ${signature}`));
    }
    assert.deepEqual(wrongly, []);
  });

  it('tells no difference that is known, and goes round it', async () => {
    const { findings } = await explore(faulty('hist-05'), ['device'], 1_000);
    const known = new Set(findings.map(({ signature }) => signature));
    assert.ok(known.size > 0);
    const again = await explore(faulty('hist-05'), ['device'], 1_000, { known });
    assert.deepEqual(
      again.findings.filter(({ signature }) => known.has(signature)),
      [],
    );
    assert.ok([...known].some((signature) => (again.progress.met[signature] ?? 0) > 0));
  });

  it('goes on where it ended, and shards share the programs', async () => {
    const whole = await explore(undefined, ['hardware'], 900);
    const half = await explore(undefined, ['hardware'], 400);
    const rest = await explore(undefined, ['hardware'], 900, { from: half.progress });
    assert.deepEqual([rest.progress.next, rest.progress.operations], [whole.progress.next, whole.progress.operations]);
    const second = await explore(undefined, ['hardware'], 300, { shard: { index: 2, count: 3 } });
    assert.equal(second.progress.next % 3, 1);
  });

  it('keeps programs that reach what none before did', async () => {
    const { progress, reached } = await explore(undefined, ['device'], 1_000);
    assert.ok(reached.length > 0 && reached.length <= progress.programs);
    assert.ok(progress.states > 0);
  });
});
