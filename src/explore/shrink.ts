import { vfioPath } from '../tables/uapi';
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
  // One virtual machine, or one process, is the first.
  if (best.ops.every((op) => !('who' in op) || op.who === 'B')) await attempt(best.ops.map(ofFirst));
  for (let n = 0; n < best.ops.length; n++) {
    const op = best.ops[n];
    if (op === undefined || !('value' in op) || typeof op.value !== 'string') continue;
    for (const value of ['0x0', '0x1'] as const) {
      if (op.value === value) break;
      if (await attempt(best.ops.map((one, at) => (at === n ? ({ ...one, value } as ProgramOp) : one)))) break;
    }
  }
  for (let n = 0; n < best.ops.length; n++) {
    for (const plainer of plainerCalls(best.ops[n])) await attempt(best.ops.map((one, at) => (at === n ? plainer(one) : one)));
  }
  return best;
}

function ofFirst(op: ProgramOp): ProgramOp {
  if (!('who' in op)) return op;
  const device = 'device' in op && op.device === 'gpu1' ? { device: 'gpu0' } : {};
  const path = 'path' in op && op.path === vfioPath('gpu1') ? { path: vfioPath('gpu0') } : {};
  return { ...op, ...device, ...path, who: 'A' } as ProgramOp;
}

/** Ways to make a request plainer: without a member, or as calls usually reach their memory. */
function plainerCalls(op: ProgramOp | undefined): readonly ((op: ProgramOp) => ProgramOp)[] {
  if (op?.op !== 'ioctl') return [];
  const ways = Object.keys(op.members).map((name) => (one: ProgramOp) => {
    if (one.op !== 'ioctl') return one;
    const { [name]: _left, ...members } = one.members;
    return { ...one, members };
  });
  const without = (key: 'argument' | 'reach') => (one: ProgramOp) => {
    const { [key]: _left, ...rest } = one as ProgramOp & { argument?: string; reach?: string };
    return rest as ProgramOp;
  };
  if (op.argument !== undefined) ways.push(without('argument'));
  if (op.reach !== undefined) ways.push(without('reach'));
  return ways;
}
