import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SPARES, type Spare, Spares } from './spares';

/** Milliseconds that nobody reaches. */
const NEVER = 600_000;

class Fake implements Spare {
  readonly kind: string;
  ended = false;

  constructor(kind: string) {
    this.kind = kind;
  }

  async end(): Promise<void> {
    this.ended = true;
  }
}

/** Spares, all that were ever made, and those that are there. */
function shelf(idle = NEVER) {
  const spares = new Spares<Fake>(idle);
  const made: Fake[] = [];
  const stock = (kind: string) =>
    spares.stock(kind, () => {
      const fake = new Fake(kind);
      made.push(fake);
      return fake;
    });
  /** As a kind becomes one that is made ahead. */
  const twice = (kind: string) => {
    stock(kind);
    stock(kind);
  };
  const alive = () => made.filter(({ ended }) => !ended).map(({ kind }) => kind);
  return { spares, stock, twice, made, alive };
}

describe('spares', () => {
  it('are made of what was wanted twice, one of a kind', async () => {
    const { alive, made, spares, stock } = shelf();
    stock('a');
    assert.deepEqual(alive(), []);
    for (let times = 0; times < 3; times++) stock('a');
    assert.deepEqual(alive(), ['a']);
    assert.equal(made.length, 1);
    await spares.close();
  });

  it('are given away once, the one wanted last first, and belong to who took them', async () => {
    const { alive, spares, twice } = shelf();
    twice('on 1');
    twice('on 2');
    twice('off');
    const on = (kind: string) => kind.startsWith('on');
    assert.equal(spares.take(on)?.kind, 'on 2');
    assert.equal(spares.take(on)?.kind, 'on 1');
    assert.equal(spares.take(on), undefined);
    await spares.close();
    assert.deepEqual(alive(), ['on 2', 'on 1'].reverse());
  });

  it('are not given away after they ended by themselves, and made anew', async () => {
    const { made, spares, stock, twice } = shelf();
    twice('a');
    for (const fake of made) fake.ended = true;
    assert.equal(
      spares.take(() => true),
      undefined,
    );
    stock('a');
    assert.equal(
      spares.take(() => true),
      made[1],
    );
    await spares.close();
  });

  it('are never more than there may be; those wanted last stay', async () => {
    const { alive, spares, stock, twice } = shelf();
    const kinds = Array.from({ length: SPARES + 3 }, (_, index) => `${index}`);
    for (const kind of kinds) {
      twice(kind);
      assert.ok(alive().length <= SPARES);
    }
    assert.deepEqual(alive(), kinds.slice(-SPARES));
    const [first = ''] = kinds.slice(-SPARES);
    stock(first);
    twice('last');
    assert.ok(alive().includes(first));
    await spares.close();
    assert.deepEqual(alive(), []);
  });

  it('of a kind that nothing wants any more end, for others being wanted', async () => {
    const { alive, spares, stock, twice } = shelf();
    twice('rare');
    for (let times = 0; times < 100; times++) stock('usual');
    assert.deepEqual(alive(), ['usual']);
    await spares.close();
  });

  it('that nobody takes end by themselves', async () => {
    const { alive, spares, twice } = shelf(1);
    twice('a');
    for (let tries = 0; tries < 2000 && alive().length > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(alive(), []);
    assert.equal(
      spares.take(() => true),
      undefined,
    );
    await spares.close();
  });

  it('have all ended once they are closed', async () => {
    const { alive, spares, twice } = shelf();
    for (const kind of ['a', 'b', 'c', 'd']) twice(kind);
    await spares.close();
    assert.deepEqual(alive(), []);
  });
});
