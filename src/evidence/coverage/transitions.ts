import type { Coverage } from './coverage';
import { GuestStates } from './guest-states';

const POINT = 'guest-transitions';
const SLOT = / \(vCMDQ \d\)$/;

/** States of a guest's vCMDQ: without a queue of the kernel, with one, and after the kernel refused it one. */
export type VcmdqState = 'cache' | 'hardware' | 'refused';

/** What takes a vCMDQ from one state to another. */
export interface Transition {
  readonly from: VcmdqState;
  readonly to: VcmdqState;
  /** The register written, or the event. */
  readonly cause: string;
  /** The run saw it, of one vCMDQ at least. */
  readonly seen: boolean;
}

/** All changes of state that are possible, with what a run saw of them; none if it could not see them. */
export function transitionsOf({ points }: Coverage): readonly Transition[] {
  const point = points.find(({ id }) => id === POINT);
  if (point?.observed !== true) return [];
  const missed = new Set(point.missed);
  const never = new Set(point.unreachable.flatMap(({ bins }) => bins));
  const names = new Map<string, boolean>();
  for (const bin of new GuestStates().points.find(({ id }) => id === POINT)?.bins ?? []) {
    const name = bin.replace(SLOT, '');
    if (!never.has(bin)) names.set(name, names.get(name) === true || !missed.has(bin));
  }
  return [...names].flatMap(([name, seen]) => {
    const [, what, cause] = /^(.*) (?:by|on) (.*)$/.exec(name) ?? [];
    const change = what === undefined || cause === undefined ? undefined : changeOf(what, cause);
    return change === undefined || cause === undefined ? [] : [{ ...change, cause, seen }];
  });
}

function changeOf(what: string, cause: string): Pick<Transition, 'from' | 'to'> | undefined {
  switch (what) {
    case 'allocated':
      return { from: 'cache', to: 'hardware' };
    case 'freed':
      return { from: 'hardware', to: 'cache' };
    case 'refused':
      return { from: 'cache', to: 'refused' };
    case 'refusal cleared':
      return { from: 'refused', to: cause === 'allocation' ? 'hardware' : 'cache' };
    default:
      return undefined;
  }
}
