import type { Arbitrary } from 'fast-check';
import { type ExploredLayer, type Program, withOps } from '../program';
import { drawDevice } from './device/device-draw';
import { Draw } from './draw';
import { drawHardware } from './hardware/hardware-draw';
import { drawKernel } from './kernel/kernel-draw';

/** Choices of one program; each operation takes some ten. */
const CHOICES = 700;
/** Operations of one program, about: it ends tidily. */
const MOST_OPS = 110;

/** Operations that one takes over from another at most. */
const MOST_TAKEN = 80;

let arbitrary: Arbitrary<readonly number[]> | undefined;

/** The n-th program of a seed: the same whenever and wherever it is drawn. */
export function programOf(layer: ExploredLayer, seed: number, n: number): Program {
  const fc = require('fast-check') as typeof import('fast-check');
  arbitrary ??= fc.noBias(fc.array(fc.nat(0x7fff_fffe), { minLength: CHOICES, maxLength: CHOICES }));
  const [choices = []] = fc.sample(arbitrary, { seed: mixed(seed, n), numRuns: 1 });
  const draw = new Draw(choices);
  switch (layer) {
    case 'device':
      return { layer, ops: drawDevice(draw, MOST_OPS) };
    case 'kernel':
      return { layer, ops: drawKernel(draw, MOST_OPS) };
    case 'hardware':
      return { layer, ops: drawHardware(draw, MOST_OPS) };
  }
}

/** Begins like one program and ends like the other. Nobody acts on a host that has shut down. */
export function continued(begun: Program, drawn: Program): Program {
  const end = begun.ops.findIndex(({ op }) => op === 'hostShutDown');
  const taken = begun.ops.slice(0, end < 0 ? MOST_TAKEN : Math.min(end, MOST_TAKEN));
  return withOps(drawn, [...taken, ...drawn.ops.slice(-Math.ceil(drawn.ops.length / 2))]);
}

/** One seed of two numbers. */
function mixed(seed: number, n: number): number {
  let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(n + 1, 0xc2b2_ae35);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d);
  return state ^ (state >>> 13);
}
