import { type Program, type ProgramOp, withOps } from './program';

/** How much may be tried to make a program smaller. */
export interface ShrinkBudget {
  readonly attempts: number;
  readonly ms: number;
}

/**
 * The smallest program found that still `differs`: operations are left out, many at once and then one by one, and what is left
 * gets plainer values.
 */
export async function shrunk(program: Program, differs: (smaller: Program) => Promise<boolean>, budget: ShrinkBudget): Promise<Program> {
  const ends = performance.now() + budget.ms;
  let attempts = budget.attempts;
  let best = program;
  const attempt = async (ops: readonly ProgramOp[]): Promise<boolean> => {
    if (attempts === 0 || performance.now() > ends) return false;
    attempts -= 1;
    const candidate = withOps(program, ops);
    if (!(await differs(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = Math.ceil(best.ops.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = best.ops.length - size; at > -size; ) {
      const from = Math.max(at, 0);
      const without = best.ops.filter((_, n) => n < from || n >= from + size);
      await attempt(without);
      at -= size;
    }
  }
  for (let n = 0; n < best.ops.length; n++) {
    const op = best.ops[n];
    if (op === undefined || !('value' in op) || typeof op.value !== 'string') continue;
    for (const value of ['0x0', '0x1'] as const) {
      if (op.value === value) break;
      if (await attempt(best.ops.map((one, at) => (at === n ? ({ ...one, value } as ProgramOp) : one)))) break;
    }
  }
  return best;
}
