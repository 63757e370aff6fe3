import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';

/** Whether logs of two hosts may have anything in common. */
export function isSameHost(one: HostDescription, other: HostDescription): boolean {
  return one === other || isSame(one, other);
}

/** How many operations two logs of one host have in common at their beginning. */
export function alikeUntil(one: readonly Operation[], other: readonly Operation[]): number {
  let n = 0;
  while (isAlike(one[n], other[n])) n += 1;
  return n;
}

/** Whether two operations are the same to a monitor: the phase of a scenario is nothing to it. */
function isAlike(one: Operation | undefined, other: Operation | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.port === other.port &&
    one.who === other.who &&
    one.by === other.by &&
    one.given === other.given &&
    one.within === other.within &&
    isSameEvent(one.event, other.event)
  );
}

function isSameEvent(one: Operation['event'], other: Operation['event']): boolean {
  // Most are accesses of a register.
  if ('offset' in one && 'offset' in other && 'width' in one && 'width' in other)
    return one.op === other.op && one.offset === other.offset && one.width === other.width && one.value === other.value;
  return isSame(one, other);
}

/** Whether two values are the same, as far as events have any: numbers, words, bytes, and objects and arrays of them. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (one instanceof Uint8Array) return other instanceof Uint8Array && Buffer.compare(one, other) === 0;
  if (one instanceof Map) return isDeepStrictEqual(one, other);
  return areSameMembers(one as Members, other as Members);
}

type Members = Readonly<Record<string, unknown>>;

function areSameMembers(one: Members, other: Members): boolean {
  let members = 0;
  // Every operation of every scenario is compared here: lists of keys are too dear.
  for (const name in one) {
    members += 1;
    if (!isSame(one[name], other[name])) return false;
  }
  for (const _ in other) members -= 1;
  return members === 0;
}
