import type { HandleKind, Who } from '../../program';
import { askAnyRanges } from './iova-ranges';
import type { KernelProgram } from './kernel-program';

/** An object goes, whatever stands on it. */
export function destroyAny(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const kind = draw.weighted<HandleKind>([
    [5, 'hw_queue'],
    [4, 'vDEVICE'],
    [3, 'vIOMMU'],
    [3, 'HWPT'],
    [2, 'vEVENTQ'],
    [2, 'any'],
    [1, 'IOAS'],
  ]);
  program.ioctl(who, 'DESTROY', { id: draw.chance(70) ? { kind, n: draw.below(8), live: true } : program.anyId(kind) });
  if (kind === 'HWPT' && draw.chance(30)) askAnyRanges(program, who);
}

/** A request that was made before is made again, maybe after something went. */
export function askAgain(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const recent = program.ops.slice(-30).filter((op) => op.op === 'ioctl' && op.who === who && op.request !== 'DESTROY');
  if (recent.length === 0) return;
  const op = draw.pick(recent);
  if (draw.chance(50)) destroyAny(program, who);
  program.push(op);
}
