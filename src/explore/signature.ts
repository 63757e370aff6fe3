import { TEGRA241 } from '../machine';
import { GUEST_MAP, physicalMap } from '../tables/registers';
import type { Difference } from './difference';
import type { ExploredLayer, ProgramOp } from './program';

/** What tells findings apart: where a difference shows, not in which numbers. */
export function signatureOf({ op, facts, monitored }: Difference, layer: ExploredLayer): string {
  if (monitored !== undefined) return `${layer}: breaks ${monitored}`;
  const [first] = facts;
  const named = first === undefined ? '' : first.fact.replace(/\bVM [AB]\d+/g, 'a VM').replace(/[0-9a-f]*\d[0-9a-f]*/g, 'n');
  const told = first?.fact === 'status' || first?.fact === 'answer' ? ` ${first.seen} for ${first.reference}` : '';
  return `${layer}: ${op.op}${objectOf(op, layer)}: ${named}${told}`;
}

function objectOf(op: ProgramOp, layer: ExploredLayer): string {
  if (op.op === 'ioctl') return ` ${op.request}`;
  if ((op.op === 'read' || op.op === 'write') && 'at' in op) {
    const register = (layer === 'hardware' ? physicalMap(TEGRA241) : GUEST_MAP).at(op.at, op.width);
    return register === undefined
      ? ' of no register'
      : ` ${register.place.kind} ${register.definition.name}${op.width === register.size ? '' : ` in ${op.width} bytes`}`;
  }
  return '';
}
